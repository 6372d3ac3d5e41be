/* The runner over a whole store: what becomes of jobs, and of those whose results are written together. */
#include "check.h"
#include "films.h"
#include "work/job_runs.h"
#include "work/runner.h"
#include "world.h"

#define CHECK_OK(call) must((call), &err, #call)

enum { FILMS = 40, ENDS = JOB_BEAT + 2, LOST = JOB_BEAT + 1 };

static struct movie films[FILMS];
static struct error err;
static struct arena arena;

static void find(void *context, struct text imdb_id, struct arena *a, struct world_found *out)
{
    (void)context, (void)imdb_id, (void)a, (void)out;
}

static const struct movie *page(void *context, struct text imdb_id, struct arena *a)
{
    (void)context, (void)a;
    for (size_t i = 0; i < FILMS; i++) {
        if (text_equal(films[i].imdb_id, imdb_id))
            return &films[i];
    }
    return NULL;
}

static const struct record *record(void *context, int64_t tmdb_id, struct arena *a)
{
    (void)context, (void)tmdb_id, (void)a;
    return NULL;
}

static struct world world = { .find = find, .record = record, .page = page };
static struct rig rig;
static struct store *store;

static void start(void)
{
    struct random random = { 5 };
    rig_open(&rig, &world, "imdb_page,given");
    for (size_t i = 0; i < FILMS; i++)
        film_make(&films[i], arena_printf(&arena, "tt%08zu", 97000000 + i), &random, &arena);
    store = rig_store(&rig);
}

static void stop(void)
{
    store_close(&store);
    rig_close(&rig);
    arena_reset(&arena);
}

static void queue(const char *args)
{
    bool added = false;
    const struct job_new job = { .queue = QUEUE_FILMS,
                                 .worker = "TMDbDetailsWorker",
                                 .args = text_of(args), /* without imdb_id: two may be about one film */
                                 .max_attempts = 20,
                                 .now_ms = clock_wall_ms(&rig.clock) };
    CHECK_OK(store_job_insert(store, &job, &added, &err));
    CHECK(added);
}

struct seen {
    size_t ends[ENDS];
};

static void on_job(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    struct seen *seen = context;
    (void)job, (void)ms;
    seen->ends[note->lost ? (size_t)LOST : (size_t)note->end]++;
}

static struct seen run(int threads)
{
    struct seen seen = { 0 };
    struct work work = {
        .lookup = { .settings = &rig.settings, .clock = &rig.clock, .gate = rig.gate, .queue = QUEUE_FILMS },
        .settings = &rig.settings,
        .clock = &rig.clock,
        .batch = 10
    };
    const struct runner_options options = { .work = &work,
                                            .store = rig_store_options(&rig),
                                            .threads = threads,
                                            .once = true,
                                            .report = on_job,
                                            .context = &seen };
    lookup_run_begin(&work.lookup, NULL, 0);
    struct runner *runner = runner_create(&options);
    CHECK_OK(runner_run(runner, &err));
    runner_destroy(&runner);
    lookup_run_end(&work.lookup);
    return seen;
}

static void each_job_has_one_end(void)
{
    start();
    for (size_t i = 0; i < FILMS; i++)
        queue(arena_printf(&arena, "{\"imdb_id\":\"tt%08zu\"}", 97000000 + i).at);
    queue("{\"imdb_id\":\"tt97999999\"}"); /* no page: not_found is an answer */
    queue("{\"imdb_id\":\"nm0000001\"}");
    struct seen seen = run(3);
    CHECK_INT(seen.ends[JOB_COMPLETE], FILMS + 1);
    CHECK_INT(seen.ends[JOB_CANCEL], 1);
    struct stored_movie movie;
    for (size_t i = 0; i < FILMS; i++) {
        CHECK_OK(store_movie_get(store, films[i].imdb_id, &arena, &movie, &err));
        CHECK_TEXT_Z(movie.import_status, "imdb_placeholder");
    }
    seen = run(1); /* nothing is left */
    CHECK_INT(seen.ends[JOB_COMPLETE], 0);
    stop();
}

/* Written together they contradict each other: one after the other they do not. */
static void two_jobs_about_one_film(void)
{
    start();
    for (int i = 0; i < 12; i++)
        queue(arena_printf(&arena, "{\"imdb_id\":\"tt%08d\",\"n\":%d}", 97000000 + i / 3, i).at);
    struct seen seen = run(1);
    CHECK_INT(seen.ends[JOB_COMPLETE], 12);
    struct stored_movie movie;
    for (size_t i = 0; i < 4; i++) {
        CHECK_OK(store_movie_get(store, films[i].imdb_id, &arena, &movie, &err));
        CHECK_INT(movie.retry_count, 0);
    }
    stop();
}

/* ── the pool ── */

static size_t ended, lost;

static bool never(void *context)
{
    (void)context;
    return false;
}

static void count_end(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    (void)context, (void)job, (void)ms;
    ended++;
    lost += note->lost;
}

static void one_that_is_lost_takes_nobody_along(void)
{
    start();
    struct work work = { .lookup = { .settings = &rig.settings, .clock = &rig.clock, .gate = rig.gate },
                         .settings = &rig.settings,
                         .clock = &rig.clock };
    struct job_runs *runs = arena_alloc(&arena, sizeof *runs);
    *runs = (struct job_runs){ .work = &work, .store = store, .random = { 1 }, .stopping = never, .ended = count_end };
    const struct job_claim claim = { .queue = TEXT(QUEUE_FILMS),
                                     .node = TEXT("node"),
                                     .producer = TEXT("producer"),
                                     .workers = TEXT("[\"TMDbDetailsWorker\"]"),
                                     .max = 3,
                                     .now_ms = clock_wall_ms(&rig.clock) };
    struct job *jobs;
    size_t count = 0;
    for (int i = 0; i < 3; i++)
        queue(arena_printf(&arena, "{\"imdb_id\":\"tt%08d\"}", 97000000 + i).at);
    CHECK_OK(store_jobs_claim(store, &claim, &arena, &jobs, &count, &err));
    CHECK_INT(count, 3);
    lookup_run_begin(&work.lookup, NULL, 0);
    ended = lost = 0;
    for (size_t i = 0; i < count; i++)
        CHECK_OK(job_runs_run(runs, &jobs[i], true, &err));
    const struct job_ack ack = { .fence = jobs[1].fence, .end = JOB_CANCEL, .now_ms = claim.now_ms };
    bool cancelled = runs->pool.count == 3; /* else a slow machine has written some already */
    if (cancelled)
        CHECK_OK(store_job_acknowledge(store, &ack, &err)); /* somebody else has, meanwhile */
    CHECK_OK(job_runs_settle(runs, &err));
    CHECK_INT(ended, 3);
    CHECK_INT(lost, cancelled);
    struct stored_movie movie;
    CHECK_OK(store_movie_get(store, films[0].imdb_id, &arena, &movie, &err));
    CHECK_INT(store_movie_get(store, films[1].imdb_id, &arena, &movie, &err), cancelled ? NOT_FOUND : OK);
    CHECK_OK(store_movie_get(store, films[2].imdb_id, &arena, &movie, &err));
    lookup_run_end(&work.lookup);
    job_runs_finish(runs);
    stop();
}

/* ── delays ── */

static const struct {
    int64_t attempt, max, least_s, most_s;
} delays[] = {
    { 0, 20, 60, 66 },       { 1, 20, 60, 66 },          { 5, 20, 60, 66 },          { 6, 20, 79, 87 },
    { 10, 20, 1039, 1143 },  { 15, 20, 21600, 23760 },   { 1000, 20, 21600, 23760 }, { 5, 5, 60, 66 },
    { 50, 100, 1039, 1143 }, { 100, 100, 21600, 23760 },
};

static void what_could_not_be_told_comes_back_within_hours(void)
{
    struct random random = { 11 };
    for (size_t i = 0; i < COUNT_OF(delays); i++) {
        for (int round = 0; round < 50; round++) {
            int64_t ms = work_backoff_ms(delays[i].attempt, delays[i].max, &random);
            CHECK(ms >= delays[i].least_s * 1000 && ms <= delays[i].most_s * 1000);
        }
    }
}

int main(void)
{
    RUN(what_could_not_be_told_comes_back_within_hours);
    RUN(each_job_has_one_end);
    RUN(two_jobs_about_one_film);
    RUN(one_that_is_lost_takes_nobody_along);
    arena_finish(&arena);
    return check_done();
}

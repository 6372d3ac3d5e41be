/* Jobs a second through the runner of `work`, against sources without latency, one SQLite file, synchronous=NORMAL.
 *
 * usage: rate_bench [FILMS [THREADS [BAR]]]
 *
 * Three kinds of jobs on the same films, queued as the program queues them: an import's ids, which nobody knew, become
 * placeholders (IMDb's page told); the daily pass finds them due, TMDb is still without them; it finds them due again
 * and TMDb has them all, upgrades. Claims, acknowledgements and the pass's own jobs are in the time; places, seats and
 * leases are taken as for the real hosts, only nobody has to wait. CPU is the whole process's; what the stand-in took
 * to write its answers is told apart.
 *
 * The bar, in jobs a second, is for TMDbDetailsWorker's jobs as a year brings them: of one film's in tests/sim/year the
 * first makes the placeholder, 4.6 look in vain, and 0.55 upgrade. Exits 1 when it is missed, or when a job ended other
 * than it should. */
#include "films.h"
#include "source/source.h"
#include "store/wanted_import.h"
#include "work/runner.h"
#include "world.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    FILMS_STANDARD = 6000,
    THREADS_STANDARD = 4, /* as `work` */
    TMDB_IDS_FROM = 2000000,
    IMPORT_ROWS = 500,
    BATCH = 100 /* enrichment.batch */
};

static const double vain_a_film = 4.6, upgrades_a_film = 0.55;

static atomic_bool tmdb_knows;
static struct movie *films;
static size_t film_count;

static const struct movie *film_of(struct text imdb_id)
{
    int64_t number = 0;
    (void)num_parse(text_after(imdb_id, 2), 0, INT64_MAX, &number);
    return number >= 97000000 && number < 97000000 + (int64_t)film_count ? &films[number - 97000000] : NULL;
}

static const struct record *record(void *context, int64_t tmdb_id, struct arena *arena)
{
    int64_t number = tmdb_id - TMDB_IDS_FROM;
    struct record *made = arena_alloc(arena, sizeof *made);
    (void)context;
    if (!atomic_load(&tmdb_knows) || number < 0 || number >= (int64_t)film_count)
        return NULL;
    *made = record_of(&films[number], tmdb_id, films[number].imdb_id);
    return made;
}

static void find(void *context, struct text imdb_id, struct arena *arena, struct world_found *out)
{
    const struct movie *film = film_of(imdb_id);
    if (film != NULL && atomic_load(&tmdb_knows))
        out->at[out->count++] = record(context, TMDB_IDS_FROM + (film - films), arena);
}

static const struct movie *page(void *context, struct text imdb_id, struct arena *arena)
{
    (void)context, (void)arena;
    return film_of(imdb_id);
}

static struct world world = { .find = find, .record = record, .page = page };

/* ── jobs ── */

struct count {
    const char *expected; /* outcome */
    size_t films, unexpected;
    int64_t end_ms; /* of the last film */
};

static void on_job(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    struct count *count = context;
    (void)ms;
    if (!text_is(job->worker, "TMDbDetailsWorker"))
        return;
    count->films++;
    count->end_ms = clock_mono_ms();
    if (note->end == JOB_COMPLETE && text_is(note->outcome, count->expected))
        return;
    if (count->unexpected++ == 0)
        (void)fprintf(stderr, "%.*s: %.*s, %.*s\n", TEXT_ARG(note->imdb_id), TEXT_ARG(note->outcome),
                      TEXT_ARG(note->text));
}

static struct job_new job_of(const struct rig *rig, const char *name)
{
    const struct worker *worker = worker_find(text_of(name));
    return (struct job_new){ .queue = worker->queue,
                             .worker = worker->name,
                             .args = TEXT("{}"),
                             .max_attempts = worker->max_attempts,
                             .priority = worker->priority,
                             .now_ms = clock_wall_ms(&rig->clock) };
}

static void import(const struct rig *rig, struct store *store)
{
    struct wanted rows[IMPORT_ROWS] = { 0 };
    enum wanted_state states[IMPORT_ROWS];
    const struct job_new job = job_of(rig, "TMDbDetailsWorker");
    struct error err;
    for (size_t at = 0; at < film_count;) {
        struct wanted_batch batch = { .rows = rows, .job = &job, .states = states };
        for (; at < film_count && batch.count < IMPORT_ROWS; at++)
            rows[batch.count++] = (struct wanted){ .imdb_id = films[at].imdb_id, .asked_at_ms = job.now_ms };
        must(store_wanted_import(store, &batch, &err), &err, "import");
    }
}

static void queue_pass(const struct rig *rig, struct store *store)
{
    const struct job_new job = job_of(rig, "PlaceholderEnrichmentWorker");
    struct error err;
    bool added;
    must(store_job_insert(store, &job, &added, &err), &err, "job");
}

static uint64_t cpu_ms(void)
{
    struct timespec t = { 0 };
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void print_row(const struct rig *rig, const char *name, double seconds, double cpu)
{
    double theirs = (double)atomic_load(&world.cpu_ns) / 1e6;
    uint64_t requests = 0;
    for (size_t i = 0; i < WORLD_HOSTS; i++)
        requests += atomic_load(&world.requests[i]);
    printf("%-34s%10.0f%12.3f%12.3f%12.2f%10.1f MB\n", name, (double)film_count / seconds,
           (cpu - theirs) / (double)film_count, theirs / (double)film_count, (double)requests / (double)film_count,
           (double)rig_store_bytes(rig) / 1e6);
    (void)fflush(stdout);
}

/* Seconds a job. *good stays when every job ended as it should. */
static double run(struct rig *rig, const char *name, const char *expected, int threads, bool *good)
{
    struct work work = {
        .lookup = { .settings = &rig->settings, .clock = &rig->clock, .gate = rig->gate, .queue = QUEUE_FILMS },
        .settings = &rig->settings,
        .clock = &rig->clock,
        .batch = BATCH
    };
    struct count count = { .expected = expected };
    struct runner_options options = { .work = &work,
                                      .store = rig_store_options(rig),
                                      .threads = threads,
                                      .once = true,
                                      .report = on_job,
                                      .context = &count };
    struct error err;
    for (size_t i = 0; i < WORLD_HOSTS; i++)
        atomic_store(&world.requests[i], 0);
    atomic_store(&world.cpu_ns, 0);
    lookup_run_begin(&work.lookup, NULL, 0);
    struct runner *runner = runner_create(&options);
    int64_t start_ms = clock_mono_ms();
    uint64_t start_cpu_ms = cpu_ms();
    must(runner_run(runner, &err), &err, "runner"); /* its last tick, with nothing to do, takes a second and no CPU */
    double seconds = (double)(count.end_ms - start_ms) / 1000;
    print_row(rig, name, seconds, (double)(cpu_ms() - start_cpu_ms));
    runner_destroy(&runner);
    lookup_run_end(&work.lookup);
    *good = *good && count.films == film_count && count.unexpected == 0;
    return seconds / (double)film_count;
}

/* True when the bar is held. */
static bool judge(double made, double vain, double upgraded, int64_t bar)
{
    double rate = (1 + vain_a_film + upgrades_a_film) / (made + vain_a_film * vain + upgrades_a_film * upgraded);
    bool held = rate >= (double)bar;
    printf("as a year brings them (1 : %.1f : %.2f)%6.0f jobs/s (bar: %" PRId64 ")%s\n", vain_a_film, upgrades_a_film,
           rate, bar, held ? "" : " MISSED");
    return held;
}

/* The lines of the real hosts, without their pace. */
static void set_policies(struct rig *rig)
{
    rig->settings.tmdb_policy.concurrency = source_terms_find(TEXT("tmdb"))->concurrency;
    rig->settings.imdb_page_policy.concurrency = source_terms_find(TEXT("imdb_page"))->concurrency;
}

int main(int argc, char **argv)
{
    int64_t count = FILMS_STANDARD, threads = THREADS_STANDARD, bar = 0;
    struct arena arena = { 0 };
    struct random random = { 3 };
    struct rig rig;
    if ((argc > 1 && !num_parse(text_of(argv[1]), 1, 1000000, &count)) ||
        (argc > 2 && !num_parse(text_of(argv[2]), 1, RUNNER_THREADS_MAX, &threads)) ||
        (argc > 3 && !num_parse(text_of(argv[3]), 0, 1000000, &bar)) || argc > 4) {
        (void)fprintf(stderr, "usage: rate_bench [FILMS [THREADS [BAR]]]\n");
        return 2;
    }
    film_count = (size_t)count;
    films = arena_array(&arena, film_count, sizeof *films);
    for (size_t i = 0; i < film_count; i++)
        film_make(&films[i], arena_printf(&arena, "tt%08zu", 97000000 + i), &random, &arena);
    rig_open(&rig, &world, "wikidata,imdb_page,given");
    set_policies(&rig);
    rig.relaxed = true;
    struct store *store = rig_store(&rig); /* creates it */
    printf("%" PRId64 " films, %" PRId64 " threads of the runner, one SQLite file, synchronous=NORMAL, no latency\n"
           "%-34s%10s%12s%12s%12s%13s\n",
           count, threads, "", "jobs/s", "ms CPU/job", "stand-in's", "requests", "store");
    import(&rig, store);
    bool good = true;
    double made = run(&rig, "new ids become placeholders", "imdb_placeholder", (int)threads, &good);
    rig_set_day(&rig, 8);
    queue_pass(&rig, store);
    double vain = run(&rig, "due retries, still absent", "imdb_placeholder", (int)threads, &good);
    rig_set_day(&rig, 24);
    queue_pass(&rig, store);
    atomic_store(&tmdb_knows, true);
    double upgraded = run(&rig, "upgrades", "full", (int)threads, &good);
    good = judge(made, vain, upgraded, bar) && good;
    store_close(&store);
    rig_close(&rig);
    arena_finish(&arena);
    return !good;
}

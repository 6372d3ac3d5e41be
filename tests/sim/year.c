/* A year in minutes: placeholders wait, films arrive at TMDb by a stated curve, hosts fail and challenge; with arrivals
 * (the daily export, changes every six hours) over the schedule of 7, 14, 30, 60 days, and beside it the schedule
 * alone.
 *
 * usage: year [FILMS [THREADS [SEED]]]
 *
 * Real code from the job down: src/work, src/gate, src/store on one SQLite file; the clock stands still within a step
 * of six hours. Exits 1 when a placeholder was upgraded to a record that is not its film, or when, with arrivals, fewer
 * than 95 of 100 were upgraded within a day. */
#include "store/jobs.h"
#include "work/arrivals.h"
#include "work/expire.h"
#include "year_world.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    STEPS_A_DAY = 4,
    TOLD_DAYS = 30, /* from one line of progress to the next */
    JOBS_KEPT_DAYS = 7,
    THREADS_MAX = 8,
    THREADS_STANDARD = 2,
    FILMS_STANDARD = 10000,
    SEED_STANDARD = 9,
    IN_DAY_PER_CENT = 95
};

struct fate {
    double due;      /* day of the next look; INFINITY = none */
    int64_t tmdb_id; /* a record that an arrival named; 0 = none */
    double upgraded; /* day; INFINITY = not yet */
    bool placed, wrong;
};

struct simulation {
    struct year year;
    struct rig rig;
    struct fate *fates;
    uint32_t *now; /* films of this step */
    size_t now_count;
    atomic_size_t next;
    atomic_uint_least64_t lookups, unknown;
    struct store *stores[THREADS_MAX];
    size_t threads;
    bool has_arrivals;
    int64_t looked, matched, passes, failed;
    uint64_t feed_requests; /* of TMDb and its exports, by the passes */
    double feed_seconds, prune_seconds;
    int64_t start_ms, told_ms; /* of the last line of progress */
    clock_t start_cpu;
    uint64_t told_lookups;
};

static double seconds_since(int64_t start_ms)
{
    return (double)(clock_mono_ms() - start_ms) / 1000;
}

static double cpu_seconds(const struct simulation *sim)
{
    return (double)(clock() - sim->start_cpu) / CLOCKS_PER_SEC;
}

/* ── one step ── */

static void note(struct simulation *sim, size_t film, const struct lookup_result *result)
{
    struct fate *fate = &sim->fates[film];
    double now = year_now(&sim->year);
    const struct stored_movie *row = &result->movie;
    atomic_fetch_add(&sim->lookups, 1);
    bool named = fate->tmdb_id != 0;
    fate->tmdb_id = 0;
    if (text_is(result->outcome, "unknown")) {
        atomic_fetch_add(&sim->unknown, 1);
        fate->due = now + 1.0 / STEPS_A_DAY; /* the job's backoff */
        return;
    }
    fate->placed = true;
    if (result->has_movie && row->movie.tmdb_id.known) {
        fate->upgraded = now;
        fate->wrong = !year_is_film(film, row->movie.tmdb_id.value);
        fate->due = INFINITY;
        return;
    }
    if (named && fate->placed && fate->due > now + 1) /* a look between two of the schedule: it goes on as it was */
        return;
    int64_t wait_ms = row->next_tmdb_retry_at_ms - clock_wall_ms(sim->year.clock);
    fate->due = now + (double)wait_ms / (double)CLOCK_DAY_MS;
}

/* Results are written together, as the runner does where a job takes no time. */
struct worker {
    struct simulation *sim;
    size_t number;
    struct random random;
    struct lookup_pool pool;
    struct pooled {
        struct arena arena;
        size_t film;
        struct fate before;
    } pooled[LOOKUP_POOL_MAX];
};

static void look_up(struct worker *worker, struct pooled *one, struct lookup_pool *pool)
{
    struct simulation *sim = worker->sim;
    struct movie movie;
    struct error err;
    arena_reset(&one->arena);
    struct lookup_result *result = arena_alloc(&one->arena, sizeof *result);
    const struct fate *fate = &sim->fates[one->film];
    year_film(&sim->year, one->film, &movie, &one->arena);
    const struct lookup_ask ask = { .imdb_id = year_id(one->film, &one->arena),
                                    .title = movie.title,
                                    .year = movie.year,
                                    .fresh = true,
                                    .scheduled = true,
                                    .tmdb_id = { fate->tmdb_id, fate->tmdb_id != 0 },
                                    .actor = fate->tmdb_id != 0 ? "arrivals" : "enrichment",
                                    .pool = pool };
    one->before = *fate;
    must(lookup_one(&sim->rig.run, sim->stores[worker->number], &worker->random, &ask, &one->arena, result, &err), &err,
         "lookup");
    note(sim, one->film, result);
}

/* What cannot be stored beside the others is written, or looked up, by itself. */
static void settle(struct worker *worker)
{
    struct store *store = worker->sim->stores[worker->number];
    struct error err;
    size_t count = worker->pool.count;
    worker->pool.count = 0;
    if (count == 0 || store_lookup_writes(store, worker->pool.writes, count, &err) == OK)
        return;
    for (size_t i = 0; i < count; i++) {
        struct pooled *one = &worker->pooled[i];
        enum status status = store_lookup_write(store, worker->pool.writes[i], &err);
        if (status == INVALID) {
            worker->sim->fates[one->film] = one->before;
            look_up(worker, one, NULL);
        } else {
            must(status, &err, "store");
        }
    }
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct simulation *sim = worker->sim;
    struct store *store = sim->stores[worker->number];
    struct error err;
    store_gather(store, true);
    for (size_t at = atomic_fetch_add(&sim->next, 1); at < sim->now_count; at = atomic_fetch_add(&sim->next, 1)) {
        struct pooled *one = &worker->pooled[worker->pool.count];
        one->film = sim->now[at];
        look_up(worker, one, &worker->pool);
        if (worker->pool.count == LOOKUP_POOL_MAX)
            settle(worker);
    }
    settle(worker);
    must(store_catch_up(store, &err), &err, "store");
    return NULL;
}

static void run_jobs(struct simulation *sim)
{
    pthread_t threads[THREADS_MAX];
    struct worker *workers = calloc(sim->threads, sizeof *workers);
    struct arena arena = { 0 };
    if (workers == NULL)
        oom();
    struct text *ids = arena_array(&arena, sim->now_count, sizeof *ids);
    for (size_t i = 0; i < sim->now_count; i++)
        ids[i] = year_id(sim->now[i], &arena);
    lookup_run_begin(&sim->rig.run, ids, sim->now_count);
    atomic_store(&sim->next, 0);
    for (size_t i = 0; i < sim->threads; i++) {
        workers[i].sim = sim;
        workers[i].number = i;
        workers[i].random.state = sim->year.seed + i + (uint64_t)clock_wall_ms(sim->year.clock);
        if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
            oom();
    }
    for (size_t i = 0; i < sim->threads; i++)
        (void)pthread_join(threads[i], NULL);
    lookup_run_end(&sim->rig.run);
    for (size_t i = 0; i < sim->threads; i++) {
        for (size_t k = 0; k < LOOKUP_POOL_MAX; k++)
            arena_finish(&workers[i].pooled[k].arena);
    }
    free(workers);
    arena_finish(&arena);
}

/* Placeholders are due at any hour; the daily pass takes them (the first step of a day). Jobs that could not tell, and
 * new ids, do not wait for it. */
static void choose_due(struct simulation *sim, int step)
{
    double now = year_now(&sim->year);
    sim->now_count = 0;
    for (size_t film = 0; film < sim->year.count; film++) {
        const struct fate *fate = &sim->fates[film];
        bool waits_for_pass = fate->placed && step % STEPS_A_DAY != 0;
        bool named = fate->tmdb_id != 0 && fate->placed && fate->upgraded == INFINITY;
        if (named || (fate->due <= now && !waits_for_pass))
            sim->now[sim->now_count++] = (uint32_t)film;
    }
}

/* ── arrivals ── */

static uint64_t feed_requests(const struct simulation *sim)
{
    return atomic_load(&sim->year.world.requests[WORLD_TMDB]) + atomic_load(&sim->year.world.requests[WORLD_EXPORTS]);
}

/* One pass. Its jobs are done by this program as the runner would: a lookup that looks at the named record first. */
static void look_for_arrivals(struct simulation *sim)
{
    struct arena arena = { 0 };
    struct arrivals_result result;
    struct error err;
    const struct arrivals_run run = {
        .settings = &sim->rig.settings,
        .exports_url = TEXT("https://exports.sim/p/exports"),
        .exports_policy = { .source = "tmdb_exports", .burst = 1, .breaker = { .failures = 5 } },
        .temporary_folder = sim->rig.folder,
        .gate = sim->rig.gate,
        .store = sim->stores[0],
        .clock = &sim->rig.clock
    };
    uint64_t requests = feed_requests(sim);
    int64_t start_ms = clock_mono_ms();
    sim->year.named_count = 0;
    sim->year.collects = true;
    must(arrivals_pass(&run, &arena, &result, &err), &err, "arrivals");
    sim->year.collects = false;
    sim->feed_seconds += seconds_since(start_ms);
    sim->feed_requests += feed_requests(sim) - requests;
    sim->passes++;
    sim->failed += result.export.outcome == FEED_FAILED || result.changes.outcome == FEED_FAILED || result.unknown > 0;
    sim->looked += result.looked;
    sim->matched += result.matched;
    for (size_t i = 0; i < sim->year.named_count; i++)
        sim->fates[sim->year.named[i].film].tmdb_id = sim->year.named[i].tmdb_id;
    arena_finish(&arena);
}

/* The passes queued a job for each; what they were to do is done. */
static void end_jobs(struct simulation *sim)
{
    struct arena arena = { 0 };
    struct error err;
    for (size_t i = 0; i < sim->year.named_count; i++)
        must(store_arrival_done(sim->stores[0], year_id(sim->year.named[i].film, &arena),
                                clock_wall_ms(sim->year.clock), &err),
             &err, "job");
    sim->year.named_count = 0;
    arena_finish(&arena);
}

/* What PrunerWorker does, daily. */
static void prune(struct simulation *sim)
{
    struct retention_counts gone = { 0 };
    struct error err;
    int64_t now_ms = clock_wall_ms(sim->year.clock), start_ms = clock_mono_ms();
    size_t pruned = JOBS_PRUNED_MAX;
    while (pruned == JOBS_PRUNED_MAX)
        must(store_jobs_prune(sim->stores[0], now_ms - JOBS_KEPT_DAYS * CLOCK_DAY_MS, &pruned, &err), &err, "prune");
    for (bool more = true; more;)
        must(expire_some(sim->stores[0], now_ms, &gone, &more, &err), &err, "expire");
    sim->prune_seconds += seconds_since(start_ms);
}

/* ── report ── */

static void tell_progress(struct simulation *sim, int day)
{
    uint64_t lookups = atomic_load(&sim->lookups);
    double seconds = seconds_since(sim->told_ms);
    printf("  day %3d: %" PRIu64 " lookups, %.0f a second of late; store %.0f MB; %.0f s, %.0f of them arrivals, %.0f "
           "pruning; CPU %.0f s\n",
           day, lookups, seconds > 0 ? (double)(lookups - sim->told_lookups) / seconds : 0,
           (double)rig_store_bytes(&sim->rig) / 1e6, seconds_since(sim->start_ms), sim->feed_seconds,
           sim->prune_seconds, cpu_seconds(sim));
    sim->told_lookups = lookups;
    sim->told_ms = clock_mono_ms();
}

static int compare_days(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double per_cent(size_t part, size_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

/* True when the bars are met. */
static bool report(const struct simulation *sim)
{
    const struct year *year = &sim->year;
    double seconds = seconds_since(sim->start_ms);
    double *lags = calloc(year->count + 1, sizeof *lags);
    size_t arrived = 0, count = 0, in_day = 0, ripe = 0, in_month = 0, wrong = 0, waiting = 0;
    if (lags == NULL)
        oom();
    for (size_t film = 0; film < year->count; film++) {
        const struct fate *fate = &sim->fates[film];
        double lag = fate->upgraded - year->arrives[film];
        wrong += fate->wrong;
        waiting += fate->placed && fate->upgraded == INFINITY;
        if (year->arrives[film] > YEAR_DAYS)
            continue;
        arrived++;
        if (year->arrives[film] <= YEAR_DAYS - 30) { /* whose 30 days are over */
            ripe++;
            in_month += lag <= 30;
            in_day += lag <= 1;
            lags[count++] = lag;
        }
    }
    qsort(lags, count, sizeof *lags, compare_days);
    uint64_t tmdb = atomic_load(&year->world.requests[WORLD_TMDB]);
    uint64_t others =
        atomic_load(&year->world.requests[WORLD_PAGE]) + atomic_load(&year->world.requests[WORLD_WIKIDATA]);
    double scale = (double)YEAR_FILMS_FULL / (double)year->count;
    printf(
        "  arrived within the year %zu; of the %zu who had 30 days left: upgraded within 24 h %.1f %%, within 30 days "
        "%.1f %%\n"
        "  lag of the upgrade behind the arrival: median %.1f days, p95 %.1f days\n"
        "  false upgrades %zu; still waiting %zu; lookups %" PRIu64 ", of which could not tell %" PRIu64 "\n"
        "  requests a day: TMDb %.0f, page and Wikidata %.0f; for 100,000 films: %.0f and %.0f\n"
        "  store at the end %.0f MB, %.1f kB a film; %.0f s, %.2f ms a lookup; CPU %.0f s, of which the stand-ins "
        "%.0f s\n",
        arrived, ripe, per_cent(in_day, ripe), per_cent(in_month, ripe), count > 0 ? lags[count / 2] : 0,
        count > 0 ? lags[count * 95 / 100] : 0, wrong, waiting, atomic_load(&sim->lookups), atomic_load(&sim->unknown),
        (double)tmdb / YEAR_DAYS, (double)others / YEAR_DAYS, (double)tmdb / YEAR_DAYS * scale,
        (double)others / YEAR_DAYS * scale, (double)rig_store_bytes(&sim->rig) / 1e6,
        (double)rig_store_bytes(&sim->rig) / 1e3 / (double)year->count, seconds,
        1000 * seconds / (double)atomic_load(&sim->lookups), cpu_seconds(sim),
        (double)atomic_load(&year->world.cpu_ns) / 1e9);
    if (sim->has_arrivals)
        printf("  arrivals: %" PRId64 " passes, %" PRId64 " of them not to the end; %" PRId64
               " records looked at, %" PRId64 " matched; %.0f requests a day (for 100,000 films: %.0f), %.0f s\n",
               sim->passes, sim->failed, sim->looked, sim->matched, (double)sim->feed_requests / YEAR_DAYS,
               (double)sim->feed_requests / YEAR_DAYS * scale, sim->feed_seconds);
    free(lags);
    bool late = sim->has_arrivals && 100 * in_day < (size_t)IN_DAY_PER_CENT * ripe;
    if (wrong > 0 || late)
        printf("  <-- missed: %s\n", wrong > 0 ? "false upgrades, bar 0" : "upgraded within 24 h, bar 95 %");
    return wrong == 0 && !late;
}

static bool live(size_t films, size_t threads, uint64_t seed, bool has_arrivals)
{
    struct simulation *sim = calloc(1, sizeof *sim);
    if (sim == NULL)
        oom();
    sim->start_ms = sim->told_ms = clock_mono_ms();
    sim->start_cpu = clock();
    year_open(&sim->year, films, seed);
    rig_open(&sim->rig, &sim->year.world, "imdb_page,wikidata,given");
    sim->rig.relaxed = true;
    sim->year.clock = &sim->rig.clock;
    sim->fates = calloc(films, sizeof *sim->fates);
    sim->now = calloc(films, sizeof *sim->now);
    sim->threads = threads;
    sim->has_arrivals = has_arrivals;
    if (sim->fates == NULL || sim->now == NULL)
        oom();
    for (size_t film = 0; film < films; film++)
        sim->fates[film] = (struct fate){ .due = year_placed(&sim->year, film), .upgraded = INFINITY };
    for (size_t i = 0; i < threads; i++)
        sim->stores[i] = rig_store(&sim->rig);
    for (int step = 0; step < YEAR_DAYS * STEPS_A_DAY; step++) {
        rig_set_day(&sim->rig, (double)step / STEPS_A_DAY);
        if (has_arrivals)
            look_for_arrivals(sim);
        choose_due(sim, step);
        if (sim->now_count > 0)
            run_jobs(sim);
        end_jobs(sim);
        if (step % STEPS_A_DAY == 0)
            prune(sim);
        if ((step + 1) % (STEPS_A_DAY * TOLD_DAYS) == 0)
            tell_progress(sim, (step + 1) / STEPS_A_DAY);
    }
    for (size_t i = 0; i < threads; i++)
        store_close(&sim->stores[i]);
    bool good = report(sim);
    rig_close(&sim->rig);
    year_close(&sim->year);
    free(sim->fates);
    free(sim->now);
    free(sim);
    return good;
}

int main(int argc, char **argv)
{
    int64_t films = FILMS_STANDARD, threads = THREADS_STANDARD, seed = SEED_STANDARD;
    if ((argc > 1 && !num_parse(text_of(argv[1]), 1, 1000000, &films)) ||
        (argc > 2 && !num_parse(text_of(argv[2]), 1, THREADS_MAX, &threads)) ||
        (argc > 3 && !num_parse(text_of(argv[3]), 0, INT64_MAX, &seed)) || argc > 4) {
        (void)fprintf(stderr, "usage: year [FILMS [THREADS [SEED]]]\n");
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* a run that is stopped has said how far it came */
    printf("A year of %" PRId64 " placeholders, seed %" PRId64
           ". Assumed: asked for evenly over %d days; %d %% ever come to "
           "TMDb,\n%d days after that at the median, log-normal with sigma %.1f; %d %% get their IMDb id 1 to 5 days "
           "after "
           "their record;\nto %d %% comes a namesake of their year, to %d in 1000 a stranger with their id. TMDb is "
           "out of "
           "service %d times for 2 to\n12 h, IMDb's page challenges everybody %d times for 1 to 12 days.\n",
           films, seed, YEAR_PLACED_DAYS, YEAR_EVER_PER_CENT, YEAR_MEDIAN_DAYS, YEAR_SPREAD_PER_CENT / 100.0,
           YEAR_LATE_ID_PER_CENT, YEAR_NAMESAKE_PER_CENT, YEAR_MISTYPED_PER_MILLE, YEAR_OUTAGES, YEAR_CHALLENGES);
    printf("arrivals every six hours, and the schedule of 7, 14, 30, 60 days:\n");
    bool good = live((size_t)films, (size_t)threads, (uint64_t)seed, true);
    printf("the schedule alone:\n");
    good = live((size_t)films, (size_t)threads, (uint64_t)seed, false) && good;
    return !good;
}

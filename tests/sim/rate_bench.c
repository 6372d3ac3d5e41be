/* Jobs a second against sources without latency, one SQLite file, synchronous=NORMAL.
 *
 * usage: rate_bench [FILMS [THREADS]]
 *
 * Three kinds of work on the same films: ids nobody knew become placeholders (Wikidata and IMDb's page told); waiting
 * placeholders are retried, TMDb still without them; TMDb has them all, upgrades. CPU is the whole process's; what the
 * stand-in took to write its answers is told apart. */
#include "films.h"
#include "world.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILMS_STANDARD = 6000, THREADS_STANDARD = 2, THREADS_MAX = 16, TMDB_IDS_FROM = 2000000 };

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

/* ── workers ── */

struct work {
    struct rig *rig;
    atomic_size_t next;
    const char *expected; /* outcome */
    bool scheduled;
    atomic_size_t unexpected;
};

static void *work_off(void *context)
{
    struct work *work = context;
    struct arena arena = { 0 };
    struct random random = { 1 };
    struct store *store = rig_store(work->rig);
    struct error err;
    for (size_t at = atomic_fetch_add(&work->next, 1); at < film_count; at = atomic_fetch_add(&work->next, 1)) {
        struct lookup_result *result = arena_alloc(&arena, sizeof *result);
        const struct lookup_ask ask = { .imdb_id = films[at].imdb_id, .fresh = true, .scheduled = work->scheduled };
        must(lookup_one(&work->rig->run, store, &random, &ask, &arena, result, &err), &err, "lookup");
        if (!text_is(result->outcome, work->expected)) {
            if (atomic_fetch_add(&work->unexpected, 1) == 0)
                (void)fprintf(stderr, "%.*s: %.*s, %.*s\n", TEXT_ARG(result->imdb_id), TEXT_ARG(result->outcome),
                              TEXT_ARG(result->reason));
        }
        arena_reset(&arena);
    }
    store_close(&store);
    arena_finish(&arena);
    return NULL;
}

static uint64_t cpu_ms(void)
{
    struct timespec t = { 0 };
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* True when every job ended as it should. */
static bool run(struct rig *rig, const char *name, const char *expected, bool scheduled, size_t threads)
{
    pthread_t ids[THREADS_MAX];
    struct text *order = calloc(film_count, sizeof *order);
    struct work work = { .rig = rig, .expected = expected, .scheduled = scheduled };
    uint64_t requests = 0;
    if (order == NULL)
        oom();
    for (size_t i = 0; i < film_count; i++)
        order[i] = films[i].imdb_id;
    for (size_t i = 0; i < WORLD_HOSTS; i++)
        atomic_store(&world.requests[i], 0);
    atomic_store(&world.cpu_ns, 0);
    lookup_run_begin(&rig->run, order, film_count);
    int64_t start_ms = clock_mono_ms();
    uint64_t start_cpu_ms = cpu_ms();
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&ids[i], NULL, work_off, &work) != 0)
            oom();
    }
    for (size_t i = 0; i < threads; i++)
        (void)pthread_join(ids[i], NULL);
    double seconds = (double)(clock_mono_ms() - start_ms) / 1000;
    double cpu = (double)(cpu_ms() - start_cpu_ms), theirs = (double)atomic_load(&world.cpu_ns) / 1e6;
    lookup_run_end(&rig->run);
    free(order);
    for (size_t i = 0; i < WORLD_HOSTS; i++)
        requests += atomic_load(&world.requests[i]);
    printf("%-34s%10.0f%12.3f%12.3f%12.2f%10.1f MB\n", name, (double)film_count / seconds,
           (cpu - theirs) / (double)film_count, theirs / (double)film_count, (double)requests / (double)film_count,
           (double)rig_store_bytes(rig) / 1e6);
    (void)fflush(stdout);
    return atomic_load(&work.unexpected) == 0;
}

int main(int argc, char **argv)
{
    int64_t count = FILMS_STANDARD, threads = THREADS_STANDARD;
    struct arena arena = { 0 };
    struct random random = { 3 };
    struct rig rig;
    if ((argc > 1 && !num_parse(text_of(argv[1]), 1, 1000000, &count)) ||
        (argc > 2 && !num_parse(text_of(argv[2]), 1, THREADS_MAX, &threads)) || argc > 3) {
        (void)fprintf(stderr, "usage: rate_bench [FILMS [THREADS]]\n");
        return 2;
    }
    film_count = (size_t)count;
    films = arena_array(&arena, film_count, sizeof *films);
    for (size_t i = 0; i < film_count; i++)
        film_make(&films[i], arena_printf(&arena, "tt%08zu", 97000000 + i), &random, &arena);
    rig_open(&rig, &world, "wikidata,imdb_page,given");
    rig.relaxed = true;
    struct error err;
    struct store *store = rig_store(&rig); /* creates it */
    (void)err;
    store_close(&store);
    printf("%" PRId64 " films, %" PRId64
           " threads, one SQLite file, synchronous=NORMAL, no latency\n%-34s%10s%12s%12s%12s%13s\n",
           count, threads, "", "jobs/s", "ms CPU/job", "stand-in's", "requests", "store");
    bool good = run(&rig, "new ids become placeholders", "imdb_placeholder", false, (size_t)threads);
    rig_set_day(&rig, 8);
    good = run(&rig, "retries, still absent", "imdb_placeholder", true, (size_t)threads) && good;
    rig_set_day(&rig, 24);
    atomic_store(&tmdb_knows, true);
    good = run(&rig, "upgrades", "full", true, (size_t)threads) && good;
    rig_close(&rig);
    arena_finish(&arena);
    return !good;
}

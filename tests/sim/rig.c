/* What a lookup needs around it. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const parts[] = { "", "-wal", "-shm" };

void must(enum status status, const struct error *err, const char *what)
{
    if (status == OK)
        return;
    (void)fprintf(stderr, "%s: %s\n", what, err->text);
    exit(1);
}

static const char *store_path(const struct rig *rig, const char *part, char out[256])
{
    (void)snprintf(out, 256, "%s/sim.db%s", rig->folder, part);
    return out;
}

static char *make_folder(void)
{
    const char *below = getenv("TMPDIR");
    char *path = malloc(256);
    if (path == NULL)
        oom();
    (void)snprintf(path, 256, "%s/understudy-sim-XXXXXX", below != NULL ? below : "/tmp");
    if (mkdtemp(path) == NULL) {
        perror(path);
        exit(1);
    }
    return path;
}

void rig_open(struct rig *rig, struct world *world, const char *sources)
{
    struct text order = text_of(sources);
    const struct gate_policy policy = { .burst = 20, .redirects_max = 2, .breaker = { .failures = 5 } };
    *rig = (struct rig){ .folder = make_folder() };
    rig->settings = (struct lookup_settings){
        .tmdb_url = TEXT("https://tmdb.sim/3"),
        .tmdb_token = TEXT("sim-token"),
        .tmdb_language = TEXT("en-US"),
        .imdb_page_url = TEXT("https://imdb.sim"),
        .wikidata_query_url = TEXT("https://wikidata.sim/sparql"),
        .tmdb_policy = policy,
        .imdb_page_policy = policy,
        .wikidata_policy = policy,
        .cache_ttl_ms = CLOCK_DAY_MS,
        .schedule = { .days = { 7, 14, 30, 60 }, .count = 4 },
    };
    rig->settings.tmdb_policy.source = "tmdb";
    rig->settings.imdb_page_policy.source = "imdb_page";
    rig->settings.imdb_page_policy.obey_robots = true;
    rig->settings.wikidata_policy.source = "wikidata";
    while (order.len > 0)
        rig->settings.sources[rig->settings.source_count++] = text_take_until(&order, ',');
    rig_set_day(rig, 0);
    rig->http = fake_http_open(world_answer, world);
    rig->gate = gate_create(rig->http, &rig->clock, TEXT("understudy"));
    rig->run =
        (struct lookup_run){ .settings = &rig->settings, .clock = &rig->clock, .gate = rig->gate, .fresh = true };
}

void rig_close(struct rig *rig)
{
    char path[256];
    lookup_run_end(&rig->run);
    gate_destroy(&rig->gate);
    http_close(&rig->http);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        (void)unlink(store_path(rig, parts[i], path));
    (void)rmdir(rig->folder);
    free(rig->folder);
    rig->folder = NULL;
}

struct store_options rig_store_options(const struct rig *rig)
{
    static char path[256];
    return (struct store_options){ .url = text_of(store_path(rig, "", path)),
                                   .relaxed = rig->relaxed,
                                   .now_ms = clock_wall_ms(&rig->clock) };
}

struct store *rig_store(const struct rig *rig)
{
    struct store *store;
    struct error err;
    const struct store_options options = rig_store_options(rig);
    must(store_open(&options, &store, &err), &err, "store");
    return store;
}

uint64_t rig_store_bytes(const struct rig *rig)
{
    char path[256];
    uint64_t bytes = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct stat about;
        if (stat(store_path(rig, parts[i], path), &about) == 0)
            bytes += (uint64_t)about.st_size;
    }
    return bytes;
}

void rig_set_day(struct rig *rig, double day)
{
    rig->clock = (struct clock){ .wall_start_ms = clock_days_from_date(2026, 1, 1) * CLOCK_DAY_MS +
                                                  (int64_t)(day * (double)CLOCK_DAY_MS) };
}

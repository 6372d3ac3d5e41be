/* What looks at the store: pages of films, figures, films to contribute. */
#include "store/contributions.h"
#include "store/export.h"
#include "store/stats.h"
#include "store_help.h"

static struct arena arena;

static void films(void)
{
    (void)help_exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25) "
        "INSERT INTO movies (id, imdb_id, title, runtime, import_status, next_tmdb_retry_at, inserted_at, updated_at) "
        "SELECT i * 10, 'tt000' || (1000 + i), 'Film ' || i, CASE WHEN i = 7 THEN 90 END, "
        "CASE WHEN i % 5 = 0 THEN 'full' ELSE 'imdb_placeholder' END, "
        "CASE WHEN i % 5 <> 0 THEN '2026-12-31T00:00:00Z' END, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM n");
}

static size_t count_pages(struct store *store, const struct export_filter *filter, size_t max, int64_t *out_last)
{
    struct error err = { 0 };
    struct export_page page = { .count = 1 };
    size_t count = 0;
    *out_last = 0;
    while (page.count > 0) {
        int64_t before = page.last_id;
        if (!CHECK_OK(store_export_next(store, filter, before, max, &arena, &page, &err)))
            break;
        for (size_t i = 0; i < page.count; i++) {
            CHECK(page.at[i].id > before && page.at[i].id > *out_last);
            *out_last = page.at[i].id;
        }
        CHECK(page.count <= max && (page.count > 0 || page.last_id == before));
        count += page.count;
    }
    return count;
}

static void exports_each_film_once(void)
{
    static const size_t sizes[] = { 1, 2, 7, 24, 25, 26, 1000 };
    struct export_filter all = { .status_count = 0 }, full = { { TEXT("full") }, 1 }, none = { { TEXT("soft") }, 1 };
    int64_t last;
    help_start();
    struct store *store = help_open();
    films();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        CHECK_INT(count_pages(store, &all, sizes[i], &last), 25);
        CHECK_INT(last, 250);
        CHECK_INT(count_pages(store, &full, sizes[i], &last), 5);
        CHECK_INT(count_pages(store, &none, sizes[i], &last), 0);
    }
    store_close(&store);
    help_stop();
}

static void contributes_waiting_placeholders_alone(void)
{
    struct error err = { 0 };
    struct offered_film *offered = NULL;
    size_t count = 0;
    int64_t at_ms = -1;
    bool done = false;
    help_start();
    struct store *store = help_open();
    films();
    CHECK_OK(store_contributions_offer(store, 8, &arena, &offered, &count, &err));
    CHECK_INT(count, 8);
    CHECK_INT(offered[0].film.id, 70); /* it has a runtime */
    CHECK_INT(offered[1].film.id, 240);
    CHECK_INT(offered[0].contributed_at_ms, 0);
    CHECK_OK(store_contribution_add(store, TEXT("tt0001007"), NOW_MS, NOW_MS + CLOCK_DAY_MS, &done, &err));
    CHECK(done);
    CHECK_TEXT_Z(text_of(help_text("SELECT next_tmdb_retry_at FROM movies WHERE id = 70")), "2026-12-25T00:00:00Z");
    CHECK_OK(store_contribution_add(store, TEXT("tt0001007"), NOW_MS + CLOCK_DAY_MS, NOW_MS + 2 * CLOCK_DAY_MS, &done,
                                    &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT next_tmdb_retry_at FROM movies WHERE id = 70")), "2026-12-25T00:00:00Z");
    CHECK_OK(store_contribution_get(store, TEXT("tt0001007"), &at_ms, &err));
    CHECK_INT(at_ms, NOW_MS + CLOCK_DAY_MS);
    CHECK_OK(store_contribution_add(store, TEXT("tt0001010"), NOW_MS, NOW_MS, &done, &err)); /* full */
    CHECK(!done);
    CHECK_OK(store_contribution_add(store, TEXT("tt0009999"), NOW_MS, NOW_MS, &done, &err));
    CHECK(!done);
    CHECK_OK(store_contribution_get(store, TEXT("tt0001010"), &at_ms, &err));
    CHECK_INT(at_ms, 0);
    CHECK_INT(help_int("SELECT count(*) FROM contributions"), 1);
    CHECK_OK(store_contributions_offer(store, 1, &arena, &offered, &count, &err));
    CHECK(offered[0].contributed_at_ms == NOW_MS + CLOCK_DAY_MS);
    store_close(&store);
    help_stop();
}

struct seen {
    int64_t calls, films;
    char order[256];
};

static void see_call(void *context, const struct call_count *calls)
{
    struct seen *seen = context;
    seen->calls += calls->count;
    CHECK(calls->success == !text_known(calls->error_type));
}

static void see_film(void *context, const struct film_event *event)
{
    struct seen *seen = context;
    size_t used = strlen(seen->order);
    seen->films++;
    (void)snprintf(seen->order + used, sizeof seen->order - used, "%.*s %.*s,", TEXT_ARG(event->imdb_id),
                   TEXT_ARG(event->event));
}

static void streams_figures(void)
{
    struct error err = { 0 };
    struct seen seen = { 0 };
    struct waiting_count waiting;
    struct outcome_count *outcomes;
    struct job_count *jobs;
    size_t count = 0;
    help_start();
    struct store *store = help_open();
    CHECK_OK(store_stats_calls(store, 0, see_call, &seen, &err));
    CHECK_OK(store_stats_films(store, 0, see_film, &seen, &err));
    CHECK_OK(store_stats_outcomes(store, 0, &arena, &outcomes, &count, &err));
    CHECK_INT(seen.calls + seen.films + (int64_t)count, 0);
    CHECK_OK(store_stats_waiting(store, NOW_MS, &waiting, &err));
    CHECK_INT(waiting.waiting + waiting.due, 0);
    films();
    (void)help_exec(
        "INSERT INTO api_lookup_metrics (source, operation, success, error_type, response_time_ms, inserted_at, "
        "updated_at) VALUES ('tmdb', 'find', true, NULL, 5, '2026-10-01T00:00:00Z', '2026-10-01T00:00:00Z'), "
        "('tmdb', 'find', true, NULL, 5, '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'), "
        "('tmdb', 'find', false, 'timeout', NULL, '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'); "
        "INSERT INTO movie_history (movie_id, imdb_id, event, actor, inserted_at) VALUES "
        "(2, 'tt2', 'created', 'x', '2026-10-01T00:00:00Z'), (1, 'tt1', 'created', 'x', '2026-11-01T00:00:00Z'), "
        "(1, 'tt1', 'edited', 'x', '2026-11-01T00:00:00Z'), (2, 'tt2', 'upgraded', 'x', '2026-11-01T00:00:00Z'), "
        "(3, 'tt3', 'created', 'x', '2026-11-01T00:00:00Z'), (4, 'tt4', 'created', 'x', '2026-11-01T00:00:00Z'); "
        "INSERT INTO wanted (imdb_id, outcome, asked_at) VALUES ('tt3', 'not_a_movie', '2026-11-01T00:00:00Z'); "
        "INSERT INTO remaps (imdb_id, canonical_id, seen_at) VALUES ('tt4', 'tt1', '2026-11-01T00:00:00Z'); "
        "UPDATE movies SET next_tmdb_retry_at = '2026-12-24T00:00:00Z' WHERE id = 10");
    CHECK_OK(store_stats_calls(store, 0, see_call, &seen, &err));
    CHECK_INT(seen.calls, 3);
    CHECK_OK(store_stats_calls(store, NOW_MS - 60 * CLOCK_DAY_MS, see_call, &seen, &err));
    CHECK_INT(seen.calls, 5);
    CHECK_OK(store_stats_films(store, 0, see_film, &seen, &err));
    CHECK_TEXT_Z(text_of(seen.order), "tt1 created,tt2 created,tt2 upgraded,");
    CHECK_OK(store_stats_waiting(store, NOW_MS, &waiting, &err));
    CHECK_INT(waiting.waiting, 20);
    CHECK_INT(waiting.due, 1); /* due means the second itself, too */
    CHECK_OK(store_stats_outcomes(store, 0, &arena, &outcomes, &count, &err));
    CHECK_INT(count, 1);
    CHECK_OK(store_stats_jobs(store, &arena, &jobs, &count, &err));
    CHECK_INT(count, 0);
    store_close(&store);
    help_stop();
}

/* By the database, whatever the code above it asks for. */
static void a_look_changes_nothing(void)
{
    struct error err = { 0 };
    const struct wanted wanted = { .imdb_id = TEXT("tt0000001"), .asked_at_ms = NOW_MS };
    const struct lookup_write write = {
        .imdb_id = TEXT("tt0000001"), .canonical_id = TEXT("tt0000001"), .outcome = TEXT("not_found"), .now_ms = NOW_MS
    };
    help_start();
    struct store *store = help_open();
    store_close(&store);
    const struct store_options look = { .url = text_of(help_path), .read_only = true };
    CHECK_OK(store_open(&look, &store, &err));
    CHECK(store_wanted_add(store, &wanted, &err) != OK);
    CHECK(store_lookup_write(store, &write, &err) != OK);
    store_close(&store);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0);
    help_stop();
}

int main(void)
{
    RUN(exports_each_film_once);
    RUN(contributes_waiting_placeholders_alone);
    RUN(streams_figures);
    arena_finish(&arena);
    RUN(a_look_changes_nothing);
    return check_done();
}

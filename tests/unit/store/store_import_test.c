/* Many ids into `wanted`, contexts that stay, jobs of another program. */
#include "store/wanted_import.h"
#include "store_help.h"

static struct arena arena;

static struct wanted ask(const char *id, const char *title, int64_t year, const char *context)
{
    return (struct wanted){ .imdb_id = text_of(id),
                            .title = text_of(title),
                            .year = { year, year != 0 },
                            .context = text_of(context),
                            .asked_at_ms = NOW_MS };
}

static struct wanted_batch import_rows(struct store *store, const struct wanted *rows, size_t count, bool look_only)
{
    static enum wanted_state states[16];
    struct error err = { 0 };
    struct wanted_batch batch = { .rows = rows, .count = count, .look_only = look_only, .states = states };
    CHECK_OK(store_wanted_import(store, &batch, &err));
    return batch;
}

static void an_id_is_queued_once(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct wanted rows[] = { ask("tt9000001", NULL, 0, "{\"festival\":\"A\"}"), ask("tt9000002", "B", 1999, NULL) };
    struct wanted_batch batch = import_rows(store, rows, 2, true);
    CHECK(batch.states[0] == WANTED_NEW && batch.states[1] == WANTED_NEW);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0); /* only looked */
    batch = import_rows(store, rows, 2, false);
    CHECK(batch.states[0] == WANTED_NEW && batch.states[1] == WANTED_NEW);
    CHECK_INT(batch.filled, 0);
    struct lookup_write write = {
        .imdb_id = rows[1].imdb_id, .canonical_id = rows[1].imdb_id, .outcome = TEXT("not_found"), .now_ms = NOW_MS
    };
    CHECK_OK(store_lookup_write(store, &write, &err));
    batch = import_rows(store, rows, 2, false);
    CHECK(batch.states[0] == WANTED_WAITING && batch.states[1] == WANTED_ANSWERED);
    CHECK_INT(batch.filled, 0);
    CHECK_TEXT_Z(
        text_of(help_text("SELECT group_concat(outcome) FROM wanted WHERE answered_at = '2026-12-24T00:00:00Z'")),
        "not_found");
    batch = import_rows(store, NULL, 0, false);
    store_close(&store);
    help_stop();
}

static void what_is_missing_is_filled(void)
{
    help_start();
    struct store *store = help_open();
    struct wanted first[] = { ask("tt9000001", NULL, 1999, "{\"festival\":\"A\"}") };
    struct wanted second[] = { ask("tt9000001", "T", 2001, "{\"list\":\"B\"}") };
    struct wanted third[] = { ask("tt9000001", "U", 0, "{\"festival\":\"C\"}") };
    (void)import_rows(store, first, 1, false);
    CHECK_INT(import_rows(store, second, 1, true).filled, 1);
    CHECK_INT(import_rows(store, second, 1, false).filled, 1);
    CHECK_INT(import_rows(store, second, 1, false).filled, 0);
    CHECK_TEXT_Z(text_of(help_text("SELECT title || year FROM wanted")), "T1999");
    CHECK_JSON(text_of(help_text("SELECT context FROM wanted")), "{\"festival\":\"A\",\"list\":\"B\"}");
    CHECK_INT(import_rows(store, third, 1, false).filled, 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT title || year FROM wanted")), "T1999");
    CHECK_JSON(text_of(help_text("SELECT context FROM wanted")), "{\"festival\":[\"A\",\"C\"],\"list\":\"B\"}");
    store_close(&store);
    help_stop();
}

/* Festival and list stay with the film through every answer, and through a merge on IMDb. */
static void context_outlives_every_answer(void)
{
    static const char *const outcomes[] = { "unknown", "imdb_placeholder", "imdb_enriched", "full", "not_found" };
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct wanted rows[] = { ask("tt9000001", "T", 1999, "{\"festival\":\"A\"}") };
    (void)import_rows(store, rows, 1, false);
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        struct stored_movie movie = { .import_status = text_of(outcomes[i]), .movie = { .title = TEXT("T") } };
        if (i >= 2)
            movie.movie.tmdb_id = number_of(5);
        struct lookup_write write = { .imdb_id = rows[0].imdb_id,
                                      .canonical_id = i == 4 ? TEXT("tt9000009") : rows[0].imdb_id,
                                      .outcome = text_of(outcomes[i]),
                                      .reason = TEXT("r"),
                                      .movie = i >= 1 && i <= 3 ? &movie : NULL,
                                      .now_ms = NOW_MS };
        CHECK_ROW(outcomes[i]);
        CHECK_OK(store_lookup_write(store, &write, &err));
        CHECK_TEXT_Z(text_of(help_text("SELECT title || year FROM wanted WHERE imdb_id = 'tt9000001'")), "T1999");
        CHECK_JSON(text_of(help_text("SELECT context FROM wanted WHERE imdb_id = 'tt9000001'")),
                   "{\"festival\":\"A\"}");
    }
    store_close(&store);
    help_stop();
}

static void a_batch_is_whole_or_not_there(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    /* the second has no id: refused, and the first with it */
    struct wanted rows[] = { ask("tt9000001", NULL, 0, NULL), ask("tt9000002", NULL, 0, NULL) };
    enum wanted_state states[2];
    rows[1].asked_at_ms = 0; /* NOT NULL */
    struct wanted_batch batch = { .rows = rows, .count = 2, .states = states };
    CHECK_INT(store_wanted_import(store, &batch, &err), INVALID);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0);
    store_close(&store);
    help_stop();
}

static void jobs_without_a_match(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct oban_job *jobs = NULL;
    size_t count = 0;
    (void)help_exec("DROP TABLE oban_jobs"); /* ours; an application's may have fewer columns */
    CHECK_INT(store_oban_unmatched(store, INT64_MIN, 10, &arena, &jobs, &count, &err), NOT_FOUND);
    CHECK(strstr(err.text, "oban_jobs") != NULL);
    (void)help_exec(
        "CREATE TABLE oban_jobs (id integer PRIMARY KEY AUTOINCREMENT, state text NOT NULL, args text NOT NULL, "
        "meta text NOT NULL DEFAULT '{}', errors text NOT NULL DEFAULT '[]')");
    CHECK_OK(store_oban_unmatched(store, INT64_MIN, 10, &arena, &jobs, &count, &err));
    CHECK_INT(count, 0);
    (void)help_exec(
        "INSERT INTO oban_jobs (id, state, args, errors, meta) VALUES"
        " (1, 'cancelled', '{\"imdb_id\":\"tt1\"}', '[{\"attempt\":1,\"error\":\"** no_tmdb_match\"}]', '{}'),"
        " (2, 'discarded', '{\"imdb_id\":\"tt2\"}', '[\"{\\\"error\\\":\\\"no_tmdb_match\\\"}\"]', '{}'),"
        " (3, 'cancelled', '{\"imdb_id\":\"tt3\"}', '[]', '{\"reason\":\"no_tmdb_match\"}'),"
        " (4, 'completed', '{\"imdb_id\":\"tt4\"}', '[{\"error\":\"no_tmdb_match\"}]', '{}'),"
        " (5, 'cancelled', '{\"imdb_id\":\"tt5\"}', '[{\"error\":\"noXtmdbXmatch\"}]', '{}'),"
        " (6, 'retryable', '{\"imdb_id\":\"tt6\"}', '[{\"error\":\"no_tmdb_match\"}]', '{}'),"
        " (7, 'cancelled', 'rubbish', '[{\"error\":\"no_tmdb_match\"}]', '{}')");
    CHECK_OK(store_oban_unmatched(store, INT64_MIN, 3, &arena, &jobs, &count, &err));
    CHECK_INT(count, 3);
    CHECK(jobs[0].id == 1 && jobs[1].id == 2 && jobs[2].id == 3);
    CHECK_TEXT_Z(jobs[1].args, "{\"imdb_id\":\"tt2\"}");
    CHECK_TEXT_Z(jobs[2].meta, "{\"reason\":\"no_tmdb_match\"}");
    CHECK_OK(store_oban_unmatched(store, 3, 3, &arena, &jobs, &count, &err));
    CHECK_INT(count, 1);
    CHECK_TEXT_Z(jobs[0].args, "rubbish");
    store_close(&store);
    help_stop();
}

int main(void)
{
    RUN(an_id_is_queued_once);
    RUN(what_is_missing_is_filled);
    RUN(context_outlives_every_answer);
    RUN(a_batch_is_whole_or_not_there);
    RUN_ON_SQLITE(jobs_without_a_match);
    arena_finish(&arena);
    return check_done();
}

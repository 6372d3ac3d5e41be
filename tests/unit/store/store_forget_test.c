/* A source forgotten in one transaction, and what has been kept long enough. */
#include "store/forget.h"
#include "store/retention.h"
#include "store_help.h"

static struct person crew[2];

/* A film with one answer of each of two sources, both with the same bytes. */
static void add_film(struct store *store, int number, const char *title_source, struct arena *arena)
{
    struct error err = { 0 };
    struct text id = arena_printf(arena, "tt%07d", number);
    crew[0] = (struct person){ .name = TEXT("Ada Nolan"), .imdb_id = TEXT("nm9000001") };
    crew[1] = (struct person){ .name = TEXT("Nobody") };
    struct stored_movie movie = {
        .import_status = TEXT("imdb_placeholder"),
        .movie = { .imdb_id = id, .title = TEXT("T"), .overview = TEXT("O"), .cast = { crew, 2 } },
        .next_tmdb_retry_at_ms = NOW_MS
    };
    static const char *const page_fields[] = { "overview", "cast" };
    for (size_t i = 0; i < COUNT_OF(page_fields); i++)
        movie.origins[movie_field_index(text_of(page_fields[i]))].source = TEXT("imdb_page");
    movie.origins[movie_field_index(TEXT("title"))].source = text_of(title_source);
    struct text body = arena_printf(arena, "body %d", number);
    struct raw_answer answers[] = { { "imdb_page", "title_page", id, TEXT("u"), 200, { 0 }, body, NOW_MS, { 0 } },
                                    { "tmdb", "find", id, TEXT("v"), 200, { 0 }, body, NOW_MS, { 0 } },
                                    { "imdb_page", "robots", id, TEXT("w"), 0, { 0 }, { 0 }, NOW_MS, { 0 } } };
    struct metric metrics[] = {
        { .source = "tmdb", .operation = "find", .at_ms = NOW_MS },
        { .source = "imdb_scraper", .operation = "title_page", .at_ms = NOW_MS },
    };
    struct lookup_write write = { .imdb_id = id,
                                  .canonical_id = id,
                                  .outcome = TEXT("imdb_placeholder"),
                                  .movie = &movie,
                                  .metrics = metrics,
                                  .metric_count = 2,
                                  .answers = answers,
                                  .answer_count = 3,
                                  .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
}

/* What work/forget_source.h does in earnest. */
static enum forget_verdict strip(void *context, struct stored_movie *movie, struct arena *arena, size_t *out_fields)
{
    struct text source = text_of(context);
    static const struct movie nothing = { 0 };
    bool touched = false;
    (void)arena;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!text_equal(movie->origins[i].source, source))
            continue;
        movie_take(&movie->movie, &nothing, i);
        movie->origins[i] = (struct field_origin){ 0 };
        touched = true;
        (*out_fields)++;
    }
    return !touched ? FORGET_NOTHING : text_known(movie->movie.title) ? FORGET_FIELDS : FORGET_ROW;
}

static struct forget_counts forget(struct store *store, struct forget what)
{
    struct forget_counts counts = { 0 };
    struct error err = { 0 };
    char source[32];
    (void)snprintf(source, sizeof source, "%s", what.source);
    what.strip = strip;
    what.context = source;
    what.now_ms = NOW_MS;
    CHECK_OK(store_forget(store, &what, &counts, &err));
    return counts;
}

static const char *everything(void)
{
    return help_text("SELECT (SELECT count(*) FROM movies) || ' ' || (SELECT count(*) FROM people) || ' ' || "
                     "(SELECT count(*) FROM movie_credits) || ' ' || (SELECT count(*) FROM movie_origins) || ' ' || "
                     "(SELECT count(*) FROM fetches) || ' ' || (SELECT count(*) FROM raw_answers) || ' ' || "
                     "(SELECT count(*) FROM api_lookup_metrics) || ' ' || "
                     "(SELECT count(*) FROM wanted WHERE outcome IS NULL)");
}

static void one_source_goes(void)
{
    help_start();
    struct arena arena = { 0 };
    struct store *store = help_open();
    for (int i = 1; i <= 6; i++)
        add_film(store, i, i <= 4 ? "given" : "imdb_page", &arena);
    (void)help_exec("UPDATE wanted SET outcome = 'given_up' WHERE imdb_id = 'tt0000006'");
    (void)help_exec(
        "INSERT INTO remaps VALUES ('tt0000055', 'tt0000005', '2026-01-01T00:00:00Z');"
        "INSERT INTO wanted (imdb_id, outcome, context, asked_at) VALUES ('tt0000055', 'imdb_placeholder', '{}', "
        "'2026-01-01T00:00:00Z')");
    CHECK_TEXT_Z(text_of(everything()), "6 7 12 18 18 6 12 0");
    struct forget page = { .source = "imdb_page", .dry_run = true };
    struct forget_counts counts = forget(store, page);
    CHECK_TEXT_Z(text_of(everything()), "6 7 12 18 18 6 12 0"); /* only counted */
    page.dry_run = false;
    struct forget_counts again = forget(store, page);
    CHECK(memcmp(&counts, &again, sizeof counts) == 0);
    CHECK_INT(counts.fields, 4 * 2 + 2 * 3);
    CHECK_INT(counts.movies, 4);
    CHECK_INT(counts.rows, 2);
    CHECK_INT(counts.people, 1); /* Ada; whom no id names goes with the film */
    CHECK_INT(counts.fetches, 12);
    CHECK_INT(counts.answers, 0); /* TMDb brought the same bytes */
    CHECK_INT(counts.metrics, 0);
    /* 5 and the id merged into it are wanted again; what a person gave up stays so */
    CHECK_TEXT_Z(text_of(everything()), "4 0 0 4 6 6 12 2");
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(imdb_id) FROM (SELECT imdb_id FROM wanted WHERE outcome IS "
                                   "NULL ORDER BY imdb_id) AS w")),
                 "tt0000005,tt0000055");
    CHECK_INT(help_int("SELECT count(*) FROM movies WHERE overview IS NULL AND CAST(record AS text) NOT LIKE '%Ada%'"),
              4);
    counts = forget(store, page);
    CHECK_INT(counts.fields + counts.movies + counts.rows + counts.fetches + counts.people, 0);
    counts = forget(store, (struct forget){ .source = "tmdb", .metric_source = "tmdb", .is_tmdb = true });
    CHECK_INT(counts.fetches, 6);
    CHECK_INT(counts.answers, 6);
    CHECK_INT(counts.metrics, 6);
    CHECK_TEXT_Z(text_of(everything()), "4 0 0 4 0 0 6 2");
    CHECK_TEXT_Z(text_of(help_text("PRAGMA foreign_key_check")), "(none)");
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void other_tables_are_looked_through(void)
{
    help_start();
    struct store *store = help_open();
    (void)help_exec(
        "INSERT INTO candidates (imdb_id, tmdb_id, rank, verdict, seen_at) VALUES ('tt1', 5, 1, 'offered', "
        "'2026-01-01T00:00:00Z');"
        "INSERT INTO quarantined_facts (imdb_id, field, value, source, reason, seen_at) VALUES"
        " ('tt1', 'year', '9', 'tmdb', 'r', '2026-01-01T00:00:00Z'), ('tt1', 'year', '9', 'omdb', 'r', "
        "'2026-01-01T00:00:00Z');"
        "INSERT INTO raw_answers VALUES ('aa', x'00', 1, '2026-01-01T00:00:00Z'), ('bb', x'00', 1, "
        "'2026-01-01T00:00:00Z');"
        "INSERT INTO http_cache (url, source, http_status, answer_sha256, stored_at_ms, fresh_until_ms) VALUES"
        " ('u', 'tmdb', 200, 'aa', 5, 6), ('v', 'wikidata', 200, 'bb', 5, 6), ('w', 'tmdb', 200, 'bb', 5, 6);"
        "INSERT INTO wanted (imdb_id, title, year, context, asked_at) VALUES ('tt1', 'T', 1999, '{}', "
        "'2026-01-01T00:00:00Z')");
    struct forget_counts counts = forget(store, (struct forget){ .source = "tmdb", .is_tmdb = true });
    CHECK_INT(counts.others, 2);
    CHECK_INT(counts.fetches, 2);
    CHECK_INT(counts.answers, 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(url || source) FROM http_cache")), "vwikidata");
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(source) FROM quarantined_facts")), "omdb");
    CHECK_INT(counts.given, 0);
    counts = forget(store, (struct forget){ .source = "given", .is_given = true });
    CHECK_INT(counts.given, 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT context FROM wanted WHERE title IS NULL AND year IS NULL")), "{}");
    store_close(&store);
    help_stop();
}

/* A row that another program's table needs cannot go: nothing of the source goes then. */
static void all_or_nothing(void)
{
    help_start();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct store *store = help_open();
    add_film(store, 1, "given", &arena);
    add_film(store, 2, "imdb_page", &arena);
    (void)help_exec(
        "CREATE TABLE lists (movie_id bigint REFERENCES movies (id)); INSERT INTO lists SELECT id FROM movies");
    struct forget page = {
        .source = "imdb_page", .strip = strip, .context = (char[]){ "imdb_page" }, .now_ms = NOW_MS
    };
    struct forget_counts counts = { .fields = 77 };
    CHECK_INT(store_forget(store, &page, &counts, &err), INVALID);
    CHECK_INT(counts.fields, 77);
    CHECK_TEXT_Z(text_of(everything()), "2 3 4 6 6 2 4 0");
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

/* ── by age ── */

/* Until there is no more; returns how many transactions it took. */
static int expire(struct store *store, struct retention_counts *gone)
{
    struct error err = { 0 };
    int batches = 0;
    for (bool more = true; more && batches < 100; batches++)
        CHECK_OK(store_expire_answers(store, "tmdb", NOW_MS - 180 * CLOCK_DAY_MS, gone, &more, &err));
    for (bool more = true; more && batches < 100; batches++)
        CHECK_OK(store_expire_metrics(store, NOW_MS - 400 * CLOCK_DAY_MS, gone, &more, &err));
    return batches;
}

static void old_answers_and_metrics_go(void)
{
    enum { OLD = 1200 }; /* more than two batches */
    help_start();
    struct store *store = help_open();
    (void)help_exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
        "INSERT INTO raw_answers SELECT 'h' || i, x'00', 1, '2026-01-01T00:00:00Z' FROM n;"
        "INSERT INTO fetches (source, operation, fetched_at, answer_sha256)"
        " SELECT 'tmdb', 'find', '2026-06-01T00:00:00Z', sha256 FROM raw_answers;"
        /* one is held by a younger fetch, one by another source, one fetch is of the very second of the limit */
        "INSERT INTO fetches (source, operation, fetched_at, answer_sha256) VALUES"
        " ('tmdb', 'find', '2026-12-01T00:00:00Z', 'h1'), ('imdb_page', 'x', '2020-01-01T00:00:00Z', 'h2'),"
        " ('tmdb', 'find', '2026-06-27T00:00:00Z', NULL);"
        "INSERT INTO http_cache (url, source, http_status, answer_sha256, stored_at_ms, fresh_until_ms) VALUES"
        " ('u', 'tmdb', 200, 'h3', 5, 6);"
        "INSERT INTO api_lookup_metrics (source, operation, success, inserted_at, updated_at)"
        " SELECT 'tmdb', 'find', true, '2025-11-18T23:59:59Z', '2026-01-01T00:00:00Z' FROM raw_answers;"
        "INSERT INTO api_lookup_metrics (source, operation, success, inserted_at, updated_at) VALUES"
        " ('tmdb', 'find', true, '2025-11-19T00:00:00Z', '2026-01-01T00:00:00Z')");
    struct retention_counts gone = { 0 };
    CHECK_INT(expire(store, &gone), 3 + 1); /* 500 fetches a transaction, 2,000 metrics */
    CHECK_INT(gone.fetches, OLD + 1);
    CHECK_INT(gone.answers, OLD - 2);
    CHECK_TEXT_Z(
        text_of(help_text("SELECT group_concat(sha256) FROM (SELECT sha256 FROM raw_answers ORDER BY 1) AS r")),
        "h1,h2");
    CHECK_INT(help_int("SELECT count(*) FROM fetches"), 3);
    CHECK_INT(gone.metrics, OLD);
    CHECK_INT(help_int("SELECT count(*) FROM api_lookup_metrics"), 1);
    gone = (struct retention_counts){ 0 };
    CHECK_INT(expire(store, &gone), 2);
    CHECK_INT(gone.fetches + gone.answers + gone.metrics, 0);
    store_close(&store);
    help_stop();
}

/* A million rows are looked through by none of them. */
static void long_tables_are_not_walked_through(void)
{
    static const struct {
        const char *statement, *index;
    } rows[] = {
        { "METRICS_EXPIRE", "idx_api_lookup_metrics_inserted (inserted_at<?)" },
        { "FETCHES_EXPIRE", "idx_fetches_source (source=? AND fetched_at<?)" },
        { "CACHE_EXPIRE", "idx_http_cache_source (source=? AND stored_at_ms<?)" },
        { "ANSWER_RELEASE", "idx_fetches_answer (answer_sha256=?)" },
        { "ANSWER_RELEASE", "idx_http_cache_answer (answer_sha256=?)" },
        { "FILM_CALLS", "idx_api_lookup_metrics_target (target_identifier=?)" },
    };
    struct arena arena = { 0 };
    help_start();
    struct store *store = help_open();
    const struct store_statement_text *all = store_statement_texts(STORE_SQLITE, &arena);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct store_statement_text *one = all;
        CHECK_ROW(rows[i].statement);
        while (one->name != NULL && !text_is(text_of(one->name), rows[i].statement))
            one++;
        if (!CHECK(one->name != NULL))
            continue;
        struct text plan = help_plan(one->sql, &arena);
        if (!CHECK(text_contains(plan, text_of(rows[i].index)) && !text_contains(plan, TEXT("SCAN "))))
            printf("# %.*s\n", TEXT_ARG(plan));
    }
    store_close(&store);
    help_stop();
    arena_finish(&arena);
}

int main(void)
{
    RUN(one_source_goes);
    RUN(other_tables_are_looked_through);
    RUN(all_or_nothing);
    RUN(old_answers_and_metrics_go);
    RUN_ON_SQLITE(long_tables_are_not_walked_through);
    return check_done();
}

/* One lookup's result: all of it or nothing, rows in place. */
#include "base/digest.h"
#include "base/log.h"
#include "store/breakers.h"
#include "store_help.h"

static struct person crew[4];

static void fill_crew(void)
{
    crew[0] = (struct person){ .name = TEXT("Ada Nolan"), .imdb_id = TEXT("nm9000001"), .tmdb_id = 501 };
    crew[1] = (struct person){ .name = TEXT("John Smith") };
    crew[2] = (struct person){ .name = TEXT("John Smith"), .character = TEXT("Himself / \"Smithy\"") };
    crew[3] = (struct person){ .name = TEXT("Bo Lind"), .tmdb_id = 502, .character = TEXT("The Keeper") };
}

static struct stored_movie placeholder(void)
{
    struct stored_movie stored = {
        .import_status = TEXT("imdb_placeholder"),
        .movie = { .imdb_id = TEXT("tt9000001"),
                   .title = TEXT("The Lighthouse Ledger"),
                   .type = TEXT("movie"),
                   .release_date = TEXT("2019-05"),
                   .runtime_minutes = number_of(94),
                   .poster_url = TEXT("https://images.example/ledger.jpg"),
                   .directors = { crew, 1 },
                   .writers = { crew, 2 },
                   .cast = { crew + 2, 2 } },
        .poster_path = TEXT("https://images.example/ledger.jpg"),
        .imdb_data = TEXT("{\"imdb_id\":\"tt9000001\"}"),
        .imdb_scraped_at_ms = NOW_MS - 1000,
        .retry_count = 2,
        .next_tmdb_retry_at_ms = NOW_MS + 7 * CLOCK_DAY_MS,
    };
    struct field_origin page = { TEXT("imdb_page"), TEXT("imdb"), NOW_MS - 1000, TEXT("00ff") };
    stored.origins[movie_field_index(TEXT("title"))] = page;
    stored.origins[movie_field_index(TEXT("directors"))] = page;
    stored.origins[movie_field_index(TEXT("runtime_minutes"))] =
        (struct field_origin){ .source = TEXT("given"), .fetched_at_ms = NOW_MS };
    return stored;
}

static struct lookup_write write_of(const struct stored_movie *movie)
{
    return (struct lookup_write){ .imdb_id = TEXT("tt9000001"),
                                  .canonical_id = TEXT("tt9000001"),
                                  .outcome = TEXT("imdb_placeholder"),
                                  .reason = TEXT("TMDb has no such film"),
                                  .movie = movie,
                                  .now_ms = NOW_MS };
}

static void everything_arrives(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder(), got;
    struct metric metrics[] = {
        { .source = "tmdb",
          .operation = "find",
          .target_identifier = TEXT("tt9000001"),
          .response_time_ms = 12,
          .error_type = TEXT("not_found"),
          .error_message = TEXT("no such film"),
          .at_ms = NOW_MS },
        { .source = "imdb_scraper",
          .operation = "title_page",
          .target_identifier = TEXT("tt9000001"),
          .success = true,
          .confidence_score = { 0.5, true },
          .fallback_level = number_of(2),
          .response_time_ms = 340,
          .metadata = TEXT("{\"layout\":\"page-next\"}"),
          .at_ms = NOW_MS },
    };
    struct raw_answer answers[] = {
        { "tmdb",
          "find",
          TEXT("tt9000001"),
          TEXT("https://tmdb.example/3/find/tt9000001"),
          200,
          TEXT("application/json"),
          TEXT("{\"movie_results\":[]}"),
          NOW_MS,
          { 0 } },
        { "imdb_page",
          "title_page",
          TEXT("tt9000001"),
          TEXT("https://pages.example/title/tt9000001/"),
          200,
          TEXT("text/html"),
          TEXT("<html>"),
          NOW_MS,
          { 0 } },
        { "imdb_page",
          "title_page",
          TEXT("tt9000001"),
          TEXT("https://pages.example/title/tt9000001/"),
          202,
          { 0 },
          { 0 },
          NOW_MS,
          { 0 } },
        { "imdb_page",
          "title_page",
          TEXT("tt9000001"),
          TEXT("https://pages.example/title/tt9000001/"),
          202,
          { 0 },
          TEXT(""),
          NOW_MS,
          { 0 } },
    };
    struct lookup_write write = write_of(&movie);
    write.metrics = metrics;
    write.metric_count = COUNT_OF(metrics);
    write.answers = answers;
    write.answer_count = COUNT_OF(answers);
    CHECK_OK(store_wanted_add(store, &(struct wanted){ .imdb_id = TEXT("tt9000001"), .asked_at_ms = 1000 }, &err));
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_lookup_write(store, &write, &err)); /* answers are kept once, fetches each time */
    store_close(&store);
    store = help_open();
    CHECK_INT(store_movie_get(store, TEXT("tt9999999"), &arena, &got, &err), NOT_FOUND);
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_ROW(movie_fields[i].name);
        CHECK(movie_field_equal(&got.movie, &movie.movie, i));
        CHECK(text_equal(got.origins[i].source, movie.origins[i].source));
        CHECK(text_equal(got.origins[i].answer_sha256, movie.origins[i].answer_sha256));
        CHECK_INT(got.origins[i].fetched_at_ms, movie.origins[i].fetched_at_ms);
    }
    CHECK_ROW(NULL);
    CHECK_TEXT_Z(got.import_status, "imdb_placeholder");
    CHECK_TEXT(got.poster_path, movie.poster_path);
    CHECK_JSON(got.imdb_data, movie.imdb_data.at);
    CHECK(!text_known(got.tmdb_data));
    CHECK_INT(got.retry_count, 2);
    CHECK_INT(got.next_tmdb_retry_at_ms, movie.next_tmdb_retry_at_ms);
    CHECK_INT(got.imdb_scraped_at_ms, movie.imdb_scraped_at_ms);
    CHECK_INT(got.inserted_at_ms, NOW_MS);
    CHECK_TEXT_Z(
        text_of(help_text("SELECT coalesce(CAST(release_date AS text), 'none') || ' ' || release_date_precision "
                          "|| ' ' || release_year FROM movies")),
        "none month 2019");
    CHECK_TEXT_Z(text_of(help_text("SELECT next_tmdb_retry_at FROM movies")), "2026-12-31T00:00:00Z");
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(role || ordinal || name || coalesce(character, '-') || "
                                   "coalesce(source, '-'), ', ') FROM (SELECT * FROM movie_credits c JOIN people p ON "
                                   "p.id = c.person_id ORDER BY role, ordinal) AS credits")),
                 "cast0John SmithHimself / \"Smithy\"-, cast1Bo LindThe Keeper-, director0Ada Nolan-imdb_page, "
                 "writer0Ada Nolan--, writer1John Smith--");
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(source || operation || CAST(success AS integer) || "
                                   "coalesce(CAST(confidence_score AS text), '-') || "
                                   "coalesce(CAST(fallback_level AS text), '-') || response_time_ms || "
                                   "coalesce(error_type, '-'), ', ') FROM (SELECT * FROM api_lookup_metrics "
                                   "WHERE id <= 2 ORDER BY id) AS first")),
                 "tmdbfind0--12not_found, imdb_scrapertitle_page10.52340-");
    CHECK_TEXT_Z(text_of(help_text("SELECT min(inserted_at) FROM api_lookup_metrics")), "2026-12-24T00:00:00Z");
    CHECK_INT(help_int("SELECT count(*) FROM raw_answers"), 3);
    CHECK_INT(help_int("SELECT count(*) FROM fetches"), 8);
    CHECK_INT(help_int("SELECT count(*) FROM fetches WHERE answer_sha256 IS NULL"), 2);
    char hex[DIGEST_HEX_BYTES], sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT hex(substr(body, 1, 4)) || body_bytes FROM raw_answers WHERE sha256 = '%s'",
                   digest_sha256_hex(TEXT("<html>"), hex));
    CHECK_TEXT_Z(text_of(help_text(sql)), "28B52FFD6");
    struct wanted wanted;
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    CHECK_TEXT_Z(wanted.outcome, "imdb_placeholder");
    CHECK_TEXT_Z(wanted.reason, "TMDb has no such film");
    CHECK_INT(wanted.asked_at_ms, 1000);
    CHECK_INT(wanted.answered_at_ms, NOW_MS);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void the_row_stays_in_place(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder(), first, got;
    struct lookup_write write = write_of(&movie);
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &first, &err));
    struct stored_movie full = { .id = 777,
                                 .import_status = TEXT("full"),
                                 .movie = { .imdb_id = TEXT("tt9000001"),
                                            .tmdb_id = number_of(31337),
                                            .title = TEXT("Ledger"),
                                            .release_date = TEXT("2019-05-17"),
                                            .directors = { crew + 3, 1 } },
                                 .tmdb_data = TEXT("{\"id\":31337}") };
    full.origins[movie_field_index(TEXT("title"))] = (struct field_origin){ .source = TEXT("tmdb") };
    write.movie = &full;
    write.outcome = TEXT("full");
    write.now_ms = NOW_MS + CLOCK_DAY_MS;
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    CHECK_INT(got.id, first.id);
    CHECK_INT(got.inserted_at_ms, NOW_MS);
    CHECK_INT(got.updated_at_ms, NOW_MS + CLOCK_DAY_MS);
    CHECK_TEXT_Z(got.import_status, "full");
    CHECK(!text_known(got.imdb_data) && !text_known(got.poster_path));
    CHECK_INT(got.next_tmdb_retry_at_ms, 0);
    CHECK_INT(got.movie.writers.count + got.movie.cast.count, 0);
    CHECK_TEXT_Z(text_of(help_text("SELECT release_date || release_date_precision FROM movies")), "2019-05-17day");
    CHECK_INT(help_int("SELECT count(*) FROM movie_credits"), 1);
    CHECK_INT(help_int("SELECT count(*) FROM movie_origins"), 1);
    /* those without an id went with their credits; those with one stay */
    CHECK_INT(help_int("SELECT count(*) FROM people"), 2);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void unknown_leaves_everything(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder(), got;
    struct wanted wanted;
    struct lookup_write write = write_of(&movie);
    write.outcome = TEXT("unknown");
    write.reason = TEXT("TMDb answered 503");
    CHECK_OK(store_wanted_add(store, &(struct wanted){ .imdb_id = TEXT("tt9000001"), .asked_at_ms = 1000 }, &err));
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err), NOT_FOUND);
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    CHECK(!text_known(wanted.outcome));
    CHECK_TEXT_Z(wanted.reason, "TMDb answered 503");
    CHECK_INT(wanted.answered_at_ms, 0);
    /* an answer that was there stays */
    write.outcome = TEXT("imdb_placeholder");
    CHECK_OK(store_lookup_write(store, &write, &err));
    write.outcome = TEXT("unknown");
    write.movie = NULL;
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    CHECK_TEXT_Z(wanted.outcome, "imdb_placeholder");
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void merged_titles(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder(), first, got;
    struct wanted wanted;
    struct text canonical;
    struct lookup_write write = write_of(&movie);
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &first, &err));
    /* IMDb merges it into tt9000002, which was asked for as well */
    CHECK_OK(store_wanted_add(store, &(struct wanted){ .imdb_id = TEXT("tt9000002"), .asked_at_ms = 1000 }, &err));
    movie.movie.imdb_id = write.canonical_id = TEXT("tt9000002");
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_remap_get(store, TEXT("tt9000001"), &arena, &canonical, &err));
    CHECK_TEXT_Z(canonical, "tt9000002");
    CHECK_INT(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err), NOT_FOUND);
    CHECK_OK(store_movie_get(store, TEXT("tt9000002"), &arena, &got, &err));
    CHECK_INT(got.id, first.id); /* whatever points to the row still does */
    CHECK_OK(store_wanted_get(store, TEXT("tt9000002"), &arena, &wanted, &err));
    CHECK_TEXT_Z(wanted.outcome, "imdb_placeholder");
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    CHECK_TEXT_Z(wanted.outcome, "imdb_placeholder");
    /* a canonical id that nobody asked for gets no wanted row */
    write.imdb_id = TEXT("tt9000002");
    movie.movie.imdb_id = write.canonical_id = TEXT("tt9000003");
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(store_wanted_get(store, TEXT("tt9000003"), &arena, &wanted, &err), NOT_FOUND);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void refused_writes_leave_nothing(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder();
    movie.movie.tmdb_id = number_of(31337);
    struct lookup_write write = write_of(&movie);
    CHECK_OK(store_lookup_write(store, &write, &err));
    /* the TMDb id of another film */
    struct raw_answer answer = { "tmdb", "find", TEXT("tt9000002"), TEXT("u"), 200, { 0 }, TEXT("x"), NOW_MS, { 0 } };
    struct metric metric = { .source = "tmdb", .operation = "find", .success = true, .at_ms = NOW_MS };
    movie.movie.imdb_id = write.imdb_id = write.canonical_id = TEXT("tt9000002");
    write.answers = &answer;
    write.answer_count = 1;
    write.metrics = &metric;
    write.metric_count = 1;
    CHECK_INT(store_lookup_write(store, &write, &err), INVALID);
    CHECK(strstr(err.text, "31337") != NULL && strstr(err.text, "tt9000001") != NULL &&
          strstr(err.text, "tt9000002") != NULL);
    /* words that are not allowed; everything before them in the transaction goes too */
    movie.movie.tmdb_id = (struct number){ 0 };
    static const struct {
        const char *source, *error_type;
        double confidence;
        int64_t level;
    } rows[] = { { "imdb_page", NULL, 0.5, 1 },
                 { "tmdb", "oops", 0.5, 1 },
                 { "tmdb", NULL, 1.5, 1 },
                 { "tmdb", NULL, 0.5, 0 },
                 { "tmdb", NULL, 0.5, 7 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        metric.source = rows[i].source;
        metric.error_type = text_of(rows[i].error_type);
        metric.confidence_score = (struct decimal){ rows[i].confidence, true };
        metric.fallback_level = number_of(rows[i].level);
        CHECK_INT(store_lookup_write(store, &write, &err), INVALID);
        CHECK(strstr(err.text, "not one of the allowed") != NULL);
    }
    CHECK_INT(help_int("SELECT count(*) FROM movies"), 1);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 1);
    CHECK_INT(help_int("SELECT (SELECT count(*) FROM raw_answers) + (SELECT count(*) FROM fetches) + "
                       "(SELECT count(*) FROM api_lookup_metrics)"),
              0);
    /* and the connection is fit for use */
    write.metric_count = 0;
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(help_int("SELECT count(*) FROM movies"), 2);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

/* Two processes, one id: who asked before the upgrade does not undo it. */
static void an_upgrade_is_not_undone(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct stored_movie full = placeholder(), late = placeholder();
    full.import_status = TEXT("full");
    full.movie.tmdb_id = number_of(31337);
    struct lookup_write write = write_of(&full);
    write.outcome = TEXT("full");
    CHECK_OK(store_lookup_write(store, &write, &err));
    write = write_of(&late);
    CHECK_INT(store_lookup_write(store, &write, &err), INVALID);
    CHECK_INT(err.detail, 0);
    CHECK_INT(help_int("SELECT tmdb_id FROM movies"), 31337);
    CHECK_TEXT_Z(text_of(help_text("SELECT outcome FROM wanted")), "full");
    store_close(&store);
    help_stop();
}

static void secrets_never_reach_the_store(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    log_hide(TEXT("s3cr3tkey"));
    static const char message[] = "GET /3/find?api_key=s3cr3tkey\0 s3cr3tkey failed";
    struct text told = text_from(message, sizeof message - 1);
    struct metric metric = { .source = "tmdb",
                             .operation = "find",
                             .target_identifier = told,
                             .error_type = TEXT("api_error"),
                             .error_message = told,
                             .metadata = TEXT("{\"url\":\"?k=s3cr3tkey\"}"),
                             .at_ms = NOW_MS };
    struct raw_answer answer = { "tmdb", "find", TEXT("tt9000001"), told, 500, told, { 0 }, NOW_MS, { 0 } };
    struct lookup_write write = write_of(NULL);
    write.outcome = TEXT("not_found");
    write.reason = told;
    write.metrics = &metric;
    write.metric_count = 1;
    write.answers = &answer;
    write.answer_count = 1;
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_host_hold(store, TEXT("https://api.example"), &(struct host_pause){ .until_ms = 1, .reason = told },
                             &err));
    bool done = false;
    const struct breaker breaker = { .source = TEXT("other"), .state = BREAKER_OPEN, .reason = told };
    CHECK_OK(store_breaker_put(store, &breaker, &done, &err));
    CHECK(done);
    CHECK_TEXT_Z(text_of(help_text("SELECT error_message FROM api_lookup_metrics")),
                 "GET /3/find?api_key=*********  ********* failed");
    store_close(&store);
    if (help_on_pgsql) { /* whose files are not ours to read */
        help_stop();
        return;
    }
    FILE *file = fopen(help_path, "rb"); /* closing has brought everything into the one file */
    static char bytes[1 << 20];
    size_t len = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    CHECK(len > 4096 && text_contains(text_from(bytes, len), TEXT("api_key=***")));
    CHECK(!text_contains(text_from(bytes, len), TEXT("s3cr3tkey")));
    help_stop();
}

/* A person edits, or another program inserts, with SQL. */
static void columns_outrank_the_record(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct stored_movie movie = placeholder(), got;
    struct lookup_write write = write_of(&movie);
    CHECK_OK(store_lookup_write(store, &write, &err));
    (void)help_text("UPDATE movies SET title = 'Edited', runtime = NULL, release_date = '2020-02-29', "
                    "original_language = 'is'");
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    CHECK_TEXT_Z(got.movie.title, "Edited");
    CHECK(!got.movie.runtime_minutes.known);
    CHECK_TEXT_Z(got.movie.release_date, "2020-02-29");
    CHECK_TEXT_Z(got.movie.original_language, "is");
    CHECK_INT(got.movie.directors.count, 1);
    (void)help_text("INSERT INTO movies (imdb_id, title, release_year, import_status, inserted_at, updated_at) VALUES "
                    "('tt9000009', 'By hand', 1999, 'full', 'yesterday', '2026-12-24T00:00:00Z')");
    CHECK_OK(store_movie_get(store, TEXT("tt9000009"), &arena, &got, &err));
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9000009");
    CHECK_TEXT_Z(got.movie.title, "By hand");
    CHECK_INT(got.movie.year.value, 1999);
    if (!help_on_pgsql) /* where yesterday has a date */
        CHECK_INT(got.inserted_at_ms, 0);
    if (!help_on_pgsql) { /* whose JSON is JSON */
        (void)help_text("UPDATE movies SET record = '{\"title\":' WHERE imdb_id = 'tt9000009'");
        CHECK_INT(store_movie_get(store, TEXT("tt9000009"), &arena, &got, &err), BROKEN);
        CHECK(strstr(err.text, "movies.record of tt9000009 is damaged") != NULL);
    }
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

int main(void)
{
    fill_crew();
    RUN(everything_arrives);
    RUN(the_row_stays_in_place);
    RUN(unknown_leaves_everything);
    RUN(merged_titles);
    RUN(refused_writes_leave_nothing);
    RUN(an_upgrade_is_not_undone);
    RUN(secrets_never_reach_the_store);
    RUN(columns_outrank_the_record);
    return check_done();
}

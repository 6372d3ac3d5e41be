/* A person's edits and a film's history, beside what lookups write. */
#include "base/num.h"
#include "store/candidates.h"
#include "store/edits.h"
#include "store/history.h"
#include "store/record.h"
#include "store_help.h"

#include <stdio.h>

static struct store *store;
static struct arena arena;
static struct error err;

static void say(struct stored_movie *movie, const char *field, const char *source)
{
    movie->origins[movie_field_index(text_of(field))] =
        (struct field_origin){ .source = text_of(source), .fetched_at_ms = NOW_MS };
}

static struct text origin(const struct stored_movie *movie, const char *field)
{
    return movie->origins[movie_field_index(text_of(field))].source;
}

static struct stored_movie placeholder(void)
{
    struct stored_movie movie = { .import_status = TEXT("imdb_placeholder"),
                                  .movie = { .imdb_id = TEXT("tt9000001"),
                                             .title = TEXT("The Ledger"),
                                             .release_date = TEXT("2019-05"),
                                             .overview = TEXT("A ledger."),
                                             .runtime_minutes = number_of(94),
                                             .poster_url = TEXT("https://images.example/l.jpg") },
                                  .poster_path = TEXT("https://images.example/l.jpg"),
                                  .imdb_data = TEXT("{\"title\":\"The Ledger\"}"),
                                  .retry_count = 3,
                                  .next_tmdb_retry_at_ms = NOW_MS + CLOCK_DAY_MS };
    say(&movie, "title", "imdb_page");
    say(&movie, "overview", "imdb_page");
    return movie;
}

static struct stored_movie record(int64_t tmdb_id)
{
    struct stored_movie movie = { .import_status = TEXT("full"),
                                  .movie = { .imdb_id = TEXT("tt9000001"),
                                             .tmdb_id = number_of(tmdb_id),
                                             .title = TEXT("Ledger"),
                                             .release_date = TEXT("2019-05-17"),
                                             .overview = TEXT("TMDb's words."),
                                             .poster_url = TEXT("https://image.tmdb.org/t/p/original/x.jpg") },
                                  .poster_path = TEXT("/x.jpg"),
                                  .tmdb_data = TEXT("{\"id\":1}") };
    say(&movie, "title", "tmdb");
    say(&movie, "tmdb_id", "tmdb");
    return movie;
}

static enum status put(const struct stored_movie *movie, struct text expected, const struct history_note *note,
                       bool takes_back)
{
    const struct lookup_write write = { .imdb_id = movie->movie.imdb_id,
                                        .canonical_id = movie->movie.imdb_id,
                                        .outcome = movie->import_status,
                                        .reason = TEXT("so"),
                                        .movie = movie,
                                        .expected_status = expected,
                                        .history = note,
                                        .takes_back = takes_back,
                                        .now_ms = NOW_MS };
    return store_lookup_write(store, &write, &err);
}

static struct stored_movie get(void)
{
    struct stored_movie got = { 0 };
    CHECK_OK(store_movie_get(store, TEXT("tt9000001"), &arena, &got, &err));
    return got;
}

static void begin(void)
{
    help_start();
    store = help_open();
}

static void end(void)
{
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void an_edit_by_sql_survives(void)
{
    begin();
    struct stored_movie first = placeholder(), full = record(7);
    CHECK_OK(put(&first, TEXT(""), NULL, false));
    CHECK(!edits_is_one(&get().origins[movie_field_index(TEXT("title"))]));
    (void)help_exec(
        "UPDATE movies SET title = 'Das Kontobuch', overview = NULL, poster_path = 'https://mine.example/p.png', "
        "release_date = '2019-06-01'");
    struct stored_movie edited = get();
    CHECK_TEXT_Z(origin(&edited, "title"), "person");
    CHECK_TEXT_Z(origin(&edited, "overview"), "person");
    CHECK_TEXT_Z(origin(&edited, "release_date"), "person");
    CHECK_TEXT_Z(origin(&edited, "poster_url"), "person");
    CHECK(!text_known(origin(&edited, "runtime_minutes")));
    /* the upgrade knows nothing of it: the edit came after it had read the row */
    CHECK_OK(put(&full, TEXT("imdb_placeholder"), NULL, false));
    CHECK_TEXT_Z(text_of(help_text("SELECT title || coalesce(overview, '-') || poster_path || release_date || "
                                   "import_status FROM movies")),
                 "Das Kontobuch-https://mine.example/p.png2019-06-01full");
    CHECK_OK(put(&full, TEXT("full"), NULL, false)); /* and the next */
    struct stored_movie got = get();
    CHECK_TEXT_Z(got.movie.title, "Das Kontobuch");
    CHECK_TEXT_Z(origin(&got, "title"), "person");
    CHECK_INT(got.origins[movie_field_index(TEXT("title"))].fetched_at_ms, NOW_MS);
    CHECK(!text_known(got.movie.overview));
    CHECK_INT(help_int("SELECT count(*) FROM movie_origins WHERE source = 'person'"), 4);
    end();
}

static void a_row_that_nobody_edited(void)
{
    begin();
    struct stored_movie full = record(7);
    CHECK_OK(put(&full, TEXT(""), NULL, false));
    struct stored_movie got = get();
    for (size_t i = 0; i < movie_field_count; i++)
        CHECK(!edits_is_one(&got.origins[i]));
    (void)help_exec("UPDATE movies SET record = NULL"); /* another program's row */
    got = get();
    for (size_t i = 0; i < movie_field_count; i++)
        CHECK(!edits_is_one(&got.origins[i]));
    end();
}

static void the_state_must_be_what_it_was(void)
{
    begin();
    struct stored_movie first = placeholder(), full = record(7);
    CHECK_INT(put(&full, TEXT("imdb_placeholder"), NULL, false), INVALID);
    CHECK_INT(err.detail, 0);
    CHECK_OK(put(&first, TEXT(""), NULL, false));
    CHECK_INT(put(&first, TEXT(""), NULL, false), INVALID);
    CHECK_TEXT_Z(text_of(err.text), "tt9000001 became imdb_placeholder meanwhile");
    CHECK_OK(put(&full, TEXT("imdb_placeholder"), NULL, false));
    CHECK_INT(put(&first, TEXT("full"), NULL, false), INVALID); /* a placeholder over a record */
    CHECK_INT(help_int("SELECT count(*) FROM movies WHERE tmdb_id = 7"), 1);
    CHECK_OK(put(&first, TEXT("full"), NULL, true));
    CHECK_INT(help_int("SELECT count(*) FROM movies WHERE tmdb_id IS NULL AND tmdb_fetched_at IS NULL"), 1);
    end();
}

/* lifecycle/states.h, the ways of a lookup: whatever was decided on a state that is over is not written, nor a
 * placeholder over a record. */
static void every_way_is_compared_first(void)
{
    static const struct {
        const char *name, *be;
    } states[] = { { "imdb_placeholder", "UPDATE movies SET import_status = 'imdb_placeholder', tmdb_id = NULL" },
                   { "soft", "UPDATE movies SET import_status = 'soft', tmdb_id = 7" },
                   { "imdb_enriched", "UPDATE movies SET import_status = 'imdb_enriched', tmdb_id = 7" },
                   { "full", "UPDATE movies SET import_status = 'full', tmdb_id = 7" } };
    begin();
    struct stored_movie film = placeholder();
    CHECK_OK(put(&film, TEXT(""), NULL, false));
    for (size_t i = 0; i < COUNT_OF(states) * COUNT_OF(states) * COUNT_OF(states); i++) {
        size_t is = i % COUNT_OF(states), to = i / COUNT_OF(states) % COUNT_OF(states);
        size_t expected = i / COUNT_OF(states) / COUNT_OF(states);
        bool may = expected == is && (to > 0 || is == 0);
        (void)help_exec(states[is].be);
        film = to == 0 ? placeholder() : record(7);
        film.import_status = text_of(states[to].name);
        CHECK_ROW(states[is].name);
        CHECK_INT(put(&film, text_of(states[expected].name), NULL, false), may ? OK : INVALID);
        CHECK_TEXT_Z(get().import_status, states[may ? to : is].name);
    }
    end();
}

static void history_is_a_row_back(void)
{
    begin();
    struct stored_movie first = placeholder(), full = record(7), back;
    struct history_entry *entries;
    size_t count;
    const struct history_note note = { .event = "upgraded",
                                       .actor = "arrivals",
                                       .reason = TEXT("A1"),
                                       .keep_before = true,
                                       .keep_after = true,
                                       .arrived_at_ms = NOW_MS - 5000 };
    CHECK_OK(put(&first, TEXT(""), NULL, false));
    CHECK_OK(put(&full, TEXT("imdb_placeholder"), &note, false));
    CHECK_OK(store_history_get(store, TEXT("tt9000001"), 5, &arena, &entries, &count, &err));
    CHECK_INT(count, 1);
    CHECK_TEXT_Z(entries[0].event, "upgraded");
    CHECK_TEXT_Z(entries[0].from_status, "imdb_placeholder");
    CHECK_TEXT_Z(entries[0].to_status, "full");
    CHECK_INT(entries[0].tmdb_id.value, 7);
    CHECK_INT(entries[0].arrived_at_ms, NOW_MS - 5000);
    CHECK_OK(history_read(entries[0].before, &arena, &back, &err));
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_ROW(movie_fields[i].name);
        CHECK(movie_field_equal(&back.movie, &first.movie, i));
        CHECK(record_same_origin(&back.origins[i], &first.origins[i]));
    }
    CHECK_INT(back.retry_count, 3);
    CHECK_INT(back.next_tmdb_retry_at_ms, first.next_tmdb_retry_at_ms);
    CHECK_JSON(back.imdb_data, first.imdb_data.at);
    CHECK_TEXT(back.poster_path, first.poster_path);
    /* fields that have the origin of another name it, which may stand behind them (jsonb has an order of its own) */
    CHECK_OK(
        history_read(TEXT("{\"import_status\":\"full\",\"record\":{},\"origins\":{\"year\":\"title\","
                          "\"title\":{\"source\":\"tmdb\",\"answer_sha256\":\"ab\"},\"type\":\"title\","
                          "\"nothing\":\"title\",\"rating\":\"nothing\",\"cast\":\"genres\",\"genres\":\"cast\"}}"),
                     &arena, &back, &err));
    CHECK_TEXT_Z(back.origins[movie_field_index(TEXT("type"))].answer_sha256, "ab");
    CHECK_TEXT_Z(back.origins[movie_field_index(TEXT("year"))].answer_sha256, "ab");
    CHECK(!text_known(back.origins[movie_field_index(TEXT("cast"))].source));
    CHECK(!text_known(back.origins[movie_field_index(TEXT("rating"))].source));
    CHECK_INT(history_read(TEXT("{\"record\":{}}"), &arena, &back, &err), DRIFT);
    CHECK_INT(history_read(TEXT("{\"record\":"), &arena, &back, &err), DRIFT);
    CHECK_INT(history_read(TEXT("[]"), &arena, &back, &err), DRIFT);
    /* a write that fails leaves no history */
    struct stored_movie other = record(7);
    other.movie.imdb_id = TEXT("tt9000002");
    CHECK_INT(put(&other, TEXT(""), &note, false), INVALID);
    CHECK_INT(help_int("SELECT count(*) FROM movie_history"), 1);
    end();
}

static void another_row_of_the_same_record(void)
{
    begin();
    struct stored_movie first = placeholder(), full = record(7), got;
    CHECK_OK(put(&first, TEXT(""), NULL, false));
    int64_t id = get().id;
    (void)help_exec("INSERT INTO movies (tmdb_id, title, import_status, inserted_at, updated_at) VALUES "
                    "(7, 'Ledger', 'full', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')");
    CHECK_OK(put(&full, TEXT("imdb_placeholder"), NULL, false));
    got = get();
    CHECK_INT(got.id, id);
    CHECK_INT(got.movie.tmdb_id.value, 7);
    CHECK_INT(help_int("SELECT count(*) FROM movies"), 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT event || coalesce(CAST(tmdb_id AS text), '-') || CAST(before IS NOT NULL AS "
                                   "integer) FROM movie_history")),
                 "merged71");
    /* one with another id that nobody merged stays, and so does this one */
    struct stored_movie other = record(7);
    other.movie.imdb_id = TEXT("tt9000002");
    CHECK_INT(put(&other, TEXT(""), NULL, false), INVALID);
    CHECK_INT(help_int("SELECT count(*) FROM movies"), 1);
    (void)help_exec("INSERT INTO remaps VALUES ('tt9000001', 'tt9000002', '2026-01-01T00:00:00Z')");
    CHECK_OK(put(&other, TEXT(""), NULL, false));
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(imdb_id) FROM movies")), "tt9000002");
    end();
}

static void a_person_judges_a_record(void)
{
    begin();
    struct stored_movie first = placeholder();
    struct candidates judged;
    const struct lookup_write write = { .imdb_id = TEXT("tt9000001"),
                                        .canonical_id = TEXT("tt9000001"),
                                        .outcome = TEXT("imdb_placeholder"),
                                        .movie = &first,
                                        .judged_tmdb_id = number_of(7),
                                        .verdict = "refused",
                                        .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_candidates_get(store, TEXT("tt9000001"), &arena, &judged, &err));
    CHECK_INT(judged.count, 1);
    CHECK_TEXT_Z(judged.at[0].verdict, "refused");
    end();
}

static void a_long_history_is_whole(void)
{
    struct history_entry *entries;
    size_t count;
    begin();
    struct stored_movie film = placeholder();
    CHECK_OK(put(&film, TEXT(""), NULL, false));
    for (int i = 0; i < 21; i++) {
        char reason[16];
        (void)snprintf(reason, sizeof reason, "%d", i);
        struct history_note note = { .event = "edited", .actor = "person", .reason = text_of(reason) };
        CHECK_OK(put(&film, TEXT("imdb_placeholder"), &note, false));
    }
    CHECK_OK(store_history_get(store, TEXT("tt9000001"), 20, &arena, &entries, &count, &err));
    CHECK_INT(count, 20); /* the newest first, and no more than asked for */
    for (size_t i = 0; i < count; i++) {
        int64_t number = 0;
        CHECK(num_parse(entries[i].reason, 0, 20, &number));
        CHECK_INT(number, 20 - (int)i);
    }
    end();
}

int main(void)
{
    RUN(an_edit_by_sql_survives);
    RUN(a_row_that_nobody_edited);
    RUN(the_state_must_be_what_it_was);
    RUN(every_way_is_compared_first);
    RUN(history_is_a_row_back);
    RUN(another_row_of_the_same_record);
    RUN(a_person_judges_a_record);
    RUN(a_long_history_is_whole);
    return check_done();
}

/* A person's hand on a film, against a store in memory. */
#include "base/clock.h"
#include "base/compiler.h"
#include "check.h"
#include "store/edits.h"
#include "store/history.h"
#include "work/steer.h"

#include <string.h>

static struct arena arena;
static struct store *store;
static struct random chance = { 1 };
static struct schedule schedule = { { 7, 14 }, 2 };
static struct error err;
static const int64_t now_ms = INT64_C(1767225600000); /* 2026-01-01 */

static struct steer steer(void)
{
    return (struct steer){ store, &schedule, &chance, &arena, now_ms };
}

/* ── FIELD=VALUE ── */

static void what_a_person_writes(void)
{
    static const struct {
        const char *argument, *fault; /* NULL: it is good */
    } rows[] = {
        { "title=A", NULL },
        { "title=", "a film needs a name" },
        { "title=  ", "a film needs a name" },
        { "title=a\nb", "control characters" },
        { "title=\xff", "not text in UTF-8" },
        { "overview=a\nb", NULL },
        { "overview=", NULL },
        { "overview=a=b", NULL },
        { "original_language=pt", NULL },
        { "original_language=PT-pt", "no language code" },
        { "release_date=2025", NULL },
        { "release_date=2025-02-29", "no date" },
        { "release_date=2024-02-29", NULL },
        { "release_date=1850", "no date that a film can have" },
        { "runtime=14400", NULL },
        { "runtime=14401", "larger than can be" },
        { "runtime=-1", "not a number" },
        { "runtime=99999999999999999999", "not a number" },
        { "year=1870", NULL },
        { "year=1869", "smaller than can be" },
        { "year=2036", NULL },
        { "year=2037", "larger than can be" },
        { "poster_path=https://a.example/x.jpg", NULL },
        { "poster_path=/x.jpg", "no https:// URL" },
        { "poster_url=https://a.example/x y.jpg", "no https:// URL" },
        { "poster_url=http://a.example/x.jpg", "no https:// URL" },
        { "genres=Drama", NULL },
        { "genres=Drama,", NULL },
        { "genres=,Drama", "no list" },
        { "genres=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", "no list" },
        { "genres=Drama,drama", "twice" },
        { "countries=at, DE", NULL },
        { "countries=XG", NULL },
        { "countries=DDDE", "no country code" },
        { "countries=AT,", NULL },
        { "countries=AT,,DE", "no list" },
        { "countries=Austria", "AT is meant?" },
        { "countries=XX", "no country code" },
        { "languages=de,DE", "twice" },
        { "languages=xx", NULL },
        { "languages=zxx", "no language code" },
        { "release_country=at", NULL },
        { "release_country=AT,DE", "no country code" },
        { "directors=Name One; Name Two", NULL },
        { "directors=Name One nm0000001;", NULL },
        { "directors=Name One, Name Two", "stands ';'" },
        { "directors=Sammy Lima, Jr.;", NULL },
        { "directors=Name One;Name One", "twice" },
        { "directors=Name One nm0000001;Name One nm0000002", NULL },
        { "directors=;", "no list" },
        { "directors=nm0000001", "id without a name" },
        { "writers=...", "is no name" },
        { "cast=Name One as Her Part; as", NULL },
        { "rating=10", NULL },
        { "rating=10.5", "not between 0 and 10" },
        { "rating=good", "not a number" },
        { "vote_count=0", NULL },
        { "imdb_id=tt9900001", "no field 'imdb_id'" },
        { "tmdb_id=5", "no field 'tmdb_id'" },
        { "Title=A", "no field 'Title'" },
        { "=A", "no field ''" },
        { "title", "not FIELD=VALUE" },
        { "", "not FIELD=VALUE" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct steer_edits edits = { 0 };
        CHECK_ROW(rows[i].argument);
        enum status status = steer_read_edit(text_of(rows[i].argument), now_ms, &arena, &edits, &err);
        CHECK_INT(status, rows[i].fault != NULL ? INVALID : OK);
        CHECK_INT(edits.fields != 0, rows[i].fault == NULL);
        CHECK(rows[i].fault == NULL || strstr(err.text, rows[i].fault) != NULL);
    }
    CHECK_ROW(NULL);
}

static void long_and_twice(void)
{
    static char line[30000] = "title=";
    struct steer_edits edits = { 0 };
    memset(line + 6, 'a', sizeof line - 6);
    CHECK_INT(steer_read_edit(text_from(line, 6 + 1000), now_ms, &arena, &edits, &err), OK);
    CHECK_INT(edits.values.title.len, 1000);
    CHECK_INT(steer_read_edit(TEXT("title=b"), now_ms, &arena, &edits, &err), INVALID);
    CHECK_INT(edits.values.title.len, 1000);
    edits = (struct steer_edits){ 0 };
    CHECK_INT(steer_read_edit(text_from(line, 6 + 1001), now_ms, &arena, &edits, &err), INVALID);
    CHECK_INT(steer_read_edit(text_from(line, sizeof line), now_ms, &arena, &edits, &err), INVALID);
    CHECK_INT(steer_read_edit(text_from(line + 6, sizeof line - 6), now_ms, &arena, &edits, &err), INVALID);
    CHECK_INT(edits.fields, 0);
}

/* ── the store ── */

static void say(struct stored_movie *movie, const char *field, const char *source)
{
    movie->origins[movie_field_index(text_of(field))] =
        (struct field_origin){ .source = text_of(source), .fetched_at_ms = now_ms };
}

static void put(struct text id, const char *import_status, int64_t tmdb_id, const struct history_note *note)
{
    struct stored_movie movie = { .import_status = text_of(import_status),
                                  .movie = { .imdb_id = id,
                                             .tmdb_id = { tmdb_id, tmdb_id != 0 },
                                             .title = tmdb_id != 0 ? TEXT("TMDb's") : TEXT("The page's"),
                                             .runtime_minutes = number_of(94) },
                                  .next_tmdb_retry_at_ms = tmdb_id != 0 ? 0 : now_ms + CLOCK_DAY_MS };
    say(&movie, "title", tmdb_id != 0 ? "tmdb" : "imdb_page");
    const struct lookup_write write = { .imdb_id = id,
                                        .canonical_id = id,
                                        .outcome = movie.import_status,
                                        .reason = TEXT("so"),
                                        .movie = &movie,
                                        .history = note,
                                        .now_ms = now_ms };
    CHECK_INT(store_lookup_write(store, &write, &err), OK);
}

static struct stored_movie get(struct text id)
{
    struct stored_movie movie = { 0 };
    CHECK_INT(store_movie_get(store, id, &arena, &movie, &err), OK);
    return movie;
}

static void upgrade(struct text id, int64_t tmdb_id, bool keeps_before)
{
    const struct history_note note = { "upgraded", "lookup", TEXT("A1"), keeps_before, keeps_before, 0 };
    put(id, "full", tmdb_id, &note);
}

static enum status edit(struct text id, const char *argument, struct stored_movie *out)
{
    struct steer hand = steer();
    struct steer_edits edits = { 0 };
    CHECK_INT(steer_read_edit(text_of(argument), now_ms, &arena, &edits, &err), OK);
    return steer_edit(&hand, id, &edits, out, &err);
}

static void the_newer_edit_counts(void)
{
    struct text id = TEXT("tt9000001");
    struct stored_movie film;
    put(id, "imdb_placeholder", 0, NULL);
    CHECK_INT(edit(id, "title=One", &film), OK);
    CHECK_INT(edit(id, "title=Two", &film), OK);
    CHECK_TEXT_Z(film.movie.title, "Two");
    CHECK_INT(edit(id, "runtime=", &film), OK);
    upgrade(id, 7, true);
    film = get(id);
    CHECK_TEXT_Z(film.movie.title, "Two");
    CHECK(!film.movie.runtime_minutes.known);
    CHECK_INT(edit(id, "runtime=80", &film), OK);
    film = get(id);
    CHECK_INT(film.movie.runtime_minutes.value, 80);
    CHECK_INT(film.movie.tmdb_id.value, 7);
    CHECK_TEXT_Z(film.import_status, "full");
    CHECK_INT(edit(TEXT("tt9999999"), "title=x", &film), NOT_FOUND);
}

static struct steer_undo undo_plan;

static enum status undo(struct text id)
{
    struct steer hand = steer();
    return steer_undo(&hand, id, &undo_plan, &err);
}

static void undo_finds_its_upgrade(void)
{
    struct text id = TEXT("tt9000002");
    struct stored_movie film = { 0 };
    CHECK_INT(undo(id), NOT_FOUND);
    put(id, "imdb_placeholder", 0, NULL);
    CHECK_INT(undo(id), NOT_FOUND);
    upgrade(id, 8, true);
    int64_t row_id = get(id).id;
    put(id, "soft", 9, NULL); /* TMDb merged its records */
    CHECK_INT(undo(id), OK);
    CHECK_INT(undo_plan.tmdb_id, 9);
    CHECK_INT(undo_plan.put_back_count, 0);
    film = get(id);
    CHECK_INT(film.id, row_id);
    CHECK_TEXT_Z(film.movie.title, "The page's");
    CHECK_TEXT_Z(film.import_status, "imdb_placeholder");
    CHECK(film.next_tmdb_retry_at_ms > now_ms + 6 * CLOCK_DAY_MS &&
          film.next_tmdb_retry_at_ms < now_ms + 8 * CLOCK_DAY_MS);
    CHECK_INT(undo(id), NOT_FOUND);
    put(id, "full", 9, NULL); /* by another hand: no upgrade of ours, and the one before is taken back already */
    CHECK_INT(undo(id), NOT_FOUND);
    /* found on TMDb at once */
    put(TEXT("tt9000003"), "full", 10, NULL);
    CHECK_INT(undo(TEXT("tt9000003")), NOT_FOUND);
    /* an upgrade that kept nothing of before */
    put(TEXT("tt9000004"), "imdb_placeholder", 0, NULL);
    upgrade(TEXT("tt9000004"), 11, false);
    CHECK_INT(undo(TEXT("tt9000004")), NOT_FOUND);
}

static void undo_of_what_was_given_up(void)
{
    const struct text id = TEXT("tt9000010");
    struct steer hand = steer();
    struct wanted wanted;
    put(id, "imdb_placeholder", 0, NULL);
    CHECK_INT(steer_give_up(&hand, id, &err), OK);
    upgrade(id, 40, true);
    CHECK_INT(undo(id), OK);
    CHECK_INT(get(id).next_tmdb_retry_at_ms, 0);
    CHECK_INT(store_wanted_get(store, id, &arena, &wanted, &err), OK);
    CHECK_TEXT_Z(wanted.outcome, "given_up");
}

/* IMDb merges tt9000012 into tt9000011: `from` is a row of TMDb's record, `to` a placeholder; the upgrade folds. */
static void fold(struct text from, struct text to, int64_t tmdb_id)
{
    const struct lookup_write merge = { .imdb_id = to,
                                        .canonical_id = to,
                                        .merged_id = from,
                                        .outcome = TEXT("imdb_placeholder"),
                                        .reason = TEXT("so"),
                                        .now_ms = now_ms };
    CHECK_INT(store_lookup_write(store, &merge, &err), OK);
    upgrade(to, tmdb_id, true);
}

static void undo_puts_back_what_was_folded_in(void)
{
    const struct text to = TEXT("tt9000011"), from = TEXT("tt9000012");
    struct stored_movie film = { 0 }, was;
    put(to, "imdb_placeholder", 0, NULL);
    put(from, "full", 20, NULL);
    CHECK_INT(edit(from, "overview=Mine", &film), OK);
    CHECK_INT(edit(from, "year=2001", &film), OK);
    was = get(from);
    fold(from, to, 20);
    CHECK_INT(store_movie_get(store, from, &arena, &film, &err), NOT_FOUND);
    CHECK_TEXT_Z(get(to).movie.overview, "Mine");
    CHECK_INT(edit(to, "year=2002", &film), OK); /* the one edited again since, the other left as it came */
    CHECK_INT(undo(to), OK);
    CHECK_INT(undo_plan.put_back_count, 1);
    film = get(from);
    CHECK_INT(film.id, was.id);
    CHECK_INT(film.movie.tmdb_id.value, 20);
    CHECK_TEXT_Z(film.movie.overview, "Mine");
    CHECK_INT(film.movie.year.value, 2001);
    CHECK(edits_is_one(&film.origins[movie_field_index(TEXT("overview"))]));
    CHECK_TEXT_Z(film.import_status, "full");
    CHECK_INT(film.inserted_at_ms, was.inserted_at_ms);
    film = get(to);
    CHECK_TEXT_Z(film.import_status, "imdb_placeholder");
    CHECK(!text_known(film.movie.overview));
    CHECK_INT(film.movie.year.value, 2002);
    CHECK_INT(undo(to), NOT_FOUND);
    /* once more, the other way, and back */
    upgrade(to, 20, true);
    CHECK_INT(store_movie_get(store, from, &arena, &film, &err), NOT_FOUND);
    CHECK_INT(undo(to), OK);
    CHECK_INT(get(from).id, was.id);
}

static void undo_where_a_place_is_taken(void)
{
    const struct text to = TEXT("tt9000013"), from = TEXT("tt9000014");
    put(to, "imdb_placeholder", 0, NULL);
    put(from, "full", 30, NULL);
    fold(from, to, 30);
    put(from, "full", 31, NULL); /* IMDb parted them again */
    CHECK_INT(undo(to), INVALID);
    CHECK(strstr(err.text, "tt9000014 has a row meanwhile") != NULL);
    CHECK_TEXT_Z(get(to).import_status, "full");
    CHECK_INT(get(to).movie.tmdb_id.value, 30);
    put(to, "full", 32, NULL);                /* TMDb gave it another record, */
    put(TEXT("tt9000015"), "full", 30, NULL); /* and this one the old */
    CHECK_INT(undo(to), INVALID);
    CHECK(strstr(err.text, "TMDb's movie 30 is tt9000015") != NULL);
    CHECK_TEXT_Z(get(to).import_status, "full");
}

static void giving_up(void)
{
    struct text id = TEXT("tt9000005"), nameless = TEXT("tt9000006");
    struct steer hand = steer();
    struct wanted wanted = { .imdb_id = nameless, .asked_at_ms = now_ms };
    CHECK_INT(steer_give_up(&hand, id, &err), NOT_FOUND);
    put(id, "imdb_placeholder", 0, NULL);
    CHECK_INT(steer_give_up(&hand, id, &err), OK);
    CHECK_INT(steer_give_up(&hand, id, &err), OK);
    CHECK_INT(get(id).next_tmdb_retry_at_ms, 0);
    CHECK_INT(store_wanted_get(store, id, &arena, &wanted, &err), OK);
    CHECK_TEXT_Z(wanted.outcome, "given_up");
    /* an id that nobody could tell anything about */
    wanted = (struct wanted){ .imdb_id = nameless, .asked_at_ms = now_ms };
    CHECK_INT(store_wanted_add(store, &wanted, &err), OK);
    CHECK_INT(steer_give_up(&hand, nameless, &err), OK);
    CHECK_INT(store_wanted_get(store, nameless, &arena, &wanted, &err), OK);
    CHECK_TEXT_Z(wanted.outcome, "given_up");
    CHECK_INT(steer_give_up(&hand, nameless, &err), NOT_FOUND);
    put(TEXT("tt9000007"), "soft", 12, NULL);
    CHECK_INT(steer_give_up(&hand, TEXT("tt9000007"), &err), NOT_FOUND);
}

int main(void)
{
    const struct store_options options = { .url = TEXT("sqlite::memory:"), .now_ms = now_ms };
    CHECK_INT(store_open(&options, &store, &err), OK);
    RUN(what_a_person_writes);
    RUN(long_and_twice);
    RUN(the_newer_edit_counts);
    RUN(undo_finds_its_upgrade);
    RUN(undo_of_what_was_given_up);
    RUN(undo_puts_back_what_was_folded_in);
    RUN(undo_where_a_place_is_taken);
    RUN(giving_up);
    store_close(&store);
    arena_finish(&arena);
    return check_done();
}

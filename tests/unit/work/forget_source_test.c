/* One record without what one source said. */
#include "base/clock.h"
#include "base/compiler.h"
#include "check.h"
#include "store/edits.h"
#include "work/forget_source.h"
#include "work/imdb_data.h"

#include <string.h>

static struct arena arena;
static const int64_t now_ms = INT64_C(1798070400000);

static void say(struct stored_movie *movie, const char *source, const char *field)
{
    movie->origins[movie_field_index(text_of(field))] =
        (struct field_origin){ .source = text_of(source), .licence = TEXT("some"), .fetched_at_ms = now_ms - 1000 };
}

static struct person people[] = { { .name = { "Ada Nolan", 9 }, .imdb_id = { "nm9000001", 9 } } };

/* A placeholder of the page and of what was given. */
static struct stored_movie placeholder(const char *title_source)
{
    struct stored_movie movie = { .id = 7,
                                  .import_status = TEXT("imdb_placeholder"),
                                  .movie = { .imdb_id = TEXT("tt9900001"),
                                             .title = TEXT("The Lamp"),
                                             .year = number_of(1999),
                                             .overview = TEXT("A lamp."),
                                             .directors = { people, 1 },
                                             .poster_url = TEXT("https://images.example/lamp.jpg") },
                                  .imdb_scraped_at_ms = now_ms - 1000,
                                  .next_tmdb_retry_at_ms = now_ms + 5,
                                  .retry_count = 3 };
    movie.poster_path = movie.movie.poster_url;
    say(&movie, title_source, "title");
    say(&movie, "given", "year");
    say(&movie, "imdb_page", "overview");
    say(&movie, "imdb_page", "directors");
    say(&movie, "imdb_page", "poster_url");
    say(&movie, "imdb_page", "imdb_id");
    movie.imdb_data = imdb_data_write(&movie.movie, movie.origins, &arena);
    return movie;
}

/* The same film with TMDb's record over it; the overview is still the page's. */
static struct stored_movie enriched(void)
{
    struct stored_movie movie = placeholder("imdb_page");
    static const char *const theirs[] = { "tmdb_id", "title", "year", "runtime_minutes", "poster_url", "imdb_id" };
    movie.import_status = TEXT("imdb_enriched");
    movie.movie.tmdb_id = number_of(4711);
    movie.movie.title = TEXT("Lamp, The");
    movie.movie.year = number_of(2000);
    movie.movie.runtime_minutes = number_of(90);
    movie.movie.poster_url = TEXT("https://image.example/t/p/original/l.jpg");
    movie.poster_path = TEXT("/l.jpg");
    movie.tmdb_data = TEXT("{\"id\":4711,\"title\":\"Lamp, The\"}");
    movie.next_tmdb_retry_at_ms = 0;
    for (size_t i = 0; i < COUNT_OF(theirs); i++)
        say(&movie, "tmdb", theirs[i]);
    return movie;
}

static enum forget_verdict strip(struct stored_movie *movie, const char *source, size_t *out_fields)
{
    struct schedule schedule;
    struct random random = { 3 };
    CHECK(schedule_parse(TEXT("7,14"), &schedule));
    struct forget_source forget = { text_of(source), &schedule, now_ms, &random };
    *out_fields = 0;
    return forget_source_strip(&forget, movie, &arena, out_fields);
}

static struct text origin(const struct stored_movie *movie, const char *field)
{
    return movie->origins[movie_field_index(text_of(field))].source;
}

static void a_source_that_said_nothing(void)
{
    struct stored_movie movie = placeholder("imdb_page"), before = movie;
    size_t fields;
    CHECK_INT(strip(&movie, "omdb", &fields), FORGET_NOTHING);
    CHECK_INT(strip(&movie, "tmdb", &fields), FORGET_NOTHING);
    CHECK_INT(fields, 0);
    CHECK_TEXT(movie.import_status, before.import_status);
    CHECK_INT(movie.next_tmdb_retry_at_ms, before.next_tmdb_retry_at_ms);
    CHECK_TEXT(movie.imdb_data, before.imdb_data);
}

static void a_placeholder_loses_a_source(void)
{
    struct stored_movie movie = placeholder("given");
    size_t fields;
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_FIELDS);
    CHECK_INT(fields, 3); /* overview, directors, poster; the id is the film's */
    CHECK_TEXT_Z(movie.movie.title, "The Lamp");
    CHECK_TEXT_Z(movie.movie.imdb_id, "tt9900001");
    CHECK(!text_known(movie.movie.overview) && movie.movie.directors.count == 0 && !text_known(movie.poster_path));
    CHECK(!text_known(origin(&movie, "overview")) && !text_known(origin(&movie, "imdb_id")));
    CHECK_INT(movie.imdb_scraped_at_ms, 0);
    CHECK_INT(movie.retry_count, 3);
    CHECK_INT(movie.next_tmdb_retry_at_ms, now_ms + 5);
    CHECK(!text_contains(movie.imdb_data, TEXT("A lamp.")) && !text_contains(movie.imdb_data, TEXT("imdb_page")));
    CHECK(text_contains(movie.imdb_data, TEXT("The Lamp")));
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_NOTHING);
    CHECK_INT(strip(&movie, "given", &fields), FORGET_ROW);
}

static void what_a_person_edited_stays(void)
{
    struct stored_movie movie = placeholder("imdb_page");
    struct movie written = movie.movie;
    size_t fields;
    movie.movie.title = TEXT("Die Lampe");
    movie.movie.overview = TEXT("Eine Lampe.");
    movie.poster_path = TEXT("/mine.jpg");
    edits_mark(&movie, &written);
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_FIELDS);
    CHECK_INT(fields, 1);
    CHECK_TEXT_Z(movie.movie.title, "Die Lampe");
    CHECK_TEXT_Z(movie.movie.overview, "Eine Lampe.");
    CHECK_TEXT_Z(movie.poster_path, "/mine.jpg");
    CHECK_TEXT_Z(origin(&movie, "title"), "person");
}

static void without_a_title_the_row_goes(void)
{
    struct stored_movie movie = placeholder("imdb_page");
    size_t fields;
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_ROW);
}

static void without_tmdb_the_placeholder_is_back(void)
{
    struct stored_movie movie = enriched();
    size_t fields;
    CHECK_INT(strip(&movie, "tmdb", &fields), FORGET_FIELDS);
    CHECK_INT(fields, 5);
    CHECK_TEXT_Z(movie.import_status, "imdb_placeholder");
    CHECK(!movie.movie.tmdb_id.known && !text_known(movie.tmdb_data) && !movie.movie.runtime_minutes.known);
    CHECK_TEXT_Z(movie.movie.title, "The Lamp");
    CHECK_TEXT_Z(origin(&movie, "title"), "imdb_page");
    CHECK_INT(movie.movie.year.value, 1999);
    CHECK_TEXT_Z(origin(&movie, "year"), "given");
    CHECK_TEXT_Z(movie.movie.overview, "A lamp.");
    CHECK_TEXT_Z(movie.poster_path, "https://images.example/lamp.jpg");
    CHECK_INT(movie.retry_count, 0);
    CHECK(movie.next_tmdb_retry_at_ms > now_ms + 6 * CLOCK_DAY_MS);
    CHECK(!text_contains(movie.imdb_data, TEXT("tmdb\"")) && !text_contains(movie.imdb_data, TEXT("Lamp, The")));
    /* one that never was a placeholder has nothing to fall back on */
    movie = enriched();
    movie.imdb_data = (struct text){ 0 };
    CHECK_INT(strip(&movie, "tmdb", &fields), FORGET_ROW);
}

static void tmdb_stays_without_the_page(void)
{
    struct stored_movie movie = enriched();
    size_t fields;
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_FIELDS);
    CHECK_INT(fields, 2); /* overview and directors */
    CHECK_TEXT_Z(movie.import_status, "soft");
    CHECK_INT(movie.movie.tmdb_id.value, 4711);
    CHECK_TEXT_Z(movie.poster_path, "/l.jpg");
    CHECK(!text_contains(movie.imdb_data, TEXT("The Lamp")));
    CHECK(text_contains(movie.imdb_data, TEXT("1999"))); /* what was given */
    CHECK_INT(strip(&movie, "given", &fields), FORGET_FIELDS);
    CHECK(!text_known(movie.imdb_data));
    CHECK_TEXT_Z(movie.movie.title, "Lamp, The");
    /* a record of before its sources were named: whose it is cannot be told */
    movie = enriched();
    movie.imdb_data = TEXT("{\"title\":\"The Lamp\"}");
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_FIELDS);
    CHECK(!text_known(movie.imdb_data));
    /* another program's status is not ours to change */
    movie = enriched();
    movie.import_status = TEXT("pending");
    CHECK_INT(strip(&movie, "imdb_page", &fields), FORGET_FIELDS);
    CHECK_TEXT_Z(movie.import_status, "pending");
}

static void the_kept_record_comes_back_whole(void)
{
    struct stored_movie movie = placeholder("given");
    struct movie got;
    struct field_origin origins[MOVIE_FIELDS_MAX];
    CHECK(imdb_data_read(movie.imdb_data, &arena, &got, origins));
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_ROW(movie_fields[i].name);
        CHECK(movie_field_equal(&got, &movie.movie, i));
        CHECK_TEXT(origins[i].source, movie.origins[i].source);
        CHECK_INT(origins[i].fetched_at_ms, movie.origins[i].fetched_at_ms);
    }
    CHECK_ROW(NULL);
    static const char *const bad[] = { "", "[]x", "{\"title\":", "{\"sources\":{\"title\":" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK(!imdb_data_read(text_of(bad[i]), &arena, &got, origins));
    CHECK(imdb_data_read(TEXT("{\"title\":5,\"sources\":{\"title\":7,\"nonsense\":{}}}"), &arena, &got, origins));
    CHECK(!text_known(got.title));
}

int main(void)
{
    RUN(a_source_that_said_nothing);
    RUN(a_placeholder_loses_a_source);
    RUN(what_a_person_edited_stays);
    RUN(without_a_title_the_row_goes);
    RUN(without_tmdb_the_placeholder_is_back);
    RUN(tmdb_stays_without_the_page);
    RUN(the_kept_record_comes_back_whole);
    arena_finish(&arena);
    return check_done();
}

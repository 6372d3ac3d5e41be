/* The field table, ids and URLs, types. */
#include "base/compiler.h"
#include "check.h"
#include "model/movie.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_INIT(literal)                                                                                             \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    } /* TEXT where C11 wants a constant */

/* The properties of record.schema.json in their order, without `sources`. */
static const char *const schema_keys[] = {
    "imdb_id",   "tmdb_id",   "title",        "original_title",  "original_language", "type",
    "year",      "end_year",  "release_date", "release_country", "runtime_minutes",   "overview",
    "genres",    "rating",    "vote_count",   "directors",       "writers",           "cast",
    "countries", "languages", "poster_url",   "adult",           "production_status"
};

static void the_table_is_the_schema(void)
{
    if (!CHECK_INT(movie_field_count, COUNT_OF(schema_keys)))
        return;
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_TEXT_Z(text_of(movie_fields[i].name), schema_keys[i]);
        CHECK_INT(movie_field_index(text_of(schema_keys[i])), (int)i);
    }
    CHECK_INT(movie_field_index(TEXT("titl")), -1);
    CHECK_INT(movie_field_index(TEXT("")), -1);
    CHECK_INT(movie_field_index((struct text){ 0 }), -1);
}

static struct person people[] = { { TEXT_INIT("Ada Lund"), TEXT_INIT("nm0000001"), TEXT_INIT("Maja"), 7, { 0 } },
                                  { TEXT_INIT("Per Holm"), { 0 }, { 0 }, 0, { 0 } } };
static struct text genres[] = { TEXT_INIT("Drama"), TEXT_INIT("Sci-Fi") };
static struct coded coded[] = { { TEXT_INIT("SE"), TEXT_INIT("Sweden") } };

/* A record that knows every field. */
static struct movie full_movie(void)
{
    return (struct movie){
        .imdb_id = TEXT("tt0000001"),
        .tmdb_id = number_of(4),
        .title = TEXT("The Lighthouse Ferry"),
        .original_title = TEXT("Fyrbåten"),
        .original_language = TEXT("sv"),
        .type = TEXT("movie"),
        .year = number_of(1974),
        .end_year = number_of(1975),
        .release_date = TEXT("1974-03"),
        .release_country = TEXT("SE"),
        .runtime_minutes = number_of(94),
        .overview = TEXT("A ferry waits."),
        .genres = { genres, 2 },
        .rating = { 8.7, true },
        .vote_count = number_of(0),
        .directors = { people, 1 },
        .writers = { people, 2 },
        .cast = { people, 2 },
        .countries = { coded, 1 },
        .languages = { coded, 1 },
        .poster_url = TEXT("https://img.example/p.jpg"),
        .adult = { false, true },
        .production_status = TEXT("released"),
    };
}

static void fields_are_known_taken_and_compared_one_by_one(void)
{
    struct movie full = full_movie(), empty = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_ROW(movie_fields[i].name);
        CHECK(movie_knows(&full, i) && !movie_knows(&empty, i));
        CHECK(movie_field_equal(&full, &full, i) && movie_field_equal(&empty, &empty, i));
        CHECK(!movie_field_equal(&full, &empty, i) && !movie_field_equal(&empty, &full, i));
        struct movie one = { 0 };
        movie_take(&one, &full, i);
        for (size_t k = 0; k < movie_field_count; k++)
            CHECK(movie_knows(&one, k) == (k == i));
        CHECK(movie_field_equal(&one, &full, i));
        movie_take(&one, &empty, i);
        CHECK(!movie_knows(&one, i));
    }
}

static bool differs(const char *name, const struct movie *a, const struct movie *b)
{
    return !movie_field_equal(a, b, (size_t)movie_field_index(text_of(name)));
}

static void every_part_of_a_value_counts(void)
{
    struct movie a = full_movie(), b = full_movie();
    struct person other[2] = { people[0], people[1] };
    b.cast.at = other;
    CHECK(!differs("cast", &a, &b));
    other[0].character = TEXT("Maya");
    CHECK(differs("cast", &a, &b));
    other[0] = people[0];
    other[1].imdb_id = TEXT("nm0000002");
    CHECK(differs("cast", &a, &b));
    other[1] = people[0], other[0] = people[1];
    CHECK(differs("cast", &a, &b));
    b.directors.count = 2;
    CHECK(differs("directors", &a, &b));
    b.countries.at = (struct coded[]){ { TEXT("SE"), { 0 } } };
    CHECK(differs("countries", &a, &b));
    b.genres.at = (struct text[]){ TEXT("Sci-Fi"), TEXT("Drama") };
    CHECK(differs("genres", &a, &b));
    b.rating.value = 8.6;
    CHECK(differs("rating", &a, &b));
    b.adult.value = true;
    CHECK(differs("adult", &a, &b));
    b.title = TEXT("");
    CHECK(!movie_knows(&b, 2) && differs("title", &a, &b));
}

static void imdb_ids_and_urls(void)
{
    static const struct {
        const char *t, *id;
    } rows[] = {
        { "tt0133093", "tt0133093" },
        { "tt27714581", "tt27714581" },
        { "tt1234567890", "tt1234567890" },
        { "https://www.imdb.com/title/tt0133093/", "tt0133093" },
        { "https://www.imdb.com/title/tt0133093", "tt0133093" },
        { "https://www.imdb.com/title/tt0133093/reference", "tt0133093" },
        { "https://imdb.com/title/tt0133093/reference/", "tt0133093" },
        { "http://m.imdb.com/title/tt0133093?ref_=x", "tt0133093" },
        { "https://www.imdb.com/de/title/tt0133093/", "tt0133093" },
        { "https://www.imdb.com/fr-ca/title/tt0133093/?ref_=nv_sr_1", "tt0133093" },
        { "HTTPS://WWW.IMDB.COM/title/tt0133093#x", "tt0133093" },
        { "/title/tt0133093/", "tt0133093" },
        { "/title/tt0133093/reference", "tt0133093" },
        { "", NULL },
        { "tt", NULL },
        { "tt013309", NULL },
        { "tt12345678901", NULL },
        { "TT0133093", NULL },
        { " tt0133093", NULL },
        { "tt0133093 ", NULL },
        { "tt0133093\n", NULL },
        { "tt01330a3", NULL },
        { "xtt0133093", NULL },
        { "tt0133093x", NULL },
        { "0133093", NULL },
        { "nm0000206", NULL },
        { "https://www.imdb.com/name/nm0000206/", NULL },
        { "https://www.imdb.com/title/nm0000206/", NULL },
        { "https://www.imdb.com/title/tt0133093x/", NULL },
        { "https://www.imdb.com/title/tt013309/", NULL },
        { "https://www.imdb.com/title/tt12345678901/", NULL },
        { "https://www.imdb.com/title/xtt0133093/", NULL },
        { "https://www.imdb.com/list/ls000000001/?x=/title/tt0133093/", NULL },
        { "https://www.imdb.com/deu/title/tt0133093/", NULL },
        { "https://www.imdb.com/DE/title/tt0133093/", NULL },
        { "https://www.imdb.com/title", NULL },
        { "https://www.imdb.com", NULL },
        { "https://", NULL },
        { "www.imdb.com/title/tt0133093/", NULL },
        { "ftp://www.imdb.com/title/tt0133093/", NULL },
        { "https://www.imdb.com.example/title/tt0133093/", NULL },
        { "https://imdb.com@evil.example/title/tt0133093/", NULL },
        { "https://www.m.imdb.com/title/tt0133093/", NULL },
        { "https://notimdb.com/title/tt0133093/", NULL },
        { "https://www.themoviedb.org/title/tt0133093/", NULL },
        { "https://www.imdb.com/title/tt0133093/ and more", NULL },
        { "see https://www.imdb.com/title/tt0133093/", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text id = TEXT("untouched");
        CHECK_ROW(rows[i].t);
        bool good = movie_parse_id(text_of(rows[i].t), &id);
        CHECK(good == (rows[i].id != NULL));
        CHECK_TEXT_Z(id, rows[i].id != NULL ? rows[i].id : "untouched");
    }
    struct text id = TEXT("untouched");
    CHECK(!movie_parse_id((struct text){ 0 }, &id));
}

/* In memory of exactly its size, so that the sanitizer sees a read past the end. */
static void a_cut_url_never_reads_past_its_end(void)
{
    static const char url[] = "https://www.imdb.com/title/tt27714581/";
    for (size_t len = 0; len < sizeof url; len++) {
        char *cut = malloc(len > 0 ? len : 1);
        if (!CHECK(cut != NULL))
            return;
        memcpy(cut, url, len);
        struct text id = { 0 };
        if (movie_parse_id(text_from(cut, len), &id))
            CHECK(movie_is_imdb_id(id) && id.at + id.len <= cut + len);
        free(cut);
    }
}

static void person_ids(void)
{
    CHECK(movie_is_person_id(TEXT("nm0000206")));
    CHECK(movie_is_person_id(TEXT("nm1234567890")));
    CHECK(!movie_is_person_id(TEXT("nm000020")) && !movie_is_person_id(TEXT("nm12345678901")));
    CHECK(!movie_is_person_id(TEXT("tt0133093")) && !movie_is_person_id(TEXT("nm0000206/")));
    CHECK(!movie_is_person_id((struct text){ 0 }));
}

static void types(void)
{
    static const char *const films[] = { "movie", "tvMovie", "short", "tvShort", "video", "tvSpecial" };
    static const char *const others[] = { "musicVideo", "tvSeries",      "tvMiniSeries",   "tvEpisode",
                                          "videoGame",  "podcastSeries", "podcastEpisode", "tvPilot" };
    for (size_t i = 0; i < COUNT_OF(films); i++)
        CHECK(movie_type_is_film(text_of(films[i])) && movie_type_known(text_of(films[i])));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        CHECK(!movie_type_is_film(text_of(others[i])) && movie_type_known(text_of(others[i])));
    CHECK(!movie_type_known(TEXT("Movie")) && !movie_type_is_film(TEXT("Movie")));
    CHECK(!movie_type_known((struct text){ 0 }) && !movie_type_known(TEXT("")));
}

static void the_year_of_release(void)
{
    struct movie m = { 0 };
    CHECK_INT(movie_release_year(&m), 0);
    m.release_date = TEXT("1999-03-31");
    CHECK_INT(movie_release_year(&m), 1999);
    m.release_date = TEXT("1999");
    CHECK_INT(movie_release_year(&m), 1999);
    m.release_date = TEXT("1999-0");
    CHECK_INT(movie_release_year(&m), 0);
    m.release_date = TEXT("2000-01-01");
    m.year = number_of(1999);
    CHECK_INT(movie_release_year(&m), 1999);
}

int main(void)
{
    RUN(the_table_is_the_schema);
    RUN(fields_are_known_taken_and_compared_one_by_one);
    RUN(every_part_of_a_value_counts);
    RUN(imdb_ids_and_urls);
    RUN(a_cut_url_never_reads_past_its_end);
    RUN(person_ids);
    RUN(types);
    RUN(the_year_of_release);
    return check_done();
}

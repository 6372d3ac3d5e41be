/* The record as JSON: every key, its order, numbers as people write them. */
#include "check.h"
#include "model/movie_json.h"

#include <math.h>
#include <stdlib.h>

static void check_json(json_t *value, const char *want)
{
    char *z = json_dumps(value, JSON_PRINT);
    CHECK_TEXT_Z(text_of(z), want);
    free(z);
    json_decref(value);
}

static void nothing_known_is_null_or_empty(void)
{
    struct movie empty = { 0 };
    check_json(movie_to_json(&empty, NULL),
               "{\"imdb_id\":null,\"tmdb_id\":null,\"title\":null,\"original_title\":null,\"original_language\":null,"
               "\"type\":null,\"year\":null,\"end_year\":null,\"release_date\":null,\"release_country\":null,"
               "\"runtime_minutes\":null,\"overview\":null,\"genres\":[],\"rating\":null,\"vote_count\":null,"
               "\"directors\":[],\"writers\":[],\"cast\":[],\"countries\":[],\"languages\":[],\"poster_url\":null,"
               "\"adult\":null,\"production_status\":null}");
}

static void everything_known(void)
{
    struct movie m = {
        .imdb_id = TEXT("tt0000001"),
        .tmdb_id = number_of(4),
        .title = TEXT("\"Fyrb\xC3\xA5ten\"\n\\"),
        .type = TEXT("movie"),
        .year = number_of(1974),
        .release_date = TEXT("1974-03"),
        .overview = TEXT(""),
        .genres = { (struct text[]){ TEXT("Sci-Fi"), TEXT("Drama") }, 2 },
        .rating = { 8.7, true },
        .vote_count = number_of(0),
        .directors = { (struct person[]){ { .name = TEXT("Ada Lund"), .imdb_id = TEXT("nm0000001"), .tmdb_id = 9 } },
                       1 },
        .cast = { (struct person[]){ { .name = TEXT("Per Holm"), .character = TEXT("Ferryman") },
                                     { .name = TEXT("Ida Berg"), .imdb_id = TEXT("nm0000003") } },
                  2 },
        .countries = { (struct coded[]){ { TEXT("SE"), TEXT("Sweden") }, { { 0 }, TEXT("World-wide") } }, 2 },
        .languages = { (struct coded[]){ { TEXT("sv"), { 0 } } }, 1 },
        .adult = { false, true },
    };
    check_json(movie_to_json(&m, NULL),
               "{\"imdb_id\":\"tt0000001\",\"tmdb_id\":4,\"title\":\"\\\"Fyrb\xC3\xA5ten\\\"\\n\\\\\","
               "\"original_title\":null,\"original_language\":null,\"type\":\"movie\",\"year\":1974,\"end_year\":null,"
               "\"release_date\":\"1974-03\",\"release_country\":null,\"runtime_minutes\":null,\"overview\":null,"
               "\"genres\":[\"Sci-Fi\",\"Drama\"],\"rating\":8.7,\"vote_count\":0,"
               "\"directors\":[{\"name\":\"Ada Lund\",\"imdb_id\":\"nm0000001\"}],\"writers\":[],"
               "\"cast\":[{\"name\":\"Per Holm\",\"imdb_id\":null,\"character\":\"Ferryman\"},"
               "{\"name\":\"Ida Berg\",\"imdb_id\":\"nm0000003\",\"character\":null}],"
               "\"countries\":[{\"code\":\"SE\",\"name\":\"Sweden\"},{\"code\":null,\"name\":\"World-wide\"}],"
               "\"languages\":[{\"code\":\"sv\",\"name\":null}],\"poster_url\":null,\"adult\":false,"
               "\"production_status\":null}");
}

/* Every rating that IMDb can print survives; so do TMDb's three decimals. */
static void ratings_read_as_they_were_written(void)
{
    char want[16], *got;
    for (int thousandths = 0; thousandths <= 10000; thousandths++) {
        struct movie m = { .rating = { thousandths / 1000.0, true } };
        json_t *record = movie_to_json(&m, NULL);
        got = json_dumps(json_object_get(record, "rating"), JSON_PRINT | JSON_ENCODE_ANY);
        int len = snprintf(want, sizeof want, "%d.%03d", thousandths / 1000, thousandths % 1000);
        while (want[len - 1] == '0' && want[len - 2] != '.')
            want[--len] = '\0';
        bool same = CHECK_TEXT_Z(text_of(got), want);
        free(got);
        json_decref(record);
        if (!same)
            return;
    }
    struct movie m = { .rating = { NAN, true } };
    json_t *record = movie_to_json(&m, NULL);
    CHECK(json_is_null(json_object_get(record, "rating")));
    json_decref(record);
}

static void origins_name_their_fields(void)
{
    struct movie m = { .title = TEXT("Fyrb\xC3\xA5ten"), .year = number_of(1974) };
    struct origin origins[MOVIE_FIELDS_MAX] = { 0 };
    json_t *record = movie_to_json(&m, origins);
    check_json(json_incref(json_object_get(record, "sources")), "{}");
    json_decref(record);
    origins[movie_field_index(TEXT("title"))] =
        (struct origin){ TEXT("imdb_page"), TEXT("2026-11-22T08:53:00Z"), TEXT("imdb-terms") };
    origins[movie_field_index(TEXT("year"))] = (struct origin){ .source = TEXT("given") };
    record = movie_to_json(&m, origins);
    check_json(
        json_incref(json_object_get(record, "sources")),
        "{\"title\":{\"source\":\"imdb_page\",\"fetched_at\":\"2026-11-22T08:53:00Z\",\"licence\":\"imdb-terms\"},"
        "\"year\":{\"source\":\"given\",\"fetched_at\":null,\"licence\":null}}");
    json_decref(record);
}

static void texts_of_all_kinds(void)
{
    CHECK(json_is_null(json_of_text((struct text){ 0 })));
    CHECK(json_is_null(json_of_text(TEXT("cut \xC3"))));
    json_t *empty = json_of_text(TEXT("")), *nul = json_of_text(TEXT("a\0b"));
    CHECK_INT(json_string_length(empty), 0);
    CHECK_INT(json_string_length(nul), 3);
    json_decref(empty);
    json_decref(nul);
}

int main(void)
{
    RUN(nothing_known_is_null_or_empty);
    RUN(everything_known);
    RUN(ratings_read_as_they_were_written);
    RUN(origins_name_their_fields);
    RUN(texts_of_all_kinds);
    return check_done();
}

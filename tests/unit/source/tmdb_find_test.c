/* /find: URLs, every case of facts/tmdb.md §1.1, and bodies that lie. Fictional ids. */
#include "base/compiler.h"
#include "check.h"
#include "source/tmdb.h"

#include <string.h>

static struct arena arena;

static void urls(void)
{
    struct text base = TEXT("https://api.themoviedb.org/3");
    CHECK_TEXT_Z(tmdb_find_url(base, TEXT("tt9900001"), TEXT("en-US"), &arena),
                 "https://api.themoviedb.org/3/find/tt9900001?external_source=imdb_id&language=en-US");
    CHECK_TEXT_Z(tmdb_find_url(TEXT("http://127.0.0.1:8080/3/"), TEXT("tt9900000001"), TEXT(""), &arena),
                 "http://127.0.0.1:8080/3/find/tt9900000001?external_source=imdb_id");
    CHECK_TEXT_Z(tmdb_find_url(base, TEXT("tt1/../?&#"), TEXT("de&x=1"), &arena),
                 "https://api.themoviedb.org/3/find/tt1%2F..%2F%3F%26%23?external_source=imdb_id&language=de%26x%3D1");
    CHECK_TEXT_Z(tmdb_details_url(base, 990001, TEXT("en-US"), &arena),
                 "https://api.themoviedb.org/3/movie/990001?append_to_response=credits,external_ids,"
                 "alternative_titles,translations,release_dates&language=en-US");
    CHECK_TEXT_Z(tmdb_details_url(base, INT64_MAX, (struct text){ 0 }, &arena),
                 "https://api.themoviedb.org/3/movie/9223372036854775807?append_to_response=credits,external_ids,"
                 "alternative_titles,translations,release_dates");
}

#define EMPTY_REST "\"person_results\":[],\"tv_results\":[],\"tv_episode_results\":[],\"tv_season_results\":[]"

static const struct {
    const char *why, *body;
    const char *class;
    const char *ids; /* "1 2 3" */
    size_t others;
    const char *other_kind;
    int64_t other_id;
} rows[] = {
    { "a movie", "{\"movie_results\":[{\"adult\":false,\"id\":990001,\"title\":\"The Salt Road\"}]," EMPTY_REST "}",
      "found", "990001", 0, NULL, 0 },
    { "all five arrays empty", "{\"movie_results\":[]," EMPTY_REST "}", "absent", "", 0, NULL, 0 },
    { "three arrays, as in 2013", "{\"movie_results\":[],\"person_results\":[],\"tv_results\":[]}", "absent", "", 0,
      NULL, 0 },
    { "movies alone", "{\"movie_results\":[]}", "absent", "", 0, NULL, 0 },
    { "a series", "{\"movie_results\":[],\"tv_results\":[{\"id\":77,\"name\":\"Salt\"}]}", "found", "", 1, "tv series",
      77 },
    { "a series, other arrays missing", "{\"tv_results\":[{\"id\":77}]}", "found", "", 1, "tv series", 77 },
    { "an episode", "{\"movie_results\":[],\"tv_episode_results\":[{\"id\":5,\"show_id\":77,\"season_number\":1}]}",
      "found", "", 1, "tv episode", 5 },
    { "a season", "{\"movie_results\":[],\"tv_season_results\":[{\"id\":6}]}", "found", "", 1, "tv season", 6 },
    { "a person", "{\"movie_results\":[],\"person_results\":[{\"id\":8,\"known_for\":[{\"id\":990009}]}]}", "found", "",
      1, "person", 8 },
    { "a person before a series", "{\"person_results\":[{\"id\":8}],\"movie_results\":[],\"tv_results\":[{\"id\":77}]}",
      "found", "", 2, "tv series", 77 },
    { "a movie and a series", "{\"tv_results\":[{\"id\":77}],\"movie_results\":[{\"id\":990001}]}", "found", "990001",
      1, "tv series", 77 },
    { "two movies", "{\"movie_results\":[{\"id\":2},{\"id\":1}]}", "found", "2 1", 0, NULL, 0 },
    { "the same movie twice", "{\"movie_results\":[{\"id\":2},{\"id\":2}]}", "found", "2", 0, NULL, 0 },
    { "more than are looked at",
      "{\"movie_results\":[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5},{\"id\":6},{\"id\":7},{\"id\":8},"
      "{\"id\":9},{\"id\":1}]}",
      "found", "1 2 3 4 5 6 7 8", 0, NULL, 0 },
    { "ids as floats", "{\"movie_results\":[{\"id\":990001.0}]}", "found", "990001", 0, NULL, 0 },
    { "unknown keys, deep", "{\"x\":{\"movie_results\":[{\"id\":3}]},\"movie_results\":[],\"softcore\":false}",
      "absent", "", 0, NULL, 0 },
    { "white space and escapes", " {\r\n\"mov\\u0069e_results\" : [ { \"id\" : 4 } ] }\n", "found", "4", 0, NULL, 0 },
    { "a good one beside a broken one", "{\"movie_results\":[{\"id\":-1},{\"id\":3},7]}", "found", "3", 0, NULL, 0 },

    { "nothing", "", "malformed", "", 0, NULL, 0 },
    { "an empty object is no answer of /find", "{}", "malformed", "", 0, NULL, 0 },
    { "an error with status 200", "{\"success\":false,\"status_code\":34,\"status_message\":\"not found\"}",
      "malformed", "", 0, NULL, 0 },
    { "no movies named, the rest empty", "{" EMPTY_REST "}", "malformed", "", 0, NULL, 0 },
    { "an array", "[]", "malformed", "", 0, NULL, 0 },
    { "null", "null", "malformed", "", 0, NULL, 0 },
    { "a string", "\"movie_results\"", "malformed", "", 0, NULL, 0 },
    { "movies null", "{\"movie_results\":null}", "malformed", "", 0, NULL, 0 },
    { "movies an object", "{\"movie_results\":{}}", "malformed", "", 0, NULL, 0 },
    { "movies a number, a series there", "{\"movie_results\":0,\"tv_results\":[{\"id\":77}]}", "malformed", "", 0, NULL,
      0 },
    { "series null", "{\"movie_results\":[],\"tv_results\":null}", "malformed", "", 0, NULL, 0 },
    { "series null, a movie there", "{\"movie_results\":[{\"id\":3}],\"tv_results\":null}", "found", "3", 0, NULL, 0 },
    { "id missing", "{\"movie_results\":[{\"title\":\"The Salt Road\"}]}", "malformed", "", 0, NULL, 0 },
    { "id 0", "{\"movie_results\":[{\"id\":0}]}", "malformed", "", 0, NULL, 0 },
    { "id negative", "{\"movie_results\":[{\"id\":-990001}]}", "malformed", "", 0, NULL, 0 },
    { "id a string", "{\"movie_results\":[{\"id\":\"990001\"}]}", "malformed", "", 0, NULL, 0 },
    { "id null", "{\"movie_results\":[{\"id\":null}]}", "malformed", "", 0, NULL, 0 },
    { "id with a fraction", "{\"movie_results\":[{\"id\":1.5}]}", "malformed", "", 0, NULL, 0 },
    { "id beyond 32 bits", "{\"movie_results\":[{\"id\":2147483648}]}", "malformed", "", 0, NULL, 0 },
    { "id beyond 64 bits", "{\"movie_results\":[{\"id\":99999999999999999999}]}", "malformed", "", 0, NULL, 0 },
    { "id a huge float", "{\"movie_results\":[{\"id\":1e308}]}", "malformed", "", 0, NULL, 0 },
    { "an element that is no object", "{\"movie_results\":[[]]}", "malformed", "", 0, NULL, 0 },
    { "two bodies", "{\"movie_results\":[]}{\"movie_results\":[]}", "malformed", "", 0, NULL, 0 },
    { "garbage behind", "{\"movie_results\":[{\"id\":3}]}x", "malformed", "", 0, NULL, 0 },
    { "ill-formed UTF-8", "{\"movie_results\":[{\"id\":3,\"title\":\"\xC3(\"}]}", "malformed", "", 0, NULL, 0 },
};

static void reads(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tmdb_found found;
        struct text ids = TEXT("");
        CHECK_ROW(rows[i].why);
        tmdb_read_find(text_of(rows[i].body), &arena, &found);
        CHECK_TEXT_Z(text_of(found.class->name), rows[i].class);
        for (size_t m = 0; m < found.movie_count; m++)
            ids = arena_printf(&arena, "%.*s%s%lld", TEXT_ARG(ids), m > 0 ? " " : "", (long long)found.movie_ids[m]);
        CHECK_TEXT_Z(ids, rows[i].ids);
        CHECK_INT(found.other_count, rows[i].others);
        CHECK_TEXT_Z(text_of(found.other_kind), rows[i].other_kind);
        CHECK_INT(found.other_id, rows[i].other_id);
    }
}

/* A cut body never says anything: every prefix, of an answer with a movie and of one without. */
static void every_prefix_is_malformed(void)
{
    static const char *const whole[] = {
        "{\"movie_results\":[{\"id\":990001,\"title\":\"Caf\\u00e9 \xC3\xA9\"}]," EMPTY_REST "}",
        "{\"movie_results\":[]," EMPTY_REST "}",
    };
    for (size_t i = 0; i < COUNT_OF(whole); i++) {
        for (size_t len = 0; len < strlen(whole[i]); len++) {
            struct tmdb_found found;
            tmdb_read_find(text_from(whole[i], len), &arena, &found);
            if (!CHECK(found.class == &answer_malformed && found.movie_count == 0)) {
                CHECK_INT(len, -1);
                return;
            }
        }
    }
}

static void quality_bar(void)
{
    static const struct {
        const char *poster, *date;
        int64_t votes;
        double popularity;
        bool passes;
    } bars[] = {
        { NULL, NULL, 0, 0, false },
        { "/a.jpg", NULL, 0, 0, false },
        { NULL, "2019-05-02", 0, 0, false },
        { NULL, NULL, 10, 0, false },
        { NULL, NULL, 0, 0.5, false },
        { "/a.jpg", "2019-05-02", 0, 0, true },
        { NULL, NULL, 10, 0.5, true },
        { "/a.jpg", NULL, 9, 0.49, false },
        { "/a.jpg", NULL, 10, 0, true },
        { NULL, "2019-05-02", 0, 0.5, true },
        { "/a.jpg", "2019-05-02", 99, 9, true },
    };
    for (size_t i = 0; i < COUNT_OF(bars); i++) {
        struct tmdb_details details = { .poster_path = text_of(bars[i].poster),
                                        .movie = { .release_date = text_of(bars[i].date) },
                                        .popularity = bars[i].popularity,
                                        .vote_count = bars[i].votes };
        CHECK_INT(tmdb_passes_quality_bar(&details), bars[i].passes);
    }
}

int main(void)
{
    RUN(urls);
    RUN(reads);
    RUN(every_prefix_is_malformed);
    RUN(quality_bar);
    arena_finish(&arena);
    return check_done();
}

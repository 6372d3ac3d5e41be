/* /search/movie: what is asked, answers that lie, and the recorded searches when the corpus is there. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "identity/witness.h"
#include "source/tmdb.h"
#include "source/tmdb_search.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

#define BASE "https://api.example/3"

static void check_url(const char *title, const char *want_query)
{
    const struct tmdb_search_ask ask = { .title = text_of(title) };
    struct text url = tmdb_search_url(TEXT(BASE "/"), &ask, (struct text){ 0 }, &arena);
    CHECK_ROW(title);
    if (want_query == NULL)
        CHECK(!text_known(url));
    else
        CHECK_TEXT(url, arena_printf(&arena, BASE "/search/movie?query=%s&include_adult=false&page=1", want_query));
    CHECK_ROW(NULL);
}

static void titles_are_encoded(void)
{
    check_url("Salt", "Salt");
    check_url("Fast & Furious", "Fast%20%26%20Furious");
    check_url("A+B #2 50% = ?", "A%2BB%20%232%2050%25%20%3D%20%3F");
    check_url("Am\xC3\xA9lie", "Am%C3%A9lie");
    check_url("Ame\xCC\x81lie", "Am%C3%A9lie"); /* decomposed: TMDb would find nothing */
    check_url("\xE6\x9D\xB1\xE4\xBA\xAC\xE7\x89\xA9\xE8\xAA\x9E", "%E6%9D%B1%E4%BA%AC%E7%89%A9%E8%AA%9E");
    check_url("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "%ED%95%9C"); /* a Hangul syllable in three parts */
    check_url("  Salt \n", "Salt");
    check_url("&page=9", "%26page%3D9");
    check_url("...", "...");
    check_url("\xEF\xAC\x81lm", "%EF%AC%81lm"); /* NFC keeps the ligature: it is asked for as it is written */
    check_url("", NULL);
    check_url(" \t ", NULL);
    check_url(NULL, NULL);
    check_url("bad \xFF utf", NULL);
    arena_finish(&arena);
}

static void long_titles_are_cut_after_a_word(void)
{
    char title[3000] = "";
    for (size_t i = 0; i < 200; i++)
        memcpy(title + i * 5, "word ", 6);
    const struct tmdb_search_ask words = { .title = text_of(title) };
    struct text url = tmdb_search_url(TEXT(BASE), &words, (struct text){ 0 }, &arena);
    CHECK(text_contains(url, TEXT("word&include_adult")));
    CHECK(url.len < 3 * TMDB_QUERY_BYTES_MAX);
    for (size_t i = 0; i + 3 < sizeof title; i += 3)
        memcpy(title + i, "\xE6\x9D\xB1", 4); /* no space anywhere, three bytes a character */
    const struct tmdb_search_ask one = { .title = text_from(title, 900) };
    url = tmdb_search_url(TEXT(BASE), &one, (struct text){ 0 }, &arena);
    CHECK(text_contains(url, TEXT("%E6%9D%B1&include_adult")));
    CHECK(url.len <= 3 * TMDB_QUERY_BYTES_MAX + 80);
    arena_finish(&arena);
}

static void parameters(void)
{
    struct tmdb_search_ask ask = { .title = TEXT("Salt"), .year = number_of(1974), .page = 2, .adult = true };
    CHECK_TEXT_Z(tmdb_search_url(TEXT(BASE), &ask, TEXT("en-US"), &arena),
                 BASE "/search/movie?query=Salt&include_adult=true&page=2&language=en-US&year=1974");
    ask = (struct tmdb_search_ask){ .title = TEXT("Salt"), .primary_year = number_of(1975) };
    CHECK_TEXT_Z(tmdb_search_url(TEXT(BASE), &ask, (struct text){ 0 }, &arena),
                 BASE "/search/movie?query=Salt&include_adult=false&page=1&primary_release_year=1975");
    arena_finish(&arena);
}

static struct tmdb_search read_body(const char *body)
{
    struct tmdb_search search;
    tmdb_read_search(text_of(body), &arena, &search);
    return search;
}

static void a_page(void)
{
    struct tmdb_search s =
        read_body("{\"total_results\":3,\"results\":[{\"softcore\":false,\"id\":7,\"title\":\"The  "
                  "Salt\\nRoad\",\"original_title\":"
                  "\"Saltvegurinn\",\"release_date\":\"2019-05-02\",\"popularity\":1.5,\"genre_ids\":[18]},"
                  "{\"id\":8,\"title\":null,\"original_title\":\"Salt\",\"release_date\":\"\"},"
                  "{\"id\":7,\"title\":\"Twice\"},{\"id\":9,\"title\":\"No date\",\"release_date\":\"2019-13-40\"}],"
                  "\"page\":1,\"total_pages\":1}");
    CHECK(s.class == &answer_found && s.whole);
    CHECK_INT(s.hit_count, 3);
    CHECK_INT(s.hits[0].tmdb_id, 7);
    CHECK_TEXT_Z(s.hits[0].title, "The Salt Road");
    CHECK_TEXT_Z(s.hits[0].original_title, "Saltvegurinn");
    CHECK_INT(s.hits[0].year.value, 2019);
    CHECK(s.hits[0].popularity > 1.4);
    CHECK(!text_known(s.hits[1].title) && !s.hits[1].year.known && !text_known(s.hits[1].release_date));
    CHECK(!s.hits[2].year.known && !text_known(s.hits[2].release_date));
    arena_finish(&arena);
}

static void what_an_answer_means(void)
{
#define HIT "{\"id\":7,\"title\":\"Salt\"}"
    static const struct {
        const char *body;
        const struct answer_class *class;
        bool whole;
        const char *why;
    } rows[] = {
        { "{\"page\":1,\"results\":[],\"total_pages\":0,\"total_results\":0}", &answer_absent, true, "no hit" },
        { "{\"page\":1,\"results\":[],\"total_pages\":1,\"total_results\":0}", &answer_absent, true, "no hit, old" },
        { "{\"page\":1,\"results\":[],\"total_pages\":3}", &answer_malformed, false, "an empty page of three" },
        { "{\"results\":[]}", &answer_absent, true, "no hit, and nobody says how many" },
        { "{}", &answer_malformed, false, "no answer of a search" },
        { "{\"status_code\":34,\"success\":false}", &answer_malformed, false, "an error" },
        { "{\"errors\":[\"query must be provided\"]}", &answer_malformed, false, "a 422 body" },
        { "{\"page\":1,\"results\":{},\"total_pages\":1}", &answer_malformed, false, "results is no array" },
        { "{\"page\":1,\"results\":null,\"total_pages\":1}", &answer_malformed, false, "results is null" },
        { "{\"page\":1,\"results\":[7],\"total_pages\":1}", &answer_malformed, false, "hits that are no objects" },
        { "{\"page\":1,\"results\":[{\"title\":\"Salt\"}],\"total_pages\":1}", &answer_malformed, false, "no id" },
        { "{\"page\":1,\"results\":[{\"id\":0,\"title\":\"S\"}],\"total_pages\":1}", &answer_malformed, false, "id 0" },
        { "{\"page\":1,\"results\":[{\"id\":-7,\"title\":\"S\"}],\"total_pages\":1}", &answer_malformed, false,
          "id -7" },
        { "{\"page\":1,\"results\":[{\"id\":\"7\",\"title\":\"S\"}],\"total_pages\":1}", &answer_malformed, false,
          "an id in quotes" },
        { "{\"page\":1,\"results\":[{\"id\":99999999999,\"title\":\"S\"}],\"total_pages\":1}", &answer_malformed, false,
          "an id beyond int32" },
        { "{\"page\":1,\"results\":[{\"id\":7}],\"total_pages\":1}", &answer_malformed, false, "no title" },
        { "{\"page\":1,\"results\":[" HIT ",{}],\"total_pages\":1}", &answer_found, false, "one of two can be read" },
        { "{\"page\":1,\"results\":[" HIT "],\"total_pages\":1}", &answer_found, true, "one" },
        { "{\"page\":1,\"results\":[" HIT "],\"total_pages\":2}", &answer_found, false, "one page of two" },
        { "{\"page\":2,\"results\":[" HIT "],\"total_pages\":2}", &answer_found, true, "the last page" },
        { "{\"results\":[" HIT "]}", &answer_found, false, "nobody says how many" },
        { "{\"page\":1,\"results\":[" HIT "],\"total_pages\":1", &answer_malformed, false, "cut" },
        { "{\"page\":1,\"results\":[" HIT "],\"total_pages\":1}}", &answer_malformed, false, "too much" },
        { "[" HIT "]", &answer_malformed, false, "an array" },
        { "", &answer_malformed, false, "empty" },
        { "{\"results\":[" HIT "],\"results\":[{\"id\":8,\"title\":\"Two\"}],\"page\":1,\"total_pages\":1}",
          &answer_found, true, "the key twice: both are read" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tmdb_search s = read_body(rows[i].body);
        CHECK_ROW(rows[i].why);
        CHECK_TEXT_Z(text_of(s.class->name), rows[i].class->name);
        CHECK(s.class == rows[i].class);
        CHECK(s.whole == rows[i].whole);
        CHECK((s.hit_count > 0) == (rows[i].class == &answer_found));
    }
    arena_finish(&arena);
}

static void a_page_that_never_ends(void)
{
    struct buf body = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add_z(&body, "{\"page\":1,\"total_pages\":1,\"results\":[");
    for (int i = 1; i <= 5000; i++)
        (void)buf_printf(&body, "%s{\"id\":%d,\"title\":\"Salt\"}", i > 1 ? "," : "", i);
    (void)buf_add_z(&body, "]}");
    struct tmdb_search s;
    tmdb_read_search(buf_text(&body), &arena, &s);
    CHECK(s.class == &answer_found && !s.whole);
    CHECK_INT(s.hit_count, TMDB_HITS_MAX);
    for (size_t cut = 0; cut < 400; cut++) { /* at every byte */
        tmdb_read_search(text_from(body.at, cut), &arena, &s);
        CHECK(s.class == &answer_malformed && s.hit_count == 0 && !s.whole);
    }
    buf_finish(&body);
    arena_finish(&arena);
}

/* ── the recorded answers ── */

static struct text read_whole(const char *path)
{
    char chunk[65536];
    struct buf bytes = BUF_WITH_LIMIT(TMDB_BYTES_MAX);
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL))
        return (struct text){ 0 };
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        (void)buf_add(&bytes, text_from(chunk, got));
    (void)fclose(file);
    struct text whole = arena_text(&arena, buf_text(&bytes));
    buf_finish(&bytes);
    return whole;
}

static void check_recording(struct text body)
{
    struct tmdb_search s;
    json_t *root = json_loadb(body.at, body.len, 0, NULL);
    tmdb_read_search(body, &arena, &s);
    const json_t *results = json_object_get(root, "results");
    CHECK(s.class == (json_array_size(results) > 0 ? &answer_found : &answer_absent));
    CHECK_INT(s.hit_count, json_array_size(results));
    CHECK_INT(s.total_pages, json_integer_value(json_object_get(root, "total_pages")));
    for (size_t i = 0; i < s.hit_count; i++) {
        const json_t *one = json_array_get(results, i);
        const char *date = json_string_value(json_object_get(one, "release_date"));
        CHECK_INT(s.hits[i].tmdb_id, json_integer_value(json_object_get(one, "id")));
        CHECK_TEXT_Z(s.hits[i].title, json_string_value(json_object_get(one, "title")));
        CHECK_INT(s.hits[i].year.value, date != NULL ? atoll(date) : 0);
    }
    json_decref(root);
}

/* Hits of a recorded search against a wanted title and year: how many pass E1 and E2, by what a search tells. */
static void check_vector(const char *name, struct text body)
{
    static const struct {
        const char *file, *titles[2];
        int64_t year, passes; /* the one hit that may be it; 0 = none */
    } rows[] = {
        { "House-y1977", { "Hausu", "House" }, 1977, 25623 },
        { "Fargo__mikevallano-tmdb-moviequeue.json", { "Fargo" }, 1996, 275 },
        { "Jack-Reacher-y2016", { "Jack Reacher" }, 2016, 0 },
        { "Man-of-Steel-y2013", { "Man of Steel" }, 2013, 49521 },
        { "man-of-steel-p1", { "Man of Steel" }, 2013, 49521 },
        { "man-of-steel-p1", { "Meen of Stal" }, 2013, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tmdb_search s;
        int64_t passed = 0;
        struct identity_wanted wanted = { .year = number_of(rows[i].year) };
        if (strstr(name, rows[i].file) == NULL)
            continue;
        for (size_t k = 0; k < 2 && rows[i].titles[k] != NULL; k++)
            wanted.titles[wanted.title_count++] = text_of(rows[i].titles[k]);
        tmdb_read_search(body, &arena, &s);
        for (size_t k = 0; k < s.hit_count; k++) {
            struct text titles[] = { s.hits[k].title, s.hits[k].original_title };
            const struct identity_candidate candidate = { .titles = { titles, 2 },
                                                          .years = { s.hits[k].year.value },
                                                          .year_count = s.hits[k].year.known };
            if (witness_titles(&wanted, &candidate, &arena) == WITNESS_AGREES &&
                witness_years(&wanted, &candidate, 1) == WITNESS_AGREES) {
                CHECK_INT(passed, 0);
                passed = s.hits[k].tmdb_id;
            }
        }
        CHECK_INT(passed, rows[i].passes);
        printf("# %s: %lld\n", rows[i].file, (long long)passed);
    }
}

static void every_recording(void)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL || corpus[0] == '\0') {
        printf("# CORPUS is not set: recorded answers are not read\n");
        return;
    }
    const char *directory = arena_printf(&arena, "%s/tmdb", corpus).at;
    DIR *entries = opendir(directory);
    CHECK_ROW(directory);
    if (!CHECK(entries != NULL))
        return;
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strncmp(entry->d_name, "search_movie__", 14) != 0)
            continue;
        const char *name = arena_printf(&arena, "%s", entry->d_name).at;
        CHECK_ROW(name);
        struct text body = read_whole(arena_printf(&arena, "%s/%s", directory, name).at);
        check_recording(body);
        check_vector(name, body);
        count++;
    }
    (void)closedir(entries);
    CHECK_ROW(NULL);
    printf("# %d searches\n", count);
    CHECK(count > 0);
    arena_finish(&arena);
}

int main(void)
{
    RUN(titles_are_encoded);
    RUN(long_titles_are_cut_after_a_word);
    RUN(parameters);
    RUN(a_page);
    RUN(what_an_answer_means);
    RUN(a_page_that_never_ends);
    RUN(every_recording);
    return check_done();
}

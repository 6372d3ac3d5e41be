/* The title search over a TMDb that is a table: what is asked, how often, and what becomes of it. The gate is ours. */
#include "base/compiler.h"
#include "check.h"
#include "fake_gate.h"
#include "work/lookup_search.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

/* ── a TMDb of canned answers ── */

struct canned {
    const char *in_url; /* the first row whose text the URL holds answers */
    int status;
    const char *body;
};
static const struct canned *canned;
static size_t canned_count;
static struct text asked[64];
static size_t searches, details;

#define NOTHING "{\"page\":1,\"results\":[],\"total_pages\":0,\"total_results\":0}"

static void answer_for(struct text url, struct http_answer *out)
{
    out->failure = HTTP_ANSWERED;
    out->status = 200;
    out->body = TEXT(NOTHING);
    out->content_type = TEXT("application/json");
    for (size_t i = 0; i < canned_count; i++) {
        if (text_contains(url, text_of(canned[i].in_url))) {
            out->status = canned[i].status;
            out->body = text_of(canned[i].body);
            return;
        }
    }
}

/* Stands in for src/gate. */
enum status gate_fetch_cached(struct gate *gate, struct store *store, const struct cached_request *cached,
                              struct arena *in, struct gate_result *out, struct error *err)
{
    (void)gate, (void)store, (void)in, (void)err;
    *out = (struct gate_result){ .refusal = GATE_WENT, .call_count = 1 };
    answer_for(cached->request.url, &out->answer);
    out->calls[0] =
        (struct gate_call){ .operation = cached->operation, .url = cached->request.url, .answer = out->answer };
    if (searches + details < COUNT_OF(asked))
        asked[searches + details] = cached->request.url;
    if (strcmp(cached->operation, "search") == 0)
        searches++;
    else
        details++;
    return OK;
}

/* ── one search ── */

static struct lookup_settings settings = { .tmdb_url = { "https://tmdb.example/3", 22 }, .tmdb_token = { "token", 5 } };
static const struct clock wall = { 0 };
static struct lookup_run run;
static struct lookup_search found;
static struct lookup_result result;

static void search(const struct identity_wanted *wanted, const struct canned *rows, size_t count)
{
    struct lookup *l = arena_alloc(&arena, sizeof *l);
    struct error err = { 0 };
    run = (struct lookup_run){ .settings = &settings, .clock = &wall };
    result = (struct lookup_result){ 0 };
    *l = (struct lookup){ .run = &run, .arena = &arena, .out = &result, .err = &err, .id = wanted->imdb_id };
    canned = rows;
    canned_count = count;
    searches = details = 0;
    CHECK(lookup_search(l, wanted, &found) == OK);
    CHECK_INT(result.step_count, searches + details);
    CHECK_INT(l->metric_count, searches + details);
}

static struct identity_wanted film(void)
{
    return (struct identity_wanted){ .imdb_id = TEXT("tt0000001"),
                                     .type = TEXT("movie"),
                                     .titles = { TEXT("The Salt Road"), TEXT("Saltvegurinn") },
                                     .title_count = 2,
                                     .year = number_of(2019) };
}

#define HIT(id, title, date) "{\"id\":" #id ",\"title\":\"" title "\",\"release_date\":\"" date "\"}"
#define PAGE(hits)           "{\"page\":1,\"results\":[" hits "],\"total_pages\":1}"
#define RECORD(id, title, date, imdb_id)                                                                               \
    "{\"id\":" #id ",\"title\":\"" title "\",\"release_date\":\"" date "\",\"imdb_id\":" imdb_id "}"

static void nothing_to_ask(void)
{
    struct identity_wanted wanted = film();
    wanted.title_count = 0;
    search(&wanted, NULL, 0);
    CHECK(found.tmdb.answer == TMDB_ABSENT && searches + details == 0 && found.tmdb.reason.len > 0);
    wanted = film();
    wanted.type = TEXT("tvEpisode");
    search(&wanted, NULL, 0);
    CHECK(found.tmdb.answer == TMDB_NOT_A_MOVIE && searches + details == 0);
    wanted.type = TEXT("movie");
    wanted.titles[0] = wanted.titles[1] = TEXT(" ");
    search(&wanted, NULL, 0);
    CHECK(found.tmdb.answer == TMDB_ABSENT && searches + details == 0);
    arena_finish(&arena);
}

static void absent_costs_two_requests(void)
{
    struct identity_wanted wanted = film();
    search(&wanted, NULL, 0);
    CHECK_INT(found.tmdb.answer, TMDB_ABSENT);
    CHECK_INT(searches, 2);
    CHECK_INT(details, 0);
    CHECK(text_contains(asked[0], TEXT("query=The%20Salt%20Road&include_adult=false&page=1")));
    CHECK(text_contains(asked[1], TEXT("query=Saltvegurinn&")));
    CHECK_INT(found.candidates.count, 0);
    wanted.titles[1] = TEXT("SALT ROAD"); /* the same under N() */
    search(&wanted, NULL, 0);
    CHECK_INT(searches, 1);
    wanted.adult = (struct flag){ true, true };
    search(&wanted, NULL, 0);
    CHECK(text_contains(asked[0], TEXT("include_adult=true")));
    arena_finish(&arena);
}

static void the_id_accepts(void)
{
    static const struct canned rows[] = {
        { "query=The", 200, PAGE(HIT(8, "The Salt Road", "1961-01-01") "," HIT(7, "The Salt Road", "2019-05-02")) },
        { "/movie/7?", 200, RECORD(7, "The Salt Road", "2019-05-02", "\"tt0000001\"") },
        { "/movie/8?", 200, RECORD(8, "The Salt Road", "1961-01-01", "\"tt0000002\"") },
    };
    struct identity_wanted wanted = film();
    search(&wanted, rows, COUNT_OF(rows));
    CHECK_INT(found.tmdb.answer, TMDB_ACCEPTED);
    CHECK_INT(found.tmdb.details.candidate.tmdb_id, 7);
    CHECK(text_starts(result.rule, TEXT("E0: accept")));
    CHECK(searches == 2 && details == 2);
    CHECK(text_contains(asked[2], TEXT("/movie/7?"))); /* the nearer one first */
    CHECK_INT(found.candidates.count, 0);
    arena_finish(&arena);
}

static void without_an_id_it_is_a_candidate(void)
{
    static const struct canned rows[] = {
        { "query=The", 200,
          PAGE(HIT(8, "The Fun Salt Road", "2018-01-01") "," HIT(7, "The Salt Road", "2019-05-02") "," HIT(
              9, "Salt Road", "2019-01-01") "," HIT(10, "Salt Roads of the World", "1950-01-01")) },
        { "/movie/7?", 200, RECORD(7, "The Salt Road", "2019-05-02", "null") },
        { "/movie/8?", 200, RECORD(8, "The Fun Salt Road", "2018-01-01", "null") },
        { "/movie/9?", 200, RECORD(9, "Salt Road", "2019-01-01", "\"tt0000002\"") },
    };
    struct identity_wanted wanted = film();
    search(&wanted, rows, COUNT_OF(rows));
    CHECK_INT(found.tmdb.answer, TMDB_ABSENT);
    CHECK(searches == 2 && details == 3); /* not the one that is far in title and year */
    CHECK_INT(found.looked_at_count, 3);
    CHECK_INT(found.candidates.count, 1); /* neither another title nor another film's record */
    CHECK_INT(found.candidates.at[0].tmdb_id, 7);
    CHECK_INT(found.candidates.at[0].rank, 1);
    CHECK_TEXT_Z(found.candidates.at[0].title, "The Salt Road");
    CHECK(text_contains(found.candidates.at[0].evidence, TEXT("\"E1 title\":\"holds\"")));
    CHECK(!text_known(result.rule));
    arena_finish(&arena);
}

/* A title that fills pages: the year, then the years around it. */
static void many_of_that_title(void)
{
    static const char page[] =
        "{\"page\":1,\"results\":[" HIT(20, "The Salt Road", "1950-01-01") "],\"total_pages\":9}";
    static const struct canned rows[] = {
        { "primary_release_year=2020", 200, PAGE(HIT(7, "The Salt Road", "2020-01-02")) },
        { "primary_release_year=2018", 200, NOTHING },
        { "&year=2019", 200, NOTHING },
        { "query=The", 200, page },
        { "/movie/7?", 200, RECORD(7, "The Salt Road", "2020-01-02", "\"tt0000001\"") },
    };
    struct identity_wanted wanted = film();
    wanted.title_count = 1;
    search(&wanted, rows, COUNT_OF(rows));
    CHECK_INT(found.tmdb.answer, TMDB_ACCEPTED);
    CHECK(searches == 4 && details == 1);
    wanted.year = (struct number){ 0 }; /* one page, whatever it holds, and nothing to narrow it by */
    search(&wanted, rows, COUNT_OF(rows));
    CHECK_INT(searches, 2); /* full of that title: a second page */
    CHECK(text_contains(asked[1], TEXT("&page=2")));
    arena_finish(&arena);
}

static void never_more_than_the_limits(void)
{
    char page[4096] = "{\"page\":1,\"total_pages\":50,\"results\":[", record[128];
    for (int i = 1; i <= 20; i++) {
        (void)snprintf(record, sizeof record, "%s{\"id\":%d,\"title\":\"%s\",\"release_date\":\"2019-01-01\"}",
                       i > 1 ? "," : "", i, i % 2 != 0 ? "The Salt Road" : "Saltvegurinn");
        memcpy(page + strlen(page), record, strlen(record) + 1);
    }
    memcpy(page + strlen(page), "]}", 3);
    const struct canned rows[] = {
        { "/search/", 200, page },
        { "/movie/", 404, "{\"success\":false,\"status_code\":34,\"status_message\":\"gone\"}" },
    };
    struct identity_wanted wanted = film();
    search(&wanted, rows, COUNT_OF(rows));
    CHECK_INT(found.tmdb.answer, TMDB_ABSENT); /* they all vanished meanwhile */
    CHECK_INT(searches, SEARCH_QUERIES_MAX);
    CHECK_INT(details, SEARCH_DETAILS_MAX);
    CHECK_INT(found.looked_at_count, 0);
    arena_finish(&arena);
}

/* Law 1: whatever is no answer is no absence, and nothing more is asked. */
static void what_could_not_tell(void)
{
    static const struct {
        int status;
        const char *body;
    } rows[] = {
        { 500, "{}" },
        { 429, "{\"status_code\":25}" },
        { 401, "{\"status_code\":7}" },
        { 403, "no" },
        { 404, "{}" }, /* not in TMDb's words */
        { 422, "{\"errors\":[\"query must be provided\"]}" },
        { 200, "<html></html>" },
        { 200, "{}" },
        { 200, "{\"page\":1,\"results\":[" },
        { 200, "" },
    };
    struct identity_wanted wanted = film();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char why[8];
        (void)snprintf(why, sizeof why, "%zu", i);
        CHECK_ROW(why);
        const struct canned bad[] = { { "/search/", rows[i].status, rows[i].body } };
        search(&wanted, bad, 1);
        CHECK_INT(found.tmdb.answer, TMDB_UNKNOWN);
        CHECK(text_starts(found.tmdb.reason, TEXT("TMDb could not tell: ")));
        CHECK(searches == 1 && details == 0 && found.candidates.count == 0);
        CHECK(atomic_load(&run.tmdb_refused) == (rows[i].status == 401));
        if (rows[i].status == 404) /* of a record, that is an answer */
            continue;
        const struct canned half[] = {
            { "/search/", 200, PAGE(HIT(7, "The Salt Road", "2019-05-02") "," HIT(8, "The Salt Road", "2019-05-02")) },
            { "/movie/7?", 200, RECORD(7, "The Salt Road", "2019-05-02", "\"tt0000001\"") },
            { "/movie/8?", rows[i].status, rows[i].body },
        };
        search(&wanted, half, COUNT_OF(half)); /* the one that would decide may be the one that failed */
        CHECK_INT(found.tmdb.answer, TMDB_UNKNOWN);
        CHECK_INT(found.candidates.count, 0);
    }
    arena_finish(&arena);
}

int main(void)
{
    RUN(nothing_to_ask);
    RUN(absent_costs_two_requests);
    RUN(the_id_accepts);
    RUN(without_an_id_it_is_a_candidate);
    RUN(many_of_that_title);
    RUN(never_more_than_the_limits);
    RUN(what_could_not_tell);
    return check_done();
}

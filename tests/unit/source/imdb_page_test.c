/* The title page as a source: what each answer tells about the id asked. Fictional titles. */
#include "base/compiler.h"
#include "check.h"
#include "source/imdb_page.h"

static struct arena arena;

static void urls(void)
{
    CHECK_TEXT_Z(imdb_page_url(TEXT("https://www.imdb.com"), TEXT("tt9900001"), &arena),
                 "https://www.imdb.com/title/tt9900001/");
    CHECK_TEXT_Z(imdb_page_url(TEXT("http://127.0.0.1:8080/"), TEXT("tt9900000001"), &arena),
                 "http://127.0.0.1:8080/title/tt9900000001/");
    CHECK_TEXT_Z(imdb_page_url(TEXT("https://www.imdb.com"), TEXT("../x?y"), &arena),
                 "https://www.imdb.com/title/..%2Fx%3Fy/");
}

static struct text page_of(const char *id, const char *canonical)
{
    return arena_printf(&arena,
                        "<!DOCTYPE html><html><body><script id=\"__NEXT_DATA__\" type=\"application/json\">"
                        "{\"props\":{\"pageProps\":{\"tconst\":\"%s\",\"aboveTheFoldData\":{\"id\":\"%s\","
                        "\"titleText\":{\"text\":\"The Salt Road\"},\"titleType\":{\"id\":\"movie\"},"
                        "\"meta\":{\"canonicalId\":\"%s\"}},\"mainColumnData\":{\"id\":\"%s\"}}},"
                        "\"page\":\"/title/[tconst]\"}</script></body></html>",
                        id, id, canonical, id);
}

static struct finding read_answer(int status, struct text body, const char *final_url)
{
    struct http_answer answer = { .failure = HTTP_ANSWERED, .status = status, .body = body };
    struct finding finding;
    imdb_page_read(&answer, TEXT("tt9900001"), text_of(final_url), &arena, &finding);
    return finding;
}

static void ids(void)
{
    static const struct {
        const char *why, *id, *canonical, *final_url, *class, *merged_with;
    } rows[] = {
        { "the page asked for", "tt9900001", "tt9900001", "https://www.imdb.com/title/tt9900001/", "found", NULL },
        { "no final URL", "tt9900001", "tt9900001", NULL, "found", NULL },
        { "a final URL that names no title", "tt9900001", "tt9900001", "https://www.imdb.com/", "found", NULL },
        { "merged, says the page", "tt9900001", "tt9900002", "https://www.imdb.com/title/tt9900001/", "found",
          "tt9900002" },
        { "a canonical id that is none", "tt9900001", "nm9900002", "https://www.imdb.com/title/tt9900001/", "found",
          NULL },
        { "merged, says a redirect", "tt9900002", "tt9900002", "https://www.imdb.com/title/tt9900002/", "found",
          "tt9900002" },
        { "merged, a redirect at a stand-in", "tt9900002", "tt9900002", "http://127.0.0.1:8080/title/tt9900002/?ref_=x",
          "found", "tt9900002" },
        { "redirected, and merged again", "tt9900002", "tt9900003", "https://www.imdb.com/title/tt9900002/", "found",
          "tt9900003" },
        { "another film's page", "tt9900002", "tt9900002", "https://www.imdb.com/title/tt9900001/", "other_id", NULL },
        { "another film's page, no final URL", "tt9900002", "tt9900002", NULL, "other_id", NULL },
        { "another film's page that calls ours canonical", "tt9900002", "tt9900001",
          "https://www.imdb.com/title/tt9900001/", "other_id", NULL },
        { "a redirect to one, a page about a third", "tt9900003", "tt9900003", "https://www.imdb.com/title/tt9900002/",
          "other_id", NULL },
        { "the id is only a prefix", "tt99000012", "tt99000012", "https://www.imdb.com/title/tt9900001/", "other_id",
          NULL },
        { "a redirect named in the query only", "tt9900002", "tt9900002",
          "https://www.imdb.com/find/?q=/title/tt9900002/", "other_id", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        struct finding f = read_answer(200, page_of(rows[i].id, rows[i].canonical), rows[i].final_url);
        CHECK_TEXT_Z(text_of(f.class->name), rows[i].class);
        CHECK_TEXT_Z(f.canonical_id, rows[i].merged_with);
        bool found = f.class->outcome == ANSWER_FOUND;
        CHECK_TEXT_Z(f.movie.title, found ? "The Salt Road" : NULL);
        CHECK(found ? text_known(f.note) == text_known(f.canonical_id) : text_known(f.note));
    }
}

static void outcomes(void)
{
    static const struct {
        const char *why;
        int status;
        const char *body;
        enum answer_outcome outcome;
        const char *class;
    } rows[] = {
        { "IMDb's 404", 404, "<html><title>404 Error - IMDb</title>", ANSWER_ABSENT, "no_such_page" },
        { "its 404 page with status 200", 200, "<html><head><title>404 Error - IMDb</title></head></html>",
          ANSWER_ABSENT, "absent" },
        { "a challenge with status 200", 200,
          "<html><script src=\"https://x.awswaf.com/challenge.js\"></script></html>", ANSWER_BLOCKED,
          "challenge_body" },
        { "a challenge", 202, "", ANSWER_BLOCKED, "page_202" },
        { "forbidden", 403, "<html><title>403 Forbidden</title></html>", ANSWER_BLOCKED, "forbidden" },
        { "too many", 429, "", ANSWER_BLOCKED, "rate_limit" },
        { "out of service", 503, "<html>", ANSWER_ERROR, "unavailable" },
        { "an unknown layout", 200, "<html><body><h1>The Salt Road</h1></body></html>", ANSWER_ERROR, "drift" },
        { "a page about no title", 200,
          "<script id=\"__NEXT_DATA__\" "
          "type=\"application/json\">{\"props\":{\"pageProps\":{}},\"page\":\"/\"}</script>",
          ANSWER_ERROR, "drift" },
        { "cut within its data", 200,
          "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"tconst\":\"tt99",
          ANSWER_ERROR, "drift" },
        { "nothing", 200, "", ANSWER_ERROR, "empty_page" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        struct finding f = read_answer(rows[i].status, text_of(rows[i].body), "https://www.imdb.com/title/tt9900001/");
        CHECK_INT(f.class->outcome, rows[i].outcome);
        CHECK_TEXT_Z(text_of(f.class->name), rows[i].class);
        CHECK(!text_known(f.movie.title) && !text_known(f.canonical_id));
    }
}

static void no_answer(void)
{
    struct http_answer answer = { .failure = HTTP_TIMEOUT };
    struct finding f;
    imdb_page_read(&answer, TEXT("tt9900001"), (struct text){ 0 }, &arena, &f);
    CHECK_TEXT_Z(text_of(f.class->name), "timeout");
    answer = (struct http_answer){ .failure = HTTP_ANSWERED,
                                   .status = 200,
                                   .body = page_of("tt9900001", "tt9900001"),
                                   .waf_action = TEXT("challenge") };
    imdb_page_read(&answer, TEXT("tt9900001"), (struct text){ 0 }, &arena, &f);
    CHECK_TEXT_Z(text_of(f.class->name), "waf_challenge");
}

int main(void)
{
    RUN(urls);
    RUN(ids);
    RUN(outcomes);
    RUN(no_answer);
    arena_finish(&arena);
    return check_done();
}

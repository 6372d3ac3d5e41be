/* One fetch at a time from a hostile server (hostile.py): whatever it does, one verdict, within limits. */
#include "hostile.h"

static void good_answers(void)
{
    static const struct {
        const char *path;
        int status;
        const char *body;
    } rows[] = {
        { "/plain", 200, HELLO },
        { "/gzip", 200, HELLO },
        { "/x-gzip", 200, HELLO },
        { "/two-members", 200, HELLO HELLO },
        { "/zlib", 200, HELLO },
        { "/raw-deflate", 200, HELLO },
        { "/chunked", 200, HELLO },
        { "/chunked-trailers", 200, HELLO },
        { "/informed", 200, HELLO },
        { "/http-1.0", 200, HELLO },
        { "/empty", 200, "" },
        { "/empty-gzip", 200, "" },
        { "/204", 204, "" },
        { "/304", 304, "" },
        { "/301", 301, "" },
        { "/404", 404, "no such film" },
        { "/418", 418, "" },
        { "/429", 429, "slow down" },
        { "/challenge", 202, "" },
        { "/wrong-type", 200, "<html>" },
        { "/plain?a=b&c", 200, HELLO },
        { "/plain#top", 200, HELLO },
        { "/a/../plain", 200, HELLO },
        { "/a/%2e%2e/gzip", 200, HELLO },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        struct http_answer answer = fetch(rows[i].path);
        check_answer(&answer, HTTP_ANSWERED, rows[i].status);
        CHECK_TEXT_Z(answer.body, rows[i].body);
    }
    CHECK_ROW("/page");
    struct http_answer page = fetch("/page");
    check_answer(&page, HTTP_ANSWERED, 200);
    CHECK(page.body.len > 1000 * 1000 && text_ends(page.body, TEXT("scene 89999 of many;")));
}

static void bad_answers(void)
{
    static const struct {
        const char *path;
        enum http_failure want;
    } rows[] = {
        { "/cut", HTTP_CUT },
        { "/cut-404", HTTP_CUT }, /* a definite no is not built on half an answer */
        { "/cut-chunked", HTTP_CUT },
        { "/cut-in-chunk", HTTP_CUT },
        { "/cut-gzip", HTTP_CUT },
        { "/cut-zlib", HTTP_CUT },
        { "/http-1.0-cut-gzip", HTTP_CUT },
        { "/cut-status", HTTP_RESET },
        { "/cut-headers", HTTP_RESET }, /* curl is content with that one */
        { "/cut-hints", HTTP_RESET },
        { "/101", HTTP_RESET },
        { "/nothing", HTTP_RESET },
        { "/reset", HTTP_RESET },
        { "/reset-headers", HTTP_RESET },
        { "/reset-body", HTTP_RESET },
        { "/not-gzip", HTTP_DAMAGED },
        { "/damaged", HTTP_DAMAGED },
        { "/brotli", HTTP_PROTOCOL },
        { "/gzip-twice", HTTP_PROTOCOL },
        { "/gzip-list", HTTP_PROTOCOL },
        { "/garbage", HTTP_PROTOCOL },
        { "/smtp", HTTP_PROTOCOL },
        { "/bad-chunk", HTTP_RESET }, /* curl's code for it is that of a lost connection */
        { "/bad-length", HTTP_PROTOCOL },
        { "/nul-header", HTTP_PROTOCOL },
        { "/bad-status", HTTP_PROTOCOL },
        { "/http-7", HTTP_PROTOCOL },
        { "/bomb", HTTP_TOO_LARGE },
        { "/bomb-zlib", HTTP_TOO_LARGE },
        { "/huge", HTTP_TOO_LARGE },
        { "/huge-chunked", HTTP_TOO_LARGE },
        { "/long-line", HTTP_TOO_LARGE },
        { "/10mb-headers", HTTP_TOO_LARGE },
        { "/lines", HTTP_TOO_LARGE },
        { "/early-hints-forever", HTTP_TOO_LARGE },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        struct http_answer answer = fetch(rows[i].path);
        check_answer(&answer, rows[i].want, 0);
    }
    CHECK_ROW("and the next one is well");
    struct http_answer answer = fetch("/gzip");
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_TEXT_Z(answer.body, HELLO);
}

/* What a server says in its status and headers is heard even when the body is not worth having. */
static void a_status_outlives_its_body(void)
{
    static const struct {
        const char *path;
        int status;
        const char *retry_after;
    } rows[] = { { "/bomb-403", 403, "9" }, { "/brotli-429", 429, "5" }, { "/huge-429", 429, "6" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        struct http_answer answer = fetch(rows[i].path);
        check_answer(&answer, HTTP_ANSWERED, rows[i].status);
        CHECK_TEXT_Z(answer.body, "");
        CHECK_TEXT_Z(answer.retry_after, rows[i].retry_after);
    }
}

static void header_values(void)
{
    struct http_answer a = fetch("/etag");
    CHECK_TEXT_Z(a.etag, "\"v1\"");
    CHECK_TEXT_Z(a.last_modified, "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK_TEXT_Z(a.cache_control, "max-age=60");
    a = fetch("/cached");
    CHECK_TEXT_Z(a.cache_control, "public, max-age=60"); /* several lines are one list */
    CHECK_TEXT_Z(a.vary, "Accept, *");
    CHECK_TEXT_Z(a.age, "7");
    CHECK_TEXT_Z(a.expires, "0");
    CHECK_TEXT_Z(a.date, "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(!text_known(a.content_type) && !text_known(a.location) && !text_known(a.retry_after));
    CHECK(!text_known(a.waf_action));
    a = fetch("/301");
    CHECK_TEXT_Z(a.location, "/plain");
    a = fetch("/302");
    CHECK_TEXT_Z(a.location, "https://films.example/x y");
    struct text url;
    CHECK(!http_resolve(plain_url("/302"), a.location, &arena, &url));
    a = fetch("/429");
    CHECK_TEXT_Z(a.retry_after, "17");
    a = fetch("/503-date");
    CHECK_TEXT_Z(a.retry_after, "Fri, 31 Dec 1999 23:59:59 GMT");
    a = fetch("/challenge");
    CHECK_TEXT_Z(a.waf_action, "challenge");
    a = fetch("/wrong-type");
    CHECK_TEXT_Z(a.content_type, "application/json; charset=latin-1");
    a = fetch("/odd-bytes");
    CHECK_TEXT_Z(a.etag, " a b ");
    CHECK_TEXT_Z(a.cache_control, "caf ");
    CHECK_TEXT_Z(a.content_type, "caf\xc3\xa9");
    a = fetch("/twice");
    CHECK_TEXT_Z(a.content_type, "text/one");
    CHECK_TEXT_Z(a.retry_after, "1");
    a = fetch("/informed");
    CHECK(!text_known(a.etag)); /* that was 103's */
    a = fetch("/chunked-trailers");
    CHECK(!text_known(a.retry_after)); /* a trailer is not a header */
}

static void limits_are_exact(void)
{
    struct http_request request = request_to("/gzip");
    struct http_answer answer;
    static const struct {
        const char *path;
        size_t wire, body;
        enum http_failure want;
    } rows[] = {
        { "/plain", 28, 28, HTTP_ANSWERED },          { "/plain", 27, 28, HTTP_TOO_LARGE },
        { "/plain", 28, 27, HTTP_TOO_LARGE },         { "/chunked", 28, 28, HTTP_ANSWERED },
        { "/chunked", 27, 28, HTTP_TOO_LARGE },       { "/gzip", 1000, 28, HTTP_ANSWERED },
        { "/gzip", 1000, 27, HTTP_TOO_LARGE },        { "/empty", 0, 0, HTTP_ANSWERED },
        { "/plain", 0, 0, HTTP_TOO_LARGE },           { "/zlib", 1000, 28, HTTP_ANSWERED },
        { "/zlib", 1000, 27, HTTP_TOO_LARGE },        { "/two-members", 1000, 56, HTTP_ANSWERED },
        { "/two-members", 1000, 55, HTTP_TOO_LARGE },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        request.url = plain_url(rows[i].path);
        request.wire_bytes_max = rows[i].wire;
        request.body_bytes_max = rows[i].body;
        http_fetch(http, &request, &arena, &answer);
        if (!CHECK_INT(answer.failure, rows[i].want))
            printf("#   wire %zu, body %zu: %s\n", rows[i].wire, rows[i].body, answer.detail);
    }
}

static void requests_say_what_they_should(void)
{
    struct http_request request = request_to("/echo?x=1");
    struct http_answer answer;
    request.accept = TEXT("application/json");
    request.bearer = TEXT("token.of.bearer");
    request.query_secret = TEXT("api_key=k&y =#%/");
    http_fetch(http, &request, &arena, &answer);
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK(text_starts(answer.body, TEXT("GET /echo?x=1&api_key=k%26y+%3D%23%25%2F HTTP/1.1\r\n")) ||
          text_starts(answer.body, TEXT("GET /echo?x=1&api_key=k%26y+%3d%23%25%2f HTTP/1.1\r\n")));
    CHECK(text_contains(answer.body, TEXT("User-Agent: " AGENT)));
    CHECK(text_contains(answer.body, TEXT("Accept-Encoding: gzip, deflate")));
    CHECK(text_contains(answer.body, TEXT("Accept: application/json")));
    CHECK(text_contains(answer.body, TEXT("Authorization: Bearer token.of.bearer")));
    CHECK(!text_contains(answer.body, TEXT("Cookie")) && !text_contains(answer.body, TEXT("Upgrade")));
    request = request_to("/echo");
    request.query_secret = TEXT("k=v");
    http_fetch(http, &request, &arena, &answer);
    CHECK(text_starts(answer.body, TEXT("GET /echo?k=v HTTP/1.1\r\n")));
    answer = fetch("/echo"); /* nothing is left of the last one in the slot */
    CHECK(text_starts(answer.body, TEXT("GET /echo HTTP/1.1\r\n")));
    CHECK(!text_contains(answer.body, TEXT("Authorization")) && !text_contains(answer.body, TEXT("application/json")));
}

static void secrets_stay_secret(void)
{
    static const char *const paths[] = { "/garbage", "/cut", "/reset", "/stall", "/brotli", "/bomb", "/nothing" };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct http_request request = request_to(paths[i]);
        struct http_answer answer;
        CHECK_ROW(paths[i]);
        request.timeout_ms = 300;
        request.query_secret = TEXT("api_key=0123456789abcdef");
        request.bearer = TEXT("fedcba9876543210");
        http_fetch(http, &request, &arena, &answer);
        CHECK(answer.failure != HTTP_ANSWERED && answer.detail[0] != '\0');
        CHECK(strstr(answer.detail, "0123456789") == NULL && strstr(answer.detail, "fedcba") == NULL);
        CHECK(strstr(answer.detail, "api_key") == NULL && strstr(answer.detail, paths[i]) == NULL);
    }
}

static void count_looks(void *context)
{
    int *looks = context;
    ++*looks;
}

static void somebody_watches_while_it_lasts(void)
{
    int looks = 0;
    const struct http_watch watch = { 10, count_looks, &looks };
    struct http_request request = request_to("/stall");
    struct http_answer answer;
    request.timeout_ms = 300;
    request.watch = &watch;
    http_fetch(http, &request, &arena, &answer);
    CHECK_INT(answer.failure, HTTP_TIMEOUT);
    CHECK(looks > 1);
}

static void own_mistakes_go_nowhere(void)
{
    static char long_value[20 * 1000];
    struct http_request good = request_to("/plain"), bad[7];
    memset(long_value, 'v', sizeof long_value);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        bad[i] = good;
    bad[0].url = TEXT("http://films.example/");
    bad[1].url = TEXT("file:///etc/passwd");
    bad[2].url = (struct text){ 0 };
    bad[3].bearer = TEXT("x\r\nX-Injected: y");
    bad[4].accept = TEXT("text/html\n");
    bad[5].query_secret = text_from("k=\0v", 4);
    bad[6].bearer = text_from(long_value, sizeof long_value);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct http_answer answer;
        http_fetch(http, &bad[i], &arena, &answer);
        if (!CHECK_INT(answer.failure, HTTP_BAD_URL))
            printf("#   request %zu: %s\n", i, answer.detail);
        CHECK(answer.detail[0] != '\0' && strstr(answer.detail, "Injected") == NULL);
    }
}

static void all(void)
{
    RUN(good_answers);
    RUN(bad_answers);
    RUN(a_status_outlives_its_body);
    RUN(header_values);
    RUN(limits_are_exact);
    RUN(requests_say_what_they_should);
    RUN(secrets_stay_secret);
    RUN(somebody_watches_while_it_lasts);
    RUN(own_mistakes_go_nowhere);
}

int main(void)
{
    return with_server(all);
}

/* Targets, hosts, origins, tokens: what is refused, and why it must be. */
#include "check.h"
#include "daemon/request.h"

#include <string.h>

static void targets(void)
{
    static const struct {
        const char *target;
        const char *path; /* segments with '|' between them; NULL = refused */
    } rows[] = {
        { "/", "" },
        { "/a", "a" },
        { "/a/b", "a|b" },
        { "/a/", "a|" },
        { "//a", "|a" },
        { "/a?b=c/d", "a" },
        { "/a%20b/%C3%A9", "a b|\xC3\xA9" },
        { "/a+b", "a+b" },
        { "/...", "..." },
        { "", NULL },
        { "a", NULL },
        { "*", NULL },
        { "http://h/a", NULL },
        { "/.", NULL },
        { "/..", NULL },
        { "/a/../b", NULL },
        { "/%2e%2E/b", NULL },
        { "/a%2fb", NULL },
        { "/a\\b", NULL },
        { "/a%5cb", NULL },
        { "/a%00", NULL },
        { "/a%0A", NULL },
        { "/a%7f", NULL },
        { "/a\x01", NULL },
        { "/%", NULL },
        { "/%4", NULL },
        { "/%4g", NULL },
        { "/%ff", NULL },
        { "/%c0%ae%c0%ae", NULL },
        { "/a#b", NULL },
        { "/a b", NULL },
        { "/a? b", NULL },
        { "/a?%", NULL },
        { "/a?x=%00", NULL },
        { "/1/2/3/4/5/6/7/8", "1|2|3|4|5|6|7|8" },
        { "/1/2/3/4/5/6/7/8/9", NULL },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request = { 0 };
        CHECK_ROW(rows[i].target);
        bool good = request_read_target(text_of(rows[i].target), &arena, &request);
        if (!CHECK(good == (rows[i].path != NULL)) || !good)
            continue;
        struct text path = TEXT("");
        for (size_t n = 0; n < request.segment_count; n++)
            path = arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(path), n > 0 ? "|" : "", TEXT_ARG(request.segments[n]));
        CHECK_TEXT_Z(path, rows[i].path);
    }
    arena_finish(&arena);
}

static void queries(void)
{
    struct arena arena = { 0 };
    struct request request = { 0 };
    char many[256] = "/?";
    CHECK(request_read_target(TEXT("/x?a=1&b=two+words%21&&c&=d&a=2"), &arena, &request));
    CHECK_INT(request.pair_count, 5);
    CHECK_TEXT_Z(request_query(&request, "a"), "1");
    CHECK_TEXT_Z(request_query(&request, "b"), "two words!");
    CHECK_TEXT_Z(request_query(&request, "c"), "");
    CHECK(!text_known(request_query(&request, "d")));
    for (int i = 0; i <= REQUEST_PAIRS_MAX; i++)
        memcpy(many + 2 + 2 * i, "a&", 3);
    CHECK(!request_read_target(text_of(many), &arena, &request));
    arena_finish(&arena);
}

static void hosts(void)
{
    static const struct {
        const char *host;
        bool on_loopback, beyond;
    } rows[] = {
        { "127.0.0.1:8642", true, true },
        { "127.0.0.1", true, true },
        { "127.9.9.9:1", true, true },
        { "localhost", true, true },
        { "LOCALHOST:65535", true, true },
        { "[::1]:8642", true, true },
        { "films.example", true, true },
        { "Films.Example:443", true, true },
        { "second.example", true, true },
        { "192.0.2.7:8642", false, true }, /* an address is no name that somebody else could lead here */
        { "[2001:db8::1]", false, true },
        { "evil.example", false, false },
        { "localhost.evil.example", false, false },
        { "127.0.0.1.evil.example", false, false },
        { "films.example.evil", false, false },
        { "films.example:99999", false, false },
        { "films.example:", true, true },
        { "films.example:80:80", false, false },
        { "127.1", false, false },
        { "0", false, false },
        { "a@localhost", false, false },
        { "localhost/", false, false },
        { "[::1", false, false },
        { "[::1]x", false, false },
        { "[]", false, false },
        { "", false, false },
        { " localhost", false, false },
    };
    struct access access = { .listen = TEXT("127.0.0.1:8642"), .hosts = TEXT("films.example , second.example") };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].host);
        access.loopback = true;
        CHECK(access_host(&access, text_of(rows[i].host)) == rows[i].on_loopback);
        access.loopback = false;
        CHECK(access_host(&access, text_of(rows[i].host)) == rows[i].beyond);
    }
}

static void origins(void)
{
    CHECK(access_origin((struct text){ 0 }, TEXT("h:1")));
    CHECK(access_origin(TEXT("http://h:1"), TEXT("h:1")));
    CHECK(access_origin(TEXT("https://H:1"), TEXT("h:1")));
    CHECK(!access_origin(TEXT("http://h:2"), TEXT("h:1")));
    CHECK(!access_origin(TEXT("http://h"), TEXT("h:1")));
    CHECK(!access_origin(TEXT("null"), TEXT("h:1")));
    CHECK(!access_origin(TEXT(""), TEXT("h:1")));
    CHECK(!access_origin(TEXT("http://x@h:1"), TEXT("h:1")));
    CHECK(!access_origin(TEXT("file://h:1"), TEXT("h:1")));
}

static void tokens(void)
{
    static const struct {
        const char *header;
        enum role role;
    } rows[] = {
        { "Bearer operate", ROLE_OPERATE },
        { "BEARER operate ", ROLE_OPERATE },
        { "Basic eDpvcGVyYXRl", ROLE_OPERATE }, /* x:operate */
        { "Basic OnJlYWQ=", ROLE_READ },        /* :read */
        { "Bearer read", ROLE_READ },
        { "Bearer rea", ROLE_NONE },
        { "Bearer readoperate", ROLE_NONE },
        { "Bearer operatx", ROLE_NONE },
        { "Bearer", ROLE_NONE },
        { "Bearer ", ROLE_NONE },
        { "Basic", ROLE_NONE },
        { "Basic b3BlcmF0ZQ==", ROLE_NONE }, /* operate, without a user before it */
        { "Basic ????", ROLE_NONE },
        { "operate", ROLE_NONE },
        { "", ROLE_NONE },
    };
    struct access access = { .token = TEXT("operate"), .read_token = TEXT("read") };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].header);
        CHECK_INT(access_role(&access, text_of(rows[i].header)), rows[i].role);
    }
    CHECK_ROW("no header");
    CHECK_INT(access_role(&access, (struct text){ 0 }), ROLE_NONE);
    access.read_token = (struct text){ 0 };
    CHECK_INT(access_role(&access, TEXT("Bearer ")), ROLE_NONE);
    CHECK_INT(access_role(&access, TEXT("Basic Og==")),
              ROLE_NONE); /* an empty password is not the token that is not set */
    access.token = (struct text){ 0 };
    CHECK_INT(access_role(&access, (struct text){ 0 }), ROLE_OPERATE); /* on loopback, nobody is asked */
}

static void other_headers(void)
{
    CHECK(request_takes_gzip(TEXT("gzip")) && request_takes_gzip(TEXT("br, GZIP ;q=0.1")) &&
          request_takes_gzip(TEXT("*")));
    CHECK(!request_takes_gzip(TEXT("br")) && !request_takes_gzip(TEXT("gzip;q=0")) &&
          !request_takes_gzip(TEXT("gzip;q=x")) && !request_takes_gzip((struct text){ 0 }));
    CHECK(request_has_tag(TEXT("W/\"a\""), TEXT("W/\"a\"")) &&
          request_has_tag(TEXT("\"b\" , \"a\""), TEXT("W/\"a\"")) && request_has_tag(TEXT("*"), TEXT("\"a\"")));
    CHECK(!request_has_tag(TEXT("\"b\""), TEXT("\"a\"")) && !request_has_tag(TEXT(","), TEXT("\"a\"")));
    CHECK(request_id_is_good(TEXT("a-B_9.")) && !request_id_is_good(TEXT("")) && !request_id_is_good(TEXT("a b")) &&
          !request_id_is_good(TEXT("a\n")) && !request_id_is_good((struct text){ 0 }));
}

int main(void)
{
    RUN(targets);
    RUN(queries);
    RUN(hosts);
    RUN(origins);
    RUN(tokens);
    RUN(other_headers);
    return check_done();
}

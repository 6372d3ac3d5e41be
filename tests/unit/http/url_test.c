/* URLs: origins, paths, resolution, and the tricks that make two parsers disagree. */
#include "check.h"
#include "http/http.h"

#include <string.h>

#define OUT_OF_REACH "(refused)"

static struct arena arena;

static void origins(void)
{
    static const struct {
        const char *url, *want; /* want NULL = refused */
    } rows[] = {
        { "https://films.example", "https://films.example" },
        { "https://films.example/", "https://films.example" },
        { "HTTPS://Films.EXAMPLE:443/Title", "https://films.example" },
        { "https://films.example:0443/", "https://films.example" },
        { "https://films.example:8443/a:b@c", "https://films.example:8443" },
        { "https://films.example?q", "https://films.example" },
        { "https://films.example#f", "https://films.example" },
        { "https://films.example:80/", "https://films.example:80" },
        { "https://xn--bcher-kva.example/", "https://xn--bcher-kva.example" },
        { "https://192.0.2.7/", "https://192.0.2.7" },
        { "https://[2001:DB8:0:0:0:0:0:1]/", "https://[2001:db8::1]" },
        { "https://[2001:db8::1]:444/", "https://[2001:db8::1]:444" },
        { "https://127.0.0.1.films.example/", "https://127.0.0.1.films.example" },
        /* http:// to loopback only */
        { "http://127.0.0.1/", "http://127.0.0.1" },
        { "http://127.0.0.1:80/", "http://127.0.0.1" },
        { "http://127.255.0.9:8080/", "http://127.255.0.9:8080" },
        { "http://[::1]:8080/", "http://[::1]:8080" },
        { "http://[0:0:0:0:0:0:0:1]/", "http://[::1]" },
        { "http://LocalHost:1/", "http://localhost:1" },
        { "http://films.example/", NULL },
        { "http://localhost.films.example/", NULL },
        { "http://sub.localhost/", NULL },
        { "http://localhost./", NULL },
        { "http://128.0.0.1/", NULL },
        { "http://0.0.0.0/", NULL },
        { "http://[::]/", NULL },
        { "http://[::ffff:127.0.0.1]/", NULL },
        { "http://[::1%25lo]/", NULL },
        { "http://127.0.0.1.films.example/", NULL },
        /* credentials */
        { "http://127.0.0.1@films.example/", NULL },
        { "https://user@films.example/", NULL },
        { "https://user:word@films.example/", NULL },
        { "https://@films.example/", NULL },
        { "https://films.example:443@other.example/", NULL },
        { "https://films.example%40other.example/", NULL },
        /* IPv4 in disguise */
        { "http://127.1/", NULL },
        { "http://127.0.0.1.:80/", NULL },
        { "http://2130706433/", NULL },
        { "https://2130706433/", NULL },
        { "http://0x7f000001/", NULL },
        { "http://0x7f.0.0.1/", NULL },
        { "http://0177.0.0.1/", NULL },
        { "http://127.000.000.001/", NULL },
        { "http://127.0.0.256/", NULL },
        { "https://films.0x/", NULL },
        { "http://%31%32%37.0.0.1/", NULL },
        { "http://\xe2\x91\xa0"
          "27.0.0.1/",
          NULL },
        /* ports */
        { "https://films.example:0/", NULL },
        { "https://films.example:65535/", "https://films.example:65535" },
        { "https://films.example:65536/", NULL },
        { "https://films.example:99999999999999999999/", NULL },
        { "https://films.example:-1/", NULL },
        { "https://films.example:+1/", NULL },
        { "https://films.example:/", NULL },
        { "https://films.example:80:80/", NULL },
        { "https://films.example:8 0/", NULL },
        { "https://[::1]x/", NULL },
        { "https://[::1/", NULL },
        { "https://::1/", NULL },
        { "https://[]/", NULL },
        { "https://[127.0.0.1]/", NULL },
        /* schemes */
        { "", NULL },
        { "https:", NULL },
        { "https://", NULL },
        { "https:///films.example/", NULL },
        { "https:/films.example/", NULL },
        { "https:films.example", NULL },
        { "//films.example/", NULL },
        { "films.example", NULL },
        { "ftp://films.example/", NULL },
        { "file:///etc/passwd", NULL },
        { "httpss://films.example/", NULL },
        { " https://films.example/", NULL },
        { "javascript:https://films.example/", NULL },
        /* bytes that parsers drop, fold or take for others */
        { "https://films.example\\@other.example/", NULL },
        { "https:\\\\films.example\\", NULL },
        { "https://films.example/a\\b", NULL },
        { "https://films.ex\tample/", NULL },
        { "ht\ntps://films.example/", NULL },
        { "https://films.example/a\r\nHost: other.example", NULL },
        { "https://films.example/a b", NULL },
        { "https://films.example/\x7f", NULL },
        { "https://films.example/caf\xc3\xa9", NULL },
        { "https://b\xc3\xbc"
          "cher.example/",
          NULL },
        { "https://films..example/", NULL },
        { "https://.films.example/", NULL },
        { "https://films.example./", NULL },
        { "https://films,example/", NULL },
        { "https://*.example/", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].url);
        struct text got = text_of(OUT_OF_REACH);
        CHECK_INT(http_origin(text_of(rows[i].url), &arena, &got), rows[i].want != NULL);
        CHECK_TEXT_Z(got, rows[i].want != NULL ? rows[i].want : OUT_OF_REACH);
    }
    CHECK_ROW("a NUL within");
    struct text got = text_of(OUT_OF_REACH);
    CHECK(!http_origin(text_from("https://films.example\0.other.example/", 37), &arena, &got));
    CHECK(!http_origin((struct text){ 0 }, &arena, &got));
}

static void lengths_have_limits(void)
{
    char url[9000] = "https://";
    struct text got;
    memset(url + 8, 'a', sizeof url - 8);
    memcpy(url + 8 + 63, ".example/", 9);
    CHECK(http_origin(text_from(url, 8192), &arena, &got)); /* a label of 63, a URL of 8 KiB */
    CHECK(!http_origin(text_from(url, 8193), &arena, &got));
    memcpy(url + 8 + 63, "a.example/", 10);
    CHECK(!http_origin(text_from(url, 100), &arena, &got));
    for (size_t i = 9; i < 300; i += 2)
        url[i] = '.';
    url[8 + 63] = 'a'; /* was part of ".example/" */
    for (size_t i = 8; i < 300; i += 2)
        url[i] = 'a';
    CHECK(http_origin(text_from(url, 8 + 253), &arena, &got));
    CHECK(!http_origin(text_from(url, 8 + 255), &arena, &got));
}

static void paths(void)
{
    static const struct {
        const char *url, *want;
    } rows[] = {
        { "https://films.example", "/" },
        { "https://films.example/", "/" },
        { "https://films.example?a=b", "/?a=b" },
        { "https://films.example#top", "/" },
        { "https://films.example/title/tt0000001/?ref=x#cast", "/title/tt0000001/?ref=x" },
        { "https://films.example/?", "/?" },
        { "https://films.example/a?b?c/../d#e?f", "/a?b?c/../d" },
        { "https://films.example/a/./b/../c", "/a/c" },
        { "https://films.example/../../a", "/a" },
        { "https://films.example/a/..", "/" },
        { "https://films.example/a/b/.", "/a/b/" },
        { "https://films.example/a//../b", "/a/b" },
        { "https://films.example//a//b", "//a//b" },
        { "https://films.example/a/%2e%2E/b", "/b" },
        { "https://films.example/a/.%2e/%2E/b/...", "/b/..." },
        { "https://films.example/a%2fb/%zz", "/a%2fb/%zz" },
        { "http://films.example/a", "/a" }, /* the scheme is http_origin()'s to judge */
        { "ftp://films.example/a", NULL },
        { "https://user@films.example/a", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].url);
        struct text got = text_of(OUT_OF_REACH);
        CHECK_INT(http_path(text_of(rows[i].url), &arena, &got), rows[i].want != NULL);
        CHECK_TEXT_Z(got, rows[i].want != NULL ? rows[i].want : OUT_OF_REACH);
    }
}

static void locations(void)
{
    static const char base[] = "https://films.example/b/c/d;p?q#frag";
    static const struct {
        const char *location, *want;
    } rows[] = {
        /* RFC 3986 §5.4.1, without fragments */
        { "g", "https://films.example/b/c/g" },
        { "./g", "https://films.example/b/c/g" },
        { "g/", "https://films.example/b/c/g/" },
        { "/g", "https://films.example/g" },
        { "//g", "https://g"
                 "/" },
        { "?y", "https://films.example/b/c/d;p?y" },
        { "g?y", "https://films.example/b/c/g?y" },
        { "#s", "https://films.example/b/c/d;p?q" },
        { "g#s", "https://films.example/b/c/g" },
        { "g?y#s", "https://films.example/b/c/g?y" },
        { ";x", "https://films.example/b/c/;x" },
        { "g;x", "https://films.example/b/c/g;x" },
        { "", "https://films.example/b/c/d;p?q" },
        { ".", "https://films.example/b/c/" },
        { "./", "https://films.example/b/c/" },
        { "..", "https://films.example/b/" },
        { "../", "https://films.example/b/" },
        { "../g", "https://films.example/b/g" },
        { "../..", "https://films.example/" },
        { "../../g", "https://films.example/g" },
        /* §5.4.2 */
        { "../../../../g", "https://films.example/g" },
        { "/./g", "https://films.example/g" },
        { "/../g", "https://films.example/g" },
        { "g.", "https://films.example/b/c/g." },
        { "..g", "https://films.example/b/c/..g" },
        { "./../g", "https://films.example/b/g" },
        { "g;x=1/../y", "https://films.example/b/c/y" },
        { "g?y/../x", "https://films.example/b/c/g?y/../x" },
        { "https:g", NULL },
        /* elsewhere */
        { "https://other.example", "https://other.example/" },
        { "HTTPS://Other.Example:443/a/../b#c", "https://other.example/b" },
        { "http://films.example/x", "http://films.example/x" }, /* http_origin() refuses that one */
        { "//other.example/x", "https://other.example/x" },
        { "/caf\xc3\xa9", "https://films.example/caf%C3%A9" },
        { "/a:b", "https://films.example/a:b" },
        { "./a:b", "https://films.example/b/c/a:b" },
        { "a:b", NULL },
        { "///other.example/x", NULL },
        { "https://user@other.example/", NULL },
        { "//user@other.example/", NULL },
        { "//b\xc3\xbc"
          "cher.example/",
          NULL },
        { "/\\other.example/", NULL },
        { "\\\\other.example/", NULL },
        { "javascript:alert(1)", NULL },
        { "file:///etc/passwd", NULL },
        { "/a b", NULL },
        { "/a\tb", NULL },
        { " /a", NULL },
        { "/\xff", NULL },
        { "//other.example:0/", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].location);
        struct text got = text_of(OUT_OF_REACH);
        CHECK_INT(http_resolve(text_of(base), text_of(rows[i].location), &arena, &got), rows[i].want != NULL);
        CHECK_TEXT_Z(got, rows[i].want != NULL ? rows[i].want : OUT_OF_REACH);
        struct text again = got; /* a canonical URL resolves to itself */
        CHECK(rows[i].want == NULL || http_resolve(text_of(base), got, &arena, &again));
        CHECK_TEXT(again, got);
    }
    CHECK_ROW("odd bases");
    struct text got = text_of(OUT_OF_REACH);
    CHECK(!http_resolve(TEXT("films.example/a"), TEXT("/b"), &arena, &got));
    CHECK(!http_resolve(text_of(base), (struct text){ 0 }, &arena, &got));
    CHECK(!http_resolve(text_of(base), text_from("/a\0b", 4), &arena, &got));
    CHECK(http_resolve(TEXT("http://127.0.0.1:81"), TEXT("x"), &arena, &got));
    CHECK_TEXT_Z(got, "http://127.0.0.1:81/x");
}

static void encoding(void)
{
    CHECK_TEXT_Z(http_encode(TEXT("AZaz09-._~"), &arena), "AZaz09-._~");
    CHECK_TEXT_Z(http_encode(TEXT("a b&c=d/e?f#g%"), &arena), "a%20b%26c%3Dd%2Fe%3Ff%23g%25");
    CHECK_TEXT_Z(http_encode(TEXT("Caf\xc3\xa9\n"), &arena), "Caf%C3%A9%0A");
    CHECK_TEXT_Z(http_encode(text_from("\0\xff", 2), &arena), "%00%FF");
    CHECK_TEXT_Z(http_encode(TEXT(""), &arena), "");
    CHECK(!text_known(http_encode((struct text){ 0 }, &arena)));
}

int main(void)
{
    RUN(origins);
    RUN(lengths_have_limits);
    RUN(paths);
    RUN(locations);
    RUN(encoding);
    arena_finish(&arena);
    return check_done();
}

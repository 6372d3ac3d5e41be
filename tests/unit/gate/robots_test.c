/* robots.txt: the examples of RFC 9309, a table of traps, sizes and speed. */
#include "base/buf.h"
#include "base/clock.h"
#include "check.h"
#include "gate/robots.h"

#include <string.h>

struct row {
    const char *why;
    const char *robots;
    const char *path;
    bool allowed;
};

static struct robots_verdict ask_as(const char *product, struct text robots, const char *path)
{
    struct robots_verdict verdict;
    robots_check(robots, text_of(product), text_of(path), &verdict);
    return verdict;
}

static void check_rows(const char *product, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK_ROW(rows[i].why);
        CHECK_INT(ask_as(product, text_of(rows[i].robots), rows[i].path).allowed, rows[i].allowed);
    }
    CHECK_ROW(NULL);
}

/* §5.1 */
static const char simple_example[] = "User-Agent: *\n"
                                     "Disallow: *.gif$\n"
                                     "Disallow: /example/\n"
                                     "Allow: /publications/\n"
                                     "\n"
                                     "User-Agent: foobot\n"
                                     "Disallow:/\n"
                                     "Allow:/example/page.html\n"
                                     "Allow:/example/allowed.gif\n"
                                     "\n"
                                     "User-Agent: barbot\n"
                                     "User-Agent: bazbot\n"
                                     "Disallow: /example/page.html\n"
                                     "\n"
                                     "User-Agent: quxbot\n";

static void the_simple_example_of_the_rfc(void)
{
    static const struct {
        const char *product, *path;
        bool allowed;
    } rows[] = {
        { "otherbot", "/picture.gif", false },
        { "otherbot", "/picture.gif?x", true },
        { "otherbot", "/example/", false },
        { "otherbot", "/publications/x", true },
        { "otherbot", "/publications/a.gif", true }, /* 14 octets against 6 */
        { "foobot", "/", false },
        { "foobot", "/publications/", false },
        { "foobot", "/example/page.html", true },
        { "foobot", "/example/allowed.gif", true },
        { "foobot", "/example/other.gif", false },
        { "barbot", "/example/page.html", false },
        { "bazbot", "/example/page.html", false },
        { "bazbot", "/example/x.gif", true },
        { "quxbot", "/example/page.html", true },
        { "quxbot", "/picture.gif", true },
        { "FooBot/2.1", "/publications/", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        CHECK_INT(ask_as(rows[i].product, text_of(simple_example), rows[i].path).allowed, rows[i].allowed);
    }
}

static void the_longest_match_of_the_rfc(void) /* §5.2 */
{
    static const char robots[] = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    CHECK(!ask_as("foobot", text_of(robots), "/example/page/disallowed.gif").allowed);
    CHECK(ask_as("foobot", text_of(robots), "/example/page/x").allowed);
    CHECK_TEXT_Z(ask_as("foobot", text_of(robots), "/example/page/disallowed.gif").rule,
                 "/example/page/disallowed.gif");
    CHECK(!text_known(ask_as("foobot", text_of(robots), "/elsewhere").rule));
}

#define ALL "User-agent: *\n"
#define US  "User-agent: Understudy\n"

static const struct row group_traps[] = {
    { "empty file", "", "/x", true },
    { "only blanks", " \n\t\n\r\n", "/x", true },
    { "disallow all", ALL "Disallow: /\n", "/x", false },
    { "no newline at the end", ALL "Disallow: /x", "/x", false },
    { "empty Disallow", ALL "Disallow:\n", "/x", true },
    { "empty Disallow does not undo another rule", ALL "Disallow: /x\nDisallow:\n", "/x", false },
    { "empty Allow", ALL "Allow:\nDisallow: /\n", "/x", false },
    { "rules before any group", "Disallow: /\n" ALL "Disallow: /y\n", "/x", true },
    { "our group beats *", ALL "Disallow: /\n" US "Allow: /\n", "/x", true },
    { "our group beats * in either order", US "Disallow: /x\n" ALL "Allow: /x\n", "/x", false },
    { "our group without rules", ALL "Disallow: /\n" US, "/x", true },
    { "our group with an empty Disallow", ALL "Disallow: /\n\n" US "Disallow:\n", "/x", true },
    { "name in capitals", "USER-AGENT: UNDERSTUDY\nDISALLOW: /x\n", "/x", false },
    { "name with a version", "User-agent: Understudy/1.0\nDisallow: /x\n", "/x", false },
    { "name with more words", "User-agent: understudy (a crawler)\nDisallow: /x\n", "/x", false },
    { "a longer name is somebody else", "User-agent: understudybot\nDisallow: /\n", "/x", true },
    { "a hyphen belongs to the name", "User-agent: understudy-news\nDisallow: /\n", "/x", true },
    { "a shorter name is somebody else", "User-agent: under\nDisallow: /\n", "/x", true },
    { "an empty name is nobody", "User-agent:\nDisallow: /\n", "/x", true },
    { "a name of digits is nobody", "User-agent: 007\nDisallow: /\n", "/x", true },
    { "* with a comment", "User-agent: * # everybody\nDisallow: /\n", "/x", false },
    { "* glued to a word is no *", "User-agent: *bot\nDisallow: /\n", "/x", true },
    { "two names share rules", "User-agent: a\n" US "Disallow: /x\n", "/x", false },
    { "two names share rules, ours first", US "User-agent: a\nDisallow: /x\n", "/x", false },
    { "* and us in one group", ALL US "Disallow: /x\n", "/x", false },
    { "a blank line does not end a group", "User-agent: a\n" US "\n\nDisallow: /x\n", "/x", false },
    { "a blank line between rules", US "Disallow: /a\n\nDisallow: /x\n", "/x", false },
    { "a rule ends the names", "User-agent: a\nDisallow: /x\n" US "Disallow: /y\n", "/x", true },
    { "an empty rule ends the names too", "User-agent: a\nDisallow:\n" US "Disallow: /y\nUser-agent: b\nDisallow: /x\n",
      "/x", true },
    { "groups of the same name are merged", US "Disallow: /a\nUser-agent: b\nDisallow: /b\n" US "Disallow: /x\n", "/x",
      false },
    { "groups of the same name are merged, first half", US "Disallow: /a\nUser-agent: b\n\n" US "Disallow: /x\n", "/a",
      false },
    { "groups of * are merged", ALL "Disallow: /a\nUser-agent: b\nDisallow: /b\n" ALL "Disallow: /x\n", "/a", false },
    { "somebody else's group", "User-agent: b\nDisallow: /\n", "/x", true },
    { "Sitemap ends nothing", "User-agent: a\nSitemap: https://x.example/s.xml\n" US "Disallow: /x\n", "/x", false },
    { "Sitemap between rules", US "Disallow: /a\nSitemap: https://x.example/s.xml\nDisallow: /x\n", "/x", false },
    { "Crawl-delay ends nothing", ALL "Crawl-delay: 5\nUser-agent: b\nDisallow: /x\n", "/x", false },
    { "unknown key ends nothing", "User-agent: a\nNoindex: /q\n" US "Disallow: /x\n", "/x", false },
    { "nonsense line ends nothing", US "what is this?\nDisallow: /x\n", "/x", false },
    { "an HTML page", "<!DOCTYPE html>\n<html><a href=\"https://x.example/\">Disallow: /</a>\n", "/x", true },
};

static const struct row line_traps[] = {
    { "CR LF", "User-agent: *\r\nDisallow: /x\r\n", "/x", false },
    { "CR alone", "User-agent: *\rDisallow: /x\r", "/x", false },
    { "byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x\n", "/x", false },
    { "byte order mark twice is a damaged key", "\xef\xbb\xbf\xef\xbb\xbfUser-agent: *\nDisallow: /x\n", "/x", true },
    { "spaces everywhere", " \tUser-agent \t:\t * \n  Disallow  :  /x  \n", "/x", false },
    { "no space after the colon", "User-agent:*\nDisallow:/x\n", "/x", false },
    { "comment line", ALL "# Disallow: /x\n", "/x", true },
    { "comment behind a rule", ALL "Disallow: /x # not this\n", "/x", false },
    { "comment glued to a rule", ALL "Disallow: /x#y\n", "/x", false },
    { "comment empties a rule", ALL "Disallow: #/x\n", "/x", true },
    { "missing colon", ALL "Disallow /x\n", "/x", false },
    { "missing colon in the name", "User-agent *\nDisallow: /x\n", "/x", false },
    { "missing colon and three words", ALL "Disallow /x /y\n", "/x", true },
    { "a key alone", ALL "Disallow\n", "/x", true },
    { "colon first", ALL ": /x\n", "/x", true },
    { "second colon belongs to the path", ALL "Disallow: /a:b\n", "/a:b", false },
    { "path without its slash", ALL "Disallow: x\n", "/x", true },
    { "a full URL is no path", ALL "Disallow: https://x.example/x\n", "/x", true },
    { "paths keep their case", ALL "Disallow: /X\n", "/x", true },
    { "space within a path", ALL "Disallow: /a b\n", "/a%20b", false },
};

static const struct row path_traps[] = {
    { "prefix", ALL "Disallow: /fish\n", "/fish.html", false },
    { "prefix only at the start", ALL "Disallow: /fish\n", "/catfish", true },
    { "a folder is not its name", ALL "Disallow: /fish/\n", "/fish", true },
    { "query is matched", ALL "Disallow: /*?id=1\n", "/fish?id=12", false },
    { "path within a query", ALL "Disallow: /find\n", "/title/?back=/find", true },
    { "Allow wins a tie", ALL "Disallow: /x\nAllow: /x\n", "/x", true },
    { "Allow wins a tie in either order", ALL "Allow: /x\nDisallow: /x\n", "/x", true },
    { "longer Disallow wins", ALL "Allow: /x\nDisallow: /x/y\n", "/x/y", false },
    { "longer Allow wins", ALL "Disallow: /x\nAllow: /x/y\n", "/x/y", true },
    { "order does not matter", ALL "Allow: /x/y\nDisallow: /x\n", "/x/y", true },
    { "a longer rule that does not match", ALL "Disallow: /x\nAllow: /xyz\n", "/xy", false },
    { "star counts as an octet", ALL "Allow: /page\nDisallow: /*.htm\n", "/page.htm", false },
    { "$ holds", ALL "Disallow: /x$\n", "/x", false },
    { "$ holds against more", ALL "Disallow: /x$\n", "/xy", true },
    { "$ holds against a query", ALL "Disallow: /x$\n", "/x?y", true },
    { "root only", ALL "Disallow: /\nAllow: /$\n", "/", true },
    { "root only, elsewhere", ALL "Disallow: /\nAllow: /$\n", "/x", false },
    { "$ in the middle is a dollar", ALL "Disallow: /a$b\n", "/a$b", false },
    { "$ in the middle is not the end", ALL "Disallow: /a$b\n", "/a", true },
    { "%24 is a dollar", ALL "Disallow: /a%24\n", "/a$b", false },
    { "* in the middle", ALL "Disallow: /title/tt*/watch\n", "/title/tt0000001/watch", false },
    { "* matches nothing too", ALL "Disallow: /a*b\n", "/ab", false },
    { "* takes the later place", ALL "Disallow: /*a$\n", "/banana", false },
    { "* and $ that fail", ALL "Disallow: /*a$\n", "/bananas", true },
    { "*$", ALL "Disallow: /x*$\n", "/x/y/z", false },
    { "* first", ALL "Disallow: *.gif\n", "/a.gif", false },
    { "many stars", ALL "Disallow: /***a***\n", "/bab", false },
    { "star at the end", ALL "Disallow: /fish*\n", "/fish", false },
    { "%2A is a star", ALL "Disallow: /file-with-a-%2A.html\n", "/file-with-a-*.html", false },
    { "%2A matches nothing else", ALL "Disallow: /file-with-a-%2A.html\n", "/file-with-a-b.html", true },
    { "%2a in small letters", ALL "Disallow: /a%2a\n", "/a%2A", false },
    { "%41 is A", ALL "Disallow: /%41\n", "/A", false },
    { "A is %41", ALL "Disallow: /A\n", "/%41", false },
    { "%7E is ~", ALL "Disallow: /%7Ejoe\n", "/~joe", false },
    { "%62%61%7A is baz", ALL "Disallow: /foo/bar/%62%61%7A\n", "/foo/bar/baz", false },
    { "%2F is no slash", ALL "Disallow: /a%2Fb\n", "/a/b", true },
    { "a slash is no %2F", ALL "Disallow: /a/b\n", "/a%2Fb", true },
    { "%2F is %2f", ALL "Disallow: /a%2Fb\n", "/a%2fb", false },
    { "%3F starts no query", ALL "Disallow: /a?b\n", "/a%3Fb", true },
    { "a URL within a query, encoded", ALL "Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar\n",
      "/foo/bar?baz=https://foo.bar", false },
    { "a URL within a query, plain", ALL "Disallow: /foo/bar?baz=https://foo.bar\n",
      "/foo/bar?baz=https%3A%2F%2Ffoo.bar", false },
    { "plain UTF-8 against its percent form", ALL "Disallow: /foo/bar/\xe3\x83\x84\n", "/foo/bar/%E3%83%84", false },
    { "percent form against plain UTF-8", ALL "Disallow: /foo/bar/%e3%83%84\n", "/foo/bar/\xe3\x83\x84", false },
    { "both forms weigh the same", ALL "Disallow: /\xe3\x83\x84\nAllow: /%E3%83%84\n", "/%e3%83%84", true },
    { "* steps over whole escapes", ALL "Disallow: /*2F\n", "/a%2Fb", true },
    { "a lone % is %25", ALL "Disallow: /100%\n", "/100%25", false },
    { "a bent escape", ALL "Disallow: /%zz\n", "/%zz", false },
    { "parentheses and their percent form", ALL "Disallow: /a_(film)\n", "/a_%28film%29", false },
    { "robots.txt itself", ALL "Disallow: /\n", "/robots.txt", true },
    { "beside robots.txt", ALL "Disallow: /\n", "/robots.txt.bak", false },
    { "empty path is the root", ALL "Disallow: /\n", "", false },
};

static void groups(void)
{
    check_rows("understudy", group_traps, COUNT_OF(group_traps));
}

static void lines(void)
{
    check_rows("understudy", line_traps, COUNT_OF(line_traps));
}

static void paths(void)
{
    check_rows("understudy", path_traps, COUNT_OF(path_traps));
}

/* The rules that facts/imdb-access.md §4 lists, in a file of our own. */
static void title_pages_are_open_and_the_search_is_not(void)
{
    static const char robots[] = "# robots.txt for a film site\n"
                                 "User-agent: *\n"
                                 "Disallow: /OnThisDay\nDisallow: /ads/\nDisallow: /ap/\nDisallow: /find\n"
                                 "Disallow: /mymovies/\nDisallow: /r/\nDisallow: /register\nDisallow: /registration/\n"
                                 "Disallow: /search/name-text\nDisallow: /search/title-text\nDisallow: /tr/\n"
                                 "Disallow: /tvschedule\nDisallow: /updates\nDisallow: /watch/_ajax/option\n"
                                 "Disallow: /_json/video/mon\nDisallow: /_json/getAdsForMediaViewer/\n"
                                 "Disallow: /list/ls*/_ajax\nDisallow: /list/ls*/mediaviewer/*/tr\n"
                                 "Disallow: /title/tt*/mediaviewer/*/tr\nDisallow: /title/tt*/watchoptions\n"
                                 "\n"
                                 "User-agent: Baiduspider\nDisallow: /list/*\nDisallow: /user/*\n"
                                 "\n"
                                 "User-agent: GPTBot\nUser-agent: CCbot\nDisallow: /\n";
    static const struct row rows[] = {
        { "title page", robots, "/title/tt0000001/", true },
        { "title page with a query", robots, "/title/tt0000001/?ref_=x", true },
        { "reference page", robots, "/title/tt0000001/reference", true },
        { "find", robots, "/find?q=x", false },
        { "find, new form", robots, "/find/?q=x", false },
        { "watch options", robots, "/title/tt0000001/watchoptions", false },
        { "media viewer", robots, "/title/tt0000001/mediaviewer/rm1/tr", false },
        { "a name page", robots, "/name/nm0000001/", true },
        { "search by name", robots, "/search/name-text?x", false },
    };
    check_rows("understudy", rows, COUNT_OF(rows));
    CHECK(!ask_as("GPTBot", text_of(robots), "/title/tt0000001/").allowed);
    CHECK_TEXT_Z(ask_as("understudy", text_of(robots), "/find?q=x").rule, "/find");
    CHECK_INT(ask_as("understudy", text_of(robots), "/find?q=x").crawl_delay_ms, 0);
}

static void crawl_delays(void)
{
    static const struct {
        const char *robots;
        int64_t ms;
    } rows[] = {
        { ALL "Crawl-delay: 10\n", 10000 },
        { ALL "crawl-delay:0.5\n", 500 },
        { ALL "Crawl-delay: .25 # s\n", 250 },
        { ALL "Crawl-delay: 1.23456\n", 1234 },
        { ALL "Crawl-delay: 0\n", 0 },
        { ALL "Crawl-delay: 3600\n", CLOCK_HOUR_MS },
        { ALL "Crawl-delay: 3601\n", CLOCK_HOUR_MS },
        { ALL "Crawl-delay: 99999999999999999999999999\n", CLOCK_HOUR_MS },
        { ALL "Crawl-delay: 00000000000000000000000002\n", 2000 },
        { ALL "Crawl-delay: -5\n", 0 },
        { ALL "Crawl-delay: 1e3\n", 0 },
        { ALL "Crawl-delay: 5s\n", 0 },
        { ALL "Crawl-delay: 1.2.3\n", 0 },
        { ALL "Crawl-delay: .\n", 0 },
        { ALL "Crawl-delay:\n", 0 },
        { ALL "Crawl-delay: 2\nCrawl-delay: 7\nCrawl-delay: 3\n", 7000 },
        { ALL "Disallow: /y\nCrawl-delay: 4\n", 4000 },
        { "Crawl-delay: 4\n" ALL "Disallow: /y\n", 0 },
        { ALL "Crawl-delay: 9\nDisallow: /y\n" US "Disallow: /z\n", 0 },
        { ALL "Crawl-delay: 9\nDisallow: /y\n" US "Crawl-delay: 2\n", 2000 },
        { "User-agent: a\n" US "Crawl-delay: 3\n", 3000 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].robots);
        CHECK_INT(ask_as("understudy", text_of(rows[i].robots), "/x").crawl_delay_ms, rows[i].ms);
    }
    CHECK_INT(ask_as("understudy", TEXT(ALL "Crawl-delay: 3\n"), "/robots.txt").crawl_delay_ms, 3000);
}

static void nul_bytes_are_bytes(void)
{
    static const char before[] = "\0\0\nUser-agent: *\nDisallow: /x\n";
    static const char within[] = "User-agent: *\nDisallow: /\0x\nDisallow: /y\n";
    CHECK(!ask_as("understudy", text_from(before, sizeof before - 1), "/x").allowed);
    CHECK(ask_as("understudy", text_from(within, sizeof within - 1), "/x").allowed);
    CHECK(!ask_as("understudy", text_from(within, sizeof within - 1), "/%00x").allowed);
    CHECK(!ask_as("understudy", text_from(within, sizeof within - 1), "/y").allowed);
    CHECK(ask_as("understudy", (struct text){ 0 }, "/y").allowed);
}

/* Every prefix is read without a fault, and a cut never invents a rule outside its own line. */
static void cut_anywhere(void)
{
    char copy[sizeof simple_example];
    for (size_t len = 0; len < sizeof simple_example; len++) {
        memcpy(copy, simple_example, len);
        (void)ask_as("foobot", text_from(copy, len), "/example/%");
        (void)ask_as("other", text_from(copy, len), "/example/a.gif%4");
    }
    CHECK(true);
}

static void only_500_kib_are_read(void)
{
    struct buf b = BUF_WITH_LIMIT(2 * ROBOTS_BYTES_MAX);
    struct arena arena = { 0 };
    CHECK(buf_add_z(&b, ALL "Disallow: /\n"));
    while (b.len < ROBOTS_BYTES_MAX - 10)
        (void)buf_add_char(&b, b.len % 80 == 0 ? '\n' : '#');
    (void)buf_add_z(&b, "\nAllow: /x/only/this\n");
    CHECK(!ask_as("understudy", buf_text(&b), "/x").allowed);           /* not "Allow: /x" */
    CHECK(!ask_as("understudy", buf_text(&b), "/x/only/this").allowed); /* beyond the limit */
    CHECK_INT(robots_to_keep(buf_text(&b), &arena).len, ROBOTS_BYTES_MAX - 9);
    b.at[ROBOTS_BYTES_MAX] = '\n'; /* the limit falls on a line's end: "Allow: /x" is whole */
    CHECK(ask_as("understudy", text_from(b.at, ROBOTS_BYTES_MAX), "/x").allowed);
    CHECK_INT(robots_to_keep(buf_text(&b), &arena).len, ROBOTS_BYTES_MAX);
    memset(b.at, 'a', b.len); /* one endless line */
    CHECK_INT(robots_to_keep(buf_text(&b), &arena).len, 0);
    CHECK(ask_as("understudy", buf_text(&b), "/x").allowed);
    buf_finish(&b);
    arena_finish(&arena);
}

/* A text column takes what is kept, and the rules mean the same as before. */
static void what_is_kept_is_text(void)
{
    struct arena arena = { 0 };
    static const char latin_1[] = "\xef\xbb\xbfUser-agent: *\nDisallow: /caf\xe9\0\n";
    struct text kept = robots_to_keep(text_from(latin_1, sizeof latin_1 - 1), &arena);
    CHECK_TEXT_Z(kept, "User-agent: *\nDisallow: /caf%E9%00\n");
    CHECK(!ask_as("understudy", kept, "/caf\xe9%00").allowed);
    CHECK(!ask_as("understudy", text_from(latin_1, sizeof latin_1 - 1), "/caf%E9%00").allowed);
    CHECK_TEXT_Z(robots_to_keep(TEXT("\xef\xbb\xbf# \xc3\xa9\n"), &arena), "# \xc3\xa9\n");
    CHECK_TEXT_Z(robots_to_keep((struct text){ 0 }, &arena), "");
    arena_finish(&arena);
}

/* What takes a backtracking matcher centuries takes well under a second. */
static void hostile_patterns_are_quick(void)
{
    char path[2001];
    memset(path, 'a', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    struct buf b = BUF_WITH_LIMIT(ROBOTS_BYTES_MAX);
    (void)buf_add_z(&b, ALL);
    for (int rule = 0; rule < 20; rule++) {
        (void)buf_add_z(&b, "Disallow: /");
        for (int star = 0; star < 1000; star++)
            (void)buf_add_z(&b, "*a");
        (void)buf_add_z(&b, "*b$\nDisallow: /*");
        for (int a = 0; a < 500; a++)
            (void)buf_add_char(&b, 'a');
        (void)buf_add_z(&b, "b\n");
    }
    CHECK(!b.overflow);
    int64_t start_ms = clock_mono_ms();
    CHECK(ask_as("understudy", buf_text(&b), path).allowed);
    CHECK(clock_mono_ms() - start_ms < 5000); /* 0.9 s under ASan without optimisation */
    buf_finish(&b);
}

static void what_its_status_means(void)
{
    static const struct {
        int64_t status;
        enum robots_state state;
    } rows[] = {
        { 200, ROBOTS_READ }, { 400, ROBOTS_NONE }, { 401, ROBOTS_NONE }, { 403, ROBOTS_NONE }, { 404, ROBOTS_NONE },
        { 410, ROBOTS_NONE }, { 499, ROBOTS_NONE }, { 429, ROBOTS_DOWN }, { 500, ROBOTS_DOWN }, { 503, ROBOTS_DOWN },
        { 599, ROBOTS_DOWN }, { 201, ROBOTS_DOWN }, { 202, ROBOTS_DOWN }, { 204, ROBOTS_DOWN }, { 206, ROBOTS_DOWN },
        { 301, ROBOTS_DOWN }, { 304, ROBOTS_DOWN }, { 100, ROBOTS_DOWN }, { 0, ROBOTS_DOWN },   { 600, ROBOTS_DOWN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_INT(robots_state(rows[i].status), rows[i].state);
}

int main(void)
{
    RUN(the_simple_example_of_the_rfc);
    RUN(the_longest_match_of_the_rfc);
    RUN(groups);
    RUN(lines);
    RUN(paths);
    RUN(title_pages_are_open_and_the_search_is_not);
    RUN(crawl_delays);
    RUN(nul_bytes_are_bytes);
    RUN(cut_anywhere);
    RUN(only_500_kib_are_read);
    RUN(what_is_kept_is_text);
    RUN(what_its_status_means);
    RUN(hostile_patterns_are_quick);
    return check_done();
}

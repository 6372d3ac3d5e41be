/* Pages in other bytes: of a browser, of an editor, of a rendering service, of an archive. */
#include "base/compiler.h"
#include "check.h"
#include "extract/answers.h"
#include "extract/html_page.h"

static struct arena arena;

#define PAGE_OF(id)                                                                                                    \
    "<!DOCTYPE html><html><link rel='canonical' href='http://www.imdb.com/title/" id "/'>"                             \
    "<div id='tn15title'><h1>Caf\xC3\xA9 <span>(1999)</span></h1></div></html>"
/* The same in JSON. */
#define JSON_PAGE(id) "\"\\n" PAGE_OF(id) "\""
#define MHTML(type, coding, body)                                                                                      \
    "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n"     \
    "\tboundary=\"--b--\"\r\n\r\n\r\n----b--\r\nContent-Type: " type "\r\nContent-Transfer-Encoding: " coding          \
    "\r\n\r\n" body "\r\n----b--\r\nContent-Type: text/html\r\n\r\n" PAGE_OF("tt9900002") "\r\n----b----\r\n"

static const struct extraction *read_bytes(struct text bytes)
{
    struct extractions all;
    extract_read(bytes, (struct text){ 0 }, &arena, &all);
    CHECK_INT(all.count, 1);
    return &all.at[0];
}

static void pages_inside(void)
{
    static const struct {
        const char *bytes, *id, *why;
    } rows[] = {
        { "{\"html\":" JSON_PAGE("tt9900001") "}", "tt9900001", "a rendering service" },
        { "{\"data\":{\"markdown\":\"# A\",\"rawHtml\":" JSON_PAGE("tt9900001") "}}", "tt9900001", "deeper" },
        { "\xEF\xBB\xBF [{\"body\":" JSON_PAGE("tt9900001") ",\"status\":200}]", "tt9900001", "a list" },
        { JSON_PAGE("tt9900001"), "tt9900001", "a string" },
        { "{\"a\":" JSON_PAGE("tt9900001") ",\"b\":" JSON_PAGE("tt9900002") "}", NULL, "pages of two titles" },
        { "{\"a\":" JSON_PAGE("tt9900001") ",\"b\":\"<!-- no page -->\"}", "tt9900001", "the longest" },
        { "{\"html\":" JSON_PAGE("tt9900001"), NULL, "cut off" },
        { "{\"statusCode\":200,\"body\":\"{\\\"data\\\":{\\\"title\\\":{\\\"id\\\":\\\"tt9900001\\\",\\\"titleText\\\":"
          "{\\\"text\\\":\\\"Caf\xC3\xA9\\\"}}}}\"}",
          "tt9900001", "an answer as a string" },
        { "{\"statusCode\":500,\"body\":\"\"}", NULL, "nothing inside" },
        { "[1,2]", NULL, "no page" },
        { "\xFF\xFE <p>1. <a href=/title/tt9900001/>A</a> (1999)", NULL, "a mark of UTF-16 that lies" },
        { "[\"tn15title\"]", NULL, "a word of a page is none" },
        { "{\"b\":\"CjwhRE9DVFlQRSBodG1sPjxodG1sPjxsaW5rIHJlbD0nY2Fub25pY2FsJyBocmVmPScvdGl0bGUvdHQ5OTAwMDAxLyc+"
          "PGRpdiBp"
          "ZD0ndG4xNXRpdGxlJz48aDE+Q2Fmw6k8L2gxPjwvZGl2PjwvaHRtbD4=\"}",
          "tt9900001", "base64" },
        { "{\"b\":\"CjwhRE9DVFlQRSBodG1sPjxodG1sPjxsaW5rIHJlbD0nY2Fub25pY2FsJy!\"}", NULL, "base64 that is none" },
        { MHTML("text/html", "quoted-printable",
                "<html><link rel=3Dcanonical href=3D/title/tt99= \r\n00001/><div id=3Dtn15title><h1>Caf=C3=A9</h1>"
                "</html>"),
          "tt9900001", "quoted-printable" },
        { MHTML("text/html; charset=utf-8", "base64",
                "PGh0bWw+PGxpbmsgcmVsPWNhbm9uaWNhbCBocmVmPS90aXRsZS90\r\ndDk5MDAwMDEvPjxkaXYgaWQ9dG4xNXRpdGxlPjxoMT5DYW"
                "bDqTwvaDE+PC9odG1sPg=="),
          "tt9900001", "a part in base64" },
        { MHTML("image/gif", "base64", "R0lGODlhAQABAAAAACw="), "tt9900002", "a picture before the page" },
        { MHTML("text/html", "base64", "!!"), NULL, "no base64" },
        { "From: x\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n", NULL, "no part" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        const struct extraction *got = read_bytes(text_of(rows[i].bytes));
        CHECK_INT(got->outcome == EXTRACT_FOUND, rows[i].id != NULL);
        CHECK_TEXT_Z(got->movie.imdb_id, rows[i].id);
        if (rows[i].id != NULL)
            CHECK_TEXT_Z(got->movie.title, "Caf\xC3\xA9");
        else
            CHECK(got->why != NULL);
    }
}

static void encodings(void)
{
    static const char page[] = PAGE_OF("tt9900001") "<!-- \xF0\x9F\x8E\xAC -->";
    char little[2 * sizeof page] = "\xFF\xFE", big[2 * sizeof page] = "\xFE\xFF";
    size_t len = 2;
    for (const unsigned char *at = (const unsigned char *)page; *at != '\0'; at++, len += 2) {
        unsigned unit = *at;
        if (unit == 0xC3)
            unit = 0xC0 + (*++at & 0x3F);
        if (unit == 0xF0) { /* the clapper board, U+1F3AC */
            little[len] = big[len + 1] = '\x3C';
            little[len + 1] = big[len] = '\xD8';
            at += 3;
            len += 2;
            unit = 0xDFAC;
        }
        little[len] = big[len + 1] = (char)(unit & 0xFF);
        little[len + 1] = big[len] = (char)(unit >> 8);
    }
    CHECK_TEXT_Z(read_bytes(text_from(little, len))->movie.title, "Caf\xC3\xA9");
    CHECK_TEXT_Z(read_bytes(text_from(big, len - 1))->movie.title, "Caf\xC3\xA9"); /* half a unit at the end */
    const struct extraction *json = read_bytes(
        TEXT("<script id=__NEXT_DATA__>{\"props\":{\"pageProps\":{\"aboveTheFoldData\":{\"id\":\"tt9900001\","
             "\"titleText\":{\"text\":\"Caf\xE9 \x85\"}}}}}</script>"));
    CHECK_TEXT_Z(json->movie.title, "Caf\xC3\xA9 \xE2\x80\xA6");
}

/* What is inside may be a list, too; and what is asked for must be it. */
static void lists_and_ids(void)
{
    struct extractions all;
    extract_read(TEXT("{\"html\":\"<html><p>1. <a href=/title/tt9900001/>A</a> (1999)<p>2. <a href=/title/tt9900002/>B"
                      "</a> (2000)<p>3. <a href=/title/tt9900003/>C</a> (2001)</html>\"}"),
                 (struct text){ 0 }, &arena, &all);
    CHECK_INT(all.count, 3);
    extract_read(TEXT("{\"html\":" JSON_PAGE("tt9900001") "}"), TEXT("tt9900002"), &arena, &all);
    CHECK_INT(all.at[0].outcome, EXTRACT_NOT_FOUND);
}

static void archives(void)
{
    static const struct {
        const char *archived, *url;
    } rows[] = {
        { "/web/20121012000000im_/http://ia.example/a.jpg", "http://ia.example/a.jpg" },
        { "https://web.archive.org/web/2012/https://ia.example/a.jpg", "https://ia.example/a.jpg" },
        { "https://ia.example/web/http://x", "https://ia.example/web/http://x" },
        { "https://ia.example/web/2012/a.jpg", "https://ia.example/web/2012/a.jpg" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK_TEXT_Z(html_archived_url(text_of(rows[i].archived)), rows[i].url);
    const struct extraction *got = read_bytes(
        TEXT("<link rel=canonical href='https://web.archive.org/web/2012/http://www.imdb.com/title/tt9900001/'>"
             "<div id=wm-ipp><a href=/web/2011/http://www.imdb.com/title/tt9900002/>x</a></div>"
             "<a name=poster><img src='/web/2012im_/http://ia.example/images/M/a.jpg'></a>"
             "<div id=tn15title><h1>A</h1></div></html>"));
    CHECK_TEXT_Z(got->movie.imdb_id, "tt9900001");
    CHECK_TEXT_Z(got->movie.poster_url, "http://ia.example/images/M/a.jpg");
    got =
        read_bytes(TEXT("<link rel=canonical href='https://archive.example/abc'><div id=tn15title><h1>A</h1></html>"));
    CHECK_INT(got->outcome, EXTRACT_DRIFT); /* no page of IMDb's own says that it is about no title */
}

/* What a page of 2021 and later carries for its own "404" is no absence. */
static void no_absence_by_chance(void)
{
    const struct extraction *got =
        read_bytes(TEXT("<html>&lt;script id=\"__NEXT_DATA__\"&gt;{\"error_404_message\":\"The requested URL was not "
                        "found on our server.\"}</html>"));
    CHECK_INT(got->outcome, EXTRACT_DRIFT);
    got = read_bytes(TEXT("<html>The requested URL was not found on our server.</html>"));
    CHECK_INT(got->outcome, EXTRACT_NOT_FOUND);
}

/* Saved after a walk from title to title within one page: the address is the last one's, the data the first one's. */
static void address_and_data(void)
{
#define DATA(more)                                                                                                     \
    "<script id=__NEXT_DATA__>{\"props\":{\"pageProps\":{\"aboveTheFoldData\":{\"id\":\"tt9900001\","                  \
    "\"titleText\":{\"text\":\"A\"}" more "}}}}</script>"
    static const struct {
        const char *page;
        enum extract_outcome outcome;
    } rows[] = {
        { "<link rel=canonical href=/title/tt9900001/>" DATA(""), EXTRACT_FOUND },
        { "<link rel=canonical href=/title/tt9900002/>" DATA(""), EXTRACT_DRIFT },
        { "<meta property=og:url content=/title/tt9900002/>" DATA(""), EXTRACT_DRIFT },
        { "<link rel=canonical href=/title/tt9900002/>" DATA(",\"meta\":{\"canonicalId\":\"tt9900002\"}"),
          EXTRACT_FOUND },
        { DATA(""), EXTRACT_FOUND },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct extraction *got = read_bytes(text_of(rows[i].page));
        CHECK_ROW(rows[i].page);
        CHECK_INT(got->outcome, rows[i].outcome);
        CHECK_TEXT_Z(got->movie.imdb_id, rows[i].outcome == EXTRACT_FOUND ? "tt9900001" : NULL);
    }
}

int main(void)
{
    RUN(pages_inside);
    RUN(encodings);
    RUN(lists_and_ids);
    RUN(archives);
    RUN(no_absence_by_chance);
    RUN(address_and_data);
    arena_finish(&arena);
    return check_done();
}

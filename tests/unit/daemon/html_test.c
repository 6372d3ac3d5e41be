/* Whatever stands in a record, a page shows it as text. */
#include "check.h"
#include "daemon/html.h"
#include "daemon/page.h"

#include <string.h>

static struct text escaped(struct text t, struct buf *out)
{
    buf_clear(out);
    html_text(out, t);
    return buf_text(out);
}

static void escapes(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "", "" },
        { "plain é 灯台", "plain é 灯台" },
        { "</script><img src=x onerror=alert(1)>", "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" },
        { "\" autofocus onfocus='x' &amp;", "&quot; autofocus onfocus=&#39;x&#39; &amp;amp;" },
        { "a\tb\nc\x01\x7f", "a b c  " },
        { "pay\u202Efdp.exe \u2066x\u2069 \u200F \u061C", "pay\uFFFDfdp.exe \uFFFDx\uFFFD \uFFFD \uFFFD" },
        { "bad \xff\xc0\xaf\xed\xa0\x80 utf-8", "bad \uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD utf-8" },
        { "$ is money", "$ is money" },
    };
    struct buf out = BUF_WITH_LIMIT(4096);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_ROW(rows[i].in);
        CHECK_TEXT_Z(escaped(text_of(rows[i].in), &out), rows[i].out);
    }
    CHECK_TEXT_Z(escaped(text_from("a\0b", 3), &out), "a b");
    buf_finish(&out);
}

static void fills(void)
{
    struct buf out = BUF_WITH_LIMIT(4096);
    HTML(&out, "<a href=\"/films/$\">$</a>$", TEXT("\"><script>"), TEXT("$<b>"), (struct text){ 0 });
    CHECK_TEXT_Z(buf_text(&out), "<a href=\"/films/&quot;&gt;&lt;script&gt;\">$&lt;b&gt;</a>");
    buf_finish(&out);
}

static void shortens(void)
{
    struct arena arena = { 0 };
    char *longest = arena_alloc(&arena, 10001);
    memset(longest, '<', 10000);
    CHECK_TEXT_Z(html_short(TEXT("short"), 5, &arena), "short");
    CHECK_TEXT_Z(html_short(TEXT("longer"), 5, &arena), "longe\u2026");
    CHECK_TEXT_Z(html_short(TEXT("灯台守"), 4, &arena), "灯台\u2026"); /* between characters */
    CHECK_INT(html_short(text_from(longest, 10000), 200, &arena).len, 203);
    CHECK_TEXT_Z(html_query(TEXT("a b&c=\"é"), &arena), "a%20b%26c%3D%22%C3%A9");
    CHECK_TEXT_Z(html_number(1234567, &arena), "1,234,567");
    CHECK_TEXT_Z(html_number(-123, &arena), "-123");
    CHECK_TEXT_Z(html_share(0.973, true, &arena), "97.3\u00a0%");
    CHECK_TEXT_Z(html_share(0, false, &arena), "\u2013");
    arena_finish(&arena);
}

static void tells_when(void)
{
    static const struct {
        int64_t at_ms;
        const char *words;
    } rows[] = {
        { 1000000000000, ">0\u00a0s ago<" },
        { 1000000090000, ">in 1\u00a0min<" },
        { 1000000000000 - 49 * 3600 * INT64_C(1000), ">2\u00a0d ago<" },
        { 1000000000000 + 800 * 86400 * INT64_C(1000), ">in 2\u00a0y<" },
        { 0, "\u2013" },
    };
    struct arena arena = { 0 };
    struct buf out = BUF_WITH_LIMIT(4096);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_ROW(rows[i].words);
        buf_clear(&out);
        html_when(&out, rows[i].at_ms, 1000000000000, &arena);
        CHECK(text_contains(buf_text(&out), text_of(rows[i].words)));
    }
    buf_finish(&out);
    arena_finish(&arena);
}

/* Pictures come from the two hosts that the policy names, and from nowhere else. */
static void posters(void)
{
    CHECK(html_is_poster(TEXT("https://m.media-amazon.com/images/M/x.jpg")));
    CHECK(html_is_poster(TEXT("https://image.tmdb.org/t/p/w500/x.jpg")));
    CHECK(!html_is_poster(TEXT("http://image.tmdb.org/x.jpg")));
    CHECK(!html_is_poster(TEXT("https://image.tmdb.org.evil.example/x.jpg")));
    CHECK(!html_is_poster(TEXT("javascript:alert(1)")));
    CHECK(!html_is_poster((struct text){ 0 }));
}

/* The frame with a title of ten thousand characters that would be markup. */
static void frames(void)
{
    struct arena arena = { 0 };
    struct page page = { .out = BUF_WITH_LIMIT(PAGE_BYTES_MAX), .arena = &arena, .now_ms = 1000000000000 };
    struct buf title = BUF_WITH_LIMIT(200000);
    for (int i = 0; i < 1000; i++)
        (void)buf_add_z(&title, "<script>x\"");
    page_begin(&page, buf_text(&title), "/jobs");
    page_film_link(&page, TEXT("tt9900001"), buf_text(&title), (struct number){ 0 });
    page_notice(&page, false, TEXT("<script>"));
    page_state(&page, TEXT("<script>"));
    page_poster(&page, &(struct movie){ .poster_url = TEXT("https://evil.example/\"><script>") });
    page_end(&page);
    struct text html = buf_text(&page.out);
    CHECK(!text_contains(html, TEXT("<script>")) && !text_contains(html, TEXT("evil.example")));
    CHECK(html.len < 10000);
    CHECK(text_contains(html, TEXT("<html lang=\"en\">")) && text_contains(html, TEXT("aria-current=\"page\">Jobs")));
    CHECK(text_contains(html, TEXT("not endorsed or certified by TMDB")) &&
          !text_contains(html, TEXT("Demonstration")));
    buf_finish(&title);
    buf_finish(&page.out);
    arena_finish(&arena);
}

int main(void)
{
    RUN(escapes);
    RUN(fills);
    RUN(shortens);
    RUN(tells_when);
    RUN(posters);
    RUN(frames);
    return check_done();
}

/* Entities, tags, white space. */
#include "check.h"
#include "extract/html_text.h"

static struct arena arena;

static void entities(void)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "It&apos;s", "It's" },
        { "&quot;a&quot; &amp; &lt;b&gt;", "\"a\" & <b>" },
        { "&#39;&#x27;&#X27;", "'''" },
        { "&eacute;&#233;", "\xC3\xA9\xC3\xA9" },
        { "&#147;&#x85;&#129;", "\xE2\x80\x9C\xE2\x80\xA6\xEF\xBF\xBD" },
        { "&#127916;", "\xF0\x9F\x8E\xAC" },
        { "AT&T", "AT&T" },
        { "&nosuch;", "&nosuch;" },
        { "&#0;", "&#0;" },
        { "&#xD800;", "&#xD800;" },
        { "&#x110000;", "&#x110000;" },
        { "&amp;lt;", "&lt;" },
        { "&", "&" },
        { "&;", "&;" },
        { "&#;", "&#;" },
        { "&#x;", "&#x;" },
        { "a&amp", "a&amp" },
        { "&#99999999999999;", "&#99999999999999;" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].in);
        CHECK_TEXT_Z(html_decode(text_of(rows[i].in), &arena), rows[i].want);
    }
}

static void white_space(void)
{
    static const struct {
        const char *in, *want;
    } rows[] = { { "a b", "a b" }, { " a  b\n\tc ", "a b c" }, { "", NULL }, { " \n ", NULL }, { "a\r\nb", "a b" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].in);
        CHECK_TEXT(html_collapse(text_of(rows[i].in), &arena), text_of(rows[i].want));
    }
}

static void markup(void)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "A man<br/>and a <i>woman</i> &amp; more", "A man and a woman & more" },
        { "<a class=\"x\" href=\"/name/nm0000001\">Ada</a> returns.", "Ada returns." },
        { "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
        { "cut <b", "cut <b" },
        { "&lt;b&gt;", "<b>" },
        { "<p></p>", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].in);
        CHECK_TEXT(html_strip(text_of(rows[i].in), &arena), text_of(rows[i].want));
    }
}

int main(void)
{
    RUN(entities);
    RUN(white_space);
    RUN(markup);
    arena_finish(&arena);
    return check_done();
}

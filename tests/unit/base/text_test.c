/* Views, search and UTF-8. */
#include "base/scan.h"
#include "base/text.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

static void unknown_is_not_empty(void)
{
    struct text unknown = { 0 };
    CHECK(!text_equal(unknown, TEXT("")));
    CHECK(text_equal(unknown, text_of(NULL)));
    CHECK(text_empty(unknown) && !text_known(unknown));
}

static void cursors_advance_only_on_success(void)
{
    struct text in = TEXT("abc:def");
    CHECK(!text_take(&in, TEXT("abd")));
    CHECK_TEXT_Z(in, "abc:def");
    CHECK_TEXT_Z(text_take_until(&in, ':'), "abc");
    CHECK_TEXT_Z(in, "def");
    CHECK_TEXT_Z(text_take_until(&in, ':'), "def");
    CHECK(text_empty(in));
}

static void lines_end_with_or_without_return(void)
{
    struct text in = TEXT("one\r\n\ntwo"), line;
    CHECK(text_take_line(&in, &line) && text_is(line, "one"));
    CHECK(text_take_line(&in, &line) && text_is(line, ""));
    CHECK(text_take_line(&in, &line) && text_is(line, "two"));
    CHECK(!text_take_line(&in, &line));
}

/* scan_find against a plain search, every alignment and length around the 16-byte lanes. */
static void search_agrees_with_a_plain_loop(void)
{
    char hay[80];
    for (unsigned seed = 0; seed < 4000; seed++) {
        srand(seed);
        size_t len = (size_t)rand() % sizeof hay;
        for (size_t i = 0; i < len; i++)
            hay[i] = (char)('a' + rand() % 2);
        size_t needle_len = 1 + (size_t)rand() % 6;
        char needle[6];
        for (size_t i = 0; i < needle_len; i++)
            needle[i] = (char)('a' + rand() % 2);
        const char *want = NULL;
        for (size_t i = 0; want == NULL && i + needle_len <= len; i++) {
            if (memcmp(hay + i, needle, needle_len) == 0)
                want = hay + i;
        }
        if (!CHECK(scan_find(hay, len, needle, needle_len) == want))
            return;
    }
}

static void utf8_is_strict(void)
{
    static const struct {
        const char *bytes;
        bool good;
        const char *why;
    } rows[] = {
        { "plain", true, "ASCII" },
        { "Am\xC3\xA9lie", true, "two bytes" },
        { "\xE6\x9D\xB1\xE4\xBA\xAC", true, "three bytes" },
        { "\xF0\x9F\x8E\xAC", true, "four bytes" },
        { "\xF4\x8F\xBF\xBF", true, "U+10FFFF" },
        { "\xF4\x90\x80\x80", false, "above U+10FFFF" },
        { "\xC0\xAF", false, "overlong slash" },
        { "\xE0\x80\xAF", false, "overlong in three" },
        { "\xF0\x80\x80\xAF", false, "overlong in four" },
        { "\xED\xA0\x80", false, "surrogate" },
        { "\xC3", false, "cut off" },
        { "\x80", false, "stray continuation" },
        { "\xFF", false, "no such byte" },
        { "0123456789abcdef0123456789abcde\xC3\xA9", true, "behind the lanes" },
        { "0123456789abcde\xC3", false, "cut at a lane" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].why);
        CHECK(text_is_utf8(text_of(rows[i].bytes)) == rows[i].good);
    }
}

int main(void)
{
    RUN(unknown_is_not_empty);
    RUN(cursors_advance_only_on_success);
    RUN(lines_end_with_or_without_return);
    RUN(search_agrees_with_a_plain_loop);
    RUN(utf8_is_strict);
    return check_done();
}

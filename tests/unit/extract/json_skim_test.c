/* Skimming against a reading of the same promise byte by byte, on bytes that matter to it. */
#include "base/buf.h"
#include "base/random.h"
#include "base/scan_marks.h"
#include "check.h"
#include "extract/json_cursor.h"

#include <string.h>

static struct random chance = { 20261127 };

static size_t below(size_t limit)
{
    return (size_t)random_between(&chance, 0, (int64_t)limit - 1);
}

/* json_open_skimming()'s promise, one byte after the other: the length of the container, 0 when it is refused. */
static size_t expected(struct text t)
{
    bool in_string = false, escaped = false;
    int depth = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.at[i];
        bool literal = escaped;
        escaped = false;
        if (literal && (c == '"' || c == '\\'))
            continue;
        if (c == '\\')
            escaped = true;
        else if (c == '"')
            in_string = !in_string;
        else if (in_string && (unsigned char)c < 0x20)
            return 0;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && --depth == 0)
            return c == (t.at[0] == '{' ? '}' : ']') && text_is_utf8(text_from(t.at, i + 1)) ? i + 1 : 0;
    }
    return 0;
}

static void as_byte_by_byte(void)
{
    static const char *const parts[] = { "{", "}", "[",  "]",  "\"",       "\"",         "\\", "\\\"",    "\\\\",
                                         "a", ",", "\n", "\t", "\xC3\xA9", "0123456789", ":",  "\\u00e9", " " };
    struct buf bytes = BUF_WITH_LIMIT(4096);
    size_t taken = 0;
    for (int i = 0; i < 200000 && check_failures == 0; i++) {
        struct json_cursor c;
        struct text rest;
        size_t quiet = below(3) == 0 ? below(200) : 0; /* long strings: whole blocks without a bracket */
        buf_clear(&bytes);
        (void)buf_add_char(&bytes, "{["[below(2)]);
        for (size_t left = below(150); left > 0; left--)
            (void)buf_add_z(&bytes, parts[below(sizeof parts / sizeof parts[0])]);
        for (; quiet > 0; quiet--)
            (void)buf_add_char(&bytes, 'x');
        for (size_t left = below(12); left > 0; left--)
            (void)buf_add_z(&bytes, (const char *[]){ "\"", "}", "]", "\\", "\xC3" }[below(below(9) == 0 ? 5 : 3)]);
        json_open_skimming(&c, buf_text(&bytes));
        size_t want = expected(buf_text(&bytes));
        bool got = json_finish_value(&c, &rest, NULL) == OK;
        CHECK(got == (want > 0));
        CHECK(!got || bytes.len - rest.len == want);
        taken += got;
    }
    CHECK(taken > 1000);
    buf_finish(&bytes);
}

static void marks_are_the_same_everywhere(void)
{
    char block[SCAN_MARKS_BYTES];
    for (int round = 0; round < 1000; round++) {
        for (size_t i = 0; i < sizeof block; i++)
            block[i] = (char)(round < 256 ? round : (int)below(256));
        struct scan_marks a = scan_marks(block), b = scan_marks_bytewise(block);
        CHECK(a.quotes == b.quotes && a.backslashes == b.backslashes && a.opens == b.opens && a.closes == b.closes &&
              a.odd == b.odd);
    }
}

/* What is read is checked as ever, what nobody enters by its shape alone. */
static void less_is_asked_of_what_nobody_reads(void)
{
    struct json_cursor c;
    struct text key, rest;
    static const char document[] = "{\"a\":{nonsense,:},\"b\":[1,],\"c\":1}</script>";
    json_open_skimming(&c, text_of(document));
    CHECK(json_enter_object(&c) && json_next_key(&c, &key) && json_next_key(&c, &key));
    CHECK_TEXT_Z(key, "b");
    CHECK(json_finish_value(&c, &rest, NULL) == OK);
    CHECK_TEXT_Z(rest, "</script>");

    json_open_skimming(&c, text_of(document));
    CHECK(json_enter_object(&c) && json_next_key(&c, &key) && json_next_key(&c, &key));
    CHECK(json_enter_array(&c) && json_next_element(&c));
    CHECK(json_finish_value(&c, &rest, NULL) == DRIFT);

    json_open(&c, text_of(document));
    CHECK(json_finish_value(&c, &rest, NULL) == DRIFT);
}

int main(void)
{
    RUN(as_byte_by_byte);
    RUN(marks_are_the_same_everywhere);
    RUN(less_is_asked_of_what_nobody_reads);
    return check_done();
}

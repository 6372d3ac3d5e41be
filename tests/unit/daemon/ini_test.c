/* Lines of an INI file, strictly; how far two words are apart. */
#include "check.h"
#include "daemon/ini.h"
#include "daemon/nearest.h"

#include <string.h>

static void good_lines(void)
{
    static const char bytes[] =
        "\xEF\xBB\xBF# note\r\n\n  ; note\n[tmdb]\r\n token =  a b = c  \r\nurl=\"  x \"\n[ http ]\n"
        "contact =\n\tca_file\t=\t/a#b";
    static const struct {
        const char *section, *key, *value;
        size_t line;
    } rows[] = {
        { "tmdb", "token", "a b = c", 5 },
        { "tmdb", "url", "  x ", 6 },
        { "http", "contact", "", 8 },
        { "http", "ca_file", "/a#b", 9 },
    };
    struct ini ini;
    struct ini_entry entry;
    struct error err;
    ini_open(&ini, TEXT("f"), TEXT(bytes));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].key);
        if (!CHECK(ini_next(&ini, &entry, &err) == OK))
            return;
        CHECK_TEXT_Z(entry.section, rows[i].section);
        CHECK_TEXT_Z(entry.key, rows[i].key);
        CHECK_TEXT_Z(entry.value, rows[i].value);
        CHECK_INT(entry.line, rows[i].line);
    }
    CHECK(ini_next(&ini, &entry, &err) == NOT_FOUND);
    CHECK(ini_next(&ini, &entry, &err) == NOT_FOUND);
    ini_open(&ini, TEXT("f"), TEXT(""));
    CHECK(ini_next(&ini, &entry, &err) == NOT_FOUND);
}

static void bad_lines(void)
{
    static const struct {
        const char *bytes, *says;
    } rows[] = {
        { "[a]\nword\n", "f:2: no '='" },
        { "[a]\n= x\n", "f:2: no key" },
        { "[a]\nb c = x\n", "f:2: no key" },
        { "a = b\n", "f:1: key before any section" },
        { "[a\n", "f:1: not a section" },
        { "[\n", "f:1: not a section" },
        { "[]\n", "f:1: not a section" },
        { "[a] # x\n", "f:1: not a section" },
        { "[a]\nb = \"x\n", "f:2: the quote is not closed" },
        { "[a]\nb = \"\n", "f:2: the quote is not closed" },
        { "[a]\nb = \x01\n", "f:2: not text" },
        { "[a]\nb = \xFF\n", "f:2: not text" },
        { "[a]\rb = c\n", "f:1: not text" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ini ini;
        struct ini_entry entry;
        struct error err = { 0 };
        CHECK_ROW(rows[i].bytes);
        ini_open(&ini, TEXT("f"), text_of(rows[i].bytes));
        CHECK(ini_next(&ini, &entry, &err) == INVALID);
        CHECK(text_starts(text_of(err.text), text_of(rows[i].says)));
    }
}

static void long_lines(void)
{
    static char bytes[INI_LINE_BYTES_MAX + 16];
    struct ini ini;
    struct ini_entry entry;
    struct error err;
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "[a]\nb=", 6);
    ini_open(&ini, TEXT("f"), text_from(bytes, 4 + INI_LINE_BYTES_MAX));
    CHECK(ini_next(&ini, &entry, &err) == OK);
    CHECK_INT(entry.value.len, INI_LINE_BYTES_MAX - 2);
    ini_open(&ini, TEXT("f"), text_from(bytes, 4 + INI_LINE_BYTES_MAX + 1));
    CHECK(ini_next(&ini, &entry, &err) == INVALID);
}

static void distances(void)
{
    static const struct {
        const char *a, *b;
        size_t want;
        bool close;
    } rows[] = {
        { "", "", 0, true },
        { "lookup", "lookup", 0, true },
        { "lokup", "lookup", 1, true },
        { "loookup", "lookup", 1, true },
        { "lokoup", "lookup", 1, true },
        { "LOOKUP", "lookup", 0, true },
        { "kitten", "sitting", 3, false },
        { "", "abc", 3, false },
        { "x", "y", 1, false },
        { "serve", "sources", 4, false },
    };
    char longer[NEAREST_WORD_MAX + 1];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].a);
        CHECK_INT(nearest_distance(text_of(rows[i].a), text_of(rows[i].b)), rows[i].want);
        CHECK_INT(nearest_distance(text_of(rows[i].b), text_of(rows[i].a)), rows[i].want);
        CHECK(nearest_is_close(text_of(rows[i].a), rows[i].want) == rows[i].close);
    }
    memset(longer, 'a', sizeof longer);
    CHECK(nearest_distance(text_from(longer, sizeof longer), TEXT("a")) == SIZE_MAX);
    CHECK_INT(nearest_distance(text_from(longer, NEAREST_WORD_MAX), TEXT("a")), NEAREST_WORD_MAX - 1);
}

int main(void)
{
    RUN(good_lines);
    RUN(bad_lines);
    RUN(long_lines);
    RUN(distances);
    return check_done();
}

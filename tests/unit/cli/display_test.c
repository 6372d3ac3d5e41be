/* Widths, control characters, tables, wrapped text, the summary line. */
#include "check.h"
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/table.h"

static void shown(void)
{
    static const struct {
        const char *t, *want;
        size_t width;
    } rows[] = {
        { "", "", 0 },
        { "plain", "plain", 5 },
        { "Ol\xC3\xA1", "Ol\xC3\xA1", 3 },
        { "\xE7\x81\xAF\xE5\x8F\xB0", "\xE7\x81\xAF\xE5\x8F\xB0", 4 }, /* 灯台: two columns each */
        { "e\xCC\x81", "e\xCC\x81", 1 },                               /* e and a combining acute */
        { "a\tb\nc\rd", "a b c d", 7 },
        { "a\x1B[31mb", "a [31mb", 7 },
        { "a\x7F"
          "b",
          "a b", 3 },
        { "a\xC2\x9B"
          "31mb",
          "a 31mb", 6 }, /* C1: CSI in one character */
        { "a\xE2\x80\xAE"
          "b",
          "a\xEF\xBF\xBD"
          "b",
          3 },                                                         /* right-to-left override */
        { "a\xFF\xC3", "a\xEF\xBF\xBD\xEF\xBF\xBD", 3 },               /* not UTF-8, cut off */
        { "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3 }, /* a surrogate */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_WITH_LIMIT(256);
        CHECK_ROW(rows[i].want);
        display_add(&out, text_of(rows[i].t));
        CHECK_TEXT_Z(buf_text(&out), rows[i].want);
        CHECK_INT(display_width(text_of(rows[i].t)), rows[i].width);
        buf_finish(&out);
    }
}

static void cells(void)
{
    static const struct {
        const char *t;
        size_t columns;
        bool pad;
        const char *want;
    } rows[] = {
        { "abc", 5, true, "abc  " },
        { "abc", 5, false, "abc" },
        { "abc", 3, true, "abc" },
        { "abcd", 3, true, "ab\xE2\x80\xA6" },
        { "abc", 1, false, "\xE2\x80\xA6" },
        { "abc", 0, true, "" },
        { "", 2, true, "  " },
        { "\xE7\x81\xAF\xE5\x8F\xB0", 3, true, "\xE7\x81\xAF\xE2\x80\xA6" },
        { "\xE7\x81\xAF\xE5\x8F\xB0", 2, true, "\xE2\x80\xA6 " }, /* the wide one does not fit beside "…" */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_WITH_LIMIT(256);
        CHECK_ROW(rows[i].want);
        display_add_cell(&out, text_of(rows[i].t), rows[i].columns, rows[i].pad);
        CHECK_TEXT_Z(buf_text(&out), rows[i].want);
        buf_finish(&out);
    }
}

static void wraps(void)
{
    struct buf out = BUF_WITH_LIMIT(256);
    display_add_wrapped(&out, TEXT("one two  three\nfour incomprehensible x"), 9, 2);
    CHECK_TEXT_Z(buf_text(&out), "one two\n  three\n  four\n  incomprehensible\n  x");
    buf_clear(&out);
    display_add_wrapped(&out, TEXT("  "), 9, 2);
    CHECK_TEXT_Z(buf_text(&out), "");
    buf_finish(&out);
}

static void tables(void)
{
    struct table_column columns[] = { { "ID", 1 }, { "NAME", 1 }, { "REST", 0 } };
    const struct text rows[] = { TEXT("a"), TEXT("\xE7\x81\xAF\xE5\x8F\xB0 x"), TEXT("some words"), TEXT("bcd"), { 0 },
                                 TEXT("") };
    struct buf out = BUF_WITH_LIMIT(1024);
    table_fit(columns, 3, rows, 2);
    CHECK_INT(columns[0].width, 3);
    CHECK_INT(columns[1].width, 6);
    CHECK_INT(columns[2].width, 0);
    table_head(columns, 3, 0, false, &out);
    table_row(columns, 3, rows, NULL, 0, &out);
    table_row(columns, 3, rows + 3, NULL, 0, &out);
    CHECK_TEXT_Z(buf_text(&out), "ID   NAME    REST\n"
                                 "a    \xE7\x81\xAF\xE5\x8F\xB0 x  some words\n"
                                 "bcd          \n");
    for (size_t line = 1; line < 40; line++) { /* no row is ever wider than the terminal */
        buf_clear(&out);
        table_row(columns, 3, rows, NULL, line, &out);
        CHECK(display_width(text_from(out.at, out.len - 1)) <= line);
    }
    buf_clear(&out);
    table_head(columns, 3, 0, true, &out);
    CHECK(text_starts(buf_text(&out), TEXT("\033[1mID ")));
    buf_finish(&out);
}

static void summaries(void)
{
    static const struct {
        size_t counts[OUTCOME_COUNT];
        const char *want;
    } rows[] = {
        { { 3, 0, 0, 8, 0, 0, 1 }, "12 ids: 3 full, 8 placeholders, 1 unknown" },
        { { 0, 0, 0, 1, 0, 0, 0 }, "1 id: 1 placeholder" },
        { { 1, 1, 1, 1, 1, 1, 1 },
          "7 ids: 1 full, 1 soft, 1 enriched, 1 placeholder, 1 not a movie, 1 not found, 1 unknown" },
        { { 0, 0, 0, 0, 2, 2, 0 }, "4 ids: 2 not movies, 2 not found" },
        { { 0 }, "0 ids" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_WITH_LIMIT(256);
        outcome_summary(rows[i].counts, &out);
        CHECK_TEXT_Z(buf_text(&out), rows[i].want);
        buf_finish(&out);
    }
}

static void exits(void)
{
    static const struct {
        const char *outcome;
        enum exit_code code;
    } rows[] = {
        { "full", EXIT_FINE },          { "soft", EXIT_FINE },
        { "imdb_enriched", EXIT_FINE }, { "imdb_placeholder", EXIT_FINE },
        { "not_a_movie", EXIT_NO },     { "not_found", EXIT_NO },
        { "unknown", EXIT_UNKNOWN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].outcome);
        CHECK_INT(outcome_exit(text_of(rows[i].outcome)), rows[i].code);
    }
    CHECK_INT(exit_worst(EXIT_NO, EXIT_LOCAL), EXIT_LOCAL);
    CHECK_INT(exit_worst(EXIT_UNKNOWN, EXIT_USAGE), EXIT_UNKNOWN);
}

int main(void)
{
    RUN(shown);
    RUN(cells);
    RUN(wraps);
    RUN(tables);
    RUN(summaries);
    RUN(exits);
    return check_done();
}

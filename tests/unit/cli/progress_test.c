/* The line of the progress bar. */
#include "base/compiler.h"
#include "check.h"
#include "cli/display.h"
#include "cli/progress.h"

static void lines(void)
{
    static const struct {
        const char *why;
        struct progress_state state;
        int64_t elapsed_ms;
        size_t columns;
        const char *want;
    } rows[] = {
        { "rows",
          { "title.basics", 500, 1000, 1234567, "rows" },
          2000,
          79,
          "title.basics     [########........]  50 %  1.2 M rows  617 k rows/s  0:02 left" },
        { "too early for a rate",
          { "title.basics", 1, 1000, 999, "rows" },
          10,
          60,
          "title.basics     [........................]   0 %  999 rows" },
        { "a download",
          { "name.basics", 50000000, 200000000, 0, NULL },
          10000,
          79,
          "name.basics      [######...................]  25 %  50 MB  5.0 MB/s  0:30 left" },
        { "without a total", { "name.basics", 1500, 0, 0, NULL }, 2000, 79, "name.basics       1.5 kB  750 B/s" },
        { "hours", { "x", 1, 10000, 0, NULL }, 1000, 79, NULL },
        { "narrow", { "title.principals", 500, 1000, 5, "rows" }, 2000, 20, NULL },
        { "done", { "x", 1000, 1000, 5, "rows" }, 2000, 40, NULL },
        { "grew meanwhile", { "x", 2000, 1000, 5, "rows" }, 2000, 60, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_WITH_LIMIT(1000);
        CHECK_ROW(rows[i].why);
        progress_line(&rows[i].state, rows[i].elapsed_ms, rows[i].columns, &out);
        CHECK(display_width(buf_text(&out)) <= rows[i].columns);
        if (rows[i].want != NULL)
            CHECK_TEXT_Z(buf_text(&out), rows[i].want);
        buf_finish(&out);
    }
}

static void nothing_without_a_terminal(void)
{
    struct progress progress;
    progress_begin(&progress, true);
    CHECK(!progress.is_shown);
    progress_show(&progress, &(struct progress_state){ .label = "x" });
    CHECK(!progress.is_drawn);
    progress_end(&progress);
}

int main(void)
{
    RUN(lines);
    RUN(nothing_without_a_terminal);
    return check_done();
}

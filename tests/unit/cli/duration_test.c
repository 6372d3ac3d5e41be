/* Lengths of time for people. */
#include "base/compiler.h"
#include "check.h"
#include "cli/duration.h"

static void two_units_at_most(void)
{
    static const struct {
        int64_t seconds;
        const char *want;
    } rows[] = { { 0, "0 s" },
                 { 1, "1 s" },
                 { 59, "59 s" },
                 { 60, "1 min" },
                 { 61, "1 min 1 s" },
                 { 3599, "59 min 59 s" },
                 { 3600, "1 h" },
                 { 3661, "1 h 1 min" },
                 { 86399, "23 h 59 min" },
                 { 86400, "1 d" },
                 { 90000, "1 d 1 h" },
                 { 86460, "1 d" },
                 { INT64_C(86400) * 4000, "4000 d" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_WITH_LIMIT(64);
        CHECK_ROW(rows[i].want);
        duration_add(&out, rows[i].seconds);
        CHECK_TEXT_Z(buf_text(&out), rows[i].want);
        buf_finish(&out);
    }
}

int main(void)
{
    RUN(two_units_at_most);
    return check_done();
}

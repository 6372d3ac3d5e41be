/* The whole unit-test framework: checks that go on after a failure, TAP on stdout.
 *
 *     static void parses_dates(void) { CHECK(num_is_date(TEXT("2024-02-29"))); }
 *     int main(void) { RUN(parses_dates); return check_done(); }
 */
#ifndef UNDERSTUDY_TESTS_CHECK_H
#define UNDERSTUDY_TESTS_CHECK_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static int check_tests, check_failed_tests, check_failures;
static const char *check_why = ""; /* set by table-driven tests: which row */

static inline bool check_report(bool good, const char *what, const char *file, int line)
{
    if (!good) {
        check_failures++;
        printf("# %s:%d: %s%s%s\n", file, line, what, *check_why ? "  row: " : "", check_why);
    }
    return good;
}

static inline bool check_int(int64_t got, int64_t want, const char *what, const char *file, int line)
{
    if (!check_report(got == want, what, file, line))
        printf("#   got %lld, want %lld\n", (long long)got, (long long)want);
    return got == want;
}

static inline bool check_text(struct text got, struct text want, const char *what, const char *file, int line)
{
    bool good = text_equal(got, want);
    if (!check_report(good, what, file, line))
        printf("#   got  %s\"%.*s\"\n#   want %s\"%.*s\"\n", got.at ? "" : "(unknown) ", TEXT_ARG(got),
               want.at ? "" : "(unknown) ", TEXT_ARG(want));
    return good;
}

/* Each returns whether the check held, so that a test can stop: if (!CHECK(x)) return; */
#define CHECK(condition)      check_report((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(got, want)  check_int((int64_t)(got), (int64_t)(want), #got " == " #want, __FILE__, __LINE__)
#define CHECK_TEXT(got, want) check_text((got), (want), #got, __FILE__, __LINE__)
#define CHECK_TEXT_Z(got, z)  check_text((got), text_of(z), #got, __FILE__, __LINE__)
/* Name the row of a table for the messages; NULL ends. */
#define CHECK_ROW(why) (check_why = (why) != NULL ? (why) : "")

static inline void check_run(void (*test)(void), const char *name)
{
    int before = check_failures;
    check_why = "";
    test();
    check_tests++;
    if (check_failures != before)
        check_failed_tests++;
    printf("%sok %d - %s\n", check_failures != before ? "not " : "", check_tests, name);
    (void)fflush(stdout); /* a test that forks must not leave its child something to flush */
}
#define RUN(test) check_run(test, #test)

static inline int check_done(void)
{
    printf("1..%d\n", check_tests);
    return check_failed_tests > 0;
}

#endif

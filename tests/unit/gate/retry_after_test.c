/* Retry-After: seconds, dates of three kinds, nonsense. */
#include "base/clock.h"
#include "check.h"
#include "gate/retry_after.h"

#define NOW INT64_C(784111777000) /* Sun, 06 Nov 1994 08:49:37 GMT */

static const struct {
    const char *value;
    int64_t wait_ms; /* -1: ill-formed */
} rows[] = {
    { "0", 0 },
    { "1", 1000 },
    { "120", 120000 },
    { " 120 ", 120000 },
    { "007", 7000 },
    { "86400", CLOCK_DAY_MS },
    { "86401", CLOCK_DAY_MS },
    { "9223372036854775807", CLOCK_DAY_MS },
    { "99999999999999999999999999999999", CLOCK_DAY_MS },
    { "", -1 },
    { " ", -1 },
    { "-1", -1 },
    { "+1", -1 },
    { "1.5", -1 },
    { "1e3", -1 },
    { "0x10", -1 },
    { "10 s", -1 },
    { "10, 20", -1 },
    { "soon", -1 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:38 GMT", 1000 },
    { "Sun, 06 Nov 1994 08:49:36 GMT", 0 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Sun, 06 Nov 1994 09:49:37 GMT", 3600000 },
    { "Mon, 06 Nov 2034 08:49:37 GMT", CLOCK_DAY_MS },
    { "Sun, 31 Nov 1994 08:49:37 GMT", -1 },
    { "Sun, 06 Nov 1994 08:49:37", -1 },
    { "Sun, 06 Nov 1994 08:49:37 CET", -1 },
    { "Sunday, 06-Nov-94 08:50:37 GMT", 60000 },
    { "Friday, 06-Nov-43 08:50:37 GMT", CLOCK_DAY_MS }, /* 49 years ahead */
    { "Tuesday, 06-Nov-45 08:50:37 GMT", 0 },           /* 1945 */
    { "Sunday, 06-Nov-9x 08:50:37 GMT", -1 },
    { "Sunday, 06-Nov-94 08:50:37", -1 },
    { "Sun Nov  6 08:50:37 1994", 60000 },
    { "Sun Nov 06 08:50:37 1994", 60000 },
    { "Mon Nov  7 08:49:36 1994", 86399000 },
    { "Sun Nov  6 08:50:37 94", -1 },
    { "Sun Nov  6 08:50:37 -994", -1 },
    { "Sun Nov 31 08:50:37 1994", -1 },
};

static void a_table_of_values(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t wait_ms = -1; /* untouched when ill-formed */
        CHECK_ROW(rows[i].value);
        CHECK_INT(retry_after_parse(text_of(rows[i].value), NOW, &wait_ms), rows[i].wait_ms >= 0);
        CHECK_INT(wait_ms, rows[i].wait_ms);
    }
}

static void unknown_and_bytes(void)
{
    int64_t wait_ms = -1;
    CHECK(!retry_after_parse((struct text){ 0 }, NOW, &wait_ms));
    CHECK(!retry_after_parse(TEXT("12\0"), NOW, &wait_ms));
    CHECK(!retry_after_parse(TEXT("Sun Nov  6 08:50:3\0 1994"), NOW, &wait_ms));
    CHECK(!retry_after_parse(TEXT("Sunday, 06-N\0v-94 08:50:37 GMT"), NOW, &wait_ms));
    CHECK_INT(wait_ms, -1);
}

/* A cut value is refused or, where digits were lost, still a number: never a fault. */
static void cut_anywhere(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text whole = text_of(rows[i].value);
        for (size_t len = 0; len <= whole.len; len++) {
            int64_t wait_ms = 0;
            (void)retry_after_parse(text_from(whole.at, len), NOW, &wait_ms);
            if (!CHECK(wait_ms >= 0 && wait_ms <= CLOCK_DAY_MS))
                return;
        }
    }
}

/* A server whose clock is slow or fast means the time by that clock. */
static void by_the_servers_clock(void)
{
    static const struct {
        const char *value, *date;
        int64_t wait_ms;
    } of_date[] = {
        { "Sun, 06 Nov 1994 08:50:37 GMT", NULL, 60000 },
        { "Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60000 },
        { "Sun, 06 Nov 1994 08:40:37 GMT", "Sun, 06 Nov 1994 08:39:37 GMT", 60000 }, /* ten minutes slow */
        { "Sun, 06 Nov 1994 09:00:37 GMT", "Sun, 06 Nov 1994 08:59:37 GMT", 60000 }, /* fast */
        { "Sun, 06 Nov 1994 08:40:37 GMT", NULL, 0 },
        { "Sun, 06 Nov 1994 08:50:37 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", 60000 }, /* no clock at all */
        { "Sun, 06 Nov 1994 08:50:37 GMT", "yesterday", 60000 },
        { "120", "Sun, 06 Nov 1994 08:39:37 GMT", 120000 },
    };
    for (size_t i = 0; i < COUNT_OF(of_date); i++) {
        int64_t wait_ms = -1;
        CHECK_ROW(of_date[i].date);
        CHECK(retry_after_wait(text_of(of_date[i].value), text_of(of_date[i].date), NOW, &wait_ms));
        CHECK_INT(wait_ms, of_date[i].wait_ms);
    }
}

int main(void)
{
    RUN(by_the_servers_clock);
    RUN(a_table_of_values);
    RUN(unknown_and_bytes);
    RUN(cut_anywhere);
    return check_done();
}

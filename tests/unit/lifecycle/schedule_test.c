/* The retry schedule: its text, its jitter, and the weeks around a release. */
#include "base/clock.h"
#include "base/compiler.h"
#include "base/num.h"
#include "check.h"
#include "lifecycle/schedule.h"

enum { ROUNDS = 500 };

static void parses(void)
{
    struct schedule s = { .count = 0 };
    CHECK(schedule_parse(TEXT("7,14,30,60"), &s));
    CHECK_INT(s.count, 4);
    CHECK_INT(s.days[0], 7);
    CHECK_INT(s.days[3], 60);
    CHECK(schedule_parse(TEXT(" 7 , 14 "), &s) && s.count == 2 && s.days[1] == 14);
    CHECK(schedule_parse(TEXT("3650"), &s) && s.count == 1 && s.days[0] == 3650);
    CHECK(schedule_parse(TEXT("1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,9"), &s) && s.count == 16 && s.days[15] == 9);
}

static void refuses(void)
{
    static const char *const bad[] = { "",
                                       " ",
                                       ",",
                                       "7,",
                                       ",7",
                                       "7,,14",
                                       "0",
                                       "3651",
                                       "-7",
                                       "7.5",
                                       "7d",
                                       "seven",
                                       "7;14",
                                       "99999999999999999999",
                                       "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ROW(bad[i]);
        struct schedule s = { .days = { 5 }, .count = 1 };
        CHECK(!schedule_parse(text_of(bad[i]), &s));
        CHECK(s.count == 1 && s.days[0] == 5);
    }
    struct schedule s = { .count = 0 };
    CHECK(!schedule_parse((struct text){ 0 }, &s));
}

struct spread {
    int64_t least_ms, most_ms;
};

static struct spread waits(int64_t retry_count, const char *release_date, int64_t now_ms)
{
    struct schedule s;
    struct random random = { 42 };
    struct spread spread = { INT64_MAX, INT64_MIN };
    CHECK(schedule_parse(TEXT("7,14,30,60"), &s));
    for (int i = 0; i < ROUNDS; i++) {
        int64_t wait_ms = schedule_next_ms(&s, retry_count, text_of(release_date), now_ms, &random) - now_ms;
        spread.least_ms = wait_ms < spread.least_ms ? wait_ms : spread.least_ms;
        spread.most_ms = wait_ms > spread.most_ms ? wait_ms : spread.most_ms;
    }
    return spread;
}

static int64_t day_ms(const char *date)
{
    struct text t = text_of(date);
    int64_t year, month, day;
    CHECK(num_parse(text_from(t.at, 4), 0, 9999, &year) && num_parse(text_from(t.at + 5, 2), 1, 12, &month) &&
          num_parse(text_from(t.at + 8, 2), 1, 31, &day));
    return clock_days_from_date((int)year, (int)month, (int)day) * CLOCK_DAY_MS;
}

/* Within ±10 %, and really spread: both tenths at the ends are reached. */
static void check_jitter(struct spread got, int64_t days)
{
    int64_t wait_ms = days * CLOCK_DAY_MS;
    CHECK(got.least_ms >= wait_ms - wait_ms / 10 && got.least_ms < wait_ms - wait_ms * 8 / 100);
    CHECK(got.most_ms <= wait_ms + wait_ms / 10 && got.most_ms > wait_ms + wait_ms * 8 / 100);
}

static void intervals_with_jitter(void)
{
    static const int64_t days[] = { 7, 14, 30, 60, 60, 60 }; /* beyond the list the last repeats */
    int64_t now_ms = day_ms("2026-12-24");
    for (size_t i = 0; i < COUNT_OF(days); i++)
        check_jitter(waits((int64_t)i, NULL, now_ms), days[i]);
    check_jitter(waits(INT64_MAX, NULL, now_ms), 60);
    check_jitter(waits(-1, NULL, now_ms), 7); /* a damaged count */
    check_jitter(waits(0, NULL, 0), 7);       /* 1970 */
    check_jitter(waits(3, NULL, -CLOCK_DAY_MS), 60);
}

static void near_the_release(void)
{
    static const char *const near[] = { "2026-12-24", "2026-12-25", "2027-01-23", "2026-11-24", "2026-12-01" };
    int64_t now_ms = day_ms("2026-12-24");
    for (size_t i = 0; i < COUNT_OF(near); i++) {
        for (int64_t count = 0; count < 6; count++) {
            CHECK_ROW(near[i]);
            struct spread got = waits(count, near[i], now_ms);
            CHECK(got.least_ms >= 6 * CLOCK_DAY_MS && got.most_ms <= 7 * CLOCK_DAY_MS);
            CHECK(got.most_ms - got.least_ms > CLOCK_DAY_MS / 2); /* still spread */
        }
    }
}

static void far_from_the_release(void)
{
    /* Long over; unknown; not a full date; no date at all. */
    static const char *const far[] = { "2026-11-22", "1999-03-31", "2999-12-31",           "2026-12", "2026",
                                       "",           "2026-02-30", "2026-12-24T00:00:00Z", "soon" };
    int64_t now_ms = day_ms("2026-12-24");
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        CHECK_ROW(far[i]);
        check_jitter(waits(3, far[i], now_ms), 60);
    }
}

/* A step of 60 days must not jump over the weeks around the release. */
static void before_the_window_opens(void)
{
    int64_t now_ms = day_ms("2026-12-24");
    struct spread got = waits(3, "2027-02-02", now_ms); /* in 40 days: the window opens in 10 */
    CHECK(got.most_ms <= 17 * CLOCK_DAY_MS && got.least_ms >= 15 * CLOCK_DAY_MS);
    check_jitter(waits(0, "2027-02-02", now_ms), 7);  /* a short step is not lengthened */
    check_jitter(waits(3, "2027-06-30", now_ms), 60); /* too far to matter */
}

/* From creation on, walking attempt by attempt: always forward, and inside the window never more than 7 days apart. */
static void walk_through_a_release(void)
{
    struct schedule s;
    int64_t released_ms = day_ms("2026-06-15");
    CHECK(schedule_parse(TEXT("7,14,30,60"), &s));
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct random random = { seed };
        int64_t at_ms = day_ms("2026-01-01") + (int64_t)seed * CLOCK_HOUR_MS;
        for (int64_t count = 0; count < 40; count++) {
            int64_t next_ms = schedule_next_ms(&s, count, TEXT("2026-06-15"), at_ms, &random);
            bool forward = next_ms > at_ms;
            int64_t opens_ms = released_ms - 30 * CLOCK_DAY_MS, closes_ms = released_ms + 30 * CLOCK_DAY_MS;
            int64_t in_from_ms = at_ms > opens_ms ? at_ms : opens_ms;
            int64_t in_to_ms = next_ms < closes_ms ? next_ms : closes_ms;
            if (!CHECK(forward) || !CHECK(in_to_ms - in_from_ms <= 7 * CLOCK_DAY_MS))
                return;
            at_ms = next_ms;
        }
    }
}

static void contributed_films_every_day(void)
{
    const int64_t day = CLOCK_DAY_MS, now = 1000 * day;
    CHECK_INT(schedule_contributed_ms(now + 30 * day, 0, now), now + 30 * day);
    CHECK_INT(schedule_contributed_ms(now + 30 * day, now - day, now), now + day);
    CHECK_INT(schedule_contributed_ms(now + 30 * day, now - 60 * day, now), now + day);
    CHECK_INT(schedule_contributed_ms(now + 30 * day, now - 61 * day, now), now + 30 * day);
    CHECK_INT(schedule_contributed_ms(now + day / 2, now - day, now), now + day / 2);
}

int main(void)
{
    RUN(parses);
    RUN(refuses);
    RUN(intervals_with_jitter);
    RUN(near_the_release);
    RUN(far_from_the_release);
    RUN(before_the_window_opens);
    RUN(walk_through_a_release);
    RUN(contributed_films_every_day);
    return check_done();
}

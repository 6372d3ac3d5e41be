/* Instants in and out. */
#include "base/clock.h"
#include "check.h"

static void instants_round_trip(void)
{
    char out[CLOCK_ISO_BYTES];
    int64_t ms;
    for (int64_t days = -60000; days < 60000; days += 7) {
        (void)clock_iso(days * CLOCK_DAY_MS + 3661000, out);
        if (!CHECK(clock_parse_iso(text_of(out), &ms)) || !CHECK_INT(ms, days * CLOCK_DAY_MS + 3661000))
            return;
    }
    CHECK_TEXT_Z(text_of(clock_iso(0, out)), "1970-01-01T00:00:00Z");
}

static void iso_is_strict(void)
{
    int64_t ms = 7;
    CHECK(clock_parse_iso(TEXT("2026-12-24T00:00:00.123456Z"), &ms));
    static const char *const bad[] = { "",
                                       "2026-12-24",
                                       "2026-12-24T00:00:00",
                                       "2026-02-30T00:00:00Z",
                                       "2026-12-24T24:00:00Z",
                                       "2026-12-24 00:00:00Z",
                                       "2026-12-24T00:00:00+01:00",
                                       "2026-12-24T00:00:00.Z" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_ROW(bad[i]);
        CHECK(!clock_parse_iso(text_of(bad[i]), &ms));
    }
}

static void http_dates(void)
{
    int64_t ms = 0;
    CHECK(clock_parse_http_date(TEXT("Sun, 06 Nov 1994 08:49:37 GMT"), &ms));
    CHECK_INT(ms, INT64_C(784111777000));
    CHECK(!clock_parse_http_date(TEXT("Sunday, 06-Nov-94 08:49:37 GMT"), &ms));
    CHECK(!clock_parse_http_date(TEXT("Sun, 31 Feb 1994 08:49:37 GMT"), &ms));
}

static void the_wall_clock_can_be_moved(void)
{
    struct clock clock;
    struct error err;
    CHECK(clock_init(&clock, TEXT("2026-12-24T00:00:00Z@1000"), &err) == OK);
    int64_t before = clock_wall_ms(&clock);
    clock_sleep_ms(20);
    CHECK(clock_wall_ms(&clock) - before >= 20000);
    CHECK(clock_init(&clock, TEXT("tomorrow"), &err) == INVALID);
    CHECK(clock_init(&clock, TEXT("2026-12-24T00:00:00Z@"), &err) == INVALID);
    CHECK(clock_init(&clock, (struct text){ 0 }, &err) == OK);
}

/* The database's machine is an hour ahead: so are we, but for a clock that UNDERSTUDY_NOW set. */
static void follows_another_machine(void)
{
    struct clock real, set;
    struct error err;
    CHECK(clock_init(&real, (struct text){ 0 }, &err) == OK);
    CHECK(clock_init(&set, TEXT("2026-12-24T00:00:00Z"), &err) == OK);
    int64_t wall_ms = clock_wall_ms(&real), set_ms = clock_wall_ms(&set);
    clock_follow(CLOCK_HOUR_MS);
    CHECK(clock_real_ms() >= clock_own_ms() + CLOCK_HOUR_MS - CLOCK_SECOND_MS);
    CHECK(clock_wall_ms(&real) >= wall_ms + CLOCK_HOUR_MS);
    CHECK(clock_wall_ms(&set) < set_ms + CLOCK_HOUR_MS);
    clock_follow(0);
    CHECK(clock_wall_ms(&real) < wall_ms + CLOCK_HOUR_MS);
}

int main(void)
{
    RUN(instants_round_trip);
    RUN(iso_is_strict);
    RUN(http_dates);
    RUN(the_wall_clock_can_be_moved);
    RUN(follows_another_machine);
    return check_done();
}

/* Time as an argument. */
#include "base/clock.h"

#include "base/num.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t = { 0 };
    (void)clock_gettime(id, &t); /* cannot fail for the two ids used */
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static _Atomic int64_t followed_ms; /* how much the clock that is followed is ahead */

int64_t clock_own_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

int64_t clock_real_ms(void)
{
    return clock_own_ms() + atomic_load(&followed_ms);
}

void clock_follow(int64_t ahead_ms)
{
    atomic_store(&followed_ms, ahead_ms);
}

int64_t clock_mono_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

bool clock_is_time(int64_t *next_mono_ms, int64_t every_ms)
{
    int64_t now_ms = clock_mono_ms();
    bool due = now_ms >= *next_mono_ms;
    if (due)
        *next_mono_ms = now_ms + every_ms;
    return due;
}

enum status clock_init(struct clock *clock, struct text now, struct error *err)
{
    int64_t real_ms = clock_own_ms();
    struct clock made = { .wall_start_ms = real_ms, .real_start_ms = real_ms, .factor = 1 };
    if (!text_empty(now)) {
        struct text rest = now;
        struct text instant = text_take_until(&rest, '@');
        bool has_factor = instant.len < now.len;
        if (!clock_parse_iso(instant, &made.wall_start_ms) ||
            (has_factor && !num_parse(rest, 1, 10000000, &made.factor)))
            return error_set(err, INVALID,
                             "UNDERSTUDY_NOW=%.*s: write an instant such as 2026-12-24T00:00:00Z, "
                             "optionally with @FACTOR",
                             TEXT_ARG(now));
    }
    *clock = made;
    return OK;
}

int64_t clock_wall_ms(const struct clock *clock)
{
    bool is_set = clock->wall_start_ms != clock->real_start_ms || clock->factor != 1; /* by UNDERSTUDY_NOW */
    int64_t real_ms = is_set ? clock_own_ms() : clock_real_ms();
    return clock->wall_start_ms + (real_ms - clock->real_start_ms) * clock->factor;
}

void clock_sleep_ms(int64_t ms)
{
    if (ms <= 0)
        return;
    struct timespec left = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
    while (nanosleep(&left, &left) == -1 && errno == EINTR) {
    }
}

/* Days and civil dates in the proleptic Gregorian calendar, by eras of 400 years. */
int64_t clock_days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void clock_date_from_days(int64_t days, int *out_year, int *out_month, int *out_day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153; /* March is 0 */
    *out_day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *out_month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *out_year = (int)(year_of_era + era * 400 + (*out_month <= 2 ? 1 : 0));
}

/* Onto the zeros before `end`. By hand: a lookup prints seventy times, and printf takes nine times as long. */
static void add_digits(char *end, unsigned value)
{
    for (; value > 0; value /= 10)
        *--end = (char)('0' + value % 10);
}

const char *clock_iso(int64_t wall_ms, char out[CLOCK_ISO_BYTES])
{
    int year, month, day;
    int64_t days = wall_ms / CLOCK_DAY_MS;
    int64_t in_day_ms = wall_ms % CLOCK_DAY_MS;
    if (in_day_ms < 0) {
        in_day_ms += CLOCK_DAY_MS;
        days--;
    }
    unsigned seconds = (unsigned)(in_day_ms / 1000);
    clock_date_from_days(days, &year, &month, &day);
    memcpy(out, "0000-00-00T00:00:00Z", CLOCK_ISO_BYTES);
    add_digits(out + 4, (unsigned)year % 10000);
    add_digits(out + 7, (unsigned)month);
    add_digits(out + 10, (unsigned)day);
    add_digits(out + 13, seconds / 3600);
    add_digits(out + 16, seconds / 60 % 60);
    add_digits(out + 19, seconds % 60);
    return out;
}

/* "hh:mm:ss" to milliseconds of the day; a leap second counts as the one before. */
static bool parse_time_of_day(struct text t, int64_t *out_ms)
{
    int64_t h, m, s;
    if (t.len != 8 || t.at[2] != ':' || t.at[5] != ':' || !num_parse(text_from(t.at, 2), 0, 23, &h) ||
        !num_parse(text_from(t.at + 3, 2), 0, 59, &m) || !num_parse(text_from(t.at + 6, 2), 0, 60, &s))
        return false;
    *out_ms = ((h * 60 + m) * 60 + (s == 60 ? 59 : s)) * 1000;
    return true;
}

bool clock_parse_iso(struct text t, int64_t *out_wall_ms)
{
    int64_t year, month, day, in_day_ms, fraction;
    if (t.len < 20 || t.at[10] != 'T' || t.at[t.len - 1] != 'Z' || !num_is_date(text_from(t.at, 10)) ||
        !parse_time_of_day(text_from(t.at + 11, 8), &in_day_ms))
        return false;
    struct text rest = text_from(t.at + 19, t.len - 20); /* "" or ".123456" */
    if (rest.len > 0 && (!text_take_char(&rest, '.') || rest.at[0] == '-' || !num_parse(rest, 0, INT64_MAX, &fraction)))
        return false;
    (void)num_parse(text_from(t.at, 4), 0, 9999, &year);
    (void)num_parse(text_from(t.at + 5, 2), 0, 99, &month);
    (void)num_parse(text_from(t.at + 8, 2), 0, 99, &day);
    *out_wall_ms = clock_days_from_date((int)year, (int)month, (int)day) * CLOCK_DAY_MS + in_day_ms;
    return true;
}

bool clock_parse_http_date(struct text t, int64_t *out_wall_ms)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t day, year, in_day_ms;
    int month = 0;
    if (t.len != 29 || t.at[3] != ',' || !text_ends(t, TEXT(" GMT")))
        return false;
    for (int i = 0; i < 12; i++) {
        if (text_is(text_from(t.at + 8, 3), months[i]))
            month = i + 1;
    }
    if (month == 0 || !num_parse(text_from(t.at + 5, 2), 1, 31, &day) ||
        !num_parse(text_from(t.at + 12, 4), 1800, 2999, &year) || !num_date_exists((int)year, month, (int)day) ||
        !parse_time_of_day(text_from(t.at + 17, 8), &in_day_ms))
        return false;
    *out_wall_ms = clock_days_from_date((int)year, month, (int)day) * CLOCK_DAY_MS + in_day_ms;
    return true;
}

/* Retry-After (RFC 9110 §10.2.3): seconds, or a date in any of the three forms that §5.6.7 makes us accept. */
#include "gate/retry_after.h"

#include "base/clock.h"
#include "base/num.h"

#include <stdio.h>

static bool is_digits(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
    }
    return t.len > 0;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" out of the parts of an older form; the weekday is not looked at. */
static bool parse_parts(struct text day, struct text month, int year, struct text time, int64_t *out_ms)
{
    char z[40];
    int len =
        snprintf(z, sizeof z, "Day, %.*s %.*s %04d %.*s GMT", TEXT_ARG(day), TEXT_ARG(month), year, TEXT_ARG(time));
    return len > 0 && (size_t)len < sizeof z && clock_parse_http_date(text_from(z, (size_t)len), out_ms);
}

/* "Sunday, 06-Nov-94 08:49:37 GMT"; of the years that end so, the one at most 50 years ahead. */
static bool parse_rfc850(struct text t, int64_t now_ms, int64_t *out_ms)
{
    int64_t year;
    int now_year, now_month, now_day;
    (void)text_take_until(&t, ',');
    if (t.len != 23 || t.at[0] != ' ' || t.at[3] != '-' || t.at[7] != '-' || t.at[10] != ' ' ||
        !is_digits(text_from(t.at + 8, 2)) || !text_ends(t, TEXT(" GMT")))
        return false;
    (void)num_parse(text_from(t.at + 8, 2), 0, 99, &year);
    clock_date_from_days(now_ms / CLOCK_DAY_MS, &now_year, &now_month, &now_day);
    year += now_year - now_year % 100;
    if (year > now_year + 50)
        year -= 100;
    else if (year <= now_year - 50)
        year += 100;
    return parse_parts(text_from(t.at + 1, 2), text_from(t.at + 4, 3), (int)year, text_from(t.at + 11, 8), out_ms);
}

/* "Sun Nov  6 08:49:37 1994" */
static bool parse_asctime(struct text t, int64_t *out_ms)
{
    int64_t year;
    if (t.len != 24 || t.at[3] != ' ' || t.at[7] != ' ' || t.at[10] != ' ' || t.at[19] != ' ' ||
        !is_digits(text_after(t, 20)))
        return false;
    (void)num_parse(text_after(t, 20), 0, 9999, &year);
    char day[2] = { t.at[8] == ' ' ? '0' : t.at[8], t.at[9] };
    return parse_parts(text_from(day, 2), text_from(t.at + 4, 3), (int)year, text_from(t.at + 11, 8), out_ms);
}

bool http_date_parse(struct text value, int64_t now_ms, int64_t *out_ms)
{
    struct text t = text_trim(value);
    return clock_parse_http_date(t, out_ms) || parse_rfc850(t, now_ms, out_ms) || parse_asctime(t, out_ms);
}

bool retry_after_parse(struct text value, int64_t now_ms, int64_t *out_wait_ms)
{
    const int64_t max_ms = CLOCK_DAY_MS; /* nobody means more; a longer one is a typing error or an attack */
    int64_t seconds, at_ms, wait_ms;
    struct text t = text_trim(value);
    if (is_digits(t))
        wait_ms = num_parse(t, 0, max_ms / CLOCK_SECOND_MS, &seconds) ? seconds * CLOCK_SECOND_MS : max_ms;
    else if (http_date_parse(t, now_ms, &at_ms))
        wait_ms = at_ms - now_ms;
    else
        return false;
    if (wait_ms < 0)
        wait_ms = 0;
    *out_wait_ms = wait_ms < max_ms ? wait_ms : max_ms;
    return true;
}

bool retry_after_wait(struct text value, struct text date, int64_t real_ms, int64_t *out_wait_ms)
{
    int64_t server_ms;
    if (!http_date_parse(date, real_ms, &server_ms) || server_ms < real_ms - CLOCK_DAY_MS ||
        server_ms > real_ms + CLOCK_DAY_MS)
        server_ms = real_ms;
    return retry_after_parse(value, server_ms, out_wait_ms);
}

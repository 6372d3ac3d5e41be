/* Strict numbers and dates. */
#include "base/num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct number number_of(int64_t value)
{
    return (struct number){ value, true };
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool num_parse(struct text t, int64_t min, int64_t max, int64_t *out_value)
{
    bool negative = text_take_char(&t, '-');
    if (t.len == 0 || t.len > 19)
        return false;
    uint64_t value = 0; /* 19 digits fit */
    for (size_t i = 0; i < t.len; i++) {
        if (!is_digit(t.at[i]))
            return false;
        value = value * 10 + (uint64_t)(t.at[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX)
        return false;
    int64_t signed_value = negative ? -(int64_t)value : (int64_t)value;
    if (signed_value < min || signed_value > max)
        return false;
    *out_value = signed_value;
    return true;
}

bool num_parse_decimal(struct text t, double *out_value)
{
    char z[64]; /* longer than any number that a rating or popularity needs */
    if (t.len == 0 || t.len >= sizeof z)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (!is_digit(t.at[i]) && strchr("+-.eE", t.at[i]) == NULL)
            return false;
    }
    memcpy(z, t.at, t.len);
    z[t.len] = '\0';
    char *stop = NULL;
    double value = strtod(z, &stop);
    if (stop != z + t.len || !isfinite(value))
        return false;
    *out_value = value;
    return true;
}

bool num_parse_duration_minutes(struct text t, int64_t *out_minutes)
{
    enum { UNIT_MAX = 1000000 };
    int64_t seconds = 0;
    if (!text_take(&t, TEXT("PT")) || t.len == 0)
        return false;
    while (t.len > 0) {
        size_t digits = 0;
        while (digits < t.len && is_digit(t.at[digits]))
            digits++;
        int64_t count = 0;
        if (digits == t.len || !num_parse(text_from(t.at, digits), 0, UNIT_MAX, &count))
            return false;
        char unit = t.at[digits];
        if (unit != 'H' && unit != 'M' && unit != 'S')
            return false;
        seconds += count * (unit == 'H' ? 3600 : unit == 'M' ? 60 : 1);
        t = text_after(t, digits + 1);
    }
    *out_minutes = seconds / 60;
    return true;
}

static bool is_day(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool num_date_exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && is_day(year, month, day);
}

static bool is_date(struct text t, int64_t first_year, int64_t last_year)
{
    int64_t year, month = 1, day = 1;
    if (t.len != 4 && t.len != 7 && t.len != 10)
        return false;
    if (!num_parse(text_from(t.at, 4), first_year, last_year, &year))
        return false;
    if (t.len >= 7 && (t.at[4] != '-' || !num_parse(text_from(t.at + 5, 2), 1, 12, &month)))
        return false;
    if (t.len == 10 && (t.at[7] != '-' || !num_parse(text_from(t.at + 8, 2), 1, 31, &day)))
        return false;
    return is_day((int)year, (int)month, (int)day);
}

bool num_is_date(struct text t)
{
    return is_date(t, 1800, 2999);
}

bool num_is_written_date(struct text t)
{
    return is_date(t, 1, 9999);
}

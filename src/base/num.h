/* Strict numbers and dates: the whole text or nothing. Outputs are untouched on failure. */
#ifndef UNDERSTUDY_BASE_NUM_H
#define UNDERSTUDY_BASE_NUM_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Facts that may be unknown; {0} is unknown. */
struct number {
    int64_t value;
    bool known;
};
struct decimal {
    double value;
    bool known;
};
struct flag {
    bool value;
    bool known;
};

struct number number_of(int64_t value);

/* 0 to 15; -1 for what is no hexadecimal digit. */
static inline int num_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Optional '-', digits, nothing else; within [min, max]. */
bool num_parse(struct text t, int64_t min, int64_t max, int64_t *out_value);
/* Digits with optional '-', '.', exponent; finite. */
bool num_parse_decimal(struct text t, double *out_value);
/* ISO 8601 duration in whole minutes: "PT2H16M", "PT95M", "PT1H", "PT5400S"; rounds seconds down. */
bool num_parse_duration_minutes(struct text t, int64_t *out_minutes);

/* "YYYY", "YYYY-MM" or "YYYY-MM-DD" that exists in the Gregorian calendar, years 1800 to 2999. */
bool num_is_date(struct text t);
/* The same in any year: what a source wrote, to be believed or set aside. */
bool num_is_written_date(struct text t);
bool num_date_exists(int year, int month, int day); /* years 1 to 9999 */

#endif

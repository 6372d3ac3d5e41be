/* Time as an argument: one clock is made in main() and handed down; nobody else reads the time.
 * Wall time follows UNDERSTUDY_NOW (due dates, cache ages, everything stored); real time does not
 * (time-outs, rate spacing). All in milliseconds, UTC. */
#ifndef UNDERSTUDY_BASE_CLOCK_H
#define UNDERSTUDY_BASE_CLOCK_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_SECOND_MS INT64_C(1000)
#define CLOCK_HOUR_MS   (INT64_C(3600) * CLOCK_SECOND_MS)
#define CLOCK_DAY_MS    (24 * CLOCK_HOUR_MS)

struct clock {
    int64_t wall_start_ms; /* wall time at the moment the clock was made */
    int64_t real_start_ms; /* real time at that moment */
    int64_t factor;        /* how many times as fast the wall clock runs; 1 normally */
};

/* `now` is the value of UNDERSTUDY_NOW ("2026-12-24T00:00:00Z", optionally "@FACTOR"), unknown for
 * the real time. INVALID when it cannot be read. */
MUST_CHECK enum status clock_init(struct clock *clock, struct text now, struct error *err);

int64_t clock_wall_ms(const struct clock *clock);
int64_t clock_real_ms(void); /* CLOCK_REALTIME: comparable between processes of one host, and see clock_follow() */
int64_t clock_own_ms(void);  /* this machine's, whatever is followed */
int64_t clock_mono_ms(void); /* CLOCK_MONOTONIC: for measuring */
/* Has the monotonic clock reached *next_mono_ms (0: at once)? Then the next time is every_ms from now. */
bool clock_is_time(int64_t *next_mono_ms, int64_t every_ms);
void clock_sleep_ms(int64_t ms); /* real time */

/* From here on real time, and the wall clock unless UNDERSTUDY_NOW set it, goes by another machine's clock, which is so
 * much ahead of this one's: that of the database that many machines share. Thread-safe. */
void clock_follow(int64_t ahead_ms);

enum { CLOCK_ISO_BYTES = 21 }; /* "2026-11-22T08:53:00Z" and NUL */
/* Writes into out and returns it. Sub-second part is cut. */
const char *clock_iso(int64_t wall_ms, char out[CLOCK_ISO_BYTES]);
/* Exactly the form above; with a fraction of a second allowed. */
bool clock_parse_iso(struct text t, int64_t *out_wall_ms);
/* Days since 1970-01-01 of a civil date, and back. */
int64_t clock_days_from_date(int year, int month, int day);
void clock_date_from_days(int64_t days, int *out_year, int *out_month, int *out_day);
/* IMF-fixdate of RFC 9110 ("Sun, 06 Nov 1994 08:49:37 GMT"). */
bool clock_parse_http_date(struct text t, int64_t *out_wall_ms);

#endif

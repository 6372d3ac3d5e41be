/* Retry-After (RFC 9110 §10.2.3): delay in seconds or an HTTP date. Pure. */
#ifndef UNDERSTUDY_GATE_RETRY_AFTER_H
#define UNDERSTUDY_GATE_RETRY_AFTER_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds to wait from now_ms; 0 for "0" and for a date in the past; at most 24 h. False when ill-formed. */
bool retry_after_parse(struct text value, int64_t now_ms, int64_t *out_wait_ms);

/* The same by the clock that wrote it: `date` is the Date of the answer. One that is missing or a day off counts for
 * nothing; then real_ms, our own real time. (Never wall time: UNDERSTUDY_NOW does not move the servers.) */
bool retry_after_wait(struct text value, struct text date, int64_t real_ms, int64_t *out_wait_ms);

/* A date in any of the three forms of HTTP; now_ms settles the century of the one that leaves it out. */
bool http_date_parse(struct text value, int64_t now_ms, int64_t *out_ms);

#endif

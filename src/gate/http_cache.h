/* What may be kept of an answer, and for how long (RFC 9111). Pure.
 *
 * One operator's programs share one cache, so it is a private one: `private` may be kept, s-maxage is for others. No
 * heuristics: without max-age or Expires an answer is old when it comes. */
#ifndef UNDERSTUDY_GATE_HTTP_CACHE_H
#define UNDERSTUDY_GATE_HTTP_CACHE_H

#include "base/clock.h"
#include "http/http.h"

#include <stdbool.h>
#include <stdint.h>

#define CACHE_STALE_MAX_MS (7 * CLOCK_DAY_MS)
#define CACHE_ABSENT_MS    (8 * CLOCK_HOUR_MS) /* TMDb's CDN keeps its own "no" that long (facts/tmdb.md §1.3) */

/* One source's. */
struct cache_rules {
    int64_t floor_ms; /* not asked for again before, whatever the headers say: we are the guest, and nobody's browser */
    int64_t ceiling_ms;      /* nor used longer; 0 = never used again */
    int64_t absent_ms;       /* an absence counts exactly so long, within the ceiling; 0 = as any other answer */
    bool revalidate;         /* --fresh: what is kept is asked about again, the floor apart */
    bool stale_when_refused; /* an old answer also where the host refuses us, because nobody else has the page */
    bool read_only;          /* a dry run: nothing is written, not even that somebody is asking */
};

struct cache_times { /* wall time */
    int64_t stored_ms, fresh_until_ms;
    int64_t stale_until_ms; /* until when it may be given for want of a better; 0 = never */
};

/* What the headers say. */
struct cache_headers {
    bool no_store;    /* or "Vary: *", which fits no second request */
    bool revalidate;  /* must-revalidate, no-cache: never when stale */
    int64_t fresh_ms; /* what is left of the lifetime on arrival; 0 = old */
};
/* `received_real_ms`: real time, which is the servers', of the arrival. */
struct cache_headers http_cache_read(const struct http_answer *answer, int64_t received_real_ms);

struct cache_arrival {
    int64_t wall_ms, real_ms;
    bool absent; /* its reader found that it says no */
};
/* False: not to be kept. Only 200, 301, 404 and 410 are, and no challenge. For a 304: of the answer that it confirms.
 */
bool http_cache_times(const struct http_answer *answer, const struct cache_rules *rules,
                      const struct cache_arrival *arrival, struct cache_times *out);

/* Later reading, with the rules of today. What was stored by a clock ahead of ours is neither. */
bool http_cache_is_fresh(const struct cache_times *times, const struct cache_rules *rules, int64_t now_ms);
bool http_cache_may_be_stale(const struct cache_times *times, int64_t now_ms);

#endif

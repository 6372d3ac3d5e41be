/* Circuit breaker of a source: left alone after failures or a challenge, then tried with one request. Pure.
 *
 *     closed --- rules.failures in a row, or 10 of 20 requests bad, or a challenge ---> open
 *     open ----- its time is over and somebody takes the probe -----------------------> half-open
 *     half-open  the probe: good -> closed; bad or challenge -> open; neither, or its holder dies -> open, time over
 *
 * Failures: 1 min, doubling to 1 h; challenges: 6 h, doubling to 48 h. A row of pauses is forgotten with the second
 * good answer: the body of the first may turn out to be a challenge. What comes late, of requests that left before the
 * breaker opened, changes nothing (but a challenge after failures does). */
#ifndef UNDERSTUDY_GATE_BREAKER_H
#define UNDERSTUDY_GATE_BREAKER_H

#include "http/http.h"
#include "store/breakers.h"

enum {
    BREAKER_FAILURES_STANDARD = 5,
    BREAKER_WINDOW = 20, /* requests */
    BREAKER_WINDOW_BAD = 10
};
#define BREAKER_SLOW_MS (8 * INT64_C(1000))

struct breaker_rules {
    int failures;    /* in a row; 0 = BREAKER_FAILURES_STANDARD */
    int64_t slow_ms; /* what takes longer is bad; 0 = a source of large files, nothing is slow */
};

enum breaker_event {
    BREAKER_NOTHING, /* says nothing about the source: a wrong key, our own mistake, a pause that is kept anyway */
    BREAKER_GOOD,
    BREAKER_BAD,
    BREAKER_CHALLENGE
};
/* GOOD or BAD or NOTHING; what a challenge is, notes.c knows. */
enum breaker_event breaker_judge(const struct http_answer *answer, const struct breaker_rules *rules);

struct breaker_moment {
    int64_t wall_ms; /* pauses follow UNDERSTUDY_NOW */
    int64_t real_ms; /* a probe lasts as long as a request */
    struct text owner;
};
enum breaker_way { BREAKER_GO, BREAKER_TRY /* with breaker_claim() */, BREAKER_STOP };
/* *out_until_ms: when it is worth asking again, for STOP. Times further ahead than anybody sets are over. */
enum breaker_way breaker_way(const struct breaker *breaker, const struct breaker_moment *now, int64_t *out_until_ms);

/* Nothing that a good answer would change. */
bool breaker_is_clean(const struct breaker *breaker);

struct breaker_news {
    enum breaker_event event;
    struct text what; /* "HTTP 503", "timeout"; of a challenge the whole clause */
    struct breaker_rules rules;
    struct breaker_moment now;
    int64_t lease_ms; /* of the probe, at most an hour */
};
/* Each gives whether *breaker changed and is to be written. Texts that are made live in the arena. */
bool breaker_claim(struct breaker *breaker, const struct breaker_news *news, struct arena *arena); /* or renew */
bool breaker_note(struct breaker *breaker, const struct breaker_news *news, struct arena *arena);
bool breaker_leave(struct breaker *breaker, const struct breaker_news *news, struct arena *arena); /* no verdict */

#endif

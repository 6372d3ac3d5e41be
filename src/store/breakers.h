/* Circuit breakers and daily quotas, shared by every process: one row a source. What the states mean and how one leads
 * to another: gate/breaker.h. */
#ifndef UNDERSTUDY_STORE_BREAKERS_H
#define UNDERSTUDY_STORE_BREAKERS_H

#include "store/store.h"

enum breaker_state {
    BREAKER_CLOSED,   /* the source is asked */
    BREAKER_OPEN,     /* it is left alone until open_until_ms, then somebody may try */
    BREAKER_HALF_OPEN /* somebody tries: probe_owner, until probe_until_real_ms */
};
const char *breaker_state_name(enum breaker_state state); /* "closed", "open", "half_open": as stored */

struct breaker { /* {0} is that of a source that never failed */
    struct text source;
    enum breaker_state state;
    int64_t failures; /* bad requests in a row */
    uint64_t recent;  /* a bit a request, newest lowest: 1 = bad */
    int64_t opens;    /* pauses in a row because of failures, and of challenges: each is longer than the one before */
    int64_t challenges;
    bool challenged; /* what opened it; only while not closed */
    int64_t open_until_ms;
    struct text probe_owner;
    int64_t probe_until_real_ms;
    struct text reason; /* for people; only while not closed */
    int64_t changes;    /* of the row; 0 = there is none yet */
};

/* *out is closed and clean, with the name, when there is no row. */
MUST_CHECK enum status store_breaker_get(struct store *store, struct text source, struct arena *arena,
                                         struct breaker *out, struct error *err);
/* That, and the host's row, with its name and nothing else when it was never met. */
MUST_CHECK enum status store_gate_look(struct store *store, struct text origin, struct text source, struct arena *arena,
                                       struct host_state *out_host, struct breaker *out_breaker, struct error *err);
/* Asked in the transaction of store_host_take(), before anything is taken. */
struct gate_check {
    struct text source;
    struct arena *arena; /* of what `may` is shown */
    bool (*may)(void *context, const struct host_state *host, const struct breaker *breaker);
    void *context;
};
MUST_CHECK enum status store_breakers(struct store *store, struct arena *arena, struct breaker **out, size_t *out_count,
                                      struct error *err);
/* Compare and set: writes unless the row has changed since `breaker->changes` was read; *out_done says whether. */
MUST_CHECK enum status store_breaker_put(struct store *store, const struct breaker *breaker, bool *out_done,
                                         struct error *err);

/* Requests of one source on the UTC day of day_ms. */
struct quota {
    int64_t used;
    bool exhausted; /* the source itself says that it is used up */
};
MUST_CHECK enum status store_quota_get(struct store *store, struct text source, int64_t day_ms, struct quota *out,
                                       struct error *err);
/* One request more, unless `quota` are used or the source says so; exact over all processes. *out_used is unknown when
 * there is none left. */
MUST_CHECK enum status store_quota_take(struct store *store, struct text source, int64_t day_ms, int64_t quota,
                                        struct number *out_used, struct error *err);
MUST_CHECK enum status store_quota_exhaust(struct store *store, struct text source, int64_t day_ms, struct error *err);

#endif

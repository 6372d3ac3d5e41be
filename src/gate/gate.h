/* May this request go, and when: breaker, robots.txt, rate, daily quota and Retry-After, shared by every process on one
 * database. Works over src/http and src/store. A worker calls gate_fetch() and is held up, politely. */
#ifndef UNDERSTUDY_GATE_GATE_H
#define UNDERSTUDY_GATE_GATE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "gate/breaker.h"
#include "http/http.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct gate; /* one a process, shared by its workers; thread-safe */

enum {
    GATE_REDIRECTS_MAX = 5, /* whatever a policy says */
    GATE_CALLS_MAX = 12     /* robots.txt and the request, each with five redirects */
};

/* How one source wants its host treated. */
struct gate_policy {
    const char *source;  /* whose breaker and quota it is, as long as the gate lives; NULL: the host has its own */
    int64_t spacing_ms;  /* real time between the starts of two requests to the host; a Crawl-delay raises it */
    int burst;           /* as many may start at once after a rest; 0 counts as 1; pages always 1 */
    int concurrency;     /* 1: never two requests of the whole cluster on the host at once; more: so many of the source,
                          * on whatever host; 0: as the rate has it */
    int64_t daily_quota; /* requests of the source on one UTC day; 0 = none */
    bool obey_robots;    /* pages: yes; APIs whose terms we follow: no */
    bool is_own;         /* the operator's own endpoint: no answer of it is a challenge, and any 2xx is a good one */
    int redirects_max;   /* followed on the same origin only, each through robots and rate */
    struct breaker_rules breaker;
};

enum gate_refusal {
    GATE_WENT,        /* the request went; answer holds what came */
    GATE_ROBOTS,      /* robots.txt disallows the path, or that of a redirect on the way */
    GATE_ROBOTS_DOWN, /* robots.txt answered 429, 5xx or not at all: everything is forbidden for now */
    GATE_HELD,        /* the host asked for a pause (Retry-After, 429) that is not over */
    GATE_CHALLENGED,  /* a challenge opened the source's breaker: 6 h, doubling up to 48 h */
    GATE_BREAKER,     /* failures opened it: 1 min, doubling up to 1 h; or one probe is under way */
    GATE_QUOTA        /* the source's requests of today are used up */
};

/* One exchange that took place, for metrics and steps: robots.txt, each redirect hop, the request itself. */
struct gate_call {
    const char *operation; /* "robots" or the operation given */
    struct text url;       /* without secrets */
    struct http_answer answer;
};

struct gate_result {
    enum gate_refusal refusal;
    struct text reason;        /* for people when refused, e.g. "robots.txt disallows /title/…" */
    int64_t until_wall_ms;     /* when it is worth asking again; 0 for GATE_WENT and GATE_ROBOTS */
    int64_t waited_ms;         /* real time spent waiting for a rate slot */
    struct text final_url;     /* after redirects */
    struct http_answer answer; /* of the last exchange, when GATE_WENT; a redirect that was not followed is one */
    struct gate_call calls[GATE_CALLS_MAX]; /* every exchange that took place, in order */
    size_t call_count;
    /* Of gate_fetch_cached() only. The answer is a kept one; one that is too old, for want of a better; when it came.
     */
    bool from_cache, stale;
    int64_t stored_at_ms;
    int64_t confirmed_of_ms;   /* when the kept answer had come that the host says still holds */
    struct text answer_sha256; /* the name of answer.body (base/digest.h); unknown without one */
};

struct gate *gate_create(struct http *http, const struct clock *clock, struct text product);
/* From now on nobody waits for a slot: who does, or comes to, gets TRANSIENT. For a run that ends early. */
void gate_stop(struct gate *gate);
void gate_destroy(struct gate **gate); /* NULL inside is fine; no fetch may be under way */

/* `store` is the calling worker's own connection. Status is OK also for refusals; BROKEN and the like only when the
 * store fails. Bodies and texts live in arena. */
MUST_CHECK enum status gate_fetch(struct gate *gate, struct store *store, const struct gate_policy *policy,
                                  const struct http_request *request, const char *operation, struct arena *arena,
                                  struct gate_result *out, struct error *err);

/* Only robots.txt, asked for where it is not known: may `request` go as far as it is concerned? For what somebody else
 * asks on our behalf. Fills refusal, reason, until and calls; the host's own breaker answers for it, not the source's.
 */
MUST_CHECK enum status gate_ask_robots(struct gate *gate, struct store *store, const struct gate_policy *policy,
                                       const struct http_request *request, struct arena *arena, struct gate_result *out,
                                       struct error *err);

/* For the reader of a body: what came from `url` with a good status was a challenge (a captcha page, HTML where JSON
 * was due). From now on as if gate_fetch() had seen it. `reason` is one clause for people. The source is the one that
 * this gate last asked on that host. */
MUST_CHECK enum status gate_challenged(struct gate *gate, struct store *store, struct text url, struct text reason,
                                       struct error *err);

/* For the reader of a body: `source` says that its requests of today are used up. */
MUST_CHECK enum status gate_exhausted(struct gate *gate, struct store *store, struct text source, struct error *err);

#endif

/* May this request go, and when: robots.txt, spacing, Retry-After and challenges, shared by every process on one
 * database. Works over src/http and src/store. A worker calls gate_fetch() and is held up, politely. */
#ifndef UNDERSTUDY_GATE_GATE_H
#define UNDERSTUDY_GATE_GATE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "http/http.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct gate; /* one a process, shared by its workers; thread-safe */

/* How one source wants its host treated. */
struct gate_policy {
    int64_t spacing_ms; /* least real time between the starts of two requests to the host */
    bool one_at_a_time; /* never two requests of the whole cluster on the host at once */
    bool obey_robots;   /* pages: yes; APIs whose terms we follow: no */
    int redirects_max;  /* followed on the same origin only, each through robots and spacing */
};

enum gate_refusal {
    GATE_WENT,        /* the request went; *out_answer holds what came */
    GATE_ROBOTS,      /* robots.txt disallows the path */
    GATE_ROBOTS_DOWN, /* robots.txt answered 5xx or not at all: everything is forbidden for now */
    GATE_HELD,        /* the host asked for a pause (Retry-After, 429) that is not over */
    GATE_CHALLENGED   /* the host answered with a challenge less than six hours ago */
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
    int64_t until_wall_ms;     /* when HELD or CHALLENGED, 0 when unknown */
    int64_t waited_ms;         /* real time spent waiting for a rate slot */
    struct text final_url;     /* after redirects */
    struct http_answer answer; /* of the last exchange, when GATE_WENT */
    struct gate_call calls[8]; /* every exchange that took place, in order */
    size_t call_count;
};

struct gate *gate_create(struct http *http, const struct clock *clock, struct text product);
void gate_destroy(struct gate **gate);

/* `store` is the calling worker's own connection. Status is OK also for refusals; BROKEN and the like only when the
 * store fails. Bodies and texts live in arena. */
MUST_CHECK enum status gate_fetch(struct gate *gate, struct store *store, const struct gate_policy *policy,
                                  const struct http_request *request, const char *operation, struct arena *arena,
                                  struct gate_result *out, struct error *err);

#endif

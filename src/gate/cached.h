/* gate_fetch() behind the kept answers: what is fresh costs no request, what is old is asked whether it has changed,
 * and an old answer may stand in for none. One URL is asked by one process at a time; the others wait for its answer.
 *
 *   gate_fetch_cached() → the caller reads the body → gate_settle() keeps what could be read, and lets the others go
 * on.
 *
 * Only a reader can tell an answer from a challenge in disguise, so nothing is kept before gate_settle(). Who dies in
 * between is waited for no longer than the request's own time-out. */
#ifndef UNDERSTUDY_GATE_CACHED_H
#define UNDERSTUDY_GATE_CACHED_H

#include "gate/gate.h"
#include "gate/http_cache.h"

struct cached_request {
    const char *source, *operation;
    const struct gate_policy *policy;
    const struct cache_rules *rules;
    struct http_request request; /* the key is its URL: query_secret and bearer are never stored */
    /* Asked through a gateway: the URL of the page that `request` is to bring. It is the key and all that is told of
     * the way; its host's robots.txt must allow it, asked for with page_policy. Unknown: no gateway. */
    struct text page;
    const struct gate_policy *page_policy;
};

/* As gate_fetch(), which see; `out` says where the answer comes from:
 *   from_cache, no calls             fresh; nobody was asked
 *   from_cache, the last call a 304  the host says that it still holds
 *   from_cache, stale                the host failed or refused (reason says how); answer is at most 7 days old
 * A pause of a few seconds is waited for, with the turn in line kept. */
MUST_CHECK enum status gate_fetch_cached(struct gate *gate, struct store *store, const struct cached_request *cached,
                                         struct arena *arena, struct gate_result *out, struct error *err);

/* For the reader of a body that was a challenge in disguise (`why`): the old answer instead, when the rules have one
 * for a host that refuses. NOT_FOUND when there is none. Nothing to settle. */
MUST_CHECK enum status gate_give_stale(struct gate *gate, struct store *store, const struct cached_request *cached,
                                       struct text why, struct arena *arena, struct gate_result *out,
                                       struct error *err);

enum cache_verdict {
    CACHE_FOUND,
    CACHE_ABSENT, /* read, and it says no */
    CACHE_UNREAD  /* not to be used again */
};
/* Once for every gate_fetch_cached(). */
MUST_CHECK enum status gate_settle(struct gate *gate, struct store *store, const struct cached_request *cached,
                                   const struct gate_result *result, enum cache_verdict verdict, struct error *err);

#endif

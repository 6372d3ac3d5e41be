/* Answers that need not be asked for again, and who is asking right now. Failures as in store.h.
 * The key is the URL as it is stored everywhere: without the caller's key. What the sources answer is the same for
 * every key that they accept, so one kept answer serves them all; no header of a request is ever stored. */
#ifndef UNDERSTUDY_STORE_HTTP_CACHE_H
#define UNDERSTUDY_STORE_HTTP_CACHE_H

#include "store/store.h"

struct cache_entry {
    struct text url;
    const char *source; /* for store_cache_put() only */
    int http_status;
    struct text content_type, etag, last_modified, location; /* unknown when absent */
    struct text body;                                        /* a raw answer; unknown = none, as of a redirect */
    struct text answer_sha256;                               /* its name; to store_cache_put() where it is known */
    int64_t stored_at_ms, fresh_until_ms, stale_until_ms;    /* src/gate/http_cache.h says what they mean */
};
/* NOT_FOUND when there is none, or its raw answer is gone or damaged. */
MUST_CHECK enum status store_cache_get(struct store *store, struct text url, struct arena *arena,
                                       struct cache_entry *out, struct error *err);
struct flight;
/* Each takes the place of what was there; in one transaction, which also ends `flight` (NULL: none). */
MUST_CHECK enum status store_cache_put(struct store *store, const struct cache_entry *entries, size_t count,
                                       const struct flight *flight, struct error *err);
/* The host has confirmed it: new times, and new validators where it sent any. */
MUST_CHECK enum status store_cache_refresh(struct store *store, const struct cache_entry *entry, struct error *err);
MUST_CHECK enum status store_cache_drop(struct store *store, struct text url, struct error *err);

/* Single flight. Real time. */
struct flight {
    struct text url, owner;
    int64_t now_real_ms, until_real_ms;
    bool by_force; /* whoever has it */
    bool seated;   /* its end gives back the owner's seat (struct seat) */
};
/* Takes it when nobody has it, its time is over, or it is the owner's already; in an SQLite store also when its owner's
 * process is gone (store/life.h). Else *out_taken is false. A time more than an hour ahead is another clock's. */
MUST_CHECK enum status store_flight_take(struct store *store, const struct flight *flight, bool *out_taken,
                                         struct error *err);
/* Does somebody else have it? */
MUST_CHECK enum status store_flight_is_on(struct store *store, const struct flight *flight, bool *out_on,
                                          struct error *err);
/* Does nothing when `owner` no longer has it. Takes with it what others left behind long ago. */
MUST_CHECK enum status store_flight_end(struct store *store, const struct flight *flight, struct error *err);

#endif

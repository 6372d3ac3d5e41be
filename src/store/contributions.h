/* Films that a person means to add at TMDb, and those worth it. */
#ifndef UNDERSTUDY_STORE_CONTRIBUTIONS_H
#define UNDERSTUDY_STORE_CONTRIBUTIONS_H

#include "store/store.h"

struct offered_film {
    struct stored_movie film;
    int64_t contributed_at_ms; /* 0 = not yet */
};
/* Waiting placeholders, those with the most known columns first, the newer of two alike; at most `max`. */
MUST_CHECK enum status store_contributions_offer(struct store *store, size_t max, struct arena *arena,
                                                 struct offered_film **out, size_t *out_count, struct error *err);
/* Remembers it, and lets the film be looked for at `next_try_ms` at the latest. *out_done false, and nothing changed,
 * when it is no waiting placeholder (any more). */
MUST_CHECK enum status store_contribution_add(struct store *store, struct text imdb_id, int64_t now_ms,
                                              int64_t next_try_ms, bool *out_done, struct error *err);
/* When it was added; 0 = never. */
MUST_CHECK enum status store_contribution_get(struct store *store, struct text imdb_id, int64_t *out_at_ms,
                                              struct error *err);

#endif

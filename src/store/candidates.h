/* TMDb records that a title search found and that nothing proves: kept for a person, who may accept or refuse one.
 * Texts that come back live in the arena given. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_CANDIDATES_H
#define UNDERSTUDY_STORE_CANDIDATES_H

#include "store/store.h"

struct candidate {
    int64_t tmdb_id;
    int64_t rank; /* from 1: the order for a person */
    struct text title;
    struct number year;
    struct text evidence; /* JSON: identity/evidence.h */
    struct text verdict;  /* offered, accepted, refused; a write takes no notice of it */
    int64_t seen_at_ms;
};
struct candidates {
    struct candidate *at;
    size_t count;
};

/* What the newest search found takes the place of what earlier ones offered; none = nothing is offered any more. What a
 * person has judged stays as it is: a refused record is never offered again, an accepted one stays accepted. */
MUST_CHECK enum status store_candidates_write(struct store *store, struct text imdb_id,
                                              const struct candidates *candidates, int64_t now_ms, struct error *err);
/* Every candidate of the id, judged ones too, in the order of rank. */
MUST_CHECK enum status store_candidates_get(struct store *store, struct text imdb_id, struct arena *arena,
                                            struct candidates *out, struct error *err);
/* A person's word: "accepted", "refused", or "offered" to take it back. NOT_FOUND when it is no candidate of the id. */
MUST_CHECK enum status store_candidate_judge(struct store *store, struct text imdb_id, int64_t tmdb_id,
                                             const char *verdict, struct error *err);

/* store_candidates_write() for the files of src/store, inside a transaction that somebody else has begun. */
MUST_CHECK enum status candidates_write(struct store *store, struct text imdb_id, const struct candidates *candidates,
                                        int64_t now_ms, struct error *err);

#endif

/* A title search on TMDb, for an id that /find does not know: E and E0 of the identity rule. Titles find records to
 * look at; only a record that carries the id is accepted, the others are candidates for a person (design.md law 2). */
#ifndef UNDERSTUDY_WORK_LOOKUP_SEARCH_H
#define UNDERSTUDY_WORK_LOOKUP_SEARCH_H

#include "identity/evidence.h"
#include "store/candidates.h"
#include "work/lookup_state.h"

enum {
    /* Requests of one search. With title and year known and at most 20 records of that title: 1 or 2 searches, and the
     * details of those that may be it. */
    SEARCH_QUERIES_MAX = 8,
    SEARCH_DETAILS_MAX = 10,
};

struct lookup_search {
    struct tmdb_result
        tmdb; /* ACCEPTED (E0), ABSENT, NOT_A_MOVIE or UNKNOWN; `reason` always, as for lookup_ask_tmdb */
    struct identity_decision decision;
    /* When ABSENT: what was looked at, for the second proof, and what of it goes to a person (store_candidates_write;
     * none = earlier offers are over). */
    struct tmdb_result looked_at[SEARCH_DETAILS_MAX];
    struct evidence evidence[SEARCH_DETAILS_MAX]; /* of looked_at; .text is for --explain */
    size_t looked_at_count;
    struct candidates candidates;
};

/* `wanted` as far as it is known (identity_wanted_learn); nothing is asked without a title or for what is no film.
 * l->out->rule becomes E0's decision when it decides. */
MUST_CHECK enum status lookup_search(struct lookup *l, const struct identity_wanted *wanted, struct lookup_search *out);

#endif

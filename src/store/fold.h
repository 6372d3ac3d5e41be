/* Two rows of one film: the one without an IMDb id, or whose id IMDb merged into the other's, is folded into the other
 * when TMDb's record comes to that; and put back when a person takes that upgrade back. Inside a transaction. */
#ifndef UNDERSTUDY_STORE_FOLD_H
#define UNDERSTUDY_STORE_FOLD_H

#include "store/store.h"

/* The row that holds movie's TMDb record goes when it is the same film; what a person edited there moves to `movie`.
 * OK too when there is none, or it is another film's: movie_write() says what is wrong then. */
MUST_CHECK enum status fold_holder(struct store *store, const struct lookup_write *write, struct stored_movie *movie,
                                   struct error *err);

/* A placeholder that still stands under an id that was merged into the film's goes, too, whatever the film is by now;
 * what a person edited there and not here moves to the film's row. In an application's `movies` it stays, without a
 * next try. */
MUST_CHECK enum status fold_merged(struct store *store, const struct lookup_write *write, struct error *err);

/* What the two do for a write that is not to be. The rows that would go; an application's stay, and are none. */
enum { FOLDS_MAX = 3 };
struct row_name { /* of `movies` */
    int64_t id;
    struct text imdb_id; /* unknown: it has none */
};
struct folds {
    struct row_name rows[FOLDS_MAX];
    size_t count;
};
/* `movie`, the film as it would stand, gets what was edited on those rows; NULL when it is not told. INVALID as
 * store_lookup_write() when the TMDb record of write->movie is another film's. */
MUST_CHECK enum status store_foresee_folds(struct store *store, const struct lookup_write *write, struct arena *arena,
                                           struct stored_movie *movie, struct folds *out, struct error *err);

/* The edits that came from a row that was folded in go back with it: in `now` they are none any more. What was edited
 * again since stays, and what `before` had itself. Pure. */
void fold_return_edits(struct stored_movie *now, const struct stored_movie *before, const struct stored_movie *folded);

/* The rows of write->put_back stand again, each under its id. INVALID with detail 0 when something else has its place
 * meanwhile. */
MUST_CHECK enum status fold_put_back(struct store *store, const struct lookup_write *write, struct error *err);

#endif

/* What the files of src/store share about a store. */
#ifndef UNDERSTUDY_STORE_STORE_INSIDE_H
#define UNDERSTUDY_STORE_STORE_INSIDE_H

#include "base/arena.h"
#include "store/db.h"
#include "store/store.h"

struct store {
    struct db *db;
    int version;
    struct arena scratch; /* of the running call; each call that needs it begins with arena_reset() */
};

/* A copy in the scratch arena that is safe to keep: no hidden secret, no NUL (PostgreSQL text has none). */
struct text store_safe_text(struct store *store, struct text t);

struct movie_row { /* what movie_write() needs */
    struct text imdb_id;
    const struct stored_movie *movie;
    int64_t now_ms;
};
/* Inside a transaction: the row, its people, credits and origins. */
MUST_CHECK enum status movie_write(struct store *store, const struct movie_row *row, struct error *err);

#endif

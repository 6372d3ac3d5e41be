/* What became of each film: a row of movie_history for every change of its state and every edit, written in the
 * transaction that makes the change. `before` is the whole row as it was, so that a person can take an upgrade back. */
#ifndef UNDERSTUDY_STORE_HISTORY_H
#define UNDERSTUDY_STORE_HISTORY_H

#include "store/store.h"

struct history_note {   /* what the caller of a write knows about it */
    const char *event;  /* lifecycle/states.h, "edited", "given_up", …; NULL = nothing to tell */
    const char *actor;  /* lookup, arrivals, enrichment, refresh, person, forget */
    struct text reason; /* one clause */
    bool keep_before, keep_after;
    int64_t arrived_at_ms; /* when TMDb had the film at the latest; 0 = not known */
};

struct history_entry {
    int64_t id, movie_id;
    struct text imdb_id; /* of store_history_since() alone */
    struct text event, from_status, to_status, actor, reason;
    struct number tmdb_id;
    struct text before, after; /* JSON, see history_snapshot(); unknown when not kept */
    int64_t arrived_at_ms, at_ms;
};
/* The newest `max` entries of the film, newest first. */
MUST_CHECK enum status store_history_get(struct store *store, struct text imdb_id, size_t max, struct arena *arena,
                                         struct history_entry **out, size_t *out_count, struct error *err);

/* What happened to whatever film behind entry `after_id`, oldest first, without before and after. */
MUST_CHECK enum status store_history_since(struct store *store, int64_t after_id, size_t max, struct arena *arena,
                                           struct history_entry **out, size_t *out_count, struct error *err);
/* Its id; 0 when there is none. */
MUST_CHECK enum status store_history_newest(struct store *store, int64_t *out_id, struct error *err);

/* A row as JSON (record, origins and the columns that are not part of the record), and back. read: DRIFT when it is not
 * such a text. TMDb's own answer is left out of rows that have one: it is a raw answer, and can be fetched again. */
struct text history_snapshot(const struct stored_movie *movie, struct arena *arena);
MUST_CHECK enum status history_read(struct text snapshot, struct arena *arena, struct stored_movie *out,
                                    struct error *err);

/* For the files of src/store, inside a transaction. before, after: NULL for no row. */
struct history_write {
    const struct history_note *note;
    struct text imdb_id;
    int64_t movie_id;
    const struct stored_movie *before, *after;
    int64_t now_ms;
};
MUST_CHECK enum status history_add(struct store *store, const struct history_write *write, struct error *err);

#endif

/* Many ids into `wanted` at once, and the jobs of another program that become such ids. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_WANTED_IMPORT_H
#define UNDERSTUDY_STORE_WANTED_IMPORT_H

#include "store/jobs.h"
#include "store/store.h"

enum wanted_state { WANTED_NEW, WANTED_WAITING, WANTED_ANSWERED }; /* as it was before */

struct wanted_batch {
    const struct wanted *rows; /* imdb_id, title, year, context, asked_at_ms */
    size_t count;
    bool look_only;            /* change nothing */
    const struct job_new *job; /* for each id that is new, with {"imdb_id":…,"source":"import"}; NULL = none */
    enum wanted_state *states; /* out: one for each row */
    size_t filled;             /* out: rows that learnt a title, a year or a context */
    size_t overfull;           /* out: contexts that were left out, see CONTEXT_BYTES_MAX */
};
/* In one transaction. An id that is there keeps title and year where it has them; contexts are merged
 * (model/context.h); an outcome stays what it is. */
MUST_CHECK enum status store_wanted_import(struct store *store, struct wanted_batch *batch, struct error *err);

/* Oban's jobs (facts/oban-contract.md) that were cancelled or discarded because TMDb had no match. The table is only
 * read. */
struct oban_job {
    int64_t id;
    struct text args, meta; /* JSON */
};
/* Those after `after_id`, in the order of ids, at most `max`; fewer: these were the last. NOT_FOUND when the database
 * has no table oban_jobs. */
MUST_CHECK enum status store_oban_unmatched(struct store *store, int64_t after_id, size_t max, struct arena *arena,
                                            struct oban_job **out, size_t *out_count, struct error *err);

#endif

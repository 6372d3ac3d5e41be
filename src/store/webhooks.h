/* Who is told of what happens: for every row of movie_history whose event is asked for, a job for each endpoint, in
 * the transaction that writes the row. So a row without its jobs cannot be, nor a job twice. */
#ifndef UNDERSTUDY_STORE_WEBHOOKS_H
#define UNDERSTUDY_STORE_WEBHOOKS_H

#include "store/jobs.h"

enum { WEBHOOKS_MAX = 8 };

struct store_webhooks {
    struct text endpoints[WEBHOOKS_MAX]; /* their names: an address may hold a secret, and stands in no table */
    size_t count;
    struct text events; /* of movie_history, with commas; "*" = every one */
    struct job_new job; /* what all have in common: queue, worker, attempts */
};

/* Jobs of `worker` that have waited since before `before_ms`, also in vain, are cancelled. */
MUST_CHECK enum status store_webhooks_abandon(struct store *store, const struct job_new *job, int64_t before_ms,
                                              size_t *out_count, struct error *err);

/* For the files of src/store, inside a transaction. */
MUST_CHECK enum status webhooks_tell(struct store *store, int64_t history_id, struct text event, int64_t now_ms,
                                     struct error *err);

#endif

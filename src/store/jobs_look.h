/* Jobs for people and programs that look at them: lists in pages, one job, and a hand on it. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_JOBS_LOOK_H
#define UNDERSTUDY_STORE_JOBS_LOOK_H

#include "store/jobs.h"

struct job_row {
    int64_t id;
    struct text state, queue, worker;
    struct text args, meta, errors; /* JSON, whatever another program put there; errors of PostgreSQL as its array */
    int64_t attempt, max_attempts, priority;
    int64_t inserted_at_ms, scheduled_at_ms;
    int64_t attempted_at_ms, completed_at_ms, cancelled_at_ms, discarded_at_ms; /* 0 = never */
};
struct jobs_page {
    struct text state, queue, worker; /* unknown = any */
    int64_t before_id;                /* the page begins behind this one; INT64_MAX at first */
    size_t max;
};
/* The newest first. */
MUST_CHECK enum status store_jobs_list(struct store *store, const struct jobs_page *page, struct arena *arena,
                                       struct job_row **out, size_t *out_count, struct error *err);
MUST_CHECK enum status store_job_get(struct store *store, int64_t id, struct arena *arena, struct job_row *out,
                                     struct error *err);
/* The newest job of this worker for a film; NOT_FOUND when there is none. */
MUST_CHECK enum status store_job_of_film(struct store *store, struct text imdb_id, const char *worker,
                                         struct arena *arena, struct job_row *out, struct error *err);

/* Of any worker, the newest first; none in an older store that is only read. */
MUST_CHECK enum status store_jobs_of_film(struct store *store, struct text imdb_id, size_t max, struct arena *arena,
                                          struct job_row **out, size_t *out_count, struct error *err);

/* Of what waits for its turn, this film's job comes first. */
MUST_CHECK enum status store_job_hasten(struct store *store, struct text imdb_id, const char *worker,
                                        struct error *err);

/* A job that has no end yet gets one; what runs already changes nothing any more. NOT_FOUND: there is no such job;
 * INVALID: it has ended. */
MUST_CHECK enum status store_job_cancel(struct store *store, int64_t id, int64_t now_ms, struct error *err);
/* Available now, with at least one attempt left. NOT_FOUND: there is no such job; INVALID: it runs, or waits already.
 */
MUST_CHECK enum status store_job_retry(struct store *store, int64_t id, int64_t now_ms, struct error *err);

#endif

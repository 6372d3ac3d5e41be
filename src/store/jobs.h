/* The queue: oban_jobs in Oban's contract (facts/oban-contract.md; Lite on SQLite). The queue is a means, never the
 * truth: what must happen follows from `wanted` and `movies`, and is queued again when a job is lost.
 *
 * A job is claimed with a fence (id, attempt, producer); whatever is written about it later carries the fence, so that
 * a run that was rescued meanwhile changes nothing. Times are wall ms; the table has them in microseconds, UTC.
 * Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_JOBS_H
#define UNDERSTUDY_STORE_JOBS_H

#include "store/store.h"

/* ── a run and its end ── */

struct job_fence {
    int64_t id;
    int64_t attempt;
    struct text producer; /* uuid of the claiming process and queue: attempted_by[1] */
};

enum job_end {
    JOB_COMPLETE,
    JOB_RETRY,     /* failed: an errors entry; retryable at `at_ms`, or discarded when its attempts are used up */
    JOB_SNOOZE,    /* could not be done now: scheduled at `at_ms`; costs no attempt (attempt - 1, meta.snoozed + 1) */
    JOB_CANCEL,    /* pointless: an errors entry */
    JOB_GIVE_BACK, /* not begun, or broken off: available again as if never claimed */
    JOB_BEAT       /* no end: still running, not to be rescued */
};
struct job_ack {
    struct job_fence fence;
    enum job_end end;
    int64_t now_ms, at_ms;
    struct text error; /* of RETRY and CANCEL: one line */
};
/* In a transaction of its own. NOT_FOUND when the run is no longer ours: rescued, cancelled, deleted. */
MUST_CHECK enum status store_job_acknowledge(struct store *store, const struct job_ack *ack, struct error *err);

/* ── claiming ── */

struct job {
    struct job_fence fence;
    struct text worker;
    struct text args, meta; /* JSON; whatever another program put there */
    int64_t max_attempts, priority;
    struct text scheduled_at; /* as it stands there */
};
struct job_claim {
    struct text queue;
    struct text node, producer;
    struct text workers; /* JSON array of the names that the caller can run */
    size_t max;
    int64_t now_ms;
    bool is_theirs; /* an application's queue: of its jobs only those that name an IMDb id */
};
/* In Oban's order: priority, scheduled_at, id; none of a queue that is paused. *out is an array of at most `max`. */
MUST_CHECK enum status store_jobs_claim(struct store *store, const struct job_claim *claim, struct arena *arena,
                                        struct job **out, size_t *out_count, struct error *err);

/* The films of a queue's jobs that run, then of those that come next; at most `max`. Changes nothing. */
MUST_CHECK enum status store_jobs_next_films(struct store *store, const char *queue, size_t max, struct arena *arena,
                                             struct texts *out, struct error *err);

/* ── inserting ── */

struct job_new {
    const char *queue, *worker;
    struct text args, meta; /* JSON objects; meta unknown = {} */
    struct text imdb_id;    /* what makes it unique: one live job a film and worker; unknown = the arguments */
    bool is_theirs;         /* queue and worker are an application's */
    bool is_new;            /* cannot be there already */
    bool unanswered;        /* none when imdb_id has an outcome in `wanted` by now */
    int64_t max_attempts, priority;
    int64_t at_ms; /* not before; 0 = now */
    int64_t now_ms;
};
/* *out_added: false when there is one already. INVALID for what Oban could not load. */
MUST_CHECK enum status store_job_insert(struct store *store, const struct job_new *job, bool *out_added,
                                        struct error *err);

/* ── duties of the one who leads; harmless when two do them ── */

struct job_duty {
    int64_t now_ms;
    int64_t rescue_after_ms;
    struct text workers;
};
/* Jobs that are due become available; a job of ours that a run put further ahead than any schedule of ours reaches, or
 * that was inserted there, is another clock's, and due. */
MUST_CHECK enum status store_jobs_stage(struct store *store, const struct job_duty *duty, size_t *out_count,
                                        struct error *err);
/* Jobs whose process is silent for rescue_after become available, or are discarded after their last attempt. */
MUST_CHECK enum status store_jobs_rescue(struct store *store, const struct job_duty *duty, size_t *out_count,
                                         struct error *err);
/* Ended jobs from before: at most 10,000; call again when so many went. */
enum { JOBS_PRUNED_MAX = 10000 };
MUST_CHECK enum status store_jobs_prune(struct store *store, int64_t before_ms, size_t *out_count, struct error *err);
/* The jobs of an import whose ids were answered without them. */
MUST_CHECK enum status store_jobs_settle_answered(struct store *store, const char *worker, int64_t now_ms,
                                                  struct error *err);

/* A duty that is called for at most once in `period_ms`: when it is time, the job is inserted and the time noted in one
 * transaction. `aligned_ms` shifts the periods' beginnings from midnight 1970; `at_once` does not wait for the next
 * one. *out_added tells. */
struct job_cron {
    const char *name;
    int64_t period_ms, aligned_ms;
    bool at_once;
    struct job_new job;
};
MUST_CHECK enum status store_job_cron(struct store *store, const struct job_cron *cron, bool *out_added,
                                      struct error *err);

/* ── queues ── */

struct queue_count {
    struct text queue, state;
    int64_t jobs;
};
MUST_CHECK enum status store_jobs_count(struct store *store, struct arena *arena, struct queue_count **out,
                                        size_t *out_count, struct error *err);
MUST_CHECK enum status store_queue_pause(struct store *store, struct text queue, bool paused, int64_t now_ms,
                                         struct error *err);
MUST_CHECK enum status store_queues_paused(struct store *store, struct arena *arena, struct texts *out,
                                           struct error *err);

/* For the files of src/store, inside a transaction. */
struct text job_time(int64_t wall_ms, struct arena *arena);
struct text job_film_args(struct text imdb_id, const char *source, struct arena *arena);
MUST_CHECK enum status job_acknowledge(struct store *store, const struct job_ack *ack, struct error *err);
MUST_CHECK enum status job_insert(struct store *store, const struct job_new *job, bool *out_added, struct error *err);

#endif

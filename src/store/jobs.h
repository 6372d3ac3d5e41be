/* The queue: oban_jobs in Oban's contract (facts/oban-contract.md; Lite on SQLite). The queue is a means, never the
 * truth: what must happen follows from `wanted` and `movies`, and is queued again when a job is lost.
 *
 * A job is claimed with a fence (id, attempt, producer); whatever is written about it later carries the fence, so that
 * a run that was rescued meanwhile changes nothing. Times are wall ms; the table has them in microseconds, UTC. */
#ifndef UNDERSTUDY_STORE_JOBS_H
#define UNDERSTUDY_STORE_JOBS_H

#include "store/store.h"

struct job_fence {
    int64_t id;
    int64_t attempt;
    struct text producer; /* uuid of the claiming process and queue: attempted_by[2] */
};

/* How a run ends. */
enum job_end {
    JOB_COMPLETE,
    JOB_RETRY,  /* failed: an errors entry; retryable at `at_ms`, or discarded when its attempts are used up */
    JOB_SNOOZE, /* could not be done now: scheduled at `at_ms`; costs no attempt (attempt - 1, meta.snoozed + 1) */
    JOB_CANCEL  /* pointless: an errors entry */
};
struct job_ack {
    struct job_fence fence;
    enum job_end end;
    int64_t now_ms, at_ms;
    struct text error; /* for RETRY and CANCEL: one line */
};
/* Inside a transaction of src/store: the acknowledgement beside what the job changed. NOT_FOUND when the run is no
 * longer ours (rescued, cancelled, deleted): the caller rolls back. */
struct store;
MUST_CHECK enum status jobs_acknowledge(struct store *store, const struct job_ack *ack, struct error *err);

#endif

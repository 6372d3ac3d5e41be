/* The jobs of one worker thread, one after the other. Lookups that take no time worth mentioning write their results
 * together: a commit costs more than what is in it, and until then their jobs are not done either. */
#ifndef UNDERSTUDY_WORK_JOB_RUNS_H
#define UNDERSTUDY_WORK_JOB_RUNS_H

#include "work/workers.h"

struct job_runs {
    struct work *work;
    struct store *store;
    struct random random;
    bool (*stopping)(void *context);
    /* A run has its end in the store. */
    void (*ended)(void *context, const struct job *job, const struct work_note *note, int64_t ms);
    void *context;
    struct lookup_pool pool;
    struct job_run {
        struct arena arena;
        const struct job *job;
        struct work_note note;
        int64_t start_ms, end_ms; /* monotonic */
    } runs[LOOKUP_POOL_MAX];      /* those of the pool, and the one under way */
};

/* The job, whose texts must live until job_runs_settle(). pools: its result may wait for others, for at most as long as
 * the next job takes. OK when the job has its end, or will have it; BROKEN and the like when the store fails. */
MUST_CHECK enum status job_runs_run(struct job_runs *runs, const struct job *job, bool pools, struct error *err);
/* Writes what waits. */
MUST_CHECK enum status job_runs_settle(struct job_runs *runs, struct error *err);
/* Tells Oban that these still run. */
MUST_CHECK enum status job_runs_beat(struct store *store, const struct job_fence *fences, size_t count, int64_t now_ms,
                                     struct error *err);
void job_runs_finish(struct job_runs *runs);

#endif

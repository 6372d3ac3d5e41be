/* What the threads of a runner have claimed and not ended yet: for the heartbeat, and for what Oban is told of us. */
#ifndef UNDERSTUDY_WORK_OPEN_RUNS_H
#define UNDERSTUDY_WORK_OPEN_RUNS_H

#include "store/jobs.h"

#include <pthread.h>

enum {
    OPEN_RUNS_THREADS_MAX = 9,
    OPEN_RUNS_CLAIM_MAX = 32,
    OPEN_RUNS_MAX = OPEN_RUNS_THREADS_MAX * OPEN_RUNS_CLAIM_MAX
};

struct open_runs { /* thread-safe */
    pthread_mutex_t lock;
    struct {
        struct job_fence at[OPEN_RUNS_CLAIM_MAX];
        size_t count;
    } threads[OPEN_RUNS_THREADS_MAX];
};
void open_runs_init(struct open_runs *runs);
void open_runs_finish(struct open_runs *runs);

/* The thread has none but these; at most OPEN_RUNS_CLAIM_MAX. */
void open_runs_set(struct open_runs *runs, size_t thread, const struct job *jobs, size_t count);
/* One has its end; how many the thread still has. */
size_t open_runs_close(struct open_runs *runs, size_t thread, int64_t job_id);
size_t open_runs_all(struct open_runs *runs, struct job_fence out[OPEN_RUNS_MAX]);

#endif

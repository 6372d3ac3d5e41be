/* What the files of the runner share: runner.c (threads, claims, ends), runner_tick.c (what the clock calls for). */
#ifndef UNDERSTUDY_WORK_RUNNER_INSIDE_H
#define UNDERSTUDY_WORK_RUNNER_INSIDE_H

#include "work/gossip.h"
#include "work/haste.h"
#include "work/job_runs.h"
#include "work/leader.h"
#include "work/open_runs.h"
#include "work/runner.h"
#include "work/runner_names.h"
#include "work/signals.h"

#include <pthread.h>

struct runner_thread {
    struct runner *runner;
    pthread_t thread;
    size_t number;
    bool is_first; /* the one that also takes the duties */
    bool tells;    /* the one that takes webhooks, and nothing else */
    struct store *store;
    struct job_runs runs;
    struct arena batch; /* of the claimed jobs */
    size_t claim;       /* how many the next claim takes */
    size_t turn;        /* which of the queues of films is asked first */
    bool is_hasty;      /* the last batch was all work and no waiting */
};

enum { FILMS, DUTIES, WEBHOOKS, THEIRS }; /* queues by number; from THEIRS on an application's */

struct runner {
    struct runner_options options;
    /* One report at a time; not under `lock`: who hears it may hold what runner_wake() is called under. */
    pthread_mutex_t telling;
    pthread_mutex_t lock; /* over all below */
    pthread_cond_t changed;
    struct haste haste;
    uint64_t tick;
    int idle;    /* threads that found nothing in this tick */
    size_t runs; /* since the tick */
    int alive;
    int64_t beat_at_ms, duties_at_ms; /* by the monotonic clock; the first thread's own */
    bool stop;
    enum status status; /* the first failure */
    struct error err;
    char node[RUNNER_NODE_BYTES];
    struct text names; /* JSON array of the workers */
    struct text their_names[RUNNER_THEIRS_MAX];
    struct leader leader;
    struct signals signals; /* has a lock of its own, as the next one */
    struct open_runs open;
    struct gossip gossip;                                          /* of the thread that listens */
    char producers[THEIRS + RUNNER_THEIRS_MAX][RUNNER_UUID_BYTES]; /* one a queue, whichever thread claims */
    struct arena arena;
    int thread_count; /* the options' threads, and the one that tells */
    struct runner_thread threads[RUNNER_THREADS_MAX + 1];
};

int64_t runner_now(const struct runner *runner);
/* Under the lock. */
void runner_next_tick(struct runner *runner);
/* The caller's thread, until the runner is stopped or, with `once`, nothing is due. */
MUST_CHECK enum status runner_tick(struct runner *runner, struct store *store, struct error *err);

#endif

/* Runs jobs: a few worker threads, each with a store and an arena of its own, and the caller's thread for what the
 * clock calls for. Any number of runners may work on one database. */
#ifndef UNDERSTUDY_WORK_RUNNER_H
#define UNDERSTUDY_WORK_RUNNER_H

#include "work/workers.h"

enum { RUNNER_THREADS_MAX = 8, RUNNER_THEIRS_MAX = 8 };

struct runner_options {
    struct work *work;
    struct store_options store; /* commits of jobs do not wait for the disk, whatever this says */
    int threads;
    bool once;             /* until nothing is due, then return */
    bool cron;             /* what the clock calls for becomes jobs */
    struct runner_theirs { /* jobs of an application that TMDbDetailsWorker runs */
        struct text queue, worker;
    } theirs[RUNNER_THEIRS_MAX];
    size_t their_count;
    /* Each finished run, one at a time. NULL = nobody wants to know. */
    void (*report)(void *context, const struct job *job, const struct work_note *note, int64_t ms);
    void *context;
};

struct runner; /* thread-safe */
struct runner *runner_create(const struct runner_options *options);
void runner_destroy(struct runner **runner); /* NULL inside is fine */

/* Until stopped, or with `once` until nothing is due. OK also when stopped; BROKEN and the like when the store fails,
 * INVALID when TMDb refuses the key. Jobs that were not begun are given back. */
MUST_CHECK enum status runner_run(struct runner *runner, struct error *err);

/* From another thread: nothing more is begun, what is under way has 15 s. */
void runner_stop(struct runner *runner);

/* From another thread: there is something to do, do not wait for the next tick. */
void runner_wake(struct runner *runner);

#endif

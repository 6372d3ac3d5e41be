/* What an operator tells the nodes of an Oban through its channel `signal` (facts/oban-contract.md §6): Oban Web's
 * buttons, or Oban.pause_queue() and its like. Hints as all notifications: what is not heard is not obeyed. */
#ifndef UNDERSTUDY_WORK_SIGNALS_H
#define UNDERSTUDY_WORK_SIGNALS_H

#include "base/arena.h"
#include "base/num.h"
#include "base/text.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum signal_action {
    SIGNAL_PAUSE,
    SIGNAL_RESUME,
    SIGNAL_SCALE, /* to `limit` */
    SIGNAL_KILL   /* the run of job_id */
};
struct oban_signal {
    enum signal_action action;
    struct text queue; /* "*" is every one; as it stands in oban_jobs */
    struct number limit, job_id;
};

/* JSON, or packed as Oban does. False when it is none of these, nothing that we know how to obey, or meant for somebody
 * else than `ident`. */
bool signal_read(struct text payload, struct text ident, struct arena *arena, struct oban_signal *out);

enum { SIGNAL_NAME_BYTES = 128, SIGNAL_QUEUES_MAX = 16, SIGNAL_THREADS_MAX = 16, SIGNAL_KILLED_MAX = 32 };
/* What a node was told since it started, and what its threads run. Thread-safe. */
struct signals {
    pthread_mutex_t lock;
    struct signal_queue {
        char name[SIGNAL_NAME_BYTES];
        bool paused;
        int64_t limit; /* 0: none was told */
    } queues[SIGNAL_QUEUES_MAX];
    size_t count;
    struct signal_thread {
        char queue[SIGNAL_NAME_BYTES];
        size_t runs;
    } threads[SIGNAL_THREADS_MAX];
    int64_t killed[SIGNAL_KILLED_MAX]; /* the newest; what has ended meanwhile harms nobody */
    size_t killed_count;
};
void signals_init(struct signals *signals);
void signals_finish(struct signals *signals);

/* Reads and obeys; false when there was nothing to obey. */
bool signals_hear(struct signals *signals, struct text payload, const char *node);
void signals_obey(struct signals *signals, const struct oban_signal *signal);
/* How many jobs of the queue this thread may take now, at most `most`; they count as its runs until it says otherwise.
 */
size_t signals_admit(struct signals *signals, size_t thread, struct text queue, size_t most);
void signals_runs(struct signals *signals, size_t thread, size_t count);
/* What was said of the queue: *out_limit is the lower of `most` and that. */
bool signals_paused(struct signals *signals, struct text queue, int64_t most, int64_t *out_limit);
bool signals_killed(struct signals *signals, int64_t job_id);

#endif

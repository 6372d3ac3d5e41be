/* The caller's thread ticks: once a second what is due becomes available, once a minute silent runs of dead processes
 * are rescued and the own ones beat. With `once` it is over when a whole tick found nothing to do. */
#include "base/wait.h"
#include "work/runner_inside.h"

enum { TICK_MS = 1000, BEAT_MS = 60000 };
#define RESCUE_AFTER_MS (10 * 60 * CLOCK_SECOND_MS)

/* Own runs are told to be alive, before somebody rescues them. */
static enum status beat(struct runner *runner, struct store *store, struct error *err)
{
    struct job_fence open[OPEN_RUNS_MAX];
    return job_runs_beat(store, open, open_runs_all(&runner->open, open), runner_now(runner), err);
}

/* *out_due: jobs that became available just now. Heartbeats and silence are real time, what is due goes by the wall
 * clock: a day that lasts a second has its minutes in each tick. */
static enum status do_duties(struct runner *runner, struct store *store, size_t *out_due, struct error *err)
{
    int64_t factor = runner->options.work->clock->factor;
    const struct job_duty duty = { runner_now(runner), RESCUE_AFTER_MS * factor, runner->names };
    bool minute = clock_is_time(&runner->beat_at_ms, BEAT_MS);
    bool wall_minute =
        clock_is_time(&runner->duties_at_ms, BEAT_MS / (factor > 1 ? factor : 1)); /* 0: it is set by hand */
    size_t staged = 0, added = 0, rescued = 0;
    enum status status = leader_look(&runner->leader, store, runner->node, err);
    if (status == OK && minute)
        status = beat(runner, store, err);
    if (status == OK && minute && runner->leader.leads)
        status = store_jobs_rescue(store, &duty, &rescued, err);
    if (status == OK && wall_minute && runner->options.cron)
        status = work_duties(store, duty.now_ms, runner->options.once && runner->tick == 0, &added, err);
    if (status == OK && runner->leader.leads)
        status = store_jobs_stage(store, &duty, &staged, err);
    if (status == TRANSIENT || status == UNCERTAIN) /* locked by somebody else: the next tick does it */
        status = OK;
    *out_due = staged + added + rescued;
    return status;
}

void runner_next_tick(struct runner *runner)
{
    runner->tick++;
    runner->idle = 0;
    runner->runs = 0;
    (void)pthread_cond_broadcast(&runner->changed);
}

/* Until all threads are idle, the end, or the time is over. */
static bool wait_for_idle(struct runner *runner, int64_t ms)
{
    int64_t until_ms = clock_mono_ms() + ms;
    bool early = true;
    while (early && !runner->stop && !(runner->options.once && runner->idle == runner->alive))
        early = wait_until(&runner->changed, &runner->lock, until_ms);
    return runner->idle == runner->alive;
}

enum status runner_tick(struct runner *runner, struct store *store, struct error *err)
{
    size_t due = 0;
    enum status status = do_duties(runner, store, &due, err);
    (void)pthread_mutex_lock(&runner->lock);
    runner_next_tick(runner);
    while (status == OK && !runner->stop) {
        bool idle = wait_for_idle(runner, TICK_MS);
        size_t runs = runner->runs;
        (void)pthread_mutex_unlock(&runner->lock);
        status = do_duties(runner, store, &due, err);
        (void)pthread_mutex_lock(&runner->lock);
        if (idle && runner->options.once && runs == 0 && due == 0)
            break;
        runner_next_tick(runner);
    }
    (void)pthread_mutex_unlock(&runner->lock);
    return status;
}

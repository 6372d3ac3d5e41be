/* Threads, and their beginning and end.
 *
 * A worker claims a few jobs, runs them one after the other, and waits for the next tick (runner_tick.c) when there
 * were none. */
#include "base/cores.h"
#include "base/log.h"
#include "base/wait.h"
#include "work/hints.h"
#include "work/runner_inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    GRACE_MS = 15000, /* Oban's own grace */
    FAST_MS = 250,    /* a batch that took less: the next one may be larger */
    HASTY_MS = 4,     /* a job, of a batch: no network is that quick */
};

static void fail(struct runner *runner, enum status status, const struct error *err)
{
    (void)pthread_mutex_lock(&runner->lock);
    if (runner->status == OK) {
        runner->status = status;
        runner->err = *err;
    }
    runner->stop = true;
    (void)pthread_cond_broadcast(&runner->changed);
    (void)pthread_mutex_unlock(&runner->lock);
}

static bool stopping(struct runner *runner)
{
    (void)pthread_mutex_lock(&runner->lock);
    bool stop = runner->stop;
    (void)pthread_mutex_unlock(&runner->lock);
    return stop;
}

int64_t runner_now(const struct runner *runner)
{
    return clock_wall_ms(runner->options.work->clock);
}

/* ── one job ── */

static void close_run(struct runner_thread *t, const struct job *job)
{
    struct runner *runner = t->runner;
    signals_runs(&runner->signals, t->number, open_runs_close(&runner->open, t->number, job->fence.id));
    (void)pthread_mutex_lock(&runner->lock);
    runner->runs++;
    (void)pthread_mutex_unlock(&runner->lock);
}

static void report(struct runner_thread *t, const struct job *job, const struct work_note *note, int64_t ms)
{
    struct runner *runner = t->runner;
    (void)pthread_mutex_lock(&runner->telling);
    if (runner->options.report != NULL)
        runner->options.report(runner->options.context, job, note, ms);
    (void)pthread_mutex_unlock(&runner->telling);
}

static bool is_stopping(void *context)
{
    const struct runner_thread *t = context;
    return stopping(t->runner);
}

static void on_end(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    struct runner_thread *t = context;
    report(t, job, note, ms);
    close_run(t, job);
}

/* ── claiming ── */

static struct text queue_name(const struct runner *runner, const struct store *store, size_t queue)
{
    const struct text ours[] = { TEXT(QUEUE_FILMS), TEXT(QUEUE_DUTIES), TEXT(QUEUE_WEBHOOKS) };
    return queue < THEIRS ? oban_queue(store, ours[queue]) : runner->options.theirs[queue - THEIRS].queue;
}

/* One uuid a queue: `oban.works` may name one twice, with another worker. */
static size_t producer(const struct runner *runner, const struct store *store, size_t queue)
{
    size_t first = 0;
    while (!text_equal(queue_name(runner, store, first), queue_name(runner, store, queue)))
        first++;
    return first;
}

static enum status claim(struct runner_thread *t, size_t queue, size_t max, struct job **out, size_t *out_count,
                         struct error *err)
{
    struct runner *runner = t->runner;
    bool is_theirs = queue >= THEIRS;
    struct job_claim ask = { .queue = queue_name(runner, t->store, queue),
                             .node = text_of(runner->node),
                             .producer = text_of(runner->producers[producer(runner, t->store, queue)]),
                             .workers = is_theirs ? runner->their_names[queue - THEIRS] : runner->names,
                             .now_ms = runner_now(runner),
                             .is_theirs = is_theirs };
    ask.max = stopping(runner) ? 0 : signals_admit(&runner->signals, t->number, ask.queue, max);
    *out_count = 0;
    enum status status = ask.max > 0 ? store_jobs_claim(t->store, &ask, &t->batch, out, out_count, err) : OK;
    open_runs_set(&runner->open, t->number, *out, *out_count);
    signals_runs(&runner->signals, t->number, *out_count);
    return status;
}

static enum status give_back(struct runner_thread *t, const struct job *job, struct error *err)
{
    const struct job_ack ack = { .fence = job->fence, .end = JOB_GIVE_BACK, .now_ms = runner_now(t->runner) };
    enum status status = store_job_acknowledge(t->store, &ack, err);
    close_run(t, job);
    return status == NOT_FOUND ? OK : status;
}

/* Ours and an application's in turn, so that no backlog of the one keeps the other waiting. */
static enum status claim_films(struct runner_thread *t, struct job **out, size_t *out_count, struct error *err)
{
    size_t queues = 1 + t->runner->options.their_count, first = t->turn++;
    enum status status = OK;
    for (size_t i = 0; i < queues && status == OK && *out_count == 0; i++) {
        size_t turn = (first + i) % queues;
        status = claim(t, turn == 0 ? FILMS : THEIRS + turn - 1, t->claim, out, out_count, err);
    }
    return status;
}

/* A key that TMDb refuses is refused for every film: no further job loses an attempt for it. */
static void stop_if_refused(struct runner *runner)
{
    struct error err;
    if (!atomic_load(&runner->options.work->lookup.tmdb_refused))
        return;
    enum status status = error_set(&err, INVALID,
                                   "TMDb refuses the key: check tmdb.token "
                                   "(https://www.themoviedb.org/settings/api)");
    fail(runner, status, &err);
}

/* Claims some and runs them; *out_count of them. TRANSIENT: the store was busy, and some wait to be rescued. */
static enum status work_batch(struct runner_thread *t, size_t *out_count, struct error *err)
{
    struct job *jobs = NULL;
    size_t count = 0;
    int64_t start_ms = clock_mono_ms();
    arena_reset(&t->batch);
    enum status status = t->is_first ? claim(t, DUTIES, 1, &jobs, &count, err) : OK;
    if (t->tells)
        status = claim(t, WEBHOOKS, t->claim, &jobs, &count, err);
    else if (status == OK && count == 0)
        status = claim_films(t, &jobs, &count, err);
    store_gather(t->store, count > 1);
    for (size_t i = 0; i < count && status != BROKEN; i++) {
        struct error later = { 0 }; /* a store that was busy for one may not be for the next */
        struct error *why = status == OK ? err : &later;
        bool begins = !stopping(t->runner) && !signals_killed(&t->runner->signals, jobs[i].fence.id);
        enum status how =
            status == OK && begins ? job_runs_run(&t->runs, &jobs[i], count > 1, why) : give_back(t, &jobs[i], why);
        status = status == OK ? how : status;
        stop_if_refused(t->runner);
    }
    if (status != BROKEN) {
        struct error later = { 0 };
        enum status how = job_runs_settle(&t->runs, status == OK ? err : &later);
        status = status == OK ? how : status;
    }
    int64_t took_ms = clock_mono_ms() - start_ms;
    bool fast = took_ms < FAST_MS;
    t->is_hasty = count > 1 && took_ms < HASTY_MS * (int64_t)count;
    t->claim = fast && t->claim < OPEN_RUNS_CLAIM_MAX ? 2 * t->claim : fast ? t->claim : 1;
    *out_count = count;
    return status;
}

static void wait_for_tick(struct runner *runner, uint64_t seen)
{
    (void)pthread_mutex_lock(&runner->lock);
    if (runner->tick == seen) {
        runner->idle++;
        (void)pthread_cond_broadcast(&runner->changed);
    }
    while (runner->tick == seen && !runner->stop)
        (void)pthread_cond_wait(&runner->changed, &runner->lock);
    (void)pthread_mutex_unlock(&runner->lock);
}

static void *work(void *context)
{
    struct runner_thread *t = context;
    struct runner *runner = t->runner;
    struct error err = { 0 };
    enum status status = store_open(&runner->options.store, &t->store, &err);
    t->runs = (struct job_runs){ .work = runner->options.work,
                                 .store = t->store,
                                 .random = { random_seed() },
                                 .stopping = is_stopping,
                                 .ended = on_end,
                                 .context = t };
    while (status == OK && !stopping(runner)) {
        size_t count = 0;
        (void)pthread_mutex_lock(&runner->lock);
        uint64_t seen = runner->tick;
        (void)pthread_mutex_unlock(&runner->lock);
        bool hasty = t->is_hasty;
        if (hasty)
            haste_enter(&runner->haste, FAST_MS);
        status = work_batch(t, &count, &err);
        if (hasty)
            haste_leave(&runner->haste);
        if (status == OK && count == 0)
            status = store_catch_up(t->store, &err);
        /* somebody writes for long, or the server is another one: again; runs whose end is uncertain are rescued */
        bool busy = (status == TRANSIENT || status == UNCERTAIN) && !runner->options.once;
        if (busy)
            log_event(LOG_WARN, "busy", "reason=\"%s\"", err.text);
        if (busy || (status == OK && count == 0))
            wait_for_tick(runner, seen);
        status = busy ? OK : status;
    }
    if (status != OK)
        fail(runner, status, &err);
    store_close(&t->store);
    job_runs_finish(&t->runs);
    arena_finish(&t->batch);
    (void)pthread_mutex_lock(&runner->lock);
    runner->alive--;
    (void)pthread_cond_broadcast(&runner->changed);
    (void)pthread_mutex_unlock(&runner->lock);
    return NULL;
}

/* ── beginning and end ── */

struct runner *runner_create(const struct runner_options *options)
{
    struct runner *runner = calloc(1, sizeof *runner);
    if (runner == NULL)
        oom();
    runner->options = *options;
    /* When the power fails, the last runs are forgotten with everything that they brought, and are done again: also in
     * `serve`, where only what a person or a program was told is done must be on the disk (its desks). */
    runner->options.store.relaxed = true;
    (void)pthread_mutex_init(&runner->lock, NULL);
    (void)pthread_mutex_init(&runner->telling, NULL);
    wait_init(&runner->changed);
    signals_init(&runner->signals);
    open_runs_init(&runner->open);
    haste_init(&runner->haste, cores_online());
    runner_make_node(runner->node);
    runner->names = runner_names_json(&runner->arena);
    for (size_t i = 0; i < options->their_count; i++)
        runner->their_names[i] = runner_name_json(options->theirs[i].worker, &runner->arena);
    runner->thread_count =
        options->threads + (options->work->webhooks != NULL && options->work->webhooks->count > 0 ? 1 : 0);
    for (int i = 0; i < runner->thread_count; i++) {
        struct runner_thread *t = &runner->threads[i];
        t->runner = runner;
        t->number = (size_t)i;
        t->is_first = i == 0;
        t->tells = i == options->threads;
        t->claim = 1;
    }
    for (size_t queue = 0; queue < COUNT_OF(runner->producers); queue++)
        runner_make_uuid(runner->producers[queue]);
    return runner;
}

void runner_destroy(struct runner **runner)
{
    if (*runner == NULL)
        return;
    (void)pthread_cond_destroy(&(*runner)->changed);
    haste_finish(&(*runner)->haste);
    signals_finish(&(*runner)->signals);
    open_runs_finish(&(*runner)->open);
    gossip_finish(&(*runner)->gossip);
    (void)pthread_mutex_destroy(&(*runner)->lock);
    (void)pthread_mutex_destroy(&(*runner)->telling);
    arena_finish(&(*runner)->arena);
    free(*runner);
    *runner = NULL;
}

void runner_stop(struct runner *runner)
{
    (void)pthread_mutex_lock(&runner->lock);
    runner->stop = true;
    (void)pthread_cond_broadcast(&runner->changed);
    (void)pthread_mutex_unlock(&runner->lock);
}

void runner_wake(struct runner *runner)
{
    (void)pthread_mutex_lock(&runner->lock);
    runner_next_tick(runner);
    (void)pthread_mutex_unlock(&runner->lock);
}

/* What is under way ends by itself within the grace, else where it waits for its turn; at once when the store is
 * broken, into which nobody could write it. */
static void join(struct runner *runner, int started)
{
    int64_t deadline_ms = clock_mono_ms() + GRACE_MS;
    (void)pthread_mutex_lock(&runner->lock);
    while (runner->alive > 0 && runner->status != BROKEN && clock_mono_ms() < deadline_ms) {
        (void)pthread_mutex_unlock(&runner->lock);
        clock_sleep_ms(5);
        (void)pthread_mutex_lock(&runner->lock);
    }
    bool late = runner->alive > 0;
    (void)pthread_mutex_unlock(&runner->lock);
    if (late)
        gate_stop(runner->options.work->lookup.gate);
    for (int i = 0; i < started; i++)
        (void)pthread_join(runner->threads[i].thread, NULL);
}

static void wake(void *runner)
{
    runner_wake(runner);
}

static void heed(void *context, struct text payload)
{
    struct runner *runner = context;
    if (signals_hear(&runner->signals, payload, runner->node))
        runner_wake(runner);
}

/* Whoever is not told goes without: the next second tells it. */
static void gossip(void *context, struct store *store)
{
    struct runner *runner = context;
    struct gossip_queue queues[COUNT_OF(runner->producers)];
    struct job_fence open[OPEN_RUNS_MAX];
    size_t count = 0, threads = (size_t)runner->options.threads;
    for (size_t i = 0; i < THEIRS + runner->options.their_count; i++) {
        size_t most =
            i == DUTIES ? 1 : (i == WEBHOOKS ? (size_t)runner->thread_count - threads : threads) * OPEN_RUNS_CLAIM_MAX;
        queues[count].name = queue_name(runner, store, i);
        queues[count].uuid = text_of(runner->producers[i]);
        queues[count].paused =
            signals_paused(&runner->signals, queues[count].name, (int64_t)most, &queues[count].limit);
        count += most > 0 && producer(runner, store, i) == i;
    }
    size_t runs = open_runs_all(&runner->open, open);
    (void)!gossip_tell(&runner->gossip, store, runner->node, queues, count, open, runs, NULL);
}

enum status runner_run(struct runner *runner, struct error *err)
{
    struct store *store = NULL;
    int started = 0, why = 0;
    enum status status = store_open(&runner->options.store, &store, err);
    if (status == OK)
        status = store_oban_check(store, err);
    if (status != OK) {
        store_close(&store);
        return status;
    }
    runner->alive = runner->thread_count;
    while (started < runner->thread_count && why == 0) {
        why = pthread_create(&runner->threads[started].thread, NULL, work, &runner->threads[started]);
        started += why == 0;
    }
    (void)pthread_mutex_lock(&runner->lock);
    runner->alive -= runner->thread_count - started; /* fewer than wanted is fine */
    (void)pthread_mutex_unlock(&runner->lock);
    const struct hints_calls calls = { wake, heed, gossip, runner };
    struct hints *hints = runner->options.once ? NULL : hints_start(&runner->options.store, &calls);
    status = started > 0 ? runner_tick(runner, store, err)
                         : error_set(err, BROKEN, "cannot start a thread: %s", strerror(why));
    hints_stop(&hints);
    runner_stop(runner);
    join(runner, started);
    leader_resign(&runner->leader, store, runner->node);
    store_close(&store);
    if (status == OK && runner->status != OK) {
        *err = runner->err;
        status = runner->status;
    }
    return status;
}

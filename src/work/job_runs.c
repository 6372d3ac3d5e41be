/* Jobs run, and their results written together: see job_runs.h. */
#include "work/job_runs.h"

enum { POOLED_MS = 50 }; /* results that are older do not wait for another */

/* A run that broke off: the process stops, the store was busy for too long, or this one film cannot be read or written.
 * Only the last is about the job; that it cannot be done must not keep the others from being done. */
static enum status break_off(struct job_runs *runs, struct job_run *run, const struct error *why, struct error *err)
{
    const struct job *job = run->job;
    int64_t now_ms = clock_wall_ms(runs->work->clock);
    struct job_ack ack = { .fence = job->fence, .end = JOB_GIVE_BACK, .now_ms = now_ms };
    if (!runs->stopping(runs->context)) {
        ack.end = JOB_RETRY;
        ack.at_ms = now_ms + work_backoff_ms(job->fence.attempt, job->max_attempts, &runs->random);
        ack.error = arena_text(&run->arena, text_of(why->text));
    }
    run->note = (struct work_note){ .end = ack.end, .text = arena_text(&run->arena, text_of(why->text)) };
    return store_job_acknowledge(runs->store, &ack, err);
}

/* From what came of writing it, to the job's end. */
static enum status end(struct job_runs *runs, struct job_run *run, enum status status, struct error *why,
                       struct error *err)
{
    if (status != OK && status != NOT_FOUND && status != BROKEN)
        status = break_off(runs, run, why, err);
    else if (status != OK)
        *err = *why;
    if (status == NOT_FOUND) { /* rescued, cancelled or deleted while it ran: nothing of it was written */
        run->note = (struct work_note){ .lost = true, .text = TEXT("the run was no longer ours") };
        status = OK;
    }
    if (status == OK)
        runs->ended(runs->context, run->job, &run->note, run->end_ms - run->start_ms);
    return status;
}

static enum status call(struct job_runs *runs, struct job_run *run, struct lookup_pool *pool, struct error *err)
{
    const struct worker *known = worker_find(run->job->worker); /* an application's name is none of ours: its films */
    const struct worker *worker = known != NULL ? known : worker_find(TEXT("TMDbDetailsWorker"));
    struct work_call work = { .work = runs->work,
                              .store = runs->store,
                              .random = &runs->random,
                              .arena = &run->arena,
                              .job = run->job,
                              .note = &run->note,
                              .pool = pool };
    arena_reset(&run->arena);
    run->note = (struct work_note){ 0 };
    run->start_ms = clock_mono_ms();
    enum status status = worker->run(&work, err);
    run->end_ms = clock_mono_ms();
    return status;
}

/* One of them cannot be written: each by itself. What does not fit what is stored by now is looked up again. */
static enum status write_singly(struct job_runs *runs, size_t count, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++) {
        struct error why = { 0 };
        enum status how = store_lookup_write(runs->store, runs->pool.writes[i], &why);
        if (how == INVALID)
            how = call(runs, &runs->runs[i], NULL, &why);
        status = end(runs, &runs->runs[i], how, &why, err);
    }
    return status;
}

enum status job_runs_settle(struct job_runs *runs, struct error *err)
{
    struct error why;
    size_t count = runs->pool.count;
    runs->pool.count = 0;
    if (count == 0)
        return OK;
    enum status status = store_lookup_writes(runs->store, runs->pool.writes, count, &why);
    if (status != OK)
        return write_singly(runs, count, err);
    for (size_t i = 0; i < count && status == OK; i++)
        status = end(runs, &runs->runs[i], OK, &why, err);
    return status;
}

enum status job_runs_run(struct job_runs *runs, const struct job *job, bool pools, struct error *err)
{
    struct job_run *run = &runs->runs[runs->pool.count];
    struct error why = { 0 };
    size_t before = runs->pool.count;
    run->job = job;
    enum status status = call(runs, run, pools ? &runs->pool : NULL, &why);
    if (status != OK || runs->pool.count == before) /* it has its end, or none */
        return end(runs, run, status, &why, err);
    bool full = runs->pool.count == LOOKUP_POOL_MAX || clock_mono_ms() - runs->runs[0].end_ms >= POOLED_MS;
    return full ? job_runs_settle(runs, err) : OK;
}

enum status job_runs_beat(struct store *store, const struct job_fence *fences, size_t count, int64_t now_ms,
                          struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++) {
        const struct job_ack ack = { .fence = fences[i], .end = JOB_BEAT, .now_ms = now_ms };
        status = store_job_acknowledge(store, &ack, err);
        if (status == NOT_FOUND) /* it has its end by now, or is lost: its own end will tell */
            status = OK;
    }
    return status;
}

void job_runs_finish(struct job_runs *runs)
{
    for (size_t i = 0; i < LOOKUP_POOL_MAX; i++)
        arena_finish(&runs->runs[i].arena);
}

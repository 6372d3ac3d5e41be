/* What the tests of the queue share: a store with jobs in it, claimed and ended in one line. */
#ifndef UNDERSTUDY_TESTS_STORE_JOBS_HELP_H
#define UNDERSTUDY_TESTS_STORE_JOBS_HELP_H

#include "store/jobs.h"
#include "store_help.h"

static struct arena arena;
static struct error err;
static struct store *store;

#define NAMES TEXT("[\"A\",\"B\"]")
#define UUID  TEXT("11111111-2222-4333-8444-555555555555")

static inline void begin(void)
{
    help_start();
    store = help_open();
}

static inline void end(void)
{
    store_close(&store);
    arena_reset(&arena);
    help_stop();
}

static inline void sql(const char *text)
{
    (void)help_exec(text);
}

static inline struct job_new new_job(const char *worker, const char *args)
{
    return (struct job_new){
        .queue = "q", .worker = worker, .args = text_of(args), .max_attempts = 3, .priority = 1, .now_ms = NOW_MS
    };
}

static inline bool insert(struct job_new job)
{
    bool added = false;
    CHECK_OK(store_job_insert(store, &job, &added, &err));
    return added;
}

static inline size_t claim(size_t max, int64_t now_ms, struct job **out)
{
    const struct job_claim ask = { TEXT("q"), TEXT("here-1"), UUID, NAMES, max, now_ms, false };
    size_t count = 0;
    CHECK_OK(store_jobs_claim(store, &ask, &arena, out, &count, &err));
    return count;
}

static inline struct job claim_one(int64_t now_ms)
{
    struct job *jobs = NULL;
    return CHECK_INT(claim(1, now_ms, &jobs), 1) ? jobs[0] : (struct job){ 0 };
}

static inline enum status end_run(const struct job *job, enum job_end how, int64_t now_ms, int64_t at_ms)
{
    const struct job_ack ack = { job->fence, how, now_ms, at_ms, TEXT("it \"failed\"\nat line 2") };
    return store_job_acknowledge(store, &ack, &err);
}

static inline size_t stage(int64_t now_ms)
{
    const struct job_duty duty = { now_ms, 600000, NAMES };
    size_t count = 99;
    CHECK_OK(store_jobs_stage(store, &duty, &count, &err));
    return count;
}

static inline size_t rescue(int64_t now_ms)
{
    const struct job_duty duty = { now_ms, 600000, NAMES };
    size_t count = 99;
    CHECK_OK(store_jobs_rescue(store, &duty, &count, &err));
    return count;
}

static inline const char *state_of(int64_t id)
{
    return help_text(arena_printf(&arena, "SELECT state FROM oban_jobs WHERE id = %lld", (long long)id).at);
}

#endif

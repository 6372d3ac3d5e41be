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

/* What stands in a row of the queue, as one JSON object whose times are written as SQLite has them. */
static inline json_t *job_row(int64_t id)
{
    static const char sqlite[] =
        "SELECT json_object('id', id, 'state', state, 'queue', queue, 'worker', worker, 'args', json(args), 'meta', "
        "json(meta), 'tags', json(tags), 'errors', json(errors), 'attempt', attempt, 'max_attempts', max_attempts, "
        "'priority', priority, 'attempted_by', json(attempted_by), 'inserted_at', inserted_at, 'scheduled_at', "
        "scheduled_at, 'attempted_at', attempted_at, 'completed_at', completed_at, 'cancelled_at', cancelled_at, "
        "'discarded_at', discarded_at) FROM oban_jobs WHERE id = ";
    static const char pgsql[] =
        "SELECT to_jsonb(j) || jsonb_build_object('inserted_at', oban_time(inserted_at), 'scheduled_at', "
        "oban_time(scheduled_at), 'attempted_at', oban_time(attempted_at), 'completed_at', oban_time(completed_at), "
        "'cancelled_at', oban_time(cancelled_at), 'discarded_at', oban_time(discarded_at)) FROM oban_jobs AS j "
        "WHERE id = ";
    return json_loads(help_text(arena_printf(&arena, "%s%lld", help_on_pgsql ? pgsql : sqlite, (long long)id).at), 0,
                      NULL);
}

/* Each member of the object `expected` is what the row has. */
static inline bool job_has(int64_t id, const char *expected)
{
    const char *name;
    json_t *row = job_row(id), *wanted = json_loads(expected, 0, NULL), *value;
    bool good = row != NULL && wanted != NULL;
    json_object_foreach(wanted, name, value)
    {
        json_t *is = json_object_get(row, name);
        if (is == NULL || json_equal(is, value) == 0) {
            char *text = json_dumps(is, JSON_ENCODE_ANY);
            printf("# job %lld: %s is %s\n", (long long)id, name, text != NULL ? text : "not there");
            free(text);
            good = false;
        }
    }
    json_decref(row);
    json_decref(wanted);
    return good;
}
#define CHECK_JOB(id, expected) CHECK(job_has((id), (expected)))

#endif

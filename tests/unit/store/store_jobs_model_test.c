/* Ten thousand random steps of two processes on one queue, against a model: every claim is the first of what is
 * available in Oban's order, no job is ever given to two, an end counts once and only for the run that holds the job,
 * and the table says what the model says. */
#include "base/random.h"
#include "store_jobs_help.h"

enum { STEPS = 10000, JOBS_MAX = 400, RUNS_MAX = 200, BATCH_MAX = 5 };
#define SILENT_MS INT64_C(600000)

enum state { AVAILABLE, SCHEDULED, EXECUTING, RETRYABLE, COMPLETED, DISCARDED, CANCELLED, DELETED };
static const char *const state_names[] = { "available", "scheduled", "executing", "retryable",
                                           "completed", "discarded", "cancelled" };

struct model_job {
    enum state state;
    int64_t attempt, max_attempts, priority, at_ms, attempted_ms, snoozed, errors;
    int run; /* that holds it, when EXECUTING */
};
struct run { /* a claim that somebody believes in; stale when the job is another's by now */
    int64_t job;
    struct job_fence fence;
    bool known;
};

static struct model_job jobs[JOBS_MAX + 1]; /* by id */
static int64_t job_count;
static struct run runs[RUNS_MAX];
static struct random chance;
static int64_t now_ms;
static struct store *stores[2];
static const char *const producers[2] = { "aaaaaaaa-0000-4000-8000-000000000001",
                                          "bbbbbbbb-0000-4000-8000-000000000002" };

static int64_t draw(int64_t low, int64_t high)
{
    return random_between(&chance, low, high);
}

static void step_insert(struct store *s)
{
    bool added = false, later = draw(0, 2) == 0;
    if (job_count == JOBS_MAX)
        return;
    struct job_new job = new_job("A", arena_printf(&arena, "{\"n\":%lld}", (long long)job_count).at);
    job.max_attempts = draw(1, 4);
    job.priority = draw(0, 3);
    job.now_ms = now_ms;
    job.at_ms = later ? now_ms + draw(1, 100000) : 0;
    if (!CHECK_OK(store_job_insert(s, &job, &added, &err)) || !CHECK(added))
        return;
    jobs[++job_count] = (struct model_job){ .state = later ? SCHEDULED : AVAILABLE,
                                            .max_attempts = job.max_attempts,
                                            .priority = job.priority,
                                            .at_ms = later ? job.at_ms : now_ms,
                                            .run = -1 };
}

static bool is_before(int64_t a, int64_t b)
{
    if (jobs[a].priority != jobs[b].priority)
        return jobs[a].priority < jobs[b].priority;
    return jobs[a].at_ms != jobs[b].at_ms ? jobs[a].at_ms < jobs[b].at_ms : a < b;
}

static int64_t first_available(void)
{
    int64_t first = 0;
    for (int64_t id = 1; id <= job_count; id++) {
        if (jobs[id].state == AVAILABLE && jobs[id].attempt < jobs[id].max_attempts &&
            (first == 0 || is_before(id, first)))
            first = id;
    }
    return first;
}

static int free_run(void)
{
    for (int i = 0; i < RUNS_MAX; i++) {
        if (!runs[i].known)
            return i;
    }
    return (int)draw(0, RUNS_MAX - 1); /* that process died */
}

static void step_claim(int who)
{
    struct job *got = NULL;
    size_t count = 0;
    const struct job_claim ask = { TEXT("q"), TEXT("node"), text_of(producers[who]), NAMES, (size_t)draw(1, BATCH_MAX),
                                   now_ms,    false };
    CHECK_OK(store_jobs_claim(stores[who], &ask, &arena, &got, &count, &err));
    for (size_t i = 0; i < ask.max; i++) {
        int64_t id = first_available();
        if (!CHECK_INT(i < count ? got[i].fence.id : 0, id) || id == 0)
            return;
        int run = free_run();
        jobs[id].state = EXECUTING;
        jobs[id].attempt++;
        jobs[id].attempted_ms = now_ms;
        jobs[id].run = run;
        CHECK_INT(got[i].fence.attempt, jobs[id].attempt);
        runs[run] = (struct run){ id, got[i].fence, true };
        runs[run].fence.producer = text_of(producers[who]);
    }
}

static void apply_end(struct model_job *job, const struct job_ack *ack)
{
    bool last = job->attempt >= job->max_attempts;
    switch (ack->end) {
    case JOB_COMPLETE: job->state = COMPLETED; break;
    case JOB_RETRY:
        job->state = last ? DISCARDED : RETRYABLE;
        job->at_ms = last ? job->at_ms : ack->at_ms;
        job->errors++;
        break;
    case JOB_SNOOZE:
        job->state = SCHEDULED;
        job->at_ms = ack->at_ms;
        job->attempt--;
        job->snoozed++;
        break;
    case JOB_CANCEL:
        job->state = CANCELLED;
        job->errors++;
        break;
    case JOB_GIVE_BACK:
        job->state = AVAILABLE;
        job->attempt--;
        break;
    case JOB_BEAT: job->attempted_ms = now_ms; break;
    }
}

/* Of a run that holds its job, or of one that only believes so. A run ends once. */
static void step_end(struct store *s)
{
    int at = (int)draw(0, RUNS_MAX - 1);
    struct run *run = &runs[at];
    if (!run->known)
        return;
    struct model_job *job = &jobs[run->job];
    const struct job_ack ack = { run->fence, (enum job_end)draw(JOB_COMPLETE, JOB_BEAT), now_ms,
                                 now_ms + draw(1, 50000), TEXT("failed") };
    bool holds = job->state == EXECUTING && job->run == at;
    enum status status = store_job_acknowledge(s, &ack, &err);
    if (!CHECK_INT(status, holds ? OK : NOT_FOUND))
        printf("#   end %d of job %lld\n", (int)ack.end, (long long)run->job);
    if (holds)
        apply_end(job, &ack);
    if (ack.end != JOB_BEAT || !holds)
        run->known = false;
}

static void step_stage(struct store *s)
{
    const struct job_duty duty = { now_ms, SILENT_MS, NAMES };
    size_t count = 0, want = 0;
    CHECK_OK(store_jobs_stage(s, &duty, &count, &err));
    for (int64_t id = 1; id <= job_count; id++) {
        struct model_job *job = &jobs[id];
        bool due = (job->state == SCHEDULED || job->state == RETRYABLE) && job->at_ms <= now_ms;
        want += due;
        job->state = due ? AVAILABLE : job->state;
    }
    CHECK_INT(count, want);
}

static void step_rescue(struct store *s)
{
    const struct job_duty duty = { now_ms, SILENT_MS, NAMES };
    size_t count = 0, want = 0;
    CHECK_OK(store_jobs_rescue(s, &duty, &count, &err));
    for (int64_t id = 1; id <= job_count; id++) {
        struct model_job *job = &jobs[id];
        bool silent = job->state == EXECUTING &&
                      (job->attempted_ms < now_ms - SILENT_MS || job->attempted_ms > now_ms + SILENT_MS);
        want += silent;
        if (silent)
            job->state = job->attempt < job->max_attempts ? AVAILABLE : DISCARDED;
    }
    CHECK_INT(count, want);
}

/* Somebody else's hand: cancelled or deleted, running or not. */
static void step_meddle(void)
{
    int64_t id = job_count > 0 ? draw(1, job_count) : 0;
    if (id == 0 || jobs[id].state >= COMPLETED)
        return;
    bool gone = draw(0, 1) == 1;
    sql(arena_printf(&arena,
                     gone ? "DELETE FROM oban_jobs WHERE id = %lld"
                          : "UPDATE oban_jobs SET state = 'cancelled' WHERE id = %lld",
                     (long long)id)
            .at);
    jobs[id].state = gone ? DELETED : CANCELLED;
}

/* State, attempts, errors, snoozes and milliseconds of the time, in the words of either database. */
static const char *row_of(int64_t id)
{
    static const char *const lite =
        "SELECT state || ' ' || attempt || ' ' || json_array_length(errors) || ' ' || "
        "coalesce(json_extract(meta, '$.snoozed'), 0) || ' ' || CAST(substr(scheduled_at, 21, 3) AS integer)";
    static const char *const v14 =
        "SELECT concat_ws(' ', CAST(state AS text), attempt, cardinality(errors), coalesce(meta ->> 'snoozed', '0'), "
        "CAST(extract(milliseconds FROM scheduled_at) AS bigint) % 1000)";
    return help_text(
        arena_printf(&arena, "%s FROM oban_jobs WHERE id = %lld", help_on_pgsql ? v14 : lite, (long long)id).at);
}

static void compare_all(void)
{
    for (int64_t id = 1; id <= job_count; id++) {
        const struct model_job *job = &jobs[id];
        const char *want = "(none)";
        if (job->state != DELETED)
            want = arena_printf(&arena, "%s %lld %lld %lld %lld", state_names[job->state], (long long)job->attempt,
                                (long long)job->errors, (long long)job->snoozed, (long long)(job->at_ms % 1000))
                       .at;
        CHECK_TEXT_Z(text_of(row_of(id)), want);
    }
}

/* New jobs in the place of those that are over, so that there is always something to do. */
static void start_anew(void)
{
    compare_all();
    sql(help_on_pgsql ? "TRUNCATE oban_jobs RESTART IDENTITY"
                      : "DELETE FROM oban_jobs; DELETE FROM sqlite_sequence WHERE name = 'oban_jobs'");
    memset(jobs, 0, sizeof jobs);
    memset(runs, 0, sizeof runs);
    job_count = 0;
}

static void step(void)
{
    int who = (int)draw(0, 1);
    struct store *s = stores[who];
    switch (draw(0, 11)) {
    case 0:
    case 1: step_insert(s); break;
    case 2:
    case 3: step_claim(who); break;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8: step_end(s); break;
    case 9: step_stage(s); break;
    case 10: step_rescue(s); break;
    default:
        if (draw(0, 9) == 0)
            step_meddle();
        else
            now_ms += draw(0, 30) == 0 ? draw(-2 * CLOCK_DAY_MS, 2 * CLOCK_DAY_MS) : draw(0, 60000);
        break;
    }
}

static void two_processes_follow_the_model(void)
{
    struct store_options options = { .relaxed = true, .now_ms = NOW_MS };
    help_start();
    options.url = text_of(help_path);
    help_prepare();
    chance = (struct random){ 20261126 };
    now_ms = NOW_MS;
    CHECK_OK(store_open(&options, &stores[0], &err));
    CHECK_OK(store_open(&options, &stores[1], &err));
    for (int i = 0; i < STEPS && check_failures == 0; i++) {
        step();
        arena_reset(&arena);
        if (job_count == JOBS_MAX)
            start_anew();
        if (check_failures > 0)
            printf("#   at step %d\n", i);
    }
    compare_all();
    store_close(&stores[0]);
    store_close(&stores[1]);
    help_stop();
}

int main(void)
{
    RUN(two_processes_follow_the_model);
    arena_finish(&arena);
    return check_done();
}

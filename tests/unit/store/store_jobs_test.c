/* The queue: Oban's states and transitions, fences, duties, and rows of other programs. */
#include "store/jobs.h"
#include "store_help.h"

static struct store *store;
static struct arena arena;
static struct error err;

static void sql(const char *text)
{
    sqlite3 *handle = NULL;
    CHECK(sqlite3_open(help_path, &handle) == SQLITE_OK && sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK);
    (void)sqlite3_close(handle);
}

static void begin(void)
{
    help_start();
    store = help_open();
}

static void end(void)
{
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static struct job_new film(const char *imdb_id, int64_t priority)
{
    return (struct job_new){ .queue = "tmdb",
                             .worker = "TMDbDetailsWorker",
                             .args = arena_printf(&arena, "{\"imdb_id\":\"%s\"}", imdb_id),
                             .imdb_id = text_of(imdb_id),
                             .max_attempts = 3,
                             .priority = priority,
                             .now_ms = NOW_MS };
}

static bool insert(const struct job_new *job)
{
    bool added = false;
    CHECK_OK(store_job_insert(store, job, &added, &err));
    return added;
}

static struct job *claim_as(const char *producer, size_t max, size_t *out_count)
{
    struct job *jobs = NULL;
    const struct job_claim claim = { .queue = TEXT("tmdb"),
                                     .node = TEXT("host-1"),
                                     .producer = text_of(producer),
                                     .workers = TEXT("[\"TMDbDetailsWorker\"]"),
                                     .max = max,
                                     .now_ms = NOW_MS + 1500 };
    CHECK_OK(store_jobs_claim(store, &claim, &arena, &jobs, out_count, &err));
    return jobs;
}

static struct job claim_one(void)
{
    size_t count;
    struct job *jobs = claim_as("p1", 1, &count);
    return CHECK_INT(count, 1) ? jobs[0] : (struct job){ 0 };
}

static enum status acknowledge(const struct job *job, enum job_end how)
{
    const struct job_ack ack = {
        .fence = job->fence, .end = how, .now_ms = NOW_MS + 2000, .at_ms = NOW_MS + 60000, .error = TEXT("it \"broke\"")
    };
    return store_job_acknowledge(store, &ack, &err);
}

static const char *row(void)
{
    return help_text("SELECT group_concat(state || ' ' || attempt, ', ') FROM (SELECT * FROM oban_jobs ORDER BY id)");
}

static void in_obans_order(void)
{
    begin();
    struct job_new later = film("tt0000001", 4), first = film("tt0000002", 0), same = film("tt0000003", 4);
    CHECK(insert(&later) && insert(&first) && insert(&same));
    CHECK(!insert(&first)); /* one live job a film */
    size_t count;
    struct job *jobs = claim_as("p1", 2, &count);
    CHECK_INT(count, 2);
    CHECK(text_contains(jobs[0].args, TEXT("tt0000002")) && text_contains(jobs[1].args, TEXT("tt0000001")));
    CHECK_INT(jobs[0].fence.attempt, 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT attempted_at || attempted_by FROM oban_jobs WHERE id = 2")),
                 "2026-12-24T00:00:01.500000Z[\"host-1\",\"p1\"]");
    jobs = claim_as("p2", 9, &count);
    CHECK_INT(count, 1);
    jobs = claim_as("p2", 9, &count);
    CHECK_INT(count, 0);
    end();
}

static void every_end(void)
{
    static const struct {
        enum job_end end;
        const char *row, *columns;
    } ends[] = {
        { JOB_COMPLETE, "completed 1", "2026-12-24T00:00:02.000000Z---[]{}" },
        { JOB_RETRY, "retryable 1",
          "---2026-12-24T00:01:00.000000Z"
          "[{\"attempt\":1,\"at\":\"2026-12-24T00:00:02.000000Z\",\"error\":\"it \\\"broke\\\"\"}]{}" },
        { JOB_SNOOZE, "scheduled 0", "---2026-12-24T00:01:00.000000Z[]{\"snoozed\":1}" },
        { JOB_CANCEL, "cancelled 1",
          "-2026-12-24T00:00:02.000000Z--"
          "[{\"attempt\":1,\"at\":\"2026-12-24T00:00:02.000000Z\",\"error\":\"it \\\"broke\\\"\"}]{}" },
        { JOB_GIVE_BACK, "available 0", "----[]{}" },
        { JOB_BEAT, "executing 1", "----[]{}" },
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        begin();
        struct job_new job = film("tt0000001", 1);
        CHECK(insert(&job));
        struct job run = claim_one();
        CHECK_ROW(ends[i].row);
        CHECK_OK(acknowledge(&run, ends[i].end));
        CHECK_TEXT_Z(text_of(row()), ends[i].row);
        CHECK_TEXT_Z(text_of(help_text("SELECT coalesce(completed_at, '-') || coalesce(cancelled_at, '-') || "
                                       "coalesce(discarded_at, '-') || CASE WHEN scheduled_at < '2026-12-24T00:00:30' "
                                       "THEN '-' ELSE scheduled_at END || errors || meta FROM oban_jobs")),
                     ends[i].columns);
        if (ends[i].end != JOB_BEAT) { /* the fence is used up */
            CHECK_INT(acknowledge(&run, JOB_COMPLETE), NOT_FOUND);
            CHECK_TEXT_Z(text_of(row()), ends[i].row);
        }
        end();
    }
}

static void the_last_attempt_discards(void)
{
    begin();
    struct job_new job = film("tt0000001", 1);
    CHECK(insert(&job));
    sql("UPDATE oban_jobs SET attempt = 2");
    struct job run = claim_one();
    CHECK_OK(acknowledge(&run, JOB_RETRY));
    CHECK_TEXT_Z(text_of(row()), "discarded 3");
    CHECK(insert(&job)); /* not live any more */
    /* one that cannot run blocks nobody */
    sql("UPDATE oban_jobs SET state = 'available', attempt = 3 WHERE id = 1");
    run = claim_one();
    CHECK_INT(run.fence.id, 2);
    end();
}

static void a_rescued_run_changes_nothing(void)
{
    begin();
    struct job_new job = film("tt0000001", 1);
    size_t count;
    CHECK(insert(&job));
    struct job run = claim_one();
    struct job_duty duty = { NOW_MS + 60000, 600000, TEXT("[\"TMDbDetailsWorker\"]") };
    CHECK_OK(store_jobs_rescue(store, &duty, &count, &err));
    CHECK_INT(count, 0);
    duty.now_ms = NOW_MS + 700000;
    CHECK_OK(store_jobs_rescue(store, &duty, &count, &err));
    CHECK_INT(count, 1);
    CHECK_INT(acknowledge(&run, JOB_COMPLETE), NOT_FOUND);
    struct job again = claim_one();
    CHECK_INT(again.fence.attempt, 2);
    CHECK_INT(acknowledge(&run, JOB_COMPLETE), NOT_FOUND); /* the same producer, an older attempt */
    CHECK_TEXT_Z(text_of(row()), "executing 2");
    CHECK_OK(acknowledge(&again, JOB_COMPLETE));
    end();
}

static void clocks_that_disagree(void)
{
    begin();
    struct job_new job = film("tt0000001", 1);
    size_t count;
    const struct job_duty duty = { NOW_MS, 600000, TEXT("[\"TMDbDetailsWorker\"]") };
    job.at_ms = NOW_MS + 1000;
    CHECK(insert(&job));
    CHECK_OK(store_jobs_stage(store, &duty, &count, &err));
    CHECK_INT(count, 0);
    sql("UPDATE oban_jobs SET scheduled_at = '2031-01-01T00:00:00.000000Z'"); /* five years ahead */
    CHECK_OK(store_jobs_stage(store, &duty, &count, &err));
    CHECK_INT(count, 1);
    sql("UPDATE oban_jobs SET state = 'scheduled', worker = 'Other.Worker'"); /* an application may mean it */
    CHECK_OK(store_jobs_stage(store, &duty, &count, &err));
    CHECK_INT(count, 0);
    sql("UPDATE oban_jobs SET state = 'executing', attempted_at = '2031-01-01T00:00:00.000000Z', attempt = 1");
    CHECK_OK(store_jobs_rescue(store, &duty, &count, &err));
    CHECK_INT(count, 1);
    end();
}

static void rows_of_other_programs(void)
{
    begin();
    sql("INSERT INTO oban_jobs (worker, queue, args, meta, errors) VALUES "
        "('Other.Worker', 'tmdb', '{\"imdb_id\":\"tt0000001\"}', '{}', '[]'), "
        "('TMDbDetailsWorker', 'tmdb', 'rubbish', 'rubbish', 'rubbish'), "
        "('TMDbDetailsWorker', 'tmdb', '[1]', '[1]', '\"x\"')");
    struct job_new job = film("tt0000001", 9);
    size_t count;
    CHECK(insert(&job)); /* another worker's job of the film is none of ours */
    struct job *jobs = claim_as("p1", 9, &count);
    CHECK_INT(count, 3);
    for (size_t i = 0; i < count; i++) {
        CHECK_OK(acknowledge(&jobs[i], i == 0 ? JOB_RETRY : JOB_SNOOZE));
        CHECK(help_int("SELECT count(*) FROM oban_jobs WHERE worker = 'Other.Worker' AND state = 'available'") == 1);
    }
    CHECK_INT(help_int("SELECT count(*) FROM oban_jobs WHERE id = 2 AND json_array_length(errors) = 1"), 1);
    CHECK_INT(help_int("SELECT count(*) FROM oban_jobs WHERE id = 3 AND json_extract(meta, '$.snoozed') = 1"), 1);
    end();
}

static void nothing_that_oban_cannot_load(void)
{
    static const struct {
        const char *why, *queue, *worker, *args, *meta;
        int64_t max_attempts, priority;
    } bad[] = {
        { "args are a list", "tmdb", "W", "[]", "{}", 1, 0 },
        { "args are cut", "tmdb", "W", "{\"a\":1", "{}", 1, 0 },
        { "args and more", "tmdb", "W", "{} {}", "{}", 1, 0 },
        { "meta is null", "tmdb", "W", "{}", "null", 1, 0 },
        { "no queue", "", "W", "{}", "{}", 1, 0 },
        { "no worker", "tmdb", "", "{}", "{}", 1, 0 },
        { "no attempt", "tmdb", "W", "{}", "{}", 0, 0 },
        { "priority 10", "tmdb", "W", "{}", "{}", 1, 10 },
    };
    begin();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bool added;
        const struct job_new job = { .queue = bad[i].queue,
                                     .worker = bad[i].worker,
                                     .args = text_of(bad[i].args),
                                     .meta = text_of(bad[i].meta),
                                     .max_attempts = bad[i].max_attempts,
                                     .priority = bad[i].priority,
                                     .now_ms = NOW_MS };
        CHECK_ROW(bad[i].why);
        CHECK_INT(store_job_insert(store, &job, &added, &err), INVALID);
    }
    CHECK_INT(help_int("SELECT count(*) FROM oban_jobs"), 0);
    end();
}

static bool cron_at(int64_t now_ms)
{
    bool added = false;
    const struct job_cron cron = {
        .name = "daily",
        .period_ms = CLOCK_DAY_MS,
        .job = { .queue = "q", .worker = "W", .args = TEXT("{}"), .max_attempts = 1, .now_ms = now_ms }
    };
    CHECK_OK(store_job_cron(store, &cron, &added, &err));
    sql("UPDATE oban_jobs SET state = 'completed'");
    return added;
}

static void a_duty_once_a_period(void)
{
    begin();
    CHECK(cron_at(NOW_MS + 5000));
    CHECK(!cron_at(NOW_MS + 6000));
    CHECK(!cron_at(NOW_MS + CLOCK_DAY_MS - 1000));
    CHECK(cron_at(NOW_MS + CLOCK_DAY_MS));
    CHECK(cron_at(NOW_MS + 9 * CLOCK_DAY_MS)); /* days were missed: once */
    CHECK(!cron_at(NOW_MS + 9 * CLOCK_DAY_MS));
    CHECK(cron_at(NOW_MS)); /* the clock was wrong before: nine days ahead are not waited for */
    CHECK(!cron_at(NOW_MS + 1));
    end();
}

static void pages_of_what_is_due(void)
{
    begin();
    sql("INSERT INTO movies (imdb_id, title, import_status, next_tmdb_retry_at, inserted_at, updated_at) VALUES "
        "('tt0000001', 'a', 'imdb_placeholder', '2026-12-01T00:00:00Z', '2026-01-01', '2026-01-01'), "
        "('tt0000002', 'b', 'imdb_placeholder', '2026-12-01T00:00:00Z', '2026-01-01', '2026-01-01'), "
        "('tt0000003', 'c', 'imdb_placeholder', '2026-12-02T00:00:00Z', '2026-01-01', '2026-01-01'), "
        "('tt0000004', 'd', 'imdb_placeholder', '2027-01-01T00:00:00Z', '2026-01-01', '2026-01-01'), "
        "('tt0000005', 'e', 'imdb_placeholder', NULL, '2026-01-01', '2026-01-01'), "
        "('tt0000006', 'f', 'imdb_placeholder', '2040-01-01T00:00:00Z', '2026-01-01', '2026-01-01'), "
        "('tt0000007', 'g', 'full', '2026-12-01T00:00:00Z', '2026-01-01', '2026-01-01')");
    struct due_page page = { DUE_FOR_RETRY, NOW_MS, 0, TEXT(""), 2 };
    struct due_film *due;
    size_t count, added;
    CHECK_OK(store_due(store, &page, &arena, &due, &count, &err));
    CHECK_INT(count, 2);
    const struct due_jobs jobs = { .films = due, .count = count, .source = "enrichment", .job = film("", 4) };
    CHECK_OK(store_due_insert(store, &jobs, &added, &err));
    CHECK_INT(added, 2);
    CHECK_OK(store_due_insert(store, &jobs, &added, &err));
    CHECK_INT(added, 0);
    page.after_ms = due[1].at_ms;
    page.after_id = due[1].imdb_id;
    CHECK_OK(store_due(store, &page, &arena, &due, &count, &err));
    CHECK_INT(count, 1);
    CHECK_TEXT_Z(due[0].imdb_id, "tt0000003");
    page = (struct due_page){ DUE_BY_MISTAKE, NOW_MS + 200 * CLOCK_DAY_MS, 0, TEXT(""), 9 };
    CHECK_OK(store_due(store, &page, &arena, &due, &count, &err));
    CHECK_INT(count, 1);
    CHECK_TEXT_Z(due[0].imdb_id, "tt0000006");
    end();
}

static void queues_pause(void)
{
    begin();
    struct texts paused;
    CHECK_OK(store_queue_pause(store, TEXT("tmdb"), true, NOW_MS, &err));
    CHECK_OK(store_queues_paused(store, &arena, &paused, &err));
    CHECK_INT(paused.count, 1);
    CHECK_OK(store_queue_pause(store, TEXT("tmdb"), false, NOW_MS, &err));
    CHECK_OK(store_queues_paused(store, &arena, &paused, &err));
    CHECK_INT(paused.count, 0);
    end();
}

int main(void)
{
    RUN(in_obans_order);
    RUN(every_end);
    RUN(the_last_attempt_discards);
    RUN(a_rescued_run_changes_nothing);
    RUN(clocks_that_disagree);
    RUN(rows_of_other_programs);
    RUN(nothing_that_oban_cannot_load);
    RUN(a_duty_once_a_period);
    RUN(pages_of_what_is_due);
    RUN(queues_pause);
    return check_done();
}

/* The queue's duties, one test a rule; pages of what is due. */
#include "store/due.h"
#include "store_jobs_help.h"

/* ── duties ── */

static void stages_what_is_due_and_what_another_clock_wrote(void)
{
    begin();
    struct job *jobs = NULL;
    for (int i = 0; i < 3; i++)
        CHECK(insert(new_job(i == 2 ? "unknown" : "A", arena_printf(&arena, "{\"n\":%d}", i).at)));
    CHECK_INT(claim(2, NOW_MS, &jobs), 2);
    CHECK_OK(end_run(&jobs[0], JOB_RETRY, NOW_MS, NOW_MS + 20 * CLOCK_DAY_MS));   /* Oban's own longest is 12 days */
    CHECK_OK(end_run(&jobs[1], JOB_SNOOZE, NOW_MS, NOW_MS + 900 * CLOCK_DAY_MS)); /* a clock that ran ahead */
    sql("UPDATE oban_jobs SET state = 'scheduled', scheduled_at = '2031-01-01T00:00:00.000000Z' WHERE id = 3");
    for (int i = 3; i < 5; i++)
        CHECK(insert(new_job("A", arena_printf(&arena, "{\"n\":%d}", i).at)));
    sql("UPDATE oban_jobs SET state = 'scheduled', scheduled_at = '2031-01-01T00:00:00.000000Z' WHERE id > 3");
    sql("UPDATE oban_jobs SET inserted_at = '2030-12-31T00:00:00.000000Z' WHERE id = 5");
    CHECK_INT(stage(NOW_MS), 2);
    CHECK_TEXT_Z(text_of(state_of(1)), "retryable");
    CHECK_TEXT_Z(text_of(state_of(2)), "available");
    CHECK_TEXT_Z(text_of(state_of(3)), "scheduled"); /* another program may plan for years, */
    CHECK_TEXT_Z(text_of(state_of(4)), "scheduled"); /* also a job that we run */
    CHECK_TEXT_Z(text_of(state_of(5)), "available"); /* inserted by a clock that ran ahead */
    sql("UPDATE oban_jobs SET attempt = max_attempts, scheduled_at = '2026-01-01T00:00:00Z' WHERE id = 1");
    CHECK_INT(stage(NOW_MS), 0); /* never available without an attempt left */
    end();
}

static void rescues_silent_runs_only(void)
{
    struct job *jobs = NULL;
    begin();
    for (int i = 0; i < 4; i++)
        CHECK(insert(new_job("A", arena_printf(&arena, "{\"n\":%d}", i).at)));
    CHECK_INT(claim(4, NOW_MS, &jobs), 4);
    CHECK_INT(rescue(NOW_MS + 600000), 0);
    CHECK_OK(end_run(&jobs[1], JOB_BEAT, NOW_MS + 500000, 0));
    sql("UPDATE oban_jobs SET attempt = max_attempts WHERE id = 3");
    sql("UPDATE oban_jobs SET attempted_at = NULL WHERE id = 4");
    CHECK_INT(rescue(NOW_MS + 600001), 2);
    CHECK_TEXT_Z(text_of(state_of(1)), "available");
    CHECK_TEXT_Z(text_of(state_of(2)), "executing");
    CHECK_JOB(3, "{\"state\":\"discarded\",\"discarded_at\":\"2026-12-24T00:10:00.001000Z\",\"errors\":[]}");
    CHECK_TEXT_Z(text_of(state_of(4)), "executing"); /* Oban never does */
    CHECK_INT(help_int("SELECT attempt FROM oban_jobs WHERE id = 1"), 1);
    CHECK_INT(claim_one(NOW_MS + 700000).fence.attempt, 2);
    CHECK(end_run(&jobs[0], JOB_COMPLETE, NOW_MS + 700000, 0) == NOT_FOUND);
    CHECK_INT(rescue(NOW_MS - 3 * CLOCK_DAY_MS), 2); /* the clock went back: those runs are of another time */
    end();
}

static void prunes_by_the_states_own_time(void)
{
    size_t count = 0;
    begin();
    sql("INSERT INTO oban_jobs (state, worker, completed_at, cancelled_at, discarded_at, scheduled_at) VALUES "
        "('completed', 'A', '2026-12-01T00:00:00.000000Z', NULL, NULL, '2026-12-23'), "
        "('completed', 'A', '2026-12-23T00:00:00.000000Z', NULL, NULL, '2026-01-01'), "
        "('cancelled', 'unknown', NULL, '2026-12-01T00:00:00Z', NULL, '2026-01-01'), "
        "('cancelled', 'A', NULL, '2026-12-23T00:00:00.000000Z', NULL, '2026-01-01'), "
        "('discarded', 'A', NULL, NULL, '2026-12-01T00:00:00.000000Z', '2026-01-01'), "
        "('discarded', 'A', NULL, NULL, NULL, '2026-01-01'), "
        "('available', 'A', '2026-12-01T00:00:00Z', NULL, NULL, '2026-01-01'), "
        "('executing', 'A', '2026-12-01T00:00:00Z', NULL, NULL, '2026-01-01')");
    CHECK_OK(store_jobs_prune(store, NOW_MS - 7 * CLOCK_DAY_MS, &count, &err));
    CHECK_INT(count, 3);
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(id) FROM (SELECT CAST(id AS text) AS id FROM oban_jobs ORDER "
                                   "BY oban_jobs.id) AS one")),
                 help_on_pgsql ? "1,4,6,7,8" : "2,4,6,7,8"); /* completed ones by scheduled_at there, as Oban has it */
    end();
}

static void a_duty_once_in_a_period(void)
{
    static const struct {
        int64_t at_ms;
        bool added;
        const char *why;
    } times[] = {
        { 0, true, "never before" },
        { 1000, false, "again" },
        { 23 * CLOCK_HOUR_MS, false, "the same day" },
        { 24 * CLOCK_HOUR_MS, true, "the next day" },
        { 24 * CLOCK_HOUR_MS + 60000, false, "and once" },
        { 400 * CLOCK_DAY_MS, true, "the clock jumps ahead: once, not 375 times" },
        { 400 * CLOCK_DAY_MS + 1, false, "and once" },
        { 30 * CLOCK_DAY_MS, true, "the clock goes back by a year" },
        { 30 * CLOCK_DAY_MS + CLOCK_HOUR_MS, false, "and once" },
        { 30 * CLOCK_DAY_MS - CLOCK_HOUR_MS, false, "the clock goes back by an hour over midnight" },
        { 31 * CLOCK_DAY_MS, true, "the next day" },
    };
    begin();
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct job_cron cron = { "daily", 24 * CLOCK_HOUR_MS, 0, false, new_job("A", "{}") };
        bool added;
        cron.job.now_ms = NOW_MS + times[i].at_ms;
        CHECK_ROW(times[i].why);
        CHECK_OK(store_job_cron(store, &cron, &added, &err));
        CHECK_INT(added, times[i].added);
        sql("UPDATE oban_jobs SET state = 'completed'");
    }
    CHECK_ROW(NULL);
    end();
}

/* ── what is due ── */

static size_t walk(enum due_kind kind, int64_t until_ms, bool ahead, size_t max)
{
    struct due_page page = { .kind = kind, .until_ms = until_ms, .ahead = ahead, .max = max };
    struct due_film *films = NULL;
    size_t count = max, seen = 0;
    while (count == max) {
        struct text last = page.after.imdb_id;
        CHECK_OK(store_due(store, &page, &arena, &films, &count, &err));
        for (size_t i = 0; i < count; i++) {
            CHECK(!text_equal(films[i].imdb_id, last));
            page.after = films[i];
            last = films[i].imdb_id;
        }
        seen += count;
        if (seen > 10000)
            return seen;
    }
    return seen;
}

/* Many of one second, as a list has them, and as another program's now() does: each once, none left out. */
static void pages_give_each_film_once(void)
{
    begin();
    sql("INSERT INTO movies (imdb_id, import_status, next_tmdb_retry_at, tmdb_id, tmdb_fetched_at, inserted_at, "
        "updated_at) WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) SELECT "
        "'tt' || (9900000 + n * 7 % 1000), CASE WHEN n % 4 = 0 THEN 'full' ELSE 'imdb_placeholder' END, "
        "CASE WHEN n % 4 = 1 THEN '2027-12-24T00:00:00Z' WHEN n % 4 = 2 THEN '2026-12-24T00:00:00Z' WHEN n % 4 = 3 "
        "THEN "
        "'2026-12-22T00:00:00.123456Z' END, "
        "CASE WHEN n % 4 = 0 THEN n END, CASE WHEN n % 8 = 0 THEN '2026-01-01T00:00:00Z' ELSE '2029-01-01T00:00:00Z' "
        "END, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM c");
    sql("INSERT INTO movies (import_status, next_tmdb_retry_at, inserted_at, updated_at) VALUES "
        "('imdb_placeholder', '2026-12-24T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')"); /* of an
                                                                                                            application,
                                                                                                            without an
                                                                                                            IMDb id */
    sql("INSERT INTO wanted (imdb_id, asked_at, outcome) WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
        "FROM c WHERE n < 500) SELECT 'tt' || (9900000 + n), CASE WHEN n % 5 = 0 THEN '2030-01-01T00:00:00Z' ELSE "
        "'2026-12-23T00:00:00.654321Z' END, CASE WHEN n % 2 = 0 THEN 'full' END FROM c");
    CHECK_INT(walk(DUE_FOR_RETRY, NOW_MS, false, 7), 500);
    CHECK_INT(walk(DUE_FOR_RETRY, NOW_MS, false, 100), 500);
    CHECK_INT(walk(DUE_FOR_RETRY, NOW_MS - 1000, false, 7), 250);
    CHECK_INT(walk(DUE_FOR_RETRY, NOW_MS + 100 * CLOCK_DAY_MS, true, 7), 250);
    CHECK_INT(walk(DUE_FOR_REFRESH, NOW_MS, false, 9), 125);
    CHECK_INT(walk(DUE_FOR_REFRESH, NOW_MS + CLOCK_DAY_MS, true, 9), 125);
    CHECK_INT(walk(DUE_WITHOUT_ANSWER, NOW_MS, false, 3), 200);
    CHECK_INT(walk(DUE_WITHOUT_ANSWER, NOW_MS + CLOCK_DAY_MS, true, 3), 50);
    end();
}

/* No statement of the queue walks through what waits, and the index of the request is the one that is used. */
static void plans_use_their_indexes(void)
{
    static const struct {
        const char *name, *index;
    } plans[] = {
        { "JOBS_CLAIM", "oban_jobs_state_queue_priority_scheduled_at_id_index (state=? AND queue=?)" },
        { "JOBS_STAGE", "understudy_jobs_due (state=? AND scheduled_at<?)" },
        { "JOBS_STAGE", "understudy_jobs_due (state=? AND scheduled_at>?)" },
        { "JOBS_STAGE", "INTEGER PRIMARY KEY" },
        { "JOBS_PRUNE", "understudy_jobs_completed (state=? AND completed_at<?)" },
        { "JOB_INSERT_FILM", "understudy_jobs_imdb_id (<expr>=?)" },
        { "JOB_INSERT_DUTY", "oban_jobs_state_queue_priority_scheduled_at_id_index (state=? AND queue=?)" },
        { "DUE_PLACEHOLDERS", "idx_movies_placeholder_status (import_status=? AND next_tmdb_retry_at>?" },
        { "DUE_REFRESH", "idx_movies_tmdb_fetched (tmdb_fetched_at>?" },
        { "DUE_WANTED", "idx_wanted_open ((asked_at,imdb_id)>(?,?)" },
    };
    begin();
    const struct store_statement_text *texts = store_statement_texts(STORE_SQLITE, &arena);
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        const struct store_statement_text *at = texts;
        while (at->name != NULL && strcmp(at->name, plans[i].name) != 0)
            at++;
        CHECK_ROW(plans[i].name);
        struct text plan = help_plan(at->sql, &arena);
        if (!CHECK(text_contains(plan, text_of(plans[i].index)) &&
                   !text_contains(plan, TEXT("RIGHT PART OF ORDER BY")) &&
                   !text_contains(plan, TEXT("SCAN oban_jobs")) && !text_contains(plan, TEXT("SCAN movies"))))
            printf("#   %.*s\n", TEXT_ARG(plan));
    }
    CHECK_ROW(NULL);
    end();
}

/* The id of the nth job: what was rolled back leaves a gap in PostgreSQL's. */
static int64_t nth(int n)
{
    return help_int(arena_printf(&arena, "SELECT id FROM oban_jobs ORDER BY id LIMIT 1 OFFSET %d", n - 1).at);
}

static void none_for_what_was_answered_since(void)
{
    struct due_film films[] = { { { 0 }, TEXT("tt9900001"), 0 }, { { 0 }, TEXT("tt9900002"), 0 } };
    struct due_jobs jobs = { films, COUNT_OF(films), "backlog", new_job("A", NULL), NULL, NULL };
    size_t added = 9;
    begin();
    sql("INSERT INTO wanted (imdb_id, asked_at, outcome) VALUES ('tt9900001', '2026-01-01 00:00:00', 'full'), "
        "('tt9900002', '2026-01-01 00:00:00', NULL)");
    jobs.job.unanswered = true;
    CHECK_OK(store_due_insert(store, &jobs, &added, &err));
    CHECK_INT(added, 1);
    CHECK_JOB(nth(1), "{\"args\":{\"imdb_id\":\"tt9900002\",\"source\":\"backlog\"}}");
    jobs.job.unanswered = false;
    CHECK_OK(store_due_insert(store, &jobs, &added, &err));
    CHECK_INT(added, 1);
    end();
}

static void jobs_and_the_end_of_the_one_that_asked(void)
{
    struct due_film films[] = { { { 0 }, TEXT("tt9900001"), 1 },
                                { { 0 }, TEXT("tt9900002"), 2 },
                                { { 0 }, TEXT("tt9900001"), 1 } };
    struct job_new follow = new_job("B", "{\"after_id\":\"tt9900002\"}");
    size_t added = 9;
    begin();
    CHECK(insert(new_job("B", "{}")));
    struct job job = claim_one(NOW_MS);
    const struct job_ack ack = { job.fence, JOB_COMPLETE, NOW_MS, 0, { 0 } };
    struct due_jobs jobs = { films, COUNT_OF(films), "enrichment", new_job("A", NULL), &follow, &ack };
    sql("UPDATE oban_jobs SET attempt = 2");
    CHECK(store_due_insert(store, &jobs, &added, &err) == NOT_FOUND); /* rescued: nothing of it */
    CHECK_INT(help_int("SELECT count(*) FROM oban_jobs"), 1);
    sql("UPDATE oban_jobs SET attempt = 1");
    CHECK_OK(store_due_insert(store, &jobs, &added, &err));
    CHECK_INT(added, 2);
    CHECK_JOB(1, "{\"worker\":\"B\",\"state\":\"completed\",\"args\":{}}");
    CHECK_JOB(nth(2), "{\"worker\":\"A\",\"state\":\"available\","
                      "\"args\":{\"imdb_id\":\"tt9900001\",\"source\":\"enrichment\"}}");
    CHECK_JOB(nth(3), "{\"worker\":\"A\",\"state\":\"available\","
                      "\"args\":{\"imdb_id\":\"tt9900002\",\"source\":\"enrichment\"}}");
    CHECK_JOB(nth(4), "{\"worker\":\"B\",\"state\":\"available\",\"args\":{\"after_id\":\"tt9900002\"}}");
    end();
}

int main(void)
{
    RUN(stages_what_is_due_and_what_another_clock_wrote);
    RUN(rescues_silent_runs_only);
    RUN(prunes_by_the_states_own_time);
    RUN(a_duty_once_in_a_period);
    RUN(pages_give_each_film_once);
    RUN_ON_SQLITE(plans_use_their_indexes); /* store_plans_test.c has PostgreSQL's */
    RUN(none_for_what_was_answered_since);
    RUN(jobs_and_the_end_of_the_one_that_asked);
    arena_finish(&arena);
    return check_done();
}

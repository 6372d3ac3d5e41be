/* The queue: what Oban's contract says of each state and column, one test a rule; rows that another program wrote
 * wrongly. (store_jobs_model_test.c: ten thousand steps against a model.) */
#include "store_jobs_help.h"

/* ── rows as Oban has them ── */

static void inserts_every_column(void)
{
    begin();
    CHECK(insert(new_job("A", "{\"x\":1}")));
    CHECK_JOB(1, "{\"state\":\"available\",\"queue\":\"q\",\"worker\":\"A\",\"args\":{\"x\":1},\"meta\":{},\"tags\":[],"
                 "\"errors\":[],\"attempt\":0,\"max_attempts\":3,\"priority\":1,"
                 "\"inserted_at\":\"2026-12-24T00:00:00.000000Z\",\"scheduled_at\":\"2026-12-24T00:00:00.000000Z\","
                 "\"attempted_at\":null,\"completed_at\":null,\"cancelled_at\":null,\"discarded_at\":null}");
    struct job_new later = new_job("A", "{}");
    later.at_ms = NOW_MS + 1234;
    later.meta = TEXT("{\"cron\":true}");
    CHECK(insert(later));
    CHECK_JOB(2, "{\"state\":\"scheduled\",\"scheduled_at\":\"2026-12-24T00:00:01.234000Z\",\"meta\":{\"cron\":true}}");
    later.at_ms = 1000; /* 1970: a completed row would be pruned at once on PostgreSQL */
    later.args = TEXT("{\"y\":2}");
    CHECK(insert(later));
    CHECK_JOB(3, "{\"state\":\"available\",\"scheduled_at\":\"2026-12-24T00:00:00.000000Z\"}");
    end();
}

/* One bad row stops an Elixir queue for good (contract §13). */
static void refuses_what_oban_cannot_load(void)
{
    static const char *const bad[] = { "", "[]", "1", "null", "{", "{}x", "\"{}\"", "{\"a\":}", "[{}]", "{}{}" };
    bool added;
    begin();
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct job_new job = new_job("A", bad[i]), meta = new_job("A", "{}");
        meta.meta = text_of(bad[i]);
        CHECK_ROW(bad[i]);
        CHECK(store_job_insert(store, &job, &added, &err) == INVALID);
        CHECK(store_job_insert(store, &meta, &added, &err) == INVALID);
    }
    CHECK_ROW(NULL);
    char longer[129];
    memset(longer, 'w', 128);
    longer[128] = '\0';
    struct job_new jobs[] = { new_job("", "{}"),  new_job(longer, "{}"), new_job("A", "{}"),
                              new_job("A", "{}"), new_job("A", "{}"),    new_job("A", "{}") };
    jobs[2].max_attempts = 0;
    jobs[3].priority = -1;
    jobs[4].priority = 10;
    jobs[5].queue = "";
    for (size_t i = 0; i < COUNT_OF(jobs); i++)
        CHECK(store_job_insert(store, &jobs[i], &added, &err) == INVALID);
    CHECK_INT(help_int("SELECT count(*) FROM oban_jobs"), 0);
    longer[127] = '\0';
    CHECK(insert(new_job(longer, "{}")));
    end();
}

static void one_live_job_a_film(void)
{
    begin();
    struct job_new film = new_job("A", "{\"imdb_id\":\"tt9900001\",\"source\":\"import\"}");
    film.imdb_id = TEXT("tt9900001");
    CHECK(insert(film));
    film.args = TEXT("{\"source\":\"other\",\"imdb_id\":\"tt9900001\"}");
    CHECK(!insert(film));
    static const char *const live[] = { "available", "scheduled", "executing", "retryable" };
    static const char *const over[] = { "completed", "discarded", "cancelled" };
    for (size_t i = 0; i < COUNT_OF(live); i++) {
        sql(arena_printf(&arena, "UPDATE oban_jobs SET state = '%s'", live[i]).at);
        CHECK(!insert(film));
    }
    for (size_t i = 0; i < COUNT_OF(over); i++) {
        sql(arena_printf(&arena, "UPDATE oban_jobs SET state = '%s'", over[i]).at);
        CHECK(insert(film));
    }
    film.worker = "B";
    CHECK(insert(film));
    CHECK(insert(new_job("A", "{}")) && !insert(new_job("A", "{}")) && insert(new_job("A", "{\"feed\":1}")));
    sql("UPDATE oban_jobs SET state = 'executing'"); /* a duty that runs may be followed by the next */
    CHECK(insert(new_job("A", "{}")));
    end();
}

/* ── claiming ── */

static void claims_in_obans_order(void)
{
    struct job *jobs = NULL;
    begin();
    static const struct {
        int64_t priority, at_ms;
        const char *worker;
    } rows[] = { { 2, 0, "A" }, { 1, 20, "A" }, { 1, 10, "B" }, { 0, 30, "A" }, { 0, 5, "unknown" }, { 1, 10, "A" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct job_new job = new_job(rows[i].worker, arena_printf(&arena, "{\"n\":%zu}", i + 1).at);
        job.priority = rows[i].priority;
        job.at_ms = NOW_MS + rows[i].at_ms;
        CHECK(insert(job));
    }
    CHECK_INT(stage(NOW_MS + 100), 5);
    CHECK_INT(claim(10, NOW_MS + 100, &jobs), 5); /* never what we cannot run */
    const int64_t order[] = { 4, 3, 6, 2, 1 };
    for (size_t i = 0; i < COUNT_OF(order); i++)
        CHECK_INT(jobs[i].fence.id, order[i]);
    CHECK_JSON(jobs[0].args, "{\"n\":4}");
    CHECK_INT(jobs[0].fence.attempt, 1);
    CHECK_INT(jobs[0].max_attempts, 3);
    CHECK_JOB(4, "{\"state\":\"executing\",\"attempt\":1,\"attempted_at\":\"2026-12-24T00:00:00.100000Z\","
                 "\"attempted_by\":[\"here-1\",\"11111111-2222-4333-8444-555555555555\"]}");
    CHECK_INT(claim(10, NOW_MS, &jobs), 0);
    end();
}

/* Oban has the test of the attempts outside and starves on this one (contract §4). */
static void a_job_without_attempts_blocks_nobody(void)
{
    begin();
    CHECK(insert(new_job("A", "{\"n\":1}")) && insert(new_job("A", "{\"n\":2}")));
    sql("UPDATE oban_jobs SET attempt = max_attempts WHERE id = 1");
    CHECK_INT(claim_one(NOW_MS).fence.id, 2);
    end();
}

static void other_queues_and_states_are_left_alone(void)
{
    static const char *const others[] = { "suspended", "scheduled", "retryable", "completed",
                                          "discarded", "cancelled", "executing", "nonsense" };
    struct job *jobs = NULL;
    begin();
    /* the last is none on PostgreSQL, which refuses it */
    for (size_t i = 0; i < COUNT_OF(others) - (help_on_pgsql ? 1 : 0); i++) {
        CHECK(insert(new_job("A", arena_printf(&arena, "{\"n\":%zu}", i).at)));
        sql(arena_printf(&arena, "UPDATE oban_jobs SET state = '%s' WHERE state = 'available'", others[i]).at);
    }
    struct job_new elsewhere = new_job("A", "{}");
    elsewhere.queue = "other";
    CHECK(insert(elsewhere));
    CHECK_INT(claim(100, NOW_MS, &jobs), 0);
    end();
}

static void a_paused_queue_gives_nothing(void)
{
    struct job *jobs = NULL;
    struct texts paused;
    begin();
    CHECK(insert(new_job("A", "{}")));
    CHECK_OK(store_queue_pause(store, TEXT("q"), true, NOW_MS, &err));
    CHECK_OK(store_queue_pause(store, TEXT("other"), false, NOW_MS, &err));
    CHECK_INT(claim(1, NOW_MS, &jobs), 0);
    CHECK_OK(store_queues_paused(store, &arena, &paused, &err));
    CHECK(paused.count == 1 && text_is(paused.at[0], "q"));
    CHECK_OK(store_queue_pause(store, TEXT("q"), false, NOW_MS, &err));
    CHECK_OK(store_queue_pause(store, TEXT("other"), true, NOW_MS, &err));
    CHECK_INT(claim(1, NOW_MS, &jobs), 1);
    end();
}

/* ── ends ── */

#define AT_0   "\"2026-12-24T00:00:00.000000Z\""
#define AT_5   "\"2026-12-24T00:00:05.000000Z\""
#define AT_17  "\"2026-12-24T00:00:17.000000Z\""
#define FAILED "[{\"attempt\":1,\"at\":" AT_5 ",\"error\":\"it \\\"failed\\\"\\nat line 2\"}]"

static void each_end_writes_its_columns(void)
{
    static const struct {
        enum job_end end;
        const char *state, *more;
    } ends[] = {
        { JOB_COMPLETE, "completed", "\"attempt\":1,\"completed_at\":" AT_5 ",\"errors\":[]" },
        { JOB_RETRY, "retryable", "\"attempt\":1,\"scheduled_at\":" AT_17 ",\"errors\":" FAILED },
        { JOB_SNOOZE, "scheduled", "\"attempt\":0,\"scheduled_at\":" AT_17 ",\"errors\":[],\"meta\":{\"snoozed\":1}" },
        { JOB_CANCEL, "cancelled", "\"attempt\":1,\"cancelled_at\":" AT_5 ",\"errors\":" FAILED },
        { JOB_GIVE_BACK, "available", "\"attempt\":0,\"scheduled_at\":" AT_0 ",\"errors\":[]" },
        { JOB_BEAT, "executing", "\"attempt\":1,\"attempted_at\":" AT_5 ",\"errors\":[]" },
    };
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        begin();
        CHECK_ROW(ends[i].state);
        CHECK(insert(new_job("A", "{}")));
        struct job job = claim_one(NOW_MS);
        CHECK_OK(end_run(&job, ends[i].end, NOW_MS + 5000, NOW_MS + 17000));
        CHECK_TEXT_Z(text_of(state_of(1)), ends[i].state);
        CHECK_JOB(1, arena_printf(&arena,
                                  "{\"state\":\"%s\",\"discarded_at\":null,\"completed_at\":%s,\"cancelled_at\":%s,%s}",
                                  ends[i].state, ends[i].end == JOB_COMPLETE ? AT_5 : "null",
                                  ends[i].end == JOB_CANCEL ? AT_5 : "null", ends[i].more)
                         .at);
        end();
    }
    CHECK_ROW(NULL);
}

static void errors_are_appended_as_objects(void)
{
    begin();
    CHECK(insert(new_job("A", "{}")));
    sql(help_on_pgsql
            ? "UPDATE oban_jobs SET errors = ARRAY[jsonb '{\"attempt\":1}'], attempt = 1"
            : "UPDATE oban_jobs SET errors = '[\"{\\\"attempt\\\":1}\"]', attempt = 1"); /* as Elixir writes it */
    struct job job = claim_one(NOW_MS);
    CHECK_OK(end_run(&job, JOB_RETRY, NOW_MS + 5000, NOW_MS + 17000));
    CHECK_JOB(1, arena_printf(&arena,
                              "{\"errors\":[%s,{\"attempt\":2,\"at\":" AT_5
                              ",\"error\":\"it \\\"failed\\\"\\nat line 2\"}]}",
                              help_on_pgsql ? "{\"attempt\":1}" : "\"{\\\"attempt\\\":1}\"")
                     .at);
    CHECK_INT(stage(NOW_MS + 16999), 0);
    CHECK_INT(stage(NOW_MS + 17000), 1);
    job = claim_one(NOW_MS + 18000);
    CHECK_INT(job.fence.attempt, 3);
    CHECK_OK(end_run(&job, JOB_RETRY, NOW_MS + 19000, NOW_MS + 90000)); /* the last attempt */
    CHECK_JOB(1, "{\"state\":\"discarded\",\"discarded_at\":\"2026-12-24T00:00:19.000000Z\"}");
    CHECK_INT(help_int(help_on_pgsql ? "SELECT cardinality(errors) FROM oban_jobs"
                                     : "SELECT json_array_length(errors) FROM oban_jobs"),
              3);
    end();
}

static void snoozing_costs_nothing(void)
{
    begin();
    CHECK(insert(new_job("A", "{}")));
    for (int i = 1; i <= 50; i++) {
        int64_t now_ms = NOW_MS + i * 60000;
        struct job job = claim_one(now_ms);
        CHECK_INT(job.fence.attempt, 1);
        CHECK_OK(end_run(&job, JOB_SNOOZE, now_ms, now_ms + 1000));
        CHECK_INT(stage(now_ms + 1000), 1);
    }
    CHECK_JOB(1, "{\"meta\":{\"snoozed\":50}}");
    end();
}

/* A run that is not ours any more changes nothing, whatever it says (contract §5). */
static void the_fence_keeps_others_out(void)
{
    static const enum job_end ends[] = { JOB_COMPLETE, JOB_RETRY, JOB_SNOOZE, JOB_CANCEL, JOB_GIVE_BACK, JOB_BEAT };
    begin();
    CHECK(insert(new_job("A", "{}")));
    struct job job = claim_one(NOW_MS), attempt = job, producer = job, id = job;
    attempt.fence.attempt = 2;
    producer.fence.producer = TEXT("99999999-2222-4333-8444-555555555555");
    id.fence.id = 77;
    json_t *before = job_row(1), *after;
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        CHECK(end_run(&attempt, ends[i], NOW_MS, NOW_MS) == NOT_FOUND);
        CHECK(end_run(&producer, ends[i], NOW_MS, NOW_MS) == NOT_FOUND);
        CHECK(end_run(&id, ends[i], NOW_MS, NOW_MS) == NOT_FOUND);
    }
    after = job_row(1);
    CHECK(before != NULL && json_equal(before, after) != 0);
    json_decref(before);
    json_decref(after);
    CHECK_OK(end_run(&job, JOB_COMPLETE, NOW_MS, 0));
    CHECK(end_run(&job, JOB_COMPLETE, NOW_MS, 0) == NOT_FOUND); /* twice */
    end();
}

static void a_lost_run_takes_its_result_along(void)
{
    begin();
    CHECK(insert(new_job("A", "{}")));
    struct job job = claim_one(NOW_MS);
    const struct job_ack ack = { job.fence, JOB_COMPLETE, NOW_MS, 0, { 0 } };
    const struct lookup_write write = { .imdb_id = TEXT("tt9900001"),
                                        .canonical_id = TEXT("tt9900001"),
                                        .outcome = TEXT("not_found"),
                                        .reason = TEXT("nobody knows it"),
                                        .ack = &ack,
                                        .now_ms = NOW_MS };
    sql("UPDATE oban_jobs SET state = 'cancelled'");
    CHECK(store_lookup_write(store, &write, &err) == NOT_FOUND);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0);
    sql("UPDATE oban_jobs SET state = 'executing'");
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT outcome || (SELECT state FROM oban_jobs) FROM wanted")),
                 "not_foundcompleted");
    end();
}

/* ── rows of others ── */

/* A person or a program may have written anything; the queue goes on, and what it writes is good again. */
static void malformed_rows_stop_nobody(void)
{
    static const enum job_end ends[] = { JOB_COMPLETE, JOB_RETRY, JOB_SNOOZE, JOB_CANCEL, JOB_GIVE_BACK, JOB_BEAT };
    static const char *const junk[] = { "",   "{",        "[",   "null", "7", "\"x\"", "[1,", "{\"snoozed\":\"x\"}",
                                        "{}", "\xff\xfe", "[{}]" };
    begin();
    for (size_t i = 0; i < COUNT_OF(junk); i++) {
        for (size_t j = 0; j < COUNT_OF(ends); j++) {
            CHECK_ROW(junk[i]);
            sql(arena_printf(&arena,
                             "DELETE FROM oban_jobs; INSERT INTO oban_jobs (state, queue, worker, args, meta, tags, "
                             "errors, attempted_by, scheduled_at) VALUES ('available', 'q', 'A', '%s', '%s', '%s', "
                             "'%s', '%s', '%s')",
                             junk[i], junk[i], junk[i], junk[i], junk[i], junk[i])
                    .at);
            struct job_new film = new_job("A", "{\"imdb_id\":\"tt9900001\"}");
            film.imdb_id = TEXT("tt9900001");
            film.priority = 9;
            CHECK(insert(film));
            struct job job = claim_one(NOW_MS);
            CHECK_OK(end_run(&job, ends[j], NOW_MS, NOW_MS + 1000));
            CHECK_INT(help_int("SELECT json_valid(errors) OR state NOT IN ('retryable', 'cancelled') FROM oban_jobs "
                               "WHERE worker = 'A' LIMIT 1"),
                      1);
            (void)stage(NOW_MS + 5000);
            (void)rescue(NOW_MS + CLOCK_DAY_MS);
            sql("UPDATE oban_jobs SET attempted_by = '{' WHERE state = 'executing'");
            CHECK(end_run(&job, JOB_BEAT, NOW_MS, 0) == NOT_FOUND);
        }
    }
    CHECK_ROW(NULL);
    end();
}

/* PostgreSQL keeps what is no JSON out, not what is no object; and NULL stands where Oban's defaults would not. */
static void json_of_any_shape_stops_nobody(void)
{
    static const enum job_end ends[] = { JOB_COMPLETE, JOB_RETRY, JOB_SNOOZE, JOB_CANCEL, JOB_GIVE_BACK, JOB_BEAT };
    static const char *const junk[] = { "'[]'",    "'null'",   "'7'",
                                        "'\"x\"'", "'[1,{}]'", "NULL",
                                        "'{}'",    "''",       "'{\"snoozed\":\"x\"}'" };
    begin();
    for (size_t i = 0; i < COUNT_OF(junk); i++) {
        bool is_json = strcmp(junk[i], "''") != 0;
        const char *json = is_json ? junk[i] : "'{}'", *args = strcmp(json, "NULL") == 0 ? "'{}'" : json;
        for (size_t j = 0; j < COUNT_OF(ends); j++) {
            CHECK_ROW(junk[i]);
            sql(arena_printf(
                    &arena,
                    "DELETE FROM oban_jobs; INSERT INTO oban_jobs (state, queue, worker, args, meta, tags, errors, "
                    "attempted_by, scheduled_at) VALUES ('available', 'q', 'A', %s, %s, %s, "
                    "ARRAY[CAST(%s AS jsonb)], %s, '1970-01-01')",
                    args, json, is_json ? "NULL" : "'{x,NULL}'", json, is_json ? "NULL" : "'{}'")
                    .at);
            struct job_new film = new_job("A", "{\"imdb_id\":\"tt9900001\"}");
            film.imdb_id = TEXT("tt9900001");
            film.priority = 9;
            CHECK(insert(film));
            struct job job = claim_one(NOW_MS);
            CHECK_OK(end_run(&job, ends[j], NOW_MS, NOW_MS + 1000));
            CHECK_INT(
                help_int("SELECT count(*) FROM oban_jobs WHERE meta IS NOT NULL AND jsonb_typeof(meta) <> 'object' "
                         "AND state = 'scheduled'"),
                0);
            (void)stage(NOW_MS + 5000);
            (void)rescue(NOW_MS + CLOCK_DAY_MS);
            sql("UPDATE oban_jobs SET attempted_by = NULL WHERE state = 'executing'");
            CHECK(end_run(&job, JOB_BEAT, NOW_MS, 0) == NOT_FOUND);
        }
    }
    CHECK_ROW(NULL);
    end();
}

/* Of a job whose arguments are megabytes the claim brings the film, so that many can be held at one time. */
static void long_rows_are_claimed_short(void)
{
    enum { LONG = 131072 };
    begin();
    sql(help_dialect() == STORE_SQLITE
            ? "INSERT INTO oban_jobs (state, queue, worker, args, meta, scheduled_at) VALUES ('available', 'q', 'A', "
              "json_object('imdb_id', 'tt9900001', 'source', 'x', 'metadata', json_object('film_title', 'A', "
              "'film_year', 2020, "
              "'notes', printf('%.1000000c', 'x'))), "
              "json_object('x', printf('%.1000000c', 'x')), '1970-01-01')"
            : "INSERT INTO oban_jobs (state, queue, worker, args, meta, scheduled_at) VALUES ('available', 'q', 'A', "
              "jsonb_build_object('imdb_id', 'tt9900001', 'source', 'x', 'metadata', jsonb_build_object('film_title', "
              "'A', "
              "'film_year', 2020, 'notes', repeat('x', 1000000))), "
              "jsonb_build_object('x', repeat('x', 1000000)), '1970-01-01')");
    struct job job = claim_one(NOW_MS);
    CHECK_JSON(job.args,
               "{\"imdb_id\":\"tt9900001\",\"source\":\"x\",\"metadata\":{\"film_title\":\"A\",\"film_year\":2020}}");
    CHECK(!text_known(job.meta));
    CHECK_OK(end_run(&job, JOB_COMPLETE, NOW_MS, 0));
    CHECK(help_int("SELECT length(CAST(args AS text)) FROM oban_jobs") > LONG);
    end();
}

int main(void)
{
    RUN(inserts_every_column);
    RUN(refuses_what_oban_cannot_load);
    RUN(one_live_job_a_film);
    RUN(claims_in_obans_order);
    RUN(a_job_without_attempts_blocks_nobody);
    RUN(other_queues_and_states_are_left_alone);
    RUN(a_paused_queue_gives_nothing);
    RUN(each_end_writes_its_columns);
    RUN(errors_are_appended_as_objects);
    RUN(snoozing_costs_nothing);
    RUN(the_fence_keeps_others_out);
    RUN(a_lost_run_takes_its_result_along);
    RUN(long_rows_are_claimed_short);
    RUN_ON_SQLITE(malformed_rows_stop_nobody);
    if (help_dialect() == STORE_POSTGRESQL)
        RUN(json_of_any_shape_stops_nobody);
    arena_finish(&arena);
    return check_done();
}

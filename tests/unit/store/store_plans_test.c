/* The indexes that the contract and Oban name are the ones that PostgreSQL takes, with many rows: by EXPLAIN of the
 * program's own statements, as it prepares them. */
#include "store_help.h"

static struct arena arena;

static const char *statement_of(const char *name)
{
    for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++) {
        if (strcmp(s->name, name) == 0)
            return s->sql;
    }
    return "";
}

static struct text plan_of(PGconn *handle, const char *name, const char *values)
{
    struct text plan = TEXT("");
    PGresult *prepared = PQprepare(handle, name, statement_of(name), 0, NULL);
    CHECK(PQresultStatus(prepared) == PGRES_COMMAND_OK);
    PQclear(prepared);
    PGresult *result = PQexec(handle, arena_printf(&arena, "EXPLAIN EXECUTE \"%s\" (%s)", name, values).at);
    if (!CHECK(PQresultStatus(result) == PGRES_TUPLES_OK))
        help_complain(PQerrorMessage(handle));
    for (int i = 0; i < PQntuples(result); i++)
        plan = arena_printf(&arena, "%.*s# %s\n", TEXT_ARG(plan), PQgetvalue(result, i, 0));
    PQclear(result);
    return plan;
}

/* Films that wait, films of TMDb, jobs in every state. */
static void fill(void)
{
    (void)help_exec(
        "INSERT INTO movies (imdb_id, title, import_status, next_tmdb_retry_at, inserted_at, updated_at) SELECT 'tt' "
        "|| "
        "8000000 + n, 'x', 'imdb_placeholder', '2026-01-01'::timestamptz + n * interval '1 min', now(), now() FROM "
        "generate_series(1, 20000) AS n;"
        "INSERT INTO movies (imdb_id, title, import_status, next_tmdb_retry_at, inserted_at, updated_at) SELECT 'tt' "
        "|| 6000000 + n, 'x', 'imdb_placeholder', CASE WHEN n % 2 = 0 THEN '2026-02-01'::timestamptz END, now(), now() "
        "FROM generate_series(1, 20000) AS n;" /* of one second; given up */
        "INSERT INTO movies (imdb_id, tmdb_id, title, import_status, tmdb_fetched_at, inserted_at, updated_at) SELECT "
        "'tt' || 7000000 + n, n, 'x', 'full', '2026-01-01'::timestamptz + n * interval '1 min', now(), now() FROM "
        "generate_series(1, 20000) AS n;"
        "INSERT INTO wanted (imdb_id, asked_at, outcome) SELECT 'tt' || 8000000 + n, now(), CASE WHEN n % 100 > 0 THEN "
        "'imdb_placeholder' END FROM generate_series(1, 20000) AS n;"
        "INSERT INTO oban_jobs (queue, worker, args, state, scheduled_at, attempt, attempted_at, attempted_by) SELECT "
        "'tmdb', 'TMDbDetailsWorker', jsonb_build_object('imdb_id', 'tt' || 8000000 + n), CASE WHEN n % 4 = 0 THEN "
        "'available' WHEN n % 50 = 1 THEN 'executing' WHEN n % 3 = 1 THEN 'scheduled' ELSE 'completed' "
        "END::oban_job_state, "
        "'2026-01-01'::timestamp + n * interval '1 min', 1, '2026-01-01', '{a,b}' FROM generate_series(1, 20000) AS n;"
        "INSERT INTO api_lookup_metrics (source, operation, target_identifier, success, inserted_at, updated_at) "
        "SELECT "
        "'tmdb', 'find', 'tt' || 8000000 + n, true, now(), now() FROM generate_series(1, 20000) AS n;"
        "INSERT INTO people (imdb_id, tmdb_id, name) SELECT 'nm' || 1000000 + n, n, 'x' FROM generate_series(1, 20000) "
        "AS n;"
        "ANALYZE people; ANALYZE movies; ANALYZE wanted; ANALYZE oban_jobs; ANALYZE api_lookup_metrics");
}

static void the_named_indexes_are_used(void)
{
    static const struct {
        const char *statement, *values, *index;
    } rows[] = {
        { "DUE_PLACEHOLDERS", "'2026-01-01', 0, '2026-01-02', 100, false", "understudy_movies_due" },
        { "PLACEHOLDERS_WAITING", "'2026-02-01', 30000, '9999-12-31', 500, '%', ''", "understudy_movies_due" },
        { "PLACEHOLDERS_UNSCHEDULED", "30000, 500, '%', ''", "understudy_movies_due" },
        { "DUE_REFRESH", "'2026-01-01', 0, '2026-01-02', 100, false", "idx_movies_tmdb_fetched" },
        { "DUE_WANTED", "'2020-01-01', '', '2030-01-02', 100", "idx_wanted_open" },
        { "JOBS_CLAIM", "'tmdb', '2026-02-01', 'node', 'uuid', '[\"TMDbDetailsWorker\"]', 10",
          "oban_jobs_state_queue_priority_scheduled_at_id_index" },
        { "JOB_COMPLETE", "1, 1, 'uuid', '2026-02-01'", "oban_jobs_pkey" },
        { "JOBS_RESCUE", "'2020-02-01', '2030-01-01', '2026-01-01'", "oban_jobs_state_" },
        { "JOB_INSERT_FILM",
          "'tmdb', 'TMDbDetailsWorker', '{}', '{}', 20, 1, '2026-01-01', 'available', '2026-01-01', 'tt8000001', true",
          "oban_jobs_args_index" },
        { "FILM_CALLS", "'tt8000001', 100", "idx_api_lookup_metrics_target" },
        { "ARRIVAL_HOLDER", "17, false", "movies_tmdb_id_key" },
        { "PEOPLE_FIND", "'[{\"n\":0,\"imdb_id\":\"nm0000017\",\"tmdb_id\":17}]'", "people_tmdb_id_key" },
        { "ARRIVAL_WAITING", "'tt8000001', 'tt8000002', false", "movies_imdb_id_key" },
    };
    help_start();
    struct store *store = help_open();
    store_close(&store);
    fill();
    PGconn *handle = help_connect();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text plan = plan_of(handle, rows[i].statement, rows[i].values);
        bool good = text_contains(plan, text_of(rows[i].index)) && !text_contains(plan, TEXT("Seq Scan on movies")) &&
                    !text_contains(plan, TEXT("Seq Scan on oban_jobs")) &&
                    !text_contains(plan, TEXT("Seq Scan on people")) &&
                    (strncmp(rows[i].statement, "PLACEHOLDERS_", 13) != 0 || !text_contains(plan, TEXT("Sort")));
        CHECK_ROW(rows[i].statement);
        if (!CHECK(good))
            printf("%.*s", TEXT_ARG(plan));
    }
    CHECK_ROW(NULL);
    PQfinish(handle);
    help_stop();
}

int main(void)
{
    RUN(the_named_indexes_are_used);
    arena_finish(&arena);
    return check_done();
}

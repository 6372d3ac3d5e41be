/* In `movies` that an application shares with us its own rows stay as they are: every statement that writes there,
 * aimed at one. Runs on PostgreSQL alone. */
#include "store/attach.h"
#include "store_help.h"

#include <pthread.h>

static struct arena arena;

/* A row that uses our words, one that TMDb's id alone names, and one of ours. */
static const char tables[] =
    "CREATE TABLE movies (id bigserial PRIMARY KEY, tmdb_id integer NOT NULL UNIQUE, imdb_id varchar(255), "
    "title varchar(255) NOT NULL, import_status varchar(255) NOT NULL DEFAULT 'full', slug varchar(255) UNIQUE, "
    "inserted_at timestamp(0) NOT NULL, updated_at timestamp(0) NOT NULL);"
    "CREATE TYPE oban_job_state AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable', 'completed', "
    "'discarded', 'cancelled');"
    "CREATE TABLE oban_jobs (id bigserial PRIMARY KEY, state oban_job_state NOT NULL DEFAULT 'available', queue text "
    "NOT NULL DEFAULT 'default', worker text NOT NULL, args jsonb NOT NULL DEFAULT '{}', errors jsonb[] NOT NULL "
    "DEFAULT '{}', attempt integer NOT NULL DEFAULT 0, max_attempts integer NOT NULL DEFAULT 20, inserted_at timestamp "
    "NOT NULL DEFAULT now(), scheduled_at timestamp NOT NULL DEFAULT now(), attempted_at timestamp, completed_at "
    "timestamp, attempted_by text[], discarded_at timestamp, priority integer NOT NULL DEFAULT 0, tags text[] DEFAULT "
    "'{}', meta jsonb DEFAULT '{}', cancelled_at timestamp);"
    "COMMENT ON TABLE oban_jobs IS '14';"
    "CREATE TABLE oban_peers (name text PRIMARY KEY, node text NOT NULL, started_at timestamp NOT NULL, expires_at "
    "timestamp NOT NULL)";
static const char rows[] =
    "INSERT INTO movies (id, imdb_id, tmdb_id, title, import_status, next_tmdb_retry_at, imdb_data, tmdb_fetched_at, "
    "inserted_at, updated_at) VALUES (1, 'tt0000001', NULL, 'Theirs that waits', 'imdb_placeholder', '2026-01-01', "
    "'{}', NULL, '2026-01-01', '2026-01-01'), (2, 'tt0000002', 22, 'Theirs', 'full', NULL, NULL, '2026-01-01', "
    "'2026-01-01', '2026-01-01'); SELECT setval('movies_id_seq', 9)";

/* Each with the values that hit a row of theirs. */
#define ROW_VALUES                                                                                                     \
    "99, 'x', 'x', NULL, NULL, 2020, 1, 'x', 'en', 'x', '{}', '{}', 'full', NULL, 0, NULL, '{}', NULL, '2026-02-02'"
static const struct {
    const char *statement, *values;
} writes[] = {
    { "MOVIE_RENAME", "'tt0000001', 'tt0000009', true" },
    { "MOVIE_WRITE", "'tt0000001', " ROW_VALUES ", true" },
    { "MOVIE_DELETE", "1, true" },
    { "MOVIE_PUT_BACK", "1, 9, '2026-02-02', true" },
    { "MOVIE_UNSCHEDULE", "'tt0000001', true" },
    { "CONTRIBUTION_HASTEN", "'tt0000001', '2025-01-01', true" },
    { "FORGET_TMDB_RECORD", "'tt0000002', true" },
    { "FORGET_MOVIE", "'tt0000001', true" },
};
/* Who is to be asked about, taken back, upgraded: none of theirs. */
static const struct {
    const char *statement, *values;
} reads[] = {
    { "DUE_PLACEHOLDERS", "'2020-01-01', 0, '2027-01-01', 100, true" },
    { "DUE_PLACEHOLDERS_AHEAD", "'2020-01-01', 0, '2021-01-01', 100, true" },
    { "DUE_REFRESH", "'2020-01-01', 0, '2027-01-01', 100, true" },
    { "DUE_REFRESH_AHEAD", "'2020-01-01', 0, '2021-01-01', 100, true" },
    { "ARRIVAL_HOLDER", "22, true" },
    { "ARRIVAL_WAITING", "'tt0000001', 'tt0000001', true" },
    { "FORGET_NEXT", "0, 'tmdb', true" },
};

static bool is_write(const char *sql)
{
    static const char *const verbs[] = { "UPDATE movies ", "INSERT INTO movies ", "DELETE FROM movies " };
    bool is = false;
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        is = is || text_contains(text_of(sql), text_of(verbs[i]));
    return is;
}

static bool stands_above(const char *name)
{
    bool stands = false;
    for (size_t i = 0; i < COUNT_OF(writes); i++)
        stands = stands || strcmp(writes[i].statement, name) == 0;
    return stands;
}

static const char *sql_of(const char *name)
{
    for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++) {
        if (strcmp(s->name, name) == 0)
            return s->sql;
    }
    return "";
}

/* Rows that came back; -1 when it failed. */
static int run(PGconn *handle, const char *name, const char *values)
{
    PGresult *prepared = PQprepare(handle, name, sql_of(name), 0, NULL);
    CHECK(PQresultStatus(prepared) == PGRES_COMMAND_OK);
    PQclear(prepared);
    PGresult *result = PQexec(handle, arena_printf(&arena, "EXECUTE \"%s\" (%s)", name, values).at);
    ExecStatusType how = PQresultStatus(result);
    int count = how == PGRES_TUPLES_OK ? PQntuples(result) : how == PGRES_COMMAND_OK ? atoi(PQcmdTuples(result)) : -1;
    if (!CHECK(count >= 0))
        help_complain(PQerrorMessage(handle));
    PQclear(result);
    return count;
}

static void start(char out_path[sizeof help_path])
{
    struct error err = { 0 };
    struct attach_look look;
    help_start();
    memcpy(out_path, help_path, sizeof help_path);
    (void)help_exec(arena_printf(&arena, "CREATE DATABASE %s", help_schema).at);
    (void)snprintf(help_path, sizeof help_path, "postgresql://tester@/%s?host=%s&options=-csearch_path%%3Dpublic",
                   help_schema, getenv("TEST_PGSQL"));
    (void)help_exec(tables);
    const struct store_options options = { .url = text_of(help_path), .now_ms = NOW_MS };
    CHECK_OK(store_attach(&options, STORE_SHARED, &arena, &look, &err));
    (void)help_exec(rows);
}

static void stop(const char path[sizeof help_path])
{
    memcpy(help_path, path, sizeof help_path);
    (void)help_exec(arena_printf(&arena, "DROP DATABASE %s WITH (FORCE)", help_schema).at);
    help_stop();
}

static void their_rows_stay(void)
{
    static const char picture[] = "SELECT md5(string_agg(m::text, ' ' ORDER BY id)) FROM movies AS m";
    char path[sizeof help_path], before[64];
    start(path);
    (void)snprintf(before, sizeof before, "%s", help_text(picture));
    PGconn *handle = help_connect();
    PQclear(PQexec(handle, "SET search_path = understudy, public"));
    for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++) {
        CHECK_ROW(s->name);
        CHECK(!is_write(s->sql) || stands_above(s->name)); /* a new one: give it a row there */
    }
    for (size_t i = 0; i < COUNT_OF(writes); i++) {
        CHECK_ROW(writes[i].statement);
        CHECK_INT(run(handle, writes[i].statement, writes[i].values), 0);
        CHECK_TEXT_Z(text_of(help_text(picture)), before);
    }
    for (size_t i = 0; i < COUNT_OF(reads); i++) {
        CHECK_ROW(reads[i].statement);
        CHECK_INT(run(handle, reads[i].statement, reads[i].values), 0);
    }
    CHECK_ROW(NULL);
    PQfinish(handle);
    stop(path);
}

struct writer {
    struct store *store;
    enum status status;
    struct error err;
};

static void *write_film(void *context)
{
    struct writer *writer = context;
    const struct stored_movie movie = { .import_status = TEXT("imdb_placeholder"),
                                        .movie = { .imdb_id = TEXT("tt0000003"), .title = TEXT("Ours") } };
    const struct lookup_write write = { .imdb_id = TEXT("tt0000003"),
                                        .canonical_id = TEXT("tt0000003"),
                                        .outcome = TEXT("imdb_placeholder"),
                                        .movie = &movie,
                                        .now_ms = NOW_MS };
    writer->status = store_lookup_write(writer->store, &write, &writer->err);
    return NULL;
}

/* The application makes its row between our look and our write. */
static void a_row_that_came_meanwhile_stays(void)
{
    enum { LOOKS = 500, PAUSE_MS = 10 };
    char path[sizeof help_path];
    struct writer writer = { .status = OK };
    pthread_t thread;
    start(path);
    writer.store = help_open();
    PGconn *handle = help_connect();
    PQclear(PQexec(handle, "BEGIN"));
    PQclear(PQexec(handle,
                   "INSERT INTO movies (imdb_id, title, inserted_at, updated_at) VALUES ('tt0000003', 'Theirs', "
                   "'2026-01-01', '2026-01-01')"));
    CHECK(pthread_create(&thread, NULL, write_film, &writer) == 0);
    bool waits = false;
    for (int i = 0; i < LOOKS && !waits; i++) {
        waits = help_int("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = "
                         "'transactionid'") == 1;
        clock_sleep_ms(waits ? 0 : PAUSE_MS);
    }
    CHECK(waits);
    PQclear(PQexec(handle, "COMMIT"));
    (void)pthread_join(thread, NULL);
    CHECK_INT(writer.status, INVALID);
    CHECK(text_contains(text_of(writer.err.text), TEXT("the application's own row")));
    CHECK_TEXT_Z(text_of(help_text("SELECT title FROM movies WHERE imdb_id = 'tt0000003'")), "Theirs");
    PQfinish(handle);
    store_close(&writer.store);
    stop(path);
}

int main(void)
{
    RUN(their_rows_stay);
    RUN(a_row_that_came_meanwhile_stays);
    arena_finish(&arena);
    return check_done();
}

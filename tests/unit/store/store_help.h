/* A store of its own for each test, and a second look at the database past the store's own code. On SQLite it is a file
 * in a directory; with TEST_DIALECT=pgsql a schema on the server that tests/pgsql.py has started. */
#ifndef UNDERSTUDY_TESTS_STORE_HELP_H
#define UNDERSTUDY_TESTS_STORE_HELP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "check.h"
#include "store/store.h"

#include <dirent.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_MS INT64_C(1798070400000) /* 2026-12-24T00:00:00Z */

static char help_dir[64];
static char help_path[256]; /* help_dir + "/store.db", or the URL of the schema */
static char help_schema[32];
static bool help_on_pgsql;

static inline enum store_dialect help_dialect(void)
{
    return getenv("TEST_DIALECT") != NULL ? STORE_POSTGRESQL : STORE_SQLITE;
}

/* Of several lines the first: TAP is read line by line. */
static inline void help_complain(const char *why)
{
    printf("# %.*s\n", (int)strcspn(why, "\n"), why);
}

/* NULL and a failed check when the server does not let us in. */
static inline PGconn *help_connect(void)
{
    const char *const keywords[] = { "dbname", NULL }, *const values[] = { help_path, NULL };
    PGconn *handle = PQconnectdbParams(keywords, values, 1);
    if (CHECK(PQstatus(handle) == CONNECTION_OK))
        return handle;
    help_complain(PQerrorMessage(handle));
    PQfinish(handle);
    return NULL;
}

/* x'00', SQLite's word for bytes, in PostgreSQL's. */
static inline PGresult *help_query(PGconn *handle, const char *sql)
{
    struct arena arena = { 0 };
    struct text rest = text_of(sql), head, said = TEXT("");
    for (size_t at; text_find(rest, TEXT(" x'"), &at); rest = text_after(rest, at + 3 + head.len + 1)) {
        struct text bytes = text_after(rest, at + 3);
        head = text_take_until(&bytes, '\'');
        said = arena_printf(&arena, "%.*s%.*s '\\x%.*s'::bytea", TEXT_ARG(said), (int)at, rest.at, TEXT_ARG(head));
    }
    PGresult *result = PQexec(handle, arena_printf(&arena, "%.*s%.*s", TEXT_ARG(said), TEXT_ARG(rest)).at);
    arena_finish(&arena);
    return result;
}

static inline bool help_exec_pgsql(const char *sql)
{
    PGconn *handle = help_connect();
    if (handle == NULL)
        return false;
    PGresult *result = help_query(handle, sql);
    ExecStatusType how = PQresultStatus(result);
    bool good = CHECK(how == PGRES_COMMAND_OK || how == PGRES_TUPLES_OK);
    if (!good)
        help_complain(PQerrorMessage(handle));
    PQclear(result);
    PQfinish(handle);
    return good;
}

static inline void help_start_pgsql(void)
{
    static int count;
    char sql[128];
    const char *folder = getenv("TEST_PGSQL");
    if (folder == NULL) {
        printf("Bail out! no server: run it by ./dev test, or by tests/pgsql.py\n");
        exit(1);
    }
    help_on_pgsql = true;
    const char *port = getenv("TEST_PGSQL_PORT");
    (void)snprintf(help_schema, sizeof help_schema, "t%lld_%d", (long long)getpid(), ++count);
    /* compat: what our second looks say in SQLite's words (tests/pgsql.py) */
    (void)snprintf(help_path, sizeof help_path,
                   "postgresql://tester@/postgres?host=%s&options=-csearch_path%%3D%s%%2Ccompat", folder, help_schema);
    (void)snprintf(sql, sizeof sql, "CREATE %s %s", port != NULL ? "DATABASE" : "SCHEMA", help_schema);
    (void)help_exec_pgsql(sql);
    if (port != NULL) /* a pooler passes no options on */
        (void)snprintf(help_path, sizeof help_path, "postgresql://tester@/%s?host=%s&port=%s", help_schema, folder,
                       port);
}

static inline void help_start(void)
{
    (void)snprintf(help_dir, sizeof help_dir, "/tmp/understudy-store-XXXXXX");
    if (mkdtemp(help_dir) == NULL)
        abort();
    (void)snprintf(help_path, sizeof help_path, "%s/store.db", help_dir);
    if (help_dialect() == STORE_POSTGRESQL)
        help_start_pgsql();
}

/* A test of SQLite's own ways: not a test on another database. */
#define RUN_ON_SQLITE(test)                                                                                            \
    do {                                                                                                               \
        if (help_dialect() == STORE_SQLITE)                                                                            \
            RUN(test);                                                                                                 \
    } while (0)

static inline void help_remove(const char *path)
{
    struct arena arena = { 0 };
    DIR *dir = opendir(path);
    if (dir != NULL) {
        for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                help_remove(arena_printf(&arena, "%s/%s", path, entry->d_name).at);
        }
        (void)closedir(dir);
    }
    (void)remove(path);
    arena_finish(&arena);
}

static inline void help_stop(void)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SET client_min_messages = warning; DROP SCHEMA %s CASCADE", help_schema);
    if (help_on_pgsql && getenv("TEST_PGSQL_PORT") == NULL)
        (void)help_exec_pgsql(sql);
    help_remove(help_dir);
}

/* The store of this test; NULL and a failed check when it does not open. */
static inline struct store *help_open_with(int64_t lock_timeout_ms)
{
    struct store_options options = {
        .url = text_of(help_path), .migrates = true, .lock_timeout_ms = lock_timeout_ms, .now_ms = NOW_MS
    };
    struct store *store = NULL;
    struct error err = { 0 };
    if (!CHECK(store_open(&options, &store, &err) == OK))
        printf("# %s\n", err.text);
    return store;
}

static inline struct store *help_open(void)
{
    return help_open_with(0);
}

/* For programs that only open: PostgreSQL's tables, which no opening makes. */
static inline void help_prepare(void)
{
    struct store *store = help_on_pgsql ? help_open() : NULL;
    store_close(&store);
}

/* What a killed program has sent may still be on its way to the disk of a server. */
static inline void help_wait_for_writers(void)
{
    if (help_on_pgsql)
        (void)help_exec_pgsql("SELECT pg_advisory_xact_lock(hashtextextended('understudy ' || current_schema(), 0))");
}

/* One without a file; on PostgreSQL a schema that goes with the server. */
static inline struct store *help_open_memory(void)
{
    struct store_options options = { .url = TEXT("sqlite::memory:"), .now_ms = NOW_MS };
    struct store *store = NULL;
    struct error err = { 0 };
    if (help_dialect() == STORE_POSTGRESQL) {
        help_start_pgsql();
        return help_open();
    }
    if (!CHECK(store_open(&options, &store, &err) == OK))
        printf("# %s\n", err.text);
    return store;
}

/* As SQLite has it: 1 and 0 for flags, our form for times. */
static inline void help_copy(const PGresult *result, char *out, size_t size)
{
    enum { BOOL = 16, TIMESTAMP = 1114, TIMESTAMPTZ = 1184 };
    const char *value = PQgetvalue(result, 0, 0);
    unsigned type = PQftype(result, 0);
    if (PQgetisnull(result, 0, 0))
        value = "(null)";
    else if (type == BOOL)
        value = value[0] == 't' ? "1" : "0";
    (void)snprintf(out, size, "%s", value);
    if ((type == TIMESTAMPTZ || type == TIMESTAMP) && strlen(out) >= 19)
        (void)snprintf(out + 10, size - 10, "T%.8sZ", value + 11);
}

/* The same value: PostgreSQL keeps neither the order of keys nor white space. */
static inline bool help_json_is(struct text json, const char *expected)
{
    json_t *is = json_loadb(text_known(json) ? json.at : "", json.len, JSON_DECODE_ANY, NULL);
    json_t *wanted = json_loads(expected, JSON_DECODE_ANY, NULL);
    bool same = is != NULL && json_equal(is, wanted) != 0;
    json_decref(is);
    json_decref(wanted);
    return same || CHECK_TEXT_Z(json, expected);
}
#define CHECK_JSON(json, expected) CHECK(help_json_is((json), (expected)))

static inline void help_text_pgsql(const char *sql, char *out, size_t size)
{
    if (strncmp(sql, "PRAGMA ", 7) == 0) { /* a server looks after itself, and after foreign keys */
        (void)snprintf(out, size, "%s", strcmp(sql, "PRAGMA integrity_check") == 0 ? "ok" : "(none)");
        return;
    }
    PGconn *handle = help_connect();
    PGresult *result = handle != NULL ? help_query(handle, sql) : NULL;
    ExecStatusType how = PQresultStatus(result);
    if (how == PGRES_TUPLES_OK && PQntuples(result) > 0)
        help_copy(result, out, size);
    else if (how == PGRES_TUPLES_OK || how == PGRES_COMMAND_OK)
        (void)snprintf(out, size, "(none)");
    else if (handle != NULL)
        help_complain(PQerrorMessage(handle));
    PQclear(result);
    PQfinish(handle);
}

/* First column of the first row as text; "(error)" or "(none)" otherwise. */
static inline const char *help_text(const char *sql)
{
    static char out[4096];
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(out, sizeof out, "(error)");
    if (help_on_pgsql) {
        help_text_pgsql(sql, out, sizeof out);
        return out;
    }
    if (sqlite3_open(help_path, &handle) == SQLITE_OK && sqlite3_busy_timeout(handle, 5000) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK) {
        int code = sqlite3_step(statement);
        const unsigned char *value = code == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
        if (code == SQLITE_ROW)
            (void)snprintf(out, sizeof out, "%s", value != NULL ? (const char *)value : "(null)");
        else if (code == SQLITE_DONE)
            (void)snprintf(out, sizeof out, "(none)");
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(handle);
    return out;
}

/* Several statements. */
static inline bool help_exec(const char *sql)
{
    sqlite3 *handle = NULL;
    char *why = NULL;
    if (help_on_pgsql)
        return help_exec_pgsql(sql);
    bool good = CHECK(sqlite3_open(help_path, &handle) == SQLITE_OK) &&
                sqlite3_busy_timeout(handle, 5000) == SQLITE_OK &&
                CHECK(sqlite3_exec(handle, sql, NULL, NULL, &why) == SQLITE_OK);
    if (why != NULL)
        printf("# %s\n", why);
    sqlite3_free(why);
    (void)sqlite3_close(handle);
    return good;
}

static inline long long help_int(const char *sql)
{
    return atoll(help_text(sql));
}

/* How SQLite goes about a statement, a line a step. */
static inline struct text help_plan(const char *sql, struct arena *arena)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    struct text plan = TEXT("");
    const char *explain = arena_printf(arena, "EXPLAIN QUERY PLAN %s", sql).at;
    if (sqlite3_open(help_path, &handle) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, explain, -1, &statement, NULL) == SQLITE_OK) {
        while (sqlite3_step(statement) == SQLITE_ROW)
            plan = arena_printf(arena, "%.*s%s\n", TEXT_ARG(plan), (const char *)sqlite3_column_text(statement, 3));
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(handle);
    return plan;
}

static inline bool help_ok(enum status status, const struct error *err, const char *what, int line)
{
    if (!check_report(status == OK, what, "store", line))
        printf("#   %s: %s\n", status_name(status), err->text);
    return status == OK;
}
#define CHECK_OK(call) help_ok((call), &err, #call, __LINE__)

#endif

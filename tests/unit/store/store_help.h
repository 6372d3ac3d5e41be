/* A directory of its own for each test, and a second look at the database past the store's own code. */
#ifndef UNDERSTUDY_TESTS_STORE_HELP_H
#define UNDERSTUDY_TESTS_STORE_HELP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "check.h"
#include "store/store.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_MS INT64_C(1798070400000) /* 2026-12-24T00:00:00Z */

static char help_dir[64];
static char help_path[96]; /* help_dir + "/store.db" */

static inline void help_start(void)
{
    (void)snprintf(help_dir, sizeof help_dir, "/tmp/understudy-store-XXXXXX");
    if (mkdtemp(help_dir) == NULL)
        abort();
    (void)snprintf(help_path, sizeof help_path, "%s/store.db", help_dir);
}

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
    help_remove(help_dir);
}

/* The store of this test; NULL and a failed check when it does not open. */
static inline struct store *help_open_with(int64_t lock_timeout_ms)
{
    struct store_options options = { .url = text_of(help_path), .lock_timeout_ms = lock_timeout_ms, .now_ms = NOW_MS };
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

/* First column of the first row as text; "(error)" or "(none)" otherwise. */
static inline const char *help_text(const char *sql)
{
    static char out[4096];
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(out, sizeof out, "(error)");
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

/* A copy of an SQLite store by SQLite's own backup interface. Beside db_sqlite.c the only file of the store's driver to
 * include sqlite3.h. */
#include "store/backup.h"
#include "store/store_inside.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STEP_PAGES = 1024, /* 4 MB: go_on() is asked that often */
    BUSY_MS = 5000
};

struct copy {
    struct backup *backup;
    const char *from;  /* the store's file */
    const char *aside; /* where the copy grows, beside the place where it belongs */
    struct arena *arena;
    struct error *err;
};

/* What SQLite puts beside a database. */
static const char *const companions[] = { "-wal", "-shm", "-journal" };

/* ── what goes wrong ── */

static enum status fail_system(const struct copy *c, const char *doing, int reason)
{
    char why[64];
    if (strerror_r(reason, why, sizeof why) != 0)
        (void)snprintf(why, sizeof why, "error %d", reason);
    return error_set(c->err, BROKEN, "cannot %s %.120s: %s", doing, c->backup->file, why);
}

/* A quota and a file size limit feel like a full disk, and have the same remedy. */
static enum status fail_target(const struct copy *c, sqlite3 *target, int code)
{
    const char *what;
    int reason = target != NULL ? sqlite3_system_errno(target) : 0;
    if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        oom();
    if ((code & 0xFF) == SQLITE_IOERR && (reason == EDQUOT || reason == EFBIG))
        code = SQLITE_FULL;
    enum status status = db_sqlite_status(code, &what);
    if (code == SQLITE_FULL)
        return error_set(c->err, status, "no room for the copy %.120s: free some space, or choose another disk",
                         c->backup->file);
    return error_set(c->err, status, "copy %.120s %s", c->backup->file, what);
}

static enum status fail_source(const struct copy *c, int code)
{
    const char *what;
    if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        oom();
    enum status status = db_sqlite_status(code, &what);
    return error_set(c->err, status, "database %.120s %s", c->from, what);
}

/* ── the place ── */

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static enum status check_place(const struct copy *c)
{
    const char *file = c->backup->file;
    struct stat found;
    if (is_same_file(file, c->from))
        return error_set(c->err, INVALID, "%.120s is the store itself: give the copy another name", file);
    for (size_t i = 0; i < COUNT_OF(companions); i++) {
        if (is_same_file(file, arena_printf(c->arena, "%s%s", c->from, companions[i]).at))
            return error_set(c->err, INVALID, "%.120s is a part of the store: give the copy another name", file);
        /* SQLite would take it for a part of the copy, and mix its pages in */
        const char *companion = arena_printf(c->arena, "%s%s", file, companions[i]).at;
        if (lstat(companion, &found) == 0)
            return error_set(c->err, INVALID, "%.120s is there: a database %.80s is in use, or was; take another name",
                             companion, file);
    }
    if (lstat(file, &found) != 0)
        return errno == ENOENT ? OK : fail_system(c, "write", errno);
    if (!S_ISREG(found.st_mode) && !S_ISLNK(found.st_mode))
        return error_set(c->err, INVALID, "%.120s is there and no plain file: give the copy another name", file);
    return c->backup->replace ? OK : error_set(c->err, INVALID, "%.120s is there already: --force replaces it", file);
}

/* The copy's path and an ending, in memory that mkstemp() and dirname() may write to. */
static char *changeable(const struct copy *c, const char *ending)
{
    struct text path = arena_printf(c->arena, "%s%s", c->backup->file, ending);
    char *copy = arena_alloc(c->arena, path.len + 1);
    memcpy(copy, path.at, path.len);
    return copy;
}

static enum status make_aside(struct copy *c)
{
    char *name = changeable(c, ".part-XXXXXX");
    int fd = mkstemp(name); /* 0600 */
    if (fd < 0)
        return fail_system(c, "create", errno);
    (void)close(fd);
    c->aside = name;
    return OK;
}

static void remove_aside(const struct copy *c)
{
    if (c->aside == NULL)
        return;
    for (size_t i = 0; i < COUNT_OF(companions); i++)
        (void)unlink(arena_printf(c->arena, "%s%s", c->aside, companions[i]).at);
    (void)unlink(c->aside);
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    int reason = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0)
        (void)close(fd);
    return reason;
}

/* A link fails where a name is taken meanwhile; a file system without links leaves a moment for that. */
static int give_name(const struct copy *c)
{
    const char *file = c->backup->file;
    struct stat found;
    if (!c->backup->replace && link(c->aside, file) == 0)
        return unlink(c->aside) == 0 ? 0 : errno;
    if (!c->backup->replace && (errno == EEXIST || lstat(file, &found) == 0))
        return EEXIST;
    return rename(c->aside, file) == 0 ? 0 : errno;
}

static enum status put_in_place(const struct copy *c)
{
    struct stat found;
    assert(c->aside != NULL);
    int reason = stat(c->aside, &found) != 0 ? errno : sync_path(c->aside, O_RDONLY);
    if (reason == 0)
        reason = give_name(c);
    if (reason == 0) /* the name itself must outlive a power failure, too */
        reason = sync_path(dirname(changeable(c, "")), O_RDONLY | O_DIRECTORY);
    if (reason != 0)
        return fail_system(c, "write", reason);
    c->backup->bytes = found.st_size;
    return OK;
}

/* ── the copy ── */

/* One snapshot from begin to end: without the transaction, every commit of somebody else would start the copy anew. */
static int open_source(const struct copy *c, sqlite3 **out)
{
    int code = sqlite3_open_v2(c->from, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(*out, BUSY_MS);
    if (code == SQLITE_OK)
        code = sqlite3_exec(*out, "BEGIN; SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
    return code;
}

/* Durable as a whole or not at all: no journal, no waiting for the disk; put_in_place() waits once. */
static int open_target(const struct copy *c, sqlite3 **out)
{
    int code = sqlite3_open_v2(c->aside, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(*out, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL, NULL);
    return code;
}

static int64_t page_bytes(sqlite3 *source)
{
    sqlite3_stmt *row = NULL;
    int64_t bytes = 4096;
    if (sqlite3_prepare_v2(source, "PRAGMA page_size", -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
        bytes = sqlite3_column_int64(row, 0);
    (void)sqlite3_finalize(row);
    return bytes;
}

static enum status copy_pages(const struct copy *c, sqlite3 *source, sqlite3 *target)
{
    struct backup *backup = c->backup;
    int64_t page = page_bytes(source);
    int code = SQLITE_OK;
    bool go_on = true;
    sqlite3_backup *work = sqlite3_backup_init(target, "main", source, "main");
    if (work == NULL)
        return fail_target(c, target, sqlite3_extended_errcode(target));
    while (go_on && code == SQLITE_OK) {
        code = sqlite3_backup_step(work, STEP_PAGES);
        int64_t total = sqlite3_backup_pagecount(work), left = sqlite3_backup_remaining(work);
        if (code == SQLITE_OK && backup->go_on != NULL)
            go_on = backup->go_on(backup->context, (total - left) * page, total * page);
    }
    int finished = sqlite3_backup_finish(work);
    if (!go_on)
        return error_set(c->err, TRANSIENT, "copy %.120s was interrupted", backup->file);
    if (code != SQLITE_DONE)
        return fail_target(c, target, code);
    return finished == SQLITE_OK ? OK : fail_target(c, target, finished);
}

static enum status copy_store(const struct copy *c)
{
    sqlite3 *source = NULL, *target = NULL;
    int code = open_source(c, &source);
    enum status status = code == SQLITE_OK ? OK : fail_source(c, code);
    if (status == OK) {
        code = open_target(c, &target);
        status = code == SQLITE_OK ? copy_pages(c, source, target) : fail_target(c, target, code);
    }
    (void)sqlite3_close(target);
    (void)sqlite3_close(source);
    return status;
}

/* The check of a large store takes its time, too. */
static int stop_checking(void *backup)
{
    const struct backup *b = backup;
    return b->go_on != NULL && !b->go_on(b->context, 1, 1);
}

/* A single plain file, which can be read wherever it lies; opened as a store it turns to WAL again. */
static enum status check_copy(const struct copy *c)
{
    sqlite3 *target = NULL;
    sqlite3_stmt *row = NULL;
    bool good = false;
    int code = sqlite3_open_v2(c->aside, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        sqlite3_progress_handler(target, 100000, stop_checking, c->backup);
    if (code == SQLITE_OK)
        code = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(target, "PRAGMA integrity_check(1)", -1, &row, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW)
        good = text_is(text_of((const char *)sqlite3_column_text(row, 0)), "ok");
    (void)sqlite3_finalize(row);
    enum status status = good ? OK : error_set(c->err, BROKEN, "database %.120s is damaged: restore a backup", c->from);
    if (code != SQLITE_ROW && (code & 0xFF) != SQLITE_CORRUPT && (code & 0xFF) != SQLITE_NOTADB)
        status = fail_target(c, target, code);
    (void)sqlite3_close(target);
    return status;
}

enum status store_backup(struct store *store, struct backup *backup, struct error *err)
{
    arena_reset(&store->scratch);
    struct copy c = { .backup = backup, .from = db_sqlite_file(store->db), .arena = &store->scratch, .err = err };
    if (c.from == NULL || c.from[0] == '\0')
        return error_set(err, INVALID, "only an SQLite store in a file is copied so: for PostgreSQL take pg_dump");
    enum status status = check_place(&c);
    if (status == OK)
        status = make_aside(&c);
    if (status == OK)
        status = copy_store(&c);
    if (status == OK)
        status = check_copy(&c);
    if (status == OK)
        status = put_in_place(&c);
    if (status != OK)
        remove_aside(&c);
    return status;
}

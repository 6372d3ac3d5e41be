/* SQLite behind db.h, with db_sqlite_backup.c the only file that includes sqlite3.h; PRAGMAs and transaction words are
 * the driver's own. */
#include "base/clock.h"
#include "store/db.h"
#include "store/turn.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_SHOWN = 100, /* bytes of the path in an error: the remedy must fit behind it */
    PARAMETERS_MAX = 24
};

/* Transaction words, prepared like everything else: a lookup says a dozen. */
enum word { WORD_READ, WORD_WRITE, WORD_COMMIT, WORD_COUNT };
/* IMMEDIATE: a transaction that reads first and writes later could meet a writer in between and would have to start
 * again; this one waits at its beginning. */
static const char *const words[] = {
    [WORD_READ] = "BEGIN", [WORD_WRITE] = "BEGIN IMMEDIATE", [WORD_COMMIT] = "COMMIT"
};

struct sqlite {
    struct db base; /* first: a struct db * is a struct sqlite * */
    sqlite3 *handle;
    sqlite3_stmt *statements[STATEMENT_COUNT];             /* prepared at first use, kept until close */
    unsigned char orders[STATEMENT_COUNT][PARAMETERS_MAX]; /* of the statement's nth parameter: its number */
    sqlite3_stmt *words[WORD_COUNT];                       /* the same */
    sqlite3_stmt *current;                                 /* the running query, or NULL */
    bool durable, is_durable;                              /* as asked for; as SQLite was last told */
    int64_t lock_timeout_ms;
    bool relaxed;
    struct turn *turn; /* of the file; NULL: only read, or in memory */
    bool has_turn;     /* from before a write until it is committed, or not */
    char shown[PATH_SHOWN + 1];
};

static struct sqlite *sqlite_of(struct db *db)
{
    return (struct sqlite *)db;
}

/* ── codes ── */

/* A code that has no row of its own takes that of its primary code (the low byte); all of those are here. */
static const struct {
    int code;
    enum status status;
    const char *what;
} codes[] = {
    { SQLITE_OK, OK, "no error" },
    { SQLITE_ROW, OK, "no error" },
    { SQLITE_DONE, OK, "no error" },
    { SQLITE_NOTICE, OK, "no error" },
    { SQLITE_WARNING, OK, "no error" },
    { SQLITE_BUSY, TRANSIENT, "is locked by another process: try again, or stop the other one" },
    { SQLITE_LOCKED, TRANSIENT, "is locked by another connection: try again" },
    { SQLITE_PROTOCOL, TRANSIENT, "is contended by too many processes: try again" },
    { SQLITE_SCHEMA, TRANSIENT, "changed its schema just now: try again" },
    { SQLITE_INTERRUPT, TRANSIENT, "was interrupted: try again" },
    { SQLITE_ABORT, TRANSIENT, "gave up the statement: try again" },
    { SQLITE_FULL, BROKEN, "disk is full: free some space, then try again" },
    { SQLITE_READONLY, BROKEN, "is read-only: make it writable, or choose another place with database.url" },
    { SQLITE_READONLY_DIRECTORY, BROKEN, "lies in a directory that is not writable: make the directory writable" },
    { SQLITE_READONLY_DBMOVED, BROKEN, "was moved or deleted while open: put it back, then start again" },
    { SQLITE_CANTOPEN, BROKEN, "cannot be opened: check the path and its permissions" },
    { SQLITE_CANTOPEN_ISDIR, BROKEN, "is a directory: give the path of a file" },
    { SQLITE_PERM, BROKEN, "may not be used: check its permissions" },
    { SQLITE_AUTH, BROKEN, "may not be used: check its permissions" },
    { SQLITE_NOTADB, BROKEN, "is not a database: choose another path with database.url" },
    { SQLITE_CORRUPT, BROKEN, "is damaged: restore a backup" },
    { SQLITE_FORMAT, BROKEN, "is damaged: restore a backup" },
    { SQLITE_IOERR, BROKEN, "cannot be read or written: check the disk" },
    { SQLITE_NOLFS, BROKEN, "is too large for this system: move it to another file system" },
    { SQLITE_TOOBIG, INVALID, "refused a value that is too large" },
    { SQLITE_CONSTRAINT, INVALID, "refused a value" },
    { SQLITE_CONSTRAINT_UNIQUE, INVALID, "refused a value that another row already has" },
    { SQLITE_CONSTRAINT_PRIMARYKEY, INVALID, "refused a value that another row already has" },
    { SQLITE_CONSTRAINT_CHECK, INVALID, "refused a value that is not one of the allowed" },
    { SQLITE_CONSTRAINT_NOTNULL, INVALID, "refused a row without a value that it needs" },
    { SQLITE_CONSTRAINT_FOREIGNKEY, INVALID, "refused a row that points to none" },
    { SQLITE_MISMATCH, INVALID, "refused a value of the wrong type" },
    { SQLITE_ERROR, BROKEN, "does not have the tables that this program expects" },
    { SQLITE_EMPTY, BROKEN, "failed inside SQLite: report this" },
    { SQLITE_INTERNAL, BROKEN, "failed inside SQLite: report this" },
    { SQLITE_NOTFOUND, BROKEN, "failed inside SQLite: report this" },
    { SQLITE_MISUSE, BROKEN, "was used wrongly by this program: report this" },
    { SQLITE_RANGE, BROKEN, "was used wrongly by this program: report this" },
    { SQLITE_NOMEM, BROKEN, "ran out of memory" },
};

static bool find_code(int code, size_t *out_row)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (codes[i].code == code) {
            *out_row = i;
            return true;
        }
    }
    return false;
}

enum status db_sqlite_status(int extended_code, const char **out_what)
{
    size_t row = 0;
    if (!find_code(extended_code, &row) && !find_code(extended_code & 0xFF, &row))
        (void)find_code(SQLITE_INTERNAL, &row); /* a code of a later SQLite */
    *out_what = codes[row].what;
    return codes[row].status;
}

/* The operating system's reason for the last failure on the database file, or on its log. */
static int system_reason(sqlite3 *handle)
{
    int reason = 0;
    sqlite3_file *log = NULL;
    (void)sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
    if (reason == 0 && sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL)
        (void)log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
    return reason;
}

/* SQLite takes only ENOSPC for a full disk; a quota and a file size limit feel the same and have the same remedy. */
static int widen_full(sqlite3 *handle, int code)
{
    int reason = (code & 0xFF) == SQLITE_IOERR ? system_reason(handle) : 0;
    return reason == EDQUOT || reason == EFBIG ? SQLITE_FULL : code;
}

/* Fill err from the handle's last failure. Out of memory does not return. */
static enum status report(struct sqlite *db, struct error *err)
{
    int code = widen_full(db->handle, sqlite3_extended_errcode(db->handle));
    if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        oom();
    const char *what;
    enum status status = db_sqlite_status(code, &what);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
        (void)error_set(err, status,
                        "database %s is locked by another process for more than %lld ms: try again, or stop the other",
                        db->shown, (long long)db->lock_timeout_ms);
        break;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT: /* its text names the columns, never the values */
        (void)error_set(err, status, "database %s %s: %s", db->shown, what, sqlite3_errmsg(db->handle));
        break;
    case SQLITE_FULL: (void)error_set(err, status, "%s of database %s", what, db->shown); break;
    default: (void)error_set(err, status, "database %s %s", db->shown, what); break;
    }
    if (err != NULL)
        err->detail = code;
    return status;
}

/* ── turns ── */

static void take_turn(struct sqlite *db)
{
    if (db->turn != NULL && !db->has_turn)
        db->has_turn = turn_take(db->turn, db->lock_timeout_ms);
}

static void give_turn(struct sqlite *db)
{
    if (db->has_turn && sqlite3_get_autocommit(db->handle) != 0)
        turn_give(db->turn);
    db->has_turn = db->has_turn && sqlite3_get_autocommit(db->handle) == 0;
}

/* ── queries ── */

static void end(struct db *base)
{
    struct sqlite *db = sqlite_of(base);
    if (db->current == NULL)
        return;
    (void)sqlite3_reset(db->current); /* repeats the error of the step, which has been told */
    (void)sqlite3_clear_bindings(db->current);
    db->current = NULL;
    give_turn(db);
}

static int bind(sqlite3_stmt *statement, int at, const struct db_value *value)
{
    char iso[CLOCK_ISO_BYTES];
    switch (value->kind) {
    case DB_NULL: return sqlite3_bind_null(statement, at);
    /* Borrowed: the value lives until end(), which clears it. */
    case DB_TEXT:
        return sqlite3_bind_text64(statement, at, value->text.at, value->text.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES: return sqlite3_bind_blob64(statement, at, value->text.at, value->text.len, SQLITE_STATIC);
    case DB_INTEGER:
    case DB_FLAG: return sqlite3_bind_int64(statement, at, value->integer);
    case DB_REAL: return sqlite3_bind_double(statement, at, value->real);
    case DB_TIME:
        return sqlite3_bind_text(statement, at, clock_iso(value->integer, iso), CLOCK_ISO_BYTES - 1, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

static enum status prepare(struct sqlite *db, const char *sql, sqlite3_stmt **kept, struct error *err)
{
    if (*kept != NULL)
        return OK;
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    return code == SQLITE_OK ? OK : report(db, err);
}

/* SQLite numbers $1, $2 by first appearance, not by their names, which it looks for from the first to the last. */
static void read_order(sqlite3_stmt *statement, unsigned char order[PARAMETERS_MAX])
{
    int count = sqlite3_bind_parameter_count(statement);
    assert(count <= PARAMETERS_MAX);
    for (int at = 1; at <= count; at++) {
        int number = 0;
        for (const char *name = sqlite3_bind_parameter_name(statement, at) + 1; *name != '\0'; name++)
            number = 10 * number + (*name - '0');
        assert(number >= 1 && number <= count);
        order[at - 1] = (unsigned char)number;
    }
}

/* To be told outside a transaction, and before a write of its own. Of no effect on anything but speed and power
 * failures, so a failure is not one of the caller's. Told late, because SQLite parses it anew each time: from one
 * lasting write to the next many are told not to last. */
static void apply_durable(struct sqlite *db)
{
    if (db->durable == db->is_durable)
        return;
    (void)sqlite3_exec(db->handle, db->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL,
                       NULL, NULL);
    db->is_durable = db->durable;
}

static enum status query(struct db *base, enum statement id, struct db_values values, struct error *err)
{
    struct sqlite *db = sqlite_of(base);
    assert(db->current == NULL);
    bool known = db->statements[id] != NULL;
    enum status status = prepare(db, statement_text(id, STORE_SQLITE), &db->statements[id], err);
    if (status != OK)
        return status;
    if (!known)
        read_order(db->statements[id], db->orders[id]);
    if (sqlite3_get_autocommit(db->handle) != 0 && sqlite3_stmt_readonly(db->statements[id]) == 0) {
        take_turn(db);
        apply_durable(db);
    }
    db->current = db->statements[id];
    assert((size_t)sqlite3_bind_parameter_count(db->current) == values.count);
    for (int at = 1; at <= (int)values.count; at++) {
        if (bind(db->current, at, values.at + (db->orders[id][at - 1] - 1)) != SQLITE_OK) {
            status = report(db, err);
            end(base);
            return status;
        }
    }
    return OK;
}

static enum status next(struct db *base, bool *out_row, struct error *err)
{
    struct sqlite *db = sqlite_of(base);
    assert(db->current != NULL);
    int code = sqlite3_step(db->current);
    if (code == SQLITE_ROW) {
        *out_row = true;
        return OK;
    }
    enum status status = code == SQLITE_DONE ? OK : report(db, err);
    end(base);
    if (status == OK)
        *out_row = false;
    return status;
}

static bool column_known(struct db *base, int column)
{
    return sqlite3_column_type(sqlite_of(base)->current, column) != SQLITE_NULL;
}

static struct text column_bytes(struct db *base, int column)
{
    sqlite3_stmt *row = sqlite_of(base)->current;
    int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL)
        return (struct text){ 0 };
    const void *at = type == SQLITE_BLOB ? sqlite3_column_blob(row, column) : sqlite3_column_text(row, column);
    int len = sqlite3_column_bytes(row, column);
    if (at == NULL && len > 0)
        oom();
    return text_from(at != NULL ? at : "", (size_t)len);
}

static int64_t column_integer(struct db *base, int column)
{
    return sqlite3_column_int64(sqlite_of(base)->current, column);
}

static int64_t column_time(struct db *base, int column)
{
    int64_t ms = 0; /* what a person wrote there in another form counts as never */
    (void)clock_parse_iso(column_bytes(base, column), &ms);
    return ms;
}

/* ── transactions ── */

static enum status script(struct db *base, const char *sql, struct error *err)
{
    struct sqlite *db = sqlite_of(base);
    assert(db->current == NULL);
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : report(db, err);
}

static enum status say(struct sqlite *db, enum word word, struct error *err)
{
    assert(db->current == NULL);
    enum status status = prepare(db, words[word], &db->words[word], err);
    if (status == OK && sqlite3_step(db->words[word]) != SQLITE_DONE)
        status = report(db, err);
    (void)sqlite3_reset(db->words[word]);
    return status;
}

static enum status begin(struct db *base, bool write, const struct texts *beside, struct error *err)
{
    struct sqlite *db = sqlite_of(base);
    (void)beside;
    if (write) {
        take_turn(db);
        apply_durable(db);
    }
    enum status status = say(db, write ? WORD_WRITE : WORD_READ, err);
    if (status != OK)
        give_turn(db);
    return status;
}

static void rollback(struct db *base)
{
    struct sqlite *db = sqlite_of(base);
    if (sqlite3_get_autocommit(db->handle) == 0) /* a full disk has rolled back by itself */
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    give_turn(db);
}

static enum status commit(struct db *base, struct error *err)
{
    enum status status = say(sqlite_of(base), WORD_COMMIT, err);
    if (status != OK)
        rollback(base);
    give_turn(sqlite_of(base));
    return status;
}

static void set_durable(struct db *base, bool durable)
{
    struct sqlite *db = sqlite_of(base);
    if (!db->relaxed) /* which never waits */
        db->durable = durable;
}

/* ── opening ── */

static void close_handle(struct db *base)
{
    struct sqlite *db = sqlite_of(base);
    end(base);
    for (int i = 0; i < STATEMENT_COUNT; i++)
        (void)sqlite3_finalize(db->statements[i]);
    for (int i = 0; i < WORD_COUNT; i++)
        (void)sqlite3_finalize(db->words[i]);
    (void)sqlite3_close(db->handle);
    if (db->has_turn) /* closed in the middle of a transaction */
        turn_give(db->turn);
    turn_leave(&db->turn);
    free(db);
}

/* WAL: readers and the one writer do not wait for each other. Turning it on needs the file alone for a moment, and
 * SQLite does not call its busy handler there: two processes that create a store would fail each other. */
static enum status settle_in(struct db *base, struct error *err)
{
    struct sqlite *db = (struct sqlite *)base;
    int64_t deadline_ms = clock_mono_ms() + db->lock_timeout_ms;
    int code;
    while (((code = sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) & 0xFF) == SQLITE_BUSY &&
           clock_mono_ms() < deadline_ms)
        clock_sleep_ms(5);
    return code == SQLITE_OK ? OK : report(db, err);
}

static struct text about(struct db *base, struct arena *arena)
{
    return arena_printf(arena, "SQLite %s, %s", sqlite3_libversion(), sqlite_of(base)->shown);
}

static const struct db_driver sqlite_driver = {
    .dialect = STORE_SQLITE,
    .close = close_handle,
    .about = about,
    .settle_in = settle_in,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .set_durable = set_durable,
    .script = script,
    .query = query,
    .next = next,
    .end = end,
    .column_known = column_known,
    .column_bytes = column_bytes,
    .column_integer = column_integer,
    .column_time = column_time,
};

const char *db_sqlite_file(struct db *db)
{
    return db->driver == &sqlite_driver ? sqlite3_db_filename(sqlite_of(db)->handle, "main") : NULL;
}

static enum status set_up(struct sqlite *db, const struct db_options *options, struct error *err)
{
    (void)sqlite3_extended_result_codes(db->handle, 1);
    (void)sqlite3_busy_timeout(db->handle,
                               options->lock_timeout_ms > INT32_MAX ? INT32_MAX : (int)options->lock_timeout_ms);
    /* A checkpoint every 64 MB, not 4: each writes again what hundreds of lookups have just written, and waits for the
     * disk three times, with everybody in line behind it.
     * FULL: in WAL mode NORMAL forgets the last commits when the machine loses power. An id that was written down in
     * `wanted` and a lease that was taken must still be there: nothing asked is lost, nobody is asked twice. */
    enum status status = script(
        &db->base, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000", err);
    if (status == OK && db->relaxed)
        status = script(&db->base, "PRAGMA synchronous = NORMAL", err);
    if (status == OK && !options->read_only && sqlite3_db_readonly(db->handle, "main") == 1) {
        const char *what;
        status = db_sqlite_status(SQLITE_READONLY, &what);
        status = error_set(err, status, "database %s %s", db->shown, what);
    }
    return status;
}

/* SQLite's account of the memory that it uses is under one lock for all threads, and nobody reads it. Pages are
 * allocated one by one: by default each cache begins with twenty, also that of a table which lives as long as a
 * statement (what RETURNING gives, the rows of a WITH), and to fetch and return 90 kB costs more than the statement. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

enum status db_sqlite_open(const char *path, const struct db_options *options, struct db **out_db, struct error *err)
{
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    (void)pthread_once(&configured, configure);
    struct sqlite *db = calloc(1, sizeof *db);
    if (db == NULL)
        oom();
    db->base.driver = &sqlite_driver;
    db->durable = db->is_durable = true;
    db->lock_timeout_ms = options->lock_timeout_ms;
    db->relaxed = options->relaxed;
    (void)snprintf(db->shown, sizeof db->shown, "%s", path);
    /* NOMUTEX: a connection belongs to one thread. */
    int flags =
        SQLITE_OPEN_NOMUTEX | (options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    enum status status = OK;
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        if (db->handle == NULL)
            oom();
        status = report(db, err);
    }
    if (status == OK)
        status = set_up(db, options, err);
    if (status != OK) {
        close_handle(&db->base);
        return status;
    }
    const char *file = sqlite3_db_filename(db->handle, "main");
    if (!options->read_only && file != NULL && file[0] != '\0')
        db->turn = turn_join(file);
    *out_db = &db->base;
    return OK;
}

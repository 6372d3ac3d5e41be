/* The one way to a database from inside src/store: named statements, values, rows, transactions.
 * A driver is a struct of functions (db_sqlite.c, db_pgsql.c). One connection, one thread, one query at a
 * time: rows are read to their end, or dropped with db_end(), before the next query starts. */
#ifndef UNDERSTUDY_STORE_DB_H
#define UNDERSTUDY_STORE_DB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/num.h"
#include "base/text.h"
#include "store/statements.h"

#include <stdbool.h>
#include <stdint.h>

/* ── values ── */

enum db_kind { DB_NULL, DB_TEXT, DB_BYTES, DB_INTEGER, DB_REAL, DB_FLAG, DB_TIME };
struct db_value {
    enum db_kind kind;
    struct text text; /* TEXT, BYTES: borrowed until the query ends */
    int64_t integer;  /* INTEGER, FLAG; TIME: wall ms */
    double real;
};
struct db_values {
    const struct db_value *at; /* at[0] is $1 */
    size_t count;
};
#define DB_VALUES(...)                                                                                                 \
    ((struct db_values){ (const struct db_value[]){ __VA_ARGS__ },                                                     \
                         sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value) })
#define DB_NO_VALUES ((struct db_values){ NULL, 0 })

/* What is not known becomes NULL, and so does the time 0. */
struct db_value db_text(struct text t);
struct db_value db_text_z(const char *z);
struct db_value db_bytes(struct text t);
struct db_value db_integer(int64_t value);
struct db_value db_number(struct number number);
struct db_value db_decimal(struct decimal decimal);
struct db_value db_flag(bool value);
struct db_value db_time(int64_t wall_ms);

/* ── drivers ── */

struct db;
struct oban_ear; /* store/oban.h */
struct db_driver {
    enum store_dialect dialect;
    void (*close)(struct db *db);
    struct text (*about)(struct db *db, struct arena *arena);
    enum status (*settle_in)(struct db *db, struct error *err);
    enum status (*begin)(struct db *db, bool write, const struct texts *beside, struct error *err); /* NULL: alone */
    enum status (*commit)(struct db *db, struct error *err); /* rolled back when it fails */
    void (*rollback)(struct db *db);
    void (*set_durable)(struct db *db, bool durable);
    enum status (*script)(struct db *db, const char *sql, struct error *err);
    enum status (*query)(struct db *db, enum statement statement, struct db_values values, struct error *err);
    /* NULL of these two: db_run() has its result at once, and there are no turns */
    enum status (*run)(struct db *db, enum statement statement, struct db_values values, struct error *err);
    enum status (*query_in_turn)(struct db *db, struct text turn, enum statement statement, struct db_values values,
                                 struct error *err);
    enum status (*next)(struct db *db, bool *out_row, struct error *err);
    void (*end)(struct db *db);
    bool (*column_known)(struct db *db, int column);
    struct text (*column_bytes)(struct db *db, int column); /* until the next step */
    int64_t (*column_integer)(struct db *db, int column);
    int64_t (*column_time)(struct db *db, int column);
};
struct db { /* the head of a driver's own struct */
    const struct db_driver *driver;
};

struct db_options {
    bool read_only;
    bool relaxed; /* see struct store_options */
    int64_t lock_timeout_ms;
    int64_t statement_timeout_ms; /* PostgreSQL's */
};
/* `path` names an existing file, or is ":memory:". */
MUST_CHECK enum status db_sqlite_open(const char *path, const struct db_options *options, struct db **out_db,
                                      struct error *err);
/* The file behind it, absolute; "" in memory, NULL when it is not SQLite's. Valid until db_close(). */
const char *db_sqlite_file(struct db *db);
/* The one place where sqlite3's extended result codes become ours. *out_what says what happened and the remedy, to be
 * read after the path. Every code has an answer. */
enum status db_sqlite_status(int extended_code, const char **out_what);
/* `url` as libpq takes it. Connects; tells nothing of the schema. A connection that is lost later is made anew at the
 * next db_begin(), or the next query outside of a transaction. */
MUST_CHECK enum status db_pgsql_open(struct text url, const struct db_options *options, struct db **out_db,
                                     struct error *err);
/* Notifications. *out_listens: this session will hear them; false behind a pooler, and on SQLite. */
MUST_CHECK enum status db_pgsql_listen(struct db *db, struct text channel, bool *out_listens, struct error *err);
/* Waits at most so long. TRANSIENT when the connection is lost: what was said meanwhile was not heard. */
MUST_CHECK enum status db_pgsql_heard(struct db *db, int64_t wait_ms, const struct oban_ear *ear, struct error *err);
/* The one place where SQLSTATEs become ours; NULL = libpq's own failures, which have none. */
enum status db_pgsql_status(const char *sqlstate, const char **out_what);

/* ── calls ── */

void db_close(struct db **db); /* NULL inside is fine */
enum store_dialect db_dialect(const struct db *db);
/* For people: the database's kind, version and name; no secret. */
struct text db_about(struct db *db, struct arena *arena);

/* What changes the file for good (SQLite: WAL), once it is known to be a store of ours. */
MUST_CHECK enum status db_settle_in(struct db *db, struct error *err);

/* write: holds the database's only write lock from here on, so nothing read inside can change before the commit by
 * others that hold it. TRANSIENT when the lock does not come in time. */
MUST_CHECK enum status db_begin(struct db *db, bool write, struct error *err);
/* A write transaction beside others: holds what is called by the keys against those that hold the same, and keeps out
 * whoever holds the write lock. Without keys each statement inside must compare and set by itself. In SQLite, which has
 * the write lock alone, as db_begin(). */
MUST_CHECK enum status db_begin_beside(struct db *db, const struct texts *keys, struct error *err);
/* Ends the transaction: commit when `status` is OK, else roll back; returns what became of it. UNCERTAIN when the
 * server was lost in the middle of the commit and cannot be asked: read again, never repeat blindly. */
MUST_CHECK enum status db_settle(struct db *db, enum status status, struct error *err);

/* false: what is written from here on may be lost when the machine loses power (never when only the process dies) and
 * costs no wait for the disk. For what is true for seconds; back to true right after. Not inside a transaction. */
void db_set_durable(struct db *db, bool durable);
/* Several statements of schema.c in one text. */
MUST_CHECK enum status db_script(struct db *db, const char *sql, struct error *err);

MUST_CHECK enum status db_query(struct db *db, enum statement statement, struct db_values values, struct error *err);
/* Next row; after the last one, or a failure, the query is over. */
MUST_CHECK enum status db_next(struct db *db, bool *out_row, struct error *err);
void db_end(struct db *db); /* drop what is left of the query, if there is one */

/* Query and first row: NOT_FOUND (err untouched) when there is none. db_end() when the row has been read. */
MUST_CHECK enum status db_one(struct db *db, enum statement statement, struct db_values values, struct error *err);
/* A statement whose rows, if any, do not matter. In a transaction on a server it may wait for the next that does, or
 * for the commit, and fail with it: what goes in one message is held no longer than the server needs. */
MUST_CHECK enum status db_run(struct db *db, enum statement statement, struct db_values values, struct error *err);
/* db_one() on a server, outside of transactions: one message, in which it waits for all others of that turn. */
MUST_CHECK enum status db_one_in_turn(struct db *db, struct text turn, enum statement statement,
                                      struct db_values values, struct error *err);
/* A statement that writes and gives one integer or nothing (RETURNING, also where a conflict did nothing), run to its
 * end: before that a write is not done. *out is unknown for nothing. */
MUST_CHECK enum status db_run_returning(struct db *db, enum statement statement, struct db_values values,
                                        struct number *out, struct error *err);

/* Columns of the current row, from 0; copies in the arena. NULL is the unknown text, 0, the time 0. */
struct text db_column_text(struct db *db, int column, struct arena *arena);
int64_t db_column_integer(struct db *db, int column);
struct number db_column_number(struct db *db, int column);
int64_t db_column_time(struct db *db, int column);

#endif

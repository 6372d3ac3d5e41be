/* A connection to PostgreSQL: what the files share that talk to the server: db_pgsql.c (queries, transactions),
 * pgsql_connection.c, pgsql_outcome.c, pgsql_listen.c. Brings libpq's types into those and no other. */
#ifndef UNDERSTUDY_STORE_PGSQL_CONNECTION_H
#define UNDERSTUDY_STORE_PGSQL_CONNECTION_H

#include "store/pgsql_inside.h"

#include <libpq-fe.h>

enum {
    PGSQL_SHOWN_BYTES = 96,   /* of the database's name in an error: the remedy must fit behind it */
    PGSQL_PARAMETERS_MAX = 40 /* of one statement */
};

/* What a first look at a statement tells. */
struct known_statement {
    bool known;
    bool is_prepared;
    unsigned char count;
    unsigned types[PGSQL_PARAMETERS_MAX];
};

struct pgsql {
    struct db base; /* first: a struct db * is a struct pgsql * */
    PGconn *handle; /* NULL before the first connection, and between two */
    char *url;      /* may hold a password: never shown */
    struct db_options options;
    bool is_pooled;
    bool listens; /* this very session was told to */
    bool in_transaction;
    bool writes;
    bool is_unbegun; /* the transaction's beginning goes with its first message */
    size_t queued;   /* results that come before those of the next query */
    int64_t turn;    /* of the statement that is sent next; 0 = none */
    bool is_lost;    /* the connection broke inside the transaction: it is over */
    bool is_stale;   /* the server takes no writes any more: another one is looked for at the next connect */
    bool durable;
    bool in_pipeline;
    bool is_open;                      /* a query runs */
    PGresult *row;                     /* its current row */
    PGresult *ahead;                   /* the result that comes next, when it has been fetched already */
    struct arena params, texts;        /* of the query; of the row */
    char transaction[24];              /* the number of the transaction that writes */
    char timeline[16];                 /* of the server: another one after a failover */
    char search_path[256];             /* to be set, as a literal; "" = as the server has it */
    char shown[PGSQL_SHOWN_BYTES + 1]; /* "NAME at HOST" */
    struct known_statement statements[STATEMENT_COUNT];
};

bool pgsql_is_gone(const struct pgsql *db);
/* Fill err from a result, or from the connection when there is none. */
enum status pgsql_report(struct pgsql *db, const PGresult *result, struct error *err);
MUST_CHECK enum status pgsql_simple(struct pgsql *db, const char *sql, struct error *err);

/* ── queries, db_pgsql.c ── */

/* Into the pipeline, whose results are read later. False: the connection has failed. */
bool pgsql_queue(struct pgsql *db, const char *sql);
/* Sends what is queued and reads all results; the first failure counts. */
MUST_CHECK enum status pgsql_flush(struct pgsql *db, struct error *err);
/* Reads until the server is ready for the next query. */
enum status pgsql_drain(struct pgsql *db, enum status status, struct error *err);

/* ── transactions, pgsql_transaction.c ── */

MUST_CHECK enum status pgsql_begin(struct db *base, bool write, const struct texts *beside, struct error *err);
MUST_CHECK enum status pgsql_commit(struct db *base, struct error *err);
void pgsql_rollback(struct db *base);
/* Queues the beginning that was put off; false as above. */
bool pgsql_queue_begin(struct pgsql *db);
/* The number of an advisory lock. */
int64_t pgsql_lock_number(struct text name);

/* ── connections ── */

/* The first connection; INVALID when the URL cannot be read. */
MUST_CHECK enum status pgsql_open(struct pgsql *db, struct error *err);
/* Connects, or does nothing when the connection seems to work and its server takes writes. One that was there and is
 * lost is made anew, with growing pauses, for as long as a server takes to start again. Not inside a transaction. */
MUST_CHECK enum status pgsql_connect(struct pgsql *db, struct error *err);
void pgsql_disconnect(struct pgsql *db);

/* After a commit in which the connection was lost: OK, TRANSIENT (nothing is stored), or UNCERTAIN, only when the
 * server does not come back in time or another one stands in its place, whose transactions may have the same numbers.
 */
MUST_CHECK enum status pgsql_look_back(struct pgsql *db, struct error *err);

/* A SELECT that makes the settings which our statements count on; local ones end with their transaction. */
const char *pgsql_settings(struct pgsql *db, bool local, bool durable);

#endif

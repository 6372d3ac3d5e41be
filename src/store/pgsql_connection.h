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
    bool in_transaction;
    bool writes;
    bool is_lost;  /* the connection broke inside the transaction: it is over */
    bool is_stale; /* the server takes no writes any more: another one is looked for at the next connect */
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

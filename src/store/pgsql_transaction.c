/* Transactions on PostgreSQL.
 *
 * What SQLite's one write lock gives, an advisory lock gives: a transaction that stands alone waits at its beginning
 * for the others, then reads what is there now (READ COMMITTED), so nothing read inside can change before the commit.
 * One that stands beside others shares that lock and holds the locks of its keys, a film's say; most of what nodes do
 * is of that kind, so that a node far away holds up nobody who is about other films. Single statements wait for none;
 * those that matter compare and set. SERIALIZABLE would not wait, but fail: on small tables nearly every two
 * transactions that overlap, and one over a slow link for ever. */
#include "store/pgsql_connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORE_LOCK "hashtextextended('understudy ' || coalesce(current_schema(), ''), 0)"

static struct pgsql *pgsql_of(struct db *db)
{
    return (struct pgsql *)db;
}

/* FNV-1a: two names with one number would wait for each other, and nothing worse. */
int64_t pgsql_lock_number(struct text name)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.at[i]) * 1099511628211U;
    return (int64_t)(hash >> 1) | 1; /* never 0 */
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The statement that takes the locks of the keys; always in one order, or two could wait for each other. */
static const char *lock_keys(struct pgsql *db, const struct texts *keys)
{
    int64_t *numbers = arena_array(&db->texts, keys->count, sizeof *numbers);
    const char *list = "";
    for (size_t i = 0; i < keys->count; i++)
        numbers[i] = pgsql_lock_number(keys->at[i]);
    qsort(numbers, keys->count, sizeof *numbers, compare_numbers);
    for (size_t i = 0; i < keys->count; i++)
        list = arena_printf(&db->texts, "%s%s%lld", list, i > 0 ? "," : "", (long long)numbers[i]).at;
    return arena_printf(&db->texts, "SELECT pg_advisory_xact_lock(key) FROM unnest(ARRAY[%s]::bigint[]) AS key;", list)
        .at;
}

/* Who is cut off while he holds a lock must be gone before those who wait for it give up. */
static int64_t silence_ms(const struct pgsql *db)
{
    return db->options.lock_timeout_ms * 2 / 3;
}

static const char *local_settings(struct pgsql *db)
{
    bool durable = db->durable && !db->options.relaxed;
    return db->is_pooled ? pgsql_settings(db, true, durable)
           : durable     ? "SELECT 1"
                         : "SELECT set_config('synchronous_commit', 'off', true)";
}

bool pgsql_queue_begin(struct pgsql *db)
{
    if (!db->is_unbegun)
        return true;
    db->is_unbegun = false;
    return pgsql_queue(db, "BEGIN ISOLATION LEVEL READ COMMITTED") && pgsql_queue(db, local_settings(db)) &&
           pgsql_queue(db, arena_printf(&db->texts,
                                        "SELECT set_config('idle_in_transaction_session_timeout', '%lld', true), "
                                        "pg_advisory_xact_lock_shared(" STORE_LOCK ")",
                                        (long long)silence_ms(db))
                               .at);
}

static enum status try_begin(struct pgsql *db, bool write, const struct texts *beside, struct error *err)
{
    enum status status = pgsql_connect(db, err);
    if (status != OK)
        return status;
    db->in_transaction = true;
    db->is_lost = false;
    db->writes = write;
    db->transaction[0] = '\0';
    db->is_unbegun = beside != NULL && beside->count == 0;
    if (db->is_unbegun)
        return OK;
    const char *local = local_settings(db);
    struct text lock = { 0 };
    if (write)
        lock = arena_printf(&db->texts,
                            "SET LOCAL idle_in_transaction_session_timeout = %lld; SELECT %s(" STORE_LOCK "); %s"
                            "SELECT pg_current_xact_id()",
                            (long long)silence_ms(db),
                            beside != NULL ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock",
                            beside != NULL ? lock_keys(db, beside) : "");
    struct text sql = arena_printf(&db->texts, "BEGIN ISOLATION LEVEL %s; %s; %.*s",
                                   write ? "READ COMMITTED" : "REPEATABLE READ READ ONLY", local, TEXT_ARG(lock));
    PGresult *result = PQexec(db->handle, sql.at);
    ExecStatusType how = PQresultStatus(result);
    if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK)
        status = pgsql_report(db, result, err);
    else if (write)
        (void)snprintf(db->transaction, sizeof db->transaction, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    if (status != OK)
        pgsql_rollback(&db->base);
    return status;
}

enum status pgsql_begin(struct db *base, bool write, const struct texts *beside, struct error *err)
{
    struct pgsql *db = pgsql_of(base);
    if (write && db->options.read_only)
        return error_set(err, BROKEN, "database %s is open for reading only", db->shown);
    enum status status = try_begin(db, write, beside, err);
    return status == TRANSIENT && (pgsql_is_gone(db) || db->is_stale) ? try_begin(db, write, beside, err) : status;
}

void pgsql_rollback(struct db *base)
{
    struct pgsql *db = pgsql_of(base);
    bool begun = db->in_transaction && !db->is_unbegun;
    db->in_transaction = db->is_unbegun = false;
    if (!begun || pgsql_is_gone(db))
        return;
    if (db->in_pipeline) {
        struct error ignored;
        (void)PQpipelineSync(db->handle);
        (void)pgsql_drain(db, OK, &ignored);
    }
    if (!pgsql_is_gone(db))
        PQclear(PQexec(db->handle, "ROLLBACK"));
    if (!pgsql_is_gone(db) && PQtransactionStatus(db->handle) != PQTRANS_IDLE)
        pgsql_disconnect(db);
}

/* In one message with what is queued, of which nothing is done when one fails: COMMIT is then passed over. */
static enum status send_commit(struct pgsql *db, struct error *err)
{
    if (db->queued > 0 && PQtransactionStatus(db->handle) != PQTRANS_INERROR) {
        if (!pgsql_queue(db, "COMMIT"))
            return pgsql_report(db, NULL, err);
        return pgsql_flush(db, err);
    }
    PGresult *result = PQexec(db->handle, "COMMIT");
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    enum status status = done ? OK : pgsql_report(db, result, err);
    PQclear(result);
    return status;
}

enum status pgsql_commit(struct db *base, struct error *err)
{
    struct pgsql *db = pgsql_of(base);
    if (db->is_unbegun) { /* nothing was asked for */
        db->in_transaction = db->is_unbegun = false;
        return OK;
    }
    if (db->is_lost) {
        db->in_transaction = false;
        return error_set(err, TRANSIENT, "database %s was lost in the middle of a transaction: try again", db->shown);
    }
    enum status status = send_commit(db, err);
    if (status != OK && pgsql_is_gone(db)) {
        db->in_transaction = false;
        return db->writes ? pgsql_look_back(db, err) : OK; /* what was read was read */
    }
    if (status != OK)
        pgsql_rollback(base);
    db->in_transaction = false;
    return status;
}

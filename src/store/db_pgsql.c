/* PostgreSQL behind db.h: statements and transactions.
 *
 * Statements are prepared at first use, by name, and kept: with their planning a film is read in 0.11 ms instead of
 * 0.03, a rate slot taken in 0.35 instead of 0.07. Behind a pooler in transaction mode (PgBouncer) neither a prepared
 * statement nor a setting of the session outlives the transaction, so there every statement goes unnamed, in one
 * message with the settings that it needs (0.13 ms more). A pooler is known by the process id that it makes up; one
 * that forwards the server's is found out at its first lost statement (26000, 42P05).
 *
 * What does not matter until the commit is sent with it: statements of a transaction whose rows nobody reads wait in
 * libpq's pipeline for the next one that is read, or for COMMIT. */
#include "store/pgsql_connection.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 24 }; /* of a prepared statement */

static struct pgsql *pgsql_of(struct db *db)
{
    return (struct pgsql *)db;
}

static bool is_state(const PGresult *result, const char *state)
{
    const char *is = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return is != NULL && strcmp(is, state) == 0;
}

/* A pooler has given us another server's session, or a migration has changed the statement's columns. */
static bool lost_statement(const PGresult *result)
{
    return is_state(result, "26000") || is_state(result, "42P05") || is_state(result, "0A000");
}

/* ── queries ── */

enum status pgsql_drain(struct pgsql *db, enum status status, struct error *err)
{
    db->queued = 0;
    PQclear(db->row);
    PQclear(db->ahead);
    db->row = db->ahead = NULL;
    db->is_open = false;
    for (int nothing = 0; !pgsql_is_gone(db);) {
        PGresult *result = PQgetResult(db->handle);
        ExecStatusType how = PQresultStatus(result);
        nothing = result == NULL ? nothing + 1 : 0; /* twice: no pipeline's end was sent */
        bool over = result == NULL ? !db->in_pipeline || nothing > 1 : how == PGRES_PIPELINE_SYNC;
        if (result != NULL && how == PGRES_FATAL_ERROR && status == OK)
            status = pgsql_report(db, result, err);
        PQclear(result);
        if (over)
            break;
    }
    if (pgsql_is_gone(db)) {
        db->is_lost = db->in_transaction;
        return status == OK ? pgsql_report(db, NULL, err) : status;
    }
    if (db->in_pipeline && PQexitPipelineMode(db->handle) != 1) {
        if (status == OK)
            status = pgsql_report(db, NULL, err);
        pgsql_disconnect(db);
        db->is_lost = db->in_transaction;
    }
    db->in_pipeline = false;
    return status;
}

static void end(struct db *base)
{
    struct pgsql *db = pgsql_of(base);
    if (db->is_open)
        (void)pgsql_drain(db, OK, NULL);
}

/* What a command in a pipeline gives: *out is its first result. libpq (15) may still be in the single-row mode of the
 * query before the pipeline, and then gives row by row. */
static enum status take_result(struct pgsql *db, PGresult **out, struct error *err)
{
    enum status status = OK;
    bool first = true;
    for (PGresult *result; status == OK && ((result = PQgetResult(db->handle)) != NULL || first); first = false) {
        ExecStatusType how = PQresultStatus(result);
        if (result == NULL || (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK && how != PGRES_SINGLE_TUPLE)) {
            if (result != NULL && lost_statement(result))
                db->is_pooled = true;
            status = pgsql_report(db, result, err);
        }
        if (first && status == OK)
            *out = result;
        else
            PQclear(result);
    }
    return status;
}

static bool open_pipeline(struct pgsql *db)
{
    db->in_pipeline = db->in_pipeline || PQenterPipelineMode(db->handle) == 1;
    return db->in_pipeline;
}

static enum status take_queued(struct pgsql *db, struct error *err)
{
    enum status status = OK;
    while (db->queued > 0 && status == OK) {
        PGresult *result = NULL;
        status = take_result(db, &result, err);
        PQclear(result);
        db->queued--;
    }
    return status;
}

bool pgsql_queue(struct pgsql *db, const char *sql)
{
    bool sent = open_pipeline(db) && PQsendQueryParams(db->handle, sql, 0, NULL, NULL, NULL, NULL, 0) == 1;
    db->queued += sent;
    return sent;
}

enum status pgsql_flush(struct pgsql *db, struct error *err)
{
    if (db->queued == 0 && !db->is_unbegun)
        return OK;
    bool sent = pgsql_queue_begin(db) && PQpipelineSync(db->handle) == 1;
    return pgsql_drain(db, sent ? take_queued(db, err) : pgsql_report(db, NULL, err), err);
}

/* Learn the types of a statement's parameters; on a session of our own it stays prepared. */
static enum status learn(struct pgsql *db, enum statement id, const char *name, struct error *err)
{
    struct known_statement *known = &db->statements[id];
    PGresult *set = NULL, *prepared = NULL, *described = NULL;
    enum status status = OK;
    bool needs_path = db->is_pooled && !db->in_transaction && db->search_path[0] != '\0'; /* to find its tables */
    db->in_pipeline = PQenterPipelineMode(db->handle) == 1;
    db->is_open = true;
    if (!db->in_pipeline ||
        (needs_path &&
         PQsendQueryParams(db->handle, pgsql_settings(db, true, true), 0, NULL, NULL, NULL, NULL, 0) != 1) ||
        PQsendPrepare(db->handle, name, statement_text(id, STORE_POSTGRESQL), 0, NULL) != 1 ||
        PQsendDescribePrepared(db->handle, name) != 1 || PQpipelineSync(db->handle) != 1)
        status = pgsql_report(db, NULL, err);
    if (status == OK && needs_path)
        status = take_result(db, &set, err);
    if (status == OK)
        status = take_result(db, &prepared, err);
    if (status == OK)
        status = take_result(db, &described, err);
    if (status == OK) {
        int count = PQnparams(described);
        assert(count <= PGSQL_PARAMETERS_MAX);
        known->count = (unsigned char)count;
        for (int i = 0; i < count; i++)
            known->types[i] = PQparamtype(described, i);
    }
    PQclear(set);
    PQclear(prepared);
    PQclear(described);
    status = pgsql_drain(db, status, err);
    known->known = known->known || status == OK;
    known->is_prepared = status == OK && !db->is_pooled;
    return status;
}

struct parameters {
    const char *at[PGSQL_PARAMETERS_MAX];
    int bytes[PGSQL_PARAMETERS_MAX], formats[PGSQL_PARAMETERS_MAX];
};

static void fill(struct pgsql *db, const struct known_statement *known, struct db_values values, struct parameters *out)
{
    arena_reset(&db->params);
    for (size_t i = 0; i < values.count; i++) {
        bool is_binary;
        size_t bytes;
        out->at[i] = pgsql_write(&values.at[i], known->types[i], &db->params, &bytes, &is_binary);
        out->bytes[i] = (int)bytes; /* ours are far from 2 GB, and the server takes 1 */
        out->formats[i] = is_binary;
    }
}

static bool send_statement(struct pgsql *db, enum statement id, const char *name, int count, const struct parameters *p)
{
    enum { BINARY = 1 };
    if (db->is_pooled)
        return PQsendQueryParams(db->handle, statement_text(id, STORE_POSTGRESQL), count, NULL, p->at, p->bytes,
                                 p->formats, BINARY) == 1;
    return PQsendQueryPrepared(db->handle, name, count, p->at, p->bytes, p->formats, BINARY) == 1;
}

/* What a statement outside of a transaction needs before it; NULL: nothing. */
static const char *preparation(struct pgsql *db)
{
    bool relaxed = !db->durable || db->options.relaxed;
    const char *settings = db->is_pooled                     ? pgsql_settings(db, true, !relaxed)
                           : relaxed && !db->options.relaxed ? "SELECT set_config('synchronous_commit', 'off', true)"
                                                             : NULL;
    if (db->turn == 0)
        return settings;
    return arena_printf(&db->texts, "%s pg_advisory_xact_lock(%lld)",
                        settings != NULL ? arena_printf(&db->texts, "%s,", settings).at : "SELECT", (long long)db->turn)
        .at;
}

/* In one message with what must come before it: up to the pipeline's end it is one transaction for the server. */
static enum status send(struct pgsql *db, enum statement id, const char *name, const struct db_values *values,
                        struct error *err)
{
    struct parameters p;
    const char *before = db->in_transaction ? NULL : preparation(db);
    fill(db, &db->statements[id], *values, &p);
    bool sent = (before == NULL || pgsql_queue(db, before)) && pgsql_queue_begin(db);
    db->is_open = true;
    sent = sent && send_statement(db, id, name, (int)values->count, &p) &&
           (!db->in_pipeline || PQpipelineSync(db->handle) == 1);
    return sent ? take_queued(db, err) : pgsql_report(db, NULL, err);
}

/* Ready to be sent. */
static enum status make_known(struct pgsql *db, enum statement id, char name[NAME_BYTES], struct error *err)
{
    const struct known_statement *known = &db->statements[id];
    enum status status = OK;
    (void)snprintf(name, NAME_BYTES, "understudy_%d", (int)id);
    if (known->known && (known->is_prepared || db->is_pooled))
        return OK;
    status = pgsql_flush(db, err);
    return status == OK ? learn(db, id, db->is_pooled ? "" : name, err) : status;
}

/* The query's first result is fetched at once, so that one that was not done can be done again. */
static enum status try_query(struct pgsql *db, enum statement id, const struct db_values *values, struct error *err)
{
    char name[NAME_BYTES];
    enum status status = make_known(db, id, name, err);
    if (status != OK)
        return status;
    assert(db->statements[id].count == values->count);
    status = send(db, id, name, values, err);
    if (status == OK) {
        (void)PQsetSingleRowMode(db->handle); /* memory for one row, however many there are */
        db->ahead = PQgetResult(db->handle);
        ExecStatusType how = PQresultStatus(db->ahead);
        if (how != PGRES_SINGLE_TUPLE && how != PGRES_TUPLES_OK && how != PGRES_COMMAND_OK) {
            if (db->ahead != NULL && lost_statement(db->ahead))
                db->is_pooled = true;
            status = pgsql_report(db, db->ahead, err);
        }
    }
    return status == OK ? OK : pgsql_drain(db, status, err);
}

/* After a failure that left nothing done. A lost connection tells only of a SELECT that it was not done. */
static bool may_repeat(const struct pgsql *db, enum statement id, bool was_pooled, int detail)
{
    if (db->in_transaction)
        return false;
    if (pgsql_is_gone(db))
        return strncmp(statement_text(id, STORE_POSTGRESQL), "SELECT", 6) == 0;
    return db->is_pooled != was_pooled || db->is_stale || detail == pgsql_state_number("40P01") ||
           detail == pgsql_state_number("40001");
}

static enum status query(struct db *base, enum statement id, struct db_values values, struct error *err)
{
    enum { TRIES = 4 };
    struct pgsql *db = pgsql_of(base);
    struct error ignored = { 0 }, *told = err != NULL ? err : &ignored;
    assert(!db->is_open);
    if (db->in_transaction && db->is_lost)
        return error_set(err, TRANSIENT, "database %s was lost in the middle of a transaction: try again", db->shown);
    enum status status = OK;
    for (int i = 0; i < TRIES; i++) {
        bool was_pooled = db->is_pooled;
        status = db->in_transaction ? OK : pgsql_connect(db, told);
        if (status == OK)
            status = try_query(db, id, &values, told);
        if (status != TRANSIENT || !may_repeat(db, id, was_pooled, told->detail))
            break;
    }
    return status;
}

static enum status next(struct db *base, bool *out_row, struct error *err)
{
    struct pgsql *db = pgsql_of(base);
    assert(db->is_open);
    PQclear(db->row);
    arena_reset(&db->texts);
    db->row = db->ahead != NULL ? db->ahead : PQgetResult(db->handle);
    db->ahead = NULL;
    ExecStatusType how = PQresultStatus(db->row);
    if (how == PGRES_SINGLE_TUPLE) {
        *out_row = true;
        return OK;
    }
    enum status status = how == PGRES_TUPLES_OK || how == PGRES_COMMAND_OK ? OK : pgsql_report(db, db->row, err);
    status = pgsql_drain(db, status, err); /* a statement of its own is committed behind its last row */
    if (status == OK)
        *out_row = false;
    return status;
}

/* A statement that nobody reads. */
static enum status run(struct db *base, enum statement id, struct db_values values, struct error *err)
{
    enum { QUEUE_MAX = 64 };
    struct pgsql *db = pgsql_of(base);
    struct parameters p;
    char name[NAME_BYTES];
    bool row = true;
    if (!db->in_transaction || !db->writes || db->is_lost) {
        enum status status = query(base, id, values, err);
        while (status == OK && row)
            status = next(base, &row, err);
        return status;
    }
    enum status status = make_known(db, id, name, err);
    if (status != OK)
        return status;
    assert(!db->is_open && db->statements[id].count == values.count);
    fill(db, &db->statements[id], values, &p);
    bool sent = open_pipeline(db) && pgsql_queue_begin(db) && send_statement(db, id, name, (int)values.count, &p);
    db->queued += sent;
    if (!sent || db->queued >= QUEUE_MAX)
        return sent ? pgsql_flush(db, err) : pgsql_drain(db, pgsql_report(db, NULL, err), err);
    return OK;
}

static enum status query_in_turn(struct db *base, struct text turn, enum statement id, struct db_values values,
                                 struct error *err)
{
    struct pgsql *db = pgsql_of(base);
    assert(!db->in_transaction);
    db->turn = pgsql_lock_number(turn);
    enum status status = query(base, id, values, err);
    db->turn = 0;
    return status;
}

/* ── columns ── */

static struct pgsql_field field_of(struct db *base, int column)
{
    const PGresult *row = pgsql_of(base)->row;
    if (PQgetisnull(row, 0, column))
        return (struct pgsql_field){ 0 };
    return (struct pgsql_field){ PQftype(row, column),
                                 text_from(PQgetvalue(row, 0, column), (size_t)PQgetlength(row, 0, column)) };
}

static bool column_known(struct db *base, int column)
{
    return PQgetisnull(pgsql_of(base)->row, 0, column) == 0;
}

static struct text column_bytes(struct db *base, int column)
{
    return pgsql_read_text(field_of(base, column), &pgsql_of(base)->texts);
}

static int64_t column_integer(struct db *base, int column)
{
    return pgsql_read_integer(field_of(base, column));
}

static int64_t column_time(struct db *base, int column)
{
    return pgsql_read_time(field_of(base, column));
}

static void set_durable(struct db *base, bool durable)
{
    pgsql_of(base)->durable = durable;
}

/* Migrations: as long as they take, on tables of any size. */
static enum status script(struct db *base, const char *sql, struct error *err)
{
    struct pgsql *db = pgsql_of(base);
    assert(!db->is_open && db->in_transaction);
    enum status status = pgsql_flush(db, err);
    if (status == OK)
        status = pgsql_simple(db, "SET LOCAL statement_timeout = 0", err);
    return status == OK ? pgsql_simple(db, sql, err) : status;
}

/* ── opening ── */

static enum status settle_in(struct db *base, struct error *err)
{
    (void)base;
    (void)err;
    return OK;
}

static struct text about(struct db *base, struct arena *arena)
{
    const struct pgsql *db = pgsql_of(base);
    const char *version = db->handle != NULL ? PQparameterStatus(db->handle, "server_version") : NULL;
    int length = version != NULL ? (int)strcspn(version, " ") : 0; /* without the distributor's own */
    return arena_printf(arena, "PostgreSQL %.*s, database %s%s", length, version != NULL ? version : "", db->shown,
                        db->is_pooled ? " through a pooler" : "");
}

static void close_handle(struct db *base)
{
    struct pgsql *db = pgsql_of(base);
    end(base);
    pgsql_disconnect(db);
    arena_finish(&db->params);
    arena_finish(&db->texts);
    free(db->url);
    free(db);
}

static const struct db_driver pgsql_driver = {
    .dialect = STORE_POSTGRESQL,
    .close = close_handle,
    .about = about,
    .settle_in = settle_in,
    .begin = pgsql_begin,
    .commit = pgsql_commit,
    .rollback = pgsql_rollback,
    .set_durable = set_durable,
    .script = script,
    .query = query,
    .run = run,
    .query_in_turn = query_in_turn,
    .next = next,
    .end = end,
    .column_known = column_known,
    .column_bytes = column_bytes,
    .column_integer = column_integer,
    .column_time = column_time,
};

enum status db_pgsql_open(struct text url, const struct db_options *options, struct db **out_db, struct error *err)
{
    struct pgsql *db = calloc(1, sizeof *db);
    char *copy = malloc(url.len + 1);
    if (db == NULL || copy == NULL)
        oom();
    memcpy(copy, url.at, url.len);
    copy[url.len] = '\0';
    db->base.driver = &pgsql_driver;
    db->url = copy;
    db->options = *options;
    db->durable = true;
    enum status status = pgsql_open(db, err);
    if (status != OK) {
        close_handle(&db->base);
        return status;
    }
    *out_db = &db->base;
    return OK;
}

/* Connecting to PostgreSQL, again when the connection is lost, and its errors. */
#include "store/pgsql_connection.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OLDEST_SERVER = 130000,  /* 13 */
    RECONNECT_MS = 10000,    /* how long a lost server is waited for */
    RECONNECT_FIRST_MS = 50, /* doubled up to a second */
    IDLE_TIMEOUT_MS = 60000  /* of a transaction whose program is gone: it may hold the lock */
};

/* ── errors ── */

static void cut_line(char *text)
{
    text[strcspn(text, "\n")] = '\0';
}

bool pgsql_is_gone(const struct pgsql *db)
{
    return db->handle == NULL || PQstatus(db->handle) == CONNECTION_BAD;
}

enum status pgsql_report(struct pgsql *db, const PGresult *result, struct error *err)
{
    const char *what, *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (state == NULL && !pgsql_is_gone(db)) /* the driver asked for something out of turn */
        state = "08P01";
    enum status status = db_pgsql_status(state, &what);
    if (pgsql_is_gone(db)) {
        db->is_lost = db->in_transaction;
        if (state == NULL || status != TRANSIENT)
            status = db_pgsql_status(NULL, &what);
    }
    if (state != NULL && strcmp(state, "25006") == 0) /* it was the primary once */
        db->is_stale = !db->options.read_only;
    if (status == OK) /* a warning is no failure: what failed is the protocol */
        status = db_pgsql_status("XX000", &what);
    char line[120] = "the connection was lost";
    if (said != NULL || !pgsql_is_gone(db))
        (void)snprintf(line, sizeof line, "%s", said != NULL ? said : PQerrorMessage(db->handle));
    cut_line(line);
    (void)error_set(err, status, "database %s %s: %s", db->shown, what, line);
    if (err != NULL)
        err->detail = pgsql_state_number(state);
    return status;
}

enum status pgsql_simple(struct pgsql *db, const char *sql, struct error *err)
{
    PGresult *result = PQexec(db->handle, sql);
    ExecStatusType how = PQresultStatus(result);
    enum status status = how == PGRES_COMMAND_OK || how == PGRES_TUPLES_OK || how == PGRES_EMPTY_QUERY
                             ? OK
                             : pgsql_report(db, result, err);
    PQclear(result);
    return status;
}

/* ── connecting ── */

void pgsql_disconnect(struct pgsql *db)
{
    PQfinish(db->handle);
    db->handle = NULL;
    db->in_pipeline = db->is_stale = db->listens = false;
    for (int i = 0; i < STATEMENT_COUNT; i++)
        db->statements[i].is_prepared = false;
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

const char *pgsql_settings(struct pgsql *db, bool local, bool durable)
{
    const char *is_local = local ? "true" : "false", *path = db->search_path;
    arena_reset(&db->texts);
    return arena_printf(&db->texts,
                        "SELECT set_config('TimeZone', 'UTC', %s), set_config('DateStyle', 'ISO, YMD', %s), "
                        "set_config('lock_timeout', '%lld', %s), set_config('statement_timeout', '%lld', %s), "
                        "set_config('idle_in_transaction_session_timeout', '%d', %s), "
                        "set_config('standard_conforming_strings', 'on', %s)%s%s%s%s%s%s",
                        is_local, is_local, (long long)db->options.lock_timeout_ms, is_local,
                        (long long)db->options.statement_timeout_ms, is_local, IDLE_TIMEOUT_MS, is_local, is_local,
                        path[0] != '\0' ? ", set_config('search_path', " : "", path, path[0] != '\0' ? ", " : "",
                        path[0] == '\0' ? ""
                        : local         ? "true)"
                                        : "false)",
                        !db->options.read_only ? ""
                        : local                ? ", set_config('transaction_read_only', 'on', true)"
                                               : ", set_config('default_transaction_read_only', 'on', false)",
                        durable ? ""
                        : local ? ", set_config('synchronous_commit', 'off', true)"
                                : ", set_config('synchronous_commit', 'off', false)")
        .at;
}

static enum status check_server(struct pgsql *db, struct error *err)
{
    const char *encoding = PQparameterStatus(db->handle, "server_encoding");
    if (PQserverVersion(db->handle) < OLDEST_SERVER)
        return error_set(err, BROKEN, "database %s is on PostgreSQL %d: version 13 or later is needed", db->shown,
                         PQserverVersion(db->handle) / 10000);
    if (encoding != NULL && strcmp(encoding, "UTF8") != 0)
        return error_set(err, BROKEN, "database %s is in the encoding %.20s: create one in UTF8", db->shown, encoding);
    return OK;
}

/* A store that stands in its own schema beside an application's tables (store/oban.h) is not on the path that the
 * server gives us: its schema goes before it. As a literal; a path that is too long for it is left as it is. */
#define ATTACHED_PATH                                                                                                  \
    "CASE WHEN to_regclass('understudy_schema') IS NULL AND length(current_setting('search_path')) < 200 AND EXISTS "  \
    "(SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "             \
    "WHERE n.nspname = 'understudy' AND c.relname = 'understudy_schema') "                                             \
    "THEN quote_literal('understudy, ' || current_setting('search_path')) ELSE '' END"

/* Leases, rate slots and due times are rows that machines with other clocks write, too: the server's clock is the one
 * that all of them go by. What the way there and back may explain is no difference. */
static void follow_clock(int64_t asked_ms, int64_t server_ms)
{
    enum { LEAST_MS = 50 };
    int64_t way_ms = clock_own_ms() - asked_ms, ahead_ms = server_ms - asked_ms - way_ms / 2;
    int64_t doubt_ms = way_ms > LEAST_MS ? way_ms : LEAST_MS;
    clock_follow(ahead_ms > doubt_ms || ahead_ms < -doubt_ms ? ahead_ms : 0);
}

/* A node whose link is cut says nothing any more: the server's end, which may hold what others wait for, is to notice
 * it as soon as ours does; and a statement ends when nobody is there to read it. Where the operator has set any of
 * these (in the URL's `options`, by ALTER ROLE or in the server's file) that stands; what a server does not know is
 * left out. */
static void watch_line(struct pgsql *db)
{
    static const char question[] =
        "SELECT set_config(name, wanted, false) FROM (VALUES ('tcp_keepalives_idle', '10'), "
        "('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '30000'), "
        "('client_connection_check_interval', '5000')) AS ours (name, wanted) JOIN pg_catalog.pg_settings USING (name) "
        "WHERE source = 'default'";
    PQclear(PQexec(db->handle, question)); /* a system that cannot do it says so: no reason to go without a server */
}

/* On the new connection. */
static enum status settle_session(struct pgsql *db, struct error *err)
{
    /* the WAL's time line changes at once when a standby is promoted; that of the last checkpoint is late */
    static const char question[] = "SELECT pg_backend_pid(), CASE WHEN pg_is_in_recovery() THEN '' ELSE "
                                   "left(pg_walfile_name(pg_current_wal_lsn()), 8) END, " ATTACHED_PATH ", "
                                   "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
    int64_t asked_ms = clock_own_ms();
    enum status status = check_server(db, err);
    if (status != OK)
        return status;
    PGresult *result = PQexec(db->handle, question);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        status = pgsql_report(db, result, err);
    } else {
        db->is_pooled = strtol(PQgetvalue(result, 0, 0), NULL, 10) != PQbackendPID(db->handle);
        (void)snprintf(db->timeline, sizeof db->timeline, "%s", PQgetvalue(result, 0, 1));
        (void)snprintf(db->search_path, sizeof db->search_path, "%s", PQgetvalue(result, 0, 2));
        follow_clock(asked_ms, strtoll(PQgetvalue(result, 0, 3), NULL, 10));
    }
    PQclear(result);
    if (status != OK || db->is_pooled)
        return status;
    watch_line(db);
    return pgsql_simple(db, pgsql_settings(db, false, !db->options.relaxed), err);
}

static enum status misconfigured(const char **out_what)
{
    *out_what = "cannot be used: check database.url, and what libpq reads besides (PG… variables, service file)";
    return INVALID;
}

/* Whether a server that was there turned us away, for which no SQLSTATE comes out of libpq. `said` has a line for each
 * host; of several hosts one that may take writes soon counts more than one that turned us away. */
static enum status classify_refusal(const char *const *keywords, const char *const *values, const char *said,
                                    const char **out_what)
{
    if (strstr(said, "read-only") != NULL || strstr(said, "hot standby") != NULL) /* target_session_attrs */
        return db_pgsql_status("25006", out_what);
    if (strstr(said, "too many") != NULL || strstr(said, "connection slots") != NULL ||
        strstr(said, "no more connections") != NULL)
        return db_pgsql_status("53300", out_what);
    switch (PQpingParams(keywords, values, 1)) {
    case PQPING_OK: return db_pgsql_status("28000", out_what);
    case PQPING_REJECT:
    case PQPING_NO_RESPONSE: return db_pgsql_status("08001", out_what);
    case PQPING_NO_ATTEMPT: break;
    }
    return misconfigured(out_what);
}

/* What libpq says of the host that it tried last. */
static const char *last_words(const char *said)
{
    const char *last = said;
    for (const char *end = strchr(said, '\n'); end != NULL; end = strchr(end + 1, '\n')) {
        if (strncmp(end + 1, "connection to server", strlen("connection to server")) == 0)
            last = end + 1;
    }
    return last;
}

static enum status refused(struct pgsql *db, const char *const *keywords, const char *const *values, struct error *err)
{
    char line[160];
    const char *what, *password = PQpass(db->handle), *said = PQerrorMessage(db->handle);
    bool is_ours = strncmp(said, "invalid ", 8) == 0; /* a parameter, quoted: in a URL gone wrong it may be anything */
    (void)snprintf(line, sizeof line, "%s", last_words(said));
    cut_line(line);
    enum status status = is_ours ? misconfigured(&what) : classify_refusal(keywords, values, said, &what);
    if (is_ours || (password != NULL && password[0] != '\0' && strstr(line, password) != NULL))
        (void)snprintf(line, sizeof line, "it is not as libpq reads it");
    pgsql_disconnect(db);
    return error_set(err, status, "database %s %s: %s", db->shown, what, line);
}

static enum status try_connect(struct pgsql *db, struct error *err)
{
    /* Later entries win over earlier ones: what the URL says over our defaults. A cut line is noticed within half a
     * minute. An old standby is not written to. */
    const char *const keywords[] = { "connect_timeout",
                                     "keepalives_idle",
                                     "keepalives_interval",
                                     "keepalives_count",
                                     "tcp_user_timeout",
                                     "target_session_attrs",
                                     "dbname",
                                     "client_encoding",
                                     "fallback_application_name",
                                     NULL };
    const char *const values[] = { getenv("PGCONNECT_TIMEOUT") != NULL ? NULL : "5",
                                   "10",
                                   "5",
                                   "3",
                                   "30000",
                                   db->options.read_only || getenv("PGTARGETSESSIONATTRS") != NULL ? NULL
                                                                                                   : "read-write",
                                   db->url,
                                   "UTF8",
                                   "understudy",
                                   NULL };
    db->handle = PQconnectdbParams(keywords, values, 1);
    if (db->handle == NULL)
        oom();
    (void)PQsetNoticeReceiver(db->handle, ignore_notice, NULL);
    if (PQstatus(db->handle) == CONNECTION_OK) {
        const char *host = PQhost(db->handle);
        (void)snprintf(db->shown, sizeof db->shown, "%.40s at %.40s:%.6s", PQdb(db->handle), host != NULL ? host : "?",
                       PQport(db->handle));
        enum status status = settle_session(db, err);
        if (status != OK)
            pgsql_disconnect(db);
        return status;
    }
    return refused(db, keywords, values, err);
}

/* Who is turned away asks once more: the server that failed may have started between that and the question whether it
 * is there. */
static enum status connect_once(struct pgsql *db, struct error *err)
{
    enum { PAUSE_MS = 100 };
    enum status status = try_connect(db, err);
    if (status != BROKEN)
        return status;
    clock_sleep_ms(PAUSE_MS);
    return try_connect(db, err);
}

/* A connection that works, as far as one can tell without asking; a lost one is made anew, with growing pauses. */
static enum status connect_again(struct pgsql *db, struct error *err)
{
    int64_t deadline_ms = clock_mono_ms() + RECONNECT_MS;
    pgsql_disconnect(db);
    for (int64_t pause_ms = RECONNECT_FIRST_MS;; pause_ms = pause_ms < 500 ? 2 * pause_ms : 1000) {
        enum status status = connect_once(db, err);
        if (status != TRANSIENT || clock_mono_ms() + pause_ms > deadline_ms)
            return status;
        clock_sleep_ms(pause_ms);
    }
}

enum status pgsql_connect(struct pgsql *db, struct error *err)
{
    if (!pgsql_is_gone(
            db)) { /* a server that went away has said so, or closed: two looks, for its last word comes first */
        (void)PQconsumeInput(db->handle);
        PQfreemem(PQnotifies(db->handle));
        (void)PQconsumeInput(db->handle);
    }
    return pgsql_is_gone(db) || db->is_stale ? connect_again(db, err) : OK;
}

/* Something to call the database by, before a server has told its name. */
static void name_it(struct pgsql *db, const PQconninfoOption *options)
{
    const char *host = "its host", *name = "";
    for (; options->keyword != NULL; options++) {
        if (options->val != NULL && strcmp(options->keyword, "host") == 0)
            host = options->val;
        if (options->val != NULL && strcmp(options->keyword, "dbname") == 0)
            name = options->val;
    }
    (void)snprintf(db->shown, sizeof db->shown, "%.40s at %.40s", name, host);
}

enum status pgsql_open(struct pgsql *db, struct error *err)
{
    char *why = NULL; /* it may quote the password: not shown */
    PQconninfoOption *options = PQconninfoParse(db->url, &why);
    PQfreemem(why);
    if (options == NULL)
        return error_set(err, INVALID,
                         "database.url is no URL for PostgreSQL: write postgres://USER@HOST:PORT/DATABASE");
    name_it(db, options);
    PQconninfoFree(options);
    return connect_once(db, err);
}

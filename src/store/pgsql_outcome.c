/* A commit whose answer did not come. */
#include "base/clock.h"
#include "store/pgsql_connection.h"

#include <stdio.h>
#include <string.h>

/* What became of the transaction whose commit was on its way when the connection broke. Its session may still be there
 * and hold it open: that one is ended. */
static enum status ask_outcome(struct pgsql *db, char out[16], struct error *err)
{
    struct text sql =
        arena_printf(&db->texts,
                     "SELECT coalesce(pg_xact_status('%s'), ''), (SELECT count(pg_terminate_backend(pid)) "
                     "FROM pg_stat_activity WHERE backend_xid = CAST(CAST('%s' AS xid8) AS xid))",
                     db->transaction, db->transaction);
    enum status status = OK;
    PGresult *result = PQexec(db->handle, sql.at);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        (void)snprintf(out, 16, "%s", PQgetvalue(result, 0, 0));
    else
        status = pgsql_report(db, result, err);
    PQclear(result);
    return status;
}

enum status pgsql_look_back(struct pgsql *db, struct error *err)
{
    enum { ASKED_MS = 5000, PAUSE_MS = 20 };
    char timeline[sizeof db->timeline], outcome[16] = "in progress";
    struct error told;
    if (db->transaction[0] == '\0') /* it went in one message; what does so may be done again */
        return error_set(err, UNCERTAIN, "database %s was lost in the middle of a commit", db->shown);
    memcpy(timeline, db->timeline, sizeof timeline);
    enum status status = pgsql_connect(db, &told);
    bool same = status == OK && timeline[0] != '\0' && strcmp(timeline, db->timeline) == 0;
    int64_t deadline_ms = clock_mono_ms() + ASKED_MS;
    while (same && status == OK && strcmp(outcome, "in progress") == 0 && clock_mono_ms() < deadline_ms) {
        arena_reset(&db->texts);
        status = ask_outcome(db, outcome, &told);
        if (status == OK && strcmp(outcome, "in progress") == 0)
            clock_sleep_ms(PAUSE_MS);
    }
    if (status == OK && strcmp(outcome, "committed") == 0)
        return OK;
    if (status == OK && strcmp(outcome, "aborted") == 0)
        return error_set(err, TRANSIENT, "database %s was lost before the commit: nothing is stored, try again",
                         db->shown);
    return error_set(err, UNCERTAIN, "database %s was lost in the middle of a commit: look again whether it is stored",
                     db->shown);
}

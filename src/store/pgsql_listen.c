/* PostgreSQL's notifications: hints that come by themselves on a session of our own. */
#include "store/oban.h"
#include "store/pgsql_connection.h"

#include <errno.h>
#include <poll.h>

enum status db_pgsql_listen(struct db *base, struct text channel, bool *out_listens, struct error *err)
{
    struct pgsql *db = (struct pgsql *)base;
    *out_listens = false;
    if (base->driver->dialect != STORE_POSTGRESQL)
        return OK;
    enum status status = pgsql_connect(db, err);
    if (status != OK || db->is_pooled) /* the session is another client's after the transaction */
        return status;
    char *name = PQescapeIdentifier(db->handle, channel.at, channel.len);
    if (name == NULL)
        return pgsql_report(db, NULL, err);
    status = pgsql_simple(db, arena_printf(&db->params, "LISTEN %s", name).at, err);
    PQfreemem(name);
    *out_listens = db->listens = status == OK;
    return status;
}

enum status db_pgsql_heard(struct db *base, int64_t wait_ms, const struct oban_ear *ear, struct error *err)
{
    struct pgsql *db = (struct pgsql *)base;
    if (!db->listens)
        return error_set(err, TRANSIENT, "database %s was connected to anew, and is not listened to", db->shown);
    struct pollfd socket = { .fd = PQsocket(db->handle), .events = POLLIN };
    if (poll(&socket, 1, (int)wait_ms) < 0 && errno != EINTR)
        return error_set(err, TRANSIENT, "database %s cannot be listened to", db->shown);
    if (PQconsumeInput(db->handle) != 1 || pgsql_is_gone(db))
        return pgsql_report(db, NULL, err);
    for (PGnotify *one; (one = PQnotifies(db->handle)) != NULL; PQfreemem(one))
        ear->hear(ear->context, text_of(one->relname), text_of(one->extra));
    return OK;
}

/* The role that is recorded, Oban's version, leadership, hints. */
#include "store/oban.h"

#include "base/log.h"
#include "store/store_inside.h"

#include <stdio.h>

enum { OLDEST = 11, NEWEST = 14, TRIGGER_GONE = 12, PRIORITIES_TO_9 = 12 };
static const char instance[] = "Oban"; /* the name that an application's Oban has unless it was given another */

static void copy(struct text from, char *out, size_t size)
{
    (void)snprintf(out, size, "%.*s", TEXT_ARG(from));
}

enum status oban_find(struct store *store, struct error *err)
{
    struct db *db = store->db;
    int64_t version = 0;
    store->oban = (struct oban_state){ 0 };
    enum status status = db_one(db, SQL_OBAN_FIND, DB_NO_VALUES, err);
    if (status != OK)
        return status;
    (void)num_parse(db_column_text(db, 0, &store->scratch), 1, 1000, &version);
    store->oban.version = (int)version;
    copy(db_column_text(db, 1, &store->scratch), store->oban.schema, sizeof store->oban.schema);
    db_end(db);
    return OK;
}

enum status oban_load(struct store *store, struct error *err)
{
    struct oban_state *oban = &store->oban;
    if (db_dialect(store->db) == STORE_SQLITE)
        return OK;
    enum status status = oban_find(store, err);
    if (status == OK)
        status = db_one(store->db, SQL_OBAN_LOOK, DB_NO_VALUES, err);
    if (status != OK)
        return status;
    struct text role = db_column_text(store->db, 0, &store->scratch);
    struct text attached = db_column_text(store->db, 1, &store->scratch);
    db_end(store->db);
    oban->is_guest = text_is(role, "guest");
    oban->attach = text_is(attached, "movies")   ? STORE_SHARED
                   : text_is(attached, "schema") ? STORE_ATTACHED
                                                 : STORE_ALONE;
    if (!oban->is_guest && !text_is(role, "host"))
        return error_set(err, BROKEN,
                         "the table understudy_settings does not say who does Oban's duties: oban.role "
                         "must be host or guest, as understudy migrate wrote it");
    return OK;
}

const struct oban_state *store_oban(const struct store *store)
{
    return &store->oban;
}

enum status store_oban_check(const struct store *store, struct error *err)
{
    const struct oban_state *oban = &store->oban;
    if (db_dialect(store->db) == STORE_SQLITE)
        return OK;
    if (oban->schema[0] == '\0')
        return error_set(err, BROKEN,
                         "there is no table oban_jobs: let the application migrate Oban, or set "
                         "search_path to the schema in which it stands");
    if (oban->version < OLDEST)
        return error_set(err, BROKEN,
                         "%.63s.oban_jobs does not say that it is of Oban's version %d to %d: let the "
                         "application migrate Oban",
                         oban->schema, OLDEST, NEWEST);
    if (oban->version > NEWEST)
        log_event(LOG_WARN, "oban", "reason=\"oban_jobs is of version %d, newer than %d which this program knows\"",
                  oban->version, NEWEST);
    return OK;
}

struct db_value only_ours(const struct store *store)
{
    return db_flag(store->oban.attach == STORE_SHARED);
}

struct text oban_queue(const struct store *store, struct text queue)
{
    return store->oban.is_guest && text_is(queue, "tmdb") ? TEXT("understudy_tmdb") : queue;
}

/* Version 11 knows 0 to 3: ours in the same order. */
int64_t oban_priority(const struct store *store, int64_t priority)
{
    enum { SECOND = 2, THIRD = 6 };
    if (store->oban.version == 0 || store->oban.version >= PRIORITIES_TO_9 || priority < SECOND)
        return priority;
    return priority < THIRD ? 2 : 3;
}

/* With version 11 a trigger of Oban's tells it. */
enum status oban_notify(struct store *store, struct text queue, struct error *err)
{
    const struct oban_state *oban = &store->oban;
    if (oban->version < TRIGGER_GONE)
        return OK;
    return db_run(store->db, SQL_OBAN_NOTIFY, DB_VALUES(db_text_z(oban->schema), db_text(queue)), err);
}

enum status store_oban_gossip(struct store *store, struct text checks, struct error *err)
{
    arena_reset(&store->scratch);
    return db_run(store->db, SQL_OBAN_GOSSIP, DB_VALUES(db_text_z(store->oban.schema), db_text(checks)), err);
}

enum status store_oban_listen(struct store *store, bool *out_listens, struct error *err)
{
    static const char *const channels[] = { "signal", "insert" };
    enum status status = OK;
    *out_listens = true;
    for (size_t i = 0; i < COUNT_OF(channels) && status == OK && *out_listens; i++)
        status = db_pgsql_listen(
            store->db, arena_printf(&store->scratch, "%s.oban_%s", store->oban.schema, channels[i]), out_listens, err);
    return status;
}

enum status store_oban_heard(struct store *store, int64_t wait_ms, const struct oban_ear *ear, struct error *err)
{
    return db_pgsql_heard(store->db, wait_ms, ear, err);
}

/* Told apart from an application's nodes by this. */
static struct text peer_name(const char *node, struct arena *arena)
{
    return arena_printf(arena, "understudy@%s", node);
}

enum status store_oban_campaign(struct store *store, const char *node, bool *out_leads, struct error *err)
{
    struct number leads = { 0 };
    *out_leads = db_dialect(store->db) == STORE_SQLITE;
    if (*out_leads || store->oban.is_guest)
        return OK;
    arena_reset(&store->scratch);
    enum status status =
        db_run_returning(store->db, SQL_PEER_CAMPAIGN,
                         DB_VALUES(db_text_z(instance), db_text(peer_name(node, &store->scratch))), &leads, err);
    *out_leads = leads.known;
    return status;
}

enum status store_oban_resign(struct store *store, const char *node, struct error *err)
{
    if (db_dialect(store->db) == STORE_SQLITE || store->oban.is_guest)
        return OK;
    arena_reset(&store->scratch);
    return db_run(store->db, SQL_PEER_RESIGN, DB_VALUES(db_text_z(instance), db_text(peer_name(node, &store->scratch))),
                  err);
}

enum status store_oban_is_led(struct store *store, bool *out_led, struct error *err)
{
    struct number leases = { 0 };
    *out_led = true;
    if (db_dialect(store->db) == STORE_SQLITE)
        return OK;
    enum status status = db_run_returning(store->db, SQL_PEER_LEADS, DB_NO_VALUES, &leases, err);
    *out_led = status != OK || leases.value > 0;
    return status;
}

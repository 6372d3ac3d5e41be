/* Beside an application's tables, and away again. */
#include "store/attach.h"

#include "base/buf.h"
#include "store/schema.h"
#include "store/store_inside.h"

enum { FINDINGS_MAX = 64, TWICE_MAX = 10, PLAN_BYTES_MAX = 1 << 20 };

/* ── looking ── */

static enum status look_at_movies(struct store *store, struct arena *arena, struct attach_look *out, struct error *err)
{
    struct db *db = store->db;
    bool row = true;
    out->findings = arena_array(arena, FINDINGS_MAX, sizeof *out->findings);
    enum status status = db_query(db, SQL_ATTACH_FINDINGS, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && out->count < FINDINGS_MAX)
            out->findings[out->count++] =
                (struct attach_finding){ db_column_integer(db, 0) != 0, db_column_text(db, 1, arena) };
    }
    return status;
}

static bool forbidden(const struct attach_look *look, struct text *out_why)
{
    for (size_t i = 0; i < look->count; i++) {
        if (look->findings[i].forbids) {
            *out_why = look->findings[i].text;
            return true;
        }
    }
    return false;
}

/* Only where imdb_id is there: the statement names it. */
static enum status look_for_twins(struct store *store, struct arena *arena, struct attach_look *out, struct error *err)
{
    struct db *db = store->db;
    struct text twins = TEXT(""), ignored;
    bool row = true;
    size_t count = 0;
    if (forbidden(out, &ignored) || out->count == FINDINGS_MAX)
        return OK;
    for (size_t i = 0; i < out->count; i++) {
        if (text_is(out->findings[i].text, "column imdb_id is missing: the plan adds it"))
            return OK;
    }
    enum status status = db_query(db, SQL_ATTACH_TWICE, DB_VALUES(db_integer(TWICE_MAX)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row)
            twins = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(twins), count++ > 0 ? ", " : "",
                                 TEXT_ARG(db_column_text(db, 0, arena)));
    }
    if (status == OK && count > 0)
        out->findings[out->count++] = (struct attach_finding){
            true, arena_printf(arena, "these films stand in movies twice, by imdb_id: %.*s%s; keep one row of each",
                               TEXT_ARG(twins), count == TWICE_MAX ? " and more" : "")
        };
    return status;
}

static enum status add_lines(struct store *store, enum statement statement, struct db_values values, struct buf *plan,
                             struct error *err)
{
    bool row = true;
    enum status status = db_query(store->db, statement, values, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row)
            (void)buf_printf(plan, "%.*s\n", TEXT_ARG(db_column_text(store->db, 0, &store->scratch)));
    }
    return status;
}

static enum status make_plan(struct store *store, enum store_attach to, struct arena *arena, struct attach_look *out,
                             struct error *err)
{
    struct buf plan = BUF_WITH_LIMIT(PLAN_BYTES_MAX);
    enum status status = OK;
    if (to == STORE_ALONE)
        status = add_lines(store, SQL_DETACH_PLAN, DB_VALUES(db_flag(out->oban.attach == STORE_SHARED)), &plan, err);
    else if (!out->is_attached)
        (void)buf_printf(&plan, "%.*s", TEXT_ARG(schema_attach_plan(to, arena)));
    if (status == OK && to == STORE_SHARED && !out->is_attached)
        status = add_lines(store, SQL_ATTACH_ALTERS, DB_NO_VALUES, &plan, err);
    out->plan = plan.len > 0 ? arena_text(arena, buf_text(&plan)) : TEXT("");
    buf_finish(&plan);
    return status;
}

/* ── what may be ── */

static enum status check(struct store *store, enum store_attach to, const struct attach_look *look, struct error *err)
{
    if (to == STORE_ALONE)
        return look->is_attached ? OK
                                 : error_set(err, INVALID, "this database is not attached: there is nothing to undo");
    if (store->version > 0 && !look->is_attached)
        return error_set(err, INVALID, "understudy has this database for itself: attach another one, an application's");
    if (look->is_attached && look->oban.attach != to)
        return error_set(err, INVALID,
                         "it is attached in the other way already: understudy migrate --detach comes first");
    return store_oban_check(store, err);
}

/* Before there is a schema of ours nothing is recorded, but Oban's table says what it is. */
static enum status look(struct store *store, enum store_attach to, struct arena *arena, struct attach_look *out,
                        struct error *err)
{
    *out = (struct attach_look){ .plan = TEXT("") };
    enum status status = schema_version(store->db, &store->version, err);
    if (status == OK)
        status = schema_check(store->version, "the database", err);
    if (status == OK)
        status = store->version > 0 ? oban_load(store, err) : oban_find(store, err);
    if (status != OK)
        return status;
    out->oban = store->oban;
    out->is_attached = store->version > 0 && store->oban.attach != STORE_ALONE;
    status = check(store, to, out, err);
    if (status == OK && !out->is_attached)
        status = look_at_movies(store, arena, out, err);
    if (status == OK && !out->is_attached)
        status = look_for_twins(store, arena, out, err);
    return status == OK ? make_plan(store, to, arena, out, err) : status;
}

static enum status apply(struct store *store, enum store_attach to, struct arena *arena, struct attach_look *out,
                         struct error *err)
{
    struct text why;
    enum status status = look(store, to, arena, out, err);
    if (status == OK && to == STORE_SHARED && forbidden(out, &why))
        return error_set(err, INVALID, "placeholders cannot stand in movies: %.*s", TEXT_ARG(why));
    return status == OK && out->plan.len > 0 ? db_script(store->db, arena_z(arena, out->plan), err) : status;
}

/* ── the calls ── */

static enum status open_server(const struct store_options *options, struct store *store, struct error *err)
{
    const struct db_options db_options = { .lock_timeout_ms =
                                               options->lock_timeout_ms > 0 ? options->lock_timeout_ms : 5000,
                                           .statement_timeout_ms = 60000 };
    if (store_dialect_of(options->url) != STORE_POSTGRESQL)
        return error_set(err, INVALID, "an SQLite store has no application beside it: give --database postgres://…");
    return db_pgsql_open(options->url, &db_options, &store->db, err);
}

static enum status run(const struct store_options *options, enum store_attach to, bool writes, struct arena *arena,
                       struct attach_look *out, struct error *err)
{
    struct store store = { 0 };
    enum status status = open_server(options, &store, err);
    if (status == OK)
        status = db_begin(store.db, writes, err);
    if (status == OK)
        status =
            db_settle(store.db, writes ? apply(&store, to, arena, out, err) : look(&store, to, arena, out, err), err);
    db_close(&store.db);
    arena_finish(&store.scratch);
    return status;
}

enum status store_attach_look(const struct store_options *options, enum store_attach to, struct arena *arena,
                              struct attach_look *out, struct error *err)
{
    return run(options, to, false, arena, out, err);
}

enum status store_attach(const struct store_options *options, enum store_attach to, struct arena *arena,
                         struct attach_look *out, struct error *err)
{
    return run(options, to, true, arena, out, err);
}

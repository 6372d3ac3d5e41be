/* Lists and how far they are. */
#include "store/imports.h"

#include "store/store_inside.h"

enum { OUTCOMES_MAX = 16 };

enum status store_import_begin(struct store *store, struct text name, int64_t ids, int64_t now_ms, int64_t *out_id,
                               struct error *err)
{
    struct number id = { 0 };
    arena_reset(&store->scratch);
    enum status status =
        db_run_returning(store->db, SQL_IMPORT_ADD,
                         DB_VALUES(db_text(store_safe_text(store, name)), db_integer(ids), db_time(now_ms)), &id, err);
    if (status == OK)
        *out_id = id.value;
    return status;
}

enum status store_import_ids(struct store *store, int64_t id, const struct wanted *rows, size_t count,
                             struct error *err)
{
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    for (size_t i = 0; i < count && status == OK; i++)
        status = db_run(store->db, SQL_IMPORT_ID_ADD, DB_VALUES(db_integer(id), db_text(rows[i].imdb_id)), err);
    return db_settle(store->db, status, err);
}

static void read_entry(struct db *db, struct arena *arena, struct import_entry *out)
{
    *out = (struct import_entry){ .id = db_column_integer(db, 0),
                                  .name = db_column_text(db, 1, arena),
                                  .ids = db_column_integer(db, 2),
                                  .at_ms = db_column_time(db, 3) };
}

enum status store_imports(struct store *store, int64_t before_id, size_t max, struct arena *arena,
                          struct import_entry **out, size_t *out_count, struct error *err)
{
    struct import_entry *entries = arena_array(arena, max, sizeof *entries);
    struct db *db = store->db;
    size_t count = 0;
    bool row = true;
    enum status status =
        db_query(db, SQL_IMPORTS_LIST, DB_VALUES(db_integer(before_id), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < max)
            read_entry(db, arena, &entries[count++]);
    }
    if (status != OK)
        return status;
    *out = entries;
    *out_count = count;
    return OK;
}

enum status store_import_get(struct store *store, int64_t id, struct arena *arena, struct import_entry *out,
                             struct import_outcome **out_outcomes, size_t *out_count, struct error *err)
{
    struct import_outcome *outcomes = arena_array(arena, OUTCOMES_MAX, sizeof *outcomes);
    struct db *db = store->db;
    size_t count = 0;
    bool row = true;
    enum status status = db_one(db, SQL_IMPORT_GET, DB_VALUES(db_integer(id)), err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "there is no import %lld", (long long)id);
    if (status != OK)
        return status;
    read_entry(db, arena, out);
    db_end(db);
    status = db_query(db, SQL_IMPORT_OUTCOMES, DB_VALUES(db_integer(id)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < OUTCOMES_MAX)
            outcomes[count++] = (struct import_outcome){ db_column_text(db, 0, arena), db_column_integer(db, 1) };
    }
    if (status != OK)
        return status;
    *out_outcomes = outcomes;
    *out_count = count;
    return OK;
}

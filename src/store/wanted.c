/* Ids asked for, and ids that IMDb has merged. */
#include "store/store_inside.h"

enum { REMAPS_FOLLOWED = 5 }; /* IMDb merges a title once, seldom twice; an end in any case */

enum status store_wanted_add(struct store *store, const struct wanted *wanted, struct error *err)
{
    return db_run(store->db, SQL_WANTED_ADD,
                  DB_VALUES(db_text(wanted->imdb_id), db_text(wanted->title), db_number(wanted->year),
                            db_text(wanted->context), db_time(wanted->asked_at_ms)),
                  err);
}

enum status store_wanted_get(struct store *store, struct text imdb_id, struct arena *arena, struct wanted *out,
                             struct error *err)
{
    struct db *db = store->db;
    enum status status = db_one(db, SQL_WANTED_GET, DB_VALUES(db_text(imdb_id)), err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "%.*s was never asked for", TEXT_ARG(imdb_id));
    if (status != OK)
        return status;
    *out = (struct wanted){
        .imdb_id = db_column_text(db, 0, arena),
        .title = db_column_text(db, 1, arena),
        .year = db_column_number(db, 2),
        .context = db_column_text(db, 3, arena),
        .outcome = db_column_text(db, 4, arena),
        .reason = db_column_text(db, 5, arena),
        .asked_at_ms = db_column_time(db, 6),
        .answered_at_ms = db_column_time(db, 7),
    };
    db_end(db);
    return OK;
}

enum status store_remap_get(struct store *store, struct text imdb_id, struct arena *arena, struct text *out_canonical,
                            struct error *err)
{
    struct text id = arena_text(arena, imdb_id);
    enum status status = OK;
    for (int i = 0; i < REMAPS_FOLLOWED && status == OK; i++) {
        status = db_one(store->db, SQL_REMAP_GET, DB_VALUES(db_text(id)), err);
        if (status == OK) {
            id = db_column_text(store->db, 0, arena);
            db_end(store->db);
        }
    }
    if (status != OK && status != NOT_FOUND)
        return status;
    *out_canonical = id;
    return OK;
}

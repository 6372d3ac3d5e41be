/* Kept answers out of the store. */
#include "store/kept.h"

#include "store/packed.h"

/* One row, its bytes packed; the columns are those of all three statements. */
static enum status read_row(struct store *store, enum statement statement, struct db_values values, struct arena *arena,
                            struct kept_answer *out, bool *out_good, struct error *err)
{
    struct db *db = store->db;
    enum status status = db_one(db, statement, values, err);
    if (status != OK)
        return status;
    struct kept_answer kept = { .id = db_column_integer(db, 0),
                                .source = db_column_text(db, 1, arena),
                                .operation = db_column_text(db, 2, arena),
                                .imdb_id = db_column_text(db, 3, arena),
                                .url = db_column_text(db, 4, arena),
                                .http_status = (int)db_column_integer(db, 5),
                                .content_type = db_column_text(db, 6, arena),
                                .fetched_at_ms = db_column_time(db, 7),
                                .sha256 = db_column_text(db, 8, arena) };
    struct text packed = db_column_text(db, 9, &store->scratch);
    int64_t bytes = db_column_integer(db, 10);
    db_end(db);
    *out_good = packed_open(packed, bytes, kept.sha256, arena, &kept.body);
    *out = kept;
    return OK;
}

/* source NULL: the next one of any. */
static enum status walk(struct store *store, const char *source, int64_t from_id, struct arena *arena,
                        struct kept_answer *out, size_t *out_damaged, struct error *err)
{
    struct kept_answer kept = { .id = from_id };
    size_t damaged = 0;
    bool good = false;
    enum status status = OK;
    while (status == OK && !good) {
        arena_reset(&store->scratch);
        status = source != NULL
                     ? read_row(store, SQL_KEPT_BEFORE, DB_VALUES(db_integer(kept.id), db_text_z(source)), arena, &kept,
                                &good, err)
                     : read_row(store, SQL_KEPT_NEXT, DB_VALUES(db_integer(kept.id)), arena, &kept, &good, err);
        damaged += status == OK && !good;
    }
    *out_damaged += damaged;
    if (status == OK)
        *out = kept;
    return status;
}

enum status store_kept_next(struct store *store, int64_t after_id, struct arena *arena, struct kept_answer *out,
                            size_t *out_damaged, struct error *err)
{
    return walk(store, NULL, after_id, arena, out, out_damaged, err);
}

enum status store_kept_before(struct store *store, const char *source, int64_t before_id, struct arena *arena,
                              struct kept_answer *out, size_t *out_damaged, struct error *err)
{
    return walk(store, source, before_id, arena, out, out_damaged, err);
}

enum status store_kept_find(struct store *store, const char *source, struct text imdb_id, struct text sha256,
                            struct arena *arena, struct kept_answer *out, struct error *err)
{
    struct kept_answer kept;
    bool good = false;
    arena_reset(&store->scratch);
    enum status status =
        text_known(sha256)
            ? read_row(store, SQL_KEPT_NAMED, DB_VALUES(db_text(sha256), db_text_z(source)), arena, &kept, &good, err)
            : read_row(store, SQL_KEPT_NEWEST, DB_VALUES(db_text(imdb_id), db_text_z(source)), arena, &kept, &good,
                       err);
    if (status == OK && !good)
        return error_set(err, NOT_FOUND, "the kept answer of %s for %.*s is damaged", source, TEXT_ARG(imdb_id));
    if (status == OK)
        *out = kept;
    return status;
}

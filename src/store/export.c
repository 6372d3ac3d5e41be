/* Films out of the store, page by page. */
#include "store/export.h"

#include "store/store_inside.h"

static enum status query_ids(struct db *db, const struct export_filter *filter, int64_t after_id, size_t max,
                             struct error *err)
{
    struct db_value after = db_integer(after_id), limit = db_integer((int64_t)max), statuses[EXPORT_STATUSES_MAX];
    if (filter->status_count == 0)
        return db_query(db, SQL_EXPORT_ALL, DB_VALUES(after, limit), err);
    for (size_t i = 0; i < EXPORT_STATUSES_MAX; i++)
        statuses[i] = db_text(filter->statuses[i]);
    return db_query(db, SQL_EXPORT_STATUS, DB_VALUES(after, limit, statuses[0], statuses[1], statuses[2], statuses[3]),
                    err);
}

static enum status read_page(struct store *store, const struct export_filter *filter, int64_t after_id, size_t max,
                             struct arena *arena, struct export_page *page, struct error *err)
{
    struct db *db = store->db;
    int64_t *ids = arena_array(arena, max, sizeof *ids);
    size_t count = 0;
    bool row = true;
    enum status status = query_ids(db, filter, after_id, max, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < max)
            ids[count++] = db_column_integer(db, 0);
    }
    page->at = arena_array(arena, count, sizeof *page->at);
    for (size_t i = 0; i < count && status == OK; i++) {
        status = movie_read_by_id(store, ids[i], arena, &page->at[page->count], err);
        page->count += status == OK;
        page->last_id = ids[i];
    }
    return status;
}

enum status store_export_next(struct store *store, const struct export_filter *filter, int64_t after_id, size_t max,
                              struct arena *arena, struct export_page *out, struct error *err)
{
    struct export_page page = { .last_id = after_id };
    enum status status = db_begin(store->db, false, err); /* ids and rows of one moment */
    if (status != OK)
        return status;
    status = db_settle(store->db, read_page(store, filter, after_id, max, arena, &page, err), err);
    if (status == OK)
        *out = page;
    return status;
}

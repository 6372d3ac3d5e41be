/* Films to be added at TMDb by a person. */
#include "store/contributions.h"

#include "store/store_inside.h"

enum { SCHEMA_WITH_CONTRIBUTIONS = 3 };

static enum status read_offer(struct store *store, size_t max, struct arena *arena, struct offered_film *films,
                              size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    int64_t *ids = arena_array(arena, max, sizeof *ids);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_CONTRIBUTIONS_OFFER, DB_VALUES(db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row || count == max)
            continue;
        ids[count] = db_column_integer(db, 0);
        films[count++].contributed_at_ms = db_column_time(db, 1);
    }
    for (size_t i = 0; i < count && status == OK; i++)
        status = movie_read_by_id(store, ids[i], arena, &films[i].film, err);
    *out_count = count;
    return status;
}

enum status store_contributions_offer(struct store *store, size_t max, struct arena *arena, struct offered_film **out,
                                      size_t *out_count, struct error *err)
{
    struct offered_film *films = arena_array(arena, max, sizeof *films);
    size_t count = 0;
    enum status status = db_begin(store->db, false, err);
    if (status != OK)
        return status;
    status = db_settle(store->db, read_offer(store, max, arena, films, &count, err), err);
    if (status != OK)
        return status;
    *out = films;
    *out_count = count;
    return OK;
}

enum status store_contribution_add(struct store *store, struct text imdb_id, int64_t now_ms, int64_t next_try_ms,
                                   bool *out_done, struct error *err)
{
    struct number done = { 0 };
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    status = db_run_returning(store->db, SQL_CONTRIBUTION_HASTEN,
                              DB_VALUES(db_text(imdb_id), db_time(next_try_ms), only_ours(store)), &done, err);
    if (status == OK && done.known)
        status = db_run(store->db, SQL_CONTRIBUTION_ADD, DB_VALUES(db_text(imdb_id), db_time(now_ms)), err);
    status = db_settle(store->db, status, err);
    if (status == OK)
        *out_done = done.known;
    return status;
}

enum status store_contribution_get(struct store *store, struct text imdb_id, int64_t *out_at_ms, struct error *err)
{
    if (store->version < SCHEMA_WITH_CONTRIBUTIONS) { /* opened to look */
        *out_at_ms = 0;
        return OK;
    }
    enum status status = db_one(store->db, SQL_CONTRIBUTION_GET, DB_VALUES(db_text(imdb_id)), err);
    if (status == NOT_FOUND) {
        *out_at_ms = 0;
        return OK;
    }
    if (status != OK)
        return status;
    *out_at_ms = db_column_time(store->db, 0);
    db_end(store->db);
    return OK;
}

/* Answers that are kept: found again, so that nobody is asked twice. */
#include "base/buf.h"
#include "base/zstandard.h"
#include "store/store_inside.h"

static enum status unpack(struct text packed, int64_t bytes, struct arena *arena, struct text *out, struct error *err)
{
    struct buf body = BUF_WITH_LIMIT(bytes > 0 ? (size_t)bytes : 0);
    enum status status = zstandard_unpack(packed, &body, err);
    if (status == OK)
        *out = arena_text(arena, buf_text(&body));
    buf_finish(&body);
    return status;
}

enum status store_answer_find(struct store *store, const struct answer_query *query, struct arena *arena,
                              struct kept_answer *out, struct error *err)
{
    struct db *db = store->db;
    arena_reset(&store->scratch);
    enum status status =
        db_one(db, SQL_ANSWER_FIND,
               DB_VALUES(db_text_z(query->source), db_text_z(query->operation), db_text(query->imdb_id),
                         db_text(query->url), db_time(query->after_ms), db_time(query->until_ms)),
               err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "no answer about %.*s is kept", TEXT_ARG(query->imdb_id));
    if (status != OK)
        return status;
    struct kept_answer kept = {
        .http_status = (int)db_column_integer(db, 0),
        .content_type = db_column_text(db, 1, arena),
        .url = db_column_text(db, 2, arena),
        .fetched_at_ms = db_column_time(db, 3),
        .sha256 = db_column_text(db, 4, arena),
    };
    struct text packed = db_column_text(db, 5, &store->scratch);
    int64_t bytes = db_column_integer(db, 6);
    db_end(db);
    if (unpack(packed, bytes, arena, &kept.body, err) != OK) /* damaged: as if it were not there */
        return error_set(err, NOT_FOUND, "the kept answer about %.*s is damaged", TEXT_ARG(query->imdb_id));
    *out = kept;
    return OK;
}

/* One film's traces. */
#include "store/traces.h"

#include "base/buf.h"
#include "base/digest.h"
#include "store/store_inside.h"

enum status store_film_calls(struct store *store, struct text imdb_id, struct arena *arena, struct trace_call **out,
                             size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct trace_call *rows = arena_array(arena, TRACES_MAX, sizeof *rows);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_FILM_CALLS, DB_VALUES(db_text(imdb_id), db_integer(TRACES_MAX)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < TRACES_MAX)
            rows[count++] = (struct trace_call){ .source = db_column_text(db, 0, arena),
                                                 .operation = db_column_text(db, 1, arena),
                                                 .success = db_column_integer(db, 2) != 0,
                                                 .error_type = db_column_text(db, 3, arena),
                                                 .error_message = db_column_text(db, 4, arena),
                                                 .ms = db_column_number(db, 5),
                                                 .at_ms = db_column_time(db, 6) };
    }
    *out = rows;
    *out_count = count;
    return status;
}

enum status store_film_answers(struct store *store, struct text imdb_id, struct arena *arena, struct trace_answer **out,
                               size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct trace_answer *rows = arena_array(arena, TRACES_MAX, sizeof *rows);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_FILM_ANSWERS, DB_VALUES(db_text(imdb_id), db_integer(TRACES_MAX)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < TRACES_MAX)
            rows[count++] = (struct trace_answer){ .source = db_column_text(db, 0, arena),
                                                   .operation = db_column_text(db, 1, arena),
                                                   .url = db_column_text(db, 2, arena),
                                                   .content_type = db_column_text(db, 3, arena),
                                                   .http_status = db_column_number(db, 4),
                                                   .at_ms = db_column_time(db, 5),
                                                   .sha256 = db_column_text(db, 6, arena),
                                                   .bytes = db_column_number(db, 7) };
    }
    *out = rows;
    *out_count = count;
    return status;
}

enum status store_answer_bytes(struct store *store, struct text sha256, size_t max, struct arena *arena,
                               struct text *out, struct error *err)
{
    char hex[DIGEST_HEX_BYTES];
    struct error ignored;
    enum status status = db_one(store->db, SQL_ANSWER_BYTES, DB_VALUES(db_text(sha256)), err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "these bytes are not kept");
    if (status != OK)
        return status;
    int64_t bytes = db_column_integer(store->db, 1);
    struct text packed = db_column_text(store->db, 0, arena);
    db_end(store->db);
    if (bytes < 0 || (uint64_t)bytes > max)
        return error_set(err, INVALID, "%lld bytes are too many to show; at most %zu", (long long)bytes, max);
    struct buf body = BUF_WITH_LIMIT((size_t)bytes);
    bool good =
        zstandard_unpack(packed, &body, &ignored) == OK && text_is(sha256, digest_sha256_hex(buf_text(&body), hex));
    if (good)
        *out = body.len > 0 ? arena_text(arena, buf_text(&body)) : TEXT("");
    buf_finish(&body);
    return good ? OK : error_set(err, INVALID, "the bytes kept under this name are damaged");
}

enum status store_undecided(struct store *store, struct text after, size_t max, struct arena *arena, struct texts *out,
                            struct error *err)
{
    struct texts got = { .at = arena_array(arena, max, sizeof *got.at) };
    bool row = true;
    enum status status = db_query(store->db, SQL_UNDECIDED, DB_VALUES(db_text(after), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && got.count < max)
            got.at[got.count++] = db_column_text(store->db, 0, arena);
    }
    *out = got;
    return status;
}

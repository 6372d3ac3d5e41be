/* What has been kept long enough goes, a few hundred rows a transaction: the write lock is everybody's. */
#include "store/retention.h"

#include "store/store_inside.h"

enum { BATCH_ROWS = 500, METRICS_ROWS = 2000 }; /* metrics are small, and nothing hangs on them */

/* ── for those who take fetches away ── */

enum status answers_release(struct store *store, enum statement statement, struct db_values values,
                            struct released *counts, struct error *err)
{
    struct db *db = store->db;
    bool row = true;
    size_t size = 0, count = 0;
    struct text *names = NULL; /* in the arena: grows by doubling */
    enum status status = db_query(db, statement, values, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row)
            break;
        counts->fetches++;
        if (count == size) {
            struct text *longer = arena_array(&store->scratch, size > 0 ? size * 2 : 512, sizeof *longer);
            for (size_t i = 0; i < count; i++)
                longer[i] = names[i];
            names = longer;
            size = size > 0 ? size * 2 : 512;
        }
        names[count] = db_column_text(db, 0, &store->scratch);
        count += text_known(names[count]);
    }
    for (size_t i = 0; i < count && status == OK; i++) {
        struct number gone = { 0 };
        status = db_run_returning(db, SQL_ANSWER_RELEASE, DB_VALUES(db_text(names[i])), &gone, err);
        counts->answers += gone.known;
    }
    return status;
}

enum status rows_changed(struct db *db, enum statement statement, struct db_values values, size_t *count,
                         struct error *err)
{
    bool row = true;
    enum status status = db_query(db, statement, values, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        *count += status == OK && row;
    }
    return status;
}

/* ── by age ── */

static enum status expire_answers(struct store *store, const char *source, int64_t before_ms, struct released *gone,
                                  struct error *err)
{
    struct db_value name = db_text_z(source), most = db_integer(BATCH_ROWS);
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    status = answers_release(store, SQL_FETCHES_EXPIRE, DB_VALUES(name, db_time(before_ms), most), gone, err);
    if (status == OK)
        status = answers_release(store, SQL_CACHE_EXPIRE, DB_VALUES(name, db_integer(before_ms), most), gone, err);
    return db_settle(store->db, status, err);
}

enum status store_expire_answers(struct store *store, const char *source, int64_t before_ms,
                                 struct retention_counts *counts, bool *out_more, struct error *err)
{
    struct released gone = { 0 };
    db_set_durable(store->db, false); /* what comes back with a power failure goes the next time */
    enum status status = expire_answers(store, source, before_ms, &gone, err);
    db_set_durable(store->db, true);
    if (status != OK)
        return status;
    counts->fetches += gone.fetches;
    counts->answers += gone.answers;
    *out_more = gone.fetches >= BATCH_ROWS;
    return OK;
}

enum status store_expire_metrics(struct store *store, int64_t before_ms, struct retention_counts *counts,
                                 bool *out_more, struct error *err)
{
    size_t gone = 0; /* a statement is a transaction of its own */
    db_set_durable(store->db, false);
    enum status status = rows_changed(store->db, SQL_METRICS_EXPIRE,
                                      DB_VALUES(db_time(before_ms), db_integer(METRICS_ROWS)), &gone, err);
    db_set_durable(store->db, true);
    if (status != OK)
        return status;
    counts->metrics += gone;
    *out_more = gone == METRICS_ROWS;
    return OK;
}

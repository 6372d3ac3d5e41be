/* Jobs, looked at. */
#include "store/jobs_look.h"

#include "store/store_inside.h"

enum { SCHEMA_WITH_JOBS = 3 };

static void read_row(struct db *db, struct arena *arena, struct job_row *out)
{
    *out = (struct job_row){
        .id = db_column_integer(db, 0),
        .state = db_column_text(db, 1, arena),
        .queue = db_column_text(db, 2, arena),
        .worker = db_column_text(db, 3, arena),
        .args = db_column_text(db, 4, arena),
        .meta = db_column_text(db, 5, arena),
        .errors = db_column_text(db, 6, arena),
        .attempt = db_column_integer(db, 7),
        .max_attempts = db_column_integer(db, 8),
        .priority = db_column_integer(db, 9),
        .inserted_at_ms = db_column_time(db, 10),
        .scheduled_at_ms = db_column_time(db, 11),
        .attempted_at_ms = db_column_time(db, 12),
        .completed_at_ms = db_column_time(db, 13),
        .cancelled_at_ms = db_column_time(db, 14),
        .discarded_at_ms = db_column_time(db, 15),
    };
}

/* The rows of a query, as far as there is room. */
static enum status read_rows(struct db *db, enum status status, size_t max, struct arena *arena, struct job_row **out,
                             size_t *out_count, struct error *err)
{
    struct job_row *rows = arena_array(arena, max, sizeof *rows);
    size_t count = 0;
    bool row = true;
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < max)
            read_row(db, arena, &rows[count++]);
    }
    if (status != OK)
        return status;
    *out = rows;
    *out_count = count;
    return OK;
}

enum status store_jobs_list(struct store *store, const struct jobs_page *page, struct arena *arena,
                            struct job_row **out, size_t *out_count, struct error *err)
{
    enum status status = db_query(store->db, SQL_JOBS_LIST,
                                  DB_VALUES(db_integer(page->before_id), db_text(page->state), db_text(page->queue),
                                            db_text(page->worker), db_integer((int64_t)page->max)),
                                  err);
    return read_rows(store->db, status, page->max, arena, out, out_count, err);
}

enum status store_jobs_of_film(struct store *store, struct text imdb_id, size_t max, struct arena *arena,
                               struct job_row **out, size_t *out_count, struct error *err)
{
    *out = NULL;
    *out_count = 0;
    if (store->version < SCHEMA_WITH_JOBS)
        return OK;
    enum status status =
        db_query(store->db, SQL_JOBS_OF_FILM, DB_VALUES(db_text(imdb_id), db_integer((int64_t)max)), err);
    return read_rows(store->db, status, max, arena, out, out_count, err);
}

static enum status get(struct store *store, enum statement statement, struct db_values key, struct arena *arena,
                       struct job_row *out, struct error *err)
{
    enum status status = db_one(store->db, statement, key, err);
    if (status == OK) {
        read_row(store->db, arena, out);
        db_end(store->db);
    }
    return status;
}

enum status store_job_get(struct store *store, int64_t id, struct arena *arena, struct job_row *out, struct error *err)
{
    enum status status = get(store, SQL_JOB_GET, DB_VALUES(db_integer(id)), arena, out, err);
    return status == NOT_FOUND ? error_set(err, NOT_FOUND, "there is no job %lld", (long long)id) : status;
}

enum status store_job_of_film(struct store *store, struct text imdb_id, const char *worker, struct arena *arena,
                              struct job_row *out, struct error *err)
{
    enum status status = get(store, SQL_JOB_OF_FILM, DB_VALUES(db_text(imdb_id), db_text_z(worker)), arena, out, err);
    return status == NOT_FOUND ? error_set(err, NOT_FOUND, "there is no job for %.*s", TEXT_ARG(imdb_id)) : status;
}

/* The change, or why there is none. */
static enum status change(struct store *store, enum statement statement, int64_t id, int64_t now_ms, struct error *err)
{
    struct job_row row = { 0 };
    struct number done = { 0 };
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    status = db_run_returning(store->db, statement,
                              DB_VALUES(db_integer(id), db_text(job_time(now_ms, &store->scratch))), &done, err);
    if (status == OK && !done.known) {
        status = store_job_get(store, id, &store->scratch, &row, err);
        if (status == OK)
            status = error_set(err, INVALID, "job %lld is %.*s", (long long)id, TEXT_ARG(row.state));
    }
    return db_settle(store->db, status, err);
}

enum status store_job_cancel(struct store *store, int64_t id, int64_t now_ms, struct error *err)
{
    return change(store, SQL_JOB_STOP, id, now_ms, err);
}

enum status store_job_retry(struct store *store, int64_t id, int64_t now_ms, struct error *err)
{
    return change(store, SQL_JOB_AGAIN, id, now_ms, err);
}

enum status store_job_hasten(struct store *store, struct text imdb_id, const char *worker, struct error *err)
{
    return db_run(store->db, SQL_JOB_HASTEN, DB_VALUES(db_text(imdb_id), db_text_z(worker)), err);
}

/* Many ids into `wanted`, and another program's jobs read. */
#include "store/wanted_import.h"

#include "model/context.h"
#include "store/store_inside.h"

static enum status fill(struct store *store, const struct wanted *row, struct wanted_batch *batch, struct error *err)
{
    struct db *db = store->db; /* stands on the row */
    struct arena *arena = &store->scratch;
    const struct wanted old = { .title = db_column_text(db, 1, arena),
                                .year = db_column_number(db, 2),
                                .context = db_column_text(db, 3, arena) };
    struct text title = text_known(old.title) ? old.title : row->title, context;
    struct number year = old.year.known ? old.year : row->year;
    enum context_change change = context_merge(old.context, row->context, arena, &context);
    db_end(db);
    if (change == CONTEXT_FULL)
        batch->overfull++;
    if (change != CONTEXT_GREW && text_known(title) == text_known(old.title) && year.known == old.year.known)
        return OK;
    batch->filled++;
    if (batch->look_only)
        return OK;
    return db_run(db, SQL_WANTED_FILL,
                  DB_VALUES(db_text(row->imdb_id), db_text(title), db_number(year), db_text(context)), err);
}

static enum status import_one(struct store *store, const struct wanted *row, struct wanted_batch *batch,
                              enum wanted_state *out_state, struct error *err)
{
    enum status status = db_one(store->db, SQL_WANTED_GET, DB_VALUES(db_text(row->imdb_id)), err);
    arena_reset(&store->scratch);
    if (status == OK) {
        *out_state = text_known(db_column_text(store->db, 4, &store->scratch)) ? WANTED_ANSWERED : WANTED_WAITING;
        return fill(store, row, batch, err);
    }
    if (status != NOT_FOUND)
        return status;
    *out_state = WANTED_NEW;
    if (batch->look_only)
        return OK;
    status = store_wanted_add(store, row, err);
    if (status != OK || batch->job == NULL)
        return status;
    bool added;
    struct job_new job = *batch->job;
    job.imdb_id = row->imdb_id;
    job.args = job_film_args(row->imdb_id, "import", &store->scratch);
    return job_insert(store, &job, &added, err);
}

/* What jobs bring with them are single films, and jobs are many: they do not wait for each other. */
static enum status begin(struct store *store, const struct wanted_batch *batch, struct error *err)
{
    enum { FEW = 16 };
    struct text ids[FEW];
    struct texts keys = { ids, batch->count };
    if (batch->look_only || batch->count > FEW)
        return db_begin(store->db, !batch->look_only, err);
    for (size_t i = 0; i < batch->count; i++)
        ids[i] = batch->rows[i].imdb_id;
    return db_begin_beside(store->db, &keys, err);
}

enum status store_wanted_import(struct store *store, struct wanted_batch *batch, struct error *err)
{
    enum status status = begin(store, batch, err);
    if (status != OK)
        return status;
    batch->filled = batch->overfull = 0;
    for (size_t i = 0; i < batch->count && status == OK; i++)
        status = import_one(store, &batch->rows[i], batch, &batch->states[i], err);
    return db_settle(store->db, status, err);
}

enum status store_oban_unmatched(struct store *store, int64_t after_id, size_t max, struct arena *arena,
                                 struct oban_job **out, size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct number exists = { 0 };
    size_t count = 0;
    bool row = true;
    enum status status = db_run_returning(db, SQL_OBAN_EXISTS, DB_NO_VALUES, &exists, err);
    if (status == OK && exists.value == 0)
        return error_set(err, NOT_FOUND, "the database has no table oban_jobs: give the application's database");
    struct oban_job *jobs = arena_array(arena, max, sizeof *jobs);
    if (status == OK)
        status = db_query(db, SQL_OBAN_UNMATCHED, DB_VALUES(db_integer(after_id), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < max)
            jobs[count++] = (struct oban_job){ db_column_integer(db, 0), db_column_text(db, 1, arena),
                                               db_column_text(db, 2, arena) };
    }
    if (status != OK)
        return status;
    *out = jobs;
    *out_count = count;
    return OK;
}

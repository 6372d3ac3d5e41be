/* The queue's duties, its pauses, and the films that are due. */
#include "base/clock.h"
#include "model/json_build.h"
#include "store/due.h"
#include "store/store_inside.h"

/* No schedule of ours reaches further: Oban's last backoff is 2^20 seconds. */
#define FAR_AHEAD_MS (30 * CLOCK_DAY_MS)

/* ── duties ── */

enum status store_jobs_stage(struct store *store, const struct job_duty *duty, size_t *out_count, struct error *err)
{
    struct arena *arena = &store->scratch;
    arena_reset(arena);
    *out_count = 0;
    return rows_changed(store->db, SQL_JOBS_STAGE,
                        DB_VALUES(db_text(job_time(duty->now_ms, arena)),
                                  db_text(job_time(duty->now_ms + FAR_AHEAD_MS, arena)), db_text(duty->workers)),
                        out_count, err);
}

enum status store_jobs_rescue(struct store *store, const struct job_duty *duty, size_t *out_count, struct error *err)
{
    struct arena *arena = &store->scratch;
    arena_reset(arena);
    *out_count = 0;
    return rows_changed(store->db, SQL_JOBS_RESCUE,
                        DB_VALUES(db_text(job_time(duty->now_ms - duty->rescue_after_ms, arena)),
                                  db_text(job_time(duty->now_ms + duty->rescue_after_ms, arena)),
                                  db_text(job_time(duty->now_ms, arena))),
                        out_count, err);
}

enum status store_jobs_prune(struct store *store, int64_t before_ms, size_t *out_count, struct error *err)
{
    arena_reset(&store->scratch);
    *out_count = 0;
    return rows_changed(store->db, SQL_JOBS_PRUNE,
                        DB_VALUES(db_text(job_time(before_ms, &store->scratch)), db_integer(JOBS_PRUNED_MAX)),
                        out_count, err);
}

enum status store_jobs_settle_answered(struct store *store, const char *worker, int64_t now_ms, struct error *err)
{
    size_t settled = 0;
    arena_reset(&store->scratch);
    return rows_changed(store->db, SQL_JOBS_SETTLE_ANSWERED,
                        DB_VALUES(db_text_z(worker), db_text(job_time(now_ms, &store->scratch))), &settled, err);
}

/* ── cron ── */

/* The number of the period that `ms` lies in. */
static int64_t period_of(const struct job_cron *cron, int64_t ms)
{
    return (ms - cron->aligned_ms) / cron->period_ms;
}

static enum status is_time(struct store *store, const struct job_cron *cron, bool *out, struct error *err)
{
    int64_t now_ms = cron->job.now_ms, last_ms = 0;
    enum status status = db_one(store->db, SQL_CRON_GET, DB_VALUES(db_text_z(cron->name)), err);
    if (status == OK) {
        last_ms = db_column_time(store->db, 0);
        db_end(store->db);
    }
    if (status != OK && status != NOT_FOUND)
        return status;
    /* Not yet; a last time that lies ahead is another clock's. */
    *out = cron->at_once || last_ms == 0 || last_ms > now_ms + cron->period_ms ||
           period_of(cron, last_ms) < period_of(cron, now_ms);
    return OK;
}

static enum status run_cron(struct store *store, const struct job_cron *cron, bool *out_added, struct error *err)
{
    bool due = false;
    enum status status = is_time(store, cron, &due, err); /* still: another may have come first */
    if (status == OK && due)
        status = job_insert(store, &cron->job, out_added, err);
    return status == OK && due
               ? db_run(store->db, SQL_CRON_SET, DB_VALUES(db_text_z(cron->name), db_time(cron->job.now_ms)), err)
               : status;
}

enum status store_job_cron(struct store *store, const struct job_cron *cron, bool *out_added, struct error *err)
{
    bool due = false;
    *out_added = false;
    arena_reset(&store->scratch);
    enum status status = is_time(store, cron, &due, err);
    if (status != OK || !due)
        return status;
    status = db_begin(store->db, true, err);
    return status == OK ? db_settle(store->db, run_cron(store, cron, out_added, err), err) : status;
}

/* ── queues ── */

enum status store_jobs_count(struct store *store, struct arena *arena, struct queue_count **out, size_t *out_count,
                             struct error *err)
{
    enum { COUNTS_MAX = 400 };
    struct queue_count *counts = arena_array(arena, COUNTS_MAX, sizeof *counts);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(store->db, SQL_JOBS_COUNT, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && count < COUNTS_MAX)
            counts[count++] =
                (struct queue_count){ db_column_text(store->db, 0, arena), db_column_text(store->db, 1, arena),
                                      db_column_integer(store->db, 2) };
    }
    if (status == OK) {
        *out = counts;
        *out_count = count;
    }
    return status;
}

enum status store_queue_pause(struct store *store, struct text queue, bool paused, int64_t now_ms, struct error *err)
{
    return db_run(store->db, SQL_QUEUE_PAUSE,
                  DB_VALUES(db_text(oban_queue(store, queue)), db_flag(paused), db_time(now_ms)), err);
}

enum status store_queues_paused(struct store *store, struct arena *arena, struct texts *out, struct error *err)
{
    enum { QUEUES_MAX = 64 };
    struct texts paused = { arena_array(arena, QUEUES_MAX, sizeof *paused.at), 0 };
    bool row = true;
    enum status status = db_query(store->db, SQL_QUEUES_PAUSED, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && paused.count < QUEUES_MAX)
            paused.at[paused.count++] = db_column_text(store->db, 0, arena);
    }
    if (status == OK)
        *out = paused;
    return status;
}

/* ── what is due ── */

enum status store_due(struct store *store, const struct due_page *page, struct arena *arena, struct due_film **out,
                      size_t *out_count, struct error *err)
{
    static const enum statement statements[][2] = {
        [DUE_FOR_RETRY] = { SQL_DUE_PLACEHOLDERS, SQL_DUE_PLACEHOLDERS_AHEAD },
        [DUE_FOR_REFRESH] = { SQL_DUE_REFRESH, SQL_DUE_REFRESH_AHEAD },
        [DUE_WITHOUT_ANSWER] = { SQL_DUE_WANTED, SQL_DUE_WANTED_AHEAD },
    };
    const struct due_film *after = &page->after;
    struct text after_id = text_known(after->imdb_id) ? after->imdb_id : TEXT("");
    struct due_film *films = arena_array(arena, page->max, sizeof *films);
    struct db_value after_at;
    size_t count = 0;
    bool row = true;
    enum status status = instant_of_cursor(store, after->at, &after_at, err);
    bool of_films = page->kind != DUE_WITHOUT_ANSWER;
    const struct db_value values[] = { after_at, of_films ? db_integer(after->row) : db_text(after_id),
                                       db_time(page->until_ms), db_integer((int64_t)page->max), only_ours(store) };
    const struct db_values all = { values, COUNT_OF(values) - !of_films };
    if (status == OK)
        status = db_query(store->db, statements[page->kind][page->ahead], all, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && count < page->max)
            films[count++] = (struct due_film){ db_column_text(store->db, 0, arena),
                                                db_column_text(store->db, 1, arena), db_column_integer(store->db, 2) };
    }
    if (status == OK) {
        *out = films;
        *out_count = count;
    }
    return status;
}

struct text job_film_args(struct text imdb_id, const char *source, struct arena *arena)
{
    json_t *args = json_new_object();
    json_put_text(args, "imdb_id", imdb_id);
    json_put_text(args, "source", text_of(source));
    return json_finished(args, arena);
}

static enum status insert_due(struct store *store, const struct due_jobs *jobs, size_t *out_added, struct error *err)
{
    enum status status = OK;
    bool added = false;
    for (size_t i = 0; i < jobs->count && status == OK; i++) {
        struct job_new job = jobs->job;
        job.imdb_id = jobs->films[i].imdb_id;
        job.args = job_film_args(job.imdb_id, jobs->source, &store->scratch);
        status = job_insert(store, &job, &added, err);
        *out_added += status == OK && added;
    }
    if (status == OK && jobs->follow != NULL)
        status = job_insert(store, jobs->follow, &added, err);
    return status == OK && jobs->ack != NULL ? job_acknowledge(store, jobs->ack, err) : status;
}

enum status store_due_insert(struct store *store, const struct due_jobs *jobs, size_t *out_added, struct error *err)
{
    *out_added = 0;
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    return status == OK ? db_settle(store->db, insert_due(store, jobs, out_added, err), err) : status;
}

/* Jobs: claimed, ended, inserted. */
#include "store/jobs.h"

#include "base/clock.h"
#include "extract/json_cursor.h"
#include "model/json_build.h"
#include "store/store_inside.h"

#include <assert.h>
#include <stdlib.h>

enum { NAME_BYTES_MAX = 127 }; /* Oban's checks queue_length and worker_length */

struct text job_time(int64_t wall_ms, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    int64_t part_ms = wall_ms % CLOCK_SECOND_MS;
    return arena_printf(arena, "%.19s.%03d000Z", clock_iso(wall_ms, iso), (int)(part_ms < 0 ? 0 : part_ms));
}

/* ── the end of a run ── */

/* One element of `errors`: exactly Oban's three keys. */
static struct text error_element(struct store *store, const struct job_ack *ack)
{
    json_t *element = json_new_object();
    json_put_integer(element, "attempt", ack->fence.attempt);
    json_put_text(element, "at", job_time(ack->now_ms, &store->scratch));
    json_put_text(element, "error", store_safe_text(store, ack->error));
    return json_finished(element, &store->scratch);
}

enum status job_acknowledge(struct store *store, const struct job_ack *ack, struct error *err)
{
    struct arena *arena = &store->scratch;
    struct db *db = store->db;
    struct number done = { 0 };
    struct db_value id = db_integer(ack->fence.id), attempt = db_integer(ack->fence.attempt),
                    producer = db_text(ack->fence.producer), now = db_text(job_time(ack->now_ms, arena)),
                    at = db_text(job_time(ack->at_ms, arena));
    enum status status = BROKEN;
    switch (ack->end) {
    case JOB_COMPLETE:
        status = db_run_returning(db, SQL_JOB_COMPLETE, DB_VALUES(id, attempt, producer, now), &done, err);
        break;
    case JOB_RETRY:
        status =
            db_run_returning(db, SQL_JOB_RETRY,
                             DB_VALUES(id, attempt, producer, now, db_text(error_element(store, ack)), at), &done, err);
        break;
    case JOB_SNOOZE:
        status = db_run_returning(db, SQL_JOB_SNOOZE, DB_VALUES(id, attempt, producer, at), &done, err);
        break;
    case JOB_CANCEL:
        status = db_run_returning(
            db, SQL_JOB_CANCEL, DB_VALUES(id, attempt, producer, now, db_text(error_element(store, ack))), &done, err);
        break;
    case JOB_GIVE_BACK:
        status = db_run_returning(db, SQL_JOB_GIVE_BACK, DB_VALUES(id, attempt, producer), &done, err);
        break;
    case JOB_BEAT:
        status = db_run_returning(db, SQL_JOB_BEAT, DB_VALUES(id, attempt, producer, now), &done, err);
        break;
    }
    if (status == OK && !done.known)
        return error_set(err, NOT_FOUND, "job %lld is no longer ours: it was rescued, cancelled or deleted",
                         (long long)ack->fence.id);
    return status;
}

enum status store_job_acknowledge(struct store *store, const struct job_ack *ack, struct error *err)
{
    arena_reset(&store->scratch);
    if (db_dialect(store->db) ==
        STORE_POSTGRESQL) /* one statement with a fence: it need not wait for who else writes */
        return job_acknowledge(store, ack, err);
    enum status status = store_begin(store, true, err);
    return status == OK ? store_settle(store, job_acknowledge(store, ack, err), err) : status;
}

/* ── claiming ── */

static int compare_jobs(const void *a, const void *b)
{
    const struct job *x = a, *y = b;
    int time = text_compare(x->scheduled_at, y->scheduled_at);
    if (x->priority != y->priority)
        return x->priority < y->priority ? -1 : 1;
    if (time != 0)
        return time;
    return x->fence.id < y->fence.id ? -1 : x->fence.id > y->fence.id;
}

enum status store_jobs_claim(struct store *store, const struct job_claim *claim, struct arena *arena, struct job **out,
                             size_t *out_count, struct error *err)
{
    struct job *jobs = arena_array(arena, claim->max, sizeof *jobs);
    struct db *db = store->db;
    size_t count = 0;
    bool row = true;
    arena_reset(&store->scratch);
    struct text queue = claim->is_theirs ? claim->queue : oban_queue(store, claim->queue);
    enum status status =
        db_query(db, claim->is_theirs ? SQL_JOBS_CLAIM_THEIRS : SQL_JOBS_CLAIM,
                 DB_VALUES(db_text(queue), db_text(job_time(claim->now_ms, &store->scratch)), db_text(claim->node),
                           db_text(claim->producer), db_text(claim->workers), db_integer((int64_t)claim->max)),
                 err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row || count == claim->max)
            continue;
        jobs[count++] = (struct job){
            .fence = { db_column_integer(db, 0), db_column_integer(db, 4), claim->producer },
            .worker = db_column_text(db, 1, arena),
            .args = db_column_text(db, 2, arena),
            .meta = db_column_text(db, 3, arena),
            .max_attempts = db_column_integer(db, 5),
            .priority = db_column_integer(db, 6),
            .scheduled_at = db_column_text(db, 7, arena),
        };
    }
    if (status != OK)
        return status;
    qsort(jobs, count, sizeof *jobs, compare_jobs); /* RETURNING has no order */
    *out = jobs;
    *out_count = count;
    return OK;
}

enum status store_jobs_next_films(struct store *store, const char *queue, size_t max, struct arena *arena,
                                  struct texts *out, struct error *err)
{
    struct texts films = { .at = arena_array(arena, max, sizeof *films.at) };
    bool row = true;
    enum status status =
        db_query(store->db, SQL_JOBS_NEXT_FILMS, DB_VALUES(db_text_z(queue), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        struct text id = status == OK && row ? db_column_text(store->db, 0, arena) : (struct text){ 0 };
        if (movie_is_imdb_id(id) && films.count < max)
            films.at[films.count++] = id;
    }
    if (status == OK)
        *out = films;
    return status;
}

/* ── inserting ── */

static bool is_object(struct text json)
{
    struct json_cursor c;
    struct error ignored;
    struct text key;
    json_open(&c, json);
    if (!json_enter_object(&c))
        return false;
    while (json_next_key(&c, &key))
        json_skip(&c);
    return json_finish(&c, &ignored) == OK;
}

/* A row that Oban cannot load stops its whole queue (facts/oban-contract.md §13): nothing but good ones go in. */
static enum status check(const struct job_new *job, struct text meta, struct error *err)
{
    size_t queue = text_of(job->queue).len, worker = text_of(job->worker).len;
    if (queue == 0 || queue > NAME_BYTES_MAX || worker == 0 || worker > NAME_BYTES_MAX)
        return error_set(err, INVALID, "a job's queue and worker are names of 1 to %d bytes", NAME_BYTES_MAX);
    if (!is_object(job->args) || !is_object(meta))
        return error_set(err, INVALID, "a job's arguments are a JSON object");
    if (job->max_attempts < 1 || job->priority < 0 || job->priority > 9)
        return error_set(err, INVALID, "a job has at least one attempt and a priority of 0 to 9");
    return OK;
}

enum status job_insert(struct store *store, const struct job_new *job, bool *out_added, struct error *err)
{
    struct arena *arena = &store->scratch;
    struct text meta = text_known(job->meta) ? job->meta : TEXT("{}");
    struct text now = job_time(job->now_ms, arena);
    bool later = job->at_ms > job->now_ms;
    struct number added = { 0 };
    struct text queue = job->is_theirs ? text_of(job->queue) : oban_queue(store, text_of(job->queue));
    const struct db_value values[] = { db_text(queue),
                                       db_text_z(job->worker),
                                       db_text(job->args),
                                       db_text(meta),
                                       db_integer(job->max_attempts),
                                       db_integer(oban_priority(store, job->priority)),
                                       db_text(now),
                                       db_text_z(later ? "scheduled" : "available"),
                                       db_text(later ? job_time(job->at_ms, arena) : now),
                                       db_text(job->imdb_id),
                                       db_flag(job->unanswered) };
    bool film = text_known(job->imdb_id);
    enum status status = check(job, meta, err);
    if (status == OK)
        status = db_run_returning(store->db,
                                  job->is_new ? SQL_JOB_INSERT_NEW
                                  : film      ? SQL_JOB_INSERT_FILM
                                              : SQL_JOB_INSERT_DUTY,
                                  (struct db_values){ values, COUNT_OF(values) - (film ? 0 : 2) }, &added, err);
    if (status == OK && added.known && !later)
        status = oban_notify(store, queue, err);
    if (status == OK)
        *out_added = added.known;
    return status;
}

enum status store_job_insert(struct store *store, const struct job_new *job, bool *out_added, struct error *err)
{
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    return status == OK ? db_settle(store->db, job_insert(store, job, out_added, err), err) : status;
}

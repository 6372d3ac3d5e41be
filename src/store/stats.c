/* Figures, straight from the tables. */
#include "store/stats.h"

#include "store/store_inside.h"

enum { GROUPS_MAX = 64 }; /* outcomes and states: an application may have words of its own */

/* The time 0 would be NULL, which nothing is greater than. */
static struct db_value since(int64_t since_ms)
{
    return db_time(since_ms > 0 ? since_ms : 1);
}

/* Of the row under way, whose columns begin at `first`; texts are in the scratch arena. */
static struct call_count read_calls(struct store *store, int first, int64_t count)
{
    struct db *db = store->db;
    return (struct call_count){ .source = db_column_text(db, first, &store->scratch),
                                .operation = db_column_text(db, first + 1, &store->scratch),
                                .success = db_column_integer(db, first + 2) != 0,
                                .error_type = db_column_text(db, first + 3, &store->scratch),
                                .ms = db_column_number(db, first + 4),
                                .count = count };
}

enum status store_stats_calls(struct store *store, int64_t since_ms, stats_call *each, void *context, struct error *err)
{
    struct db *db = store->db;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_CALLS, DB_VALUES(since(since_ms)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row)
            break;
        arena_reset(&store->scratch);
        const struct call_count calls = read_calls(store, 0, db_column_integer(db, 5));
        each(context, &calls);
    }
    return status;
}

enum status store_stats_films(struct store *store, int64_t since_ms, stats_film *each, void *context, struct error *err)
{
    struct db *db = store->db;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_FILMS, DB_VALUES(since(since_ms)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row)
            break;
        arena_reset(&store->scratch);
        const struct film_event event = {
            .imdb_id = db_column_text(db, 0, &store->scratch),
            .event = db_column_text(db, 1, &store->scratch),
            .at_ms = db_column_time(db, 2),
            .arrived_at_ms = db_column_time(db, 3),
            .outcome = db_column_text(db, 4, &store->scratch),
            .asked_at_ms = db_column_time(db, 5),
        };
        each(context, &event);
    }
    return status;
}

enum status store_stats_outcomes(struct store *store, int64_t since_ms, struct arena *arena, struct outcome_count **out,
                                 size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct outcome_count *rows = arena_array(arena, GROUPS_MAX, sizeof *rows);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_OUTCOMES, DB_VALUES(since(since_ms)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < GROUPS_MAX)
            rows[count++] = (struct outcome_count){ db_column_text(db, 0, arena), db_column_integer(db, 1),
                                                    db_column_integer(db, 2) };
    }
    if (status != OK)
        return status;
    *out = rows;
    *out_count = count;
    return OK;
}

enum status store_stats_waiting(struct store *store, int64_t now_ms, struct waiting_count *out, struct error *err)
{
    enum status status = db_one(store->db, SQL_STATS_WAITING, DB_VALUES(db_time(now_ms)), err);
    if (status != OK)
        return status;
    *out = (struct waiting_count){ db_column_integer(store->db, 0), db_column_integer(store->db, 1) };
    db_end(store->db);
    return OK;
}

enum status store_stats_jobs(struct store *store, struct arena *arena, struct job_count **out, size_t *out_count,
                             struct error *err)
{
    struct db *db = store->db;
    struct job_count *rows = arena_array(arena, GROUPS_MAX, sizeof *rows);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_JOBS, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < GROUPS_MAX)
            rows[count++] =
                (struct job_count){ db_column_text(db, 0, arena), db_column_integer(db, 1), db_column_time(db, 2) };
    }
    if (status != OK)
        return status;
    *out = rows;
    *out_count = count;
    return OK;
}

enum status store_stats_calls_after(struct store *store, int64_t *after_id, stats_call *each, void *context,
                                    struct error *err)
{
    struct db *db = store->db;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_CALLS_AFTER, DB_VALUES(db_integer(*after_id)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row)
            break;
        arena_reset(&store->scratch);
        *after_id = db_column_integer(db, 0);
        const struct call_count calls = read_calls(store, 1, 1);
        each(context, &calls);
    }
    return status;
}

enum status store_stats_film_states(struct store *store, struct arena *arena, struct state_count **out,
                                    size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct state_count *rows = arena_array(arena, GROUPS_MAX, sizeof *rows);
    size_t count = 0;
    bool row = true;
    enum status status = db_query(db, SQL_STATS_FILM_STATES, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < GROUPS_MAX)
            rows[count++] = (struct state_count){ db_column_text(db, 0, arena), db_column_integer(db, 1) };
    }
    if (status != OK)
        return status;
    *out = rows;
    *out_count = count;
    return OK;
}

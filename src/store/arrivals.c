/* Feeds, known ids and arrivals. */
#include "store/arrivals.h"

#include "base/clock.h"
#include "model/json_build.h"
#include "store/jobs.h"
#include "store/store_inside.h"

#include <stdlib.h>

#define KEPT_MS      (3 * CLOCK_DAY_MS) /* an export names an id up to two days after the changes did */
#define AHEAD_MAX_MS (3 * CLOCK_DAY_MS) /* no rest and no pause lasts longer: what lies beyond is another clock's */

enum { JOB_ATTEMPTS = 20 };

/* ── feeds ── */

enum status store_feed_get(struct store *store, const char *feed, struct arena *arena, struct feed_state *out,
                           struct error *err)
{
    *out = (struct feed_state){ .position = TEXT("") };
    enum status status = db_one(store->db, SQL_FEED_GET, DB_VALUES(db_text_z(feed)), err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    struct text position = db_column_text(store->db, 0, arena);
    if (text_known(position))
        out->position = position;
    out->progress = db_column_integer(store->db, 1);
    out->updated_at_ms = db_column_time(store->db, 2);
    db_end(store->db);
    return OK;
}

enum status store_tmdb_ids_get(struct store *store, struct id_set *set, struct error *err)
{
    bool row = true;
    arena_reset(&store->scratch);
    enum status status = db_query(store->db, SQL_TMDB_IDS_GET, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status != OK || !row)
            break;
        int64_t piece = db_column_integer(store->db, 0);
        if (piece < 0 || !id_set_load(set, (uint64_t)piece, db_column_text(store->db, 1, &store->scratch)))
            status = error_set(err, BROKEN,
                               "row %lld of the table tmdb_ids is damaged: empty the tables tmdb_ids and "
                               "arrival_feeds, and the next export is the new beginning",
                               (long long)piece);
    }
    db_end(store->db);
    return status;
}

/* The pieces that have an id of `changed`. */
static enum status put_pieces(struct store *store, const struct feed_step *step, struct error *err)
{
    char bytes[ID_SET_PIECE_BYTES];
    uint64_t id = 0;
    enum status status = OK;
    while (status == OK && id_set_next(step->changed, id, &id)) {
        uint64_t piece = id / ID_SET_PIECE_IDS;
        id_set_save(step->known, piece, bytes);
        status = db_run(store->db, SQL_TMDB_IDS_PUT,
                        DB_VALUES(db_integer((int64_t)piece), db_bytes(text_from(bytes, sizeof bytes))), err);
        id = (piece + 1) * ID_SET_PIECE_IDS;
        if (id >= ID_SET_END)
            break;
    }
    return status;
}

/* A thousand in a statement: each is a way to the server and back, for which the others wait. */
static enum status add_arrivals(struct store *store, const struct feed_step *step, int64_t *news, struct error *err)
{
    enum { ADDED_MAX = 1000 };
    uint64_t id = 0;
    bool more = true;
    enum status status = OK;
    while (status == OK && more) {
        json_t *ids = json_new_array();
        size_t added = 0;
        while (json_array_size(ids) < ADDED_MAX && (more = id_set_next(step->named, id, &id)))
            json_push(ids, json_integer((json_int_t)id++));
        if (json_array_size(ids) > 0)
            status = rows_changed(store->db, SQL_ARRIVALS_ADD,
                                  DB_VALUES(db_text(json_printed(ids, JSON_PRINT, &store->scratch)),
                                            db_text_z(step->feed), db_time(step->arrived_at_ms), db_time(step->due_ms),
                                            db_time(step->due_ms + AHEAD_MAX_MS)),
                                  &added, err);
        json_decref(ids);
        *news += status == OK ? (int64_t)added : 0;
    }
    return status;
}

static enum status add_metrics(struct store *store, const struct metric *metrics, size_t count, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++)
        status = metric_write(store, &metrics[i], err);
    return status;
}

static enum status write_step(struct store *store, const struct feed_step *step, int64_t *news, struct error *err)
{
    struct number ours = { 0 };
    enum status status = db_run_returning(store->db, SQL_FEED_SET,
                                          DB_VALUES(db_text_z(step->feed), db_text(step->to.position),
                                                    db_integer(step->to.progress), db_time(step->now_ms),
                                                    db_text(step->from.position), db_integer(step->from.progress)),
                                          &ours, err);
    if (status == OK && !ours.known)
        return error_set(err, NOT_FOUND, "another process has read on in TMDb's feed \"%s\" meanwhile", step->feed);
    if (status == OK && step->known != NULL)
        status = put_pieces(store, step, err);
    if (status == OK && step->named != NULL)
        status = add_arrivals(store, step, news, err);
    return status == OK ? add_metrics(store, step->metrics, step->metric_count, err) : status;
}

enum status store_feed_step(struct store *store, const struct feed_step *step, int64_t *out_news, struct error *err)
{
    int64_t news = 0;
    arena_reset(&store->scratch);
    db_set_durable(store->db, !step->may_be_lost);
    enum status status = db_begin(store->db, true, err);
    if (status == OK)
        status = db_settle(store->db, write_step(store, step, &news, err), err);
    db_set_durable(store->db, true);
    if (status == OK)
        *out_news = news;
    return status;
}

enum status store_metrics_add(struct store *store, const struct metric *metrics, size_t count, struct error *err)
{
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    return db_settle(store->db, add_metrics(store, metrics, count, err), err);
}

/* ── ids to be looked at ── */

static enum status take(struct store *store, int64_t now_ms, size_t max, struct arrival *out, size_t *count,
                        struct error *err)
{
    bool row = true;
    enum status status =
        db_query(store->db, SQL_ARRIVALS_TAKE,
                 DB_VALUES(db_time(now_ms), db_time(now_ms + ARRIVAL_TAKEN_MS), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && *count < max)
            out[(*count)++] = (struct arrival){ .tmdb_id = db_column_integer(store->db, 0),
                                                .arrived_at_ms = db_column_time(store->db, 1),
                                                .tries = db_column_integer(store->db, 2) };
    }
    return status;
}

static enum status read_holder(struct store *store, struct arena *arena, struct arrival *arrival, struct error *err)
{
    enum status status =
        db_one(store->db, SQL_ARRIVAL_HOLDER, DB_VALUES(db_integer(arrival->tmdb_id), only_ours(store)), err);
    if (status == OK) {
        struct text imdb_id = db_column_text(store->db, 0, arena);
        arrival->held_id = text_known(imdb_id) ? imdb_id : TEXT("");
        arrival->held_status = db_column_text(store->db, 1, arena);
        db_end(store->db);
    }
    return status == NOT_FOUND ? OK : status;
}

/* RETURNING promises no order. */
static int by_id(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    return x->tmdb_id < y->tmdb_id ? -1 : x->tmdb_id > y->tmdb_id;
}

enum status store_arrivals_take(struct store *store, int64_t now_ms, size_t max, struct arena *arena,
                                struct arrival **out, size_t *out_count, struct error *err)
{
    static const struct texts nobody; /* the statement takes what nobody else is about to take */
    size_t count = 0;
    struct arrival *taken = arena_array(arena, max, sizeof *taken);
    db_set_durable(store->db, false); /* true for minutes */
    enum status status = db_begin_beside(store->db, &nobody, err);
    if (status == OK)
        status = db_settle(store->db, take(store, now_ms, max, taken, &count, err), err);
    db_set_durable(store->db, true);
    for (size_t i = 0; i < count && status == OK; i++)
        status = read_holder(store, arena, &taken[i], err);
    if (status != OK)
        return status;
    if (count > 0)
        qsort(taken, count, sizeof *taken, by_id);
    *out = taken;
    *out_count = count;
    return OK;
}

/* ── verdicts ── */

/* The job that an arrival leads to. It is the queue's business to keep jobs unique and in order. */
static const char worker[] = "TMDbDetailsWorker";
static const char *const job_sources[] = { [ARRIVAL_UPGRADE] = "arrivals", [ARRIVAL_REFRESH] = "refresh" };

static struct text hit_args(const struct arrival_look *look, struct arena *arena)
{
    json_t *args = json_new_object();
    json_put_text(args, "imdb_id", look->imdb_id);
    json_put_integer(args, "tmdb_id", look->arrival.tmdb_id);
    json_put_text(args, "source", text_of(job_sources[look->match]));
    return json_finished(args, arena);
}

static struct text hit_meta(const struct arrival_look *look, struct arena *arena)
{
    json_t *meta = json_new_object();
    json_put_instant(meta, "arrived_at", look->arrival.arrived_at_ms);
    return json_finished(meta, arena);
}

static enum status arrivals_hit(struct store *store, struct arrival_look *look, int64_t now_ms, struct error *err)
{
    struct number added;
    struct arena *arena = &store->scratch;
    struct text queue = oban_queue(store, TEXT("tmdb"));
    enum status status = db_run_returning(store->db, SQL_ARRIVAL_JOB_ADD,
                                          DB_VALUES(db_text_z(worker), db_text(queue), db_text(hit_args(look, arena)),
                                                    db_text(hit_meta(look, arena)), db_text(job_time(now_ms, arena)),
                                                    db_text(look->imdb_id), db_integer(JOB_ATTEMPTS)),
                                          &added, err);
    if (status == OK && added.known)
        return oban_notify(store, queue, err);
    if (status != OK)
        return status;
    status = db_one(store->db, SQL_ARRIVAL_JOB_ARRIVED, DB_VALUES(db_text(look->imdb_id), db_text_z(worker)), err);
    if (status == OK) { /* it had arrived before */
        (void)clock_parse_iso(db_column_text(store->db, 0, arena), &look->arrival.arrived_at_ms);
        db_end(store->db);
    }
    return status == NOT_FOUND ? OK : status;
}

enum status store_arrival_done(struct store *store, struct text imdb_id, int64_t now_ms, struct error *err)
{
    arena_reset(&store->scratch);
    return db_run(store->db, SQL_ARRIVAL_JOB_DONE,
                  DB_VALUES(db_text(imdb_id), db_text_z(worker), db_text(job_time(now_ms, &store->scratch))), err);
}

/* A film that waits for this record: a placeholder, or an id that nobody knew. */
static enum status match_waiting(struct store *store, struct arrival_look *look, int64_t now_ms, struct error *err)
{
    struct text canonical;
    enum status status = store_remap_get(store, look->imdb_id, &store->scratch, &canonical, err);
    if (status == OK)
        status = db_one(store->db, SQL_ARRIVAL_WAITING,
                        DB_VALUES(db_text(look->imdb_id), db_text(canonical), only_ours(store)), err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    /* By TMDb's own id the lookup finds the row, also behind a merge, and the identity rule its proof. Only who was
     * asked for by an older id is not found by the new one. */
    if (db_column_integer(store->db, 0) == 3)
        look->imdb_id = db_column_text(store->db, 1, &store->scratch);
    db_end(store->db);
    look->match = ARRIVAL_UPGRADE;
    return arrivals_hit(store, look, now_ms, err);
}

static enum status refresh_held(struct store *store, struct arrival_look *look, int64_t now_ms, struct error *err)
{
    const struct arrival *arrival = &look->arrival;
    bool is_thin = text_is(arrival->held_status, "soft") || text_is(arrival->held_status, "imdb_enriched");
    if (!is_thin || text_empty(arrival->held_id))
        return OK;
    look->match = ARRIVAL_REFRESH;
    look->imdb_id = arrival->held_id;
    return arrivals_hit(store, look, now_ms, err);
}

static enum status set_row(struct store *store, const struct arrival_look *look, int64_t next_try_at_ms,
                           int64_t rests_until_ms, struct error *err)
{
    bool settled = look->verdict == ARRIVAL_HAS_ID || look->verdict == ARRIVAL_IS_HELD;
    int64_t tries = look->arrival.tries + (look->verdict == ARRIVAL_UNKNOWN);
    return db_run(store->db, SQL_ARRIVAL_SET,
                  DB_VALUES(db_integer(look->arrival.tmdb_id), db_time(next_try_at_ms), db_integer(tries),
                            db_time(rests_until_ms), db_flag(settled)),
                  err);
}

static enum status settle_one(struct store *store, struct arrival_look *look, int64_t now_ms, struct error *err)
{
    enum status status = OK;
    look->match = ARRIVAL_NOBODY;
    switch (look->verdict) {
    case ARRIVAL_UNKNOWN: return set_row(store, look, look->again_at_ms, 0, err);
    case ARRIVAL_UNTOUCHED: return set_row(store, look, now_ms, 0, err);
    case ARRIVAL_GONE:
    case ARRIVAL_NO_ID: return set_row(store, look, 0, now_ms + ARRIVAL_RESTS_MS, err);
    case ARRIVAL_HAS_ID: status = match_waiting(store, look, now_ms, err); break;
    case ARRIVAL_IS_HELD: status = refresh_held(store, look, now_ms, err); break;
    }
    return status == OK ? set_row(store, look, 0, now_ms + ARRIVAL_SETTLED_RESTS_MS, err) : status;
}

enum status store_arrivals_settle(struct store *store, struct arrival_look *looks, size_t count,
                                  const struct metric *metrics, size_t metric_count, int64_t now_ms, struct error *err)
{
    arena_reset(&store->scratch);
    struct texts keys = { .at = arena_array(&store->scratch, count, sizeof *keys.at) };
    for (size_t i = 0; i < count; i++) {
        struct text id = looks[i].verdict == ARRIVAL_IS_HELD ? looks[i].arrival.held_id : looks[i].imdb_id;
        if (!text_empty(id))
            keys.at[keys.count++] = id;
    }
    enum status status = db_begin_beside(store->db, &keys, err);
    if (status != OK)
        return status;
    for (size_t i = 0; i < count && status == OK; i++)
        status = settle_one(store, &looks[i], now_ms, err);
    if (status == OK)
        status = add_metrics(store, metrics, metric_count, err);
    return db_settle(store->db, status, err);
}

enum status store_arrivals_pending(struct store *store, struct arrivals_pending *out, struct error *err)
{
    enum status status = db_one(store->db, SQL_ARRIVALS_PENDING, DB_NO_VALUES, err);
    if (status == OK) {
        *out = (struct arrivals_pending){ db_column_integer(store->db, 0), db_column_time(store->db, 1) };
        db_end(store->db);
    }
    return status;
}

enum status store_arrivals_tidy(struct store *store, int64_t now_ms, struct error *err)
{
    struct db_value now = db_time(now_ms), ahead = db_time(now_ms + AHEAD_MAX_MS);
    enum status status = db_run(store->db, SQL_ARRIVALS_CLAMP, DB_VALUES(now, ahead), err);
    if (status != OK)
        return status;
    return db_run(store->db, SQL_ARRIVALS_FORGET, DB_VALUES(db_time(now_ms - KEPT_MS), ahead), err);
}

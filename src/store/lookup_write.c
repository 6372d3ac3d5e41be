/* One lookup's result: everything it learnt, or nothing, in one transaction. */
#include "extract/drift.h"
#include "store/candidates.h"
#include "store/edits.h"
#include "store/fold.h"
#include "store/history.h"
#include "store/jobs.h"
#include "store/packed.h"
#include "store/pgsql_inside.h"

#include <stdlib.h>

/* ── answers ── */

static enum status pack_answers(struct store *store, const struct lookup_write *write, struct packed_answer *packed,
                                struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < write->answer_count && status == OK; i++) {
        const struct unpacked_answer answer = { write->answers[i].body, write->answers[i].sha256, .anew = false };
        status = packed_make(store, &answer, &packed[i], err);
    }
    return status;
}

struct held {
    const struct raw_answer *answer;
    const struct packed_answer *packed;
};

static int compare_held(const void *a, const void *b)
{
    return text_compare(((const struct held *)a)->packed->sha256, ((const struct held *)b)->packed->sha256);
}

/* Other sessions may bring some of the same bytes now: each takes them in one order, or two could wait for each other.
 */
static enum status write_bodies(struct store *store, const struct lookup_write *const *writes, size_t count,
                                struct packed_answer *const *packed, struct error *err)
{
    size_t held_count = 0;
    for (size_t i = 0; i < count; i++)
        held_count += writes[i]->answer_count;
    struct held *held = arena_array(&store->scratch, held_count, sizeof *held), *next = held;
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < writes[i]->answer_count; n++)
            *next++ = (struct held){ &writes[i]->answers[n], &packed[i][n] };
    }
    if (held_count > 0)
        qsort(held, held_count, sizeof *held, compare_held);
    enum status status = OK;
    for (size_t i = 0; i < held_count && status == OK; i++) {
        const struct packed_answer *body = held[i].packed;
        status = answer_hold(store, body->sha256, err);
        if (status == OK && text_known(body->body))
            status =
                db_run(store->db, SQL_ANSWER_ADD,
                       DB_VALUES(db_text(body->sha256), db_bytes(body->body),
                                 db_integer((int64_t)held[i].answer->body.len), db_time(held[i].answer->fetched_at_ms)),
                       err);
    }
    return status;
}

static enum status write_fetch(struct store *store, const struct raw_answer *answer, const struct packed_answer *packed,
                               struct error *err)
{
    return db_run(store->db, SQL_FETCH_ADD,
                  DB_VALUES(db_text_z(answer->source), db_text_z(answer->operation), db_text(answer->imdb_id),
                            db_text(store_safe_text(store, answer->url)), db_integer(answer->http_status),
                            db_text(store_safe_text(store, answer->content_type)), db_time(answer->fetched_at_ms),
                            db_text(packed->sha256)),
                  err);
}

/* ── metrics ── */

enum status metric_write(struct store *store, const struct metric *metric, struct error *err)
{
    return db_run(store->db, SQL_METRIC_ADD,
                  DB_VALUES(db_text_z(metric->source), db_text_z(metric->operation),
                            db_text(store_safe_text(store, metric->target_identifier)), db_flag(metric->success),
                            db_decimal(metric->confidence_score), db_number(metric->fallback_level),
                            db_integer(metric->response_time_ms), db_text(metric->error_type),
                            db_text(store_safe_text(store, metric->error_message)),
                            db_text(store_safe_text(store, metric->metadata)), db_time(metric->at_ms)),
                  err);
}

/* ── ids ── */

/* A new edge drops what was known to follow it, so the chains can never close to a ring. The row of an id that was
 * merged moves to the new one, so whatever points to it still does. */
static enum status write_remap(struct store *store, struct text from, const struct lookup_write *write,
                               struct error *err)
{
    struct db_value old = db_text(from), canonical = db_text(write->canonical_id);
    enum status status = db_run(store->db, SQL_REMAP_SET, DB_VALUES(old, canonical, db_time(write->now_ms)), err);
    if (status == OK)
        status = db_run(store->db, SQL_REMAP_FORGET, DB_VALUES(canonical), err);
    if (status == OK)
        status = db_run(store->db, SQL_CANDIDATES_FOLLOW, DB_VALUES(old, canonical), err);
    if (status == OK)
        status = db_run(store->db, SQL_CONTRIBUTION_FOLLOW, DB_VALUES(old, canonical), err);
    return status == OK ? db_run(store->db, SQL_MOVIE_RENAME, DB_VALUES(old, canonical, only_ours(store)), err)
                        : status;
}

/* The id whose page told of the merge goes first: its row is the newer one. */
static enum status write_remaps(struct store *store, const struct lookup_write *write, struct error *err)
{
    enum status status = OK;
    if (text_known(write->merged_id) && !text_equal(write->merged_id, write->canonical_id))
        status = write_remap(store, write->merged_id, write, err);
    if (status == OK && !text_equal(write->imdb_id, write->canonical_id))
        status = write_remap(store, write->imdb_id, write, err);
    return status;
}

static enum status write_doubt(struct store *store, const struct lookup_write *write, const struct doubt *doubt,
                               struct error *err)
{
    return db_run(store->db, SQL_DOUBT_WRITE,
                  DB_VALUES(db_text(write->canonical_id), db_text_z(doubt->field),
                            db_text(store_safe_text(store, doubt->value)), db_text_z(doubt->source),
                            db_text_z(doubt->reason), db_time(write->now_ms)),
                  err);
}

static bool is_over(struct text outcome)
{
    return text_is(outcome, "not_a_movie") || text_is(outcome, "not_found") || text_is(outcome, "given_up");
}

static enum status write_wanted(struct store *store, const struct lookup_write *write, struct error *err)
{
    struct db_value id = db_text(write->imdb_id), reason = db_text(store_safe_text(store, write->reason));
    struct db_value outcome = db_text(write->outcome), now = db_time(write->now_ms);
    if (text_is(write->outcome, "unknown"))
        return db_run(store->db, SQL_WANTED_UNKNOWN, DB_VALUES(id, reason, now), err);
    enum status status = db_run(store->db, SQL_WANTED_ANSWER, DB_VALUES(id, outcome, reason, now), err);
    if (status == OK && !text_equal(write->imdb_id, write->canonical_id))
        status = db_run(store->db, SQL_WANTED_ANSWER_IF_ASKED,
                        DB_VALUES(db_text(write->canonical_id), outcome, reason, now), err);
    if (status == OK && is_over(write->outcome))
        status =
            db_run(store->db, SQL_MOVIE_UNSCHEDULE, DB_VALUES(db_text(write->canonical_id), only_ours(store)), err);
    return status;
}

/* ── the movie ── */

/* What the decision was taken on must still be so. */
static enum status compare_and_set(const struct lookup_write *write, bool has_now, const struct stored_movie *now,
                                   struct error *err)
{
    struct text is = has_now ? now->import_status : TEXT("");
    if (!text_known(write->expected_status) || text_equal(write->expected_status, is))
        return OK;
    return error_set(err, INVALID, "%.*s became %.*s meanwhile", TEXT_ARG(write->canonical_id),
                     TEXT_ARG(text_empty(is) ? TEXT("unknown") : is));
}

static void put_edits(const struct lookup_write *write, const struct stored_movie *now, struct stored_movie *out)
{
    size_t poster = (size_t)movie_field_index(TEXT("poster_url"));
    *out = *now;
    out->imdb_data = write->movie->imdb_data;
    out->import_status = write->movie->import_status;
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((write->edited >> i & 1U) == 0)
            continue;
        movie_take(&out->movie, &write->movie->movie, i);
        out->origins[i] = write->movie->origins[i];
        if (i == poster)
            out->poster_path = write->movie->poster_path;
    }
}

static bool edits_people(const struct lookup_write *write)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((write->edited >> i & 1U) != 0 && movie_fields[i].kind == FIELD_PEOPLE)
            return true;
    }
    return false;
}

/* Edits by SQL are told when they are met first: what stood there before is nowhere else once they are written down. */
static enum status tell_of_foreign_edits(struct store *store, const struct lookup_write *write,
                                         const struct stored_movie *now, struct error *err)
{
    struct stored_movie written;
    struct text names = TEXT("");
    for (size_t i = 0; i < movie_field_count; i++) {
        if (edits_is_one(&now->origins[i]) && now->origins[i].fetched_at_ms == 0)
            names = arena_printf(&store->scratch, "%.*s%s%s", TEXT_ARG(names), names.len > 0 ? ", " : "",
                                 movie_fields[i].name);
    }
    if (names.len == 0)
        return OK;
    enum status status = movie_read_written(store, write->canonical_id, &store->scratch, &written, err);
    const struct history_note note = { .event = "edited",
                                       .actor = "person",
                                       .reason = arena_printf(&store->scratch, "%.*s, by SQL", TEXT_ARG(names)),
                                       .keep_before = true,
                                       .keep_after = true };
    const struct history_write told = { &note, write->canonical_id, now->id, &written, now, write->now_ms };
    return status == OK ? history_add(store, &told, err) : status;
}

static void keep_edits(const struct lookup_write *write, const struct stored_movie *now, struct stored_movie *movie)
{
    struct stored_movie own = *now;
    for (size_t i = 0; i < write->put_back_count; i++)
        fold_return_edits(&own, movie, &write->put_back[i]);
    (void)edits_keep(movie, &own);
}

/* The row as it is now is read under the write lock: what a person edited up to this moment stays. */
static enum status write_movie(struct store *store, const struct lookup_write *write, struct error *err)
{
    struct stored_movie now, movie = *write->movie;
    struct movie_row row = { .imdb_id = write->canonical_id,
                             .movie = &movie,
                             .now_ms = write->now_ms,
                             .takes_back = write->takes_back,
                             .keeps_people = write->edited != 0 && !edits_people(write) };
    int64_t id = 0;
    enum status status = movie_read(store, write->canonical_id, &store->scratch, &now, err);
    bool has_now = status == OK;
    if (status != OK && status != NOT_FOUND)
        return status;
    status = compare_and_set(write, has_now, &now, err);
    if (status == OK && has_now)
        status = tell_of_foreign_edits(store, write, &now, err);
    if (status == OK)
        status = fold_holder(store, write, &movie, err);
    if (status != OK)
        return status;
    row.now = has_now ? &now : NULL;
    if (has_now && write->edited != 0)
        put_edits(write, &now, &movie);
    else if (has_now)
        keep_edits(write, &now, &movie);
    edits_date(&movie, write->now_ms);
    status = movie_write(store, &row, &id, err);
    if (status != OK || write->history == NULL)
        return status;
    movie.movie.imdb_id = write->canonical_id;
    const struct history_write told = { write->history, write->canonical_id, id, has_now ? &now : NULL,
                                        &movie,         write->now_ms };
    status = history_add(store, &told, err);
    return status == OK ? fold_put_back(store, write, err) : status;
}

static enum status write_judgement(struct store *store, const struct lookup_write *write, struct error *err)
{
    if (!write->judged_tmdb_id.known)
        return OK;
    return db_run(store->db, SQL_CANDIDATE_JUDGE_RECORD,
                  DB_VALUES(db_text(write->canonical_id), db_number(write->judged_tmdb_id), db_text_z(write->verdict),
                            db_time(write->now_ms)),
                  err);
}

/* ── all ── */

static enum status write_all(struct store *store, const struct lookup_write *write, const struct packed_answer *packed,
                             struct error *err)
{
    bool added;
    enum status status = write_remaps(store, write, err);
    if (status == OK && write->movie != NULL && !text_is(write->outcome, "unknown"))
        status = write_movie(store, write, err);
    if (status == OK)
        status = fold_merged(store, write, err);
    for (size_t i = 0; i < write->answer_count && status == OK; i++)
        status = write_fetch(store, &write->answers[i], &packed[i], err);
    for (size_t i = 0; i < write->metric_count && status == OK; i++)
        status = metric_write(store, &write->metrics[i], err);
    for (size_t i = 0; i < write->doubt_count && status == OK; i++)
        status = write_doubt(store, write, &write->doubts[i], err);
    if (status == OK && write->candidates != NULL)
        status = candidates_write(store, write->canonical_id, write->candidates, write->now_ms, err);
    if (status == OK)
        status = write_judgement(store, write, err);
    bool stays = write->edited != 0 && text_equal(write->outcome, write->expected_status);
    if (status == OK && !stays)
        status = write_wanted(store, write, err);
    if (status == OK && write->handover != NULL)
        status = job_insert(store, write->handover, &added, err);
    return status == OK && write->ack != NULL ? job_acknowledge(store, write->ack, err) : status;
}

static enum status count_pages(struct store *store, const struct lookup_write *const *writes, size_t count,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count; i++) {
        for (size_t page = 0; page < writes[i]->page_count && status == OK; page++)
            status = layout_count(store, &writes[i]->pages[page], writes[i]->now_ms, err);
    }
    return status;
}

static enum status judge_layouts(struct store *store, const struct lookup_write *const *writes, size_t count,
                                 struct error *err)
{
    bool judged[LAYOUT_NOT_FOUND + 1] = { false };
    enum status status = OK;
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < writes[i]->page_count && status == OK; n++) {
            const struct drift_page *page = &writes[i]->pages[n];
            if (page->counts != 0 && !judged[page->layout])
                status = layout_judge(store, page->layout, writes[i]->now_ms, err);
            judged[page->layout] = true;
        }
    }
    return status;
}

/* Whoever writes about one of these films, or makes another film of one of these TMDb records, waits. */
static struct texts keys_of(struct store *store, const struct lookup_write *const *writes, size_t count)
{
    enum { KEYS_EACH = 4 };
    struct texts keys = { .at = arena_array(&store->scratch, count * KEYS_EACH, sizeof *keys.at) };
    for (size_t i = 0; i < count; i++) {
        const struct lookup_write *write = writes[i];
        const struct text ids[] = { write->imdb_id, write->canonical_id, write->merged_id };
        for (size_t id = 0; id < COUNT_OF(ids); id++) {
            if (text_known(ids[id]))
                keys.at[keys.count++] = ids[id];
        }
        if (write->movie != NULL && write->movie->movie.tmdb_id.known)
            keys.at[keys.count++] =
                arena_printf(&store->scratch, "tmdb %lld", (long long)write->movie->movie.tmdb_id.value);
    }
    return keys;
}

static enum status write_together(struct store *store, const struct lookup_write *const *writes, size_t count,
                                  struct packed_answer *const *packed, struct error *err)
{
    const struct texts keys = keys_of(store, writes, count);
    store->unwritten = NULL; /* of a transaction that failed */
    enum status status = store_begin_beside(store, true, &keys, err);
    if (status != OK)
        return status;
    status = write_bodies(store, writes, count, packed, err);
    for (size_t i = 0; i < count && status == OK; i++)
        status = write_all(store, writes[i], packed[i], err);
    if (status == OK)
        status = people_write(store, err);
    if (status == OK)
        status = count_pages(store, writes, count, err);
    return store_settle(store, status, err);
}

/* Nothing is written. Two sessions waited for each other; or another one was quicker with an id, of a person say, and
 * now it can be seen. */
static bool goes_again(enum status status, const struct error *err)
{
    return (status == TRANSIENT && err->detail == pgsql_state_number("40P01")) ||
           (status == INVALID && err->detail == pgsql_state_number("23505"));
}

enum status store_lookup_writes(struct store *store, const struct lookup_write *const *writes, size_t count,
                                struct error *err)
{
    enum { AGAIN_MAX = 2 };
    struct error ignored;
    arena_reset(&store->scratch);
    struct packed_answer **packed = arena_array(&store->scratch, count, sizeof(struct packed_answer *));
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++) {
        packed[i] = arena_array(&store->scratch, writes[i]->answer_count, sizeof **packed);
        status = pack_answers(store, writes[i], packed[i], err);
    }
    if (status == OK)
        status = write_together(store, writes, count, packed, err);
    for (int i = 0; i < AGAIN_MAX && goes_again(status, err); i++)
        status = write_together(store, writes, count, packed, err);
    if (status == OK && judge_layouts(store, writes, count, &ignored) != OK)
        return OK; /* it is written; whoever writes the next page judges */
    return status;
}

enum status store_lookup_write(struct store *store, const struct lookup_write *write, struct error *err)
{
    return store_lookup_writes(store, &write, 1, err);
}

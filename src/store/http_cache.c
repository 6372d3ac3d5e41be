/* Answers that need not be asked for again: rows here, bodies in raw_answers. */
#include "store/http_cache.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "store/life.h"
#include "store/packed.h"

#include <stdlib.h>

/* Nothing here waits for the disk (db_set_durable()): after a power failure an answer is asked for once more. */

static const struct texts nobody; /* these statements compare and set by themselves */

/* ── writing ── */

static enum status write_row(struct store *store, const struct cache_entry *entry, const struct packed_answer *packed,
                             bool same, struct error *err)
{
    const struct db_value values[] = { db_text(store_safe_text(store, entry->url)),
                                       db_text_z(entry->source),
                                       db_integer(entry->http_status),
                                       db_text(store_safe_text(store, entry->content_type)),
                                       db_text(store_safe_text(store, entry->etag)),
                                       db_text(store_safe_text(store, entry->last_modified)),
                                       db_text(store_safe_text(store, entry->location)),
                                       db_text(packed->sha256),
                                       db_integer(entry->stored_at_ms),
                                       db_integer(entry->fresh_until_ms),
                                       db_integer(entry->stale_until_ms) };
    const struct db_values all = { values, COUNT_OF(values) };
    struct number renewed = { 0 };
    enum status status = same ? db_run_returning(store->db, SQL_CACHE_RENEW, all, &renewed, err) : OK;
    return status == OK && !renewed.known ? db_run(store->db, SQL_CACHE_PUT, all, err) : status;
}

static enum status write_entry(struct store *store, const struct cache_entry *entry, const struct packed_answer *packed,
                               struct error *err)
{
    struct db *db = store->db;
    struct db_value url = db_text(store_safe_text(store, entry->url));
    struct text before = { 0 };
    enum status status = db_one(db, SQL_CACHE_ANSWER, DB_VALUES(url), err);
    if (status == OK) {
        before = db_column_text(db, 0, &store->scratch);
        db_end(db);
    }
    if (status == OK || status == NOT_FOUND)
        status = answer_hold(store, packed->sha256, err);
    bool same = text_known(before) && text_equal(before, packed->sha256);
    if (status == OK && text_known(packed->body))
        status = db_run(db, SQL_CACHE_BODY,
                        DB_VALUES(db_text(packed->sha256), db_bytes(packed->body), db_integer((int64_t)entry->body.len),
                                  db_time(entry->stored_at_ms)),
                        err);
    if (status == OK)
        status = write_row(store, entry, packed, same, err);
    if (status == OK && text_known(before) && !same)
        status = answer_let_go(store, before, err);
    return status;
}

static enum status end_flight(struct store *store, const struct flight *flight, struct error *err)
{
    enum status status = db_run(store->db, SQL_FLIGHT_END,
                                DB_VALUES(db_text(store_safe_text(store, flight->url)), db_text(flight->owner),
                                          db_integer(flight->now_real_ms - FLIGHT_MAX_MS)),
                                err);
    return status == OK && flight->seated ? seat_give_back(store, flight->owner, err) : status;
}

static enum status pack_all(struct store *store, const struct cache_entry *entries, size_t count,
                            struct packed_answer *out, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++) {
        const struct unpacked_answer answer = { entries[i].body, entries[i].answer_sha256, .anew = true };
        status = packed_make(store, &answer, &out[i], err);
    }
    return status;
}

static enum status put(struct store *store, const struct cache_entry *entries, const struct packed_answer *packed,
                       size_t count, const struct flight *flight, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++)
        status = write_entry(store, &entries[i], &packed[i], err);
    return status == OK && flight != NULL ? end_flight(store, flight, err) : status;
}

/* ── what rides along ── */

/* In haste as many wait as HASTE_MAX: after a kill others wait for each of their flights, until its time is over. */
enum { RIDERS_MAX = 48, HASTE_MAX = 24 };

struct riders {
    struct arena arena; /* their texts */
    struct cache_entry entries[RIDERS_MAX];
    struct packed_answer packed[RIDERS_MAX];
    struct flight flights[RIDERS_MAX];
    size_t entry_count, flight_count;
    bool in_haste;
};

static bool rides(const struct store *store, struct text url)
{
    const struct riders *riders = store->riders;
    for (size_t i = 0; riders != NULL && i < riders->entry_count; i++) {
        if (text_equal(riders->entries[i].url, url))
            return true;
    }
    return false;
}

bool riders_sit(const struct store *store)
{
    return store->riders != NULL && store->riders->flight_count > 0;
}

bool riders_bring(const struct store *store, struct text sha256)
{
    const struct riders *riders = store->riders;
    for (size_t i = 0; riders != NULL && i < riders->entry_count; i++) {
        if (text_equal(riders->packed[i].sha256, sha256))
            return true;
    }
    return false;
}

static enum status write_riders(struct store *store, struct error *err)
{
    const struct riders *riders = store->riders;
    enum status status =
        riders != NULL ? put(store, riders->entries, riders->packed, riders->entry_count, NULL, err) : OK;
    for (size_t i = 0; riders != NULL && i < riders->flight_count && status == OK; i++)
        status = end_flight(store, &riders->flights[i], err);
    return status;
}

enum status store_begin(struct store *store, bool durable, struct error *err)
{
    db_set_durable(store->db, durable);
    enum status status = db_begin(store->db, true, err);
    if (status != OK) {
        db_set_durable(store->db, true);
        return status;
    }
    bool later = store->riders != NULL && store->riders->in_haste && !durable && store->riders->entry_count < HASTE_MAX;
    status = later ? OK : write_riders(store, err);
    store->riders_written = !later;
    return status == OK ? OK : store_settle(store, status, err);
}

enum status store_begin_beside(struct store *store, bool durable, const struct texts *keys, struct error *err)
{
    if (db_dialect(store->db) == STORE_SQLITE)
        return store_begin(store, durable, err);
    db_set_durable(store->db, durable);
    enum status status = db_begin_beside(store->db, keys, err);
    if (status != OK)
        db_set_durable(store->db, true);
    return status;
}

enum status store_settle(struct store *store, enum status status, struct error *err)
{
    status = db_settle(store->db, status, err);
    db_set_durable(store->db, true);
    if (status == OK && store->riders != NULL && store->riders_written) {
        store->riders->entry_count = store->riders->flight_count = 0;
        arena_reset(&store->riders->arena);
    }
    return status;
}

static struct cache_entry keep_entry(const struct cache_entry *entry, struct arena *arena)
{
    struct cache_entry kept = *entry;
    struct text *const texts[] = { &kept.url,           &kept.content_type, &kept.etag,
                                   &kept.last_modified, &kept.location,     &kept.answer_sha256 };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = arena_text(arena, *texts[i]);
    return kept; /* of the body its length counts: it is packed */
}

/* False: no room. */
static bool board(struct store *store, const struct cache_entry *entries, const struct packed_answer *packed,
                  size_t count, const struct flight *flight)
{
    struct riders *riders = store->riders;
    if (riders == NULL || riders->entry_count + count > RIDERS_MAX || riders->flight_count == RIDERS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        riders->packed[riders->entry_count] = (struct packed_answer){ arena_text(&riders->arena, packed[i].sha256),
                                                                      arena_text(&riders->arena, packed[i].body) };
        riders->entries[riders->entry_count++] = keep_entry(&entries[i], &riders->arena);
    }
    if (flight != NULL) {
        struct flight *kept = &riders->flights[riders->flight_count++];
        *kept = *flight;
        kept->url = arena_text(&riders->arena, flight->url);
        kept->owner = arena_text(&riders->arena, flight->owner);
    }
    return true;
}

/* Not on a server: rows that many share (TMDb has the same "no" for every film) would be locked there for as long as
 * the next transaction lasts. */
void store_gather(struct store *store, bool in_haste)
{
    if (db_dialect(store->db) != STORE_SQLITE)
        return;
    if (store->riders == NULL && (store->riders = calloc(1, sizeof *store->riders)) == NULL)
        oom();
    store->riders->in_haste = in_haste;
}

enum status store_catch_up(struct store *store, struct error *err)
{
    if (store->riders == NULL || (store->riders->entry_count == 0 && store->riders->flight_count == 0))
        return OK;
    store->riders->in_haste = false;
    enum status status = store_begin(store, false, err);
    return status == OK ? store_settle(store, OK, err) : status;
}

void riders_finish(struct store *store)
{
    struct error ignored;
    if (store->riders == NULL)
        return;
    (void)!store_catch_up(store, &ignored);
    arena_finish(&store->riders->arena);
    free(store->riders);
    store->riders = NULL;
}

enum status store_cache_put(struct store *store, const struct cache_entry *entries, size_t count,
                            const struct flight *flight, struct error *err)
{
    arena_reset(&store->scratch);
    struct packed_answer *packed = arena_array(&store->scratch, count, sizeof *packed);
    enum status status = pack_all(store, entries, count, packed, err);
    if (status != OK || board(store, entries, packed, count, flight))
        return status;
    status = store_begin_beside(store, false, &nobody, err);
    return status == OK ? store_settle(store, put(store, entries, packed, count, flight, err), err) : status;
}

/* ── reading ── */

enum status store_cache_get(struct store *store, struct text url, struct arena *arena, struct cache_entry *out,
                            struct error *err)
{
    struct db *db = store->db;
    arena_reset(&store->scratch);
    if (rides(store, url)) {
        enum status written = store_catch_up(store, err);
        if (written != OK)
            return written;
    }
    enum status status = db_one(db, SQL_CACHE_GET, DB_VALUES(db_text(store_safe_text(store, url))), err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "no answer of %.*s is kept", TEXT_ARG(url));
    if (status != OK)
        return status;
    struct cache_entry entry = { .url = arena_text(arena, url),
                                 .http_status = (int)db_column_integer(db, 0),
                                 .content_type = db_column_text(db, 1, arena),
                                 .etag = db_column_text(db, 2, arena),
                                 .last_modified = db_column_text(db, 3, arena),
                                 .location = db_column_text(db, 4, arena),
                                 .answer_sha256 = db_column_text(db, 5, arena),
                                 .stored_at_ms = db_column_integer(db, 6),
                                 .fresh_until_ms = db_column_integer(db, 7),
                                 .stale_until_ms = db_column_integer(db, 8) };
    struct text packed = db_column_text(db, 9, &store->scratch);
    int64_t bytes = db_column_integer(db, 10);
    db_end(db);
    if (text_known(entry.answer_sha256) && !packed_open(packed, bytes, entry.answer_sha256, arena, &entry.body))
        return error_set(err, NOT_FOUND, "the kept answer of %.*s is gone or damaged", TEXT_ARG(url));
    *out = entry;
    return OK;
}

/* ── lightly ── */

/* On a server it need not wait for who else writes. */
enum status store_run_lightly(struct store *store, enum statement statement, struct db_values values, struct error *err)
{
    if (db_dialect(store->db) == STORE_POSTGRESQL) {
        db_set_durable(store->db, false);
        enum status status = db_run(store->db, statement, values, err);
        db_set_durable(store->db, true);
        return status;
    }
    enum status status = store_begin(store, false, err);
    return status == OK ? store_settle(store, db_run(store->db, statement, values, err), err) : status;
}

enum status store_cache_refresh(struct store *store, const struct cache_entry *entry, struct error *err)
{
    arena_reset(&store->scratch);
    return store_run_lightly(store, SQL_CACHE_REFRESH,
                             DB_VALUES(db_text(store_safe_text(store, entry->url)), db_text(entry->answer_sha256),
                                       db_text(store_safe_text(store, entry->etag)),
                                       db_text(store_safe_text(store, entry->last_modified)),
                                       db_integer(entry->stored_at_ms), db_integer(entry->fresh_until_ms),
                                       db_integer(entry->stale_until_ms)),
                             err);
}

enum status store_cache_drop(struct store *store, struct text url, struct error *err)
{
    struct released released = { 0 };
    arena_reset(&store->scratch);
    struct db_value key = db_text(store_safe_text(store, url));
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    return db_settle(store->db, answers_release(store, SQL_CACHE_DROP, DB_VALUES(key), &released, err), err);
}

/* ── single flight ── */

/* Whose it is; unknown: nobody's, or one whose time is over. */
static enum status find_owner(struct store *store, const struct flight *flight, struct text *out, struct error *err)
{
    enum status status =
        db_one(store->db, SQL_FLIGHT_OWNER,
               DB_VALUES(db_text(store_safe_text(store, flight->url)), db_text(flight->owner),
                         db_integer(flight->now_real_ms), db_integer(flight->now_real_ms + FLIGHT_MAX_MS)),
               err);
    *out = status == OK ? db_column_text(store->db, 0, &store->scratch) : (struct text){ 0 };
    db_end(store->db);
    return status == NOT_FOUND ? OK : status;
}

static enum status take_from(struct store *store, const struct flight *flight, struct text dead,
                             struct number *out_taken, struct error *err)
{
    return db_run_returning(store->db, SQL_FLIGHT_TAKE,
                            DB_VALUES(db_text(store_safe_text(store, flight->url)), db_text(flight->owner),
                                      db_integer(flight->until_real_ms),
                                      db_integer(flight->by_force ? INT64_MAX : flight->now_real_ms),
                                      db_integer(flight->now_real_ms + FLIGHT_MAX_MS), db_text(dead)),
                            out_taken, err);
}

static enum status take(struct store *store, const struct flight *flight, struct number *out_taken, struct error *err)
{
    struct text owner = { 0 };
    life_say(store->life, flight->owner);
    enum status status = take_from(store, flight, owner, out_taken, err);
    if (status == OK && !out_taken->known && store->life != NULL)
        status = find_owner(store, flight, &owner, err);
    if (status == OK && text_known(owner) && life_is_over(store->life, owner))
        status = take_from(store, flight, owner, out_taken, err);
    return status;
}

enum status flight_take(struct store *store, const struct flight *flight, int64_t kept_at_ms, bool *out_taken,
                        struct error *err)
{
    struct number taken = { 0 }, kept = { 0 };
    arena_reset(&store->scratch);
    enum status status = take(store, flight, &taken, err);
    if (status == OK && taken.known)
        status = db_run_returning(store->db, SQL_CACHE_STAMP, DB_VALUES(db_text(store_safe_text(store, flight->url))),
                                  &kept, err);
    if (status == OK)
        *out_taken = taken.known && kept.value == kept_at_ms;
    return status;
}

enum status store_flight_take(struct store *store, const struct flight *flight, bool *out_taken, struct error *err)
{
    struct number taken = { 0 };
    arena_reset(&store->scratch);
    enum status status = store_begin_beside(store, false, &nobody, err);
    if (status == OK)
        status = store_settle(store, take(store, flight, &taken, err), err);
    if (status == OK)
        *out_taken = taken.known;
    return status;
}

enum status store_flight_is_on(struct store *store, const struct flight *flight, bool *out_on, struct error *err)
{
    struct text owner;
    arena_reset(&store->scratch);
    enum status status = find_owner(store, flight, &owner, err);
    if (status == OK)
        *out_on = text_known(owner) && !life_is_over(store->life, owner);
    return status;
}

enum status store_flight_end(struct store *store, const struct flight *flight, struct error *err)
{
    arena_reset(&store->scratch);
    enum status status = store_begin_beside(store, false, &nobody, err);
    return status == OK ? store_settle(store, end_flight(store, flight, err), err) : status;
}

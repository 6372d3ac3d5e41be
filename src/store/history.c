/* movie_history: written beside what it tells of. Edge file for jansson. */
#include "store/history.h"

#include "base/clock.h"
#include "extract/json_cursor.h"
#include "model/json_build.h"
#include "store/record.h"
#include "store/record_json.h"
#include "store/store_inside.h"
#include "store/webhooks.h"

#include <string.h>

enum { SCHEMA_WITH_HISTORY = 3, ENTRIES_MIN = 8 };

/* ── a row as JSON ── */

/* Most fields of a row came with one or two answers: told once, and by name for the fields after it. */
static void put_origin(const struct stored_movie *movie, size_t field, json_t *out)
{
    const struct field_origin *origin = &movie->origins[field];
    size_t like = 0;
    if (!text_known(origin->source))
        return;
    while (!record_same_origin(&movie->origins[like], origin))
        like++;
    if (like < field) {
        json_put_text(out, movie_fields[field].name, text_of(movie_fields[like].name));
        return;
    }
    json_t *one = json_new_object();
    json_put_text(one, "source", origin->source);
    json_put_text(one, "licence", origin->licence);
    json_put_instant(one, "fetched_at", origin->fetched_at_ms);
    json_put_text(one, "answer_sha256", origin->answer_sha256);
    json_put(out, movie_fields[field].name, one);
}

static json_t *snapshot_object(const struct stored_movie *movie)
{
    json_t *origins = json_new_object(), *all = json_new_object();
    for (size_t i = 0; i < movie_field_count; i++)
        put_origin(movie, i, origins);
    json_put_text(all, "import_status", movie->import_status);
    json_put_text(all, "poster_path", movie->poster_path);
    json_put_text(all, "imdb_data", movie->imdb_data);
    json_put_instant(all, "imdb_scraped_at", movie->imdb_scraped_at_ms);
    json_put_integer(all, "placeholder_retry_count", movie->retry_count);
    json_put_instant(all, "next_tmdb_retry_at", movie->next_tmdb_retry_at_ms);
    json_put_instant(all, "inserted_at", movie->inserted_at_ms);
    if (movie->is_theirs) { /* nobody else keeps what it says */
        json_put(all, "is_theirs", json_true());
        json_put_text(all, "tmdb_data", movie->tmdb_data);
    }
    json_put(all, "record", record_object(&movie->movie));
    json_put(all, "origins", origins);
    return all;
}

struct text history_snapshot(const struct stored_movie *movie, struct arena *arena)
{
    return json_finished(snapshot_object(movie), arena);
}

/* ── and back ── */

static void read_time(struct json_cursor *c, struct arena *arena, int64_t *out_ms)
{
    struct text iso;
    if (json_read_text(c, arena, &iso))
        (void)clock_parse_iso(iso, out_ms);
}

static void read_member(struct json_cursor *c, struct text key, struct arena *arena, struct stored_movie *out)
{
    struct number count = { 0 };
    struct flag is = { 0 };
    if (text_is(key, "import_status"))
        (void)json_read_text(c, arena, &out->import_status);
    else if (text_is(key, "poster_path"))
        (void)json_read_text(c, arena, &out->poster_path);
    else if (text_is(key, "imdb_data"))
        (void)json_read_text(c, arena, &out->imdb_data);
    else if (text_is(key, "tmdb_data"))
        (void)json_read_text(c, arena, &out->tmdb_data);
    else if (text_is(key, "is_theirs"))
        out->is_theirs = json_read_flag(c, &is) && is.known && is.value;
    else if (text_is(key, "imdb_scraped_at"))
        read_time(c, arena, &out->imdb_scraped_at_ms);
    else if (text_is(key, "next_tmdb_retry_at"))
        read_time(c, arena, &out->next_tmdb_retry_at_ms);
    else if (text_is(key, "inserted_at"))
        read_time(c, arena, &out->inserted_at_ms);
    else if (text_is(key, "placeholder_retry_count") && json_read_integer(c, &count))
        out->retry_count = count.value;
    else if (text_is(key, "origins"))
        record_read_origins(c, arena, out->origins);
}

enum status history_read(struct text snapshot, struct arena *arena, struct stored_movie *out, struct error *err)
{
    struct json_cursor c;
    struct text key, record = { 0 };
    *out = (struct stored_movie){ 0 };
    json_open(&c, snapshot);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "record"))
                (void)json_skip_raw(&c, &record);
            else
                read_member(&c, key, arena, out);
        }
    }
    enum status status = json_finish(&c, err);
    if (status == OK && (!text_known(record) || !text_known(out->import_status)))
        return error_set(err, DRIFT, "not a snapshot of a movie");
    return status == OK ? record_read(record, arena, &out->movie, err) : status;
}

/* ── the table ── */

static struct text snapshot_of(const struct stored_movie *movie, bool keep, struct arena *arena)
{
    return keep && movie != NULL ? history_snapshot(movie, arena) : (struct text){ 0 };
}

enum status history_add(struct store *store, const struct history_write *write, struct error *err)
{
    const struct history_note *note = write->note;
    const struct stored_movie *before = write->before, *after = write->after;
    const struct stored_movie *told = after != NULL && after->movie.tmdb_id.known ? after : before;
    struct number id = { 0 };
    if (note->event == NULL)
        return OK;
    enum status status =
        db_run_returning(store->db, SQL_HISTORY_ADD,
                         DB_VALUES(db_integer(write->movie_id), db_text(write->imdb_id), db_text_z(note->event),
                                   db_text(before != NULL ? before->import_status : (struct text){ 0 }),
                                   db_text(after != NULL ? after->import_status : (struct text){ 0 }),
                                   db_number(told != NULL ? told->movie.tmdb_id : (struct number){ 0 }),
                                   db_text_z(note->actor), db_text(store_safe_text(store, note->reason)),
                                   db_text(snapshot_of(before, note->keep_before, &store->scratch)),
                                   db_text(snapshot_of(after, note->keep_after, &store->scratch)),
                                   db_time(note->arrived_at_ms), db_time(write->now_ms)),
                         &id, err);
    return status == OK ? webhooks_tell(store, id.value, text_of(note->event), write->now_ms, err) : status;
}

static void read_entry(struct db *db, struct arena *arena, struct history_entry *out)
{
    *out = (struct history_entry){
        .id = db_column_integer(db, 0),
        .movie_id = db_column_integer(db, 1),
        .event = db_column_text(db, 2, arena),
        .from_status = db_column_text(db, 3, arena),
        .to_status = db_column_text(db, 4, arena),
        .tmdb_id = db_column_number(db, 5),
        .actor = db_column_text(db, 6, arena),
        .reason = db_column_text(db, 7, arena),
        .before = db_column_text(db, 8, arena),
        .after = db_column_text(db, 9, arena),
        .arrived_at_ms = db_column_time(db, 10),
        .at_ms = db_column_time(db, 11),
    };
}

/* Most films have a handful of entries; room for the most that is asked for would cost more than the rest of an answer.
 */
static void make_room(struct arena *arena, struct history_entry **entries, size_t count, size_t *room)
{
    if (count < *room)
        return;
    struct history_entry *more = arena_array(arena, 2 * *room + ENTRIES_MIN, sizeof *more);
    if (count > 0)
        memcpy(more, *entries, count * sizeof *more);
    *room = 2 * *room + ENTRIES_MIN;
    *entries = more;
}

enum status store_history_get(struct store *store, struct text imdb_id, size_t max, struct arena *arena,
                              struct history_entry **out, size_t *out_count, struct error *err)
{
    struct history_entry *entries = NULL;
    struct db *db = store->db;
    size_t count = 0, room = 0;
    bool row = true;
    *out = NULL;
    *out_count = 0;
    if (store->version < SCHEMA_WITH_HISTORY) /* an older store that is only read */
        return OK;
    enum status status = db_query(db, SQL_HISTORY_GET, DB_VALUES(db_text(imdb_id), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row)
            break;
        make_room(arena, &entries, count, &room);
        read_entry(db, arena, &entries[count++]);
    }
    if (status != OK)
        return status;
    *out = entries;
    *out_count = count;
    return OK;
}

enum status store_history_since(struct store *store, int64_t after_id, size_t max, struct arena *arena,
                                struct history_entry **out, size_t *out_count, struct error *err)
{
    struct history_entry *entries = arena_array(arena, max, sizeof *entries);
    struct db *db = store->db;
    size_t count = 0;
    bool row = true;
    enum status status =
        db_query(db, SQL_HISTORY_SINCE, DB_VALUES(db_integer(after_id), db_integer((int64_t)max)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row || count == max)
            continue;
        read_entry(db, arena, &entries[count]);
        entries[count++].imdb_id = db_column_text(db, 12, arena);
    }
    if (status != OK)
        return status;
    *out = entries;
    *out_count = count;
    return OK;
}

enum status store_history_newest(struct store *store, int64_t *out_id, struct error *err)
{
    enum status status = db_one(store->db, SQL_HISTORY_NEWEST, DB_NO_VALUES, err);
    if (status == OK) {
        *out_id = db_column_integer(store->db, 0);
        db_end(store->db);
    }
    return status;
}

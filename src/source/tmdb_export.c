/* TMDb's daily export of movie ids. */
#include "source/tmdb_export.h"

#include "base/clock.h"
#include "base/inflate.h"
#include "base/inflate_stream.h"
#include "extract/json_cursor.h"
#include "source/tmdb_credits.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAGIC_BYTES = 3, /* as many tell gzip from anything else */
    ROOM_BYTES = 64 << 10,
};

struct tmdb_export {
    struct tmdb_export_ask ask;
    struct tmdb_export_counts counts;
    struct inflate_stream *inflate;
    char magic[MAGIC_BYTES];
    size_t magic_len;
    bool skips;     /* inside a line that is too long */
    size_t carried; /* bytes of a line without its end, at the beginning of `room` */
    char room[TMDB_EXPORT_LINE_BYTES_MAX + ROOM_BYTES];
};

struct text tmdb_export_url(struct text base_url, int64_t day, struct arena *arena)
{
    int year, month, in_month;
    struct text base = tmdb_without_final_slash(base_url);
    clock_date_from_days(day, &year, &month, &in_month);
    return arena_printf(arena, "%.*s/movie_ids_%02d_%02d_%04d.json.gz", TEXT_ARG(base), month, in_month, year);
}

struct tmdb_export *tmdb_export_create(const struct tmdb_export_ask *ask)
{
    struct tmdb_export *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        oom();
    reading->ask = *ask;
    reading->inflate = inflate_stream_create();
    return reading;
}

void tmdb_export_destroy(struct tmdb_export **reading)
{
    if (*reading != NULL)
        inflate_stream_destroy(&(*reading)->inflate);
    free(*reading);
    *reading = NULL;
}

const struct tmdb_export_counts *tmdb_export_counts(const struct tmdb_export *reading)
{
    return &reading->counts;
}

/* ── lines ── */

static bool read_line(struct text line, int64_t *out_id, bool *out_adult)
{
    struct json_cursor c;
    struct text key;
    struct number id = { 0 };
    struct flag adult = { 0 };
    struct error ignored;
    json_open(&c, line);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "id"))
                (void)json_read_integer(&c, &id);
            else if (text_is(key, "adult"))
                (void)json_read_flag(&c, &adult);
        }
    }
    if (json_finish(&c, &ignored) != OK || !id.known || id.value <= 0 || id.value > INT32_MAX)
        return false;
    *out_id = id.value;
    *out_adult = adult.value;
    return true;
}

static enum status note_broken(struct tmdb_export *reading, struct error *err)
{
    struct tmdb_export_counts *counts = &reading->counts;
    counts->broken++;
    if (counts->broken <= TMDB_EXPORT_BROKEN_MAX + counts->lines / 100)
        return OK;
    return error_set(err, DRIFT, "the export is no list of ids as we know it: %lld of its first %lld lines have none",
                     (long long)counts->broken, (long long)counts->lines);
}

static enum status take_line(struct tmdb_export *reading, struct text line, bool too_long, struct error *err)
{
    int64_t id = 0;
    bool adult = false;
    struct tmdb_export_counts *counts = &reading->counts;
    if (!too_long && text_empty(text_trim(line)))
        return OK;
    if (++counts->lines > TMDB_EXPORT_LINES_MAX)
        return error_set(err, DRIFT, "the export has more than %d lines", TMDB_EXPORT_LINES_MAX);
    if (too_long || !read_line(line, &id, &adult))
        return note_broken(reading, err);
    if (adult && !reading->ask.include_adult) {
        counts->adult++;
        return OK;
    }
    counts->ids++;
    if (!reading->ask.take(reading->ask.context, id))
        return error_set(err, DRIFT, "the ids of the export are scattered as TMDb's never were (%lld)", (long long)id);
    return OK;
}

/* What stands in room up to `len`: whole lines are taken, the rest is carried to the beginning. */
static enum status take_lines(struct tmdb_export *reading, size_t len, struct error *err)
{
    size_t at = 0;
    enum status status = OK;
    while (status == OK) {
        const char *end = memchr(reading->room + at, '\n', len - at);
        if (end == NULL)
            break;
        size_t next = (size_t)(end - reading->room) + 1;
        status = take_line(reading, text_from(reading->room + at, next - 1 - at), reading->skips, err);
        reading->skips = false;
        at = next;
    }
    reading->carried = len - at;
    if (reading->skips || reading->carried > TMDB_EXPORT_LINE_BYTES_MAX) {
        reading->skips = true;
        reading->carried = 0;
    }
    memmove(reading->room, reading->room + at, reading->carried);
    return status;
}

/* ── bytes ── */

/* The first bytes, which say what it is. */
static enum status take_magic(struct tmdb_export *reading, struct text *bytes, struct error *err)
{
    while (reading->magic_len < MAGIC_BYTES && bytes->len > 0) {
        reading->magic[reading->magic_len++] = bytes->at[0];
        *bytes = text_after(*bytes, 1);
    }
    struct text magic = text_from(reading->magic, reading->magic_len);
    if (text_starts(text_trim(magic), TEXT("<")))
        return error_set(err, THROTTLED, "a web page instead of the export");
    if (reading->magic_len == MAGIC_BYTES && !inflate_is_gzip(magic))
        return error_set(err, DRIFT, "what came instead of the export is no gzip file");
    return OK;
}

static enum status inflate_all(struct tmdb_export *reading, struct text bytes, struct error *err)
{
    size_t made = 1;
    enum status status = OK;
    while (status == OK && made > 0) {
        status = inflate_stream_run(reading->inflate, &bytes, reading->room + reading->carried, ROOM_BYTES, &made, err);
        if (status == OK && made > 0) {
            reading->counts.bytes += (int64_t)made;
            status = take_lines(reading, reading->carried + made, err);
        }
    }
    return status;
}

enum status tmdb_export_feed(struct tmdb_export *reading, struct text bytes, struct error *err)
{
    enum status status = OK;
    if (reading->magic_len < MAGIC_BYTES) {
        status = take_magic(reading, &bytes, err);
        if (status != OK || reading->magic_len < MAGIC_BYTES)
            return status;
        status = inflate_all(reading, text_from(reading->magic, MAGIC_BYTES), err);
    }
    return status == OK ? inflate_all(reading, bytes, err) : status;
}

enum status tmdb_export_finish(struct tmdb_export *reading, struct error *err)
{
    const struct tmdb_export_counts *counts = &reading->counts;
    if (!inflate_stream_is_whole(reading->inflate))
        return error_set(err, TRANSIENT, "the export is cut off");
    enum status status = take_line(reading, text_from(reading->room, reading->carried), reading->skips, err);
    if (status != OK)
        return status;
    if (counts->ids + counts->adult == 0 || counts->broken > (counts->ids + counts->adult))
        return error_set(err, DRIFT, "the export is no list of ids as we know it: %lld ids in %lld lines",
                         (long long)counts->ids, (long long)counts->lines);
    return OK;
}

/* Films as JSON, and the one compact line. */
#include "daemon/json_line.h"

#include "base/clock.h"
#include "base/error.h"
#include "work/event_json.h"

json_t *json_of_stored(const struct stored_movie *stored, struct arena *arena)
{
    struct origin origins[MOVIE_FIELDS_MAX] = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *from = &stored->origins[i];
        char iso[CLOCK_ISO_BYTES];
        if (!text_known(from->source))
            continue;
        origins[i].source = from->source;
        origins[i].licence = from->licence;
        if (from->fetched_at_ms != 0)
            origins[i].fetched_at = arena_text(arena, text_of(clock_iso(from->fetched_at_ms, iso)));
    }
    return movie_to_json(&stored->movie, origins);
}

json_t *json_of_history(const struct history_entry *entries, size_t count)
{
    json_t *history = json_new_array();
    for (size_t i = count; i-- > 0;)
        json_push(history, json_of_history_entry(&entries[i]));
    return history;
}

/* jansson escapes what is below 0x20; DEL and U+0080 to U+009F (C2 80 to C2 9F) steer terminals too. */
static int add_part(const char *at, size_t len, void *out)
{
    const char *end = at + len;
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != 0x7F &&
               !((unsigned char)*stop == 0xC2 && end - stop >= 2 && (unsigned char)stop[1] <= 0x9F))
            stop++;
        if (!buf_add(out, text_from(at, (size_t)(stop - at))))
            return -1;
        at = stop;
        if (at < end) {
            unsigned code = (unsigned char)(*at == 0x7F ? at[0] : at[1]);
            if (!buf_printf(out, "\\u%04x", code))
                return -1;
            at += *at == 0x7F ? 1 : 2;
        }
    }
    return 0;
}

void json_add_line(json_t *object, struct buf *out)
{
    if (json_dump_callback(object, add_part, out, JSON_PRINT) != 0)
        oom();
    json_decref(object);
    (void)buf_add_char(out, '\n');
}

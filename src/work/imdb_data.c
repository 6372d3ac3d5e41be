/* The placeholder's whole record as it is printed, with its sources. */
#include "work/imdb_data.h"

#include "base/clock.h"
#include "base/error.h"
#include "extract/json_cursor.h"
#include "model/movie_json.h"
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

struct text imdb_data_write(const struct movie *movie, const struct field_origin *origins, struct arena *arena)
{
    struct origin printed[MOVIE_FIELDS_MAX] = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        char iso[CLOCK_ISO_BYTES];
        printed[i] = (struct origin){ .source = origins[i].source, .licence = origins[i].licence };
        if (text_known(origins[i].source) && origins[i].fetched_at_ms != 0)
            printed[i].fetched_at = arena_text(arena, text_of(clock_iso(origins[i].fetched_at_ms, iso)));
    }
    json_t *object = movie_to_json(movie, printed);
    struct text text = json_printed(object, JSON_PRINT, arena);
    json_decref(object);
    return text;
}

bool imdb_data_read(struct text json, struct arena *arena, struct movie *out_movie, struct field_origin *out_origins)
{
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
    struct json_cursor c;
    struct text key;
    if (text_empty(json) || record_read(json, arena, out_movie, NULL) != OK)
        return false;
    json_open(&c, json);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "sources"))
                record_read_origins(&c, arena, origins);
        }
    }
    memcpy(out_origins, origins, sizeof origins);
    return json_finish(&c, NULL) == OK;
}

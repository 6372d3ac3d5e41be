/* The record to JSON. Edge file for jansson. */
#include "base/error.h"
#include "model/movie_json.h"
#include "store/record.h"

#include <stdlib.h>

static void add_tmdb_ids(json_t *array, const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        if (people->at[i].tmdb_id != 0 &&
            json_object_set_new(json_array_get(array, i), "tmdb_id", json_integer(people->at[i].tmdb_id)) != 0)
            oom();
    }
}

struct text record_write(const struct movie *movie, struct arena *arena)
{
    json_t *record = movie_to_json(movie, NULL);
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_fields[i].kind == FIELD_PEOPLE)
            add_tmdb_ids(json_object_get(record, movie_fields[i].name),
                         (const struct people *)(const void *)((const char *)movie + movie_fields[i].offset));
    }
    struct text text = json_printed(record, JSON_COMPACT, arena); /* all 17 digits: what is read back is what was */
    json_decref(record);
    return text;
}

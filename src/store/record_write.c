/* The record to JSON. Edge file for jansson. */
#include "base/error.h"
#include "store/record.h"
#include "store/record_json.h"

#include <stdlib.h>

/* What is not printed of people. */
static void add_ids(json_t *array, const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->at[i];
        json_t *object = json_array_get(array, i);
        bool good = person->tmdb_id == 0 || json_object_set_new(object, "tmdb_id", json_integer(person->tmdb_id)) == 0;
        if (good && text_known(person->imdb_id_from))
            good = json_object_set_new(object, "imdb_id_from", json_of_text(person->imdb_id_from)) == 0;
        if (!good)
            oom();
    }
}

json_t *record_object(const struct movie *movie)
{
    json_t *record = movie_to_json(movie, NULL);
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_fields[i].kind == FIELD_PEOPLE)
            add_ids(json_object_get(record, movie_fields[i].name),
                    (const struct people *)(const void *)((const char *)movie + movie_fields[i].offset));
    }
    return record;
}

struct text record_write(const struct movie *movie, struct arena *arena)
{
    json_t *record = record_object(movie);
    struct text text = json_printed(record, JSON_COMPACT, arena); /* all 17 digits: what is read back is what was */
    json_decref(record);
    return text;
}

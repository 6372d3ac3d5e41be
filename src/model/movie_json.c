/* The record as JSON, through jansson. */
#include "model/movie_json.h"

#include "base/error.h"
#include "model/json_build.h"

#include <math.h>

enum { PRINTED_USUALLY = 16384 }; /* bytes: a record, or a row's snapshot */

/* Out of memory is the only way a jansson call that we make can fail. */
static json_t *made(json_t *value)
{
    if (value == NULL)
        oom();
    return value;
}

json_t *json_of_text(struct text t)
{
    if (!text_known(t) || !text_is_utf8(t))
        return json_null();
    return made(json_stringn_nocheck(t.at, t.len)); /* checked above */
}

static json_t *json_of_texts(const struct texts *texts)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < texts->count; i++)
        json_push(array, json_of_text(texts->at[i]));
    return array;
}

static json_t *json_of_people(const struct people *people, bool with_character)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < people->count; i++) {
        json_t *person = json_new_object();
        json_put(person, "name", json_of_text(people->at[i].name));
        json_put(person, "imdb_id", json_of_text(people->at[i].imdb_id));
        if (with_character)
            json_put(person, "character", json_of_text(people->at[i].character));
        json_push(array, person);
    }
    return array;
}

static json_t *json_of_codeds(const struct codeds *codeds)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < codeds->count; i++) {
        json_t *coded = json_new_object();
        json_put(coded, "code", json_of_text(codeds->at[i].code));
        json_put(coded, "name", json_of_text(codeds->at[i].name));
        json_push(array, coded);
    }
    return array;
}

static json_t *json_of_field(const struct movie *movie, size_t field)
{
    const void *at = (const char *)movie + movie_fields[field].offset;
    bool known = movie_knows(movie, field);
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return known ? json_of_text(*(const struct text *)at) : json_null();
    case FIELD_NUMBER: return known ? made(json_integer(((const struct number *)at)->value)) : json_null();
    case FIELD_DECIMAL:
        known = known && isfinite(((const struct decimal *)at)->value); /* JSON has no NaN */
        return known ? made(json_real(((const struct decimal *)at)->value)) : json_null();
    case FIELD_FLAG: return known ? json_boolean(((const struct flag *)at)->value) : json_null();
    case FIELD_TEXTS: return json_of_texts(at);
    case FIELD_PEOPLE: return json_of_people(at, at == &movie->cast);
    case FIELD_CODED: return json_of_codeds(at);
    }
    return json_null();
}

static json_t *json_of_origins(const struct origin *origins)
{
    json_t *sources = json_new_object();
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!text_known(origins[i].source))
            continue;
        json_t *origin = json_new_object();
        json_put(origin, "source", json_of_text(origins[i].source));
        json_put(origin, "fetched_at", json_of_text(origins[i].fetched_at));
        json_put(origin, "licence", json_of_text(origins[i].licence));
        json_put(sources, movie_fields[i].name, origin);
    }
    return sources;
}

json_t *movie_to_json(const struct movie *movie, const struct origin *origins)
{
    json_t *record = json_new_object(); /* jansson keeps the order of insertion */
    for (size_t i = 0; i < movie_field_count; i++)
        json_put(record, movie_fields[i].name, json_of_field(movie, i));
    if (origins != NULL)
        json_put(record, "sources", json_of_origins(origins));
    return record;
}

struct text json_printed(const json_t *value, size_t flags, struct arena *arena)
{
    char room[PRINTED_USUALLY];
    size_t len = value != NULL ? json_dumpb(value, room, sizeof room, flags) : 0;
    if (len == 0)
        oom();
    if (len <= sizeof room)
        return arena_text(arena, text_from(room, len));
    char *printed = arena_alloc(arena, len);
    (void)json_dumpb(value, printed, len, flags);
    return text_from(printed, len);
}

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

/* Each container goes into its parent before anything goes into it: whatever fails, all of it hangs on the record. */
static json_t *put_array(json_t *object, const char *key)
{
    json_t *array = json_new_array();
    json_put(object, key, array);
    return array;
}

static json_t *push_object(json_t *array)
{
    json_t *object = json_new_object();
    json_push(array, object);
    return object;
}

static void put_texts(json_t *array, const struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        json_push(array, json_of_text(texts->at[i]));
}

static void put_people(json_t *array, const struct people *people, bool with_character)
{
    for (size_t i = 0; i < people->count; i++) {
        json_t *person = push_object(array);
        json_put(person, "name", json_of_text(people->at[i].name));
        json_put(person, "imdb_id", json_of_text(people->at[i].imdb_id));
        if (with_character)
            json_put(person, "character", json_of_text(people->at[i].character));
    }
}

static void put_codeds(json_t *array, const struct codeds *codeds)
{
    for (size_t i = 0; i < codeds->count; i++) {
        json_t *coded = push_object(array);
        json_put(coded, "code", json_of_text(codeds->at[i].code));
        json_put(coded, "name", json_of_text(codeds->at[i].name));
    }
}

static json_t *json_of_scalar(const void *at, enum field_kind kind, bool known)
{
    switch (kind) {
    case FIELD_TEXT: return known ? json_of_text(*(const struct text *)at) : json_null();
    case FIELD_NUMBER: return known ? made(json_integer(((const struct number *)at)->value)) : json_null();
    case FIELD_DECIMAL:
        known = known && isfinite(((const struct decimal *)at)->value); /* JSON has no NaN */
        return known ? made(json_real(((const struct decimal *)at)->value)) : json_null();
    case FIELD_FLAG: return known ? json_boolean(((const struct flag *)at)->value) : json_null();
    case FIELD_TEXTS:
    case FIELD_PEOPLE:
    case FIELD_CODED: break;
    }
    return json_null();
}

static void put_field(json_t *record, const struct movie *movie, size_t field)
{
    const void *at = (const char *)movie + movie_fields[field].offset;
    const char *key = movie_fields[field].name;
    enum field_kind kind = movie_fields[field].kind;
    if (kind == FIELD_TEXTS)
        put_texts(put_array(record, key), at);
    else if (kind == FIELD_PEOPLE)
        put_people(put_array(record, key), at, at == &movie->cast);
    else if (kind == FIELD_CODED)
        put_codeds(put_array(record, key), at);
    else
        json_put(record, key, json_of_scalar(at, kind, movie_knows(movie, field)));
}

static void put_origins(json_t *record, const struct origin *origins)
{
    json_t *sources = json_new_object();
    json_put(record, "sources", sources);
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!text_known(origins[i].source))
            continue;
        json_t *origin = json_new_object();
        json_put(sources, movie_fields[i].name, origin);
        json_put(origin, "source", json_of_text(origins[i].source));
        json_put(origin, "fetched_at", json_of_text(origins[i].fetched_at));
        json_put(origin, "licence", json_of_text(origins[i].licence));
    }
}

void movie_put_json(json_t *record, const struct movie *movie, const struct origin *origins)
{
    for (size_t i = 0; i < movie_field_count; i++) /* jansson keeps the order of insertion */
        put_field(record, movie, i);
    if (origins != NULL)
        put_origins(record, origins);
}

json_t *movie_to_json(const struct movie *movie, const struct origin *origins)
{
    json_t *record = json_new_object();
    movie_put_json(record, movie, origins);
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

/* The record from JSON, through the table of fields. */
#include "base/clock.h"
#include "extract/json_cursor.h"
#include "store/record.h"

/* Into the array that stands next, with the number of its elements. The count is taken with a copy: a cursor is its
 * whole state. */
static bool enter_counted(struct json_cursor *c, size_t *out_count)
{
    size_t count = 0;
    struct json_cursor ahead = *c;
    if (json_enter_array(&ahead)) {
        while (json_next_element(&ahead))
            count++;
    }
    *out_count = count;
    return json_enter_array(c);
}

static void read_texts(struct json_cursor *c, struct arena *arena, struct texts *out)
{
    size_t count;
    if (!enter_counted(c, &count))
        return;
    struct texts list = { arena_array(arena, count, sizeof *list.at), 0 };
    while (json_next_element(c)) {
        if (json_read_text(c, arena, &list.at[list.count]))
            list.count++;
    }
    *out = list;
}

static void read_person(struct json_cursor *c, struct arena *arena, struct person *out)
{
    struct text key;
    struct number tmdb_id = { 0 };
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        if (text_is(key, "name"))
            (void)json_read_text(c, arena, &out->name);
        else if (text_is(key, "imdb_id"))
            (void)json_read_text(c, arena, &out->imdb_id);
        else if (text_is(key, "imdb_id_from"))
            (void)json_read_text(c, arena, &out->imdb_id_from);
        else if (text_is(key, "character"))
            (void)json_read_text(c, arena, &out->character);
        else if (text_is(key, "tmdb_id"))
            (void)json_read_integer(c, &tmdb_id);
    }
    out->tmdb_id = tmdb_id.value;
}

static void read_people(struct json_cursor *c, struct arena *arena, struct people *out)
{
    size_t count;
    if (!enter_counted(c, &count))
        return;
    struct people list = { arena_array(arena, count, sizeof *list.at), 0 };
    while (json_next_element(c))
        read_person(c, arena, &list.at[list.count++]);
    *out = list;
}

static void read_coded(struct json_cursor *c, struct arena *arena, struct coded *out)
{
    struct text key;
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        if (text_is(key, "code"))
            (void)json_read_text(c, arena, &out->code);
        else if (text_is(key, "name"))
            (void)json_read_text(c, arena, &out->name);
    }
}

static void read_codeds(struct json_cursor *c, struct arena *arena, struct codeds *out)
{
    size_t count;
    if (!enter_counted(c, &count))
        return;
    struct codeds list = { arena_array(arena, count, sizeof *list.at), 0 };
    while (json_next_element(c))
        read_coded(c, arena, &list.at[list.count++]);
    *out = list;
}

static void read_field(struct json_cursor *c, struct arena *arena, enum field_kind kind, void *out)
{
    switch (kind) {
    case FIELD_TEXT: (void)json_read_text(c, arena, out); break;
    case FIELD_NUMBER: (void)json_read_integer(c, out); break;
    case FIELD_DECIMAL: (void)json_read_decimal(c, out); break;
    case FIELD_FLAG: (void)json_read_flag(c, out); break;
    case FIELD_TEXTS: read_texts(c, arena, out); break;
    case FIELD_PEOPLE: read_people(c, arena, out); break;
    case FIELD_CODED: read_codeds(c, arena, out); break;
    }
}

enum status record_read(struct text json, struct arena *arena, struct movie *out, struct error *err)
{
    struct json_cursor c;
    struct movie movie = { 0 };
    struct text key;
    json_open(&c, json);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            int field = movie_field_index(key);
            if (field >= 0)
                read_field(&c, arena, movie_fields[field].kind, (char *)&movie + movie_fields[field].offset);
        }
    }
    enum status status = json_finish(&c, err);
    if (status == OK)
        *out = movie;
    return status;
}

/* ── origins ── */

static void read_origin(struct json_cursor *c, struct arena *arena, struct field_origin *out)
{
    struct text key, fetched_at = { 0 };
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        if (text_is(key, "source"))
            (void)json_read_text(c, arena, &out->source);
        else if (text_is(key, "licence"))
            (void)json_read_text(c, arena, &out->licence);
        else if (text_is(key, "fetched_at"))
            (void)json_read_text(c, arena, &fetched_at);
        else if (text_is(key, "answer_sha256"))
            (void)json_read_text(c, arena, &out->answer_sha256);
    }
    (void)clock_parse_iso(fetched_at, &out->fetched_at_ms);
}

bool record_same_origin(const struct field_origin *a, const struct field_origin *b)
{
    return text_equal(a->source, b->source) && text_equal(a->licence, b->licence) &&
           a->fetched_at_ms / CLOCK_SECOND_MS == b->fetched_at_ms / CLOCK_SECOND_MS &&
           text_equal(a->answer_sha256, b->answer_sha256);
}

/* PostgreSQL keeps members in an order of its own: whom a name means may stand behind it. */
void record_read_origins(struct json_cursor *c, struct arena *arena, struct field_origin *out)
{
    struct text key, name;
    int like[MOVIE_FIELDS_MAX];
    for (size_t i = 0; i < movie_field_count; i++)
        like[i] = -1;
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        int field = movie_field_index(key);
        if (field < 0) /* of another version */
            continue;
        if (json_peek(c) == JSON_VALUE_STRING && json_read_text(c, arena, &name))
            like[field] = movie_field_index(name);
        else
            read_origin(c, arena, &out[field]);
    }
    for (size_t i = 0; i < movie_field_count; i++) {
        if (like[i] >= 0 && like[like[i]] < 0)
            out[i] = out[like[i]];
    }
}

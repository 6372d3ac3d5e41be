/* Lists as JSON: objects one a line, or in one array; the arguments of jobs. */
#include "base/error.h"
#include "model/movie_json.h"
#include "work/import_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An object with two members of one name says two things. */
enum { JSON_LOAD = JSON_REJECT_DUPLICATES };

static struct text string_of(const json_t *value)
{
    return json_is_string(value) ? text_from(json_string_value(value), json_string_length(value)) : (struct text){ 0 };
}

/* A year as it may stand: 1999, 1999.0, "1999", null. False when it is something else. */
static bool year_text(const json_t *value, struct arena *arena, struct text *out)
{
    *out = string_of(value);
    if (value == NULL || json_is_null(value) || text_known(*out))
        return true;
    double number = json_is_number(value) ? json_number_value(value) : NAN;
    if (!(fabs(number) < 1e6) || trunc(number) != number)
        return false;
    *out = arena_printf(arena, "%.0f", number);
    return true;
}

/* The API writes its context as one object (contract §5): what stands in it, stands beside it. */
static void unfold_context(json_t *object)
{
    json_t *context = json_incref(json_object_get(object, "context"));
    if (json_is_object(context) &&
        (json_object_del(object, "context") != 0 || json_object_update_missing(object, context) != 0))
        oom();
    json_decref(context);
}

/* All but what has a column of its own, and but what says nothing. */
static struct text context_of(json_t *object, struct arena *arena)
{
    static const char *const columns[] = { "imdb_id", "title", "year" };
    const char *key;
    json_t *value;
    void *next;
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        (void)json_object_del(object, columns[i]);
    unfold_context(object); /* after them: a year in it is not the film's */
    json_object_foreach_safe(object, next, key, value)
    {
        if (json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0))
            (void)json_object_del(object, key);
    }
    return json_object_size(object) > 0 ? json_printed(object, JSON_PRINT, arena) : (struct text){ 0 };
}

/* `more`: places beside the object where title and year may stand; NULL ends. */
static void take_object(struct import_reader *reader, size_t line, json_t *object, const json_t *const *more)
{
    struct import_given given = { .id = string_of(json_object_get(object, "imdb_id")) };
    json_t *title = json_object_get(object, "title"), *year = json_object_get(object, "year");
    if (title != NULL && !json_is_string(title) && !json_is_null(title)) {
        import_bad(reader, line, "title is not a string");
        return;
    }
    if (!year_text(year, reader->arena, &given.year)) {
        import_bad(reader, line, "year is not a whole number");
        return;
    }
    given.title = string_of(title);
    for (; *more != NULL; more++) { /* what stands there in another form is not ours to judge */
        struct text found = string_of(json_object_get(*more, "title"));
        if (text_empty(given.title) && found.len <= IMPORT_TITLE_BYTES_MAX)
            given.title = found;
        if (text_empty(given.year) && !year_text(json_object_get(*more, "year"), reader->arena, &given.year))
            given.year = (struct text){ 0 };
    }
    given.id = arena_text(reader->arena, given.id); /* the object's texts go with it */
    given.title = arena_text(reader->arena, given.title);
    given.year = arena_text(reader->arena, given.year);
    given.context = context_of(object, reader->arena);
    import_take(reader, line, &given);
}

/* What `extract --json` printed: the record's id, title and year, and what its list said of it. */
static void take_extracted(struct import_reader *reader, size_t line, json_t *printed)
{
    const json_t *movie = json_object_get(printed, "movie");
    const json_t *const more[] = { movie, NULL };
    json_t *context = json_object_get(printed, "context");
    if (!json_is_object(movie)) {
        import_bad(reader, line, "is a line of extract that has no record");
        return;
    }
    json_t *row = json_is_object(context) ? json_copy(context) : json_object();
    if (row == NULL || json_object_set(row, "imdb_id", json_object_get(movie, "imdb_id")) != 0)
        oom();
    take_object(reader, line, row, more);
    json_decref(row);
}

static void take_value(struct import_reader *reader, size_t line, json_t *value)
{
    static const json_t *const nowhere_else[] = { NULL };
    if (json_object_get(value, "schema_version") != NULL && json_object_get(value, "layout") != NULL)
        take_extracted(reader, line, value);
    else if (json_is_object(value))
        take_object(reader, line, value, nowhere_else);
    else
        import_bad(reader, line, "is not a JSON object");
}

void import_read_json_lines(struct import_reader *reader, struct text bytes)
{
    struct text line;
    for (size_t number = 1; !import_is_full(reader) && text_take_line(&bytes, &line); number++) {
        json_error_t why;
        line = text_trim(line);
        if (line.len == 0)
            continue;
        json_t *value = json_loadb(line.at, line.len, JSON_LOAD, &why);
        if (value == NULL)
            import_bad(reader, number, "is not JSON on one line: %s", why.text);
        else
            take_value(reader, number, value);
        json_decref(value);
    }
}

/* ── an array ── */

struct array {
    struct text rest;
    size_t line;
};

static void pass(struct array *array, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        array->line += array->rest.at[i] == '\n';
    array->rest = text_after(array->rest, bytes);
}

static char next_char(struct array *array)
{
    size_t space = 0;
    while (space < array->rest.len && strchr(" \t\r\n", array->rest.at[space]) != NULL && array->rest.at[space] != '\0')
        space++;
    pass(array, space);
    return array->rest.len > 0 ? array->rest.at[0] : '\0';
}

void import_read_json(struct import_reader *reader, struct text bytes)
{
    struct array array = { bytes, 1 };
    if (next_char(&array) != '[') {
        import_unreadable(reader, array.line, "is not a JSON array");
        return;
    }
    pass(&array, 1);
    bool more = next_char(&array) != ']';
    while (more && !import_is_full(reader)) {
        json_error_t why;
        (void)next_char(&array);
        json_t *value = json_loadb(array.rest.at != NULL ? array.rest.at : "", array.rest.len,
                                   JSON_LOAD | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &why);
        if (value == NULL) { /* where the next element begins cannot be known */
            import_bad(reader, array.line + (size_t)(why.line > 1 ? why.line - 1 : 0), "is not JSON: %s", why.text);
            reader->list.unreadable = true;
            return;
        }
        take_value(reader, array.line, value);
        json_decref(value);
        pass(&array, (size_t)why.position);
        more = next_char(&array) == ',';
        if (more)
            pass(&array, 1);
    }
    if (import_is_full(reader))
        return;
    if (next_char(&array) != ']') {
        import_unreadable(reader, array.line, "is not JSON: neither ',' nor ']' after an element");
        return;
    }
    pass(&array, 1);
    (void)next_char(&array);
    if (array.rest.len > 0)
        import_unreadable(reader, array.line, "is not JSON: something follows the array");
}

/* ── jobs ── */

void import_job(struct import_reader *reader, size_t job_id, struct text args, struct text meta)
{
    json_t *object = text_known(args) ? json_loadb(args.at, args.len, 0, NULL) : NULL;
    json_t *beside = text_known(meta) ? json_loadb(meta.at, meta.len, 0, NULL) : NULL;
    json_t *metadata = json_incref(json_object_get(object, "metadata"));
    if (json_is_object(object)) {
        const json_t *more[3] = { NULL };
        size_t count = 0;
        if (json_is_object(metadata))
            more[count++] = metadata;
        if (json_is_object(beside))
            more[count] = beside;
        take_object(reader, job_id, object, more);
    } else {
        import_bad(reader, job_id, "args is not a JSON object");
    }
    json_decref(metadata);
    json_decref(object);
    json_decref(beside);
}

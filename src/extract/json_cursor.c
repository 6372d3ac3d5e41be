/* A forward-only JSON reader (RFC 8259) without a tree. */
#include "extract/json_cursor.h"

#include "extract/json_scan.h"

#include <assert.h>
#include <string.h>

static bool in_object(const struct json_cursor *c)
{
    return (c->objects >> c->depth & 1) != 0;
}

static bool enter(struct json_cursor *c, bool object)
{
    if (c->depth == JSON_DEPTH_MAX - 1)
        return json_fail(c, "nested deeper than is read");
    c->depth++;
    c->objects = object ? c->objects | UINT64_C(1) << c->depth : c->objects & ~(UINT64_C(1) << c->depth);
    c->at = json_skip_space(c->at + 1, c->end);
    c->first = true;
    c->pending = false;
    return true;
}

static void leave(struct json_cursor *c)
{
    c->at++;
    c->depth--;
    c->first = false;
    c->pending = false;
}

/* Step over the comma or onto the end of the container. True: a member or element stands next. */
static bool step_member(struct json_cursor *c, char close)
{
    c->at = json_skip_space(c->at, c->end);
    if (c->at == c->end)
        return json_fail(c, "cut off");
    if (*c->at == close) {
        leave(c);
        return false;
    }
    if (!c->first) {
        if (*c->at != ',')
            return json_fail(c, "a missing comma or bracket");
        c->at = json_skip_space(c->at + 1, c->end);
    }
    c->first = false;
    return c->at < c->end ? true : json_fail(c, "cut off");
}

/* Pass the value that stands next, whatever it holds. */
static void skip_value(struct json_cursor *c)
{
    const char *next = json_scan_value(c, c->at);
    if (next != NULL)
        c->at = next;
    c->pending = false;
}

void json_open(struct json_cursor *c, struct text bytes)
{
    *c = (struct json_cursor){ .begin = bytes.at, .at = bytes.at, .end = bytes.at + bytes.len };
    if (bytes.len > JSON_BYTES_MAX) {
        (void)json_fail(c, "larger than is read");
        return;
    }
    c->at = json_skip_space(c->at, c->end);
    c->pending = c->at < c->end;
    if (!c->pending)
        (void)json_fail(c, "empty");
}

void json_open_skimming(struct json_cursor *c, struct text bytes)
{
    json_open(c, bytes);
    c->skims = true;
}

enum json_type json_peek(const struct json_cursor *c)
{
    if (!c->pending)
        return JSON_VALUE_NONE;
    switch (*c->at) {
    case '{': return JSON_VALUE_OBJECT;
    case '[': return JSON_VALUE_ARRAY;
    case '"': return JSON_VALUE_STRING;
    case 't':
    case 'f': return JSON_VALUE_BOOLEAN;
    case 'n': return JSON_VALUE_NULL;
    default: return JSON_VALUE_NUMBER;
    }
}

static bool enter_if(struct json_cursor *c, char open)
{
    if (!c->pending)
        return false;
    if (*c->at != open) {
        skip_value(c);
        return false;
    }
    return enter(c, open == '{');
}

bool json_enter_object(struct json_cursor *c)
{
    return enter_if(c, '{');
}

bool json_enter_array(struct json_cursor *c)
{
    return enter_if(c, '[');
}

bool json_next_key(struct json_cursor *c, struct text *out_key)
{
    if (c->pending)
        skip_value(c);
    if (c->why != NULL)
        return false;
    assert(c->depth > 0 && in_object(c));
    if (!step_member(c, '}'))
        return false;
    const char *start = c->at + 1;
    bool escapes = false;
    const char *value = json_scan_key(c, c->at, &escapes);
    if (value == NULL)
        return false;
    const char *close = value;
    do /* back over the colon to the closing quote */
        close--;
    while (*close != '"');
    struct text key = text_from(start, (size_t)(close - start));
    if (escapes)
        key = key.len <= sizeof c->key ? text_from(c->key, json_decode(start, close, c->key)) : TEXT("");
    c->at = value;
    c->pending = true;
    *out_key = key;
    return true;
}

bool json_next_element(struct json_cursor *c)
{
    if (c->pending)
        skip_value(c);
    if (c->why != NULL)
        return false;
    assert(c->depth > 0 && !in_object(c));
    c->pending = step_member(c, ']');
    return c->pending;
}

void json_leave(struct json_cursor *c)
{
    int outside = c->depth - 1;
    assert(c->depth > 0 || c->why != NULL);
    struct text key;
    while (c->why == NULL && c->depth > outside) {
        if (in_object(c))
            (void)json_next_key(c, &key);
        else
            (void)json_next_element(c);
    }
}

bool json_read_text(struct json_cursor *c, struct arena *arena, struct text *out)
{
    if (json_peek(c) != JSON_VALUE_STRING) {
        json_skip(c);
        return false;
    }
    bool escapes = false;
    const char *start = c->at + 1;
    const char *close = json_scan_string(c, start, &escapes);
    if (close == NULL)
        return false;
    size_t len = (size_t)(close - start);
    if (escapes) {
        char *copy = arena_alloc(arena, len + 1);
        size_t used = json_decode(start, close, copy);
        copy[used] = '\0';
        arena_shrink(arena, copy, len + 1, used + 1);
        *out = text_from(copy, used);
    } else {
        *out = text_from(start, len);
    }
    c->at = close + 1;
    c->pending = false;
    return true;
}

/* The bytes of the number that stands next. */
static bool read_number(struct json_cursor *c, struct text *out)
{
    bool is_number = json_peek(c) == JSON_VALUE_NUMBER;
    struct text raw;
    if (!json_skip_raw(c, &raw) || !is_number)
        return false;
    *out = raw;
    return true;
}

bool json_read_integer(struct json_cursor *c, struct number *out)
{
    struct text raw;
    int64_t value;
    double decimal;
    if (!read_number(c, &raw))
        return false;
    if (!num_parse(raw, INT64_MIN, INT64_MAX, &value)) {
        /* "5.0" and "5e0" are integers too; beyond 2^53 a double no longer says which one */
        if (!num_parse_decimal(raw, &decimal) || decimal < -9007199254740992.0 || decimal > 9007199254740992.0 ||
            (double)(int64_t)decimal != decimal)
            return false;
        value = (int64_t)decimal;
    }
    *out = number_of(value);
    return true;
}

bool json_read_decimal(struct json_cursor *c, struct decimal *out)
{
    struct text raw;
    double value;
    if (!read_number(c, &raw) || !num_parse_decimal(raw, &value))
        return false;
    *out = (struct decimal){ value, true };
    return true;
}

bool json_read_flag(struct json_cursor *c, struct flag *out)
{
    bool is_flag = json_peek(c) == JSON_VALUE_BOOLEAN;
    struct text raw;
    if (!json_skip_raw(c, &raw) || !is_flag)
        return false;
    *out = (struct flag){ raw.at[0] == 't', true };
    return true;
}

void json_skip(struct json_cursor *c)
{
    if (c->pending)
        skip_value(c);
}

bool json_skip_raw(struct json_cursor *c, struct text *out)
{
    const char *start = c->at;
    if (!c->pending)
        return false;
    skip_value(c);
    if (c->why != NULL)
        return false;
    *out = text_from(start, (size_t)(c->at - start));
    return true;
}

static enum status failed(const struct json_cursor *c, struct error *err)
{
    return error_set(err, DRIFT, "JSON: %s at byte %zu of %zu", c->why, (size_t)(c->at - c->begin),
                     (size_t)(c->end - c->begin));
}

enum status json_finish_value(struct json_cursor *c, struct text *out_rest, struct error *err)
{
    while (c->why == NULL && c->depth > 0)
        json_leave(c);
    json_skip(c);
    if (c->why != NULL)
        return failed(c, err);
    *out_rest = text_from(c->at, (size_t)(c->end - c->at));
    return OK;
}

enum status json_finish(struct json_cursor *c, struct error *err)
{
    struct text rest;
    enum status status = json_finish_value(c, &rest, err);
    if (status != OK)
        return status;
    c->at = json_skip_space(c->at, c->end);
    if (c->at != c->end) {
        (void)json_fail(c, "something behind the end");
        return failed(c, err);
    }
    return OK;
}

/* A forward-only JSON reader (RFC 8259) without a tree. */
#include "extract/json_cursor.h"

#include "base/scan.h"

#include <assert.h>
#include <string.h>

static bool fail(struct json_cursor *c, const char *why)
{
    if (c->why == NULL)
        c->why = why;
    c->pending = false;
    return false;
}

static bool in_object(const struct json_cursor *c)
{
    return (c->objects >> c->depth & 1) != 0;
}

/* Minified JSON has no white space, so the first test nearly always ends it. */
static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hex digits at `at`; -1 when they are not there. */
static int hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* `at` stands on a backslash; the place behind the escape, or NULL. */
static const char *skip_escape(const char *at, const char *end)
{
    if (end - at < 2)
        return NULL;
    if (at[1] == 'u')
        return hex4(at + 2, end) < 0 ? NULL : at + 6;
    return strchr("\"\\/bfnrt", at[1]) != NULL && at[1] != '\0' ? at + 2 : NULL;
}

/* `at` stands behind the opening quote; the place of the closing one, or NULL after fail(). */
static const char *scan_string(struct json_cursor *c, const char *at, bool *out_escapes)
{
    for (;;) {
        at = scan_json_plain(at, c->end);
        if (at == c->end) {
            (void)fail(c, "cut off within a string");
            return NULL;
        }
        if (*at == '"')
            return at;
        if (*at == '\\') {
            *out_escapes = true;
            const char *next = skip_escape(at, c->end);
            if (next == NULL) {
                (void)fail(c, "a bad escape in a string");
                return NULL;
            }
            at = next;
            continue;
        }
        size_t step = (unsigned char)*at < 0x20 ? 0 : scan_utf8_char(at, c->end);
        if (step == 0) {
            (void)fail(c, "a control byte or ill-formed UTF-8 in a string");
            return NULL;
        }
        at += step;
    }
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The place behind the number at `at`, or NULL. */
static const char *scan_number(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    const char *digits = at;
    at = skip_digits(at, end);
    if (at == digits || (*digits == '0' && at - digits > 1))
        return NULL;
    if (at < end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        digits = at;
        at = skip_digits(at, end);
        if (at == digits)
            return NULL;
    }
    return at;
}

/* The place behind a string, number or literal at `at`, or NULL after fail(). */
static const char *scan_scalar(struct json_cursor *c, const char *at)
{
    static const struct text literals[] = { { "true", 4 }, { "false", 5 }, { "null", 4 } };
    bool escapes;
    if (*at == '"') {
        const char *close = scan_string(c, at + 1, &escapes);
        return close != NULL ? close + 1 : NULL;
    }
    for (size_t i = 0; i < 3; i++) {
        if (*at == literals[i].at[0] && text_starts(text_from(at, (size_t)(c->end - at)), literals[i]))
            return at + literals[i].len;
    }
    const char *stop = scan_number(at, c->end);
    if (stop == NULL)
        (void)fail(c, "something that is no JSON value");
    return stop;
}

static bool enter(struct json_cursor *c, bool object)
{
    if (c->depth == JSON_DEPTH_MAX - 1)
        return fail(c, "nested too deeply");
    c->depth++;
    c->objects = object ? c->objects | UINT64_C(1) << c->depth : c->objects & ~(UINT64_C(1) << c->depth);
    c->at = skip_space(c->at + 1, c->end);
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
    c->at = skip_space(c->at, c->end);
    if (c->at == c->end)
        return fail(c, "cut off");
    if (*c->at == close) {
        leave(c);
        return false;
    }
    if (!c->first) {
        if (*c->at != ',')
            return fail(c, "a missing comma or bracket");
        c->at = skip_space(c->at + 1, c->end);
    }
    c->first = false;
    return c->at < c->end ? true : fail(c, "cut off");
}

/* Behind a key: over the colon, onto the value. */
static bool step_colon(struct json_cursor *c)
{
    c->at = skip_space(c->at, c->end);
    if (c->at == c->end || *c->at != ':')
        return fail(c, "a key without its colon");
    c->at = skip_space(c->at + 1, c->end);
    if (c->at == c->end)
        return fail(c, "cut off");
    c->pending = true;
    return true;
}

/* Pass the value at c->at, whatever it holds, back to the depth that it started from. */
static void skip_value(struct json_cursor *c)
{
    int base = c->depth;
    do {
        bool more;
        if (c->pending && (*c->at == '{' || *c->at == '[')) {
            if (!enter(c, *c->at == '{'))
                return;
        } else if (c->pending) {
            const char *next = scan_scalar(c, c->at);
            if (next == NULL)
                return;
            c->at = next;
            c->pending = false;
        }
        if (c->depth == base)
            return;
        if (in_object(c)) {
            bool escapes;
            more = step_member(c, '}');
            if (more) {
                const char *close = *c->at == '"' ? scan_string(c, c->at + 1, &escapes) : NULL;
                if (close == NULL) {
                    (void)fail(c, "a member without a key");
                    return;
                }
                c->at = close + 1;
                if (!step_colon(c))
                    return;
            }
        } else {
            more = step_member(c, ']');
            c->pending = more;
        }
        if (c->why != NULL)
            return;
    } while (c->pending || c->depth > base);
}

void json_open(struct json_cursor *c, struct text bytes)
{
    *c = (struct json_cursor){ .begin = bytes.at, .at = bytes.at, .end = bytes.at + bytes.len };
    if (bytes.len > JSON_BYTES_MAX) {
        (void)fail(c, "larger than is read");
        return;
    }
    c->at = skip_space(c->at, c->end);
    c->pending = c->at < c->end;
    if (!c->pending)
        (void)fail(c, "empty");
}

enum json_type json_peek(const struct json_cursor *c)
{
    if (!c->pending)
        return JSON_NONE;
    switch (*c->at) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_ARRAY;
    case '"': return JSON_STRING;
    case 't':
    case 'f': return JSON_BOOLEAN;
    case 'n': return JSON_NULL;
    default: return JSON_NUMBER;
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

static char *put_utf8(char *to, unsigned code)
{
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 0x3F));
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

/* *at stands behind "\u"; the character, U+FFFD for half a surrogate pair and for U+0000. */
static unsigned read_unicode_escape(const char **at, const char *end)
{
    enum { REPLACEMENT = 0xFFFD };
    int high = hex4(*at, end);
    *at += 4;
    if (high >= 0xD800 && high <= 0xDBFF && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        int low = hex4(*at + 2, end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *at += 6;
            return 0x10000u + ((unsigned)(high - 0xD800) << 10) + (unsigned)(low - 0xDC00);
        }
    }
    return high <= 0 || (high >= 0xD800 && high <= 0xDFFF) ? REPLACEMENT : (unsigned)high;
}

/* Decode [at, close), which scan_string() has checked, to `to`; never longer than the input. */
static size_t decode(const char *at, const char *close, char *to)
{
    static const char codes[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char *start = to;
    while (at < close) {
        if (*at != '\\') {
            *to++ = *at++;
        } else if (at[1] == 'u') {
            at += 2;
            to = put_utf8(to, read_unicode_escape(&at, close));
        } else {
            *to++ = values[strchr(codes, at[1]) - codes];
            at += 2;
        }
    }
    return (size_t)(to - start);
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
    bool escapes = false;
    if (*c->at != '"')
        return fail(c, "a member without a key");
    const char *start = c->at + 1;
    const char *close = scan_string(c, start, &escapes);
    if (close == NULL)
        return false;
    struct text key = text_from(start, (size_t)(close - start));
    if (escapes)
        key = key.len <= sizeof c->key ? text_from(c->key, decode(start, close, c->key)) : TEXT("");
    c->at = close + 1;
    if (!step_colon(c))
        return false;
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
    if (json_peek(c) != JSON_STRING) {
        json_skip(c);
        return false;
    }
    bool escapes = false;
    const char *start = c->at + 1;
    const char *close = scan_string(c, start, &escapes);
    if (close == NULL)
        return false;
    size_t len = (size_t)(close - start);
    if (escapes) {
        char *copy = arena_alloc(arena, len + 1);
        size_t used = decode(start, close, copy);
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
    bool is_number = json_peek(c) == JSON_NUMBER;
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
    bool is_flag = json_peek(c) == JSON_BOOLEAN;
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
    c->at = skip_space(c->at, c->end);
    if (c->at != c->end) {
        (void)fail(c, "something behind the end");
        return failed(c, err);
    }
    return OK;
}

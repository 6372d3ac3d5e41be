/* Strings, numbers and whole values scanned and checked. */
#include "extract/json_scan.h"

#include "base/num.h"

#include <string.h>

bool json_fail(struct json_cursor *c, const char *why)
{
    if (c->why == NULL)
        c->why = why;
    c->pending = false;
    return false;
}

/* Four hex digits at `at`; -1 when they are not there. */
static int hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = num_hex_digit(at[i]);
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
const char *json_scan_string(struct json_cursor *c, const char *at, bool *out_escapes)
{
    for (;;) {
        at = scan_json_plain(at, c->end);
        if (at == c->end) {
            (void)json_fail(c, "cut off within a string");
            return NULL;
        }
        if (*at == '"')
            return at;
        if (*at == '\\') {
            *out_escapes = true;
            const char *next = skip_escape(at, c->end);
            if (next == NULL) {
                (void)json_fail(c, "a bad escape in a string");
                return NULL;
            }
            at = next;
            continue;
        }
        size_t step = (unsigned char)*at < 0x20 ? 0 : scan_utf8_char(at, c->end);
        if (step == 0) {
            (void)json_fail(c, "a control byte or ill-formed UTF-8 in a string");
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
        const char *close = json_scan_string(c, at + 1, &escapes);
        return close != NULL ? close + 1 : NULL;
    }
    for (size_t i = 0; i < 3; i++) {
        if (*at == literals[i].at[0] && text_starts(text_from(at, (size_t)(c->end - at)), literals[i]))
            return at + literals[i].len;
    }
    const char *stop = scan_number(at, c->end);
    if (stop == NULL)
        (void)json_fail(c, "something that is no JSON value");
    return stop;
}

static const char *cut_off(struct json_cursor *c)
{
    (void)json_fail(c, "cut off");
    return NULL;
}

/* `at` should stand on a key: the place of the value behind its colon, or NULL after fail(). */
const char *json_scan_key(struct json_cursor *c, const char *at, bool *out_escapes)
{
    if (*at != '"') {
        (void)json_fail(c, "a member without a key");
        return NULL;
    }
    at = json_scan_string(c, at + 1, out_escapes);
    if (at == NULL)
        return NULL;
    at = json_skip_space(at + 1, c->end);
    if (at == c->end || *at != ':') {
        (void)json_fail(c, "a key without its colon");
        return NULL;
    }
    at = json_skip_space(at + 1, c->end);
    return at < c->end ? at : cut_off(c);
}

/* Close every container that ends at `at`; the place of the comma behind, or the end of the outermost one with *depth
 * 0. */
static const char *skip_closers(struct json_cursor *c, const char *at, uint64_t *objects, int *depth)
{
    for (;;) {
        at = json_skip_space(at, c->end);
        if (at == c->end)
            return cut_off(c);
        if (*at != ((*objects & 1) != 0 ? '}' : ']'))
            break;
        at++;
        *objects >>= 1;
        if (--*depth == 0)
            return at;
    }
    if (*at == ',')
        return at;
    (void)json_fail(c, "a missing comma or bracket");
    return NULL;
}

/* The place behind the container at `at`, every byte of it checked, or NULL after fail(). Most of a page is passed over
 * here, so the state stays in registers: bit 0 of `objects` is the innermost container. */
static const char *skip_container(struct json_cursor *c, const char *at)
{
    uint64_t objects = 0;
    bool escapes;
    int depth = 0, room = JSON_DEPTH_MAX - 1 - c->depth;
    for (;;) {
        if (*at == '{' || *at == '[') {
            char close = *at == '{' ? '}' : ']';
            if (depth++ == room) {
                (void)json_fail(c, "nested deeper than is read");
                return NULL;
            }
            objects = objects << 1 | (*at == '{');
            at = json_skip_space(at + 1, c->end);
            if (at == c->end)
                return cut_off(c);
            if (*at != close) {
                if (close == '}' && (at = json_scan_key(c, at, &escapes)) == NULL)
                    return NULL;
                continue;
            }
        } else {
            at = scan_scalar(c, at);
            if (at == NULL)
                return NULL;
        }
        at = skip_closers(c, at, &objects, &depth);
        if (at == NULL || depth == 0)
            return at;
        at = json_skip_space(at + 1, c->end);
        if (at == c->end)
            return cut_off(c);
        if ((objects & 1) != 0 && (at = json_scan_key(c, at, &escapes)) == NULL)
            return NULL;
    }
}

const char *json_scan_value(struct json_cursor *c, const char *at)
{
    if (*at != '{' && *at != '[')
        return scan_scalar(c, at);
    return c->skims ? json_skim_container(c, at) : skip_container(c, at);
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
size_t json_decode(const char *at, const char *close, char *to)
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

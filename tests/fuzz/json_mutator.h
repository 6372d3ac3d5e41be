/* Mutations that know JSON, for the fuzzers of everything that reads it: libFuzzer's own rarely leave a document that
 * can be read. A value is dropped, doubled, swapped with another, wrapped, replaced by one of another type; a key is
 * given another one's name; the text is cut. Two times in three libFuzzer's own mutation follows or stands alone. */
#ifndef UNDERSTUDY_TESTS_FUZZ_JSON_MUTATOR_H
#define UNDERSTUDY_TESTS_FUZZ_JSON_MUTATOR_H

#include "base/random.h"
#include "fuzz.h"

#include <string.h>

enum { JSON_SPANS_MAX = 4096 };
struct json_span {
    size_t begin, end; /* of a value, or of a key with its quotes */
    bool is_key;
};

static size_t json_string_end(const uint8_t *data, size_t at, size_t size)
{
    for (at++; at < size && data[at] != '"'; at++)
        at += data[at] == '\\';
    return at < size ? at + 1 : size;
}

/* Every string, number, word and container, as far as brackets match; the grammar is the readers' matter. */
static size_t json_spans(const uint8_t *data, size_t size, struct json_span *spans)
{
    size_t open[64], depth = 0, count = 0;
    for (size_t at = 0; at < size && count < JSON_SPANS_MAX;) {
        uint8_t byte = data[at];
        if (byte == '"') {
            size_t end = json_string_end(data, at, size);
            spans[count++] = (struct json_span){ at, end, end < size && data[end] == ':' };
            at = end;
        } else if ((byte >= '0' && byte <= '9') || byte == '-' || (byte >= 'a' && byte <= 'z')) {
            size_t end = at + 1;
            while (end < size && strchr(",]}\"{[ \n<>", data[end]) == NULL)
                end++;
            spans[count++] = (struct json_span){ at, end, false };
            at = end;
        } else {
            if ((byte == '{' || byte == '[') && depth < 64)
                open[depth++] = at;
            else if ((byte == '}' || byte == ']') && depth > 0)
                spans[count++] = (struct json_span){ open[--depth], at + 1, false };
            at++;
        }
    }
    return count;
}

/* `by` in place of data[begin, end); the old size when there is no room. */
static size_t json_put(uint8_t *data, size_t size, size_t max_size, struct json_span span, const void *by, size_t bytes)
{
    size_t grown = size - (span.end - span.begin) + bytes;
    if (grown > max_size)
        return size;
    memmove(data + span.begin + bytes, data + span.end, size - span.end);
    memcpy(data + span.begin, by, bytes);
    return grown;
}

static size_t json_change(uint8_t *data, size_t size, size_t max_size, struct random *chance)
{
    static const char *const values[] = { "null",          "[]",        "{}", "\"\"", "0", "-1e999", "true",
                                          "\"tt9900002\"", "[[[[{}]]]]" };
    static struct json_span spans[JSON_SPANS_MAX];
    static uint8_t copy[1 << 16];
    size_t count = json_spans(data, size, spans);
    if (count < 2)
        return size;
    struct json_span span = spans[random_between(chance, 0, (int64_t)count - 1)];
    struct json_span other = spans[random_between(chance, 0, (int64_t)count - 1)];
    size_t bytes = other.end - other.begin;
    if (bytes + 8 > sizeof copy)
        return size;
    memcpy(copy, data + other.begin, bytes);
    switch (span.is_key ? (other.is_key ? 0 : 5) : random_between(chance, 0, 5)) {
    case 0: return json_put(data, size, max_size, span, copy, bytes); /* another's name, or value */
    case 1: {
        const char *value = values[random_between(chance, 0, (int64_t)(sizeof values / sizeof values[0]) - 1)];
        return json_put(data, size, max_size, span, value, strlen(value));
    }
    case 2: /* one level deeper */
        if (span.end - span.begin + 8 > sizeof copy)
            return size;
        copy[0] = '[';
        memcpy(copy + 1, data + span.begin, span.end - span.begin);
        copy[1 + span.end - span.begin] = ']';
        return json_put(data, size, max_size, span, copy, span.end - span.begin + 2);
    case 3: /* twice */
        if (span.end - span.begin + 8 > sizeof copy)
            return size;
        copy[0] = ',';
        memcpy(copy + 1, data + span.begin, span.end - span.begin);
        return json_put(data, size, max_size, (struct json_span){ span.end, span.end, false }, copy,
                        span.end - span.begin + 1);
    case 4: return span.end; /* cut behind it */
    default: return json_put(data, size, max_size, span, "", 0);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct random chance = { seed };
    int64_t kind = random_between(&chance, 0, 2);
    if (kind == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    for (int64_t left = random_between(&chance, 1, 4); left > 0; left--)
        size = json_change(data, size, max_size, &chance);
    return kind == 1 ? size : LLVMFuzzerMutate(data, size, max_size);
}

#endif

/* The cursor against jansson: random documents, whole and damaged; both accept or both refuse, and read the same
 * values. Known differences, kept out of the input or told apart: jansson refuses \u0000, half surrogate pairs and
 * integers beyond 64 bits; we refuse what is nested deeper than JSON_DEPTH_MAX. */
#include "base/buf.h"
#include "base/random.h"
#include "check.h"
#include "extract/json_cursor.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_BYTES = 4096 };

static struct arena arena;
static struct random chance = { 20261122 };
static int documents = 20000; /* each whole and damaged; ./dev check-all takes half a million */

static size_t below(size_t limit)
{
    return (size_t)random_between(&chance, 0, (int64_t)limit - 1);
}

static void put_space(struct buf *out)
{
    if (below(8) == 0)
        (void)buf_add_z(out, (const char *[]){ " ", "\n", "\t", "\r\n", "                     " }[below(5)]);
}

static void put_string(struct buf *out)
{
    static const char *const parts[] = { "a",
                                         "id",
                                         "\\n",
                                         "\\\"",
                                         "\\\\",
                                         "\\/",
                                         "\\u00e9",
                                         "\\ud83c\\udfac",
                                         "\xC3\xA9",
                                         "\xE6\x9D\xB1",
                                         "\xF0\x9F\x8E\xAC",
                                         "0123456789abcdef",
                                         "text ",
                                         "{",
                                         "]",
                                         ":",
                                         "," };
    (void)buf_add_char(out, '"');
    for (size_t left = below(6); left > 0; left--)
        (void)buf_add_z(out, parts[below(sizeof parts / sizeof parts[0])]);
    (void)buf_add_char(out, '"');
}

static void put_value(struct buf *out, int depth)
{
    static const char *const scalars[] = { "0",    "-1",  "7",    "123456789", "1.5", "-2.25e3",
                                           "1E-2", "0.0", "true", "false",     "null" };
    put_space(out);
    size_t kind = below(depth > 6 ? 2 : 4);
    if (kind == 0) {
        (void)buf_add_z(out, scalars[below(sizeof scalars / sizeof scalars[0])]);
    } else if (kind == 1) {
        put_string(out);
    } else {
        bool object = kind == 2;
        (void)buf_add_char(out, object ? '{' : '[');
        for (size_t left = below(5); left > 0; left--) {
            if (object) {
                put_space(out);
                put_string(out);
                put_space(out);
                (void)buf_add_char(out, ':');
            }
            put_value(out, depth + 1);
            if (left > 1)
                (void)buf_add_char(out, ',');
        }
        put_space(out);
        (void)buf_add_char(out, object ? '}' : ']');
    }
    put_space(out);
}

/* The cursor's view of a document as a jansson tree; NULL on failure. */
static json_t *build(struct json_cursor *c)
{
    struct text key, text;
    struct flag flag;
    struct number number;
    struct decimal decimal;
    switch (json_peek(c)) {
    case JSON_VALUE_OBJECT: {
        json_t *object = json_object();
        (void)json_enter_object(c);
        while (json_next_key(c, &key)) {
            const char *name = arena_z(&arena, key);
            json_t *value = build(c);
            if (value != NULL)
                (void)json_object_set_new(object, name, value);
        }
        return object;
    }
    case JSON_VALUE_ARRAY: {
        json_t *array = json_array();
        (void)json_enter_array(c);
        while (json_next_element(c)) {
            json_t *value = build(c);
            if (value != NULL)
                (void)json_array_append_new(array, value);
        }
        return array;
    }
    case JSON_VALUE_STRING: return json_read_text(c, &arena, &text) ? json_stringn(text.at, text.len) : NULL;
    case JSON_VALUE_BOOLEAN: return json_read_flag(c, &flag) ? json_boolean(flag.value) : NULL;
    case JSON_VALUE_NULL: json_skip(c); return c->why == NULL ? json_null() : NULL;
    case JSON_VALUE_NUMBER: {
        bool whole = true;
        for (const char *at = c->at; at < c->end && strchr("+-.eE0123456789", *at) != NULL && *at != '\0'; at++)
            whole = whole && strchr(".eE", *at) == NULL;
        if (whole)
            return json_read_integer(c, &number) ? json_integer(number.value) : NULL;
        return json_read_decimal(c, &decimal) ? json_real(decimal.value) : NULL;
    }
    case JSON_VALUE_NONE: break;
    }
    return NULL;
}

static void compare(struct text document)
{
    struct json_cursor c, skipper, skimmer;
    json_error_t error;
    json_t *want = json_loadb(document.at, document.len, JSON_DECODE_ANY, &error);
    json_open(&c, document);
    json_t *got = build(&c);
    bool accepted = json_finish(&c, NULL) == OK;
    json_open(&skipper, document);
    CHECK(accepted == (json_finish(&skipper, NULL) == OK)); /* skipping checks as much as reading does */
    json_open_skimming(&skimmer, document);
    CHECK(json_finish(&skimmer, NULL) == OK || !accepted); /* skimming checks less, never more */
    bool differs = strstr(error.text, "\\u0000") != NULL || strstr(error.text, "invalid Unicode") != NULL ||
                   strstr(error.text, "too big integer") != NULL ||
                   strstr(error.text, "real number overflow") != NULL ||
                   strstr(error.text, "NUL byte in object key") != NULL;
    if (want == NULL && accepted && differs)
        accepted = false;
    if (!CHECK(accepted == (want != NULL)))
        printf("# %.*s\n# jansson: %s\n", TEXT_ARG(document), want == NULL ? error.text : "accepts");
    if (want != NULL && accepted)
        CHECK(json_equal(want, got) == 1);
    json_decref(want);
    json_decref(got);
    arena_reset(&arena);
}

static void whole_documents(void)
{
    struct buf document = BUF_WITH_LIMIT(DOCUMENT_BYTES);
    for (int i = 0; i < documents && check_failures == 0; i++) {
        buf_clear(&document);
        put_value(&document, 0);
        if (!document.overflow)
            compare(buf_text(&document));
    }
    buf_finish(&document);
}

static void damaged_documents(void)
{
    static const char bytes[] = "{}[]\",:\\ \n0129.-+eEtrufalsn\x01\x80\xC3\xFFu";
    struct buf document = BUF_WITH_LIMIT(DOCUMENT_BYTES);
    for (int i = 0; i < documents && check_failures == 0; i++) {
        buf_clear(&document);
        put_value(&document, 0);
        if (document.overflow || document.len == 0)
            continue;
        for (size_t left = 1 + below(3); left > 0; left--)
            document.at[below(document.len)] = bytes[below(sizeof bytes - 1)];
        compare(text_from(document.at, below(4) == 0 ? below(document.len) + 1 : document.len));
    }
    buf_finish(&document);
}

int main(int argc, char **argv)
{
    int64_t wanted;
    if (argc > 1 && num_parse(text_of(argv[1]), 1, 100000000, &wanted))
        documents = (int)wanted;
    json_object_seed(1);
    RUN(whole_documents);
    RUN(damaged_documents);
    arena_finish(&arena);
    return check_done();
}

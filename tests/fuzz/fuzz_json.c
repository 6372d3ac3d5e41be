/* JSON cursor: walking and skipping agree on what is well-formed, skimming takes at least that; texts are UTF-8;
 * numbers stay in range. */
#include "extract/json_cursor.h"
#include "fuzz.h"
#include "json_mutator.h"

static struct arena arena;

static void walk(struct json_cursor *c)
{
    struct text key, text;
    struct number number;
    struct decimal decimal;
    struct flag flag;
    switch (json_peek(c)) {
    case JSON_VALUE_OBJECT:
        (void)json_enter_object(c);
        while (json_next_key(c, &key)) {
            LAW(text_is_utf8(key));
            walk(c);
        }
        break;
    case JSON_VALUE_ARRAY:
        (void)json_enter_array(c);
        while (json_next_element(c))
            walk(c);
        break;
    case JSON_VALUE_STRING:
        if (json_read_text(c, &arena, &text))
            LAW(text_is_utf8(text));
        break;
    case JSON_VALUE_NUMBER:
        if (c->begin < c->at && (c->at - c->begin) % 2 == 0)
            (void)json_read_integer(c, &number);
        else
            (void)json_read_decimal(c, &decimal);
        break;
    case JSON_VALUE_BOOLEAN: (void)json_read_flag(c, &flag); break;
    case JSON_VALUE_NULL:
    case JSON_VALUE_NONE: break; /* left for the next call to skip */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_cursor walker, skipper, skimmer;
    json_open(&walker, fuzz_text(data, size));
    walk(&walker);
    json_open(&skipper, fuzz_text(data, size));
    enum status whole = json_finish(&walker, NULL);
    LAW(whole == json_finish(&skipper, NULL));
    json_open_skimming(&skimmer, fuzz_text(data, size));
    LAW(json_finish(&skimmer, NULL) == OK || whole != OK);
    arena_reset(&arena);
    return 0;
}

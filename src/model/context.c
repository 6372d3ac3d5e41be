/* Two contexts to one. */
#include "model/context.h"

#include "base/error.h"
#include "model/movie_json.h"

#include <stdlib.h>

static json_t *made(json_t *value)
{
    if (value == NULL)
        oom(); /* what was parsed can be copied */
    return value;
}

static void append_once(json_t *list, json_t *value)
{
    size_t i;
    json_t *known;
    json_array_foreach(list, i, known)
    {
        if (json_equal(known, value))
            return;
    }
    if (json_array_append(list, value) != 0)
        oom();
}

static void append_all(json_t *list, json_t *value)
{
    if (!json_is_array(value))
        append_once(list, value);
    for (size_t i = 0; i < json_array_size(value); i++) /* 0 of what is no array */
        append_once(list, json_array_get(value, i));
}

static void merge_into(json_t *into, json_t *from)
{
    const char *key;
    json_t *value;
    json_object_foreach(from, key, value)
    {
        json_t *known = json_object_get(into, key);
        if (known != NULL && json_is_object(known) && json_is_object(value)) {
            merge_into(known, value);
        } else if (known != NULL && !json_equal(known, value)) {
            json_t *list = made(json_array());
            append_all(list, known);
            append_all(list, value);
            if (json_object_set_new(into, key, list) != 0)
                oom();
        } else if (known == NULL && json_object_set(into, key, value) != 0) {
            oom();
        }
    }
}

static json_t *parse(struct text t)
{
    json_t *value = text_empty(t) ? NULL : json_loadb(t.at, t.len, 0, NULL);
    if (json_is_object(value))
        return value;
    json_decref(value);
    return NULL;
}

static enum context_change print(const json_t *merged, struct arena *arena, struct text *out)
{
    struct text text = json_printed(merged, JSON_PRINT, arena);
    if (text.len > CONTEXT_BYTES_MAX)
        return CONTEXT_FULL;
    *out = text;
    return CONTEXT_GREW;
}

enum context_change context_merge(struct text older, struct text newer, struct arena *arena, struct text *out)
{
    enum context_change change = CONTEXT_SAME;
    *out = older;
    if (text_empty(newer) || text_equal(older, newer))
        return CONTEXT_SAME;
    json_t *before = text_known(older) ? parse(older) : made(json_object());
    json_t *more = parse(newer);
    if (before != NULL && more != NULL) {
        json_t *merged = made(json_deep_copy(before));
        merge_into(merged, more);
        if (!json_equal(merged, before))
            change = print(merged, arena, out);
        json_decref(merged);
    }
    json_decref(before);
    json_decref(more);
    return change;
}

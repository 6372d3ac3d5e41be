/* Lists of a record that grow while an answer is read. */
#include "source/gather.h"

#include "extract/html_text.h"

#include <string.h>

struct text gather_read_text(struct json_cursor *c, struct arena *arena)
{
    struct text t = { 0 };
    return json_read_text(c, arena, &t) ? html_collapse(t, arena) : (struct text){ 0 };
}

void *gather_room(struct arena *arena, void *at, size_t count, size_t size)
{
    if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
        return at;
    void *bigger = arena_array(arena, count == 0 ? 4 : count * 2, size);
    if (count > 0)
        memcpy(bigger, at, count * size);
    return bigger;
}

void gather_text(struct texts *texts, struct text t, struct arena *arena)
{
    if (text_empty(t) || texts->count >= GATHER_MAX)
        return;
    for (size_t i = 0; i < texts->count; i++) {
        if (text_equal(texts->at[i], t))
            return;
    }
    texts->at = gather_room(arena, texts->at, texts->count, sizeof *texts->at);
    texts->at[texts->count++] = t;
}

void gather_name(struct people *people, struct text name, struct arena *arena)
{
    if (text_empty(name) || people->count >= GATHER_MAX)
        return;
    for (size_t i = 0; i < people->count; i++) {
        if (text_equal(people->at[i].name, name))
            return;
    }
    people->at = gather_room(arena, people->at, people->count, sizeof *people->at);
    people->at[people->count++] = (struct person){ .name = name };
}

void gather_coded(struct codeds *codeds, struct coded coded, struct arena *arena)
{
    if ((text_empty(coded.code) && text_empty(coded.name)) || codeds->count >= GATHER_MAX)
        return;
    for (size_t i = 0; i < codeds->count; i++) {
        if (text_equal(codeds->at[i].code, coded.code) && text_equal(codeds->at[i].name, coded.name))
            return;
    }
    codeds->at = gather_room(arena, codeds->at, codeds->count, sizeof *codeds->at);
    codeds->at[codeds->count++] = coded;
}

/* A growing byte buffer with a compulsory limit. */
#include "base/buf.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 256 };

char *buf_try(struct buf *b, size_t bytes)
{
    if (bytes > b->limit - b->len) {
        b->overflow = true;
        return NULL;
    }
    size_t needed = b->len + bytes + 1; /* the final NUL */
    if (needed > b->size) {
        size_t size = b->size > 0 ? b->size : (size_t)FIRST_BYTES;
        while (size < needed)
            size += size / 2 + 1;
        if (size > b->limit + 1)
            size = b->limit + 1;
        char *at = realloc(b->at, size);
        if (at == NULL)
            return NULL;
        b->at = at;
        b->size = size;
        b->at[b->len] = '\0';
    }
    return b->at + b->len;
}

char *buf_room(struct buf *b, size_t bytes)
{
    char *room = buf_try(b, bytes);
    if (room == NULL && bytes <= b->limit - b->len)
        oom();
    return room;
}

void buf_grew(struct buf *b, size_t bytes)
{
    b->len += bytes;
    b->at[b->len] = '\0';
}

bool buf_add(struct buf *b, struct text t)
{
    char *room = buf_room(b, t.len);
    if (room == NULL)
        return false;
    if (t.len > 0)
        memcpy(room, t.at, t.len);
    buf_grew(b, t.len);
    return true;
}

bool buf_add_z(struct buf *b, const char *z)
{
    return buf_add(b, text_of(z));
}

bool buf_add_char(struct buf *b, char c)
{
    return buf_add(b, text_from(&c, 1));
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *room = len >= 0 ? buf_room(b, (size_t)len) : NULL;
    if (room != NULL) {
        (void)vsnprintf(room, (size_t)len + 1, format, again);
        buf_grew(b, (size_t)len);
    }
    va_end(again);
    return room != NULL;
}

struct text buf_text(const struct buf *b)
{
    return text_from(b->at != NULL ? b->at : "", b->len);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->overflow = false;
    if (b->at != NULL)
        b->at[0] = '\0';
}

void buf_finish(struct buf *b)
{
    free(b->at);
    *b = (struct buf){ .limit = b->limit };
}

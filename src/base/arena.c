/* Bump allocator. */
#include "base/arena.h"

#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGN = _Alignof(max_align_t),
    BLOCK_BYTES = 32 * 1024, /* a title page's record needs about 20 KiB */
};

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t size;
    _Alignas(max_align_t) char at[];
};

static size_t round_up(size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGN)
        oom();
    return (bytes + (ALIGN - 1)) / ALIGN * ALIGN;
}

/* A spare block that is large enough, else a new one; NULL when out of memory. */
static struct arena_block *take_block(struct arena *a, size_t bytes)
{
    for (struct arena_block **link = &a->spare; *link != NULL; link = &(*link)->next) {
        struct arena_block *block = *link;
        if (block->size >= bytes) {
            *link = block->next;
            return block;
        }
    }
    size_t size = bytes > BLOCK_BYTES ? bytes : (size_t)BLOCK_BYTES;
    struct arena_block *block = size <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;
    if (block != NULL)
        block->size = size;
    return block;
}

void *arena_try(struct arena *a, size_t bytes)
{
    bytes = round_up(bytes > 0 ? bytes : 1);
    struct arena_block *block = a->blocks;
    if (block == NULL || block->size - block->used < bytes) {
        block = take_block(a, bytes);
        if (block == NULL)
            return NULL;
        block->used = 0;
        block->next = a->blocks;
        a->blocks = block;
    }
    void *at = block->at + block->used;
    block->used += bytes;
    return memset(at, 0, bytes);
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    void *at = arena_try(a, bytes);
    if (at == NULL)
        oom();
    return at;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size)
        oom();
    return arena_alloc(a, count * size);
}

struct text arena_text(struct arena *a, struct text t)
{
    if (t.at == NULL)
        return t;
    char *copy = arena_alloc(a, t.len + 1);
    if (t.len > 0)
        memcpy(copy, t.at, t.len);
    return text_from(copy, t.len);
}

const char *arena_z(struct arena *a, struct text t)
{
    return t.at == NULL ? NULL : arena_text(a, t).at;
}

struct text arena_printf(struct arena *a, const char *format, ...)
{
    assert(format != NULL); /* else gcc 12 warns of one under ASan */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        len = 0;
    char *at = arena_alloc(a, (size_t)len + 1);
    (void)vsnprintf(at, (size_t)len + 1, format, again);
    va_end(again);
    return text_from(at, (size_t)len);
}

void arena_shrink(struct arena *a, void *at, size_t bytes, size_t used)
{
    struct arena_block *block = a->blocks;
    char *end = (char *)at + round_up(bytes > 0 ? bytes : 1);
    if (block != NULL && end == block->at + block->used)
        block->used = (size_t)((char *)at - block->at) + round_up(used > 0 ? used : 1);
}

void arena_reset(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *block = a->blocks;
        a->blocks = block->next;
        block->next = a->spare;
        a->spare = block;
    }
}

void arena_finish(struct arena *a)
{
    arena_reset(a);
    while (a->spare != NULL) {
        struct arena_block *block = a->spare;
        a->spare = block->next;
        free(block);
    }
}

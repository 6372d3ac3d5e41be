/* Bump allocator: everything of one job or one page is freed at once.
 * Never returns NULL (oom() instead), but for arena_try(). Not thread-safe: one arena, one thread. */
#ifndef UNDERSTUDY_BASE_ARENA_H
#define UNDERSTUDY_BASE_ARENA_H

#include "base/compiler.h"
#include "base/text.h"

#include <stddef.h>

struct arena_block;

struct arena {                  /* {0} is a valid, empty arena */
    struct arena_block *blocks; /* newest first */
    struct arena_block *spare;  /* kept by arena_reset for the next round */
};

void *arena_alloc(struct arena *a, size_t bytes); /* zeroed, aligned for any type */
void *arena_try(struct arena *a, size_t bytes);   /* the same, but NULL when out of memory */
void *arena_array(struct arena *a, size_t count, size_t size);
struct text arena_text(struct arena *a, struct text t); /* copy, NUL after it; unknown stays unknown */
const char *arena_z(struct arena *a, struct text t);    /* copy as a C string */
struct text arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* Give back the unused end of the newest allocation (`at`, `bytes` as allocated). */
void arena_shrink(struct arena *a, void *at, size_t bytes, size_t used);

/* Forget everything but keep the memory: a warm arena allocates nothing. */
void arena_reset(struct arena *a);
void arena_finish(struct arena *a); /* free everything; *a is {0} again */

#endif

/* A growing byte buffer that cannot exist without a limit.
 * Invariant: len <= limit; at[len] == 0 once at != NULL. */
#ifndef UNDERSTUDY_BASE_BUF_H
#define UNDERSTUDY_BASE_BUF_H

#include "base/compiler.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *at;
    size_t len;
    size_t size;   /* allocated, 0 or more than len */
    size_t limit;  /* most bytes it may ever hold */
    bool overflow; /* sticky: an append was refused because of the limit */
};

#define BUF_WITH_LIMIT(bytes) ((struct buf){ .limit = (bytes) })

/* Each append is all or nothing and returns false past the limit; check once at the end through
 * `overflow`. Out of memory does not return. */
bool buf_add(struct buf *b, struct text t);
bool buf_add_z(struct buf *b, const char *z);
bool buf_add_char(struct buf *b, char c);
bool buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

/* Room for `bytes` more at at+len, or NULL past the limit; then buf_grew(b, n) for those written. buf_try: NULL also
 * when out of memory, which leaves `overflow` alone. */
char *buf_room(struct buf *b, size_t bytes);
char *buf_try(struct buf *b, size_t bytes);
void buf_grew(struct buf *b, size_t bytes);

struct text buf_text(const struct buf *b);
void buf_clear(struct buf *b);  /* empty, memory kept */
void buf_finish(struct buf *b); /* memory freed, limit kept */

#endif

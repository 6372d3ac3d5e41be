/* What can go wrong, as classes that a caller can act on, and one sentence for people.
 * No allocation: the caller owns the struct. */
#ifndef UNDERSTUDY_BASE_ERROR_H
#define UNDERSTUDY_BASE_ERROR_H

#include "base/compiler.h"

#include <stdbool.h>

enum status {
    OK,
    NOT_FOUND, /* an answer, not a fault */
    INVALID,   /* our input or configuration is wrong: fail now */
    DRIFT,     /* a source changed its shape: keep the bytes, raise the alarm */
    TRANSIENT, /* network, 5xx, busy database: try again later */
    THROTTLED, /* 429, 403, robots, challenge: leave the whole host alone */
    UNCERTAIN, /* a write may or may not have happened: read again, then decide */
    BROKEN     /* disk full, newer schema, unwritable: stop */
};

struct error {
    enum status status;
    int detail; /* foreign code (CURLcode, sqlite3 extended code), 0 when none */
    char text[240];
};

/* Fill *err (ignored when NULL) and return `status`, so that `return error_set(...)` reads well.
 * The text says what, where and the remedy, in one line, without a final full stop or newline. */
enum status error_set(struct error *err, enum status status, const char *format, ...) PRINTF_LIKE(3, 4);

/* Put "context: " before the text that a lower layer has set. */
void error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

const char *status_name(enum status status);

/* Out of memory: writes one constant line to stderr and _exits with 4. Safety comes from the
 * database, not from going on (facts/style.md §4.3). */
NORETURN void oom(void);

/* work(argument); false when oom() was called on the way: then nothing behind that call has run. For the C library,
 * whose callers live on. What `work` holds in that moment must be reachable from `argument`, as arenas are, and no
 * frame of another library may lie between (html_tree.c): its memory would be lost. Guards nest; each is its thread's
 * own. */
MUST_CHECK bool oom_guarded(void (*work)(void *argument), void *argument);

#endif

/* One line on the terminal that says how far something is: bar, count, rate and time left. Nothing where stderr is no
 * terminal. */
#ifndef UNDERSTUDY_CLI_PROGRESS_H
#define UNDERSTUDY_CLI_PROGRESS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_shown; /* a terminal is there, and it may be written to */
    bool is_drawn;
    int64_t start_ms, drawn_ms; /* monotonic */
};

struct progress_state {
    const char *label;
    int64_t done, total; /* bytes; total 0 = not known */
    int64_t count;       /* of `unit`; without a unit bytes are counted */
    const char *unit;    /* "rows", or NULL */
};

void progress_begin(struct progress *progress, bool quiet);
/* From now on rate and time left count anew. */
void progress_restart(struct progress *progress);
void progress_show(struct progress *progress, const struct progress_state *state); /* at most ten times a second */
void progress_end(struct progress *progress);                                      /* the line is gone */

/* The line itself, `columns` wide at most. Pure. */
void progress_line(const struct progress_state *state, int64_t elapsed_ms, size_t columns, struct buf *out);

#endif

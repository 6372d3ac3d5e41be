/* Lengths of time for people, as exact as they need: two units at most. */
#ifndef UNDERSTUDY_CLI_DURATION_H
#define UNDERSTUDY_CLI_DURATION_H

#include "base/buf.h"

#include <stdint.h>

/* "8 s", "3 min 30 s", "2 h 5 min", "3 d 4 h" */
void duration_add(struct buf *out, int64_t seconds);

#endif

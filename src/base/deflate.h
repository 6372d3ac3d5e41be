/* gzip of a whole text through ISA-L, fast rather than small: for answers on their way out. */
#ifndef UNDERSTUDY_BASE_DEFLATE_H
#define UNDERSTUDY_BASE_DEFLATE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* One gzip member in the arena; false when it would not be shorter. */
bool deflate_gzip(struct text bytes, struct arena *arena, struct text *out);

#endif

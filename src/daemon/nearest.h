/* How many edits lie between two words: for "did you mean". Pure. */
#ifndef UNDERSTUDY_DAEMON_NEAREST_H
#define UNDERSTUDY_DAEMON_NEAREST_H

#include "base/text.h"

#include <stddef.h>

enum { NEAREST_WORD_MAX = 64 }; /* longer words are nobody's typing error */

/* Insertions, deletions, replacements and swaps of neighbours, ASCII case ignored; SIZE_MAX for words over 64 bytes. */
size_t nearest_distance(struct text a, struct text b);
/* Near enough to be offered: at most a third of the length, at least one edit. */
bool nearest_is_close(struct text given, size_t distance);

#endif

/* N(s) of the identity rule (facts/tmdb.md §3.4): titles that may be written differently become equal.
 * Edge file for ICU. Pure otherwise; thread-safe. */
#ifndef UNDERSTUDY_IDENTITY_NORMALISE_H
#define UNDERSTUDY_IDENTITY_NORMALISE_H

#include "base/arena.h"
#include "base/text.h"

/* The normalised title in the arena. Empty = no evidence (only punctuation, or not UTF-8). */
struct text normalise_title(struct text title, struct arena *arena);

#endif

/* N(s) of the identity rule (facts/tmdb.md §3.4): titles that may be written differently become equal; so do names.
 * Edge file for ICU. Pure otherwise; thread-safe. */
#ifndef UNDERSTUDY_IDENTITY_NORMALISE_H
#define UNDERSTUDY_IDENTITY_NORMALISE_H

#include "base/arena.h"
#include "base/text.h"

/* The normalised title in the arena, in NFD: to be compared with another one, not to be shown.
 * Empty = no evidence (only punctuation, not UTF-8, unknown, or longer than 1000 code points). */
struct text normalise_title(struct text title, struct arena *arena);

/* The same for people's names: an article or a Roman numeral may be a name ("A Martinez", "Malcolm X") and stays, a
 * full stop parts ("J.J." and "J. J."). */
struct text normalise_name(struct text name, struct arena *arena);

/* A name as it is shown: NFC, without control characters and invisible marks, white space of every script as one space
 * and none at the ends. `name` itself when there is nothing to do, is not UTF-8 or is absurdly long; unknown when
 * nothing is left. */
struct text normalise_shown(struct text name, struct arena *arena);

/* The same text in NFC, to be asked for and shown: TMDb finds nothing for an umlaut in two parts (facts/tmdb.md §1.1).
 * Empty under the conditions of normalise_title(). */
struct text normalise_compose(struct text title, struct arena *arena);

#endif

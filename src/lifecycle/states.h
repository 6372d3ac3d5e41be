/* The states of a film, and the only ways from one to another. `wanted` holds the outcomes of ids without a row
 * (not_a_movie, not_found, given_up); here are the rows of `movies`. Pure.
 *
 *              created                    upgraded
 *     (none) ─────────→ imdb_placeholder ─────────→ soft ⇄ imdb_enriched ⇄ full
 *        │                  ↑   ↑                    │  promoted, enriched, demoted
 *        │ found            │   └────────────────────┘  vanished (TMDb dropped the record), undone (a person),
 *        └────────→ soft, imdb_enriched, full           forgotten (forget --source tmdb)
 *
 * A film that stays what it is: checked (a placeholder that TMDb still lacks), refreshed, edited. Any row may be folded
 * into another that is the same film: merged; restored when that is undone. */
#ifndef UNDERSTUDY_LIFECYCLE_STATES_H
#define UNDERSTUDY_LIFECYCLE_STATES_H

#include "base/compiler.h"
#include "base/text.h"

#include <stdbool.h>

enum film_state { FILM_NONE, FILM_PLACEHOLDER, FILM_SOFT, FILM_ENRICHED, FILM_FULL, FILM_STATES };

/* import_status of contract §4; FILM_NONE is "". */
const char *film_state_name(enum film_state state);
/* Another program's word: soft when the row has a TMDb id, else none of ours yet. */
enum film_state film_state_of(struct text import_status, bool has_row, bool has_tmdb_id);

/* Why a TMDb record may become a placeholder again; nothing else may. */
enum film_cause { FILM_BY_LOOKUP, FILM_BY_VANISHING, FILM_BY_UNDO, FILM_BY_FORGETTING };

/* The event that takes a film from one state to the other, by its name in movie_history; NULL: no such way. */
const char *film_event(enum film_state from, enum film_state to, enum film_cause cause);

#endif

/* Words for people in place of the codes that programs read: sources, operations, fields, states, reasons. Pure. What
 * is not known here is shown as it is, without its underscores. */
#ifndef UNDERSTUDY_DAEMON_PAGE_WORDS_H
#define UNDERSTUDY_DAEMON_PAGE_WORDS_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

struct text words_source(struct text source, struct arena *arena);       /* "imdb_scraper" → "IMDb title page" */
struct text words_operation(struct text operation, struct arena *arena); /* "find" → "by IMDb id" */
struct text words_field(struct text field, struct arena *arena);         /* "runtime_minutes" → "Length" */
struct text words_state(struct text state, struct arena *arena);         /* "imdb_placeholder" → "waiting" */
/* The class that gives a state its colour; "" = none. */
const char *words_state_colour(struct text state);
/* A reason without the name of the rule that gave it, and without the list of what nobody could compare. */
struct text words_reason(struct text reason, struct arena *arena);

#endif

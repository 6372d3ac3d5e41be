/* Parts of TMDb's URLs and answers: text, lists that grow, people. Internal to the TMDb files. Pure. */
#ifndef UNDERSTUDY_SOURCE_TMDB_CREDITS_H
#define UNDERSTUDY_SOURCE_TMDB_CREDITS_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/json_cursor.h"
#include "model/movie.h"

#include <stddef.h>

enum { TMDB_LIST_MAX = 1000 }; /* people or titles of one list; largest seen 302 crew */

/* "&language=en-US", or nothing when none is set. */
struct text tmdb_language_parameter(struct text language, struct arena *arena);
struct text tmdb_without_final_slash(struct text url);

/* {"cast": […], "crew": […]}: directors, writers and cast of the record. */
void tmdb_read_credits(struct json_cursor *c, struct arena *arena, struct movie *out);

#endif

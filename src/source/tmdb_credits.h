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

/* White space collapsed; unknown when the value is empty or no string. */
struct text tmdb_read_text(struct json_cursor *c, struct arena *arena);
/* `at` holds `count` elements; the same with room for one more. Capacity is 4, then doubled at every power of two. */
void *tmdb_list_grown(struct arena *arena, void *at, size_t count, size_t size);
/* {"cast": […], "crew": […]}: directors, writers and cast of the record. */
void tmdb_read_credits(struct json_cursor *c, struct arena *arena, struct movie *out);

#endif

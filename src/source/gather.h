/* Lists of a record that grow while an answer is read: bounded, each member once. Internal to the readers. Pure. */
#ifndef UNDERSTUDY_SOURCE_GATHER_H
#define UNDERSTUDY_SOURCE_GATHER_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/json_cursor.h"
#include "model/movie.h"

#include <stddef.h>

enum { GATHER_MAX = 500 }; /* members of one list: the largest casts have about 300 */

/* White space collapsed; unknown when the value is empty or no string. */
struct text gather_read_text(struct json_cursor *c, struct arena *arena);
/* `at` holds `count` elements; the same with room for one more. Capacity is 4, then doubled at every power of two. */
void *gather_room(struct arena *arena, void *at, size_t count, size_t size);

/* An empty text, a name or code that is there already, and whatever comes after GATHER_MAX is left out. */
void gather_text(struct texts *texts, struct text t, struct arena *arena);
void gather_name(struct people *people, struct text name, struct arena *arena);
void gather_coded(struct codeds *codeds, struct coded coded, struct arena *arena);

#endif

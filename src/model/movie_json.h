/* The record as JSON. Edge file for jansson. */
#ifndef UNDERSTUDY_MODEL_MOVIE_JSON_H
#define UNDERSTUDY_MODEL_MOVIE_JSON_H

#include "base/text.h"
#include "model/movie.h"

#include <jansson.h>

/* Flags for json_dumps and the like: one line; 15 digits are what a double keeps of any decimal (DBL_DIG), so that a
 * rating of 8.7 is printed as 8.7 and not, as with jansson's 17, as 8.6999999999999993. */
enum { JSON_PRINT = JSON_COMPACT | JSON_REAL_PRECISION(15) };

/* Where a field came from; `source` unknown = no origin to print. */
struct origin {
    struct text source;     /* name as in sources.order, or "tmdb" */
    struct text fetched_at; /* ISO 8601 UTC */
    struct text licence;
};

/* The record object with every required key; unknown scalars are null, unknown lists empty.
 * `origins` has movie_field_count entries or is NULL; then "sources" is left out. New reference. */
json_t *movie_to_json(const struct movie *movie, const struct origin *origins);
/* The same into an object that is empty. On oom() everything that was made hangs on it. */
void movie_put_json(json_t *record, const struct movie *movie, const struct origin *origins);

/* `value` as text in the arena, with JSON_PRINT or other flags of jansson's. What cannot be printed cannot have been
 * built, but for want of memory: oom(). */
struct text json_printed(const json_t *value, size_t flags, struct arena *arena);

/* A text value, or null when unknown (or not UTF-8, which readers refuse). New reference. */
json_t *json_of_text(struct text t);

#endif

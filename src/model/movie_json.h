/* The record as JSON, and back. Edge file for jansson. */
#ifndef UNDERSTUDY_MODEL_MOVIE_JSON_H
#define UNDERSTUDY_MODEL_MOVIE_JSON_H

#include "base/text.h"
#include "model/movie.h"

#include <jansson.h>

/* Where a field came from; `source` NULL = no origin to print. */
struct origin {
    struct text source;     /* name as in sources.order, or "tmdb" */
    struct text fetched_at; /* ISO 8601 UTC */
    struct text licence;
};

/* The record object with every required key; unknown scalars are null, unknown lists empty.
 * `origins` has movie_field_count entries or is NULL; then "sources" is left out. New reference. */
json_t *movie_to_json(const struct movie *movie, const struct origin *origins);

/* A text value, or null when unknown; ill-formed UTF-8 cannot happen (readers check it). */
json_t *json_of_text(struct text t);

#endif

/* Several findings to one record, field by field: the first source that knows a field wins; what is known is never
 * overwritten, so titles, year and date stay what the identity was proven with; what a person edited or removed is
 * never filled. Rating and votes, date and its country, come only as a pair from one source; a TMDb id only from TMDb.
 * Pure. */
#ifndef UNDERSTUDY_LIFECYCLE_MERGE_H
#define UNDERSTUDY_LIFECYCLE_MERGE_H

#include "model/movie.h"
#include "store/store.h"

#include <stdbool.h>

/* Fill what `into` does not know from `from`; each field filled gets `origin`. Returns how many were filled. */
size_t merge_fill(struct movie *into, struct field_origin *origins, const struct movie *from,
                  const struct field_origin *origin);

/* The same from a row that was stored earlier, whose fields keep their origins. What TMDb said then is left behind: it
 * has been asked again, and its silence is its answer. */
void merge_keep(struct movie *into, struct field_origin *origins, const struct movie *stored,
                const struct field_origin *stored_origins);

/* Contract §4 imdb_enriched: has a promised column (release_date, runtime, overview, original_language, original_title,
 * poster) that TMDb left empty been filled from another source? */
bool merge_enriched(const struct movie *movie, const struct field_origin *origins);
/* Is a promised column still empty? (Then asking the fallback sources is worth a request.) */
bool merge_has_gap(const struct movie *movie);
bool merge_is_gap(const struct movie *movie, size_t field);

#endif

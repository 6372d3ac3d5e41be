/* The people of one film, told by several sources: names as they are shown, and ids joined. A name says who somebody is
 * only within one film, and only where it says it of one person. Pure. */
#ifndef UNDERSTUDY_LIFECYCLE_PEOPLE_H
#define UNDERSTUDY_LIFECYCLE_PEOPLE_H

#include "model/movie.h"
#include "store/store.h"

/* Names and characters through normalise_shown(); who has no name left is left out. */
void people_clean(struct movie *movie, struct arena *arena);

/* What one source told of the film; or a row that was put together before, then `origins` say who. */
struct people_told {
    const struct movie *movie;
    struct text source;
    const struct field_origin *origins; /* MOVIE_FIELDS_MAX of them, or NULL */
};

/* Gives people of `into` the ids that others have under the same normalised name, in any role. The lists stay as they
 * are: nobody comes, nobody goes, no id is replaced. Nothing is joined
 * - under a name that two people bear, by their ids or within one list;
 * - when an IMDb id would then stand with two TMDb ids, or the other way round. */
void people_join(struct movie *into, const struct field_origin *origins, const struct people_told *told,
                 size_t told_count, struct arena *arena);

/* Takes back the ids that `source` gave to people of another one's list; false when there are none. Where nobody wrote
 * down whose they are (imdb_data), lists of sources without IMDb ids of their own lose them, whoever is forgotten. */
bool people_forget_ids(struct movie *movie, const struct field_origin *origins, struct text source,
                       struct arena *arena);

#endif

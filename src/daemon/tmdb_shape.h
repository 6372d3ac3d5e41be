/* A film of ours in the shape of TMDb's answers: every key that TMDb's own have, with the type that clients read. A
 * film that TMDb does not have gets the negative id of its row. Pure. */
#ifndef UNDERSTUDY_DAEMON_TMDB_SHAPE_H
#define UNDERSTUDY_DAEMON_TMDB_SHAPE_H

#include "model/json_build.h"
#include "store/store.h"

int64_t tmdb_shape_id(const struct stored_movie *film);
/* As an answer of /find that found it. New reference. */
json_t *tmdb_shape_find(const struct stored_movie *film);
/* As /movie/{id}, with the parts that append_to_response lists. New reference. */
json_t *tmdb_shape_details(const struct stored_movie *film, struct text append);
/* TMDb's object for an error of this HTTP status. */
json_t *tmdb_shape_error(int status);

#endif

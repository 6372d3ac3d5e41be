/* movies.imdb_data: the placeholder's whole record, with where each of its fields came from (contract §4, design law
 * 5). Written when a record is made, read when a source is forgotten. Texts live in the arena. */
#ifndef UNDERSTUDY_WORK_IMDB_DATA_H
#define UNDERSTUDY_WORK_IMDB_DATA_H

#include "base/arena.h"
#include "store/store.h"

struct text imdb_data_write(const struct movie *movie, const struct field_origin *origins, struct arena *arena);

/* `origins` has MOVIE_FIELDS_MAX entries. False when it is no such record. A field without an origin stays, with an
 * unknown one. The names of raw answers are not in it. */
bool imdb_data_read(struct text json, struct arena *arena, struct movie *out_movie, struct field_origin *out_origins);

#endif

/* Films that nobody made, and what TMDb would write of them. */
#ifndef UNDERSTUDY_SIM_FILMS_H
#define UNDERSTUDY_SIM_FILMS_H

#include "base/random.h"
#include "bodies.h"

/* The film of that number, the same for the same generator: a feature or a short, everything known. */
void film_make(struct movie *film, struct text imdb_id, struct random *random, struct arena *arena);
/* Parts of it anew, never those of before. */
struct people film_people(size_t count, struct random *random, struct arena *arena);
struct text film_title(struct random *random, struct arena *arena);
void film_set_year(struct movie *film, int64_t year, struct random *random, struct arena *arena);
bool one_in(struct random *random, int64_t n);

/* TMDb's record of the film, without a fault; nm ids are not TMDb's to tell. */
struct record record_of(const struct movie *film, int64_t tmdb_id, struct text imdb_id);

#endif

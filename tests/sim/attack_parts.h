/* What look-alikes are made of, and the right records among them. Inside tests/sim/attack*.c. */
#ifndef UNDERSTUDY_SIM_ATTACK_PARTS_H
#define UNDERSTUDY_SIM_ATTACK_PARTS_H

#include "attacks.h"

struct text attack_other_id(const struct attack *a, struct arena *arena);
/* A record of `movie` with that id in both places; /find gives it when it has one. */
struct record *attack_add(struct attack *a, const struct movie *movie, bool is_film, struct text imdb_id);
struct record *attack_add_right(struct attack *a);
struct item *attack_add_item(struct attack *a, const struct movie *movie, int64_t tmdb_id);
/* Another film altogether. */
struct movie attack_stranger(const struct attack *a, struct random *random, struct arena *arena);
/* Of that title, year and length, by others. */
struct movie attack_namesake(const struct attack *a, struct random *random, struct arena *arena);
struct movie attack_remake(const struct attack *a, struct random *random, struct arena *arena);
/* One fact that IMDb does not know either. */
void attack_forget_one(struct attack *a, struct random *random);
void attack_write_in_another_script(struct movie *movie, struct arena *arena);

/* The right record, as it is written there. */
typedef void attack_maker(struct attack *attack, struct random *random, struct arena *arena);
attack_maker right_plain, right_punctuation, right_script, right_typo, right_year, right_cut, right_no_director,
    right_director_respelt, right_cast_respelt, right_one_place, right_and_series, right_old_id, right_by_search,
    right_by_wikidata, right_beside_namesake, right_all_in_another_script, right_twice_odd;

#endif

/* The right record, as it is written on TMDb: with what contributors do to titles, years and names. */
#include "attack_parts.h"

#include <string.h>

void right_plain(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    attack_add_right(a);
    attack_forget_one(a, random);
}

void right_punctuation(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = attack_add_right(a);
    a->film.title = arena_printf(arena,
                                 "L\xC3\xBA"
                                 "cia & %.*s: Part II",
                                 TEXT_ARG(a->film.title));
    record->movie.title = arena_printf(arena, "LUCIA and %.*s - Part 2", TEXT_ARG(record->movie.title));
    (void)random;
}

void right_script(struct attack *a, struct random *random, struct arena *arena)
{
    static const char *const titles[] = { "\xD0\x97\xD0\xB8\xD0\xBC\xD0\xB0", "\xE6\x9D\xB1\xE4\xBA\xAC\xE7\x89\xA9",
                                          "\xCE\x97 \xCE\x93\xCE\xAD\xCF\x86" };
    (void)arena;
    attack_add_right(a)->movie.title = text_of(titles[random_between(random, 0, 2)]);
}

void right_typo(struct attack *a, struct random *random, struct arena *arena)
{
    struct text title = arena_text(arena, a->film.title);
    char *at = memcpy(arena_alloc(arena, title.len), title.at, title.len);
    size_t place = (size_t)random_between(random, 5, (int64_t)title.len - 2);
    at[place] = at[place] == 'x' ? 'y' : 'x';
    attack_add_right(a)->movie.title = text_from(at, title.len);
}

void right_year(struct attack *a, struct random *random, struct arena *arena)
{
    film_set_year(&attack_add_right(a)->movie, a->film.year.value + random_between(random, -3, 3), random, arena);
}

void right_cut(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    attack_add_right(a)->movie.runtime_minutes =
        number_of(a->film.runtime_minutes.value * random_between(random, 115, 145) / 100 + 6);
}

void right_no_director(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random, (void)arena;
    attack_add_right(a)->movie.directors.count = 0;
}

static struct people respelt(struct people people, struct arena *arena)
{
    struct people copy = { arena_array(arena, people.count, sizeof *copy.at), people.count };
    for (size_t i = 0; i < people.count; i++) {
        copy.at[i] = people.at[i];
        copy.at[i].name = arena_printf(arena, "%.*sh", TEXT_ARG(people.at[i].name));
    }
    return copy;
}

void right_director_respelt(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = attack_add_right(a);
    (void)random;
    record->movie.directors = respelt(record->movie.directors, arena);
}

void right_cast_respelt(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = attack_add_right(a);
    (void)random;
    record->movie.cast = respelt(record->movie.cast, arena);
}

void right_one_place(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    if (one_in(random, 2))
        attack_add_right(a)->imdb_id = (struct text){ 0 };
    else
        attack_add_right(a)->external_imdb_id = (struct text){ 0 };
}

void right_and_series(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random, (void)arena;
    attack_add_right(a);
    a->series = 1;
}

void right_old_id(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random;
    a->merged_id = attack_other_id(a, arena);
    a->provable = true;
    (void)attack_add(a, &a->film, true, a->merged_id);
}

void right_by_search(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_remake(a, random, arena);
    attack_add_right(a);
    a->found[0] = false;
    (void)attack_add(a, &other, false, other.imdb_id);
    a->found[1] = false;
}

void right_by_wikidata(struct attack *a, struct random *random, struct arena *arena)
{
    const struct record *record = attack_add(a, &a->film, true, (struct text){ 0 });
    (void)random, (void)arena;
    a->provable = true;
    (void)attack_add_item(a, &a->film, record->tmdb_id);
}

void right_beside_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    (void)attack_add(a, &other, false, (struct text){ 0 });
    attack_add_right(a);
}

void right_all_in_another_script(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random;
    attack_write_in_another_script(&attack_add_right(a)->movie, arena);
}

/* Two things at once, as chance has it. */
void right_twice_odd(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = attack_add_right(a);
    int64_t first = random_between(random, 0, 4), second = (first + random_between(random, 1, 4)) % 5;
    for (int64_t odd = 0; odd < 5; odd++) {
        if (odd != first && odd != second)
            continue;
        switch (odd) {
        case 0: record->movie.title = film_title(random, arena); break;
        case 1: film_set_year(&record->movie, a->film.year.value + 3, random, arena); break;
        case 2: record->movie.directors = respelt(record->movie.directors, arena); break;
        case 3: record->movie.cast = respelt(record->movie.cast, arena); break;
        default: record->movie.runtime_minutes = number_of(a->film.runtime_minutes.value * 13 / 10 + 6);
        }
    }
}

/* What look-alikes are made of. */
#include "attack_parts.h"

static int64_t number_in(struct text id)
{
    int64_t number = 0;
    (void)num_parse(text_after(id, 2), 0, INT64_MAX, &number);
    return number;
}

struct text attack_other_id(const struct attack *a, struct arena *arena)
{
    return arena_printf(arena, "tt%08lld", (long long)(number_in(a->film.imdb_id) - 5000000));
}

struct record *attack_add(struct attack *a, const struct movie *movie, bool is_film, struct text imdb_id)
{
    size_t at = a->count++;
    a->records[at] = record_of(movie, (number_in(a->film.imdb_id) - 90000000) * 4 + (int64_t)at + 1, imdb_id);
    a->is_film[at] = is_film;
    a->found[at] = text_known(imdb_id);
    return &a->records[at];
}

struct record *attack_add_right(struct attack *a)
{
    a->provable = true;
    return attack_add(a, &a->film, true, a->film.imdb_id);
}

struct item *attack_add_item(struct attack *a, const struct movie *movie, int64_t tmdb_id)
{
    struct item *item = &a->items[a->item_count++];
    *item = (struct item){ .number = number_in(a->film.imdb_id) * 2 + (int64_t)a->item_count,
                           .imdb_ids = { a->film.imdb_id },
                           .tmdb_ids = { tmdb_id },
                           .movie = *movie };
    return item;
}

/* Another film altogether. */
struct movie attack_stranger(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie;
    film_make(&movie, attack_other_id(a, arena), random, arena);
    while (text_equal(movie.title, a->film.title))
        movie.title = film_title(random, arena);
    return movie;
}

/* Of that title, by others. */
struct movie attack_namesake(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = attack_stranger(a, random, arena);
    movie.title = a->film.title;
    movie.type = a->film.type;
    movie.runtime_minutes = number_of(a->film.runtime_minutes.value + random_between(random, -2, 2));
    movie.year = a->film.year;
    movie.release_date = a->film.release_date;
    return movie;
}

struct movie attack_remake(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = attack_namesake(a, random, arena);
    int64_t apart = random_between(random, 4, 60), year = a->film.year.value;
    film_set_year(&movie, year - apart > 1900 ? year - apart : year + apart, random, arena);
    return movie;
}

/* One fact that IMDb does not know either. */
void attack_forget_one(struct attack *a, struct random *random)
{
    switch (random_between(random, 1, 8)) {
    case 1: a->film.directors.count = 0; break;
    case 2: a->film.cast.count = 0; break;
    case 3: a->film.runtime_minutes.known = false; break;
    default: break;
    }
}

static struct people in_another_script(struct people people, struct arena *arena)
{
    struct people copy = { arena_array(arena, people.count, sizeof *copy.at), people.count };
    for (size_t i = 0; i < people.count; i++) {
        copy.at[i] = people.at[i];
        copy.at[i].name = arena_printf(arena, "\xD0\x90\xD0\xB4\xD0\xB0 %zu", i);
    }
    return copy;
}

void attack_write_in_another_script(struct movie *movie, struct arena *arena)
{
    movie->title = TEXT("\xD0\x97\xD0\xB8\xD0\xBC\xD0\xB0");
    movie->directors = in_another_script(movie->directors, arena);
    movie->cast = in_another_script(movie->cast, arena);
}

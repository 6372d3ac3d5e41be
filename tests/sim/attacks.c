/* Look-alikes. A kind's name says what is wrong with TMDb or Wikidata; what it makes differs from the film in what a
 * person would see on the two pages, and in nothing else. */
#include "attacks.h"

#include "base/compiler.h"

#include <string.h>

/* ── pieces ── */

static int64_t number_in(struct text id)
{
    int64_t number = 0;
    (void)num_parse(text_after(id, 2), 0, INT64_MAX, &number);
    return number;
}

static struct text other_id(const struct attack *a, struct arena *arena)
{
    return arena_printf(arena, "tt%08lld", (long long)(number_in(a->film.imdb_id) - 5000000));
}

/* A record of `movie` with that id in both places; /find gives it. */
static struct record *add(struct attack *a, const struct movie *movie, bool is_film, struct text imdb_id)
{
    size_t at = a->count++;
    a->records[at] = record_of(movie, (number_in(a->film.imdb_id) - 90000000) * 4 + (int64_t)at + 1, imdb_id);
    a->is_film[at] = is_film;
    a->found[at] = text_known(imdb_id);
    return &a->records[at];
}

static struct record *add_right(struct attack *a)
{
    a->provable = true;
    return add(a, &a->film, true, a->film.imdb_id);
}

static struct item *add_item(struct attack *a, const struct movie *movie, int64_t tmdb_id)
{
    struct item *item = &a->items[a->item_count++];
    *item = (struct item){ .number = number_in(a->film.imdb_id) * 2 + (int64_t)a->item_count,
                           .imdb_ids = { a->film.imdb_id },
                           .tmdb_ids = { tmdb_id },
                           .movie = *movie };
    return item;
}

/* Another film altogether. */
static struct movie stranger(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie;
    film_make(&movie, other_id(a, arena), random, arena);
    while (text_equal(movie.title, a->film.title))
        movie.title = film_title(random, arena);
    return movie;
}

/* Of that title, by others. */
static struct movie namesake(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = stranger(a, random, arena);
    movie.title = a->film.title;
    movie.type = a->film.type;
    movie.runtime_minutes = number_of(a->film.runtime_minutes.value + random_between(random, -2, 2));
    movie.year = a->film.year;
    movie.release_date = a->film.release_date;
    return movie;
}

static struct movie remake(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = namesake(a, random, arena);
    int64_t apart = random_between(random, 4, 60), year = a->film.year.value;
    film_set_year(&movie, year - apart > 1900 ? year - apart : year + apart, random, arena);
    return movie;
}

/* The sketch of a feature, or the feature that grew out of a short: title, people and, about, the year are the same
 * (Reservoir Dogs 443129 and 500, facts/tmdb.md §3.3). */
static struct movie workshop(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = a->film;
    bool was_short = text_is(a->film.type, "short");
    movie.imdb_id = other_id(a, arena);
    movie.type = was_short ? TEXT("movie") : TEXT("short");
    movie.runtime_minutes = number_of(was_short ? random_between(random, 80, 120) : random_between(random, 6, 25));
    if (one_in(random, 2))
        film_set_year(&movie, a->film.year.value + (was_short ? 1 : -1), random, arena);
    return movie;
}

/* Same title, year and people, but as much longer as a language version or a second cut is. */
static struct movie other_cut(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = a->film;
    movie.imdb_id = other_id(a, arena);
    movie.runtime_minutes = number_of(a->film.runtime_minutes.value * random_between(random, 125, 180) / 100 + 6);
    if (text_is(movie.type, "short") && movie.runtime_minutes.value > 40) /* it stays a short: the shorter version */
        movie.runtime_minutes = number_of(a->film.runtime_minutes.value / 2);
    return movie;
}

/* Of the same director and year; a cast of its own. */
static struct movie sibling(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = namesake(a, random, arena);
    movie.directors = a->film.directors;
    movie.title = film_title(random, arena);
    return movie;
}

/* One fact that IMDb does not know either. */
static void forget_one(struct attack *a, struct random *random)
{
    switch (random_between(random, 1, 8)) {
    case 1: a->film.directors.count = 0; break;
    case 2: a->film.cast.count = 0; break;
    case 3: a->film.runtime_minutes.known = false; break;
    default: break;
    }
}

/* ── the right record, as it is written there ── */

static void right_plain(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    add_right(a);
    forget_one(a, random);
}

static void right_punctuation(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = add_right(a);
    a->film.title = arena_printf(arena,
                                 "L\xC3\xBA"
                                 "cia & %.*s: Part II",
                                 TEXT_ARG(a->film.title));
    record->movie.title = arena_printf(arena, "LUCIA and %.*s - Part 2", TEXT_ARG(record->movie.title));
    (void)random;
}

static void right_script(struct attack *a, struct random *random, struct arena *arena)
{
    static const char *const titles[] = { "\xD0\x97\xD0\xB8\xD0\xBC\xD0\xB0", "\xE6\x9D\xB1\xE4\xBA\xAC\xE7\x89\xA9",
                                          "\xCE\x97 \xCE\x93\xCE\xAD\xCF\x86" };
    (void)arena;
    add_right(a)->movie.title = text_of(titles[random_between(random, 0, 2)]);
}

static void right_typo(struct attack *a, struct random *random, struct arena *arena)
{
    struct text title = arena_text(arena, a->film.title);
    char *at = memcpy(arena_alloc(arena, title.len), title.at, title.len);
    size_t place = (size_t)random_between(random, 5, (int64_t)title.len - 2);
    at[place] = at[place] == 'x' ? 'y' : 'x';
    add_right(a)->movie.title = text_from(at, title.len);
}

static void right_year(struct attack *a, struct random *random, struct arena *arena)
{
    film_set_year(&add_right(a)->movie, a->film.year.value + random_between(random, -3, 3), random, arena);
}

static void right_cut(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    add_right(a)->movie.runtime_minutes =
        number_of(a->film.runtime_minutes.value * random_between(random, 115, 145) / 100 + 6);
}

static void right_no_director(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random, (void)arena;
    add_right(a)->movie.directors.count = 0;
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

static void right_director_respelt(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = add_right(a);
    (void)random;
    record->movie.directors = respelt(record->movie.directors, arena);
}

static void right_cast_respelt(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = add_right(a);
    (void)random;
    record->movie.cast = respelt(record->movie.cast, arena);
}

static void right_one_place(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    if (one_in(random, 2))
        add_right(a)->imdb_id = (struct text){ 0 };
    else
        add_right(a)->external_imdb_id = (struct text){ 0 };
}

static void right_and_series(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random, (void)arena;
    add_right(a);
    a->series = 1;
}

static void right_old_id(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random;
    a->merged_id = other_id(a, arena);
    a->provable = true;
    (void)add(a, &a->film, true, a->merged_id);
}

static void right_by_search(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = remake(a, random, arena);
    add_right(a);
    a->found[0] = false;
    (void)add(a, &other, false, other.imdb_id);
    a->found[1] = false;
}

static void right_by_wikidata(struct attack *a, struct random *random, struct arena *arena)
{
    const struct record *record = add(a, &a->film, true, (struct text){ 0 });
    (void)random, (void)arena;
    a->provable = true;
    (void)add_item(a, &a->film, record->tmdb_id);
}

static void right_beside_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    (void)add(a, &other, false, (struct text){ 0 });
    add_right(a);
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

static void write_in_another_script(struct movie *movie, struct arena *arena)
{
    movie->title = TEXT("\xD0\x97\xD0\xB8\xD0\xBC\xD0\xB0");
    movie->directors = in_another_script(movie->directors, arena);
    movie->cast = in_another_script(movie->cast, arena);
}

static void right_all_in_another_script(struct attack *a, struct random *random, struct arena *arena)
{
    (void)random;
    write_in_another_script(&add_right(a)->movie, arena);
}

/* Two things at once, as chance has it. */
static void right_twice_odd(struct attack *a, struct random *random, struct arena *arena)
{
    struct record *record = add_right(a);
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

/* ── without our id ── */

static void namesake_foreign(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    (void)add(a, &other, false, other.imdb_id);
    a->found[0] = one_in(random, 4); /* an index that lags behind */
}

static void namesake_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    (void)add(a, &other, false, (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

static void remake_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = remake(a, random, arena);
    (void)add(a, &other, false, (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

static void workshop_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = workshop(a, random, arena);
    (void)add(a, &other, false, one_in(random, 2) ? other.imdb_id : (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

/* ── with our id, wrongly ── */

/* TMDb has both and mixed them up: the film's own record carries the other one's id. */
static void swap(struct attack *a, const struct movie *other)
{
    (void)add(a, other, false, a->film.imdb_id);
    (void)add(a, &a->film, true, other->imdb_id);
    a->found[1] = false;
}

static void swapped_workshop(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = workshop(a, random, arena);
    swap(a, &other);
}

static void swapped_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = remake(a, random, arena);
    swap(a, &other);
    forget_one(a, random);
}

static void swapped_own_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = remake(a, random, arena);
    other.directors = a->film.directors;
    swap(a, &other);
}

static void swapped_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    swap(a, &other);
    forget_one(a, random);
}

static void swapped_sibling(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = sibling(a, random, arena);
    swap(a, &other);
}

static void swapped_twin(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = sibling(a, random, arena);
    other.cast = a->film.cast;
    swap(a, &other);
}

static void mistyped(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = stranger(a, random, arena);
    (void)add(a, &other, false, a->film.imdb_id);
    forget_one(a, random);
}

static void mistyped_same_year(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = stranger(a, random, arena);
    film_set_year(&other, a->film.year.value + random_between(random, -2, 2), random, arena);
    (void)add(a, &other, false, a->film.imdb_id);
    forget_one(a, random);
}

static void mistyped_in_another_script(struct attack *a, struct random *random, struct arena *arena)
{
    mistyped_same_year(a, random, arena);
    write_in_another_script(&a->records[0].movie, arena);
}

/* The film's record and another one both carry the id. */
static void both_carry(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = one_in(random, 2) ? namesake(a, random, arena) : stranger(a, random, arena);
    (void)add(a, &a->film, true, a->film.imdb_id);
    (void)add(a, &other, false, a->film.imdb_id);
}

static void both_carry_wrong_found(struct attack *a, struct random *random, struct arena *arena)
{
    both_carry(a, random, arena);
    a->found[0] = false;
}

static void places_disagree(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    struct record *record = add(a, &other, false, a->film.imdb_id);
    if (one_in(random, 2))
        record->imdb_id = other.imdb_id;
    else
        record->external_imdb_id = one_in(random, 2) ? other.imdb_id : TEXT("tt12");
}

static void junk_id(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    const struct text junk[] = { TEXT("0"),
                                 TEXT("tt"),
                                 text_after(a->film.imdb_id, 2),
                                 arena_printf(arena, " %.*s", TEXT_ARG(a->film.imdb_id)),
                                 arena_printf(arena, "%.*s/", TEXT_ARG(a->film.imdb_id)),
                                 arena_printf(arena, "TT%.*s", TEXT_ARG(text_after(a->film.imdb_id, 2))) };
    (void)add(a, &other, false, junk[random_between(random, 0, 5)]);
}

static void series_as_movie(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    a->film.type = one_in(random, 2) ? TEXT("tvSeries") : TEXT("tvEpisode");
    (void)add(a, &a->film, false, a->film.imdb_id); /* no film is what an id of a series stands for */
    a->series = one_in(random, 2) ? 1 : 0;
}

/* ── Wikidata, vandalised or mistaken ── */

static void hint_to(struct attack *a, const struct movie *other)
{
    const struct record *record = add(a, other, false, (struct text){ 0 });
    (void)add_item(a, &a->film, record->tmdb_id);
}

static void hint_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    hint_to(a, &other);
}

static void hint_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = remake(a, random, arena);
    if (one_in(random, 2))
        other.directors = a->film.directors;
    hint_to(a, &other);
}

static void hint_workshop(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = workshop(a, random, arena);
    hint_to(a, &other);
}

static void hint_sibling(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = sibling(a, random, arena);
    hint_to(a, &other);
}

static void hint_cut(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = other_cut(a, random, arena);
    hint_to(a, &other);
}

static void hint_other_cast(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    other.directors = a->film.directors;
    hint_to(a, &other);
}

static void two_items(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = stranger(a, random, arena);
    const struct record *record = add(a, &other, false, (struct text){ 0 });
    (void)add_item(a, &a->film, 0);
    (void)add_item(a, &other, record->tmdb_id);
}

/* Our id stands at the item of another film, whose TMDb record has none. */
static void foreign_item(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = one_in(random, 2) ? stranger(a, random, arena) : remake(a, random, arena);
    const struct record *record = add(a, &other, false, (struct text){ 0 });
    (void)add_item(a, &other, record->tmdb_id);
}

static void foreign_item_alone(struct attack *a, struct random *random, struct arena *arena)
{
    foreign_item(a, random, arena);
    a->page = false;
}

/* The same, of a namesake, where IMDb knows no director to tell them apart: the item would prove itself. */
static void foreign_item_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = namesake(a, random, arena);
    const struct record *record = add(a, &other, false, (struct text){ 0 });
    (void)add_item(a, &other, record->tmdb_id);
    a->film.directors.count = 0;
}

/* ── placeholders that know title and year alone ── */

static void thin_mistyped(struct attack *a, struct random *random, struct arena *arena)
{
    mistyped_same_year(a, random, arena);
    a->page = false;
}

static void thin_remake(struct attack *a, struct random *random, struct arena *arena)
{
    swapped_remake(a, random, arena);
    a->page = false;
}

static void thin_right(struct attack *a, struct random *random, struct arena *arena)
{
    right_plain(a, random, arena);
    a->page = false;
}

const struct attack_kind attack_kinds[] = {
    { .name = "right: as it should be", .make = right_plain },
    { .name = "right: punctuation, accents, numerals", .make = right_punctuation },
    { .name = "right: title in another script", .make = right_script },
    { .name = "right: title and names in another script", .make = right_all_in_another_script },
    { .name = "right: a typo in the title", .make = right_typo },
    { .name = "right: up to three years off", .make = right_year },
    { .name = "right: a cut 15 to 45 % longer", .make = right_cut },
    { .name = "right: TMDb without director", .make = right_no_director },
    { .name = "right: director in another spelling", .make = right_director_respelt },
    { .name = "right: cast in another spelling", .make = right_cast_respelt },
    { .name = "right: the id in one place only", .make = right_one_place },
    { .name = "right: a series under the same id", .make = right_and_series },
    { .name = "right: under the id before a merge", .make = right_old_id },
    { .name = "right: /find misses, search finds", .make = right_by_search },
    { .name = "right: no id, but Wikidata knows", .make = right_by_wikidata },
    { .name = "right: beside a namesake of the year", .make = right_beside_namesake },
    { .name = "right: two contradictions at once", .make = right_twice_odd },
    { .name = "right: title and year are all we know", .make = thin_right },
    { .name = "same title and year, foreign id", .make = namesake_foreign },
    { .name = "same title and year, no id", .make = namesake_silent },
    { .name = "remake, no id", .make = remake_silent },
    { .name = "short of the feature, no or foreign id", .make = workshop_silent },
    { .name = "ids swapped: short and feature", .make = swapped_workshop },
    { .name = "ids swapped: remake", .make = swapped_remake },
    { .name = "ids swapped: remake by the same director", .make = swapped_own_remake },
    { .name = "ids swapped: same title and year", .make = swapped_namesake },
    { .name = "ids swapped: two of one director and year", .make = swapped_sibling },
    { .name = "typo in an id: any other film", .make = mistyped },
    { .name = "typo in an id: a film of those years", .make = mistyped_same_year },
    { .name = "two records with the id", .make = both_carry },
    { .name = "two records with the id, wrong one found", .make = both_carry_wrong_found },
    { .name = "the two places of an id disagree", .make = places_disagree },
    { .name = "junk where an id belongs", .make = junk_id },
    { .name = "a series that TMDb has as a movie", .make = series_as_movie },
    { .name = "Wikidata names a namesake of the year", .make = hint_namesake },
    { .name = "Wikidata names a remake", .make = hint_remake },
    { .name = "Wikidata names the short or feature", .make = hint_workshop },
    { .name = "Wikidata names another by the director", .make = hint_sibling },
    { .name = "Wikidata names another cut", .make = hint_cut },
    { .name = "Wikidata names one with another cast", .make = hint_other_cast },
    { .name = "two items of Wikidata have the id", .make = two_items },
    { .name = "the id at another film's item", .make = foreign_item },
    { .name = "the same, and no page to compare", .make = foreign_item_alone },
    { .name = "the id at a namesake's item, no director", .make = foreign_item_namesake },
    { .name = "thin, ids swapped with a remake", .make = thin_remake },
    { .name = "thin, typo in an id: the years fit", .make = thin_mistyped, .beyond = true },
    { .name = "typo in an id: a film in another script", .make = mistyped_in_another_script, .beyond = true },
    { .name = "ids swapped: only the title differs", .make = swapped_twin, .beyond = true },
};
const size_t attack_kind_count = COUNT_OF(attack_kinds);

void attack_make(struct attack *attack, size_t n, struct random *random, struct arena *arena)
{
    *attack = (struct attack){ .page = true };
    film_make(&attack->film, arena_printf(arena, "tt%08zu", 97000000 + n), random, arena);
    attack_kinds[n % attack_kind_count].make(attack, random, arena);
}

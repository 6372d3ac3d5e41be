/* Look-alikes. A kind's name says what is wrong with TMDb or Wikidata; what it makes differs from the film in what a
 * person would see on the two pages, and in nothing else. */
#include "attack_parts.h"
#include "base/compiler.h"

/* ── others ── */

/* The sketch of a feature, or the feature that grew out of a short: title, people and, about, the year are the same
 * (Reservoir Dogs 443129 and 500, facts/tmdb.md §3.3). */
static struct movie workshop(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = a->film;
    bool was_short = text_is(a->film.type, "short");
    movie.imdb_id = attack_other_id(a, arena);
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
    movie.imdb_id = attack_other_id(a, arena);
    movie.runtime_minutes = number_of(a->film.runtime_minutes.value * random_between(random, 125, 180) / 100 + 6);
    if (text_is(movie.type, "short") && movie.runtime_minutes.value > 40) /* it stays a short: the shorter version */
        movie.runtime_minutes = number_of(a->film.runtime_minutes.value / 2);
    return movie;
}

/* Of the same director and year; a cast of its own. */
static struct movie sibling(const struct attack *a, struct random *random, struct arena *arena)
{
    struct movie movie = attack_namesake(a, random, arena);
    movie.directors = a->film.directors;
    movie.title = film_title(random, arena);
    return movie;
}

/* ── without our id ── */

static void namesake_foreign(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    (void)attack_add(a, &other, false, other.imdb_id);
    a->found[0] = one_in(random, 4); /* an index that lags behind */
}

static void namesake_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    (void)attack_add(a, &other, false, (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

static void remake_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_remake(a, random, arena);
    (void)attack_add(a, &other, false, (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

static void workshop_silent(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = workshop(a, random, arena);
    (void)attack_add(a, &other, false, one_in(random, 2) ? other.imdb_id : (struct text){ 0 });
    a->found[0] = one_in(random, 4);
}

/* ── with our id, wrongly ── */

/* TMDb has both and mixed them up: the film's own record carries the other one's id. */
static void swap(struct attack *a, const struct movie *other)
{
    (void)attack_add(a, other, false, a->film.imdb_id);
    (void)attack_add(a, &a->film, true, other->imdb_id);
    a->found[1] = false;
}

static void swapped_workshop(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = workshop(a, random, arena);
    swap(a, &other);
}

static void swapped_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_remake(a, random, arena);
    swap(a, &other);
    attack_forget_one(a, random);
}

static void swapped_own_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_remake(a, random, arena);
    other.directors = a->film.directors;
    swap(a, &other);
}

static void swapped_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    swap(a, &other);
    attack_forget_one(a, random);
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
    struct movie other = attack_stranger(a, random, arena);
    (void)attack_add(a, &other, false, a->film.imdb_id);
    attack_forget_one(a, random);
}

static void mistyped_same_year(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_stranger(a, random, arena);
    film_set_year(&other, a->film.year.value + random_between(random, -2, 2), random, arena);
    (void)attack_add(a, &other, false, a->film.imdb_id);
    attack_forget_one(a, random);
}

static void mistyped_in_another_script(struct attack *a, struct random *random, struct arena *arena)
{
    mistyped_same_year(a, random, arena);
    attack_write_in_another_script(&a->records[0].movie, arena);
}

/* The film's record and another one both carry the id. */
static void both_carry(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = one_in(random, 2) ? attack_namesake(a, random, arena) : attack_stranger(a, random, arena);
    (void)attack_add(a, &a->film, true, a->film.imdb_id);
    (void)attack_add(a, &other, false, a->film.imdb_id);
}

static void both_carry_wrong_found(struct attack *a, struct random *random, struct arena *arena)
{
    both_carry(a, random, arena);
    a->found[0] = false;
}

static void places_disagree(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    struct record *record = attack_add(a, &other, false, a->film.imdb_id);
    if (one_in(random, 2))
        record->imdb_id = other.imdb_id;
    else
        record->external_imdb_id = one_in(random, 2) ? other.imdb_id : TEXT("tt12");
}

static void junk_id(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    const struct text junk[] = { TEXT("0"),
                                 TEXT("tt"),
                                 text_after(a->film.imdb_id, 2),
                                 arena_printf(arena, " %.*s", TEXT_ARG(a->film.imdb_id)),
                                 arena_printf(arena, "%.*s/", TEXT_ARG(a->film.imdb_id)),
                                 arena_printf(arena, "TT%.*s", TEXT_ARG(text_after(a->film.imdb_id, 2))) };
    (void)attack_add(a, &other, false, junk[random_between(random, 0, 5)]);
}

static void series_as_movie(struct attack *a, struct random *random, struct arena *arena)
{
    (void)arena;
    a->film.type = one_in(random, 2) ? TEXT("tvSeries") : TEXT("tvEpisode");
    (void)attack_add(a, &a->film, false, a->film.imdb_id); /* no film is what an id of a series stands for */
    a->series = one_in(random, 2) ? 1 : 0;
}

/* ── Wikidata, vandalised or mistaken ── */

static void hint_to(struct attack *a, const struct movie *other)
{
    const struct record *record = attack_add(a, other, false, (struct text){ 0 });
    (void)attack_add_item(a, &a->film, record->tmdb_id);
}

static void hint_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    hint_to(a, &other);
}

static void hint_remake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_remake(a, random, arena);
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
    struct movie other = attack_namesake(a, random, arena);
    other.directors = a->film.directors;
    hint_to(a, &other);
}

static void two_items(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_stranger(a, random, arena);
    const struct record *record = attack_add(a, &other, false, (struct text){ 0 });
    (void)attack_add_item(a, &a->film, 0);
    (void)attack_add_item(a, &other, record->tmdb_id);
}

/* Our id stands at the item of another film, whose TMDb record has none. */
static void foreign_item(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = one_in(random, 2) ? attack_stranger(a, random, arena) : attack_remake(a, random, arena);
    const struct record *record = attack_add(a, &other, false, (struct text){ 0 });
    (void)attack_add_item(a, &other, record->tmdb_id);
}

static void foreign_item_alone(struct attack *a, struct random *random, struct arena *arena)
{
    foreign_item(a, random, arena);
    a->page = false;
}

/* The same, of a namesake, where IMDb knows no director to tell them apart: the item would prove itself. */
static void foreign_item_namesake(struct attack *a, struct random *random, struct arena *arena)
{
    struct movie other = attack_namesake(a, random, arena);
    const struct record *record = attack_add(a, &other, false, (struct text){ 0 });
    (void)attack_add_item(a, &other, record->tmdb_id);
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

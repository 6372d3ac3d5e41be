/* Films that nobody made. */
#include "films.h"

#include "base/compiler.h"

static const char *const words[] = { "Amber",  "Quiet",   "Winter",  "Hollow",   "Violet",   "Broken",  "Golden",
                                     "Silent", "Paper",   "Marble",  "Second",   "Narrow",   "Distant", "Copper",
                                     "Wooden", "Patient", "Crooked", "Borrowed", "Northern", "Seventh" };
static const char *const things[] = { "Bell",   "Bridge",  "Clock",   "Comet",  "Door",    "Echo",   "Ferry", "Garden",
                                      "Gate",   "Harbour", "Island",  "Kite",   "Lantern", "Ledger", "Map",   "Mill",
                                      "Mirror", "Needle",  "Orchard", "Quarry", "River",   "Sail",   "Stair", "Tower" };
static const char *const first_names[] = { "Ada",  "Bruno", "Cass",    "Dagny", "Edda",  "Fausta", "Goran",  "Hana",
                                           "Iker", "Jorun", "Kasimir", "Marit", "Nives", "Odile",  "Piers",  "Quirin",
                                           "Rosa", "Sefa",  "Una",     "Viggo", "Wren",  "Ximena", "Yorick", "Zelda" };
static const char *const last_names[] = { "Aldenhove", "Brandt", "Callow",  "Estevan", "Farol",    "Ghirelli",
                                          "Hallbera",  "Ibsdal", "Jarov",   "Kestrel", "Leota",    "Moniz",
                                          "Norrby",    "Pinhal", "Quarles", "Rusk",    "Saldanha", "Toldo",
                                          "Ullmark",   "Varela", "Whitlow", "Xarau",   "Yelland",  "Zajec" };
static const char *const genres[] = { "Drama", "Comedy", "Documentary", "Thriller", "Animation" };
static const char *const places[][4] = { { "US", "United States", "en", "English" },
                                         { "FR", "France", "fr", "French" },
                                         { "PT", "Portugal", "pt", "Portuguese" },
                                         { "PL", "Poland", "pl", "Polish" } };

#define ANY_OF(list, random) (list)[random_between((random), 0, (int64_t)COUNT_OF(list) - 1)]

bool one_in(struct random *random, int64_t n)
{
    return random_between(random, 1, n) == 1;
}

struct people film_people(size_t count, struct random *random, struct arena *arena)
{
    struct people people = { arena_array(arena, count, sizeof *people.at), count };
    for (size_t i = 0; i < count; i++) {
        int64_t number = random_between(random, 1, 8999999);
        people.at[i] = (struct person){
            .name = arena_printf(arena, "%s %s %s-%s", ANY_OF(first_names, random), ANY_OF(first_names, random),
                                 ANY_OF(last_names, random), ANY_OF(last_names, random)),
            .imdb_id = arena_printf(arena, "nm%08lld", (long long)number),
            .tmdb_id = number,
        };
    }
    return people;
}

struct text film_title(struct random *random, struct arena *arena)
{
    const char *word = ANY_OF(words, random), *thing = ANY_OF(things, random), *other = ANY_OF(things, random);
    return one_in(random, 2) ? arena_printf(arena, "The %s %s of the %s", word, thing, other)
                             : arena_printf(arena, "%s %s and %s", word, thing, other);
}

void film_set_year(struct movie *film, int64_t year, struct random *random, struct arena *arena)
{
    film->year = number_of(year);
    film->release_date = arena_printf(arena, "%04lld-%02d-%02d", (long long)year, (int)random_between(random, 1, 12),
                                      (int)random_between(random, 1, 28));
}

void film_make(struct movie *film, struct text imdb_id, struct random *random, struct arena *arena)
{
    const char *const *place = ANY_OF(places, random);
    bool is_short = one_in(random, 3);
    struct text *genre = arena_alloc(arena, sizeof *genre);
    struct coded *country = arena_alloc(arena, sizeof *country), *language = arena_alloc(arena, sizeof *language);
    *genre = text_of(ANY_OF(genres, random));
    *country = (struct coded){ text_of(place[0]), text_of(place[1]) };
    *language = (struct coded){ text_of(place[2]), text_of(place[3]) };
    *film = (struct movie){
        .imdb_id = imdb_id,
        .title = film_title(random, arena),
        .type = is_short ? TEXT("short") : TEXT("movie"),
        .runtime_minutes = number_of(is_short ? random_between(random, 4, 36) : random_between(random, 62, 170)),
        .overview = TEXT("A thing is lost, another is found, and nobody is to blame."),
        .genres = { genre, 1 },
        .directors = film_people((size_t)random_between(random, 1, 2), random, arena),
        .writers = film_people(1, random, arena),
        .cast = film_people((size_t)random_between(random, 3, 8), random, arena),
        .countries = { country, 1 },
        .languages = { language, 1 },
        .poster_url = arena_printf(arena, "https://m.media-amazon.com/images/M/%.*s.jpg", TEXT_ARG(imdb_id)),
        .adult = { false, true },
    };
    film_set_year(film, random_between(random, 1931, 2024), random, arena);
}

struct record record_of(const struct movie *film, int64_t tmdb_id, struct text imdb_id)
{
    return (struct record){
        .tmdb_id = tmdb_id,
        .imdb_id = imdb_id,
        .external_imdb_id = imdb_id,
        .movie = *film,
    };
}

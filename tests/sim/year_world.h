/* A year of TMDb, IMDb and Wikidata for films that IMDb has and TMDb does not yet: when each arrives there, what else
 * TMDb gains and changes meanwhile, when a host is out of service or challenges everybody. All of it follows from the
 * seed; the clock says what is already so. */
#ifndef UNDERSTUDY_SIM_YEAR_WORLD_H
#define UNDERSTUDY_SIM_YEAR_WORLD_H

#include "films.h"
#include "world.h"

enum {
    YEAR_DAYS = 365,
    YEAR_PLACED_DAYS = 30,       /* placeholders are asked for evenly over the first days */
    YEAR_EVER_PER_CENT = 60,     /* of the films, however late, come to TMDb */
    YEAR_MEDIAN_DAYS = 45,       /* log-normal: half of those within so many days, */
    YEAR_SPREAD_PER_CENT = 130,  /* sigma 1.3: a sixth within 12, a sixth after 165 */
    YEAR_LATE_ID_PER_CENT = 10,  /* of the arrivals get their IMDb id 1 to 5 days after the record */
    YEAR_NAMESAKE_PER_CENT = 5,  /* of the films: TMDb gains one of that title and year, of another id or none */
    YEAR_MISTYPED_PER_MILLE = 2, /* of the films: a record of another film carries their id */
    YEAR_NEW_A_DAY = 1500,       /* facts/tmdb.md §1.4, for 100,000 films */
    YEAR_CHANGED_A_DAY = 6000,   /* §1.1 */
    YEAR_FILMS_FULL = 100000,
    YEAR_TITLES = 4000,    /* films of 23,000 titles; those after them have a word more, or most would be namesakes */
    YEAR_BASE_IDS = 20000, /* other records that are there from the start; TMDb has 1.1 million */
    YEAR_OUTAGES = 12,     /* of TMDb, 2 to 12 hours each */
    YEAR_CHALLENGES = 10   /* of IMDb's page, 1 to 12 days each */
};

enum { /* TMDb's ids */
       YEAR_FILM_IDS = 3000000,
       YEAR_NAMESAKE_IDS = 4000000,
       YEAR_MISTYPED_IDS = 5000000,
       YEAR_NEW_IDS = 6000000, /* of films that nobody waits for */
};

struct year {
    size_t count; /* films */
    uint64_t seed;
    const struct clock *clock;
    double *arrives;     /* day on which TMDb has it with its id; INFINITY = never */
    double *record_made; /* at most 5 days before */
    struct year_title {  /* by hash, for the search */
        uint64_t hash;
        uint32_t film;
    } * titles;
    struct year_spell {
        double from, until;
    } outages[YEAR_OUTAGES], challenges[YEAR_CHALLENGES];
    struct world world;
    struct year_named { /* records that were looked at and carry the id of a film */
        size_t film;
        int64_t tmdb_id;
    } * named;
    size_t named_count;
    bool collects;              /* fill it: one thread at a time */
    struct year_window *window; /* of changes, the last one asked for */
};

/* Paths of TMDb's feeds: the daily export, a page of changes. */
bool year_feed(void *context, struct text path, struct buf *body);
void year_forget_window(struct year *year);

void year_open(struct year *year, size_t count, uint64_t seed);
void year_close(struct year *year);
double year_now(const struct year *year);
struct text year_id(size_t film, struct arena *arena);
void year_film(const struct year *year, size_t film, struct movie *out, struct arena *arena);
double year_placed(const struct year *year, size_t film);
bool year_is_film(size_t film, int64_t tmdb_id); /* the truth */
int64_t year_tmdb_id(size_t film);
/* The day on which a look-alike of the film enters TMDb; INFINITY = none. */
double year_namesake_day(const struct year *year, size_t film);
double year_mistyped_day(const struct year *year, size_t film);
double year_share(const struct year *year); /* of YEAR_FILMS_FULL: TMDb's gains are scaled with the films */
/* Which film a TMDb id stands for; false for what else TMDb has. */
bool year_film_of(const struct year *year, int64_t tmdb_id, size_t *out_film);

#endif

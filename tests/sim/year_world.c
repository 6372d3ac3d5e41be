/* A year, as functions of a seed and the clock. */
#include "year_world.h"

#include <math.h>
#include <stdlib.h>

enum { ID_FROM = 97000000 };
#define PI 3.14159265358979323846

static struct random random_of(const struct year *year, size_t film, uint64_t what)
{
    struct random random = { year->seed * UINT64_C(0x9E3779B97F4A7C15) + film * 64 + what };
    (void)random_next(&random);
    return random;
}

static double uniform(struct random *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(struct random *random)
{
    double a = uniform(random), b = uniform(random);
    return sqrt(-2 * log(a)) * cos(2 * PI * b);
}

/* ── films ── */

double year_placed(const struct year *year, size_t film)
{
    return (double)film * YEAR_PLACED_DAYS / (double)year->count;
}

struct text year_id(size_t film, struct arena *arena)
{
    return arena_printf(arena, "tt%08zu", ID_FROM + film);
}

void year_film(const struct year *year, size_t film, struct movie *out, struct arena *arena)
{
    struct random random = random_of(year, film, 1);
    film_make(out, year_id(film, arena), &random, arena);
    if (film >= YEAR_TITLES)
        out->title = arena_printf(arena, "%.*s at %c%c", TEXT_ARG(out->title),
                                  (int)('A' + film / YEAR_TITLES / 26 % 26), (int)('a' + film / YEAR_TITLES % 26));
}

int64_t year_tmdb_id(size_t film)
{
    return YEAR_FILM_IDS + (int64_t)film;
}

bool year_is_film(size_t film, int64_t tmdb_id)
{
    return tmdb_id == year_tmdb_id(film);
}

bool year_film_of(const struct year *year, int64_t tmdb_id, size_t *out_film)
{
    int64_t film = tmdb_id - YEAR_FILM_IDS;
    if (film < 0 || film >= (int64_t)year->count)
        return false;
    *out_film = (size_t)film;
    return true;
}

double year_now(const struct year *year)
{
    int64_t start_ms = clock_days_from_date(2026, 1, 1) * CLOCK_DAY_MS;
    return (double)(clock_wall_ms(year->clock) - start_ms) / (double)CLOCK_DAY_MS;
}

static bool number_of_film(const struct year *year, struct text imdb_id, size_t *out_film)
{
    int64_t number = 0;
    if (!num_parse(text_after(imdb_id, 2), ID_FROM, ID_FROM + (int64_t)year->count - 1, &number))
        return false;
    *out_film = (size_t)(number - ID_FROM);
    return true;
}

/* ── what TMDb has ── */

/* The day on which a look-alike of the film enters TMDb; INFINITY = none. */
static double look_alike_day(const struct year *year, size_t film, uint64_t what, int64_t per_mille)
{
    struct random random = random_of(year, film, what);
    if (random_between(&random, 1, 1000) > per_mille)
        return INFINITY;
    return year_placed(year, film) + uniform(&random) * YEAR_DAYS;
}

double year_namesake_day(const struct year *year, size_t film)
{
    return look_alike_day(year, film, 2, 10 * YEAR_NAMESAKE_PER_CENT);
}

double year_mistyped_day(const struct year *year, size_t film)
{
    return look_alike_day(year, film, 3, YEAR_MISTYPED_PER_MILLE);
}

static const struct record *film_record(const struct year *year, size_t film, struct arena *arena)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    struct movie movie;
    double now = year_now(year);
    if (now < year->record_made[film])
        return NULL;
    year_film(year, film, &movie, arena);
    *record = record_of(&movie, year_tmdb_id(film), now >= year->arrives[film] ? movie.imdb_id : (struct text){ 0 });
    return record;
}

/* Of the same title and year, by others; with another id, or none. */
static const struct record *namesake_record(const struct year *year, size_t film, struct arena *arena)
{
    struct random random = random_of(year, film, 4);
    struct record *record = arena_alloc(arena, sizeof *record);
    struct movie movie, other;
    if (year_now(year) < year_namesake_day(year, film))
        return NULL;
    year_film(year, film, &movie, arena);
    film_make(&other, arena_printf(arena, "tt%08zu", ID_FROM - 5000000 + film), &random, arena);
    other.title = movie.title;
    other.year = movie.year;
    other.release_date = movie.release_date;
    *record =
        record_of(&other, YEAR_NAMESAKE_IDS + (int64_t)film, one_in(&random, 2) ? other.imdb_id : (struct text){ 0 });
    return record;
}

static const struct record *mistyped_record(const struct year *year, size_t film, struct arena *arena)
{
    struct random random = random_of(year, film, 5);
    struct record *record = arena_alloc(arena, sizeof *record);
    struct movie other;
    if (year_now(year) < year_mistyped_day(year, film))
        return NULL;
    film_make(&other, year_id(film, arena), &random, arena);
    *record = record_of(&other, YEAR_MISTYPED_IDS + (int64_t)film, other.imdb_id);
    return record;
}

/* Any other film that TMDb has. */
static const struct record *stranger_record(const struct year *year, int64_t tmdb_id, struct arena *arena)
{
    struct random random = random_of(year, (size_t)tmdb_id, 6);
    struct record *record = arena_alloc(arena, sizeof *record);
    struct movie movie;
    film_make(&movie, arena_printf(arena, "tt%08lld", (long long)(60000000 + tmdb_id)), &random, arena);
    *record = record_of(&movie, tmdb_id, movie.imdb_id);
    return record;
}

double year_share(const struct year *year)
{
    return (double)year->count / YEAR_FILMS_FULL;
}

static const struct record *any_record(const struct year *year, int64_t tmdb_id, struct arena *arena)
{
    int64_t count = (int64_t)year->count;
    size_t film;
    if (year_film_of(year, tmdb_id, &film))
        return film_record(year, film, arena);
    if (tmdb_id >= YEAR_NAMESAKE_IDS && tmdb_id < YEAR_NAMESAKE_IDS + count)
        return namesake_record(year, (size_t)(tmdb_id - YEAR_NAMESAKE_IDS), arena);
    if (tmdb_id >= YEAR_MISTYPED_IDS && tmdb_id < YEAR_MISTYPED_IDS + count)
        return mistyped_record(year, (size_t)(tmdb_id - YEAR_MISTYPED_IDS), arena);
    return tmdb_id < YEAR_FILM_IDS || tmdb_id >= YEAR_NEW_IDS ? stranger_record(year, tmdb_id, arena) : NULL;
}

static const struct record *record(void *context, int64_t tmdb_id, struct arena *arena)
{
    struct year *year = context;
    const struct record *record = any_record(year, tmdb_id, arena);
    size_t film;
    if (year->collects && record != NULL && text_known(record->imdb_id) &&
        number_of_film(year, record->imdb_id, &film) && year->named_count < year->count)
        year->named[year->named_count++] = (struct year_named){ film, tmdb_id };
    return record;
}

static void take(struct world_found *out, const struct record *record)
{
    if (record != NULL && out->count < WORLD_FOUND_MAX)
        out->at[out->count++] = record;
}

static void find(void *context, struct text imdb_id, struct arena *arena, struct world_found *out)
{
    const struct year *year = context;
    size_t film;
    if (!number_of_film(year, imdb_id, &film))
        return;
    if (year_now(year) >= year->arrives[film])
        take(out, film_record(year, film, arena));
    take(out, mistyped_record(year, film, arena));
}

/* ── search, page, faults ── */

static uint64_t hash_of(struct text title)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < title.len; i++)
        hash = (hash ^ (unsigned char)title.at[i]) * UINT64_C(1099511628211);
    return hash;
}

static int compare_titles(const void *a, const void *b)
{
    const struct year_title *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->film > y->film) - (x->film < y->film);
}

static void search(void *context, struct text title, struct arena *arena, struct world_found *out)
{
    const struct year *year = context;
    uint64_t hash = hash_of(title);
    size_t low = 0, high = year->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (year->titles[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < year->count && year->titles[low].hash == hash; low++) {
        take(out, film_record(year, year->titles[low].film, arena));
        take(out, namesake_record(year, year->titles[low].film, arena));
    }
}

static const struct movie *page(void *context, struct text imdb_id, struct arena *arena)
{
    struct movie *movie = arena_alloc(arena, sizeof *movie);
    size_t film;
    if (!number_of_film(context, imdb_id, &film))
        return NULL;
    year_film(context, film, movie, arena);
    return movie;
}

static bool is_within(const struct year_spell *spells, size_t count, double now)
{
    for (size_t i = 0; i < count; i++) {
        if (now >= spells[i].from && now < spells[i].until)
            return true;
    }
    return false;
}

static enum world_fault fault(void *context, enum world_host host, struct text path)
{
    const struct year *year = context;
    double now = year_now(year);
    (void)path;
    if (host == WORLD_PAGE && is_within(year->challenges, YEAR_CHALLENGES, now))
        return WORLD_CHALLENGE;
    if (host != WORLD_TMDB || !is_within(year->outages, YEAR_OUTAGES, now))
        return WORLD_WELL;
    return (int64_t)(now * 24) % 3 == 0   ? WORLD_LIMIT
           : (int64_t)(now * 24) % 3 == 1 ? WORLD_TIMEOUT
                                          : WORLD_UNAVAILABLE;
}

/* ── opening ── */

static void draw_film(struct year *year, size_t film)
{
    struct random random = random_of(year, film, 7);
    bool ever = random_between(&random, 1, 100) <= YEAR_EVER_PER_CENT;
    double days = YEAR_MEDIAN_DAYS * exp(normal(&random) * YEAR_SPREAD_PER_CENT / 100);
    bool late = random_between(&random, 1, 100) <= YEAR_LATE_ID_PER_CENT;
    year->arrives[film] = ever ? year_placed(year, film) + days : INFINITY;
    year->record_made[film] = year->arrives[film] - (late ? 1 + 4 * uniform(&random) : 0);
}

static void draw_spells(struct year *year, struct year_spell *spells, size_t count, double shortest, double longest)
{
    struct random random = random_of(year, count, 8);
    for (size_t i = 0; i < count; i++) {
        spells[i].from = 5 + uniform(&random) * (YEAR_DAYS - 5);
        spells[i].until = spells[i].from + shortest + uniform(&random) * (longest - shortest);
    }
}

void year_open(struct year *year, size_t count, uint64_t seed)
{
    struct arena arena = { 0 };
    *year = (struct year){ .count = count, .seed = seed };
    year->arrives = calloc(count, sizeof *year->arrives);
    year->record_made = calloc(count, sizeof *year->record_made);
    year->titles = calloc(count, sizeof *year->titles);
    year->named = calloc(count, sizeof *year->named);
    if (year->arrives == NULL || year->record_made == NULL || year->titles == NULL || year->named == NULL)
        oom();
    for (size_t film = 0; film < count; film++) {
        struct movie movie;
        draw_film(year, film);
        year_film(year, film, &movie, &arena);
        year->titles[film] = (struct year_title){ hash_of(movie.title), (uint32_t)film };
        arena_reset(&arena);
    }
    arena_finish(&arena);
    qsort(year->titles, count, sizeof *year->titles, compare_titles);
    draw_spells(year, year->outages, YEAR_OUTAGES, 2.0 / 24, 12.0 / 24);
    draw_spells(year, year->challenges, YEAR_CHALLENGES, 1, 12);
    year->world = (struct world){ .context = year,
                                  .find = find,
                                  .record = record,
                                  .search = search,
                                  .page = page,
                                  .fault = fault,
                                  .other = year_feed };
}

void year_close(struct year *year)
{
    free(year->arrives);
    free(year->record_made);
    free(year->titles);
    free(year->named);
    year_forget_window(year);
}

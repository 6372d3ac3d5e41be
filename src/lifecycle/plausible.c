/* What can be true of a film. */
#include "lifecycle/plausible.h"

#include "base/clock.h"

#include <assert.h>

enum {
    YEARS_AHEAD = 10,            /* announced films carry years to come */
    RUNTIME_MAX_MINUTES = 14400, /* ten days: longer works are shown on walls, and typing errors are common */
};

struct sift {
    struct movie *movie;
    struct arena *arena;
    struct implausible *out;
    size_t count;
    int64_t last_year;
};

static void set_aside(struct sift *s, const char *field, struct text value, const char *reason)
{
    int index = movie_field_index(text_of(field));
    assert(index >= 0);
    if (s->count < IMPLAUSIBLE_MAX)
        s->out[s->count++] = (struct implausible){ (size_t)index, value, reason };
}

static void sift_number(struct sift *s, const char *field, struct number *number, int64_t least, int64_t most)
{
    if (!number->known || (number->value >= least && number->value <= most))
        return;
    set_aside(s, field, arena_printf(s->arena, "%lld", (long long)number->value),
              number->value < least ? "smaller than can be" : "larger than can be");
    *number = (struct number){ 0 };
}

static void sift_date(struct sift *s)
{
    struct text date = s->movie->release_date;
    int64_t year = 0;
    if (!text_known(date))
        return;
    if (num_is_date(date) && num_parse(text_from(date.at, 4), MOVIE_YEAR_MIN, s->last_year, &year))
        return;
    set_aside(s, "release_date", date, "no date that a film can have");
    s->movie->release_date = (struct text){ 0 };
    s->movie->release_country = (struct text){ 0 };
}

static void sift_rating(struct sift *s)
{
    struct decimal *rating = &s->movie->rating;
    if (!rating->known || (rating->value >= 0 && rating->value <= 10))
        return;
    set_aside(s, "rating", arena_printf(s->arena, "%g", rating->value), "not between 0 and 10");
    *rating = (struct decimal){ 0 };
    s->movie->vote_count = (struct number){ 0 }; /* they are a pair */
}

size_t plausible_sift(struct movie *movie, int64_t now_ms, struct arena *arena, struct implausible out[IMPLAUSIBLE_MAX])
{
    int year, month, day;
    clock_date_from_days(now_ms / CLOCK_DAY_MS, &year, &month, &day);
    struct sift s = { .movie = movie, .arena = arena, .out = out, .last_year = (int64_t)year + YEARS_AHEAD };
    sift_number(&s, "runtime_minutes", &movie->runtime_minutes, 1, RUNTIME_MAX_MINUTES);
    sift_number(&s, "year", &movie->year, MOVIE_YEAR_MIN, s.last_year);
    sift_number(&s, "end_year", &movie->end_year, MOVIE_YEAR_MIN, s.last_year);
    sift_number(&s, "vote_count", &movie->vote_count, 0, INT64_MAX);
    sift_date(&s);
    sift_rating(&s);
    return s.count;
}

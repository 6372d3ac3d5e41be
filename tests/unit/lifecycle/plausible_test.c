/* What is set aside, and what is not. */
#include "base/clock.h"
#include "check.h"
#include "lifecycle/plausible.h"

static struct arena arena;

static int64_t now_ms(void)
{
    return clock_days_from_date(2026, 11, 22) * CLOCK_DAY_MS;
}

static void believable_values_stay(void)
{
    struct implausible out[IMPLAUSIBLE_MAX];
    struct movie movie = { .runtime_minutes = number_of(14400),
                           .year = number_of(1874),
                           .end_year = number_of(2036),
                           .release_date = TEXT("1895-12-28"),
                           .rating = { 10, true },
                           .vote_count = number_of(0) };
    CHECK_INT(plausible_sift(&movie, now_ms(), &arena, out), 0);
    CHECK(movie.runtime_minutes.known && movie.year.known && movie.rating.known && text_known(movie.release_date));
    struct movie unknown = { 0 };
    CHECK_INT(plausible_sift(&unknown, now_ms(), &arena, out), 0);
}

static void unbelievable_values_are_told_and_cleared(void)
{
    static const struct {
        const char *why, *field, *value;
        struct movie movie;
    } rows[] = {
        { "40,000 minutes", "runtime_minutes", "40000", { .runtime_minutes = { 40000, true } } },
        { "no minute", "runtime_minutes", "0", { .runtime_minutes = { 0, true } } },
        { "the year 3024", "year", "3024", { .year = { 3024, true } } },
        { "eleven years ahead", "year", "2037", { .year = { 2037, true } } },
        { "before film", "year", "1869", { .year = { 1869, true } } },
        { "a date before film", "release_date", "1869-01-01", { .release_date = { "1869-01-01", 10 } } },
        { "a date far ahead", "release_date", "2101", { .release_date = { "2101", 4 } } },
        { "no date at all", "release_date", "soon", { .release_date = { "soon", 4 } } },
        { "a rating of 11", "rating", "11", { .rating = { 11, true } } },
        { "fewer than no votes", "vote_count", "-1", { .vote_count = { -1, true } } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct implausible out[IMPLAUSIBLE_MAX];
        struct movie movie = rows[i].movie;
        CHECK_ROW(rows[i].why);
        if (!CHECK_INT(plausible_sift(&movie, now_ms(), &arena, out), 1))
            continue;
        CHECK_TEXT_Z(text_of(movie_fields[out[0].field].name), rows[i].field);
        CHECK_TEXT_Z(out[0].value, rows[i].value);
        CHECK(!movie_knows(&movie, out[0].field));
        CHECK_INT(plausible_sift(&movie, now_ms(), &arena, out), 0); /* once */
    }
}

static void pairs_go_together(void)
{
    struct implausible out[IMPLAUSIBLE_MAX];
    struct movie movie = { .rating = { -3, true },
                           .vote_count = number_of(12),
                           .release_date = TEXT("3024-01-01"),
                           .release_country = TEXT("NO") };
    CHECK_INT(plausible_sift(&movie, now_ms(), &arena, out), 2);
    CHECK(!movie.vote_count.known && !text_known(movie.release_country));
}

int main(void)
{
    RUN(believable_values_stay);
    RUN(unbelievable_values_are_told_and_cleared);
    RUN(pairs_go_together);
    arena_finish(&arena);
    return check_done();
}

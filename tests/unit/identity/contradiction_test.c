/* K1: what stands beside the id must not be another film's. */
#include "evidence_film.h"
#include "identity/identity.h"

static struct person other_cast[] = { { .name = { "Per Holm", 8 } },
                                      { .name = { "Liv Dahl", 8 } },
                                      { .name = { "Odd Moe", 7 } } };

/* The film, and its record with the id. */
static struct identity_candidate proven(void)
{
    struct identity_candidate candidate = record();
    candidate.imdb_id = candidate.external_imdb_id = TEXT("tt0000001");
    return candidate;
}

static bool is_held(const struct identity_wanted *wanted, const struct identity_candidate *candidate)
{
    struct identity_decision got = identity_check(wanted, candidate, &arena);
    bool held = got.verdict == IDENTITY_QUARANTINE;
    CHECK(held || got.verdict == IDENTITY_ACCEPT);
    CHECK_TEXT_Z(text_of(got.rule), held ? "K1" : "A1");
    CHECK(got.detail.len > 0);
    return held;
}

/* All 32 combinations of what can contradict: two are too many, and one needs a person in common. */
static void every_combination(void)
{
    enum { TITLE = 1, YEAR = 2, DIRECTOR = 4, CAST = 8, RUNTIME = 16, ALL = 31 };
    struct identity_wanted wanted = film();
    for (unsigned bits = 0; bits <= ALL; bits++) {
        struct identity_candidate candidate = proven();
        char why[24];
        unsigned against = 0;
        for (unsigned bit = 1; bit <= ALL; bit *= 2)
            against += (bits & bit) != 0;
        if (bits & TITLE)
            candidate.titles = (struct texts)LIST(other_titles);
        if (bits & YEAR)
            candidate.years[0] = 1977;
        if (bits & DIRECTOR)
            candidate.directors = (struct people)LIST(other_director);
        if (bits & CAST)
            candidate.cast = (struct people)LIST(other_cast);
        if (bits & RUNTIME)
            candidate.runtime_minutes = number_of(110);
        (void)snprintf(why, sizeof why, "%u", bits);
        CHECK_ROW(why);
        CHECK(is_held(&wanted, &candidate) == (against > 1));
        candidate.cast.count = 0; /* who would outweigh the one, and what may be the other, is not known */
        candidate.directors.count = 0;
        bool another_cut = (bits & (TITLE | YEAR | RUNTIME)) == RUNTIME;
        CHECK(is_held(&wanted, &candidate) == ((bits & (YEAR | RUNTIME)) != 0 && !another_cut));
    }
    CHECK_ROW(NULL);
    arena_finish(&arena);
}

static void one_person_outweighs_one_contradiction(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = proven();
    candidate.titles = (struct texts)LIST(other_titles);
    CHECK(!is_held(&wanted, &candidate));
    candidate.directors.count = 0;
    candidate.runtime_minutes.known = false;
    CHECK(!is_held(&wanted, &candidate)); /* two of the cast */
    candidate.cast.count = 1;             /* one is chance */
    CHECK(is_held(&wanted, &candidate));
    candidate.runtime_minutes = number_of(96); /* year and length fit: a translated title */
    CHECK(!is_held(&wanted, &candidate));
    candidate.year_count = 0;
    CHECK(is_held(&wanted, &candidate));
    candidate = proven();
    candidate.titles = (struct texts)LIST(other_titles);
    candidate.cast.count = 0;
    CHECK(!is_held(&wanted, &candidate)); /* the director */
    arena_finish(&arena);
}

/* Whoever asked may have translated the title, or be off by years. */
static void a_given_title_alone(void)
{
    struct identity_wanted wanted = { .imdb_id = TEXT("tt0000001"),
                                      .titles = { TEXT("The Light Ship") },
                                      .title_count = 1,
                                      .titles_are_given = true,
                                      .year = number_of(1974) };
    struct identity_candidate candidate = proven();
    CHECK(!is_held(&wanted, &candidate));
    candidate.years[0] = 1977;
    CHECK(is_held(&wanted, &candidate)); /* IMDb's own year, and a title that is not it */
    wanted.year_is_given = true;
    CHECK(!is_held(&wanted, &candidate));
    wanted.year_is_given = false;
    candidate.years[0] = 1976;
    CHECK(!is_held(&wanted, &candidate));
    wanted.titles_are_given = false;
    CHECK(is_held(&wanted, &candidate));
    arena_finish(&arena);
}

static void a_cast_is_three(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = proven();
    candidate.directors.count = 0;
    candidate.cast = (struct people)LIST(other_cast);
    CHECK(is_held(&wanted, &candidate));
    candidate.cast.count = 2;
    CHECK(!is_held(&wanted, &candidate));
    candidate.cast = (struct people)LIST(other_cast);
    wanted.cast.count = 2;
    CHECK(!is_held(&wanted, &candidate));
    arena_finish(&arena);
}

static void silence_contradicts_nothing(void)
{
    const struct identity_wanted nothing = { .imdb_id = TEXT("tt0000001") };
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = proven();
    candidate.titles = (struct texts)LIST(other_titles);
    candidate.years[0] = 1977;
    candidate.directors = candidate.cast = (struct people)LIST(other_director);
    candidate.runtime_minutes = number_of(20);
    CHECK(is_held(&wanted, &candidate));
    CHECK(!is_held(&nothing, &candidate));
    const struct identity_candidate bare = { .tmdb_id = 42, .imdb_id = TEXT("tt0000001") };
    CHECK(!is_held(&wanted, &bare));
    wanted.titles[0] = TEXT("?!"); /* a title without evidence */
    candidate = proven();
    candidate.titles = (struct texts)LIST(other_titles);
    candidate.directors.count = candidate.cast.count = 0;
    CHECK(!is_held(&wanted, &candidate));
    arena_finish(&arena);
}

/* "Zima" and "Зима": nobody here reads both. A year, though, needs no reading. */
static void another_script_is_silence(void)
{
    static struct text titles[] = { { "\xD0\x97\xD0\xB8\xD0\xBC\xD0\xB0", 8 } };
    static struct person people[] = { { .name = { "\xD0\x90\xD0\xB4\xD0\xB0", 6 } } };
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = proven();
    candidate.titles = (struct texts)LIST(titles);
    candidate.directors = candidate.cast = (struct people)LIST(people);
    CHECK(!is_held(&wanted, &candidate));
    candidate.years[0] = 1977;
    CHECK(is_held(&wanted, &candidate));
    candidate = proven();
    candidate.directors = candidate.cast = (struct people)LIST(people);
    candidate.runtime_minutes.known = false;
    wanted.titles[0] = titles[0]; /* and ours against a Latin one */
    CHECK(!is_held(&wanted, &candidate));
    wanted.titles[0] = TEXT("1917"); /* figures are read everywhere */
    CHECK(is_held(&wanted, &candidate));
    arena_finish(&arena);
}

static void short_and_feature(void)
{
    static const struct {
        int64_t ours, theirs;
        bool held;
    } rows[] = {
        { 96, 48, true },  { 96, 49, false },       { 12, 24, true },
        { 12, 23, false }, { 4, 9, false }, /* five minutes are a title card */
        { 1, 96, true },   { INT64_MAX, 96, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct identity_wanted wanted = film();
        struct identity_candidate candidate = proven();
        wanted.runtime_minutes = number_of(rows[i].ours);
        candidate.runtime_minutes = number_of(rows[i].theirs);
        CHECK(is_held(&wanted, &candidate) == rows[i].held);
    }
    arena_finish(&arena);
}

static void years_and_pen_names(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = proven();
    candidate.titles = (struct texts)LIST(other_titles);
    candidate.years[0] = 1971;
    CHECK(is_held(&wanted, &candidate));
    candidate.years[candidate.year_count++] = 1976; /* a second release, two years off */
    CHECK(!is_held(&wanted, &candidate));
    candidate.cast.count = 0;
    struct person both[] = { other_director[0], their_director[0] };
    candidate.directors = (struct people){ both, 2 };
    CHECK(!is_held(&wanted, &candidate));
    both[1].imdb_id = TEXT("nm0000002"); /* a namesake */
    CHECK(is_held(&wanted, &candidate));
    both[0].imdb_id = TEXT("nm0000001"); /* a pen name */
    CHECK(!is_held(&wanted, &candidate));
    arena_finish(&arena);
}

int main(void)
{
    RUN(every_combination);
    RUN(one_person_outweighs_one_contradiction);
    RUN(a_given_title_alone);
    RUN(a_cast_is_three);
    RUN(silence_contradicts_nothing);
    RUN(another_script_is_silence);
    RUN(short_and_feature);
    RUN(years_and_pen_names);
    return check_done();
}

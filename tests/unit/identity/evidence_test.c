/* E0 to E7: each step, the order of candidates, evidence as text and JSON. */
#include "evidence_film.h"

#include <jansson.h>

static struct coded sweden[] = { { { "SE", 2 }, { "Sweden", 6 } } };

static enum witness step_of(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                            enum evidence_step step)
{
    struct evidence e;
    (void)decide(wanted, candidate, 1, &e);
    return e.steps[step];
}

#define CHECK_STEP(step, want) CHECK_TEXT_Z(text_of(evidence_word(step_of(&wanted, &candidate, step))), want)

static void everything_agrees_and_nothing_is_proven(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    struct evidence e;
    struct identity_decision got = decide(&wanted, &candidate, 1, &e);
    for (size_t i = 0; i < EVIDENCE_STEPS; i++)
        CHECK_INT(e.steps[i], WITNESS_AGREES);
    CHECK(e.offered && e.rank == 1 && e.similarity == 1);
    CHECK_INT(got.verdict, IDENTITY_NO_PROOF);
    CHECK_TEXT_Z(e.text, "TMDb 42 \"Lighthouse Ferry\" (1974), no IMDb id: E1 title holds, E2 year holds, E3 director "
                         "holds, E4 runtime holds, E5 cast holds, E6 only one holds, E7 kind holds");
    CHECK_INT(decide(&wanted, NULL, 0, NULL).verdict, IDENTITY_NO_PROOF);
    arena_finish(&arena);
}

static void titles(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    wanted.titles[0] = TEXT("FYRB\xC3\x85TEN!");
    CHECK_STEP(EVIDENCE_TITLE, "holds");
    candidate.titles = (struct texts)LIST(other_titles); /* one word more: like, but not the same */
    wanted = film();
    CHECK_STEP(EVIDENCE_TITLE, "fails");
    wanted.titles[0] = TEXT("...");
    CHECK_STEP(EVIDENCE_TITLE, "unknown");
    candidate.titles.count = 0;
    wanted = film();
    CHECK_STEP(EVIDENCE_TITLE, "unknown");
    arena_finish(&arena);
}

static void years(void)
{
    static const struct {
        int64_t ours, theirs;
        const char *want;
    } rows[] = {
        { 1974, 1973, "holds" }, { 1974, 1975, "holds" }, { 1974, 1976, "fails" }, { 1974, 1972, "fails" },
        { 0, 1974, "unknown" },  { 1974, 0, "unknown" },  { 1996, 1952, "fails" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct identity_wanted wanted = film();
        struct identity_candidate candidate = record();
        wanted.year = rows[i].ours != 0 ? number_of(rows[i].ours) : (struct number){ 0 };
        candidate.years[0] = rows[i].theirs;
        candidate.year_count = rows[i].theirs != 0 ? 1 : 0;
        CHECK_STEP(EVIDENCE_YEAR, rows[i].want);
    }
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    candidate.years[0] = 1990; /* the release, and the festival before it */
    candidate.years[candidate.year_count++] = 1975;
    CHECK_STEP(EVIDENCE_YEAR, "holds");
    arena_finish(&arena);
}

static void directors(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    candidate.directors = (struct people)LIST(other_director);
    CHECK_STEP(EVIDENCE_DIRECTOR, "fails");
    candidate.directors.count = 0;
    CHECK_STEP(EVIDENCE_DIRECTOR, "unknown");
    struct person namesake[] = { our_director[0] };
    namesake[0].imdb_id = TEXT("nm0000009");
    candidate.directors = (struct people)LIST(namesake);
    CHECK_STEP(EVIDENCE_DIRECTOR, "fails");
    arena_finish(&arena);
}

static void runtimes(void)
{
    static const struct {
        int64_t ours, theirs;
        const char *want;
    } rows[] = {
        { 96, 105, "holds" },  { 96, 106, "fails" },      { 96, 87, "holds" },  { 96, 86, "fails" },
        { 11, 16, "holds" },   { 11, 17, "fails" },       { 50, 55, "holds" },  { 50, 56, "fails" },
        { 210, 231, "holds" }, { 210, 232, "fails" },     { 0, 96, "unknown" }, { 96, 0, "unknown" },
        { 99, 13, "fails" },   { INT64_MAX, 1, "fails" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct identity_wanted wanted = film();
        struct identity_candidate candidate = record();
        wanted.runtime_minutes = (struct number){ rows[i].ours, rows[i].ours != 0 };
        candidate.runtime_minutes = (struct number){ rows[i].theirs, rows[i].theirs != 0 };
        CHECK_STEP(EVIDENCE_RUNTIME, rows[i].want);
    }
    arena_finish(&arena);
}

static void casts(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    candidate.cast.count = 1; /* one in common, of a list of one */
    CHECK_STEP(EVIDENCE_CAST, "unknown");
    struct person twice[] = { our_cast[0], other_director[0], other_director[0] };
    candidate.cast = (struct people)LIST(twice);
    CHECK_STEP(EVIDENCE_CAST, "fails");
    struct person namesakes[] = { our_cast[0], our_cast[0] };
    wanted.cast = (struct people)LIST(namesakes); /* one of theirs is counted once */
    CHECK_STEP(EVIDENCE_CAST, "fails");
    struct person eleven[12];
    for (size_t i = 0; i < COUNT_OF(eleven); i++)
        eleven[i] = (struct person){ .name = arena_printf(&arena, "Extra No. %zu", i) };
    eleven[0] = our_cast[0];
    eleven[10] = our_cast[1]; /* the eleventh is not looked at */
    wanted = film();
    candidate.cast = (struct people)LIST(eleven);
    CHECK_STEP(EVIDENCE_CAST, "fails");
    eleven[9] = our_cast[1];
    CHECK_STEP(EVIDENCE_CAST, "holds");

    candidate.cast.count = 0; /* a writer and a country stand in */
    CHECK_STEP(EVIDENCE_CAST, "holds");
    candidate.countries = (struct codeds)LIST(sweden);
    CHECK_STEP(EVIDENCE_CAST, "fails");
    candidate.countries.count = 0;
    CHECK_STEP(EVIDENCE_CAST, "unknown");
    struct coded uncoded[] = { { { NULL, 0 }, { "NORWAY", 6 } } };
    candidate.countries = (struct codeds)LIST(uncoded);
    CHECK_STEP(EVIDENCE_CAST, "holds");
    candidate.writers = (struct people)LIST(other_director);
    CHECK_STEP(EVIDENCE_CAST, "fails");
    candidate.writers.count = 0;
    CHECK_STEP(EVIDENCE_CAST, "unknown");
    arena_finish(&arena);
}

static void kinds(void)
{
    static const struct {
        const char *type;
        int64_t our_minutes, their_minutes;
        struct flag our_adult, their_adult, video;
        const char *want;
    } rows[] = {
        { "movie", 96, 95, NO, NO, NO, "holds" },
        { "movie", 0, 95, NO, NO, NO, "holds" }, /* a movie is a feature, whatever its runtime */
        { "movie", 96, 12, NO, NO, NO, "fails" },
        { "movie", 38, 40, NO, NO, NO, "holds" }, /* both are short by runtime */
        { "short", 0, 12, NO, NO, NO, "holds" },
        { "short", 0, 41, NO, NO, NO, "fails" },
        { "tvShort", 9, 9, NO, NO, NO, "holds" },
        { "movie", 96, 0, NO, NO, NO, "unknown" },
        { "tvSpecial", 0, 61, NO, NO, NO, "unknown" },
        { "movie", 96, 95, NO, NO, YES, "fails" },
        { "video", 79, 79, NO, NO, YES, "holds" },
        { "video", 79, 79, NO, NO, NO, "fails" },
        { "movie", 96, 95, NO, NO, NOT_KNOWN, "unknown" },
        { NULL, 96, 95, NO, NO, NO, "unknown" },
        { "hologram", 96, 95, NO, NO, NO, "unknown" },
        { "movie", 96, 95, YES, NO, NO, "fails" },
        { "movie", 96, 95, NO, YES, NO, "fails" },
        { "movie", 96, 95, YES, YES, NO, "holds" },
        { "movie", 96, 95, NOT_KNOWN, NO, NO, "unknown" },
        { "movie", 96, 12, NOT_KNOWN, NO, NO, "fails" }, /* a contradiction outweighs silence */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char why[8];
        (void)snprintf(why, sizeof why, "%zu", i);
        CHECK_ROW(why);
        struct identity_wanted wanted = film();
        struct identity_candidate candidate = record();
        wanted.type = text_of(rows[i].type);
        wanted.runtime_minutes = (struct number){ rows[i].our_minutes, rows[i].our_minutes != 0 };
        candidate.runtime_minutes = (struct number){ rows[i].their_minutes, rows[i].their_minutes != 0 };
        wanted.adult = rows[i].our_adult;
        candidate.adult = rows[i].their_adult;
        candidate.video = rows[i].video;
        CHECK_STEP(EVIDENCE_KIND, rows[i].want);
    }
    arena_finish(&arena);
}

static void only_one_may_be_it(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate pool[] = { record(), record() };
    struct evidence e[2];
    pool[1].tmdb_id = 43;
    (void)decide(&wanted, pool, 2, e);
    CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_CONTRADICTS && e[1].steps[EVIDENCE_UNIQUE] == WITNESS_CONTRADICTS);
    pool[1].imdb_id = TEXT("tt0000002"); /* known to be another film */
    (void)decide(&wanted, pool, 2, e);
    CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_AGREES && e[1].steps[EVIDENCE_UNIQUE] == WITNESS_CONTRADICTS);
    CHECK(e[0].offered && !e[1].offered && e[0].rank == 1 && e[1].rank == 2);
    pool[1].imdb_id = (struct text){ 0 };
    pool[1].years[0] = 1980;
    (void)decide(&wanted, pool, 2, e);
    CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_AGREES);
    pool[1] = pool[0]; /* the same record twice is one */
    (void)decide(&wanted, pool, 2, e);
    CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_AGREES);
    const struct evidence_pool cut = { pool, 1, false };
    (void)evidence_decide(&wanted, &cut, &arena, e);
    CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_SILENT);
    arena_finish(&arena);
}

static void the_id_decides_whatever_the_titles_say(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate pool[] = { record(), record(), record() };
    struct evidence e[3];
    for (size_t i = 0; i < 3; i++)
        pool[i].tmdb_id = 100 + (int64_t)i;
    pool[0].imdb_id = TEXT("tt0000002"); /* identical everything, another id */
    pool[2].imdb_id = pool[2].external_imdb_id = TEXT("tt0000001");
    pool[2].titles = (struct texts)LIST(other_titles);
    struct identity_decision got = decide(&wanted, pool, 3, e);
    CHECK_INT(got.verdict, IDENTITY_ACCEPT);
    CHECK_TEXT_Z(text_of(got.rule), "E0");
    CHECK_INT(got.index, 2);
    CHECK_INT(e[0].verdict, IDENTITY_OTHER_ID);
    CHECK_INT(e[2].rank, 1);
    CHECK_INT(e[1].rank, 2);
    CHECK_INT(e[0].rank, 3);
    pool[2].years[0] = 1940; /* K1 */
    pool[2].directors = (struct people)LIST(other_director);
    CHECK_INT(decide(&wanted, pool, 3, e).verdict, IDENTITY_QUARANTINE);
    pool[2].years[0] = 1974;
    pool[1].external_imdb_id = TEXT("tt0000001"); /* two carry it */
    CHECK_INT(decide(&wanted, pool, 3, e).verdict, IDENTITY_AMBIGUOUS);
    wanted.type = TEXT("tvEpisode");
    CHECK_INT(decide(&wanted, pool, 3, e).verdict, IDENTITY_NOT_A_MOVIE);
    arena_finish(&arena);
}

static void likeness_orders_and_does_not_offer(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate pool[] = { record(), record() };
    struct text far[] = { { "Something Else Entirely", 23 } };
    struct evidence e[2];
    for (size_t i = 0; i < 2; i++)
        pool[i].directors.count = 0;
    pool[0].titles = (struct texts)LIST(far);
    pool[1].titles = (struct texts)LIST(other_titles);
    pool[1].tmdb_id = 43;
    (void)decide(&wanted, pool, 2, e);
    CHECK(e[1].similarity > 0.7 && e[0].similarity < 0.5);
    CHECK(e[1].rank == 1 && e[0].rank == 2);
    CHECK(!e[0].offered && !e[1].offered);
    arena_finish(&arena);
}

static void evidence_as_json(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    struct evidence e;
    wanted.titles[0] = TEXT("\"Quoted\" \\ <b>\n");
    wanted.year = (struct number){ 0 };
    (void)decide(&wanted, &candidate, 1, &e);
    struct text json = evidence_json(&wanted, &candidate, &e, &arena);
    json_t *root = json_loadb(json.at, json.len, 0, NULL);
    if (!CHECK(root != NULL))
        return;
    const json_t *steps = json_object_get(root, "steps"), *ours = json_object_get(root, "imdb");
    CHECK_INT(json_object_size(steps), EVIDENCE_STEPS);
    CHECK_TEXT_Z(text_of(json_string_value(json_object_get(steps, "E1 title"))), "fails");
    CHECK_TEXT_Z(text_of(json_string_value(json_object_get(steps, "E2 year"))), "unknown");
    CHECK_TEXT_Z(text_of(json_string_value(json_array_get(json_object_get(ours, "titles"), 0))), "\"Quoted\" \\ <b>\n");
    CHECK_INT(json_array_size(json_object_get(ours, "years")), 0);
    json_decref(root);
    arena_finish(&arena);
}

static void wanted_learns_what_it_lacks(void)
{
    struct identity_wanted wanted = { .imdb_id = TEXT("tt0000001"), .titles = { TEXT("Given") }, .title_count = 1 };
    struct movie movie = { .title = TEXT("Given"),
                           .original_title = TEXT("Opprinnelig"),
                           .type = TEXT("movie"),
                           .year = number_of(1974),
                           .directors = LIST(our_director),
                           .cast = LIST(our_cast),
                           .runtime_minutes = number_of(96),
                           .adult = NO };
    identity_wanted_learn(&wanted, &movie);
    identity_wanted_learn(&wanted, &movie);
    CHECK_INT(wanted.title_count, 2);
    CHECK_TEXT_Z(wanted.titles[1], "Opprinnelig");
    CHECK(wanted.year.value == 1974 && wanted.cast.count == 3 && wanted.adult.known);
    movie.year = number_of(1980);
    for (int i = 0; i < 20; i++) {
        movie.title = arena_printf(&arena, "Title %d", i);
        identity_wanted_learn(&wanted, &movie);
    }
    CHECK_INT(wanted.title_count, IDENTITY_TITLES_MAX);
    CHECK_INT(wanted.year.value, 1974);
    arena_finish(&arena);
}

int main(void)
{
    RUN(everything_agrees_and_nothing_is_proven);
    RUN(titles);
    RUN(years);
    RUN(directors);
    RUN(runtimes);
    RUN(casts);
    RUN(kinds);
    RUN(only_one_may_be_it);
    RUN(the_id_decides_whatever_the_titles_say);
    RUN(likeness_orders_and_does_not_offer);
    RUN(evidence_as_json);
    RUN(wanted_learns_what_it_lacks);
    return check_done();
}

/* The identity rule: each step, and that nothing but the id ever proves. */
#include "base/compiler.h"
#include "base/random.h"
#include "check.h"
#include "identity/identity.h"

#include <string.h>

static struct arena arena;

static struct texts texts(size_t count, struct text *at)
{
    return (struct texts){ at, count };
}

/* A film and the TMDb record of the same film. */
static struct person our_director = { .name = { "Ada Lund", 8 }, .imdb_id = { "nm0000001", 9 } };
static struct person their_director = { .name = { "Áda Lund", 9 }, .tmdb_id = 77 };
static struct person other_director = { .name = { "Per Holm", 8 }, .tmdb_id = 78 };
static struct text their_titles[] = { { "Lighthouse Ferry", 16 }, { "Fyrbåten", 9 } };
static struct text other_titles[] = { { "Gold Rush Harbour", 17 }, { "...", 3 } };

static struct identity_wanted film(void)
{
    return (struct identity_wanted){ .imdb_id = TEXT("tt0000001"),
                                     .type = TEXT("movie"),
                                     .titles = { TEXT("The Lighthouse Ferry") },
                                     .title_count = 1,
                                     .year = number_of(1974),
                                     .directors = { &our_director, 1 } };
}

static struct identity_candidate record(const char *imdb_id)
{
    return (struct identity_candidate){ .tmdb_id = 42,
                                        .imdb_id = text_of(imdb_id),
                                        .external_imdb_id = text_of(imdb_id),
                                        .titles = texts(2, their_titles),
                                        .years = { 1974 },
                                        .year_count = 1,
                                        .directors = { &their_director, 1 } };
}

static void check_verdict(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                          enum identity_verdict want, const char *rule)
{
    struct identity_decision got = identity_check(wanted, candidate, &arena);
    CHECK_TEXT_Z(text_of(identity_verdict_name(got.verdict)), identity_verdict_name(want));
    CHECK_TEXT_Z(text_of(got.rule), rule);
    CHECK(got.detail.len > 0);
    struct identity_decision decided = identity_decide(wanted, candidate, 1, &arena);
    CHECK(decided.verdict == want && decided.index == 0);
    CHECK_TEXT_Z(text_of(decided.rule), rule);
    arena_reset(&arena);
}

static void the_type_gate(void)
{
    static const struct {
        const char *type;
        size_t movies, others;
        bool not_a_movie;
        const char *why;
    } rows[] = {
        { NULL, 0, 0, false, "nothing known" },
        { NULL, 1, 0, false, "a movie found" },
        { NULL, 0, 1, true, "a series or episode found, no movie" },
        { NULL, 1, 1, false, "one id on a movie and on a series: A1 decides" },
        { "movie", 0, 0, false, "movie" },
        { "short", 1, 0, false, "short" },
        { "tvSpecial", 1, 0, false, "tvSpecial" },
        { "movie", 0, 1, true, "TMDb knows it as a series" },
        { "tvEpisode", 1, 0, true, "an episode that somebody entered as a movie" },
        { "tvSeries", 0, 0, true, "tvSeries" },
        { "videoGame", 0, 0, true, "videoGame" },
        { "musicVideo", 0, 0, true, "musicVideo" },
        { "hologram", 1, 0, false, "a type we do not know says nothing for certain" },
        { "", 1, 0, false, "empty type" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        CHECK(identity_is_not_a_movie(text_of(rows[i].type), rows[i].movies, rows[i].others) == rows[i].not_a_movie);
    }
    struct identity_wanted episode = film();
    struct identity_candidate candidate = record("tt0000001");
    episode.type = TEXT("tvEpisode");
    struct identity_decision got = identity_decide(&episode, &candidate, 1, &arena);
    CHECK(got.verdict == IDENTITY_NOT_A_MOVIE);
    CHECK_TEXT_Z(text_of(got.rule), "G0");
    arena_finish(&arena);
}

static void what_the_two_places_say(void)
{
    static const struct {
        const char *top, *external;
        enum identity_verdict want;
        const char *rule;
    } rows[] = {
        { "tt0000001", "tt0000001", IDENTITY_ACCEPT, "A1" },
        { "tt0000001", NULL, IDENTITY_ACCEPT, "A1" },
        { "tt0000001", "", IDENTITY_ACCEPT, "A1" },
        { NULL, "tt0000001", IDENTITY_ACCEPT, "A1" },
        { NULL, NULL, IDENTITY_NO_PROOF, "A1" },
        { "", "", IDENTITY_NO_PROOF, "A1" },
        { "tt0000002", "tt0000002", IDENTITY_OTHER_ID, "V1" },
        { "tt0000002", NULL, IDENTITY_OTHER_ID, "V1" },
        { "", "tt0000002", IDENTITY_OTHER_ID, "V1" },
        { "tt0000002", "tt0000003", IDENTITY_OTHER_ID, "V1" },
        { "tt0000001", "tt0000002", IDENTITY_NO_PROOF, "A1" },
        { "tt0000002", "tt0000001", IDENTITY_NO_PROOF, "A1" },
        { "tt0000001", "0000001", IDENTITY_NO_PROOF, "A1" },
        { "tt1", NULL, IDENTITY_NO_PROOF, "A1" },
        { "tt1", "tt1", IDENTITY_NO_PROOF, "A1" },
        { "tt1", "tt0000002", IDENTITY_OTHER_ID, "V1" },
        { "tt00000001", "tt00000001", IDENTITY_OTHER_ID, "V1" }, /* same number, other id */
        { "tt0000001 ", NULL, IDENTITY_NO_PROOF, "A1" },
        { "TT0000001", NULL, IDENTITY_NO_PROOF, "A1" },
        { "nm0000001", NULL, IDENTITY_NO_PROOF, "A1" },
        { "tt12345678901", NULL, IDENTITY_NO_PROOF, "A1" },
    };
    struct identity_wanted wanted = film();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char why[64];
        (void)snprintf(why, sizeof why, "%s / %s", rows[i].top ? rows[i].top : "-",
                       rows[i].external ? rows[i].external : "-");
        CHECK_ROW(why);
        struct identity_candidate candidate = record(NULL);
        candidate.imdb_id = text_of(rows[i].top);
        candidate.external_imdb_id = text_of(rows[i].external);
        check_verdict(&wanted, &candidate, rows[i].want, rows[i].rule);
    }
    arena_finish(&arena);
}

static void long_ids_are_whole_ids(void)
{
    struct identity_wanted wanted = film();
    static const char *const ids[] = { "tt0000001", "tt27714581", "tt1234567890" };
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        wanted.imdb_id = text_of(ids[i]);
        for (size_t k = 0; k < COUNT_OF(ids); k++) {
            struct identity_candidate candidate = record(ids[k]);
            check_verdict(&wanted, &candidate, i == k ? IDENTITY_ACCEPT : IDENTITY_OTHER_ID, i == k ? "A1" : "V1");
        }
    }
    struct identity_candidate cut = record("tt2771458"); /* a program that knew seven digits only */
    wanted.imdb_id = TEXT("tt27714581");
    check_verdict(&wanted, &cut, IDENTITY_OTHER_ID, "V1");
    arena_finish(&arena);
}

static void a_wanted_id_must_be_one(void)
{
    static const char *const bad[] = { NULL, "", "tt1", "0000001", "nm0000001" };
    struct identity_wanted wanted = film();
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct identity_candidate candidate = record(bad[i]);
        wanted.imdb_id = text_of(bad[i]);
        check_verdict(&wanted, &candidate, IDENTITY_NO_PROOF, "A1");
    }
    arena_finish(&arena);
}

static void merged_ids_are_ours(void)
{
    struct identity_wanted wanted = film();
    wanted.remaps[0] = TEXT("tt0000009");
    struct identity_candidate candidate = record("tt0000009");
    check_verdict(&wanted, &candidate, IDENTITY_OTHER_ID, "V1"); /* remap_count still 0 */
    wanted.remap_count = 1;
    check_verdict(&wanted, &candidate, IDENTITY_ACCEPT, "A1");
    candidate.external_imdb_id = TEXT("tt0000001"); /* half renamed */
    check_verdict(&wanted, &candidate, IDENTITY_ACCEPT, "A1");
    candidate.external_imdb_id = TEXT("tt0000002");
    check_verdict(&wanted, &candidate, IDENTITY_NO_PROOF, "A1");
    arena_finish(&arena);
}

static struct identity_candidate contradicting(void)
{
    struct identity_candidate candidate = record("tt0000001");
    candidate.titles = texts(2, other_titles);
    candidate.years[0] = 1977;
    candidate.directors.at = &other_director;
    return candidate;
}

static void several_candidates(void)
{
    static const struct {
        const char *ids[3];
        size_t count;
        enum identity_verdict want;
        const char *rule;
        size_t index;
    } rows[] = {
        { { NULL }, 0, IDENTITY_NO_PROOF, "A1", 0 },
        { { "tt0000001", "tt0000002" }, 2, IDENTITY_ACCEPT, "A1b", 0 },
        { { "tt0000002", "tt0000001" }, 2, IDENTITY_ACCEPT, "A1b", 1 },
        { { NULL, "tt0000001", "tt0000002" }, 3, IDENTITY_ACCEPT, "A1b", 1 },
        { { "tt0000001", "tt0000001" }, 2, IDENTITY_AMBIGUOUS, "A1b", 0 },
        { { "tt0000001", NULL, "tt0000001" }, 3, IDENTITY_AMBIGUOUS, "A1b", 0 },
        { { "tt0000002", NULL, "tt0000001" }, 3, IDENTITY_ACCEPT, "A1b", 2 },
        { { "tt0000002", "tt0000003" }, 2, IDENTITY_OTHER_ID, "V1", 0 },
        { { "tt0000002", NULL }, 2, IDENTITY_NO_PROOF, "A1", 1 },
        { { NULL, "tt0000002" }, 2, IDENTITY_NO_PROOF, "A1", 0 },
    };
    struct identity_wanted wanted = film();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct identity_candidate candidates[3];
        char why[8];
        (void)snprintf(why, sizeof why, "%zu", i);
        CHECK_ROW(why);
        for (size_t k = 0; k < rows[i].count; k++) {
            candidates[k] = record(rows[i].ids[k]);
            candidates[k].tmdb_id = 100 + (int64_t)k;
        }
        struct identity_decision got = identity_decide(&wanted, candidates, rows[i].count, &arena);
        CHECK_TEXT_Z(text_of(identity_verdict_name(got.verdict)), identity_verdict_name(rows[i].want));
        CHECK_TEXT_Z(text_of(got.rule), rows[i].rule);
        CHECK_INT(got.index, rows[i].index);
        CHECK(got.detail.len > 0);
    }
    CHECK_ROW("proven, but contradicted, beside another one's");
    struct identity_candidate two[] = { record("tt0000002"), contradicting() };
    struct identity_decision got = identity_decide(&wanted, two, 2, &arena);
    CHECK(got.verdict == IDENTITY_QUARANTINE && got.index == 1);
    CHECK_ROW("proven twice, one of them contradicted: nobody may choose");
    two[0] = record("tt0000001");
    CHECK(identity_decide(&wanted, two, 2, &arena).verdict == IDENTITY_AMBIGUOUS);
    arena_finish(&arena);
}

static void the_detail_says_what_decided(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record("tt0000002");
    CHECK_TEXT_Z(identity_check(&wanted, &candidate, &arena).detail, "TMDb 42 is tt0000002, not tt0000001");
    candidate = record(NULL);
    CHECK_TEXT_Z(identity_check(&wanted, &candidate, &arena).detail, "TMDb 42 carries no IMDb id");
    candidate = record("tt0000001");
    candidate.directors.count = 0;
    candidate.years[0] = 1980;
    CHECK_TEXT_Z(identity_check(&wanted, &candidate, &arena).detail,
                 "TMDb 42 \"Lighthouse Ferry\" (1980) carries tt0000001; titles agree, years contradict, directors not "
                 "known, cast not known, runtimes not known");
    arena_finish(&arena);
}

/* The film of §3.3: same title, year and cast as a workshop version. Whatever agrees, an id that differs is never
 * accepted, and none is accepted without one. */
static void nothing_but_the_id_ever_proves(void)
{
    static const char *const ids[] = { "tt0000001", "tt0000002", "tt00000001", "tt27714581", "tt1234567890",
                                       "",          "tt1",       "nm0000001",  "junk",       NULL };
    struct random random = { 1 };
    int accepted = 0;
    for (int round = 0; round < 10000; round++) {
        struct identity_wanted wanted = film();
        struct identity_candidate candidates[4];
        size_t count = (size_t)random_between(&random, 0, 4);
        wanted.imdb_id = text_of(ids[random_between(&random, 0, COUNT_OF(ids) - 1)]);
        for (size_t i = 0; i < count; i++) {
            candidates[i] = random_between(&random, 0, 3) > 0 ? record(NULL) : contradicting();
            candidates[i].imdb_id = text_of(ids[random_between(&random, 0, COUNT_OF(ids) - 1)]);
            candidates[i].external_imdb_id = random_between(&random, 0, 1) > 0
                                                 ? candidates[i].imdb_id
                                                 : text_of(ids[random_between(&random, 0, COUNT_OF(ids) - 1)]);
        }
        struct identity_decision got = identity_decide(&wanted, candidates, count, &arena);
        if (got.verdict == IDENTITY_ACCEPT) {
            accepted++;
            const struct identity_candidate *c = &candidates[got.index];
            bool top = text_equal(c->imdb_id, wanted.imdb_id);
            bool external = text_equal(c->external_imdb_id, wanted.imdb_id);
            if (!CHECK(got.index < count && movie_is_imdb_id(wanted.imdb_id)) || !CHECK(top || external) ||
                !CHECK(top || text_empty(c->imdb_id)) || !CHECK(external || text_empty(c->external_imdb_id)))
                return;
            for (size_t i = 0; i < count; i++)
                CHECK(i == got.index || identity_check(&wanted, &candidates[i], &arena).verdict != IDENTITY_ACCEPT);
        }
        arena_reset(&arena);
    }
    CHECK(accepted > 100); /* else the loop has tested nothing */
    arena_finish(&arena);
}

int main(void)
{
    RUN(the_type_gate);
    RUN(what_the_two_places_say);
    RUN(long_ids_are_whole_ids);
    RUN(a_wanted_id_must_be_one);
    RUN(merged_ids_are_ours);
    RUN(several_candidates);
    RUN(the_detail_says_what_decided);
    RUN(nothing_but_the_id_ever_proves);
    return check_done();
}

/* The vectors of facts/tmdb.md §3.4, the second proof, and that nothing but an id or that proof ever accepts. */
#include "base/random.h"
#include "evidence_film.h"

#include <string.h>

/* facts/tmdb.md §3.3 and §3.4: what the recorded searches gave for films that others took by mistake. */
static void the_vectors(void)
{
    static const struct {
        const char *wanted[2];
        int64_t year, minutes;
        struct {
            int64_t id;
            const char *titles[2];
            int64_t year, minutes;
            enum evidence_step fails; /* EVIDENCE_STEPS: passes E1 and E2 */
        } hits[4];
    } rows[] = {
        { { "Hausu", "House" },
          1977,
          88,
          { { 1, { "The Fun House", NULL }, 1977, 0, EVIDENCE_TITLE },
            { 2, { "House Calls", NULL }, 1977, 98, EVIDENCE_TITLE },
            { 25623, { "House", "ハウス" }, 1977, 88, EVIDENCE_STEPS } } },
        { { "Reservoir Dogs", NULL },
          1992,
          99,
          { { 443129, { "Reservoir Dogs", NULL }, 1991, 13, EVIDENCE_RUNTIME },
            { 500, { "Reservoir Dogs", NULL }, 1992, 99, EVIDENCE_STEPS } } },
        { { "Fargo", NULL },
          1996,
          98,
          { { 252276, { "Fargo", NULL }, 1952, 69, EVIDENCE_YEAR },
            { 111997, { "Wells Fargo", NULL }, 1937, 0, EVIDENCE_TITLE },
            { 275, { "Fargo", NULL }, 1996, 98, EVIDENCE_STEPS } } },
        { { "Jack Reacher", NULL },
          2016,
          0,
          { { 343611, { "Jack Reacher: Never Go Back", NULL }, 2016, 118, EVIDENCE_TITLE } } },
        { { "Man of Steel", NULL }, 2013, 143, { { 49521, { "Man of Steel", NULL }, 2013, 143, EVIDENCE_STEPS } } },
        { { "Meen of Stal", NULL }, 2013, 143, { { 49521, { "Man of Steel", NULL }, 2013, 143, EVIDENCE_TITLE } } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct identity_wanted wanted = { .imdb_id = TEXT("tt0000001"),
                                          .type = TEXT("movie"),
                                          .year = number_of(rows[i].year),
                                          .runtime_minutes = { rows[i].minutes, rows[i].minutes != 0 } };
        struct identity_candidate pool[COUNT_OF(rows[i].hits)];
        struct text names[COUNT_OF(rows[i].hits)][2];
        struct evidence e[COUNT_OF(rows[i].hits)];
        size_t count = 0;
        CHECK_ROW(rows[i].wanted[0]);
        for (size_t k = 0; k < 2 && rows[i].wanted[k] != NULL; k++)
            wanted.titles[wanted.title_count++] = text_of(rows[i].wanted[k]);
        for (; count < COUNT_OF(pool) && rows[i].hits[count].id != 0; count++) {
            for (size_t k = 0; k < 2; k++)
                names[count][k] = text_of(rows[i].hits[count].titles[k]);
            pool[count] = (struct identity_candidate){ .tmdb_id = rows[i].hits[count].id,
                                                       .titles = LIST(names[count]),
                                                       .years = { rows[i].hits[count].year },
                                                       .year_count = 1,
                                                       .runtime_minutes = { rows[i].hits[count].minutes,
                                                                            rows[i].hits[count].minutes != 0 } };
        }
        CHECK_INT(decide(&wanted, pool, count, e).verdict, IDENTITY_NO_PROOF);
        for (size_t k = 0; k < count; k++) {
            enum evidence_step fails = rows[i].hits[k].fails;
            bool passes = e[k].steps[EVIDENCE_TITLE] == WITNESS_AGREES && e[k].steps[EVIDENCE_YEAR] == WITNESS_AGREES;
            if (fails == EVIDENCE_STEPS)
                CHECK(passes && e[k].rank == 1);
            else
                CHECK(e[k].steps[fails] == WITNESS_CONTRADICTS && e[k].rank > (count > 1 ? 1 : 0));
        }
        if (wanted.year.value == 1992) /* the workshop version passes E1 and E2: nobody is the only one */
            CHECK(e[0].steps[EVIDENCE_UNIQUE] == WITNESS_CONTRADICTS &&
                  e[1].steps[EVIDENCE_UNIQUE] == WITNESS_CONTRADICTS);
    }
    arena_finish(&arena);
}

static void the_second_proof(void)
{
    struct identity_wanted wanted = film();
    struct identity_candidate candidate = record();
    struct identity_decision got = identity_second_proof(&wanted, &candidate, 42, &arena);
    CHECK_INT(got.verdict, IDENTITY_ACCEPT);
    CHECK_TEXT_Z(text_of(got.rule), "P4947");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 0, &arena).verdict, IDENTITY_NO_PROOF);
    CHECK_INT(identity_second_proof(&wanted, &candidate, 43, &arena).verdict, IDENTITY_NO_PROOF);
    candidate.cast.count = 0; /* E4 to E6 are not needed */
    candidate.writers.count = 0;
    wanted.runtime_minutes = number_of(0);
    wanted.runtime_minutes.known = false;
    wanted.type = TEXT("movie");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_ACCEPT);
    wanted.runtime_minutes = number_of(140); /* but must not fail: a second version of the film */
    CHECK_TEXT_Z(identity_second_proof(&wanted, &candidate, 42, &arena).detail,
                 "Wikidata names TMDb 42, but E4 runtime fails");
    wanted = film();
    candidate = record();
    struct person strangers[] = { other_director[0], other_director[0], other_director[0] };
    candidate.cast = (struct people){ strangers, 3 };
    CHECK_TEXT_Z(identity_second_proof(&wanted, &candidate, 42, &arena).detail,
                 "Wikidata names TMDb 42, but E5 cast fails");
    candidate = record();

    candidate.titles = (struct texts)LIST(other_titles);
    CHECK_TEXT_Z(identity_second_proof(&wanted, &candidate, 42, &arena).detail,
                 "Wikidata names TMDb 42, but E1 title fails");
    candidate = record();
    candidate.year_count = 0;
    CHECK_TEXT_Z(identity_second_proof(&wanted, &candidate, 42, &arena).detail,
                 "Wikidata names TMDb 42, but E2 year is unknown");
    candidate = record();
    candidate.directors = (struct people)LIST(other_director);
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NO_PROOF);
    candidate = record();
    candidate.runtime_minutes = number_of(14); /* the workshop version */
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NO_PROOF);

    candidate = record(); /* a record that carries an id speaks for itself */
    candidate.external_imdb_id = TEXT("tt0000002");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_OTHER_ID);
    candidate.imdb_id = TEXT("tt0000001");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NO_PROOF);
    candidate.external_imdb_id = TEXT("tt0000001");
    got = identity_second_proof(&wanted, &candidate, 0, &arena);
    CHECK(got.verdict == IDENTITY_ACCEPT && strcmp(got.rule, "A1") == 0);
    candidate = record();
    candidate.imdb_id = TEXT("tt1"); /* not empty, but no id */
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NO_PROOF);
    candidate = record();
    wanted.type = TEXT("tvSeries");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NOT_A_MOVIE);
    wanted = film();
    wanted.imdb_id = TEXT("tt1");
    CHECK_INT(identity_second_proof(&wanted, &candidate, 42, &arena).verdict, IDENTITY_NO_PROOF);
    arena_finish(&arena);
}

/* ── nothing but an id or the second proof ever accepts ── */

static const char *const ids[] = { NULL, NULL, "", "tt0000001", "tt0000002", "tt00000001", "tt1", "junk" };

static struct identity_candidate random_record(struct random *random)
{
    struct identity_candidate c = record();
    c.tmdb_id = random_between(random, 40, 45);
    c.imdb_id = text_of(ids[random_between(random, 0, COUNT_OF(ids) - 1)]);
    c.external_imdb_id =
        random_between(random, 0, 1) > 0 ? c.imdb_id : text_of(ids[random_between(random, 0, COUNT_OF(ids) - 1)]);
    if (random_between(random, 0, 3) == 0)
        c.titles = (struct texts)LIST(other_titles);
    c.years[0] = random_between(random, 1972, 1976);
    if (random_between(random, 0, 3) == 0)
        c.directors = (struct people)LIST(other_director);
    if (random_between(random, 0, 3) == 0)
        c.runtime_minutes = number_of(random_between(random, 10, 110));
    c.cast.count = (size_t)random_between(random, 0, 2);
    c.adult.value = random_between(random, 0, 7) == 0;
    return c;
}

static bool is_ours(struct text id)
{
    return text_is(id, "tt0000001");
}
static bool is_foreign(struct text id)
{
    return movie_is_imdb_id(id) && !is_ours(id);
}

static void nothing_else_ever_accepts(void)
{
    struct random random = { 7 };
    int by_id = 0, by_wikidata = 0;
    for (int round = 0; round < 10000; round++) {
        struct identity_wanted wanted = film();
        struct identity_candidate pool[5];
        struct evidence e[5];
        size_t count = (size_t)random_between(&random, 0, 5);
        for (size_t i = 0; i < count; i++)
            pool[i] = random_record(&random);
        struct identity_decision got = decide(&wanted, pool, count, e);
        if (got.verdict == IDENTITY_ACCEPT) {
            const struct identity_candidate *c = &pool[got.index];
            by_id++;
            CHECK((is_ours(c->imdb_id) || is_ours(c->external_imdb_id)) && !is_foreign(c->imdb_id) &&
                  !is_foreign(c->external_imdb_id));
        }
        size_t ranks = 0;
        for (size_t i = 0; i < count; i++) {
            const struct identity_candidate *c = &pool[i];
            struct identity_decision second = identity_second_proof(&wanted, c, 42, &arena);
            bool foreign = is_foreign(c->imdb_id) || is_foreign(c->external_imdb_id);
            ranks |= (size_t)1 << e[i].rank;
            CHECK(!e[i].offered || !foreign || is_ours(c->imdb_id) || is_ours(c->external_imdb_id));
            if (second.verdict != IDENTITY_ACCEPT || is_ours(c->imdb_id) || is_ours(c->external_imdb_id))
                continue;
            by_wikidata++;
            CHECK(!foreign && text_empty(c->imdb_id) && text_empty(c->external_imdb_id) && c->tmdb_id == 42);
            CHECK(e[i].steps[EVIDENCE_TITLE] == WITNESS_AGREES && e[i].steps[EVIDENCE_YEAR] == WITNESS_AGREES &&
                  e[i].steps[EVIDENCE_DIRECTOR] == WITNESS_AGREES && e[i].steps[EVIDENCE_KIND] == WITNESS_AGREES);
        }
        if (!CHECK_INT(ranks, ((size_t)1 << (count + 1)) - 2)) /* ranks are 1 to count, each once */
            return;
        arena_reset(&arena);
    }
    printf("# %d accepted by id, %d by the second proof\n", by_id, by_wikidata);
    CHECK(by_id > 100 && by_wikidata > 100); /* else the loop has tested nothing */
    arena_finish(&arena);
}

int main(void)
{
    RUN(the_vectors);
    RUN(the_second_proof);
    RUN(nothing_else_ever_accepts);
    return check_done();
}

/* A film as IMDb knows it, and the same film on TMDb without an IMDb id: what the tests of evidence.h change one fact
 * of. */
#ifndef UNDERSTUDY_TESTS_EVIDENCE_FILM_H
#define UNDERSTUDY_TESTS_EVIDENCE_FILM_H

#include "base/compiler.h"
#include "check.h"
#include "identity/evidence.h"

static struct arena arena;

#define LIST(array)                                                                                                    \
    {                                                                                                                  \
        (array), COUNT_OF(array)                                                                                       \
    }
#define YES                                                                                                            \
    {                                                                                                                  \
        true, true                                                                                                     \
    }
#define NO                                                                                                             \
    {                                                                                                                  \
        false, true                                                                                                    \
    }
#define NOT_KNOWN                                                                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }

static struct person our_director[] = { { .name = { "Ada Lund", 8 }, .imdb_id = { "nm0000001", 9 } } };
static struct person their_director[] = { { .name = { "\xC3\x81"
                                                      "da Lund",
                                                      9 },
                                            .tmdb_id = 77 } };
static struct person other_director[] = { { .name = { "Per Holm", 8 }, .tmdb_id = 78 } };
static struct person our_cast[] = { { .name = { "Ann First", 9 } },
                                    { .name = { "Ben Second", 10 } },
                                    { .name = { "Cy Third", 8 } } };
static struct person their_cast[] = { { .name = { "Ben Second", 10 } }, { .name = { "Ann First", 9 } } };
static struct person our_writer[] = { { .name = { "Ida Berg", 8 } } };
static struct text their_titles[] = { { "Lighthouse Ferry", 16 }, { "Fyrb\xC3\xA5ten", 9 } };
static struct text other_titles[] = { { "The Fun Lighthouse Ferry", 24 } };
static struct coded norway[] = { { { "NO", 2 }, { "Norway", 6 } } };

static inline struct identity_wanted film(void)
{
    return (struct identity_wanted){ .imdb_id = TEXT("tt0000001"),
                                     .type = TEXT("movie"),
                                     .titles = { TEXT("The Lighthouse Ferry") },
                                     .title_count = 1,
                                     .year = number_of(1974),
                                     .directors = LIST(our_director),
                                     .writers = LIST(our_writer),
                                     .cast = LIST(our_cast),
                                     .runtime_minutes = number_of(96),
                                     .countries = LIST(norway),
                                     .adult = NO };
}

/* The same film on TMDb, without an IMDb id. */
static inline struct identity_candidate record(void)
{
    return (struct identity_candidate){ .tmdb_id = 42,
                                        .titles = LIST(their_titles),
                                        .years = { 1974 },
                                        .year_count = 1,
                                        .directors = LIST(their_director),
                                        .writers = LIST(our_writer),
                                        .cast = LIST(their_cast),
                                        .runtime_minutes = number_of(95),
                                        .countries = LIST(norway),
                                        .adult = NO,
                                        .video = NO };
}

static inline struct identity_decision decide(const struct identity_wanted *wanted, const struct identity_candidate *at,
                                              size_t count, struct evidence *out)
{
    const struct evidence_pool pool = { at, count, true };
    return evidence_decide(wanted, &pool, &arena, out);
}

#endif

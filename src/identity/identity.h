/* The identity rule: is this TMDb record the title that IMDb knows under this id? Exact, deterministic, no weights
 * (facts/tmdb.md §3.4; steps G0, V1, A1, A1b, K1 here; E0–E7 in evidence.h). Pure. */
#ifndef UNDERSTUDY_IDENTITY_IDENTITY_H
#define UNDERSTUDY_IDENTITY_IDENTITY_H

#include "base/arena.h"
#include "base/num.h"
#include "base/text.h"
#include "model/movie.h"

#include <stdbool.h>
#include <stddef.h>

enum { IDENTITY_TITLES_MAX = 8 };

/* What is known of the asked title: id always, the rest as far as any source or the caller told. */
struct identity_wanted {
    struct text imdb_id;
    struct text remaps[4]; /* ids that IMDb is known to have merged with it */
    size_t remap_count;
    struct text type;                        /* IMDb type or unknown */
    struct text titles[IDENTITY_TITLES_MAX]; /* primary, original, other known titles */
    size_t title_count;
    bool titles_are_given; /* all of them by the caller, who may have translated them: alone against an id, no title */
    struct number year;
    bool year_is_given; /* by the caller alone, whose slip is nothing against an id */
    struct people directors;
    /* For K1 and E4 to E7, which prove nothing by themselves: */
    struct people writers;
    struct people cast; /* by billing; the first ten are looked at */
    struct number runtime_minutes;
    struct codeds countries;
    struct flag adult;
};
/* What the record knows and *wanted does not yet, titles included; ids and remaps are the caller's. */
void identity_wanted_learn(struct identity_wanted *wanted, const struct movie *movie);

/* One TMDb movie, from the details call. */
struct identity_candidate {
    int64_t tmdb_id;
    struct text imdb_id;          /* top level; unknown when empty */
    struct text external_imdb_id; /* external_ids.imdb_id */
    struct texts titles;          /* title, original_title, alternative and translated titles */
    int64_t years[32];            /* release_date's and those of release_dates entries of types 1 to 3 */
    size_t year_count;
    struct people directors;
    struct people writers;
    struct people cast; /* by billing */
    struct number runtime_minutes;
    struct codeds countries;
    struct flag adult, video;
};

enum identity_verdict {
    IDENTITY_ACCEPT,     /* proven by id (A1), nothing speaks against it (K1) */
    IDENTITY_OTHER_ID,   /* V1: the record is proven to be another title */
    IDENTITY_NO_PROOF,   /* the record carries no IMDb id, or its two places disagree */
    IDENTITY_QUARANTINE, /* K1: same id, but what stands beside it is another film's */
    IDENTITY_AMBIGUOUS,  /* A1b: several records are proven */
    IDENTITY_NOT_A_MOVIE /* G0 */
};

struct identity_decision {
    enum identity_verdict verdict;
    const char *rule;   /* "A1", "V1", … */
    size_t index;       /* of the accepted candidate */
    struct text detail; /* for --explain: ids, titles, years that decided; in the arena */
};

/* G0 alone: what /find returned, and the type when known. True = certainly not a film. */
bool identity_is_not_a_movie(struct text type, size_t movies_found, size_t others_found);

/* V1, A1, K1 for one candidate. */
struct identity_decision identity_check(const struct identity_wanted *wanted,
                                        const struct identity_candidate *candidate, struct arena *arena);
/* All movies that /find gave (A1b when several). */
struct identity_decision identity_decide(const struct identity_wanted *wanted,
                                         const struct identity_candidate *candidates, size_t count,
                                         struct arena *arena);

const char *identity_verdict_name(enum identity_verdict verdict);

#endif

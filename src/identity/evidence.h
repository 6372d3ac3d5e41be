/* Steps E0 to E7 of the identity rule: what speaks for and against TMDb records that a title search found.
 * Titles, years and people prove nothing: only E0 (the record carries the id) and the second proof accept; the rest
 * puts candidates into an order for a person (design.md law 2). Pure; texts live in the arena given. */
#ifndef UNDERSTUDY_IDENTITY_EVIDENCE_H
#define UNDERSTUDY_IDENTITY_EVIDENCE_H

#include "identity/identity.h"
#include "identity/witness.h"

/* AGREES = the step holds, CONTRADICTS = it fails, SILENT = one side does not know. */
enum evidence_step {
    EVIDENCE_TITLE,    /* E1: a title is the same, exactly, under N() */
    EVIDENCE_YEAR,     /* E2: at most one year apart */
    EVIDENCE_DIRECTOR, /* E3: one director is the same */
    EVIDENCE_RUNTIME,  /* E4: at most 5 minutes or 10 % apart */
    EVIDENCE_CAST,     /* E5: two of the first ten are the same; without a cast, a writer and a country */
    EVIDENCE_UNIQUE,   /* E6: no other record of the pool may be it as well */
    EVIDENCE_KIND,     /* E7: adult, video, and short or feature, alike */
    EVIDENCE_STEPS
};

struct evidence {
    enum identity_verdict verdict; /* by id: V1, A1, K1 */
    enum witness steps[EVIDENCE_STEPS];
    double similarity; /* 0 to 1, of the nearest titles: for the order alone */
    size_t rank;       /* from 1: the order for a person */
    bool offered;      /* not proven to be another title, and title or director agree: worth a person's look */
    struct text text;  /* one line for --explain */
};

struct evidence_pool {
    const struct identity_candidate *at;
    size_t count;
    bool whole; /* everything that the search has was looked at; E6 never holds otherwise */
};

/* Judges every member; out_evidence has room for pool->count. The decision is E0's: ACCEPT (rule "E0") only when
 * exactly one member carries the wanted id and K1 has nothing against it. */
struct identity_decision evidence_decide(const struct identity_wanted *wanted, const struct evidence_pool *pool,
                                         struct arena *arena, struct evidence *out_evidence);

/* The one proof besides the id: a Wikidata item that holds the wanted IMDb id (P345) and wikidata_tmdb_id (P4947; 0 =
 * none), when TMDb's record carries no IMDb id, E1, E2, E3 and E7 hold, and neither runtime nor cast is another film's
 * (a second version shares the rest). What is wanted must not be known from that item alone, or it proves itself.
 * ACCEPT then has the rule "P4947"; a record that does carry an id is decided by it. */
struct identity_decision identity_second_proof(const struct identity_wanted *wanted,
                                               const struct identity_candidate *candidate, int64_t wikidata_tmdb_id,
                                               struct arena *arena);

/* The evidence as a JSON object for the table of candidates: verdict, steps, and what both sides say. */
struct text evidence_json(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                          const struct evidence *evidence, struct arena *arena);

const char *evidence_step_name(enum evidence_step step); /* "E1 title", … */
const char *evidence_word(enum witness witness);         /* holds fails unknown */

#endif

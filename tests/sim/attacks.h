/* Look-alikes of a film, each with the truth beside it: which TMDb record is the film, and which only looks so. */
#ifndef UNDERSTUDY_SIM_ATTACKS_H
#define UNDERSTUDY_SIM_ATTACKS_H

#include "films.h"

enum { ATTACK_RECORDS_MAX = 3 };

struct attack {
    struct movie film;     /* the truth about the asked id, as IMDb tells it */
    bool page;             /* IMDb's page tells it; else nobody but Wikidata and who gave title and year */
    struct text merged_id; /* an id that IMDb merged into this one */
    struct record records[ATTACK_RECORDS_MAX];
    bool is_film[ATTACK_RECORDS_MAX]; /* the truth */
    bool found[ATTACK_RECORDS_MAX];   /* by /find; the search finds all of them */
    size_t count;
    size_t series; /* /find gives as many beside */
    struct item items[2];
    size_t item_count;
    bool provable; /* a record of the film carries a proof that nothing is wrong with: accepting it is right */
};

struct attack_kind {
    const char *name;
    void (*make)(struct attack *attack, struct random *random, struct arena *arena);
    bool beyond; /* one title against the id, and nothing else tells the two apart: counted, but no rule can know */
};
extern const struct attack_kind attack_kinds[];
extern const size_t attack_kind_count;

/* The n-th one; kinds take turns. */
void attack_make(struct attack *attack, size_t n, struct random *random, struct arena *arena);

#endif

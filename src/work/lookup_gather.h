/* The fallback sources, asked in the configured order as far as they can still help, and what they told put together.
 * Internal to the lookup job. */
#ifndef UNDERSTUDY_WORK_LOOKUP_GATHER_H
#define UNDERSTUDY_WORK_LOOKUP_GATHER_H

#include "work/lookup_state.h"

enum { GATHER_MAX = 8 };

/* What one source told of l->id. */
struct source_answer {
    const char *source;               /* word of sources.order */
    const struct answer_class *class; /* NULL: not asked (off, no key, no index) */
    struct movie movie;               /* when FOUND, without what nobody can believe */
    struct text canonical_id;         /* the page: another id than l->id when IMDb merged it */
    struct text answer_sha256;
    int64_t fetched_at_ms;
    struct text reason; /* for people, "IMDb's page: …" */
};
struct gathered {
    struct source_answer at[GATHER_MAX];
    size_t count;
};

/* One source each; not asked = class NULL. */
MUST_CHECK enum status lookup_ask_dataset(struct lookup *l, struct source_answer *out);
MUST_CHECK enum status lookup_ask_wikidata(struct lookup *l, struct source_answer *out);
MUST_CHECK enum status lookup_ask_omdb(struct lookup *l, struct source_answer *out);

/* l->dataset for this lookup, and back. */
MUST_CHECK enum status lookup_take_dataset(struct lookup *l);
void lookup_give_dataset(struct lookup *l);

/* The local index alone: the type of a title without a request. */
MUST_CHECK enum status gather_local(struct lookup *l, struct gathered *g);
/* The sources that can tell something of use that `known` and those before them did not. */
enum gather_for {
    GATHER_FOR_PLACEHOLDER, /* any fact, and Wikidata's TMDb id */
    GATHER_FOR_GAPS         /* promised columns that TMDb left empty */
};
MUST_CHECK enum status gather_rest(struct lookup *l, const struct movie *known, enum gather_for purpose,
                                   struct gathered *g);

/* What was gathered into a row, in the configured order, behind what it knows already; with_given: also what the caller
 * gave, in its place of the order. */
void gather_fill(struct lookup *l, const struct gathered *g, bool with_given, struct stored_movie *row);

/* What a source told, before it is merged: names are cleaned, what nobody can believe is set aside as a doubt. */
void gather_sift(struct lookup *l, const char *source, struct movie *movie);

/* Ids of the row's people from all that were told of the film, `tmdb` (or NULL) and what was stored included. */
void gather_join_people(struct lookup *l, const struct gathered *g, const struct movie *tmdb, struct stored_movie *row);

/* The answer of one source when it found the title, else NULL. */
const struct source_answer *gather_found(const struct gathered *g, const char *source);
/* The first that knows the title as something that is no film, else NULL. Wikidata's word counts when nobody else tells
 * the type, TMDb included. */
const struct source_answer *gather_not_a_film(const struct gathered *g, enum gather_for purpose);
/* The first that could not tell (blocked, failing; last a dataset that does not list the title), else NULL. */
const struct source_answer *gather_unknown(const struct gathered *g);
/* IMDb itself says that there is no such title. */
bool gather_page_absent(const struct gathered *g);

#endif

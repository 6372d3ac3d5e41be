/* The sources: what each is called, what its terms are, and how its answers become findings.
 * A source is pure: it says which request it wants and reads the bytes that came. It never touches network or database.
 */
#ifndef UNDERSTUDY_SOURCE_SOURCE_H
#define UNDERSTUDY_SOURCE_SOURCE_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/drift.h"
#include "model/movie.h"
#include "source/answer_class.h"

#include <stdbool.h>

struct source_terms {
    const char *name;           /* word of sources.order, or "tmdb" */
    const char *metric_name;    /* word of api_lookup_metrics.source; NULL when it makes no calls */
    const char *licence;        /* short tag kept with every field */
    const char *attribution;    /* sentence to show */
    const char *commercial_use; /* "no", "yes", "by contract" */
    const char *quota;          /* for people */
    int concurrency;            /* requests under way at once, of every process on one database; 0 = it sends none */
    int64_t cache_limit_ms;     /* longest that its data may be kept without refresh; 0 = no limit */
    bool built;                 /* false: named in sources.order, arrives in a later step */
};
extern const struct source_terms source_terms[];
extern const size_t source_terms_count;
const struct source_terms *source_terms_find(struct text name); /* NULL when there is no such source */
struct text source_names(struct arena *arena);                  /* "tmdb, dataset, …" */

/* What one answer told. */
struct finding {
    const struct answer_class *class; /* never NULL */
    struct movie movie;               /* when FOUND */
    struct text canonical_id;         /* when IMDb merged the title */
    struct text note;                 /* for --explain, in the arena */
    struct drift_page page;           /* of a title page that was FOUND: what its layout tells */
};

#endif

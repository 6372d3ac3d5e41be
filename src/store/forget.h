/* What came from one source goes, in one transaction. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_FORGET_H
#define UNDERSTUDY_STORE_FORGET_H

#include "store/store.h"

enum forget_verdict {
    FORGET_NOTHING, /* the row holds nothing of the source */
    FORGET_FIELDS,  /* the row is to be written as it is now */
    FORGET_ROW      /* nothing is left that makes a record: the id is wanted again */
};

struct forget {
    const char *source;
    const char *metric_source; /* whose metrics go too; NULL keeps them */
    bool is_tmdb, is_given;    /* TMDb's ids and search candidates, or the titles given in `wanted`, go too */
    bool dry_run;              /* count, then leave everything as it was */
    int64_t now_ms;
    /* Takes the source's fields out of `movie`, in which a person's edits are marked (edits.h). *out_fields grows by
     * the fields taken out. */
    enum forget_verdict (*strip)(void *context, struct stored_movie *movie, struct arena *arena, size_t *out_fields);
    void *context; /* of strip */
};
struct forget_counts {
    size_t fetches, answers;
    size_t fields, movies, rows; /* rows: of movies that went, not counted in `movies` */
    size_t people;               /* nobody's any more */
    size_t given;                /* titles and years of `wanted` */
    size_t others;               /* search candidates, quarantined facts */
    size_t metrics;
};
/* INVALID when something of another program points to a row that would go; err names it. */
MUST_CHECK enum status store_forget(struct store *store, const struct forget *forget, struct forget_counts *out,
                                    struct error *err);

#endif

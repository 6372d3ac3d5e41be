/* A film from its kept answers, with today's readers; without a request. */
#ifndef UNDERSTUDY_WORK_REEXTRACT_H
#define UNDERSTUDY_WORK_REEXTRACT_H

#include "store/store.h"
#include "work/drift_review.h"

struct reextract_film {
    struct stored_movie before, after;
    uint32_t changed;       /* bit i: movie_fields[i] says something else now */
    bool changes_data;      /* a TMDb record: what imdb_data keeps of the other sources changes */
    size_t answers;         /* that were read */
    struct text unreadable; /* why one of them told nothing, for people; unknown when all did */
};

/* What `stored` would be. The answers of TMDb (details), imdb_page, omdb and wikidata are read: those that its fields
 * came from, else the newest one of the last three. What came from such an answer becomes what it says today; what a
 * placeholder does not know is filled from it. Another source's word stays, and so do a person's, the ids and the
 * film's state: a TMDb record gets new fields from TMDb alone, and none is taken from it. An answer that is unreadable
 * today, about another title, or a page that the review does not let pass changes nothing.
 */
MUST_CHECK enum status reextract_read(struct store *store, const struct stored_movie *stored,
                                      const struct drift_review *review, int64_t now_ms, struct arena *arena,
                                      struct reextract_film *out, struct error *err);

/* Writes it, in one transaction, with a line in the film's history. INVALID with detail 0: the row became something
 * else meanwhile. */
MUST_CHECK enum status reextract_write(struct store *store, const struct reextract_film *film, int64_t now_ms,
                                       struct arena *arena, struct error *err);

#endif

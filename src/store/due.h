/* Films that are due, in pages, and the jobs for them. A page costs what is in it, however many wait. */
#ifndef UNDERSTUDY_STORE_DUE_H
#define UNDERSTUDY_STORE_DUE_H

#include "store/jobs.h"

enum due_kind {
    DUE_FOR_RETRY,     /* placeholders whose time has come */
    DUE_FOR_REFRESH,   /* TMDb records fetched before `until_ms` */
    DUE_WITHOUT_ANSWER /* ids without an outcome, asked for before `until_ms` */
};
struct due_film {
    struct text at; /* when, to the database's last digit; its text is the arena's */
    struct text imdb_id;
    int64_t row; /* of movies; 0 for an id that only is wanted */
};
struct due_page {
    enum due_kind kind;
    int64_t until_ms;
    bool ahead;            /* those whose time lies beyond until_ms: another clock wrote it */
    struct due_film after; /* the page begins behind this one; {0}: the first page */
    size_t max;
};
MUST_CHECK enum status store_due(struct store *store, const struct due_page *page, struct arena *arena,
                                 struct due_film **out, size_t *out_count, struct error *err);
/* Jobs for these films, in one transaction with the end of the job that asks for them. `job.imdb_id` and `job.args` are
 * filled here: {"imdb_id":…,"source":SOURCE}. */
struct due_jobs {
    const struct due_film *films;
    size_t count;
    const char *source;
    struct job_new job;           /* of each film */
    const struct job_new *follow; /* and one more; NULL = none */
    const struct job_ack *ack;
};
MUST_CHECK enum status store_due_insert(struct store *store, const struct due_jobs *jobs, size_t *out_added,
                                        struct error *err);

#endif

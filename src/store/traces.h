/* What was asked about one film and what came back, for people who look at it. Texts live in the arena given. Failures
 * as in store.h. */
#ifndef UNDERSTUDY_STORE_TRACES_H
#define UNDERSTUDY_STORE_TRACES_H

#include "store/store.h"

enum { TRACES_MAX = 200 }; /* the newest of a film */

struct trace_call { /* a row of api_lookup_metrics that names the film */
    struct text source, operation, error_type, error_message;
    bool success;
    struct number ms;
    int64_t at_ms;
};
/* The newest first. */
MUST_CHECK enum status store_film_calls(struct store *store, struct text imdb_id, struct arena *arena,
                                        struct trace_call **out, size_t *out_count, struct error *err);

struct trace_answer { /* a fetch, and the bytes that are kept of it */
    struct text source, operation, url, content_type;
    struct number http_status;
    int64_t at_ms;
    struct text sha256;  /* unknown when nothing came */
    struct number bytes; /* unknown when they are not kept any more */
};
/* The newest first. */
MUST_CHECK enum status store_film_answers(struct store *store, struct text imdb_id, struct arena *arena,
                                          struct trace_answer **out, size_t *out_count, struct error *err);
/* The bytes that the name stands for. NOT_FOUND when they are not kept; INVALID when they are longer than `max`, or
 * damaged. */
MUST_CHECK enum status store_answer_bytes(struct store *store, struct text sha256, size_t max, struct arena *arena,
                                          struct text *out, struct error *err);

/* Ids that TMDb records are offered for, that nobody has judged; `after` is the last id of the page before, "" at
 * first. */
MUST_CHECK enum status store_undecided(struct store *store, struct text after, size_t max, struct arena *arena,
                                       struct texts *out, struct error *err);

#endif

/* Answers as they came, out of the store again. Inflated, checked against their names: what is damaged is left out. */
#ifndef UNDERSTUDY_STORE_KEPT_H
#define UNDERSTUDY_STORE_KEPT_H

#include "store/store.h"

struct kept_answer {
    int64_t id;               /* of the fetch; grows with time */
    struct text source;       /* sources.order name, or "tmdb" */
    struct text operation;    /* title_page, details, … */
    struct text imdb_id;      /* that it was asked for; unknown when for many */
    struct text url;          /* without secrets; may be unknown */
    struct text content_type; /* may be unknown */
    struct text sha256;       /* of the body */
    struct text body;         /* in the arena */
    int64_t fetched_at_ms;
    int http_status;
};

/* The next one behind fetch `after_id` whose bytes are kept. NOT_FOUND: there is none. *out_damaged counts those that
 * were passed over because their bytes are not what came. */
MUST_CHECK enum status store_kept_next(struct store *store, int64_t after_id, struct arena *arena,
                                       struct kept_answer *out, size_t *out_damaged, struct error *err);

/* The other way, of one source: the one before fetch `before_id` (INT64_MAX at first). */
MUST_CHECK enum status store_kept_before(struct store *store, const char *source, int64_t before_id,
                                         struct arena *arena, struct kept_answer *out, size_t *out_damaged,
                                         struct error *err);

/* The answer of `source` for the title: the one with that name, or the newest that was a success when sha256 is
 * unknown. NOT_FOUND: none, forgotten, or damaged. */
MUST_CHECK enum status store_kept_find(struct store *store, const char *source, struct text imdb_id, struct text sha256,
                                       struct arena *arena, struct kept_answer *out, struct error *err);

#endif

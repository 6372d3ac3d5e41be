/* Films out of the store, one after another, in constant memory: pages by row id, each read at one moment, so that
 * nobody who writes waits for a reader, and a film that comes in between may or may not be seen. */
#ifndef UNDERSTUDY_STORE_EXPORT_H
#define UNDERSTUDY_STORE_EXPORT_H

#include "store/store.h"

enum { EXPORT_STATUSES_MAX = 4 };

struct export_filter {
    struct text statuses[EXPORT_STATUSES_MAX]; /* import_status; unknown ones are ignored */
    size_t status_count;                       /* 0 = every film, whatever its status */
};

struct export_page {
    struct stored_movie *at; /* as store_movie_get() gives them */
    size_t count;
    int64_t last_id; /* where the next page begins; unchanged when there is none */
};
/* The next films after row `after_id`, at most `max`; count 0 = that was all. Everything lives in the arena. */
MUST_CHECK enum status store_export_next(struct store *store, const struct export_filter *filter, int64_t after_id,
                                         size_t max, struct arena *arena, struct export_page *out, struct error *err);

#endif

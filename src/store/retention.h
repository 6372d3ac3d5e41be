/* What has been kept long enough goes: raw answers by their source's terms, metrics by age. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_RETENTION_H
#define UNDERSTUDY_STORE_RETENTION_H

#include "store/store.h"

struct retention_counts {
    size_t fetches; /* and entries of the HTTP cache */
    size_t answers; /* bodies; one that another fetch brought too stays until that one goes */
    size_t metrics;
};
/* One transaction each, of at most 1,000 fetches and cache entries, or 2,000 metrics, older than before_ms. Adds to
 * *counts. *out_more: there may be more. */
MUST_CHECK enum status store_expire_answers(struct store *store, const char *source, int64_t before_ms,
                                            struct retention_counts *counts, bool *out_more, struct error *err);
MUST_CHECK enum status store_expire_metrics(struct store *store, int64_t before_ms, struct retention_counts *counts,
                                            bool *out_more, struct error *err);

#endif

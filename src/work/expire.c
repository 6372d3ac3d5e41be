/* How long answers and metrics are kept. */
#include "work/expire.h"

#include "base/clock.h"
#include "source/source.h"

enum status expire_all(struct store *store, int64_t now_ms, struct retention_counts *counts, struct error *err)
{
    enum status status = OK;
    *counts = (struct retention_counts){ 0 };
    for (size_t i = 0; i < source_terms_count && status == OK; i++) {
        int64_t limit_ms = source_terms[i].cache_limit_ms;
        if (limit_ms > 0)
            status = store_expire_answers(store, source_terms[i].name, now_ms - limit_ms, counts, err);
    }
    return status == OK ? store_expire_metrics(store, now_ms - METRICS_KEPT_DAYS * CLOCK_DAY_MS, counts, err) : status;
}

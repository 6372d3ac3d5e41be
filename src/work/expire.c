/* How long answers and metrics are kept. */
#include "work/expire.h"

#include "base/clock.h"
#include "source/source.h"

enum { PAUSE_MS = 20 }; /* between two rounds: whoever waits for the write lock asks in growing steps */

enum status expire_some(struct store *store, int64_t now_ms, struct retention_counts *counts, bool *out_more,
                        struct error *err)
{
    enum status status = OK;
    bool any = false, more = false;
    for (size_t i = 0; i < source_terms_count && status == OK; i++) {
        int64_t limit_ms = source_terms[i].cache_limit_ms;
        if (limit_ms > 0)
            status = store_expire_answers(store, source_terms[i].name, now_ms - limit_ms, counts, &more, err);
        any = any || more;
    }
    if (status == OK)
        status = store_expire_metrics(store, now_ms - METRICS_KEPT_DAYS * CLOCK_DAY_MS, counts, &more, err);
    if (status == OK)
        *out_more = any || more;
    return status;
}

enum status expire_all(struct store *store, int64_t now_ms, struct retention_counts *counts, struct error *err)
{
    enum status status = OK;
    *counts = (struct retention_counts){ 0 };
    for (bool more = true; more && status == OK;) {
        status = expire_some(store, now_ms, counts, &more, err);
        if (more)
            clock_sleep_ms(PAUSE_MS);
    }
    return status;
}

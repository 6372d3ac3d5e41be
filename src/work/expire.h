/* How long answers and metrics are kept: as long as each source's terms allow, and METRICS_KEPT_DAYS. */
#ifndef UNDERSTUDY_WORK_EXPIRE_H
#define UNDERSTUDY_WORK_EXPIRE_H

#include "store/retention.h"

enum { METRICS_KEPT_DAYS = 400 }; /* a year and a month: this year's months beside last year's */

/* One round: a transaction a source and one of metrics, each as small as store/retention.h says, so that nobody waits
 * for the write lock, and who calls it can stop in between. Adds to *counts; *out_more: call it again. */
MUST_CHECK enum status expire_some(struct store *store, int64_t now_ms, struct retention_counts *counts, bool *out_more,
                                   struct error *err);

/* Removes what is older, round by round. *counts tells what is gone also after a failure. */
MUST_CHECK enum status expire_all(struct store *store, int64_t now_ms, struct retention_counts *counts,
                                  struct error *err);

#endif

/* After a new version: can it read again what a layout has lost? The kept title pages tell, without a request. */
#ifndef UNDERSTUDY_WORK_DRIFT_REVIEW_H
#define UNDERSTUDY_WORK_DRIFT_REVIEW_H

#include "store/layouts.h"

struct drift_review {
    struct layout_fact lost[LAYOUT_FACTS_MAX]; /* as stored, but `recent` is what the newest kept pages tell now */
    bool is_back[LAYOUT_FACTS_MAX];
    size_t count;
};
/* Nothing is read when nothing is lost. With `applies` what is back counts again at once. */
MUST_CHECK enum status drift_review(struct store *store, bool applies, int64_t now_ms, struct drift_review *out,
                                    struct error *err);
/* May a record be written from that page? The first fact that stands in the way; NULL: yes. */
const struct layout_fact *drift_review_lacks(const struct drift_review *review, const struct drift_page *page);

#endif

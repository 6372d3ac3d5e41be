/* What the pages of each layout tell, as far as this store has read them, and which facts a layout has lost: counts of
 * every process on it. The rule is extract/drift.h. */
#ifndef UNDERSTUDY_STORE_LAYOUTS_H
#define UNDERSTUDY_STORE_LAYOUTS_H

#include "extract/drift.h"
#include "store/store.h"

struct layout_fact {
    enum page_layout layout;
    enum fact fact;
    struct drift_count count;
    int64_t lost_since_ms; /* 0: it is not lost */
};
enum { LAYOUT_FACTS_MAX = (LAYOUT_NOT_FOUND + 1) * FACT_COUNT };

/* All of them, by layout and fact; rows of another version's layouts are left out. */
MUST_CHECK enum status store_layouts(struct store *store, struct arena *arena, struct layout_fact **out,
                                     size_t *out_count, struct error *err);
/* The facts that this layout has lost: *out_count 0 when it is well. */
MUST_CHECK enum status store_layout_lost(struct store *store, enum page_layout layout,
                                         struct layout_fact out[FACT_COUNT], size_t *out_count, struct error *err);
/* The first of these that the page's layout has lost and that is not on the page either; NULL: none. */
const struct layout_fact *layout_lacks(const struct layout_fact *facts, size_t count, const struct drift_page *page);
/* A lost fact is read again. */
MUST_CHECK enum status store_layout_found_again(struct store *store, enum page_layout layout, enum fact fact,
                                                int64_t now_ms, struct error *err);

#endif

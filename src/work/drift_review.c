/* The newest kept title pages, read again. */
#include "work/drift_review.h"

#include "extract/title_page.h"
#include "store/kept.h"

enum { PAGES_LOOKED_AT_MAX = 1000 }; /* some milliseconds each */

/* From the newest to the oldest: the newest is the lowest bit. */
static void take_page(struct drift_review *review, const struct drift_page *page, int64_t now_ms)
{
    const uint32_t counts = drift_counts(page, now_ms);
    for (size_t i = 0; i < review->count; i++) {
        struct layout_fact *one = &review->lost[i];
        if (one->layout != page->layout || (counts >> one->fact & 1U) == 0 || one->count.recent_seen == DRIFT_WINDOW)
            continue;
        one->count.recent |= (uint64_t)(page->found >> one->fact & 1U) << one->count.recent_seen;
        one->count.recent_seen++;
    }
}

static bool is_full(const struct drift_review *review)
{
    for (size_t i = 0; i < review->count; i++) {
        if (review->lost[i].count.recent_seen < DRIFT_WINDOW)
            return false;
    }
    return true;
}

static enum status read_pages(struct store *store, struct drift_review *review, struct arena *arena, int64_t now_ms,
                              struct error *err)
{
    struct kept_answer kept = { .id = INT64_MAX };
    enum status status = OK;
    for (int i = 0; i < PAGES_LOOKED_AT_MAX && status == OK && !is_full(review); i++) {
        struct extraction page;
        size_t damaged = 0;
        arena_reset(arena);
        status = store_kept_before(store, "imdb_page", kept.id, arena, &kept, &damaged, err);
        if (status != OK)
            break;
        title_page_read(kept.body, arena, &page);
        const struct drift_page told = drift_page_of(&page);
        take_page(review, &told, now_ms);
    }
    return status == NOT_FOUND ? OK : status;
}

enum status drift_review(struct store *store, bool applies, int64_t now_ms, struct drift_review *out, struct error *err)
{
    struct arena arena = { 0 };
    struct layout_fact *facts;
    size_t count;
    enum status status = store_layouts(store, &arena, &facts, &count, err);
    out->count = 0;
    for (size_t i = 0; i < count && status == OK; i++) {
        if (facts[i].lost_since_ms == 0)
            continue;
        out->lost[out->count] = facts[i];
        out->lost[out->count].count.recent = 0;
        out->lost[out->count++].count.recent_seen = 0;
    }
    if (status == OK && out->count > 0)
        status = read_pages(store, out, &arena, now_ms, err);
    for (size_t i = 0; i < out->count && status == OK; i++) {
        const struct layout_fact *one = &out->lost[i];
        out->is_back[i] = drift_is_back(one->fact, &one->count);
        if (out->is_back[i] && applies)
            status = store_layout_found_again(store, one->layout, one->fact, now_ms, err);
    }
    arena_finish(&arena);
    return status;
}

const struct layout_fact *drift_review_lacks(const struct drift_review *review, const struct drift_page *page)
{
    for (size_t i = 0; i < review->count; i++) {
        if (!review->is_back[i] && layout_lacks(&review->lost[i], 1, page) != NULL)
            return &review->lost[i];
    }
    return NULL;
}

/* Counts of what pages tell. */
#include "store/layouts.h"

#include "store/store_inside.h"

/* A layout or fact that this version does not know: false. */
static bool read_row(struct db *db, struct arena *arena, struct layout_fact *out)
{
    struct text name = db_column_text(db, 0, arena);
    int64_t fact = db_column_integer(db, 1), recent_seen = db_column_integer(db, 5);
    enum page_layout layout = LAYOUT_NOT_FOUND;
    while (layout != LAYOUT_NONE && !text_is(name, page_layout_name(layout)))
        layout--;
    if (layout == LAYOUT_NONE || fact < 0 || fact >= FACT_COUNT || recent_seen < 0 || recent_seen > DRIFT_WINDOW)
        return false;
    *out = (struct layout_fact){ .layout = layout,
                                 .fact = (enum fact)fact,
                                 .count = { .seen = db_column_integer(db, 2),
                                            .found = db_column_integer(db, 3),
                                            .recent = (uint64_t)db_column_integer(db, 4),
                                            .recent_seen = (int)recent_seen },
                                 .lost_since_ms = db_column_time(db, 6) };
    return true;
}

static enum status read_rows(struct store *store, enum statement statement, struct db_values values,
                             struct layout_fact *out, size_t max, size_t *out_count, struct error *err)
{
    size_t count = 0;
    bool row = true;
    enum status status = db_query(store->db, statement, values, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row && count < max)
            count += read_row(store->db, &store->scratch, &out[count]);
    }
    *out_count = count;
    return status;
}

enum status store_layouts(struct store *store, struct arena *arena, struct layout_fact **out, size_t *out_count,
                          struct error *err)
{
    *out = arena_array(arena, LAYOUT_FACTS_MAX, sizeof **out);
    arena_reset(&store->scratch);
    return read_rows(store, SQL_LAYOUTS_ALL, DB_NO_VALUES, *out, LAYOUT_FACTS_MAX, out_count, err);
}

enum status store_layout_lost(struct store *store, enum page_layout layout, struct layout_fact out[FACT_COUNT],
                              size_t *out_count, struct error *err)
{
    arena_reset(&store->scratch);
    return read_rows(store, SQL_LAYOUT_LOST, DB_VALUES(db_text_z(page_layout_name(layout))), out, FACT_COUNT, out_count,
                     err);
}

const struct layout_fact *layout_lacks(const struct layout_fact *facts, size_t count, const struct drift_page *page)
{
    for (size_t i = 0; i < count; i++) {
        if (facts[i].lost_since_ms != 0 && facts[i].layout == page->layout && (page->found >> facts[i].fact & 1U) == 0)
            return &facts[i];
    }
    return NULL;
}

enum status store_layout_found_again(struct store *store, enum page_layout layout, enum fact fact, int64_t now_ms,
                                     struct error *err)
{
    return db_run(store->db, SQL_LAYOUT_FIND_AGAIN,
                  DB_VALUES(db_text_z(page_layout_name(layout)), db_integer(fact), db_time(now_ms)), err);
}

/* ── one page more ── */

/* Counted in the lookup's own transaction, as its last statements: on a server every node counts in the same rows. */
enum status layout_count(struct store *store, const struct drift_page *page, int64_t now_ms, struct error *err)
{
    struct db_value layout = db_text_z(page_layout_name(page->layout));
    const uint32_t counts = drift_counts(page, now_ms);
    const uint32_t missing = counts & ~store->begun[page->layout];
    enum status status = OK;
    if (counts != 0 && db_dialect(store->db) == STORE_POSTGRESQL)
        status = db_run(store->db, SQL_LAYOUT_TURN, DB_NO_VALUES, err);
    for (int fact = 0; fact < FACT_COUNT && status == OK; fact++) {
        if ((missing >> fact & 1U) != 0)
            status = db_run(
                store->db, SQL_LAYOUT_BEGIN,
                DB_VALUES(layout, db_integer(fact), db_text_z(fact_field((enum fact)fact)), db_time(now_ms)), err);
    }
    if (status != OK || counts == 0)
        return status;
    return db_run(store->db, SQL_LAYOUT_COUNT,
                  DB_VALUES(layout, db_integer(counts), db_integer(page->found), db_time(now_ms),
                            db_integer(DRIFT_WINDOW), db_integer((INT64_C(1) << DRIFT_WINDOW) - 1)),
                  err);
}

enum verdict { AS_IT_WAS, LOST, BACK };

static enum verdict verdict_on(const struct layout_fact *one, int *out_pages)
{
    if (one->lost_since_ms != 0)
        return drift_is_back(one->fact, &one->count) ? BACK : AS_IT_WAS;
    if ((one->count.recent & 1) != 0) /* a page that tells it makes nothing less likely than the page before it did */
        return AS_IT_WAS;
    return drift_judge(one->fact, &one->count, out_pages) == DRIFT_LOST ? LOST : AS_IT_WAS;
}

static enum status judge(struct store *store, const struct layout_fact *one, int64_t now_ms, struct error *err)
{
    int pages;
    enum verdict verdict = verdict_on(one, &pages);
    if (verdict == BACK)
        return store_layout_found_again(store, one->layout, one->fact, now_ms, err);
    if (verdict == AS_IT_WAS)
        return OK;
    return db_run(store->db, SQL_LAYOUT_LOSE,
                  DB_VALUES(db_text_z(page_layout_name(one->layout)), db_integer(one->fact), db_time(now_ms),
                            db_integer(pages), db_integer(drift_found(&one->count, pages))),
                  err);
}

static enum status read_layout(struct store *store, enum page_layout layout, struct layout_fact out[FACT_COUNT],
                               size_t *out_count, struct error *err)
{
    arena_reset(&store->scratch);
    return read_rows(store, SQL_LAYOUT_GET, DB_VALUES(db_text_z(page_layout_name(layout))), out, FACT_COUNT, out_count,
                     err);
}

enum status layout_judge(struct store *store, enum page_layout layout, int64_t now_ms, struct error *err)
{
    struct layout_fact rows[FACT_COUNT];
    size_t count = 0;
    bool open = false;
    int pages;
    enum status status = read_layout(store, layout, rows, &count, err);
    for (size_t i = 0; i < count; i++) {
        store->begun[layout] |= 1U << rows[i].fact;
        open = open || verdict_on(&rows[i], &pages) != AS_IT_WAS;
    }
    if (status != OK || !open)
        return status;
    status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    status = read_layout(store, layout, rows, &count, err); /* another may have judged meanwhile */
    for (size_t i = 0; i < count && status == OK; i++)
        status = judge(store, &rows[i], now_ms, err);
    return db_settle(store->db, status, err);
}

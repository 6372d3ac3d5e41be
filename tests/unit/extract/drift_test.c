/* When a fact counts as lost, and when it is back. */
#include "check.h"
#include "extract/drift.h"

static void count_page(struct drift_count *count, bool found)
{
    count->seen++;
    count->found += found;
    count->recent = (count->recent << 1 | found) & ((UINT64_C(1) << DRIFT_WINDOW) - 1);
    count->recent_seen += count->recent_seen < DRIFT_WINDOW;
}

static struct drift_count counted(int good, int bad)
{
    struct drift_count count = { 0 };
    for (int i = 0; i < good; i++)
        count_page(&count, true);
    for (int i = 0; i < bad; i++)
        count_page(&count, false);
    return count;
}

/* Pages in a row without the fact until it is lost, after so many with it; -1 never. */
static int pages_until_lost(enum fact fact, int good)
{
    struct drift_count count = counted(good, 0);
    int said_by = 0;
    for (int bad = 1; bad <= 1000; bad++) {
        count_page(&count, false);
        if (drift_judge(fact, &count, &said_by) == DRIFT_LOST)
            return bad;
    }
    return -1;
}

static void a_fact_is_lost_after_as_many_pages_as_stated(void)
{
    static const struct {
        enum fact fact;
        int good, pages;
    } rows[] = {
        { FACT_TYPE, 20, 20 },      { FACT_TYPE, 5000, 20 },  { FACT_GENRES, 20, 24 }, { FACT_CAST, 20, 28 },
        { FACT_DIRECTORS, 60, 28 }, { FACT_WRITERS, 20, 33 }, { FACT_POSTER, 20, 33 }, { FACT_RATING, 1000, -1 },
        { FACT_CAST, 19, 29 },      { FACT_CAST, 0, -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(fact_field(rows[i].fact));
        CHECK_INT(pages_until_lost(rows[i].fact, rows[i].good), rows[i].pages);
    }
    CHECK_ROW(NULL);
}

static void what_never_was_there_is_suspect(void)
{
    struct drift_count count = counted(0, 27);
    int pages = 7;
    CHECK_INT(drift_judge(FACT_CAST, &count, &pages), DRIFT_FINE);
    CHECK_INT(pages, 0);
    count_page(&count, false);
    CHECK_INT(drift_judge(FACT_CAST, &count, &pages), DRIFT_SUSPECT);
    CHECK_INT(pages, 28);
    count = counted(0, 500); /* what its history says holds, too: it never told it */
    CHECK_INT(drift_judge(FACT_CAST, &count, &pages), DRIFT_SUSPECT);
}

/* A layout that told it of one film in three is held to that. */
static void its_own_history_counts(void)
{
    struct drift_count count = { 0 };
    int pages;
    for (int i = 0; i < 300; i++)
        count_page(&count, i % 3 == 0);
    for (int i = 0; i < DRIFT_WINDOW; i++) {
        count_page(&count, false);
        CHECK(drift_judge(FACT_POSTER, &count, &pages) != DRIFT_LOST);
    }
}

/* One page in fifteen comes from a server that is not changed yet. */
static void stragglers_do_not_hide_it(void)
{
    struct drift_count count = counted(200, 0);
    int pages, bad = 0;
    for (; bad < 100 && drift_judge(FACT_CAST, &count, &pages) != DRIFT_LOST; bad++)
        count_page(&count, bad % 15 == 5);
    CHECK(bad > 28 && bad <= DRIFT_WINDOW);
}

static void eight_pages_in_a_row_bring_it_back(void)
{
    struct drift_count count = counted(200, 0);
    count.recent = 0; /* the store counts on in the window alone while it is lost */
    count.recent_seen = DRIFT_WINDOW;
    for (int good = 1; good <= 8; good++) {
        CHECK(!drift_is_back(FACT_TYPE, &count));
        count.recent = count.recent << 1 | 1U;
    }
    CHECK(drift_is_back(FACT_TYPE, &count));
    CHECK_INT(drift_found(&count, count.recent_seen), 8);
}

static struct drift_page page_with(uint32_t found, const char *type)
{
    const struct extraction page = { .layout = LAYOUT_NEXT,
                                     .outcome = EXTRACT_FOUND,
                                     .movie = { .type = text_of(type) },
                                     .looked_for = (1U << FACT_COUNT) - 1,
                                     .found = found };
    return drift_page_of(&page);
}

static void a_page_counts_when_it_knows_nearly_all_else(void)
{
    const uint32_t all = (1U << FACT_COUNT) - 1, people = 1U << FACT_DIRECTORS | 1U << FACT_WRITERS | 1U << FACT_CAST;
    const uint32_t unrated = all & ~(1U << FACT_RATING),
                   due = 1U << FACT_YEAR | 1U << FACT_RELEASE_DATE | 1U << FACT_RUNTIME | 1U << FACT_POSTER;
    CHECK_INT(page_with(all, "movie").counts, unrated);
    CHECK_INT(page_with(all, NULL).counts, unrated); /* the type itself may be what is lost */
    CHECK_INT(page_with(all, "tvSeries").counts, 0);
    CHECK_INT(page_with(all & ~people, "short").counts, unrated); /* moved together */
    CHECK_INT(page_with(all & ~people & ~(1U << FACT_GENRES), "movie").counts, people | 1U << FACT_GENRES);
    CHECK_INT(page_with(unrated, "movie").counts, unrated & ~due);              /* not out yet */
    CHECK_INT(page_with(1U << FACT_TYPE | 1U << FACT_YEAR, "movie").counts, 0); /* nothing but announced */
}

/* Two years after its year a film is out, with a rating or without. */
static void what_comes_with_the_release_is_asked_of_old_films(void)
{
    const uint32_t all = (1U << FACT_COUNT) - 1, unrated = all & ~(1U << FACT_RATING);
    static const struct {
        int year;
        bool is_out;
    } rows[] = { { 2023, true }, { 2024, true }, { 2025, false }, { 2030, false }, { 0, false } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct drift_page page = page_with(unrated, "movie");
        page.year = rows[i].year;
        CHECK_INT(drift_counts(&page, INT64_C(1767225600000)), rows[i].is_out ? all : page.counts); /* 2026-01-01 */
        CHECK(rows[i].is_out == (drift_counts(&page, INT64_C(1767225600000)) >> FACT_RATING & 1U));
    }
}

/* It never stops a record; doctor tells of it when the layout's own history does. */
static void a_lost_rating_is_told(void)
{
    struct drift_count count = counted(100, 32), never = counted(0, 500);
    int pages = 0;
    CHECK_INT(drift_judge(FACT_RATING, &count, &pages), DRIFT_FINE);
    count_page(&count, false);
    CHECK_INT(drift_judge(FACT_RATING, &count, &pages), DRIFT_SUSPECT);
    CHECK_INT(pages, 33);
    CHECK_INT(drift_judge(FACT_RATING, &never, &pages), DRIFT_FINE);
    CHECK_INT(pages, 0);
}

int main(void)
{
    RUN(a_fact_is_lost_after_as_many_pages_as_stated);
    RUN(what_never_was_there_is_suspect);
    RUN(its_own_history_counts);
    RUN(stragglers_do_not_hide_it);
    RUN(eight_pages_in_a_row_bring_it_back);
    RUN(a_page_counts_when_it_knows_nearly_all_else);
    RUN(what_comes_with_the_release_is_asked_of_old_films);
    RUN(a_lost_rating_is_told);
    return check_done();
}

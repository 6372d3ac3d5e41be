/* What the pages of a layout tell: exact counts under many writers, lost and found again, all in the lookup's own
 * transaction. */
#include "store/layouts.h"
#include "store_help.h"

#include <pthread.h>

static const uint32_t all = (1U << FACT_COUNT) - 1;

static enum status write_page(struct store *store, const struct drift_page *page, struct error *err)
{
    const struct lookup_write write = { .imdb_id = TEXT("tt9900001"),
                                        .canonical_id = TEXT("tt9900001"),
                                        .outcome = TEXT("unknown"),
                                        .reason = TEXT("a test"),
                                        .pages = page,
                                        .page_count = 1,
                                        .now_ms = NOW_MS };
    return store_lookup_write(store, &write, err);
}

static void write_pages(struct store *store, int count, uint32_t without)
{
    const struct drift_page page = { .layout = LAYOUT_NEXT, .counts = all, .found = all & ~without };
    struct error err = { 0 };
    for (int i = 0; i < count; i++) {
        if (!CHECK_OK(write_page(store, &page, &err)))
            return;
    }
}

static struct layout_fact fact_of(struct store *store, enum fact fact)
{
    struct arena arena = { 0 };
    struct layout_fact *rows, row = { .count.seen = -1 };
    size_t count = 0;
    struct error err = { 0 };
    if (CHECK_OK(store_layouts(store, &arena, &rows, &count, &err))) {
        for (size_t i = 0; i < count; i++) {
            if (rows[i].layout == LAYOUT_NEXT && rows[i].fact == fact)
                row = rows[i];
        }
    }
    arena_finish(&arena);
    return row;
}

static void a_fact_is_lost_and_found_again(void)
{
    help_start();
    struct store *store = help_open();
    struct layout_fact lost[FACT_COUNT];
    struct error err = { 0 };
    size_t count = 7;
    CHECK_OK(store_layout_lost(store, LAYOUT_NEXT, lost, &count, &err));
    CHECK_INT(count, 0);
    write_pages(store, 30, 0);
    write_pages(store, 27, 1U << FACT_CAST);
    CHECK_INT(fact_of(store, FACT_CAST).lost_since_ms, 0);
    CHECK_INT(help_int("SELECT recent_found FROM layout_facts WHERE field = 'cast'"), DRIFT_WINDOW - 27);
    write_pages(store, 1, 1U << FACT_CAST);
    struct layout_fact cast = fact_of(store, FACT_CAST);
    CHECK_INT(cast.lost_since_ms, NOW_MS);
    CHECK_INT(cast.count.seen, 30); /* what came since is no history */
    CHECK_INT(cast.count.found, 30);
    CHECK_OK(store_layout_lost(store, LAYOUT_NEXT, lost, &count, &err));
    CHECK_INT(count, 1);
    const struct drift_page without = { .layout = LAYOUT_NEXT, .counts = all, .found = all & ~(1U << FACT_CAST) },
                            with = { .layout = LAYOUT_NEXT, .counts = all, .found = all };
    const struct drift_page elsewhere = { .layout = LAYOUT_PAGE_2011, .counts = all };
    CHECK(layout_lacks(lost, count, &without) == &lost[0] && lost[0].fact == FACT_CAST);
    CHECK(layout_lacks(lost, count, &with) == NULL);
    CHECK(layout_lacks(lost, count, &elsewhere) == NULL);
    write_pages(store, 500, 1U << FACT_CAST); /* it does not forget how it was */
    cast = fact_of(store, FACT_CAST);
    CHECK_INT(cast.count.seen, 30);
    CHECK_INT(cast.count.recent_seen, DRIFT_WINDOW);
    CHECK_INT(drift_found(&cast.count, DRIFT_WINDOW), 0);
    CHECK(cast.lost_since_ms != 0);
    write_pages(store, 6, 0);
    CHECK(fact_of(store, FACT_CAST).lost_since_ms != 0);
    write_pages(store, 1, 0);
    cast = fact_of(store, FACT_CAST);
    CHECK_INT(cast.lost_since_ms, 0);
    CHECK_INT(cast.count.recent_seen, 0);
    CHECK_INT(fact_of(store, FACT_GENRES).count.seen, 30 + 28 + 500 + 7);
    store_close(&store);
    help_stop();
}

static void only_what_counts_is_counted(void)
{
    help_start();
    struct store *store = help_open();
    struct error err = { 0 };
    const struct drift_page nothing = { .layout = LAYOUT_NEXT, .counts = 0, .found = all },
                            some = { .layout = LAYOUT_NEXT, .counts = 1U << FACT_GENRES, .found = all };
    CHECK_OK(write_page(store, &nothing, &err));
    CHECK_INT(help_int("SELECT count(*) FROM layout_facts"), 0);
    CHECK_OK(write_page(store, &some, &err));
    CHECK_INT(help_int("SELECT count(*) FROM layout_facts"), 1);
    write_pages(store, 1, 0);
    CHECK_INT(fact_of(store, FACT_GENRES).count.seen, 2);
    CHECK_INT(fact_of(store, FACT_CAST).count.seen, 1);
    CHECK(help_exec("INSERT INTO layout_facts (layout, fact, field, updated_at) VALUES ('page-2031', 1, 'year', "
                    "'2026-12-24T00:00:00Z'), "
                    "('page-next', 31, 'smell', '2026-12-24T00:00:00Z')")); /* a newer program's */
    struct arena arena = { 0 };
    struct layout_fact *rows;
    size_t count = 0;
    CHECK_OK(store_layouts(store, &arena, &rows, &count, &err));
    CHECK_INT(count, FACT_COUNT);
    arena_finish(&arena);
    store_close(&store);
    help_stop();
}

static void a_lookup_that_is_not_written_counts_nothing(void)
{
    help_start();
    struct store *store = help_open();
    struct error err = { 0 };
    const struct drift_page page = { .layout = LAYOUT_NEXT, .counts = all, .found = all };
    const struct stored_movie movie = { .import_status = TEXT("imdb_placeholder"), .movie.title = TEXT("A") };
    const struct lookup_write write = { .imdb_id = TEXT("tt9900001"),
                                        .canonical_id = TEXT("tt9900001"),
                                        .outcome = TEXT("imdb_placeholder"),
                                        .movie = &movie,
                                        .expected_status = TEXT("full"),
                                        .pages = &page,
                                        .page_count = 1,
                                        .now_ms = NOW_MS };
    CHECK_INT(store_lookup_write(store, &write, &err), INVALID);
    CHECK_INT(help_int("SELECT count(*) FROM layout_facts"), 0);
    store_close(&store);
    help_stop();
}

enum { WRITERS = 4, PAGES_EACH = 40 };

static void *write_many(void *context)
{
    struct store *store = help_open();
    (void)context;
    write_pages(store, PAGES_EACH, 1U << FACT_WRITERS);
    store_close(&store);
    return NULL;
}

static void many_nodes_count_exactly(void)
{
    help_start();
    struct store *store = help_open();
    pthread_t threads[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, write_many, NULL), 0);
    for (int i = 0; i < WRITERS; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    CHECK_INT(fact_of(store, FACT_TYPE).count.seen, WRITERS * PAGES_EACH);
    CHECK_INT(fact_of(store, FACT_TYPE).count.found, WRITERS * PAGES_EACH);
    CHECK_INT(fact_of(store, FACT_WRITERS).count.found, 0);
    CHECK_INT(fact_of(store, FACT_WRITERS).lost_since_ms, 0); /* it never was there */
    store_close(&store);
    help_stop();
}

int main(void)
{
    RUN(a_fact_is_lost_and_found_again);
    RUN(only_what_counts_is_counted);
    RUN(a_lookup_that_is_not_written_counts_nothing);
    RUN(many_nodes_count_exactly);
    return check_done();
}

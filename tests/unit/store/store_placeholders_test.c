/* Placeholders for people, page by page: each once, in its order, whoever wrote the times. */
#include "store/placeholders.h"
#include "store_jobs_help.h"

enum { FILMS = 600 };

/* A third given up, a third of one second, a third as other programs write times: several within a second. */
static void fill(void)
{
    sql("INSERT INTO movies (imdb_id, title, release_year, placeholder_retry_count, import_status, "
        "next_tmdb_retry_at, inserted_at, updated_at) WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
        "WHERE n < 600) SELECT 'tt' || (9900000 + n * 7 % 600), CASE WHEN n % 4 = 0 THEN NULL ELSE 'Quay' END, "
        "CASE WHEN n % 5 > 0 THEN 2001 END, n % 2, 'imdb_placeholder', CASE WHEN n % 3 = 1 THEN "
        "'2026-12-24T00:00:00Z' WHEN n % 6 = 2 THEN '2026-12-23T00:00:00.123456Z' WHEN n % 6 = 5 THEN "
        "'2026-12-23T00:00:00.5Z' END, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM c");
    sql("INSERT INTO movies (imdb_id, import_status, inserted_at, updated_at) VALUES "
        "(NULL, 'imdb_placeholder', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), "
        "('tt9990000', 'full', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')");
    sql("INSERT INTO wanted (imdb_id, outcome, reason, asked_at) VALUES ('tt9900007', 'imdb_placeholder', 'why', "
        "'2026-01-01T00:00:00Z')");
}

static void begin_behind(struct placeholders_page *page, const struct placeholder *last)
{
    page->after_row = last->row;
    page->after_at = last->next_try;
    page->after_id = last->imdb_id;
    page->after_key = last->key;
    page->after_title_key = last->title_key;
}

/* How many films there are in pages of `max`, no one twice; FILMS + 1: it goes on and on. */
static size_t walk(struct placeholders_page page, size_t max)
{
    bool seen[FILMS] = { false };
    struct placeholder *rows = NULL, last = { 0 };
    size_t count = max, all = 0;
    page.max = max;
    while (count == max && all <= FILMS) {
        CHECK_OK(store_placeholders(store, &page, &arena, &rows, &count, &err));
        for (size_t i = 0; i < count; i++) {
            int64_t n = 0;
            (void)num_parse(text_after(rows[i].imdb_id, 2), 9900000, 9900000 + FILMS - 1, &n);
            if (!CHECK(n > 0 && !seen[n - 9900000]))
                return FILMS + 1;
            seen[n - 9900000] = true;
            if (page.order == ORDER_NEXT_TRY && !page.newest)
                CHECK(rows[i].next_try_ms >= last.next_try_ms);
            last = rows[i];
        }
        all += count;
        if (count > 0)
            begin_behind(&page, &last);
    }
    return all;
}

static void pages_give_each_film_once(void)
{
    static const struct {
        const char *why;
        struct placeholders_page page;
        size_t films;
    } rows[] = {
        { "who waits", { 0 }, 400 },
        { "due", { .until_ms = NOW_MS }, 400 },
        { "due before", { .until_ms = NOW_MS - CLOCK_DAY_MS / 2 }, 200 },
        { "given up", { .unscheduled = true }, 200 },
        { "found", { .search = { "9900017", 7 } }, 1 },
        { "newest", { .newest = true }, 600 },
        { "oldest", { .order = ORDER_OLDEST }, 400 },
        { "title", { .order = ORDER_TITLE }, 400 },
        { "year", { .order = ORDER_YEAR }, 400 },
        { "tries", { .order = ORDER_TRIES }, 400 },
        { "given up, by title", { .order = ORDER_TITLE, .unscheduled = true }, 200 },
    };
    static const size_t sizes[] = { 1, 7, 100, 1000 };
    begin();
    fill();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        for (size_t k = 0; k < COUNT_OF(sizes); k++)
            CHECK_INT(walk(rows[i].page, sizes[k]), rows[i].films);
    }
    CHECK_ROW(NULL);
    end();
}

static void a_page_tells_what_the_table_has(void)
{
    struct placeholder *rows = NULL;
    size_t count = 0;
    const struct placeholders_page page = { .search = TEXT("TT9900007"), .max = 2 };
    begin();
    fill();
    CHECK_OK(store_placeholders(store, &page, &arena, &rows, &count, &err));
    if (CHECK_INT(count, 1)) {
        CHECK_INT(rows[0].row, 1);
        CHECK_TEXT_Z(rows[0].next_try, "2026-12-24T00:00:00Z");
        CHECK_INT(rows[0].next_try_ms, NOW_MS);
        CHECK_TEXT_Z(rows[0].outcome, "imdb_placeholder");
        CHECK_TEXT_Z(rows[0].reason, "why");
    }
    end();
}

/* PostgreSQL would not take it; SQLite compares texts. */
static void no_page_begins_behind_what_is_no_time(void)
{
    struct placeholder *rows = NULL;
    size_t count = 9;
    const struct placeholders_page page = { .after_at = TEXT("tomorrow"), .after_row = 1, .max = 2 };
    begin();
    enum status status = store_placeholders(store, &page, &arena, &rows, &count, &err);
    CHECK(status == (help_on_pgsql ? INVALID : OK));
    CHECK_INT(count, 0);
    end();
}

/* What is left of one second by the row, then by time and row; only what a page has is put together. */
static void lists_by_next_try_go_by_their_index(void)
{
    static const struct {
        const char *name, *index;
    } plans[] = {
        { "PLACEHOLDERS_WAITING", "(import_status=? AND next_tmdb_retry_at=? AND rowid>?)" },
        { "PLACEHOLDERS_WAITING", "(import_status=? AND next_tmdb_retry_at>? AND next_tmdb_retry_at<?)" },
        { "PLACEHOLDERS_UNSCHEDULED", "(import_status=? AND next_tmdb_retry_at=? AND rowid>?)" },
    };
    begin();
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        const struct store_statement_text *at = store_statement_texts(STORE_SQLITE, &arena);
        while (at->name != NULL && strcmp(at->name, plans[i].name) != 0)
            at++;
        CHECK_ROW(plans[i].name);
        struct text plan = help_plan(at->sql, &arena);
        bool sorts = text_contains(plan, TEXT("RIGHT PART OF ORDER BY")) ||
                     text_contains(plan, TEXT("ORDER BY\nSCAN")) ||
                     text_ends(plan, TEXT("?)\nUSE TEMP B-TREE FOR ORDER BY\n"));
        if (!CHECK(text_contains(plan, text_of(plans[i].index)) && !sorts))
            printf("#   %.*s\n", TEXT_ARG(plan));
    }
    CHECK_ROW(NULL);
    end();
}

int main(void)
{
    RUN(pages_give_each_film_once);
    RUN(a_page_tells_what_the_table_has);
    RUN(no_page_begins_behind_what_is_no_time);
    RUN_ON_SQLITE(lists_by_next_try_go_by_their_index); /* store_plans_test.c has PostgreSQL's */
    arena_finish(&arena);
    return check_done();
}

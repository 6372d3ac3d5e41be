/* placeholders list: who waits for TMDb, page by page. */
#include "base/clock.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/placeholders.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "source/source.h"

/* Each page of an order without an index looks at all of them. */
enum { PAGE_ROWS = 500, SORTED_PAGE_ROWS = 20000, LIST_COLUMNS = 7, LIMIT_MAX = 1000000000 };

static const struct table_column columns[LIST_COLUMNS] = { { "ID", 12 },    { "YEAR", 4 },  { "TITLE", 32 },
                                                           { "SINCE", 10 }, { "TRIES", 5 }, { "NEXT TRY", 16 },
                                                           { "WHY", 0 } };

struct listing {
    struct invocation *invocation;
    struct store *store;
    struct placeholders_page page;
    size_t left, printed;
    size_t line; /* columns of the terminal */
    struct buf out;
};

/* The first `len` characters of an instant: a day, or day and minute. */
static struct text part_of_instant(int64_t wall_ms, size_t len, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    if (wall_ms == 0)
        return TEXT("never");
    (void)clock_iso(wall_ms, iso);
    iso[sizeof "YYYY-MM-DD" - 1] = ' ';
    return arena_text(arena, text_from(iso, len));
}

static void print_row(struct listing *l, const struct placeholder *row, struct arena *arena)
{
    enum { DAY = 10, MINUTE = 16 };
    if (l->invocation->json) {
        json_placeholder(row, &l->out);
        return;
    }
    struct text why = row->reason;
    if (text_is(row->outcome, "not_a_movie"))
        why = arena_printf(arena, "no film: %.*s", TEXT_ARG(row->reason));
    const struct text cells[LIST_COLUMNS] = {
        row->imdb_id,
        row->year.known ? arena_printf(arena, "%lld", (long long)row->year.value) : TEXT(""),
        text_known(row->title) ? row->title : TEXT(""),
        part_of_instant(row->since_ms, DAY, arena),
        arena_printf(arena, "%lld", (long long)row->tries),
        part_of_instant(row->next_try_ms, MINUTE, arena),
        text_known(why) ? why : TEXT(""),
    };
    table_row(columns, LIST_COLUMNS, cells, NULL, l->line, &l->out);
}

static enum status print_page(struct listing *l, bool *out_more, struct error *err)
{
    struct arena arena = { 0 };
    struct placeholder *rows;
    size_t count;
    const size_t most = l->page.order == ORDER_NEXT_TRY && !l->page.newest ? PAGE_ROWS : SORTED_PAGE_ROWS;
    l->page.max = l->left < most ? l->left : most;
    enum status status = store_placeholders(l->store, &l->page, &arena, &rows, &count, err);
    for (size_t i = 0; i < count && status == OK; i++)
        print_row(l, &rows[i], &arena);
    if (status == OK && count > 0) {
        l->page.after_at = arena_text(l->invocation->arena, rows[count - 1].next_try);
        l->page.after_id = arena_text(l->invocation->arena, rows[count - 1].imdb_id);
        l->page.after_row = rows[count - 1].row;
        l->page.after_key = rows[count - 1].key;
        l->page.after_title_key = arena_text(l->invocation->arena, rows[count - 1].title_key);
    }
    if (status == OK) {
        l->left -= count;
        l->printed += count;
        *out_more = count == l->page.max && l->left > 0;
    }
    output_write(buf_text(&l->out));
    buf_clear(&l->out);
    arena_finish(&arena);
    return status;
}

static enum exit_code read_order(struct listing *l)
{
    const struct invocation *invocation = l->invocation;
    struct text sort = invocation_option(invocation, "--sort"), source = invocation_option(invocation, "--source");
    if (text_known(sort) && !placeholders_order_named(sort, &l->page))
        return usage_error(invocation->command, "--sort is next_try, newest, oldest, title, year or tries, not %.*s",
                           TEXT_ARG(sort));
    if (text_known(source) && !text_is(source, "person") && source_terms_find(source) == NULL)
        return usage_error(invocation->command, "--source %.*s is none of: person, %.*s", TEXT_ARG(source),
                           TEXT_ARG(source_names(invocation->arena)));
    if (l->page.newest && (l->page.unscheduled || l->page.until_ms != 0))
        return usage_error(invocation->command, "--sort newest lists all: it takes no --due and no --given-up");
    l->page.source = source;
    return EXIT_FINE;
}

static enum exit_code read_options(struct listing *l)
{
    const struct invocation *invocation = l->invocation;
    struct text limit = invocation_option(invocation, "--limit"), search = invocation_option(invocation, "--search");
    bool due = text_known(invocation_option(invocation, "--due"));
    int64_t most = LIMIT_MAX;
    if (text_known(limit) && !num_parse(limit, 1, LIMIT_MAX, &most))
        return usage_error(invocation->command, "--limit %.*s is not a number from 1 on", TEXT_ARG(limit));
    if (text_known(search) &&
        (text_trim(search).len == 0 || search.len > PLACEHOLDERS_SEARCH_BYTES_MAX || !text_is_utf8(search)))
        return usage_error(invocation->command, "--search takes a text of up to %d bytes in UTF-8",
                           PLACEHOLDERS_SEARCH_BYTES_MAX);
    l->page.unscheduled = text_known(invocation_option(invocation, "--given-up"));
    if (due && l->page.unscheduled)
        return usage_error(invocation->command, "what is given up is never due: --due or --given-up");
    l->page.until_ms = due ? clock_wall_ms(&invocation->clock) : 0;
    l->page.search = text_known(search) ? text_trim(search) : search;
    l->left = (size_t)most;
    return read_order(l);
}

enum exit_code placeholders_list(struct invocation *invocation)
{
    struct listing l = { .invocation = invocation,
                         .line = terminal_columns(),
                         .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX) };
    struct error err;
    bool more = true;
    enum exit_code code = read_options(&l);
    if (code != EXIT_FINE)
        return code;
    enum status status = settings_open_or_empty(invocation, &l.store, &err);
    if (status == OK && !invocation->json)
        table_head(columns, LIST_COLUMNS, l.line, invocation->colour, &l.out);
    while (status == OK && more && !output_failed())
        status = print_page(&l, &more, &err);
    buf_finish(&l.out);
    store_close(&l.store);
    if (status != OK)
        return placeholders_failed(BROKEN, &err);
    if (!invocation->quiet)
        complain("%zu placeholder%s", l.printed, l.printed == 1 ? "" : "s");
    return EXIT_FINE;
}

/* Placeholders for people. */
#include "store/placeholders.h"

#include "base/clock.h"
#include "store/store_inside.h"

/* The last second of the year 9999: the newest time that both databases write alike. */
#define LAST_MS INT64_C(253402300799000)

/* "%text%", with what LIKE takes for more than itself escaped. */
static struct text pattern_of(struct text search, struct arena *arena)
{
    struct buf pattern = BUF_WITH_LIMIT(2 * PLACEHOLDERS_SEARCH_BYTES_MAX + 2);
    (void)buf_add_char(&pattern, '%');
    for (size_t i = 0; i < search.len && i < PLACEHOLDERS_SEARCH_BYTES_MAX; i++) {
        char c = search.at[i];
        if (c == '%' || c == '_' || c == '\\')
            (void)buf_add_char(&pattern, '\\');
        (void)buf_add_char(&pattern, c);
    }
    if (search.len > 0)
        (void)buf_add_char(&pattern, '%');
    struct text text = arena_text(arena, buf_text(&pattern));
    buf_finish(&pattern);
    return text;
}

static enum status query_in_order(struct store *store, const struct placeholders_page *page, struct text pattern,
                                  struct text source, struct error *err)
{
    static const enum statement statements[] = { [ORDER_OLDEST] = SQL_PLACEHOLDERS_OLDEST,
                                                 [ORDER_TITLE] = SQL_PLACEHOLDERS_BY_TITLE,
                                                 [ORDER_YEAR] = SQL_PLACEHOLDERS_BY_YEAR,
                                                 [ORDER_TRIES] = SQL_PLACEHOLDERS_BY_TRIES };
    const bool first = !text_known(page->after_id);
    const struct db_value key = page->order != ORDER_TITLE ? db_integer(first ? INT64_MIN : page->after_key)
                                : first                    ? db_text(TEXT(""))
                                                           : db_text(page->after_title_key);
    const int64_t until_ms = page->unscheduled ? 1 : page->until_ms != 0 ? page->until_ms : LAST_MS;
    return db_query(store->db, statements[page->order],
                    DB_VALUES(key, db_text(first ? TEXT("") : page->after_id), db_time(until_ms),
                              db_flag(page->unscheduled), db_integer((int64_t)page->max), db_text(pattern),
                              db_text(source)),
                    err);
}

enum status instant_of_cursor(const struct store *store, struct text at, struct db_value *out, struct error *err)
{
    enum { FIRST_MS = 1 }; /* 0 would be NULL, which nothing is greater than */
    int64_t ms;
    *out = text_known(at) ? db_text(at) : db_time(FIRST_MS);
    /* SQLite has whatever text somebody wrote there, and compares it as one */
    if (text_known(at) && db_dialect(store->db) == STORE_POSTGRESQL && !clock_parse_iso(at, &ms))
        return error_set(err, INVALID, "no page ends at %.*s", TEXT_ARG(at));
    return OK;
}

static enum status query(struct store *store, const struct placeholders_page *page, struct arena *arena,
                         struct error *err)
{
    struct db_value max = db_integer((int64_t)page->max), after;
    const struct text text = pattern_of(page->search, arena);
    const struct text from = text_known(page->source) ? page->source : TEXT("");
    struct db_value pattern = db_text(text), source = db_text(from);
    if (page->newest)
        return db_query(store->db, SQL_PLACEHOLDERS_NEWEST,
                        DB_VALUES(db_integer(page->after_row != 0 ? page->after_row : INT64_MAX), max, pattern, source),
                        err);
    if (page->order != ORDER_NEXT_TRY)
        return query_in_order(store, page, text, from, err);
    if (page->unscheduled)
        return db_query(store->db, SQL_PLACEHOLDERS_UNSCHEDULED,
                        DB_VALUES(db_integer(page->after_row), max, pattern, source), err);
    enum status status = instant_of_cursor(store, page->after_at, &after, err);
    if (status != OK)
        return status;
    return db_query(store->db, SQL_PLACEHOLDERS_WAITING,
                    DB_VALUES(after, db_integer(page->after_row),
                              db_time(page->until_ms != 0 ? page->until_ms : LAST_MS), max, pattern, source),
                    err);
}

/* The year that a row will have when it is next written. */
static enum status look_up_years(struct store *store, struct placeholder *rows, size_t count, const bool *is_another,
                                 struct error *err)
{
    struct arena arena = { 0 };
    enum status status = OK;
    for (size_t i = 0; i < count && status == OK; i++) {
        struct stored_movie row;
        if (!is_another[i])
            continue;
        arena_reset(&arena);
        status = movie_read(store, rows[i].imdb_id, &arena, &row, err);
        if (status == OK && movie_release_year(&row.movie) != 0)
            rows[i].year = number_of(movie_release_year(&row.movie));
        status = status == NOT_FOUND ? OK : status; /* it went meanwhile */
    }
    arena_finish(&arena);
    return status;
}

enum status store_placeholders(struct store *store, const struct placeholders_page *page, struct arena *arena,
                               struct placeholder **out, size_t *out_count, struct error *err)
{
    struct placeholder *found = arena_array(arena, page->max, sizeof *found);
    bool *is_another = arena_array(arena, page->max, sizeof *is_another);
    struct db *db = store->db;
    size_t count = 0;
    bool row = true;
    *out = found;
    *out_count = 0;
    if (page->search.len > PLACEHOLDERS_SEARCH_BYTES_MAX)
        return OK;
    enum status status = query(store, page, arena, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status != OK || !row || count == page->max)
            continue;
        const bool sorted = !page->newest && page->order != ORDER_NEXT_TRY, by_title = page->order == ORDER_TITLE;
        is_another[count] = db_column_integer(db, 9) != 0;
        found[count++] =
            (struct placeholder){ .row = sorted ? 0 : db_column_integer(db, 8),
                                  .key = sorted && !by_title ? db_column_integer(db, 8) : 0,
                                  .title_key = sorted && by_title ? db_column_text(db, 8, arena) : (struct text){ 0 },
                                  .imdb_id = db_column_text(db, 0, arena),
                                  .title = db_column_text(db, 1, arena),
                                  .year = db_column_number(db, 2),
                                  .since_ms = db_column_time(db, 3),
                                  .tries = db_column_integer(db, 4),
                                  .next_try_ms = db_column_time(db, 5),
                                  .next_try = db_column_text(db, 5, arena),
                                  .outcome = db_column_text(db, 6, arena),
                                  .reason = db_column_text(db, 7, arena) };
    }
    if (status == OK)
        status = look_up_years(store, found, count, is_another, err);
    if (status == OK)
        *out_count = count;
    return status;
}

bool placeholders_order_named(struct text name, struct placeholders_page *out)
{
    static const char *const names[] = { [ORDER_NEXT_TRY] = "next_try",
                                         [ORDER_OLDEST] = "oldest",
                                         [ORDER_TITLE] = "title",
                                         [ORDER_YEAR] = "year",
                                         [ORDER_TRIES] = "tries" };
    out->newest = text_is(name, "newest");
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_is(name, names[i]))
            out->order = (enum placeholders_order)i;
    }
    return out->newest || text_is(name, names[out->order]);
}

enum status store_tmdb_holder(struct store *store, int64_t tmdb_id, struct arena *arena, int64_t *out_row,
                              struct text *out, struct error *err)
{
    enum status status = db_one(store->db, SQL_MOVIE_HOLDER, DB_VALUES(db_integer(tmdb_id)), err);
    if (status == OK) {
        *out_row = db_column_integer(store->db, 0);
        *out = db_column_text(store->db, 1, arena);
        db_end(store->db);
    }
    return status;
}

/* TMDb's daily export and its list of changes, over a year. */
#include "base/deflate.h"
#include "year_world.h"

#include <math.h>
#include <stdlib.h>

/* ── which ids ── */

/* Films that nobody waits for: so many are new by the end of that day. */
static int64_t others_until(const struct year *year, double day)
{
    return day < 0 ? 0 : (int64_t)(day * YEAR_NEW_A_DAY * year_share(year));
}

typedef void take_id(void *context, int64_t id);

/* Every id whose record was made, or got its id, in [from, until). */
static void new_between(const struct year *year, double from, double until, take_id *take, void *context)
{
    for (size_t film = 0; film < year->count; film++) {
        const struct {
            double day;
            int64_t ids;
        } rows[] = { { year->record_made[film], YEAR_FILM_IDS },
                     { year->arrives[film] > year->record_made[film] ? year->arrives[film] : INFINITY, YEAR_FILM_IDS },
                     { year_namesake_day(year, film), YEAR_NAMESAKE_IDS },
                     { year_mistyped_day(year, film), YEAR_MISTYPED_IDS } };
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            if (rows[i].day >= from && rows[i].day < until)
                take(context, rows[i].ids + (int64_t)film);
        }
    }
    for (int64_t n = others_until(year, from); n < others_until(year, until); n++)
        take(context, YEAR_NEW_IDS + n);
}

/* ── the export ── */

/* Half a million of them an export, at the end of a year of 100,000 films. */
static void add_line(void *context, int64_t id)
{
    char digits[20];
    size_t at = sizeof digits;
    for (; id > 0; id /= 10)
        digits[--at] = (char)('0' + id % 10);
    (void)buf_add(context, TEXT("{\"adult\":false,\"id\":"));
    (void)buf_add(context, text_from(digits + at, sizeof digits - at));
    (void)buf_add(context, TEXT(",\"original_title\":\"A Film\",\"popularity\":0.6,\"video\":false}\n"));
}

/* movie_ids_MM_DD_YYYY.json.gz: what was there at seven on that day; published at eight. */
static bool add_export(const struct year *year, struct text name, struct buf *body)
{
    int64_t month, date, number;
    struct buf lines = BUF_WITH_LIMIT(BODY_BYTES_MAX);
    struct arena arena = { 0 };
    struct text packed;
    if (!num_parse(text_take_until(&name, '_'), 1, 12, &month) ||
        !num_parse(text_take_until(&name, '_'), 1, 31, &date) ||
        !num_parse(text_take_until(&name, '.'), 1900, 2100, &number))
        return false;
    double day = (double)(clock_days_from_date((int)number, (int)month, (int)date) - clock_days_from_date(2026, 1, 1));
    if (year_now(year) < day + 8.0 / 24)
        return false;
    for (int64_t id = 1; id <= YEAR_BASE_IDS; id++)
        add_line(&lines, id);
    new_between(year, -1e9, day + 7.0 / 24, add_line, &lines);
    bool good = deflate_gzip(buf_text(&lines), &arena, &packed) && buf_add(body, packed);
    arena_finish(&arena);
    buf_finish(&lines);
    return good;
}

/* ── changes ── */

struct year_window {
    double from, until;
    int64_t *ids;
    size_t count, room;
};

static void add_id(void *context, int64_t id)
{
    struct year_window *window = context;
    if (window->count == window->room) {
        window->room = window->room > 0 ? 2 * window->room : 1024;
        window->ids = realloc(window->ids, window->room * sizeof *window->ids);
        if (window->ids == NULL)
            oom();
    }
    window->ids[window->count++] = id;
}

void year_forget_window(struct year *year)
{
    if (year->window != NULL)
        free(year->window->ids);
    free(year->window);
    year->window = NULL;
}

static void fill_window(struct year *year, double from, double until)
{
    if (year->window != NULL && year->window->from == from && year->window->until == until)
        return;
    year_forget_window(year);
    year->window = calloc(1, sizeof *year->window);
    if (year->window == NULL)
        oom();
    *year->window = (struct year_window){ .from = from, .until = until };
    new_between(year, from, until, add_id, year->window);
    int64_t changed = (int64_t)((until - from) * YEAR_CHANGED_A_DAY * year_share(year));
    for (int64_t i = 0; i < changed; i++)
        add_id(year->window, ((int64_t)from * 7919 + i * 13) % YEAR_BASE_IDS + 1);
}

static double day_of(struct text query, const char *name)
{
    int64_t year, month, date;
    while (query.len > 0) {
        struct text pair = text_take_until(&query, '&');
        struct text key = text_take_until(&pair, '=');
        if (text_is(key, name) && pair.len == 10 && num_parse(text_from(pair.at, 4), 1900, 2100, &year) &&
            num_parse(text_from(pair.at + 5, 2), 1, 12, &month) && num_parse(text_from(pair.at + 8, 2), 1, 31, &date))
            return (double)(clock_days_from_date((int)year, (int)month, (int)date) - clock_days_from_date(2026, 1, 1));
    }
    return NAN;
}

static int64_t page_of(struct text query)
{
    int64_t page = 1;
    while (query.len > 0) {
        struct text pair = text_take_until(&query, '&');
        struct text key = text_take_until(&pair, '=');
        if (text_is(key, "page"))
            (void)num_parse(pair, 1, 100000, &page);
    }
    return page;
}

static bool add_changes(struct year *year, struct text query, struct buf *body)
{
    enum { PAGE = 100 };
    double from = day_of(query, "start_date"), end = day_of(query, "end_date") + 1, now = year_now(year);
    int64_t page = page_of(query);
    if (!(from < end))
        return false;
    fill_window(year, from, end < now ? end : now);
    const struct year_window *window = year->window;
    size_t first = (size_t)(page - 1) * PAGE, pages = (window->count + PAGE - 1) / PAGE;
    (void)buf_add_z(body, "{\"results\":[");
    for (size_t i = first; i < window->count && i < first + PAGE; i++)
        (void)buf_printf(body, "%s{\"id\":%lld,\"adult\":false}", i > first ? "," : "", (long long)window->ids[i]);
    (void)buf_printf(body, "],\"page\":%lld,\"total_pages\":%zu,\"total_results\":%zu}", (long long)page,
                     pages > 0 ? pages : 1, window->count);
    return true;
}

bool year_feed(void *context, struct text path, struct buf *body)
{
    struct year *year = context;
    struct text query = path, plain = text_take_until(&query, '?');
    if (text_take(&plain, TEXT("/p/exports/movie_ids_")))
        return add_export(year, plain, body);
    return text_is(plain, "/3/movie/changes") && add_changes(year, query, body);
}

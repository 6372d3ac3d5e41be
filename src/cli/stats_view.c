/* `stats` for people: the calls as a table, the rest as labelled lines. */
#include "cli/stats_view.h"

#include "base/clock.h"
#include "cli/display.h"
#include "cli/duration.h"
#include "cli/table.h"

#include <stdint.h>

enum { CALL_COLUMNS = 8, LABEL_COLUMNS = 15, LINE_WIDEST = 110, LINE_BYTES = 4096 };

struct view {
    const struct stats *stats;
    size_t columns; /* 0 = no terminal: lines are not wrapped */
    struct arena *arena;
    struct buf *out;
};

/* ── words ── */

static struct text percent(struct view *v, struct decimal share)
{
    return share.known ? arena_printf(v->arena, "%.1f %%", 100 * share.value) : TEXT("-");
}

/* "12 min", "3.5 h", "14 d" */
static struct text hours(struct view *v, struct decimal time)
{
    if (!time.known)
        return TEXT("-");
    if (time.value < 1)
        return arena_printf(v->arena, "%.0f min", time.value * 60);
    return time.value < 48 ? arena_printf(v->arena, "%.1f h", time.value)
                           : arena_printf(v->arena, "%.1f d", time.value / 24);
}

static void line(struct view *v, const char *label, struct text value)
{
    size_t width = v->columns == 0 ? SIZE_MAX : v->columns > LINE_WIDEST ? (size_t)LINE_WIDEST : v->columns;
    display_add_cell(v->out, text_of(label), LABEL_COLUMNS, true);
    display_add_wrapped(v->out, value, width > 2 * LABEL_COLUMNS ? width - LABEL_COLUMNS : LABEL_COLUMNS,
                        LABEL_COLUMNS);
    (void)buf_add_char(v->out, '\n');
}

/* ── calls ── */

static struct text errors_of(struct view *v, const struct stats_calls *calls)
{
    struct buf names = BUF_WITH_LIMIT(LINE_BYTES);
    for (size_t i = 0; i < calls->error_count; i++)
        (void)buf_printf(&names, "%s%.*s %lld", i > 0 ? ", " : "", TEXT_ARG(calls->errors[i].type),
                         (long long)calls->errors[i].count);
    struct text text = arena_text(v->arena, buf_text(&names));
    buf_finish(&names);
    return text_known(text) ? text : TEXT("");
}

static struct text times_of(struct view *v, const struct stats_calls *calls)
{
    const struct bins *bins = &calls->response_ms;
    struct number median = survival_quantile(bins->rows, bins->count, 0.5);
    if (!median.known)
        return TEXT("-");
    return arena_printf(v->arena, "%lld / %lld / %lld", (long long)median.value,
                        (long long)survival_quantile(bins->rows, bins->count, 0.95).value,
                        (long long)survival_quantile(bins->rows, bins->count, 0.99).value);
}

static void add_calls(struct view *v, bool colour)
{
    struct table_column columns[CALL_COLUMNS] = { { "SOURCE", 1 },        { "OPERATION", 1 }, { "CALLS", 1 },
                                                  { "FOUND", 1 },         { "ABSENT", 1 },    { "FAILED", 1 },
                                                  { "MS 50/95/99 %", 1 }, { "FAILURES", 0 } };
    size_t count = v->stats->call_count;
    struct text *cells = arena_array(v->arena, count * CALL_COLUMNS, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        const struct stats_calls *calls = &v->stats->calls[i];
        struct text *row = &cells[i * CALL_COLUMNS];
        row[0] = calls->source;
        row[1] = calls->operation;
        row[2] = arena_printf(v->arena, "%lld", (long long)calls->attempts);
        row[3] = percent(v, stats_share(calls->successes, calls->attempts));
        row[4] = percent(v, stats_share(calls->absences, calls->attempts));
        row[5] = percent(v, stats_share(calls->failures, calls->attempts));
        row[6] = times_of(v, calls);
        row[7] = errors_of(v, calls);
    }
    if (count == 0)
        return;
    table_fit(columns, CALL_COLUMNS, cells, count);
    table_head(columns, CALL_COLUMNS, v->columns, colour, v->out);
    for (size_t i = 0; i < count; i++)
        table_row(columns, CALL_COLUMNS, &cells[i * CALL_COLUMNS], NULL, v->columns, v->out);
    (void)buf_add_char(v->out, '\n');
}

/* ── films ── */

static void add_placeholders(struct view *v)
{
    const struct stats *s = v->stats;
    line(v, "placeholders",
         arena_printf(v->arena, "%lld made, %lld of them upgraded (%.*s); %lld %s, %lld of them due now; %lld given up",
                      (long long)s->lives.created, (long long)s->lives.upgraded,
                      TEXT_ARG(percent(v, stats_share(s->lives.upgraded, s->lives.created))),
                      (long long)s->waiting.waiting, s->waiting.waiting == 1 ? "waits" : "wait",
                      (long long)s->waiting.due, (long long)s->lookups.given_up));
}

static void add_waits(struct view *v)
{
    const struct lives *lives = &v->stats->lives;
    struct decimal median = stats_median_days(lives);
    struct buf text = BUF_WITH_LIMIT(LINE_BYTES);
    if (lives->created == 0)
        return;
    if (median.known)
        (void)buf_printf(&text, "half of %lld films within %.1f days", (long long)lives->created, median.value);
    else
        (void)buf_printf(&text, "less than half of %lld films so far", (long long)lives->created);
    if (lives->upgraded > 0)
        (void)buf_printf(&text, " (half of the %lld that came: %.1f)", (long long)lives->upgraded,
                         stats_quantile(&lives->wait_hours, 0.5, 24).value);
    line(v, "TMDb had it", buf_text(&text));
    buf_clear(&text);
    for (size_t i = 0; i < STATS_CURVE; i++) {
        int64_t at_risk;
        struct decimal waiting = stats_still_waiting(lives, stats_curve_days[i], &at_risk);
        if (waiting.known)
            (void)buf_printf(&text, "%s%.*s after %lld d", text.len > 0 ? ", " : "", TEXT_ARG(percent(v, waiting)),
                             (long long)stats_curve_days[i]);
    }
    if (text.len > 0)
        line(v, "still waiting", buf_text(&text));
    buf_finish(&text);
}

static void add_lag(struct view *v)
{
    const struct lives *lives = &v->stats->lives;
    if (lives->upgrades_dated > 0)
        line(v, "our lag",
             arena_printf(v->arena, "median %.*s, 95 %% within %.*s; %.*s of %lld %s within a day of TMDb",
                          TEXT_ARG(hours(v, stats_quantile(&lives->lag_minutes, 0.5, 60))),
                          TEXT_ARG(hours(v, stats_quantile(&lives->lag_minutes, 0.95, 60))),
                          TEXT_ARG(percent(v, stats_within_day(lives))), (long long)lives->upgrades_dated,
                          lives->upgrades_dated == 1 ? "upgrade" : "upgrades"));
}

static void add_lookups(struct view *v)
{
    const struct stats_lookups *l = &v->stats->lookups;
    line(v, "failed lookups",
         arena_printf(v->arena,
                      "%.*s without the fallback (%lld of %lld), %.*s with it (%lld); besides %lld that %s, "
                      "%lld without an answer yet",
                      TEXT_ARG(percent(v, stats_share(l->failed_without, l->answered))), (long long)l->failed_without,
                      (long long)l->answered, TEXT_ARG(percent(v, stats_share(l->failed_with, l->answered))),
                      (long long)l->failed_with, (long long)l->not_movies,
                      l->not_movies == 1 ? "is no film" : "are no films", (long long)l->open));
}

/* ── sources and jobs ── */

static void add_breakers(struct view *v)
{
    bool all_closed = true;
    char iso[CLOCK_ISO_BYTES];
    for (size_t i = 0; i < v->stats->breaker_count; i++) {
        const struct breaker *breaker = &v->stats->breakers[i];
        if (breaker->state == BREAKER_CLOSED)
            continue;
        line(v, all_closed ? "breakers" : "",
             arena_printf(v->arena, "%.*s is %s until %s: %.*s", TEXT_ARG(breaker->source),
                          breaker_state_name(breaker->state), clock_iso(breaker->open_until_ms, iso),
                          TEXT_ARG(breaker->reason)));
        all_closed = false;
    }
    if (all_closed)
        line(v, "breakers", TEXT("all closed"));
}

static void add_jobs(struct view *v)
{
    struct buf text = BUF_WITH_LIMIT(LINE_BYTES);
    for (size_t i = 0; i < v->stats->job_count; i++)
        (void)buf_printf(&text, "%s%lld %.*s", i > 0 ? ", " : "", (long long)v->stats->jobs[i].count,
                         TEXT_ARG(v->stats->jobs[i].state));
    if (v->stats->oldest_due_ms != 0) {
        (void)buf_add_z(&text, "; the oldest has been due for ");
        duration_add(&text, (v->stats->now_ms - v->stats->oldest_due_ms) / CLOCK_SECOND_MS);
    }
    line(v, "jobs", text.len > 0 ? buf_text(&text) : TEXT("none"));
    buf_finish(&text);
}

void stats_view(const struct stats *stats, size_t columns, bool colour, struct arena *arena, struct buf *out)
{
    struct view v = { stats, columns, arena, out };
    char since[CLOCK_ISO_BYTES], now[CLOCK_ISO_BYTES];
    add_calls(&v, colour);
    line(&v, "time",
         arena_printf(arena, "%s to %s",
                      stats->since_ms != 0 ? clock_iso(stats->since_ms, since) : "from the beginning",
                      clock_iso(stats->now_ms, now)));
    add_placeholders(&v);
    add_waits(&v);
    add_lag(&v);
    add_lookups(&v);
    add_breakers(&v);
    add_jobs(&v);
    for (size_t i = 0; i < stats->server_count; i++)
        line(&v, arena_z(arena, stats->server[i].what), stats->server[i].text);
}

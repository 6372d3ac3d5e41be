/* Figures, reckoned from what the store remembers. */
#include "daemon/stats.h"

#include "base/clock.h"

#include <stdlib.h>

enum { RESPONSE_BINS = 30001 /* ms; no request may take longer */ };

const int64_t stats_curve_days[STATS_CURVE] = { 1, 7, 14, 30, 60, 90, 180, 365, 730 };

/* ── reckoning ── */

struct decimal stats_share(int64_t part, int64_t whole)
{
    return whole > 0 ? (struct decimal){ (double)part / (double)whole, true } : (struct decimal){ 0 };
}

struct decimal stats_still_waiting(const struct lives *lives, int64_t days, int64_t *out_at_risk)
{
    struct survival_point at = survival_at(lives->wait_hours.rows, lives->wait_hours.count, days * 24);
    *out_at_risk = at.at_risk;
    return (struct decimal){ at.still_waiting, lives->created > 0 && (at.at_risk > 0 || at.still_waiting == 0) };
}

static struct decimal in_units(struct number number, double unit)
{
    return (struct decimal){ (double)number.value / unit, number.known };
}

struct decimal stats_quantile(const struct bins *bins, double p, double unit)
{
    return in_units(survival_quantile(bins->rows, bins->count, p), unit);
}

struct decimal stats_median_days(const struct lives *lives)
{
    return in_units(survival_median(lives->wait_hours.rows, lives->wait_hours.count), 24);
}

struct decimal stats_within_day(const struct lives *lives)
{
    int64_t within = 0;
    for (size_t i = 0; i <= 24 * 60; i++)
        within += lives->lag_minutes.rows[i].events;
    return stats_share(within, lives->upgrades_dated);
}

/* ── gathering ── */

struct gathering {
    struct stats *stats;
    struct arena *arena;
};

/* NULL when there are more operations than anybody made: those are left out. */
static struct stats_calls *find_calls(struct gathering *g, const struct call_count *row)
{
    struct stats *stats = g->stats;
    for (size_t i = 0; i < stats->call_count; i++) {
        if (text_equal(stats->calls[i].source, row->source) && text_equal(stats->calls[i].operation, row->operation))
            return &stats->calls[i];
    }
    if (stats->call_count == STATS_OPERATIONS_MAX)
        return NULL;
    struct stats_calls *calls = &stats->calls[stats->call_count++];
    *calls = (struct stats_calls){ .source = arena_text(g->arena, row->source),
                                   .operation = arena_text(g->arena, row->operation),
                                   .response_ms = bins_make(g->arena, RESPONSE_BINS, 1) };
    return calls;
}

static void count_error(struct stats_calls *calls, const struct call_count *row, struct arena *arena)
{
    struct text type = text_known(row->error_type) ? row->error_type : TEXT("unknown");
    size_t i = 0;
    while (i < calls->error_count && !text_equal(calls->errors[i].type, type))
        i++;
    if (i == STATS_ERRORS_MAX)
        return;
    if (i == calls->error_count) {
        calls->errors[i].type = arena_text(arena, type);
        calls->error_count++;
    }
    calls->errors[i].count += row->count;
}

static void take_calls(void *context, const struct call_count *row)
{
    struct gathering *g = context;
    struct stats_calls *calls = find_calls(g, row);
    if (calls == NULL)
        return;
    calls->attempts += row->count;
    if (row->ms.known)
        bins_add(&calls->response_ms, row->ms.value, false, row->count);
    if (row->success) {
        calls->successes += row->count;
    } else if (text_is(row->error_type, "not_found")) {
        calls->absences += row->count;
    } else {
        calls->failures += row->count;
        count_error(calls, row, g->arena);
    }
}

static void take_film(void *context, const struct film_event *event)
{
    lives_take(context, event);
}

/* What was upgraded since then had failed without the fallback, too. */
static void reckon_lookups(struct stats *stats)
{
    struct stats_lookups *lookups = &stats->lookups;
    lookups->failed_without = stats->lives.found_later;
    for (size_t i = 0; i < stats->outcome_count; i++) {
        const struct outcome_count *row = &stats->outcomes[i];
        bool gave_up = text_is(row->outcome, "given_up"), absent = text_is(row->outcome, "not_found");
        if (!text_known(row->outcome)) {
            lookups->open += row->count;
            continue;
        }
        if (text_is(row->outcome, "not_a_movie")) {
            lookups->not_movies += row->count;
            continue;
        }
        lookups->answered += row->count;
        lookups->given_up += gave_up ? row->count : 0;
        if (gave_up || absent || text_is(row->outcome, "imdb_placeholder"))
            lookups->failed_without += row->count;
        if (gave_up || absent)
            lookups->failed_with += row->count - row->with_record;
    }
}

static void find_oldest_due(struct stats *stats)
{
    for (size_t i = 0; i < stats->job_count; i++) {
        const struct job_count *row = &stats->jobs[i];
        bool waits =
            text_is(row->state, "available") || text_is(row->state, "scheduled") || text_is(row->state, "retryable");
        if (waits && row->oldest_ms != 0 && row->oldest_ms <= stats->now_ms &&
            (stats->oldest_due_ms == 0 || row->oldest_ms < stats->oldest_due_ms))
            stats->oldest_due_ms = row->oldest_ms;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct stats_calls *x = a, *y = b;
    int order = text_compare(x->source, y->source);
    return order != 0 ? order : text_compare(x->operation, y->operation);
}

static int by_count(const void *a, const void *b)
{
    const struct stats_error *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count ? 1 : -1) : text_compare(x->type, y->type);
}

/* The order of the rows is nobody's. */
static void sort_calls(struct stats *stats)
{
    qsort(stats->calls, stats->call_count, sizeof *stats->calls, by_name);
    for (size_t i = 0; i < stats->call_count; i++)
        qsort(stats->calls[i].errors, stats->calls[i].error_count, sizeof *stats->calls[i].errors, by_count);
}

enum status stats_gather(struct store *store, struct stats *stats, struct arena *arena, struct error *err)
{
    struct gathering g = { stats, arena };
    stats->calls = arena_array(arena, STATS_OPERATIONS_MAX, sizeof *stats->calls);
    lives_begin(&stats->lives, stats->since_ms, stats->now_ms, arena);
    enum status status = store_stats_calls(store, stats->since_ms, take_calls, &g, err);
    if (status == OK)
        status = store_stats_films(store, stats->since_ms, take_film, &stats->lives, err);
    if (status == OK)
        status = store_stats_outcomes(store, stats->since_ms, arena, &stats->outcomes, &stats->outcome_count, err);
    if (status == OK)
        status = store_stats_waiting(store, stats->now_ms, &stats->waiting, err);
    if (status == OK)
        status = store_breakers(store, arena, &stats->breakers, &stats->breaker_count, err);
    if (status == OK)
        status = store_stats_jobs(store, arena, &stats->jobs, &stats->job_count, err);
    if (status == OK)
        status = store_server_look(store, stats->now_ms, arena, &stats->server, &stats->server_count, err);
    lives_end(&stats->lives);
    if (status == OK) {
        reckon_lookups(stats);
        find_oldest_due(stats);
        sort_calls(stats);
    }
    return status;
}

bool stats_parse_since(struct text t, struct arena *arena, int64_t *out_ms)
{
    if (t.len == sizeof "YYYY-MM-DD" - 1 && num_is_date(t))
        t = arena_printf(arena, "%.*sT00:00:00Z", TEXT_ARG(t));
    return clock_parse_iso(t, out_ms);
}

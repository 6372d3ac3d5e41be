/* /metrics: how the daemon, its films, its jobs and its sources are, for Prometheus. Labels are words of tables of
 * ours; what another program wrote counts as "other". */
#include "base/log.h"
#include "daemon/api.h"
#include "daemon/metrics.h"
#include "daemon/pulse.h"
#include "daemon/source_state.h"
#include "store/stats.h"

#include <stdio.h>

enum { PAGE_BYTES_MAX = 4 << 20, CALLS_MAX = 96, WORD_BYTES = 24 };

static const double call_bounds[] = { 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30 };
static const double http_bounds[] = { 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30 };
_Static_assert(COUNT_OF(http_bounds) + 1 == LATENCY_BUCKETS, "see count() in service.c");

/* ── calls to the sources: counted on from scrape to scrape ── */

struct calls { /* one operation of one source */
    char source[WORD_BYTES], operation[WORD_BYTES];
    uint64_t found, absent, failed;
    struct histogram times;
};
struct call_tally {
    pthread_mutex_t lock;
    int64_t after_id;
    struct calls calls[CALLS_MAX];
    size_t count;
};
static struct call_tally tally = { .lock = PTHREAD_MUTEX_INITIALIZER }; /* of the process, as counters are */

static bool is_word(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (!((t.at[i] >= 'a' && t.at[i] <= 'z') || t.at[i] == '_'))
            return false;
    }
    return t.len > 0 && t.len < WORD_BYTES;
}

static struct calls *calls_of(struct text source, struct text operation)
{
    for (size_t i = 0; i < tally.count; i++) {
        if (text_is(source, tally.calls[i].source) && text_is(operation, tally.calls[i].operation))
            return &tally.calls[i];
    }
    if (tally.count == CALLS_MAX)
        return &tally.calls[CALLS_MAX - 1];
    struct calls *calls = &tally.calls[tally.count++];
    if (tally.count == CALLS_MAX)
        operation = TEXT("other");
    (void)snprintf(calls->source, sizeof calls->source, "%.*s", TEXT_ARG(source));
    (void)snprintf(calls->operation, sizeof calls->operation, "%.*s", TEXT_ARG(operation));
    calls->times.bounds = call_bounds;
    calls->times.bound_count = COUNT_OF(call_bounds);
    return calls;
}

static void take_call(void *context, const struct call_count *row)
{
    struct calls *calls = calls_of(row->source, is_word(row->operation) ? row->operation : TEXT("other"));
    size_t bucket = 0;
    (void)context;
    calls->found += row->success;
    calls->absent += !row->success && text_is(row->error_type, "not_found");
    calls->failed += !row->success && !text_is(row->error_type, "not_found");
    if (!row->ms.known)
        return;
    double seconds = (double)row->ms.value / 1000;
    while (bucket < COUNT_OF(call_bounds) && seconds > call_bounds[bucket])
        bucket++;
    calls->times.buckets[bucket]++;
    calls->times.sum += seconds;
}

static void add_calls(struct buf *out)
{
    metrics_family(out, "understudy_source_calls_total", "counter", "Calls to a source by what came of them.");
    for (size_t i = 0; i < tally.count; i++) {
        const struct calls *calls = &tally.calls[i];
        const struct {
            const char *outcome;
            uint64_t count;
        } rows[] = { { "found", calls->found }, { "absent", calls->absent }, { "failed", calls->failed } };
        for (size_t n = 0; n < COUNT_OF(rows); n++) {
            const struct label labels[] = { { "source", text_of(calls->source) },
                                            { "operation", text_of(calls->operation) },
                                            { "outcome", text_of(rows[n].outcome) } };
            metrics_sample(out, "understudy_source_calls_total", labels, COUNT_OF(labels), (double)rows[n].count);
        }
    }
    metrics_family(out, "understudy_source_call_duration_seconds", "histogram", "How long calls to a source take.");
    for (size_t i = 0; i < tally.count; i++) {
        const struct label labels[] = { { "source", text_of(tally.calls[i].source) },
                                        { "operation", text_of(tally.calls[i].operation) } };
        metrics_histogram(out, "understudy_source_call_duration_seconds", labels, COUNT_OF(labels),
                          &tally.calls[i].times);
    }
}

/* ── what the store holds ── */

static enum status add_films(struct store *store, int64_t now_ms, struct arena *arena, struct buf *out,
                             struct error *err)
{
    struct state_count *states;
    struct waiting_count waiting;
    size_t count;
    enum status status = store_stats_film_states(store, arena, &states, &count, err);
    if (status == OK)
        status = store_stats_waiting(store, now_ms, &waiting, err);
    if (status != OK)
        return status;
    metrics_family(out, "understudy_films", "gauge", "Films in the store by their import_status.");
    for (size_t i = 0; i < count; i++) {
        const struct label label = { "status", is_word(states[i].status) ? states[i].status : TEXT("other") };
        metrics_sample(out, "understudy_films", &label, 1, (double)states[i].count);
    }
    metrics_family(out, "understudy_placeholders_waiting", "gauge", "Placeholders that are looked for on TMDb again.");
    metrics_sample(out, "understudy_placeholders_waiting", NULL, 0, (double)waiting.waiting);
    metrics_family(out, "understudy_placeholders_due", "gauge", "Those of them whose time has come.");
    metrics_sample(out, "understudy_placeholders_due", NULL, 0, (double)waiting.due);
    return OK;
}

static enum status add_jobs(struct store *store, int64_t now_ms, struct arena *arena, struct buf *out,
                            struct error *err)
{
    struct queue_count *counts;
    struct job_count *states;
    size_t count, state_count;
    int64_t oldest_ms = 0;
    enum status status = store_jobs_count(store, arena, &counts, &count, err);
    if (status == OK)
        status = store_stats_jobs(store, arena, &states, &state_count, err);
    if (status != OK)
        return status;
    metrics_family(out, "understudy_jobs", "gauge", "Jobs by queue and state.");
    for (size_t i = 0; i < count; i++) {
        const struct label labels[] = { { "queue", counts[i].queue }, { "state", counts[i].state } };
        if (work_has_queue(counts[i].queue)) /* an application's queues are its own to watch */
            metrics_sample(out, "understudy_jobs", labels, COUNT_OF(labels), (double)counts[i].jobs);
    }
    for (size_t i = 0; i < state_count; i++) {
        if (text_is(states[i].state, "available") && states[i].oldest_ms != 0 && states[i].oldest_ms < now_ms)
            oldest_ms = now_ms - states[i].oldest_ms;
    }
    metrics_family(out, "understudy_job_oldest_available_seconds", "gauge",
                   "How long the oldest job waits for its turn.");
    metrics_sample(out, "understudy_job_oldest_available_seconds", NULL, 0, (double)oldest_ms / 1000);
    return OK;
}

static enum status add_breakers(struct store *store, struct arena *arena, struct buf *out, struct error *err)
{
    static const enum breaker_state states[] = { BREAKER_CLOSED, BREAKER_HALF_OPEN, BREAKER_OPEN };
    struct breaker *breakers;
    size_t count;
    enum status status = store_breakers(store, arena, &breakers, &count, err);
    if (status != OK)
        return status;
    metrics_family(out, "understudy_breaker_state", "gauge", "1 for the state that a source's circuit breaker is in.");
    for (size_t i = 0; i < source_terms_count; i++) {
        enum breaker_state state = BREAKER_CLOSED;
        for (size_t n = 0; n < count; n++) {
            if (text_is(breakers[n].source, source_terms[i].name))
                state = breakers[n].state;
        }
        for (size_t n = 0; n < COUNT_OF(states); n++) {
            const struct label labels[] = { { "source", text_of(source_terms[i].name) },
                                            { "state", text_of(breaker_state_name(states[n])) } };
            metrics_sample(out, "understudy_breaker_state", labels, COUNT_OF(labels), states[n] == state);
        }
    }
    return OK;
}

/* The fill rates of the title page's layouts: words of our own enumerations. */
static enum status add_layouts(struct store *store, struct arena *arena, struct buf *out, struct error *err)
{
    struct layout_fact *facts;
    size_t count;
    enum status status = store_layouts(store, arena, &facts, &count, err);
    for (int lost = 0; lost <= 1 && status == OK; lost++) {
        const char *name = lost ? "understudy_layout_fact_lost" : "understudy_layout_fact_ratio";
        metrics_family(
            out, name, "gauge",
            lost ? "1 for a fact that a title page's layout has lost: nothing is written from a page without it."
                 : "Share of the newest title pages that tell a fact, of those that count for it.");
        for (size_t i = 0; i < count; i++) {
            const struct drift_count *one = &facts[i].count;
            const struct label labels[] = { { "layout", text_of(page_layout_name(facts[i].layout)) },
                                            { "field", text_of(fact_field(facts[i].fact)) } };
            double ratio = one->recent_seen > 0 ? (double)drift_found(one, one->recent_seen) / one->recent_seen : 0;
            if (lost || one->recent_seen > 0)
                metrics_sample(out, name, labels, COUNT_OF(labels), lost ? facts[i].lost_since_ms != 0 : ratio);
        }
    }
    return status;
}

/* ── the daemon itself ── */

static void add_requests(struct daemon *daemon, struct buf *out)
{
    static const char *const classes[STATUS_CLASSES] = { "other", "1xx", "2xx", "3xx", "4xx", "5xx" };
    metrics_family(out, "understudy_http_requests_total", "counter",
                   "Requests answered, by route and class of status.");
    for (size_t i = 0; i <= ROUTES_MAX; i++) {
        for (size_t class = 0; class < STATUS_CLASSES; class ++) {
            uint64_t count = atomic_load(&daemon->counts[i].statuses[class]);
            const struct label labels[] = { { "method", text_of(i < route_count ? routes[i].method : "any") },
                                            { "route", text_of(i < route_count ? routes[i].path : "none") },
                                            { "status", text_of(classes[class]) } };
            if (count > 0)
                metrics_sample(out, "understudy_http_requests_total", labels, COUNT_OF(labels), (double)count);
        }
    }
    metrics_family(out, "understudy_http_request_duration_seconds", "histogram",
                   "From a request's first line to the end of its answer.");
    for (size_t i = 0; i < route_count; i++) {
        struct histogram times = { .bounds = http_bounds, .bound_count = COUNT_OF(http_bounds) };
        uint64_t all = 0;
        const struct label labels[] = { { "method", text_of(routes[i].method) }, { "route", text_of(routes[i].path) } };
        for (size_t n = 0; n < LATENCY_BUCKETS; n++)
            all += times.buckets[n] = atomic_load(&daemon->counts[i].buckets[n]);
        times.sum = (double)atomic_load(&daemon->counts[i].microseconds) / 1e6;
        if (all > 0)
            metrics_histogram(out, "understudy_http_request_duration_seconds", labels, COUNT_OF(labels), &times);
    }
}

static void add_tokens(struct daemon *daemon, struct buf *out)
{
    const struct label wrong = { "reason", TEXT("wrong") }, unread = { "reason", TEXT("too_many") };
    metrics_family(out, "understudy_http_tokens_refused_total", "counter",
                   "Tokens that were wrong, and those that were not looked at after too many of them.");
    metrics_sample(out, "understudy_http_tokens_refused_total", &wrong, 1, (double)atomic_load(&daemon->tokens_wrong));
    metrics_sample(out, "understudy_http_tokens_refused_total", &unread, 1,
                   (double)atomic_load(&daemon->tokens_unread));
}

static void add_self(struct daemon *daemon, struct buf *out)
{
    const struct label version = { "version", TEXT(UNDERSTUDY_VERSION) };
    struct health health;
    pulse_look(daemon, &health);
    metrics_family(out, "understudy_build_info", "gauge", "Always 1; the version is its label.");
    metrics_sample(out, "understudy_build_info", &version, 1, 1);
    metrics_family(out, "understudy_database_up", "gauge", "1 when the database answers.");
    metrics_sample(out, "understudy_database_up", NULL, 0, health.store_seen && health.store_trouble[0] == '\0');
    metrics_family(out, "understudy_jobs_running", "gauge", "1 when this process runs jobs.");
    metrics_sample(out, "understudy_jobs_running", NULL, 0, health.jobs_run);
}

enum httpd_next api_metrics(struct desk *desk, struct exchange *exchange)
{
    struct arena *arena = &exchange->arena;
    struct store *store = desk_store(desk, exchange);
    struct buf out = BUF_WITH_LIMIT(PAGE_BYTES_MAX);
    int64_t now_ms = clock_wall_ms(desk->daemon->clock);
    struct error err;
    add_self(desk->daemon, &out);
    add_requests(desk->daemon, &out);
    add_tokens(desk->daemon, &out);
    if (store != NULL) { /* without a database there is still something to tell, and that there is none */
        enum status status = add_films(store, now_ms, arena, &out, &err);
        if (status == OK)
            status = add_jobs(store, now_ms, arena, &out, &err);
        if (status == OK)
            status = add_breakers(store, arena, &out, &err);
        if (status == OK)
            status = add_layouts(store, arena, &out, &err);
        (void)pthread_mutex_lock(&tally.lock);
        if (status == OK)
            status = store_stats_calls_after(store, &tally.after_id, take_call, NULL, &err);
        add_calls(&out);
        (void)pthread_mutex_unlock(&tally.lock);
        if (status != OK)
            log_event(LOG_WARN, "metrics", "request=%s reason=\"%s\"", exchange->id, err.text);
    }
    answer_text(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", arena_text(arena, buf_text(&out)));
    exchange->response.cache = "no-store";
    buf_finish(&out);
    return HTTPD_ANSWER;
}

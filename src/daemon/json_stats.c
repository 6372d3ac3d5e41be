/* `stats` as one JSON object; its keys are documented in docs/stats.md. */
#include "daemon/stats.h"

static json_t *calls_of(const struct stats_calls *calls)
{
    json_t *object = json_new_object(), *times = json_new_object(), *errors = json_new_array();
    static const struct {
        const char *key;
        double p;
    } quantiles[] = { { "median", 0.5 }, { "p95", 0.95 }, { "p99", 0.99 } };
    json_put_text(object, "source", calls->source);
    json_put_text(object, "operation", calls->operation);
    json_put_integer(object, "attempts", calls->attempts);
    json_put_integer(object, "successes", calls->successes);
    json_put_integer(object, "absences", calls->absences);
    json_put_integer(object, "failures", calls->failures);
    json_put_real(object, "success_rate", stats_share(calls->successes, calls->attempts));
    json_put_real(object, "answer_rate", stats_share(calls->successes + calls->absences, calls->attempts));
    for (size_t i = 0; i < COUNT_OF(quantiles); i++)
        json_put_number(times, quantiles[i].key,
                        survival_quantile(calls->response_ms.rows, calls->response_ms.count, quantiles[i].p));
    json_put(object, "response_time_ms", times);
    for (size_t i = 0; i < calls->error_count; i++) {
        json_t *error = json_new_object();
        json_put_text(error, "error_type", calls->errors[i].type);
        json_put_integer(error, "count", calls->errors[i].count);
        json_push(errors, error);
    }
    json_put(object, "errors", errors);
    return object;
}

static json_t *placeholders_of(const struct stats *stats)
{
    const struct lives *lives = &stats->lives;
    json_t *object = json_new_object();
    json_put_integer(object, "created", lives->created);
    json_put_integer(object, "upgraded", lives->upgraded);
    json_put_real(object, "upgrade_rate", stats_share(lives->upgraded, lives->created));
    json_put_integer(object, "upgrades", lives->upgrades);
    json_put_integer(object, "waiting", stats->waiting.waiting);
    json_put_integer(object, "due", stats->waiting.due);
    json_put_integer(object, "given_up", stats->lookups.given_up);
    return object;
}

static json_t *wait_of(const struct lives *lives)
{
    json_t *object = json_new_object(), *curve = json_new_array();
    json_put_integer(object, "films", lives->created);
    json_put_integer(object, "arrived", lives->upgraded);
    json_put_real(object, "median", stats_median_days(lives));
    json_put_real(object, "median_of_arrived", stats_quantile(&lives->wait_hours, 0.5, 24));
    for (size_t i = 0; i < STATS_CURVE; i++) {
        int64_t at_risk;
        struct decimal waiting = stats_still_waiting(lives, stats_curve_days[i], &at_risk);
        json_t *point = json_new_object();
        json_put_integer(point, "days", stats_curve_days[i]);
        json_put_real(point, "still_waiting", waiting);
        json_put_integer(point, "at_risk", at_risk);
        json_push(curve, point);
    }
    json_put(object, "curve", curve);
    return object;
}

static json_t *lag_of(const struct lives *lives)
{
    json_t *object = json_new_object();
    json_put_integer(object, "upgrades", lives->upgrades_dated);
    json_put_real(object, "median", stats_quantile(&lives->lag_minutes, 0.5, 60));
    json_put_real(object, "p95", stats_quantile(&lives->lag_minutes, 0.95, 60));
    json_put_real(object, "within_24_hours", stats_within_day(lives));
    return object;
}

static json_t *lookups_of(const struct stats *stats)
{
    const struct stats_lookups *lookups = &stats->lookups;
    json_t *object = json_new_object();
    json_put_integer(object, "answered", lookups->answered);
    json_put_integer(object, "not_movies", lookups->not_movies);
    json_put_integer(object, "open", lookups->open);
    json_put_integer(object, "failed_without_fallback", lookups->failed_without);
    json_put_integer(object, "failed_with_fallback", lookups->failed_with);
    json_put_real(object, "share_without_fallback", stats_share(lookups->failed_without, lookups->answered));
    json_put_real(object, "share_with_fallback", stats_share(lookups->failed_with, lookups->answered));
    return object;
}

static json_t *breakers_of(const struct stats *stats)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < stats->breaker_count; i++) {
        const struct breaker *breaker = &stats->breakers[i];
        json_t *object = json_new_object();
        json_put_text(object, "source", breaker->source);
        json_put_text(object, "state", text_of(breaker_state_name(breaker->state)));
        json_put_instant(object, "until", breaker->state == BREAKER_CLOSED ? 0 : breaker->open_until_ms);
        json_put_text(object, "reason", breaker->reason);
        json_push(array, object);
    }
    return array;
}

static json_t *server_of(const struct stats *stats)
{
    json_t *findings = json_new_array();
    for (size_t i = 0; i < stats->server_count; i++) {
        json_t *finding = json_new_object();
        json_put_text(finding, "what", stats->server[i].what);
        json_put(finding, "bad", json_boolean(stats->server[i].bad));
        json_put_text(finding, "text", stats->server[i].text);
        json_push(findings, finding);
    }
    return findings;
}

static json_t *jobs_of(const struct stats *stats)
{
    json_t *object = json_new_object(), *states = json_new_array();
    for (size_t i = 0; i < stats->job_count; i++) {
        json_t *state = json_new_object();
        json_put_text(state, "state", stats->jobs[i].state);
        json_put_integer(state, "count", stats->jobs[i].count);
        json_push(states, state);
    }
    json_put(object, "states", states);
    json_put_instant(object, "oldest_due_at", stats->oldest_due_ms);
    return object;
}

json_t *json_of_stats(const struct stats *stats)
{
    json_t *object = json_new_object(), *calls = json_new_array();
    json_put_integer(object, "schema_version", 1);
    json_put_instant(object, "since", stats->since_ms);
    json_put_instant(object, "as_of", stats->now_ms);
    for (size_t i = 0; i < stats->call_count; i++)
        json_push(calls, calls_of(&stats->calls[i]));
    json_put(object, "calls", calls);
    json_put(object, "placeholders", placeholders_of(stats));
    json_put(object, "days_until_tmdb", wait_of(&stats->lives));
    json_put(object, "lag_hours", lag_of(&stats->lives));
    json_put(object, "lookups", lookups_of(stats));
    json_put(object, "breakers", breakers_of(stats));
    json_put(object, "jobs", jobs_of(stats));
    json_put(object, "server", server_of(stats));
    return object;
}

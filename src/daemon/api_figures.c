/* /api/v1/sources and /api/v1/stats. */
#include "daemon/api.h"
#include "daemon/json_answers.h"
#include "daemon/stats.h"

enum httpd_next api_sources(struct desk *desk, struct exchange *exchange)
{
    struct arena *arena = &exchange->arena;
    int64_t now_ms = clock_wall_ms(desk->daemon->clock);
    struct gate_memory memory = { 0 };
    struct error err;
    json_t *object = json_new_object(), *sources = json_new_array();
    struct store *store = desk_store(desk, exchange);
    enum status status = store != NULL ? gate_memory_read(store, arena, &memory, &err) : OK;
    for (size_t i = 0; i < source_terms_count && store != NULL && status == OK; i++) {
        struct source_state state;
        source_state_read(desk->daemon->config, &source_terms[i], &memory, now_ms, arena, &state);
        status = source_state_read_quota(store, now_ms, &state, &err);
        json_push(sources, json_of_source(&state));
    }
    json_put_integer(object, "schema_version", 1);
    json_put(object, "sources", sources);
    if (store != NULL && status == OK) {
        answer_json(exchange, 200, object);
        return HTTPD_ANSWER;
    }
    json_decref(object);
    return store != NULL ? api_failed(exchange, status, &err) : HTTPD_ANSWER;
}

enum httpd_next api_stats(struct desk *desk, struct exchange *exchange)
{
    struct stats *stats = arena_alloc(&exchange->arena, sizeof *stats);
    struct text since = request_query(&exchange->request, "since");
    struct error err;
    stats->now_ms = clock_wall_ms(desk->daemon->clock);
    if (text_known(since) &&
        (!stats_parse_since(since, &exchange->arena, &stats->since_ms) || stats->since_ms > stats->now_ms)) {
        problem_set(exchange, 400, "since is a day such as 2026-11-01, or an instant, and not still to come");
        return HTTPD_ANSWER;
    }
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = stats_gather(desk->store, stats, &exchange->arena, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_stats(stats));
    return HTTPD_ANSWER;
}

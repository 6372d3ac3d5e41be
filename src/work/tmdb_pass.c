/* TMDb's own answers, passed on. */
#include "work/tmdb_pass.h"

#include "extract/json_cursor.h"
#include "gate/cached.h"
#include "source/tmdb.h"
#include "store/arrivals.h"
#include "work/call_metric.h"

#include <string.h>

enum { TIMEOUT_MS = 20000 };

/* The reader's word: is it JSON at all, and does /find name anybody? */
static const struct answer_class *read_body(const char *operation, const struct answer_class *class, struct text body,
                                            struct arena *arena)
{
    struct tmdb_found found;
    struct json_cursor c;
    struct error ignored;
    if (class->outcome != ANSWER_FOUND)
        return class;
    if (strcmp(operation, "find") == 0) {
        tmdb_read_find(body, arena, &found);
        return found.class;
    }
    json_open(&c, body);
    json_skip(&c);
    return json_finish(&c, &ignored) == OK ? class : &answer_malformed;
}

static enum status add_metrics(const struct tmdb_pass *pass, const struct gate_result *gate,
                               const struct answer_class *class, struct text target, struct error *err)
{
    struct metric metrics[GATE_CALLS_MAX];
    for (size_t i = 0; i < gate->call_count; i++) {
        metrics[i] = call_metric("tmdb", target, &gate->calls[i], i + 1 == gate->call_count ? class : &call_followed,
                                 pass->now_ms, pass->arena);
        metrics[i].fallback_level = number_of(1);
    }
    return gate->call_count > 0 ? store_metrics_add(pass->store, metrics, gate->call_count, err) : OK;
}

enum status tmdb_pass_ask(const struct tmdb_pass *pass, const char *operation, struct text url, struct text target,
                          struct tmdb_pass_answer *out, struct error *err)
{
    const struct lookup_settings *settings = pass->settings;
    bool bearer = text_known(settings->tmdb_token);
    const struct cache_rules rules = { .ceiling_ms = settings->cache_ttl_ms, .absent_ms = CACHE_ABSENT_MS };
    const struct cached_request cached = {
        .source = "tmdb",
        .operation = operation,
        .policy = &settings->tmdb_policy,
        .rules = &rules,
        .request = { .url = url,
                     .bearer = settings->tmdb_token,
                     .query_secret = !bearer && text_known(settings->tmdb_api_key)
                                         ? arena_printf(pass->arena, "api_key=%.*s", TEXT_ARG(settings->tmdb_api_key))
                                         : (struct text){ 0 },
                     .accept = TEXT("application/json"),
                     .timeout_ms = TIMEOUT_MS,
                     .wire_bytes_max = TMDB_BYTES_MAX,
                     .body_bytes_max = TMDB_BYTES_MAX },
    };
    struct gate_result *gate = arena_alloc(pass->arena, sizeof *gate);
    struct error ignored;
    enum status status = gate_fetch_cached(pass->gate, pass->store, &cached, pass->arena, gate, err);
    if (status != OK)
        return status;
    bool went = gate->refusal == GATE_WENT;
    enum answer_kind kind = strcmp(operation, "find") == 0 ? ANSWER_TMDB_FIND : ANSWER_TMDB_JSON;
    out->class = went ? read_body(operation, answer_classify(kind, &gate->answer), gate->answer.body, pass->arena)
                      : answer_of_refusal(gate->refusal);
    out->status = went ? gate->answer.status : 0;
    out->body = went ? gate->answer.body : (struct text){ 0 };
    enum cache_verdict verdict = out->class->outcome == ANSWER_FOUND    ? CACHE_FOUND
                                 : out->class->outcome == ANSWER_ABSENT ? CACHE_ABSENT
                                                                        : CACHE_UNREAD;
    (void)!gate_settle(pass->gate, pass->store, &cached, gate, verdict, &ignored); /* costs a request, not the answer */
    bool challenge = went && !gate->from_cache && out->class->outcome == ANSWER_BLOCKED &&
                     !text_is(text_of(out->class->error_type), "rate_limit");
    if (challenge)
        status = gate_challenged(pass->gate, pass->store, url, text_of(out->class->why), err);
    return status == OK ? add_metrics(pass, gate, out->class, target, err) : status;
}

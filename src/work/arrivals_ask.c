/* One request of the arrivals pass, and what stays of it. */
#include "base/num.h"
#include "model/movie_json.h"
#include "source/tmdb.h"
#include "work/arrivals_inside.h"

enum { TIMEOUT_MS = 10000 };

int64_t arrivals_now_ms(const struct arrivals *a)
{
    return clock_wall_ms(a->run->clock);
}

struct text arrivals_date(int64_t day, struct arena *arena)
{
    int year, month, in_month;
    clock_date_from_days(day, &year, &month, &in_month);
    return arena_printf(arena, "%04d-%02d-%02d", year, month, in_month);
}

bool arrivals_day(struct text date, int64_t *out_day)
{
    int64_t year, month, in_month;
    if (date.len != 10 || !num_is_date(date) || !num_parse(text_from(date.at, 4), 0, 9999, &year) ||
        !num_parse(text_from(date.at + 5, 2), 1, 12, &month) || !num_parse(text_from(date.at + 8, 2), 1, 31, &in_month))
        return false;
    *out_day = clock_days_from_date((int)year, (int)month, (int)in_month);
    return true;
}

int64_t arrivals_day_of_ms(int64_t wall_ms)
{
    return wall_ms >= 0 ? wall_ms / CLOCK_DAY_MS : -((CLOCK_DAY_MS - 1 - wall_ms) / CLOCK_DAY_MS);
}

enum status arrivals_ask(struct arrivals *a, struct text url, size_t bytes_max, struct arena *arena,
                         struct arrivals_call *call)
{
    const struct lookup_settings *settings = a->run->settings;
    bool bearer = text_known(settings->tmdb_token); /* preferred: the key stays out of URLs */
    const struct http_request request = {
        .url = url,
        .bearer = settings->tmdb_token,
        .query_secret = !bearer && text_known(settings->tmdb_api_key)
                            ? arena_printf(arena, "api_key=%.*s", TEXT_ARG(settings->tmdb_api_key))
                            : (struct text){ 0 },
        .accept = TEXT("application/json"),
        .timeout_ms = TIMEOUT_MS,
        .wire_bytes_max = bytes_max,
        .body_bytes_max = bytes_max,
    };
    const struct gate_result *gate = &call->gate;
    enum status status = gate_fetch(a->run->gate, a->run->store, &settings->tmdb_policy, &request, call->operation,
                                    arena, &call->gate, a->err);
    if (status != OK)
        return status;
    call->fetched_at_ms = arrivals_now_ms(a);
    call->class = gate->refusal == GATE_WENT ? answer_classify(ANSWER_TMDB_JSON, &gate->answer)
                                             : answer_of_refusal(gate->refusal);
    if (gate->refusal == GATE_WENT && gate->answer.status == 401)
        a->out->key_refused = true;
    bool is_pause = text_is(text_of(call->class->error_type), "rate_limit");
    if (gate->refusal == GATE_WENT && call->class->outcome == ANSWER_BLOCKED && !is_pause)
        return gate_challenged(a->run->gate, a->run->store, url, text_of(call->class->why), a->err);
    return OK;
}

/* {"http_status":…,"url":…} */
static struct text metadata(const struct gate_call *call, struct arena *arena)
{
    json_t *object = json_pack("{s:i, s:o}", "http_status", call->answer.status, "url", json_of_text(call->url));
    struct text text = json_printed(object, JSON_PRINT, arena);
    json_decref(object);
    return text;
}

size_t arrivals_metrics(const struct arrivals_call *call, struct arena *arena, struct metric *out)
{
    const struct gate_result *gate = &call->gate;
    for (size_t i = 0; i < gate->call_count; i++) {
        const struct gate_call *one = &gate->calls[i];
        bool is_last = i + 1 == gate->call_count;
        const struct answer_class *class = is_last ? call->class : &answer_found; /* a redirect that was followed */
        out[i] = (struct metric){
            .source = "tmdb",
            .operation = call->operation,
            .target_identifier = call->target,
            .success = class->outcome == ANSWER_FOUND,
            .fallback_level = number_of(1),
            .response_time_ms = one->answer.elapsed_ms,
            .error_type = text_of(class->error_type),
            .error_message = class->error_type == NULL ? (struct text){ 0 }
                             : one->answer.failure != HTTP_ANSWERED
                                 ? arena_printf(arena, "%s: %s", class->why, one->answer.detail)
                                 : text_of(class->why),
            .metadata = metadata(one, arena),
            .at_ms = call->fetched_at_ms,
        };
    }
    return gate->call_count;
}

struct text arrivals_reason(const struct arrivals_call *call, struct arena *arena)
{
    const struct gate_result *gate = &call->gate;
    if (gate->refusal != GATE_WENT)
        return arena_text(arena, gate->reason);
    if (gate->answer.failure != HTTP_ANSWERED)
        return arena_printf(arena, "%s: %s", call->class->why, gate->answer.detail);
    return text_of(call->class->why);
}

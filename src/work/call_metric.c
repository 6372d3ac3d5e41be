/* What of a call is worth counting. */
#include "work/call_metric.h"

#include "model/movie_json.h"
#include "source/source.h"

const struct answer_class call_followed = { "followed", ANSWER_FOUND, NULL, "a redirect, followed" };

/* {"http_status":…,"url":…} */
static struct text metadata(const struct gate_call *call, struct arena *arena)
{
    json_t *object = json_pack("{s:i, s:o}", "http_status", call->answer.status, "url", json_of_text(call->url));
    struct text text = json_printed(object, JSON_PRINT, arena);
    json_decref(object);
    return text;
}

struct metric call_metric(const char *source, struct text target, const struct gate_call *call,
                          const struct answer_class *class, int64_t at_ms, struct arena *arena)
{
    const struct source_terms *terms = source_terms_find(text_of(source));
    return (struct metric){
        .source = terms->metric_name,
        .operation = call->operation,
        .target_identifier = target,
        .success = class->outcome == ANSWER_FOUND,
        .response_time_ms = call->answer.elapsed_ms,
        .error_type = text_of(class->error_type),
        .error_message = class->error_type == NULL ? (struct text){ 0 }
                         : call->answer.failure != HTTP_ANSWERED
                             ? arena_printf(arena, "%s: %s", class->why, call->answer.detail)
                             : text_of(class->why),
        .metadata = metadata(call, arena),
        .at_ms = at_ms,
    };
}

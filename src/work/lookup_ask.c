/* Asking, and writing down that it was asked: every exchange becomes a step, a metric and kept bytes. */
#include "base/digest.h"
#include "model/movie_json.h"
#include "work/lookup_state.h"

#include <string.h>

int64_t lookup_now_ms(const struct lookup *l)
{
    return clock_wall_ms(l->run->clock);
}

bool lookup_source_on(const struct lookup *l, const char *name)
{
    for (size_t i = 0; i < l->run->settings->source_count; i++) {
        if (text_is(l->run->settings->sources[i], name))
            return true;
    }
    return false;
}

static void add_step(struct lookup *l, const struct lookup_step *step)
{
    if (l->out->step_count < LOOKUP_STEPS_MAX)
        l->out->steps[l->out->step_count++] = *step;
}

void lookup_step(struct lookup *l, const char *source, const char *operation, const struct answer_class *class,
                 struct text note)
{
    const struct lookup_step step = {
        .source = source, .operation = operation, .outcome = class->outcome, .note = note
    };
    add_step(l, &step);
}

/* {"http_status":…,"url":…} */
static struct text metadata(struct lookup *l, const struct gate_call *call)
{
    json_t *object = json_pack("{s:i, s:o}", "http_status", call->answer.status, "url", json_of_text(call->url));
    char *printed = object != NULL ? json_dumps(object, JSON_PRINT) : NULL;
    if (printed == NULL)
        oom();
    struct text copy = arena_text(l->arena, text_of(printed));
    free(printed);
    json_decref(object);
    return copy;
}

static void add_metric(struct lookup *l, const char *source, const struct gate_call *call,
                       const struct answer_class *class)
{
    const struct source_terms *terms = source_terms_find(text_of(source));
    bool tmdb = text_is(text_of(source), "tmdb");
    if (l->metric_count == LOOKUP_METRICS_MAX)
        return;
    l->metrics[l->metric_count++] = (struct metric){
        .source = terms->metric_name,
        .operation = call->operation,
        .target_identifier = l->id,
        .success = class->outcome == ANSWER_FOUND,
        .confidence_score = { 1.0, tmdb && class->outcome == ANSWER_FOUND }, /* an answer by id is certain (law 2) */
        .fallback_level = { 1, tmdb }, /* 1 = direct by id, the only level of step 1 */
        .response_time_ms = call->answer.elapsed_ms,
        .error_type = text_of(class->error_type),
        .error_message = class->error_type == NULL ? (struct text){ 0 }
                         : call->answer.failure != HTTP_ANSWERED
                             ? arena_printf(l->arena, "%s: %s", class->why, call->answer.detail)
                             : text_of(class->why),
        .metadata = metadata(l, call),
        .at_ms = lookup_now_ms(l),
    };
}

static struct text keep_answer(struct lookup *l, const char *source, const struct gate_call *call)
{
    char hex[DIGEST_HEX_BYTES];
    if (call->answer.failure != HTTP_ANSWERED || call->answer.body.len == 0 || l->answer_count == LOOKUP_ANSWERS_MAX)
        return (struct text){ 0 };
    l->answers[l->answer_count++] = (struct raw_answer){
        .source = source,
        .operation = call->operation,
        .imdb_id = l->id,
        .url = call->url,
        .http_status = call->answer.status,
        .content_type = call->answer.content_type,
        .body = call->answer.body,
        .fetched_at_ms = lookup_now_ms(l),
    };
    return arena_text(l->arena, text_of(digest_sha256_hex(call->answer.body, hex)));
}

static void record_call(struct lookup *l, const char *source, const struct gate_call *call,
                        const struct answer_class *class, struct text note)
{
    const struct lookup_step step = { .source = source,
                                      .operation = call->operation,
                                      .outcome = class->outcome,
                                      .http_status = call->answer.status,
                                      .ms = call->answer.elapsed_ms,
                                      .note = text_known(note) ? note : text_of(class->why) };
    add_step(l, &step);
    add_metric(l, source, call, class);
}

/* robots.txt: no page, so its own small reading. 4xx means "no rules" (RFC 9309 §2.3.1.3). */
static const struct answer_class *classify_robots(const struct http_answer *answer)
{
    static const struct answer_class no_rules = { "no_rules", ANSWER_ABSENT, "not_found",
                                                  "no robots.txt, so no rules" };
    bool plain = answer->failure == HTTP_ANSWERED && !text_known(answer->waf_action);
    if (plain && answer->status == 200)
        return &answer_found;
    if (plain && answer->status >= 400 && answer->status < 500 && answer->status != 429)
        return &no_rules;
    return answer_classify(ANSWER_IMDB_PAGE, answer);
}

/* Of an exchange that was not the last of its request: robots.txt before it, or a redirect that was followed. */
static const struct answer_class *classify_way(const struct gate_call *calls, size_t count, size_t at)
{
    static const struct answer_class followed = { "followed", ANSWER_FOUND, NULL, "a redirect, followed" };
    bool robots = text_is(text_of(calls[at].operation), "robots");
    bool is_hop = at + 1 < count && calls[at].operation == calls[at + 1].operation;
    bool redirects = calls[at].answer.failure == HTTP_ANSWERED && calls[at].answer.status / 100 == 3;
    if (redirects && (is_hop || !robots))
        return &followed;
    return robots ? classify_robots(&calls[at].answer) : answer_classify(ANSWER_IMDB_PAGE, &calls[at].answer);
}

/* Through the gate; a pause that is over in a moment (TMDb's 429 without Retry-After: 1 s) is waited for, a longer one
 * is the answer. */
static enum status pass_gate(struct lookup *l, const struct question *question, struct gate_result *out)
{
    enum { SHORT_PAUSE_MS = 5000, PATIENCE = 3 };
    for (int tries = 0;; tries++) {
        enum status status = gate_fetch(l->run->gate, l->store, question->policy, &question->request,
                                        question->operation, l->arena, out, l->err);
        int64_t pause_ms = out->until_wall_ms - lookup_now_ms(l);
        if (status != OK || out->refusal != GATE_HELD || out->call_count > 0 || pause_ms > SHORT_PAUSE_MS ||
            tries == PATIENCE)
            return status;
        clock_sleep_ms(pause_ms);
    }
}

/* The gate looks at headers only and knows some challenges by itself; to tell it again changes nothing. A 429 is a
 * pause, which it knows always. */
static bool is_challenge(const struct exchange *exchange)
{
    return exchange->gate.refusal == GATE_WENT && exchange->class->outcome == ANSWER_BLOCKED &&
           exchange->gate.answer.status != 429;
}

enum status lookup_ask(struct lookup *l, const struct question *question, struct exchange *out)
{
    *out = (struct exchange){ 0 };
    enum status status = pass_gate(l, question, &out->gate);
    if (status != OK)
        return status;
    size_t own =
        out->gate.refusal == GATE_WENT && out->gate.call_count > 0 ? out->gate.call_count - 1 : out->gate.call_count;
    for (size_t i = 0; i < own; i++)
        record_call(l, question->source, &out->gate.calls[i], classify_way(out->gate.calls, out->gate.call_count, i),
                    (struct text){ 0 });
    out->class = out->gate.refusal == GATE_WENT ? answer_classify(question->kind, &out->gate.answer)
                                                : answer_of_refusal(out->gate.refusal);
    if (is_challenge(out))
        status = gate_challenged(l->run->gate, l->store, question->request.url, text_of(out->class->why), l->err);
    return status;
}

struct text lookup_record(struct lookup *l, const struct question *question, const struct exchange *exchange,
                          const struct answer_class *class, struct text note)
{
    if (exchange->gate.refusal != GATE_WENT) {
        lookup_step(l, question->source, question->operation, class, exchange->gate.reason);
        return (struct text){ 0 };
    }
    struct gate_call call = exchange->gate.calls[exchange->gate.call_count - 1];
    if (!text_known(note) && call.answer.failure != HTTP_ANSWERED)
        note = arena_printf(l->arena, "%s: %s", class->why, call.answer.detail);
    record_call(l, question->source, &call, class, note);
    bool told = class->outcome == ANSWER_FOUND || class->outcome == ANSWER_ABSENT;
    bool unread =
        class == &answer_drift || class == &answer_malformed || class == &answer_other_id; /* for a better reader */
    return told || unread ? keep_answer(l, question->source, &call) : (struct text){ 0 };
}

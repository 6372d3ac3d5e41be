/* Asking, and writing down that it was asked: every exchange becomes a step, a metric and kept bytes. */
#include "gate/cached.h"
#include "work/call_metric.h"
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

static void add_metric(struct lookup *l, const char *source, const struct gate_call *call,
                       const struct answer_class *class)
{
    bool tmdb = text_is(text_of(source), "tmdb"), search = text_is(text_of(call->operation), "search");
    if (l->metric_count == LOOKUP_METRICS_MAX)
        return;
    struct metric *metric = &l->metrics[l->metric_count++];
    *metric = call_metric(source, l->id, call, class, lookup_now_ms(l), l->arena);
    metric->fallback_level = (struct number){ search ? 2 : 1, tmdb }; /* 1 = direct by id, 2 = by title and year */
    metric->confidence_score =
        (struct decimal){ 1.0, tmdb && !search && metric->success }; /* an answer by id is certain (law 2) */
}

static struct text keep_answer(struct lookup *l, const char *source, const struct gate_call *call, struct text sha256)
{
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
        .sha256 = sha256,
    };
    return sha256;
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
    bool robots = text_is(text_of(calls[at].operation), "robots");
    bool is_hop = at + 1 < count && calls[at].operation == calls[at + 1].operation;
    bool redirects = calls[at].answer.failure == HTTP_ANSWERED && calls[at].answer.status / 100 == 3;
    if (redirects && (is_hop || !robots))
        return &call_followed;
    return robots ? classify_robots(&calls[at].answer) : answer_classify(ANSWER_IMDB_PAGE, &calls[at].answer);
}

/* ── the cache ── */

/* A page at most once in cache.ttl_hours, whatever IMDb's headers say, and an old one rather than none: nobody else has
 * it. TMDb tells in its answers how long they hold; a "no" holds for 8 h, as in its own caches (facts/tmdb.md §1.3),
 * and so does, for a placeholder, what it said of records that are not proven to be the film.
 * --fresh asks TMDb whether its answers still hold, also a "no", because a person may know better; a job never does.
 * Pages keep to their day. */
static struct cache_rules rules_of(const struct lookup *l, const char *source)
{
    int64_t ttl_ms = l->run->settings->cache_ttl_ms;
    struct cache_rules rules = { .revalidate = l->revalidates, .read_only = l->run->dry_run };
    if (text_is(text_of(source), "tmdb")) {
        rules.ceiling_ms = ttl_ms;
        rules.absent_ms = CACHE_ABSENT_MS;
        if (!l->revalidates && l->has_stored && text_is(l->stored.import_status, "imdb_placeholder"))
            rules.floor_ms = CACHE_ABSENT_MS;
        return rules;
    }
    rules.floor_ms = ttl_ms;
    rules.ceiling_ms = ttl_ms > 0 && ttl_ms < CACHE_STALE_MAX_MS ? CACHE_STALE_MAX_MS : ttl_ms;
    rules.stale_when_refused = text_is(text_of(source), "imdb_page");
    return rules;
}

static struct cached_request cached_request_of(const struct lookup *l, const struct question *question,
                                               const struct cache_rules *rules)
{
    return (struct cached_request){ .source = question->source,
                                    .operation = question->operation,
                                    .policy = question->policy,
                                    .rules = rules,
                                    .request = question->request,
                                    .page = question->page,
                                    .page_policy = &l->run->settings->imdb_page_policy };
}

/* A dry run keeps nothing, but asks for nothing twice either: a merged title leads to the page that was just read. */
static bool answered_before(const struct lookup *l, const struct question *question, struct gate_result *out)
{
    for (size_t i = 0; l->run->dry_run && i < l->answer_count; i++) {
        const struct raw_answer *answer = &l->answers[i];
        if (!text_equal(answer->url, text_known(question->page) ? question->page : question->request.url))
            continue;
        *out = (struct gate_result){
            .final_url = answer->url,
            .from_cache = true,
            .stored_at_ms = answer->fetched_at_ms,
            .answer = { .failure = HTTP_ANSWERED,
                        .status = answer->http_status,
                        .content_type = answer->content_type,
                        .body = answer->body },
            .answer_sha256 = answer->sha256,
        };
        return true;
    }
    return false;
}

static struct text age_note(struct lookup *l, const struct gate_result *gate)
{
    int64_t minutes = (lookup_now_ms(l) - gate->stored_at_ms) / (60 * CLOCK_SECOND_MS);
    bool days = minutes >= 48 * 60, hours = minutes >= 60;
    struct text age = minutes < 1 ? TEXT("cached just now")
                                  : arena_printf(l->arena, "cached %lld %s ago",
                                                 (long long)(minutes / (days    ? 1440
                                                                        : hours ? 60
                                                                                : 1)),
                                                 days    ? "days"
                                                 : hours ? "h"
                                                         : "min");
    return gate->stale ? arena_printf(l->arena, "%.*s, stale: %.*s", TEXT_ARG(age), TEXT_ARG(gate->reason)) : age;
}

/* A cache that cannot be written costs a request, not the answer; a store that is broken says so when the lookup is
 * written down. */
static void settle_cache(struct lookup *l, const struct question *question, const struct gate_result *gate,
                         const struct answer_class *class)
{
    struct cache_rules rules = rules_of(l, question->source);
    struct cached_request cached = cached_request_of(l, question, &rules);
    struct error ignored;
    bool read = class->outcome == ANSWER_FOUND || class == &answer_lost_fact; /* to ask again would bring the same */
    enum cache_verdict verdict = read ? CACHE_FOUND : class->outcome == ANSWER_ABSENT ? CACHE_ABSENT : CACHE_UNREAD;
    (void)!gate_settle(l->run->gate, l->store, &cached, gate, verdict, &ignored);
}

/* ── asking ── */

/* The gate looks at headers only and knows some challenges by itself; to tell it again changes nothing. A 429 is a
 * pause, which it knows always. */
static bool is_challenge(const struct gate_result *gate, const struct answer_class *class)
{
    return gate->refusal == GATE_WENT && !gate->from_cache && class->outcome == ANSWER_BLOCKED &&
           !text_is(text_of(class->error_type), "rate_limit"); /* a pause, or the limit of a day, is no challenge */
}

/* Robots, redirects, and what failed before an old answer took its place. */
static void record_way(struct lookup *l, const struct question *question, const struct gate_result *gate)
{
    bool last_is_answer = gate->refusal == GATE_WENT && !gate->stale;
    for (size_t i = 0; i < gate->call_count; i++) {
        const struct gate_call *call = &gate->calls[i];
        bool own = i + 1 == gate->call_count && !text_is(text_of(call->operation), "robots");
        if (own && last_is_answer)
            return;
        const struct answer_class *class = own && gate->stale ? answer_classify(question->kind, &call->answer)
                                                              : classify_way(gate->calls, gate->call_count, i);
        record_call(l, question->source, call, class, (struct text){ 0 });
    }
}

enum status lookup_ask(struct lookup *l, const struct question *question, struct exchange *out)
{
    struct cache_rules rules = rules_of(l, question->source);
    struct cached_request cached = cached_request_of(l, question, &rules);
    *out = (struct exchange){ 0 };
    enum status status = OK;
    if (!answered_before(l, question, &out->gate))
        status = gate_fetch_cached(l->run->gate, l->store, &cached, l->arena, &out->gate, l->err);
    if (status != OK)
        return status;
    record_way(l, question, &out->gate);
    out->class = out->gate.refusal == GATE_WENT ? answer_classify(question->kind, &out->gate.answer)
                                                : answer_of_refusal(out->gate.refusal);
    out->fetched_at_ms = out->gate.from_cache ? out->gate.stored_at_ms : lookup_now_ms(l);
    if (is_challenge(&out->gate, out->class))
        status = gate_challenged(l->run->gate, l->store, question->request.url, text_of(out->class->why), l->err);
    return status;
}

enum status lookup_ask_old(struct lookup *l, const struct question *question, struct text why, struct exchange *out)
{
    struct cache_rules rules = rules_of(l, question->source);
    struct cached_request cached = cached_request_of(l, question, &rules);
    *out = (struct exchange){ 0 };
    enum status status = gate_give_stale(l->run->gate, l->store, &cached, why, l->arena, &out->gate, l->err);
    if (status != OK)
        return status;
    out->class = answer_classify(question->kind, &out->gate.answer);
    out->fetched_at_ms = out->gate.stored_at_ms;
    return OK;
}

/* The answer of an exchange that was found in the cache: no call, so no metric, and nothing new to keep. */
static struct text record_cached(struct lookup *l, const struct question *question, const struct exchange *exchange,
                                 const struct answer_class *class)
{
    lookup_step(l, question->source, question->operation, class, age_note(l, &exchange->gate));
    return exchange->gate.answer_sha256;
}

void lookup_record_local(struct lookup *l, const char *source, const char *operation, const struct answer_class *class,
                         int64_t ms, struct text note)
{
    const struct gate_call call = { .operation = operation, .answer = { .failure = HTTP_ANSWERED, .elapsed_ms = ms } };
    record_call(l, source, &call, class, note);
}

struct text lookup_record(struct lookup *l, const struct question *question, const struct exchange *exchange,
                          const struct answer_class *class, struct text note)
{
    const struct gate_result *gate = &exchange->gate;
    settle_cache(l, question, gate, class);
    if (gate->refusal != GATE_WENT) {
        lookup_step(l, question->source, question->operation, class, gate->reason);
        return (struct text){ 0 };
    }
    if (gate->from_cache && (gate->stale || gate->call_count == 0))
        return record_cached(l, question, exchange, class);
    struct gate_call call = gate->calls[gate->call_count - 1];
    if (!text_known(note) && call.answer.failure != HTTP_ANSWERED)
        note = arena_printf(l->arena, "%s: %s", class->why, call.answer.detail);
    if (gate->from_cache) {
        record_call(l, question->source, &call, class, TEXT("not modified since it was cached"));
        return gate->answer_sha256;
    }
    record_call(l, question->source, &call, class, note);
    bool told = class->outcome == ANSWER_FOUND || class->outcome == ANSWER_ABSENT;
    bool unread = class == &answer_drift || class == &answer_malformed || class == &answer_other_id ||
                  class == &answer_lost_fact; /* for a better reader */
    return told || unread ? keep_answer(l, question->source, &call, gate->answer_sha256) : (struct text){ 0 };
}

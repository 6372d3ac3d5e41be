/* Answers as JSON objects. */
#include "daemon/json_answers.h"

#include "daemon/json_line.h"
#include "identity/evidence.h"

static void json_put_word(json_t *object, const char *key, const char *z)
{
    json_put_text(object, key, text_of(z));
}

static json_t *steps_of(const struct lookup_result *result)
{
    json_t *steps = json_new_array();
    for (size_t i = 0; i < result->step_count; i++) {
        const struct lookup_step *step = &result->steps[i];
        json_t *object = json_new_object();
        json_put_word(object, "source", step->source);
        json_put_word(object, "operation", step->operation);
        json_put_word(object, "outcome", answer_outcome_name(step->outcome));
        json_put(object, "http_status", step->http_status != 0 ? json_integer(step->http_status) : json_null());
        json_put_integer(object, "ms", step->ms);
        json_put_text(object, "note", step->note);
        json_push(steps, object);
    }
    return steps;
}

json_t *json_of_lookup(const struct lookup_result *result, bool explain, struct arena *arena)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_text(object, "imdb_id", result->imdb_id);
    json_put_text(object, "outcome", result->outcome);
    json_put(object, "movie", result->has_movie ? json_of_stored(&result->movie, arena) : json_null());
    json_put_instant(object, "next_tmdb_retry_at", result->has_movie ? result->movie.next_tmdb_retry_at_ms : 0);
    json_put_word(object, "from", result->from_store ? "store" : "network");
    json_put(object, "steps", steps_of(result));
    if (explain) {
        json_put_text(object, "reason", result->reason);
        json_put_text(object, "rule", result->rule);
    }
    return object;
}

static json_t *breaker_of(const struct breaker *breaker)
{
    json_t *object = json_new_object();
    bool closed = breaker->state == BREAKER_CLOSED;
    json_put_word(object, "state", breaker_state_name(breaker->state));
    json_put_integer(object, "failures", breaker->failures);
    json_put_instant(object, "until", closed ? 0 : breaker->open_until_ms);
    json_put_text(object, "reason", breaker->reason);
    return object;
}

/* What a layout has lost, and so is not written from. */
static json_t *lost_facts_of(const struct source_state *state)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < state->fact_count; i++) {
        const struct layout_fact *one = &state->facts[i];
        if (one->lost_since_ms == 0)
            continue;
        json_t *object = json_new_object();
        json_put_word(object, "layout", page_layout_name(one->layout));
        json_put_word(object, "field", fact_field(one->fact));
        json_put_instant(object, "since", one->lost_since_ms);
        json_put_integer(object, "recent_pages", one->count.recent_seen);
        json_put_integer(object, "recent_found", drift_found(&one->count, one->count.recent_seen));
        json_push(list, object);
    }
    return list;
}

json_t *json_of_source(const struct source_state *state)
{
    const struct source_terms *terms = state->terms;
    json_t *object = json_new_object();
    json_put_word(object, "source", terms->name);
    json_put_word(object, "state", source_state_word(state->kind));
    json_put_instant(object, "until", state->until_ms);
    json_put_text(object, "reason", state->reason);
    json_put(object, "breaker", breaker_of(&state->breaker));
    json_put(object, "lost_facts", lost_facts_of(state));
    json_put(object, "requests_per_second",
             state->requests_per_second > 0 ? json_real(state->requests_per_second) : json_null());
    json_put(object, "concurrency", terms->concurrency > 0 ? json_integer(terms->concurrency) : json_null());
    json_put_word(object, "licence", terms->licence);
    json_put_word(object, "attribution", terms->attribution);
    json_put_word(object, "commercial_use", terms->commercial_use);
    json_put_word(object, "quota", terms->quota);
    json_put(object, "quota_a_day", state->quota > 0 ? json_integer(state->quota) : json_null());
    json_put(object, "used_today", state->quota > 0 ? json_integer(state->used.used) : json_null());
    json_put(object, "cache_limit_days",
             terms->cache_limit_ms > 0 ? json_integer(terms->cache_limit_ms / CLOCK_DAY_MS) : json_null());
    return object;
}

json_t *json_of_placeholder(const struct placeholder *row)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_text(object, "imdb_id", row->imdb_id);
    json_put_text(object, "title", row->title);
    json_put_number(object, "year", row->year);
    json_put_instant(object, "since", row->since_ms);
    json_put_integer(object, "tries", row->tries);
    json_put_instant(object, "next_tmdb_retry_at", row->next_try_ms);
    json_put_text(object, "outcome", row->outcome);
    json_put_text(object, "reason", row->reason);
    return object;
}

/* Written by us; another program's rubbish is NULL. */
static json_t *read_evidence(const struct candidate *one)
{
    return text_known(one->evidence) ? json_loadb(one->evidence.at, one->evidence.len, 0, NULL) : NULL;
}

json_t *json_of_candidates(const struct candidates *candidates)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < candidates->count; i++) {
        const struct candidate *one = &candidates->at[i];
        json_t *object = json_new_object();
        json_t *evidence = read_evidence(one);
        json_put_integer(object, "tmdb_id", one->tmdb_id);
        json_put_integer(object, "rank", one->rank);
        json_put_text(object, "title", one->title);
        json_put_number(object, "year", one->year);
        json_put_text(object, "verdict", one->verdict);
        json_put(object, "evidence", evidence != NULL ? evidence : json_null());
        json_put_instant(object, "seen_at", one->seen_at_ms);
        json_push(list, object);
    }
    return list;
}

static void put_known(json_t *object, const char *key, struct text text, struct number number)
{
    if (text_known(text))
        json_put_text(object, key, text);
    if (number.known)
        json_put_number(object, key, number);
}

json_t *json_of_deed(const struct placeholder_deed *deed)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    put_known(object, "imdb_id", deed->imdb_id, (struct number){ 0 });
    put_known(object, "tmdb_id", (struct text){ 0 }, deed->tmdb_id);
    put_known(object, "outcome", deed->outcome, (struct number){ 0 });
    put_known(object, "verdict", deed->verdict, (struct number){ 0 });
    put_known(object, "waiting", (struct text){ 0 }, deed->waiting);
    put_known(object, "queued", (struct text){ 0 }, deed->queued);
    return object;
}

/* Ours or another program's JSON; what is none is its text. */
static json_t *json_of_json(struct text json)
{
    json_t *value = text_known(json) ? json_loadb(json.at, json.len, JSON_DECODE_ANY, NULL) : json_null();
    return value != NULL ? value : json_of_text(json);
}

json_t *json_of_job(const struct job_row *row)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_integer(object, "id", row->id);
    json_put_text(object, "state", row->state);
    json_put_text(object, "queue", row->queue);
    json_put_text(object, "worker", row->worker);
    json_put(object, "args", json_of_json(row->args));
    json_put(object, "meta", json_of_json(row->meta));
    json_put(object, "errors", json_of_json(row->errors));
    json_put_integer(object, "attempt", row->attempt);
    json_put_integer(object, "max_attempts", row->max_attempts);
    json_put_integer(object, "priority", row->priority);
    json_put_instant(object, "inserted_at", row->inserted_at_ms);
    json_put_instant(object, "scheduled_at", row->scheduled_at_ms);
    json_put_instant(object, "attempted_at", row->attempted_at_ms);
    json_put_instant(object, "completed_at", row->completed_at_ms);
    json_put_instant(object, "cancelled_at", row->cancelled_at_ms);
    json_put_instant(object, "discarded_at", row->discarded_at_ms);
    return object;
}

static json_t *json_of_answers(const struct placeholder_view *view)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < view->answer_count; i++) {
        const struct trace_answer *answer = &view->answers[i];
        json_t *one = json_new_object();
        json_put_text(one, "source", answer->source);
        json_put_text(one, "operation", answer->operation);
        json_put_text(one, "url", answer->url);
        json_put_number(one, "http_status", answer->http_status);
        json_put_text(one, "content_type", answer->content_type);
        json_put_instant(one, "fetched_at", answer->at_ms);
        json_put_text(one, "answer_sha256", answer->sha256);
        json_put_number(one, "bytes", answer->bytes);
        json_push(list, one);
    }
    return list;
}

static json_t *json_of_jobs(const struct placeholder_view *view)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < view->job_count; i++)
        json_push(list, json_of_job(&view->jobs[i]));
    return list;
}

json_t *json_of_placeholder_view(const struct placeholder_view *view, struct arena *arena)
{
    const struct stored_movie *film = view->film;
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_text(object, "imdb_id", film->movie.imdb_id);
    json_put_text(object, "import_status", film->import_status);
    json_put_text(object, "outcome", view->wanted->outcome);
    json_put_text(object, "reason", view->wanted->reason);
    json_put_instant(object, "since", film->inserted_at_ms);
    json_put_integer(object, "tries", film->retry_count);
    json_put_instant(object, "next_tmdb_retry_at", film->next_tmdb_retry_at_ms);
    json_put(object, "movie", json_of_stored(film, arena));
    json_put(object, "history", json_of_history(view->history, view->history_count));
    json_put(object, "candidates", json_of_candidates(view->candidates));
    json_put(object, "context", json_of_json(view->wanted->context));
    json_put(object, "answers", json_of_answers(view));
    json_put(object, "jobs", json_of_jobs(view));
    return object;
}

json_t *json_of_queues(const struct queue_count *counts, size_t count, const struct texts *paused)
{
    json_t *object = json_new_object(), *queues = json_new_array(), *halted = json_new_array();
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_new_object();
        json_put_text(one, "queue", counts[i].queue);
        json_put_text(one, "state", counts[i].state);
        json_put_integer(one, "jobs", counts[i].jobs);
        json_push(queues, one);
    }
    for (size_t i = 0; i < paused->count; i++)
        json_push(halted, json_of_text(paused->at[i]));
    json_put_integer(object, "schema_version", 1);
    json_put(object, "queues", queues);
    json_put(object, "paused", halted);
    return object;
}

enum { HISTORY_SHOWN = 200, JOBS_SHOWN = 20 };

static enum status read_traces(struct store *store, struct text id, struct arena *arena, struct placeholder_view *out,
                               struct error *err)
{
    struct trace_answer *answers = NULL;
    struct job_row *jobs = NULL;
    enum status status = store_film_answers(store, id, arena, &answers, &out->answer_count, err);
    if (status == OK)
        status = store_jobs_of_film(store, id, JOBS_SHOWN, arena, &jobs, &out->job_count, err);
    out->answers = answers;
    out->jobs = jobs;
    return status;
}

enum status placeholder_view_read(struct store *store, struct text asked, struct arena *arena,
                                  struct placeholder_view *out, struct error *err)
{
    struct stored_movie *film = arena_alloc(arena, sizeof *film);
    struct wanted *wanted = arena_alloc(arena, sizeof *wanted);
    struct candidates *candidates = arena_alloc(arena, sizeof *candidates);
    struct history_entry *history;
    struct text id;
    enum status status = store_remap_get(store, asked, arena, &id, err);
    if (status == OK)
        status = store_movie_get(store, id, arena, film, err);
    if (status == OK)
        status = store_history_get(store, id, HISTORY_SHOWN, arena, &history, &out->history_count, err);
    if (status == OK)
        status = store_candidates_get(store, id, arena, candidates, err);
    if (status == OK)
        status = read_traces(store, id, arena, out, err);
    if (status != OK)
        return status;
    status = store_wanted_get(store, id, arena, wanted, err);
    out->film = film;
    out->wanted = wanted;
    out->history = history;
    out->candidates = candidates;
    return status == NOT_FOUND ? OK : status;
}

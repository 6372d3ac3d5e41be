/* POST /api/v1/lookups: films looked up. What the store knows is answered at once; the rest becomes jobs, one for each
 * film however many ask, and the request waits for a while. */
#include "daemon/api.h"
#include "daemon/json_answers.h"
#include "daemon/waits.h"
#include "model/context.h"
#include "store/jobs_look.h"
#include "store/wanted_import.h"
#include "work/import_read.h"

enum { LOOKUPS_MAX = 1000, WAIT_STANDARD_S = 5, WAIT_MAX_S = 60 };

#define WORKER "TMDbDetailsWorker"

struct lookups {            /* in the exchange's arena */
    struct waiting waiting; /* first: it is what the exchange waits with */
    struct wanted *rows;    /* as asked */
    bool *asks;             /* a job is asked for */
    bool is_list, later;    /* later: not all is told */
};

/* ── reading ── */

static bool is_known_member(const char *key)
{
    static const char *const members[] = { "imdb_id", "title", "year", "context" };
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (text_is(text_of(key), members[i]))
            return true;
    }
    return false;
}

static struct text string_of(const json_t *value, struct arena *arena)
{
    return json_is_string(value) ? arena_text(arena, text_from(json_string_value(value), json_string_length(value)))
                                 : (struct text){ 0 };
}

static const char *read_members(json_t *object, struct arena *arena, struct wanted *out)
{
    const json_t *title = json_object_get(object, "title"), *year = json_object_get(object, "year");
    json_t *context = json_object_get(object, "context");
    struct text id = string_of(json_object_get(object, "imdb_id"), arena);
    if (!movie_parse_id(id, &out->imdb_id))
        return "imdb_id is tt and 7 to 10 digits, or the address of an IMDb title page";
    out->title = string_of(title, arena);
    if ((title != NULL && !json_is_null(title) && !json_is_string(title)) || out->title.len > IMPORT_TITLE_BYTES_MAX ||
        (text_known(out->title) && text_trim(out->title).len == 0))
        return "title is a text of up to 1000 bytes";
    if (year != NULL && !json_is_null(year)) {
        if (!json_is_integer(year) || json_integer_value(year) < MOVIE_YEAR_MIN ||
            json_integer_value(year) > MOVIE_YEAR_MAX)
            return "year is a whole number from 1870 to 2999";
        out->year = number_of(json_integer_value(year));
    }
    if (context != NULL && !json_is_null(context) && !json_is_object(context))
        return "context is an object";
    if (json_is_object(context) && json_object_size(context) > 0)
        out->context = json_printed(context, JSON_PRINT, arena);
    return out->context.len <= CONTEXT_BYTES_MAX ? NULL : "context is longer than 64 kB";
}

static bool read_one(struct exchange *exchange, json_t *object, size_t place, struct wanted *out)
{
    const char *key, *why = json_is_object(object) ? NULL : "it is no object";
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (!is_known_member(key))
            why = "its members are imdb_id, title, year and context";
    }
    if (why == NULL)
        why = read_members(object, &exchange->arena, out);
    if (why != NULL)
        problem_set(exchange, 422, "lookup %zu: %s", place + 1, why);
    return why == NULL;
}

static struct lookups *read_all(struct desk *desk, struct exchange *exchange)
{
    struct arena *arena = &exchange->arena;
    struct lookups *l = arena_alloc(arena, sizeof *l);
    json_t *body = api_body(exchange, true);
    if (body == NULL)
        return NULL;
    l->is_list = json_is_array(body);
    size_t count = l->is_list ? json_array_size(body) : 1;
    bool good = count > 0 && count <= LOOKUPS_MAX;
    if (!good)
        problem_set(exchange, 422, "a list has 1 to %d lookups; /api/v1/imports takes longer ones", LOOKUPS_MAX);
    l->rows = arena_array(arena, count, sizeof *l->rows);
    l->asks = arena_array(arena, count, sizeof *l->asks);
    l->waiting = (struct waiting){ .exchange = exchange,
                                   .ids = arena_array(arena, count, sizeof(struct text)),
                                   .answers = arena_array(arena, count, sizeof(struct text)),
                                   .count = count };
    for (size_t i = 0; i < count && good; i++) {
        l->rows[i].asked_at_ms = clock_wall_ms(desk->daemon->clock);
        good = read_one(exchange, l->is_list ? json_array_get(body, i) : body, i, &l->rows[i]);
        l->waiting.ids[i] = l->rows[i].imdb_id;
    }
    json_decref(body);
    return good ? l : NULL;
}

/* ── looking ── */

/* What the store knows without asking anybody. */
static enum status look(struct desk *desk, struct lookups *l, struct arena *arena, struct error *err)
{
    struct lookup_run run = { .settings = &desk->daemon->settings, .clock = desk->daemon->clock, .dry_run = true };
    for (size_t i = 0; i < l->waiting.count; i++) {
        const struct lookup_ask ask = { .imdb_id = l->rows[i].imdb_id,
                                        .title = l->rows[i].title,
                                        .year = l->rows[i].year };
        struct lookup_result *result = arena_alloc(arena, sizeof *result);
        if (text_known(l->waiting.answers[i]) && l->waiting.answers[i].len > 0)
            continue;
        enum status status = lookup_one(&run, desk->store, &desk->random, &ask, arena, result, err);
        if (status == OK)
            l->waiting.answers[i] = json_finished(json_of_lookup(result, true, arena), arena);
        else if (status != NOT_FOUND)
            return status;
    }
    return OK;
}

static size_t count_open(struct lookups *l)
{
    size_t open = 0;
    for (size_t i = 0; i < l->waiting.count; i++) {
        l->asks[i] = !text_known(l->waiting.answers[i]);
        open += l->asks[i];
    }
    return open;
}

/* ── asking ── */

/* Written down first, whatever comes after. */
static enum status write_down(struct desk *desk, const struct lookups *l, struct arena *arena, struct error *err)
{
    struct wanted_batch batch = { .rows = l->rows,
                                  .count = l->waiting.count,
                                  .states = arena_array(arena, l->waiting.count, sizeof(enum wanted_state)) };
    return store_wanted_import(desk->store, &batch, err);
}

/* A job that is put off beyond the wait is not waited for: its place holds the empty text. */
static enum status add_jobs(struct desk *desk, struct lookups *l, int64_t wait_ms, const char *request,
                            struct arena *arena, struct error *err)
{
    int64_t until_ms = clock_wall_ms(desk->daemon->clock) + wait_ms;
    enum status status = OK;
    for (size_t i = 0; i < l->waiting.count && status == OK; i++) {
        struct job_row job;
        if (!l->asks[i])
            continue;
        status = jobs_add(desk, l->waiting.ids[i], request, err);
        if (status == OK)
            status = store_job_of_film(desk->store, l->waiting.ids[i], WORKER, arena, &job, err);
        if (status == NOT_FOUND) /* done and pruned within a moment */
            status = OK;
        else if (status == OK && (text_is(job.state, "scheduled") || text_is(job.state, "retryable")) &&
                 job.scheduled_at_ms > until_ms)
            waits_give_up(desk->daemon, &l->waiting, i);
    }
    return status;
}

/* ── answering ── */

static json_t *pending(struct desk *desk, struct lookups *l, size_t i, struct arena *arena)
{
    struct job_row job;
    struct error ignored;
    struct text answer = l->waiting.answers[i];
    json_t *object = answer.len > 0 ? json_loadb(answer.at, answer.len, 0, NULL) : json_new_object();
    if (answer.len == 0) {
        json_put_integer(object, "schema_version", 1);
        json_put_text(object, "imdb_id", l->waiting.ids[i]);
        json_put(object, "outcome", json_null());
        json_put(object, "movie", json_null());
    }
    if (store_job_of_film(desk->store, l->waiting.ids[i], WORKER, arena, &job, &ignored) == OK) {
        json_t *told = json_new_object();
        struct text url = arena_printf(arena, "/api/v1/jobs/%lld", (long long)job.id);
        json_put_integer(told, "id", job.id);
        json_put_text(told, "state", job.state);
        json_put_instant(told, "scheduled_at", job.scheduled_at_ms);
        json_put_text(told, "url", url);
        json_put(object, "job", told);
        if (!l->is_list)
            l->waiting.exchange->response.location = url;
    } else {
        json_put(object, "job", json_null());
    }
    return object;
}

/* Could a source not tell? Then the job goes on. */
static bool is_unknown(const json_t *lookup)
{
    const json_t *outcome = json_object_get(lookup, "outcome");
    return json_is_string(outcome) && text_is(text_of(json_string_value(outcome)), "unknown");
}

static json_t *told(struct desk *desk, struct lookups *l, size_t i, struct arena *arena)
{
    struct text answer = l->waiting.answers[i];
    json_t *object = answer.len > 0 ? json_loadb(answer.at, answer.len, 0, NULL) : NULL;
    if (object != NULL && !is_unknown(object))
        return object;
    json_decref(object);
    l->later = true;
    return pending(desk, l, i, arena);
}

static enum httpd_next finish(struct desk *desk, struct lookups *l)
{
    struct exchange *exchange = l->waiting.exchange;
    struct arena *arena = &exchange->arena;
    struct error err;
    enum status status = look(desk, l, arena, &err);
    if (status == OK) {
        json_t *answer = l->is_list ? json_new_array() : NULL;
        for (size_t i = 0; i < l->waiting.count; i++) {
            json_t *one = told(desk, l, i, arena);
            if (l->is_list)
                json_push(answer, one);
            else
                answer = one;
        }
        answer_json(exchange, l->later ? 202 : 200, answer);
    } else {
        problem_of(exchange, status, &err);
    }
    arena_finish(&l->waiting.arena);
    return HTTPD_ANSWER;
}

enum httpd_next api_lookups(struct desk *desk, struct exchange *exchange)
{
    struct error err;
    int64_t wait_s;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    if (exchange->waits != NULL)
        return finish(desk, exchange->waits);
    if (!api_number(exchange, "wait", 0, WAIT_MAX_S, WAIT_STANDARD_S, &wait_s))
        return HTTPD_ANSWER;
    struct lookups *l = read_all(desk, exchange);
    if (l == NULL)
        return HTTPD_ANSWER;
    enum status status = look(desk, l, &exchange->arena, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    l->waiting.open = count_open(l);
    if (l->waiting.open == 0)
        return finish(desk, l);
    l->waiting.deadline_ms = clock_mono_ms() + wait_s * CLOCK_SECOND_MS;
    status = write_down(desk, l, &exchange->arena, &err);
    waits_listen(desk->daemon, &l->waiting);
    if (status == OK)
        status = add_jobs(desk, l, wait_s * CLOCK_SECOND_MS, exchange->id, &exchange->arena, &err);
    if (status != OK) {
        waits_forget(desk->daemon, &l->waiting);
        arena_finish(&l->waiting.arena);
        return api_failed(exchange, status, &err);
    }
    jobs_wake(desk->daemon);
    return waits_leave(desk->daemon, &l->waiting) ? HTTPD_DEFER : finish(desk, l);
}

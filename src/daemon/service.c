/* From a request to its route: who asks, what for, on which thread; and the answer's last touch. */
#include "base/deflate.h"
#include "base/digest.h"
#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/problem.h"

#include <stdio.h>
#include <string.h>

enum { GZIP_BYTES_MIN = 1024 };

/* ── the head ── */

static void name_request(void *context, struct exchange *exchange)
{
    struct daemon *daemon = context;
    struct text given = exchange->request.id;
    uint64_t number = atomic_fetch_add(&daemon->request_number, 1);
    struct random random = { daemon->request_seed + number };
    if (request_id_is_good(given))
        (void)snprintf(exchange->id, sizeof exchange->id, "%.*s", TEXT_ARG(given));
    else
        (void)snprintf(exchange->id, sizeof exchange->id, "%016llx", (unsigned long long)random_next(&random));
}

static bool is_tmdb(const struct exchange *exchange)
{
    return exchange->request.segment_count > 0 && text_is(exchange->request.segments[0], "tmdb");
}

static enum role role_wanted(const struct exchange *exchange)
{
    return exchange->route != NULL ? exchange->route->role : ROLE_READ;
}

static bool carries_token(const struct daemon *daemon, const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    return !text_empty(daemon->access.token) && role_wanted(exchange) != ROLE_NONE &&
           (text_known(request->authorization) || (is_tmdb(exchange) && text_known(request_query(request, "api_key"))));
}

static void tell_of_guesser(const struct exchange *exchange, const struct client *client)
{
    char place[CLIENT_TEXT_BYTES];
    log_event(LOG_WARN, "tokens_guessed", "request=%s client=%s note=\"more than %d wrong tokens: each waits now\"",
              exchange->id, client_text(client, place), GUESSES_FREE);
}

/* Is its token looked at now? HTTPD_DEFER: it is; and whoever has none is not slowed by those who guess. */
static enum httpd_next take_turn(struct daemon *daemon, struct exchange *exchange)
{
    if (exchange->held || !carries_token(daemon, exchange))
        return HTTPD_DEFER;
    struct client client = client_behind(exchange->peer, exchange->request.forwarded_for, daemon->access.proxies);
    struct guess_turn turn = guesses_turn(daemon->guesses, &client, clock_mono_ms());
    if (turn.is_news)
        tell_of_guesser(exchange, &client);
    if (turn.wait_ms == 0)
        return HTTPD_DEFER;
    if (!turn.refused) {
        exchange->hold_ms = turn.wait_ms;
        return HTTPD_HOLD;
    }
    atomic_fetch_add(&daemon->tokens_unread, 1);
    problem_set(exchange, 429, "too many wrong tokens came from this address; this one was not looked at");
    exchange->response.retry_after_s = (int)((turn.wait_ms + CLOCK_SECOND_MS - 1) / CLOCK_SECOND_MS);
    return HTTPD_ANSWER;
}

static void read_role(struct daemon *daemon, struct exchange *exchange)
{
    bool guess = carries_token(daemon, exchange);
    exchange->role = access_role(&daemon->access, exchange->request.authorization);
    exchange->request.authorization = (struct text){ 0 };
    if (exchange->role == ROLE_NONE && is_tmdb(exchange)) /* whose clients have their key in the query */
        exchange->role = access_role_of(&daemon->access, request_query(&exchange->request, "api_key"));
    if (!guess)
        return;
    struct client client = client_behind(exchange->peer, exchange->request.forwarded_for, daemon->access.proxies);
    bool right = exchange->role != ROLE_NONE;
    guesses_settle(daemon->guesses, &client, right, exchange->held, clock_mono_ms());
    atomic_fetch_add(&daemon->tokens_wrong, right ? 0 : 1);
}

static bool may(struct daemon *daemon, struct exchange *exchange)
{
    enum role wanted = role_wanted(exchange);
    if (wanted == ROLE_NONE)
        return true;
    read_role(daemon, exchange);
    if (exchange->role >= wanted)
        return true;
    if (exchange->role == ROLE_NONE) {
        problem_set(exchange, 401, "this needs the token of server.token: Authorization: Bearer TOKEN");
        exchange->response.challenge = "Bearer realm=\"understudy\", Basic realm=\"understudy\"";
    } else {
        problem_set(exchange, 403, "this needs the token of server.token; yours may only look");
    }
    return false;
}

static enum httpd_next take_head(void *context, struct exchange *exchange)
{
    struct daemon *daemon = context;
    struct request *request = &exchange->request;
    const char *allow = NULL;
    enum httpd_next turn;
    bool readable = request_read_target(request->target, &exchange->arena, request);
    exchange->route = readable ? route_find(request, &allow) : NULL;
    if (!readable)
        problem_set(exchange, 400, "the address is no path of this server");
    else if (!access_host(&daemon->access, request->host))
        problem_set(exchange, 403,
                    "the Host header names another server; server.hosts lists further names of this one");
    else if (!access_origin(request->origin, request->host))
        problem_set(exchange, 403, "the request comes from a page of another site");
    else if ((turn = take_turn(daemon, exchange)) != HTTPD_DEFER)
        return turn;
    else if (!may(daemon, exchange))
        return HTTPD_ANSWER;
    else if (exchange->route == NULL && allow != NULL)
        problem_set(exchange, 405, "there is no such method here, but: %s", allow);
    else if (exchange->route == NULL)
        problem_set(exchange, 404, "there is nothing at this address; /openapi.json lists what there is");
    else
        return HTTPD_DEFER;
    exchange->response.allow = allow;
    return HTTPD_ANSWER;
}

/* ── the answer ── */

void answer_text(struct exchange *exchange, int status, const char *type, struct text body)
{
    exchange->response.status = status;
    exchange->response.type = type;
    exchange->response.body = body;
}

void answer_json(struct exchange *exchange, int status, json_t *value)
{
    struct text body = json_printed(value, JSON_PRINT, &exchange->arena);
    json_decref(value);
    answer_text(exchange, status, "application/json", body);
}

/* A tag for what can be asked for again, and nothing but the tag for who has it; shorter for who can unpack it. */
static void finish(struct exchange *exchange)
{
    struct response *response = &exchange->response;
    char hex[DIGEST_HEX_BYTES];
    bool reads = !text_is(exchange->request.method, "POST");
    if (response->stream != NULL || response->status == 304)
        return;
    if (reads && response->status == 200 && exchange->route->place != ROUTE_HERE && !text_known(response->tag)) {
        (void)digest_sha256_hex(response->body, hex);
        response->tag = arena_printf(&exchange->arena, "W/\"%.32s\"", hex);
    }
    if (text_known(response->tag) && response->cache == NULL)
        response->cache = "no-cache"; /* kept, but asked for again each time */
    if (text_known(response->tag) && text_known(exchange->request.if_none_match) &&
        request_has_tag(exchange->request.if_none_match, response->tag)) {
        response->status = 304;
        response->body = TEXT("");
        response->type = NULL;
        return;
    }
    response->varies = response->body.len >= GZIP_BYTES_MIN;
    if (response->varies && request_takes_gzip(exchange->request.accept_encoding))
        response->gzipped = deflate_gzip(response->body, &exchange->arena, &response->body);
}

void daemon_answer(struct daemon *daemon, struct exchange *exchange)
{
    finish(exchange);
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->deferred--;
    (void)pthread_cond_broadcast(&daemon->changed);
    (void)pthread_mutex_unlock(&daemon->lock);
    httpd_resume(exchange);
}

static enum httpd_next take_whole(void *context, struct exchange *exchange)
{
    struct daemon *daemon = context;
    const struct route *route = exchange->route;
    bool here = route->place == ROUTE_HERE ||
                (route->place == ROUTE_QUICK && store_dialect_of(daemon->store.url) == STORE_SQLITE);
    if (!here)
        return HTTPD_DEFER;
    (void)route->handle(desk_here(daemon), exchange);
    finish(exchange);
    return HTTPD_ANSWER;
}

static void on_deferred(void *context, struct exchange *exchange)
{
    struct daemon *daemon = context;
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->deferred++;
    (void)pthread_mutex_unlock(&daemon->lock);
    if (desks_take(daemon, exchange))
        return;
    problem_set(exchange, 503, "too many requests wait already");
    exchange->response.retry_after_s = 1;
    daemon_answer(daemon, exchange);
}

/* ── the end ── */

static void count(struct daemon *daemon, const struct exchange *exchange, int64_t ms)
{
    static const int64_t bounds_ms[LATENCY_BUCKETS - 1] = { 1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000, 30000 };
    size_t route = exchange->route != NULL ? (size_t)(exchange->route - routes) : ROUTES_MAX, bucket = 0;
    struct route_counts *counts = &daemon->counts[route];
    int class = exchange->response.status / 100;
    while (bucket < LATENCY_BUCKETS - 1 && ms > bounds_ms[bucket])
        bucket++;
    atomic_fetch_add(&counts->statuses[class < STATUS_CLASSES ? class : 0], 1);
    atomic_fetch_add(&counts->buckets[bucket], 1);
    atomic_fetch_add(&counts->microseconds, (uint64_t)ms * 1000);
}

/* What only looked and went well is told with -v alone. */
static void on_done(void *context, struct exchange *exchange, bool answered)
{
    const struct response *response = &exchange->response;
    int64_t ms = clock_mono_ms() - exchange->start_ms;
    if (response->status == 0) /* lost before there was a word to say */
        return;
    count(context, exchange, ms);
    bool dull = response->status < 400 && !text_is(exchange->request.method, "POST");
    log_event(dull ? LOG_DEBUG : LOG_INFO, "http", "request=%s method=%.*s route=%s status=%d bytes=%zu ms=%lld%s%s",
              exchange->id, TEXT_ARG(exchange->request.method),
              exchange->route != NULL ? exchange->route->path : "none", response->status, response->body.len,
              (long long)ms, answered ? "" : " lost=true", response->closes ? " closed=true" : "");
}

void service_options(struct daemon *daemon, struct httpd_options *out)
{
    out->context = daemon;
    out->name = name_request;
    out->head = take_head;
    out->whole = take_whole;
    out->deferred = on_deferred;
    out->done = on_done;
}

/* What hosts have said and what follows: pauses, challenges, robots.txt, good answers. */
#include "gate/passage.h"
#include "gate/retry_after.h"
#include "gate/robots.h"

#define HOLD_MAX_MS CLOCK_DAY_MS /* what retry_after_parse() gives at most */

/* Backoff of a host that asks for a pause and names no time (TMDb: facts/tmdb.md §1.2), or is out of service; pages
 * that were asked for too fast can wait. */
#define BACKOFF_MS          CLOCK_SECOND_MS
#define BACKOFF_MAX_MS      GATE_MINUTE_MS
#define BACKOFF_PAGE_MS     GATE_MINUTE_MS
#define BACKOFF_PAGE_MAX_MS CLOCK_HOUR_MS

/* A time further ahead than anyone ever writes is another clock's, and over. */
static bool is_on(int64_t until_ms, int64_t now_ms, int64_t longest_ms)
{
    return until_ms > now_ms && until_ms - now_ms <= longest_ms + GATE_SKEW_MS;
}

bool gate_refused(const struct passage *p)
{
    return p->out->refusal != GATE_WENT;
}

void gate_refuse(struct passage *p, enum gate_refusal refusal, int64_t until_wall_ms, struct text reason)
{
    p->out->refusal = refusal;
    p->out->until_wall_ms = until_wall_ms;
    p->out->reason = reason;
}

void gate_heed(struct passage *p, const struct host_state *host, const struct breaker *breaker)
{
    int64_t now_ms = clock_wall_ms(p->gate->clock);
    char iso[CLOCK_ISO_BYTES];
    if (is_on(host->held_until_ms, now_ms, HOLD_MAX_MS))
        gate_refuse(p, GATE_HELD, host->held_until_ms,
                    arena_printf(p->arena, "%.*s; asked again after %s", TEXT_ARG(host->reason),
                                 clock_iso(host->held_until_ms, iso)));
    p->pauses = host->pauses;
    gate_heed_breaker(p, breaker); /* the graver reason is told */
}

enum status gate_look(struct passage *p, struct host_state *out, struct error *err)
{
    struct breaker breaker;
    arena_reset(&p->scratch);
    enum status status = store_gate_look(p->store, p->host->name, p->source, &p->scratch, out, &breaker, err);
    if (status == OK)
        gate_heed(p, out, &breaker);
    return status;
}

/* ── what an answer says about the host ── */

/* What in the answer is a challenge (facts/imdb-access.md §6); NULL when it is none. robots.txt is judged by RFC 9309,
 * where a plain 403 means that there are no rules. An API's 403 counts only as HTML: S3 says so in XML of a file that
 * is not there yet. */
static const char *challenge_sign(const struct passage *p, const struct ask *ask, const struct http_answer *answer)
{
    if (p->policy->is_own)
        return NULL;
    if (text_known(answer->waf_action))
        return "x-amzn-waf-action";
    if (answer->status == 202 && text_empty(text_trim(answer->body)))
        return "an empty body";
    bool is_html = text_equal_ascii_case(text_from(answer->content_type.at, answer->content_type.len < 9 ? 0 : 9),
                                         TEXT("text/html"));
    if (answer->status == 403 && !ask->is_robots && (p->policy->obey_robots || is_html))
        return "no way in";
    return NULL;
}

/* Full jitter: whoever is refused together does not come back together. */
static int64_t backoff_ms(struct passage *p, const struct http_answer *answer, int64_t pauses)
{
    bool slow = p->policy->obey_robots && (answer->status == 429 || text_known(answer->retry_after));
    int64_t ms = slow ? BACKOFF_PAGE_MS : BACKOFF_MS, max_ms = slow ? BACKOFF_PAGE_MAX_MS : BACKOFF_MAX_MS;
    for (; pauses > 0 && ms < max_ms; pauses--)
        ms *= 2;
    (void)pthread_mutex_lock(&p->gate->lock);
    int64_t chosen_ms = random_between(&p->gate->random, 1, ms < max_ms ? ms : max_ms);
    (void)pthread_mutex_unlock(&p->gate->lock);
    return chosen_ms;
}

/* 429 and 503. Without a time, or with one that is over already, it still means: slower. */
static enum status note_pause(struct passage *p, const struct http_answer *answer, struct error *err)
{
    struct host_pause pause = { .now_ms = clock_wall_ms(p->gate->clock), .max_ahead_ms = HOLD_MAX_MS + GATE_SKEW_MS };
    struct host_state host = { 0 };
    int64_t wait_ms = 0;
    arena_reset(&p->scratch);
    enum status status = store_host_get(p->store, p->host->name, &p->scratch, &host, err);
    if (status != OK && status != NOT_FOUND)
        return status;
    if (!retry_after_wait(answer->retry_after, answer->date, clock_real_ms(), &wait_ms) || wait_ms == 0)
        wait_ms = backoff_ms(p, answer, host.pauses);
    pause.until_ms = pause.now_ms + wait_ms;
    pause.reason = arena_printf(p->arena, "%.*s asked for a pause (HTTP %d)", TEXT_ARG(p->host->name), answer->status);
    return store_host_hold(p->store, p->host->name, &pause, err);
}

/* Location on the same origin, and without a secret that the host echoes: URLs are stored. */
bool gate_redirect(struct passage *p, const struct http_request *request, const struct http_answer *answer,
                   struct text *out_url)
{
    struct text url, origin;
    int status = answer->status;
    if (answer->failure != HTTP_ANSWERED ||
        (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) ||
        !http_resolve(request->url, answer->location, p->arena, &url) || !http_origin(url, p->arena, &origin) ||
        !text_equal(origin, p->host->name) ||
        (!text_empty(request->query_secret) && text_contains(url, request->query_secret)))
        return false;
    *out_url = url;
    return true;
}

/* A redirect to another origin is kept as what it is, a 3xx: no rules were seen, so everything stays forbidden. RFC
 * 9309 would follow it; but no answer sends us to hosts that nobody configured. */
static enum status note_robots(struct passage *p, const struct ask *ask, const struct http_answer *answer,
                               struct error *err)
{
    struct text url;
    if (ask->may_redirect && gate_redirect(p, ask->request, answer, &url))
        return OK;
    return store_host_set_robots(p->store, p->host->name, answer->status,
                                 robots_state(answer->status) == ROBOTS_READ ? robots_to_keep(answer->body, p->arena)
                                                                             : TEXT(""),
                                 clock_wall_ms(p->gate->clock), err);
}

/* robots.txt is open to all: that it came proves nothing, whoever asked for it (doctor does by itself). */
static bool is_about_rules(struct passage *p, const struct ask *ask)
{
    struct text path;
    return ask->is_robots || (http_path(ask->request->url, p->arena, &path) && text_is(path, "/robots.txt"));
}

static enum status note_health(struct passage *p, const struct ask *ask, const struct http_answer *answer,
                               struct error *err)
{
    bool is_taken = p->policy->is_own && answer->failure == HTTP_ANSWERED && answer->status / 100 == 2;
    enum breaker_event event = is_taken ? BREAKER_GOOD : breaker_judge(answer, &p->policy->breaker);
    struct text what = text_of(http_failure_name(answer->failure));
    if (event == BREAKER_GOOD && is_about_rules(p, ask))
        return OK;
    if (answer->failure == HTTP_ANSWERED)
        what = answer->status >= 500 ? arena_printf(p->arena, "HTTP %d", answer->status)
                                     : arena_printf(p->arena, "an answer after %lld s",
                                                    (long long)(answer->elapsed_ms / CLOCK_SECOND_MS));
    enum status status = gate_tell_breaker(p, event, what, err);
    if (status == OK && event == BREAKER_GOOD && p->pauses > 0)
        status = store_host_clear(p->store, p->host->name, err);
    return status;
}

enum status gate_note(struct passage *p, const struct ask *ask, const struct http_answer *answer, struct error *err)
{
    const char *sign = answer->failure == HTTP_ANSWERED ? challenge_sign(p, ask, answer) : NULL;
    if (sign != NULL)
        return gate_tell_breaker(p, BREAKER_CHALLENGE,
                                 arena_printf(p->arena, "%.*s answered with a challenge (HTTP %d, %s)",
                                              TEXT_ARG(p->host->name), answer->status, sign),
                                 err);
    enum status status = note_health(p, ask, answer, err);
    if (status == OK && (answer->status == 429 || answer->status == 503))
        status = note_pause(p, answer, err);
    return status == OK && ask->is_robots ? note_robots(p, ask, answer, err) : status;
}

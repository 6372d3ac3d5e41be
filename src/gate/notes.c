/* What hosts have said and what follows: challenges, pauses, robots.txt, good answers. */
#include "gate/passage.h"
#include "gate/retry_after.h"
#include "gate/robots.h"

#define CHALLENGE_FIRST_MS (6 * CLOCK_HOUR_MS)
#define CHALLENGE_MAX_MS   (48 * CLOCK_HOUR_MS)
#define HOLD_MAX_MS        CLOCK_DAY_MS    /* what retry_after_parse() gives at most */
#define HOLD_PAGE_MS       GATE_MINUTE_MS  /* 429 without a time: pages can wait */
#define HOLD_API_MS        CLOCK_SECOND_MS /* facts/tmdb.md §1.2: TMDb sends no Retry-After, or 0 */

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

enum status gate_look(struct passage *p, struct host_state *out, struct error *err)
{
    arena_reset(&p->scratch);
    struct host_state host = { .origin = p->host->name };
    enum status status = store_host_get(p->store, p->host->name, &p->scratch, &host, err);
    if (status != OK && status != NOT_FOUND)
        return status;
    int64_t now_ms = clock_wall_ms(p->gate->clock);
    char iso[CLOCK_ISO_BYTES];
    if (is_on(host.challenged_until_ms, now_ms, CHALLENGE_MAX_MS))
        gate_refuse(p, GATE_CHALLENGED, host.challenged_until_ms,
                    arena_printf(p->arena, "%.*s; left alone until %s", TEXT_ARG(host.reason),
                                 clock_iso(host.challenged_until_ms, iso)));
    else if (is_on(host.held_until_ms, now_ms, HOLD_MAX_MS))
        gate_refuse(p, GATE_HELD, host.held_until_ms,
                    arena_printf(p->arena, "%.*s; asked again after %s", TEXT_ARG(host.reason),
                                 clock_iso(host.held_until_ms, iso)));
    *out = host;
    return OK;
}

static enum status record_challenge(struct gate *gate, struct store *store, struct origin *origin, struct text reason,
                                    struct error *err)
{
    struct arena scratch = { 0 };
    struct host_state host = { 0 };
    int64_t now_ms = clock_wall_ms(gate->clock);
    enum status status = store_host_get(store, origin->name, &scratch, &host, err);
    if (status == NOT_FOUND)
        status = OK;
    /* Several requests that were under way together meet one challenge, not a row of them. */
    if (status == OK && !is_on(host.challenged_until_ms, now_ms, CHALLENGE_MAX_MS)) {
        (void)pthread_mutex_lock(&gate->lock);
        int64_t before = host.challenge_count > origin->challenges ? host.challenge_count : origin->challenges;
        origin->challenges = before + 1;
        (void)pthread_mutex_unlock(&gate->lock);
        int64_t pause_ms = CHALLENGE_FIRST_MS;
        for (; before > 0 && pause_ms < CHALLENGE_MAX_MS; before--)
            pause_ms *= 2;
        status = store_host_challenge(store, origin->name, now_ms + pause_ms, reason, err);
    }
    arena_finish(&scratch);
    return status;
}

enum status gate_challenged(struct gate *gate, struct store *store, struct text url, struct text reason,
                            struct error *err)
{
    struct arena arena = { 0 };
    struct text name;
    enum status status;
    if (http_origin(url, &arena, &name))
        status = record_challenge(gate, store, gate_origin(gate, name), reason, err);
    else
        status = error_set(err, INVALID, "%.*s: no http URL, so no host can be left alone", TEXT_ARG(url));
    arena_finish(&arena);
    return status;
}

/* ── what an answer says about the host ── */

/* What in the answer is a challenge (facts/imdb-access.md §6); NULL when it is none. robots.txt is judged by RFC 9309,
 * where a plain 403 means that there are no rules. An API's 403 counts only as HTML: S3 says so in XML of a file that
 * is not there yet. */
static const char *challenge_sign(const struct passage *p, const struct ask *ask, const struct http_answer *answer)
{
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

/* 429, and 503 with Retry-After. Without a time, or with one that is over already, it still means: slower. */
static enum status note_pause(struct passage *p, const struct http_answer *answer, struct error *err)
{
    int64_t now_ms = clock_wall_ms(p->gate->clock), wait_ms = 0;
    if (answer->status == 503 && !text_known(answer->retry_after)) /* broken, not busy */
        return OK;
    if (!retry_after_parse(answer->retry_after, now_ms, &wait_ms) || wait_ms == 0)
        wait_ms = p->policy->obey_robots ? HOLD_PAGE_MS : HOLD_API_MS;
    struct text reason =
        arena_printf(p->arena, "%.*s asked for a pause (HTTP %d)", TEXT_ARG(p->host->name), answer->status);
    return store_host_hold(p->store, p->host->name, now_ms + wait_ms, reason, err);
}

/* A good answer ends a row of challenges. But its body may turn out to be one: gate_challenged() then goes on counting
 * from origin->challenges, which only the second good answer forgets. */
static enum status note_good(struct passage *p, int64_t challenges_before, struct error *err)
{
    struct origin *host = p->host;
    (void)pthread_mutex_lock(&p->gate->lock);
    if (challenges_before == 0)
        host->challenges = 0;
    else if (challenges_before > host->challenges)
        host->challenges = challenges_before;
    (void)pthread_mutex_unlock(&p->gate->lock);
    if (challenges_before == 0)
        return OK;
    struct host_state now = { 0 };
    arena_reset(&p->scratch);
    enum status status = store_host_get(p->store, host->name, &p->scratch, &now, err);
    /* A request that was under way at the same time may have met the next challenge: that one stays. */
    if (status != OK || is_on(now.challenged_until_ms, clock_wall_ms(p->gate->clock), CHALLENGE_MAX_MS))
        return status == NOT_FOUND ? OK : status;
    return store_host_clear(p->store, host->name, err);
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
    bool is_rules = answer->status >= 200 && answer->status < 300;
    return store_host_set_robots(p->store, p->host->name, answer->status,
                                 is_rules ? robots_to_keep(answer->body, p->arena) : TEXT(""),
                                 clock_wall_ms(p->gate->clock), err);
}

enum status gate_note(struct passage *p, const struct ask *ask, const struct host_state *before,
                      const struct http_answer *answer, struct error *err)
{
    enum status status = OK;
    if (answer->failure == HTTP_ANSWERED) {
        const char *sign = challenge_sign(p, ask, answer);
        if (sign != NULL)
            return record_challenge(p->gate, p->store, p->host,
                                    arena_printf(p->arena, "%.*s answered with a challenge (HTTP %d, %s)",
                                                 TEXT_ARG(p->host->name), answer->status, sign),
                                    err);
        if (answer->status == 429 || answer->status == 503)
            status = note_pause(p, answer, err);
        else if (answer->status == 200 && !ask->is_robots) /* robots.txt is open to all: it proves nothing */
            status = note_good(p, before->challenge_count, err);
    }
    return status == OK && ask->is_robots ? note_robots(p, ask, answer, err) : status;
}

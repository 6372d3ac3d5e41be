/* Circuit breaker: see breaker.h for the states. */
#include "gate/breaker.h"

#include "base/clock.h"

#define MINUTE_MS     (60 * CLOCK_SECOND_MS)
#define SKEW_MS       (5 * MINUTE_MS) /* how far the clocks of one cluster may differ */
#define OPEN_FIRST_MS MINUTE_MS
#define OPEN_MAX_MS   CLOCK_HOUR_MS
#define SHUT_FIRST_MS (6 * CLOCK_HOUR_MS) /* of challenges: IMDb's last for hours (facts/imdb-access.md) */
#define SHUT_MAX_MS   (48 * CLOCK_HOUR_MS)
#define PROBE_MAX_MS  CLOCK_HOUR_MS
#define WINDOW_MASK   ((UINT64_C(1) << BREAKER_WINDOW) - 1)

enum breaker_event breaker_judge(const struct http_answer *answer, const struct breaker_rules *rules)
{
    switch (answer->failure) {
    case HTTP_NO_HOST:
    case HTTP_NO_CONNECTION:
    case HTTP_TLS:
    case HTTP_TIMEOUT:
    case HTTP_RESET:
    case HTTP_CUT:
    case HTTP_DAMAGED:
    case HTTP_PROTOCOL: return BREAKER_BAD;
    case HTTP_BAD_URL:
    case HTTP_TOO_LARGE: return BREAKER_NOTHING;
    case HTTP_ANSWERED: break;
    }
    if (answer->status >= 500 || (rules->slow_ms > 0 && answer->elapsed_ms > rules->slow_ms))
        return BREAKER_BAD;
    switch (answer->status) {
    case 200:
    case 304:
    case 404: /* absent is an answer */
    case 410: return BREAKER_GOOD;
    default: return BREAKER_NOTHING;
    }
}

enum breaker_way breaker_way(const struct breaker *breaker, const struct breaker_moment *now, int64_t *out_until_ms)
{
    int64_t ahead_ms = 0, max_ms = 0;
    switch (breaker->state) {
    case BREAKER_CLOSED: return BREAKER_GO;
    case BREAKER_OPEN:
        ahead_ms = breaker->open_until_ms - now->wall_ms;
        max_ms = (breaker->challenged ? SHUT_MAX_MS : OPEN_MAX_MS) + SKEW_MS;
        break;
    case BREAKER_HALF_OPEN:
        if (text_equal(breaker->probe_owner, now->owner) && !text_empty(now->owner))
            return BREAKER_TRY;
        ahead_ms = breaker->probe_until_real_ms - now->real_ms;
        max_ms = PROBE_MAX_MS + SKEW_MS;
        break;
    }
    if (ahead_ms <= 0 || ahead_ms > max_ms)
        return BREAKER_TRY;
    *out_until_ms = now->wall_ms + ahead_ms;
    return BREAKER_STOP;
}

/* first, 2 first, 4 first, … max */
static int64_t double_up(int64_t first_ms, int64_t times, int64_t max_ms)
{
    int64_t ms = first_ms;
    for (; times > 0 && ms < max_ms; times--)
        ms *= 2;
    return ms < max_ms ? ms : max_ms;
}

static void end_probe(struct breaker *breaker)
{
    breaker->probe_owner = (struct text){ 0 };
    breaker->probe_until_real_ms = 0;
}

static bool is_ours(const struct breaker *breaker, const struct breaker_news *news)
{
    return breaker->state == BREAKER_HALF_OPEN && !text_empty(news->now.owner) &&
           text_equal(breaker->probe_owner, news->now.owner);
}

static void open_up(struct breaker *breaker, int64_t until_ms, struct text reason)
{
    breaker->state = BREAKER_OPEN;
    breaker->open_until_ms = until_ms;
    breaker->reason = reason;
    end_probe(breaker);
}

bool breaker_claim(struct breaker *breaker, const struct breaker_news *news, struct arena *arena)
{
    int64_t until_ms;
    (void)arena;
    if (breaker_way(breaker, &news->now, &until_ms) != BREAKER_TRY)
        return false;
    breaker->state = BREAKER_HALF_OPEN;
    breaker->probe_owner = news->now.owner;
    breaker->probe_until_real_ms = news->now.real_ms + (news->lease_ms < PROBE_MAX_MS ? news->lease_ms : PROBE_MAX_MS);
    return true;
}

bool breaker_leave(struct breaker *breaker, const struct breaker_news *news, struct arena *arena)
{
    (void)arena;
    if (!is_ours(breaker, news))
        return false;
    breaker->state = BREAKER_OPEN; /* its time is over already: the next one may try */
    end_probe(breaker);
    return true;
}

bool breaker_is_clean(const struct breaker *breaker)
{
    return breaker->state == BREAKER_CLOSED && breaker->failures == 0 && breaker->recent == 0 && breaker->opens == 0 &&
           breaker->challenges == 0;
}

static bool note_good(struct breaker *breaker, const struct breaker_news *news)
{
    if (is_ours(breaker, news)) {
        breaker->state = BREAKER_CLOSED;
        breaker->failures = 0;
        breaker->recent = 0;
        breaker->challenged = false;
        breaker->open_until_ms = 0;
        breaker->reason = (struct text){ 0 };
        end_probe(breaker);
        return true;
    }
    if (breaker->state != BREAKER_CLOSED || breaker_is_clean(breaker))
        return false;
    breaker->failures = breaker->opens = breaker->challenges = 0;
    breaker->recent = breaker->recent << 1 & WINDOW_MASK;
    return true;
}

static int count_bits(uint64_t bits)
{
    int count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

/* Requests before the first bad one were good: their bits are 0, whether they were
 * counted or not. */
static bool note_bad(struct breaker *breaker, const struct breaker_news *news, struct arena *arena)
{
    int most = news->rules.failures > 0 ? news->rules.failures : BREAKER_FAILURES_STANDARD;
    bool probe = is_ours(breaker, news);
    if (breaker->state != BREAKER_CLOSED && !probe)
        return false;
    breaker->failures++;
    breaker->recent = (breaker->recent << 1 | 1) & WINDOW_MASK;
    int bad = count_bits(breaker->recent);
    if (!probe && breaker->failures < most && bad < BREAKER_WINDOW_BAD)
        return true;
    struct text reason = arena_printf(arena, "%.*s failed %lld times in a row, at last with %.*s",
                                      TEXT_ARG(breaker->source), (long long)breaker->failures, TEXT_ARG(news->what));
    if (!probe && breaker->failures < most)
        reason = arena_printf(arena, "%.*s failed in %d of its last %d requests, at last with %.*s",
                              TEXT_ARG(breaker->source), bad, BREAKER_WINDOW, TEXT_ARG(news->what));
    else if (breaker->failures == 1)
        reason = arena_printf(arena, "%.*s failed with %.*s", TEXT_ARG(breaker->source), TEXT_ARG(news->what));
    breaker->challenged = false;
    open_up(breaker, news->now.wall_ms + double_up(OPEN_FIRST_MS, breaker->opens, OPEN_MAX_MS), reason);
    breaker->opens++;
    return true;
}

/* Several requests that were under way together meet one challenge, not a row of them. */
static bool note_challenge(struct breaker *breaker, const struct breaker_news *news)
{
    int64_t until_ms;
    if (breaker->state == BREAKER_OPEN && breaker->challenged &&
        breaker_way(breaker, &news->now, &until_ms) == BREAKER_STOP)
        return false;
    breaker->challenged = true;
    open_up(breaker, news->now.wall_ms + double_up(SHUT_FIRST_MS, breaker->challenges, SHUT_MAX_MS), news->what);
    breaker->challenges++;
    return true;
}

bool breaker_note(struct breaker *breaker, const struct breaker_news *news, struct arena *arena)
{
    switch (news->event) {
    case BREAKER_NOTHING: return false;
    case BREAKER_GOOD: return note_good(breaker, news);
    case BREAKER_BAD: return note_bad(breaker, news, arena);
    case BREAKER_CHALLENGE: return note_challenge(breaker, news);
    }
    return false;
}

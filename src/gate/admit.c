/* The last word before a transfer: the source's breaker, with one probe of the whole cluster, and its daily quota. */
#include "gate/passage.h"

#define PROBE_SLACK_MS (30 * CLOCK_SECOND_MS) /* the answer noted, and the next request of the passage under way */

typedef bool breaker_step(struct breaker *breaker, const struct breaker_news *news, struct arena *arena);

/* Read, step, write, and again when another process wrote in between: each time somebody has got ahead. */
static enum status change(struct store *store, struct text source, breaker_step *step, const struct breaker_news *news,
                          bool *out_changed, struct error *err)
{
    struct arena arena = { 0 };
    bool done = false, changed = false;
    enum status status = OK;
    while (status == OK && !done) {
        struct breaker breaker;
        arena_reset(&arena);
        status = store_breaker_get(store, source, &arena, &breaker, err);
        if (status != OK)
            break;
        changed = step(&breaker, news, &arena);
        done = !changed;
        if (changed)
            status = store_breaker_put(store, &breaker, &done, err);
    }
    if (status == OK)
        *out_changed = changed;
    arena_finish(&arena);
    return status;
}

static struct breaker_moment moment(const struct gate *gate, struct text owner)
{
    return (struct breaker_moment){ clock_wall_ms(gate->clock), clock_real_ms(), owner };
}

void gate_heed_breaker(struct passage *p, const struct breaker *breaker)
{
    char iso[CLOCK_ISO_BYTES];
    int64_t until_ms = 0;
    const struct breaker_moment now = moment(p->gate, p->owner);
    p->breaker_closed = breaker->state == BREAKER_CLOSED;
    p->breaker_clean = breaker_is_clean(breaker);
    if (breaker_way(breaker, &now, &until_ms) != BREAKER_STOP)
        return;
    const char *then = breaker->state == BREAKER_OPEN ? "left alone until" : "one request tries it, at most until";
    gate_refuse(p, breaker->challenged ? GATE_CHALLENGED : GATE_BREAKER, until_ms,
                arena_printf(p->arena, "%.*s; %s %s", TEXT_ARG(breaker->reason), then, clock_iso(until_ms, iso)));
}

/* Until it is ours, somebody else's, or closed meanwhile. */
static enum status take_probe(struct passage *p, const struct ask *ask, struct error *err)
{
    enum status status = OK;
    p->probes = false;
    while (status == OK && !gate_refused(p) && !p->probes && !p->breaker_closed) {
        const struct breaker_news news = { .now = moment(p->gate, p->owner),
                                           .lease_ms = ask->request->timeout_ms + PROBE_SLACK_MS };
        status = change(p->store, p->source, breaker_claim, &news, &p->probes, err);
        struct breaker breaker;
        if (status == OK && !p->probes)
            status = store_breaker_get(p->store, p->source, &p->scratch, &breaker, err);
        if (status == OK && !p->probes)
            gate_heed_breaker(p, &breaker);
    }
    return status;
}

static enum status take_quota(struct passage *p, struct error *err)
{
    struct number used;
    char iso[CLOCK_ISO_BYTES];
    int64_t now_ms = clock_wall_ms(p->gate->clock);
    enum status status = store_quota_take(p->store, p->source, now_ms, p->policy->daily_quota, &used, err);
    if (status != OK || used.known)
        return status;
    int64_t tomorrow_ms = now_ms - now_ms % CLOCK_DAY_MS + CLOCK_DAY_MS;
    gate_refuse(p, GATE_QUOTA, tomorrow_ms,
                arena_printf(p->arena, "today's requests of %.*s are used up; asked again after %s",
                             TEXT_ARG(p->source), clock_iso(tomorrow_ms, iso)));
    return OK;
}

enum status gate_admit(struct passage *p, const struct ask *ask, struct error *err)
{
    enum status status = take_probe(p, ask, err);
    if (status == OK && !gate_refused(p) && p->policy->daily_quota > 0 && !ask->is_robots)
        status = take_quota(p, err);
    return status;
}

enum status gate_tell_breaker(struct passage *p, enum breaker_event event, struct text what, struct error *err)
{
    const struct breaker_news news = {
        .event = event, .what = what, .rules = p->policy->breaker, .now = moment(p->gate, p->owner)
    };
    bool changed;
    if (event == BREAKER_NOTHING || (event == BREAKER_GOOD && p->breaker_clean)) /* a moment ago: nothing to forgive */
        return OK;
    p->probes = false;
    return change(p->store, p->source, breaker_note, &news, &changed, err);
}

enum status gate_leave(struct passage *p, enum status status, struct error *err)
{
    struct error ignored;
    bool changed;
    if (!p->probes)
        return status;
    const struct breaker_news news = { .now = moment(p->gate, p->owner) };
    enum status left = change(p->store, p->source, breaker_leave, &news, &changed, status == OK ? err : &ignored);
    return status == OK ? left : status;
}

enum status gate_challenged(struct gate *gate, struct store *store, struct text url, struct text reason,
                            struct error *err)
{
    struct arena arena = { 0 };
    struct text name;
    bool changed;
    enum status status;
    if (http_origin(url, &arena, &name)) {
        struct origin *origin = gate_origin(gate, name);
        (void)pthread_mutex_lock(&gate->lock);
        struct text source = arena_text(&arena, origin->source);
        (void)pthread_mutex_unlock(&gate->lock);
        const struct breaker_news news = { .event = BREAKER_CHALLENGE,
                                           .what = reason,
                                           .now = moment(gate, (struct text){ 0 }) };
        status = change(store, source, breaker_note, &news, &changed, err);
    } else {
        status = error_set(err, INVALID, "%.*s: no http URL, so no host can be left alone", TEXT_ARG(url));
    }
    arena_finish(&arena);
    return status;
}

enum status gate_exhausted(struct gate *gate, struct store *store, struct text source, struct error *err)
{
    return store_quota_exhaust(store, source, clock_wall_ms(gate->clock), err);
}

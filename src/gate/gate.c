/* The gate: what may go goes when its turn comes, what the host says about pace and absence is written down for every
 * process on the database. Order of one request: breaker and pause, robots.txt, rate slot, breaker and pause once more,
 * probe and quota, transfer, notes, slot given back. */
#include "gate/gate.h"

#include "gate/passage.h"
#include "gate/robots.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

/* A place on the host is kept for so long and, while the answer is waited for, kept again and again: who is killed or
 * cut off from the database holds the others up no longer than that. His last request may then still be under way. */
#define LEASE_MS         (10 * CLOCK_SECOND_MS)
#define LEASE_KEEP_MS    (LEASE_MS / 4)
#define ROBOTS_KEPT_MS   CLOCK_DAY_MS /* RFC 9309 §2.4 */
#define ROBOTS_DOWN_MS   (10 * GATE_MINUTE_MS)
#define ROBOTS_SILENT_MS GATE_MINUTE_MS    /* no answer at all may well be our own line */
#define ROBOTS_BYTES     ((size_t)4 << 20) /* room beyond the 500 KiB that count, not for a bomb */

#define RESERVE_MS CLOCK_SECOND_MS /* who waits for an API reserves his place at most so early */

enum { ROBOTS_HOPS_MAX = 5 }; /* RFC 9309 §2.3.1.2 */

struct gate *gate_create(struct http *http, const struct clock *clock, struct text product)
{
    struct gate *gate = calloc(1, sizeof *gate);
    if (gate == NULL || pthread_mutex_init(&gate->lock, NULL) != 0)
        oom();
    gate->http = http;
    gate->clock = clock;
    gate->product = arena_text(&gate->arena, product);
    gate->owner_seed = random_seed();
    gate->random.state = random_seed();
    return gate;
}

void gate_stop(struct gate *gate)
{
    atomic_store(&gate->stopped, true);
}

void gate_destroy(struct gate **gate)
{
    if (*gate == NULL)
        return;
    for (struct origin *host = (*gate)->origins; host != NULL; host = host->next)
        (void)pthread_mutex_destroy(&host->turn);
    (void)pthread_mutex_destroy(&(*gate)->lock);
    arena_finish(&(*gate)->arena);
    free(*gate);
    *gate = NULL;
}

struct origin *gate_origin(struct gate *gate, struct text name)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct origin *host = gate->origins;
    while (host != NULL && !text_equal(host->name, name))
        host = host->next;
    if (host == NULL) {
        host = arena_alloc(&gate->arena, sizeof *host);
        host->name = host->source = arena_text(&gate->arena, name);
        if (pthread_mutex_init(&host->turn, NULL) != 0)
            oom();
        host->next = gate->origins;
        gate->origins = host;
    }
    (void)pthread_mutex_unlock(&gate->lock);
    return host;
}

/* ── rate slots ── */

static int64_t spacing_ms(const struct passage *p, int64_t robots_status, struct text robots_body)
{
    struct robots_verdict verdict = { 0 };
    if (p->policy->obey_robots && robots_state(robots_status) == ROBOTS_READ)
        robots_check(robots_body, p->gate->product, TEXT("/"), &verdict);
    return verdict.crawl_delay_ms > p->policy->spacing_ms ? verdict.crawl_delay_ms : p->policy->spacing_ms;
}

/* Ends the lease, if there is one, and gives the seat back. The first failure counts: what stays runs out by itself. */
static enum status give_back(struct passage *p, struct host_slot *slot, enum status status, struct error *err)
{
    struct error ignored;
    enum status released = OK;
    slot->now_real_ms = clock_real_ms();
    if (slot->lease_ms > 0)
        released = store_host_release(p->store, slot, status == OK ? err : &ignored);
    else if (slot->seat.count > 0 && !text_known(p->flight_owner))
        released = store_seat_give_back(p->store, slot->seat.owner, status == OK ? err : &ignored);
    return status == OK ? released : status;
}

/* Nothing comes of it, or not this way. */
static bool is_over(const struct passage *p)
{
    return gate_refused(p) || (p->departure != NULL && p->departure->missed);
}

struct seen { /* while the slot is being taken */
    struct passage *p;
    struct host_state *host;
};

static bool may_go(void *context, const struct host_state *host, const struct breaker *breaker)
{
    const struct seen *seen = context;
    *seen->host = *host;
    gate_heed(seen->p, host, breaker);
    return !gate_refused(seen->p);
}

/* Waits for a slot of the whole cluster. Host and breaker are looked at in each try, before the slot is taken: whoever
 * waits in line behind a challenge leaves with it, without a request of his own. */
static enum status wait_for_slot(struct passage *p, const struct host_slot *plan, struct host_state *out_host,
                                 struct error *err)
{
    struct host_turn turn;
    struct seen seen = { p, out_host };
    const struct gate_check check = { p->source, &p->scratch, may_go, &seen };
    struct host_slot slot = *plan;
    slot.check = &check;
    do {
        turn = (struct host_turn){ 0 };
        arena_reset(&p->scratch);
        slot.now_real_ms = clock_real_ms();
        enum status status = store_host_take(p->store, &slot, &turn, err);
        if (status != OK || turn.refused)
            return status;
        if (turn.missed) {
            p->departure->missed = true;
            return OK;
        }
        if (atomic_load(&p->gate->stopped)) {
            status = error_set(err, TRANSIENT, "stopped while it waited for %.*s", TEXT_ARG(p->host->name));
            return turn.taken ? give_back(p, &slot, status, err) : status;
        }
        turn.wait_ms -= clock_real_ms() - slot.now_real_ms; /* the line before the store took its time, too */
        clock_sleep_ms(turn.wait_ms);
    } while (!turn.taken);
    return turn.wait_ms > 0 ? gate_look(p, out_host, err) : OK; /* only without a lease */
}

/* ── robots.txt ── */

static int64_t robots_kept_ms(int64_t status)
{
    if (robots_state(status) != ROBOTS_DOWN)
        return ROBOTS_KEPT_MS;
    return status == 0 ? ROBOTS_SILENT_MS : ROBOTS_DOWN_MS;
}

/* An old copy is not used while a fresh one cannot be had: contract §3 forbids everything then. */
static bool is_robots_fresh(const struct passage *p, const struct host_state *host)
{
    int64_t age_ms = clock_wall_ms(p->gate->clock) - host->robots_fetched_at_ms;
    return host->robots_fetched_at_ms != 0 && age_ms >= -GATE_SKEW_MS && age_ms < robots_kept_ms(host->robots_status);
}

static void record_call(struct gate_result *out, const struct ask *ask, const struct http_answer *answer)
{
    /* Full only when robots.txt was learnt again on the way, under a clock that runs days in a second: the newest call
     * then takes the last place. */
    size_t at = out->call_count < GATE_CALLS_MAX ? out->call_count++ : GATE_CALLS_MAX - 1;
    out->calls[at] = (struct gate_call){ ask->operation, ask->request->url, *answer };
}

static struct host_slot plan_slot(struct passage *p, const struct ask *ask, const struct host_state *host)
{
    struct host_slot slot = { .origin = p->host->name,
                              .owner = p->owner,
                              .spacing_ms = spacing_ms(p, host->robots_status, host->robots_body),
                              .burst = p->policy->obey_robots || p->policy->burst < 1 ? 1 : p->policy->burst };
    if (p->policy->concurrency == 1 || ask->is_robots)
        slot.lease_ms = LEASE_MS;
    else
        slot.reserve_ms = RESERVE_MS;
    int64_t rate_ms = slot.burst * slot.spacing_ms + slot.reserve_ms;
    int64_t longest_ms = slot.lease_ms > rate_ms ? slot.lease_ms : rate_ms;
    if (p->policy->concurrency > 1 && !ask->is_robots) {
        int64_t lasts_ms = rate_ms + LEASE_MS; /* his place may lie ahead */
        slot.seat = (struct seat){ p->source, text_known(p->flight_owner) ? p->flight_owner : p->owner,
                                   p->policy->concurrency, lasts_ms };
        longest_ms = lasts_ms > longest_ms ? lasts_ms : longest_ms;
    }
    if (p->departure != NULL) {
        slot.flight = &p->departure->flight;
        slot.kept_at_ms = p->departure->kept_at_ms;
    }
    slot.max_ahead_ms = 2 * longest_ms + GATE_MINUTE_MS; /* other processes may have other settings, within reason */
    return slot;
}

struct kept {
    struct store *store; /* of the worker who waits meanwhile */
    struct host_slot *slot;
};

static void keep_place(void *context)
{
    const struct kept *kept = context;
    struct error ignored; /* it runs out by itself */
    kept->slot->now_real_ms = clock_real_ms();
    (void)!store_host_keep(kept->store, kept->slot, &ignored);
}

static void fetch(struct passage *p, const struct ask *ask, struct host_slot *slot, struct http_answer *out)
{
    struct kept kept = { p->store, slot };
    const struct http_watch watch = { LEASE_KEEP_MS, keep_place, &kept };
    struct http_request request = *ask->request;
    if (slot->lease_ms > 0 || slot->seat.count > 0)
        request.watch = &watch;
    http_fetch(p->gate->http, &request, p->arena, out);
}

/* One request when its time has come, and what its answer says about the host. *out is {0} when it was refused, or when
 * another worker has brought robots.txt meanwhile. */
static enum status exchange(struct passage *p, const struct ask *ask, struct http_answer *out, struct error *err)
{
    struct host_state host = { 0 };
    int64_t wait_start_ms = clock_mono_ms();
    enum status status = p->policy->obey_robots || ask->is_robots ? gate_look(p, &host, err) : OK; /* Crawl-delay */
    if (status != OK || gate_refused(p))
        return status;
    struct host_slot slot = plan_slot(p, ask, &host);
    status = wait_for_slot(p, &slot, &host, err);
    p->out->waited_ms += clock_mono_ms() - wait_start_ms;
    if (status != OK || is_over(p))
        return status;
    p->departure = NULL; /* it has begun */
    if (!ask->is_robots || !is_robots_fresh(p, &host)) {
        status = gate_admit(p, ask, err);
        if (status != OK || gate_refused(p))
            return give_back(p, &slot, status, err);
        fetch(p, ask, &slot, out);
        record_call(p->out, ask, out);
        status = gate_note(p, ask, out, err);
        host.robots_status = out->status;
        host.robots_body = out->body;
    }
    if (ask->is_robots) /* the Crawl-delay that was just learnt counts from here on */
        slot.spacing_ms = spacing_ms(p, host.robots_status, host.robots_body);
    return give_back(p, &slot, status, err); /* after the notes, so that the next in line reads them */
}

/* Fetches robots.txt into the host's row. */
static enum status learn_robots(struct passage *p, struct host_state *out_host, struct error *err)
{
    struct http_request request = { .url = arena_printf(p->arena, "%.*s/robots.txt", TEXT_ARG(p->host->name)),
                                    .accept = TEXT("text/plain, */*;q=0.5"),
                                    .timeout_ms = p->request->timeout_ms,
                                    .wire_bytes_max = ROBOTS_BYTES,
                                    .body_bytes_max = ROBOTS_BYTES };
    for (int hops = 0; hops <= ROBOTS_HOPS_MAX; hops++) {
        struct ask ask = { &request, "robots", .is_robots = true, .may_redirect = hops < ROBOTS_HOPS_MAX };
        struct http_answer answer = { 0 };
        enum status status = exchange(p, &ask, &answer, err);
        if (status != OK || gate_refused(p))
            return status;
        if (!gate_redirect(p, &request, &answer, &request.url))
            break;
    }
    return gate_look(p, out_host, err);
}

static enum status consult_robots(struct passage *p, struct text url, struct error *err)
{
    struct host_state host;
    struct robots_verdict verdict;
    struct text path;
    enum status status = gate_look(p, &host, err);
    if (status == OK && !gate_refused(p) && !is_robots_fresh(p, &host)) {
        if (p->departure != NULL) { /* whoever wants the same page is to wait for us meanwhile */
            p->departure->missed = true;
            return OK;
        }
        status = learn_robots(p, &host, err);
    }
    if (status != OK || gate_refused(p) || robots_state(host.robots_status) == ROBOTS_NONE)
        return status;
    if (robots_state(host.robots_status) == ROBOTS_DOWN) {
        struct text came = host.robots_status == 0
                               ? TEXT("did not answer")
                               : arena_printf(p->arena, "answered HTTP %d", (int)host.robots_status);
        gate_refuse(p, GATE_ROBOTS_DOWN, host.robots_fetched_at_ms + robots_kept_ms(host.robots_status),
                    arena_printf(p->arena, "robots.txt of %.*s %.*s: everything is forbidden for now (RFC 9309)",
                                 TEXT_ARG(p->host->name), TEXT_ARG(came)));
        return OK;
    }
    if (!http_path(url, p->arena, &path))
        return OK; /* cannot be: it has an origin */
    robots_check(host.robots_body, p->gate->product, path, &verdict);
    if (!verdict.allowed)
        gate_refuse(p, GATE_ROBOTS, 0,
                    arena_printf(p->arena, "robots.txt of %.*s disallows %.*s (rule %.*s)", TEXT_ARG(p->host->name),
                                 TEXT_ARG(path), TEXT_ARG(verdict.rule)));
    return OK;
}

/* ── the whole way ── */

static bool was_asked(const struct text *asked, int count, struct text url)
{
    for (int i = 0; i < count; i++) {
        if (text_equal(asked[i], url))
            return true;
    }
    return false;
}

static enum status follow(struct passage *p, const char *operation, struct error *err)
{
    struct text asked[GATE_REDIRECTS_MAX + 1];
    struct http_request request = *p->request;
    for (int hops = 0;; hops++) {
        struct ask ask = { .request = &request, .operation = operation };
        enum status status = p->policy->obey_robots ? consult_robots(p, request.url, err) : OK;
        if (status == OK && !is_over(p))
            status = exchange(p, &ask, &p->out->answer, err);
        if (status != OK || is_over(p))
            return status;
        asked[hops] = p->out->final_url = request.url;
        if (hops >= p->policy->redirects_max || hops >= GATE_REDIRECTS_MAX ||
            !gate_redirect(p, &request, &p->out->answer, &request.url) || was_asked(asked, hops + 1, request.url))
            return OK;
    }
}

/* Only one worker of this process waits in the database, for all the others. */
static enum status follow_in_turn(struct passage *p, const char *operation, struct error *err)
{
    struct host_state host;
    enum status status = gate_look(p, &host, err); /* who is refused need not stand in line */
    if (status != OK || gate_refused(p))
        return status;
    int64_t wait_start_ms = clock_mono_ms();
    (void)pthread_mutex_lock(&p->host->turn);
    p->out->waited_ms += clock_mono_ms() - wait_start_ms;
    status = follow(p, operation, err);
    (void)pthread_mutex_unlock(&p->host->turn);
    return status;
}

/* Who is asking, where, on whose account. */
static void begin(struct passage *p, struct text name)
{
    struct gate *gate = p->gate;
    p->host = gate_origin(gate, name);
    p->source = p->policy->source != NULL ? text_of(p->policy->source) : p->host->name;
    (void)pthread_mutex_lock(&gate->lock);
    uint64_t count = ++gate->owner_count;
    p->host->source = p->source;
    (void)pthread_mutex_unlock(&gate->lock);
    p->owner = arena_printf(p->arena, "%016llx-%llu", (unsigned long long)gate->owner_seed, (unsigned long long)count);
}

enum status gate_fetch_in_flight(struct gate *gate, struct store *store, const struct gate_policy *policy,
                                 const struct ask *ask, struct text flight_owner, struct arena *arena,
                                 struct gate_result *out, struct error *err)
{
    struct text name;
    *out = (struct gate_result){ .final_url = ask->request->url };
    if (!http_origin(ask->request->url, arena, &name)) { /* goes nowhere: http_fetch() says so */
        http_fetch(gate->http, ask->request, arena, &out->answer);
        record_call(out, ask, &out->answer);
        return OK;
    }
    struct passage p = { .gate = gate,
                         .store = store,
                         .policy = policy,
                         .request = ask->request,
                         .arena = arena,
                         .out = out,
                         .flight_owner = flight_owner,
                         .departure = ask->departure };
    begin(&p, name);
    enum status status =
        policy->concurrency == 1 ? follow_in_turn(&p, ask->operation, err) : follow(&p, ask->operation, err);
    status = gate_leave(&p, status, err);
    arena_finish(&p.scratch);
    return status;
}

enum status gate_fetch(struct gate *gate, struct store *store, const struct gate_policy *policy,
                       const struct http_request *request, const char *operation, struct arena *arena,
                       struct gate_result *out, struct error *err)
{
    const struct ask ask = { .request = request, .operation = operation };
    return gate_fetch_in_flight(gate, store, policy, &ask, (struct text){ 0 }, arena, out, err);
}

enum status gate_ask_robots(struct gate *gate, struct store *store, const struct gate_policy *policy,
                            const struct http_request *request, struct arena *arena, struct gate_result *out,
                            struct error *err)
{
    struct text name;
    struct gate_policy own = *policy;
    struct passage p = { .gate = gate, .store = store, .policy = &own, .request = request, .arena = arena, .out = out };
    own.source = NULL;
    *out = (struct gate_result){ .final_url = request->url };
    if (!http_origin(request->url, arena, &name)) {
        gate_refuse(&p, GATE_ROBOTS, 0, TEXT("no http URL, so no robots.txt"));
        return OK;
    }
    begin(&p, name);
    enum status status = gate_leave(&p, consult_robots(&p, request->url, err), err);
    arena_finish(&p.scratch);
    return status;
}

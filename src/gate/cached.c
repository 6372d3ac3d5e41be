/* The way of a request past the kept answers and past those who ask the same. */
#include "gate/cached.h"

#include "base/digest.h"
#include "gate/passage.h"
#include "store/http_cache.h"

#define FLIGHT_SLACK_MS                                                                                                \
    GATE_MINUTE_MS /* an owner may stand in line for its slot; who waits for it has patience of its own */

enum { FLIGHT_POLL_MS = 50, SHORT_PAUSE_MS = 5000, PATIENCE = 3 };

/* One gate_fetch_cached(). */
struct journey {
    struct gate *gate;
    struct store *store;
    const struct cached_request *cached;
    struct arena *arena;
};

/* What is kept of the URL, through redirects that are kept too. */
struct known {
    struct text ask;          /* the first URL on the way that is not fresh */
    struct text end;          /* whose answer `entry` is */
    struct cache_entry entry; /* url unknown: none */
    bool fresh, may_be_stale; /* the whole way */
};

static struct text key_of(const struct cached_request *cached)
{
    return text_known(cached->page) ? cached->page : cached->request.url;
}

static struct cache_times times_of(const struct cache_entry *entry)
{
    return (struct cache_times){ entry->stored_at_ms, entry->fresh_until_ms, entry->stale_until_ms };
}

/* Where a kept redirect leads, on its own origin as in gate_redirect(). */
static bool leads_on(const struct journey *j, const struct cache_entry *entry, struct text *out_url)
{
    struct text from, to;
    return entry->http_status == 301 && http_resolve(entry->url, entry->location, j->arena, out_url) &&
           http_origin(entry->url, j->arena, &from) && http_origin(*out_url, j->arena, &to) && text_equal(from, to);
}

static bool is_answer(int status)
{
    return status == 200 || status == 404 || status == 410;
}

static enum status look_up(const struct journey *j, const struct cache_rules *rules, struct known *out,
                           struct error *err)
{
    int64_t now_ms = clock_wall_ms(j->gate->clock);
    struct known known = { .fresh = true, .may_be_stale = true };
    struct text url = key_of(j->cached);
    for (int hops = 0;; hops++) {
        struct cache_entry entry;
        struct error none;
        struct text next;
        enum status status = store_cache_get(j->store, url, j->arena, &entry, &none);
        if (status != OK && status != NOT_FOUND) {
            *err = none;
            return status;
        }
        bool redirects = status == OK && hops < j->cached->policy->redirects_max && hops < GATE_REDIRECTS_MAX &&
                         leads_on(j, &entry, &next);
        if (status == NOT_FOUND || (!redirects && !is_answer(entry.http_status))) {
            *out = (struct known){ .ask = text_known(known.ask) ? known.ask : url };
            return OK;
        }
        struct cache_times times = times_of(&entry);
        bool fresh = http_cache_is_fresh(&times, rules, now_ms);
        known.fresh = known.fresh && fresh;
        known.may_be_stale = known.may_be_stale && http_cache_may_be_stale(&times, now_ms);
        if (!fresh && !text_known(known.ask))
            known.ask = url;
        if (!redirects) {
            known.entry = entry;
            known.end = url;
            *out = known;
            return OK;
        }
        url = next;
    }
}

static void give(const struct known *known, int64_t stored_at_ms, struct gate_result *out)
{
    const struct cache_entry *entry = &known->entry;
    out->refusal = GATE_WENT;
    out->until_wall_ms = 0;
    out->final_url = known->end;
    out->from_cache = true;
    out->stored_at_ms = stored_at_ms;
    out->answer_sha256 = entry->answer_sha256;
    out->answer = (struct http_answer){ .failure = HTTP_ANSWERED,
                                        .status = entry->http_status,
                                        .body = text_known(entry->body) ? entry->body : TEXT(""),
                                        .content_type = entry->content_type,
                                        .location = entry->location,
                                        .etag = entry->etag,
                                        .last_modified = entry->last_modified };
}

/* ── for a recording ── */

/* What was known before this request, so that a rerun with nothing but the recording knows it too. */
static enum status record_robots(const struct journey *j, const struct gate_result *out, struct error *err)
{
    struct host_state host;
    struct text origin;
    bool obeys = j->cached->policy->obey_robots || text_known(j->cached->page);
    for (size_t i = 0; i < out->call_count; i++)
        obeys = obeys && !text_is(text_of(out->calls[i].operation), "robots");
    if (!obeys || !http_origin(key_of(j->cached), j->arena, &origin))
        return OK;
    enum status status = store_host_get(j->store, origin, j->arena, &host, err);
    if (status != OK || host.robots_fetched_at_ms == 0 || host.robots_status == 0)
        return status == NOT_FOUND ? OK : status;
    const struct http_request request = { .url = arena_printf(j->arena, "%.*s/robots.txt", TEXT_ARG(origin)) };
    const struct http_answer answer = { .status = (int)host.robots_status, .body = host.robots_body };
    http_record(j->gate->http, &request, &answer);
    return OK;
}

static enum status record_known(const struct journey *j, const struct known *known, const struct gate_result *out,
                                struct error *err)
{
    struct http_request request = j->cached->request;
    if (!http_records(j->gate->http))
        return OK;
    if (out->from_cache && !out->stale) {
        bool direct = !text_known(j->cached->page);
        const struct http_answer moved = { .status = 301, .location = known->end };
        if (direct && !text_equal(known->end, request.url)) {
            http_record(j->gate->http, &request, &moved);
            request.url = known->end;
        }
        http_record(j->gate->http, &request, &out->answer);
    }
    return record_robots(j, out, err);
}

/* ── single flight ── */

/* A store is one worker's, and a worker asks one thing at a time. */
static struct flight flight_of(const struct gate *gate, const struct store *store, const struct cached_request *cached,
                               struct arena *arena)
{
    int64_t now_ms = clock_real_ms();
    int64_t lasts_ms = cached->request.timeout_ms < CLOCK_HOUR_MS / 2 ? cached->request.timeout_ms : CLOCK_HOUR_MS / 2;
    return (struct flight){ .url = key_of(cached),
                            .owner = arena_printf(arena, "%016llx-%p", (unsigned long long)gate->owner_seed,
                                                  (const void *)store),
                            .now_real_ms = now_ms,
                            .until_real_ms = now_ms + lasts_ms + FLIGHT_SLACK_MS,
                            .seated = cached->policy->concurrency > 1 };
}

static enum status land(struct gate *gate, struct store *store, const struct cached_request *cached, struct error *err)
{
    struct arena scratch = { 0 };
    enum status status = OK;
    if (!cached->rules->read_only) {
        struct flight flight = flight_of(gate, store, cached, &scratch);
        status = store_flight_end(store, &flight, err);
    }
    arena_finish(&scratch);
    return status;
}

/* Until whoever has it has landed, or for too long. */
static enum status wait_for(const struct journey *j, struct flight *flight, int64_t until_mono_ms, struct error *err)
{
    bool on = true;
    enum status status = OK;
    while (status == OK && on && clock_mono_ms() < until_mono_ms) {
        if (atomic_load(&j->gate->stopped))
            return error_set(err, TRANSIENT, "stopped while another process asked for the same");
        clock_sleep_ms(FLIGHT_POLL_MS);
        flight->now_real_ms = clock_real_ms();
        status = store_flight_is_on(j->store, flight, &on, err);
    }
    return status;
}

/* Again, after others may have brought it: what came since counts as fresh also where it is asked about anew. */
static enum status look_again(const struct journey *j, struct known *known, struct error *err)
{
    const int64_t before_ms = known->entry.stored_at_ms;
    struct cache_rules rules = *j->cached->rules;
    struct known now;
    rules.revalidate = false;
    enum status status = look_up(j, &rules, &now, err);
    if (status == OK && (!j->cached->rules->revalidate || (now.fresh && now.entry.stored_at_ms != before_ms)))
        *known = now;
    return status;
}

/* Ours to ask, or *known is fresh now. An owner that says nothing for as long as a request may last has died, or stands
 * in a long line: then we ask, too. */
static enum status take_off(const struct journey *j, struct known *known, struct error *err)
{
    int64_t until_mono_ms = clock_mono_ms() + j->cached->request.timeout_ms;
    bool taken = false;
    enum status status = OK;
    while (status == OK && !taken && !known->fresh) {
        struct flight flight = flight_of(j->gate, j->store, j->cached, j->arena);
        flight.by_force = clock_mono_ms() >= until_mono_ms;
        status = store_flight_take(j->store, &flight, &taken, err);
        if (status == OK && !taken)
            status = wait_for(j, &flight, until_mono_ms, err);
        if (status == OK)
            status = look_again(j, known, err); /* the last owner may have brought it in this moment */
    }
    if (taken && (status != OK || known->fresh)) {
        struct error ignored;
        enum status landed = land(j->gate, j->store, j->cached, status == OK ? err : &ignored);
        return status == OK ? landed : status;
    }
    return status;
}

/* ── asking ── */

/* A pause that is over in a moment (TMDb's 429 without Retry-After: 1 s) is waited for, a longer one is the answer. */
static enum status ask(const struct journey *j, const struct http_request *request, struct departure *departure,
                       struct gate_result *out, struct error *err)
{
    struct text owner = { 0 };
    if (!j->cached->rules->read_only)
        owner = flight_of(j->gate, j->store, j->cached, j->arena).owner;
    for (int tries = 0;; tries++) {
        const struct ask ask = { .request = request, .operation = j->cached->operation, .departure = departure };
        enum status status =
            gate_fetch_in_flight(j->gate, j->store, j->cached->policy, &ask, owner, j->arena, out, err);
        int64_t pause_ms = out->until_wall_ms - clock_wall_ms(j->gate->clock);
        if (status != OK || out->refusal != GATE_HELD || out->call_count > 0 || pause_ms > SHORT_PAUSE_MS ||
            tries == PATIENCE)
            return status;
        clock_sleep_ms(pause_ms);
    }
}

/* The page's host has its say in robots.txt; what takes place at the gateway is told as if it were the page. */
static enum status ask_gateway(const struct journey *j, const struct http_request *request, struct gate_result *out,
                               struct error *err)
{
    struct http_request page = *request;
    struct gate_result robots;
    page.url = j->cached->page;
    enum status status = gate_ask_robots(j->gate, j->store, j->cached->page_policy, &page, j->arena, &robots, err);
    *out = robots;
    if (status != OK || robots.refusal != GATE_WENT)
        return status;
    status = ask(j, request, NULL, out, err);
    size_t room = GATE_CALLS_MAX - robots.call_count;
    size_t kept = out->call_count < room ? out->call_count : room; /* the newest */
    for (size_t i = kept; i-- > 0;) {
        out->calls[robots.call_count + i] = out->calls[out->call_count - kept + i];
        out->calls[robots.call_count + i].url = page.url;
    }
    for (size_t i = 0; i < robots.call_count; i++)
        out->calls[i] = robots.calls[i];
    out->call_count = robots.call_count + kept;
    out->final_url = page.url;
    return status;
}

/* Once for all who keep it. */
static void name_answer(const struct journey *j, struct gate_result *out)
{
    char hex[DIGEST_HEX_BYTES];
    if (out->refusal == GATE_WENT && !out->from_cache && !text_empty(out->answer.body))
        out->answer_sha256 = arena_text(j->arena, text_of(digest_sha256_hex(out->answer.body, hex)));
}

/* Why nothing came that answers; NULL when something did. */
static const char *trouble(const struct journey *j, const struct gate_result *out, bool *out_refused)
{
    const struct http_answer *answer = &out->answer;
    *out_refused = true;
    if (out->refusal != GATE_WENT)
        return arena_z(j->arena, out->reason);
    if (answer->failure != HTTP_ANSWERED) {
        *out_refused = false;
        return arena_printf(j->arena, "%s", http_failure_name(answer->failure)).at;
    }
    if (text_known(answer->waf_action) || answer->status == 202 || answer->status == 403 || answer->status == 429)
        return arena_printf(j->arena, "refused with HTTP %d", answer->status).at;
    *out_refused = false;
    return answer->status >= 500 ? arena_printf(j->arena, "HTTP %d", answer->status).at : NULL;
}

static enum status go(const struct journey *j, const struct known *known, struct departure *departure,
                      struct gate_result *out, struct error *err)
{
    const struct cache_rules *rules = j->cached->rules;
    struct http_request request = j->cached->request;
    bool refused, direct = !text_known(j->cached->page);
    bool ours = text_equal(known->ask, known->end) && (direct || text_equal(known->end, j->cached->page));
    if (direct)
        request.url = known->ask;
    request.if_none_match = ours ? known->entry.etag : (struct text){ 0 };
    request.if_modified_since = ours ? known->entry.last_modified : (struct text){ 0 };
    enum status status = direct ? ask(j, &request, departure, out, err) : ask_gateway(j, &request, out, err);
    if (status != OK || (departure != NULL && departure->missed))
        return status;
    const char *why = trouble(j, out, &refused);
    bool holds = out->refusal == GATE_WENT && out->answer.failure == HTTP_ANSWERED && out->answer.status == 304 &&
                 ours && text_equal(out->final_url, known->end); /* not of a page that we were sent on to */
    if (holds) {
        give(known, clock_wall_ms(j->gate->clock), out);
        out->confirmed_of_ms = known->entry.stored_at_ms;
    } else if (why != NULL && known->may_be_stale && (rules->stale_when_refused || (!refused && !rules->revalidate))) {
        give(known, known->entry.stored_at_ms, out);
        out->stale = true;
        out->reason = text_of(why);
    }
    name_answer(j, out);
    return OK;
}

/* Flight and place in line in one transaction: who waits for his place has no flight yet. False: in two, as also where
 * robots.txt is yet to be asked for. */
static bool may_depart(const struct journey *j, const struct known *known, struct departure *out)
{
    bool straight = text_equal(known->ask, key_of(j->cached)) &&
                    (!text_known(known->entry.url) || text_equal(known->end, known->ask));
    if (!straight || text_known(j->cached->page) || j->cached->rules->read_only)
        return false;
    *out = (struct departure){ flight_of(j->gate, j->store, j->cached, j->arena), known->entry.stored_at_ms, false };
    return true;
}

/* *known is what was looked up; fresh when others have brought it meanwhile, else somebody was asked. */
static enum status fly(const struct journey *j, struct known *known, struct gate_result *out, struct error *err)
{
    struct departure departure;
    int64_t waited_ms = 0;
    enum status status = OK;
    if (may_depart(j, known, &departure)) {
        status = go(j, known, &departure, out, err);
        if (status != OK || !departure.missed)
            return status;
        waited_ms = out->waited_ms;
    }
    if (!j->cached->rules->read_only)
        status = take_off(j, known, err);
    if (status == OK && !known->fresh)
        status = go(j, known, NULL, out, err);
    out->waited_ms += waited_ms;
    return status;
}

enum status gate_fetch_cached(struct gate *gate, struct store *store, const struct cached_request *cached,
                              struct arena *arena, struct gate_result *out, struct error *err)
{
    const struct journey j = { gate, store, cached, arena };
    struct known known;
    *out = (struct gate_result){ .final_url = key_of(cached) };
    enum status status = look_up(&j, cached->rules, &known, err);
    bool flies = status == OK && !known.fresh;
    if (flies)
        status = fly(&j, &known, out, err);
    if (status == OK && known.fresh) {
        give(&known, known.entry.stored_at_ms, out);
        return record_known(&j, &known, out, err);
    }
    if (!flies)
        return status;
    if (status == OK)
        status = record_known(&j, &known, out, err);
    if (status == OK && out->refusal == GATE_WENT && !out->stale) /* landed by gate_settle() */
        return OK;
    struct error ignored;
    enum status landed = land(gate, store, cached, status == OK ? err : &ignored);
    return status == OK ? landed : status;
}

enum status gate_give_stale(struct gate *gate, struct store *store, const struct cached_request *cached,
                            struct text why, struct arena *arena, struct gate_result *out, struct error *err)
{
    const struct journey j = { gate, store, cached, arena };
    struct known known;
    enum status status = look_up(&j, cached->rules, &known, err);
    if (status != OK)
        return status;
    if (!known.may_be_stale || !cached->rules->stale_when_refused)
        return error_set(err, NOT_FOUND, "no old answer of %.*s may be given", TEXT_ARG(key_of(cached)));
    *out = (struct gate_result){ .stale = true, .reason = why };
    give(&known, known.entry.stored_at_ms, out);
    return OK;
}

/* ── keeping ── */

static struct cache_entry entry_of(const struct cached_request *cached, struct text url,
                                   const struct http_answer *answer, const struct cache_times *times)
{
    return (struct cache_entry){ .url = url,
                                 .source = cached->source,
                                 .http_status = answer->status,
                                 .content_type = answer->content_type,
                                 .etag = answer->etag,
                                 .last_modified = answer->last_modified,
                                 .location = answer->location,
                                 .body = answer->status == 301 || text_empty(answer->body) ? (struct text){ 0 }
                                                                                           : answer->body,
                                 .stored_at_ms = times->stored_ms,
                                 .fresh_until_ms = times->fresh_until_ms,
                                 .stale_until_ms = times->stale_until_ms };
}

/* The answer, and the redirects that led to it; *out_landed when the flight has ended with them. */
static enum status keep(struct gate *gate, struct store *store, const struct cached_request *cached,
                        const struct gate_result *result, const struct cache_arrival *arrival, bool *out_landed,
                        struct error *err)
{
    struct cache_entry entries[GATE_CALLS_MAX];
    struct cache_times times;
    size_t count = 0;
    for (size_t i = 0; i < result->call_count; i++) {
        const struct gate_call *call = &result->calls[i];
        bool last = i + 1 == result->call_count;
        struct cache_arrival one = *arrival;
        one.absent = arrival->absent && last;
        if (text_is(text_of(call->operation), cached->operation) &&
            (last ? is_answer(call->answer.status) : call->answer.status == 301 && !text_known(cached->page)) &&
            http_cache_times(&call->answer, cached->rules, &one, &times)) {
            entries[count] = entry_of(cached, call->url, &call->answer, &times);
            entries[count++].answer_sha256 = last ? result->answer_sha256 : (struct text){ 0 };
        }
    }
    if (count == 0)
        return OK;
    struct arena scratch = { 0 };
    struct flight flight = flight_of(gate, store, cached, &scratch);
    enum status status = store_cache_put(store, entries, count, &flight, err);
    *out_landed = status == OK;
    arena_finish(&scratch);
    return status;
}

static enum status refresh(struct store *store, const struct cached_request *cached, const struct gate_result *result,
                           const struct cache_arrival *arrival, struct error *err)
{
    const struct http_answer *confirmed = &result->calls[result->call_count - 1].answer;
    struct cache_times times;
    if (!http_cache_times(confirmed, cached->rules, arrival, &times))
        return OK;
    struct cache_entry newer = entry_of(cached, result->final_url, confirmed, &times);
    newer.answer_sha256 = result->answer_sha256;
    return store_cache_refresh(store, &newer, err);
}

enum status gate_settle(struct gate *gate, struct store *store, const struct cached_request *cached,
                        const struct gate_result *result, enum cache_verdict verdict, struct error *err)
{
    const struct cache_arrival arrival = { .wall_ms = clock_wall_ms(gate->clock),
                                           .real_ms = clock_real_ms(),
                                           .absent = verdict == CACHE_ABSENT };
    bool in_flight = result->refusal == GATE_WENT && !result->stale && result->call_count > 0;
    bool landed = false;
    enum status status = OK;
    if (cached->rules->read_only || result->refusal != GATE_WENT)
        return OK;
    if (result->from_cache && verdict == CACHE_UNREAD)
        status = store_cache_drop(store, result->final_url, err);
    else if (result->from_cache && in_flight)
        status = refresh(store, cached, result, &arrival, err);
    else if (!result->from_cache && verdict != CACHE_UNREAD)
        status = keep(gate, store, cached, result, &arrival, &landed, err);
    if (!in_flight || landed)
        return status;
    struct error ignored;
    enum status ended = land(gate, store, cached, status == OK ? err : &ignored);
    return status == OK ? ended : status;
}

/* The ids that TMDb's feeds named, looked at one by one. */
#include "work/arrivals.h"

#include "source/tmdb.h"
#include "source/tmdb_changes.h"
#include "work/arrivals_inside.h"

#define RETRY_MS     (5 * 60 * CLOCK_SECOND_MS) /* after the first failure; doubled with each further one */
#define RETRY_MAX_MS (6 * CLOCK_HOUR_MS)        /* a pass comes every six hours */

enum { UNKNOWN_ROW_MAX = 20 }; /* answers in a row that tell nothing: then the pass has seen enough */

const char *feed_outcome_word(enum feed_outcome outcome)
{
    switch (outcome) {
    case FEED_CURRENT: return "current";
    case FEED_READ: return "read";
    case FEED_BASELINE: return "baseline";
    case FEED_NOT_YET: return "not yet";
    case FEED_FAILED: return "failed";
    case FEED_OFF: return "off";
    }
    return "?";
}

static int64_t retry_ms(int64_t tries)
{
    int64_t ms = RETRY_MS;
    for (; tries > 0 && ms < RETRY_MAX_MS; tries--)
        ms *= 2;
    return ms < RETRY_MAX_MS ? ms : RETRY_MAX_MS;
}

struct batch {
    struct arrival_look looks[ARRIVALS_BATCH];
    size_t count;
    struct metric metrics[ARRIVALS_BATCH * CALL_METRICS_MAX];
    size_t metric_count;
    struct arena arena;
    bool stopped; /* who refused the last one would refuse the next */
    int unknown_row;
};

/* What the answer says of one id. */
static void judge(struct arrivals *a, struct batch *batch, struct arrivals_call *call, struct arrival_look *look)
{
    struct tmdb_details details = { 0 };
    if (call->gate.refusal != GATE_WENT) {
        batch->stopped = true;
        a->out->reason = arena_text(a->arena, call->gate.reason);
        a->out->again_at_ms = call->gate.until_wall_ms;
        return; /* untouched: nothing was asked */
    }
    a->out->looked++;
    if (call->class->outcome == ANSWER_FOUND) {
        tmdb_read_details(call->gate.answer.body, look->arrival.tmdb_id, &batch->arena, &details);
        call->class = details.class;
    }
    if (call->class->outcome == ANSWER_ABSENT) {
        look->verdict = ARRIVAL_GONE;
    } else if (call->class->outcome == ANSWER_FOUND) {
        look->imdb_id = details.movie.imdb_id;
        look->verdict = text_known(look->imdb_id) ? ARRIVAL_HAS_ID : ARRIVAL_NO_ID;
    } else {
        look->verdict = ARRIVAL_UNKNOWN;
        look->again_at_ms = arrivals_now_ms(a) + retry_ms(look->arrival.tries);
        a->out->reason = arrivals_reason(call, a->arena);
    }
    batch->unknown_row = look->verdict == ARRIVAL_UNKNOWN ? batch->unknown_row + 1 : 0;
    batch->stopped = a->out->key_refused || batch->unknown_row == UNKNOWN_ROW_MAX;
    if (text_known(look->imdb_id))
        call->target = look->imdb_id;
}

static enum status look_at(struct arrivals *a, struct batch *batch, struct arrival_look *look)
{
    struct arrivals_call *call = arena_alloc(&batch->arena, sizeof *call);
    if (text_known(look->arrival.held_id)) { /* its IMDb id is known already */
        look->verdict = ARRIVAL_IS_HELD;
        return OK;
    }
    call->operation = "arrival";
    call->target = arena_printf(&batch->arena, "tmdb:%lld", (long long)look->arrival.tmdb_id);
    struct text url = tmdb_record_url(a->run->settings->tmdb_url, look->arrival.tmdb_id, &batch->arena);
    enum status status = arrivals_ask(a, url, TMDB_BYTES_MAX, &batch->arena, call);
    if (status != OK)
        return status;
    judge(a, batch, call, look);
    batch->metric_count += arrivals_metrics(call, &batch->arena, batch->metrics + batch->metric_count);
    return OK;
}

static void add_hit(struct arrivals *a, const struct arrival_look *look)
{
    struct arrival_hit *hit = arena_alloc(a->arena, sizeof *hit);
    *hit = (struct arrival_hit){ .imdb_id = arena_text(a->arena, look->imdb_id),
                                 .tmdb_id = look->arrival.tmdb_id,
                                 .arrived_at_ms = look->arrival.arrived_at_ms,
                                 .match = look->match };
    *a->hits_end = hit;
    a->hits_end = &hit->next;
}

static void count(struct arrivals *a, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct arrival_look *look = &batch->looks[i];
        if (look->match != ARRIVAL_NOBODY)
            add_hit(a, look);
        a->out->gone += look->verdict == ARRIVAL_GONE;
        a->out->unknown += look->verdict == ARRIVAL_UNKNOWN;
        a->out->matched += look->match == ARRIVAL_UPGRADE;
        a->out->refreshed += look->match == ARRIVAL_REFRESH;
    }
}

/* *out_more: there may be more that are due. Whatever happens on the way, what was learnt is kept. */
static enum status look_at_batch(struct arrivals *a, struct batch *batch, size_t max, bool *out_more)
{
    struct arrival *taken = NULL;
    struct error ignored;
    arena_reset(&batch->arena);
    batch->metric_count = 0;
    enum status status =
        store_arrivals_take(a->run->store, arrivals_now_ms(a), max, &batch->arena, &taken, &batch->count, a->err);
    if (status != OK)
        return status;
    for (size_t i = 0; i < batch->count; i++)
        batch->looks[i] = (struct arrival_look){ .arrival = taken[i], .verdict = ARRIVAL_UNTOUCHED };
    int64_t until_ms = arrivals_now_ms(a) + ARRIVAL_TAKEN_MS / 2; /* a slow host: the rest is taken anew */
    for (size_t i = 0; i < batch->count && status == OK && !batch->stopped && arrivals_now_ms(a) < until_ms; i++)
        status = look_at(a, batch, &batch->looks[i]);
    enum status settled =
        store_arrivals_settle(a->run->store, batch->looks, batch->count, batch->metrics, batch->metric_count,
                              arrivals_now_ms(a), status == OK ? a->err : &ignored);
    if (settled == OK)
        count(a, batch);
    *out_more = batch->count == max && !batch->stopped;
    return status == OK ? settled : status;
}

static enum status look_at_all(struct arrivals *a)
{
    struct batch *batch = arena_alloc(a->arena, sizeof *batch);
    struct arrivals_pending pending = { 0 };
    int64_t left = a->run->looks_max > 0 ? a->run->looks_max : INT64_MAX, done = 0;
    bool more = !a->out->key_refused;
    enum status status = store_arrivals_pending(a->run->store, &pending, a->err);
    while (status == OK && more && left > 0) {
        status = look_at_batch(a, batch, left < ARRIVALS_BATCH ? (size_t)left : ARRIVALS_BATCH, &more);
        left -= (int64_t)batch->count;
        done += (int64_t)batch->count;
        if (a->run->progress != NULL)
            a->run->progress(a->run->context, "arrivals", done, pending.count);
    }
    arena_finish(&batch->arena);
    return status;
}

enum status arrivals_pass(const struct arrivals_run *run, struct arena *arena, struct arrivals_result *out,
                          struct error *err)
{
    struct arrivals a = { .run = run, .arena = arena, .out = out, .err = err };
    *out = (struct arrivals_result){ 0 };
    a.hits_end = &out->hits;
    a.start_ms = arrivals_now_ms(&a);
    enum status status = store_arrivals_tidy(run->store, arrivals_now_ms(&a), err);
    if (status == OK)
        status = arrivals_read_export(&a);
    if (status == OK)
        status = arrivals_read_changes(&a);
    if (status == OK)
        status = look_at_all(&a);
    if (status == OK)
        status = store_arrivals_pending(run->store, &out->pending, err);
    return status;
}

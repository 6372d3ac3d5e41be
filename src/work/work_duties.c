/* What is about no single film: due retries, refreshes, ids without an answer, TMDb's feeds, old rows. */
#include "extract/json_cursor.h"
#include "model/json_build.h"
#include "store/due.h"
#include "store/oban.h"
#include "work/expire.h"
#include "work/workers.h"

/* TMDb's terms let its data be kept for six months (facts/tmdb.md §1.5); a month is time enough to ask again. */
#define REFRESH_AFTER_MS (150 * CLOCK_DAY_MS)
/* Ended jobs are looked at for a week, as with Oban's own pruner. */
#define JOBS_KEPT_MS (7 * CLOCK_DAY_MS)
/* Nobody is told of what happened longer ago: an endpoint that is gone must not gather jobs for ever. */
#define TOLD_WITHIN_MS (3 * CLOCK_DAY_MS)
/* A pass that is refused goes on within these. */
#define AGAIN_LEAST_MS (15 * 60 * CLOCK_SECOND_MS)
#define AGAIN_MOST_MS  (6 * CLOCK_HOUR_MS)

enum { LOOKS_MAX = 500 }; /* ids of arrivals that one job looks at: half a minute at TMDb's rate */

static int64_t now_of(const struct work_call *call)
{
    return clock_wall_ms(call->work->clock);
}

static enum status end_with(struct work_call *call, struct job_ack ack, struct text text, struct error *err)
{
    ack.fence = call->job->fence;
    ack.now_ms = now_of(call);
    *call->note = (struct work_note){ .end = ack.end, .text = text };
    return store_job_acknowledge(call->store, &ack, err);
}

/* ── pages of films that are due: a job each, and one for the next page ── */

/* {"after_at":TIME,"after_row":N,"after_id":"tt…"}: the film behind which the page begins. */
static struct due_film read_cursor(struct text args, struct arena *arena)
{
    struct due_film after = { 0 };
    struct number row = { 0 };
    struct json_cursor c;
    struct text key;
    json_open(&c, args);
    if (!json_enter_object(&c))
        return after;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "after_at"))
            (void)json_read_text(&c, arena, &after.at);
        else if (text_is(key, "after_row"))
            (void)json_read_integer(&c, &row);
        else if (text_is(key, "after_id"))
            (void)json_read_text(&c, arena, &after.imdb_id);
    }
    after.row = row.value;
    return after;
}

static struct text cursor_args(const struct due_film *last, struct arena *arena)
{
    json_t *args = json_new_object();
    json_put_text(args, "after_at", last->at);
    json_put_integer(args, "after_row", last->row);
    json_put_text(args, "after_id", last->imdb_id);
    return json_finished(args, arena);
}

struct due_pass {
    enum due_kind kind;
    int64_t until_ms;
    int64_t ahead_ms; /* a time beyond this one was written by another clock */
    const char *source;
    int64_t priority;
};

static struct job_new film_job(const struct work_call *call, const struct due_pass *pass)
{
    const struct worker *films = worker_find(TEXT("TMDbDetailsWorker"));
    return (struct job_new){ .queue = films->queue,
                             .worker = films->name,
                             .max_attempts = films->max_attempts,
                             .unanswered = pass->kind == DUE_WITHOUT_ANSWER, /* answered since the page was read: no */
                             .priority = pass->priority,
                             .now_ms = now_of(call) };
}

/* At most one page of those: they are few, or something is very wrong. */
static enum status queue_ahead(struct work_call *call, const struct due_pass *pass, struct error *err)
{
    const struct due_page page = {
        .kind = pass->kind, .until_ms = pass->ahead_ms, .ahead = true, .max = (size_t)call->work->batch
    };
    struct due_film *due;
    size_t count = 0, added;
    enum status status = store_due(call->store, &page, call->arena, &due, &count, err);
    if (status != OK || count == 0)
        return status;
    const struct due_jobs jobs = { .films = due, .count = count, .source = pass->source, .job = film_job(call, pass) };
    return store_due_insert(call->store, &jobs, &added, err);
}

static enum status queue_page(struct work_call *call, const struct due_pass *pass, struct error *err)
{
    const struct worker *self = worker_find(call->job->worker);
    const struct due_page page = { .kind = pass->kind,
                                   .until_ms = pass->until_ms,
                                   .after = read_cursor(call->job->args, call->arena),
                                   .max = (size_t)call->work->batch };
    struct due_film *due;
    size_t count = 0, added = 0;
    enum status status = !text_known(page.after.at) ? queue_ahead(call, pass, err) : OK;
    if (status == OK)
        status = store_due(call->store, &page, call->arena, &due, &count, err);
    if (status != OK)
        return status;
    struct job_new follow = { .queue = self->queue,
                              .worker = self->name,
                              .args = count > 0 ? cursor_args(&due[count - 1], call->arena) : TEXT("{}"),
                              .max_attempts = self->max_attempts,
                              .priority = self->priority,
                              .now_ms = now_of(call) };
    const struct job_ack ack = { .fence = call->job->fence, .end = JOB_COMPLETE, .now_ms = follow.now_ms };
    const struct due_jobs jobs = { .films = due,
                                   .count = count,
                                   .source = pass->source,
                                   .job = film_job(call, pass),
                                   .follow = count == page.max ? &follow : NULL,
                                   .ack = &ack };
    status = store_due_insert(call->store, &jobs, &added, err);
    *call->note =
        (struct work_note){ .end = JOB_COMPLETE,
                            .text = arena_printf(call->arena, "%zu films due, %zu jobs queued", count, added) };
    return status;
}

/* Times that lie further ahead than the schedule ever reaches were written by another clock. */
static int64_t furthest_ms(const struct schedule *schedule, int64_t now_ms)
{
    int64_t days = 0;
    for (size_t i = 0; i < schedule->count; i++)
        days = schedule->days[i] > days ? schedule->days[i] : days;
    return now_ms + (2 * days + 7) * CLOCK_DAY_MS;
}

enum status work_enrichment(struct work_call *call, struct error *err)
{
    int64_t now_ms = now_of(call), furthest = furthest_ms(&call->work->settings->schedule, now_ms);
    const struct due_pass pass = { DUE_FOR_RETRY, now_ms, furthest, "enrichment", PRIORITY_RETRY };
    return queue_page(call, &pass, err);
}

enum status work_refresh(struct work_call *call, struct error *err)
{
    int64_t now_ms = now_of(call);
    const struct due_pass pass = { DUE_FOR_REFRESH, now_ms - REFRESH_AFTER_MS, now_ms + CLOCK_DAY_MS, "refresh",
                                   PRIORITY_REFRESH };
    return queue_page(call, &pass, err);
}

enum status work_backlog(struct work_call *call, struct error *err)
{
    int64_t now_ms = now_of(call);
    const struct due_pass pass = { DUE_WITHOUT_ANSWER, now_ms, now_ms + CLOCK_DAY_MS, "backlog", PRIORITY_BACKLOG };
    return queue_page(call, &pass, err);
}

/* ── TMDb's feeds ── */

static int64_t within(int64_t ms, int64_t least_ms, int64_t most_ms)
{
    return ms < least_ms ? least_ms : ms > most_ms ? most_ms : ms;
}

/* A pass that could not tell goes on later, at no cost; one that has more to look at goes on at once. */
enum status work_arrivals(struct work_call *call, struct error *err)
{
    struct arrivals_run run = call->work->arrivals;
    struct arrivals_result *result = arena_alloc(call->arena, sizeof *result);
    run.gate = call->work->lookup.gate;
    run.clock = call->work->clock;
    run.store = call->store;
    run.looks_max = LOOKS_MAX;
    enum status status = arrivals_pass(&run, call->arena, result, err);
    if (status != OK)
        return status;
    struct text text =
        arena_printf(call->arena, "%lld looked at, %lld matched, %lld pending", (long long)result->looked,
                     (long long)result->matched, (long long)result->pending.count);
    int64_t now_ms = now_of(call);
    bool more = result->looked >= LOOKS_MAX && result->pending.count > 0;
    bool failed =
        text_known(result->reason) || result->export.outcome == FEED_FAILED || result->changes.outcome == FEED_FAILED;
    if (!more && !failed)
        return end_with(call, (struct job_ack){ .end = JOB_COMPLETE }, text, err);
    int64_t again_ms = failed ? within(result->again_at_ms - now_ms, AGAIN_LEAST_MS, AGAIN_MOST_MS) : 0;
    return end_with(call, (struct job_ack){ .end = JOB_SNOOZE, .at_ms = now_ms + again_ms }, text, err);
}

/* ── old rows ── */

static enum status abandon_webhooks(struct work_call *call, size_t *out_count, struct error *err)
{
    const struct worker *worker = worker_find(TEXT("WebhookWorker"));
    const struct job_new job = { .queue = worker->queue, .worker = worker->name, .now_ms = now_of(call) };
    return store_webhooks_abandon(call->store, &job, job.now_ms - TOLD_WITHIN_MS, out_count, err);
}

enum status work_pruner(struct work_call *call, struct error *err)
{
    struct retention_counts gone = { 0 };
    size_t untold, jobs = 0, pruned = store_oban(call->store)->is_guest ? 0 : JOBS_PRUNED_MAX; /* its leader prunes */
    bool more = true;
    enum status status = abandon_webhooks(call, &untold, err);
    while (status == OK && pruned == JOBS_PRUNED_MAX) {
        status = store_jobs_prune(call->store, now_of(call) - JOBS_KEPT_MS, &pruned, err);
        jobs += status == OK ? pruned : 0;
    }
    while (status == OK && more)
        status = expire_some(call->store, now_of(call), &gone, &more, err);
    if (status != OK)
        return status;
    struct text text = arena_printf(call->arena, "%zu jobs, %zu answers, %zu metrics removed%s", jobs, gone.answers,
                                    gone.metrics, untold > 0 ? "; webhooks that nobody took in 3 days given up" : "");
    return end_with(call, (struct job_ack){ .end = JOB_COMPLETE }, text, err);
}

/* The table of workers, and what the clock calls for. */
#include "work/workers.h"

#include "store/due.h"

#define HOUR_MS CLOCK_HOUR_MS

/* Of the duties, arrivals come last: they ask TMDb and may take their time, the others only queue. */
const struct worker workers[] = {
    { "TMDbDetailsWorker", QUEUE_FILMS, 20, PRIORITY_NEW, work_tmdb_details },
    { "ArrivalsWorker", QUEUE_DUTIES, 20, PRIORITY_BACKLOG, work_arrivals },
    { "PlaceholderEnrichmentWorker", QUEUE_DUTIES, 20, PRIORITY_RETRY, work_enrichment },
    { "RefreshWorker", QUEUE_DUTIES, 20, PRIORITY_REFRESH, work_refresh },
    { "WantedWorker", QUEUE_DUTIES, 20, PRIORITY_BACKLOG, work_backlog },
    { "PrunerWorker", QUEUE_DUTIES, 20, PRIORITY_BACKLOG, work_pruner },
    { "WebhookWorker", QUEUE_WEBHOOKS, 20, PRIORITY_NEW, work_webhook },
};
const size_t worker_count = COUNT_OF(workers);

const char *const work_queues[WORK_QUEUES] = { QUEUE_FILMS, QUEUE_DUTIES, QUEUE_WEBHOOKS };

bool work_has_queue(struct text name)
{
    for (size_t i = 0; i < WORK_QUEUES; i++) {
        if (text_is(name, work_queues[i]))
            return true;
    }
    return false;
}

const struct worker *worker_find(struct text name)
{
    for (size_t i = 0; i < worker_count; i++) {
        if (text_is(name, workers[i].name))
            return &workers[i];
    }
    return NULL;
}

/* Arrivals every six hours; one of the four falls after TMDb's export is there, at 08:00 UTC (facts/tmdb.md §1.4). */
static const struct duty {
    const char *worker;
    int64_t period_ms, aligned_ms;
} duties[] = {
    { "ArrivalsWorker", 6 * HOUR_MS, 2 * HOUR_MS + HOUR_MS / 4 },
    { "PlaceholderEnrichmentWorker", 24 * HOUR_MS, 0 },
    { "RefreshWorker", 24 * HOUR_MS, 0 },
    { "WantedWorker", 24 * HOUR_MS, 0 },
    { "PrunerWorker", 24 * HOUR_MS, 3 * HOUR_MS },
};

static enum status is_retry_due(struct store *store, int64_t now_ms, bool *out, struct error *err)
{
    const struct due_page page = { .kind = DUE_FOR_RETRY, .until_ms = now_ms, .max = 1 };
    struct arena arena = { 0 };
    struct due_film *due;
    size_t count = 0;
    enum status status = store_due(store, &page, &arena, &due, &count, err);
    *out = count > 0;
    arena_finish(&arena);
    return status;
}

enum status work_duties(struct store *store, int64_t now_ms, bool for_once, size_t *out_added, struct error *err)
{
    bool retry_due = false;
    enum status status = for_once ? is_retry_due(store, now_ms, &retry_due, err) : OK;
    *out_added = 0;
    for (size_t i = 0; i < COUNT_OF(duties) && status == OK; i++) {
        const struct worker *worker = worker_find(text_of(duties[i].worker));
        const struct job_cron cron = { .name = worker->name,
                                       .period_ms = duties[i].period_ms,
                                       .aligned_ms = duties[i].aligned_ms,
                                       .at_once = retry_due && worker->run == work_enrichment,
                                       .job = { .queue = worker->queue,
                                                .worker = worker->name,
                                                .args = TEXT("{}"),
                                                .meta = TEXT("{\"cron\":true}"),
                                                .max_attempts = worker->max_attempts,
                                                .priority = worker->priority,
                                                .now_ms = now_ms } };
        bool added;
        status = store_job_cron(store, &cron, &added, err);
        *out_added += status == OK && added;
    }
    return status;
}

int64_t work_backoff_ms(int64_t attempt, int64_t max, struct random *random)
{
    const int64_t least_ms = 60 * CLOCK_SECOND_MS, most_ms = 6 * HOUR_MS;
    int64_t n = max <= 20 ? attempt : (20 * attempt + max / 2) / max;
    if (n > 20)
        n = 20;
    int64_t base_ms = (15 + (INT64_C(1) << (n > 0 ? n : 0))) * CLOCK_SECOND_MS;
    if (base_ms < least_ms)
        base_ms = least_ms;
    if (base_ms > most_ms)
        base_ms = most_ms;
    return base_ms + random_between(random, 0, base_ms / 10);
}

const char *work_end_word(const struct work_note *note)
{
    static const char *const words[] = {
        [JOB_COMPLETE] = "completed", [JOB_RETRY] = "failed",         [JOB_SNOOZE] = "put off",
        [JOB_CANCEL] = "cancelled",   [JOB_GIVE_BACK] = "given back", [JOB_BEAT] = "running"
    };
    return note->lost ? "lost" : words[note->end];
}

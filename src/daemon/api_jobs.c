/* /api/v1/jobs and /api/v1/queues. */
#include "daemon/api.h"
#include "daemon/json_answers.h"
#include "store/jobs_look.h"

enum { JOB_SEGMENT = 3, QUEUE_SEGMENT = 3, PAGE_MAX = 500, PAGE_STANDARD = 50 };

static struct text filter(const struct exchange *exchange, const char *name)
{
    struct text value = request_query(&exchange->request, name);
    return value.len > 0 ? value : (struct text){ 0 };
}

static const char *const states[] = { "available", "suspended", "scheduled", "executing",
                                      "retryable", "completed", "discarded", "cancelled" };

static bool is_state(struct text state)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (text_is(state, states[i]))
            return true;
    }
    return false;
}

enum httpd_next api_jobs(struct desk *desk, struct exchange *exchange)
{
    struct job_row *rows;
    struct jobs_page page = { .state = filter(exchange, "state"),
                              .queue = filter(exchange, "queue"),
                              .worker = filter(exchange, "worker") };
    struct error err;
    size_t count;
    int64_t max;
    if (!api_number(exchange, "limit", 1, PAGE_MAX, PAGE_STANDARD, &max) ||
        !api_number(exchange, "cursor", 1, INT64_MAX, INT64_MAX, &page.before_id))
        return HTTPD_ANSWER;
    if (text_known(page.state) && !is_state(page.state)) {
        problem_set(exchange, 400,
                    "state is one of available, scheduled, executing, retryable, completed, discarded, "
                    "cancelled, suspended");
        return HTTPD_ANSWER;
    }
    page.max = (size_t)max;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_jobs_list(desk->store, &page, &exchange->arena, &rows, &count, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    json_t *object = json_new_object(), *jobs = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(jobs, json_of_job(&rows[i]));
    json_put_integer(object, "schema_version", 1);
    json_put(object, "jobs", jobs);
    json_put(object, "cursor", count == page.max ? json_integer(rows[count - 1].id) : json_null());
    answer_json(exchange, 200, object);
    return HTTPD_ANSWER;
}

enum httpd_next api_job(struct desk *desk, struct exchange *exchange)
{
    struct job_row row;
    struct error err;
    int64_t id;
    if (!api_row_id(exchange, JOB_SEGMENT, &id) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_job_get(desk->store, id, &exchange->arena, &row, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_job(&row));
    return HTTPD_ANSWER;
}

static enum httpd_next change(struct desk *desk, struct exchange *exchange,
                              enum status (*how)(struct store *, int64_t, int64_t, struct error *))
{
    struct error err;
    int64_t id;
    if (!api_row_id(exchange, JOB_SEGMENT, &id) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = how(desk->store, id, clock_wall_ms(desk->daemon->clock), &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    jobs_wake(desk->daemon);
    return api_job(desk, exchange);
}

enum httpd_next api_job_cancel(struct desk *desk, struct exchange *exchange)
{
    return change(desk, exchange, store_job_cancel);
}

enum httpd_next api_job_retry(struct desk *desk, struct exchange *exchange)
{
    return change(desk, exchange, store_job_retry);
}

/* ── queues ── */

enum httpd_next api_queues(struct desk *desk, struct exchange *exchange)
{
    struct queue_count *counts;
    struct texts paused;
    size_t count;
    struct error err;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_jobs_count(desk->store, &exchange->arena, &counts, &count, &err);
    if (status == OK)
        status = store_queues_paused(desk->store, &exchange->arena, &paused, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_queues(counts, count, &paused));
    return HTTPD_ANSWER;
}

static enum httpd_next pause(struct desk *desk, struct exchange *exchange, bool paused)
{
    struct text queue = exchange->request.segments[QUEUE_SEGMENT];
    struct error err;
    if (!work_has_queue(queue)) {
        problem_set(exchange, 404, "the queues are %s, %s and %s", QUEUE_FILMS, QUEUE_DUTIES, QUEUE_WEBHOOKS);
        return HTTPD_ANSWER;
    }
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_queue_pause(desk->store, queue, paused, clock_wall_ms(desk->daemon->clock), &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    return api_queues(desk, exchange);
}

enum httpd_next api_queue_pause(struct desk *desk, struct exchange *exchange)
{
    return pause(desk, exchange, true);
}

enum httpd_next api_queue_resume(struct desk *desk, struct exchange *exchange)
{
    return pause(desk, exchange, false);
}

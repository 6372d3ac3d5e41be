/* /api/v1/events: what happens to films, as it happens. */
#include "daemon/api.h"
#include "daemon/events.h"

enum httpd_next api_events(struct desk *desk, struct exchange *exchange)
{
    struct text last = exchange->request.last_event_id;
    int64_t after_id = -1;
    struct error err;
    if (text_known(last) && !num_parse(last, 0, INT64_MAX, &after_id)) {
        problem_set(exchange, 400, "Last-Event-ID is the id of an event");
        return HTTPD_ANSWER;
    }
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    answer_text(exchange, 200, "text/event-stream", TEXT(""));
    if (text_is(exchange->request.method, "HEAD"))
        return HTTPD_ANSWER;
    enum status status = events_listen(desk->daemon->events, desk->store, after_id, &exchange->response.stream, &err);
    return status == OK ? HTTPD_ANSWER : api_failed(exchange, status, &err);
}

/* Problem objects. */
#include "daemon/problem.h"

#include "base/log.h"
#include "model/json_build.h"

#include <stdarg.h>
#include <stdio.h>

enum { BUSY_RETRY_S = 2 };

static const struct {
    int status;
    const char *title;
} titles[] = {
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 409, "Conflict" },
    { 413, "Content Too Large" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 502, "Bad Gateway" },
    { 503, "Service Unavailable" },
};

const char *problem_title(int status)
{
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return "Error";
}

void problem_set(struct exchange *exchange, int status, const char *detail, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, detail);
    (void)vsnprintf(sentence, sizeof sentence, detail, args);
    va_end(args);
    log_redact(sentence);
    json_t *problem = json_new_object();
    json_put_text(problem, "type", TEXT("about:blank"));
    json_put_text(problem, "title", text_of(problem_title(status)));
    json_put_integer(problem, "status", status);
    json_put_text(problem, "detail", text_of(sentence));
    if (exchange->id[0] != '\0')
        json_put_text(problem, "request_id", text_of(exchange->id));
    exchange->response.status = status;
    exchange->response.type = "application/problem+json";
    exchange->response.body = json_finished(problem, &exchange->arena);
}

void problem_of(struct exchange *exchange, enum status status, const struct error *err)
{
    switch (status) {
    case NOT_FOUND: problem_set(exchange, 404, "%s", err->text); return;
    case INVALID: problem_set(exchange, 409, "%s", err->text); return;
    case TRANSIENT:
    case THROTTLED:
    case UNCERTAIN:
        problem_set(exchange, 503, "%s", err->text);
        exchange->response.retry_after_s = BUSY_RETRY_S;
        return;
    case OK:
    case DRIFT:
    case BROKEN: break;
    }
    log_event(LOG_ERROR, "http_failed", "request=%s reason=\"%s\"", exchange->id, err->text);
    problem_set(exchange, 500, "the server failed; its log tells why, under this request id");
}

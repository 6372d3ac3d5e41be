/* http.h without a network: what fetch.c defines, and nothing else. */
#include "fake_http.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct http {
    fake_http_answer *answer;
    void *context;
};

struct http *fake_http_open(fake_http_answer *answer, void *context)
{
    struct http *http = calloc(1, sizeof *http);
    if (http == NULL)
        oom();
    *http = (struct http){ answer, context };
    return http;
}

enum status http_open(const struct http_options *options, struct http **out_http, struct error *err)
{
    (void)options, (void)out_http;
    return error_set(err, BROKEN, "this program has no network");
}

void http_close(struct http **http)
{
    free(*http);
    *http = NULL;
}

void http_fetch(struct http *http, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    *out = (struct http_answer){ .failure = HTTP_ANSWERED, .status = 404, .body = TEXT("") };
    http->answer(http->context, request, arena, out);
    struct http_sink *sink = request->sink;
    if (sink == NULL || out->failure != HTTP_ANSWERED || out->status != 200)
        return;
    while (sink->got < out->body.len && sink->write_errno == 0) { /* the body goes where it was asked to go */
        ssize_t written = write(sink->fd, out->body.at + sink->got, out->body.len - (size_t)sink->got);
        if (written < 0)
            sink->write_errno = errno;
        else
            sink->got += (uint64_t)written;
    }
    out->failure = sink->write_errno != 0 ? HTTP_TOO_LARGE : HTTP_ANSWERED;
    out->body = TEXT("");
}

void http_record(struct http *http, const struct http_request *request, const struct http_answer *answer)
{
    (void)http, (void)request, (void)answer;
}

bool http_records(const struct http *http)
{
    (void)http;
    return false;
}

enum status http_check_recording(struct http *http, struct error *err)
{
    (void)http, (void)err;
    return OK;
}

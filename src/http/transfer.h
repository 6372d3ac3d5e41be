/* The pure parts of a fetch, apart from sockets and threads so that tests reach every row of them. */
#ifndef UNDERSTUDY_HTTP_TRANSFER_H
#define UNDERSTUDY_HTTP_TRANSFER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/inflate.h"
#include "http/http.h"

/* A body as it came over the wire. */
struct http_coded {
    struct text bytes;
    struct text encoding;  /* value of Content-Encoding; unknown = none */
    size_t body_bytes_max; /* after inflating */
};

/* Inflates straight into the arena. HTTP_ANSWERED fills *out_body; any other verdict fills `detail` instead. */
enum http_failure http_decode(struct inflater *inflater, const struct http_coded *coded, struct arena *arena,
                              struct text *out_body, char detail[static HTTP_DETAIL_BYTES]);

/* Of one answer, 1xx answers and trailers included. */
enum {
    HTTP_HEAD_BYTES_MAX = 64 * 1024, /* the usual is 2 KiB */
    HTTP_HEAD_LINES_MAX = 256        /* the usual is 30 */
};
struct http_head { /* {0} before the first line */
    size_t bytes;
    size_t lines;
    bool ended; /* the empty line after the headers has come */
    bool too_large;
};
/* A line with its end; false when the head has become too large. */
bool http_head_take(struct http_head *head, struct text line);

/* The options of http_open(): INVALID names what is wrong. */
MUST_CHECK enum status http_check_options(const struct http_options *options, struct error *err);

/* A piece of the body into the sink; false (and write_errno) when it takes no more. */
bool http_sink_take(struct http_sink *sink, struct text bytes, uint64_t promised);

/* Write a detail: one line, log_redact()ed. */
void http_say(char detail[static HTTP_DETAIL_BYTES], const char *format, ...) PRINTF_LIKE(2, 3);

/* Bytes of a stranger as text that logs, JSON and PostgreSQL take: UTF-8, control bytes as blanks. */
struct text http_clean(struct text raw, struct arena *arena);

/* May it stand in a header? Any byte but control bytes: a newline would start a header of its own. */
bool http_is_line(struct text value);

/* Options that are numbers, of a CURL and a CURLM handle; false when this libcurl refuses one. */
bool http_set_numbers(void *easy);
bool http_set_pool(void *multi);

/* A CURLU and a curl_slist, the caller's to free; NULL: not a URL that is asked, or a header or secret that cannot be
 * sent. */
void *http_request_url(const struct http_request *request, struct arena *arena);
void *http_request_headers(const struct http_request *request, struct arena *arena);

/* Of a CURL handle that has its answer; `*out_count` tells how often the header came. */
struct text http_header(void *easy, const char *name, struct arena *arena, size_t *out_count);
void http_read_headers(void *easy, struct arena *arena, struct http_answer *out);

/* What a CURLcode means; any int has an answer. */
enum http_failure http_failure_of_curl(int code);

#endif

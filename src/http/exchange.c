/* The text of a recorded exchange: printed, and read again without trust. */
#include "base/digest.h"
#include "base/log.h"
#include "base/num.h"
#include "http/tape.h"
#include "http/transfer.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char first_line[] = "understudy exchange 1";

enum { NAME_PREFIX_BYTES = 80, DIGEST_SHOWN = 12, HEAD_LINES_MAX = 64 };

static const struct {
    const char *name;
    size_t offset; /* of a struct text in struct http_answer */
} headers[] = {
    { "content-type", offsetof(struct http_answer, content_type) },
    { "location", offsetof(struct http_answer, location) },
    { "retry-after", offsetof(struct http_answer, retry_after) },
    { "x-amzn-waf-action", offsetof(struct http_answer, waf_action) },
    { "etag", offsetof(struct http_answer, etag) },
    { "last-modified", offsetof(struct http_answer, last_modified) },
    { "age", offsetof(struct http_answer, age) },
    { "date", offsetof(struct http_answer, date) },
    { "expires", offsetof(struct http_answer, expires) },
    { "cache-control", offsetof(struct http_answer, cache_control) },
    { "vary", offsetof(struct http_answer, vary) },
};

static struct text *header_of(struct http_answer *answer, size_t i)
{
    return (struct text *)(void *)((char *)answer + headers[i].offset);
}

/* Hidden secrets overwritten in place, between NULs too. */
static void redact(struct buf *buf, size_t from)
{
    while (from < buf->len) {
        log_redact(buf->at + from);
        from += strlen(buf->at + from) + 1;
    }
}

static struct text redacted(struct text url, char *into, size_t bytes)
{
    (void)snprintf(into, bytes, "%.*s", TEXT_ARG(url));
    log_redact(into);
    return text_of(into);
}

void tape_name(struct text url, int n, char out[TAPE_NAME_BYTES])
{
    char prefix[NAME_PREFIX_BYTES + 1], hex[DIGEST_HEX_BYTES], clean[8192];
    size_t len = 0;
    struct text rest = url = redacted(url, clean, sizeof clean);
    (void)(text_take(&rest, TEXT("https://")) || text_take(&rest, TEXT("http://")));
    for (; len < NAME_PREFIX_BYTES && len < rest.len && rest.at[len] != '?'; len++) {
        char c = rest.at[len];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
        prefix[len] = plain && (len > 0 || c != '.') ? c : '_';
    }
    prefix[len] = '\0';
    (void)snprintf(out, TAPE_NAME_BYTES, "%s-%.*s.%d.txt", prefix, DIGEST_SHOWN, digest_sha256_hex(url, hex), n);
}

static void print_header(const char *name, struct text value, struct buf *out)
{
    if (text_known(value) && http_is_line(value))
        (void)buf_printf(out, "%s: %.*s\n", name, TEXT_ARG(value));
}

void tape_print(const struct http_request *request, const struct http_answer *answer, struct buf *out)
{
    size_t from = out->len;
    struct http_answer copy = *answer;
    (void)buf_printf(out, "%s\nGET %.*s\n", first_line, TEXT_ARG(request->url));
    print_header("accept", request->accept, out);
    print_header("if-none-match", request->if_none_match, out);
    print_header("if-modified-since", request->if_modified_since, out);
    if (answer->failure == HTTP_ANSWERED)
        (void)buf_printf(out, "\nHTTP %d\n", answer->status);
    else
        (void)buf_printf(out, "\nFAILED %s\ndetail: %s\n", http_failure_name(answer->failure), answer->detail);
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        print_header(headers[i].name, *header_of(&copy, i), out);
    size_t body_bytes = text_known(answer->body) ? answer->body.len : 0;
    (void)buf_printf(out, "body-bytes: %zu\n\n", body_bytes);
    if (body_bytes > 0)
        (void)buf_add(out, answer->body);
    redact(out, from);
}

static bool parse_result(struct text line, struct http_answer *out)
{
    int64_t status;
    if (text_take(&line, TEXT("HTTP "))) {
        if (!num_parse(line, 200, 999, &status))
            return false;
        out->status = (int)status;
        return true;
    }
    if (!text_take(&line, TEXT("FAILED ")))
        return false;
    for (int i = HTTP_BAD_URL; i <= HTTP_PROTOCOL; i++) {
        if (text_is(line, http_failure_name((enum http_failure)i))) {
            out->failure = (enum http_failure)i;
            return true;
        }
    }
    return false;
}

static void parse_header(struct text line, struct arena *arena, struct http_answer *out)
{
    struct text name = text_take_until(&line, ':'), value = http_clean(text_trim(line), arena);
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        if (text_is(name, headers[i].name))
            *header_of(out, i) = value;
    }
    if (text_is(name, "detail"))
        http_say(out->detail, "%.*s", TEXT_ARG(value));
}

/* Lines up to an empty one; what they say goes to `take`, unknown lines are passed over. */
static bool parse_head(struct text *rest, struct arena *arena, struct http_answer *out, int64_t *out_body_bytes)
{
    struct text line;
    *out_body_bytes = -1;
    for (int lines = 0; lines < HEAD_LINES_MAX && text_take_line(rest, &line); lines++) {
        if (line.len == 0)
            return *out_body_bytes >= 0;
        struct text number = line;
        if (!text_take(&number, TEXT("body-bytes: ")))
            parse_header(line, arena, out);
        else if (!num_parse(number, 0, TAPE_FILE_BYTES_MAX, out_body_bytes))
            return false;
    }
    return false;
}

bool tape_parse(struct text file, struct arena *arena, struct http_answer *out)
{
    struct text rest = file, line = { 0 };
    struct http_answer answer = { .failure = HTTP_ANSWERED };
    int64_t body_bytes;
    if (!text_take_line(&rest, &line) || !text_is(line, first_line))
        return false;
    for (int lines = 0; lines < HEAD_LINES_MAX && text_take_line(&rest, &line) && line.len > 0; lines++)
        continue; /* the request is for people: the name of the file tells it */
    if (line.len > 0 || !text_take_line(&rest, &line) || !parse_result(line, &answer) ||
        !parse_head(&rest, arena, &answer, &body_bytes) || (uint64_t)body_bytes != rest.len)
        return false;
    if (answer.failure == HTTP_ANSWERED)
        answer.body = rest.len > 0 ? arena_text(arena, rest) : TEXT("");
    *out = answer;
    return true;
}

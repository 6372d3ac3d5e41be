/* Headers, and where the body ends. */
#include "daemon/framing.h"

#include "base/num.h"
#include "daemon/problem.h"

#include <string.h>

/* A name with a blank behind it is one to us and another to somebody on the way. */
static bool is_token(struct text name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c <= ' ' || c >= 0x7F || strchr("\"(),/:;<=>?@[\\]{}", c) != NULL)
            return false;
    }
    return name.len > 0;
}

/* A CR alone ends a line to some on the way, and not to us. */
static bool is_value(struct text value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

/* A line that goes on in the next (RFC 9112 §5.2) is glued by libmicrohttpd to the name of its header, not to its
 * value: "Content-Length:" and " 5" below it come here as "Content-Length5", which says nothing about the body to us
 * and all of it to who reads it as it was meant. No header that exists begins with one of these names. */
static bool is_folded(struct text name)
{
    static const char *const decide[] = { "Host", "Content-Length", "Transfer-Encoding" };
    for (size_t i = 0; i < COUNT_OF(decide); i++) {
        struct text known = text_of(decide[i]);
        if (name.len > known.len && text_equal_ascii_case(text_from(name.at, known.len), known))
            return true;
    }
    return false;
}

void framing_take(struct framing *framing, struct text name, struct text value)
{
    struct request *request = &framing->exchange->request;
    const struct {
        const char *name;
        struct text *out;
        size_t *count;
    } known[] = { { "Host", &request->host, &framing->hosts },
                  { "Content-Length", &framing->length, &framing->lengths },
                  { "Transfer-Encoding", &framing->coding, &framing->codings },
                  { "Expect", &framing->expect, NULL },
                  { "Origin", &request->origin, NULL },
                  { "Authorization", &request->authorization, NULL },
                  { "X-Forwarded-For", &request->forwarded_for, NULL },
                  { "If-None-Match", &request->if_none_match, NULL },
                  { "Accept-Encoding", &request->accept_encoding, NULL },
                  { "Accept", &request->accept, NULL },
                  { "Content-Type", &request->content_type, NULL },
                  { "Last-Event-ID", &request->last_event_id, NULL },
                  { "X-Request-Id", &request->id, NULL } };
    framing->bytes += name.len + value.len;
    framing->bad_names += !is_token(name) || is_folded(name);
    framing->bad_values += !is_value(value);
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (!text_equal_ascii_case(name, text_of(known[i].name)))
            continue;
        if (known[i].count != NULL)
            ++*known[i].count;
        if (!text_known(*known[i].out) || known[i].out == &request->forwarded_for)
            *known[i].out = value;
    }
}

bool framing_check(const struct framing *framing)
{
    struct exchange *exchange = framing->exchange;
    int64_t length = 0;
    if (framing->bytes > REQUEST_HEAD_BYTES_MAX)
        problem_set(exchange, 431, "the headers are longer than %d bytes", REQUEST_HEAD_BYTES_MAX);
    else if (framing->bad_names > 0)
        problem_set(exchange, 400, "a header has a name that none can have");
    else if (framing->bad_values > 0)
        problem_set(exchange, 400, "a header has a control character in its value");
    else if (framing->hosts != 1)
        problem_set(exchange, 400, "a request has one Host header, this one has %zu", framing->hosts);
    else if (framing->lengths + framing->codings > 1)
        problem_set(exchange, 400, "the length of the body is said more than once");
    else if (framing->codings > 0 && framing->is_old) /* RFC 9112 §6.1: it cannot have meant it */
        problem_set(exchange, 400, "Transfer-Encoding is not of HTTP/1.0");
    else if (framing->codings > 0 && !text_equal_ascii_case(framing->coding, TEXT("chunked")))
        problem_set(exchange, 501, "the only Transfer-Encoding understood is chunked");
    else if (framing->lengths > 0 &&
             (text_starts(framing->length, TEXT("-")) || !num_parse(framing->length, 0, INT64_MAX, &length)))
        problem_set(exchange, 400, "the Content-Length is no number");
    else if (length > SWALLOWED_BYTES_MAX || (length > REQUEST_BODY_BYTES_MAX && text_known(framing->expect)))
        problem_set(exchange, 413, "the body is longer than %d bytes", REQUEST_BODY_BYTES_MAX);
    else
        return true;
    return false;
}

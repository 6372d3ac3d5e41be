/* Content-Encoding undone: gzip and deflate, bounded in output, straight into the arena. */
#include "http/transfer.h"

#include <stdint.h>

enum {
    GZIP_END_BYTES = 8,      /* CRC-32 and ISIZE, RFC 1952 §2.3 */
    DEFLATE_RATIO_MAX = 1032 /* no deflate stream grows more: 258 bytes from 2 bits */
};

enum coding { CODING_NONE, CODING_GZIP, CODING_DEFLATE, CODING_UNKNOWN };

/* The codings asked for; a list ("gzip, gzip") and any other name is unknown. */
static enum coding read_coding(struct text name)
{
    static const struct {
        const char *name;
        enum coding coding;
    } codings[] = { { "", CODING_NONE },
                    { "identity", CODING_NONE },
                    { "gzip", CODING_GZIP },
                    { "x-gzip", CODING_GZIP }, /* the same, RFC 9110 §8.4.1.3 */
                    { "deflate", CODING_DEFLATE } };
    if (!text_known(name))
        return CODING_NONE;
    for (size_t i = 0; i < COUNT_OF(codings); i++) {
        if (text_equal_ascii_case(text_trim(name), text_of(codings[i].name)))
            return codings[i].coding;
    }
    return CODING_UNKNOWN;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How long the body says it is: a hint that may lie, so it is trusted no further than deflate can grow. One byte more
 * than the size lets the inflater see the end instead of a full buffer. */
static size_t guess_size(const struct http_coded *coded, enum coding coding, size_t most)
{
    struct text bytes = coded->bytes;
    size_t ceiling = bytes.len < SIZE_MAX / DEFLATE_RATIO_MAX ? bytes.len * DEFLATE_RATIO_MAX : SIZE_MAX;
    ceiling = smaller(ceiling, most);
    if (coding != CODING_GZIP || bytes.len < GZIP_END_BYTES)
        return ceiling;
    const unsigned char *end = (const unsigned char *)bytes.at + bytes.len;
    size_t claim = (size_t)end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
    return smaller(claim + 1, ceiling);
}

static enum status inflate_as(struct inflater *inflater, enum coding coding, struct text bytes, struct buf *out,
                              struct error *err)
{
    if (coding == CODING_GZIP)
        return inflate_gzip(inflater, bytes, out, err);
    return inflate_deflate(inflater, bytes, out, err);
}

static enum http_failure inflate_body(struct inflater *inflater, const struct http_coded *coded, enum coding coding,
                                      struct arena *arena, struct text *out_body)
{
    size_t most = smaller(coded->body_bytes_max, SIZE_MAX - 2) + 1; /* one byte more than allowed tells "too large" */
    for (size_t limit = guess_size(coded, coding, most);; limit = limit < most / 4 ? limit * 4 : most) {
        /* A buffer that is born with its full size never moves out of the arena. */
        struct buf out = { .at = arena_alloc(arena, limit + 1), .size = limit + 1, .limit = limit };
        struct error err = { 0 };
        enum status status = inflate_as(inflater, coding, coded->bytes, &out, &err);
        bool whole = status == OK && out.len <= coded->body_bytes_max;
        arena_shrink(arena, out.at, limit + 1, whole ? out.len + 1 : 0);
        if (whole) {
            *out_body = buf_text(&out);
            return HTTP_ANSWERED;
        }
        if (status != OK && err.detail == INFLATE_PAST_LIMIT && limit < most)
            continue; /* several gzip members, or a length that lied */
        if (status == OK || err.detail == INFLATE_PAST_LIMIT)
            return HTTP_TOO_LARGE;
        return err.detail == INFLATE_CUT ? HTTP_CUT : HTTP_DAMAGED;
    }
}

enum http_failure http_decode(struct inflater *inflater, const struct http_coded *coded, struct arena *arena,
                              struct text *out_body, char detail[static HTTP_DETAIL_BYTES])
{
    enum coding coding = read_coding(coded->encoding);
    enum http_failure failure = HTTP_ANSWERED;
    if (coded->bytes.len == 0) /* nothing to inflate: 204, 304, a challenge without a page, whatever was announced */
        *out_body = TEXT("");
    else if (coding == CODING_UNKNOWN)
        failure = HTTP_PROTOCOL;
    else if (coding != CODING_NONE)
        failure = inflate_body(inflater, coded, coding, arena, out_body);
    else if (coded->bytes.len > coded->body_bytes_max)
        failure = HTTP_TOO_LARGE;
    else
        *out_body = arena_text(arena, coded->bytes);
    if (failure == HTTP_PROTOCOL)
        http_say(detail, "content-encoding \"%.*s\" was not asked for", (int)smaller(coded->encoding.len, 40),
                 coded->encoding.at);
    else if (failure == HTTP_TOO_LARGE)
        http_say(detail, "body of more than %zu bytes (%zu on the wire)", coded->body_bytes_max, coded->bytes.len);
    else if (failure != HTTP_ANSWERED)
        http_say(detail, "compressed body is %s after %zu bytes on the wire",
                 failure == HTTP_CUT ? "cut off" : "damaged", coded->bytes.len);
    return failure;
}

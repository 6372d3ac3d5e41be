/* An HTTP/1 answer as it came over the wire. */
#include "extract/warc_http.h"

#include "base/num.h"
#include "base/zstandard.h"

#include <string.h>

bool warc_next_field(struct text *in, struct text *out_name, struct text *out_value)
{
    struct text line;
    if (!text_take_line(in, &line))
        return false;
    line = text_trim(line);
    if (line.len == 0)
        return false;
    *out_value = line;
    *out_name = text_trim(text_take_until(out_value, ':'));
    *out_value = text_trim(*out_value);
    return true;
}

static bool take_chunk_size(struct text *in, size_t *out_size)
{
    struct text line;
    size_t size = 0, digits = 0;
    if (!text_take_line(in, &line))
        return false;
    line = text_trim(text_take_until(&line, ';')); /* extensions */
    for (; digits < line.len && digits < 8; digits++) {
        int value = num_hex_digit(line.at[digits]);
        if (value < 0)
            return false;
        size = size * 16 + (size_t)value;
    }
    *out_size = size;
    return digits > 0 && digits == line.len;
}

/* Chunks joined; unknown when the bytes are not chunked, or cut off. */
static struct text join_chunks(struct text in, struct arena *arena)
{
    char *all = arena_alloc(arena, in.len + 1);
    size_t len = 0, size;
    while (take_chunk_size(&in, &size)) {
        struct text line;
        if (size == 0)
            return text_from(all, len);
        if (size > in.len)
            break;
        memcpy(all + len, in.at, size);
        len += size;
        in = text_after(in, size);
        if (!text_take_line(&in, &line) || text_trim(line).len > 0)
            break;
    }
    return (struct text){ 0 };
}

/* Into the arena; false with `why` when it cannot be undone. */
static bool unpack(struct text packed, struct text coding, struct inflater *inflater, struct arena *arena,
                   struct warc_page *out)
{
    struct buf body = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX);
    enum status status = INVALID;
    if (inflate_is_gzip(packed))
        status = inflate_gzip(inflater, packed, &body, NULL);
    else if (zstandard_is(packed))
        status = zstandard_unpack(packed, &body, NULL);
    else if (text_equal_ascii_case(coding, TEXT("deflate")))
        status = inflate_deflate(inflater, packed, &body, NULL);
    if (status == OK)
        out->body = arena_text(arena, buf_text(&body));
    else
        out->why = "a page whose packed bytes are damaged, or too many";
    buf_finish(&body);
    return status == OK;
}

static bool is_packed(struct text body, struct text coding)
{
    if (inflate_is_gzip(body) || zstandard_is(body))
        return true;
    bool markup = text_starts(text_trim(body), TEXT("<")) || text_starts(text_trim(body), TEXT("{"));
    return text_equal_ascii_case(coding, TEXT("deflate")) && !markup;
}

void warc_http_read(struct text block, struct inflater *inflater, struct arena *arena, struct warc_page *out)
{
    struct text line = { 0 }, name, value, coding = { 0 };
    bool chunked = false;
    int64_t status;
    (void)text_take_line(&block, &line);
    (void)text_take_until(&line, ' ');
    line = text_trim(line);
    if (!num_parse(text_take_until(&line, ' '), 100, 999, &status)) {
        out->why = "a record without an HTTP status line";
        return;
    }
    out->status = (int)status;
    while (warc_next_field(&block, &name, &value)) {
        if (text_equal_ascii_case(name, TEXT("Content-Encoding")))
            coding = value;
        else if (text_equal_ascii_case(name, TEXT("Transfer-Encoding")))
            chunked = text_equal_ascii_case(value, TEXT("chunked"));
    }
    struct text joined = chunked ? join_chunks(block, arena) : (struct text){ 0 };
    if (text_known(joined))
        block = joined;
    if (text_equal_ascii_case(coding, TEXT("br")) && !text_contains(block, TEXT("<")))
        out->why = "a page packed with brotli, which is not read";
    else if (!is_packed(block, coding))
        out->body = block;
    else
        (void)unpack(block, coding, inflater, arena, out);
}

/* A window over a WARC file. */
#include "extract/warc_bytes.h"

#include <string.h>

enum {
    STEP_BYTES = 256 * 1024,
    PACKED_BYTES_MAX = 4 << 20, /* a member longer than this is searched for the next only behind damage */
    WINDOW_BYTES_MAX = WARC_BLOCK_BYTES_MAX + 2 * STEP_BYTES + 64 * 1024
};

#define GZIP_MAGIC TEXT("\x1F\x8B\x08")

void warc_bytes_open(struct warc_bytes *b, struct warc_source source, struct text first)
{
    *b = (struct warc_bytes){ .source = source,
                              .packed = BUF_WITH_LIMIT(PACKED_BYTES_MAX + STEP_BYTES),
                              .window = BUF_WITH_LIMIT(WINDOW_BYTES_MAX) };
    bool gzip = text_starts(first, GZIP_MAGIC);
    if (gzip)
        b->inflate = inflate_stream_create();
    (void)buf_add(gzip ? &b->packed : &b->window, first);
}

void warc_bytes_close(struct warc_bytes *b)
{
    inflate_stream_destroy(&b->inflate);
    buf_finish(&b->packed);
    buf_finish(&b->window);
}

struct text warc_bytes_seen(const struct warc_bytes *b)
{
    return text_after(buf_text(&b->window), b->at);
}

uint64_t warc_bytes_offset(const struct warc_bytes *b)
{
    if (b->inflate == NULL)
        return b->window_offset + b->at;
    bool between = b->at == b->window.len && inflate_stream_is_whole(b->inflate);
    return between ? b->packed_offset + b->packed_at : b->member_offset;
}

/* Bytes before `count` go. */
static void drop(struct buf *buf, size_t count)
{
    if (count > 0)
        memmove(buf->at, buf->at + count, buf->len - count);
    buf->len -= count;
}

static enum warc_state read_some(struct warc_bytes *b, struct buf *into)
{
    char *room = buf_room(into, STEP_BYTES);
    long got = b->ended || room == NULL ? 0 : b->source.read(b->source.context, room, STEP_BYTES);
    if (got < 0)
        return WARC_BYTES_FAILED;
    b->ended = b->ended || got == 0;
    buf_grew(into, (size_t)got);
    return got > 0 ? WARC_BYTES_HERE : WARC_BYTES_END;
}

/* The packed bytes that nobody needs any more: all before the member, and of a long one all that was taken. */
static void forget_packed(struct warc_bytes *b)
{
    size_t start = b->member_offset > b->packed_offset ? (size_t)(b->member_offset - b->packed_offset) : 0;
    if (start > b->packed_at || b->packed_at - start > PACKED_BYTES_MAX / 2)
        start = b->packed_at;
    if (start < STEP_BYTES && b->packed.len < PACKED_BYTES_MAX)
        return; /* not worth the move */
    drop(&b->packed, start);
    b->packed_at -= start;
    b->packed_offset += start;
}

static enum warc_state inflate_some(struct warc_bytes *b)
{
    size_t made = 0;
    struct text in = text_after(buf_text(&b->packed), b->packed_at);
    if (in.len == 0) {
        forget_packed(b);
        enum warc_state state = read_some(b, &b->packed);
        b->broken = state == WARC_BYTES_END && b->packed_at > 0 && !inflate_stream_is_whole(b->inflate);
        if (state != WARC_BYTES_HERE)
            return b->broken ? WARC_BYTES_DAMAGED : state; /* a member that is cut off */
        in = text_after(buf_text(&b->packed), b->packed_at);
    }
    if (b->at == b->window.len && inflate_stream_is_whole(b->inflate))
        b->member_offset = b->packed_offset + b->packed_at;
    char *room = buf_room(&b->window, STEP_BYTES);
    size_t before = in.len;
    enum status status = inflate_stream_run_member(b->inflate, &in, room, STEP_BYTES, &made, NULL);
    b->packed_at += before - in.len;
    b->broken = status != OK;
    if (b->broken)
        return WARC_BYTES_DAMAGED;
    buf_grew(&b->window, made);
    return WARC_BYTES_HERE;
}

enum warc_state warc_bytes_need(struct warc_bytes *b, size_t count)
{
    while (b->window.len - b->at < count) {
        if (b->at >= STEP_BYTES || b->at == b->window.len) {
            b->window_offset += b->at;
            drop(&b->window, b->at);
            b->at = 0;
        }
        if (b->window.limit - b->window.len < STEP_BYTES)
            return WARC_BYTES_DAMAGED; /* cannot be: nobody needs more than the window holds */
        enum warc_state state = b->inflate != NULL ? inflate_some(b) : read_some(b, &b->window);
        if (state != WARC_BYTES_HERE)
            return state;
    }
    return WARC_BYTES_HERE;
}

/* The next member whose magic can be seen: from the damaged one's second byte on, or, when that was long, from the
 * damage on. */
static enum warc_state resume_gzip(struct warc_bytes *b)
{
    size_t from = b->packed_at, at;
    if (b->member_offset >= b->packed_offset)
        from = (size_t)(b->member_offset - b->packed_offset) + 1;
    b->at = b->window.len;
    b->broken = false;
    inflate_stream_reset(b->inflate);
    while (from > b->packed.len || !text_find(text_after(buf_text(&b->packed), from), GZIP_MAGIC, &at)) {
        size_t keep = b->packed.len < 2 ? b->packed.len : 2; /* of a magic that is cut in two */
        b->packed_offset += b->packed.len - keep;
        drop(&b->packed, b->packed.len - keep);
        from = 0;
        b->packed_at = keep;
        enum warc_state state = read_some(b, &b->packed);
        if (state != WARC_BYTES_HERE)
            return state;
    }
    b->packed_at = from + at;
    b->member_offset = b->packed_offset + b->packed_at;
    return WARC_BYTES_HERE;
}

/* The next line that begins as a record does. */
static enum warc_state resume_plain(struct warc_bytes *b)
{
    static const struct text mark = { "\nWARC/", 6 };
    size_t at;
    while (!text_find(warc_bytes_seen(b), mark, &at)) {
        size_t seen = b->window.len - b->at;
        b->at += seen < mark.len ? 0 : seen - mark.len + 1;
        enum warc_state state = warc_bytes_need(b, b->window.len - b->at + 1);
        if (state != WARC_BYTES_HERE)
            return state;
    }
    b->at += at + 1;
    return WARC_BYTES_HERE;
}

enum warc_state warc_bytes_resume(struct warc_bytes *b)
{
    return b->broken ? resume_gzip(b) : resume_plain(b);
}

/* gzip of any length, a piece at a time. */
#include "base/inflate_stream.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>

enum { PIECE_BYTES_MAX = 1 << 30 }; /* isa-l counts in 32 bits */

struct inflate_stream {
    struct inflate_state state;
    bool inside; /* of a member */
    bool whole;  /* at least one member has ended, and no other has begun */
};

struct inflate_stream *inflate_stream_create(void)
{
    struct inflate_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        oom();
    return stream;
}

void inflate_stream_destroy(struct inflate_stream **stream)
{
    free(*stream);
    *stream = NULL;
}

static void begin_member(struct inflate_stream *stream)
{
    isal_inflate_init(&stream->state);
    stream->state.crc_flag = ISAL_GZIP;
    stream->inside = true;
    stream->whole = false;
}

/* One call of isa-l: takes what it can, makes what it can. */
static enum status step(struct inflate_stream *stream, struct text *in, char *out, size_t room, size_t *out_made,
                        struct error *err)
{
    struct inflate_state *state = &stream->state;
    size_t offered = in->len < PIECE_BYTES_MAX ? in->len : PIECE_BYTES_MAX;
    size_t wanted = room < PIECE_BYTES_MAX ? room : PIECE_BYTES_MAX;
    state->next_in = (uint8_t *)(uintptr_t)in->at; /* isa-l only reads it */
    state->avail_in = (uint32_t)offered;
    state->next_out = (uint8_t *)out;
    state->avail_out = (uint32_t)wanted;
    int code = isal_inflate(state);
    *in = text_after(*in, offered - state->avail_in);
    *out_made = wanted - state->avail_out;
    if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
        return error_set(err, INVALID, "compressed bytes are damaged (isa-l %d)", code);
    if (state->block_state == ISAL_BLOCK_FINISH) {
        stream->inside = false;
        stream->whole = true;
    }
    return OK;
}

static enum status run(struct inflate_stream *stream, bool one_member, struct text *in, char *out, size_t room,
                       size_t *out_made, struct error *err)
{
    size_t all = 0;
    for (;;) {
        size_t made = 0, before = in->len;
        bool was_inside = stream->inside;
        if (!stream->inside && in->len > 0) {
            begin_member(stream);
            was_inside = one_member;
        }
        enum status status = stream->inside ? step(stream, in, out + all, room - all, &made, err) : OK;
        all += made;
        if (status != OK)
            return status;
        if (all == room || (one_member && was_inside && !stream->inside) ||
            (made == 0 && in->len == before && stream->inside == was_inside))
            break;
    }
    *out_made = all;
    return OK;
}

enum status inflate_stream_run(struct inflate_stream *stream, struct text *in, char *out, size_t room, size_t *out_made,
                               struct error *err)
{
    return run(stream, false, in, out, room, out_made, err);
}

enum status inflate_stream_run_member(struct inflate_stream *stream, struct text *in, char *out, size_t room,
                                      size_t *out_made, struct error *err)
{
    return run(stream, true, in, out, room, out_made, err);
}

void inflate_stream_reset(struct inflate_stream *stream)
{
    stream->inside = stream->whole = false;
}

bool inflate_stream_is_whole(const struct inflate_stream *stream)
{
    return stream->whole;
}

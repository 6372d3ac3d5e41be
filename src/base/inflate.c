/* gzip, zlib and raw deflate through ISA-L. */
#include "base/inflate.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>

#define GZIP_MAGIC "\x1f\x8b\x08"

enum { STEP_BYTES = 256 * 1024 }; /* room asked of the output buffer at a time */

struct inflater {
    struct inflate_state state; /* about 80 KiB: tables and window */
};

struct inflater *inflate_create(void)
{
    struct inflater *inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL)
        oom();
    return inflater;
}

void inflate_destroy(struct inflater **inflater)
{
    free(*inflater);
    *inflater = NULL;
}

bool inflate_is_gzip(struct text bytes)
{
    return text_starts(bytes, TEXT(GZIP_MAGIC));
}

/* Tells callers which fault it was; `status` is what error_set() returned. */
static enum status mark(struct error *err, enum inflate_fault fault, enum status status)
{
    if (err != NULL)
        err->detail = (int)fault;
    return status;
}

/* Runs one member to its end. */
static enum status run(struct inflate_state *state, struct buf *out, struct error *err)
{
    while (state->block_state != ISAL_BLOCK_FINISH) {
        size_t room = out->limit - out->len;
        if (room == 0) /* one byte of room more tells "exactly full" from "too large" */
            return mark(err, INFLATE_PAST_LIMIT,
                        error_set(err, INVALID, "inflated bytes pass the limit of %zu", out->limit));
        if (room > STEP_BYTES)
            room = STEP_BYTES;
        if (out->size > out->len + 1 && out->size - out->len - 1 > room)
            room = out->size - out->len - 1; /* a warm buffer is used whole */
        if (room > out->limit - out->len)
            room = out->limit - out->len; /* a buffer that once had a larger limit */
        char *at = buf_room(out, room);
        state->next_out = (uint8_t *)at;
        state->avail_out = (uint32_t)room;
        uint32_t in_before = state->avail_in;
        int code = isal_inflate(state);
        size_t made = room - state->avail_out;
        buf_grew(out, made);
        if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
            return mark(err, INFLATE_DAMAGED, error_set(err, INVALID, "compressed bytes are damaged (isa-l %d)", code));
        if (state->block_state != ISAL_BLOCK_FINISH && made == 0 && state->avail_in == in_before)
            return mark(err, INFLATE_CUT, error_set(err, INVALID, "compressed bytes are cut off"));
    }
    return OK;
}

enum status inflate_gzip(struct inflater *inflater, struct text bytes, struct buf *out, struct error *err)
{
    struct inflate_state *state = &inflater->state;
    if (bytes.len > UINT32_MAX)
        return mark(err, INFLATE_PAST_LIMIT, error_set(err, INVALID, "compressed bytes pass 4 GiB"));
    do {
        if (!inflate_is_gzip(bytes))
            return mark(err, text_starts(TEXT(GZIP_MAGIC), bytes) ? INFLATE_CUT : INFLATE_DAMAGED,
                        error_set(err, INVALID, "not gzip, or garbage behind its end"));
        isal_inflate_init(state);
        state->crc_flag = ISAL_GZIP;
        state->next_in = (uint8_t *)(uintptr_t)bytes.at; /* isa-l only reads it */
        state->avail_in = (uint32_t)bytes.len;
        enum status status = run(state, out, err);
        if (status != OK)
            return status;
        bytes = text_after(bytes, bytes.len - state->avail_in);
    } while (bytes.len > 0);
    return OK;
}

static enum status inflate_as(struct inflate_state *state, uint32_t format, struct text bytes, struct buf *out,
                              struct error *err)
{
    isal_inflate_init(state);
    state->crc_flag = format;
    state->next_in = (uint8_t *)(uintptr_t)bytes.at;
    state->avail_in = (uint32_t)bytes.len;
    return run(state, out, err);
}

/* RFC 1950 §2.2. No raw stream starts so: its first bits would be a stored block with padding that is not zero. */
static bool is_zlib(struct text bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    return bytes.len >= 2 && (at[0] & 0x0F) == 8 && (at[0] << 8 | at[1]) % 31 == 0;
}

enum status inflate_deflate(struct inflater *inflater, struct text bytes, struct buf *out, struct error *err)
{
    if (bytes.len > UINT32_MAX)
        return mark(err, INFLATE_PAST_LIMIT, error_set(err, INVALID, "compressed bytes pass 4 GiB"));
    return inflate_as(&inflater->state, is_zlib(bytes) ? ISAL_ZLIB : ISAL_DEFLATE, bytes, out, err);
}

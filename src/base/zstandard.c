/* zstd for stored answers and for input files. */
#include "base/zstandard.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { LEVEL = 3, STEP_BYTES = 256 * 1024, KEPT_BYTES_MAX = 1024 * 1024 };

/* From one call to the next: to make one costs more than to unpack a kept answer. */
static _Atomic(ZSTD_DStream *) kept;

struct zstandard_packer {
    ZSTD_CCtx *context;
};

struct zstandard_packer *zstandard_packer_create(void)
{
    struct zstandard_packer *packer = calloc(1, sizeof *packer);
    if (packer == NULL || (packer->context = ZSTD_createCCtx()) == NULL)
        oom();
    return packer;
}

void zstandard_packer_destroy(struct zstandard_packer **packer)
{
    if (*packer == NULL)
        return;
    (void)ZSTD_freeCCtx((*packer)->context);
    free(*packer);
    *packer = NULL;
}

bool zstandard_is(struct text bytes)
{
    return text_starts(bytes, TEXT("\x28\xb5\x2f\xfd"));
}

enum status zstandard_pack(struct zstandard_packer *packer, struct text bytes, struct buf *out, struct error *err)
{
    size_t bound = ZSTD_compressBound(bytes.len);
    char *room = buf_room(out, bound);
    if (room == NULL)
        return error_set(err, INVALID, "packed bytes pass the limit of %zu", out->limit);
    size_t made = ZSTD_compressCCtx(packer->context, room, bound, bytes.at, bytes.len, LEVEL);
    if (ZSTD_isError(made))
        return error_set(err, BROKEN, "zstd cannot pack: %s", ZSTD_getErrorName(made));
    buf_grew(out, made);
    return OK;
}

/* *out_starved: out of memory. */
static enum status run(ZSTD_DStream *stream, struct text bytes, struct buf *out, bool *out_starved, struct error *err)
{
    ZSTD_inBuffer in = { bytes.at, bytes.len, 0 };
    size_t left = 1; /* what zstd still wants; 0 at the end of a frame */
    while (in.pos < in.size || left != 0) {
        size_t room = out->limit - out->len;
        if (room == 0)
            return error_set(err, INVALID, "unpacked bytes pass the limit of %zu", out->limit);
        if (room > STEP_BYTES)
            room = STEP_BYTES;
        ZSTD_outBuffer target = { buf_try(out, room), room, 0 };
        *out_starved = target.dst == NULL;
        if (*out_starved)
            return BROKEN;
        size_t in_before = in.pos;
        left = ZSTD_decompressStream(stream, &target, &in);
        *out_starved = ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation;
        if (ZSTD_isError(left))
            return error_set(err, INVALID, "zstd bytes are damaged: %s", ZSTD_getErrorName(left));
        buf_grew(out, target.pos);
        if (left != 0 && target.pos == 0 && in.pos == in_before)
            return error_set(err, INVALID, "zstd bytes are cut off");
    }
    return OK;
}

enum status zstandard_unpack(struct text bytes, struct buf *out, struct error *err)
{
    ZSTD_DStream *stream = atomic_exchange(&kept, NULL);
    if (stream == NULL && (stream = ZSTD_createDStream()) == NULL)
        oom();
    bool starved = false;
    enum status status = run(stream, bytes, out, &starved, err);
    (void)ZSTD_DCtx_reset(stream, ZSTD_reset_session_only); /* also in the middle of a damaged frame */
    if (ZSTD_sizeof_DStream(stream) <= KEPT_BYTES_MAX)
        stream = atomic_exchange(&kept, stream);
    (void)ZSTD_freeDStream(stream); /* NULL is fine */
    if (starved)
        oom();
    return status;
}

/* gzip without a compressor: stored blocks, for tests that make files of any content. */
#ifndef UNDERSTUDY_TESTS_GZIP_STORED_H
#define UNDERSTUDY_TESTS_GZIP_STORED_H

#include "base/buf.h"

#include <stdint.h>

static inline uint32_t gzip_crc32(struct text bytes)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static inline void gzip_add_number(struct buf *out, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        (void)buf_add_char(out, (char)(number >> 8 * i & 0xFF));
}

/* Appends one member. */
static inline void gzip_stored(struct text bytes, struct buf *out)
{
    uint32_t crc = gzip_crc32(bytes), len = (uint32_t)bytes.len;
    (void)buf_add(out, text_from("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
    do {
        struct text block = text_from(bytes.at, bytes.len < 0xFFFF ? bytes.len : 0xFFFF);
        bytes = text_after(bytes, block.len);
        (void)buf_add_char(out, bytes.len == 0 ? '\x01' : '\0');
        gzip_add_number(out, (uint32_t)block.len, 2);
        gzip_add_number(out, ~(uint32_t)block.len, 2);
        (void)buf_add(out, block);
    } while (bytes.len > 0);
    gzip_add_number(out, crc, 4);
    gzip_add_number(out, len, 4);
}

#endif

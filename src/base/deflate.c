/* gzip through ISA-L. */
#include "base/deflate.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>

bool deflate_gzip(struct text bytes, struct arena *arena, struct text *out)
{
    struct isal_zstream stream;
    if (bytes.len == 0 || bytes.len > UINT32_MAX)
        return false;
    char *at = arena_alloc(arena, bytes.len);
    isal_deflate_stateless_init(&stream);
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    stream.next_in = (uint8_t *)(uintptr_t)bytes.at;
    stream.avail_in = (uint32_t)bytes.len;
    stream.next_out = (uint8_t *)at;
    stream.avail_out = (uint32_t)bytes.len - 1;
    bool shorter = isal_deflate_stateless(&stream) == COMP_OK && stream.avail_in == 0;
    if (shorter) {
        arena_shrink(arena, at, bytes.len, stream.total_out);
        *out = text_from(at, stream.total_out);
    }
    return shorter;
}

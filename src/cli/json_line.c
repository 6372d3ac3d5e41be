/* One compact line. */
#include "cli/json_line.h"

#include "base/error.h"

/* jansson escapes what is below 0x20; DEL and U+0080 to U+009F (C2 80 to C2 9F) steer terminals too. */
static int add_part(const char *at, size_t len, void *out)
{
    const char *end = at + len;
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != 0x7F &&
               !((unsigned char)*stop == 0xC2 && end - stop >= 2 && (unsigned char)stop[1] <= 0x9F))
            stop++;
        if (!buf_add(out, text_from(at, (size_t)(stop - at))))
            return -1;
        at = stop;
        if (at < end) {
            unsigned code = (unsigned char)(*at == 0x7F ? at[0] : at[1]);
            if (!buf_printf(out, "\\u%04x", code))
                return -1;
            at += *at == 0x7F ? 1 : 2;
        }
    }
    return 0;
}

void json_add_line(json_t *object, struct buf *out)
{
    if (json_dump_callback(object, add_part, out, JSON_PRINT) != 0)
        oom();
    json_decref(object);
    (void)buf_add_char(out, '\n');
}

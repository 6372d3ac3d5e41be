/* Members of JSON objects. */
#include "cli/json_build.h"

#include "base/clock.h"

#include <math.h>

json_t *json_new_object(void)
{
    json_t *object = json_object();
    if (object == NULL)
        oom();
    return object;
}

json_t *json_new_array(void)
{
    json_t *array = json_array();
    if (array == NULL)
        oom();
    return array;
}

void json_put(json_t *object, const char *key, json_t *value)
{
    if (value == NULL || json_object_set_new(object, key, value) != 0)
        oom();
}

void json_put_text(json_t *object, const char *key, struct text t)
{
    json_put(object, key, json_of_text(t));
}

void json_put_integer(json_t *object, const char *key, int64_t value)
{
    json_put(object, key, json_integer(value));
}

void json_put_number(json_t *object, const char *key, struct number number)
{
    json_put(object, key, number.known ? json_integer(number.value) : json_null());
}

void json_put_real(json_t *object, const char *key, struct decimal value)
{
    json_put(object, key, value.known && isfinite(value.value) ? json_real(value.value) : json_null());
}

void json_put_instant(json_t *object, const char *key, int64_t wall_ms)
{
    char iso[CLOCK_ISO_BYTES];
    json_put_text(object, key, text_of(wall_ms != 0 ? clock_iso(wall_ms, iso) : NULL));
}

void json_push(json_t *array, json_t *value)
{
    if (value == NULL || json_array_append_new(array, value) != 0)
        oom();
}

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

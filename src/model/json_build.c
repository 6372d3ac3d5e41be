/* Members of JSON objects. */
#include "model/json_build.h"

#include "base/clock.h"
#include "base/error.h"
#include "model/movie_json.h"

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
    if (value == NULL || json_object_set_new_nocheck(object, key, value) != 0)
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

struct text json_finished(json_t *value, struct arena *arena)
{
    struct text text = json_printed(value, JSON_PRINT, arena);
    json_decref(value);
    return text;
}

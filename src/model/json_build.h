/* Members of JSON objects, for whatever prints or stores JSON. What cannot be built fails for want of memory: oom().
 * Edge to jansson by way of movie_json.h. */
#ifndef UNDERSTUDY_MODEL_JSON_BUILD_H
#define UNDERSTUDY_MODEL_JSON_BUILD_H

#include "base/num.h"
#include "base/text.h"
#include "model/movie_json.h"

#include <stdint.h>

json_t *json_new_object(void);
json_t *json_new_array(void);
/* Each takes `value` over. */
void json_put(json_t *object, const char *key, json_t *value);
void json_put_text(json_t *object, const char *key, struct text t); /* null when unknown */
void json_put_integer(json_t *object, const char *key, int64_t value);
void json_put_number(json_t *object, const char *key, struct number number); /* null when unknown */
void json_put_real(json_t *object, const char *key, struct decimal value);   /* null when unknown */
void json_put_instant(json_t *object, const char *key, int64_t wall_ms);     /* null for 0 */
void json_push(json_t *array, json_t *value);
/* The text in the arena, compact; the value is given back. */
struct text json_finished(json_t *value, struct arena *arena);

#endif

/* What the files that print JSON share: members of an object, and the line itself. Edge to jansson by way of
 * model/movie_json.h. What cannot be built fails for want of memory: oom(). */
#ifndef UNDERSTUDY_CLI_JSON_BUILD_H
#define UNDERSTUDY_CLI_JSON_BUILD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/num.h"
#include "model/movie_json.h"
#include "store/store.h"

#include <stdint.h>

json_t *json_new_object(void);
json_t *json_new_array(void);
/* Each takes `value` over. */
void json_put(json_t *object, const char *key, json_t *value);
void json_put_text(json_t *object, const char *key, struct text t);
void json_put_integer(json_t *object, const char *key, int64_t value);
void json_put_number(json_t *object, const char *key, struct number number); /* null when unknown */
void json_put_real(json_t *object, const char *key, struct decimal value);   /* null when unknown */
void json_put_instant(json_t *object, const char *key, int64_t wall_ms);     /* null for 0 */
void json_push(json_t *array, json_t *value);

/* The record with `sources` as lookup prints it. */
json_t *json_of_stored(const struct stored_movie *stored, struct arena *arena);
/* One compact line, control characters escaped; takes the object over. */
void json_add_line(json_t *object, struct buf *out);

#endif

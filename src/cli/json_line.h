/* What the files that print JSON lines share. */
#ifndef UNDERSTUDY_CLI_JSON_LINE_H
#define UNDERSTUDY_CLI_JSON_LINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/json_build.h"
#include "store/store.h"

/* The record with `sources` as lookup prints it. */
json_t *json_of_stored(const struct stored_movie *stored, struct arena *arena);
/* One compact line, control characters escaped; takes the object over. */
void json_add_line(json_t *object, struct buf *out);

#endif

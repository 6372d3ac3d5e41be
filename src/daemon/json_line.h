/* What the command line and the HTTP API print alike. */
#ifndef UNDERSTUDY_DAEMON_JSON_LINE_H
#define UNDERSTUDY_DAEMON_JSON_LINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/json_build.h"
#include "store/history.h"
#include "store/store.h"

/* The record with `sources` as lookup prints it. */
json_t *json_of_stored(const struct stored_movie *stored, struct arena *arena);
/* What became of a film, oldest first; `entries` are newest first. */
json_t *json_of_history(const struct history_entry *entries, size_t count);
/* One compact line, control characters escaped; takes the object over. */
void json_add_line(json_t *object, struct buf *out);

#endif

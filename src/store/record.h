/* The whole record as JSON in one column, and back without loss: the fields that have no column, the order of lists,
 * characters, and the people's TMDb ids, which the printed record leaves out. */
#ifndef UNDERSTUDY_STORE_RECORD_H
#define UNDERSTUDY_STORE_RECORD_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "extract/json_cursor.h"
#include "model/movie.h"
#include "store/store.h"

struct text record_write(const struct movie *movie, struct arena *arena);

/* Texts of *out view `json` where they can. DRIFT when it is not JSON; a field of another type is not known. */
MUST_CHECK enum status record_read(struct text json, struct arena *arena, struct movie *out, struct error *err);

/* Told apart to the second, as they are kept. */
bool record_same_origin(const struct field_origin *a, const struct field_origin *b);

/* The object of origins that stands next, field name to {source, licence, fetched_at, answer_sha256}, or to the name of
 * a field before it that has the same, into `out`, which has a place for each field. What it does not tell stays as it
 * is. */
void record_read_origins(struct json_cursor *c, struct arena *arena, struct field_origin *out);

#endif

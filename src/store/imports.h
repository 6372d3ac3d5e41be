/* Lists that came in over HTTP, and how far each is: its ids against `wanted`. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_IMPORTS_H
#define UNDERSTUDY_STORE_IMPORTS_H

#include "store/store.h"

struct import_entry {
    int64_t id;
    struct text name; /* given; unknown when not */
    int64_t ids;
    int64_t at_ms;
};
/* A list begins; its ids follow. */
MUST_CHECK enum status store_import_begin(struct store *store, struct text name, int64_t ids, int64_t now_ms,
                                          int64_t *out_id, struct error *err);
/* In one transaction. */
MUST_CHECK enum status store_import_ids(struct store *store, int64_t id, const struct wanted *rows, size_t count,
                                        struct error *err);
/* The newest `max` before `before_id` (INT64_MAX at first), newest first. */
MUST_CHECK enum status store_imports(struct store *store, int64_t before_id, size_t max, struct arena *arena,
                                     struct import_entry **out, size_t *out_count, struct error *err);

struct import_outcome {
    struct text outcome; /* unknown: none yet */
    int64_t ids;
};
/* One list; its ids by their outcome. */
MUST_CHECK enum status store_import_get(struct store *store, int64_t id, struct arena *arena, struct import_entry *out,
                                        struct import_outcome **out_outcomes, size_t *out_count, struct error *err);

#endif

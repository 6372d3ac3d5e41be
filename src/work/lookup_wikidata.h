/* Wikidata answers for up to 50 ids at once: the workers of one command share its answers. */
#ifndef UNDERSTUDY_WORK_LOOKUP_WIKIDATA_H
#define UNDERSTUDY_WORK_LOOKUP_WIKIDATA_H

#include "base/text.h"

#include <stddef.h>

struct wikidata_batches; /* thread-safe */

/* The ids of the command, in their order, so that one query takes those that come next along; they must live as long.
 */
struct wikidata_batches *wikidata_batches_create(const struct text *ids, size_t count);
void wikidata_batches_destroy(struct wikidata_batches **batches); /* NULL inside is fine */

#endif

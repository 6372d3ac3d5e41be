/* The local index of IMDb's datasets as a source. Pure: store/dataset_index.h has looked the title up. */
#ifndef UNDERSTUDY_SOURCE_DATASET_H
#define UNDERSTUDY_SOURCE_DATASET_H

#include "base/arena.h"
#include "source/source.h"
#include "store/dataset_index.h"

/* The files do not list the id. Not an absence: they lag behind by a day or two, and a merged id simply disappears
 * (facts/imdb-access.md §1c). */
extern const struct answer_class dataset_not_listed;

/* What the index told: `title` as dataset_index_find() gave it, NULL for its NOT_FOUND; `info` for the date.
 * out->class is answer_found or dataset_not_listed. Found may mean that type (and id) are all that is known, namely of
 * titles that are no films in an import without --all; out->note says so, and whom it had to leave out because
 * name.basics has no name of theirs. */
void dataset_read(const struct dataset_title *title, const struct dataset_info *info, struct arena *arena,
                  struct finding *out);

#endif

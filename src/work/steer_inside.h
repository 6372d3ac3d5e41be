/* What the files of a person's hand share. */
#ifndef UNDERSTUDY_WORK_STEER_INSIDE_H
#define UNDERSTUDY_WORK_STEER_INSIDE_H

#include "store/history.h"
#include "work/steer.h"

struct text steer_names_of(uint32_t fields, struct arena *arena); /* "title, overview" */

struct steer_ids {
    struct text asked, canonical;
};
/* Writes these fields of the row, whatever else it has become meanwhile, with its state as it follows from them. The
 * row before and after goes with the note. */
MUST_CHECK enum status steer_write_fields(const struct steer *steer, struct steer_ids ids, uint32_t fields,
                                          const struct history_note *history, struct stored_movie *row,
                                          struct error *err);

#endif

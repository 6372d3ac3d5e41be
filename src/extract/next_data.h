/* __NEXT_DATA__ of a title page or /reference page, every generation, to a record. Pure. */
#ifndef UNDERSTUDY_EXTRACT_NEXT_DATA_H
#define UNDERSTUDY_EXTRACT_NEXT_DATA_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/next_title.h"
#include "extract/title_page.h"

/* `json` starts with the object and may go on behind it (the rest of the page). Fills the whole extraction. */
void next_data_read(struct text json, struct arena *arena, struct extraction *out);

/* The record of a Title object that stands alone, as in an answer of GraphQL. FOUND, NOT_FOUND when the object knows
 * nothing but an id, DRIFT when it has a title and no id. */
void next_title_record(struct next_walk *walk, const struct next_column *column, struct extraction *out);

#endif

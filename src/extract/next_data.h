/* __NEXT_DATA__ of a title page or /reference page, every generation, to a record. Pure. */
#ifndef UNDERSTUDY_EXTRACT_NEXT_DATA_H
#define UNDERSTUDY_EXTRACT_NEXT_DATA_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/title_page.h"

/* `json` starts with the object and may go on behind it (the rest of the page). Fills the whole extraction. */
void next_data_read(struct text json, struct arena *arena, struct extraction *out);

#endif

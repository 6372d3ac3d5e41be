/* Lists, charts, searches and award events of IMDb: pages that are about no title and name many. Each entry becomes a
 * thin record with what the list says of it as context: rank, award, category, event, whether it won. Pure. */
#ifndef UNDERSTUDY_EXTRACT_LIST_PAGE_H
#define UNDERSTUDY_EXTRACT_LIST_PAGE_H

#include "extract/answers.h"

/* False, and nothing changed, when the page is no list: it names no title with its year or rank, or in markup one or
 * two with a year alone. */
bool list_page_read(struct text page, struct arena *arena, struct extractions *out);

#endif

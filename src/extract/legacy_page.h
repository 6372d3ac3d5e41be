/* Title pages that hold their facts in markup: "page-2011" (2010 to 2020) and "page-2005" (2005 to 2016: "tn15",
 * combined, and what looks like them). Pure. */
#ifndef UNDERSTUDY_EXTRACT_LEGACY_PAGE_H
#define UNDERSTUDY_EXTRACT_LEGACY_PAGE_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/title_page.h"

#include <stdbool.h>

/* False, and *out untouched, when `page` is none of these layouts. */
bool legacy_page_read(struct text page, struct arena *arena, struct extraction *out);

/* The same for "page-2021", which is looked for last: such a page has its facts as JSON, unless who saved it left its
 * scripts out. */
bool legacy_rendered_read(struct text page, struct arena *arena, struct extraction *out);

#endif

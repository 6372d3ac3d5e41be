/* schema.org JSON-LD of a title page: what is left when a browser saved the page without its scripts. Pure. */
#ifndef UNDERSTUDY_EXTRACT_JSON_LD_H
#define UNDERSTUDY_EXTRACT_JSON_LD_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/title_page.h"

/* Reads the page's <script type="application/ld+json"> blocks until one is about a title. True when one was: *out is
 * then complete (FOUND or DRIFT); false and *out untouched when the page has none. */
bool json_ld_read(struct text page, struct arena *arena, struct extraction *out);

#endif

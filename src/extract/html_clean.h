/* Bytes of a page of any age made ready for an HTML parser: UTF-8, without scripts, style sheets and comments. Pure. */
#ifndef UNDERSTUDY_EXTRACT_HTML_CLEAN_H
#define UNDERSTUDY_EXTRACT_HTML_CLEAN_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* *out_clean lives in the arena. Pages that are no UTF-8 are read as Windows-1252, which browsers mean by Latin-1;
 * in one that says UTF-8, only the bytes that are wrong. NUL bytes become spaces. False when a tag has more parts
 * than a parser can take in reasonable time. */
bool html_clean(struct text page, struct arena *arena, struct text *out_clean);

#endif

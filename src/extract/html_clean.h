/* Bytes of a page of any age made ready for an HTML parser: UTF-8, without scripts, style sheets and comments. Pure. */
#ifndef UNDERSTUDY_EXTRACT_HTML_CLEAN_H
#define UNDERSTUDY_EXTRACT_HTML_CLEAN_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* In the arena. Pages that are no UTF-8 are read as Windows-1252, which browsers mean by Latin-1; in one that says
 * UTF-8, only the bytes that are wrong. NUL bytes become spaces. A tag with hundreds of parts is left out: the time
 * that a parser takes for it grows with their square. */
struct text html_clean(struct text page, struct arena *arena);

/* The same for the encoding alone. A view of a page that is UTF-8. */
struct text html_utf8(struct text page, struct arena *arena);

/* A page that is no UTF-8 and says to be in an encoding that is not read here: a title would become other letters. */
bool html_is_foreign(struct text page);

#endif

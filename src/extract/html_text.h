/* Foreign text made plain: entities decoded, markup dropped, white space collapsed. Pure. */
#ifndef UNDERSTUDY_EXTRACT_HTML_TEXT_H
#define UNDERSTUDY_EXTRACT_HTML_TEXT_H

#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

/* Runs of ASCII white space become one space, ends trimmed. A view when nothing changes; unknown when nothing is left.
 */
struct text html_collapse(struct text t, struct arena *arena);
/* Character references decoded (numeric, and the names that IMDb writes); others stay as they are. */
struct text html_decode(struct text t, struct arena *arena);
/* Tags dropped (<br> becomes a space), then decoded and collapsed. */
struct text html_strip(struct text t, struct arena *arena);
/* What pages mean by a byte from 0x80 on, and by "&#147;": Windows-1252, also where they say Latin-1. */
unsigned html_windows_1252(unsigned char byte);
/* The character as UTF-8; its length, 1 to 4. */
size_t html_put_utf8(char *to, uint32_t code);

#endif

/* Bytes that hold a page inside: what a browser or a rendering service wrapped it in. Pure. */
#ifndef UNDERSTUDY_EXTRACT_ENVELOPE_H
#define UNDERSTUDY_EXTRACT_ENVELOPE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* Starts as an object, a list or a string does. */
bool envelope_is_json(struct text bytes);

/* The page in `bytes`: in UTF-16 with its byte order mark; in the MHTML file of a
 * browser ("single file"), the first part that is HTML; in JSON, the one string, plain or base64, that is HTML,
 * whatever its key, and of several about one title the longest. False, and *out_page untouched, when there is none, or
 * when the JSON has pages of two titles. */
bool envelope_open(struct text bytes, struct arena *arena, struct text *out_page);

#endif

/* The HTTP answer inside a WARC record, to its body. Inside src/extract only. */
#ifndef UNDERSTUDY_EXTRACT_WARC_HTTP_H
#define UNDERSTUDY_EXTRACT_WARC_HTTP_H

#include "base/inflate.h"
#include "extract/warc.h"

/* Fills status, body and why. `block` begins with the status line. What the head says of codings is believed only
 * where the body bears it out: many writers store bodies already decoded under the old head. */
void warc_http_read(struct text block, struct inflater *inflater, struct arena *arena, struct warc_page *out);

/* The next header field: `name: value`, both trimmed; false at the blank line, which is taken. */
bool warc_next_field(struct text *in, struct text *out_name, struct text *out_value);

#endif

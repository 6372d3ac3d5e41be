/* gzip, zlib and raw deflate through ISA-L, bounded in output.
 * The only file that includes isa-l. */
#ifndef UNDERSTUDY_BASE_INFLATE_H
#define UNDERSTUDY_BASE_INFLATE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

struct inflater; /* state kept between calls: a warm one allocates nothing */

struct inflater *inflate_create(void);
void inflate_destroy(struct inflater **inflater); /* NULL inside is fine */

bool inflate_is_gzip(struct text bytes); /* magic 1f 8b 08 */

/* What err->detail says beside INVALID. */
enum inflate_fault {
    INFLATE_DAMAGED = 1,
    INFLATE_CUT,       /* good as far as it goes: the end is missing */
    INFLATE_PAST_LIMIT /* a bomb, or a limit that was too low */
};

/* Inflate all members of a gzip body ("Content-Encoding: gzip", a .gz file) and append to out.
 * INVALID when damaged, cut off, followed by garbage, or when out's limit would be passed
 * (a bomb: err says so). out may then hold a part. */
MUST_CHECK enum status inflate_gzip(struct inflater *inflater, struct text bytes, struct buf *out, struct error *err);
/* "Content-Encoding: deflate": zlib format, or raw deflate as some servers send it. */
MUST_CHECK enum status inflate_deflate(struct inflater *inflater, struct text bytes, struct buf *out,
                                       struct error *err);

#endif

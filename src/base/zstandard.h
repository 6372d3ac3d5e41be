/* zstd for stored answers and for input files. The only file that includes zstd.h. */
#ifndef UNDERSTUDY_BASE_ZSTANDARD_H
#define UNDERSTUDY_BASE_ZSTANDARD_H

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

bool zstandard_is(struct text bytes); /* magic 28 b5 2f fd */
/* What packing needs of memory: making and clearing it anew takes longer than packing a short answer. One thread's. */
struct zstandard_packer;
struct zstandard_packer *zstandard_packer_create(void);
void zstandard_packer_destroy(struct zstandard_packer **packer); /* NULL inside is fine */
/* Level 3: 11 % of a title page at 2.8 GB/s back (facts/performance.md §2). Appends to out. */
MUST_CHECK enum status zstandard_pack(struct zstandard_packer *packer, struct text bytes, struct buf *out,
                                      struct error *err);
/* INVALID when damaged, cut off, or past out's limit. Appends to out. */
MUST_CHECK enum status zstandard_unpack(struct text bytes, struct buf *out, struct error *err);

#endif

/* gzip of any length, a piece at a time: for files that do not fit into memory.
 * Beside inflate.c the only file that includes isa-l. */
#ifndef UNDERSTUDY_BASE_INFLATE_STREAM_H
#define UNDERSTUDY_BASE_INFLATE_STREAM_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct inflate_stream; /* about 80 KiB, whatever the file */

struct inflate_stream *inflate_stream_create(void);
void inflate_stream_destroy(struct inflate_stream **stream); /* NULL inside is fine */

/* Inflates from *in, which is moved on past what was taken, into at most `room` bytes at `out`. *out_made == 0 means
 * that all of *in is taken and more is needed. Members follow each other without a seam, as gzip has it.
 * INVALID: damaged, or garbage behind the end; out may then hold a part. */
MUST_CHECK enum status inflate_stream_run(struct inflate_stream *stream, struct text *in, char *out, size_t room,
                                          size_t *out_made, struct error *err);
/* The same, but stops where a member ends, so that its bytes and those of the next can be told apart: when the call
 * returns, inflate_stream_is_whole() says whether that is here. */
MUST_CHECK enum status inflate_stream_run_member(struct inflate_stream *stream, struct text *in, char *out, size_t room,
                                                 size_t *out_made, struct error *err);
/* Forgets what it was in the middle of: the next byte is a member's first. */
void inflate_stream_reset(struct inflate_stream *stream);
/* May the bytes end here? True between members only, and not before the first. */
bool inflate_stream_is_whole(const struct inflate_stream *stream);

#endif

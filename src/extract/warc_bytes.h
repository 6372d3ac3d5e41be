/* The bytes of a WARC file as they were before packing: plain, or gzip with a member a record, a window at a time.
 * Knows where in the file they stand, and finds the next whole record behind damage. Inside src/extract only. */
#ifndef UNDERSTUDY_EXTRACT_WARC_BYTES_H
#define UNDERSTUDY_EXTRACT_WARC_BYTES_H

#include "base/buf.h"
#include "base/inflate_stream.h"
#include "extract/warc.h"

struct warc_bytes {
    struct warc_source source;
    struct inflate_stream *inflate; /* NULL: plain */
    struct buf packed;              /* what was read of a gzip file, from the member's start on if it is short */
    size_t packed_at;               /* taken so far */
    uint64_t packed_offset;         /* in the file, of packed.at[0] */
    uint64_t member_offset;         /* in the file, of the member that the window's bytes come from */
    struct buf window;
    size_t at;              /* in the window: next byte */
    uint64_t window_offset; /* of a plain file, of window.at[0] */
    bool ended;             /* the source has no more */
    bool broken;            /* the packing is damaged at packed_at */
};

enum warc_state { WARC_BYTES_HERE, WARC_BYTES_END, WARC_BYTES_DAMAGED, WARC_BYTES_FAILED };

/* `first` is what the caller has read of the file already. */
void warc_bytes_open(struct warc_bytes *b, struct warc_source source, struct text first);
void warc_bytes_close(struct warc_bytes *b);

/* HERE: at least `count` bytes stand at the window's `at`. END: fewer are left, and they are there. */
enum warc_state warc_bytes_need(struct warc_bytes *b, size_t count);
/* What stands in the window. */
struct text warc_bytes_seen(const struct warc_bytes *b);
/* Where in the file the next byte stands; of a gzip file, its member. */
uint64_t warc_bytes_offset(const struct warc_bytes *b);
/* On past the damage to what looks like a record's first byte; what was in the window is given up from `at` on. */
enum warc_state warc_bytes_resume(struct warc_bytes *b);

#endif

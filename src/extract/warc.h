/* WARC files (ISO 28500, 1.0 and 1.1), as archives and crawlers keep what servers answered: the answers for IMDb title
 * pages in them, one after the other, in constant memory. Pure: the bytes come from the caller. */
#ifndef UNDERSTUDY_EXTRACT_WARC_H
#define UNDERSTUDY_EXTRACT_WARC_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/title_page.h"

#include <stdint.h>

/* Up to `room` bytes into `at`: how many, 0 at the end, -1 when they cannot be read. */
struct warc_source {
    long (*read)(void *context, char *at, size_t room);
    void *context;
};

enum {
    WARC_SNIFF_BYTES = 4096,                                /* enough for warc_is() */
    WARC_BLOCK_BYTES_MAX = TITLE_PAGE_BYTES_MAX + (1 << 20) /* of one record: a page, plain, and its HTTP head */
};

/* Do the first bytes of a file, plain or gzip, begin a WARC record? */
bool warc_is(struct text first);

enum warc_event {
    WARC_PAGE,    /* an answer for a title page */
    WARC_DAMAGED, /* a record that was skipped; `why` and `offset` say what and where */
    WARC_END,
    WARC_FAILED /* the source cannot be read */
};

struct warc_page {
    uint64_t offset;  /* of the record in the file; in a gzip file, of its member */
    struct text url;  /* WARC-Target-URI */
    int status;       /* HTTP's; 200 for a record that holds the page without an HTTP head */
    struct text body; /* transfer and content coding undone; unknown when `why` is set */
    const char *why;  /* static: what is wrong with a page that cannot be unpacked, or with a damaged record */
};

struct warc; /* about 400 KiB, and one record */

struct warc *warc_create(struct warc_source source, struct text first);
void warc_destroy(struct warc **warc); /* NULL inside is fine */

/* The next page, or what happened on the way. Texts are in `arena`, or valid until the next call. */
enum warc_event warc_next(struct warc *warc, struct arena *arena, struct warc_page *out);

/* What a page's status and body say: a 404 is not_found, a refusal blocked, whatever the body has. */
void warc_page_read(const struct warc_page *page, struct arena *arena, struct extraction *out);

#endif

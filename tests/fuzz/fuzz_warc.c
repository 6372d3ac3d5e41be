/* WARC files: no crash, no hang, offsets that only grow, and at most one page for each record's first bytes. */
#include "extract/warc.h"
#include "fuzz.h"

#include <string.h>

static struct arena arena;

static long read_input(void *context, char *at, size_t room)
{
    struct text *in = context;
    size_t take = in->len < room ? in->len : room;
    if (take > 0)
        memcpy(at, in->at, take);
    *in = text_after(*in, take);
    return (long)take;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = fuzz_text(data, size), rest = bytes;
    struct text first = text_from(rest.at, rest.len < WARC_SNIFF_BYTES ? rest.len : WARC_SNIFF_BYTES);
    struct warc_page page;
    struct extraction one;
    size_t events = 0;
    (void)warc_is(first);
    rest = text_after(rest, first.len);
    struct warc *warc = warc_create((struct warc_source){ read_input, &rest }, first);
    enum warc_event event;
    while ((event = warc_next(warc, &arena, &page)) == WARC_PAGE || event == WARC_DAMAGED) {
        LAW(page.offset <= size);
        LAW(++events <= size + 1);
        LAW(event == WARC_PAGE || page.why != NULL);
        if (event == WARC_PAGE) {
            warc_page_read(&page, &arena, &one);
            LAW((one.outcome == EXTRACT_FOUND) == (one.why == NULL));
        }
        arena_reset(&arena);
    }
    LAW(event == WARC_END);
    warc_destroy(&warc);
    return 0;
}

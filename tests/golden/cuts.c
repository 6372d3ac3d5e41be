/* Pages cut short at every thousandth byte: never a crash, and never a record of another title than the whole page's.
 * And fed in pieces of as many, as a WARC record: the same bytes come out, and the same record.
 *
 * usage: cuts FILE...    closes with "N passed, N failed"; a page is a test */
#include "base/buf.h"
#include "extract/answers.h"
#include "extract/warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_BYTES = 1000 };

static struct arena arena, whole_arena;

static bool read_file(const char *name, struct buf *out)
{
    FILE *file = fopen(name, "rb");
    size_t got = 1;
    while (file != NULL && got > 0) {
        char *room = buf_room(out, 1 << 16);
        got = room != NULL ? fread(room, 1, 1 << 16, file) : 0;
        if (room != NULL)
            buf_grew(out, got);
    }
    return file != NULL && fclose(file) == 0 && !out->overflow;
}

/* The bytes in a block of just their size: a sanitizer sees whoever reads on. */
static bool cut_is_good(struct text page, size_t bytes, const struct extractions *whole)
{
    struct extractions cut;
    char *copy = malloc(bytes > 0 ? bytes : 1);
    bool good = copy != NULL;
    if (copy != NULL && bytes > 0)
        memcpy(copy, page.at, bytes);
    arena_reset(&arena);
    if (copy != NULL)
        extract_read(text_from(copy, bytes), (struct text){ 0 }, &arena, &cut);
    for (size_t i = 0; good && i < cut.count; i++) {
        bool known = cut.at[i].outcome != EXTRACT_FOUND;
        for (size_t j = 0; !known && j < whole->count; j++)
            known = whole->at[j].outcome == EXTRACT_FOUND &&
                    text_equal(cut.at[i].movie.imdb_id, whole->at[j].movie.imdb_id);
        good = known;
    }
    free(copy);
    return good;
}

struct feed {
    struct text rest;
};

static long next_piece(void *context, char *at, size_t room)
{
    struct feed *feed = context;
    size_t bytes = feed->rest.len < STEP_BYTES ? feed->rest.len : STEP_BYTES;
    bytes = bytes < room ? bytes : room;
    memcpy(at, feed->rest.at, bytes);
    feed->rest = text_after(feed->rest, bytes);
    return (long)bytes;
}

/* As an answer over HTTP in a WARC file. */
static bool pieces_are_good(struct text page, const struct extraction *whole)
{
    static const char http[] = "HTTP/1.1 200 OK\r\n\r\n";
    struct buf file = BUF_WITH_LIMIT(2 * TITLE_PAGE_BYTES_MAX);
    struct warc_page got;
    struct extraction one;
    (void)buf_printf(&file,
                     "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.imdb.com/title/tt9900001/\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     strlen(http) + page.len, http);
    (void)buf_add(&file, page);
    (void)buf_add_z(&file, "\r\n\r\n");
    struct feed feed = { buf_text(&file) };
    struct warc *warc = warc_create((struct warc_source){ next_piece, &feed }, TEXT(""));
    arena_reset(&arena);
    bool good = warc_next(warc, &arena, &got) == WARC_PAGE && text_equal(got.body, page);
    if (good) {
        warc_page_read(&got, &arena, &one);
        good = one.outcome == whole->outcome && text_equal(one.movie.imdb_id, whole->movie.imdb_id) &&
               text_equal(one.movie.title, whole->movie.title);
    }
    good = good && warc_next(warc, &arena, &got) == WARC_END;
    warc_destroy(&warc);
    buf_finish(&file);
    return good;
}

static bool page_is_good(const char *name)
{
    struct buf bytes = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX);
    struct extractions whole;
    bool good = read_file(name, &bytes);
    struct text page = buf_text(&bytes);
    arena_reset(&whole_arena);
    extract_read(page, (struct text){ 0 }, &whole_arena, &whole);
    if (good && !pieces_are_good(page, &whole.at[0])) {
        printf("# %s: another record in pieces than as a whole\n", name);
        good = false;
    }
    for (size_t at = 0; good && at < page.len; at += STEP_BYTES) {
        good = cut_is_good(page, at, &whole);
        if (!good)
            printf("# %s: cut at byte %zu: a record that the whole page does not give\n", name, at);
    }
    buf_finish(&bytes);
    return good;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        bool good = page_is_good(argv[i]);
        passed += good;
        failed += !good;
    }
    arena_finish(&arena);
    arena_finish(&whole_arena);
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}

/* Pages cut short at every thousandth byte: never a crash, and never a record of another title than the whole page's.
 *
 * usage: cuts FILE...    closes with "N passed, N failed"; a page is a test */
#include "base/buf.h"
#include "extract/answers.h"

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

static bool page_is_good(const char *name)
{
    struct buf bytes = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX);
    struct extractions whole;
    bool good = read_file(name, &bytes);
    struct text page = buf_text(&bytes);
    arena_reset(&whole_arena);
    extract_read(page, (struct text){ 0 }, &whole_arena, &whole);
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

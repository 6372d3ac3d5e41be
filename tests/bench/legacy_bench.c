/* Old title page to record, against libxml2 making its own tree of the same bytes and freeing it; CPU time, one run.
 * usage: legacy_bench BAR FILE...   Prints medians over rounds; exits 1 when the ratio passes BAR. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/num.h"
#include "extract/title_page.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 11, FILES_MAX = 128 };

static struct buf pages[FILES_MAX];
static size_t page_count;
static struct arena arena;

static double cpu_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void load(const char *path)
{
    struct buf *page = &pages[page_count++];
    FILE *in = fopen(path, "rb");
    page->limit = TITLE_PAGE_BYTES_MAX;
    for (size_t got = 1; in != NULL && got > 0;) {
        char *room = buf_room(page, 1u << 16);
        got = room != NULL ? fread(room, 1, 1u << 16, in) : 0;
        buf_grew(page, got);
    }
    if (in == NULL || page->len == 0) {
        fprintf(stderr, "legacy_bench: cannot read %s\n", path);
        exit(2);
    }
    fclose(in);
}

static double pass(bool ours)
{
    double start = cpu_ms();
    for (size_t i = 0; i < page_count; i++) {
        struct text page = buf_text(&pages[i]);
        if (ours) {
            struct extraction got;
            arena_reset(&arena);
            title_page_read(page, &arena, &got);
            if (got.outcome != EXTRACT_FOUND)
                exit(3);
        } else {
            htmlDocPtr tree = htmlReadMemory(page.at, (int)page.len, NULL, NULL,
                                             HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
            if (tree == NULL)
                exit(3);
            xmlFreeDoc(tree);
        }
    }
    return (cpu_ms() - start) / (double)page_count;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    double theirs[ROUNDS], ours[ROUNDS], ratio[ROUNDS], bar;
    if (argc < 3 || argc - 2 > FILES_MAX || !num_parse_decimal(text_of(argv[1]), &bar)) {
        fprintf(stderr, "usage: legacy_bench BAR FILE...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        load(argv[i]);
    (void)pass(true); /* warm */
    for (int i = 0; i < ROUNDS; i++) {
        theirs[i] = pass(false);
        ours[i] = pass(true);
        ratio[i] = ours[i] / theirs[i];
    }
    double middle = median(ratio);
    printf("pages %zu  libxml2's tree alone %.3f ms/page  page to record %.3f ms/page  ratio %.3f (bar %.2f)\n",
           page_count, median(theirs), median(ours), middle, bar);
    return middle <= bar ? 0 : 1;
}

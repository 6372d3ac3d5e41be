/* Gzipped title page to record, against ISA-L inflating the same bytes alone; CPU time, one run.
 * usage: extract_bench BAR FILE.gz...   Prints medians over rounds; exits 1 when the ratio passes BAR. */
#include "base/arena.h"
#include "base/inflate.h"
#include "base/num.h"
#include "paired.h"

#include <malloc.h>
#include <sys/resource.h>

enum { ROUNDS = 31 };

static struct inflater *inflater;
static struct buf body = { .limit = TITLE_PAGE_BYTES_MAX };
static struct arena arena;

/* One pass over all pages; with or without reading them. */
static double pass(bool extract)
{
    double start = cpu_ms();
    for (size_t i = 0; i < page_count; i++) {
        struct error err;
        buf_clear(&body);
        if (inflate_gzip(inflater, buf_text(&pages[i]), &body, &err) != OK)
            exit(2);
        if (extract) {
            struct extraction got;
            arena_reset(&arena);
            title_page_read(buf_text(&body), &arena, &got);
            if (got.outcome != EXTRACT_FOUND) {
                fprintf(stderr, "extract_bench: page %zu: %s\n", i + 1, got.why);
                exit(3);
            }
        }
    }
    return cpu_ms() - start;
}

int main(int argc, char **argv)
{
    double alone[ROUNDS], whole[ROUNDS], ratio[ROUNDS], bar;
    if (argc < 3 || argc - 2 > FILES_MAX || !num_parse_decimal(text_of(argv[1]), &bar)) {
        fprintf(stderr, "usage: extract_bench BAR FILE.gz...\n");
        return 2;
    }
    inflater = inflate_create();
    for (int i = 2; i < argc; i++)
        load(argv[i]);
    (void)pass(true); /* warm */
    size_t allocated = mallinfo2().uordblks;
    for (int i = 0; i < ROUNDS; i++) {
        alone[i] = pass(false);
        whole[i] = pass(true);
        ratio[i] = whole[i] / alone[i];
    }
    size_t grown = mallinfo2().uordblks - allocated;
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    double middle = median(ratio, ROUNDS), pages_counted = (double)page_count;
    printf("pages %zu  inflate alone %.3f ms/page  page to record %.3f ms/page  ratio %.3f (bar %.2f)\n", page_count,
           median(alone, ROUNDS) / pages_counted, median(whole, ROUNDS) / pages_counted, middle, bar);
    printf("heap grown by %zu bytes over %d warm rounds; peak memory of the bench %ld KiB, input %s\n", grown, ROUNDS,
           usage.ru_maxrss, "included");
    return middle <= bar ? 0 : 1;
}

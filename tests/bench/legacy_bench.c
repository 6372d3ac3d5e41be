/* Old title page to record, against libxml2 making its own tree of the same bytes and freeing it; CPU time, one run.
 * usage: legacy_bench BAR FILE...   Prints medians over rounds; exits 1 when the ratio passes BAR. */
#include "base/arena.h"
#include "base/num.h"
#include "paired.h"

#include <libxml/HTMLparser.h>

enum { ROUNDS = 11 };

static struct arena arena;

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
    double middle = median(ratio, ROUNDS);
    printf("pages %zu  libxml2's tree alone %.3f ms/page  page to record %.3f ms/page  ratio %.3f (bar %.2f)\n",
           page_count, median(theirs, ROUNDS), median(ours, ROUNDS), middle, bar);
    return middle <= bar ? 0 : 1;
}

/* What benches over pages have in common: CPU time, the pages in memory, and the median over rounds. */
#ifndef UNDERSTUDY_TESTS_BENCH_PAIRED_H
#define UNDERSTUDY_TESTS_BENCH_PAIRED_H

#include "base/buf.h"
#include "extract/title_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILES_MAX = 128 };

static struct buf pages[FILES_MAX];
static size_t page_count;

static inline double cpu_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void load(const char *path)
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
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    fclose(in);
}

static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline double median(double *values, size_t count) /* sorts them */
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

#endif

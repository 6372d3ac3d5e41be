/* Titles out of the local index, as a lookup takes them: find and read into a record. Prints microseconds a title.
 * usage: dataset_find_bench INDEX FILE-OF-IDS BAR   exits 1 when the median passes the bar (mean and
 * tail are the machine's as much as ours). */
#include "base/clock.h"
#include "source/dataset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { IDS_MAX = 20000 };

static double now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
    static char ids[IDS_MAX][16];
    static double times[IDS_MAX];
    struct dataset_index *index;
    struct error err;
    struct arena arena = { 0 };
    size_t count = 0, people = 0, found = 0;
    FILE *file = argc == 4 ? fopen(argv[2], "r") : NULL;
    if (file == NULL || dataset_index_open(argv[1], &index, &err) != OK) {
        fprintf(stderr, "usage: dataset_find_bench INDEX FILE-OF-IDS BAR\n");
        return 2;
    }
    while (count < IDS_MAX && fgets(ids[count], sizeof ids[count], file) != NULL) {
        ids[count][strcspn(ids[count], "\n")] = '\0';
        count++;
    }
    (void)fclose(file);
    double sum = 0, bar = strtod(argv[3], NULL);
    for (size_t i = 0; i < count; i++) {
        struct dataset_title title;
        struct finding finding;
        arena_reset(&arena);
        double start = now_us();
        if (dataset_index_find(index, text_of(ids[i]), &arena, &title, &err) == OK) {
            dataset_read(&title, dataset_index_info(index), &arena, &finding);
            found++;
            people += finding.movie.directors.count + finding.movie.writers.count + finding.movie.cast.count;
        }
        times[i] = now_us() - start;
        sum += times[i];
    }
    qsort(times, count, sizeof *times, by_size);
    double mean = sum / (double)count, median = times[count / 2];
    bool good = found == count && median < bar;
    printf(
        "%zu films at random from the index, %.1f people each: median %.1f us, mean %.1f us, 99 %% %.1f us  bar %g%s\n",
        found, (double)people / (double)count, median, mean, times[count * 99 / 100], bar, good ? "" : "   <-- missed");
    dataset_index_close(&index);
    arena_finish(&arena);
    return good ? 0 : 1;
}

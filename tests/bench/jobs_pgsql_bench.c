/* Nodes that claim a job and acknowledge it, over and over, on PostgreSQL: jobs a second of all together.
 * usage: jobs_pgsql_bench URL NODES SECONDS; the queue "q" holds jobs of the worker "A". */
#include "base/clock.h"
#include "store/jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static long run(const char *url, int node, int64_t seconds)
{
    struct store_options options = { .url = text_of(url) };
    struct store *store = NULL;
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct text producer = arena_printf(&arena, "11111111-2222-4333-8444-%012d", node);
    struct arena batch = { 0 };
    long done = 0;
    enum status status = store_open(&options, &store, &err);
    int64_t until_mono_ms =
        clock_mono_ms() + seconds * CLOCK_SECOND_MS; /* connecting does not count: pgbench's neither */
    while (status == OK && clock_mono_ms() < until_mono_ms) {
        struct job *jobs = NULL;
        size_t count = 0;
        const struct job_claim claim = { .queue = TEXT("q"),
                                         .node = TEXT("node"),
                                         .producer = producer,
                                         .workers = TEXT("[\"A\"]"),
                                         .max = 1,
                                         .now_ms = clock_real_ms() };
        arena_reset(&batch);
        status = store_jobs_claim(store, &claim, &batch, &jobs, &count, &err);
        if (status == OK && count == 0)
            status = error_set(&err, NOT_FOUND, "the queue is empty: fill in more jobs");
        if (status == OK) {
            const struct job_ack ack = { .fence = jobs[0].fence, .end = JOB_COMPLETE, .now_ms = clock_real_ms() };
            status = store_job_acknowledge(store, &ack, &err);
        }
        done += status == OK;
    }
    if (status != OK)
        (void)fprintf(stderr, "jobs_pgsql_bench: %s\n", err.text);
    store_close(&store);
    arena_finish(&batch);
    arena_finish(&arena);
    return status == OK ? done : -1;
}

int main(int argc, char **argv)
{
    int nodes = argc > 3 ? atoi(argv[2]) : 0, seconds = argc > 3 ? atoi(argv[3]) : 0, ends[2];
    long all = 0;
    if (nodes < 1 || seconds < 1 || pipe(ends) != 0)
        return 2;
    for (int i = 0; i < nodes; i++) {
        if (fork() == 0) {
            long done = run(argv[1], i, seconds);
            _exit(write(ends[1], &done, sizeof done) == (ssize_t)sizeof done && done >= 0 ? 0 : 1);
        }
    }
    for (int i = 0; i < nodes; i++) {
        long done = -1;
        if (read(ends[0], &done, sizeof done) != (ssize_t)sizeof done || done < 0)
            return 1;
        all += done;
    }
    while (wait(NULL) > 0) {
    }
    (void)printf("%.0f\n", (double)all / seconds);
    return 0;
}

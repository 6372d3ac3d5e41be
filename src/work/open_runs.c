/* Kept by thread: each ends its own. */
#include "work/open_runs.h"

#include <string.h>

void open_runs_init(struct open_runs *runs)
{
    if (pthread_mutex_init(&runs->lock, NULL) != 0)
        oom();
}

void open_runs_finish(struct open_runs *runs)
{
    (void)pthread_mutex_destroy(&runs->lock);
}

void open_runs_set(struct open_runs *runs, size_t thread, const struct job *jobs, size_t count)
{
    (void)pthread_mutex_lock(&runs->lock);
    for (size_t i = 0; i < count; i++)
        runs->threads[thread].at[i] = jobs[i].fence;
    runs->threads[thread].count = count;
    (void)pthread_mutex_unlock(&runs->lock);
}

size_t open_runs_close(struct open_runs *runs, size_t thread, int64_t job_id)
{
    (void)pthread_mutex_lock(&runs->lock);
    struct job_fence *at = runs->threads[thread].at;
    size_t count = runs->threads[thread].count;
    for (size_t i = 0; i < count; i++) {
        if (at[i].id == job_id) {
            at[i] = at[--count];
            break;
        }
    }
    runs->threads[thread].count = count;
    (void)pthread_mutex_unlock(&runs->lock);
    return count;
}

size_t open_runs_all(struct open_runs *runs, struct job_fence out[OPEN_RUNS_MAX])
{
    size_t count = 0;
    (void)pthread_mutex_lock(&runs->lock);
    for (size_t i = 0; i < OPEN_RUNS_THREADS_MAX; i++) {
        memcpy(&out[count], runs->threads[i].at, runs->threads[i].count * sizeof out[0]);
        count += runs->threads[i].count;
    }
    (void)pthread_mutex_unlock(&runs->lock);
    return count;
}

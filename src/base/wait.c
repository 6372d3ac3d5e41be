/* Conditions that are waited for by the monotonic clock. */
#include "base/wait.h"

#include "base/error.h"

#include <time.h>

void wait_init(pthread_cond_t *condition)
{
    pthread_condattr_t how;
    if (pthread_condattr_init(&how) != 0 || pthread_condattr_setclock(&how, CLOCK_MONOTONIC) != 0 ||
        pthread_cond_init(condition, &how) != 0)
        oom();
    (void)pthread_condattr_destroy(&how);
}

bool wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms)
{
    const struct timespec until = { (time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000 };
    return pthread_cond_timedwait(condition, lock, &until) == 0;
}

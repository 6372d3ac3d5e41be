/* Preloaded: this machine's clock is wrong by OTHER_CLOCK_SECONDS. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    const char *seconds = getenv("OTHER_CLOCK_SECONDS");
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(id, out);
    if (id == CLOCK_REALTIME && seconds != NULL)
        out->tv_sec += strtol(seconds, NULL, 10);
    return code;
}

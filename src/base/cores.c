/* glibc's name for the number of processors. */
#define _DEFAULT_SOURCE
#include "base/cores.h"

#include <unistd.h>

size_t cores_online(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}

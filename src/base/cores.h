/* How many processors there are to share work among. POSIX.1-2008 has no word for it. */
#ifndef UNDERSTUDY_BASE_CORES_H
#define UNDERSTUDY_BASE_CORES_H

#include <stddef.h>

size_t cores_online(void); /* at least 1 */

#endif

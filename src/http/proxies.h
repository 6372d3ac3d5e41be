/* The proxies that the operator named, in that order: the first that works carries everything. They are ways out of a
 * network, not more guests at a host: src/gate counts by the host that is asked, whatever the way. */
#ifndef UNDERSTUDY_HTTP_PROXIES_H
#define UNDERSTUDY_HTTP_PROXIES_H

#include "base/arena.h"
#include "base/text.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define PROXY_LEFT_ALONE_MS (5 * 60 * INT64_C(1000)) /* one that failed */

enum { PROXIES_MAX = 8 };

struct proxies { /* {0} and no lock made: none, and nothing below may be called */
    const char *urls[PROXIES_MAX];
    int64_t down_until_mono_ms[PROXIES_MAX];
    int count;
    pthread_mutex_t lock; /* over down_until_mono_ms */
};

/* Views in arena. False when the list is ill-formed; proxies_finish() either way. */
bool proxies_init(struct text list, struct arena *arena, struct proxies *out);
void proxies_finish(struct proxies *proxies);
/* The first that is not left alone; -1 when all are. */
int proxies_pick(struct proxies *proxies, int64_t now_mono_ms);
void proxies_fail(struct proxies *proxies, int which, int64_t now_mono_ms);

#endif

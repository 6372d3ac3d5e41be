/* SIGINT and SIGTERM while a pool works: the first lets what is under way end, the second kills as usual. */
#ifndef UNDERSTUDY_CLI_INTERRUPT_H
#define UNDERSTUDY_CLI_INTERRUPT_H

#include "cli/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct interrupt {
    sigset_t signals, before;
    pthread_t thread;
    struct pool *pool;
    bool running;
    atomic_bool came, told; /* the pool knows of it, and the thread will not touch it again */
};
/* Before any other thread is started: they inherit what it blocks. */
void interrupt_block(struct interrupt *interrupt);
/* From here on a signal interrupts the pool. Without a thread to be had, signals wait until interrupt_end(). */
void interrupt_watch(struct interrupt *interrupt, struct pool *pool);
bool interrupt_came(struct interrupt *interrupt);
/* Before pool_stop() when none came, so that the pool is not touched later; after it otherwise, so that a second signal
 * is heard while the pool ends. */
void interrupt_end(struct interrupt *interrupt);

#endif

/* SIGINT and SIGTERM while threads work: the first lets what is under way end, the second kills as usual. */
#ifndef UNDERSTUDY_CLI_INTERRUPT_H
#define UNDERSTUDY_CLI_INTERRUPT_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

struct interrupt {
    sigset_t signals, before;
    pthread_t thread;
    void (*stop)(void *context);
    void *context;
    bool running;
    atomic_bool came, told; /* stop() has been called, and will not be again */
};
/* Before any other thread is started: they inherit what it blocks. */
void interrupt_block(struct interrupt *interrupt);
/* From here on a signal calls stop(context), on another thread. Without a thread to be had, signals wait until
 * interrupt_end(). */
void interrupt_watch(struct interrupt *interrupt, void (*stop)(void *context), void *context);
bool interrupt_came(struct interrupt *interrupt);
/* Before what `context` is ends when no signal came, so that it is not touched later; after it otherwise, so that a
 * second signal is heard meanwhile. */
void interrupt_end(struct interrupt *interrupt);

#endif

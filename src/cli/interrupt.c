/* Signals while threads work, on a thread of their own: a handler could not wake the others safely. */
#include "cli/interrupt.h"

#include "base/clock.h"

/* A word of our own to the watching thread: the end. */
enum { SIGNAL_END = SIGUSR1 };

void interrupt_block(struct interrupt *interrupt)
{
    *interrupt = (struct interrupt){ 0 };
    (void)sigemptyset(&interrupt->signals);
    (void)sigaddset(&interrupt->signals, SIGINT);
    (void)sigaddset(&interrupt->signals, SIGTERM);
    (void)sigaddset(&interrupt->signals, SIGNAL_END);
    (void)pthread_sigmask(SIG_BLOCK, &interrupt->signals, &interrupt->before);
}

static void *watch(void *context)
{
    struct interrupt *interrupt = context;
    int signal_number = 0;
    (void)sigwait(&interrupt->signals, &signal_number);
    if (signal_number == SIGNAL_END)
        return NULL;
    atomic_store(&interrupt->came, true);
    interrupt->stop(interrupt->context);
    atomic_store(&interrupt->told, true);
    sigset_t end = interrupt->signals;
    (void)sigdelset(&end, SIGINT);
    (void)sigdelset(&end, SIGTERM);
    (void)pthread_sigmask(SIG_SETMASK, &end, NULL); /* this thread takes the second one, and with it the process ends */
    (void)sigwait(&end, &signal_number);
    return NULL;
}

void interrupt_watch(struct interrupt *interrupt, void (*stop)(void *context), void *context)
{
    interrupt->stop = stop;
    interrupt->context = context;
    interrupt->running = pthread_create(&interrupt->thread, NULL, watch, interrupt) == 0;
}

bool interrupt_came(struct interrupt *interrupt)
{
    if (!atomic_load(&interrupt->came))
        return false;
    while (!atomic_load(&interrupt->told))
        clock_sleep_ms(1); /* it is between two lines of watch() */
    return true;
}

void interrupt_end(struct interrupt *interrupt)
{
    if (interrupt->running) {
        (void)pthread_kill(interrupt->thread, SIGNAL_END);
        (void)pthread_join(interrupt->thread, NULL);
    }
    interrupt->running = false;
    (void)pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
}

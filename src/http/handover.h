/* Workers hand tickets to the one I/O thread and wait; between fetches a ticket rests here. Knows nothing of HTTP.
 * A ticket belongs to the worker, except between put and done, when it belongs to the I/O thread. */
#ifndef UNDERSTUDY_HTTP_HANDOVER_H
#define UNDERSTUDY_HTTP_HANDOVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First member of what is handed over. */
struct ticket {
    struct ticket *next; /* in idle, in incoming, or in the list that handover_take() gave */
    pthread_cond_t ended;
    bool done;
};

struct handover {
    pthread_mutex_t lock;    /* guards all below, and every ticket's `done` */
    struct ticket *idle;     /* ticket.next */
    struct ticket *incoming; /* ticket.next; put, not yet taken */
    size_t busy;             /* tickets that a worker has out */
    bool stopping;
};

void handover_init(struct handover *h);
void handover_finish(struct handover *h); /* nothing may be busy or idle any more */
void ticket_init(struct ticket *t);
void ticket_finish(struct ticket *t);

/* For workers. */
struct ticket *handover_borrow(struct handover *h); /* NULL: none is idle, make one; it counts as borrowed */
void handover_give_back(struct handover *h, struct ticket *t);
void handover_put(struct handover *h, struct ticket *t); /* then wake the I/O thread, then wait */
/* At most until then, by clock_mono_ms(); false when the ticket is not back yet. */
bool handover_wait(struct handover *h, struct ticket *t, int64_t until_mono_ms);

/* For whoever ends it all. */
void handover_stop(struct handover *h);
struct ticket *handover_drain(struct handover *h); /* an idle ticket, to be destroyed; NULL when none is left */

/* For the I/O thread. */
bool handover_take(struct handover *h, struct ticket **out_incoming); /* false: time to stop */
void handover_done(struct handover *h, struct ticket *t);             /* hands off *t afterwards */

#endif

/* Hand-over of tickets between workers and the I/O thread: one lock, one condition a ticket. */
#include "http/handover.h"

#include "base/error.h"
#include "base/wait.h"

#include <assert.h>

void handover_init(struct handover *h)
{
    *h = (struct handover){ 0 };
    if (pthread_mutex_init(&h->lock, NULL) != 0)
        oom();
}

void handover_finish(struct handover *h)
{
    assert(h->busy == 0 && h->idle == NULL && h->incoming == NULL);
    (void)pthread_mutex_destroy(&h->lock);
}

void ticket_init(struct ticket *t)
{
    *t = (struct ticket){ 0 };
    wait_init(&t->ended);
}

void ticket_finish(struct ticket *t)
{
    (void)pthread_cond_destroy(&t->ended);
}

struct ticket *handover_borrow(struct handover *h)
{
    (void)pthread_mutex_lock(&h->lock);
    struct ticket *t = h->idle;
    if (t != NULL)
        h->idle = t->next;
    h->busy++;
    (void)pthread_mutex_unlock(&h->lock);
    return t;
}

void handover_give_back(struct handover *h, struct ticket *t)
{
    (void)pthread_mutex_lock(&h->lock);
    t->next = h->idle;
    h->idle = t;
    h->busy--;
    (void)pthread_mutex_unlock(&h->lock);
}

void handover_put(struct handover *h, struct ticket *t)
{
    (void)pthread_mutex_lock(&h->lock);
    assert(!h->stopping);
    t->done = false;
    t->next = h->incoming;
    h->incoming = t;
    (void)pthread_mutex_unlock(&h->lock);
}

bool handover_wait(struct handover *h, struct ticket *t, int64_t until_mono_ms)
{
    bool early = true;
    (void)pthread_mutex_lock(&h->lock);
    while (!t->done && early)
        early = wait_until(&t->ended, &h->lock, until_mono_ms);
    bool done = t->done;
    (void)pthread_mutex_unlock(&h->lock);
    return done;
}

void handover_stop(struct handover *h)
{
    (void)pthread_mutex_lock(&h->lock);
    assert(h->busy == 0);
    h->stopping = true;
    (void)pthread_mutex_unlock(&h->lock);
}

struct ticket *handover_drain(struct handover *h)
{
    struct ticket *t = h->idle; /* no lock: all other threads are gone */
    if (t != NULL)
        h->idle = t->next;
    return t;
}

bool handover_take(struct handover *h, struct ticket **out_incoming)
{
    (void)pthread_mutex_lock(&h->lock);
    *out_incoming = h->incoming;
    h->incoming = NULL;
    bool go_on = !h->stopping;
    (void)pthread_mutex_unlock(&h->lock);
    return go_on;
}

void handover_done(struct handover *h, struct ticket *t)
{
    (void)pthread_mutex_lock(&h->lock);
    t->done = true;
    (void)pthread_cond_signal(&t->ended); /* under the lock: once it is open, the worker may reuse the ticket */
    (void)pthread_mutex_unlock(&h->lock);
}

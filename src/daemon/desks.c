/* Threads that answer what would keep an HTTP thread waiting, and each thread's own connection to the store. */
#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/problem.h"

#include <stdlib.h>
#include <string.h>

static _Thread_local struct desk *own; /* of an HTTP thread; it lives no longer than its server */

static struct desk *make(struct daemon *daemon)
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (desk == NULL)
        oom();
    desk->daemon = daemon;
    desk->random = (struct random){ random_seed() };
    (void)pthread_mutex_lock(&daemon->lock);
    desk->next = daemon->desks;
    daemon->desks = desk;
    (void)pthread_mutex_unlock(&daemon->lock);
    return desk;
}

struct desk *desk_here(struct daemon *daemon)
{
    if (own == NULL)
        own = make(daemon);
    return own;
}

struct store *desk_store(struct desk *desk, struct exchange *exchange)
{
    struct error err;
    if (desk->store != NULL)
        return desk->store;
    enum status status = store_open(&desk->daemon->store, &desk->store, &err);
    if (status == OK)
        return desk->store;
    log_event(LOG_ERROR, "store", "request=%s reason=\"%s\"", exchange->id, err.text);
    problem_set(exchange, 503, "the database cannot be reached just now");
    exchange->response.retry_after_s = 5;
    return NULL;
}

static bool take(struct daemon *daemon, struct exchange *exchange, size_t max)
{
    (void)pthread_mutex_lock(&daemon->lock);
    bool room = daemon->queued < max && !daemon->desks_over;
    if (room) {
        exchange->next = NULL;
        if (daemon->queue_end != NULL)
            daemon->queue_end->next = exchange;
        else
            daemon->queue = exchange;
        daemon->queue_end = exchange;
        daemon->queued++;
        (void)pthread_cond_broadcast(&daemon->changed);
    }
    (void)pthread_mutex_unlock(&daemon->lock);
    return room;
}

bool desks_take(struct daemon *daemon, struct exchange *exchange)
{
    return take(daemon, exchange, QUEUE_MAX);
}

void desks_take_back(struct daemon *daemon, struct exchange *exchange)
{
    (void)take(daemon, exchange, SIZE_MAX);
}

/* NULL: it is over. */
static struct exchange *next(struct daemon *daemon)
{
    (void)pthread_mutex_lock(&daemon->lock);
    while (daemon->queue == NULL && !daemon->desks_over)
        (void)pthread_cond_wait(&daemon->changed, &daemon->lock);
    struct exchange *exchange = daemon->queue;
    if (exchange != NULL) {
        daemon->queue = exchange->next;
        if (daemon->queue == NULL)
            daemon->queue_end = NULL;
        daemon->queued--;
    }
    (void)pthread_mutex_unlock(&daemon->lock);
    return exchange;
}

static void *work(void *context)
{
    struct daemon *daemon = context;
    struct desk *desk = make(daemon);
    for (struct exchange *exchange = next(daemon); exchange != NULL; exchange = next(daemon)) {
        if (exchange->route->handle(desk, exchange) == HTTPD_ANSWER)
            daemon_answer(daemon, exchange);
    }
    return NULL;
}

enum status desks_start(struct daemon *daemon, struct error *err)
{
    int why = 0;
    while (daemon->desk_thread_count < DESKS && why == 0) {
        why = pthread_create(&daemon->desk_threads[daemon->desk_thread_count], NULL, work, daemon);
        daemon->desk_thread_count += why == 0;
    }
    return why == 0 ? OK : error_set(err, BROKEN, "cannot start a thread: %s", strerror(why));
}

void desks_stop(struct daemon *daemon)
{
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->stopping = daemon->desks_over = true;
    (void)pthread_cond_broadcast(&daemon->changed);
    (void)pthread_mutex_unlock(&daemon->lock);
    for (size_t i = 0; i < daemon->desk_thread_count; i++)
        (void)pthread_join(daemon->desk_threads[i], NULL);
    daemon->desk_thread_count = 0;
}

void desks_close(struct daemon *daemon)
{
    while (daemon->desks != NULL) {
        struct desk *desk = daemon->desks;
        daemon->desks = desk->next;
        store_close(&desk->store);
        free(desk);
    }
}

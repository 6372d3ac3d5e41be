/* Connections in a list. */
#include "daemon/peers.h"

#include "base/error.h"

#include <stdlib.h>
#include <sys/socket.h>

struct peer *peers_add(struct peers *peers, int fd, int64_t now_ms, int64_t deadline_ms)
{
    struct peer *peer = calloc(1, sizeof *peer);
    if (peer == NULL)
        oom();
    peer->fd = fd;
    peer->since_ms = now_ms;
    atomic_store(&peer->deadline_ms, deadline_ms);
    (void)pthread_mutex_lock(&peers->lock);
    peer->after = peers->first;
    if (peer->after != NULL)
        peer->after->before = peer;
    peers->first = peer;
    (void)pthread_mutex_unlock(&peers->lock);
    return peer;
}

void peers_remove(struct peers *peers, struct peer *peer)
{
    (void)pthread_mutex_lock(&peers->lock);
    if (peer->before != NULL)
        peer->before->after = peer->after;
    else
        peers->first = peer->after;
    if (peer->after != NULL)
        peer->after->before = peer->before;
    (void)pthread_mutex_unlock(&peers->lock);
    free(peer);
}

void peers_tick(struct peers *peers, int64_t now_ms)
{
    (void)pthread_mutex_lock(&peers->lock);
    for (struct peer *peer = peers->first; peer != NULL; peer = peer->after) {
        int64_t deadline_ms = atomic_load(&peer->deadline_ms);
        if (deadline_ms != PEER_FOREVER && deadline_ms < now_ms)
            (void)shutdown(peer->fd, SHUT_RDWR);
    }
    (void)pthread_mutex_unlock(&peers->lock);
}

size_t peers_fresh(struct peers *peers, int64_t since_ms)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&peers->lock);
    for (const struct peer *peer = peers->first; peer != NULL; peer = peer->after)
        count += !atomic_load(&peer->asked) && peer->since_ms > since_ms;
    (void)pthread_mutex_unlock(&peers->lock);
    return count;
}

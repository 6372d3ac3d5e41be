/* The connections that are open, and how long each may go on as it is. Thread-safe. */
#ifndef UNDERSTUDY_DAEMON_PEERS_H
#define UNDERSTUDY_DAEMON_PEERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { PEER_FOREVER = 0 };

struct peer {
    struct peer *before, *after;
    int fd;
    int64_t since_ms;
    atomic_bool asked;           /* the first line of a request has come */
    _Atomic int64_t deadline_ms; /* PEER_FOREVER: none */
};

struct peers { /* lock initialised by whoever owns it */
    pthread_mutex_t lock;
    struct peer *first;
};

struct peer *peers_add(struct peers *peers, int fd, int64_t now_ms, int64_t deadline_ms);
void peers_remove(struct peers *peers, struct peer *peer);
/* Those that have had their time are shut down: their threads see the end, and close them. */
void peers_tick(struct peers *peers, int64_t now_ms);
/* Those that connected after `since_ms` and have not asked yet. */
size_t peers_fresh(struct peers *peers, int64_t since_ms);

#endif

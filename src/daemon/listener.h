/* The socket that `serve` listens on: made from server.listen, or handed over by systemd. */
#ifndef UNDERSTUDY_DAEMON_LISTENER_H
#define UNDERSTUDY_DAEMON_LISTENER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct listener {
    int fd;
    bool loopback;      /* or a Unix socket: nobody beyond this machine reaches it */
    char place[160];    /* for people: http://127.0.0.1:8642, unix:/run/… */
    struct text remove; /* the file of a Unix socket that is ours; unknown = none */
};

/* Is `listen` (HOST:PORT or unix:PATH) out of reach from other machines? Names are resolved; INVALID when they cannot
 * be. */
MUST_CHECK enum status listener_is_loopback(struct text listen, bool *out, struct error *err);

/* BROKEN when the place is taken or not ours. With LISTEN_FDS of systemd, the socket that is there (only one). */
MUST_CHECK enum status listener_open(struct text listen, struct arena *arena, struct listener *out, struct error *err);
void listener_close(struct listener *listener);

/* systemd's notices over NOTIFY_SOCKET: "READY=1", "STOPPING=1", "WATCHDOG=1", …; nothing without it. */
void notify_system(const char *state);
/* How often WATCHDOG=1 is due; 0 = never. */
int64_t notify_watchdog_ms(void);

#endif

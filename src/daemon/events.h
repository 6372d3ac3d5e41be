/* What happens to films, told to whoever listens (server-sent events): the rows of movie_history, whichever process
 * wrote them. */
#ifndef UNDERSTUDY_DAEMON_EVENTS_H
#define UNDERSTUDY_DAEMON_EVENTS_H

#include "daemon/daemon.h"

enum { LISTENERS_MAX = 64, REPLAYED_MAX = 1000 };

struct events; /* thread-safe */
struct events *events_create(void);
void events_destroy(struct events **events); /* NULL inside is fine; events_end() has been called */

/* Everything behind entry `after_id` (at most REPLAYED_MAX), then what comes; -1 = only what comes. TRANSIENT: there
 * are too many listeners. */
MUST_CHECK enum status events_listen(struct events *events, struct store *store, int64_t after_id,
                                     struct stream **out_stream, struct error *err);
/* What is new goes out; now and then a sign of life. From one thread. */
MUST_CHECK enum status events_tick(struct events *events, struct store *store, int64_t now_ms, struct error *err);
/* Nobody is told anything any more. */
void events_end(struct events *events);

#endif

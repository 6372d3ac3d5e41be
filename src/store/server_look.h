/* How it stands with the server and those who work on it (PostgreSQL): nodes, queues, locks, dead rows. */
#ifndef UNDERSTUDY_STORE_SERVER_LOOK_H
#define UNDERSTUDY_STORE_SERVER_LOOK_H

#include "store/store.h"

struct server_finding {
    struct text what;   /* nodes, queue, locks, rows, oban */
    bool bad;           /* somebody should do something */
    struct text text;   /* one clause */
    struct text remedy; /* unknown when there is nothing to do */
};
/* *out_count is 0 on SQLite. */
MUST_CHECK enum status store_server_look(struct store *store, int64_t now_ms, struct arena *arena,
                                         struct server_finding **out, size_t *out_count, struct error *err);

#endif

/* PostgreSQL's word that a job was inserted, so that it need not wait for the next tick. A hint and no more: ticks go
 * on, and behind a pooler, on SQLite, or where the application's Oban does not notify, nothing is ever heard. */
#ifndef UNDERSTUDY_WORK_HINTS_H
#define UNDERSTUDY_WORK_HINTS_H

#include "store/oban.h"

struct hints;
struct hints_calls {
    void (*wake)(void *context);                        /* a job was inserted, perhaps */
    void (*signal)(void *context, struct text payload); /* see signals.h */
    void (*second)(void *context, struct store *store); /* while it listens, about once a second */
    void *context;
};
/* A thread with a connection of its own, which calls what was heard. NULL where nothing can be. */
struct hints *hints_start(const struct store_options *store, const struct hints_calls *calls);
void hints_stop(struct hints **hints); /* NULL inside is fine */

#endif

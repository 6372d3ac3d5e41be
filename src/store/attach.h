/* Attaching to an application's database (PostgreSQL), and back. Tables of ours stand in a schema `understudy`; nothing
 * else of the application's is changed, but `movies` where placeholders are to stand in it, as the plan says.
 * Everything in one transaction. */
#ifndef UNDERSTUDY_STORE_ATTACH_H
#define UNDERSTUDY_STORE_ATTACH_H

#include "store/oban.h"

struct attach_finding {
    bool forbids; /* placeholders in `movies`, until the application's owner has changed it */
    struct text text;
};
struct attach_look {
    struct oban_state
        oban; /* version and schema of the application's oban_jobs; role and place when attached already */
    bool is_attached;
    struct attach_finding *findings; /* of `movies` */
    size_t count;
    struct text plan; /* SQL that would be run; "" = nothing is left to do */
};
/* What would be done for `to` (ATTACHED or SHARED), or for ALONE: detaching. Changes nothing. INVALID, with the remedy,
 * where it cannot be done: SQLite, a store that is not attached or in another way, no oban_jobs that we know. */
MUST_CHECK enum status store_attach_look(const struct store_options *options, enum store_attach to, struct arena *arena,
                                         struct attach_look *out, struct error *err);
/* Does it. INVALID also for SHARED when a finding forbids it. */
MUST_CHECK enum status store_attach(const struct store_options *options, enum store_attach to, struct arena *arena,
                                    struct attach_look *out, struct error *err);

#endif

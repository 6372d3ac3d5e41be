/* Exchanges that wait for films: told by the runner, ended by the clock. */
#ifndef UNDERSTUDY_DAEMON_WAITS_H
#define UNDERSTUDY_DAEMON_WAITS_H

#include "daemon/daemon.h"

struct waiting { /* of an exchange; lives in its arena */
    struct text *ids;
    struct text *answers; /* of a job that ended meanwhile: its lookup as JSON; unknown until then */
    size_t count, open;   /* open: without an answer */
    int64_t deadline_ms;
    struct exchange *exchange;
    struct waiting *next;
    struct arena arena; /* of the answers: another thread writes them; the desk gives it back */
};
/* From here on the ends of jobs are heard; before the jobs are inserted, so that none is missed. */
void waits_listen(struct daemon *daemon, struct waiting *waiting);
/* The exchange goes back to a desk when all have answers, its time is over, or the daemon stops. False: that is so
 * already, and it stays with the caller. */
bool waits_leave(struct daemon *daemon, struct waiting *waiting);
/* That one is not waited for: its answer is the empty text. */
void waits_give_up(struct daemon *daemon, struct waiting *waiting, size_t i);
/* Nothing is waited for after all. */
void waits_forget(struct daemon *daemon, struct waiting *waiting);
void waits_hear(struct daemon *daemon, const struct lookup_result *result);
void waits_tick(struct daemon *daemon, int64_t now_ms, bool all);

#endif

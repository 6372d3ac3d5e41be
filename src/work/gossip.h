/* What a node tells of itself on Oban's channel `gossip` (facts/oban-contract.md §6), as every Elixir node does:
 * without it Oban Web takes each job that we run for one whose node has died. It keeps one check for a node and queue,
 * and forgets it after 30 s. */
#ifndef UNDERSTUDY_WORK_GOSSIP_H
#define UNDERSTUDY_WORK_GOSSIP_H

#include "store/jobs.h"

struct gossip_queue {
    struct text name; /* as it stands in oban_jobs */
    struct text uuid; /* of its producer: attempted_by[2] of every row that it claims */
    int64_t limit;    /* so many may run at once, however many wait */
    bool paused;
};
/* Ours as a JSON array, one object each; `changed_ms` when it was not as it is. */
struct text gossip_checks(const char *node, int64_t started_ms, int64_t changed_ms, const struct gossip_queue *queues,
                          size_t count, const struct job_fence *runs, size_t run_count, struct arena *arena);

struct gossip { /* {0} is one that has told nothing */
    int64_t started_ms, changed_ms, again_mono_ms;
    struct text told;
    struct arena arena; /* of `told` */
};
/* Tells when something has changed, and else every ten seconds. */
MUST_CHECK enum status gossip_tell(struct gossip *gossip, struct store *store, const char *node,
                                   const struct gossip_queue *queues, size_t count, const struct job_fence *runs,
                                   size_t run_count, struct error *err);
void gossip_finish(struct gossip *gossip);

#endif

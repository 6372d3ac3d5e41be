/* Who does Oban's duties (store/oban.h), as a runner keeps it. */
#ifndef UNDERSTUDY_WORK_LEADER_H
#define UNDERSTUDY_WORK_LEADER_H

#include "store/oban.h"

struct leader {
    bool leads; /* they are ours */
    bool told;  /* that they are somebody's or nobody's */
    int64_t next_mono_ms;
};
/* Asks again well within the lease, else does nothing. What an administrator should know is logged once. */
MUST_CHECK enum status leader_look(struct leader *leader, struct store *store, const char *node, struct error *err);
/* At the end. */
void leader_resign(struct leader *leader, struct store *store, const char *node);

#endif

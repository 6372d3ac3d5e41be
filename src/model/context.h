/* The context of a film: what the lists and festivals that want it say of it, one JSON object (contract §4). Pure. */
#ifndef UNDERSTUDY_MODEL_CONTEXT_H
#define UNDERSTUDY_MODEL_CONTEXT_H

#include "base/arena.h"
#include "base/text.h"

enum { CONTEXT_BYTES_MAX = 64 << 10 }; /* a festival row with notes is below 2 kB; room for thirty of them */

enum context_change {
    CONTEXT_SAME, /* the newer one says nothing new; *out is `older` itself */
    CONTEXT_GREW,
    CONTEXT_FULL /* both together are longer than CONTEXT_BYTES_MAX; *out is `older` itself */
};
/* Everything that either says: members of both, objects member by member; where plain values differ, a list of them,
 * the older first, each once (a film may be on two festivals). Unknown is an empty context; what is no JSON object says
 * nothing, and stays when it is the older one. */
enum context_change context_merge(struct text older, struct text newer, struct arena *arena, struct text *out);

#endif

/* A set of numbers below ID_SET_END: IMDb's ids, which lie close together. A bit a number, in pieces of 65,536. */
#ifndef UNDERSTUDY_BASE_ID_SET_H
#define UNDERSTUDY_BASE_ID_SET_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_SET_END UINT64_C(10000000000) /* ten digits */

struct id_set { /* {0} is an empty set */
    uint64_t **pieces;
    size_t piece_count;
};

enum { ID_SET_PIECES_MAX = 4096 }; /* 32 MiB: 268 million ids side by side; IMDb has 40 million of titles */

/* False, and nothing added, when the ids are scattered over more pieces than that. */
MUST_CHECK bool id_set_add(struct id_set *set, uint64_t id);
bool id_set_has(const struct id_set *set, uint64_t id);
void id_set_remove(struct id_set *set, uint64_t id);
void id_set_finish(struct id_set *set);

#endif

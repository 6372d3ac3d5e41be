/* A set of numbers below ID_SET_END: IMDb's or TMDb's ids, which lie close together. A bit a number, in pieces of
 * 65,536.
 */
#ifndef UNDERSTUDY_BASE_ID_SET_H
#define UNDERSTUDY_BASE_ID_SET_H

#include "base/compiler.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_SET_END UINT64_C(10000000000) /* ten digits */

struct id_set { /* {0} is an empty set */
    uint64_t **pieces;
    size_t piece_count;
    size_t first, end; /* of the pieces that are there */
};

enum { ID_SET_PIECES_MAX = 4096 }; /* 32 MiB: 268 million ids side by side; IMDb has 40 million of titles */

/* False, and nothing added, when the ids are scattered over more pieces than that. */
MUST_CHECK bool id_set_add(struct id_set *set, uint64_t id);
bool id_set_has(const struct id_set *set, uint64_t id);
void id_set_remove(struct id_set *set, uint64_t id);
/* The smallest member from `from` on; false when there is none. */
bool id_set_next(const struct id_set *set, uint64_t from, uint64_t *out_id);

/* A piece as bytes, for keeping: piece n has the ids from n * ID_SET_PIECE_IDS on, bit b of byte B is the one after
 * 8 B + b of them. */
enum { ID_SET_PIECE_IDS = 1 << 16, ID_SET_PIECE_BYTES = ID_SET_PIECE_IDS / 8 };
void id_set_save(const struct id_set *set, uint64_t piece, char out[ID_SET_PIECE_BYTES]);
/* Adds what was saved. False, and nothing added, when it is no such piece, or one too many. */
MUST_CHECK bool id_set_load(struct id_set *set, uint64_t piece, struct text bytes);

void id_set_finish(struct id_set *set);

#endif

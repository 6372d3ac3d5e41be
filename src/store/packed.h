/* An answer's bytes made ready for raw_answers. Inside src/store only. */
#ifndef UNDERSTUDY_STORE_PACKED_H
#define UNDERSTUDY_STORE_PACKED_H

#include "store/store_inside.h"

struct packed_answer {
    struct text sha256; /* unknown when no body came */
    struct text body;   /* zstd; unknown when the bytes are kept already: packing is the dearest part of keeping them */
};

struct unpacked_answer {
    struct text body;
    struct text sha256; /* where the caller has it; else unknown */
    bool anew;          /* is packed also when it is kept already, where it may be damaged */
};
/* Before a transaction: the write lock is everybody's. Texts live in the store's scratch arena, or as long as the
 * caller's. */
MUST_CHECK enum status packed_make(struct store *store, const struct unpacked_answer *answer, struct packed_answer *out,
                                   struct error *err);

/* The bytes that the name stands for, in the arena, or false: a kept answer must never be something else than what
 * came. */
bool packed_open(struct text packed, int64_t bytes, struct text sha256, struct arena *arena, struct text *out);

/* Inside a transaction, before somebody is written down who holds the answer: nobody finds meanwhile that nobody does.
 */
MUST_CHECK enum status answer_hold(struct store *store, struct text sha256, struct error *err);
/* Inside a transaction: deletes the answer if nobody holds it any more. */
MUST_CHECK enum status answer_let_go(struct store *store, struct text sha256, struct error *err);

#endif

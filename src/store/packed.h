/* An answer's bytes made ready for raw_answers. Inside src/store only. */
#ifndef UNDERSTUDY_STORE_PACKED_H
#define UNDERSTUDY_STORE_PACKED_H

#include "store/store_inside.h"

struct packed_answer {
    struct text sha256; /* unknown when no body came */
    struct text body;   /* zstd; unknown when the bytes are kept already: packing is the dearest part of keeping them */
};

/* Before a transaction: the write lock is everybody's. `anew`: packs also what is kept already, which may be damaged.
 * Texts live in the store's scratch arena. */
MUST_CHECK enum status packed_make(struct store *store, struct text body, bool anew, struct packed_answer *out,
                                   struct error *err);

#endif

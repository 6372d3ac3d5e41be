/* What a person changed on a row, by `placeholders edit` or by SQL on `movies`, survives whatever is written later.
 * An edit is a field whose origin is "person": one that was marked when it was edited here, or one whose column no
 * longer says what the record said when the row was last written. Pure. */
#ifndef UNDERSTUDY_STORE_EDITS_H
#define UNDERSTUDY_STORE_EDITS_H

#include "store/store.h"

bool edits_is_one(const struct field_origin *origin);

/* Gives the origin "person" to what differs from `written`; a row that was never written by us has no edits. */
void edits_mark(struct stored_movie *row, const struct movie *written);

/* Edits without a time were found just now. */
void edits_date(struct stored_movie *row, int64_t now_ms);

/* Takes over the edits of `from`, values that a person removed included. Returns how many. */
size_t edits_keep(struct stored_movie *into, const struct stored_movie *from);

#endif

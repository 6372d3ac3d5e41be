/* Whatever a person or a gateway hands us, to records: a title page, a list, or an answer of IMDb's GraphQL or
 * suggestion service, which may hold many titles or none. Pure: no network, no database, no globals. */
#ifndef UNDERSTUDY_EXTRACT_ANSWERS_H
#define UNDERSTUDY_EXTRACT_ANSWERS_H

#include "extract/title_page.h"

enum { EXTRACTIONS_MAX = 1000 }; /* titles of one input; GraphQL answers 250 at most */

struct extractions {
    struct extraction *at; /* in the arena */
    size_t count;          /* at least 1: an input without a title says so */
};

/* `bytes` is inflated HTML or JSON text; texts of the result view it or the arena. With `wanted_id` known (exactly tt
 * and digits) just that title counts: one extraction, NOT_FOUND when the input holds other titles only. A suggestion
 * answer to a question for an id is asked for that id, whoever reads it: what else it offers are near matches. */
void extract_read(struct text bytes, struct text wanted_id, struct arena *arena, struct extractions *out);

/* Is it about that title, by its id or the one that IMDb merged it into? */
bool extraction_is_about(const struct extraction *one, struct text id);

#endif

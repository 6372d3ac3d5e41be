/* Answers of the service behind IMDb's search field (facts/imdb-access.md §1b). Pure. */
#ifndef UNDERSTUDY_EXTRACT_SUGGESTION_H
#define UNDERSTUDY_EXTRACT_SUGGESTION_H

#include "extract/answers.h"

/* `imdb$tt0000001({…})`, as the service answered scripts until about 2020, to the object inside. Other text stays. */
struct text suggestion_unwrap(struct text text);

/* One extraction a title, in the answer's order; people and others are left out. When the question was an id, that
 * becomes *wanted_id unless the caller wants one already: an unknown id is answered with its nearest match. */
void suggestion_read(struct text json, struct arena *arena, struct text *wanted_id, struct extractions *out);

#endif

/* Answers of IMDb's GraphQL services (facts/imdb-access.md §2): `title`, `titles`, and lists of nodes as searches and
 * charts give them. Pure. */
#ifndef UNDERSTUDY_EXTRACT_GRAPHQL_H
#define UNDERSTUDY_EXTRACT_GRAPHQL_H

#include "extract/answers.h"

/* One extraction a title, in the answer's order; a null in a `titles` list is one too (NOT_FOUND). An answer that
 * holds errors and no title: BLOCKED when asking again may help, DRIFT when the question was wrong. */
void graphql_read(struct text json, struct arena *arena, struct extractions *out);

#endif

/* OMDb as a source: the URL to ask and the answer read (facts/imdb-access.md §1f). Pure. */
#ifndef UNDERSTUDY_SOURCE_OMDB_H
#define UNDERSTUDY_SOURCE_OMDB_H

#include "base/arena.h"
#include "base/text.h"
#include "source/source.h"

enum { OMDB_BYTES_MAX = 1 << 20 }; /* answers have 1 to 3 kB */

/* {url}/?i=tt…&plot=full&r=json; the key goes as http_request.query_secret, "apikey=…". */
struct text omdb_url(struct text base_url, struct text imdb_id, struct arena *arena);

/* Reads a body that came with status 200 (ANSWER_OMDB_JSON tells of the others). class: found; absent (OMDb has no such
 * title); answer_source_trouble ("Error getting data.", also what it says of many titles that IMDb has); the classes
 * of 401 when the error is about key or limit; malformed; other_id.
 * People have no ids, the date has no country; `type` is unknown for shorts, which OMDb calls movies. */
void omdb_read(struct text body, struct text imdb_id, struct arena *arena, struct finding *out);

#endif

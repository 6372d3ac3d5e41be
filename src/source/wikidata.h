/* Wikidata as a source: one SPARQL query for up to 50 titles, and its answer read for one of them
 * (facts/imdb-access.md §1f). Pure. */
#ifndef UNDERSTUDY_SOURCE_WIKIDATA_H
#define UNDERSTUDY_SOURCE_WIKIDATA_H

#include "base/arena.h"
#include "base/text.h"
#include "source/source.h"

#include <stdbool.h>

enum {
    WIKIDATA_IDS_MAX = 50,         /* ids of ten digits: the URL has then 3.2 kB */
    WIKIDATA_URL_BYTES_MAX = 6000, /* servers take 8 kB; would hold about 180 ids */
    WIKIDATA_BYTES_MAX = 16 << 20, /* 50 titles of 400 rows of 450 bytes are 9 MB */
};

/* {query_url}?query=…&format=json for 1 to WIKIDATA_IDS_MAX ids. Accept: application/sparql-results+json. */
struct text wikidata_url(struct text query_url, const struct text *imdb_ids, size_t count, struct arena *arena);

/* The rows of an answer, each with the id that it is about: one pass over the bytes, for however many ids they are
 * read. Looks into `body`. */
struct wikidata_rows {
    struct wikidata_row {
        struct text imdb_id, bytes;
    } * at;
    size_t count;
    bool whole; /* else it is no answer: ill-formed, or cut off by the service's time-out */
};
void wikidata_open(struct text body, struct arena *arena, struct wikidata_rows *out);

/* Reads the rows of one id. class: found, absent (Wikidata has no item of the id), malformed (not whole). Any field may
 * be unknown, the title too. What is found lives in the arena.
 * movie.tmdb_id is a hint: TMDb's record is to be asked for and to be checked (design.md law 2), never merged. It is
 * unknown, and `note` says why, when the item has several. Nothing but imdb_id is known, and `note` says why, when
 * several items have the id or the item has several IMDb ids: whose facts they are is not certain.
 * People stand in the order of the answer, cast members with an ordinal first: Wikidata has no billing order. */
void wikidata_read(const struct wikidata_rows *rows, struct text imdb_id, struct arena *arena, struct finding *out);

#endif

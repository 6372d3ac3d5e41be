/* Answers of TMDb, Wikidata and IMDb's page about films that do not exist, in the shapes of sandbox/ and facts/tmdb.md
 * §1. Texts go out as they are: no '"', no '\\', no control byte in them. */
#ifndef UNDERSTUDY_SIM_BODIES_H
#define UNDERSTUDY_SIM_BODIES_H

#include "base/buf.h"
#include "model/movie.h"

enum { BODY_BYTES_MAX = 64 << 20 }; /* an export */

struct record { /* one TMDb record: what it says, right or wrong */
    int64_t tmdb_id;
    struct text imdb_id;          /* at its top level, and */
    struct text external_imdb_id; /* among its external ids; unknown: null */
    struct movie movie;           /* titles, date, minutes, people, genres, countries */
    struct texts other_titles;
    bool video, thin; /* thin: no poster, no votes */
};

struct item { /* one item of Wikidata, by what it says */
    int64_t number;
    struct text imdb_ids[2];
    int64_t tmdb_ids[2]; /* 0 = none */
    struct movie movie;
};

void body_details(const struct record *record, struct buf *out);
/* /find: the records, and as many series. */
void body_find(const struct record *const *records, size_t count, size_t series, struct buf *out);
/* One page of a search that has `total` hits. */
void body_search(const struct record *const *records, size_t count, int64_t page, size_t total, struct buf *out);
/* Rows of the items whose imdb_ids have one of the ids. */
void body_wikidata(const struct item *const *items, size_t count, struct buf *out);
void body_page(const struct movie *movie, struct buf *out);

#endif

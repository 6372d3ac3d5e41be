/* TMDb's title search: what to ask, and the answer read (facts/tmdb.md §1.1). Its hits carry no IMDb id and come in an
 * order of popularity: they are names of records to look at, never an answer. Pure. */
#ifndef UNDERSTUDY_SOURCE_TMDB_SEARCH_H
#define UNDERSTUDY_SOURCE_TMDB_SEARCH_H

#include "base/arena.h"
#include "base/num.h"
#include "source/answer_class.h"

enum {
    TMDB_HITS_MAX = 20, /* of a page */
    TMDB_QUERY_BYTES_MAX = 240
};

struct tmdb_search_ask {
    struct text title;
    struct number year;         /* a release of any kind in that year; or */
    struct number primary_year; /* the first one */
    bool adult;                 /* adult records as well */
    int page;                   /* from 1; 0 = the first */
};
/* The title is composed (NFC) and, when very long, cut after a word: the search then finds more, not less. Unknown when
 * the title is empty or no text; TMDb answers 422 to an empty query. */
struct text tmdb_search_url(struct text base_url, const struct tmdb_search_ask *ask, struct text language,
                            struct arena *arena);

struct tmdb_hit {
    int64_t tmdb_id;
    struct text title, original_title; /* at least one is known */
    struct text release_date;          /* unknown when TMDb's is empty or no date */
    struct number year;
    double popularity;
};
struct tmdb_search {
    const struct answer_class *class;
    struct tmdb_hit hits[TMDB_HITS_MAX]; /* each id once */
    size_t hit_count;
    int64_t page, total_pages;
    bool whole; /* no page follows this one, and every hit of it was read */
};
/* Body of /search/movie. class: found, absent (no hit at all), malformed (then nothing else is set): cut, no answer of
 * a search, or hits that cannot be read and none that can. */
void tmdb_read_search(struct text body, struct arena *arena, struct tmdb_search *out);

#endif

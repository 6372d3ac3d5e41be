/* Placeholders for people: lists in pages. Texts that come back live in the arena given. Failures as in store.h. */
#ifndef UNDERSTUDY_STORE_PLACEHOLDERS_H
#define UNDERSTUDY_STORE_PLACEHOLDERS_H

#include "store/store.h"

struct placeholder {
    int64_t row; /* but not in an order with a key */
    int64_t key; /* what an order goes by: of ORDER_TITLE title_key, else a number */
    struct text title_key;
    struct text imdb_id, title;
    struct number year;
    int64_t since_ms, tries;
    int64_t next_try_ms;         /* 0 = nobody looks for it */
    struct text next_try;        /* the same, to the database's last digit */
    struct text outcome, reason; /* of `wanted`; unknown when nobody asked for it */
};

/* How a list goes on: ORDER_NEXT_TRY has an index, each page of another looks at all of them. */
enum placeholders_order { ORDER_NEXT_TRY, ORDER_OLDEST, ORDER_TITLE, ORDER_YEAR, ORDER_TRIES /* the most first */ };

struct placeholders_page {
    enum placeholders_order order;
    bool newest;          /* all of them, the newest first; of what follows only search, source, after_row and max
                           * count */
    int64_t after_row;    /* the page begins behind this row; 0 at first */
    bool unscheduled;     /* those that nobody looks for: given up, or no film after all; by row */
    int64_t until_ms;     /* else: those with their next try by then, by that time; 0 = all */
    struct text search;   /* part of a title or of the id, ASCII letters in either case; unknown = all */
    struct text source;   /* a fact of theirs is from there; unknown = any */
    struct text after_at; /* of ORDER_NEXT_TRY: next_try of that row; unknown at first */
    int64_t after_key;    /* of an order of its own: key, title_key and id behind which the page begins */
    struct text after_title_key;
    struct text after_id; /* unknown at first */
    size_t max;
};
enum { PLACEHOLDERS_SEARCH_BYTES_MAX = 200 }; /* longer ones find nothing */
MUST_CHECK enum status store_placeholders(struct store *store, const struct placeholders_page *page,
                                          struct arena *arena, struct placeholder **out, size_t *out_count,
                                          struct error *err);

/* "next_try", "newest", "oldest", "title", "year", "tries": false for another name. */
bool placeholders_order_named(struct text name, struct placeholders_page *out);

/* The row that holds a TMDb record, and its IMDb id, unknown when it has none; NOT_FOUND: no row does. */
MUST_CHECK enum status store_tmdb_holder(struct store *store, int64_t tmdb_id, struct arena *arena, int64_t *out_row,
                                         struct text *out, struct error *err);

#endif

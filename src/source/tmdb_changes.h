/* What changed on TMDb: /movie/changes, ids only (facts/tmdb.md §1.1), and the record of one of them. Pure. */
#ifndef UNDERSTUDY_SOURCE_TMDB_CHANGES_H
#define UNDERSTUDY_SOURCE_TMDB_CHANGES_H

#include "base/arena.h"
#include "base/text.h"
#include "source/answer_class.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TMDB_CHANGES_BYTES_MAX = 1 << 20, /* a page of 100 has 4 kB */
    TMDB_CHANGES_IDS_MAX = 1000,      /* of a page */
    TMDB_CHANGES_PAGES_MAX = 1000,    /* more are not given out; 60 a day */
    TMDB_CHANGES_DAYS_MAX = 14,       /* of a window, and how far back they are kept */
};

/* Days count from 1970-01-01; page from 1. */
struct text tmdb_changes_url(struct text base_url, int64_t start_day, int64_t end_day, int64_t page,
                             struct arena *arena);
/* The record alone, without anything appended: it tells the IMDb id. */
struct text tmdb_record_url(struct text base_url, int64_t tmdb_id, struct arena *arena);

struct tmdb_changes {
    const struct answer_class *class; /* found or malformed; the rest is set only when found */
    int64_t *ids;                     /* in the arena, each > 0; adult ones are left out unless asked for */
    size_t count;
    size_t adult; /* left out */
    int64_t total_pages;
};
/* Body of the answer for `page`. malformed: also when it is another page's, or has members that are no ids. */
void tmdb_read_changes(struct text body, int64_t page, bool include_adult, struct arena *arena,
                       struct tmdb_changes *out);

#endif

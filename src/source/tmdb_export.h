/* TMDb's daily export of movie ids, a piece at a time: gzip of JSON lines (facts/tmdb.md §1.4). Memory is the same
 * whatever the file. Pure. */
#ifndef UNDERSTUDY_SOURCE_TMDB_EXPORT_H
#define UNDERSTUDY_SOURCE_TMDB_EXPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TMDB_EXPORT_LINE_BYTES_MAX = 32 << 10, /* longer lines count as broken; the longest title has 200 bytes */
    TMDB_EXPORT_LINES_MAX = 64 << 20,      /* 1.1 million in 2025 */
    TMDB_EXPORT_BROKEN_MAX = 100,          /* and one line in a hundred: more is another format */
    TMDB_EXPORT_PUBLISHED_HOUR = 8,        /* UTC, of its own day; the job starts an hour before */
    TMDB_EXPORT_KEPT_DAYS = 90,
};

/* {url}/movie_ids_MM_DD_YYYY.json.gz; `day` counts from 1970-01-01. */
struct text tmdb_export_url(struct text base_url, int64_t day, struct arena *arena);

struct tmdb_export_ask {
    bool include_adult;
    bool (*take)(void *context, int64_t tmdb_id); /* ids in the file's order; false: there are too many */
    void *context;
};
struct tmdb_export_counts {
    int64_t lines, ids; /* ids: those that were taken */
    int64_t adult;      /* left out */
    int64_t broken;     /* no JSON object with an id */
    int64_t bytes;      /* inflated */
};

struct tmdb_export;
struct tmdb_export *tmdb_export_create(const struct tmdb_export_ask *ask);
void tmdb_export_destroy(struct tmdb_export **reading); /* NULL inside is fine */

/* The next bytes of the file. After a failure nothing more may be fed:
 *   THROTTLED  a web page instead of the file
 *   INVALID    the compressed bytes are damaged: to be downloaded again
 *   DRIFT      no gzip, or its lines are no list of ids as we know it */
MUST_CHECK enum status tmdb_export_feed(struct tmdb_export *reading, struct text bytes, struct error *err);
/* The file is over. TRANSIENT: it was cut off; DRIFT as above, also when no id was in it. */
MUST_CHECK enum status tmdb_export_finish(struct tmdb_export *reading, struct error *err);
const struct tmdb_export_counts *tmdb_export_counts(const struct tmdb_export *reading);

#endif

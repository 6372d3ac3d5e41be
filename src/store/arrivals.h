/* What TMDb's feeds have told: how far each was read, the ids that exports named so far, and the ids that nobody has
 * looked at yet. Each step is one transaction: ids, pieces of the set and the feed's position, or none of them. */
#ifndef UNDERSTUDY_STORE_ARRIVALS_H
#define UNDERSTUDY_STORE_ARRIVALS_H

#include "base/id_set.h"
#include "store/store.h"

/* How long an answer about one id holds: TMDb's own caches may give it for 8 hours (facts/tmdb.md §1.3), and a record
 * that has its IMDb id rarely gets another on the same day, on which the feed names it again and again. */
#define ARRIVAL_RESTS_MS         (8 * CLOCK_HOUR_MS)
#define ARRIVAL_SETTLED_RESTS_MS CLOCK_DAY_MS
#define ARRIVAL_TAKEN_MS         (10 * 60 * CLOCK_SECOND_MS) /* who takes a batch has that long */

/* ── feeds ── */

struct feed_state {
    struct text position; /* a date, "2026-11-26"; "" = never read */
    int64_t progress;
    int64_t updated_at_ms; /* 0 = never */
};
/* OK also for a feed that was never read. `feed` is "export" or "changes". */
MUST_CHECK enum status store_feed_get(struct store *store, const char *feed, struct arena *arena,
                                      struct feed_state *out, struct error *err);
/* Adds the ids that the exports named so far. */
MUST_CHECK enum status store_tmdb_ids_get(struct store *store, struct id_set *set, struct error *err);

struct feed_step {
    const char *feed;
    struct feed_state from, to; /* updated_at_ms is now */
    const struct id_set *named; /* ids that become arrivals; NULL = none */
    int64_t arrived_at_ms;
    int64_t due_ms;             /* from when on they may be looked at */
    const struct id_set *known; /* of which the pieces with an id of `changed` are written; NULL = none */
    const struct id_set *changed;
    const struct metric *metrics;
    size_t metric_count;
    bool may_be_lost; /* when the machine loses power: a page that is asked for again */
    int64_t now_ms;
};
/* *out_news: how many of the ids are to be looked at because of this step. NOT_FOUND, and nothing is stored: another
 * process has read on from `from` meanwhile. */
MUST_CHECK enum status store_feed_step(struct store *store, const struct feed_step *step, int64_t *out_news,
                                       struct error *err);
/* Calls that led to no step. */
MUST_CHECK enum status store_metrics_add(struct store *store, const struct metric *metrics, size_t count,
                                         struct error *err);

/* ── ids to be looked at ── */

struct arrival {
    int64_t tmdb_id;
    int64_t arrived_at_ms;
    int64_t tries;           /* that could not tell */
    struct text held_id;     /* IMDb id of the film of ours that has this TMDb id; unknown = none has */
    struct text held_status; /* its import_status */
};
/* At most `max` that are due, the oldest first. They are this caller's for ARRIVAL_TAKEN_MS; those that it does not
 * settle by then are due again. */
MUST_CHECK enum status store_arrivals_take(struct store *store, int64_t now_ms, size_t max, struct arena *arena,
                                           struct arrival **out, size_t *out_count, struct error *err);

enum arrival_verdict {
    ARRIVAL_GONE,     /* TMDb has it no longer */
    ARRIVAL_NO_ID,    /* its record has no IMDb id */
    ARRIVAL_HAS_ID,   /* `imdb_id`: a job, if anybody waits for that */
    ARRIVAL_IS_HELD,  /* a film of ours: a refresh, unless it is full */
    ARRIVAL_UNKNOWN,  /* could not tell: again at `again_at_ms` */
    ARRIVAL_UNTOUCHED /* nobody asked: due as before */
};
enum arrival_match { ARRIVAL_NOBODY, ARRIVAL_UPGRADE, ARRIVAL_REFRESH };
struct arrival_look {
    struct arrival arrival;
    enum arrival_verdict verdict;
    struct text imdb_id; /* out, when it led to a job: the id in that, until the next call */
    int64_t again_at_ms;
    enum arrival_match match; /* out: which job it led to; also when such a job was there already */
};
/* One batch: verdicts, jobs and metrics in one transaction. */
MUST_CHECK enum status store_arrivals_settle(struct store *store, struct arrival_look *looks, size_t count,
                                             const struct metric *metrics, size_t metric_count, int64_t now_ms,
                                             struct error *err);

/* The job of an arrival is done before anybody has taken it. */
MUST_CHECK enum status store_arrival_done(struct store *store, struct text imdb_id, int64_t now_ms, struct error *err);

struct arrivals_pending {
    int64_t count;
    int64_t next_try_at_ms; /* of the first; 0 = none */
};
MUST_CHECK enum status store_arrivals_pending(struct store *store, struct arrivals_pending *out, struct error *err);
/* Rows of ids that were looked at days ago go; what another clock put off for years is due. */
MUST_CHECK enum status store_arrivals_tidy(struct store *store, int64_t now_ms, struct error *err);

#endif

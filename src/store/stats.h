/* Figures about what was asked and what became of it, straight from the tables: sums and streams, no judgement. Each
 * function is one read; since_ms bounds what is looked at (0 = everything). Texts live for the call of `each`, or in
 * the arena given. */
#ifndef UNDERSTUDY_STORE_STATS_H
#define UNDERSTUDY_STORE_STATS_H

#include "store/store.h"

/* ── calls to the sources ── */

struct call_count { /* rows of api_lookup_metrics that agree in all of this */
    struct text source, operation;
    bool success;
    struct text error_type; /* unknown for a success */
    struct number ms;       /* response time */
    int64_t count;
};
typedef void stats_call(void *context, const struct call_count *calls);
/* In no order; rows that agree may come one by one. */
MUST_CHECK enum status store_stats_calls(struct store *store, int64_t since_ms, stats_call *each, void *context,
                                         struct error *err);

/* Those behind *after_id, one by one, which is moved on: for who counts on from where he was. */
MUST_CHECK enum status store_stats_calls_after(struct store *store, int64_t *after_id, stats_call *each, void *context,
                                               struct error *err);

/* ── what became of the films ── */

struct film_event { /* of movie_history */
    struct text imdb_id, event;
    int64_t at_ms, arrived_at_ms; /* arrived: when TMDb had the film at the latest; 0 = not known */
    struct text outcome;          /* of `wanted` now; unknown: none, or nobody asked */
    int64_t asked_at_ms;          /* 0 = nobody asked */
};
typedef void stats_film(void *context, const struct film_event *event);
/* Every event that begins or ends a placeholder's waiting, film by film, each film's in the order in which they
 * happened. Left out: ids that turned out to be no film, or that IMDb merged into others. */
MUST_CHECK enum status store_stats_films(struct store *store, int64_t since_ms, stats_film *each, void *context,
                                         struct error *err);

/* ── how it stands ── */

struct outcome_count {          /* of the ids that were asked for since then */
    struct text outcome;        /* unknown: none yet */
    int64_t count, with_record; /* with_record: of given_up alone, those that a placeholder stands for */
};
MUST_CHECK enum status store_stats_outcomes(struct store *store, int64_t since_ms, struct arena *arena,
                                            struct outcome_count **out, size_t *out_count, struct error *err);

struct state_count { /* rows of movies */
    struct text status;
    int64_t count;
};
MUST_CHECK enum status store_stats_film_states(struct store *store, struct arena *arena, struct state_count **out,
                                               size_t *out_count, struct error *err);

struct waiting_count { /* placeholders that are looked for on TMDb again */
    int64_t waiting, due;
};
MUST_CHECK enum status store_stats_waiting(struct store *store, int64_t now_ms, struct waiting_count *out,
                                           struct error *err);

struct job_count {
    struct text state; /* of oban_jobs */
    int64_t count;
    int64_t oldest_ms; /* scheduled_at of the oldest; 0 = none */
};
MUST_CHECK enum status store_stats_jobs(struct store *store, struct arena *arena, struct job_count **out,
                                        size_t *out_count, struct error *err);

#endif

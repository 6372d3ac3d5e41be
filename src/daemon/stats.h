/* What `stats` knows: gathered here, printed by cli/stats_view.c for people and json_stats.c for programs. */
#ifndef UNDERSTUDY_DAEMON_STATS_H
#define UNDERSTUDY_DAEMON_STATS_H

#include "base/buf.h"
#include "lifecycle/lives.h"
#include "model/json_build.h"
#include "store/breakers.h"
#include "store/server_look.h"
#include "store/stats.h"

#include <stdbool.h>

enum { STATS_OPERATIONS_MAX = 64, STATS_ERRORS_MAX = 16, STATS_CURVE = 9 };

struct stats_error {
    struct text type;
    int64_t count;
};

struct stats_calls { /* one operation of one source */
    struct text source, operation;
    int64_t attempts, successes, absences, failures; /* absent = a definite no: an answer, no failure */
    struct bins response_ms;
    struct stats_error errors[STATS_ERRORS_MAX]; /* of the failures, the most frequent first */
    size_t error_count;
};

struct stats_lookups {  /* of the ids that were asked for */
    int64_t open;       /* without an answer yet */
    int64_t not_movies; /* rightly answered, but no films: they count nowhere */
    int64_t answered;   /* all others */
    int64_t given_up;
    int64_t failed_without; /* TMDb had nothing when it was asked first */
    int64_t failed_with;    /* and there is no placeholder either */
};

struct stats {
    int64_t since_ms, now_ms; /* since 0 = from the beginning */
    struct stats_calls *calls;
    size_t call_count;
    struct lives lives;
    struct outcome_count *outcomes;
    size_t outcome_count;
    struct stats_lookups lookups;
    struct waiting_count waiting;
    struct breaker *breakers;
    size_t breaker_count;
    struct job_count *jobs;
    size_t job_count;
    struct server_finding *server; /* none on SQLite */
    size_t server_count;
    int64_t oldest_due_ms; /* 0 = no job is due */
};

extern const int64_t stats_curve_days[STATS_CURVE];

/* part / whole; unknown of nothing. */
struct decimal stats_share(int64_t part, int64_t whole);
/* The share that still waits after so many days; unknown where nobody has been looked at for so long. */
struct decimal stats_still_waiting(const struct lives *lives, int64_t days, int64_t *out_at_risk);
/* A quantile of bins in larger units: hours in days, minutes in hours. */
struct decimal stats_quantile(const struct bins *bins, double p, double unit);
struct decimal stats_median_days(const struct lives *lives); /* those who wait still included */
struct decimal stats_within_day(const struct lives *lives);  /* share of the dated upgrades */

/* "2026-11-01", or a whole instant. */
bool stats_parse_since(struct text t, struct arena *arena, int64_t *out_ms);
/* Everything, from *stats with since and now set; in an order of its own. */
MUST_CHECK enum status stats_gather(struct store *store, struct stats *stats, struct arena *arena, struct error *err);
/* Documented in docs/stats.md. */
json_t *json_of_stats(const struct stats *stats);

#endif

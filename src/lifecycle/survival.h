/* The arithmetic of waiting: quantiles, and the share that is still waiting after so many days (Kaplan-Meier). Pure.
 *
 * A film that still waits is not one that TMDb will never have: it is known only to have waited so long. Kaplan and
 * Meier's estimate counts it among those at risk until then, and drops it from there on ("censored"):
 *
 *     S(t) = product over all times t_i <= t of (1 - events_i / at_risk_i)
 *
 * where at_risk_i are all that waited at least t_i; what ends and what is censored at the same time counts as at risk.
 * Example: times 1, 2, 2+, 4, 5+ (+ = censored): S(1) = 4/5, S(2) = 4/5 * 3/4 = 3/5, S(4) = 3/5 * 1/2 = 3/10. */
#ifndef UNDERSTUDY_LIFECYCLE_SURVIVAL_H
#define UNDERSTUDY_LIFECYCLE_SURVIVAL_H

#include "base/arena.h"
#include "base/num.h"

#include <stddef.h>
#include <stdint.h>

struct waits { /* how many waited `value`; rows ascend by value, each value once */
    int64_t value;
    int64_t events;   /* it happened then */
    int64_t censored; /* last seen waiting then */
};

/* The smallest value that at least the share `p` (0 < p <= 1) of the events do not exceed (nearest rank; PostgreSQL's
 * percentile_disc). Censored rows do not count. Unknown without events. */
struct number survival_quantile(const struct waits *rows, size_t count, double p);

struct survival_point {
    double still_waiting; /* S(t): 1 before the first event */
    int64_t at_risk;      /* known to have waited at least t */
};
struct survival_point survival_at(const struct waits *rows, size_t count, int64_t t);
/* The smallest value with S <= 1/2; unknown while the curve stays above. */
struct number survival_median(const struct waits *rows, size_t count);

/* Rows a bin wide, for values from 0 on; what lies beyond the last bin is counted in it. */
struct bins {
    struct waits *rows; /* rows[i].value == i * width */
    size_t count;
    int64_t width;
};
struct bins bins_make(struct arena *arena, size_t count, int64_t width);
void bins_add(struct bins *bins, int64_t value, bool censored, int64_t times);

#endif

/* Prometheus's text format: families with HELP and TYPE, labels escaped, histograms cumulative. Pure. */
#ifndef UNDERSTUDY_DAEMON_METRICS_H
#define UNDERSTUDY_DAEMON_METRICS_H

#include "base/buf.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

struct label {
    const char *name;
    struct text value;
};
enum { METRIC_BUCKETS_MAX = 16 };

struct histogram {
    const double *bounds; /* of each bucket but the last, in seconds */
    size_t bound_count;
    uint64_t buckets[METRIC_BUCKETS_MAX]; /* bound_count + 1 of them, not cumulative */
    double sum;
};

/* type: counter, gauge or histogram; a family's samples follow it. */
void metrics_family(struct buf *out, const char *name, const char *type, const char *help);
void metrics_sample(struct buf *out, const char *name, const struct label *labels, size_t label_count, double value);
void metrics_histogram(struct buf *out, const char *name, const struct label *labels, size_t label_count,
                       const struct histogram *histogram);

#endif

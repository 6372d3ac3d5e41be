/* Prometheus's text format. */
#include "daemon/metrics.h"

#include <stdio.h>

void metrics_family(struct buf *out, const char *name, const char *type, const char *help)
{
    (void)buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_labels(struct buf *out, const struct label *labels, size_t count, const char *le)
{
    char separator = '{';
    for (size_t i = 0; i < count; i++) {
        (void)buf_printf(out, "%c%s=\"", separator, labels[i].name);
        for (size_t n = 0; n < labels[i].value.len; n++) {
            char c = labels[i].value.at[n];
            if (c == '\\' || c == '"')
                (void)buf_add_char(out, '\\');
            (void)buf_add_char(out, c == '\n' ? ' ' : c);
        }
        (void)buf_add_char(out, '"');
        separator = ',';
    }
    if (le != NULL) {
        (void)buf_printf(out, "%cle=\"%s\"", separator, le);
        separator = ',';
    }
    if (separator == ',')
        (void)buf_add_char(out, '}');
}

void metrics_sample(struct buf *out, const char *name, const struct label *labels, size_t label_count, double value)
{
    (void)buf_add_z(out, name);
    add_labels(out, labels, label_count, NULL);
    (void)buf_printf(out, " %.15g\n", value);
}

void metrics_histogram(struct buf *out, const char *name, const struct label *labels, size_t label_count,
                       const struct histogram *histogram)
{
    uint64_t total = 0;
    char le[32];
    for (size_t i = 0; i <= histogram->bound_count; i++) {
        (void)snprintf(le, sizeof le, "%.15g", i < histogram->bound_count ? histogram->bounds[i] : 0);
        total += histogram->buckets[i];
        (void)buf_printf(out, "%s_bucket", name);
        add_labels(out, labels, label_count, i < histogram->bound_count ? le : "+Inf");
        (void)buf_printf(out, " %llu\n", (unsigned long long)total);
    }
    (void)buf_printf(out, "%s_sum", name);
    add_labels(out, labels, label_count, NULL);
    (void)buf_printf(out, " %.15g\n%s_count", histogram->sum, name);
    add_labels(out, labels, label_count, NULL);
    (void)buf_printf(out, " %llu\n", (unsigned long long)total);
}

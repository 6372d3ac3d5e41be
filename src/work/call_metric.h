/* A call to a source as a row of api_lookup_metrics. */
#ifndef UNDERSTUDY_WORK_CALL_METRIC_H
#define UNDERSTUDY_WORK_CALL_METRIC_H

#include "gate/gate.h"
#include "source/answer_class.h"

extern const struct answer_class call_followed; /* a redirect that led on */

/* `source` by its name in sources.order, or "tmdb". Texts live in arena, or where call and class have them. */
struct metric call_metric(const char *source, struct text target, const struct gate_call *call,
                          const struct answer_class *class, int64_t at_ms, struct arena *arena);

#endif

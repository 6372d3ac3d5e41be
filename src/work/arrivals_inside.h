/* What the files of the arrivals pass share: arrivals.c looks at ids, arrivals_export.c and arrivals_changes.c read the
 * feeds. */
#ifndef UNDERSTUDY_WORK_ARRIVALS_INSIDE_H
#define UNDERSTUDY_WORK_ARRIVALS_INSIDE_H

#include "work/arrivals.h"

struct arrivals {
    const struct arrivals_run *run;
    struct arena *arena; /* of the whole pass */
    int64_t start_ms;    /* its ids are due from then on, whichever feed names them */
    struct arrivals_result *out;
    struct arrival_hit **hits_end;
    struct error *err;
};

enum { CALL_METRICS_MAX = GATE_CALLS_MAX };

/* One request and its rows of api_lookup_metrics. */
struct arrivals_call {
    const char *operation;
    struct text target; /* target_identifier */
    struct gate_result gate;
    const struct answer_class *class; /* the reader of the body may know better, before arrivals_metrics() */
    int64_t fetched_at_ms;
};
/* TMDb's API. Body and texts live in `arena`. A challenge and a refused key are noted. */
MUST_CHECK enum status arrivals_ask(struct arrivals *a, struct text url, size_t bytes_max, struct arena *arena,
                                    struct arrivals_call *call);
/* Rows of what went over the wire into `out`, which has room for CALL_METRICS_MAX; returns their number. */
size_t arrivals_metrics(const struct arrivals_call *call, struct arena *arena, struct metric *out);
/* Why there is no answer: what the gate says, or the class. */
struct text arrivals_reason(const struct arrivals_call *call, struct arena *arena);

int64_t arrivals_now_ms(const struct arrivals *a);
/* "2026-11-26", and back: false when it is no such text. */
struct text arrivals_date(int64_t day, struct arena *arena);
bool arrivals_day(struct text date, int64_t *out_day);
int64_t arrivals_day_of_ms(int64_t wall_ms);

MUST_CHECK enum status arrivals_read_export(struct arrivals *a);
MUST_CHECK enum status arrivals_read_changes(struct arrivals *a);

#endif

/* When a placeholder's film is looked for on TMDb again (design.md §2). Pure. */
#ifndef UNDERSTUDY_LIFECYCLE_SCHEDULE_H
#define UNDERSTUDY_LIFECYCLE_SCHEDULE_H

#include "base/random.h"
#include "base/text.h"

#include <stdint.h>

struct schedule {
    int64_t days[16]; /* intervals, each from the attempt before; the last repeats */
    size_t count;     /* at least 1 */
};
/* "7,14,30,60": 1 to 16 numbers of 1 to 3650. False when ill-formed. */
bool schedule_parse(struct text t, struct schedule *out);

/* Next attempt after `retry_count` definite absences, from now_ms: the interval ± 10 %, at most 7 days while now is
 * within 30 days of release_date (only a full YYYY-MM-DD counts), and before that no step over the first 7 of those
 * days. */
int64_t schedule_next_ms(const struct schedule *schedule, int64_t retry_count, struct text release_date, int64_t now_ms,
                         struct random *random);
/* A film that a person meant to add at TMDb is looked for every day, for 60 days from then; contributed_ms 0 = nobody.
 */
int64_t schedule_contributed_ms(int64_t next_ms, int64_t contributed_ms, int64_t now_ms);

#endif

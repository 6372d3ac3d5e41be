/* What `work` prints with --json. */
#ifndef UNDERSTUDY_CLI_JSON_WORK_H
#define UNDERSTUDY_CLI_JSON_WORK_H

#include "base/buf.h"
#include "work/workers.h"

struct job_line {
    const struct job *job;
    const char *end; /* completed, put off, failed, cancelled, given back, lost */
    const struct work_note *note;
    int64_t ms;
};
void json_job(const struct job_line *line, struct buf *out);
void json_queues(const struct queue_count *counts, size_t count, const struct texts *paused, struct buf *out);

#endif

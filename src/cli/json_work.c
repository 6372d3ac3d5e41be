/* One line a job, one object for the queues. */
#include "cli/json_work.h"

#include "daemon/json_answers.h"
#include "daemon/json_line.h"

void json_job(const struct job_line *line, struct buf *out)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_integer(object, "job", line->job->fence.id);
    json_put_text(object, "worker", line->job->worker);
    json_put_integer(object, "attempt", line->job->fence.attempt);
    json_put_text(object, "end", text_of(line->end));
    json_put_text(object, "imdb_id", line->note->imdb_id);
    json_put_text(object, "outcome", line->note->outcome);
    json_put_text(object, "reason", line->note->text);
    json_put_integer(object, "ms", line->ms);
    json_add_line(object, out);
}

void json_queues(const struct queue_count *counts, size_t count, const struct texts *paused, struct buf *out)
{
    json_add_line(json_of_queues(counts, count, paused), out);
}

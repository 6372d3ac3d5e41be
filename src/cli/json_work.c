/* One line a job, one object for the queues. */
#include "cli/json_work.h"

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
    json_t *object = json_new_object(), *queues = json_new_array(), *halted = json_new_array();
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_new_object();
        json_put_text(one, "queue", counts[i].queue);
        json_put_text(one, "state", counts[i].state);
        json_put_integer(one, "jobs", counts[i].jobs);
        json_push(queues, one);
    }
    for (size_t i = 0; i < paused->count; i++)
        json_push(halted, json_of_text(paused->at[i]));
    json_put_integer(object, "schema_version", 1);
    json_put(object, "queues", queues);
    json_put(object, "paused", halted);
    json_add_line(object, out);
}

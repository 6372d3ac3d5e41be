/* Jobs that tell of what happened. */
#include "store/webhooks.h"

#include "model/json_build.h"
#include "store/store_inside.h"

static bool is_asked_for(struct text events, struct text event)
{
    while (events.len > 0) {
        struct text one = text_trim(text_take_until(&events, ','));
        if (text_is(one, "*") || text_equal(one, event))
            return true;
    }
    return false;
}

enum status webhooks_tell(struct store *store, int64_t history_id, struct text event, int64_t now_ms, struct error *err)
{
    const struct store_webhooks *hooks = store->webhooks;
    enum status status = OK;
    if (hooks == NULL || !is_asked_for(hooks->events, event))
        return OK;
    for (size_t i = 0; i < hooks->count && status == OK; i++) {
        json_t *args = json_new_object();
        json_put_integer(args, "history_id", history_id);
        json_put_text(args, "endpoint", hooks->endpoints[i]);
        struct job_new job = hooks->job;
        bool added;
        job.args = json_finished(args, &store->scratch);
        job.is_new = true;
        job.now_ms = now_ms;
        status = job_insert(store, &job, &added, err);
    }
    return status;
}

enum status store_webhooks_abandon(struct store *store, const struct job_new *job, int64_t before_ms, size_t *out_count,
                                   struct error *err)
{
    *out_count = 0;
    arena_reset(&store->scratch);
    struct db_values values =
        DB_VALUES(db_text_z(job->queue), db_text_z(job->worker), db_text(job_time(before_ms, &store->scratch)),
                  db_text(job_time(job->now_ms, &store->scratch)));
    enum status status = store_begin(store, true, err);
    return status == OK
               ? store_settle(store, rows_changed(store->db, SQL_WEBHOOKS_ABANDON, values, out_count, err), err)
               : status;
}

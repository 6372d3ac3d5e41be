/* Checks made and sent. */
#include "work/gossip.h"

#include "base/clock.h"
#include "model/json_build.h"
#include "store/oban.h"

enum { AGAIN_MS = 10000 }; /* a hundred nodes that wait for jobs wake nobody every second */

static json_t *check(const char *node, int64_t started_ms, int64_t changed_ms, const struct gossip_queue *queue,
                     const struct job_fence *runs, size_t run_count)
{
    json_t *one = json_new_object(), *running = json_new_array();
    for (size_t i = 0; i < run_count; i++) {
        if (text_equal(runs[i].producer, queue->uuid))
            json_push(running, json_integer(runs[i].id));
    }
    json_put_text(one, "uuid", queue->uuid);
    json_put_text(one, "name", TEXT("Oban"));
    json_put_text(one, "node", text_of(node));
    json_put_text(one, "queue", queue->name);
    json_put_integer(one, "local_limit", queue->limit);
    json_put(one, "paused", json_boolean(queue->paused));
    json_put(one, "running", running);
    json_put_instant(one, "started_at", started_ms);
    json_put_instant(one, "updated_at", changed_ms);
    return one;
}

struct text gossip_checks(const char *node, int64_t started_ms, int64_t changed_ms, const struct gossip_queue *queues,
                          size_t count, const struct job_fence *runs, size_t run_count, struct arena *arena)
{
    json_t *all = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(all, check(node, started_ms, changed_ms, &queues[i], runs, run_count));
    return json_finished(all, arena);
}

enum status gossip_tell(struct gossip *gossip, struct store *store, const char *node, const struct gossip_queue *queues,
                        size_t count, const struct job_fence *runs, size_t run_count, struct error *err)
{
    struct arena arena = { 0 };
    int64_t now_ms = clock_real_ms();
    gossip->started_ms = gossip->started_ms != 0 ? gossip->started_ms : now_ms;
    struct text now =
        gossip_checks(node, gossip->started_ms, gossip->changed_ms, queues, count, runs, run_count, &arena);
    bool changed = !text_equal(now, gossip->told);
    if (changed) {
        gossip->changed_ms = now_ms;
        arena_reset(&gossip->arena);
        gossip->told = gossip_checks(node, gossip->started_ms, now_ms, queues, count, runs, run_count, &gossip->arena);
    }
    arena_finish(&arena);
    if (!changed && clock_mono_ms() < gossip->again_mono_ms)
        return OK;
    gossip->again_mono_ms = clock_mono_ms() + AGAIN_MS;
    return store_oban_gossip(store, gossip->told, err);
}

void gossip_finish(struct gossip *gossip)
{
    arena_finish(&gossip->arena);
}

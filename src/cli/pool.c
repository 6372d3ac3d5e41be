/* Worker threads of one lookup command. */
#include "cli/pool.h"

#include "base/error.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    AHEAD_MAX = 256, /* answers that may wait for their turn: a few kB each */
    ANSWER_BYTES_MAX = 16 << 20
};

struct pool {
    struct pool_task task;
    pthread_mutex_t lock;   /* over all below */
    pthread_cond_t changed; /* an answer came, or there is room ahead, or the end */
    size_t next;            /* id that the next free worker takes */
    size_t printed;         /* all below it have been waited for */
    bool stop;
    enum status status; /* the first failure */
    struct error err;
    pthread_t threads[POOL_WORKERS_MAX];
    size_t thread_count;
};

/* -v */
static void log_steps(const struct lookup_result *result)
{
    for (size_t i = 0; i < result->step_count; i++) {
        const struct lookup_step *step = &result->steps[i];
        log_event(LOG_DEBUG, "step", "id=%.*s source=%s operation=%s outcome=%s status=%d ms=%lld note=\"%.*s\"",
                  TEXT_ARG(result->imdb_id), step->source, step->operation, answer_outcome_name(step->outcome),
                  step->http_status, (long long)step->ms, TEXT_ARG(step->note));
    }
    log_event(LOG_DEBUG, "answer", "id=%.*s outcome=%.*s from=%s reason=\"%.*s\"", TEXT_ARG(result->imdb_id),
              TEXT_ARG(result->outcome), result->from_store ? "store" : "network", TEXT_ARG(result->reason));
}

void slot_fill(struct slot *slot, const struct lookup_result *result, const struct answer_style *style,
               struct arena *arena)
{
    log_steps(result);
    slot->text = BUF_WITH_LIMIT(ANSWER_BYTES_MAX);
    answer_render(result, style, arena, &slot->text);
    slot->outcome = outcome_index(result->outcome);
    slot->code = outcome_exit(result->outcome);
    slot->done = true;
}

/* Next id to work on; false when there is none, or the end has come. */
static bool take(struct pool *pool, size_t *out_id)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->stop && pool->next < pool->task.ids->count && pool->next >= pool->printed + AHEAD_MAX)
        (void)pthread_cond_wait(&pool->changed, &pool->lock);
    bool taken = !pool->stop && pool->next < pool->task.ids->count;
    if (taken)
        *out_id = pool->next++;
    (void)pthread_mutex_unlock(&pool->lock);
    return taken;
}

static void fail(struct pool *pool, enum status status, const struct error *err)
{
    (void)pthread_mutex_lock(&pool->lock);
    if (pool->status == OK) {
        pool->status = status;
        pool->err = *err;
    }
    pool->stop = true;
    if (pool->task.run->gate != NULL)
        gate_stop(pool->task.run->gate); /* a lease that could not be given back need not be waited for */
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
}

static enum status work_one(struct pool *pool, size_t id, struct store *store, struct random *random,
                            struct arena *arena, struct error *err)
{
    const struct pool_task *task = &pool->task;
    struct lookup_ask ask = {
        .imdb_id = task->ids->at[id], .title = task->title, .year = task->year, .actor = task->actor
    };
    struct lookup_result *result = arena_alloc(arena, sizeof *result);
    struct slot made = { 0 };
    enum status status = lookup_one(task->run, store, random, &ask, arena, result, err);
    if (status != OK) {
        error_prefix(err, "%.*s", TEXT_ARG(ask.imdb_id));
        return status;
    }
    slot_fill(&made, result, &task->style, arena);
    (void)pthread_mutex_lock(&pool->lock);
    task->slots[id] = made;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
    return OK;
}

static void *work(void *context)
{
    struct pool *pool = context;
    struct arena arena = { 0 };
    struct random random = { random_seed() };
    struct store *store = pool->task.shared_store;
    struct error err;
    size_t id;
    enum status status = store != NULL ? OK : store_open(&pool->task.store, &store, &err);
    while (status == OK && take(pool, &id)) {
        status = work_one(pool, id, store, &random, &arena, &err);
        arena_reset(&arena);
    }
    if (status != OK)
        fail(pool, status, &err);
    if (pool->task.shared_store == NULL)
        store_close(&store);
    arena_finish(&arena);
    return NULL;
}

bool pool_is_done(struct pool *pool, size_t id)
{
    (void)pthread_mutex_lock(&pool->lock);
    bool done = pool->task.slots[id].done;
    (void)pthread_mutex_unlock(&pool->lock);
    return done;
}

enum status pool_wait(struct pool *pool, size_t id, struct error *err)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->task.slots[id].done && pool->status == OK)
        (void)pthread_cond_wait(&pool->changed, &pool->lock);
    enum status status = pool->task.slots[id].done ? OK : pool->status;
    if (status != OK)
        *err = pool->err;
    if (id + 1 > pool->printed)
        pool->printed = id + 1;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
    return status;
}

enum status pool_start(const struct pool_task *task, size_t first, struct pool **out_pool, struct error *err)
{
    struct pool *pool = calloc(1, sizeof *pool);
    size_t wanted = task->ids->count - first;
    int why = 0;
    if (pool == NULL)
        oom();
    pool->task = *task;
    pool->next = pool->printed = first;
    (void)pthread_mutex_init(&pool->lock, NULL);
    (void)pthread_cond_init(&pool->changed, NULL);
    if (wanted > POOL_WORKERS_MAX)
        wanted = POOL_WORKERS_MAX;
    if (task->shared_store != NULL)
        wanted = 1;
    while (pool->thread_count < wanted && why == 0) {
        why = pthread_create(&pool->threads[pool->thread_count], NULL, work, pool);
        if (why == 0)
            pool->thread_count++;
    }
    if (pool->thread_count == 0) { /* fewer than wanted is fine */
        pool_stop(&pool);
        return error_set(err, BROKEN, "cannot start a thread: %s", strerror(why));
    }
    *out_pool = pool;
    return OK;
}

void pool_interrupt(struct pool *pool)
{
    struct error err;
    enum status status = error_set(&err, TRANSIENT, "interrupted");
    fail(pool, status, &err);
}

void pool_stop(struct pool **pool)
{
    struct pool *p = *pool;
    if (p == NULL)
        return;
    (void)pthread_mutex_lock(&p->lock);
    p->stop = true;
    (void)pthread_cond_broadcast(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->thread_count; i++)
        (void)pthread_join(p->threads[i], NULL);
    (void)pthread_cond_destroy(&p->changed);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
    *pool = NULL;
}

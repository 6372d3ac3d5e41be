/* Worker threads of one command that looks ids up: ids in, rendered answers out, in any order; the main thread prints
 * them in order. Each worker has its own store and arena; http and gate are shared. */
#ifndef UNDERSTUDY_CLI_POOL_H
#define UNDERSTUDY_CLI_POOL_H

#include "cli/answer.h"
#include "cli/ids.h"
#include "http/http.h"

struct slot { /* one id */
    struct buf text;
    size_t outcome; /* outcome_index() */
    enum exit_code code;
    bool done;
};

struct pool_task {
    struct lookup_run *run;
    const struct ids *ids;
    struct slot *slots; /* one for each of ids->at; a worker fills it under the pool's lock */
    struct text title;  /* evidence, with one id only */
    struct number year;
    const char *actor; /* lookup_ask.actor */
    struct answer_style style;
    struct store_options store;
    struct store *shared_store; /* a store in memory cannot be opened twice: one worker uses this; else NULL */
};

struct pool;

enum { POOL_WORKERS_MAX = 4 };

/* Starts min(ids left, POOL_WORKERS_MAX) workers on the ids from `first` on. BROKEN when no thread can be had. */
MUST_CHECK enum status pool_start(const struct pool_task *task, size_t first, struct pool **out_pool,
                                  struct error *err);
bool pool_is_done(struct pool *pool, size_t id); /* would pool_wait() return at once? */
/* Waits for the answer of an id and marks all before it as printed. Not OK when a worker failed: no further answer
 * comes, the ids that are missing stay unanswered. */
MUST_CHECK enum status pool_wait(struct pool *pool, size_t id, struct error *err);
/* From any thread: no further id is begun. pool_wait() is TRANSIENT for what is not done; pool_stop() lets what is
 * under way end, and fills its slots. */
void pool_interrupt(struct pool *pool);
/* Lets the requests under way end, then joins. NULL inside is fine. */
void pool_stop(struct pool **pool);

/* A result into its slot. */
void slot_fill(struct slot *slot, const struct lookup_result *result, const struct answer_style *style,
               struct arena *arena);

#endif

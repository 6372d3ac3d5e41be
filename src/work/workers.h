/* The kinds of jobs, by Oban's word its workers: one row each, one straight-line function each. A function ends its job
 * itself, in the transaction of what the job changed. */
#ifndef UNDERSTUDY_WORK_WORKERS_H
#define UNDERSTUDY_WORK_WORKERS_H

#include "store/jobs.h"
#include "work/arrivals.h"
#include "work/lookup.h"
#include "work/webhook.h"

struct work { /* what the jobs of a process share */
    struct lookup_run lookup;
    const struct lookup_settings *settings;
    const struct clock *clock;
    struct arrivals_run arrivals;    /* gate, store and the like are the caller's */
    int64_t batch;                   /* enrichment.batch */
    const struct webhooks *webhooks; /* NULL, or without an endpoint: nobody is told */
};

/* What came of a run, for people. */
struct work_note {
    enum job_end end;
    bool lost;                          /* the run was no longer ours: nothing was changed */
    struct text imdb_id;                /* of a film; else unknown */
    struct text outcome;                /* of a lookup; else unknown */
    struct text text;                   /* one clause */
    const struct lookup_result *result; /* of a lookup; else NULL */
};

/* completed, failed, put off, cancelled, given back, running, lost */
const char *work_end_word(const struct work_note *note);

struct work_call {
    struct work *work;
    struct store *store;
    struct random *random;
    struct arena *arena;
    const struct job *job;
    struct work_note *note;
    struct lookup_pool *pool; /* takes a lookup's result; NULL = the store does */
};

struct worker {
    const char *name, *queue;
    int64_t max_attempts, priority;
    /* OK when the job has its end, also a bad one; TRANSIENT when the process stops; BROKEN and the like when the store
     * fails: then the job is not ended. */
    enum status (*run)(struct work_call *call, struct error *err);
};
extern const struct worker workers[];
extern const size_t worker_count;
const struct worker *worker_find(struct text name); /* NULL: not one of ours */

/* Three queues: films, several at once; what is about no film, one at a time in a process; and what is told to others,
 * on a thread of its own, so that no endpoint that is slow keeps anything waiting. */
#define QUEUE_FILMS    "tmdb"
#define QUEUE_DUTIES   "understudy"
#define QUEUE_WEBHOOKS "understudy_webhooks"
enum { WORK_QUEUES = 3 };
extern const char *const work_queues[WORK_QUEUES];
bool work_has_queue(struct text name);

/* Priorities (0 first): new ids before due retries before backlog. */
enum { PRIORITY_AWAITED = 0, PRIORITY_NEW = 1, PRIORITY_RETRY = 4, PRIORITY_REFRESH = 6, PRIORITY_BACKLOG = 8 };

/* What the clock calls for: duties that are due become jobs. Harmless when several processes do it. With `for_once` a
 * placeholder whose time has come does not wait for the next daily pass: who runs once may not run again that day. */
MUST_CHECK enum status work_duties(struct store *store, int64_t now_ms, bool for_once, size_t *out_added,
                                   struct error *err);

/* The functions of the table. TMDbDetailsWorker: src/work/tmdb_details.c; the rest: src/work/work_duties.c;
 * WebhookWorker: src/work/webhook.c. */
enum status work_tmdb_details(struct work_call *call, struct error *err);
enum status work_enrichment(struct work_call *call, struct error *err);
enum status work_refresh(struct work_call *call, struct error *err);
enum status work_backlog(struct work_call *call, struct error *err);
enum status work_arrivals(struct work_call *call, struct error *err);
enum status work_pruner(struct work_call *call, struct error *err);
enum status work_webhook(struct work_call *call, struct error *err);

/* Delay after failed attempt `attempt` of `max`: Oban's (facts/oban-contract.md §3), at least a minute and at most six
 * hours, so that what could not be told comes back within hours. */
int64_t work_backoff_ms(int64_t attempt, int64_t max, struct random *random);

#endif

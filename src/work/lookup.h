/* The main job: one IMDb id to a TMDb record, a placeholder, or an honest reason (design.md §2).
 * A straight-line function on a worker thread; http and gate are shared, store is the worker's own. */
#ifndef UNDERSTUDY_WORK_LOOKUP_H
#define UNDERSTUDY_WORK_LOOKUP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "gate/gate.h"
#include "lifecycle/schedule.h"
#include "source/answer_class.h"
#include "store/fold.h"
#include "store/jobs.h"
#include "store/store.h"

#include <stdatomic.h>
#include <stdbool.h>

struct lookup_settings { /* what of the configuration a lookup needs */
    struct text tmdb_url, tmdb_token, tmdb_api_key, tmdb_language;
    struct text imdb_page_gateway; /* a URL with {url} in it; unknown = none */
    struct text imdb_page_url, wikidata_query_url, omdb_url, omdb_api_key;
    struct gate_policy tmdb_policy, imdb_page_policy, gateway_policy, wikidata_policy, omdb_policy;
    struct text dataset_path; /* folder of the index */
    struct text sources[8];   /* sources.order */
    size_t source_count;
    const char *handover_queue, *handover_worker; /* of an application's import; NULL = none */
    struct schedule schedule;
    int64_t cache_ttl_ms;
};

struct lookup_run { /* shared by the workers of one command */
    const struct lookup_settings *settings;
    const struct clock *clock;
    struct gate *gate; /* NULL: only what the store can answer; NOT_FOUND when a request would be needed */
    bool fresh;        /* skip the local answer */
    bool dry_run;      /* store nothing */
    const char *queue; /* whose jobs call for lookups: their films come next; NULL = no queue */
    struct wikidata_batches *wikidata; /* lookup_run_begin() */
    struct dataset_shelf *datasets;
    atomic_bool tmdb_refused;                          /* 401: the key is bad; no further request with it */
    _Atomic(const struct answer_class *) omdb_refused; /* the same, or the limit of the day; NULL = neither */
};

/* Results that are written together. Each lives in the arena of its lookup. */
enum { LOOKUP_POOL_MAX = 32 };
struct lookup_pool {
    const struct lookup_write *writes[LOOKUP_POOL_MAX];
    size_t count;
};

struct lookup_result;
struct lookup_ask {
    struct text imdb_id;
    struct text title; /* given evidence; unknown when none */
    struct number year;
    struct number tmdb_id; /* a record that should be this film (an arrival, a job's argument): looked at before /find
                            * and accepted by the identity rule alone */
    bool fresh;            /* as lookup_run.fresh, for this id */
    bool recheck;          /* fresh, and the row's own TMDb record is looked at before /find: one that is gone leaves a
                            * placeholder */
    bool scheduled;        /* fresh, and sources that told all they can lately are not asked again */
    bool by_person;        /* tmdb_id is a person's word: enough where TMDb's record carries no IMDb id, never against
                            * one; nothing else is asked */
    const char *actor;     /* who asks, for the history: "lookup", "arrivals", "enrichment", "refresh", "person"; NULL =
                            * lookup */
    int64_t arrived_at_ms; /* when TMDb had the film at the latest; 0 = not known */
    /* When a job asks: how it ends for what came out, written in the transaction of the result. The result has its
     * outcome and steps, not yet its history. NULL: no job. */
    void (*end_job)(void *context, const struct lookup_result *result, struct job_ack *out);
    void *context;
    struct lookup_pool *pool; /* where it has room, what is to be written goes there; NULL: into the store */
};

/* Every call that a lookup can make: 2 ids x (TMDb: find, 8 details, 8 searches and 11 details more; robots.txt and the
 * page, each with 5 redirects; index, Wikidata, OMDb) = 86, redirects of an API aside. */
enum { LOOKUP_STEPS_MAX = 128 };
struct lookup_step {       /* one line of --explain and of steps[] */
    const char *source;    /* sources.order name, "tmdb", "store" never */
    const char *operation; /* find, details, title_page, robots, given */
    enum answer_outcome outcome;
    int http_status; /* 0 = no HTTP */
    int64_t ms;
    struct text note;
};

struct lookup_result {
    struct text imdb_id; /* asked */
    struct text outcome; /* contract §2 */
    struct text reason;  /* one clause, always */
    bool has_movie;
    struct stored_movie movie;
    bool from_store;
    bool acknowledged; /* the job's end is written (lookup_ask.end_job), or in the pool */
    struct lookup_step steps[LOOKUP_STEPS_MAX];
    size_t step_count;
    struct folds folds; /* of a dry run: the rows that would go into the film's */
    struct text rule;   /* identity decision for --explain: "A1: …"; unknown when none was taken */
};

/* What the workers of a command share beside the gate: the local index and Wikidata's answers. `ids` are those of the
 * command, in their order, and must live as long. Without it both sources are off. */
void lookup_run_begin(struct lookup_run *run, const struct text *ids, size_t count);
void lookup_run_end(struct lookup_run *run); /* no lookup may be under way; without a begin it does nothing */

/* Status is OK whenever *out holds an outcome, "unknown" included; BROKEN and the like when the store failed (nothing
 * half-written). Everything in *out lives in arena. */
MUST_CHECK enum status lookup_one(struct lookup_run *run, struct store *store, struct random *random,
                                  const struct lookup_ask *ask, struct arena *arena, struct lookup_result *out,
                                  struct error *err);

#endif

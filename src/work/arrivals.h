/* What is new on TMDb, matched against the films that wait for it: one pass over the daily export, the list of changes,
 * and the ids that they named. Its cost follows from what TMDb gains, not from how many wait (design.md §2). */
#ifndef UNDERSTUDY_WORK_ARRIVALS_H
#define UNDERSTUDY_WORK_ARRIVALS_H

#include "store/arrivals.h"
#include "work/lookup.h"

enum {
    ARRIVALS_CATCH_UP_DAYS = 7, /* as many missed exports are read one by one; of more only the newest */
    ARRIVALS_NEW_MAX = 250000,  /* new ids of one export that are looked at: the gain of half a year */
    ARRIVALS_WINDOW_DAYS = 7,   /* of changes asked for at once: 420 pages */
    ARRIVALS_BATCH = 200,       /* ids looked at in one transaction */
};

struct arrivals_run {
    const struct lookup_settings *settings; /* TMDb's URL, key and policy */
    struct text exports_url;                /* unknown = exports are not read */
    struct gate_policy exports_policy;
    bool include_adult;
    const char *temporary_folder; /* for one export of some tens of MB; nothing of it stays */
    struct gate *gate;
    struct store *store;
    const struct clock *clock;
    int64_t looks_max; /* ids to look at in this pass; 0 = all that are due */
    /* How far it is: bytes of an export ("export"), pages ("changes"), ids ("arrivals"). total 0 = not known. The first
     * on the I/O thread. NULL = nobody wants to know. */
    void (*progress)(void *context, const char *what, int64_t done, int64_t total);
    void *context;
};

enum feed_outcome {
    FEED_CURRENT, /* nothing newer can be there */
    FEED_READ,
    FEED_BASELINE, /* the first time: from here on it is known what is new */
    FEED_NOT_YET,  /* the export is not published yet; no error */
    FEED_FAILED,   /* could not tell */
    FEED_OFF
};
const char *feed_outcome_word(
    enum feed_outcome outcome); /* "current", "read", "baseline", "not yet", "failed", "off" */

struct feed_report {
    enum feed_outcome outcome;
    struct text position; /* a date; "" = never read */
    struct text reason;   /* of FAILED, one clause; else unknown */
    struct text gap;      /* what can no longer be had, one clause; unknown = nothing */
    int64_t reads;        /* exports, pages */
    int64_t missing;      /* days of which TMDb has no export */
    int64_t ids;          /* that were named */
    int64_t news;         /* of those: to be looked at because of it */
};
struct arrival_hit { /* a film that a job is there for */
    struct text imdb_id;
    int64_t tmdb_id, arrived_at_ms;
    enum arrival_match match;
    struct arrival_hit *next;
};
struct arrivals_result {
    struct feed_report export, changes;
    int64_t looked;    /* requests for one record each */
    int64_t matched;   /* films that waited: a job each */
    int64_t refreshed; /* films of ours with thin TMDb data: a job each */
    int64_t gone;      /* TMDb has them no longer */
    int64_t unknown;   /* could not tell; they stay pending */
    int64_t upgraded;  /* arrivals_upgrade(): films that waited and have TMDb's record now */
    struct arrival_hit *hits;
    struct text reason;  /* why the looking ended early, or what the last `unknown` was; else unknown */
    int64_t again_at_ms; /* a refusal: when it is worth going on; 0 = none */
    bool key_refused;
    struct arrivals_pending pending;
};

/* OK whenever *out tells how it went, refusals included. TRANSIENT when stopped (gate_stop), BROKEN when the store or
 * the temporary folder fails; what was done until then is kept. Texts live in the arena. */
MUST_CHECK enum status arrivals_pass(const struct arrivals_run *run, struct arena *arena, struct arrivals_result *out,
                                     struct error *err);

/* The hits of a pass looked up now instead of by the queue: for a person who waits. What could not tell stays queued,
 * and out->reason says why. `lookup` is not begun. */
MUST_CHECK enum status arrivals_upgrade(const struct arrivals_run *run, struct lookup_run *lookup,
                                        struct random *random, struct arena *arena, struct arrivals_result *out,
                                        struct error *err);

#endif

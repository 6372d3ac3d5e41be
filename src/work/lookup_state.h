/* What a lookup knows while it runs. Internal to the lookup job: lookup.c decides, lookup_ask.c asks, lookup_tmdb.c and
 * lookup_sources.c read. */
#ifndef UNDERSTUDY_WORK_LOOKUP_STATE_H
#define UNDERSTUDY_WORK_LOOKUP_STATE_H

#include "identity/identity.h"
#include "lifecycle/states.h"
#include "source/source.h"
#include "source/tmdb.h"
#include "work/lookup.h"

enum {
    LOOKUP_METRICS_MAX = LOOKUP_STEPS_MAX,
    LOOKUP_ANSWERS_MAX = 64,
    LOOKUP_DOUBTS_MAX = 16,
    LOOKUP_PAGES_MAX = 4, /* of the title and what IMDb merged it into, each asked again at most once */
    TMDB_TIMEOUT_MS = 10000,
    PAGE_TIMEOUT_MS = 20000,
    GATEWAY_TIMEOUT_MS = 60000, /* it starts a browser for every page */
};

struct lookup {
    struct lookup_run *run;
    struct store *store;
    struct dataset_index *dataset; /* NULL: none was imported, or it is off */
    struct random *random;
    struct arena *arena;
    struct lookup_result *out;
    struct error *err;

    const struct lookup_ask *ask;
    enum film_cause cause; /* why a TMDb record becomes a placeholder, when it does */

    struct text asked_id;
    struct text id;        /* the id followed: asked_id, or the one that IMDb merged it into */
    struct text merged_id; /* the one before `id`, when this lookup found the merge */
    struct text title;     /* given evidence, now or when the id was first wanted */
    struct number year;
    const struct movie *local; /* what the local index knows of it; NULL: nothing */
    struct wanted wanted;      /* the row as it was; imdb_id unknown when there was none */
    bool fresh;                /* nothing is answered from the store */
    bool revalidates;          /* TMDb is asked whether its kept answers still hold, also a "no" */
    bool has_stored;
    struct stored_movie stored; /* the movies row of `id` (or of merged_id, which moves there), when there is one */

    struct metric metrics[LOOKUP_METRICS_MAX];
    size_t metric_count;
    struct raw_answer answers[LOOKUP_ANSWERS_MAX];
    size_t answer_count;
    struct doubt doubts[LOOKUP_DOUBTS_MAX]; /* what sources said and nobody can believe */
    size_t doubt_count;
    struct drift_page pages[LOOKUP_PAGES_MAX]; /* title pages that came over the network */
    size_t page_count;
    bool folded;                         /* another row went into the film's */
    const struct candidates *candidates; /* what a title search offers to a person; NULL: none took place */
};

/* One request through the gate. `class` is what transport and status say; the reader of the body may know better. */
struct exchange {
    const struct answer_class *class;
    struct gate_result gate;
    int64_t fetched_at_ms; /* when the answer came: earlier, from the cache */
};
struct question {
    const char *source, *operation;
    enum answer_kind kind;
    const struct gate_policy *policy;
    struct http_request request;
    struct text page; /* the request asks a gateway for this page; unknown: no gateway */
};
/* Through the cache. Robots calls and redirect hops are recorded here; the answer by lookup_record(), which is called
 * for every exchange: it lets go whoever waits for the same answer. */
MUST_CHECK enum status lookup_ask(struct lookup *l, const struct question *question, struct exchange *out);
/* When what came was no answer after all (`why`): an old one out of the cache, if it may be given; else NOT_FOUND. */
MUST_CHECK enum status lookup_ask_old(struct lookup *l, const struct question *question, struct text why,
                                      struct exchange *out);
/* Step, metric and raw answer of an exchange, once its class is final. Returns the name of the kept bytes (unknown:
 * none). */
struct text lookup_record(struct lookup *l, const struct question *question, const struct exchange *exchange,
                          const struct answer_class *class, struct text note);
/* A step without a request. */
void lookup_step(struct lookup *l, const char *source, const char *operation, const struct answer_class *class,
                 struct text note);

/* Step and metric of a question to a local source. */
void lookup_record_local(struct lookup *l, const char *source, const char *operation, const struct answer_class *class,
                         int64_t ms, struct text note);

/* What TMDb said of l->id. */
enum tmdb_answer {
    TMDB_ACCEPTED, /* proven: `details` */
    TMDB_ABSENT,   /* definitely no proven record */
    TMDB_NOT_A_MOVIE,
    TMDB_UNKNOWN /* could not tell */
};
struct tmdb_result {
    enum tmdb_answer answer;
    struct tmdb_details details; /* when ACCEPTED */
    struct text body;            /* TMDb's details answer */
    struct text answer_sha256;
    int64_t fetched_at_ms; /* earlier, from the cache */
    int64_t said_at_ms;    /* when TMDb said so anew: earlier, from the cache; INT64_MAX: just now */
    struct text reason;
};
MUST_CHECK enum status lookup_ask_tmdb(struct lookup *l, struct tmdb_result *out);
/* The record that ask->tmdb_id names, or with ask->recheck the row's own, before /find. *out_done: that was all that
 * need be asked. */
MUST_CHECK enum status lookup_ask_hint(struct lookup *l, struct tmdb_result *out, bool *out_done);
/* Has a person refused this record for this film? */
MUST_CHECK enum status lookup_is_refused(struct lookup *l, int64_t tmdb_id, bool *out_refused);
/* One record by its TMDb id. ACCEPTED says here that it was read; whether it is the film is not decided yet. */
MUST_CHECK enum status lookup_ask_details(struct lookup *l, int64_t tmdb_id, struct tmdb_result *out);
struct question lookup_tmdb_question(struct lookup *l, const char *operation, enum answer_kind kind, struct text url);
/* Why an exchange was neither found nor absent. */
struct text lookup_tmdb_unknown(struct lookup *l, const struct exchange *exchange, const struct answer_class *class);
/* A key that TMDb refuses is refused for every id: ask no more with it. */
void lookup_note_refused_key(struct lookup *l, const struct exchange *exchange);
/* What is known of the title: what the caller gave, what the index and a placeholder hold, and what this lookup `found`
 * (NULL: nothing yet). Without what Wikidata told, when Wikidata is to prove something. */
struct identity_wanted lookup_wanted(struct lookup *l, const struct stored_movie *found, bool but_for_wikidata);
/* l->out->rule, for --explain. */
void lookup_set_rule(struct lookup *l, const struct identity_decision *decision);

/* The title page of l->id, from the network or as it was kept. class FOUND: `movie` (whatever its type). */
struct page_result {
    const struct answer_class *class; /* NULL = the source is off */
    struct movie movie;
    struct text canonical_id; /* another id than l->id when IMDb merged it */
    struct text answer_sha256;
    int64_t fetched_at_ms;
    struct text reason;
};
MUST_CHECK enum status lookup_ask_page(struct lookup *l, struct page_result *out);

bool lookup_source_on(const struct lookup *l, const char *name);
int64_t lookup_now_ms(const struct lookup *l);

#endif

/* What a lookup knows while it runs. Internal to the lookup job: lookup.c decides, lookup_ask.c asks, lookup_tmdb.c and
 * lookup_sources.c read. */
#ifndef UNDERSTUDY_WORK_LOOKUP_STATE_H
#define UNDERSTUDY_WORK_LOOKUP_STATE_H

#include "identity/identity.h"
#include "source/source.h"
#include "source/tmdb.h"
#include "work/lookup.h"

enum {
    LOOKUP_METRICS_MAX = LOOKUP_STEPS_MAX,
    LOOKUP_ANSWERS_MAX = 32,
    TMDB_TIMEOUT_MS = 10000,
    PAGE_TIMEOUT_MS = 20000,
};

struct lookup {
    struct lookup_run *run;
    struct store *store;
    struct random *random;
    struct arena *arena;
    struct lookup_result *out;
    struct error *err;

    struct text asked_id;
    struct text id;        /* the id followed: asked_id, or the one that IMDb merged it into */
    struct text merged_id; /* the one before `id`, when this lookup found the merge */
    struct text title;     /* given evidence, now or when the id was first wanted */
    struct number year;
    struct wanted wanted; /* the row as it was; imdb_id unknown when there was none */
    bool has_stored;
    struct stored_movie stored; /* the movies row of `id` (or of merged_id, which moves there), when there is one */

    struct metric metrics[LOOKUP_METRICS_MAX];
    size_t metric_count;
    struct raw_answer answers[LOOKUP_ANSWERS_MAX];
    size_t answer_count;
};

/* One request through the gate. `class` is what transport and status say; the reader of the body may know better. */
struct exchange {
    const struct answer_class *class;
    struct gate_result gate;
};
struct question {
    const char *source, *operation;
    enum answer_kind kind;
    const struct gate_policy *policy;
    struct http_request request;
};
/* Robots calls and redirect hops are recorded here; the last exchange by lookup_record(). */
MUST_CHECK enum status lookup_ask(struct lookup *l, const struct question *question, struct exchange *out);
/* Step, metric and raw answer of an exchange, once its class is final. Returns the name of the kept bytes (unknown:
 * none). */
struct text lookup_record(struct lookup *l, const struct question *question, const struct exchange *exchange,
                          const struct answer_class *class, struct text note);
/* A step without a request. */
void lookup_step(struct lookup *l, const char *source, const char *operation, const struct answer_class *class,
                 struct text note);

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
    struct text reason;
};
MUST_CHECK enum status lookup_ask_tmdb(struct lookup *l, struct tmdb_result *out);

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

/* One gate_fetch() under way, between gate.c (when may it go) and notes.c (what the host said). Inside src/gate only.
 */
#ifndef UNDERSTUDY_GATE_PASSAGE_H
#define UNDERSTUDY_GATE_PASSAGE_H

#include "gate/gate.h"

#include <pthread.h>
#include <stdatomic.h>

#define GATE_MINUTE_MS (60 * CLOCK_SECOND_MS)
#define GATE_SKEW_MS   (5 * GATE_MINUTE_MS) /* how far the clocks of one cluster may differ */

/* What this process alone knows of a host. */
struct origin {
    struct origin *next;
    struct text name;
    pthread_mutex_t turn;       /* one-at-a-time hosts: one worker asks the database, the others wait here */
    int64_t next_start_mono_ms; /* spacing of APIs; under gate->lock */
    int64_t challenges;         /* in a row; under gate->lock. See notes.c */
};

struct gate {
    struct http *http;
    const struct clock *clock;
    struct text product;
    struct arena arena; /* product, origins and their names; under lock */
    pthread_mutex_t lock;
    struct origin *origins;
    atomic_bool stopped;
    uint64_t owner_seed, owner_count; /* names of leases */
};

/* One gate_fetch() under way. */
struct passage {
    struct gate *gate;
    struct store *store;
    const struct gate_policy *policy;
    const struct http_request *request;
    struct arena *arena;
    struct gate_result *out;
    struct origin *host;
    struct arena scratch; /* the host's row, read anew again and again; what outlives that is copied to arena */
};

/* One exchange of it. */
struct ask {
    const struct http_request *request;
    const char *operation;
    bool is_robots;
    bool may_redirect; /* robots.txt: a redirect is no verdict yet */
};

struct origin *gate_origin(struct gate *gate, struct text name);

bool gate_refused(const struct passage *p);
void gate_refuse(struct passage *p, enum gate_refusal refusal, int64_t until_wall_ms, struct text reason);
/* Reads the host's row ({0} and the name when it was never met) into p->scratch and refuses when it says so. */
MUST_CHECK enum status gate_look(struct passage *p, struct host_state *out, struct error *err);

/* Writes down what an answer says about the host; `before` is its row as it was when the request left. */
MUST_CHECK enum status gate_note(struct passage *p, const struct ask *ask, const struct host_state *before,
                                 const struct http_answer *answer, struct error *err);
/* Where an answer redirects to, on the same origin; false for every other answer. */
bool gate_redirect(struct passage *p, const struct http_request *request, const struct http_answer *answer,
                   struct text *out_url);

#endif

/* One gate_fetch() under way, between gate.c (when may it go), admit.c (breaker and quota) and notes.c (what the host
 * said). Inside src/gate only. */
#ifndef UNDERSTUDY_GATE_PASSAGE_H
#define UNDERSTUDY_GATE_PASSAGE_H

#include "base/random.h"
#include "gate/gate.h"
#include "store/http_cache.h"

#include <pthread.h>
#include <stdatomic.h>

#define GATE_MINUTE_MS (60 * CLOCK_SECOND_MS)
#define GATE_SKEW_MS   (5 * GATE_MINUTE_MS) /* how far the clocks of one cluster may differ */

/* What this process alone knows of a host. */
struct origin {
    struct origin *next;
    struct text name;
    pthread_mutex_t turn; /* one-at-a-time hosts: one worker asks the database, the others wait here */
    struct text source;   /* whose breaker answers for the host: who asked last; under gate->lock */
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
    struct random random;             /* jitter; under lock */
};

/* A flight that begins with the request's place in line (store/http_cache.h). */
struct departure {
    struct flight flight;
    int64_t kept_at_ms; /* of what is kept of its URL; 0 = nothing */
    bool missed;        /* nothing was asked: take it first, then ask without a departure */
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
    struct text source;                 /* of breaker and quota: the policy's, or the host's name */
    struct text owner;                  /* of leases */
    struct text flight_owner;           /* known: gives the seat back with its flight */
    struct departure *departure;        /* NULL: no flight, or one that has begun */
    int64_t pauses;                     /* of the host in a row, at the last look */
    bool breaker_closed, breaker_clean; /* at the last look */
    bool probes;                        /* holds the breaker's probe, as far as it knows */
    struct arena scratch; /* the host's row, read anew again and again; what outlives that is copied to arena */
};

/* One exchange of it. */
struct ask {
    const struct http_request *request;
    const char *operation;
    bool is_robots;
    bool may_redirect; /* robots.txt: a redirect is no verdict yet */
    struct departure *departure;
};

struct origin *gate_origin(struct gate *gate, struct text name);

/* gate_fetch() of one who has a flight under way (store/http_cache.h): the seat of a source whose concurrency is above
 * 1 is the flight owner's, and is given back with the flight, whatever came. `flight_owner` unknown: no flight. With
 * ask->departure the flight is yet to be taken. */
MUST_CHECK enum status gate_fetch_in_flight(struct gate *gate, struct store *store, const struct gate_policy *policy,
                                            const struct ask *ask, struct text flight_owner, struct arena *arena,
                                            struct gate_result *out, struct error *err);

bool gate_refused(const struct passage *p);
void gate_refuse(struct passage *p, enum gate_refusal refusal, int64_t until_wall_ms, struct text reason);
/* Reads the host's row ({0} and the name when it was never met) into p->scratch and refuses when it, or the breaker,
 * says so. */
MUST_CHECK enum status gate_look(struct passage *p, struct host_state *out, struct error *err);

/* The last word before the transfer: takes or renews the breaker's probe where one is due, and one request of the
 * quota. Refuses when another process was faster. */
MUST_CHECK enum status gate_admit(struct passage *p, const struct ask *ask, struct error *err);
/* The same with rows that were read. */
void gate_heed(struct passage *p, const struct host_state *host, const struct breaker *breaker);
/* Refuses when the breaker is not for going on. */
void gate_heed_breaker(struct passage *p, const struct breaker *breaker);
/* What an answer said, to the breaker. */
MUST_CHECK enum status gate_tell_breaker(struct passage *p, enum breaker_event event, struct text what,
                                         struct error *err);
/* The end of the passage: a probe without a verdict is for the next one. `status` is what is returned, unless leaving
 * fails. */
MUST_CHECK enum status gate_leave(struct passage *p, enum status status, struct error *err);

/* Writes down what an answer says about host and source. */
MUST_CHECK enum status gate_note(struct passage *p, const struct ask *ask, const struct http_answer *answer,
                                 struct error *err);
/* Where an answer redirects to, on the same origin; false for every other answer. */
bool gate_redirect(struct passage *p, const struct http_request *request, const struct http_answer *answer,
                   struct text *out_url);

#endif

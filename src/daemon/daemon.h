/* The inside of `serve`: what its threads share, and what a route is.
 *
 *   HTTP threads (httpd.c)   read and write sockets; answer at once what needs no waiting
 *   desks (desks.c)          answer what writes, or asks a source: one connection to the store each
 *   runner (work/runner.h)   runs the jobs
 *   pulse (pulse.c)          once a second: is the store there; what has changed; whoever waited for too long
 *   main (serve.c)           signals, time-outs, systemd */
#ifndef UNDERSTUDY_DAEMON_DAEMON_H
#define UNDERSTUDY_DAEMON_DAEMON_H

#include "base/clock.h"
#include "base/random.h"
#include "daemon/config.h"
#include "daemon/guesses.h"
#include "daemon/httpd.h"
#include "daemon/logo.h"
#include "daemon/settings.h"
#include "model/json_build.h"
#include "work/runner.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    ROUTES_MAX = 64,
    DESKS = 4,
    QUEUE_MAX = 256, /* requests that wait for a desk; more are told to come again */
};

struct events;  /* events.h */
struct waiting; /* waits.h */

struct desk { /* one thread's own */
    struct daemon *daemon;
    struct store *store; /* NULL before its first use, and after it failed */
    struct random random;
    struct desk *next; /* in the daemon's list */
};

/* ── routes ── */

enum route_place {
    ROUTE_HERE,  /* needs no store */
    ROUTE_QUICK, /* a look into the store by a key: on the HTTP thread, where the store is a file */
    ROUTE_DESK   /* anything else */
};

struct route {
    const char *method; /* GET also answers HEAD */
    const char *path;   /* "/api/v1/movies/{id}": a segment in braces is any */
    enum role role;
    enum route_place place;
    /* Sets the response. HTTPD_DEFER, of ROUTE_DESK alone: it waits for something, and daemon_answer() comes later. */
    enum httpd_next (*handle)(struct desk *desk, struct exchange *exchange);
};
extern const struct route routes[];
extern const size_t route_count; /* at most ROUTES_MAX */

/* The route, or NULL with *out_allow: the methods that there are for the path, NULL when there is no such path. */
const struct route *route_find(const struct request *request, const char **out_allow);

/* ── the daemon ── */

enum { STATUS_CLASSES = 6, LATENCY_BUCKETS = 12 };
struct route_counts {
    _Atomic uint64_t statuses[STATUS_CLASSES]; /* [2] is 2xx */
    _Atomic uint64_t buckets[LATENCY_BUCKETS]; /* not cumulative; the last is everything above */
    _Atomic uint64_t microseconds;
};

struct daemon {
    const struct config *config;
    const struct clock *clock;
    struct arena arena;
    struct store_options store;
    struct access access;
    struct guesses *guesses;
    struct lookup_settings settings;
    struct work work;
    struct webhooks webhooks;
    struct logo tmdb_logo;
    struct http *http;
    struct httpd *httpd;
    struct events *events;
    struct route_counts counts[ROUTES_MAX + 1];   /* the last one: no route */
    _Atomic uint64_t tokens_wrong, tokens_unread; /* unread: too many wrong ones came before */
    _Atomic uint64_t request_number;
    uint64_t request_seed;
    char form_token[33]; /* what a form must bring along: it came from a page of ours */

    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    struct exchange *queue, *queue_end;
    size_t queued, deferred; /* deferred: exchanges that somebody else than an HTTP thread holds */
    bool stopping;           /* nothing is waited for any more */
    bool desks_over;         /* and nobody is at a desk */
    struct waiting *waiting;
    struct desk *desks; /* of every thread */
    pthread_t desk_threads[DESKS];
    size_t desk_thread_count;
    struct runner *runner;                        /* NULL while none runs */
    char runner_trouble[240], store_trouble[240]; /* "" = none */
    bool store_seen;
    pthread_t runner_thread, pulse_thread;
    bool pulse_beats;
};

/* ── service.c: httpd's side ── */

void service_options(struct daemon *daemon, struct httpd_options *out);
/* A deferred exchange has its response. */
void daemon_answer(struct daemon *daemon, struct exchange *exchange);

/* ── desks.c ── */

MUST_CHECK enum status desks_start(struct daemon *daemon, struct error *err);
/* What waits in the queue is still answered. */
void desks_stop(struct daemon *daemon);
/* False: too many wait. */
bool desks_take(struct daemon *daemon, struct exchange *exchange);
/* The same for one that has been there before: there is always room. */
void desks_take_back(struct daemon *daemon, struct exchange *exchange);
/* The calling HTTP thread's own. */
struct desk *desk_here(struct daemon *daemon);
/* All of them; no thread may use one any more. */
void desks_close(struct daemon *daemon);
/* The desk's store, opened when it is not; problem set and NULL when it cannot be. */
struct store *desk_store(struct desk *desk, struct exchange *exchange);

/* ── jobs.c ── */

MUST_CHECK enum status jobs_start(struct daemon *daemon, struct error *err);
void jobs_stop(struct daemon *daemon); /* gives back what has not begun */
void jobs_wake(struct daemon *daemon); /* there is a new one */
/* A line in the log for each call to a source that was made on a request's behalf. */
void jobs_tell_calls(struct text request, const struct lookup_result *result);
/* A job for a film, ahead of what was queued; unless there is one. */
MUST_CHECK enum status jobs_add(struct desk *desk, struct text imdb_id, const char *request, struct error *err);

/* ── answers ── */

/* A JSON value as the answer; taken over. With a tag, and 304 where the caller has it already. */
void answer_json(struct exchange *exchange, int status, json_t *value);
void answer_text(struct exchange *exchange, int status, const char *type, struct text body);

#endif

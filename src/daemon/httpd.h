/* The HTTP server: sockets, requests in, answers out, limits and time-outs. Edge: httpd.c is the only file that
 * includes microhttpd.h. A few threads serve any number of connections; nothing that they call may wait for long, so an
 * exchange can be put off and given back by another thread. */
#ifndef UNDERSTUDY_DAEMON_HTTPD_H
#define UNDERSTUDY_DAEMON_HTTPD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "daemon/client.h"
#include "daemon/request.h"

#include <stdbool.h>
#include <stdint.h>

struct httpd;
struct route;

struct response {
    int status;
    const char *type; /* media type */
    struct text body;
    struct text tag;       /* ETag */
    struct text location;  /* of what was made */
    const char *allow;     /* of a 405 */
    const char *challenge; /* WWW-Authenticate of a 401 */
    const char *cache;     /* Cache-Control; NULL = no-store */
    int retry_after_s;     /* 0 = none */
    bool gzipped, varies;  /* by Accept-Encoding */
    bool closes;           /* the rest of the request is not read: the connection ends */
    struct stream *stream; /* the body comes later, a piece at a time; NULL = it does not */
};

struct exchange { /* one request and its answer */
    struct arena arena;
    struct request request;
    struct response response;
    const struct route *route; /* NULL: none */
    enum role role;
    struct client peer; /* the other end of the connection */
    bool held;          /* its head has been put off once */
    int64_t hold_ms;    /* by how much */
    int64_t start_ms;   /* monotonic */
    char id[65];
    void *waits;              /* whoever holds it */
    struct exchange *next;    /* in a queue of theirs */
    struct http_call *inside; /* the server's own */
};

enum httpd_next {
    HTTPD_ANSWER, /* response is there */
    HTTPD_HOLD,   /* of head() alone, once: it is called again after hold_ms; nothing is read meanwhile */
    HTTPD_DEFER   /* deferred() is called, and some thread calls httpd_resume() when response is there */
};

struct httpd_options {
    int listen_fd; /* stays the caller's */
    unsigned threads;
    void *context;
    /* Its headers are there: what it is called in answers and logs. */
    void (*name)(void *context, struct exchange *exchange);
    /* The head has come, the body has not: HTTPD_ANSWER is the answer, whatever the body may be. */
    enum httpd_next (*head)(void *context, struct exchange *exchange);
    /* All of it is there. */
    enum httpd_next (*whole)(void *context, struct exchange *exchange);
    void (*deferred)(void *context, struct exchange *exchange);
    /* It is answered, or its connection was lost; no further word about it. */
    void (*done)(void *context, struct exchange *exchange, bool answered);
};

MUST_CHECK enum status httpd_start(const struct httpd_options *options, struct httpd **out, struct error *err);
/* No further connection is taken; those that are there go on. */
void httpd_quiesce(struct httpd *httpd);
size_t httpd_active(struct httpd *httpd); /* requests whose answer is not out, or about to come */
/* Every exchange must have been given back. NULL inside is fine. */
void httpd_stop(struct httpd **httpd);
/* Connections that have had their time are closed, what was held goes on; to be called some times a second. */
void httpd_tick(struct httpd *httpd, int64_t now_ms);

/* From any thread, once for a deferred exchange. It may be gone when this returns. */
void httpd_resume(struct exchange *exchange);

/* ── bodies that come later ── */

enum { STREAM_BYTES_MAX = 256 << 10 }; /* who does not read is cut off */
struct stream;                         /* thread-safe */
struct stream *stream_create(void);
/* False when nobody reads it any more, or too slowly. */
bool stream_send(struct stream *stream, struct text bytes);
/* Nobody will ever read it. */
void stream_drop(struct stream **stream);
/* For the one who sends: it will do so no longer. */
void stream_release(struct stream **stream);

#endif

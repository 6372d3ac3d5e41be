/* What of an HTTP request is ours to read: target, query, and who may ask. Pure: bytes in, a verdict out; everything is
 * bounded, nothing is trusted. */
#ifndef UNDERSTUDY_DAEMON_REQUEST_H
#define UNDERSTUDY_DAEMON_REQUEST_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REQUEST_TARGET_BYTES_MAX = 4096,
    REQUEST_HEAD_BYTES_MAX = 16 << 10, /* names and values of all headers together */
    REQUEST_BODY_BYTES_MAX = 1 << 20,  /* contract §5 */
    REQUEST_SEGMENTS_MAX = 8,
    REQUEST_PAIRS_MAX = 32
};

struct query_pair {
    struct text name, value;
};

struct request {
    struct text method;                         /* as sent */
    struct text target;                         /* as sent, for nobody but the parser */
    struct text segments[REQUEST_SEGMENTS_MAX]; /* of the path, decoded; "/" has none */
    size_t segment_count;
    struct query_pair query[REQUEST_PAIRS_MAX];
    size_t pair_count;
    struct text body;
    /* Headers; unknown when not sent. */
    struct text host, origin, authorization, forwarded_for, if_none_match, accept_encoding, accept, content_type,
        last_event_id, id;
};

/* Splits and decodes `target`. False for what is no path of ours: not beginning with '/', a broken escape, a control
 * byte, what is not UTF-8, "." and "..", an encoded slash, a backslash, too much of anything. */
bool request_read_target(struct text target, struct arena *arena, struct request *out);

/* A form (application/x-www-form-urlencoded): its pairs take the place of the query. False as above. */
bool request_read_form(struct text body, struct arena *arena, struct request *out);

/* Value of the query's first pair of that name, unknown when there is none. */
struct text request_query(const struct request *request, const char *name);

/* ── who may ask ── */

struct access {
    bool loopback;          /* listening there, or on a Unix socket */
    struct text listen;     /* server.listen: its host is a good one */
    struct text hosts;      /* server.hosts: names that lead here, with commas; unknown = none */
    struct text token;      /* may do everything; unknown: no one is asked for one */
    struct text read_token; /* may only look; unknown = none */
    struct text proxies;    /* server.proxies: whose X-Forwarded-For is believed */
};

enum role { ROLE_NONE, ROLE_READ, ROLE_OPERATE };

/* Is it us whom the Host header names? Against DNS rebinding: a name of somebody else that leads here. */
bool access_host(const struct access *access, struct text host);
/* Does the request come from a page of ours, or from no page at all? `origin` unknown = no page. */
bool access_origin(struct text origin, struct text host);
/* What the Authorization header gives: Bearer, or Basic with the token as its password. In constant time. */
enum role access_role(const struct access *access, struct text authorization);
/* The same of a bare token. */
enum role access_role_of(const struct access *access, struct text secret);

/* Does an Accept-Encoding header take gzip? */
bool request_takes_gzip(struct text accept_encoding);
/* Does an If-None-Match header name this entity tag? Weak comparison (RFC 9110 §13.1.2). */
bool request_has_tag(struct text if_none_match, struct text tag);
/* May it stand in headers and logs: letters, digits, ".", "_", "-", at most 64. */
bool request_id_is_good(struct text id);

#endif

/* Transport: requests in, answers out. One I/O thread owns every socket (libcurl multi, one
 * connection pool, HTTP/2, TLS always verified); http_fetch() blocks the calling worker, never the loop.
 * Decides nothing about politeness: src/gate does. Edge: fetch.c and curl_*.c are the only files that include
 * curl.
 */
#ifndef UNDERSTUDY_HTTP_HTTP_H
#define UNDERSTUDY_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct http; /* the I/O thread and its pool */

struct http_options {
    struct text user_agent;    /* one honest name with a contact; sent with every request */
    struct text ca_file;       /* PEM bundle that replaces the system's; unknown = the system's */
    struct text record_folder; /* every exchange becomes a file in it (tape.h); unknown = none */
    struct text replay_folder; /* answers come from there, and nothing goes to the network; unknown = none */
    struct text proxies;       /* comma list, see http_is_proxy(): the first that works; unknown = none */
};

struct http_header {
    struct text name;
    struct text value;
};

/* Where a body goes that is too large for memory: the bytes of a 200 as they come over the wire, never inflated (no
 * coding is asked for). The body of any other status is read as usual, up to HTTP_REFUSAL_BYTES_MAX. */
struct http_sink {
    int fd; /* written to on the I/O thread, so a local file and nothing slower */
    void (*progress)(void *context, uint64_t got, uint64_t promised); /* on that thread; NULL = none; 0 = unknown */
    void *context;
    uint64_t got;    /* bytes written; begins at 0 */
    int write_errno; /* != 0: the file took no more, and the failure is HTTP_TOO_LARGE */
};
enum { HTTP_REFUSAL_BYTES_MAX = 64 * 1024 };

/* Somebody who is called again and again while an answer is waited for, on the thread that waits. */
struct http_watch {
    int64_t every_ms;
    void (*look)(void *context);
    void *context;
};

struct http_request {
    struct text url;          /* http:// only to loopback, else https:// ; checked here too */
    struct text query_secret; /* one raw pair "api_key=…", percent-encoded and appended to the query at the last
                                 moment; never logged, never in an error, not part of `url`; unknown = none */
    struct text bearer;       /* Authorization: Bearer …; never logged; unknown = none */
    struct text accept;       /* Accept header; unknown = none */
    struct text if_none_match, if_modified_since; /* conditional when known */
    struct http_sink *sink;                       /* NULL = the body goes into the arena */
    struct text post; /* JSON; known: a POST of it. Then of a good answer the status stands too, whatever its body, and
                         nothing is recorded */
    const struct http_header *headers; /* further ones */
    size_t header_count;
    const struct http_watch *watch; /* NULL = nobody */
    int64_t timeout_ms;             /* whole transfer, connect included; at least 1 */
    size_t wire_bytes_max;          /* body as it comes over the wire */
    size_t body_bytes_max;          /* body after inflating */
};

/* What stopped a transfer; HTTP_ANSWERED is the only one with a status. Each maps to one class in
 * source/answer_class.c. */
enum http_failure {
    HTTP_ANSWERED,      /* a complete answer of whatever status */
    HTTP_BAD_URL,       /* our own request is wrong (scheme, host, a control byte in a header) */
    HTTP_NO_HOST,       /* name not resolved */
    HTTP_NO_CONNECTION, /* refused, unreachable */
    HTTP_TLS,           /* certificate or handshake refused */
    HTTP_TIMEOUT,
    HTTP_RESET,     /* connection lost before or within the answer */
    HTTP_CUT,       /* fewer bytes than the length promised, or gzip without its end */
    HTTP_DAMAGED,   /* the compressed body does not inflate */
    HTTP_TOO_LARGE, /* wire, inflated (a bomb) or header bytes past the limit */
    HTTP_PROTOCOL   /* not HTTP, or broken HTTP; also an unknown Content-Encoding */
};
const char *http_failure_name(enum http_failure failure); /* "timeout", "bad_url", … */

enum { HTTP_DETAIL_BYTES = 160 };

/* A status other than 2xx stands even when its body is damaged, too large or in an unknown coding: the body is then
 * empty. What a 429 or a challenge has to say, it says in its status and headers. */
struct http_answer {
    enum http_failure failure;
    int status;       /* 0 unless HTTP_ANSWERED */
    struct text body; /* inflated; in the arena given to http_fetch; known whenever answered */
    /* Header values: UTF-8 without control bytes, the first of several; unknown when absent. */
    struct text content_type;
    struct text location;
    struct text retry_after;
    struct text waf_action; /* x-amzn-waf-action */
    struct text etag;
    struct text last_modified;
    struct text age, date, expires;
    struct text cache_control, vary; /* lists: all of several headers, joined by ", " */
    int64_t elapsed_ms;              /* from the request's start to its end */
    char detail[HTTP_DETAIL_BYTES];  /* for people, on failure: one line, no URL, no secret */
};

/* Starts the I/O thread. INVALID when the user agent is empty or has control bytes or the CA file cannot be read,
 * BROKEN when the thread cannot start. No proxy of the environment is ever used. */
MUST_CHECK enum status http_open(const struct http_options *options, struct http **out_http, struct error *err);
/* Ends the thread; no fetch may be under way. NULL inside is fine. */
void http_close(struct http **http);

/* One request, one answer; redirects are not followed (src/gate asks again, through robots and rate).
 * Thread-safe. Header values and body live in `arena`. Always fills *out. */
void http_fetch(struct http *http, const struct http_request *request, struct arena *arena, struct http_answer *out);

/* An exchange that a recording needs and that did not take place, because its answer is kept elsewhere. Once a URL;
 * nothing when nothing is recorded. */
void http_record(struct http *http, const struct http_request *request, const struct http_answer *answer);
bool http_records(const struct http *http);
/* BROKEN when something could not be recorded. */
MUST_CHECK enum status http_check_recording(struct http *http, struct error *err);

/* http://, https://, socks5:// or socks5h:// (the proxy resolves names), [user:password@]host[:port]. */
bool http_is_proxy(struct text url);

/* scheme://host[:port] of an absolute http(s) URL, lower-case, default port left out; false when it is not
 * one, has credentials, or is http:// to anything but loopback (127.0.0.0/8, [::1], localhost). Also false for what
 * parsers disagree about: blanks, control bytes, non-ASCII, '\\', "127.1", a host with a final dot, over 8 KiB. */
bool http_origin(struct text url, struct arena *arena, struct text *out_origin);
/* Path and query of an absolute URL ("/" at least), dot segments and fragment removed: what goes into the request. */
bool http_path(struct text url, struct arena *arena, struct text *out_path);
/* Location resolved against the URL that was asked (RFC 3986), fragment removed; false when ill-formed, with
 * credentials, or not http(s). http:// to anywhere passes here: http_origin() is the judge of that. */
bool http_resolve(struct text base_url, struct text location, struct arena *arena, struct text *out_url);
/* Percent-encode everything but RFC 3986's unreserved characters. */
struct text http_encode(struct text raw, struct arena *arena);

#endif

/* The HTTP server, over libmicrohttpd with epoll. */
#include "daemon/httpd.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/framing.h"
#include "daemon/peers.h"
#include "daemon/problem.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    CONNECTIONS_MAX = 4000,
    SPARE_FILES = 128,           /* for databases, sources and files */
    CONNECTION_BYTES = 48 << 10, /* head and buffers of one */
    HEAD_MS = 10000,             /* from the connection to the first line */
    REQUEST_MS = 30000,          /* from the first line to the last byte of the body */
    ANSWER_MS = 60000,           /* for the answer to be taken */
    IDLE_MS = 60000,             /* between two requests */
    SILENCE_S = 30,              /* no byte either way */
    FRESH_MS = 1000,             /* who has just connected is about to ask, and is waited for when the server stops */
};

struct httpd {
    struct httpd_options options;
    struct MHD_Daemon *daemon;
    struct peers peers;
    pthread_mutex_t lock; /* over what follows */
    struct http_call *held;
    atomic_bool quiesced; /* nothing is held any more, and each connection ends with its next answer */
    atomic_size_t active;
};

struct http_call {
    struct httpd *httpd;
    struct MHD_Connection *connection;
    struct buf body;
    uint64_t swallowed;
    bool begun, refused, ready; /* the head has been seen; it was enough; response is there */
    bool expects;               /* to be told whether its body is wanted */
    struct http_call *next;     /* of those that are held */
    int64_t due_ms;
};

/* ── time-outs ── */

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void set_deadline(struct MHD_Connection *connection, int64_t after_ms)
{
    struct peer *peer = peer_of(connection);
    if (peer != NULL)
        atomic_store(&peer->deadline_ms, after_ms == PEER_FOREVER ? PEER_FOREVER : clock_mono_ms() + after_ms);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct httpd *httpd = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        int64_t now_ms = clock_mono_ms();
        *socket_context = peers_add(&httpd->peers, fd, now_ms, now_ms + HEAD_MS);
    } else if (*socket_context != NULL) {
        peers_remove(&httpd->peers, *socket_context);
        *socket_context = NULL;
    }
}

/* ── held for a while ── */

static void hold(struct http_call *call, int64_t after_ms)
{
    struct httpd *httpd = call->httpd;
    MHD_suspend_connection(call->connection); /* first: it may be resumed before this returns */
    (void)pthread_mutex_lock(&httpd->lock);
    bool stays = !httpd->quiesced;
    if (stays) {
        call->due_ms = clock_mono_ms() + after_ms;
        call->next = httpd->held;
        httpd->held = call;
    }
    (void)pthread_mutex_unlock(&httpd->lock);
    if (!stays)
        MHD_resume_connection(call->connection);
}

static void release(struct httpd *httpd, int64_t now_ms)
{
    struct http_call *due = NULL;
    (void)pthread_mutex_lock(&httpd->lock);
    for (struct http_call **at = &httpd->held; *at != NULL;) {
        struct http_call *call = *at;
        if (call->due_ms > now_ms) {
            at = &call->next;
            continue;
        }
        *at = call->next;
        call->next = due;
        due = call;
    }
    (void)pthread_mutex_unlock(&httpd->lock);
    while (due != NULL) {
        struct http_call *next = due->next; /* it may be gone once it is resumed */
        MHD_resume_connection(due->connection);
        due = next;
    }
}

void httpd_tick(struct httpd *httpd, int64_t now_ms)
{
    release(httpd, now_ms);
    peers_tick(&httpd->peers, now_ms);
}

/* ── bodies that come later ── */

struct stream {
    pthread_mutex_t lock;
    struct buf bytes;
    struct MHD_Connection *asleep; /* suspended until there is something */
    bool ended, unread;            /* nobody sends, nobody reads */
};

struct stream *stream_create(void)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        oom();
    stream->bytes = BUF_WITH_LIMIT(STREAM_BYTES_MAX);
    (void)pthread_mutex_init(&stream->lock, NULL);
    return stream;
}

static void stream_wake(struct stream *stream)
{
    if (stream->asleep != NULL)
        MHD_resume_connection(stream->asleep);
    stream->asleep = NULL;
}

bool stream_send(struct stream *stream, struct text bytes)
{
    (void)pthread_mutex_lock(&stream->lock);
    bool good = !stream->unread && buf_add(&stream->bytes, bytes);
    stream_wake(stream);
    (void)pthread_mutex_unlock(&stream->lock);
    return good;
}

/* Frees what the other side has let go of, too. */
static void stream_leave(struct stream *stream, bool *own, const bool *others)
{
    (void)pthread_mutex_lock(&stream->lock);
    *own = true;
    bool last = *others;
    stream_wake(stream);
    (void)pthread_mutex_unlock(&stream->lock);
    if (!last)
        return;
    (void)pthread_mutex_destroy(&stream->lock);
    buf_finish(&stream->bytes);
    free(stream);
}

void stream_release(struct stream **stream)
{
    stream_leave(*stream, &(*stream)->ended, &(*stream)->unread);
    *stream = NULL;
}

void stream_drop(struct stream **stream)
{
    (*stream)->unread = true;
    stream_release(stream);
}

static ssize_t stream_read(void *context, uint64_t position, char *out, size_t room)
{
    struct exchange *exchange = context;
    struct stream *stream = exchange->response.stream;
    (void)position;
    (void)pthread_mutex_lock(&stream->lock);
    size_t len = stream->bytes.len < room ? stream->bytes.len : room;
    ssize_t got = (ssize_t)len;
    if (len > 0) {
        struct text rest = text_after(buf_text(&stream->bytes), len);
        memcpy(out, stream->bytes.at, len);
        memmove(stream->bytes.at, rest.at, rest.len);
        stream->bytes.len = rest.len;
    } else if (stream->ended || stream->bytes.overflow) {
        got = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->asleep = exchange->inside->connection;
        MHD_suspend_connection(stream->asleep);
    }
    (void)pthread_mutex_unlock(&stream->lock);
    return got;
}

/* ── answers ── */

/* Posters are the only thing that a page of ours takes from elsewhere. */
#define PAGE_POLICY                                                                                                    \
    "default-src 'self'; img-src 'self' https://image.tmdb.org https://m.media-amazon.com; object-src 'none'; "        \
    "base-uri 'none'; form-action 'self'; "                                                                            \
    "frame-ancestors 'none'"
#define DATA_POLICY "default-src 'none'; frame-ancestors 'none'"

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0' && MHD_add_response_header(response, name, value) != MHD_YES)
        log_event(LOG_ERROR, "http_header", "name=%s", name);
}

static void add_headers(struct MHD_Response *out, struct exchange *exchange)
{
    const struct response *response = &exchange->response;
    char seconds[16];
    (void)snprintf(seconds, sizeof seconds, "%d", response->retry_after_s);
    bool page = response->type != NULL && text_starts(text_of(response->type), TEXT("text/html"));
    add(out, "Content-Type", response->type);
    add(out, "Content-Encoding", response->gzipped ? "gzip" : NULL);
    add(out, "Vary", response->varies ? "Accept-Encoding" : NULL);
    add(out, "ETag", text_known(response->tag) ? arena_z(&exchange->arena, response->tag) : NULL);
    add(out, "Location", text_known(response->location) ? arena_z(&exchange->arena, response->location) : NULL);
    add(out, "Allow", response->allow);
    add(out, "WWW-Authenticate", response->challenge);
    add(out, "Retry-After", response->retry_after_s > 0 ? seconds : NULL);
    add(out, "Cache-Control", response->cache != NULL ? response->cache : "no-store");
    bool last = response->closes || atomic_load(&exchange->inside->httpd->quiesced);
    add(out, "Connection", last ? "close" : NULL);
    add(out, "X-Request-Id", exchange->id);
    /* A 304 has no type, and its headers take the place of those that were kept: a page's policy must stay. */
    add(out, "Content-Security-Policy", page ? PAGE_POLICY : response->type != NULL ? DATA_POLICY : NULL);
    add(out, "X-Content-Type-Options", "nosniff");
    add(out, "X-Frame-Options", "DENY");
    /* Without a referrer a browser sends the forms of a page of ours with `Origin: null`, which is nobody. */
    add(out, "Referrer-Policy", page || response->type == NULL ? "same-origin" : "no-referrer");
    add(out, "Cross-Origin-Resource-Policy", "same-origin");
}

static enum MHD_Result answer(struct exchange *exchange)
{
    struct http_call *call = exchange->inside;
    struct response *response = &exchange->response;
    struct MHD_Response *out =
        response->stream != NULL
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read, exchange, NULL)
            : MHD_create_response_from_buffer(response->body.len, (void *)(uintptr_t)response->body.at,
                                              MHD_RESPMEM_PERSISTENT);
    if (out == NULL)
        oom();
    add_headers(out, exchange);
    set_deadline(call->connection, response->stream != NULL ? PEER_FOREVER : ANSWER_MS);
    enum MHD_Result result = MHD_queue_response(call->connection, (unsigned)response->status, out);
    MHD_destroy_response(out);
    return result;
}

/* ── requests ── */

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                   const char *at, size_t len)
{
    (void)kind;
    framing_take(context, text_from(name, name_len), text_from(at != NULL ? at : "", at != NULL ? len : 0));
    return MHD_YES;
}

static enum MHD_Result answer_and_close(struct exchange *exchange)
{
    exchange->response.closes = true;
    exchange->inside->ready = true;
    return answer(exchange);
}

static enum MHD_Result judge(struct exchange *exchange)
{
    struct http_call *call = exchange->inside;
    const struct httpd_options *options = &call->httpd->options;
    enum httpd_next next = options->head(options->context, exchange);
    call->begun = next != HTTPD_HOLD;
    call->refused = next == HTTPD_ANSWER;
    exchange->held = next == HTTPD_HOLD;
    if (exchange->held)
        hold(call, exchange->hold_ms);
    /* Who sends a body listens when it is sent. */
    return call->refused && call->expects ? answer_and_close(exchange) : MHD_YES;
}

static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    struct http_call *call = exchange->inside;
    struct framing framing = { .exchange = exchange, .is_old = strcmp(version, "HTTP/1.0") == 0 };
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    exchange->peer = client_of(info != NULL ? info->client_addr : NULL);
    exchange->request.method = arena_text(&exchange->arena, text_of(method));
    (void)MHD_get_connection_values_n(call->connection, MHD_HEADER_KIND, take_header, &framing);
    call->expects = text_known(framing.expect);
    call->httpd->options.name(call->httpd->options.context, exchange);
    return framing_check(&framing) ? judge(exchange) : answer_and_close(exchange);
}

static enum MHD_Result take_body(struct http_call *call, const char *at, size_t *len)
{
    call->swallowed += *len;
    if (call->swallowed > SWALLOWED_BYTES_MAX)
        return MHD_NO;
    if (!call->refused)
        (void)buf_add(&call->body, text_from(at, *len));
    *len = 0;
    return MHD_YES;
}

static enum MHD_Result finish(struct exchange *exchange)
{
    struct http_call *call = exchange->inside;
    const struct httpd_options *options = &call->httpd->options;
    exchange->request.body = buf_text(&call->body);
    set_deadline(call->connection, PEER_FOREVER);
    call->ready = true;
    if (call->body.overflow) {
        problem_set(exchange, 413, "the body is longer than %d bytes", REQUEST_BODY_BYTES_MAX);
        exchange->response.closes = true;
    } else if (!call->refused && options->whole(options->context, exchange) == HTTPD_DEFER) {
        MHD_suspend_connection(call->connection); /* first: it may be resumed before deferred() returns */
        options->deferred(options->context, exchange);
        return MHD_YES;
    }
    return answer(exchange);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *data_len, void **request_context)
{
    struct exchange *exchange = *request_context;
    (void)context;
    (void)url;
    if (exchange == NULL)
        return MHD_NO;
    struct http_call *call = exchange->inside;
    call->connection = connection;
    if (call->ready) /* resumed */
        return answer(exchange);
    if (!call->begun)
        return exchange->held ? judge(exchange) : begin(exchange, method, version);
    return *data_len > 0 ? take_body(call, data, data_len) : finish(exchange);
}

/* The first line has come: the request begins to exist. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    struct http_call *call = calloc(1, sizeof *call);
    if (exchange == NULL || call == NULL)
        oom();
    *call = (struct http_call){ .httpd = context,
                                .connection = connection,
                                .body = BUF_WITH_LIMIT(REQUEST_BODY_BYTES_MAX) };
    exchange->inside = call;
    exchange->start_ms = clock_mono_ms();
    exchange->request.target = arena_text(&exchange->arena, text_of(target));
    atomic_fetch_add(&call->httpd->active, 1);
    set_deadline(connection, REQUEST_MS);
    struct peer *peer = peer_of(connection);
    if (peer != NULL)
        atomic_store(&peer->asked, true);
    return exchange;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    struct httpd *httpd = context;
    struct exchange *exchange = *request_context;
    if (exchange == NULL)
        return;
    set_deadline(connection, IDLE_MS);
    struct stream *stream = exchange->response.stream;
    httpd->options.done(httpd->options.context, exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (stream != NULL)
        stream_leave(stream, &stream->unread, &stream->ended);
    atomic_fetch_sub(&httpd->active, 1);
    buf_finish(&exchange->inside->body);
    free(exchange->inside);
    arena_finish(&exchange->arena);
    free(exchange);
    *request_context = NULL;
}

void httpd_resume(struct exchange *exchange)
{
    MHD_resume_connection(exchange->inside->connection);
}

/* ── beginning and end ── */

/* Escapes stay: request.c decodes them, and knows what it refuses. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *z)
{
    (void)context;
    (void)connection;
    return strlen(z);
}

static void on_log(void *context, const char *format, va_list args)
{
    char line[256];
    (void)context;
    (void)vsnprintf(line, sizeof line, format, args);
    line[strcspn(line, "\r\n")] = '\0';
    log_event(LOG_DEBUG, "http_server", "note=\"%s\"", line);
}

/* As many connections as there may be files. */
static unsigned connections_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return SPARE_FILES;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < 2 * SPARE_FILES)
        return SPARE_FILES;
    return files.rlim_cur - SPARE_FILES < CONNECTIONS_MAX ? (unsigned)files.rlim_cur - SPARE_FILES : CONNECTIONS_MAX;
}

enum status httpd_start(const struct httpd_options *options, struct httpd **out, struct error *err)
{
    struct httpd *httpd = calloc(1, sizeof *httpd);
    if (httpd == NULL)
        oom();
    httpd->options = *options;
    (void)pthread_mutex_init(&httpd->lock, NULL);
    (void)pthread_mutex_init(&httpd->peers.lock, NULL);
    httpd->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_ITC, 0, NULL, NULL,
        on_request, httpd, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET, options->listen_fd,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads, MHD_OPTION_CONNECTION_LIMIT, connections_max(),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SILENCE_S, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, httpd, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, httpd, MHD_OPTION_NOTIFY_CONNECTION, on_connection, httpd,
        MHD_OPTION_END);
    if (httpd->daemon == NULL) {
        httpd_stop(&httpd);
        return error_set(err, BROKEN, "cannot start the HTTP server: too few files or threads for this process");
    }
    *out = httpd;
    return OK;
}

void httpd_quiesce(struct httpd *httpd)
{
    (void)pthread_mutex_lock(&httpd->lock);
    httpd->quiesced = true;
    (void)pthread_mutex_unlock(&httpd->lock);
    (void)MHD_quiesce_daemon(httpd->daemon);
    release(httpd, INT64_MAX);
}

size_t httpd_active(struct httpd *httpd)
{
    return atomic_load(&httpd->active) + peers_fresh(&httpd->peers, clock_mono_ms() - FRESH_MS);
}

void httpd_stop(struct httpd **httpd)
{
    struct httpd *h = *httpd;
    if (h == NULL)
        return;
    if (h->daemon != NULL)
        MHD_stop_daemon(h->daemon);
    (void)pthread_mutex_destroy(&h->lock);
    (void)pthread_mutex_destroy(&h->peers.lock);
    free(h);
    *httpd = NULL;
}

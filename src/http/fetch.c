/* The only file that includes curl: one I/O thread, one connection pool, a slot for every fetch under way. */
#include "base/clock.h"
#include "http/handover.h"
#include "http/http.h"
#include "http/transfer.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CONNECTIONS_A_HOST = 4,       /* TMDb's CDN allows 20 from one address (facts/tmdb.md §1.3) */
    CONNECTIONS_MAX = 16,         /* four hosts at full width */
    VALUE_BYTES_MAX = 16 * 1024,  /* of one request header or secret; tokens have about 300 bytes */
    KEPT_BYTES = 4 * 1024 * 1024, /* a wire buffer larger than this is given back: pages have 0.3 MB */
    READ_BYTES = 128 * 1024,      /* a compressed page in two or three reads */
    IDLE_MS = 60 * 1000           /* curl shortens it to its own next timer; curl_multi_wakeup() ends it */
};

/* A slot: everything that one fetch needs, kept warm for the next. */
struct transfer {
    struct ticket ticket; /* first */
    CURL *easy;
    CURLU *url;
    struct curl_slist *headers;
    struct inflater *inflater;
    struct http_head head;
    struct buf wire; /* the body as it came */
    bool too_large;  /* the body, that is */
    CURLcode code;
    char reason[CURL_ERROR_SIZE]; /* curl's words */
};

struct http {
    struct handover handover; /* of struct transfer */
    CURLM *multi;             /* used by the I/O thread alone, except for curl_multi_wakeup() */
    pthread_t thread;
    struct arena arena; /* of the next two */
    const char *user_agent;
    const char *ca_file; /* NULL = the system's */
};

enum http_failure http_failure_of_curl(int code)
{
    static const struct {
        enum http_failure failure;
        int codes[16]; /* 0-terminated */
    } meanings[] = {
        { HTTP_BAD_URL, { CURLE_URL_MALFORMAT } },
        { HTTP_NO_HOST, { CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY } },
        { HTTP_NO_CONNECTION, { CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE } },
        { HTTP_TLS,
          { CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT } },
        { HTTP_TIMEOUT, { CURLE_OPERATION_TIMEDOUT } },
        /* HTTP2_STREAM is RST_STREAM: a reset of one stream. */
        { HTTP_RESET, { CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_AGAIN, CURLE_HTTP2_STREAM } },
        { HTTP_CUT, { CURLE_PARTIAL_FILE } }, /* also a chunked body without its last chunk */
        { HTTP_DAMAGED, { CURLE_BAD_CONTENT_ENCODING } },
        /* WRITE_ERROR: our own callbacks stopped it. OUT_OF_MEMORY: curl's word for a header line past its own limit of
         * 100 KiB, so it is not oom(). */
        { HTTP_TOO_LARGE, { CURLE_WRITE_ERROR, CURLE_OUT_OF_MEMORY, CURLE_FILESIZE_EXCEEDED } },
    };
    if (code == CURLE_OK)
        return HTTP_ANSWERED;
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        for (const int *known = meanings[i].codes; *known != 0; known++) {
            if (*known == code)
                return meanings[i].failure;
        }
    }
    return HTTP_PROTOCOL; /* broken HTTP, HTTP/2; and what is only for other protocols or curls to come */
}

/* Also lines of 1xx answers and of trailers; the values are asked for at the end. */
static size_t on_header(char *at, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    return http_head_take(&t->head, text_from(at, size * count)) ? size * count : 0;
}

static size_t on_body(char *at, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    curl_off_t promised = -1; /* unknown */
    /* Not CURLOPT_MAXFILESIZE: that stops in the middle of the headers, before a Retry-After is seen. */
    if (t->wire.len == 0 && curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised) != CURLE_OK)
        promised = -1;
    bool fits = promised < 0 || (uint64_t)promised <= t->wire.limit;
    if (fits && buf_add(&t->wire, text_from(at, size * count)))
        return size * count;
    t->too_large = true;
    return 0;
}

static CURLcode set_numbers(CURL *easy)
{
    static const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_SSL_VERIFYPEER, 1 }, /* there is no switch for these two */
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
        { CURLOPT_FOLLOWLOCATION, 0 },
        { CURLOPT_NETRC, CURL_NETRC_IGNORED },
        { CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
        { CURLOPT_HTTP09_ALLOWED, 0 }, /* garbage is not an answer */
        { CURLOPT_PATH_AS_IS, 1 },     /* http_path() has done it, and robots.txt judged the result */
        { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS },
        { CURLOPT_PIPEWAIT, 1 },              /* wait for a stream of a connection rather than open another */
        { CURLOPT_HTTP_CONTENT_DECODING, 0 }, /* ISA-L takes a third of zlib's time, on the worker's thread */
        { CURLOPT_BUFFERSIZE, READ_BYTES },
        { CURLOPT_QUICK_EXIT, 1 }, /* else a name server that is silent past our timeout stops the I/O thread */
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < COUNT_OF(numbers) && code == CURLE_OK; i++)
        code = curl_easy_setopt(easy, numbers[i].option, numbers[i].value);
    return code;
}

/* No proxy: an environment variable must not move our requests to another address, past the hosts' rate limits, nor
 * send what is meant for loopback out of the machine. */
static CURLcode set_pointers(struct transfer *t, const struct http *http)
{
    const struct {
        CURLoption option;
        const void *value;
    } pointers[] = {
        { CURLOPT_WRITEDATA, t },
        { CURLOPT_HEADERDATA, t },
        { CURLOPT_PRIVATE, t },
        { CURLOPT_ERRORBUFFER, t->reason },
        { CURLOPT_PROTOCOLS_STR, "http,https" },
        { CURLOPT_PROXY, "" },
        { CURLOPT_USERAGENT, http->user_agent },
        { CURLOPT_ACCEPT_ENCODING, NULL }, /* our own header says it, and the body stays as it came */
        { CURLOPT_CAINFO, http->ca_file },
        { CURLOPT_CAPATH, NULL }, /* the system's directory gives way, too */
    };
    size_t count = http->ca_file != NULL ? COUNT_OF(pointers) : COUNT_OF(pointers) - 2;
    CURLcode code = curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
    if (code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
    for (size_t i = 0; i < count && code == CURLE_OK; i++)
        code = curl_easy_setopt(t->easy, pointers[i].option, pointers[i].value);
    return code;
}

static void destroy_transfer(struct transfer *t)
{
    curl_easy_cleanup(t->easy);
    inflate_destroy(&t->inflater);
    buf_finish(&t->wire);
    ticket_finish(&t->ticket);
    free(t);
}

/* NULL when this libcurl refuses an option: http_open() finds out with the first slot. */
static struct transfer *create_transfer(const struct http *http)
{
    struct transfer *t = calloc(1, sizeof *t);
    if (t == NULL)
        oom();
    t->easy = curl_easy_init();
    if (t->easy == NULL)
        oom();
    ticket_init(&t->ticket);
    t->inflater = inflate_create();
    CURLcode code = set_numbers(t->easy);
    if (code == CURLE_OK)
        code = set_pointers(t, http);
    if (code == CURLE_OUT_OF_MEMORY)
        oom();
    if (code == CURLE_OK)
        return t;
    destroy_transfer(t);
    return NULL;
}

/* Takes everything of this request out of the slot. */
static void give_back_transfer(struct http *http, struct transfer *t)
{
    (void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(t->easy, CURLOPT_CURLU, NULL);
    curl_slist_free_all(t->headers);
    curl_url_cleanup(t->url);
    t->headers = NULL;
    t->url = NULL;
    if (t->wire.size > KEPT_BYTES)
        buf_finish(&t->wire);
    handover_give_back(&http->handover, &t->ticket);
}

static bool is_sendable(struct text value)
{
    return value.len <= VALUE_BYTES_MAX && http_is_line(value);
}

static bool add_header(struct transfer *t, const char *name, struct text value, struct arena *arena)
{
    if (!text_known(value))
        return true;
    if (!is_sendable(value))
        return false;
    struct curl_slist *longer = curl_slist_append(t->headers, arena_printf(arena, "%s%.*s", name, TEXT_ARG(value)).at);
    if (longer == NULL)
        oom();
    t->headers = longer;
    return true;
}

/* The URL anew from its checked parts, so that curl's parser sees nothing that ours has not judged. */
static bool set_url(struct transfer *t, const struct http_request *request, struct arena *arena)
{
    struct text origin, path;
    if (!http_origin(request->url, arena, &origin) || !http_path(request->url, arena, &path))
        return false;
    t->url = curl_url();
    if (t->url == NULL)
        oom();
    const char *url = arena_printf(arena, "%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(path)).at;
    if (curl_url_set(t->url, CURLUPART_URL, url, CURLU_PATH_AS_IS) != CURLUE_OK)
        return false;
    if (!text_known(request->query_secret))
        return true;
    return is_sendable(request->query_secret) &&
           curl_url_set(t->url, CURLUPART_QUERY, arena_z(arena, request->query_secret),
                        CURLU_APPENDQUERY | CURLU_URLENCODE) == CURLUE_OK;
}

static bool prepare(struct transfer *t, const struct http_request *request, struct arena *arena, char *detail)
{
    assert(request->timeout_ms > 0);
    buf_clear(&t->wire);
    t->wire.limit = request->wire_bytes_max;
    t->head = (struct http_head){ 0 };
    t->too_large = false;
    t->reason[0] = '\0';
    if (!set_url(t, request, arena)) {
        http_say(detail, "not an https:// URL, nor http:// to loopback, without credentials");
        return false;
    }
    if (!add_header(t, "Accept-Encoding: ", TEXT("gzip, deflate"), arena) ||
        !add_header(t, "Accept: ", request->accept, arena) ||
        !add_header(t, "Authorization: Bearer ", request->bearer, arena)) {
        http_say(detail, "a request header is too long or has a control byte");
        return false;
    }
    CURLcode code = curl_easy_setopt(t->easy, CURLOPT_CURLU, t->url);
    if (code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
    int64_t timeout_ms = request->timeout_ms < CLOCK_DAY_MS ? request->timeout_ms : CLOCK_DAY_MS;
    if (code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    if (code != CURLE_OK)
        oom();
    return true;
}

/* Anything but memory is a bug, here or in curl: the jobs are safe in the database. */
static void require(CURLMcode code)
{
    if (code == CURLM_OUT_OF_MEMORY)
        oom();
    assert(code == CURLM_OK);
}

static void run_transfer(struct http *http, struct transfer *t)
{
    handover_put(&http->handover, &t->ticket);
    require(curl_multi_wakeup(http->multi));
    handover_wait(&http->handover, &t->ticket);
}

static void end_transfer(struct http *http, CURL *easy, CURLcode code)
{
    char *private = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    struct transfer *t = (struct transfer *)(void *)private;
    assert(t != NULL && t->easy == easy);
    require(curl_multi_remove_handle(http->multi, easy));
    t->code = code;
    handover_done(&http->handover, &t->ticket);
}

/* Adds what was handed over; false when it is time to stop. */
static bool take_incoming(struct http *http)
{
    struct ticket *incoming = NULL;
    bool go_on = handover_take(&http->handover, &incoming);
    while (incoming != NULL) {
        struct transfer *t = (struct transfer *)incoming;
        incoming = incoming->next;
        require(curl_multi_add_handle(http->multi, t->easy));
    }
    return go_on;
}

static void *io_main(void *context)
{
    struct http *http = context;
    int running, left;
    while (take_incoming(http)) {
        require(curl_multi_perform(http->multi, &running));
        for (CURLMsg *m; (m = curl_multi_info_read(http->multi, &left)) != NULL;) {
            if (m->msg == CURLMSG_DONE)
                end_transfer(http, m->easy_handle, m->data.result);
        }
        require(curl_multi_poll(http->multi, NULL, 0, IDLE_MS, NULL));
    }
    require(curl_multi_cleanup(http->multi)); /* here, where SIGPIPE is blocked: it says goodbye to open connections */
    return NULL;
}

/* `*out_count` tells how often the header came. */
static struct text header(struct transfer *t, const char *name, struct arena *arena, size_t *out_count)
{
    struct curl_header *found;
    *out_count = 0;
    if (curl_easy_header(t->easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return (struct text){ 0 };
    *out_count = found->amount;
    return http_clean(text_of(found->value), arena);
}

static void read_headers(struct transfer *t, struct arena *arena, struct http_answer *out)
{
    const struct {
        const char *name;
        struct text *value;
    } wanted[] = {
        { "content-type", &out->content_type },
        { "location", &out->location },
        { "retry-after", &out->retry_after },
        { "x-amzn-waf-action", &out->waf_action },
        { "etag", &out->etag },
        { "last-modified", &out->last_modified },
        { "cache-control", &out->cache_control },
    };
    size_t count;
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        *wanted[i].value = header(t, wanted[i].name, arena, &count);
}

static void read_body(struct transfer *t, size_t body_bytes_max, struct arena *arena, struct http_answer *out)
{
    size_t count;
    struct http_coded coded = { .bytes = buf_text(&t->wire), .body_bytes_max = body_bytes_max };
    coded.encoding = header(t, "content-encoding", arena, &count);
    if (count > 1) /* two headers are a list: coded twice */
        coded.encoding = TEXT("several");
    out->failure = http_decode(t->inflater, &coded, arena, &out->body, out->detail);
}

static void collect(struct transfer *t, const struct http_request *request, struct arena *arena,
                    struct http_answer *out)
{
    long status = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    out->failure = http_failure_of_curl((int)t->code);
    bool whole = t->code == CURLE_OK && t->head.ended && status >= 200;
    if (whole) {
        read_body(t, request->body_bytes_max, arena, out);
    } else if (t->code == CURLE_OK) { /* curl takes half a head and the end of the connection for an empty answer */
        out->failure = HTTP_RESET;
        http_say(out->detail, "connection closed within the headers");
    } else if (t->head.too_large) {
        http_say(out->detail, "more than %d bytes or %d lines of headers", HTTP_HEAD_BYTES_MAX, HTTP_HEAD_LINES_MAX);
    } else if (t->too_large) {
        http_say(out->detail, "body of more than %zu bytes on the wire", request->wire_bytes_max);
    } else {
        http_say(out->detail, "%s", t->reason[0] != '\0' ? t->reason : curl_easy_strerror(t->code));
    }
    if (out->failure != HTTP_ANSWERED && (whole || t->too_large) && status / 100 != 2) {
        out->failure = HTTP_ANSWERED; /* http.h: only the body is at fault, the status stands */
        out->body = TEXT("");
        out->detail[0] = '\0';
    }
    if (out->failure == HTTP_ANSWERED) {
        out->status = (int)status;
        read_headers(t, arena, out);
    }
}

void http_fetch(struct http *http, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    int64_t start_ms = clock_mono_ms();
    struct transfer *t = (struct transfer *)handover_borrow(&http->handover);
    if (t == NULL)
        t = create_transfer(http);
    assert(t != NULL); /* the same options went through in http_open() */
    *out = (struct http_answer){ .failure = HTTP_BAD_URL };
    if (prepare(t, request, arena, out->detail)) {
        run_transfer(http, t);
        collect(t, request, arena, out);
    }
    give_back_transfer(http, t);
    out->elapsed_ms = clock_mono_ms() - start_ms;
}

static enum status read_options(struct http *http, const struct http_options *options, struct error *err)
{
    http->user_agent = arena_z(&http->arena, options->user_agent);
    http->ca_file = arena_z(&http->arena, options->ca_file);
    if (text_empty(options->user_agent) || !http_is_line(options->user_agent))
        return error_set(err, INVALID, "http.user_agent must be one line, not empty");
    if (http->ca_file != NULL && access(http->ca_file, R_OK) != 0)
        return error_set(err, INVALID, "CA file %s: %s; name a readable PEM bundle or none", http->ca_file,
                         strerror(errno));
    return OK;
}

static void set_pool(CURLM *multi)
{
    require(curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX));
    require(curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_A_HOST));
    require(curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MAX));
    require(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_MAX));
}

/* The thread gets no signals: those are for main(), and SIGPIPE is for nobody. */
static int start_thread(struct http *http)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&http->thread, NULL, io_main, http);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

static void destroy_http(struct http *http)
{
    for (struct ticket *t; (t = handover_drain(&http->handover)) != NULL;)
        destroy_transfer((struct transfer *)t);
    handover_finish(&http->handover);
    arena_finish(&http->arena);
    free(http);
    curl_global_cleanup();
}

/* Makes the first slot, which shows whether this libcurl has all that is needed, and the thread. */
static enum status start(struct http *http, struct error *err)
{
    struct transfer *first = create_transfer(http);
    if (first == NULL)
        return error_set(err, BROKEN, "%s lacks TLS, HTTP/2 or another option we need", curl_version());
    http->handover.idle = &first->ticket;
    int code = start_thread(http);
    return code == 0 ? OK : error_set(err, BROKEN, "the network thread does not start: %s", strerror(code));
}

enum status http_open(const struct http_options *options, struct http **out_http, struct error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, BROKEN, "libcurl does not start");
    struct http *http = calloc(1, sizeof *http);
    if (http == NULL)
        oom();
    http->multi = curl_multi_init();
    if (http->multi == NULL)
        oom();
    handover_init(&http->handover);
    set_pool(http->multi);
    enum status status = read_options(http, options, err);
    if (status == OK)
        status = start(http, err);
    if (status == OK) {
        *out_http = http;
        return OK;
    }
    (void)curl_multi_cleanup(http->multi);
    destroy_http(http);
    return status;
}

void http_close(struct http **http)
{
    struct http *h = *http;
    if (h == NULL)
        return;
    handover_stop(&h->handover);
    require(curl_multi_wakeup(h->multi));
    (void)pthread_join(h->thread, NULL);
    destroy_http(h);
    *http = NULL;
}

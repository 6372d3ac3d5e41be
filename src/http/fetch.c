/* Includes curl, beside curl_*.c: one I/O thread, one connection pool, a slot for every fetch under way. */
#include "base/clock.h"
#include "http/handover.h"
#include "http/http.h"
#include "http/proxies.h"
#include "http/tape.h"
#include "http/transfer.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEPT_BYTES = 4 * 1024 * 1024, /* a wire buffer larger than this is given back: pages have 0.3 MB */
    SINK_SILENCE_S = 60,          /* a download may take hours, but not stand still */
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
    struct buf wire;        /* the body as it came */
    struct http_sink *sink; /* where it goes instead; the caller's, or NULL */
    uint64_t bytes_max;     /* of the body */
    bool too_large;         /* the body, that is */
    bool posts;
    CURLcode code;
    char reason[CURL_ERROR_SIZE]; /* curl's words */
};

struct http {
    struct handover handover;  /* of struct transfer */
    CURLM *multi;              /* used by the I/O thread alone, except for curl_multi_wakeup() */
    pthread_mutex_t last_call; /* held until the last wakeup has returned: so long `multi` stays */
    pthread_t thread;
    struct arena arena; /* of the next two */
    const char *user_agent;
    const char *ca_file; /* NULL = the system's */
    struct tape *tape;   /* NULL: nothing is recorded or replayed */
    struct proxies proxies;
};

/* Also lines of 1xx answers and of trailers; the values are asked for at the end. */
static size_t on_header(char *at, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    return http_head_take(&t->head, text_from(at, size * count)) ? size * count : 0;
}

/* Not CURLOPT_MAXFILESIZE: that stops in the middle of the headers, before a Retry-After is seen. */
static size_t on_body(char *at, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct text bytes = text_from(at, size * count);
    curl_off_t promised;
    long status = 0;
    if (curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised) != CURLE_OK || promised < 0)
        promised = 0; /* unknown */
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    bool to_sink = t->sink != NULL && status == 200;
    uint64_t got = to_sink ? t->sink->got : t->wire.len;
    bool fits = (uint64_t)promised <= t->bytes_max && bytes.len <= t->bytes_max - got;
    if (fits && (to_sink ? http_sink_take(t->sink, bytes, (uint64_t)promised) : buf_add(&t->wire, bytes)))
        return bytes.len;
    t->too_large = true;
    return 0;
}

/* No proxy but those of the configuration (set_proxy()): an environment variable must not move our requests to another
 * address, nor send what is meant for loopback out of the machine. */
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
        { CURLOPT_NOPROXY, "" },
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
    CURLcode code = http_set_numbers(t->easy) ? CURLE_OK : CURLE_UNKNOWN_OPTION;
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
static void forget_request(struct transfer *t)
{
    (void)curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, NULL); /* which makes it a POST */
    (void)curl_easy_setopt(t->easy, CURLOPT_HTTPGET, 1L);
    (void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(t->easy, CURLOPT_CURLU, NULL);
    curl_slist_free_all(t->headers);
    curl_url_cleanup(t->url);
    t->headers = NULL;
    t->url = NULL;
}

static void give_back_transfer(struct http *http, struct transfer *t)
{
    forget_request(t);
    if (t->wire.size > KEPT_BYTES)
        buf_finish(&t->wire);
    handover_give_back(&http->handover, &t->ticket);
}

static CURLcode set_post(struct transfer *t, struct text post)
{
    CURLcode code = t->posts ? curl_easy_setopt(t->easy, CURLOPT_POST, 1L) : CURLE_OK;
    if (t->posts && code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post.len);
    if (t->posts && code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, post.at);
    return code;
}

/* Rather a stream of a connection that is there than another connection. Without TLS curl learns only from the first
 * answer whether there are streams, and all others would wait for it: a host that stalls would not even be asked. */
static CURLcode set_wait(struct transfer *t)
{
    char *scheme = NULL;
    if (curl_url_get(t->url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        oom();
    long wait = strcmp(scheme, "https") == 0;
    curl_free(scheme);
    return curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, wait);
}

static bool prepare(struct transfer *t, const struct http_request *request, struct arena *arena, char *detail)
{
    assert(request->timeout_ms > 0);
    buf_clear(&t->wire);
    t->sink = request->sink;
    t->bytes_max = request->wire_bytes_max;
    t->wire.limit = t->sink == NULL ? request->wire_bytes_max : HTTP_REFUSAL_BYTES_MAX;
    t->head = (struct http_head){ 0 };
    t->too_large = false;
    t->posts = text_known(request->post);
    t->reason[0] = '\0';
    t->url = http_request_url(request, arena);
    if (t->url == NULL) {
        http_say(detail, "not an https:// URL, nor http:// to loopback, without credentials");
        return false;
    }
    t->headers = http_request_headers(request, arena);
    if (t->headers == NULL) {
        http_say(detail, "a request header is too long or has a control byte");
        return false;
    }
    CURLcode code = curl_easy_setopt(t->easy, CURLOPT_CURLU, t->url);
    if (code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
    if (code == CURLE_OK)
        code = set_post(t, request->post);
    if (code == CURLE_OK)
        code = set_wait(t);
    int64_t timeout_ms = request->timeout_ms < CLOCK_DAY_MS ? request->timeout_ms : CLOCK_DAY_MS;
    if (code == CURLE_OK)
        code = curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    if (code != CURLE_OK ||
        curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_TIME, t->sink == NULL ? 0L : (long)SINK_SILENCE_S) != CURLE_OK)
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

static void run_transfer(struct http *http, struct transfer *t, const struct http_watch *watch)
{
    handover_put(&http->handover, &t->ticket);
    require(curl_multi_wakeup(http->multi));
    const int64_t every_ms = watch != NULL ? watch->every_ms : CLOCK_HOUR_MS;
    while (!handover_wait(&http->handover, &t->ticket, clock_mono_ms() + every_ms)) {
        if (watch != NULL)
            watch->look(watch->context);
    }
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
    (void)pthread_mutex_lock(&http->last_call);
    (void)pthread_mutex_unlock(&http->last_call);
    require(curl_multi_cleanup(http->multi)); /* here, where SIGPIPE is blocked: it says goodbye to open connections */
    return NULL;
}

static void read_body(struct transfer *t, size_t body_bytes_max, struct arena *arena, struct http_answer *out)
{
    size_t count;
    struct http_coded coded = { .bytes = buf_text(&t->wire), .body_bytes_max = body_bytes_max };
    coded.encoding = http_header(t->easy, "content-encoding", arena, &count);
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
    } else if (t->sink != NULL && t->sink->write_errno != 0) {
        http_say(out->detail, "cannot write what came: %s", strerror(t->sink->write_errno));
    } else if (t->too_large) {
        http_say(out->detail, "body of more than %zu bytes on the wire", request->wire_bytes_max);
    } else {
        http_say(out->detail, "%s", t->reason[0] != '\0' ? t->reason : curl_easy_strerror(t->code));
    }
    if (out->failure != HTTP_ANSWERED && (whole || t->too_large) && (status / 100 != 2 || t->posts)) {
        out->failure = HTTP_ANSWERED; /* http.h: only the body is at fault, the status stands */
        out->body = TEXT("");
        out->detail[0] = '\0';
    }
    if (out->failure == HTTP_ANSWERED) {
        out->status = (int)status;
        http_read_headers(t->easy, arena, out);
    }
}

/* Nothing of ours has left, and it is the proxy that did not work: refused, unknown, not listening, or silent before
 * there was a connection. What it says of the host behind it (502 to 504) is that host's trouble. */
static bool is_proxys_fault(struct transfer *t)
{
    curl_off_t connected_us = 0;
    long said = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_CONNECT_TIME_T, &connected_us);
    (void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &said);
    if (t->code == CURLE_OPERATION_TIMEDOUT)
        return connected_us == 0;
    return t->code == CURLE_COULDNT_RESOLVE_PROXY || t->code == CURLE_COULDNT_CONNECT || t->code == CURLE_PROXY ||
           (t->code != CURLE_OK && said >= 400 && said < 502);
}

static void set_proxy(struct transfer *t, const struct http *http, int which)
{
    const char *url = which < 0 ? "" : http->proxies.urls[which];
    CURLcode code = curl_easy_setopt(t->easy, CURLOPT_PROXY, url);
    if (code == CURLE_OK && which >= 0 && http->ca_file != NULL)
        code = curl_easy_setopt(t->easy, CURLOPT_PROXY_CAINFO, http->ca_file);
    if (code != CURLE_OK)
        oom(); /* http_is_proxy() has read it */
}

/* By the first proxy that works, within the request's time; without any, directly. Never directly because none works:
 * who named proxies has no other way out, or wants none. */
static void fetch(struct http *http, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    int64_t start_ms = clock_mono_ms(), left_ms = request->timeout_ms;
    struct transfer *t = (struct transfer *)handover_borrow(&http->handover);
    bool again = true;
    if (t == NULL)
        t = create_transfer(http);
    assert(t != NULL); /* the same options went through in http_open() */
    while (again && left_ms > 0) {
        struct http_request now = *request;
        int which = http->proxies.count > 0 ? proxies_pick(&http->proxies, clock_mono_ms()) : -1;
        *out = (struct http_answer){ .failure = HTTP_NO_CONNECTION };
        if (http->proxies.count > 0 && which < 0) {
            http_say(out->detail, "no proxy of http.proxies works; each is tried again after 5 minutes");
            break;
        }
        now.timeout_ms = left_ms;
        out->failure = HTTP_BAD_URL;
        again = false;
        if (prepare(t, &now, arena, out->detail)) {
            set_proxy(t, http, which);
            run_transfer(http, t, now.watch);
            collect(t, &now, arena, out);
            again = which >= 0 && is_proxys_fault(t);
        }
        if (again)
            proxies_fail(&http->proxies, which, clock_mono_ms());
        forget_request(t);
        left_ms = request->timeout_ms - (clock_mono_ms() - start_ms);
    }
    give_back_transfer(http, t);
    out->elapsed_ms = clock_mono_ms() - start_ms;
}

void http_fetch(struct http *http, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    if (tape_plays(http->tape)) {
        tape_play(http->tape, request, arena, out);
        return;
    }
    fetch(http, request, arena, out);
    if (!text_known(request->post))
        tape_record(http->tape, request, out);
}

void http_record(struct http *http, const struct http_request *request, const struct http_answer *answer)
{
    tape_record_once(http->tape, request, answer);
}

bool http_records(const struct http *http)
{
    return http->tape != NULL && !tape_plays(http->tape);
}

enum status http_check_recording(struct http *http, struct error *err)
{
    return tape_check(http->tape, err);
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
    (void)pthread_mutex_destroy(&http->last_call);
    tape_close(&http->tape);
    proxies_finish(&http->proxies);
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
    if (http->multi == NULL || pthread_mutex_init(&http->last_call, NULL) != 0)
        oom();
    handover_init(&http->handover);
    if (!http_set_pool(http->multi))
        oom();
    enum status status = http_check_options(options, err);
    if (!proxies_init(status == OK ? options->proxies : (struct text){ 0 }, &http->arena, &http->proxies))
        status = error_set(err, INVALID, "http.proxies names more than %d", PROXIES_MAX);
    http->user_agent = arena_z(&http->arena, options->user_agent);
    http->ca_file = arena_z(&http->arena, options->ca_file);
    if (status == OK)
        status = tape_open(options, &http->tape, err);
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
    (void)pthread_mutex_lock(&h->last_call);
    handover_stop(&h->handover);
    require(curl_multi_wakeup(h->multi));
    (void)pthread_mutex_unlock(&h->last_call);
    (void)pthread_join(h->thread, NULL);
    destroy_http(h);
    *http = NULL;
}

/* Time-outs, connections, threads and TLS, against the hostile server (hostile.py). */
#include "crowd.h"

#include <netdb.h>

enum { RESOLVER_MS = 1500 };

/* In place of the C library's, so that no test asks a name server; numbers and localhost do not come here. */
int getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict out)
{
    (void)service, (void)hints, (void)out;
    if (strcmp(node, "silent.invalid") == 0)
        clock_sleep_ms(RESOLVER_MS);
    return EAI_NONAME;
}

static void time_outs_are_kept(void)
{
    static const char *const paths[] = { "/stall", "/stall-headers", "/stall-body", "/stall-404", "/drip" };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct http_request request = request_to(paths[i]);
        struct http_answer answer;
        CHECK_ROW(paths[i]);
        request.timeout_ms = 150;
        http_fetch(http, &request, &arena, &answer);
        check_answer(&answer, HTTP_TIMEOUT, 0);
        CHECK(answer.elapsed_ms >= 140);
    }
}

static void nobody_there(void)
{
    struct http_request request = request_to("/");
    struct http_answer answer;
    request.url = arena_printf(&arena, "http://127.0.0.1:%d/", closed_port());
    http_fetch(http, &request, &arena, &answer);
    check_answer(&answer, HTTP_NO_CONNECTION, 0);
    request.url = TEXT("https://nowhere.invalid/");
    http_fetch(http, &request, &arena, &answer);
    check_answer(&answer, HTTP_NO_HOST, 0);
}

static struct http_answer silent_answer;
static void *ask_silent(void *context)
{
    struct http_request request = { .url = TEXT("https://silent.invalid/"), .timeout_ms = 150 };
    http_fetch(http, &request, context, &silent_answer);
    return NULL;
}

/* The time-out holds although the resolver's thread cannot be stopped, and nobody else waits for it. */
static void a_silent_name_server_stops_nobody(void)
{
    struct arena own = { 0 };
    pthread_t thread;
    int64_t start_ms = clock_mono_ms();
    if (!CHECK(pthread_create(&thread, NULL, ask_silent, &own) == 0))
        return;
    for (int i = 0; i < 15; i++) { /* 0.3 s: before, at and after the time-out */
        struct http_answer answer = fetch("/slow");
        check_answer(&answer, HTTP_ANSWERED, 200);
        CHECK(answer.elapsed_ms < RESOLVER_MS / 2);
    }
    (void)pthread_join(thread, NULL);
    check_answer(&silent_answer, HTTP_TIMEOUT, 0);
    CHECK(clock_mono_ms() - start_ms < RESOLVER_MS);
    arena_finish(&own);
}

static int connections(void)
{
    return (int)strtol(arena_z(&arena, fetch("/connections").body), NULL, 10);
}

static void connections_are_reused(void)
{
    int before = connections();
    for (int i = 0; i < 30; i++) {
        struct http_answer answer = fetch(i % 2 == 0 ? "/gzip" : "/404");
        CHECK(answer.failure == HTTP_ANSWERED);
    }
    CHECK_INT(connections() - before, 0);
}

static void twenty_threads_share_four_connections(void)
{
    static struct crowd crowd = { .rounds = ROUNDS };
    crowd.request = request_to("/slow");
    crowd.request.timeout_ms = 20 * 1000;
    int before = connections();
    send_crowd(http, &crowd);
    CHECK(connections() - before <= 4);
    for (size_t i = 0; i < COUNT_OF(crowd.failures); i++)
        CHECK_INT(crowd.failures[i], HTTP_ANSWERED);
}

/* Those who wait for one of the four connections of the host time out, too. */
static void time_outs_hold_in_the_queue(void)
{
    static struct crowd crowd = { .rounds = 1 };
    crowd.request = request_to("/stall");
    crowd.request.timeout_ms = 300;
    send_crowd(http, &crowd);
    for (size_t i = 0; i < THREADS; i++) {
        CHECK_INT(crowd.failures[i], HTTP_TIMEOUT);
        if (!CHECK(crowd.elapsed_ms[i] >= 290))
            printf("#   after %d ms\n", (int)crowd.elapsed_ms[i]);
    }
}

static struct http_answer fetch_tls(struct http *with, const char *host, const char *path)
{
    struct http_request request = request_to("/");
    struct http_answer answer;
    request.url = arena_printf(&arena, "https://%s:%d%s", host, tls_port, path);
    http_fetch(with, &request, &arena, &answer);
    return answer;
}

static void certificates_are_checked(void)
{
    struct error err;
    struct http *trusting = NULL;
    struct http_options options = { .user_agent = TEXT(AGENT), .ca_file = arena_printf(&arena, "%s/ca.pem", folder) };
    struct http_answer answer = fetch_tls(http, "localhost", "/gzip");
    check_answer(&answer, HTTP_TLS, 0);
    if (!CHECK(http_open(&options, &trusting, &err) == OK))
        return;
    answer = fetch_tls(trusting, "localhost", "/gzip");
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_TEXT_Z(answer.body, HELLO);
    answer = fetch_tls(trusting, "localhost", "/cut");
    check_answer(&answer, HTTP_CUT, 0);
    answer = fetch_tls(trusting, "localhost", "/reset-body");
    check_answer(&answer, HTTP_RESET, 0);
    CHECK_ROW("another name than the certificate's");
    answer = fetch_tls(trusting, "127.0.0.1", "/gzip");
    check_answer(&answer, HTTP_TLS, 0);
    CHECK_ROW("TLS spoken to a plain port");
    struct http_request request = request_to("/");
    request.url = arena_printf(&arena, "https://localhost:%d/plain", plain_port);
    request.timeout_ms = 400;
    http_fetch(trusting, &request, &arena, &answer);
    CHECK(answer.failure == HTTP_TLS || answer.failure == HTTP_TIMEOUT);
    CHECK_ROW("plain HTTP spoken to the TLS port");
    request.url = arena_printf(&arena, "http://localhost:%d/plain", tls_port);
    http_fetch(trusting, &request, &arena, &answer);
    CHECK(answer.failure != HTTP_ANSWERED);
    http_close(&trusting);
    CHECK(trusting == NULL);
    http_close(&trusting);
}

static void options_are_checked(void)
{
    struct error err;
    struct http *none = NULL;
    struct http_options bad[] = {
        { .user_agent = TEXT("") },
        { .user_agent = { 0 } },
        { .user_agent = TEXT("understudy\r\nX: y") },
        { .user_agent = TEXT(AGENT), .ca_file = arena_printf(&arena, "%s/none.pem", folder) },
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK(http_open(&bad[i], &none, &err) == INVALID && none == NULL && err.text[0] != '\0');
}

static void all(void)
{
    RUN(a_silent_name_server_stops_nobody);
    RUN(time_outs_are_kept);
    RUN(nobody_there);
    RUN(connections_are_reused);
    RUN(twenty_threads_share_four_connections);
    RUN(time_outs_hold_in_the_queue);
    RUN(certificates_are_checked);
    RUN(options_are_checked);
}

int main(void)
{
    return with_server(all);
}

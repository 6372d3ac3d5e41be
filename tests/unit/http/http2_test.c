/* HTTP/2 over TLS: nghttpx in front of the hostile server, which ./dev test installs. */
#include "crowd.h"

#include <fcntl.h>

static struct http *trusting;
static int front_port;

static pid_t start_front(void)
{
    front_port = closed_port();
    const char *front = arena_printf(&arena, "--frontend=127.0.0.1,%d", front_port).at;
    const char *back = arena_printf(&arena, "--backend=127.0.0.1,%d", plain_port).at;
    const char *key = arena_printf(&arena, "%s/key.pem", folder).at,
               *cert = arena_printf(&arena, "%s/ca.pem", folder).at;
    const char *log = arena_printf(&arena, "--accesslog-file=%s/access.log", folder).at;
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
        (void)alarm(60); /* should we crash */
        (void)execlp("nghttpx", "nghttpx", "--conf=/dev/null", "--single-process", "--workers=1",
                     "--accesslog-format=$remote_port", log, front, back, key, cert, (char *)NULL);
        _exit(127);
    }
    return child;
}

static struct http_request front_request(const char *path)
{
    struct http_request request = request_to(path);
    request.url = arena_printf(&arena, "https://localhost:%d%s", front_port, path);
    return request;
}

static struct http_answer fetch_front(const char *path)
{
    struct http_request request = front_request(path);
    struct http_answer answer;
    if (strstr(path, "stall") != NULL)
        request.timeout_ms = 600;
    http_fetch(trusting, &request, &arena, &answer);
    return answer;
}

static void streams_end_as_connections_do(void)
{
    static const struct {
        const char *path;
        enum http_failure want;
        int status;
    } rows[] = {
        { "/gzip", HTTP_ANSWERED, 200 },     { "/page", HTTP_ANSWERED, 200 },    { "/404", HTTP_ANSWERED, 404 },
        { "/204", HTTP_ANSWERED, 204 },      { "/304", HTTP_ANSWERED, 304 },     { "/informed", HTTP_ANSWERED, 200 },
        { "/huge-429", HTTP_ANSWERED, 429 }, { "/bomb", HTTP_TOO_LARGE, 0 },     { "/huge", HTTP_TOO_LARGE, 0 },
        { "/damaged", HTTP_DAMAGED, 0 },     { "/cut-gzip", HTTP_CUT, 0 },       { "/cut", HTTP_RESET, 0 },
        { "/cut-chunked", HTTP_RESET, 0 },   { "/reset-body", HTTP_RESET, 0 },   { "/stall", HTTP_TIMEOUT, 0 },
        { "/stall-body", HTTP_TIMEOUT, 0 },  { "/nothing", HTTP_ANSWERED, 502 }, /* nghttpx says so */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].path);
        struct http_answer answer = fetch_front(rows[i].path);
        check_answer(&answer, rows[i].want, rows[i].status);
    }
    CHECK_ROW("afterwards");
    struct http_answer answer = fetch_front("/echo");
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK(text_contains(answer.body, TEXT("Via: 2 nghttpx")) || text_contains(answer.body, TEXT("via: 2 nghttpx")));
}

/* How many connections the front saw, from the client's ports in its log. */
static int count_connections(int *out_requests)
{
    int ports[THREADS * ROUNDS] = { 0 }, count = 0;
    char line[64];
    FILE *log = fopen(arena_printf(&arena, "%s/access.log", folder).at, "r");
    *out_requests = 0;
    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        int port = (int)strtol(line, NULL, 10), i = 0;
        while (i < count && ports[i] != port)
            i++;
        if (i == count && count < THREADS * ROUNDS)
            ports[count++] = port;
        ++*out_requests;
    }
    if (log != NULL)
        (void)fclose(log);
    return count;
}

static void many_streams_share_one_connection(void)
{
    static struct crowd crowd = { .rounds = ROUNDS };
    int requests;
    crowd.request = front_request("/slow");
    crowd.request.timeout_ms = 20 * 1000;
    send_crowd(trusting, &crowd);
    for (size_t i = 0; i < COUNT_OF(crowd.failures); i++)
        CHECK_INT(crowd.failures[i], HTTP_ANSWERED);
    CHECK_INT(count_connections(&requests), 1); /* cut, reset and stopped streams before have not cost it either */
    CHECK(requests >= THREADS * ROUNDS);
}

static void all(void)
{
    struct error err;
    struct http_options options = { .user_agent = TEXT(AGENT), .ca_file = arena_printf(&arena, "%s/ca.pem", folder) };
    pid_t front = start_front();
    if (!CHECK(front > 0) || !CHECK(http_open(&options, &trusting, &err) == OK))
        return;
    int state = 0;
    bool up = false, gone = false;
    for (int i = 0; i < 100 && !up && !gone; i++) { /* until it listens, at most 5 s */
        gone = waitpid(front, &state, WNOHANG) == front;
        up = !gone && fetch_front("/plain").failure == HTTP_ANSWERED;
        if (!up)
            clock_sleep_ms(50);
    }
    if (gone && WIFEXITED(state) && WEXITSTATUS(state) == 127)
        printf("# nghttpx is missing: ./dev test installs it (package nghttp2-proxy)\n");
    if (CHECK(up)) {
        RUN(streams_end_as_connections_do);
        RUN(many_streams_share_one_connection);
    }
    http_close(&trusting);
    (void)unlink(arena_printf(&arena, "%s/access.log", folder).at);
    if (!gone) {
        (void)kill(front, SIGTERM);
        (void)waitpid(front, NULL, 0);
    }
}

int main(void)
{
    int code = with_server(all);
    return code != 0 || check_failures > 0;
}

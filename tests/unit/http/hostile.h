/* hostile.py started and stopped, and requests to it: shared by fetch_test and pool_test. */
#ifndef UNDERSTUDY_TESTS_HOSTILE_H
#define UNDERSTUDY_TESTS_HOSTILE_H

#include "base/clock.h"
#include "check.h"
#include "http/http.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define HELLO "a film that nobody has seen\n"
#define AGENT "understudy-test/1 (+http://127.0.0.1/)"

static char folder[] = "/tmp/understudy-http-XXXXXX";
static pid_t server;
static int server_stdin = -1;
static int plain_port, tls_port;
static struct http *http;
static struct arena arena;

static inline bool start_server(void)
{
    int in[2], out[2];
    char script[1024], line[64] = "", *rest = line;
    const char *root = getenv("SOURCE_ROOT");
    (void)snprintf(script, sizeof script, "%s/tests/unit/http/hostile.py", root != NULL ? root : ".");
    if (mkdtemp(folder) == NULL || pipe(in) != 0 || pipe(out) != 0 || (server = fork()) < 0)
        return false;
    if (server == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        for (int fd = 3; fd <= out[1]; fd++)
            (void)close(fd);
        (void)execlp("python3", "python3", script, folder, (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    server_stdin = in[1]; /* its end is the server's end, also when we crash */
    FILE *ports = fdopen(out[0], "r");
    bool good = ports != NULL && fgets(line, sizeof line, ports) != NULL;
    plain_port = (int)strtol(rest, &rest, 10);
    tls_port = (int)strtol(rest, &rest, 10);
    if (ports != NULL)
        (void)fclose(ports);
    return good && plain_port > 0 && tls_port > 0;
}

static inline void stop_server(void)
{
    static const char *const files[] = { "ca.pem", "key.pem" };
    if (server > 0) {
        (void)close(server_stdin);
        (void)kill(server, SIGTERM);
        (void)waitpid(server, NULL, 0);
    }
    for (size_t i = 0; i < COUNT_OF(files); i++)
        (void)unlink(arena_printf(&arena, "%s/%s", folder, files[i]).at);
    (void)rmdir(folder);
}

static inline struct text plain_url(const char *path)
{
    return arena_printf(&arena, "http://127.0.0.1:%d%s", plain_port, path);
}

static inline struct http_request request_to(const char *path)
{
    return (struct http_request){
        .url = plain_url(path), .timeout_ms = 20 * 1000, .wire_bytes_max = 400 * 1000, .body_bytes_max = 2 * 1000 * 1000
    };
}

static inline struct http_answer fetch(const char *path)
{
    struct http_request request = request_to(path);
    struct http_answer answer;
    http_fetch(http, &request, &arena, &answer);
    return answer;
}

static inline void check_answer(const struct http_answer *answer, enum http_failure want, int status)
{
    if (!CHECK_INT(answer->failure, want))
        printf("#   %s: %s\n", http_failure_name(answer->failure), answer->detail);
    CHECK_INT(answer->status, want == HTTP_ANSWERED ? status : 0);
    CHECK_INT(answer->detail[0] == '\0', want == HTTP_ANSWERED);
    CHECK_INT(text_known(answer->body), want == HTTP_ANSWERED);
    CHECK(strstr(answer->detail, "://") == NULL && strchr(answer->detail, '?') == NULL); /* no URL */
}

/* Runs `tests` between the server's start and end, without a proxy that the environment names. */
static inline int with_server(void (*tests)(void))
{
    struct http_options options = { .user_agent = TEXT(AGENT) };
    struct error err = { 0 };
    (void)setenv("http_proxy", "http://127.0.0.1:1/", 1); /* whoever heeds these gets no answer */
    (void)setenv("https_proxy", "http://127.0.0.1:1/", 1);
    (void)setenv("all_proxy", "http://127.0.0.1:1/", 1);
    bool started = start_server() && http_open(&options, &http, &err) == OK;
    if (started)
        tests();
    else
        printf("Bail out! no server or no transport: %s\n", err.text);
    http_close(&http);
    stop_server();
    arena_finish(&arena);
    return started ? check_done() : 1;
}

#endif

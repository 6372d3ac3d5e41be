/* The stage of gate_test: polite_server.py with one port a scenario, processes of ours, what reached the server, and
 * many workers at once. Its user defines `scenarios` first. */
#ifndef UNDERSTUDY_TESTS_GATE_RIG_H
#define UNDERSTUDY_TESTS_GATE_RIG_H

#include "base/arena.h"
#include "check.h"
#include "gate/gate.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 8, LOG_BYTES = 1 << 16 };

static int ports[COUNT_OF(scenarios)];
static char dir[] = "/tmp/understudy-gate-XXXXXX";
static char log_path[64], store_path[64];
static struct arena arena; /* of the running test */

static int port_of(const char *scenario)
{
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        if (text_is(text_of(scenario), scenarios[i]))
            return ports[i];
    }
    return 0;
}

/* ── one process: transport, gate, a store, a clock that is `ahead_ms` fast ── */

struct process {
    struct http *http;
    struct gate *gate;
    struct store *store;
    struct clock clock;
};

static struct store *open_store(const char *path)
{
    struct store *store = NULL;
    struct error err = { 0 };
    if (!CHECK(store_open(&(struct store_options){ .url = text_of(path) }, &store, &err) == OK))
        printf("# %s\n", err.text);
    return store;
}

static void start(struct process *process, int64_t ahead_ms)
{
    struct error err = { 0 };
    if (!CHECK(clock_init(&process->clock, (struct text){ 0 }, &err) == OK) ||
        !CHECK(http_open(&(struct http_options){ .user_agent = TEXT("understudy/test (+nobody@understudy.example)") },
                         &process->http, &err) == OK))
        exit(1);
    process->clock.wall_start_ms += ahead_ms;
    process->gate = gate_create(process->http, &process->clock, TEXT("understudy"));
    process->store = open_store(store_path);
}

static void stop(struct process *process)
{
    gate_destroy(&process->gate);
    http_close(&process->http);
    store_close(&process->store);
    CHECK(process->gate == NULL);
    arena_reset(&arena);
}

static struct gate_result fetch(struct process *process, const struct gate_policy *policy, const char *scenario,
                                const char *path)
{
    struct gate_result result;
    struct error err = { 0 };
    struct http_request request = { .url = arena_printf(&arena, "http://127.0.0.1:%d%s", port_of(scenario), path),
                                    .timeout_ms = text_is(text_of(scenario), "silent") ? 300 : 5000,
                                    .wire_bytes_max = 1 << 16,
                                    .body_bytes_max = 1 << 16 };
    if (!CHECK(gate_fetch(process->gate, process->store, policy, &request, "title_page", &arena, &result, &err) == OK))
        printf("# %s\n", err.text);
    return result;
}

static struct text origin(const char *scenario)
{
    return arena_printf(&arena, "http://127.0.0.1:%d", port_of(scenario));
}

static inline struct host_state row(struct process *process, const char *scenario)
{
    struct host_state host = { 0 };
    struct error err;
    CHECK(store_host_get(process->store, origin(scenario), &arena, &host, &err) == OK);
    return host;
}

static inline struct breaker breaker_of(struct process *process, const char *scenario)
{
    struct breaker breaker = { 0 };
    struct error err;
    CHECK(store_breaker_get(process->store, origin(scenario), &arena, &breaker, &err) == OK);
    return breaker;
}

/* ── what reached the server ── */

struct seen {
    int count;
    int64_t least_gap_ms; /* between two starts; INT64_MAX with fewer than two */
    int64_t first_ms, last_ms;
    int64_t most_at_once;
};

/* Requests of a scenario; only for `path` unless NULL. */
static struct seen look(const char *scenario, const char *path)
{
    static char bytes[LOG_BYTES];
    struct seen seen = { .least_gap_ms = INT64_MAX };
    int fd = open(log_path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
    (void)close(fd);
    struct text rest = text_from(bytes, len > 0 ? (size_t)len : 0), line;
    while (text_take_line(&rest, &line)) {
        int64_t at_ms = 0, at_once = 0;
        if (!text_is(text_take_until(&line, ' '), scenario))
            continue;
        CHECK(num_parse(text_take_until(&line, ' '), 0, INT64_MAX, &at_ms));
        CHECK(num_parse(text_take_until(&line, ' '), 0, INT64_MAX, &at_once));
        if (path != NULL && !text_is(line, path))
            continue;
        if (seen.count++ > 0 && at_ms - seen.last_ms < seen.least_gap_ms)
            seen.least_gap_ms = at_ms - seen.last_ms;
        if (seen.count == 1)
            seen.first_ms = at_ms;
        seen.last_ms = at_ms;
        if (at_once > seen.most_at_once)
            seen.most_at_once = at_once;
    }
    return seen;
}

/* ── many workers ── */

struct worker {
    pthread_t thread;
    struct process *process;
    const struct gate_policy *policy;
    const char *scenario, *path;
    int fetches;
    int by_refusal[GATE_QUOTA + 1];
    int failures;
};

static void *work(void *context)
{
    struct worker *w = context;
    struct arena own = { 0 };
    struct store *store = NULL;
    struct error err;
    if (store_open(&(struct store_options){ .url = text_of(store_path) }, &store, &err) != OK) {
        w->failures++;
        return NULL;
    }
    for (int i = 0; i < w->fetches; i++) {
        struct gate_result result;
        struct http_request request = { .url =
                                            arena_printf(&own, "http://127.0.0.1:%d%s", port_of(w->scenario), w->path),
                                        .timeout_ms = 5000,
                                        .wire_bytes_max = 1 << 16,
                                        .body_bytes_max = 1 << 16 };
        if (gate_fetch(w->process->gate, store, w->policy, &request, "title_page", &own, &result, &err) == OK)
            w->by_refusal[result.refusal]++;
        else
            w->failures++;
    }
    store_close(&store);
    arena_finish(&own);
    return NULL;
}

/* `like` done by `count` workers at once; the sums come back in it. */
static void work_together(struct worker *like, int count)
{
    struct worker workers[WORKERS];
    for (int i = 0; i < count; i++) {
        workers[i] = *like;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            exit(1);
    }
    for (int i = 0; i < count; i++) {
        (void)pthread_join(workers[i].thread, NULL);
        like->failures += workers[i].failures;
        for (size_t r = 0; r < COUNT_OF(like->by_refusal); r++)
            like->by_refusal[r] += workers[i].by_refusal[r];
    }
}

static inline void *work_in_line(void *context)
{
    work_together(context, WORKERS / 2);
    return NULL;
}

/* ── the server ── */

static int stdin_of_server = -1;

static bool read_ports(FILE *from)
{
    char line[32];
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        int64_t port;
        if (fgets(line, sizeof line, from) == NULL || !num_parse(text_trim(text_of(line)), 1, 65535, &port))
            return false;
        ports[i] = (int)port;
    }
    return true;
}

static pid_t start_server(void)
{
    int in[2], out[2];
    char script[1024];
    char python[] = "python3";
    char *argv[COUNT_OF(scenarios) + 4] = { python, script, log_path };
    const char *root = getenv("SOURCE_ROOT");
    (void)snprintf(script, sizeof script, "%s/tests/unit/gate/polite_server.py", root != NULL ? root : ".");
    for (size_t i = 0; i < COUNT_OF(scenarios); i++)
        argv[3 + i] = strdup(scenarios[i]);
    if (pipe(in) != 0 || pipe(out) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(in[0], 0);
        (void)dup2(out[1], 1);
        (void)close(in[1]);
        (void)execvp(argv[0], argv);
        _exit(127);
    }
    for (size_t i = 0; i < COUNT_OF(scenarios); i++)
        free(argv[3 + i]);
    (void)close(in[0]);
    (void)close(out[1]);
    (void)fcntl(in[1], F_SETFD, FD_CLOEXEC);
    stdin_of_server = in[1];
    FILE *from = fdopen(out[0], "r");
    bool good = from != NULL && read_ports(from);
    if (from != NULL)
        (void)fclose(from);
    return good ? child : -1;
}

static void clean_up(pid_t server)
{
    static const char *const files[] = { "log", "db", "db-wal", "db-shm", "db-journal" };
    char path[96];
    (void)close(stdin_of_server); /* ends it */
    (void)waitpid(server, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        (void)unlink(path);
    }
    CHECK(rmdir(dir) == 0);
    arena_finish(&arena);
}

/* The server's process; below 0 when there is none. */
static pid_t set_up(void)
{
    if (mkdtemp(dir) == NULL)
        return -1;
    (void)snprintf(log_path, sizeof log_path, "%s/log", dir);
    (void)snprintf(store_path, sizeof store_path, "%s/db", dir);
    return start_server();
}

#endif

/* The cache over a real store and real HTTP, against cached_server.py: what is asked, what is not, and who asks. */
#include "base/arena.h"
#include "base/num.h"
#include "check.h"
#include "gate/cached.h"
#include "store/http_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/understudy-cached-XXXXXX";
static char log_path[64], store_path[64];
static int port;
static struct arena arena;

static const struct gate_policy policy = { .spacing_ms = 1, .burst = 20, .redirects_max = 3 };
static const struct cache_rules rules = { .ceiling_ms = CLOCK_DAY_MS, .absent_ms = 8 * CLOCK_HOUR_MS };
static const struct cache_rules pages = { .floor_ms = CLOCK_DAY_MS,
                                          .ceiling_ms = 7 * CLOCK_DAY_MS,
                                          .stale_when_refused = true };

/* ── one process, whose wall clock is `ahead_ms` fast ── */

struct process {
    struct http *http;
    struct gate *gate;
    struct store *store;
    struct clock clock;
};

static void start(struct process *process, int64_t ahead_ms)
{
    struct error err = { 0 };
    const struct http_options options = { .user_agent = TEXT("understudy/test (+nobody@understudy.example)") };
    if (!CHECK(clock_init(&process->clock, (struct text){ 0 }, &err) == OK) ||
        !CHECK(http_open(&options, &process->http, &err) == OK) ||
        !CHECK(store_open(&(struct store_options){ .url = text_of(store_path) }, &process->store, &err) == OK))
        exit(1);
    process->clock.wall_start_ms += ahead_ms;
    process->gate = gate_create(process->http, &process->clock, TEXT("understudy"));
}

static void stop(struct process *process)
{
    gate_destroy(&process->gate);
    http_close(&process->http);
    store_close(&process->store);
    arena_reset(&arena);
}

static struct cached_request request_of(const struct cache_rules *with, const char *path, int64_t timeout_ms)
{
    return (struct cached_request){ .source = "tmdb",
                                    .operation = "find",
                                    .policy = &policy,
                                    .rules = with,
                                    .request = { .url = arena_printf(&arena, "http://127.0.0.1:%d%s", port, path),
                                                 .timeout_ms = timeout_ms,
                                                 .wire_bytes_max = 1 << 16,
                                                 .body_bytes_max = 1 << 16 } };
}

static struct gate_result ask_for(struct process *process, const struct cached_request *request,
                                  enum cache_verdict verdict)
{
    struct gate_result result = { 0 };
    struct error err = { 0 };
    if (!CHECK(gate_fetch_cached(process->gate, process->store, request, &arena, &result, &err) == OK) ||
        !CHECK(gate_settle(process->gate, process->store, request, &result, verdict, &err) == OK))
        printf("# %s\n", err.text);
    return result;
}

static struct gate_result ask(struct process *process, const struct cache_rules *with, const char *path,
                              enum cache_verdict verdict)
{
    struct cached_request request = request_of(with, path, 3000);
    return ask_for(process, &request, verdict);
}

/* A process of its own for one question. */
static struct gate_result ask_at(int64_t ahead_ms, const struct cache_rules *with, const char *path,
                                 enum cache_verdict verdict)
{
    static struct arena kept;
    struct process process;
    start(&process, ahead_ms);
    struct gate_result result = ask(&process, with, path, verdict);
    arena_reset(&kept);
    result.answer.body = arena_text(&kept, result.answer.body);
    result.reason = arena_text(&kept, result.reason);
    result.final_url = arena_text(&kept, result.final_url);
    stop(&process);
    return result;
}

/* What failed before is forgotten: five failures in a row would close the host. */
static void take_new_store(void)
{
    static int count;
    (void)snprintf(store_path, sizeof store_path, "%s/db-%d", dir, count++);
}

/* Lines of the log that are "path signs". */
static int asked(const char *line)
{
    static char bytes[1 << 16];
    int fd = open(log_path, O_RDONLY | O_CLOEXEC), count = 0;
    ssize_t len = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
    struct text rest = text_from(bytes, len > 0 ? (size_t)len : 0), one;
    (void)close(fd);
    while (text_take_line(&rest, &one))
        count += text_is(text_trim(one), line);
    return count;
}

/* ── one after the other ── */

static void fresh_is_not_asked_for(void)
{
    struct gate_result result = ask_at(0, &rules, "/fresh", CACHE_FOUND);
    CHECK_INT(result.call_count, 1);
    CHECK(!result.from_cache);
    result = ask_at(CLOCK_HOUR_MS - 60000, &rules, "/fresh", CACHE_FOUND);
    CHECK_INT(result.call_count, 0);
    CHECK(result.from_cache && !result.stale && result.stored_at_ms > 0);
    CHECK_INT(result.answer.status, 200);
    CHECK_TEXT_Z(result.answer.body, "fresh");
    CHECK_INT(asked("/fresh"), 1);
    result = ask_at(CLOCK_HOUR_MS + 1000, &rules, "/fresh", CACHE_FOUND);
    CHECK_INT(asked("/fresh"), 2);
    (void)ask_at(-CLOCK_HOUR_MS, &rules, "/fresh", CACHE_FOUND); /* what is kept is of a clock far ahead */
    CHECK_INT(asked("/fresh"), 3);
}

static void old_answers_are_confirmed(void)
{
    static const char *const paths[][2] = { { "/etag", "/etag I" }, { "/dated", "/dated M" } };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        CHECK_ROW(paths[i][0]);
        (void)ask_at(0, &rules, paths[i][0], CACHE_FOUND);
        struct gate_result result = ask_at(CLOCK_HOUR_MS, &rules, paths[i][0], CACHE_FOUND);
        CHECK(result.from_cache && !result.stale);
        CHECK_INT(result.call_count, 1);
        CHECK_INT(result.calls[0].answer.status, 304);
        CHECK_INT(result.answer.status, 200);
        CHECK_TEXT_Z(result.answer.body, paths[i][0] + 1);
        CHECK_INT(asked(paths[i][1]), 1);
        result = ask_at(CLOCK_HOUR_MS + 60000, &rules, paths[i][0], CACHE_FOUND); /* the 304 said: for an hour */
        CHECK_INT(result.call_count, 0);
    }
    CHECK_ROW(NULL);
    (void)ask_at(0, &rules, "/changed", CACHE_FOUND);
    struct gate_result result = ask_at(1000, &rules, "/changed", CACHE_FOUND);
    CHECK(!result.from_cache);
    CHECK_TEXT_Z(result.answer.body, "after");
    CHECK_INT(asked("/changed I"), 1);
}

static void a_304_counts_only_for_what_we_asked_about(void)
{
    struct gate_result result = ask_at(0, &rules, "/liar", CACHE_UNREAD); /* we have nothing that could hold */
    CHECK(!result.from_cache);
    CHECK_INT(result.answer.status, 304);
    (void)ask_at(0, &rules, "/sent-on", CACHE_FOUND);
    result = ask_at(1000, &rules, "/sent-on", CACHE_UNREAD);
    CHECK(!result.from_cache);
    CHECK_INT(result.answer.status, 304);
}

static void redirects_are_kept(void)
{
    struct gate_result result = ask_at(0, &rules, "/moved", CACHE_FOUND);
    CHECK_INT(result.call_count, 2);
    result = ask_at(0, &rules, "/moved", CACHE_FOUND);
    CHECK_INT(result.call_count, 0);
    CHECK_TEXT_Z(result.answer.body, "target");
    CHECK(text_ends(result.final_url, TEXT("/target")));
    CHECK_INT(ask_at(0, &rules, "/target", CACHE_FOUND).call_count, 0);
    CHECK_INT(asked("/moved"), 1);
    result = ask_at(0, &rules, "/circle", CACHE_UNREAD);
    CHECK_INT(result.answer.status, 301);
    struct process process;
    start(&process, 0);
    struct error err;
    struct text url = arena_printf(&arena, "http://127.0.0.1:%d/circle", port);
    const struct cache_entry circle = { .url = url,
                                        .source = "tmdb",
                                        .http_status = 301,
                                        .location = TEXT("/circle"),
                                        .stored_at_ms = clock_wall_ms(&process.clock),
                                        .fresh_until_ms = INT64_MAX };
    CHECK(store_cache_put(process.store, &circle, 1, NULL, &err) == OK);
    CHECK_INT(ask(&process, &rules, "/circle", CACHE_UNREAD).answer.status, 301); /* comes to an end */
    const struct cache_entry abroad = { .url = arena_printf(&arena, "http://127.0.0.1:%d/fresh?abroad", port),
                                        .source = "tmdb",
                                        .http_status = 301,
                                        .location = TEXT("https://elsewhere.example/"),
                                        .stored_at_ms = clock_wall_ms(&process.clock),
                                        .fresh_until_ms = INT64_MAX };
    CHECK(store_cache_put(process.store, &abroad, 1, NULL, &err) == OK);
    CHECK_TEXT_Z(ask(&process, &rules, "/fresh?abroad", CACHE_FOUND).answer.body, "fresh");
    stop(&process);
}

static void what_was_not_read_is_not_kept(void)
{
    CHECK_INT(ask_at(0, &rules, "/fresh?unread", CACHE_UNREAD).call_count, 1);
    CHECK_INT(ask_at(0, &rules, "/fresh?unread", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &rules, "/fresh?unread", CACHE_UNREAD).call_count, 0); /* a reader of another mind */
    CHECK_INT(ask_at(0, &rules, "/fresh?unread", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &rules, "/secret", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &rules, "/secret", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &pages, "/secret", CACHE_FOUND).call_count, 1); /* but a page is asked for once a day */
    CHECK_INT(ask_at(0, &pages, "/secret", CACHE_FOUND).call_count, 0);
    const struct cache_rules dry = { .ceiling_ms = CLOCK_DAY_MS, .read_only = true };
    CHECK_INT(ask_at(0, &dry, "/fresh?dry", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &dry, "/fresh?dry", CACHE_FOUND).call_count, 1);
}

static void an_absence_holds_for_eight_hours(void)
{
    CHECK_INT(ask_at(0, &rules, "/no", CACHE_ABSENT).call_count, 1);
    struct gate_result result = ask_at(8 * CLOCK_HOUR_MS - 60000, &rules, "/no", CACHE_ABSENT);
    CHECK_INT(result.call_count, 0);
    CHECK_INT(result.answer.status, 404);
    CHECK_TEXT_Z(result.answer.body, "no");
    CHECK_INT(ask_at(8 * CLOCK_HOUR_MS + 1000, &rules, "/no", CACHE_ABSENT).call_count, 1);
}

static const struct cache_rules fresh = { .ceiling_ms = CLOCK_DAY_MS, .revalidate = true };
static const struct cache_rules fresh_pages = {
    .floor_ms = CLOCK_HOUR_MS, .ceiling_ms = CLOCK_DAY_MS, .revalidate = true, .stale_when_refused = true
};

static const struct {
    const char *path;
    const struct cache_rules *rules;
    int64_t after_ms;
    bool stale;
    const char *why;
} bad_days[] = {
    { "/failing", &rules, CLOCK_DAY_MS, true, "HTTP 503" },
    { "/failing?week", &rules, 7 * CLOCK_DAY_MS - 60000, true, "HTTP 503" },
    { "/failing?more", &rules, 7 * CLOCK_DAY_MS + 1000, false, NULL },
    { "/lost", &rules, CLOCK_DAY_MS, true, "reset" },
    { "/failing?fresh", &fresh, CLOCK_DAY_MS, false, NULL }, /* asked for an answer, not for an old one */
    { "/failing?page", &fresh_pages, CLOCK_DAY_MS, true, "HTTP 503" },
    { "/strict", &rules, CLOCK_DAY_MS, false, NULL },
    { "/no-then-broken", &rules, CLOCK_DAY_MS, false, NULL }, /* a "no" is never given when it is old */
};

static void an_old_answer_is_better_than_none(void)
{
    for (size_t i = 0; i < COUNT_OF(bad_days); i++) {
        CHECK_ROW(bad_days[i].path);
        take_new_store();
        bool no = text_starts(text_of(bad_days[i].path), TEXT("/no"));
        (void)ask_at(0, bad_days[i].rules, bad_days[i].path, no ? CACHE_ABSENT : CACHE_FOUND);
        struct gate_result result = ask_at(bad_days[i].after_ms, bad_days[i].rules, bad_days[i].path,
                                           bad_days[i].stale ? CACHE_FOUND : CACHE_UNREAD);
        CHECK_INT(result.stale, bad_days[i].stale);
        CHECK_INT(result.from_cache, bad_days[i].stale);
        CHECK(result.call_count >= 1);
        if (bad_days[i].stale) {
            CHECK_TEXT_Z(result.answer.body, "good");
            CHECK_TEXT_Z(result.reason, bad_days[i].why);
        }
    }
    CHECK_ROW(NULL);
}

/* Each on a database of its own: a challenge closes the host. */
static void a_refusal_is_not_a_failure(void)
{
    for (int i = 0; i < 2; i++) {
        const struct cache_rules *with = i == 0 ? &pages : &rules;
        char path[16];
        take_new_store();
        (void)snprintf(path, sizeof path, "/wall?%d", i);
        CHECK_ROW(path);
        (void)ask_at(0, with, path, CACHE_FOUND);
        enum cache_verdict verdict = i == 0 ? CACHE_FOUND : CACHE_UNREAD;
        struct gate_result result = ask_at(2 * CLOCK_DAY_MS, with, path, verdict);
        CHECK_INT(result.stale, i == 0);
        CHECK_INT(result.call_count, 1);
        result = ask_at(2 * CLOCK_DAY_MS + 60000, with, path, verdict); /* left alone now */
        CHECK_INT(result.stale, i == 0);
        CHECK_INT(result.call_count, 0);
        CHECK_INT(result.refusal, i == 0 ? GATE_WENT : GATE_CHALLENGED);
    }
    CHECK_ROW(NULL);
    take_new_store();
}

/* ── at the same time ── */

static pid_t fork_to_ask(const char *path, int64_t timeout_ms, const char *body)
{
    (void)fflush(stdout);
    pid_t child = fork();
    if (child != 0)
        return child;
    struct process process;
    start(&process, 0);
    struct cached_request request = request_of(&rules, path, timeout_ms);
    struct gate_result result = ask_for(&process, &request, CACHE_FOUND);
    bool good = text_is(result.answer.body, body);
    stop(&process);
    arena_finish(&arena);
    _exit(good ? 0 : 1);
}

static bool ended_well(pid_t child)
{
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void one_url_is_asked_for_once(void)
{
    pid_t children[4];
    for (size_t i = 0; i < COUNT_OF(children); i++)
        children[i] = fork_to_ask("/slow", 5000, "slow");
    for (size_t i = 0; i < COUNT_OF(children); i++)
        CHECK(ended_well(children[i]));
    CHECK_INT(asked("/slow"), 1);
}

/* --fresh in two processes: what the other one brought meanwhile is fresh enough. */
static void who_asks_again_shares_all_the_same(void)
{
    struct process process;
    take_new_store();
    CHECK_INT(ask_at(0, &rules, "/slow?again", CACHE_FOUND).call_count, 1);
    CHECK_INT(ask_at(0, &rules, "/slow?again", CACHE_FOUND).call_count, 0);
    CHECK_INT(ask_at(0, &fresh, "/slow?again", CACHE_FOUND).call_count, 1);
    pid_t child = fork_to_ask("/slow?shared", 5000, "slow");
    for (int i = 0; i < 200 && asked("/slow?shared") == 0; i++)
        clock_sleep_ms(10);
    start(&process, 0);
    CHECK_INT(ask(&process, &fresh, "/slow?shared", CACHE_FOUND).call_count, 0);
    stop(&process);
    CHECK(ended_well(child));
    CHECK_INT(asked("/slow?shared"), 1);
}

static void who_waits_for_a_failure_asks_in_turn(void)
{
    pid_t children[2];
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        (void)fflush(stdout);
        children[i] = fork();
        if (children[i] == 0) {
            struct process process;
            start(&process, 0);
            struct gate_result result = ask(&process, &rules, "/slow-and-broken", CACHE_UNREAD);
            bool good = result.answer.status == 500 && !result.from_cache;
            stop(&process);
            arena_finish(&arena);
            _exit(good ? 0 : 1);
        }
    }
    for (size_t i = 0; i < COUNT_OF(children); i++)
        CHECK(ended_well(children[i]));
    CHECK_INT(asked("/slow-and-broken"), 2);
}

/* `stop` stops the owner, or kills it, while it waits for its answer. *out_took_ms of who asks for the same then. */
static pid_t ask_after(const char *path, int stop_signal, int64_t timeout_ms, int64_t *out_took_ms)
{
    struct process process;
    pid_t child = fork_to_ask(path, 5000, "late");
    for (int i = 0; i < 200 && asked(path) == 0; i++)
        clock_sleep_ms(10);
    CHECK_INT(asked(path), 1);
    CHECK(kill(child, stop_signal) == 0 && waitpid(child, NULL, WUNTRACED) == child);
    start(&process, 0);
    struct cached_request request = request_of(&rules, path, timeout_ms);
    int64_t start_ms = clock_mono_ms();
    struct gate_result result = ask_for(&process, &request, CACHE_FOUND);
    *out_took_ms = clock_mono_ms() - start_ms;
    CHECK_TEXT_Z(result.answer.body, "late");
    CHECK_INT(asked(path), 2);
    CHECK_INT(ask_for(&process, &request, CACHE_FOUND).call_count, 0);
    stop(&process);
    return child;
}

static void a_silent_owner_is_waited_for_while_it_lives(void)
{
    int64_t took_ms;
    pid_t child = ask_after("/stall", SIGSTOP, 700, &took_ms);
    CHECK(took_ms >= 690);
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    (void)ask_after("/stall?killed", SIGKILL, 60000, &took_ms);
    CHECK(took_ms < 60000);
}

static void an_end_of_the_run_ends_the_wait(void)
{
    struct process process;
    struct error err;
    start(&process, 0);
    struct cached_request request = request_of(&rules, "/fresh?stopped", 60000);
    const struct flight flight = {
        request.request.url, TEXT("another"), clock_real_ms(), clock_real_ms() + 60000, 0, false
    };
    bool taken = false;
    CHECK(store_flight_take(process.store, &flight, &taken, &err) == OK && taken);
    gate_stop(process.gate);
    struct gate_result result;
    CHECK_INT(gate_fetch_cached(process.gate, process.store, &request, &arena, &result, &err), TRANSIENT);
    stop(&process);
}

/* ── the server ── */

static int stdin_of_server = -1;

static pid_t start_server(void)
{
    int in[2], out[2];
    char script[1024], line[32] = "";
    char python[] = "python3";
    char *argv[] = { python, script, log_path, NULL };
    const char *root = getenv("SOURCE_ROOT");
    (void)snprintf(script, sizeof script, "%s/tests/unit/gate/cached_server.py", root != NULL ? root : ".");
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
    (void)close(in[0]);
    (void)close(out[1]);
    (void)fcntl(in[1], F_SETFD, FD_CLOEXEC);
    stdin_of_server = in[1];
    FILE *from = fdopen(out[0], "r");
    int64_t read_port = 0;
    bool good = from != NULL && fgets(line, sizeof line, from) != NULL &&
                num_parse(text_trim(text_of(line)), 1, 65535, &read_port);
    port = (int)read_port;
    if (from != NULL)
        (void)fclose(from);
    return good ? child : -1;
}

static void clean_up(pid_t server)
{
    char path[PATH_MAX];
    (void)close(stdin_of_server); /* ends it */
    (void)waitpid(server, NULL, 0);
    DIR *folder = opendir(dir);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        (void)unlink(path);
    }
    if (folder != NULL)
        (void)closedir(folder);
    CHECK(rmdir(dir) == 0);
    arena_finish(&arena);
}

int main(void)
{
    if (mkdtemp(dir) == NULL)
        return 1;
    (void)snprintf(log_path, sizeof log_path, "%s/log", dir);
    take_new_store();
    pid_t server = start_server();
    if (server < 0) {
        printf("Bail out! cached_server.py did not start\n");
        return 1;
    }
    RUN(fresh_is_not_asked_for);
    RUN(old_answers_are_confirmed);
    RUN(a_304_counts_only_for_what_we_asked_about);
    RUN(redirects_are_kept);
    RUN(what_was_not_read_is_not_kept);
    RUN(an_absence_holds_for_eight_hours);
    RUN(an_old_answer_is_better_than_none);
    RUN(a_refusal_is_not_a_failure);
    RUN(one_url_is_asked_for_once);
    RUN(who_waits_for_a_failure_asks_in_turn);
    RUN(a_silent_owner_is_waited_for_while_it_lives);
    RUN(an_end_of_the_run_ends_the_wait);
    RUN(who_asks_again_shares_all_the_same);
    clean_up(server);
    return check_done();
}

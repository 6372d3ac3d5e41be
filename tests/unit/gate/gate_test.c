/* The gate over a real store and real HTTP, against polite_server.py: who goes, who waits, who is turned away. */
#include "check.h"

static const char *const scenarios[] = { "plain",  "missing", "forbidden", "broken", "fading", "throttled",
                                         "silent", "walled",  "unhurried", "moved",  "odd",    "circling",
                                         "abroad", "crowd",   "wall",      "rising", "reader", "holder",
                                         "oneway", "api",     "quick",     "future", "wide" };
#include "gate_rig.h"

static const struct gate_policy pages = { .spacing_ms = 40, .concurrency = 1, .obey_robots = true, .redirects_max = 3 };
static const struct gate_policy api = { .spacing_ms = 20 };

static void robots_decide(void)
{
    struct process process;
    start(&process, 0);
    struct gate_result result = fetch(&process, &pages, "plain", "/find?q=x");
    CHECK_INT(result.refusal, GATE_ROBOTS);
    CHECK(text_contains(result.reason, TEXT("disallows /find?q=x (rule /find)")));
    CHECK_INT(result.call_count, 1);
    CHECK_TEXT_Z(text_of(result.calls[0].operation), "robots");
    CHECK_INT(look("plain", "/find?q=x").count, 0);
    result = fetch(&process, &pages, "plain", "/page");
    CHECK_INT(result.refusal, GATE_WENT);
    CHECK_INT(result.answer.status, 200);
    CHECK_TEXT_Z(result.answer.body, "<html></html>");
    CHECK_INT(result.call_count, 1); /* robots.txt is known */
    CHECK_TEXT_Z(text_of(result.calls[0].operation), "title_page");
    CHECK_INT(look("plain", "/robots.txt").count, 1);
    stop(&process);
    start(&process, CLOCK_DAY_MS - CLOCK_HOUR_MS);
    CHECK_INT(fetch(&process, &pages, "plain", "/page").refusal, GATE_WENT);
    CHECK_INT(look("plain", "/robots.txt").count, 1);
    stop(&process);
    start(&process, CLOCK_DAY_MS + CLOCK_SECOND_MS); /* a day old */
    CHECK_INT(fetch(&process, &pages, "plain", "/page").call_count, 2);
    CHECK_INT(look("plain", "/robots.txt").count, 2);
    CHECK(look("plain", NULL).least_gap_ms >= 38);
    stop(&process);
}

static void robots_that_do_not_exist_allow(void)
{
    struct process process;
    start(&process, 0);
    CHECK_INT(fetch(&process, &pages, "missing", "/find").refusal, GATE_WENT);
    CHECK_INT(fetch(&process, &pages, "missing", "/find").refusal, GATE_WENT);
    CHECK_INT(look("missing", "/robots.txt").count, 1);
    CHECK_INT(fetch(&process, &pages, "forbidden", "/find").refusal, GATE_WENT);
    stop(&process);
}

/* `after_ms`: when it is asked again. */
static void check_down(const char *scenario, const char *why, int64_t after_ms)
{
    struct process process;
    start(&process, 0);
    CHECK_ROW(scenario);
    for (int i = 0; i < 2; i++) {
        struct gate_result result = fetch(&process, &pages, scenario, "/page");
        CHECK_INT(result.refusal, GATE_ROBOTS_DOWN);
        CHECK(text_contains(result.reason, text_of(why)));
        CHECK(result.until_wall_ms > clock_wall_ms(&process.clock));
        CHECK(result.until_wall_ms <= clock_wall_ms(&process.clock) + after_ms);
    }
    int before = look(scenario, "/robots.txt").count;
    stop(&process);
    start(&process, after_ms + 10);
    CHECK_INT(fetch(&process, &pages, scenario, "/page").refusal, GATE_ROBOTS_DOWN);
    CHECK_INT(look(scenario, "/robots.txt").count, 2 * before);
    CHECK_INT(look(scenario, "/page").count, 0);
    stop(&process);
    CHECK_ROW(NULL);
}

static void robots_that_cannot_be_had_forbid(void)
{
    check_down("broken", "answered HTTP 500", 600000);
    CHECK_INT(look("broken", "/robots.txt").count, 2);
    check_down("silent", "did not answer", 60000);
    CHECK_INT(look("silent", "/robots.txt").count, 2);
    int before = look("plain", NULL).count;
    check_down("abroad", "answered HTTP 302", 600000);
    CHECK_INT(look("plain", NULL).count, before);
    check_down("circling", "answered HTTP 302", 600000);
    CHECK_INT(look("circling", "/robots.txt").count, 2 * 6);
}

static void an_old_copy_of_robots_is_no_permission(void)
{
    struct process process;
    start(&process, 0);
    CHECK_INT(fetch(&process, &pages, "fading", "/page").refusal, GATE_WENT);
    stop(&process);
    start(&process, CLOCK_DAY_MS + CLOCK_SECOND_MS);
    CHECK_INT(fetch(&process, &pages, "fading", "/page").refusal, GATE_ROBOTS_DOWN);
    CHECK_INT(look("fading", "/page").count, 1);
    stop(&process);
}

static void robots_of_other_kinds(void)
{
    struct process process;
    start(&process, 0);
    struct gate_result result = fetch(&process, &pages, "throttled", "/page");
    CHECK_INT(result.refusal, GATE_HELD);
    CHECK(result.until_wall_ms > clock_wall_ms(&process.clock) + 25000);
    CHECK_INT(look("throttled", NULL).count, 1);
    CHECK_INT(fetch(&process, &pages, "walled", "/page").refusal, GATE_CHALLENGED);
    CHECK_INT(look("walled", NULL).count, 1);
    CHECK_INT(breaker_of(&process, "walled").challenges, 1);
    CHECK_INT(fetch(&process, &pages, "moved", "/find").refusal, GATE_ROBOTS);
    CHECK_INT(fetch(&process, &pages, "moved", "/page").refusal, GATE_WENT);
    CHECK_INT(look("moved", "/robots.txt").count, 1);
    CHECK_INT(fetch(&process, &pages, "odd", "/caf%E9").refusal, GATE_ROBOTS);
    CHECK_INT(fetch(&process, &pages, "odd", "/cafe").refusal, GATE_WENT);
    stop(&process);
}

static void crawl_delay_is_kept(void)
{
    struct process process;
    start(&process, 0);
    int64_t waited_ms = 0;
    for (int i = 0; i < 3; i++) {
        struct gate_result result = fetch(&process, &pages, "unhurried", "/page");
        CHECK_INT(result.refusal, GATE_WENT);
        waited_ms += result.waited_ms;
    }
    CHECK(waited_ms >= 300 && waited_ms < 10000);
    struct seen seen = look("unhurried", NULL);
    CHECK_INT(seen.count, 4);
    CHECK(seen.least_gap_ms >= 298);
    stop(&process);
}

/* Two processes with two workers each, on one host whose pages take longer than the spacing. */
static void spacing_and_one_at_a_time_hold_over_processes(void)
{
    pid_t children[2];
    int failures = check_failures;
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        (void)fflush(stdout);
        children[i] = fork();
        if (children[i] == 0) {
            struct process process;
            start(&process, 0);
            struct worker worker = {
                .process = &process, .policy = &pages, .scenario = "crowd", .path = "/slow", .fetches = 2
            };
            work_together(&worker, 2);
            stop(&process);
            _exit(check_failures == failures && worker.failures == 0 && worker.by_refusal[GATE_WENT] == 4 ? 0 : 1);
        }
    }
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        int status = -1;
        CHECK(children[i] > 0 && waitpid(children[i], &status, 0) == children[i] && status == 0);
    }
    struct seen seen = look("crowd", NULL);
    CHECK_INT(seen.count, 9);
    CHECK_INT(look("crowd", "/robots.txt").count, 1);
    CHECK(seen.least_gap_ms >= pages.spacing_ms - 2);
    CHECK_INT(seen.most_at_once, 1);
}

static void without_one_at_a_time_only_robots_are_fetched_alone(void)
{
    struct process process;
    start(&process, 0);
    struct gate_policy policy = pages;
    policy.concurrency = 0;
    struct worker worker = {
        .process = &process, .policy = &policy, .scenario = "wide", .path = "/slow", .fetches = 1
    };
    work_together(&worker, WORKERS);
    CHECK_INT(worker.by_refusal[GATE_WENT], WORKERS);
    CHECK_INT(look("wide", NULL).count, WORKERS + 1);
    CHECK_INT(look("wide", "/robots.txt").most_at_once, 1);
    CHECK(look("wide", "/slow").most_at_once > 1);
    stop(&process);
}

/* Half of the workers stand in the line of another process: with a gate of their own. */
static void a_challenge_turns_all_waiting_workers_away(void)
{
    struct process process, other;
    start(&process, 0);
    start(&other, 0);
    CHECK_INT(fetch(&process, &pages, "wall", "/page").refusal, GATE_WENT); /* robots.txt is known */
    struct worker workers[2];
    for (size_t i = 0; i < COUNT_OF(workers); i++) {
        workers[i] = (struct worker){
            .process = i == 0 ? &process : &other, .policy = &pages, .scenario = "wall", .path = "/202", .fetches = 1
        };
    }
    pthread_t line;
    if (pthread_create(&line, NULL, work_in_line, &workers[1]) != 0)
        exit(1);
    work_together(&workers[0], WORKERS / 2);
    (void)pthread_join(line, NULL);
    CHECK_INT(workers[0].failures + workers[1].failures, 0);
    CHECK_INT(workers[0].by_refusal[GATE_WENT] + workers[1].by_refusal[GATE_WENT], 1);
    CHECK_INT(workers[0].by_refusal[GATE_CHALLENGED] + workers[1].by_refusal[GATE_CHALLENGED], WORKERS - 1);
    CHECK_INT(look("wall", "/202").count, 1);
    stop(&other);
    stop(&process);
    start(&process, 6 * CLOCK_HOUR_MS - CLOCK_SECOND_MS * 30); /* started anew, and nearly six hours later */
    struct gate_result result = fetch(&process, &pages, "wall", "/page");
    CHECK_INT(result.refusal, GATE_CHALLENGED);
    CHECK_INT(result.call_count, 0);
    CHECK(text_contains(result.reason,
                        TEXT("answered with a challenge (HTTP 202, x-amzn-waf-action); left alone until 2")));
    CHECK_INT(look("wall", "/page").count, 1);
    stop(&process);
}

static void challenges_in_a_row_double(void)
{
    static const struct {
        int64_t at_hours;
        const char *path;
        int64_t pause_hours; /* 0: not challenged afterwards */
    } rows[] = {
        { 0, "/202", 6 },    { 7, "/202bare", 12 },   { 20, "/waf405", 24 }, { 45, "/403", 48 },
        { 94, "/202", 48 },  { 143, "/202body", 48 }, /* no challenge, but no good answer either */
        { 144, "/page", 0 }, { 145, "/202", 6 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct process process;
        start(&process, rows[i].at_hours * CLOCK_HOUR_MS);
        CHECK_ROW(rows[i].path);
        int64_t before_ms = breaker_of(&process, "rising").open_until_ms;
        CHECK_INT(fetch(&process, &pages, "rising", rows[i].path).refusal, GATE_WENT);
        struct breaker breaker = breaker_of(&process, "rising");
        int64_t pause_ms = breaker.open_until_ms - clock_wall_ms(&process.clock);
        CHECK_INT(breaker.state, rows[i].pause_hours == 0 ? BREAKER_CLOSED : BREAKER_OPEN);
        if (rows[i].at_hours == 143)
            CHECK_INT(breaker.open_until_ms, before_ms);
        else if (rows[i].pause_hours == 0)
            CHECK_INT(fetch(&process, &pages, "rising", rows[i].path).refusal, GATE_WENT); /* the second */
        else
            CHECK(pause_ms <= rows[i].pause_hours * CLOCK_HOUR_MS &&
                  pause_ms > rows[i].pause_hours * CLOCK_HOUR_MS - 30000);
        stop(&process);
    }
    CHECK_ROW(NULL);
}

/* A body that turned out to be a challenge: the 200 before it did not end the row. */
static void a_reader_can_tell_of_a_challenge(void)
{
    struct process process;
    start(&process, 0);
    struct error err = { 0 };
    struct text url = arena_printf(&arena, "%.*s/page?x=1", TEXT_ARG(origin("reader")));
    for (int64_t pause_hours = 6; pause_hours <= 24; pause_hours *= 2) {
        CHECK_INT(fetch(&process, &pages, "reader", "/page").answer.status, 200);
        CHECK(gate_challenged(process.gate, process.store, url, TEXT("the page asks for a captcha"), &err) == OK);
        CHECK(gate_challenged(process.gate, process.store, url, TEXT("the page asks for a captcha"), &err) == OK);
        struct gate_result result = fetch(&process, &pages, "reader", "/page");
        CHECK_INT(result.refusal, GATE_CHALLENGED);
        CHECK(text_starts(result.reason, TEXT("the page asks for a captcha; left alone until ")));
        int64_t pause_ms = result.until_wall_ms - clock_wall_ms(&process.clock);
        CHECK(pause_ms <= pause_hours * CLOCK_HOUR_MS && pause_ms > pause_hours * CLOCK_HOUR_MS - 30000);
        process.clock.wall_start_ms += pause_hours * CLOCK_HOUR_MS;
    }
    CHECK_INT(look("reader", "/page").count, 3);
    CHECK(gate_challenged(process.gate, process.store, TEXT("ftp://x.example/"), TEXT("x"), &err) == INVALID);
    stop(&process);
}

static void pauses_are_kept(void)
{
    static const struct {
        const char *path;
        bool is_api;
        int64_t pause_ms; /* 0: none */
    } rows[] = {
        { "/503date", false, 100000 }, { "/429seconds", false, 120000 }, { "/429seconds", true, 120000 },
        { "/503date", false, 100000 }, /* our clock is ahead of the server's by now */
        { "/500", false, 0 },          { "/403xml", true, 0 },
    };
    struct process process;
    start(&process, 0);
    int before = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct gate_policy *policy = rows[i].is_api ? &api : &pages;
        CHECK_ROW(rows[i].path);
        int64_t now_ms = clock_wall_ms(&process.clock);
        CHECK_INT(fetch(&process, policy, "holder", rows[i].path).refusal, GATE_WENT);
        struct gate_result result = fetch(&process, policy, "holder", "/page");
        CHECK_INT(result.refusal, rows[i].pause_ms > 0 ? GATE_HELD : GATE_WENT);
        if (rows[i].pause_ms > 0) { /* a date knows no milliseconds; a slow machine takes a while */
            CHECK(result.until_wall_ms > now_ms + rows[i].pause_ms - 1000);
            CHECK(result.until_wall_ms < now_ms + rows[i].pause_ms + 10000);
            CHECK(text_contains(result.reason, TEXT("asked for a pause")));
            process.clock.wall_start_ms =
                process.clock.wall_start_ms + result.until_wall_ms - clock_wall_ms(&process.clock);
        } else {
            before++;
        }
    }
    CHECK_INT(look("holder", "/page").count, before);
    CHECK(!breaker_of(&process, "holder").challenged);
    CHECK_ROW(NULL);
    stop(&process);
}

static void redirects_stay_at_home(void)
{
    struct process process;
    start(&process, 0);
    struct gate_policy once = pages;
    once.redirects_max = 1;
    struct gate_result result = fetch(&process, &pages, "oneway", "/a");
    CHECK_INT(result.answer.status, 200);
    CHECK(text_ends(result.final_url, TEXT("/page")));
    CHECK_INT(result.call_count, 4); /* robots.txt, /a, /b, /page */
    CHECK(text_ends(result.calls[1].url, TEXT("/a")));
    CHECK_INT(result.calls[2].answer.status, 302);
    result = fetch(&process, &once, "oneway", "/a");
    CHECK_INT(result.answer.status, 302);
    CHECK(text_ends(result.final_url, TEXT("/b")));
    int abroad = look("missing", NULL).count;
    result = fetch(&process, &pages, "oneway", "/out");
    CHECK_INT(result.refusal, GATE_WENT);
    CHECK_INT(result.answer.status, 302);
    CHECK(text_ends(result.final_url, TEXT("/out")));
    CHECK_INT(look("missing", NULL).count, abroad);
    result = fetch(&process, &pages, "oneway", "/loop");
    CHECK_INT(result.answer.status, 302);
    CHECK(text_ends(result.final_url, TEXT("/loop2")));
    CHECK_INT(look("oneway", "/loop").count, 1);
    CHECK_INT(fetch(&process, &pages, "oneway", "/self").answer.status, 302);
    CHECK_INT(look("oneway", "/self").count, 1);
    CHECK_INT(fetch(&process, &pages, "oneway", "/nowhere").answer.status, 302);
    result = fetch(&process, &pages, "oneway", "/hidden");
    CHECK_INT(result.refusal, GATE_ROBOTS);
    CHECK_INT(look("oneway", "/find?q=x").count, 0);
    CHECK(look("oneway", NULL).least_gap_ms >= pages.spacing_ms - 2);
    stop(&process);
}

static void a_secret_that_the_host_echoes_is_not_followed(void)
{
    struct process process;
    start(&process, 0);
    struct gate_result result;
    struct error err = { 0 };
    struct gate_policy policy = { .spacing_ms = 1, .redirects_max = 3 };
    struct http_request request = { .url = arena_printf(&arena, "%.*s/echo?x=1", TEXT_ARG(origin("api"))),
                                    .query_secret = TEXT("api_key=SECRET"),
                                    .timeout_ms = 5000,
                                    .wire_bytes_max = 1 << 16,
                                    .body_bytes_max = 1 << 16 };
    CHECK(gate_fetch(process.gate, process.store, &policy, &request, "find", &arena, &result, &err) == OK);
    CHECK_INT(result.answer.status, 302);
    CHECK_INT(result.call_count, 1);
    CHECK(!text_contains(result.final_url, TEXT("SECRET")));
    CHECK(!text_contains(result.calls[0].url, TEXT("SECRET")));
    stop(&process);
}

static void an_api_is_spaced_but_not_queued(void)
{
    struct process process;
    start(&process, 0);
    struct worker worker = { .process = &process, .policy = &api, .scenario = "quick", .path = "/find", .fetches = 4 };
    int64_t start_ms = clock_mono_ms();
    work_together(&worker, WORKERS);
    CHECK(clock_mono_ms() - start_ms >= (4 * WORKERS - 1) * api.spacing_ms);
    CHECK_INT(worker.by_refusal[GATE_WENT], 4 * WORKERS);
    CHECK_INT(look("quick", "/robots.txt").count, 0);
    CHECK(look("quick", NULL).most_at_once > 1); /* 30 ms each, one every 20 ms */
    CHECK_INT(row(&process, "quick").lease_until_real_ms, 0);
    stop(&process);
}

static void times_of_another_clock_are_not_waited_for(void)
{
    struct process process;
    start(&process, 0);
    struct error err = { 0 };
    struct text host = origin("future");
    int64_t later_ms = clock_wall_ms(&process.clock) + 40 * CLOCK_DAY_MS;
    struct host_turn turn;
    bool done = false;
    struct host_slot slot = { .origin = host,
                              .owner = TEXT("nobody"),
                              .now_real_ms = clock_real_ms(),
                              .spacing_ms = 40 * CLOCK_DAY_MS,
                              .lease_ms = 40 * CLOCK_DAY_MS,
                              .max_ahead_ms = 40 * CLOCK_DAY_MS };
    const struct host_pause pause = { later_ms, later_ms, 1, TEXT("x") };
    const struct breaker breaker = {
        .source = host, .state = BREAKER_OPEN, .challenged = true, .open_until_ms = later_ms, .reason = TEXT("x")
    };
    CHECK(store_host_take(process.store, &slot, &turn, &err) == OK && turn.taken);
    CHECK(store_host_hold(process.store, host, &pause, &err) == OK);
    CHECK(store_breaker_put(process.store, &breaker, &done, &err) == OK && done);
    CHECK(store_host_set_robots(process.store, host, 500, TEXT(""), later_ms, &err) == OK);
    struct gate_result result = fetch(&process, &pages, "future", "/page");
    CHECK_INT(result.refusal, GATE_WENT);
    CHECK_INT(result.call_count, 2);
    CHECK(result.waited_ms < 5000);
    stop(&process);
}

static void nothing_goes_to_an_address_that_is_none(void)
{
    struct process process;
    start(&process, 0);
    struct error err = { 0 };
    struct gate_result result;
    struct http_request request = { .url = TEXT("http://films.example/"), .timeout_ms = 1000, .wire_bytes_max = 100 };
    CHECK(gate_fetch(process.gate, process.store, &pages, &request, "title_page", &arena, &result, &err) == OK);
    CHECK_INT(result.refusal, GATE_WENT);
    CHECK_INT(result.answer.failure, HTTP_BAD_URL);
    CHECK_INT(result.call_count, 1);
    stop(&process);
}

static void a_store_in_memory_will_do(void) /* a dry run */
{
    struct process process;
    start(&process, 0);
    store_close(&process.store);
    process.store = open_store("sqlite::memory:");
    int before = look("plain", "/robots.txt").count;
    CHECK_INT(fetch(&process, &pages, "plain", "/find").refusal, GATE_ROBOTS);
    CHECK_INT(fetch(&process, &pages, "plain", "/page").refusal, GATE_WENT);
    CHECK_INT(look("plain", "/robots.txt").count, before + 1);
    stop(&process);
}

int main(void)
{
    pid_t server = set_up();
    if (server < 0) {
        printf("Bail out! polite_server.py did not start\n");
        return 1;
    }
    RUN(robots_decide);
    RUN(robots_that_do_not_exist_allow);
    RUN(robots_that_cannot_be_had_forbid);
    RUN(an_old_copy_of_robots_is_no_permission);
    RUN(robots_of_other_kinds);
    RUN(crawl_delay_is_kept);
    RUN(spacing_and_one_at_a_time_hold_over_processes);
    RUN(without_one_at_a_time_only_robots_are_fetched_alone);
    RUN(a_challenge_turns_all_waiting_workers_away);
    RUN(challenges_in_a_row_double);
    RUN(a_reader_can_tell_of_a_challenge);
    RUN(pauses_are_kept);
    RUN(redirects_stay_at_home);
    RUN(a_secret_that_the_host_echoes_is_not_followed);
    RUN(an_api_is_spaced_but_not_queued);
    RUN(times_of_another_clock_are_not_waited_for);
    RUN(nothing_goes_to_an_address_that_is_none);
    RUN(a_store_in_memory_will_do);
    clean_up(server);
    return check_done();
}

/* What all processes on one database share: rate, breaker with its one probe, pauses, quota. Real processes, real
 * requests; what counts is what reached the server. */
#include "check.h"
#include "gate/cached.h"

static const char *const scenarios[] = { "rate2", "rate8", "flurry", "down",  "together", "probed",
                                         "kill",  "quota", "closed", "mixed", "backing",  "seats",
                                         "crowd", "dead",  "twoA",   "twoB",  "flight" };
#include "gate_rig.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

#define MINUTE_MS (60 * CLOCK_SECOND_MS)

/* A policy of its own for each scenario, so that each has a breaker of its own. */
static struct gate_policy policy_for(const char *scenario)
{
    return (struct gate_policy){ .source = scenario, .spacing_ms = 1, .burst = 20, .breaker = { .failures = 5 } };
}

struct errand {
    struct gate_policy policy;
    const char *scenario, *path;
    int fetches;
    int64_t ahead_ms;
};

/* By refusal, over all processes since the last run_processes(). Shared memory, or a killed child would tell nothing.
 */
static atomic_int *outcomes;

static void run_errand(const struct errand *errand)
{
    struct process process;
    start(&process, errand->ahead_ms);
    for (int i = 0; i < errand->fetches; i++)
        atomic_fetch_add(&outcomes[fetch(&process, &errand->policy, errand->scenario, errand->path).refusal], 1);
    stop(&process);
}

static pid_t start_process(const struct errand *errand)
{
    int failures = check_failures;
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run_errand(errand);
        (void)fflush(stdout);
        _exit(check_failures == failures ? 0 : 1);
    }
    return child;
}

static void run_processes(const struct errand *errand, int count)
{
    pid_t children[WORKERS];
    for (int i = 0; i <= GATE_QUOTA; i++)
        atomic_store(&outcomes[i], 0);
    for (int i = 0; i < count; i++)
        children[i] = start_process(errand);
    for (int i = 0; i < count; i++) {
        int status = -1;
        CHECK(children[i] > 0 && waitpid(children[i], &status, 0) == children[i] && status == 0);
    }
}

static struct breaker breaker_named(const char *source)
{
    struct store *store = open_store(store_path);
    struct breaker breaker = { 0 };
    struct error err;
    CHECK(store_breaker_get(store, text_of(source), &arena, &breaker, &err) == OK);
    store_close(&store);
    return breaker;
}

/* ── rate ── */

enum { SPACING_MS = 20, BURST = 5, SLACK_MS = 150 }; /* a busy machine delays the first more than the last */

static void check_rate(const char *scenario, int processes, int fetches)
{
    struct errand errand = { policy_for(scenario), scenario, "/fast", fetches, 0 };
    errand.policy.spacing_ms = SPACING_MS;
    errand.policy.burst = BURST;
    int64_t start_ms = clock_real_ms();
    run_processes(&errand, processes);
    struct seen seen = look(scenario, NULL);
    CHECK_INT(seen.count, processes * fetches);
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), processes * fetches);
    CHECK(seen.last_ms - start_ms >= (processes * fetches - BURST) * SPACING_MS); /* nobody went before his time */
    CHECK(seen.last_ms - seen.first_ms >= (processes * fetches - BURST) * SPACING_MS - SLACK_MS);
}

static void the_rate_is_one_for_all_processes(void)
{
    check_rate("rate2", 2, 25);
    check_rate("rate8", 8, 6);
}

/* Every command is a process of its own: nothing starts anew with it. */
static void a_flurry_of_commands_does_not_dodge_it(void)
{
    struct errand errand = { policy_for("flurry"), "flurry", "/fast", 1, 0 };
    errand.policy.spacing_ms = 100;
    errand.policy.burst = 2;
    int64_t start_ms = clock_real_ms();
    for (int i = 0; i < 10; i++)
        run_processes(&errand, 1);
    struct seen seen = look("flurry", NULL);
    CHECK_INT(seen.count, 10);
    CHECK(seen.last_ms - start_ms >= (10 - 2) * 100);
}

/* ── concurrency ── */

static struct gate_policy seated(const char *source, int concurrency)
{
    struct gate_policy policy = policy_for(source);
    policy.concurrency = concurrency;
    return policy;
}

/* How many seats of the source are free, found out by taking them. */
static int free_seats(const char *source, int count)
{
    struct store *store = open_store(store_path);
    struct host_turn turn = { .taken = true };
    struct error err;
    int free = -1;
    while (turn.taken) {
        const struct host_slot slot = { .origin = TEXT("http://127.0.0.1:1"), /* where nobody asks */
                                        .seat = { text_of(source), arena_printf(&arena, "t%d", ++free), count, 1000 },
                                        .now_real_ms = clock_real_ms(),
                                        .max_ahead_ms = MINUTE_MS };
        if (!CHECK(store_host_take(store, &slot, &turn, &err) == OK))
            break;
    }
    for (int i = 0; i < free; i++)
        CHECK(store_seat_give_back(store, arena_printf(&arena, "t%d", i), &err) == OK);
    store_close(&store);
    return free;
}

/* Counted at the server, whose answers take 120 ms. */
static void so_many_at_once_and_no_more(void)
{
    struct errand errand = { seated("seats", 3), "seats", "/slow", 4, 0 };
    run_processes(&errand, 8);
    struct seen seen = look("seats", NULL);
    CHECK_INT(seen.count, 32);
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), 32);
    CHECK_INT(seen.most_at_once, 3);
    CHECK_INT(free_seats("seats", 3), 3);
}

/* What is held back is the source, not the host: another source on it has seats of its own. */
static void seats_are_a_sources_own(void)
{
    struct errand errand = { seated("crowd", 2), "twoA", "/slow", 3, 0 };
    run_processes(&errand, 2);
    errand.scenario = "twoB";
    run_processes(&errand, 4);
    CHECK_INT(look("twoA", NULL).count, 6);
    CHECK_INT(look("twoB", NULL).count, 12);
    CHECK(look("twoB", NULL).most_at_once <= 2);
}

/* With a flight under way, the seat is given back with it: in the transaction that keeps the answer. */
static void a_flight_gives_the_seat_back(void)
{
    static const struct {
        const char *path;
        bool read_only;
        int free; /* before gate_settle() */
    } rows[] = {
        { "/fast", false, 1 }, { "/fast2", true, 2 }, { "/503", false, 1 }, { "/429", false, 1 }, { "/fast3", false, 1 }
    }; /* the last one after a short pause */
    const struct gate_policy policy = seated("flight", 2);
    struct process process;
    start(&process, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cache_rules rules = { .floor_ms = CLOCK_DAY_MS,
                                           .ceiling_ms = CLOCK_DAY_MS,
                                           .read_only = rows[i].read_only };
        const struct cached_request request = {
            .source = "flight",
            .operation = "find",
            .policy = &policy,
            .rules = &rules,
            .request = { .url = arena_printf(&arena, "%.*s%s", TEXT_ARG(origin("flight")), rows[i].path),
                         .timeout_ms = 5000,
                         .wire_bytes_max = 1 << 16,
                         .body_bytes_max = 1 << 16 },
        };
        struct gate_result result;
        struct error err;
        CHECK_ROW(rows[i].path);
        CHECK(gate_fetch_cached(process.gate, process.store, &request, &arena, &result, &err) == OK);
        CHECK_INT(free_seats("flight", 2), rows[i].free);
        CHECK(gate_settle(process.gate, process.store, &request, &result,
                          result.answer.status == 200 ? CACHE_FOUND : CACHE_UNREAD, &err) == OK);
        CHECK_INT(free_seats("flight", 2), 2);
    }
    stop(&process);
}

/* A killed process leaves its seat behind, until its time is over. */
static void a_dead_ones_seat_comes_free(void)
{
    struct errand errand = { seated("dead", 2), "dead", "/hang", 1, 0 };
    pid_t child = start_process(&errand);
    while (look("dead", NULL).count == 0)
        clock_sleep_ms(5);
    CHECK(child > 0 && kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    errand.path = "/fast";
    errand.fetches = 3;
    run_processes(&errand, 1); /* one seat is left: nobody waits */
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), 3);
    struct store *store = open_store(store_path); /* no store is open across a fork */
    struct error err;
    struct host_slot slot = { .origin = TEXT("http://127.0.0.1:1"),
                              .seat = { TEXT("dead"), TEXT("one"), 2, 1000 },
                              .now_real_ms = clock_real_ms(),
                              .max_ahead_ms = MINUTE_MS };
    struct host_turn turn = { 0 };
    CHECK(store_host_take(store, &slot, &turn, &err) == OK && turn.taken);
    slot.seat.owner = TEXT("two");
    CHECK(store_host_take(store, &slot, &turn, &err) == OK && !turn.taken && turn.wait_ms > 0);
    slot.now_real_ms += 30 * CLOCK_SECOND_MS;
    CHECK(store_host_take(store, &slot, &turn, &err) == OK && turn.taken);
    store_close(&store);
}

/* ── breaker ── */

static void failures_open_it_for_the_next_process_too(void)
{
    struct errand errand = { policy_for("down"), "down", "/500", 7, 0 };
    run_processes(&errand, 1);
    CHECK_INT(look("down", NULL).count, 5);
    CHECK_INT(atomic_load(&outcomes[GATE_BREAKER]), 2);
    run_processes(&errand, 2);
    CHECK_INT(look("down", NULL).count, 5);
    struct process process;
    start(&process, 0);
    struct gate_result result = fetch(&process, &errand.policy, "down", "/fast");
    CHECK_INT(result.refusal, GATE_BREAKER);
    CHECK_INT(result.call_count, 0);
    CHECK(text_starts(result.reason, TEXT("down failed 5 times in a row, at last with HTTP 500; left alone until 2")));
    CHECK(result.until_wall_ms > clock_wall_ms(&process.clock));
    CHECK(result.until_wall_ms <= clock_wall_ms(&process.clock) + MINUTE_MS);
    /* the source is left alone wherever it is asked, another one is not */
    struct gate_policy other = policy_for("other");
    CHECK_INT(fetch(&process, &errand.policy, "mixed", "/fast").refusal, GATE_BREAKER);
    CHECK_INT(fetch(&process, &other, "mixed", "/fast").refusal, GATE_WENT);
    stop(&process);
    errand.ahead_ms = MINUTE_MS;
    errand.path = "/fast";
    errand.fetches = 1;
    run_processes(&errand, 1); /* the probe */
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), 1);
    CHECK_INT(breaker_named("down").state, BREAKER_CLOSED);
    errand.fetches = 3;
    run_processes(&errand, 2);
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), 6);
    int64_t changes = breaker_named("down").changes; /* clean since the second good answer: no more writes */
    run_processes(&errand, 2);
    CHECK_INT(breaker_named("down").changes, changes);
}

static void failures_of_all_processes_count_together(void)
{
    struct errand errand = { policy_for("together"), "together", "/slow500", 3, 0 };
    run_processes(&errand, 8);
    int count = look("together", NULL).count;
    CHECK(count >= 5 && count <= 5 + 7); /* the others may have one each under way when the fifth is noted */
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), count);
    CHECK_INT(atomic_load(&outcomes[GATE_BREAKER]), 24 - count);
    CHECK_INT(breaker_named("together").opens, 1);
}

static void one_probe_of_all_processes(void)
{
    struct errand errand = { policy_for("probed"), "probed", "/500", 5, 0 };
    run_processes(&errand, 1);
    CHECK_INT(look("probed", NULL).count, 5);
    errand.path = "/slow500";
    errand.fetches = 1;
    errand.ahead_ms = MINUTE_MS;
    run_processes(&errand, 8);
    CHECK_INT(look("probed", "/slow500").count, 1);
    CHECK_INT(atomic_load(&outcomes[GATE_BREAKER]), 7);
    errand.ahead_ms = 2 * MINUTE_MS; /* the pause has doubled */
    run_processes(&errand, 8);
    CHECK_INT(look("probed", "/slow500").count, 1);
    errand.ahead_ms = 3 * MINUTE_MS + 5000;
    run_processes(&errand, 8);
    CHECK_INT(look("probed", "/slow500").count, 2);
    CHECK_INT(breaker_named("probed").state, BREAKER_OPEN);
}

/* kill -9 of the process whose probe is under way. */
static void a_dead_prober_holds_nobody_for_ever(void)
{
    struct errand errand = { policy_for("kill"), "kill", "/500", 5, 0 };
    run_processes(&errand, 1);
    errand = (struct errand){ errand.policy, "kill", "/hang", 1, MINUTE_MS };
    pid_t child = start_process(&errand);
    for (int i = 0; i < 500 && look("kill", "/hang").count == 0; i++)
        clock_sleep_ms(10);
    CHECK_INT(look("kill", "/hang").count, 1);
    CHECK(child > 0 && kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    struct breaker breaker = breaker_named("kill");
    CHECK_INT(breaker.state, BREAKER_HALF_OPEN);
    int64_t left_ms = breaker.probe_until_real_ms - clock_real_ms();
    CHECK(left_ms > 5000 && left_ms <= 5000 + 30000);
    struct process process;
    start(&process, MINUTE_MS);
    struct gate_result result = fetch(&process, &errand.policy, "kill", "/fast");
    CHECK_INT(result.refusal, GATE_BREAKER);
    CHECK(text_contains(result.reason, TEXT("one request tries it")));
    struct error err;
    bool done = false;
    breaker.probe_until_real_ms = clock_real_ms(); /* as if that time had passed */
    CHECK(store_breaker_put(process.store, &breaker, &done, &err) == OK && done);
    CHECK_INT(fetch(&process, &errand.policy, "kill", "/fast").refusal, GATE_WENT);
    CHECK_INT(breaker_named("kill").state, BREAKER_CLOSED);
    stop(&process);
}

/* A probe that never left, or brought no verdict, is given back. */
static void a_probe_without_a_verdict_is_for_the_next(void)
{
    struct errand errand = { policy_for("closed"), "closed", "/500", 5, 0 };
    run_processes(&errand, 1);
    struct process process;
    start(&process, MINUTE_MS);
    struct gate_result result = fetch(&process, &errand.policy, "closed", "/403xml");
    CHECK_INT(result.answer.status, 403);
    CHECK_INT(breaker_named("closed").state, BREAKER_OPEN);
    errand.policy.daily_quota = 1;
    struct error err;
    CHECK(gate_exhausted(process.gate, process.store, TEXT("closed"), &err) == OK);
    CHECK_INT(fetch(&process, &errand.policy, "closed", "/fast").refusal, GATE_QUOTA);
    CHECK_INT(breaker_named("closed").state, BREAKER_OPEN);
    errand.policy.daily_quota = 0;
    CHECK_INT(fetch(&process, &errand.policy, "closed", "/fast").refusal, GATE_WENT);
    CHECK_INT(breaker_named("closed").state, BREAKER_CLOSED);
    stop(&process);
}

/* What a reader finds out counts against the source that was asked. */
static void a_readers_challenge_closes_the_source(void)
{
    struct process process;
    struct error err;
    struct gate_policy policy = policy_for("read");
    start(&process, 0);
    CHECK_INT(fetch(&process, &policy, "mixed", "/fast").refusal, GATE_WENT);
    CHECK(gate_challenged(process.gate, process.store, origin("mixed"), TEXT("a captcha"), &err) == OK);
    stop(&process);
    start(&process, 5 * CLOCK_HOUR_MS);
    struct gate_result result = fetch(&process, &policy, "mixed", "/fast");
    CHECK_INT(result.refusal, GATE_CHALLENGED);
    CHECK(text_starts(result.reason, TEXT("a captcha; left alone until 2")));
    CHECK(breaker_named("read").challenged);
    stop(&process);
    start(&process, 7 * CLOCK_HOUR_MS); /* robots.txt is open to all: it proves nothing, whoever asks for it */
    CHECK_INT(fetch(&process, &policy, "mixed", "/robots.txt").answer.status, 200);
    CHECK_INT(breaker_named("read").state, BREAKER_OPEN);
    CHECK_INT(fetch(&process, &policy, "mixed", "/fast").answer.status, 200);
    CHECK_INT(breaker_named("read").state, BREAKER_CLOSED);
    stop(&process);
}

/* ── pauses ── */

/* Full jitter: the pause lies between nothing and a bound that doubles with every refusal in a row. */
static void without_a_time_pauses_grow(void)
{
    static const struct {
        const char *path;
        bool is_api;
        int64_t first_ms, most_ms;
    } rows[] = { { "/429", true, 1000, 60000 },
                 { "/429zero", false, 60000, 3600000 },
                 { "/503zero", false, 60000, 3600000 },
                 { "/503", false, 1000, 60000 } }; /* out of service: a page may be asked for again soon */
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct process process;
        struct gate_policy policy = policy_for("backing");
        int64_t bound_ms = rows[i].first_ms, longest_ms = 0;
        policy.obey_robots = !rows[i].is_api;
        policy.breaker.failures = 100;
        policy.source = rows[i].path; /* a breaker of its own */
        CHECK_ROW(rows[i].path);
        start(&process, (int64_t)i * CLOCK_DAY_MS);
        CHECK_INT(fetch(&process, &policy, "backing", "/page").refusal, GATE_WENT); /* robots.txt, good answer */
        for (int refusals = 1; refusals <= 9; refusals++) {                         /* ten 503 open the breaker */
            int64_t now_ms = clock_wall_ms(&process.clock);
            CHECK_INT(fetch(&process, &policy, "backing", rows[i].path).refusal, GATE_WENT);
            struct host_state host = row(&process, "backing");
            int64_t pause_ms = host.held_until_ms - now_ms, took_ms = clock_wall_ms(&process.clock) - now_ms;
            CHECK_INT(host.pauses, refusals);
            CHECK(pause_ms > 0 && pause_ms <= bound_ms + took_ms);
            if (pause_ms > longest_ms)
                longest_ms = pause_ms;
            bound_ms = 2 * bound_ms < rows[i].most_ms ? 2 * bound_ms : rows[i].most_ms;
            process.clock.wall_start_ms += pause_ms;
        }
        CHECK(longest_ms > 2 * rows[i].first_ms); /* else eight draws were all in the lowest few hundredths */
        CHECK_INT(fetch(&process, &policy, "backing", "/page").refusal, GATE_WENT);
        CHECK_INT(row(&process, "backing").pauses, 0);
        stop(&process);
    }
    CHECK_ROW(NULL);
}

/* ── quota ── */

static void a_quota_is_exact(void)
{
    struct errand errand = { policy_for("quota"), "quota", "/fast", 3, 0 };
    errand.policy.daily_quota = 10;
    run_processes(&errand, 8);
    CHECK_INT(look("quota", NULL).count, 10);
    CHECK_INT(atomic_load(&outcomes[GATE_WENT]), 10);
    CHECK_INT(atomic_load(&outcomes[GATE_QUOTA]), 14);
    struct process process;
    start(&process, 0);
    struct gate_result result = fetch(&process, &errand.policy, "quota", "/fast");
    CHECK_INT(result.refusal, GATE_QUOTA);
    CHECK(text_starts(result.reason, TEXT("today's requests of quota are used up; asked again after 2")));
    CHECK(text_ends(result.reason, TEXT("T00:00:00Z")));
    CHECK(result.until_wall_ms > clock_wall_ms(&process.clock));
    CHECK_INT(result.until_wall_ms % CLOCK_DAY_MS, 0);
    process.clock.wall_start_ms += CLOCK_DAY_MS;
    CHECK_INT(fetch(&process, &errand.policy, "quota", "/fast").refusal, GATE_WENT);
    stop(&process);
}

int main(void)
{
    FILE *shared = tmpfile();
    size_t bytes = (GATE_QUOTA + 1) * sizeof *outcomes;
    outcomes = MAP_FAILED;
    if (shared != NULL && ftruncate(fileno(shared), (off_t)bytes) == 0)
        outcomes = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(shared), 0);
    pid_t server = outcomes != MAP_FAILED ? set_up() : -1;
    if (server < 0) {
        printf("Bail out! polite_server.py did not start\n");
        return 1;
    }
    RUN(the_rate_is_one_for_all_processes);
    RUN(a_flurry_of_commands_does_not_dodge_it);
    RUN(so_many_at_once_and_no_more);
    RUN(seats_are_a_sources_own);
    RUN(a_flight_gives_the_seat_back);
    RUN(a_dead_ones_seat_comes_free);
    RUN(failures_open_it_for_the_next_process_too);
    RUN(failures_of_all_processes_count_together);
    RUN(one_probe_of_all_processes);
    RUN(a_dead_prober_holds_nobody_for_ever);
    RUN(a_probe_without_a_verdict_is_for_the_next);
    RUN(a_readers_challenge_closes_the_source);
    RUN(without_a_time_pauses_grow);
    RUN(a_quota_is_exact);
    clean_up(server);
    (void)fclose(shared);
    return check_done();
}

/* Hosts: one holder at a time, spacing kept, another clock's times not believed. */
#include "store/http_cache.h"
#include "store_help.h"

#include <pthread.h>
#include <stdatomic.h>

static struct host_slot slot_at(int64_t now_ms, const char *owner)
{
    return (struct host_slot){ .origin = TEXT("https://pages.example"),
                               .owner = text_of(owner),
                               .now_real_ms = now_ms,
                               .spacing_ms = 2000,
                               .lease_ms = 30000,
                               .max_ahead_ms = 60000 };
}

static int64_t take(struct store *store, struct host_slot slot)
{
    struct host_turn turn = { .wait_ms = -1 };
    struct error err = { 0 };
    CHECK_OK(store_host_take(store, &slot, &turn, &err));
    CHECK(turn.taken == (turn.wait_ms == 0));
    return turn.wait_ms;
}

static struct host_state state_of(struct store *store, struct arena *arena)
{
    struct host_state host = { 0 };
    struct error err = { 0 };
    CHECK_OK(store_host_get(store, TEXT("https://pages.example"), arena, &host, &err));
    return host;
}

static void a_lease_has_one_holder(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct host_slot a = slot_at(1000000, "a");
    CHECK_INT(take(store, a), 0);
    CHECK_INT(take(store, slot_at(1000000, "b")), 2000); /* spacing is the longer wait */
    CHECK_INT(take(store, slot_at(1001950, "b")), 100);  /* then the lease, asked for often */
    CHECK_INT(take(store, slot_at(1005000, "a")), 100);  /* also for its holder */
    CHECK_INT(take(store, slot_at(1029950, "b")), 50);
    struct host_state host = state_of(store, &arena);
    CHECK_INT(host.next_request_real_ms, 1002000);
    CHECK_INT(host.lease_until_real_ms, 1030000);
    CHECK_TEXT_Z(host.lease_owner, "a");
    /* its time is over: a crashed holder does not hold for ever */
    CHECK_INT(take(store, slot_at(1030000, "b")), 0);
    /* the old holder wakes up and gives back what is no longer his */
    a.now_real_ms = 1031000;
    CHECK_OK(store_host_release(store, &a, &err));
    CHECK_TEXT_Z(state_of(store, &arena).lease_owner, "b");
    struct host_slot b = slot_at(1040000, "b");
    CHECK_OK(store_host_release(store, &b, &err));
    host = state_of(store, &arena);
    CHECK(!text_known(host.lease_owner));
    CHECK_INT(host.lease_until_real_ms, 0);
    CHECK_INT(host.next_request_real_ms, 1042000); /* spaced from the end as well */
    CHECK_INT(take(store, slot_at(1041999, "c")), 1);
    CHECK_INT(take(store, slot_at(1042000, "c")), 0);
    /* releasing never brings the next request nearer */
    struct host_slot c = slot_at(1000, "c");
    CHECK_OK(store_host_release(store, &c, &err));
    CHECK_INT(state_of(store, &arena).next_request_real_ms, 1044000);
    store_close(&store);
    arena_finish(&arena);
}

/* Who is at it says so again and again; who is not heard of any more loses it. */
static void a_lease_is_kept_while_it_is_needed(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct host_slot a = slot_at(1000000, "a");
    CHECK_INT(take(store, a), 0);
    a.now_real_ms = 1020000;
    CHECK_OK(store_host_keep(store, &a, &err));
    CHECK_INT(state_of(store, &arena).lease_until_real_ms, 1050000);
    CHECK_INT(take(store, slot_at(1049950, "b")), 50);
    CHECK_INT(take(store, slot_at(1050000, "b")), 0);
    a.now_real_ms = 1051000;
    CHECK_OK(store_host_keep(store, &a, &err));
    CHECK_TEXT_Z(state_of(store, &arena).lease_owner, "b");
    CHECK_INT(state_of(store, &arena).lease_until_real_ms, 1080000);
    struct host_slot seated = slot_at(1100000, "a"), other = slot_at(1100000, "b");
    seated.origin = other.origin = TEXT("https://seats.example");
    seated.lease_ms = other.lease_ms = seated.spacing_ms = other.spacing_ms = 0;
    seated.seat = (struct seat){ TEXT("tmdb"), TEXT("a"), 1, 10000 };
    other.seat = (struct seat){ TEXT("tmdb"), TEXT("b"), 1, 10000 };
    CHECK_INT(take(store, seated), 0);
    seated.now_real_ms = 1108000;
    CHECK_OK(store_host_keep(store, &seated, &err));
    other.now_real_ms = 1117999;
    CHECK(take(store, other) > 0);
    other.now_real_ms = 1118000;
    CHECK_INT(take(store, other), 0);
    store_close(&store);
    arena_finish(&arena);
}

static void a_slot_without_a_lease(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct host_slot slot = slot_at(5000, "a");
    slot.lease_ms = 0;
    slot.spacing_ms = 50;
    CHECK_INT(take(store, slot), 0);
    CHECK(!text_known(state_of(store, &arena).lease_owner));
    CHECK_INT(take(store, slot), 50);
    slot.now_real_ms = 5050;
    CHECK_INT(take(store, slot), 0);
    /* hosts do not wait for each other */
    slot.origin = TEXT("https://api.example");
    CHECK_INT(take(store, slot), 0);
    /* one who needs the host alone keeps out those who do not */
    CHECK_INT(take(store, slot_at(5100, "b")), 0);
    slot = slot_at(9000, "a");
    slot.lease_ms = 0;
    CHECK_INT(take(store, slot), 100);
    store_close(&store);
    arena_finish(&arena);
}

/* GCRA: a burst after a rest, then one a spacing; what was not used is not saved up beyond the burst. */
static void a_burst_then_the_rate(void)
{
    struct store *store = help_open_memory();
    struct host_slot slot = slot_at(1000000, "a");
    slot.lease_ms = 0;
    slot.spacing_ms = 50;
    slot.burst = 20;
    for (int i = 0; i < 20; i++)
        CHECK_INT(take(store, slot), 0);
    CHECK_INT(take(store, slot), 50);
    slot.now_real_ms += 49;
    CHECK_INT(take(store, slot), 1);
    slot.now_real_ms += 1;
    CHECK_INT(take(store, slot), 0);
    CHECK_INT(take(store, slot), 50);
    slot.now_real_ms += 500; /* ten more */
    for (int i = 0; i < 10; i++)
        CHECK_INT(take(store, slot), 0);
    CHECK_INT(take(store, slot), 50);
    slot.now_real_ms += 3600000;
    for (int i = 0; i < 20; i++)
        CHECK_INT(take(store, slot), 0);
    CHECK_INT(take(store, slot), 50);
    /* a process of another burst has the same arrival time before it */
    slot.burst = 1;
    CHECK_INT(take(store, slot), 20 * 50);
    store_close(&store);
}

/* Places are handed out in order, each asked for once. */
static void places_are_reserved(void)
{
    struct store *store = help_open_memory();
    struct host_slot slot = slot_at(1000000, "a");
    slot.lease_ms = 0;
    slot.spacing_ms = 50;
    slot.burst = 2;
    slot.reserve_ms = 100;
    struct host_turn turn;
    struct error err = { 0 };
    static const int64_t waits[] = { 0, 0, 50, 100 };
    for (size_t i = 0; i < COUNT_OF(waits); i++) {
        CHECK_OK(store_host_take(store, &slot, &turn, &err));
        CHECK(turn.taken);
        CHECK_INT(turn.wait_ms, waits[i]);
    }
    CHECK_OK(store_host_take(store, &slot, &turn, &err));
    CHECK(!turn.taken);
    CHECK_INT(turn.wait_ms, 50); /* until a place can be had */
    store_close(&store);
}

static struct host_turn depart(struct store *store, const char *url, const char *owner, int64_t now_ms,
                               int64_t kept_at_ms)
{
    const struct flight flight = { .url = text_of(url),
                                   .owner = text_of(owner),
                                   .now_real_ms = now_ms,
                                   .until_real_ms = now_ms + 30000,
                                   .seated = true };
    struct host_slot slot = slot_at(now_ms, owner);
    struct host_turn turn = { 0 };
    struct error err = { 0 };
    slot.lease_ms = 0;
    slot.spacing_ms = 50;
    slot.seat = (struct seat){ TEXT("tmdb"), text_of(owner), 2, 30000 };
    slot.flight = &flight;
    slot.kept_at_ms = kept_at_ms;
    CHECK_OK(store_host_take(store, &slot, &turn, &err));
    return turn;
}

static void land(struct store *store, const char *url, const char *owner)
{
    const struct flight flight = { .url = text_of(url), .owner = text_of(owner), .now_real_ms = 1000, .seated = true };
    struct error err = { 0 };
    CHECK_OK(store_flight_end(store, &flight, &err));
}

/* Flight, seat and place are had together or not at all. */
static void a_flight_departs_with_its_place(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct host_turn turn = depart(store, "https://pages.example/1", "a", 1000000, 0);
    CHECK(turn.taken && !turn.missed && turn.wait_ms == 0);
    turn = depart(store, "https://pages.example/1", "b", 1000100, 0); /* somebody else's */
    CHECK(!turn.taken && turn.missed);
    turn = depart(store, "https://pages.example/2", "b", 1000100, 7); /* other than it was seen: somebody brought it */
    CHECK(!turn.taken && turn.missed);
    CHECK_INT(state_of(store, &arena).next_request_real_ms, 1000050); /* no place was taken for those */
    turn = depart(store, "https://pages.example/2", "b", 1000020, 0); /* the rate */
    CHECK(!turn.taken && !turn.missed && turn.wait_ms == 30);
    bool taken = false;
    const struct flight left = { .url = TEXT("https://pages.example/2"), .owner = TEXT("c"), .until_real_ms = 1030000 };
    CHECK_OK(store_flight_is_on(store, &left, &taken, &err));
    CHECK(!taken); /* and no flight stays */
    turn = depart(store, "https://pages.example/2", "b", 1000100, 0);
    CHECK(turn.taken && !turn.missed);
    turn = depart(store, "https://pages.example/3", "c", 1000200, 0); /* two seats */
    CHECK(!turn.taken && !turn.missed && turn.wait_ms > 0);
    land(store, "https://pages.example/1", "a");
    CHECK(depart(store, "https://pages.example/3", "c", 1000300, 0).taken);
    arena_finish(&arena);
    store_close(&store);
}

/* Who has not given his seat back yet sits there again, whatever seat is free before it. */
static void an_owner_has_one_seat(void)
{
    struct store *store = help_open_memory();
    struct error err = { 0 };
    const struct flight flight = { .url = TEXT("https://pages.example/2"), .owner = TEXT("b"), .seated = true };
    const struct cache_entry entry = { .url = flight.url, .source = "tmdb", .http_status = 404, .stored_at_ms = 1 };
    CHECK(depart(store, "https://pages.example/1", "a", 1000000, 0).taken);
    CHECK(depart(store, "https://pages.example/2", "b", 1000100, 0).taken);
    land(store, "https://pages.example/1", "a"); /* the first seat is free */
    store_gather(store, true);
    CHECK_OK(store_cache_put(store, &entry, 1, &flight, &err)); /* over, but its seat is given back later */
    CHECK(depart(store, "https://pages.example/3", "b", 1000200, 0).taken);
    CHECK(depart(store, "https://pages.example/4", "a", 1000300, 0).taken);
    store_close(&store);
}

static void another_clocks_times_are_not_believed(void)
{
    struct store *store = help_open_memory();
    int64_t far_ms = INT64_C(4102444800000); /* 2100 */
    CHECK_INT(take(store, slot_at(far_ms, "future")), 0);
    CHECK_INT(take(store, slot_at(1000000, "a")), 0);
    /* exactly as far ahead as is believed */
    struct host_slot slot = slot_at(2000000, "b");
    slot.lease_ms = slot.spacing_ms = slot.max_ahead_ms;
    CHECK_INT(take(store, slot), 0);
    CHECK_INT(take(store, slot_at(2000000, "c")), 60000);
    CHECK_INT(take(store, slot_at(1999999, "c")), 0);
    /* a pause that would end in 2100 does not outlast a real one */
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct host_pause pause = { .now_ms = far_ms, .until_ms = far_ms, .max_ahead_ms = 60000, .reason = TEXT("far") };
    CHECK_OK(store_host_hold(store, slot.origin, &pause, &err));
    pause = (struct host_pause){ .now_ms = 1000, .until_ms = 2000, .max_ahead_ms = 60000, .reason = TEXT("near") };
    CHECK_OK(store_host_hold(store, slot.origin, &pause, &err));
    CHECK_INT(state_of(store, &arena).held_until_ms, 2000);
    arena_finish(&arena);
    store_close(&store);
}

enum { TAKERS = 6, ROUNDS = 25, SPACING_MS = 3 };
static atomic_int holders, most_holders, taken, failures;
static _Atomic int64_t last_start_ms;
static atomic_int too_early;

static void *taker(void *argument)
{
    char owner[16];
    struct store_options options = { .url = text_of(help_path) };
    struct store *store = NULL;
    struct error err = { 0 };
    (void)snprintf(owner, sizeof owner, "taker %d", *(int *)argument);
    if (store_open(&options, &store, &err) != OK)
        atomic_fetch_add(&failures, 1);
    while (store != NULL && atomic_load(&taken) < ROUNDS * TAKERS) {
        struct host_turn turn;
        struct host_slot slot = slot_at(clock_real_ms(), owner);
        slot.spacing_ms = SPACING_MS;
        if (store_host_take(store, &slot, &turn, &err) != OK) {
            fprintf(stderr, "%s\n", err.text);
            atomic_fetch_add(&failures, 1);
            break;
        }
        if (!turn.taken) {
            clock_sleep_ms(turn.wait_ms < 4 ? turn.wait_ms : 4);
            continue;
        }
        int now_holding = atomic_fetch_add(&holders, 1) + 1;
        if (now_holding > atomic_load(&most_holders))
            atomic_store(&most_holders, now_holding);
        /* spaced from the holder before, who wrote when he gave it back */
        if (slot.now_real_ms < atomic_load(&last_start_ms) + SPACING_MS)
            atomic_fetch_add(&too_early, 1);
        atomic_store(&last_start_ms, slot.now_real_ms);
        atomic_fetch_add(&taken, 1);
        clock_sleep_ms(1);
        atomic_fetch_sub(&holders, 1);
        slot.now_real_ms = clock_real_ms();
        if (store_host_release(store, &slot, &err) != OK)
            atomic_fetch_add(&failures, 1);
    }
    store_close(&store);
    return NULL;
}

static void threads_never_hold_together(void)
{
    help_start();
    help_prepare();
    pthread_t threads[TAKERS];
    int names[TAKERS];
    for (int i = 0; i < TAKERS; i++) {
        names[i] = i;
        CHECK(pthread_create(&threads[i], NULL, taker, &names[i]) == 0);
    }
    for (int i = 0; i < TAKERS; i++)
        (void)pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&failures), 0);
    CHECK_INT(atomic_load(&most_holders), 1);
    CHECK_INT(atomic_load(&too_early), 0);
    CHECK(atomic_load(&taken) >= ROUNDS * TAKERS);
    help_stop();
}

static void hold(struct store *store, struct text origin, int64_t now_ms, int64_t until_ms, const char *reason)
{
    struct error err = { 0 };
    const struct host_pause pause = { now_ms, until_ms, 100000, text_of(reason) };
    CHECK_OK(store_host_hold(store, origin, &pause, &err));
}

static void pauses_are_counted(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct text origin = TEXT("https://pages.example");
    struct host_state host;
    CHECK_INT(store_host_get(store, origin, &arena, &host, &err), NOT_FOUND);
    CHECK_OK(store_host_clear(store, origin, &err)); /* never met: nothing to forget */
    CHECK_INT(store_host_get(store, origin, &arena, &host, &err), NOT_FOUND);

    hold(store, origin, 1000, 5000, "Retry-After: 5");
    hold(store, origin, 1001, 4000, "shorter");
    host = state_of(store, &arena);
    CHECK_INT(host.held_until_ms, 5000);
    CHECK_INT(host.pauses, 1);
    CHECK_TEXT_Z(host.reason, "Retry-After: 5");
    hold(store, origin, 1002, 6000, "longer"); /* was under way together */
    CHECK_INT(state_of(store, &arena).pauses, 1);
    hold(store, origin, 6000, 8000, "again");
    host = state_of(store, &arena);
    CHECK_INT(host.pauses, 2);
    CHECK_INT(host.held_until_ms, 8000);
    CHECK_OK(store_host_clear(store, origin, &err));
    host = state_of(store, &arena); /* a pause outlives a good answer that was already under way */
    CHECK_INT(host.held_until_ms, 8000);
    CHECK_INT(host.pauses, 0);
    CHECK_TEXT_Z(host.reason, "again");
    store_close(&store);
    arena_finish(&arena);
}

static void robots_and_lists(void)
{
    struct store *store = help_open_memory();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct host_state *hosts = NULL;
    size_t count = 7;
    CHECK_OK(store_hosts(store, &arena, &hosts, &count, &err));
    CHECK_INT(count, 0);
    struct text origin = TEXT("https://pages.example");
    CHECK_OK(store_host_set_robots(store, origin, 200, TEXT("User-agent: *\nDisallow: /search\n"), NOW_MS + 7, &err));
    struct host_state host = state_of(store, &arena);
    CHECK_INT(host.robots_status, 200);
    CHECK_INT(host.robots_fetched_at_ms, NOW_MS + 7);
    CHECK_TEXT_Z(host.robots_body, "User-agent: *\nDisallow: /search\n");
    CHECK_OK(store_host_set_robots(store, origin, 200, TEXT(""), NOW_MS, &err));
    CHECK_TEXT(state_of(store, &arena).robots_body, TEXT("")); /* empty allows everything; unknown does not */
    CHECK_OK(store_host_set_robots(store, origin, 0, (struct text){ 0 }, NOW_MS + 9, &err));
    host = state_of(store, &arena);
    CHECK_INT(host.robots_status, 0);
    CHECK(!text_known(host.robots_body));
    for (int i = 0; i < 30; i++)
        hold(store, arena_printf(&arena, "https://host%02d.example", i), 0, i + 1, "x");
    CHECK_OK(store_hosts(store, &arena, &hosts, &count, &err));
    CHECK_INT(count, 31);
    for (size_t i = 0; i < 30 && i < count; i++)
        CHECK_INT(hosts[i].held_until_ms, i + 1);
    store_close(&store);
    arena_finish(&arena);
}

int main(void)
{
    RUN(a_lease_has_one_holder);
    RUN(a_lease_is_kept_while_it_is_needed);
    RUN(a_slot_without_a_lease);
    RUN(a_burst_then_the_rate);
    RUN(places_are_reserved);
    RUN(a_flight_departs_with_its_place);
    RUN(an_owner_has_one_seat);
    RUN(another_clocks_times_are_not_believed);
    RUN(threads_never_hold_together);
    RUN(pauses_are_counted);
    RUN(robots_and_lists);
    return check_done();
}

/* Breakers by compare and set; quotas exact under many takers; what version 1 knew of challenges. */
#include "store/breakers.h"
#include "store_help.h"

#include <pthread.h>
#include <stdatomic.h>

static struct breaker get(struct store *store, const char *source, struct arena *arena)
{
    struct breaker breaker = { 0 };
    struct error err = { 0 };
    CHECK_OK(store_breaker_get(store, text_of(source), arena, &breaker, &err));
    return breaker;
}

static bool put(struct store *store, const struct breaker *breaker)
{
    bool done = false;
    struct error err = { 0 };
    CHECK_OK(store_breaker_put(store, breaker, &done, &err));
    return done;
}

static void a_breaker_comes_back_as_it_was(void)
{
    help_start();
    struct store *store = help_open();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct breaker *all = NULL;
    size_t count = 7;
    CHECK_OK(store_breakers(store, &arena, &all, &count, &err));
    CHECK_INT(count, 0);
    struct breaker breaker = get(store, "tmdb", &arena);
    CHECK_TEXT_Z(breaker.source, "tmdb");
    CHECK_INT(breaker.state + breaker.changes, BREAKER_CLOSED);
    for (enum breaker_state state = BREAKER_CLOSED; state <= BREAKER_HALF_OPEN; state++) {
        const struct breaker wanted = { .source = TEXT("tmdb"),
                                        .state = state,
                                        .failures = 3,
                                        .recent = 0xFFFFF,
                                        .opens = 4,
                                        .challenges = 5,
                                        .challenged = state == BREAKER_OPEN,
                                        .open_until_ms = NOW_MS,
                                        .probe_owner = TEXT("somebody"),
                                        .probe_until_real_ms = NOW_MS + 1,
                                        .reason = TEXT("ünreached"),
                                        .changes = state };
        CHECK(put(store, &wanted));
        store_close(&store); /* and the next process */
        store = help_open();
        breaker = get(store, "tmdb", &arena);
        CHECK_INT(breaker.state, state);
        CHECK_INT(breaker.failures + breaker.opens * 10 + breaker.challenges * 100, 543);
        CHECK_INT(breaker.recent, 0xFFFFF);
        CHECK_INT(breaker.challenged, state == BREAKER_OPEN);
        CHECK_INT(breaker.open_until_ms, NOW_MS);
        CHECK_TEXT_Z(breaker.probe_owner, "somebody");
        CHECK_INT(breaker.probe_until_real_ms, NOW_MS + 1);
        CHECK_TEXT_Z(breaker.reason, "ünreached");
        CHECK_INT(breaker.changes, state + 1);
    }
    CHECK(!put(store, &(struct breaker){ .source = TEXT("tmdb"), .changes = 2 })); /* read before the last change */
    CHECK(!put(store, &(struct breaker){ .source = TEXT("tmdb") }));
    CHECK_INT(get(store, "tmdb", &arena).state, BREAKER_HALF_OPEN);
    for (int i = 0; i < 20; i++)
        CHECK(put(store, &(struct breaker){ .source = arena_printf(&arena, "source%02d", i) }));
    CHECK_OK(store_breakers(store, &arena, &all, &count, &err));
    CHECK_INT(count, 21);
    CHECK(count == 21 && text_is(all[20].source, "tmdb") && !text_known(all[0].reason));
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

enum { TAKERS = 6, ROUNDS = 40, QUOTA = 100 };
static atomic_int granted, refused, failures;

static void *add_and_take(void *argument)
{
    struct store *store = help_open();
    struct arena arena = { 0 };
    struct error err = { 0 };
    (void)argument;
    for (int i = 0; store != NULL && i < ROUNDS; i++) {
        struct number used = { 0 };
        if (store_quota_take(store, TEXT("omdb"), NOW_MS, QUOTA, &used, &err) != OK)
            atomic_fetch_add(&failures, 1);
        atomic_fetch_add(used.known ? &granted : &refused, 1);
        for (bool done = false; !done;) {
            struct breaker breaker;
            if (store_breaker_get(store, TEXT("omdb"), &arena, &breaker, &err) != OK)
                break;
            breaker.failures++;
            if (store_breaker_put(store, &breaker, &done, &err) != OK)
                break;
        }
    }
    store_close(&store);
    arena_finish(&arena);
    return NULL;
}

static void many_at_once_lose_nothing(void)
{
    help_start();
    struct store *store = help_open();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct quota quota = { 0 };
    pthread_t threads[TAKERS];
    for (int i = 0; i < TAKERS; i++)
        CHECK(pthread_create(&threads[i], NULL, add_and_take, NULL) == 0);
    for (int i = 0; i < TAKERS; i++)
        (void)pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&failures), 0);
    CHECK_INT(atomic_load(&granted), QUOTA);
    CHECK_INT(atomic_load(&refused), TAKERS * ROUNDS - QUOTA);
    CHECK_OK(store_quota_get(store, TEXT("omdb"), NOW_MS, &quota, &err));
    CHECK_INT(quota.used, QUOTA);
    CHECK_INT(get(store, "omdb", &arena).failures, TAKERS * ROUNDS);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void a_day_is_a_utc_day(void)
{
    help_start();
    struct store *store = help_open();
    struct error err = { 0 };
    struct number used = { 0 };
    struct quota quota = { 7, true };
    CHECK_OK(store_quota_get(store, TEXT("omdb"), NOW_MS, &quota, &err));
    CHECK(quota.used == 0 && !quota.exhausted);
    CHECK_OK(store_quota_take(store, TEXT("omdb"), NOW_MS - 1, 1, &used, &err));
    CHECK_INT(used.value, 1);
    CHECK_OK(store_quota_take(store, TEXT("omdb"), NOW_MS - 1, 1, &used, &err));
    CHECK(!used.known);
    CHECK_OK(store_quota_take(store, TEXT("omdb"), NOW_MS, 5, &used, &err)); /* midnight */
    CHECK(used.known && used.value == 1);
    CHECK_OK(store_quota_take(store, TEXT("other"), NOW_MS, 5, &used, &err));
    CHECK(used.known && used.value == 1);
    CHECK_TEXT_Z(text_of(help_text("SELECT group_concat(source || day) FROM quotas")),
                 "omdb2026-12-23,omdb2026-12-24,other2026-12-24");
    /* the source says so, whatever we counted; also on a day without a request of ours */
    CHECK_OK(store_quota_exhaust(store, TEXT("omdb"), NOW_MS, &err));
    CHECK_OK(store_quota_exhaust(store, TEXT("fresh"), NOW_MS, &err));
    CHECK_OK(store_quota_take(store, TEXT("omdb"), NOW_MS, 5, &used, &err));
    CHECK(!used.known);
    CHECK_OK(store_quota_take(store, TEXT("fresh"), NOW_MS, 5, &used, &err));
    CHECK(!used.known);
    CHECK_OK(store_quota_get(store, TEXT("omdb"), NOW_MS, &quota, &err));
    CHECK(quota.used == 1 && quota.exhausted);
    store_close(&store);
    help_stop();
}

/* A store of version 1, whose hosts hold the challenges. */
static void challenges_of_version_1_are_kept(void)
{
    help_start();
    struct arena arena = { 0 };
    struct store *store = help_open();
    store_close(&store);
    struct text plan = store_migration_plan(help_dialect(), 0, &arena);
    size_t end = 0;
    CHECK(text_find(plan, TEXT("-- schema version 2"), &end));
    help_stop();
    help_start();
    const char *old = arena_printf(&arena,
                                   "%.*s COMMIT;"
                                   "INSERT INTO hosts (origin, challenged_until_ms, challenge_count, reason) VALUES "
                                   "('https://www.imdb.com', 5000, 2, 'a challenge'), ('https://x.example', 6000, 1, "
                                   "'another'), ('https://api.themoviedb.org', 0, 0, NULL)",
                                   (int)end, plan.at)
                          .at;
    CHECK(help_exec(old));
    store = help_open();
    struct breaker breaker = get(store, "imdb_page", &arena);
    CHECK_INT(breaker.state, BREAKER_OPEN);
    CHECK(breaker.challenged);
    CHECK_INT(breaker.challenges, 2);
    CHECK_INT(breaker.open_until_ms, 5000);
    CHECK_TEXT_Z(breaker.reason, "a challenge");
    CHECK_INT(get(store, "https://x.example", &arena).challenges, 1);
    CHECK_INT(get(store, "tmdb", &arena).changes, 0);
    CHECK_INT(help_int("SELECT count(*) FROM hosts"), 3);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

int main(void)
{
    RUN(a_breaker_comes_back_as_it_was);
    RUN(many_at_once_lose_nothing);
    RUN(a_day_is_a_utc_day);
    RUN(challenges_of_version_1_are_kept);
    return check_done();
}

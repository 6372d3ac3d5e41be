/* Kept answers and single flight: found as they were put, damaged ones not at all. */
#include "base/digest.h"
#include "base/log.h"
#include "store/http_cache.h"
#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

static struct arena arena;
static struct error err;

static struct cache_entry entry(const char *url, const char *body)
{
    return (struct cache_entry){ .url = text_of(url),
                                 .source = "tmdb",
                                 .http_status = 200,
                                 .content_type = TEXT("application/json"),
                                 .etag = TEXT("W/\"1\""),
                                 .body = text_of(body),
                                 .stored_at_ms = NOW_MS + 1,
                                 .fresh_until_ms = NOW_MS + 2,
                                 .stale_until_ms = NOW_MS + 3 };
}

static enum status get(struct store *store, const char *url, struct cache_entry *out)
{
    return store_cache_get(store, text_of(url), &arena, out, &err);
}

static void what_was_put_is_found(void)
{
    help_start();
    struct store *store = help_open();
    struct cache_entry got, put[] = { entry("https://a.example/1", "{}"), entry("https://a.example/2", NULL) };
    put[1].http_status = 301;
    put[1].location = TEXT("/1");
    CHECK_INT(get(store, "https://a.example/1", &got), NOT_FOUND);
    CHECK_OK(store_cache_put(store, put, 2, NULL, &err));
    CHECK_OK(get(store, "https://a.example/1", &got));
    CHECK_INT(got.http_status, 200);
    CHECK_TEXT_Z(got.body, "{}");
    CHECK_TEXT_Z(got.etag, "W/\"1\"");
    CHECK(!text_known(got.last_modified) && !text_known(got.location));
    CHECK_INT(got.stored_at_ms, NOW_MS + 1); /* to the millisecond */
    CHECK_INT(got.fresh_until_ms, NOW_MS + 2);
    CHECK_INT(got.stale_until_ms, NOW_MS + 3);
    struct text name = got.answer_sha256;
    CHECK_OK(get(store, "https://a.example/2", &got));
    CHECK(!text_known(got.body) && !text_known(got.answer_sha256));
    CHECK_TEXT_Z(got.location, "/1");
    struct cache_entry confirmed = { .url = TEXT("https://a.example/1"),
                                     .answer_sha256 = name,
                                     .last_modified = TEXT("today"),
                                     .stored_at_ms = NOW_MS + 11,
                                     .fresh_until_ms = NOW_MS + 12 };
    CHECK_OK(store_cache_refresh(store, &confirmed, &err));
    CHECK_OK(get(store, "https://a.example/1", &got));
    CHECK_TEXT_Z(got.etag, "W/\"1\""); /* the 304 named none */
    CHECK_TEXT_Z(got.last_modified, "today");
    CHECK_INT(got.stored_at_ms, NOW_MS + 11);
    CHECK_INT(got.stale_until_ms, 0);
    confirmed.answer_sha256 = TEXT("another");
    confirmed.stored_at_ms = NOW_MS + 21;
    CHECK_OK(store_cache_refresh(store, &confirmed, &err));
    CHECK_OK(get(store, "https://a.example/1", &got));
    CHECK_INT(got.stored_at_ms, NOW_MS + 11); /* confirmed was not this one */
    store_close(&store);
    help_stop();
}

static void the_same_answer_again_is_as_new(void)
{
    help_start();
    struct store *store = help_open();
    struct cache_entry got, one = entry("https://a.example/1", "same");
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    one.etag = (struct text){ 0 };
    one.last_modified = TEXT("today");
    one.stored_at_ms = NOW_MS + 11;
    one.fresh_until_ms = NOW_MS + 12;
    one.stale_until_ms = NOW_MS + 13;
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    CHECK_OK(get(store, "https://a.example/1", &got));
    CHECK_TEXT_Z(got.body, "same");
    CHECK_TEXT_Z(got.last_modified, "today");
    CHECK(!text_known(got.etag));
    CHECK_INT(got.stored_at_ms, NOW_MS + 11);
    CHECK_INT(got.fresh_until_ms, NOW_MS + 12);
    CHECK_INT(got.stale_until_ms, NOW_MS + 13);
    one.source = "imdb_page"; /* what expires it */
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT source FROM http_cache")), "imdb_page");
    store_close(&store);
    help_stop();
}

static void a_body_goes_with_its_last_holder(void)
{
    help_start();
    struct store *store = help_open();
    struct cache_entry one = entry("https://a.example/1", "same"), two = entry("https://a.example/2", "same");
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    CHECK_OK(store_cache_put(store, &two, 1, NULL, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM raw_answers")), "1");
    one.body = TEXT("other");
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM raw_answers")), "2");
    CHECK_OK(store_cache_drop(store, TEXT("https://a.example/2"), &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM raw_answers")), "1");
    CHECK_OK(store_cache_drop(store, TEXT("https://a.example/2"), &err)); /* twice */
    CHECK_OK(store_cache_put(store, &one, 1, NULL, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM raw_answers")), "1");
    store_close(&store);
    help_stop();
}

static const struct {
    const char *why, *sql;
    enum status status;
} damages[] = {
    { "the body is gone", "DELETE FROM raw_answers", NOT_FOUND },
    { "the body is no zstd", "UPDATE raw_answers SET body = 'x'", NOT_FOUND },
    { "the body is cut off", "UPDATE raw_answers SET body = substr(body, 1, length(body) - 2)", NOT_FOUND },
    { "the body is empty", "UPDATE raw_answers SET body = x''", NOT_FOUND },
    { "the size is too small", "UPDATE raw_answers SET body_bytes = 1", NOT_FOUND },
    { "the size is negative", "UPDATE raw_answers SET body_bytes = -1", NOT_FOUND },
    { "the size is no number", "UPDATE raw_answers SET body_bytes = 'x'", NOT_FOUND },
    { "the name is another's",
      "UPDATE raw_answers SET sha256 = 'x' WHERE body_bytes > 5; UPDATE http_cache SET answer_sha256 = 'x'",
      NOT_FOUND },
    { "another body under the name",
      "UPDATE raw_answers SET body = (SELECT body FROM raw_answers WHERE body_bytes = 5)", NOT_FOUND },
    { "times that are no numbers", "UPDATE http_cache SET stored_at_ms = 'x', fresh_until_ms = x'00'", OK },
    { "a status that is none", "UPDATE http_cache SET http_status = -9223372036854775808", OK },
    { "texts that are bytes", "UPDATE http_cache SET etag = x'ff00', content_type = x'ff'", OK },
};

static void damage_is_no_answer(void)
{
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        CHECK_ROW(damages[i].why);
        help_start();
        struct store *store = help_open();
        struct cache_entry got, put[] = { entry("https://a.example/1", "a body that is long enough"),
                                          entry("https://a.example/2", "other") };
        CHECK_OK(store_cache_put(store, put, 2, NULL, &err));
        CHECK(help_exec(damages[i].sql));
        CHECK_INT(get(store, "https://a.example/1", &got), damages[i].status);
        CHECK_OK(store_cache_put(store, put, 1, NULL, &err)); /* and can be had anew */
        CHECK_OK(get(store, "https://a.example/1", &got));
        store_close(&store);
        help_stop();
    }
    CHECK_ROW(NULL);
}

static void no_secret_is_written(void)
{
    help_start();
    struct store *store = help_open();
    log_hide(TEXT("sesame-1234"));
    struct cache_entry got, put = entry("https://a.example/sesame-1234", "{}");
    put.etag = TEXT("\"sesame-1234\"");
    put.location = TEXT("/?api_key=sesame-1234");
    CHECK_OK(store_cache_put(store, &put, 1, NULL, &err));
    CHECK_OK(get(store, "https://a.example/sesame-1234", &got));
    CHECK(!text_contains(got.etag, TEXT("sesame")));
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM http_cache WHERE url || etag || location LIKE '%sesame%'")),
                 "0");
    store_close(&store);
    help_stop();
}

static bool take(struct store *store, const char *owner, int64_t now_ms, bool by_force)
{
    bool taken = false;
    const struct flight flight = { TEXT("u"), text_of(owner), now_ms, now_ms + 1000, by_force, false };
    CHECK_OK(store_flight_take(store, &flight, &taken, &err));
    return taken;
}

static bool is_on(struct store *store, const char *owner, int64_t now_ms)
{
    bool on = false;
    const struct flight flight = { TEXT("u"), text_of(owner), now_ms, 0, false, false };
    CHECK_OK(store_flight_is_on(store, &flight, &on, &err));
    return on;
}

static void end(struct store *store, const char *owner, int64_t now_ms)
{
    const struct flight flight = { TEXT("u"), text_of(owner), now_ms, 0, false, false };
    CHECK_OK(store_flight_end(store, &flight, &err));
}

static void one_flight_at_a_time(void)
{
    help_start();
    struct store *store = help_open();
    CHECK(!is_on(store, "a", 1000));
    CHECK(take(store, "a", 1000, false));
    CHECK(take(store, "a", 1000, false)); /* its own */
    CHECK(!is_on(store, "a", 1000));
    CHECK(is_on(store, "b", 1000));
    CHECK(!take(store, "b", 1999, false));
    CHECK(take(store, "b", 2000, false)); /* its time is over */
    end(store, "a", 2000);
    CHECK(is_on(store, "a", 2000)); /* is b's now */
    CHECK(take(store, "a", 2000, true));
    end(store, "a", 2000);
    CHECK(take(store, "b", 2000, false));
    CHECK(!is_on(store, "a", 2000 - 2 * CLOCK_HOUR_MS)); /* another clock's */
    CHECK(take(store, "a", 2000 - 2 * CLOCK_HOUR_MS, false));
    end(store, "c", 10 * CLOCK_HOUR_MS);
    CHECK_TEXT_Z(text_of(help_text("SELECT count(*) FROM flights")), "0"); /* left behind */
    store_close(&store);
    help_stop();
}

/* A process takes it and says so, then lives on until it is killed. */
static pid_t other_process(const char *owner, int *out_progress)
{
    int progress[2];
    char byte;
    if (!CHECK(pipe(progress) == 0))
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        struct store *store = help_open();
        (void)!write(progress[1], take(store, owner, 1000, false) ? "y" : "n", 1);
        for (;;)
            pause();
    }
    (void)close(progress[1]);
    CHECK(read(progress[0], &byte, 1) == 1 && byte == 'y');
    *out_progress = progress[0];
    return pid;
}

static void a_killed_process_has_no_flight(void)
{
    int progress = -1, how = 0;
    help_start();
    struct store *store = help_open();
    CHECK(take(store, "mine", 1000, false));
    end(store, "mine", 1000);
    pid_t pid = other_process("theirs", &progress);
    CHECK(!take(store, "mine", 1001, false));
    CHECK(is_on(store, "mine", 1001));
    (void)kill(pid, SIGSTOP); /* it lives, however long it says nothing */
    CHECK(!take(store, "mine", 1001, false));
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, &how, 0);
    CHECK(!is_on(store, "mine", 1001));
    CHECK(take(store, "mine", 1001, false));
    struct store *third = help_open();
    CHECK(!take(third, "third", 1001, false)); /* whose it is now lives */
    store_close(&store);
    CHECK(take(third, "third", 1001, false)); /* and left without a word */
    store_close(&third);
    (void)close(progress);
    help_stop();
}

static const char *kept_urls(void)
{
    return help_text("SELECT coalesce(group_concat(url, ' '), '-') FROM http_cache");
}

static void gathered_rows_ride_along(void)
{
    help_start();
    struct store *store = help_open();
    struct cache_entry got, first = entry("https://a.example/1", "one"), second = entry("https://a.example/2", "two");
    const struct flight mine = { TEXT("u"), TEXT("a"), 1000, 0, false, false };
    store_gather(store, false);
    CHECK(take(store, "a", 1000, false));
    CHECK_OK(store_cache_put(store, &first, 1, &mine, &err));
    CHECK_TEXT_Z(text_of(kept_urls()), "-");
    CHECK(is_on(store, "b", 1000)); /* what came is not there for others yet: they wait */
    CHECK(take(store, "a", 1000, false));
    CHECK_TEXT_Z(text_of(kept_urls()), "https://a.example/1");
    CHECK_OK(store_cache_put(store, &second, 1, NULL, &err));
    CHECK_OK(get(store, "https://a.example/2", &got)); /* its own row it finds */
    CHECK_TEXT_Z(got.body, "two");
    CHECK_OK(store_catch_up(store, &err)); /* nothing is left */
    CHECK_OK(store_cache_put(store, &first, 1, NULL, &err));
    CHECK_OK(store_cache_drop(store, TEXT("https://a.example/2"), &err));
    store_close(&store); /* writes what waits */
    CHECK_TEXT_Z(text_of(kept_urls()), "https://a.example/1");
    help_stop();
}

int main(void)
{
    RUN_ON_SQLITE(gathered_rows_ride_along);
    RUN(what_was_put_is_found);
    RUN(the_same_answer_again_is_as_new);
    RUN(a_body_goes_with_its_last_holder);
    RUN_ON_SQLITE(damage_is_no_answer);
    RUN(no_secret_is_written);
    RUN(one_flight_at_a_time);
    RUN_ON_SQLITE(a_killed_process_has_no_flight);
    arena_finish(&arena);
    return check_done();
}

/* The breaker's states by table, its pauses, and what must hold whatever comes. */
#include "base/clock.h"
#include "base/random.h"
#include "check.h"
#include "gate/breaker.h"

#include <string.h>

#define MINUTE_MS (60 * CLOCK_SECOND_MS)
#define WALL_MS   INT64_C(1798070400000)

static struct arena arena;

static struct breaker_news news_at(int64_t wall_ms, enum breaker_event event, const char *owner)
{
    return (struct breaker_news){ .event = event,
                                  .what = TEXT("HTTP 500"),
                                  .rules = { .failures = 5 },
                                  .now = { .wall_ms = wall_ms, .real_ms = wall_ms, .owner = text_of(owner) },
                                  .lease_ms = 30000 };
}

static bool note(struct breaker *breaker, int64_t wall_ms, enum breaker_event event, const char *owner)
{
    const struct breaker_news news = news_at(wall_ms, event, owner);
    return breaker_note(breaker, &news, &arena);
}

static bool claim(struct breaker *breaker, int64_t wall_ms, const char *owner)
{
    const struct breaker_news news = news_at(wall_ms, BREAKER_NOTHING, owner);
    return breaker_claim(breaker, &news, &arena);
}

static bool leave(struct breaker *breaker, int64_t wall_ms, const char *owner)
{
    const struct breaker_news news = news_at(wall_ms, BREAKER_NOTHING, owner);
    return breaker_leave(breaker, &news, &arena);
}

static enum breaker_way way(const struct breaker *breaker, int64_t wall_ms, const char *owner, int64_t *out_until_ms)
{
    const struct breaker_moment now = { wall_ms, wall_ms, text_of(owner) };
    *out_until_ms = 0;
    return breaker_way(breaker, &now, out_until_ms);
}

static void answers_are_judged(void)
{
    static const struct {
        const char *name;
        enum http_failure failure;
        int status;
        int64_t elapsed_ms;
        enum breaker_event event;
    } rows[] = {
        { "good", HTTP_ANSWERED, 200, 100, BREAKER_GOOD },
        { "unchanged", HTTP_ANSWERED, 304, 100, BREAKER_GOOD },
        { "absent", HTTP_ANSWERED, 404, 100, BREAKER_GOOD },
        { "gone", HTTP_ANSWERED, 410, 100, BREAKER_GOOD },
        { "as slow as may be", HTTP_ANSWERED, 200, 8000, BREAKER_GOOD },
        { "slow", HTTP_ANSWERED, 200, 8001, BREAKER_BAD },
        { "slow absence", HTTP_ANSWERED, 404, 8001, BREAKER_BAD },
        { "key", HTTP_ANSWERED, 401, 100, BREAKER_NOTHING },
        { "parameter", HTTP_ANSWERED, 422, 100, BREAKER_NOTHING },
        { "pause", HTTP_ANSWERED, 429, 100, BREAKER_NOTHING },
        { "forbidden", HTTP_ANSWERED, 403, 100, BREAKER_NOTHING },
        { "accepted", HTTP_ANSWERED, 202, 100, BREAKER_NOTHING },
        { "redirect", HTTP_ANSWERED, 302, 100, BREAKER_NOTHING },
        { "500", HTTP_ANSWERED, 500, 100, BREAKER_BAD },
        { "503", HTTP_ANSWERED, 503, 100, BREAKER_BAD },
        { "599", HTTP_ANSWERED, 599, 100, BREAKER_BAD },
        { "timeout", HTTP_TIMEOUT, 0, 10000, BREAKER_BAD },
        { "reset", HTTP_RESET, 0, 1, BREAKER_BAD },
        { "cut", HTTP_CUT, 0, 1, BREAKER_BAD },
        { "damaged", HTTP_DAMAGED, 0, 1, BREAKER_BAD },
        { "no connection", HTTP_NO_CONNECTION, 0, 1, BREAKER_BAD },
        { "no host", HTTP_NO_HOST, 0, 1, BREAKER_BAD },
        { "tls", HTTP_TLS, 0, 1, BREAKER_BAD },
        { "protocol", HTTP_PROTOCOL, 0, 1, BREAKER_BAD },
        { "too large", HTTP_TOO_LARGE, 0, 1, BREAKER_NOTHING },
        { "our own mistake", HTTP_BAD_URL, 0, 0, BREAKER_NOTHING },
    };
    const struct breaker_rules rules = { .slow_ms = BREAKER_SLOW_MS }, patient = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct http_answer answer = { .failure = rows[i].failure,
                                            .status = rows[i].status,
                                            .elapsed_ms = rows[i].elapsed_ms };
        CHECK_ROW(rows[i].name);
        CHECK_INT(breaker_judge(&answer, &rules), rows[i].event);
    }
    CHECK_ROW(NULL);
    const struct http_answer download = { .status = 200, .elapsed_ms = CLOCK_HOUR_MS };
    CHECK_INT(breaker_judge(&download, &patient), BREAKER_GOOD);
}

static void failures_in_a_row_open(void)
{
    struct breaker breaker = { .source = TEXT("tmdb") };
    int64_t until_ms;
    for (int i = 0; i < 4; i++)
        CHECK(note(&breaker, WALL_MS, BREAKER_BAD, "a"));
    CHECK(!note(&breaker, WALL_MS, BREAKER_NOTHING, "a")); /* a 401 neither adds nor forgives */
    CHECK_INT(breaker.failures, 4);
    CHECK(note(&breaker, WALL_MS, BREAKER_GOOD, "a"));
    CHECK_INT(breaker.failures, 0);
    for (int i = 0; i < 4; i++)
        CHECK(note(&breaker, WALL_MS, BREAKER_BAD, "a"));
    CHECK_INT(way(&breaker, WALL_MS, "a", &until_ms), BREAKER_GO);
    CHECK(note(&breaker, WALL_MS, BREAKER_BAD, "a"));
    CHECK_INT(breaker.state, BREAKER_OPEN);
    CHECK_TEXT_Z(breaker.reason, "tmdb failed 5 times in a row, at last with HTTP 500");
    CHECK_INT(way(&breaker, WALL_MS + MINUTE_MS - 1, "a", &until_ms), BREAKER_STOP);
    CHECK_INT(until_ms, WALL_MS + MINUTE_MS);
    CHECK_INT(way(&breaker, WALL_MS + MINUTE_MS, "a", &until_ms), BREAKER_TRY);
    /* what was under way */
    CHECK(!note(&breaker, WALL_MS, BREAKER_BAD, "b"));
    CHECK(!note(&breaker, WALL_MS, BREAKER_GOOD, "b"));
    struct breaker strict = { .source = TEXT("tmdb") };
    struct breaker_news news = news_at(WALL_MS, BREAKER_BAD, "a");
    news.rules.failures = 1;
    CHECK(breaker_note(&strict, &news, &arena));
    CHECK_INT(strict.state, BREAKER_OPEN);
    CHECK_TEXT_Z(strict.reason, "tmdb failed with HTTP 500");
    struct breaker standard = { .source = TEXT("tmdb") };
    news.rules.failures = 0;
    for (int i = 0; i < BREAKER_FAILURES_STANDARD; i++) {
        CHECK_INT(standard.state, BREAKER_CLOSED);
        CHECK(breaker_note(&standard, &news, &arena));
    }
    CHECK_INT(standard.state, BREAKER_OPEN);
}

/* g good, b bad, n nothing; upper case: the breaker opens with it */
static void the_window_opens(void)
{
    static const char *const rows[] = {
        "bgbgbgbgbgbgbgbgbgB",                       /* the tenth of 19 */
        "bbbbgbbbbgbB",                              /* never five in a row */
        "bgbgbgbgbgbgbgbgbgggbgggg",                 /* two fall out, one comes */
        "bbbbgbbbbgnnnnnnggggggggggggggggggggbbbbg", /* all of them fell out */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct breaker breaker = { .source = TEXT("tmdb") };
        CHECK_ROW(rows[i]);
        for (const char *at = rows[i]; *at != '\0'; at++) {
            (void)note(&breaker, WALL_MS, *at == 'g' ? BREAKER_GOOD : *at == 'n' ? BREAKER_NOTHING : BREAKER_BAD, "a");
            CHECK_INT(breaker.state, *at == 'B' ? BREAKER_OPEN : BREAKER_CLOSED);
        }
        if (i == 0)
            CHECK_TEXT_Z(breaker.reason, "tmdb failed in 10 of its last 20 requests, at last with HTTP 500");
    }
    CHECK_ROW(NULL);
}

static void good_answers_on_a_clean_breaker_write_nothing(void)
{
    struct breaker breaker = { .source = TEXT("tmdb") };
    CHECK(!note(&breaker, WALL_MS, BREAKER_GOOD, "a"));
    CHECK(note(&breaker, WALL_MS, BREAKER_BAD, "a"));
    int writes = 0;
    while (writes < 100 && note(&breaker, WALL_MS, BREAKER_GOOD, "a"))
        writes++;
    CHECK_INT(writes, BREAKER_WINDOW);
    CHECK_INT(breaker.failures + (int64_t)breaker.recent, 0);
}

static void one_probe_decides(void)
{
    struct breaker open = { .source = TEXT("tmdb") }, breaker;
    int64_t until_ms, due_ms = WALL_MS + MINUTE_MS;
    for (int i = 0; i < 5; i++)
        (void)note(&open, WALL_MS, BREAKER_BAD, "a");
    breaker = open;
    CHECK(!claim(&breaker, due_ms - 1, "a"));
    CHECK(claim(&breaker, due_ms, "a"));
    CHECK_INT(breaker.state, BREAKER_HALF_OPEN);
    CHECK(!claim(&breaker, due_ms + 1, "b"));
    CHECK_INT(way(&breaker, due_ms + 1, "b", &until_ms), BREAKER_STOP);
    CHECK_INT(until_ms, due_ms + 30000);
    CHECK_INT(way(&breaker, due_ms + 1, NULL, &until_ms), BREAKER_STOP);
    CHECK(claim(&breaker, due_ms + 20000, "a")); /* renewed for the next request of the passage */
    CHECK(!claim(&breaker, due_ms + 49999, "b"));
    /* late answers of others */
    CHECK(!note(&breaker, due_ms + 2, BREAKER_GOOD, "b"));
    CHECK(!note(&breaker, due_ms + 2, BREAKER_BAD, "b"));
    CHECK(!note(&breaker, due_ms + 2, BREAKER_GOOD, NULL));
    CHECK(!leave(&breaker, due_ms + 2, "b"));
    CHECK(claim(&breaker, due_ms + 50000, "b")); /* its holder died */
    CHECK(!note(&breaker, due_ms + 50001, BREAKER_GOOD, "a"));
    CHECK(leave(&breaker, due_ms + 50001, "b")); /* no verdict: the next may try */
    CHECK_INT(breaker.state, BREAKER_OPEN);
    CHECK(claim(&breaker, due_ms + 50002, "c"));
    CHECK(note(&breaker, due_ms + 50003, BREAKER_GOOD, "c"));
    CHECK_INT(breaker.state, BREAKER_CLOSED);
    CHECK(!text_known(breaker.reason) && !text_known(breaker.probe_owner));
    CHECK_INT(breaker.failures + breaker.open_until_ms + breaker.probe_until_real_ms, 0);
    breaker = open;
    CHECK(claim(&breaker, due_ms, "a"));
    CHECK(note(&breaker, due_ms, BREAKER_BAD, "a"));
    CHECK_INT(breaker.state, BREAKER_OPEN);
    CHECK_INT(breaker.open_until_ms, due_ms + 2 * MINUTE_MS);
    CHECK_TEXT_Z(breaker.reason, "tmdb failed 6 times in a row, at last with HTTP 500");
}

/* Opens, probes at once when due, and so on; `event` is what each probe meets. */
static void check_pauses(enum breaker_event event, const int64_t *pauses, size_t count)
{
    struct breaker breaker = { .source = TEXT("tmdb") };
    int64_t now_ms = WALL_MS;
    for (int i = 0; i < 5; i++)
        (void)note(&breaker, now_ms, event, "a");
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(breaker.open_until_ms - now_ms, pauses[i]);
        now_ms = breaker.open_until_ms;
        CHECK(claim(&breaker, now_ms, "a"));
        CHECK(note(&breaker, now_ms, event, "a"));
    }
    now_ms = breaker.open_until_ms;
    CHECK(claim(&breaker, now_ms, "a"));
    CHECK(note(&breaker, now_ms, BREAKER_GOOD, "a"));
    /* the body of the first good answer may still be a challenge: the row goes on */
    struct breaker again = breaker;
    for (int i = 0; i < 5; i++)
        (void)note(&again, now_ms, event, NULL);
    CHECK_INT(again.open_until_ms - now_ms, pauses[count - 1]);
    CHECK(note(&breaker, now_ms, BREAKER_GOOD, "a"));
    CHECK(!note(&breaker, now_ms, BREAKER_GOOD, "a"));
    for (int i = 0; i < 5; i++)
        (void)note(&breaker, now_ms, event, NULL);
    CHECK_INT(breaker.open_until_ms - now_ms, pauses[0]);
}

static void pauses_double(void)
{
    static const int64_t failures[] = { MINUTE_MS,      2 * MINUTE_MS,  4 * MINUTE_MS, 8 * MINUTE_MS,
                                        16 * MINUTE_MS, 32 * MINUTE_MS, CLOCK_HOUR_MS, CLOCK_HOUR_MS };
    static const int64_t challenges[] = { 6 * CLOCK_HOUR_MS, 12 * CLOCK_HOUR_MS, 24 * CLOCK_HOUR_MS, 48 * CLOCK_HOUR_MS,
                                          48 * CLOCK_HOUR_MS };
    check_pauses(BREAKER_BAD, failures, COUNT_OF(failures));
    check_pauses(BREAKER_CHALLENGE, challenges, COUNT_OF(challenges));
}

static void a_challenge_opens_at_once(void)
{
    struct breaker breaker = { .source = TEXT("imdb_page") };
    int64_t until_ms;
    CHECK(note(&breaker, WALL_MS, BREAKER_CHALLENGE, "a"));
    CHECK(breaker.challenged);
    CHECK(!note(&breaker, WALL_MS + 5, BREAKER_CHALLENGE, "b")); /* of the same moment */
    CHECK_INT(breaker.challenges, 1);
    CHECK_INT(way(&breaker, WALL_MS + 6 * CLOCK_HOUR_MS - 1, NULL, &until_ms), BREAKER_STOP);
    /* the probe fails in another way: shorter pause, but the row of challenges is not forgotten */
    int64_t now_ms = WALL_MS + 6 * CLOCK_HOUR_MS;
    CHECK(claim(&breaker, now_ms, "a"));
    CHECK(note(&breaker, now_ms, BREAKER_BAD, "a"));
    CHECK(!breaker.challenged);
    CHECK_INT(breaker.open_until_ms, now_ms + MINUTE_MS);
    /* a challenge counts also while failures keep it open */
    CHECK(note(&breaker, now_ms, BREAKER_CHALLENGE, "b"));
    CHECK(breaker.challenged);
    CHECK_INT(breaker.open_until_ms, now_ms + 12 * CLOCK_HOUR_MS);
}

static void times_of_another_clock_are_over(void)
{
    struct breaker failed = { .state = BREAKER_OPEN, .open_until_ms = WALL_MS + CLOCK_HOUR_MS + 6 * MINUTE_MS };
    struct breaker challenged = { .state = BREAKER_OPEN,
                                  .challenged = true,
                                  .open_until_ms = WALL_MS + 48 * CLOCK_HOUR_MS + 6 * MINUTE_MS };
    struct breaker probed = { .state = BREAKER_HALF_OPEN,
                              .probe_owner = TEXT("a"),
                              .probe_until_real_ms = WALL_MS + 2 * CLOCK_HOUR_MS };
    int64_t until_ms;
    CHECK_INT(way(&failed, WALL_MS, "b", &until_ms), BREAKER_TRY);
    CHECK_INT(way(&challenged, WALL_MS, "b", &until_ms), BREAKER_TRY);
    CHECK_INT(way(&probed, WALL_MS, "b", &until_ms), BREAKER_TRY);
    CHECK_INT(way(&challenged, WALL_MS + 6 * MINUTE_MS, "b", &until_ms), BREAKER_STOP);
    CHECK_INT(way(&failed, WALL_MS + CLOCK_HOUR_MS, "b", &until_ms), BREAKER_STOP);
}

/* Whatever happens in whatever order: at most one prober at a time, an open breaker is open for at most its longest
 * pause, a closed one has no reason, and from every state it can be closed again. */
static void whatever_comes_the_rules_hold(void)
{
    static const char *const owners[] = { "a", "b", "c" };
    struct random random = { 42 };
    for (int round = 0; round < 200; round++) {
        struct breaker breaker = { .source = TEXT("x") };
        int64_t now_ms = WALL_MS, until_ms;
        for (int step = 0; step < 200; step++) {
            const char *owner = owners[random_between(&random, 0, 2)];
            int64_t dice = random_between(&random, 0, 99);
            struct breaker before = breaker;
            bool changed;
            now_ms += random_between(&random, 0, 3) == 0 ? random_between(&random, 0, CLOCK_HOUR_MS) : 50;
            if (dice < 30)
                changed = claim(&breaker, now_ms, owner);
            else if (dice < 40)
                changed = leave(&breaker, now_ms, owner);
            else
                changed = note(&breaker, now_ms,
                               dice < 60   ? BREAKER_GOOD
                               : dice < 95 ? BREAKER_BAD
                                           : BREAKER_CHALLENGE,
                               owner);
            if (!changed)
                CHECK(memcmp(&before, &breaker, sizeof breaker) == 0);
            if (before.state == BREAKER_HALF_OPEN && before.probe_until_real_ms > now_ms &&
                breaker.state == BREAKER_HALF_OPEN)
                CHECK(text_equal(before.probe_owner, breaker.probe_owner));
            if (before.state == BREAKER_OPEN && breaker.state == BREAKER_CLOSED)
                CHECK(!"only a probe closes");
            CHECK((breaker.state == BREAKER_HALF_OPEN) == text_known(breaker.probe_owner));
            CHECK((breaker.state == BREAKER_CLOSED) == !text_known(breaker.reason));
            CHECK(breaker.recent >> BREAKER_WINDOW == 0);
            if (breaker.state == BREAKER_OPEN)
                CHECK(breaker.open_until_ms - now_ms <= (breaker.challenged ? 48 : 1) * CLOCK_HOUR_MS);
        }
        if (way(&breaker, now_ms + 49 * CLOCK_HOUR_MS, "z", &until_ms) == BREAKER_TRY)
            CHECK(claim(&breaker, now_ms + 49 * CLOCK_HOUR_MS, "z"));
        (void)note(&breaker, now_ms + 49 * CLOCK_HOUR_MS, BREAKER_GOOD, "z");
        CHECK_INT(breaker.state, BREAKER_CLOSED);
        arena_reset(&arena);
    }
}

int main(void)
{
    RUN(answers_are_judged);
    RUN(failures_in_a_row_open);
    RUN(the_window_opens);
    RUN(good_answers_on_a_clean_breaker_write_nothing);
    RUN(one_probe_decides);
    RUN(pauses_double);
    RUN(a_challenge_opens_at_once);
    RUN(times_of_another_clock_are_over);
    RUN(whatever_comes_the_rules_hold);
    arena_finish(&arena);
    return check_done();
}

/* Lives of placeholders: who waited how long, and who never waited. */
#include "base/clock.h"
#include "base/compiler.h"
#include "check.h"
#include "lifecycle/lives.h"

#define DAY(n) (INT64_C(1798070400000) + (n)*CLOCK_DAY_MS)

struct row {
    const char *id, *event;
    int64_t day, arrived_day; /* 0 = not known */
    const char *outcome;
    int64_t asked_day;
};

static void live(struct lives *lives, struct arena *arena, const struct row *rows, size_t count)
{
    lives_begin(lives, DAY(5), DAY(100), arena);
    for (size_t i = 0; i < count; i++) {
        struct film_event event = { text_of(rows[i].id),      text_of(rows[i].event),
                                    DAY(rows[i].day),         rows[i].arrived_day != 0 ? DAY(rows[i].arrived_day) : 0,
                                    text_of(rows[i].outcome), rows[i].outcome != NULL ? DAY(rows[i].asked_day) : 0 };
        lives_take(lives, &event);
    }
    lives_end(lives);
    lives_end(lives); /* twice is once */
}

static void each_kind_of_life(void)
{
    static const struct row rows[] = {
        { "tt0000001", "created", 1, 0, NULL, 0 },
        { "tt0000001", "upgraded", 12, 11, NULL, 0 }, /* waited 10, lag 1 */
        { "tt0000002", "created", 50, 0, NULL, 0 },   /* waits: 50+ */
        { "tt0000003", "created", 10, 0, NULL, 0 },
        { "tt0000003", "given_up", 40, 0, NULL, 0 }, /* 30+ */
        { "tt0000004", "created", 10, 0, NULL, 0 },
        { "tt0000004", "given_up", 20, 0, NULL, 0 }, /* looked for again: */
        { "tt0000004", "revived", 30, 0, NULL, 0 },
        { "tt0000004", "upgraded", 30, 0, NULL, 0 }, /* 20, no lag */
        { "tt0000005", "created", 80, 0, NULL, 0 },
        { "tt0000005", "upgraded", 85, 84, NULL, 0 }, /* a wrong one: */
        { "tt0000005", "undone", 86, 0, NULL, 0 },    /* 20+ */
        { "tt0000006", "upgraded", 60, 57, NULL, 0 }, /* made long before */
        { "tt0000007", "created", 1, 0, NULL, 0 },
        { "tt0000007", "upgraded", 3, 2, NULL, 0 }, /* TMDb dropped it, then: */
        { "tt0000007", "created", 20, 0, NULL, 0 },
        { "tt0000007", "upgraded", 90, 90, NULL, 0 }, /* 1, lag 1: the first */
    };
    struct lives lives;
    struct arena arena = { 0 };
    live(&lives, &arena, rows, COUNT_OF(rows));
    CHECK_INT(lives.created, 6);
    CHECK_INT(lives.upgraded, 3);
    CHECK_INT(lives.given_up, 1);
    CHECK_INT(lives.upgrades, 4);
    CHECK_INT(lives.upgrades_dated, 3);
    CHECK_INT(lives.wait_hours.rows[24].events, 1);
    CHECK_INT(lives.wait_hours.rows[240].events, 1);
    CHECK_INT(lives.wait_hours.rows[480].events, 1);
    CHECK_INT(lives.wait_hours.rows[480].censored, 1);
    CHECK_INT(lives.wait_hours.rows[720].censored, 1);
    CHECK_INT(lives.wait_hours.rows[1200].censored, 1);
    CHECK_INT(lives.lag_minutes.rows[1440].events, 2);
    CHECK_INT(lives.lag_minutes.rows[3 * 1440].events, 1);
    /* 1, 10, 20, 20+, 30+, 50+: 5/6 * 4/5 * 3/4 = 1/2 */
    CHECK_INT(survival_median(lives.wait_hours.rows, lives.wait_hours.count).value, 480);
    arena_finish(&arena);
}

/* Which ids would have failed, had there been no placeholders. */
static void found_later(void)
{
    static const struct row rows[] = {
        { "tt0000001", "created", 10, 0, "full", 10 },
        { "tt0000001", "upgraded", 12, 11, "full", 10 },
        { "tt0000002", "created", 10, 0, "soft", 10 },
        { "tt0000002", "upgraded", 12, 11, "soft", 10 },
        { "tt0000003", "created", 10, 0, "full", 4 },
        { "tt0000003", "upgraded", 12, 11, "full", 4 }, /* before */
        { "tt0000004", "created", 10, 0, "imdb_placeholder", 10 },
        { "tt0000005", "upgraded", 10, 0, "full", 10 }, /* made before */
        { "tt0000006", "created", 10, 0, NULL, 0 },
        { "tt0000006", "upgraded", 12, 11, NULL, 0 },
    };
    struct lives lives;
    struct arena arena = { 0 };
    live(&lives, &arena, rows, COUNT_OF(rows));
    CHECK_INT(lives.found_later, 2);
    arena_finish(&arena);
}

static void clocks_that_disagree(void)
{
    static const struct row rows[] = {
        { "tt0000001", "created", 90, 0, NULL, 0 },
        { "tt0000001", "upgraded", 95, 80, NULL, 0 }, /* was there before we looked */
        { "tt0000002", "created", 120, 0, NULL, 0 },  /* made tomorrow */
    };
    struct lives lives;
    struct arena arena = { 0 };
    live(&lives, &arena, rows, COUNT_OF(rows));
    CHECK_INT(lives.wait_hours.rows[0].events, 1);
    CHECK_INT(lives.wait_hours.rows[0].censored, 1);
    CHECK_INT(survival_quantile(lives.lag_minutes.rows, lives.lag_minutes.count, 0.5).value, 15 * 1440);
    arena_finish(&arena);
}

static void nothing_and_nonsense(void)
{
    static const struct row rows[] = { { "an id that is much longer than ids are", "created", 1, 0, NULL, 0 },
                                       { "", "upgraded", 2, 0, NULL, 0 },
                                       { NULL, "enriched", 2, 0, NULL, 0 } };
    struct lives lives;
    struct arena arena = { 0 };
    live(&lives, &arena, rows, 0);
    CHECK_INT(lives.created, 0);
    CHECK(!survival_median(lives.wait_hours.rows, lives.wait_hours.count).known);
    live(&lives, &arena, rows, COUNT_OF(rows));
    CHECK_INT(lives.created, 1);
    CHECK_INT(lives.upgrades, 1);
    arena_finish(&arena);
}

int main(void)
{
    RUN(each_kind_of_life);
    RUN(found_later);
    RUN(clocks_that_disagree);
    RUN(nothing_and_nonsense);
    return check_done();
}

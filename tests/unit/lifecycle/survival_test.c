/* Quantiles and Kaplan-Meier against examples that were worked out by hand. */
#include "base/compiler.h"
#include "check.h"
#include "lifecycle/survival.h"

#define CLOSE(got, want) CHECK((got) > (want)-1e-9 && (got) < (want) + 1e-9)

static void quantiles_by_nearest_rank(void)
{
    /* 1 1 2 3 5 8 13 21 34 100 */
    static const struct waits rows[] = { { 1, 2, 0 },  { 2, 1, 0 },  { 3, 1, 0 },  { 5, 1, 0 },  { 8, 1, 0 },
                                         { 13, 1, 0 }, { 21, 1, 0 }, { 34, 1, 0 }, { 100, 1, 9 } };
    static const struct {
        double p;
        int64_t want;
    } table[] = {
        { 0.01, 1 }, { 0.2, 1 }, { 0.21, 2 }, { 0.5, 5 }, { 0.51, 8 }, { 0.9, 34 }, { 0.95, 100 }, { 1, 100 }
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        CHECK_INT(survival_quantile(rows, COUNT_OF(rows), table[i].p).value, table[i].want);
}

static void quantiles_of_little(void)
{
    static const struct waits one[] = { { 7, 1, 0 } }, none[] = { { 7, 0, 3 } };
    CHECK(!survival_quantile(NULL, 0, 0.5).known);
    CHECK(!survival_quantile(none, 1, 0.5).known); /* those who wait still are no events */
    CHECK_INT(survival_quantile(one, 1, 0.5).value, 7);
    CHECK_INT(survival_quantile(one, 1, 0.99).value, 7);
    CHECK_INT(survival_quantile(one, 1, 0.0001).value, 7);
}

/* The example of the header: 1, 2, 2+, 4, 5+. */
static void kaplan_meier_small(void)
{
    static const struct waits rows[] = { { 1, 1, 0 }, { 2, 1, 1 }, { 4, 1, 0 }, { 5, 0, 1 } };
    struct survival_point at;
    CLOSE(survival_at(rows, 4, 0).still_waiting, 1.0);
    CHECK_INT(survival_at(rows, 4, 0).at_risk, 5);
    CLOSE(survival_at(rows, 4, 1).still_waiting, 0.8);
    at = survival_at(rows, 4, 2);
    CLOSE(at.still_waiting, 0.6);
    CHECK_INT(at.at_risk, 4);
    CLOSE(survival_at(rows, 4, 3).still_waiting, 0.6);
    CHECK_INT(survival_at(rows, 4, 3).at_risk, 2);
    CLOSE(survival_at(rows, 4, 4).still_waiting, 0.3);
    CLOSE(survival_at(rows, 4, 1000).still_waiting, 0.3);
    CHECK_INT(survival_at(rows, 4, 1000).at_risk, 0);
    CHECK_INT(survival_median(rows, 4).value, 4);
}

/* Freireich and others 1963, weeks in remission with 6-MP, as every textbook has it: 21 patients, 6 6 6 6+ 7 9+ 10 10+
 * 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+. The published curve: 0.857 0.807 0.753 0.690 0.627 0.538 0.448. */
static void kaplan_meier_of_the_textbooks(void)
{
    static const struct waits rows[] = { { 6, 3, 1 },  { 7, 1, 0 },  { 9, 0, 1 },  { 10, 1, 1 },
                                         { 11, 0, 1 }, { 13, 1, 0 }, { 16, 1, 0 }, { 17, 0, 1 },
                                         { 19, 0, 1 }, { 20, 0, 1 }, { 22, 1, 0 }, { 23, 1, 0 },
                                         { 25, 0, 1 }, { 32, 0, 2 }, { 34, 0, 1 }, { 35, 0, 1 } };
    static const struct {
        int64_t t, at_risk;
        double want;
    } table[] = { { 5, 21, 1 },      { 6, 21, 0.857 },  { 7, 17, 0.807 }, { 10, 15, 0.753 },
                  { 13, 12, 0.690 }, { 16, 11, 0.627 }, { 22, 7, 0.538 }, { 23, 6, 0.448 } };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct survival_point at = survival_at(rows, COUNT_OF(rows), table[i].t);
        CHECK(at.still_waiting > table[i].want - 0.0006 && at.still_waiting < table[i].want + 0.0006);
        CHECK_INT(at.at_risk, table[i].at_risk);
    }
    CHECK_INT(survival_median(rows, COUNT_OF(rows)).value, 23);
}

static void those_who_wait_hold_the_median_back(void)
{
    /* Of ten films one arrived on day 3 and nine wait still: the median of the arrived would say 3. */
    static const struct waits waiting[] = { { 3, 1, 0 }, { 400, 0, 9 } };
    static const struct waits half[] = { { 2, 1, 0 }, { 9, 0, 1 } }, all[] = { { 0, 4, 0 } };
    CHECK(!survival_median(waiting, 2).known);
    CLOSE(survival_at(waiting, 2, 400).still_waiting, 0.9);
    CHECK_INT(survival_median(half, 2).value, 2);
    CHECK(survival_median(all, 1).known && survival_median(all, 1).value == 0);
    CHECK(!survival_median(NULL, 0).known);
    CLOSE(survival_at(NULL, 0, 5).still_waiting, 1.0);
    CHECK_INT(survival_at(NULL, 0, 5).at_risk, 0);
}

static void bins_take_everything(void)
{
    struct arena arena = { 0 };
    struct bins bins = bins_make(&arena, 4, 10);
    const struct waits *rows = bins.rows;
    bins_add(&bins, -5, false, 1); /* a clock that went back */
    bins_add(&bins, 9, false, 1);
    bins_add(&bins, 10, true, 1);
    bins_add(&bins, INT64_MAX, false, 1);
    CHECK_INT(rows[0].events, 2);
    CHECK_INT(rows[1].censored, 1);
    CHECK_INT(rows[1].value, 10);
    CHECK_INT(rows[3].events, 1);
    CHECK_INT(rows[3].value, 30);
    CHECK_INT(survival_quantile(rows, 4, 0.5).value, 0);
    arena_finish(&arena);
}

int main(void)
{
    RUN(quantiles_by_nearest_rank);
    RUN(quantiles_of_little);
    RUN(kaplan_meier_small);
    RUN(kaplan_meier_of_the_textbooks);
    RUN(those_who_wait_hold_the_median_back);
    RUN(bins_take_everything);
    return check_done();
}

/* Strict numbers and dates. */
#include "base/num.h"
#include "check.h"

static void whole_numbers(void)
{
    int64_t v = 77;
    CHECK(num_parse(TEXT("0"), 0, 9, &v) && v == 0);
    CHECK(num_parse(TEXT("-5"), -9, 9, &v) && v == -5);
    CHECK(num_parse(TEXT("9223372036854775807"), 0, INT64_MAX, &v) && v == INT64_MAX);
    static const char *const bad[] = {
        "", "-", "+1", "1 ", " 1", "1x", "10", "9223372036854775808", "99999999999999999999"
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_ROW(bad[i]);
        v = 77;
        CHECK(!num_parse(text_of(bad[i]), -9, 9, &v) && v == 77);
    }
}

static void durations(void)
{
    static const struct {
        const char *t;
        int64_t want; /* -1 = refused */
    } rows[] = { { "PT2H16M", 136 }, { "PT95M", 95 }, { "PT1H", 60 },       { "PT5400S", 90 },
                 { "PT59S", 0 },     { "PT", -1 },    { "P1D", -1 },        { "2H", -1 },
                 { "PTH", -1 },      { "PT5", -1 },   { "PT99999999M", -1 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].t);
        int64_t got = -1;
        bool good = num_parse_duration_minutes(text_of(rows[i].t), &got);
        CHECK_INT(good ? got : -1, rows[i].want);
    }
}

static void dates(void)
{
    static const char *const good[] = { "1895", "2024-02", "2024-02-29", "2000-02-29", "1999-12-31" };
    static const char *const bad[] = { "",           "24",       "2023-02-29", "1900-02-29", "2024-13",
                                       "2024-00-01", "2024-1-1", "1799",       "2024-04-31", "2024/04/30" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK_ROW(good[i]);
        CHECK(num_is_date(text_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_ROW(bad[i]);
        CHECK(!num_is_date(text_of(bad[i])));
    }
    static const char *const odd[] = { "3024-05-01", "1066-10-14", "0001", "9999-12" };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        CHECK_ROW(odd[i]);
        CHECK(num_is_written_date(text_of(odd[i])) && !num_is_date(text_of(odd[i])));
    }
    CHECK(!num_is_written_date(TEXT("3024-02-30")) && !num_is_written_date(TEXT("0000-01-01")) &&
          !num_is_written_date(TEXT("12024-01-01")));
}

static void decimals(void)
{
    double v = 1;
    CHECK(num_parse_decimal(TEXT("8.7"), &v) && v > 8.69 && v < 8.71);
    CHECK(!num_parse_decimal(TEXT("nan"), &v));
    CHECK(!num_parse_decimal(TEXT("1e999"), &v));
    CHECK(!num_parse_decimal(TEXT("8.7x"), &v));
}

static void hex_digits(void)
{
    static const char good[] = "0123456789abcdef", *const bad = "/:@G`g \xE9";
    for (int value = 0; value < 16; value++) {
        CHECK_INT(num_hex_digit(good[value]), value);
        CHECK_INT(num_hex_digit("0123456789ABCDEF"[value]), value);
    }
    for (size_t i = 0; i < 9; i++) /* the end of the string is none either */
        CHECK_INT(num_hex_digit(bad[i]), -1);
}

int main(void)
{
    RUN(whole_numbers);
    RUN(durations);
    RUN(dates);
    RUN(decimals);
    RUN(hex_digits);
    return check_done();
}

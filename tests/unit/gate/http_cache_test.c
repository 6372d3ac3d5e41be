/* RFC 9111 in tables: what headers say, what is kept, what is used again. */
#include "check.h"
#include "gate/http_cache.h"

#define NOW   INT64_C(784111777000) /* Sun, 06 Nov 1994 08:49:37 GMT */
#define HOUR  CLOCK_HOUR_MS
#define DAY   CLOCK_DAY_MS
#define LATER "Sun, 06 Nov 1994 09:49:37 GMT" /* an hour */
#define DATE  "Sun, 06 Nov 1994 08:49:37 GMT"

static const struct {
    const char *control, *age, *date, *expires, *vary;
    int64_t fresh_ms;
    bool no_store, revalidate;
} headers[] = {
    { NULL, NULL, NULL, NULL, NULL, 0, false, false },
    { "", NULL, NULL, NULL, NULL, 0, false, false },
    { "public, max-age=60", NULL, NULL, NULL, NULL, 60000, false, false },
    { "PUBLIC,MAX-AGE=60", NULL, NULL, NULL, NULL, 60000, false, false },
    { "private, max-age=60", NULL, NULL, NULL, NULL, 60000, false, false },
    { " , ,\tmax-age = 60 ,", NULL, NULL, NULL, NULL, 60000, false, false },
    { "max-age=\"60\"", NULL, NULL, NULL, NULL, 60000, false, false },
    { "max-age=60, max-age=30", NULL, NULL, NULL, NULL, 30000, false, false },
    { "max-age=60, max-age=x", NULL, NULL, NULL, NULL, 0, false, false },
    { "max-age", NULL, NULL, LATER, NULL, 0, false, false },
    { "max-age=", NULL, NULL, LATER, NULL, 0, false, false },
    { "max-age=-1", NULL, NULL, LATER, NULL, 0, false, false },
    { "max-age=1.5", NULL, NULL, NULL, NULL, 0, false, false },
    { "max-age=99999999999999999999999", NULL, NULL, NULL, NULL, INT64_C(2147483648000), false, false },
    { "s-maxage=60", NULL, NULL, NULL, NULL, 0, false, false }, /* for caches that many share */
    { "max-age=60, s-maxage=0", NULL, NULL, NULL, NULL, 60000, false, false },
    { "x-max-age=60", NULL, NULL, NULL, NULL, 0, false, false },
    { "ext=\"a, no-store, \\\"b\", max-age=60", NULL, NULL, NULL, NULL, 60000, false, false },
    { "ext=\"unclosed, max-age=60", NULL, NULL, NULL, NULL, 0, false, false },
    { "no-store", NULL, NULL, NULL, NULL, 0, true, true },
    { "max-age=60, No-Store", NULL, NULL, NULL, NULL, 0, true, true },
    { "no-cache, max-age=60", NULL, NULL, NULL, NULL, 0, false, true },
    { "no-cache=\"set-cookie\", max-age=60", NULL, NULL, NULL, NULL, 0, false, true },
    { "must-revalidate, max-age=60", NULL, NULL, NULL, NULL, 60000, false, true },
    { "max-age=60", NULL, NULL, NULL, "Accept-Encoding", 60000, false, false },
    { "max-age=60", NULL, NULL, NULL, "Accept, *", 0, true, false },
    { "max-age=60", "20", NULL, NULL, NULL, 40000, false, false },
    { "max-age=60", "60", NULL, NULL, NULL, 0, false, false },
    { "max-age=60", "20, 50", NULL, NULL, NULL, 40000, false, false },
    { "max-age=60", "99999999999999999999", NULL, NULL, NULL, 0, false, false },
    { "max-age=60", "-5", NULL, NULL, NULL, 60000, false, false },
    { "max-age=60", "soon", NULL, NULL, NULL, 60000, false, false },
    { "max-age=60", NULL, DATE, NULL, NULL, 60000, false, false },
    { "max-age=60", NULL, "Sun, 06 Nov 1994 08:49:07 GMT", NULL, NULL, 30000, false, false },
    { "max-age=60", "40", "Sun, 06 Nov 1994 08:49:07 GMT", NULL, NULL, 20000, false, false },
    { "max-age=60", NULL, "Sun Nov  6 08:49:07 1994", NULL, NULL, 30000, false, false },
    { "max-age=60", NULL, LATER, NULL, NULL, 60000, false, false }, /* a server whose clock is ahead */
    { "max-age=60", NULL, "today", NULL, NULL, 60000, false, false },
    { NULL, NULL, DATE, LATER, NULL, 3600000, false, false },
    { NULL, NULL, NULL, LATER, NULL, 3600000, false, false },
    { "max-age=60", NULL, DATE, LATER, NULL, 60000, false, false },
    { "max-age=0", NULL, DATE, LATER, NULL, 0, false, false },
    { NULL, NULL, DATE, "0", NULL, 0, false, false },
    { NULL, NULL, DATE, "", NULL, 0, false, false },
    { NULL, NULL, LATER, DATE, NULL, 0, false, false },
    { NULL, NULL, "Sun, 06 Nov 1994 07:49:37 GMT", "Sun, 06 Nov 1994 07:49:38 GMT", NULL, 0, false, false },
};

static void headers_are_read(void)
{
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        char why[200];
        (void)snprintf(why, sizeof why, "%zu %s", i, headers[i].control != NULL ? headers[i].control : "(none)");
        CHECK_ROW(why);
        const struct http_answer answer = { .status = 200,
                                            .cache_control = text_of(headers[i].control),
                                            .age = text_of(headers[i].age),
                                            .date = text_of(headers[i].date),
                                            .expires = text_of(headers[i].expires),
                                            .vary = text_of(headers[i].vary) };
        struct cache_headers got = http_cache_read(&answer, NOW);
        CHECK_INT(got.fresh_ms, headers[i].fresh_ms);
        CHECK_INT(got.no_store, headers[i].no_store);
        CHECK_INT(got.revalidate, headers[i].revalidate);
    }
}

/* The way took time: an answer is that much older. */
static void a_slow_answer_is_older(void)
{
    const struct http_answer answer = { .status = 200, .cache_control = TEXT("max-age=60"), .elapsed_ms = 10000 };
    CHECK_INT(http_cache_read(&answer, NOW).fresh_ms, 50000);
}

static const struct cache_rules pages = { .floor_ms = DAY, .ceiling_ms = 7 * DAY, .stale_when_refused = true };
static const struct cache_rules api = { .ceiling_ms = DAY, .absent_ms = 8 * HOUR };
static const struct cache_rules off = { 0 };
static const struct cache_rules fresh_api = { .ceiling_ms = DAY, .revalidate = true };
static const struct cache_rules fresh_pages = { .floor_ms = DAY, .ceiling_ms = 7 * DAY, .revalidate = true };

static const struct {
    const char *why;
    const struct cache_rules *rules;
    int status;
    const char *control, *waf;
    bool absent, keep;
    int64_t fresh_ms, stale_ms;
} kept[] = {
    { "a page without a word", &pages, 200, NULL, NULL, false, true, DAY, 7 * DAY },
    { "a page with less than a day", &pages, 200, "max-age=60", NULL, false, true, DAY, 7 * DAY },
    { "a page with more", &pages, 200, "max-age=172800", NULL, false, true, 2 * DAY, 7 * DAY },
    { "a page with far too much", &pages, 200, "max-age=31536000", NULL, false, true, 7 * DAY, 7 * DAY },
    { "a page that wants no cache: once a day all the same", &pages, 200, "no-store", NULL, false, true, DAY, 0 },
    { "a page that wants to be asked", &pages, 200, "no-cache", NULL, false, true, DAY, 0 },
    { "a page that is not there", &pages, 404, NULL, NULL, true, true, DAY, 0 },
    { "a merged title", &pages, 301, NULL, NULL, false, true, DAY, 7 * DAY },
    { "an API's answer without a word: no heuristics", &api, 200, NULL, NULL, false, true, 0, 7 * DAY },
    { "an API's answer", &api, 200, "max-age=21600", NULL, false, true, 6 * HOUR, 7 * DAY },
    { "not beyond the ceiling", &api, 200, "max-age=604800", NULL, false, true, DAY, 7 * DAY },
    { "must be asked when old", &api, 200, "max-age=60, must-revalidate", NULL, false, true, 60000, 0 },
    { "no-store", &api, 200, "no-store", NULL, false, false, 0, 0 },
    { "an absence that says less than 8 h", &api, 200, "max-age=60", NULL, true, true, 8 * HOUR, 0 },
    { "an absence that says more", &api, 404, "max-age=86400", NULL, true, true, 8 * HOUR, 0 },
    { "an absence without a word", &api, 404, NULL, NULL, true, true, 8 * HOUR, 0 },
    { "gone", &api, 410, NULL, NULL, true, true, 8 * HOUR, 0 },
    { "not modified", &api, 304, "max-age=60", NULL, false, true, 60000, 7 * DAY },
    { "nothing is kept", &off, 200, "max-age=60", NULL, false, false, 0, 0 },
    { "moved for now", &api, 302, "max-age=60", NULL, false, false, 0, 0 },
    { "moved for now, 307", &pages, 307, "max-age=60", NULL, false, false, 0, 0 },
    { "203", &pages, 203, "max-age=60", NULL, false, false, 0, 0 },
    { "206", &pages, 206, "max-age=60", NULL, false, false, 0, 0 },
    { "204", &pages, 204, "max-age=60", NULL, false, false, 0, 0 },
    { "a challenge", &pages, 202, "max-age=60", NULL, false, false, 0, 0 },
    { "a challenge with a good status", &pages, 200, "max-age=60", "challenge", false, false, 0, 0 },
    { "401", &api, 401, "max-age=60", NULL, false, false, 0, 0 },
    { "403", &pages, 403, "max-age=60", NULL, false, false, 0, 0 },
    { "429", &api, 429, "max-age=60", NULL, false, false, 0, 0 },
    { "500", &api, 500, "max-age=60", NULL, false, false, 0, 0 },
    { "503", &pages, 503, "max-age=60", NULL, false, false, 0, 0 },
};

static void only_some_answers_are_kept(void)
{
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        CHECK_ROW(kept[i].why);
        const struct http_answer answer = { .failure = HTTP_ANSWERED,
                                            .status = kept[i].status,
                                            .waf_action = text_of(kept[i].waf),
                                            .cache_control = text_of(kept[i].control) };
        const struct cache_arrival arrival = { 9 * DAY, NOW, kept[i].absent };
        struct cache_times times = { 1, 2, 3 };
        CHECK_INT(http_cache_times(&answer, kept[i].rules, &arrival, &times), kept[i].keep);
        CHECK_INT(times.stored_ms, kept[i].keep ? 9 * DAY : 1);
        CHECK_INT(times.fresh_until_ms, kept[i].keep ? 9 * DAY + kept[i].fresh_ms : 2);
        if (kept[i].keep)
            CHECK_INT(times.stale_until_ms, kept[i].stale_ms > 0 ? 9 * DAY + kept[i].stale_ms : 0);
    }
    CHECK_ROW(NULL);
    const struct http_answer cut = { .failure = HTTP_CUT, .status = 200 };
    struct cache_times times;
    CHECK(!http_cache_times(&cut, &pages, &(struct cache_arrival){ 1, NOW, false }, &times));
}

static const struct {
    const char *why;
    const struct cache_rules *rules;
    struct cache_times times;
    int64_t now_ms;
    bool fresh, may_be_stale;
} later[] = {
    { "at once", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY, true, true },
    { "its last moment", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY + HOUR - 1, true, true },
    { "over", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY + HOUR, false, true },
    { "too old even for stale", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 16 * DAY, false, false },
    { "stale for ever is not believed", &api, { 9 * DAY, 9 * DAY + HOUR, 900 * DAY }, 16 * DAY, false, false },
    { "fresh for ever is not believed", &api, { 9 * DAY, INT64_MAX, 0 }, 10 * DAY, false, false },
    { "a ceiling of today", &off, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY, false, true },
    { "a floor of today", &pages, { 9 * DAY, 9 * DAY, 16 * DAY }, 10 * DAY - 1, true, true },
    { "asked about again", &fresh_api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY + 1, false, true },
    { "asked about again by a clock that is behind",
      &fresh_api,
      { 9 * DAY, 10 * DAY, 16 * DAY },
      9 * DAY - 9,
      false,
      true },
    { "nothing is used, by a clock that is behind", &off, { 9 * DAY, 10 * DAY, 16 * DAY }, 9 * DAY - 9, false, true },
    { "once a day all the same", &fresh_pages, { 9 * DAY, 9 * DAY, 16 * DAY }, 10 * DAY - 1, true, true },
    { "past the floor", &fresh_pages, { 9 * DAY, 11 * DAY, 16 * DAY }, 10 * DAY, false, true },
    { "the floor is over", &pages, { 9 * DAY, 9 * DAY, 16 * DAY }, 10 * DAY, false, true },
    { "a clock five minutes ahead", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY - 300000, true, true },
    { "another clock's", &api, { 9 * DAY, 9 * DAY + HOUR, 16 * DAY }, 9 * DAY - 300001, false, false },
    { "no time at all", &pages, { 0, 0, 0 }, 1, false, false },
    { "a negative time", &pages, { INT64_MIN, INT64_MAX, INT64_MAX }, 9 * DAY, false, false },
    { "the end of time", &pages, { INT64_MAX, INT64_MAX, INT64_MAX }, 9 * DAY, false, false },
};

static void times_are_read_with_the_rules_of_today(void)
{
    for (size_t i = 0; i < COUNT_OF(later); i++) {
        CHECK_ROW(later[i].why);
        CHECK_INT(http_cache_is_fresh(&later[i].times, later[i].rules, later[i].now_ms), later[i].fresh);
        CHECK_INT(http_cache_may_be_stale(&later[i].times, later[i].now_ms), later[i].may_be_stale);
    }
    CHECK_ROW(NULL);
}

int main(void)
{
    RUN(headers_are_read);
    RUN(a_slow_answer_is_older);
    RUN(only_some_answers_are_kept);
    RUN(times_are_read_with_the_rules_of_today);
    return check_done();
}

/* Headers of caching: a lifetime is never negative nor longer than the rules have it. Input: values of Cache-Control,
 * Age, Date, Expires, Vary, one a line. */
#include "fuzz.h"
#include "gate/http_cache.h"

#define NOW INT64_C(784111777000) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void check_rules(const struct http_answer *answer, const struct cache_rules *rules)
{
    struct cache_times times = { -7, -7, -7 };
    const struct cache_arrival arrival = { NOW, NOW, false };
    if (!http_cache_times(answer, rules, &arrival, &times)) {
        LAW(rules->floor_ms == 0 && times.stored_ms == -7);
        return;
    }
    LAW(times.stored_ms == NOW);
    LAW(times.fresh_until_ms >= NOW + rules->floor_ms && times.fresh_until_ms <= NOW + rules->ceiling_ms);
    LAW(times.stale_until_ms == 0 || times.stale_until_ms == NOW + CACHE_STALE_MAX_MS);
    LAW(!http_cache_is_fresh(&times, rules, NOW + rules->ceiling_ms));
    LAW(!http_cache_may_be_stale(&times, NOW + CACHE_STALE_MAX_MS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cache_rules page = { .floor_ms = CLOCK_DAY_MS, .ceiling_ms = 7 * CLOCK_DAY_MS };
    static const struct cache_rules api = { .ceiling_ms = CLOCK_DAY_MS };
    struct text rest = fuzz_text(data, size);
    struct http_answer answer = { .failure = HTTP_ANSWERED, .status = 200 };
    struct text *const values[] = { &answer.cache_control, &answer.age, &answer.date, &answer.expires, &answer.vary };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (rest.len > 0)
            *values[i] = text_take_until(&rest, '\n');
    }
    struct cache_headers headers = http_cache_read(&answer, NOW);
    LAW(headers.fresh_ms >= 0 && headers.fresh_ms <= (INT64_C(1) << 31) * CLOCK_SECOND_MS);
    LAW(!headers.no_store || headers.fresh_ms == 0);
    check_rules(&answer, &page);
    check_rules(&answer, &api);
    return 0;
}

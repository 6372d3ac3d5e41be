/* When to look again. */
#include "lifecycle/schedule.h"

#include "base/clock.h"
#include "base/compiler.h"
#include "base/num.h"

#include <assert.h>

enum {
    DAYS_MAX = 3650,        /* ten years: farther is never */
    RELEASE_NEAR_DAYS = 30, /* on both sides of the release date */
    RELEASE_STEP_DAYS = 7,
};

bool schedule_parse(struct text t, struct schedule *out)
{
    struct schedule made = { .count = 0 };
    bool more = true;
    while (more) {
        size_t before = t.len;
        struct text item = text_take_until(&t, ',');
        more = item.len < before; /* a comma was taken: one more number must follow it */
        if (made.count == COUNT_OF(made.days) || !num_parse(text_trim(item), 1, DAYS_MAX, &made.days[made.count]))
            return false;
        made.count++;
    }
    *out = made;
    return true;
}

/* Midnight of a full date; false for a year or a month. */
static bool release_ms(struct text date, int64_t *out_ms)
{
    int64_t year, month, day;
    if (date.len != 10 || !num_is_date(date) || !num_parse(text_from(date.at, 4), 0, 9999, &year) ||
        !num_parse(text_from(date.at + 5, 2), 1, 12, &month) || !num_parse(text_from(date.at + 8, 2), 1, 31, &day))
        return false;
    *out_ms = clock_days_from_date((int)year, (int)month, (int)day) * CLOCK_DAY_MS;
    return true;
}

int64_t schedule_next_ms(const struct schedule *schedule, int64_t retry_count, struct text release_date, int64_t now_ms,
                         struct random *random)
{
    assert(schedule->count >= 1);
    int64_t last = (int64_t)schedule->count - 1;
    int64_t wait_ms = schedule->days[retry_count < 0 ? 0 : retry_count < last ? retry_count : last] * CLOCK_DAY_MS;
    int64_t longest_ms = wait_ms + wait_ms / 10;
    int64_t released_ms;
    if (release_ms(release_date, &released_ms)) {
        int64_t opens_ms = released_ms - RELEASE_NEAR_DAYS * CLOCK_DAY_MS;
        int64_t closes_ms = released_ms + (RELEASE_NEAR_DAYS + 1) * CLOCK_DAY_MS; /* the 30th day after it, whole */
        int64_t from_ms = now_ms > opens_ms ? now_ms : opens_ms;
        int64_t limit_ms = from_ms + RELEASE_STEP_DAYS * CLOCK_DAY_MS - now_ms;
        /* Before the window opens, a long step must not jump over its first week. */
        if (now_ms < closes_ms && limit_ms < longest_ms)
            longest_ms = limit_ms;
    }
    if (wait_ms > longest_ms)
        wait_ms = longest_ms;
    return now_ms + random_between(random, wait_ms - wait_ms / 10, longest_ms);
}

int64_t schedule_contributed_ms(int64_t next_ms, int64_t contributed_ms, int64_t now_ms)
{
    const int64_t watched_ms =
        60 * CLOCK_DAY_MS; /* TMDb's moderators take days; what is not there then, is not coming */
    if (contributed_ms == 0 || now_ms - contributed_ms > watched_ms || next_ms < now_ms + CLOCK_DAY_MS)
        return next_ms;
    return now_ms + CLOCK_DAY_MS;
}

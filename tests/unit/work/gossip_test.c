/* What a node tells of itself: in the words that Oban Web reads, and never more than a notification may hold. */
#include "check.h"
#include "model/json_build.h"
#include "work/gossip.h"
#include "work/open_runs.h"

#include <string.h>

static struct arena arena;
#define UUID "3f2b0c1e-8d47-4a55-9b1d-0123456789ab"

static void a_check_a_queue(void)
{
    const struct gossip_queue queues[] = { { TEXT("tmdb"), TEXT("u-1"), 4, false },
                                           { TEXT("understudy"), TEXT("u-2"), 1, true } };
    const struct job_fence runs[] = { { 7, 1, TEXT("u-1") }, { 9, 2, TEXT("u-3") }, { 8, 1, TEXT("u-1") } };
    struct text json = gossip_checks("lab-7", 1000, 61000, queues, 2, runs, 3, &arena);
    CHECK_TEXT_Z(json,
                 "[{\"uuid\":\"u-1\",\"name\":\"Oban\",\"node\":\"lab-7\",\"queue\":\"tmdb\",\"local_limit\":4,"
                 "\"paused\":false,\"running\":[7,8],\"started_at\":\"1970-01-01T00:00:01Z\","
                 "\"updated_at\":\"1970-01-01T00:01:01Z\"},"
                 "{\"uuid\":\"u-2\",\"name\":\"Oban\",\"node\":\"lab-7\",\"queue\":\"understudy\",\"local_limit\":1,"
                 "\"paused\":true,\"running\":[],\"started_at\":\"1970-01-01T00:00:01Z\","
                 "\"updated_at\":\"1970-01-01T00:01:01Z\"}]");
    CHECK_TEXT_Z(gossip_checks("lab-7", 0, 0, queues, 0, runs, 3, &arena), "[]");
}

/* PostgreSQL writes a blank behind each comma and colon, and the name of the list around it. */
static void the_longest_is_no_longer_than_a_notification(void)
{
    char name[128], node[96];
    struct job_fence runs[OPEN_RUNS_MAX];
    memset(name, '"', sizeof name - 1);
    memset(node, '\\', sizeof node - 1);
    name[sizeof name - 1] = node[sizeof node - 1] = '\0';
    for (size_t i = 0; i < OPEN_RUNS_MAX; i++)
        runs[i] = (struct job_fence){ INT64_MAX - (int64_t)i, 1, TEXT(UUID) };
    const struct gossip_queue queue = { text_of(name), TEXT(UUID), INT64_MAX, false };
    struct text json = gossip_checks(node, 1000, 1000, &queue, 1, runs, OPEN_RUNS_MAX, &arena);
    CHECK(json.len + OPEN_RUNS_MAX + 64 < 8000);
}

static void what_runs_is_known_by_thread(void)
{
    static struct open_runs runs;
    struct job_fence all[OPEN_RUNS_MAX];
    const struct job jobs[] = { { .fence = { 1, 1, TEXT("u") } },
                                { .fence = { 2, 1, TEXT("u") } },
                                { .fence = { 3, 1, TEXT("u") } } };
    open_runs_init(&runs);
    CHECK_INT(open_runs_all(&runs, all), 0);
    open_runs_set(&runs, 0, jobs, 3);
    open_runs_set(&runs, OPEN_RUNS_THREADS_MAX - 1, jobs, 1);
    CHECK_INT(open_runs_all(&runs, all), 4);
    CHECK_INT(open_runs_close(&runs, 0, 1), 2);
    CHECK_INT(open_runs_close(&runs, 0, 1), 2); /* it is not there any more */
    CHECK_INT(open_runs_all(&runs, all), 3);
    CHECK_INT(all[0].id, 3);
    CHECK_INT(all[2].id, 1);
    open_runs_set(&runs, 0, NULL, 0);
    CHECK_INT(open_runs_all(&runs, all), 1);
    open_runs_finish(&runs);
}

int main(void)
{
    RUN(a_check_a_queue);
    RUN(the_longest_is_no_longer_than_a_notification);
    RUN(what_runs_is_known_by_thread);
    arena_finish(&arena);
    return check_done();
}

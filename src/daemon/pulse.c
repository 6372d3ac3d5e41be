/* Once a second: is the store there, and what has happened in it? */
#include "daemon/pulse.h"

#include "base/log.h"
#include "daemon/events.h"
#include "daemon/waits.h"
#include "store/stats.h"

#include <stdio.h>
#include <string.h>

enum { BEAT_MS = 1000 };

static bool is_over(struct daemon *daemon)
{
    (void)pthread_mutex_lock(&daemon->lock);
    bool over = daemon->stopping;
    (void)pthread_mutex_unlock(&daemon->lock);
    return over;
}

static void note(struct daemon *daemon, const char *trouble)
{
    (void)pthread_mutex_lock(&daemon->lock);
    bool news = strcmp(trouble, daemon->store_trouble) != 0;
    (void)snprintf(daemon->store_trouble, sizeof daemon->store_trouble, "%s", trouble);
    daemon->store_seen = true;
    (void)pthread_mutex_unlock(&daemon->lock);
    if (news)
        log_event(trouble[0] != '\0' ? LOG_ERROR : LOG_INFO, "store", "reason=\"%s\"",
                  trouble[0] != '\0' ? trouble : "it is there again");
}

static void *beat(void *context)
{
    struct daemon *daemon = context;
    struct store *store = NULL;
    struct arena arena = { 0 };
    while (!is_over(daemon)) {
        struct error err = { 0 };
        struct texts paused;
        arena_reset(&arena);
        enum status status = store != NULL ? OK : store_open(&daemon->store, &store, &err);
        if (status == OK)
            status = store_queues_paused(store, &arena, &paused, &err);
        if (status == OK)
            status = events_tick(daemon->events, store, clock_mono_ms(), &err);
        note(daemon, status == OK ? "" : err.text);
        for (int64_t rest_ms = BEAT_MS; rest_ms > 0 && !is_over(daemon); rest_ms -= 100) {
            waits_tick(daemon, clock_mono_ms(), false);
            clock_sleep_ms(100);
        }
    }
    store_close(&store);
    arena_finish(&arena);
    return NULL;
}

enum status pulse_start(struct daemon *daemon, struct error *err)
{
    int why = pthread_create(&daemon->pulse_thread, NULL, beat, daemon);
    daemon->pulse_beats = why == 0;
    return why == 0 ? OK : error_set(err, BROKEN, "cannot start a thread: %s", strerror(why));
}

void pulse_stop(struct daemon *daemon)
{
    if (daemon->pulse_beats)
        (void)pthread_join(daemon->pulse_thread, NULL);
}

void pulse_look(struct daemon *daemon, struct health *out)
{
    (void)pthread_mutex_lock(&daemon->lock);
    out->store_seen = daemon->store_seen;
    out->jobs_run = daemon->runner != NULL;
    out->stopping = daemon->stopping;
    (void)snprintf(out->store_trouble, sizeof out->store_trouble, "%s", daemon->store_trouble);
    (void)snprintf(out->jobs_trouble, sizeof out->jobs_trouble, "%s", daemon->runner_trouble);
    (void)pthread_mutex_unlock(&daemon->lock);
}

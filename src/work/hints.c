/* The thread that listens. */
#include "work/hints.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    SLICE_MS = 250, /* how soon it stops when it is told to */
    SECOND_MS = 1000,
    REST_MS = 100,         /* a thousand inserts in a row are one hint */
    FIRST_PAUSE_MS = 1000, /* before a lost connection is made anew; doubled up to */
    LONGEST_PAUSE_MS = 32000
};

struct hints {
    struct store_options options;
    struct hints_calls calls;
    bool heard; /* of an insert; the thread's own */
    pthread_t thread;
    atomic_bool stop;
};

static void rest(struct hints *hints, int64_t ms)
{
    for (int64_t until_ms = clock_mono_ms() + ms; clock_mono_ms() < until_ms && !atomic_load(&hints->stop);)
        clock_sleep_ms(ms < SLICE_MS ? ms : SLICE_MS);
}

static void hear(void *context, struct text channel, struct text payload)
{
    struct hints *hints = context;
    if (text_ends(channel, TEXT(".oban_signal")))
        hints->calls.signal(hints->calls.context, payload);
    else
        hints->heard = true;
}

/* Until it is stopped, the connection is lost, or there is nothing to hear: then false. */
static bool listen_once(struct hints *hints, int64_t *pause_ms)
{
    struct store *store = NULL;
    struct error err;
    bool listens = true;
    int64_t second_ms = 0;
    const struct oban_ear ear = { hear, hints };
    enum status status = store_open(&hints->options, &store, &err);
    if (status == OK)
        status = store_oban_listen(store, &listens, &err);
    if (status == OK && listens) { /* what was inserted meanwhile was not heard */
        hints->calls.wake(hints->calls.context);
        *pause_ms = FIRST_PAUSE_MS;
    }
    while (status == OK && listens && !atomic_load(&hints->stop)) {
        if (clock_is_time(&second_ms, SECOND_MS))
            hints->calls.second(hints->calls.context, store);
        hints->heard = false;
        status = store_oban_heard(store, SLICE_MS, &ear, &err);
        if (status == OK && hints->heard) {
            hints->calls.wake(hints->calls.context);
            rest(hints, REST_MS);
        }
    }
    store_close(&store);
    return listens;
}

static void *run(void *context)
{
    struct hints *hints = context;
    int64_t pause_ms = FIRST_PAUSE_MS;
    while (listen_once(hints, &pause_ms) && !atomic_load(&hints->stop)) {
        rest(hints, pause_ms);
        pause_ms = pause_ms < LONGEST_PAUSE_MS ? 2 * pause_ms : LONGEST_PAUSE_MS;
    }
    return NULL;
}

struct hints *hints_start(const struct store_options *store, const struct hints_calls *calls)
{
    if (store_dialect_of(store->url) != STORE_POSTGRESQL)
        return NULL;
    struct hints *hints = calloc(1, sizeof *hints);
    if (hints == NULL)
        oom();
    hints->options = *store;
    hints->calls = *calls;
    atomic_init(&hints->stop, false);
    if (pthread_create(&hints->thread, NULL, run, hints) != 0) { /* then without */
        free(hints);
        return NULL;
    }
    return hints;
}

void hints_stop(struct hints **hints)
{
    if (*hints == NULL)
        return;
    atomic_store(&(*hints)->stop, true);
    (void)pthread_join((*hints)->thread, NULL);
    free(*hints);
    *hints = NULL;
}

/* Oban's signals read, and what they say of queues kept. */
#include "work/signals.h"

#include "base/base64.h"
#include "base/inflate.h"
#include "extract/json_cursor.h"

#include <stdint.h>
#include <stdio.h>

enum { PAYLOAD_BYTES_MAX = 8000, UNPACKED_BYTES_MAX = 64 * 1024 }; /* PostgreSQL takes no more; no bomb */

/* ── one ── */

/* base64 of gzip, behind "Z:" since Oban 2.21, before that by itself: then it begins as every gzip does. */
static bool unpack(struct text payload, struct arena *arena, struct text *out)
{
    char packed[PAYLOAD_BYTES_MAX];
    struct buf json = BUF_WITH_LIMIT(UNPACKED_BYTES_MAX);
    struct error ignored;
    size_t length = 0;
    bool good = false;
    if (!text_take(&payload, TEXT("Z:")) && !text_starts(payload, TEXT("H4sI"))) {
        *out = payload;
        return true;
    }
    if (!base64_decode(payload, packed, sizeof packed, &length))
        return false;
    struct inflater *inflater = inflate_create();
    good = inflate_gzip(inflater, text_from(packed, length), &json, &ignored) == OK;
    inflate_destroy(&inflater);
    if (good)
        *out = json.len > 0 ? arena_text(arena, buf_text(&json)) : TEXT("");
    buf_finish(&json);
    return good;
}

static bool find_action(struct text name, enum signal_action *out)
{
    static const char *const names[] = {
        [SIGNAL_PAUSE] = "pause", [SIGNAL_RESUME] = "resume", [SIGNAL_SCALE] = "scale", [SIGNAL_KILL] = "pkill"
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_is(name, names[i])) {
            *out = (enum signal_action)i;
            return true;
        }
    }
    return false;
}

bool signal_read(struct text payload, struct text ident, struct arena *arena, struct oban_signal *out)
{
    struct json_cursor c;
    struct error ignored;
    struct text json, key, action = { 0 }, meant_for = { 0 };
    struct oban_signal signal = { 0 };
    if (payload.len > PAYLOAD_BYTES_MAX || !unpack(payload, arena, &json))
        return false;
    json_open(&c, json);
    if (!json_enter_object(&c))
        return false;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "action"))
            (void)json_read_text(&c, arena, &action);
        else if (text_is(key, "queue"))
            (void)json_read_text(&c, arena, &signal.queue);
        else if (text_is(key, "ident"))
            (void)json_read_text(&c, arena, &meant_for);
        else if (text_is(key, "limit"))
            (void)json_read_integer(&c, &signal.limit);
        else if (text_is(key, "job_id"))
            (void)json_read_integer(&c, &signal.job_id);
        else
            json_skip(&c);
    }
    if (json_finish(&c, &ignored) != OK || !find_action(action, &signal.action) ||
        (text_known(meant_for) && !text_is(meant_for, "any") && !text_equal(meant_for, ident)))
        return false;
    bool whole = signal.action == SIGNAL_KILL    ? signal.job_id.known
                 : signal.action == SIGNAL_SCALE ? signal.limit.known && signal.limit.value > 0
                                                 : true;
    if (!whole || (signal.action != SIGNAL_KILL && text_empty(signal.queue)))
        return false;
    *out = signal;
    return true;
}

/* ── all ── */

void signals_init(struct signals *signals)
{
    *signals = (struct signals){ 0 };
    if (pthread_mutex_init(&signals->lock, NULL) != 0)
        oom();
}

void signals_finish(struct signals *signals)
{
    (void)pthread_mutex_destroy(&signals->lock);
}

static void set_name(char out[SIGNAL_NAME_BYTES], struct text name)
{
    (void)snprintf(out, SIGNAL_NAME_BYTES, "%.*s", TEXT_ARG(name));
}

static struct signal_queue *find(struct signals *signals, struct text name)
{
    for (size_t i = 0; i < signals->count; i++) {
        if (text_is(name, signals->queues[i].name))
            return &signals->queues[i];
    }
    return NULL;
}

/* A queue of which was not spoken yet begins as was said of all. NULL: no room, or no name of a queue. */
static struct signal_queue *entry(struct signals *signals, struct text name)
{
    const struct signal_queue *every = find(signals, TEXT("*"));
    struct signal_queue *queue = find(signals, name);
    if (queue != NULL || signals->count == SIGNAL_QUEUES_MAX || name.len >= SIGNAL_NAME_BYTES)
        return queue;
    queue = &signals->queues[signals->count++];
    *queue = (struct signal_queue){ .paused = every != NULL && every->paused };
    set_name(queue->name, name);
    return queue;
}

static void set_paused(struct signals *signals, struct text name, bool paused)
{
    struct signal_queue *queue = entry(signals, name);
    if (queue != NULL)
        queue->paused = paused;
    for (size_t i = 0; i < signals->count && text_is(name, "*"); i++)
        signals->queues[i].paused = paused;
}

void signals_obey(struct signals *signals, const struct oban_signal *signal)
{
    (void)pthread_mutex_lock(&signals->lock);
    if (signal->action == SIGNAL_KILL) {
        signals->killed[signals->killed_count++ % SIGNAL_KILLED_MAX] = signal->job_id.value;
    } else if (signal->action == SIGNAL_SCALE) {
        struct signal_queue *queue = entry(signals, signal->queue);
        if (queue != NULL)
            queue->limit = signal->limit.value;
    } else {
        set_paused(signals, signal->queue, signal->action == SIGNAL_PAUSE);
    }
    (void)pthread_mutex_unlock(&signals->lock);
}

bool signals_hear(struct signals *signals, struct text payload, const char *node)
{
    struct arena arena = { 0 };
    struct oban_signal signal;
    bool good = signal_read(payload, arena_printf(&arena, "Oban.%s", node), &arena, &signal);
    if (good)
        signals_obey(signals, &signal);
    arena_finish(&arena);
    return good;
}

static const struct signal_queue *said_of(struct signals *signals, struct text queue)
{
    const struct signal_queue *own = find(signals, queue);
    return own != NULL ? own : find(signals, TEXT("*"));
}

bool signals_paused(struct signals *signals, struct text queue, int64_t most, int64_t *out_limit)
{
    (void)pthread_mutex_lock(&signals->lock);
    const struct signal_queue *said = said_of(signals, queue);
    bool paused = said != NULL && said->paused;
    *out_limit = said != NULL && said->limit > 0 && said->limit < most ? said->limit : most;
    (void)pthread_mutex_unlock(&signals->lock);
    return paused;
}

size_t signals_admit(struct signals *signals, size_t thread, struct text queue, size_t most)
{
    size_t runs = 0;
    (void)pthread_mutex_lock(&signals->lock);
    const struct signal_queue *said = said_of(signals, queue);
    for (size_t i = 0; i < SIGNAL_THREADS_MAX; i++) {
        if (i != thread && text_is(queue, signals->threads[i].queue))
            runs += signals->threads[i].runs;
    }
    size_t limit = said != NULL && said->limit > 0 ? (size_t)said->limit : SIZE_MAX;
    size_t room = (said != NULL && said->paused) || limit <= runs ? 0 : limit - runs;
    set_name(signals->threads[thread].queue, queue);
    signals->threads[thread].runs = room < most ? room : most;
    (void)pthread_mutex_unlock(&signals->lock);
    return room < most ? room : most;
}

void signals_runs(struct signals *signals, size_t thread, size_t count)
{
    (void)pthread_mutex_lock(&signals->lock);
    signals->threads[thread].runs = count;
    (void)pthread_mutex_unlock(&signals->lock);
}

bool signals_killed(struct signals *signals, int64_t job_id)
{
    bool killed = false;
    (void)pthread_mutex_lock(&signals->lock);
    for (size_t i = 0; i < SIGNAL_KILLED_MAX && i < signals->killed_count; i++)
        killed = killed || signals->killed[i] == job_id;
    (void)pthread_mutex_unlock(&signals->lock);
    return killed;
}

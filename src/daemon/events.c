/* Listeners and what they are told. */
#include "daemon/events.h"

#include "work/event_json.h"

#include <stdlib.h>

enum { PAGE = 200, SIGN_OF_LIFE_MS = 15000, EVENT_BYTES_MAX = 64 << 10 };

struct listener_row {
    struct stream *stream; /* NULL: free */
    int64_t after_id;
};
struct events {
    pthread_mutex_t lock;
    struct listener_row listeners[LISTENERS_MAX];
    int64_t after_id; /* read so far; -1 = nothing yet */
    int64_t sign_ms;  /* when the next sign of life is due */
    bool ended;
};

struct events *events_create(void)
{
    struct events *events = calloc(1, sizeof *events);
    if (events == NULL)
        oom();
    (void)pthread_mutex_init(&events->lock, NULL);
    events->after_id = -1;
    return events;
}

void events_destroy(struct events **events)
{
    if (*events == NULL)
        return;
    (void)pthread_mutex_destroy(&(*events)->lock);
    free(*events);
    *events = NULL;
}

/* "id: 7", "event: created", "data: {…}", and a blank line. */
static struct text event_of(const struct history_entry *entry, struct arena *arena)
{
    json_t *object = json_of_history_entry(entry);
    struct text data = json_finished(object, arena);
    return arena_printf(arena, "id: %lld\nevent: %.*s\ndata: %.*s\n\n", (long long)entry->id, TEXT_ARG(entry->event),
                        TEXT_ARG(data));
}

static void tell(struct listener_row *listener, struct text bytes)
{
    if (listener->stream != NULL && !stream_send(listener->stream, bytes))
        stream_release(&listener->stream);
}

/* Under the lock: the entries behind *after_id, told to one listener or to all. */
static enum status read_on(struct events *events, struct store *store, int64_t *after_id, struct listener_row *only,
                           size_t *out_count, struct error *err)
{
    struct arena arena = { 0 };
    struct history_entry *entries;
    enum status status = store_history_since(store, *after_id, PAGE, &arena, &entries, out_count, err);
    for (size_t i = 0; status == OK && i < *out_count; i++) {
        struct text event = event_of(&entries[i], &arena);
        *after_id = entries[i].id;
        if (only != NULL)
            tell(only, event);
        for (size_t n = 0; only == NULL && n < LISTENERS_MAX; n++) {
            if (events->listeners[n].after_id < entries[i].id)
                tell(&events->listeners[n], event);
        }
    }
    arena_finish(&arena);
    return status;
}

static enum status replay(struct events *events, struct store *store, struct listener_row *listener, struct error *err)
{
    size_t count = PAGE, all = 0;
    enum status status = OK;
    while (status == OK && count == PAGE && all < REPLAYED_MAX && listener->stream != NULL) {
        status = read_on(events, store, &listener->after_id, listener, &count, err);
        all += count;
    }
    return status;
}

enum status events_listen(struct events *events, struct store *store, int64_t after_id, struct stream **out_stream,
                          struct error *err)
{
    struct listener_row *listener = NULL;
    (void)pthread_mutex_lock(&events->lock);
    for (size_t i = 0; i < LISTENERS_MAX && listener == NULL && !events->ended; i++)
        listener = events->listeners[i].stream == NULL ? &events->listeners[i] : NULL;
    enum status status = OK;
    if (listener == NULL) {
        status = error_set(err, TRANSIENT, "%d listen already; that is the most", LISTENERS_MAX);
    } else {
        struct stream *stream = stream_create();
        *listener = (struct listener_row){ stream, after_id };
        tell(listener, TEXT(": what happens to films; docs/api.md\n\n"));
        status = after_id >= 0 ? replay(events, store, listener, err)
                               : store_history_newest(store, &listener->after_id, err);
        if (listener->stream == NULL) /* more than it may hold: what is there is told, and it ends */
            status = OK;
        if (status == OK)
            *out_stream = stream;
        else
            stream_drop(&listener->stream);
    }
    (void)pthread_mutex_unlock(&events->lock);
    return status;
}

enum status events_tick(struct events *events, struct store *store, int64_t now_ms, struct error *err)
{
    size_t count = PAGE;
    (void)pthread_mutex_lock(&events->lock);
    enum status status = events->after_id >= 0 ? OK : store_history_newest(store, &events->after_id, err);
    while (status == OK && count == PAGE && !events->ended)
        status = read_on(events, store, &events->after_id, NULL, &count, err);
    bool sign = now_ms >= events->sign_ms;
    for (size_t i = 0; i < LISTENERS_MAX && sign; i++)
        tell(&events->listeners[i], TEXT(": \n\n"));
    if (sign)
        events->sign_ms = now_ms + SIGN_OF_LIFE_MS;
    (void)pthread_mutex_unlock(&events->lock);
    return status;
}

void events_end(struct events *events)
{
    (void)pthread_mutex_lock(&events->lock);
    events->ended = true;
    for (size_t i = 0; i < LISTENERS_MAX; i++) {
        if (events->listeners[i].stream != NULL)
            stream_release(&events->listeners[i].stream);
    }
    (void)pthread_mutex_unlock(&events->lock);
}

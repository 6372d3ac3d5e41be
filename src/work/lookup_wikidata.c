/* Wikidata's part of a lookup. One query at a time for the whole command (their rule), each for the id that needs it
 * and those that come after it in the command or the queue. */
#include "work/lookup_wikidata.h"

#include "source/wikidata.h"
#include "work/lookup_gather.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    KEPT_BATCHES = 4, /* one is in use, and those that slow workers still come back to */
    IDS_BEHIND = 8,   /* workers take ids in order, but the last of so many may come here first */
    WIKIDATA_TIMEOUT_MS = 15000,
};

struct batch {
    struct arena arena;    /* everything below */
    struct text asked_for; /* the id that called for it */
    struct text ids[WIKIDATA_IDS_MAX];
    size_t count;
    const struct answer_class *class;
    struct wikidata_rows rows; /* when FOUND */
    struct text answer_sha256, reason;
    int64_t fetched_at_ms;
};
struct wikidata_batches {
    pthread_mutex_t lock; /* held while a query is under way */
    const struct text *ids;
    size_t id_count;
    struct batch kept[KEPT_BATCHES];
    size_t next; /* kept[next] is the oldest */
};

struct wikidata_batches *wikidata_batches_create(const struct text *ids, size_t count)
{
    struct wikidata_batches *batches = calloc(1, sizeof *batches);
    if (batches == NULL || pthread_mutex_init(&batches->lock, NULL) != 0)
        oom();
    batches->ids = ids;
    batches->id_count = count;
    return batches;
}

void wikidata_batches_destroy(struct wikidata_batches **batches)
{
    if (*batches == NULL)
        return;
    for (size_t i = 0; i < KEPT_BATCHES; i++)
        arena_finish(&(*batches)->kept[i].arena);
    (void)pthread_mutex_destroy(&(*batches)->lock);
    free(*batches);
    *batches = NULL;
}

static bool holds(const struct batch *batch, struct text id)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (text_equal(batch->ids[i], id))
            return true;
    }
    return false;
}

static struct batch *find(struct wikidata_batches *batches, struct text id)
{
    for (size_t i = 0; i < KEPT_BATCHES; i++) {
        if (holds(&batches->kept[i], id))
            return &batches->kept[i];
    }
    return NULL;
}

static void add_new(struct wikidata_batches *batches, const struct text *ids, size_t count, struct batch *batch)
{
    for (size_t i = 0; i < count && batch->count < WIKIDATA_IDS_MAX; i++) {
        if (find(batches, ids[i]) == NULL)
            batch->ids[batch->count++] = arena_text(&batch->arena, ids[i]);
    }
}

/* The id and those around it in the command, or in the queue, that no batch has yet, in their order: whichever worker
 * comes first, it is the same query. */
static enum status choose_ids(struct wikidata_batches *batches, struct lookup *l, struct batch *batch)
{
    struct texts next = { 0 };
    size_t at = 0;
    batch->asked_for = arena_text(&batch->arena, l->id);
    while (at < batches->id_count && !text_equal(batches->ids[at], l->id))
        at++;
    if (at == batches->id_count) { /* not of the command: a job's, or another was merged into it */
        batch->ids[batch->count++] = batch->asked_for;
        if (l->run->queue == NULL || l->run->dry_run)
            return OK;
        enum status status =
            store_jobs_next_films(l->store, l->run->queue, 2 * WIKIDATA_IDS_MAX, l->arena, &next, l->err);
        add_new(batches, next.at, next.count, batch);
        return status;
    }
    at = at > IDS_BEHIND ? at - IDS_BEHIND : 0;
    add_new(batches, batches->ids + at, batches->id_count - at, batch);
    return OK;
}

static enum status fetch(struct lookup *l, struct batch *batch)
{
    struct exchange exchange;
    struct finding finding = { 0 };
    const struct question question = {
        .source = "wikidata",
        .operation = "query",
        .kind = ANSWER_WIKIDATA_JSON,
        .policy = &l->run->settings->wikidata_policy,
        .request = { .url = wikidata_url(l->run->settings->wikidata_query_url, batch->ids, batch->count, l->arena),
                     .accept = TEXT("application/sparql-results+json"),
                     .timeout_ms = WIKIDATA_TIMEOUT_MS,
                     .wire_bytes_max = WIKIDATA_BYTES_MAX,
                     .body_bytes_max = WIKIDATA_BYTES_MAX },
    };
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    batch->class = exchange.class;
    if (exchange.class->outcome == ANSWER_FOUND) {
        wikidata_open(arena_text(&batch->arena, exchange.gate.answer.body), &batch->arena, &batch->rows);
        wikidata_read(&batch->rows, l->id, l->arena, &finding);
        if (finding.class->outcome != ANSWER_ABSENT) /* absence is of one id, a broken answer of them all */
            batch->class = finding.class;
    }
    batch->fetched_at_ms = exchange.fetched_at_ms;
    batch->answer_sha256 =
        arena_text(&batch->arena, lookup_record(l, &question, &exchange,
                                                finding.class != NULL ? finding.class : batch->class, finding.note));
    batch->reason = arena_text(&batch->arena,
                               exchange.gate.refusal != GATE_WENT ? exchange.gate.reason : text_of(batch->class->why));
    return OK;
}

static void answer_from(struct lookup *l, const struct batch *batch, bool by_another, struct source_answer *out)
{
    struct finding finding = { .class = batch->class };
    if (batch->class->outcome == ANSWER_FOUND)
        wikidata_read(&batch->rows, l->id, l->arena, &finding);
    struct text note = text_known(finding.note) ? finding.note : batch->reason;
    if (by_another)
        lookup_step(l, "wikidata", "query", finding.class,
                    arena_printf(l->arena, "in one query with %.*s%s%.*s", TEXT_ARG(batch->asked_for),
                                 text_empty(note) ? "" : ": ", TEXT_ARG(note)));
    *out = (struct source_answer){ .class = finding.class,
                                   .movie = finding.movie,
                                   .answer_sha256 = arena_text(l->arena, batch->answer_sha256),
                                   .fetched_at_ms = batch->fetched_at_ms,
                                   .reason = arena_printf(l->arena, "Wikidata: %.*s", TEXT_ARG(batch->reason)) };
}

enum status lookup_ask_wikidata(struct lookup *l, struct source_answer *out)
{
    struct wikidata_batches *batches = l->run->wikidata;
    if (batches == NULL || text_empty(l->run->settings->wikidata_query_url))
        return OK;
    enum status status = OK;
    (void)pthread_mutex_lock(&batches->lock);
    struct batch *batch = find(batches, l->id);
    bool by_another = batch != NULL;
    if (batch == NULL) {
        batch = &batches->kept[batches->next];
        batches->next = (batches->next + 1) % KEPT_BATCHES;
        arena_reset(&batch->arena);
        batch->count = 0;
        status = choose_ids(batches, l, batch);
        if (status == OK)
            status = fetch(l, batch);
        if (status != OK)
            batch->count = 0;
    }
    if (status == OK)
        answer_from(l, batch, by_another, out);
    (void)pthread_mutex_unlock(&batches->lock);
    return status;
}

/* The local index and OMDb: their part of a lookup, and what the workers of a command share. */
#include "source/dataset.h"
#include "source/omdb.h"
#include "work/dataset_folder.h"
#include "work/lookup_gather.h"
#include "work/lookup_wikidata.h"

#include <pthread.h>
#include <stdlib.h>

enum { OMDB_TIMEOUT_MS = 10000, SHELF_MAX = 16 };

/* Open indexes that no worker is reading: each serves one thread at a time. */
struct dataset_shelf {
    pthread_mutex_t lock;
    struct arena arena;
    const char *path;
    struct dataset_index *idle[SHELF_MAX];
    size_t count;
};

void lookup_run_begin(struct lookup_run *run, const struct text *ids, size_t count)
{
    run->wikidata = wikidata_batches_create(ids, count);
    run->datasets = calloc(1, sizeof *run->datasets);
    if (run->datasets == NULL || pthread_mutex_init(&run->datasets->lock, NULL) != 0)
        oom();
    if (text_known(run->settings->dataset_path))
        run->datasets->path = dataset_index_path(run->settings->dataset_path, &run->datasets->arena);
}

void lookup_run_end(struct lookup_run *run)
{
    wikidata_batches_destroy(&run->wikidata);
    if (run->datasets == NULL)
        return;
    for (size_t i = 0; i < run->datasets->count; i++)
        dataset_index_close(&run->datasets->idle[i]);
    (void)pthread_mutex_destroy(&run->datasets->lock);
    arena_finish(&run->datasets->arena);
    free(run->datasets);
    run->datasets = NULL;
}

enum status lookup_take_dataset(struct lookup *l)
{
    struct dataset_shelf *shelf = l->run->datasets;
    if (shelf == NULL || shelf->path == NULL || !lookup_source_on(l, "dataset"))
        return OK;
    (void)pthread_mutex_lock(&shelf->lock);
    if (shelf->count > 0)
        l->dataset = shelf->idle[--shelf->count];
    (void)pthread_mutex_unlock(&shelf->lock);
    if (l->dataset != NULL)
        return OK;
    enum status status = dataset_index_open(shelf->path, &l->dataset, l->err);
    return status == NOT_FOUND ? OK : status; /* nothing was imported */
}

void lookup_give_dataset(struct lookup *l)
{
    struct dataset_shelf *shelf = l->run->datasets;
    if (l->dataset == NULL)
        return;
    (void)pthread_mutex_lock(&shelf->lock);
    if (shelf->count < SHELF_MAX) {
        shelf->idle[shelf->count++] = l->dataset;
        l->dataset = NULL;
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    dataset_index_close(&l->dataset);
}

enum status lookup_ask_dataset(struct lookup *l, struct source_answer *out)
{
    struct dataset_title title;
    struct finding finding;
    if (l->dataset == NULL)
        return OK;
    int64_t start_ms = clock_mono_ms();
    enum status status = dataset_index_find(l->dataset, l->id, l->arena, &title, l->err);
    if (status != OK && status != NOT_FOUND)
        return status;
    const struct dataset_info *info = dataset_index_info(l->dataset);
    dataset_read(status == OK ? &title : NULL, info, l->arena, &finding);
    lookup_record_local(l, "dataset", "title", finding.class, clock_mono_ms() - start_ms, finding.note);
    *out = (struct source_answer){ .class = finding.class,
                                   .movie = finding.movie,
                                   .fetched_at_ms = info->imported_at_ms,
                                   .reason = arena_printf(l->arena, "the dataset: %.*s", TEXT_ARG(finding.note)) };
    return OK;
}

static struct question omdb_question(struct lookup *l)
{
    const struct lookup_settings *settings = l->run->settings;
    return (struct question){
        .source = "omdb",
        .operation = "title",
        .kind = ANSWER_OMDB_JSON,
        .policy = &settings->omdb_policy,
        .request = { .url = omdb_url(settings->omdb_url, l->id, l->arena),
                     .query_secret = arena_printf(l->arena, "apikey=%.*s", TEXT_ARG(settings->omdb_api_key)),
                     .accept = TEXT("application/json"),
                     .timeout_ms = OMDB_TIMEOUT_MS,
                     .wire_bytes_max = OMDB_BYTES_MAX,
                     .body_bytes_max = OMDB_BYTES_MAX },
    };
}

/* The limit of the day, or a key that is refused: true of every id that follows, the limit also for other processes. */
static enum status note_refusal(struct lookup *l, const struct exchange *exchange, const struct answer_class *class)
{
    struct text type = text_of(class->error_type);
    bool went = exchange->gate.refusal == GATE_WENT && !exchange->gate.from_cache;
    bool limit = went && text_is(type, "rate_limit") && exchange->gate.answer.status != 429; /* that is a pause */
    if (limit || (went && text_is(type, "auth_error")))
        atomic_store(&l->run->omdb_refused, class);
    return limit ? gate_exhausted(l->run->gate, l->store, TEXT("omdb"), l->err) : OK;
}

static void omdb_not_asked(struct lookup *l, const struct answer_class *refused, struct source_answer *out)
{
    lookup_step(l, "omdb", "title", refused, arena_printf(l->arena, "not asked: %s", refused->why));
    *out = (struct source_answer){ .class = refused, .reason = text_of(refused->why) };
}

enum status lookup_ask_omdb(struct lookup *l, struct source_answer *out)
{
    struct exchange exchange;
    struct finding finding = { 0 };
    if (text_empty(l->run->settings->omdb_api_key))
        return OK;
    const struct answer_class *refused = atomic_load(&l->run->omdb_refused);
    if (refused != NULL) {
        omdb_not_asked(l, refused, out);
        return OK;
    }
    const struct question question = omdb_question(l);
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    out->class = exchange.class;
    if (exchange.class->outcome == ANSWER_FOUND) {
        omdb_read(exchange.gate.answer.body, l->id, l->arena, &finding);
        out->class = finding.class;
        out->movie = finding.movie;
    }
    out->fetched_at_ms = exchange.fetched_at_ms;
    out->answer_sha256 = lookup_record(l, &question, &exchange, out->class, finding.note);
    struct text why = exchange.gate.refusal != GATE_WENT ? exchange.gate.reason
                      : text_known(finding.note)         ? finding.note
                                                         : text_of(out->class->why);
    out->reason =
        text_starts(why, TEXT("OMDb")) ? why : arena_printf(l->arena, "OMDb: %.*s", TEXT_ARG(why)); /* said once */
    return note_refusal(l, &exchange, out->class);
}

/* import --wait: the ids of a list worked off, by the pool that lookup has. */
#include "base/log.h"
#include "cli/import.h"
#include "cli/interrupt.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/pool.h"
#include "cli/settings.h"
#include "daemon/source_state.h"
#include "store/jobs.h"
#include "work/expire.h"

struct waiter {
    struct import_task *import;
    struct ids ids; /* those without an outcome, in the order of the list */
    struct lookup_settings settings;
    struct lookup_run run;
    struct pool_task task;
    struct random random;
    struct http *http;
    struct pool *pool;
    struct interrupt interrupt;
    struct arena arena; /* of one answer from the store */
    size_t counts[OUTCOME_COUNT];
    size_t answers;
};

static void interrupt_pool(void *pool)
{
    pool_interrupt(pool);
}

static enum status open_network(struct waiter *w, struct error *err)
{
    const struct invocation *invocation = w->import->invocation;
    struct http_options options = settings_http(&invocation->config);
    if (w->ids.count == 0)
        return OK;
    if (tmdb_lacks_key(&invocation->config))
        return error_set(err, INVALID,
                         "the ids are wanted, but TMDb needs a key: set tmdb.token, which "
                         "https://www.themoviedb.org/settings/api gives you");
    enum status status = http_open(&options, &w->http, err);
    if (status != OK)
        return status;
    w->run.gate = gate_create(w->http, &invocation->clock, TEXT("understudy"));
    lookup_run_begin(&w->run, w->ids.at, w->ids.count);
    status = pool_start(&w->task, 0, &w->pool, err);
    if (status == OK)
        interrupt_watch(&w->interrupt, interrupt_pool, w->pool);
    return status;
}

/* An id with an outcome is not asked again, however old that is. */
static enum status answer_from_store(struct waiter *w, struct text id, struct slot *slot, struct error *err)
{
    struct lookup_run only_store = { .settings = &w->settings, .clock = w->run.clock }; /* gate NULL */
    struct lookup_ask ask = { .imdb_id = id };
    struct wanted wanted;
    arena_reset(&w->arena);
    struct lookup_result *result = arena_alloc(&w->arena, sizeof *result);
    enum status status = lookup_one(&only_store, w->import->store, &w->random, &ask, &w->arena, result, err);
    if (status == NOT_FOUND) { /* a not_found of long ago */
        status = store_wanted_get(w->import->store, id, &w->arena, &wanted, err);
        *result = (struct lookup_result){ .imdb_id = id, .from_store = true, .outcome = TEXT("unknown") };
        if (status == OK && text_is(wanted.outcome, "not_found"))
            result->outcome = TEXT("not_found");
        if (status == OK)
            result->reason = wanted.reason;
    }
    if (status == OK)
        slot_fill(slot, result, &w->task.style, &w->arena);
    return status;
}

static enum exit_code take_answer(struct waiter *w, struct slot *slot, enum exit_code code)
{
    if (w->import->invocation->json) {
        progress_end(&w->import->progress);
        output_write(buf_text(&slot->text));
    }
    buf_finish(&slot->text);
    w->counts[slot->outcome]++;
    w->answers++;
    import_progress(w->import, "asking", w->answers);
    return exit_worst(code, slot->code);
}

/* In the order of the list. After an interruption those that are done, also beyond one that is not. */
static enum exit_code take_all(struct waiter *w)
{
    const struct import_list *list = &w->import->list;
    enum exit_code code = EXIT_FINE;
    struct error err;
    size_t asked = 0;
    import_progress(w->import, "asking", w->answers);
    for (size_t i = 0; i < list->count && !output_failed(); i++) {
        bool from_store = w->import->states[i] == WANTED_ANSWERED;
        struct slot stored = { 0 };
        struct slot *slot = from_store ? &stored : &w->task.slots[asked];
        enum status status = OK;
        if (from_store) {
            status = answer_from_store(w, list->rows[i].imdb_id, slot, &err);
        } else if (w->pool != NULL) {
            if (!pool_is_done(w->pool, asked))
                output_flush();
            status = pool_wait(w->pool, asked, &err);
            if (status != OK && interrupt_came(&w->interrupt)) {
                pool_stop(&w->pool); /* what is under way ends, and fills its slots */
                status = OK;
            }
        }
        asked += !from_store;
        if (status != OK) {
            progress_end(&w->import->progress);
            complain("%s", err.text);
            return exit_worst(code, EXIT_LOCAL);
        }
        code = slot->done ? take_answer(w, slot, code) : exit_worst(code, EXIT_UNKNOWN);
    }
    return code;
}

/* What was answered here needs no job any more. An application's table of jobs is only read. */
static enum exit_code settle_jobs(struct waiter *w, enum exit_code code)
{
    struct error err;
    if (text_known(invocation_option(w->import->invocation, "--from-oban")) ||
        store_jobs_settle_answered(w->import->store, "TMDbDetailsWorker", clock_wall_ms(w->run.clock), &err) == OK)
        return code;
    complain("%s", err.text);
    return exit_worst(code, EXIT_LOCAL);
}

static enum exit_code remove_expired(struct waiter *w, enum exit_code code)
{
    struct retention_counts gone;
    struct error err;
    if (expire_all(w->import->store, clock_wall_ms(w->run.clock), &gone, &err) != OK) {
        complain("%s", err.text);
        return exit_worst(code, EXIT_LOCAL);
    }
    log_event(LOG_INFO, "expired", "fetches=%zu answers=%zu metrics=%zu", gone.fetches, gone.answers, gone.metrics);
    return code;
}

static void summarise(struct waiter *w)
{
    struct buf line = BUF_WITH_LIMIT(512);
    size_t total = w->import->list.count;
    bool json = w->import->invocation->json;
    outcome_summary(w->counts, &line);
    if (!json) {
        (void)buf_add_char(&line, '\n');
        output_write(buf_text(&line));
    } else if (!w->import->invocation->quiet) {
        complain("%s", line.at);
    }
    if (interrupt_came(&w->interrupt) && w->answers < total)
        complain("interrupted with %zu of %zu ids answered; the others stay wanted: the same command goes on with them",
                 w->answers, total);
    if (atomic_load(&w->run.tmdb_refused))
        complain("TMDb refuses the key: check tmdb.token (https://www.themoviedb.org/settings/api)");
    buf_finish(&line);
}

static void prepare(struct waiter *w)
{
    struct import_task *import = w->import;
    struct invocation *invocation = import->invocation;
    const struct import_list *list = &import->list;
    settings_lookup(&invocation->config, invocation->arena, &w->settings);
    w->run.settings = &w->settings;
    w->run.clock = &invocation->clock;
    w->random = (struct random){ random_seed() };
    w->ids.at = arena_array(invocation->arena, list->count, sizeof *w->ids.at);
    for (size_t i = 0; i < list->count; i++) {
        if (import->states[i] != WANTED_ANSWERED)
            w->ids.at[w->ids.count++] = list->rows[i].imdb_id;
    }
    w->task = (struct pool_task){ .run = &w->run,
                                  .ids = &w->ids,
                                  .slots = arena_array(invocation->arena, w->ids.count, sizeof *w->task.slots),
                                  .style = { .form = invocation->json ? ANSWER_JSON : ANSWER_ROW },
                                  .store = import->options };
    if (text_is(import->options.url, "sqlite::memory:"))
        w->task.shared_store = import->store;
    progress_begin(&import->progress, invocation->quiet);
}

static void close_all(struct waiter *w)
{
    bool came = interrupt_came(&w->interrupt);
    if (!came)
        interrupt_end(&w->interrupt);
    pool_stop(&w->pool);
    if (came)
        interrupt_end(&w->interrupt);
    lookup_run_end(&w->run);
    gate_destroy(&w->run.gate);
    http_close(&w->http);
    for (size_t i = 0; i < w->ids.count; i++)
        buf_finish(&w->task.slots[i].text);
    arena_finish(&w->arena);
}

enum exit_code import_wait(struct import_task *task)
{
    struct waiter w = { .import = task };
    struct error err;
    enum exit_code code = EXIT_LOCAL;
    prepare(&w);
    interrupt_block(&w.interrupt);
    if (open_network(&w, &err) == OK) {
        code = take_all(&w);
        progress_end(&task->progress);
        summarise(&w);
    } else {
        complain("%s", err.text);
    }
    bool whole = !interrupt_came(&w.interrupt);
    close_all(&w);
    if (code != EXIT_LOCAL && !text_known(invocation_option(task->invocation, "--from-oban")))
        code = settle_jobs(&w, code);
    return code != EXIT_LOCAL && whole ? remove_expired(&w, code) : code;
}

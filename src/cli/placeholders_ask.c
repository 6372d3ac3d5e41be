/* placeholders retry, merge, accept: TMDb is asked now, on a person's word. */
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/placeholders.h"
#include "cli/pool.h"
#include "cli/settings.h"
#include "daemon/source_state.h"
#include "store/due.h"
#include "store/edits.h"
#include "work/steer.h"
#include "work/workers.h"

enum { QUEUE_PAGE = 500 };

struct asking {
    struct invocation *invocation;
    struct lookup_settings settings;
    struct lookup_run run;
    struct random random;
    struct store *store;
    struct http *http;
    struct answer_style style;
    struct text ids[1]; /* of the one that is asked now */
    bool dry_run;
    struct arena arena; /* of the film that is asked for */
};

static enum status begin(struct asking *a, bool several, struct error *err)
{
    struct invocation *invocation = a->invocation;
    struct http_options options = settings_http(&invocation->config);
    if (tmdb_lacks_key(&invocation->config))
        return error_set(err, BROKEN,
                         "TMDb needs a key: set tmdb.token, which https://www.themoviedb.org/settings/api gives you");
    enum status status = placeholders_open(invocation, &a->store, err);
    if (status == OK)
        status = http_open(&options, &a->http, err);
    if (status != OK)
        return status;
    a->dry_run = text_known(invocation_option(invocation, "--dry-run"));
    settings_lookup(&invocation->config, invocation->arena, &a->settings);
    a->random = (struct random){ random_seed() };
    a->run = (struct lookup_run){ .settings = &a->settings,
                                  .clock = &invocation->clock,
                                  .gate = gate_create(a->http, &invocation->clock, TEXT("understudy")),
                                  .dry_run = a->dry_run };
    a->style = (struct answer_style){ .form = invocation->json ? ANSWER_JSON
                                              : several        ? ANSWER_ROW
                                                               : ANSWER_CARD,
                                      .explain = text_known(invocation_option(invocation, "--explain")),
                                      .card = { .colour = invocation->colour, .columns = terminal_columns() } };
    return OK;
}

static void end(struct asking *a)
{
    if (atomic_load(&a->run.tmdb_refused))
        complain("TMDb refuses the key: check tmdb.token (https://www.themoviedb.org/settings/api)");
    gate_destroy(&a->run.gate);
    http_close(&a->http);
    store_close(&a->store);
    arena_finish(&a->arena);
}

/* ── one film ── */

struct answer { /* everything in the arena of the asking */
    struct stored_movie now;
    struct lookup_result result;
};

/* NOT_FOUND: the store does not know the id. */
static enum status find(struct asking *a, struct text asked, bool needs_row, struct stored_movie *out,
                        struct error *err)
{
    const struct steer steer = { .store = a->store, .arena = &a->arena };
    struct wanted wanted;
    struct text id;
    enum status status = steer_find(&steer, asked, &id, out, err);
    if (status == NOT_FOUND && !needs_row)
        status = store_wanted_get(a->store, asked, &a->arena, &wanted, err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "%.*s is not in the store: understudy lookup %.*s", TEXT_ARG(asked),
                         TEXT_ARG(asked));
    return status;
}

/* The film may have another row than the one that was asked for: IMDb has merged the two. */
static enum status find_what_stays(struct asking *a, struct answer *out, struct error *err)
{
    const struct text id = out->result.movie.movie.imdb_id;
    if (!out->result.has_movie || text_equal(id, out->now.movie.imdb_id))
        return OK;
    enum status status = store_movie_get(a->store, id, &a->arena, &out->now, err);
    return status == NOT_FOUND ? OK : status;
}

static enum status ask(struct asking *a, const struct lookup_ask *question, bool needs_row, struct answer *out,
                       struct error *err)
{
    struct arena *arena = &a->arena;
    enum status status = find(a, question->imdb_id, needs_row, &out->now, err);
    if (status != OK)
        return status;
    a->ids[0] = question->imdb_id;
    lookup_run_begin(&a->run, a->ids, 1);
    status = lookup_one(&a->run, a->store, &a->random, question, arena, &out->result, err);
    lookup_run_end(&a->run);
    return status == OK && a->dry_run ? find_what_stays(a, out, err) : status;
}

static void print(struct asking *a, const struct answer *answer)
{
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    const struct folds *folds = &answer->result.folds;
    const struct placeholder_change change = {
        .now = &answer->now, .result = &answer->result, .folds = folds->rows, .fold_count = folds->count
    };
    if (a->dry_run)
        placeholders_add_change(a->invocation, &change, &a->arena, &out);
    else
        answer_render(&answer->result, &a->style, &a->arena, &out);
    output_write(buf_text(&out));
    output_flush();
    buf_finish(&out);
}

/* ── retry ── */

/* Every placeholder that waits, as jobs; no request. */
static enum exit_code retry_all(const struct invocation *invocation)
{
    const struct worker *films = worker_find(TEXT("TMDbDetailsWorker"));
    struct placeholders_page page = { .max = QUEUE_PAGE };
    struct store *store = NULL;
    struct error err;
    size_t count = QUEUE_PAGE, waiting = 0, queued = 0;
    enum status status = placeholders_open(invocation, &store, &err);
    while (status == OK && count == QUEUE_PAGE) {
        struct placeholder *rows;
        size_t added = 0;
        struct arena arena = { 0 };
        status = store_placeholders(store, &page, &arena, &rows, &count, &err);
        struct due_film *due = arena_array(&arena, count, sizeof *due);
        for (size_t i = 0; i < count && status == OK; i++)
            due[i] = (struct due_film){ .imdb_id = rows[i].imdb_id };
        const struct due_jobs jobs = { .films = due,
                                       .count = count,
                                       .source = "enrichment",
                                       .job = { .queue = films->queue,
                                                .worker = films->name,
                                                .max_attempts = films->max_attempts,
                                                .priority = PRIORITY_RETRY,
                                                .now_ms = clock_wall_ms(&invocation->clock) } };
        if (status == OK && count > 0) {
            status = store_due_insert(store, &jobs, &added, &err);
            page.after_at = arena_text(invocation->arena, rows[count - 1].next_try);
            page.after_row = rows[count - 1].row;
        }
        waiting += count;
        queued += added;
        arena_finish(&arena);
    }
    store_close(&store);
    if (status != OK)
        return placeholders_failed(BROKEN, &err);
    if (invocation->json)
        placeholders_print_json(
            &(struct placeholder_deed){ .waiting = number_of((int64_t)waiting), .queued = number_of((int64_t)queued) });
    else if (!invocation->quiet)
        complain("%zu placeholder%s, %zu new job%s; understudy work runs what is queued", waiting,
                 waiting == 1 ? " waits" : "s wait", queued, queued == 1 ? "" : "s");
    return EXIT_FINE;
}

static enum exit_code retry_one(struct asking *a, struct text id)
{
    const struct lookup_ask question = { .imdb_id = id, .fresh = true, .actor = "person" };
    arena_reset(&a->arena);
    struct answer *answer = arena_alloc(&a->arena, sizeof *answer);
    struct error err;
    enum status status = ask(a, &question, false, answer, &err);
    if (status != OK)
        return placeholders_failed(status == INVALID ? BROKEN : status, &err);
    print(a, answer);
    return outcome_exit(answer->result.outcome);
}

static enum exit_code retry_in_turn(struct asking *a, const struct ids *ids)
{
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < ids->count && code != EXIT_LOCAL && !output_failed(); i++)
        code = exit_worst(code, retry_one(a, ids->at[i]));
    return code;
}

/* Those that the store knows; of the others is told at once. */
static enum exit_code take_known(struct asking *a, const struct ids *ids, struct ids *out)
{
    struct arena *arena = a->invocation->arena;
    struct stored_movie *row = arena_alloc(arena, sizeof *row);
    size_t *new_place = arena_array(arena, ids->count, sizeof *new_place);
    enum exit_code code = EXIT_FINE;
    struct error err;
    *out = (struct ids){ .at = arena_array(arena, ids->count, sizeof *out->at),
                         .places = arena_array(arena, ids->place_count, sizeof *out->places) };
    for (size_t i = 0; i < ids->count && code != EXIT_LOCAL; i++) {
        arena_reset(&a->arena);
        enum status status = find(a, ids->at[i], false, row, &err);
        new_place[i] = out->count;
        if (status == OK)
            out->at[out->count++] = ids->at[i];
        else
            code = exit_worst(code, placeholders_failed(status, &err));
    }
    for (size_t i = 0; i < ids->place_count && code != EXIT_LOCAL; i++) {
        size_t id = ids->places[i];
        if (new_place[id] < out->count && text_equal(out->at[new_place[id]], ids->at[id]))
            out->places[out->place_count++] = new_place[id];
    }
    return code;
}

static enum exit_code print_slots(struct pool *pool, const struct ids *ids, struct slot *slots)
{
    enum exit_code code = EXIT_FINE;
    struct error err;
    for (size_t i = 0; i < ids->place_count && !output_failed(); i++) {
        struct slot *slot = &slots[ids->places[i]];
        if (!pool_is_done(pool, ids->places[i]))
            output_flush();
        if (pool_wait(pool, ids->places[i], &err) != OK)
            return exit_worst(code, placeholders_failed(BROKEN, &err));
        output_write(buf_text(&slot->text));
        code = exit_worst(code, slot->code);
    }
    return code;
}

/* Side by side, as `lookup` does, and printed in their order. */
static enum exit_code retry_many(struct asking *a, const struct ids *ids)
{
    struct arena *arena = a->invocation->arena;
    struct ids known;
    struct pool *pool = NULL;
    struct error err;
    enum exit_code code = take_known(a, ids, &known);
    if (code == EXIT_LOCAL || known.count == 0)
        return code;
    struct slot *slots = arena_array(arena, known.count, sizeof *slots);
    struct pool_task task = { .run = &a->run, .ids = &known, .slots = slots, .actor = "person", .style = a->style };
    a->run.fresh = true;
    lookup_run_begin(&a->run, known.at, known.count);
    enum status status = settings_store(a->invocation, &task.store, &err);
    if (status == OK)
        status = pool_start(&task, 0, &pool, &err);
    code = exit_worst(code, status == OK ? print_slots(pool, &known, slots) : placeholders_failed(BROKEN, &err));
    pool_stop(&pool);
    lookup_run_end(&a->run);
    for (size_t i = 0; i < known.count; i++)
        buf_finish(&slots[i].text);
    return code;
}

static enum exit_code take_ids(const struct invocation *invocation, struct ids *out)
{
    struct invocation behind_word = *invocation;
    behind_word.args++;
    behind_word.arg_count--;
    return ids_gather(&behind_word, out);
}

enum exit_code placeholders_retry(struct invocation *invocation)
{
    struct asking a = { .invocation = invocation };
    struct error err;
    struct ids ids;
    const bool all = text_known(invocation_option(invocation, "--all")), named = invocation->arg_count > 1;
    if (all == named)
        return usage_error(invocation->command, "retry takes ID... or --all");
    if (all && (text_known(invocation_option(invocation, "--dry-run")) ||
                text_known(invocation_option(invocation, "--explain"))))
        return usage_error(invocation->command, "retry --all only queues jobs: it takes no other option");
    if (all)
        return retry_all(invocation);
    enum exit_code code = take_ids(invocation, &ids);
    if (code != EXIT_FINE || ids.count == 0)
        return code;
    if (begin(&a, ids.place_count > 1, &err) != OK) {
        end(&a);
        return placeholders_failed(BROKEN, &err);
    }
    if (a.dry_run || ids.count == 1)
        code = retry_in_turn(&a, &ids);
    else
        code = retry_many(&a, &ids);
    end(&a);
    return code;
}

/* ── merge, accept ── */

/* Nothing was changed: was that TMDb's word, or did it not say any? */
static enum exit_code stays_as_it_is(const struct lookup_result *result)
{
    enum exit_code code = EXIT_NO;
    for (size_t i = 0; i < result->step_count; i++) {
        bool told = result->steps[i].outcome == ANSWER_FOUND || result->steps[i].outcome == ANSWER_ABSENT;
        code = told ? code : EXIT_UNKNOWN;
    }
    complain("%.*s stays as it is: %.*s", TEXT_ARG(result->imdb_id), TEXT_ARG(result->reason));
    return code;
}

static enum exit_code merge(struct asking *a, struct text id, int64_t tmdb_id)
{
    const struct lookup_ask question = {
        .imdb_id = id, .tmdb_id = number_of(tmdb_id), .by_person = true, .actor = "person"
    };
    struct answer *answer = arena_alloc(&a->arena, sizeof *answer);
    struct lookup_result *result = &answer->result;
    struct error err;
    enum status status = ask(a, &question, true, answer, &err);
    if (status != OK)
        return placeholders_failed(status == INVALID ? BROKEN : status, &err);
    bool taken = result->has_movie && result->movie.movie.tmdb_id.known &&
                 result->movie.movie.tmdb_id.value == tmdb_id && !text_is(result->outcome, "unknown");
    if (!taken)
        return stays_as_it_is(result);
    print(a, answer);
    return EXIT_FINE;
}

enum exit_code placeholders_merge(struct invocation *invocation)
{
    struct asking a = { .invocation = invocation };
    struct error err;
    struct text id;
    int64_t tmdb_id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code == EXIT_FINE)
        code = placeholders_take_tmdb_id(invocation, 2, &tmdb_id);
    if (code != EXIT_FINE)
        return code;
    code = begin(&a, false, &err) == OK ? merge(&a, id, tmdb_id) : placeholders_failed(BROKEN, &err);
    end(&a);
    return code;
}

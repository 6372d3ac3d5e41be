/* lookup: IMDb ids to TMDb records or placeholders, answered in the order of the ids.
 *
 * What the store knows is answered here, by the main thread, with no other thread and no network. The first id that the
 * store does not know starts http, gate and the pool, which take all ids from there on. */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/ids.h"
#include "cli/output.h"
#include "cli/pool.h"
#include "cli/settings.h"
#include "daemon/source_state.h"

struct session {
    struct invocation *invocation;
    struct ids ids;
    struct slot *slots;
    size_t *uses; /* places of each id that are still to be printed */
    struct lookup_settings settings;
    struct lookup_run run;
    struct pool_task task;
    struct store *store;
    struct random random;
    struct http *http;
    struct text record_folder, replay_folder;
    bool keyless; /* TMDb cannot be asked; a recording needs no key */
    struct pool *pool;
    struct arena arena; /* of one answer from the store */
    size_t counts[OUTCOME_COUNT];
};

static enum exit_code take_evidence(struct session *s)
{
    const struct invocation *invocation = s->invocation;
    struct text title = invocation_option(invocation, "--title"), year = invocation_option(invocation, "--year");
    if ((text_known(title) || text_known(year)) && s->ids.count != 1)
        return usage_error(invocation->command, "--title and --year are about one id, not %zu", s->ids.count);
    if (text_known(invocation_option(invocation, "--record")) && text_known(invocation_option(invocation, "--replay")))
        return usage_error(invocation->command, "answers are either recorded or replayed, not both");
    if (text_known(title) && (!text_is_utf8(title) || text_trim(title).len == 0))
        return usage_error(invocation->command, "--title is not text in UTF-8");
    if (text_known(year)) {
        if (!num_parse(year, MOVIE_YEAR_MIN, MOVIE_YEAR_MAX, &s->task.year.value))
            return usage_error(invocation->command, "--year %.*s is not a year from %d to %d", TEXT_ARG(year),
                               MOVIE_YEAR_MIN, MOVIE_YEAR_MAX);
        s->task.year.known = true;
    }
    s->task.title = text_known(title) ? text_trim(title) : title;
    return EXIT_FINE;
}

/* A dry run creates no store; one that is there is opened for writing all the same, because the gate writes down what
 * it must remember of the hosts. Without a key nothing can be asked, so nothing at all is written. */
static enum status open_store(struct session *s, struct error *err)
{
    const struct invocation *invocation = s->invocation;
    struct store_options *options = &s->task.store;
    enum status status = settings_store(invocation, options, err);
    if (status != OK)
        return status;
    if (text_known(s->replay_folder) && !text_known(invocation->database_option))
        options->url = TEXT("sqlite::memory:"); /* what the store knows would not be asked for */
    if (s->run.dry_run) {
        options->read_only = true;
        status = store_open(options, &s->store, err);
        if (status == OK && !s->keyless) {
            store_close(&s->store);
            options->read_only = false;
            status = store_open(options, &s->store, err);
        }
    } else {
        status = store_open(options, &s->store, err);
    }
    if (status == NOT_FOUND) { /* read-only, and there is no store yet */
        options->url = TEXT("sqlite::memory:");
        options->read_only = false;
        status = store_open(options, &s->store, err);
    }
    if (status == OK && text_is(options->url, "sqlite::memory:"))
        s->task.shared_store = s->store;
    return status;
}

static enum status open_network(struct session *s, size_t first, struct error *err)
{
    const struct invocation *invocation = s->invocation;
    struct http_options options = settings_http(&invocation->config);
    if (s->keyless)
        return error_set(err, INVALID,
                         "%.*s is not in the store, and TMDb needs a key: set tmdb.token, which "
                         "https://www.themoviedb.org/settings/api gives you",
                         TEXT_ARG(s->ids.at[first]));
    options.record_folder = s->record_folder;
    options.replay_folder = s->replay_folder;
    enum status status = http_open(&options, &s->http, err);
    if (status != OK)
        return status;
    s->run.gate = gate_create(s->http, &invocation->clock, TEXT("understudy"));
    lookup_run_begin(&s->run, s->ids.at, s->ids.count);
    return pool_start(&s->task, first, &s->pool, err);
}

/* NOT_FOUND when the network has to be asked. */
static enum status answer_from_store(struct session *s, size_t id, struct error *err)
{
    struct lookup_ask ask = { .imdb_id = s->ids.at[id], .title = s->task.title, .year = s->task.year };
    arena_reset(&s->arena);
    struct lookup_result *result = arena_alloc(&s->arena, sizeof *result);
    enum status status = lookup_one(&s->run, s->store, &s->random, &ask, &s->arena, result, err); /* run.gate is NULL */
    if (status == OK)
        slot_fill(&s->slots[id], result, &s->task.style, &s->arena);
    return status;
}

/* The answer of an id stands in its slot, or the command ends. */
static enum status have_answer(struct session *s, size_t id, struct error *err)
{
    enum status status = OK;
    if (s->pool == NULL && !s->slots[id].done) {
        status = answer_from_store(s, id, err);
        if (status == NOT_FOUND)
            status = open_network(s, id, err);
        if (status != OK)
            return status;
    }
    if (s->pool == NULL)
        return OK;
    if (!pool_is_done(s->pool, id))
        output_flush(); /* let the reader see what is there before we wait */
    return pool_wait(s->pool, id, err);
}

static enum exit_code print_all(struct session *s)
{
    struct error err;
    enum exit_code code = EXIT_FINE;
    for (size_t place = 0; place < s->ids.place_count && !output_failed(); place++) {
        size_t id = s->ids.places[place];
        struct slot *slot = &s->slots[id];
        if (have_answer(s, id, &err) != OK) {
            complain("%s", err.text);
            return exit_worst(code, EXIT_LOCAL);
        }
        output_write(buf_text(&slot->text));
        code = exit_worst(code, slot->code);
        s->counts[slot->outcome]++;
        if (--s->uses[id] == 0)
            buf_finish(&slot->text);
    }
    return code;
}

static void summarise(const struct session *s)
{
    struct buf line = BUF_WITH_LIMIT(512);
    if (s->invocation->quiet || s->ids.place_count < 2)
        return;
    outcome_summary(s->counts, &line);
    complain("%s", line.at);
    buf_finish(&line);
}

static void close_session(struct session *s)
{
    pool_stop(&s->pool);
    lookup_run_end(&s->run);
    gate_destroy(&s->run.gate);
    http_close(&s->http);
    store_close(&s->store);
    for (size_t id = 0; id < s->ids.count; id++)
        buf_finish(&s->slots[id].text);
    arena_finish(&s->arena);
}

static void prepare(struct session *s)
{
    struct invocation *invocation = s->invocation;
    size_t columns = terminal_columns();
    s->slots = arena_array(invocation->arena, s->ids.count, sizeof *s->slots);
    s->uses = arena_array(invocation->arena, s->ids.count, sizeof *s->uses);
    for (size_t place = 0; place < s->ids.place_count; place++)
        s->uses[s->ids.places[place]]++;
    s->record_folder = invocation_option(invocation, "--record");
    s->replay_folder = invocation_option(invocation, "--replay");
    s->keyless = tmdb_lacks_key(&invocation->config) && !text_known(s->replay_folder);
    settings_lookup(&invocation->config, invocation->arena, &s->settings);
    s->run = (struct lookup_run){ .settings = &s->settings,
                                  .clock = &invocation->clock,
                                  .fresh = text_known(invocation_option(invocation, "--fresh")) ||
                                           text_known(s->record_folder),
                                  .dry_run = s->keyless || text_known(invocation_option(invocation, "--dry-run")) };
    s->random = (struct random){ random_seed() };
    s->task.run = &s->run;
    s->task.ids = &s->ids;
    s->task.slots = s->slots;
    s->task.style = (struct answer_style){ .form = invocation->json          ? ANSWER_JSON
                                                   : s->ids.place_count == 1 ? ANSWER_CARD
                                                                             : ANSWER_ROW,
                                           .explain = text_known(invocation_option(invocation, "--explain")),
                                           .card = { .colour = invocation->colour, .columns = columns } };
}

enum exit_code cmd_lookup(struct invocation *invocation)
{
    struct session s = { .invocation = invocation };
    struct error err;
    enum exit_code code = ids_gather(invocation, &s.ids);
    if (code == EXIT_FINE)
        code = take_evidence(&s);
    if (code != EXIT_FINE || s.ids.count == 0) /* an empty list: every id got its record */
        return code;
    prepare(&s);
    if (open_store(&s, &err) != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    struct buf head = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    if (s.task.style.form == ANSWER_ROW)
        card_row_head(&s.task.style.card, &head);
    output_write(buf_text(&head));
    buf_finish(&head);
    code = print_all(&s);
    if (atomic_load(&s.run.tmdb_refused))
        complain("TMDb refuses the key: check tmdb.token (https://www.themoviedb.org/settings/api)");
    output_flush();
    if (s.http != NULL && http_check_recording(s.http, &err) != OK) {
        complain("%s", err.text);
        code = exit_worst(code, EXIT_LOCAL);
    }
    summarise(&s);
    close_session(&s);
    return code;
}

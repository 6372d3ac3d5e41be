/* placeholders: look at them and steer them. A sub-command is a row here; those that only write the store are below. */
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/placeholders.h"
#include "cli/placeholders_contribute.h"
#include "cli/settings.h"
#include "work/steer.h"

#include <stdio.h>
#include <string.h>

/* ── shared ── */

enum exit_code placeholders_take_id(const struct invocation *invocation, size_t i, struct text *out)
{
    if (movie_parse_id(invocation->args[i], out))
        return EXIT_FINE;
    return usage_error(invocation->command, "'%.*s' is not an IMDb id", TEXT_ARG(invocation->args[i]));
}

enum exit_code placeholders_take_tmdb_id(const struct invocation *invocation, size_t i, int64_t *out)
{
    if (num_parse(invocation->args[i], 1, INT32_MAX, out))
        return EXIT_FINE;
    return usage_error(invocation->command, "'%.*s' is not a TMDb id, which is a number",
                       TEXT_ARG(invocation->args[i]));
}

enum status placeholders_open(const struct invocation *invocation, struct store **out, struct error *err)
{
    enum status status = settings_open_to_change(invocation, out, err);
    return status == NOT_FOUND ? BROKEN : status; /* no store is no answer about a film */
}

enum exit_code placeholders_failed(enum status status, const struct error *err)
{
    complain("%s", err->text);
    return status == NOT_FOUND ? EXIT_NO : status == INVALID ? EXIT_UNKNOWN : EXIT_LOCAL;
}

void placeholders_print(const struct invocation *invocation, const struct stored_movie *film, struct text reason)
{
    const struct answer_style style = { .form = invocation->json ? ANSWER_JSON : ANSWER_CARD,
                                        .card = { invocation->colour, terminal_columns() } };
    struct lookup_result *result = arena_alloc(invocation->arena, sizeof *result);
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    *result = (struct lookup_result){ .imdb_id = film->movie.imdb_id,
                                      .outcome = film->import_status,
                                      .reason = reason,
                                      .has_movie = true,
                                      .movie = *film,
                                      .from_store = true };
    answer_render(result, &style, invocation->arena, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
}

void placeholders_print_json(const struct placeholder_deed *deed)
{
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    json_placeholder_deed(deed, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
}

/* ── by hand, without the network ── */

struct hand {
    struct lookup_settings settings;
    struct random random;
    struct steer steer;
    struct store *store;
};

static enum exit_code begin(const struct invocation *invocation, struct hand *out)
{
    struct error err;
    settings_lookup(&invocation->config, invocation->arena, &out->settings);
    out->random = (struct random){ random_seed() };
    enum status status = placeholders_open(invocation, &out->store, &err);
    if (status != OK)
        return placeholders_failed(BROKEN, &err);
    out->steer = (struct steer){ .store = out->store,
                                 .schedule = &out->settings.schedule,
                                 .random = &out->random,
                                 .arena = invocation->arena,
                                 .now_ms = clock_wall_ms(&invocation->clock) };
    return EXIT_FINE;
}

static enum exit_code give_up(struct invocation *invocation)
{
    struct hand hand = { 0 };
    struct error err;
    struct text id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code == EXIT_FINE)
        code = begin(invocation, &hand);
    if (code != EXIT_FINE)
        return code;
    enum status status = steer_give_up(&hand.steer, id, &err);
    if (status != OK)
        code = placeholders_failed(status, &err);
    else if (invocation->json)
        placeholders_print_json(&(struct placeholder_deed){ .imdb_id = id, .outcome = TEXT("given_up") });
    else if (!invocation->quiet)
        complain("%.*s is given up; understudy placeholders retry %.*s looks for it again", TEXT_ARG(id), TEXT_ARG(id));
    store_close(&hand.store);
    return code;
}

static enum exit_code take_edits(const struct invocation *invocation, struct steer_edits *out)
{
    int64_t now_ms = clock_wall_ms(&invocation->clock);
    struct error err;
    for (size_t i = 2; i < invocation->arg_count; i++) {
        if (steer_read_edit(invocation->args[i], now_ms, invocation->arena, out, &err) != OK)
            return usage_error(invocation->command, "%s; nothing was changed. Fields: %.*s", err.text,
                               TEXT_ARG(steer_field_names(invocation->arena)));
    }
    return EXIT_FINE;
}

static enum exit_code take_fields(const struct invocation *invocation, struct steer_edits *out)
{
    for (size_t i = 2; i < invocation->arg_count; i++) {
        int field = steer_field_named(invocation->args[i]);
        if (field < 0)
            return usage_error(invocation->command,
                               "there is no field '%.*s' to edit; nothing was changed. Fields: %.*s",
                               TEXT_ARG(invocation->args[i]), TEXT_ARG(steer_field_names(invocation->arena)));
        out->fields |= (uint32_t)1 << field;
    }
    return EXIT_FINE;
}

static enum exit_code edit(struct invocation *invocation)
{
    const bool reverts = text_known(invocation_option(invocation, "--revert"));
    struct hand hand = { 0 };
    struct steer_edits edits = { 0 };
    struct stored_movie film;
    struct error err;
    struct text id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code == EXIT_FINE)
        code = reverts ? take_fields(invocation, &edits) : take_edits(invocation, &edits);
    if (code == EXIT_FINE)
        code = begin(invocation, &hand);
    if (code != EXIT_FINE)
        return code;
    enum status status = reverts ? steer_revert(&hand.steer, id, edits.fields, &film, &err)
                                 : steer_edit(&hand.steer, id, &edits, &film, &err);
    if (status == OK)
        placeholders_print(invocation, &film, reverts ? TEXT("an edit was taken back") : TEXT("edited by a person"));
    else
        code = placeholders_failed(status, &err);
    store_close(&hand.store);
    return code;
}

static void print_undo(const struct invocation *invocation, const struct steer_undo *undo)
{
    struct row_name *rows = arena_array(invocation->arena, undo->put_back_count, sizeof *rows);
    struct lookup_result *result = arena_alloc(invocation->arena, sizeof *result);
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    for (size_t i = 0; i < undo->put_back_count; i++)
        rows[i] = (struct row_name){ undo->put_back[i].id, undo->put_back[i].movie.imdb_id };
    *result = (struct lookup_result){ .imdb_id = undo->id,
                                      .outcome = undo->row.import_status,
                                      .reason = steer_undone(undo, invocation->arena),
                                      .has_movie = true,
                                      .movie = undo->row };
    const struct placeholder_change change = {
        .now = &undo->now, .result = result, .restores = rows, .restore_count = undo->put_back_count
    };
    placeholders_add_change(invocation, &change, invocation->arena, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
}

static enum exit_code undo(struct invocation *invocation)
{
    const bool dry_run = text_known(invocation_option(invocation, "--dry-run"));
    struct steer_undo *undo = arena_alloc(invocation->arena, sizeof *undo);
    struct hand hand = { 0 };
    struct error err;
    struct text id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code == EXIT_FINE)
        code = begin(invocation, &hand);
    if (code != EXIT_FINE)
        return code;
    enum status status =
        dry_run ? steer_plan_undo(&hand.steer, id, undo, &err) : steer_undo(&hand.steer, id, undo, &err);
    if (status != OK)
        code = placeholders_failed(status, &err);
    else if (dry_run)
        print_undo(invocation, undo);
    else
        placeholders_print(invocation, &undo->row, steer_undone(undo, invocation->arena));
    store_close(&hand.store);
    return code;
}

static enum exit_code refuse(struct invocation *invocation)
{
    struct hand hand = { 0 };
    struct error err;
    struct text id, canonical = { 0 };
    int64_t tmdb_id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code == EXIT_FINE)
        code = placeholders_take_tmdb_id(invocation, 2, &tmdb_id);
    if (code == EXIT_FINE)
        code = begin(invocation, &hand);
    if (code != EXIT_FINE)
        return code;
    enum status status = store_remap_get(hand.store, id, invocation->arena, &canonical, &err);
    if (status == OK)
        status = store_candidate_judge(hand.store, canonical, tmdb_id, "refused", &err);
    if (status != OK)
        code = placeholders_failed(status, &err);
    else if (invocation->json)
        placeholders_print_json(&(struct placeholder_deed){
            .imdb_id = canonical, .tmdb_id = number_of(tmdb_id), .verdict = TEXT("refused") });
    else if (!invocation->quiet)
        complain("TMDb's movie %lld is never taken for %.*s", (long long)tmdb_id, TEXT_ARG(id));
    store_close(&hand.store);
    return code;
}

/* ── the words ── */

static const struct word {
    const char *name, *operands;
    const char *options; /* those that it takes, each with a space behind it */
    size_t min, max;     /* operands behind the word */
    enum exit_code (*run)(struct invocation *invocation);
} words[] = {
    { "list", "", "--due --given-up --search --source --sort --limit ", 0, 0, placeholders_list },
    { "show", "ID", "", 1, 1, placeholders_show },
    { "retry", "ID... or --all", "--all --dry-run --explain ", 0, SIZE_MAX, placeholders_retry },
    { "give-up", "ID", "", 1, 1, give_up },
    { "edit", "ID FIELD=VALUE..., or --revert ID FIELD...", "--revert ", 2, SIZE_MAX, edit },
    { "merge", "ID TMDB_ID", "--dry-run --explain ", 2, 2, placeholders_merge },
    { "undo", "ID", "--dry-run ", 1, 1, undo },
    { "accept", "ID TMDB_ID", "--dry-run --explain ", 2, 2, placeholders_merge },
    { "refuse", "ID TMDB_ID", "", 2, 2, refuse },
    { "contribute", "[ID...]", "", 0, SIZE_MAX, placeholders_contribute },
};

static enum exit_code no_such_word(const struct invocation *invocation)
{
    struct text names = TEXT("");
    for (size_t i = 0; i < COUNT_OF(words); i++)
        names = arena_printf(invocation->arena, "%.*s%s%s", TEXT_ARG(names), i > 0 ? ", " : "", words[i].name);
    return usage_error(invocation->command, "'%.*s' is none of: %.*s", TEXT_ARG(invocation->args[0]), TEXT_ARG(names));
}

static enum exit_code check_options(const struct invocation *invocation, const struct word *word)
{
    for (size_t i = 0; i < invocation->command->option_count; i++) {
        const char *name = invocation->command->options[i].name;
        struct text known = arena_printf(invocation->arena, "%s ", name);
        if (text_known(invocation->option_values[i]) && !text_contains(text_of(word->options), known))
            return usage_error(invocation->command, "%s takes no %s", word->name, name);
    }
    return EXIT_FINE;
}

enum exit_code cmd_placeholders(struct invocation *invocation)
{
    const struct word *word = &words[0];
    size_t i = 0, count = invocation->arg_count > 0 ? invocation->arg_count - 1 : 0;
    if (invocation->arg_count > 0) {
        while (i < COUNT_OF(words) && !text_is(invocation->args[0], words[i].name))
            i++;
        if (i == COUNT_OF(words))
            return no_such_word(invocation);
        word = &words[i];
    }
    if (count < word->min || count > word->max)
        return usage_error(invocation->command, "%s takes %s", word->name,
                           word->operands[0] != '\0' ? word->operands : "no operand");
    enum exit_code code = check_options(invocation, word);
    if (code == EXIT_FINE)
        code = word->run(invocation);
    output_flush();
    return code;
}

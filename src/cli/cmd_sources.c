/* sources: what may be asked, on which terms, and how it stands. */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "daemon/source_state.h"

enum { COLUMNS = 7 };

/* The sources as the store knows them; all new when there is none yet. */
static enum status read_states(const struct invocation *invocation, struct source_state *out, struct error *err)
{
    struct store_options options;
    struct store *store = NULL;
    struct gate_memory memory = { 0 };
    int64_t now_ms = clock_wall_ms(&invocation->clock);
    enum status status = OK;
    if (text_known(config_text(&invocation->config, "database.url"))) {
        status = settings_store(invocation, &options, err);
        options.read_only = true;
        if (status == OK)
            status = store_open(&options, &store, err);
        if (status == OK && store_schema_version(store) < store_schema_newest()) /* a look upgrades nothing */
            store_close(&store);
        if (status == OK && store != NULL)
            status = gate_memory_read(store, invocation->arena, &memory, err);
    }
    for (size_t i = 0; i < source_terms_count; i++) {
        source_state_read(&invocation->config, &source_terms[i], &memory, now_ms, invocation->arena, &out[i]);
        if (status == OK)
            status = source_state_read_quota(store, now_ms, &out[i], err);
    }
    store_close(&store);
    return status == NOT_FOUND ? OK : status;
}

static struct text state_text(const struct source_state *state, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    if (state->kind == SOURCE_BLOCKED)
        return arena_printf(arena, "blocked until %s", clock_iso(state->until_ms, iso));
    if (state->kind == SOURCE_OFF)
        return arena_printf(arena, "off: %.*s", TEXT_ARG(state->reason));
    return text_of(source_state_word(state->kind));
}

static void print_lost_facts(const struct source_state *state, struct arena *arena, struct buf *out)
{
    for (size_t i = 0; i < state->fact_count; i++) {
        if (state->facts[i].lost_since_ms != 0)
            (void)buf_printf(out, "%s: %.*s: no record is written from a page without it\n", state->terms->name,
                             TEXT_ARG(layout_fact_text(&state->facts[i], arena)));
    }
}

static void print_table(const struct invocation *invocation, const struct source_state *states, struct buf *out)
{
    struct table_column columns[COLUMNS] = { { "SOURCE", 1 },  { "STATE", 1 },          { "BREAKER", 1 }, { "RATE", 1 },
                                             { "LICENCE", 1 }, { "COMMERCIAL USE", 1 }, { "QUOTA", 0 } };
    struct arena *arena = invocation->arena;
    struct text *cells = arena_array(arena, source_terms_count * COLUMNS, sizeof *cells);
    size_t line = terminal_columns();
    for (size_t i = 0; i < source_terms_count; i++) {
        struct text *row = &cells[i * COLUMNS];
        row[0] = text_of(states[i].terms->name);
        row[1] = state_text(&states[i], arena);
        row[2] = text_of(breaker_state_name(states[i].breaker.state));
        row[3] =
            states[i].requests_per_second > 0 ? arena_printf(arena, "%g/s", states[i].requests_per_second) : TEXT("");
        row[4] = text_of(states[i].terms->licence);
        row[5] = text_of(states[i].terms->commercial_use);
        row[6] = text_of(states[i].terms->quota);
        if (states[i].quota > 0)
            row[6] = arena_printf(arena, "%lld of %lld used today; %s", (long long)states[i].used.used,
                                  (long long)states[i].quota, states[i].terms->quota);
    }
    table_fit(columns, COLUMNS, cells, source_terms_count);
    table_head(columns, COLUMNS, line, invocation->colour, out);
    for (size_t i = 0; i < source_terms_count; i++)
        table_row(columns, COLUMNS, &cells[i * COLUMNS], NULL, line, out);
    (void)buf_add_char(out, '\n');
    for (size_t i = 0; i < source_terms_count; i++) {
        if (states[i].kind != SOURCE_BLOCKED)
            continue;
        (void)buf_printf(out, "%s is left alone: ", states[i].terms->name);
        display_add(out, states[i].reason);
        (void)buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < source_terms_count; i++)
        print_lost_facts(&states[i], arena, out);
    for (size_t i = 0; i < source_terms_count; i++)
        (void)buf_printf(out, "%s: %s\n", states[i].terms->name, states[i].terms->attribution);
}

enum exit_code cmd_sources(struct invocation *invocation)
{
    struct error err;
    enum exit_code code = EXIT_FINE;
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    struct source_state *states = arena_array(invocation->arena, source_terms_count, sizeof *states);
    if (read_states(invocation, states, &err) != OK) {
        complain("%s", err.text);
        code = EXIT_LOCAL;
    }
    for (size_t i = 0; invocation->json && i < source_terms_count; i++)
        json_source(&states[i], &out);
    if (!invocation->json)
        print_table(invocation, states, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
    return code;
}

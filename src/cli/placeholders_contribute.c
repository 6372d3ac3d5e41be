/* placeholders contribute: films for a person to add at TMDb. */
#include "cli/placeholders_contribute.h"

#include "cli/display.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "store/contributions.h"

#include <stdlib.h>

enum { OFFERED_MAX = 50, LOOKED_AT_MAX = 4 * OFFERED_MAX, LIST_COLUMNS = 5 };

struct offer {
    const struct offered_film *film;
    struct contribution sheet;
    size_t place; /* the store's order */
};

struct contributing {
    struct invocation *invocation;
    struct store *store;
    int64_t now_ms;
    struct buf out;
};

/* ── the list ── */

static int by_completeness(const void *a, const void *b)
{
    const struct offer *x = a, *y = b;
    if (x->sheet.known != y->sheet.known)
        return x->sheet.known > y->sheet.known ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static struct text missing_of(const struct contribution *sheet, struct arena *arena)
{
    struct buf names = BUF_WITH_LIMIT(1024);
    for (size_t i = 0; i < sheet->item_count; i++) {
        if (sheet->items[i].state == CONTRIBUTION_MISSING)
            (void)buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", sheet->items[i].label);
    }
    struct text text = names.len > 0 ? arena_text(arena, buf_text(&names)) : TEXT("");
    buf_finish(&names);
    return text;
}

static void print_list(struct contributing *c, const struct offer *offers, size_t count)
{
    struct table_column columns[LIST_COLUMNS] = {
        { "ID", 1 }, { "COMPLETE", 1 }, { "YEAR", 1 }, { "TITLE", 1 }, { "MISSING", 0 }
    };
    struct arena *arena = c->invocation->arena;
    struct text *cells = arena_array(arena, count * LIST_COLUMNS, sizeof *cells);
    size_t line = terminal_columns();
    for (size_t i = 0; i < count; i++) {
        const struct movie *movie = &offers[i].film->film.movie;
        struct text *row = &cells[i * LIST_COLUMNS];
        int64_t year = movie_release_year(movie);
        row[0] = movie->imdb_id;
        row[1] = arena_printf(arena, "%zu/%zu%s", offers[i].sheet.known, offers[i].sheet.countable,
                              offers[i].film->contributed_at_ms != 0 ? " added" : "");
        row[2] = year != 0 ? arena_printf(arena, "%lld", (long long)year) : TEXT("");
        row[3] = text_known(movie->title) ? movie->title : TEXT("");
        row[4] = missing_of(&offers[i].sheet, arena);
    }
    table_fit(columns, LIST_COLUMNS, cells, count);
    table_head(columns, LIST_COLUMNS, line, c->invocation->colour, &c->out);
    for (size_t i = 0; i < count; i++)
        table_row(columns, LIST_COLUMNS, &cells[i * LIST_COLUMNS], NULL, line, &c->out);
}

static enum status offer(struct contributing *c, struct error *err)
{
    struct arena *arena = c->invocation->arena;
    struct offered_film *films;
    size_t count;
    enum status status = store_contributions_offer(c->store, LOOKED_AT_MAX, arena, &films, &count, err);
    if (status != OK)
        return status;
    struct offer *offers = arena_array(arena, count, sizeof *offers);
    for (size_t i = 0; i < count; i++) {
        offers[i].film = &films[i];
        offers[i].place = i;
        contribution_fill(&films[i].film, arena, &offers[i].sheet);
    }
    if (count > 0)
        qsort(offers, count, sizeof *offers, by_completeness);
    if (count > OFFERED_MAX)
        count = OFFERED_MAX;
    for (size_t i = 0; i < count && c->invocation->json; i++)
        json_contribution(
            &(struct contribution_view){ &offers[i].film->film, &offers[i].sheet, offers[i].film->contributed_at_ms },
            &c->out);
    if (!c->invocation->json && count > 0)
        print_list(c, offers, count);
    if (!c->invocation->quiet)
        complain(count > 0
                     ? "%zu of the most complete placeholders; 'placeholders contribute ID' shows what TMDb asks for"
                     : "%zu placeholders wait for TMDb",
                 count);
    return OK;
}

/* ── the sheets ── */

static enum exit_code refuse(const struct stored_movie *film, struct text id)
{
    if (film == NULL)
        complain("%.*s is not in the store: understudy lookup %.*s", TEXT_ARG(id), TEXT_ARG(id));
    else if (film->movie.tmdb_id.known)
        complain("%.*s is on TMDb: https://www.themoviedb.org/movie/%lld", TEXT_ARG(id),
                 (long long)film->movie.tmdb_id.value);
    else
        complain("%.*s was given up or is no film; nobody looks for it: understudy placeholders retry %.*s",
                 TEXT_ARG(id), TEXT_ARG(id));
    return EXIT_NO;
}

/* Printed and remembered, or neither. */
static enum status contribute_one(struct contributing *c, struct text asked, enum exit_code *code, struct error *err)
{
    struct arena *arena = c->invocation->arena;
    struct stored_movie *film = arena_alloc(arena, sizeof *film);
    struct contribution *sheet = arena_alloc(arena, sizeof *sheet);
    struct text id;
    bool done = false;
    enum status status = store_remap_get(c->store, asked, arena, &id, err);
    if (status == OK)
        status = store_movie_get(c->store, id, arena, film, err);
    if (status == NOT_FOUND) {
        *code = exit_worst(*code, refuse(NULL, asked));
        return OK;
    }
    if (status == OK)
        status = store_contribution_add(c->store, id, c->now_ms, c->now_ms + CLOCK_DAY_MS, &done, err);
    if (status != OK)
        return status;
    if (!done) {
        *code = exit_worst(*code, refuse(film, id));
        return OK;
    }
    contribution_fill(film, arena, sheet);
    const struct contribution_view view = { film, sheet, c->now_ms };
    if (c->invocation->json)
        json_contribution(&view, &c->out);
    else
        contribution_card(&view, terminal_columns(), arena, &c->out);
    return OK;
}

static enum exit_code take_ids(const struct invocation *invocation, struct text *out)
{
    for (size_t i = 1; i < invocation->arg_count; i++) {
        if (!movie_parse_id(invocation->args[i], &out[i - 1]))
            return usage_error(invocation->command, "'%.*s' is not an IMDb id", TEXT_ARG(invocation->args[i]));
    }
    return EXIT_FINE;
}

enum exit_code placeholders_contribute(struct invocation *invocation)
{
    struct contributing c = { .invocation = invocation,
                              .now_ms = clock_wall_ms(&invocation->clock),
                              .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX) };
    size_t count = invocation->arg_count - 1;
    struct text *ids = arena_array(invocation->arena, count, sizeof *ids);
    struct error err;
    enum exit_code code = take_ids(invocation, ids);
    if (code != EXIT_FINE)
        return code;
    enum status status = count == 0 ? settings_open_to_look(invocation, &c.store, &err)
                                    : settings_open_to_change(invocation, &c.store, &err);
    if (status == OK && count == 0)
        status = offer(&c, &err);
    for (size_t i = 0; i < count && status == OK; i++)
        status = contribute_one(&c, ids[i], &code, &err);
    if (status != OK) {
        complain("%s", err.text);
        code = EXIT_LOCAL;
    }
    output_write(buf_text(&c.out));
    buf_finish(&c.out);
    store_close(&c.store);
    return code;
}

/* The ids of a lookup. */
#include "cli/ids.h"

#include "cli/output.h"
#include "daemon/file.h"
#include "model/movie.h"

#include <stdlib.h>
#include <unistd.h>

enum { COMPLAINTS_MAX = 10, SHOWN_BYTES = 60 };

struct asked {
    struct text id;
    size_t place;
};

struct gatherer {
    struct asked *at; /* malloc'ed: grows */
    size_t count, size;
    size_t bad;
};

static void add(struct gatherer *g, struct text id)
{
    if (g->count == g->size) {
        g->size = g->size > 0 ? g->size * 2 : 64;
        g->at = realloc(g->at, g->size * sizeof *g->at);
        if (g->at == NULL)
            oom();
    }
    g->at[g->count] = (struct asked){ id, g->count };
    g->count++;
}

/* `line` 0 = an operand. */
static void take(struct gatherer *g, struct text t, size_t line)
{
    struct text id;
    struct text shown = text_from(t.at, t.len < SHOWN_BYTES ? t.len : (size_t)SHOWN_BYTES);
    if (movie_parse_id(t, &id)) {
        add(g, id);
        return;
    }
    if (g->bad++ >= COMPLAINTS_MAX)
        return;
    if (line > 0)
        complain("standard input, line %zu: '%.*s' is not an IMDb id (tt and 7 to 10 digits, or a title's address)",
                 line, TEXT_ARG(shown));
    else
        complain("'%.*s' is not an IMDb id (tt and 7 to 10 digits, or a title's address)", TEXT_ARG(shown));
}

static enum exit_code take_input(struct gatherer *g, struct arena *arena)
{
    struct buf bytes = BUF_WITH_LIMIT(IDS_BYTES_MAX);
    struct error err;
    struct text line;
    size_t number = 0;
    if (file_read_from(STDIN_FILENO, TEXT("standard input"), &bytes, &err) != OK) {
        complain("%s", err.text);
        buf_finish(&bytes);
        return EXIT_LOCAL;
    }
    struct text rest = arena_text(arena, buf_text(&bytes)); /* the ids view it */
    buf_finish(&bytes);
    while (text_take_line(&rest, &line)) {
        number++;
        (void)text_take(&line, TEXT("\xEF\xBB\xBF")); /* an editor's, also where files were put one behind the other */
        line = text_trim(line);
        if (line.len > 0 && line.at[0] != '#')
            take(g, line, number);
    }
    return EXIT_FINE;
}

static int by_id(const void *a, const void *b)
{
    const struct asked *x = a, *y = b;
    int order = text_compare(x->id, y->id);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

/* Of equal ids the one that stands first counts; `at` keeps the order of first places. */
static void number_them(struct gatherer *g, struct arena *arena, struct ids *out)
{
    struct text *ids = arena_array(arena, g->count, sizeof *ids);
    size_t *first = arena_array(arena, g->count, sizeof *first); /* place → first place of the same id */
    *out = (struct ids){ .at = ids, .places = arena_array(arena, g->count, sizeof *out->places) };
    out->place_count = g->count;
    if (g->count > 0)
        qsort(g->at, g->count, sizeof *g->at, by_id);
    for (size_t i = 0; i < g->count; i++) {
        bool again = i > 0 && text_equal(g->at[i].id, g->at[i - 1].id);
        ids[g->at[i].place] = g->at[i].id; /* for now by place */
        first[g->at[i].place] = again ? first[g->at[i - 1].place] : g->at[i].place;
    }
    for (size_t place = 0; place < g->count; place++) {
        if (first[place] == place) {
            ids[out->count] = ids[place];
            out->places[place] = out->count++;
        } else {
            out->places[place] = out->places[first[place]];
        }
    }
}

enum exit_code ids_gather(struct invocation *invocation, struct ids *out)
{
    struct gatherer g = { 0 };
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < invocation->arg_count && code == EXIT_FINE; i++) {
        if (text_is(invocation->args[i], "-"))
            code = take_input(&g, invocation->arena);
        else
            take(&g, invocation->args[i], 0);
    }
    if (g.bad > 0)
        code = exit_worst(code, usage_error(invocation->command, "%zu %s not an IMDb id; nothing was asked", g.bad,
                                            g.bad == 1 ? "argument is" : "arguments are"));
    if (code == EXIT_FINE)
        number_them(&g, invocation->arena, out);
    free(g.at);
    return code;
}

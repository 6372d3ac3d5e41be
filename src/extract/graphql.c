/* GraphQL answers to records. Which fields were asked for, and under which alias, is the asker's choice: the walk goes
 * through the wrappers that the schema has (lists, connections, search results) and takes each Title object. */
#include "extract/graphql.h"

#include "extract/next_data.h"

enum { WRAPPERS_MAX = 12 }; /* deepest in the schema: data, alias, edges, node, item, title */

struct graphql {
    struct next_walk walk;
    struct extraction *found; /* EXTRACTIONS_MAX */
    size_t count;
    bool wrong_question, has_errors;
};

static void keep(struct graphql *g, const struct extraction *one)
{
    if (g->count < EXTRACTIONS_MAX)
        g->found[g->count++] = *one;
}

static bool is_wrapper(struct text key)
{
    static const char *const wrappers[] = {
        "edges", "node", "entity", "title", "titles", "item", "listItem", "results"
    };
    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++) {
        if (text_is(key, wrappers[i]))
            return true;
    }
    return false;
}

static void read_value(struct graphql *g, bool asked, int depth);

/* A Title, or what wraps some. `asked`: stands where a title was asked for, so one that is not there is told. */
static void read_object(struct graphql *g, bool asked, int depth)
{
    struct next_column column = { .seen = true };
    struct extraction one;
    struct text key;
    size_t before = g->count;
    bool wraps = false;
    struct next_credits outer = g->walk.credits;
    g->walk.credits = (struct next_credits){ 0 };
    while (json_next_key(&g->walk.c, &key)) {
        if (is_wrapper(key) && depth < WRAPPERS_MAX) {
            wraps = true;
            read_value(g, false, depth + 1);
        } else {
            next_column_key(&g->walk, &column, key);
        }
    }
    bool is_title = text_known(column.movie.imdb_id) && (!wraps || text_known(column.movie.title));
    if (is_title)
        g->count = before; /* titles inside a title are its relations */
    if (is_title || (asked && !wraps)) {
        next_title_record(&g->walk, &column, &one);
        if (one.outcome == EXTRACT_FOUND || asked)
            keep(g, &one);
    }
    g->walk.credits = outer;
}

static void read_value(struct graphql *g, bool asked, int depth)
{
    static const struct extraction absent = { .outcome = EXTRACT_NOT_FOUND,
                                              .layout = LAYOUT_GRAPHQL,
                                              .why = "an answer that knows no such title" };
    switch (json_peek(&g->walk.c)) {
    case JSON_VALUE_ARRAY:
        (void)json_enter_array(&g->walk.c);
        while (json_next_element(&g->walk.c))
            read_value(g, asked, depth + 1);
        break;
    case JSON_VALUE_OBJECT:
        (void)json_enter_object(&g->walk.c);
        read_object(g, asked, depth);
        break;
    case JSON_VALUE_NULL:
        json_skip(&g->walk.c);
        if (asked)
            keep(g, &absent);
        break;
    case JSON_VALUE_STRING:
    case JSON_VALUE_NUMBER:
    case JSON_VALUE_BOOLEAN:
    case JSON_VALUE_NONE: json_skip(&g->walk.c); break;
    }
}

/* Messages of a question that no repetition makes right (facts/imdb-access.md §1a). */
static bool is_wrong_question(struct text message)
{
    static const char *const words[] = { "is not a valid ID", "Too many ids", "Cannot query field",
                                         "PersistedQueryNotFound", "Unauthorized introspection" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_contains(message, text_of(words[i])))
            return true;
    }
    return false;
}

static void read_errors(struct graphql *g)
{
    if (!json_enter_array(&g->walk.c))
        return;
    while (json_next_element(&g->walk.c)) {
        struct text message = { 0 };
        next_text_at(&g->walk, TEXT("message"), &message);
        g->has_errors = true;
        g->wrong_question = g->wrong_question || is_wrong_question(message);
    }
}

/* What an answer without any title says. */
static struct extraction verdict(const struct graphql *g)
{
    struct extraction none = { .outcome = EXTRACT_NOT_FOUND,
                               .layout = LAYOUT_GRAPHQL,
                               .why = "an answer without a title" };
    if (g->wrong_question) {
        none.outcome = EXTRACT_DRIFT;
        none.why = "a GraphQL answer that refuses the question";
    } else if (g->has_errors) {
        none.outcome = EXTRACT_BLOCKED;
        none.why = "a GraphQL answer that holds errors only";
    }
    return none;
}

void graphql_read(struct text json, struct arena *arena, struct extractions *out)
{
    struct graphql g = { .walk = { .arena = arena }, .found = arena_array(arena, EXTRACTIONS_MAX, sizeof *g.found) };
    struct text key;
    size_t real = 0;
    json_open(&g.walk.c, json);
    (void)json_enter_object(&g.walk.c);
    while (json_next_key(&g.walk.c, &key)) {
        if (text_is(key, "errors"))
            read_errors(&g);
        else if (text_is(key, "data") && json_enter_object(&g.walk.c)) {
            while (json_next_key(&g.walk.c, &key))
                read_value(&g, text_is(key, "title") || text_is(key, "titles"), 1);
        }
    }
    if (json_finish(&g.walk.c, NULL) != OK) {
        g.found[0] = (struct extraction){ .outcome = EXTRACT_DRIFT,
                                          .layout = LAYOUT_GRAPHQL,
                                          .why = "a GraphQL answer that is cut off or no JSON" };
        *out = (struct extractions){ g.found, 1 };
        return;
    }
    for (size_t i = 0; i < g.count; i++)
        real += g.found[i].outcome == EXTRACT_FOUND;
    if (g.count == 0 || (real == 0 && g.has_errors)) { /* a null beside an error is no absence */
        g.found[0] = verdict(&g);
        g.count = 1;
    }
    *out = (struct extractions){ g.found, g.count };
}

/* Lists in JSON: __NEXT_DATA__ of charts, lists, searches and events since 2022, and the widget of event pages before.
 * Wherever a Title object stands it is an entry; what the objects around it say (a rank, an award) is its context,
 * the nearest first. Titles inside a Title or a person are relations, and no entries. The event shapes are those that
 * other programs read (docs/drift.md); no captured page is at hand. */
#include "extract/html_text.h"
#include "extract/list_inside.h"
#include "extract/next_data.h"

enum { NESTING_MAX = 40 }; /* deepest seen 18 (a 2025 chart) */

struct list_walk {
    struct next_walk walk;
    struct list *list;
    int depth;
};

static void walk_value(struct list_walk *w);

static void read_number(struct list_walk *w, struct number *out)
{
    struct number found = { 0 };
    if (json_read_integer(&w->walk.c, &found) && found.value >= 1 && found.value <= 9999 && !out->known)
        *out = found;
}

/* "Oscar", {"text": "Oscar"}, {"name": …} */
static void read_words(struct list_walk *w, struct text *out)
{
    struct text key, words = { 0 };
    if (json_peek(&w->walk.c) == JSON_VALUE_STRING) {
        (void)json_read_text(&w->walk.c, w->walk.arena, &words);
    } else if (json_enter_object(&w->walk.c)) {
        while (json_next_key(&w->walk.c, &key)) {
            if (!text_known(words) && (text_is(key, "text") || text_is(key, "name")))
                (void)json_read_text(&w->walk.c, w->walk.arena, &words);
        }
    }
    words = html_collapse(words, w->walk.arena);
    if (!text_empty(words) && !text_known(*out))
        *out = words;
}

/* Keys that say where an entry stands. False, and nothing read, for any other. */
static bool read_context_key(struct list_walk *w, struct list_context *context, struct text key)
{
    enum json_type type = json_peek(&w->walk.c);
    bool plain = type == JSON_VALUE_STRING || type == JSON_VALUE_OBJECT;
    if ((text_is(key, "currentRank") || text_is(key, "rank") || text_is(key, "absolutePosition")) &&
        type == JSON_VALUE_NUMBER)
        read_number(w, &context->rank);
    else if ((text_is(key, "eventYear") || text_is(key, "awardYear")) && type == JSON_VALUE_NUMBER)
        read_number(w, &context->event_year);
    else if (text_is(key, "isWinner") || text_is(key, "isWinningNomination"))
        (void)json_read_flag(&w->walk.c, &context->winner);
    else if ((text_is(key, "awardName") || text_is(key, "award")) && plain)
        read_words(w, &context->award);
    else if ((text_is(key, "categoryName") || text_is(key, "category")) && plain)
        read_words(w, &context->category);
    else if ((text_is(key, "eventName") || text_is(key, "event")) && plain)
        read_words(w, &context->event);
    else
        return false;
    return true;
}

/* Values of a Title that no list stands in. */
static bool is_title_key(struct text key)
{
    static const char *const keys[] = { "id",          "titleText",   "originalTitleText", "titleType", "releaseYear",
                                        "releaseDate", "runtime",     "ratingsSummary",    "plot",      "titleGenres",
                                        "genres",      "primaryImage" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (text_is(key, keys[i]))
            return true;
    }
    return false;
}

static void fill(struct list_context *context, const struct list_context *outer)
{
    if (!context->rank.known)
        context->rank = outer->rank;
    if (!context->event_year.known)
        context->event_year = outer->event_year;
    if (!context->winner.known)
        context->winner = outer->winner;
    if (!text_known(context->award))
        context->award = outer->award;
    if (!text_known(context->category))
        context->category = outer->category;
    if (!text_known(context->event))
        context->event = outer->event;
}

static void add_title(struct list_walk *w, const struct next_column *column)
{
    struct extraction one;
    struct next_walk bare = { .arena = w->walk.arena };
    next_title_record(&bare, column, &one);
    struct list_entry *entry = list_add(w->list, one.movie.imdb_id, one.movie.title);
    if (entry != NULL)
        entry->found.movie = one.movie;
}

static void walk_object(struct list_walk *w)
{
    struct next_column column = { .seen = true };
    struct list_context context = { 0 };
    struct text key, const_id = { 0 }, name = { 0 };
    struct number year = { 0 };
    bool awards = false;
    size_t before = w->list->count;
    bool is_person = false;
    while (json_next_key(&w->walk.c, &key)) {
        if (text_is(key, "nameText"))
            is_person = true;
        awards = awards || text_is(key, "nominationCategories");
        if (text_is(key, "const"))
            next_id(&w->walk, &const_id);
        else if ((text_is(key, "name") || text_is(key, "text")) && json_peek(&w->walk.c) == JSON_VALUE_STRING)
            (void)json_read_text(&w->walk.c, w->walk.arena, &name);
        else if (text_is(key, "year") && json_peek(&w->walk.c) == JSON_VALUE_NUMBER)
            read_number(w, &year);
        else if (is_title_key(key))
            next_column_key(&w->walk, &column, key);
        else if (!read_context_key(w, &context, key))
            walk_value(w);
    }
    if (text_known(context.event) && !context.event_year.known)
        context.event_year = year; /* {"eventName": …, "year": …, "awards": […]} */
    if (awards && !text_known(context.award) && !text_empty(name))
        context.award = html_collapse(name, w->walk.arena); /* {"text": "Oscar", "nominationCategories": …} */
    bool is_title = text_known(column.movie.imdb_id) && !text_empty(column.movie.title);
    if (is_title || is_person)
        w->list->count = before;
    if (is_title)
        add_title(w, &column);
    else if (text_known(const_id)) /* the widget of event pages: {"const": "tt…", "name": "…"} */
        (void)list_add(w->list, const_id, html_collapse(name, w->walk.arena));
    for (size_t i = before; i < w->list->count; i++)
        fill(&w->list->at[i].context, &context);
}

static void walk_value(struct list_walk *w)
{
    enum json_type type = json_peek(&w->walk.c);
    if (w->depth >= NESTING_MAX || (type != JSON_VALUE_OBJECT && type != JSON_VALUE_ARRAY)) {
        json_skip(&w->walk.c);
        return;
    }
    w->depth++;
    if (type == JSON_VALUE_ARRAY && json_enter_array(&w->walk.c)) {
        while (json_next_element(&w->walk.c))
            walk_value(w);
    } else if (json_enter_object(&w->walk.c)) {
        walk_object(w);
    }
    w->depth--;
}

void list_json_read(struct text json, struct list *list)
{
    struct list_walk w = { .walk = { .arena = list->arena }, .list = list };
    struct text rest;
    size_t before = list->count;
    json_open(&w.walk.c, json);
    walk_value(&w);
    if (json_finish_value(&w.walk.c, &rest, NULL) != OK)
        list->count = before; /* half a list is none */
}

/* Directors, writers and cast of an old page. */
#include "extract/html_page.h"
#include "extract/legacy.h"

#include <string.h>

enum { ROLE_BYTES = 500 /* all characters of one person */ };

/* A list that grows. */
struct crowd {
    struct people list;
    size_t room;
    struct arena *arena;
};

static bool is_listed(const struct people *list, const struct person *person)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct person *other = &list->at[i];
        if (text_known(person->imdb_id) ? text_equal(other->imdb_id, person->imdb_id)
                                        : text_equal(other->name, person->name))
            return true;
    }
    return false;
}

/* The person that a link leads to: its name and id; until 2003 "/Name?Reeves,+Keanu", without one. False for others. */
static bool read_link(const struct legacy *page, const struct html_node *link, struct person *out)
{
    struct text href = html_attr(link, ATTR_HREF);
    out->imdb_id = html_id_in_url(href, TEXT("/name/"), movie_is_person_id);
    if (!text_known(out->imdb_id) && !text_contains(href, TEXT("/Name?")))
        return false;
    out->name = html_text_in(link, NULL, page->arena);
    return text_known(out->name);
}

/* Who is there already, or has no place any more, is left out. */
static void add(struct crowd *crowd, const struct person *person)
{
    enum { FIRST_ROOM = 16 };
    struct people *list = &crowd->list;
    if (list->count == MOVIE_PEOPLE_MAX || is_listed(list, person))
        return;
    if (list->count == crowd->room) {
        size_t room = crowd->room == 0 ? FIRST_ROOM : 2 * crowd->room;
        struct person *bigger = arena_array(crowd->arena, room, sizeof *bigger);
        if (list->count > 0)
            memcpy(bigger, list->at, list->count * sizeof *bigger);
        list->at = bigger;
        crowd->room = room;
    }
    list->at[list->count++] = *person;
}

/* The people that a block links to; who is named twice, as author of the book and of the script, once. */
static struct people read_block(const struct legacy *page, const struct legacy_block *block)
{
    struct crowd crowd = { .arena = page->arena };
    const struct html_node *link = NULL;
    while ((link = legacy_block_link(block, link)) != NULL && crowd.list.count < MOVIE_PEOPLE_MAX) {
        struct person person = { 0 };
        if (read_link(page, link, &person))
            add(&crowd, &person);
    }
    return crowd.list;
}

/* The "/" between two characters stands alone; that of "A/B" is part of a name. */
static bool is_parting(struct text t, size_t i)
{
    return t.at[i] == '/' && (i == 0 || t.at[i - 1] == ' ') && (i + 1 == t.len || t.at[i + 1] == ' ');
}

/* "Neo (voice) / The One (as X) / ...  (35 episodes, 2010-2013)": the names, joined as everywhere. */
static struct text characters(struct text t, struct arena *arena)
{
    struct text joined = { 0 };
    while (t.len > 0) {
        size_t end = 0;
        for (int depth = 0; end < t.len && (depth > 0 || !is_parting(t, end)); end++)
            depth += t.at[end] == '(' ? 1 : t.at[end] == ')' && depth > 0 ? -1 : 0;
        struct text part = text_from(t.at, end);
        t = text_after(t, end < t.len ? end + 1 : end);
        size_t open;
        if (text_find(part, TEXT("("), &open))
            part = text_from(part.at, open);
        part = text_trim(part);
        if (part.len == 0 || text_is(part, "..."))
            continue;
        joined = text_known(joined) ? arena_printf(arena, "%.*s / %.*s", TEXT_ARG(joined), TEXT_ARG(part)) : part;
        if (joined.len > ROLE_BYTES)
            break;
    }
    return joined;
}

/* A cell without a class that holds more than dots: the character, until 2006. */
static bool is_plain_cell(const struct html_node *cell, struct text words)
{
    return !text_known(html_attr(cell, ATTR_CLASS)) && text_known(words) && words.at[0] != '.';
}

/* Since 2021 each character is a link, and hidden in it stands "as Neo" once more. */
static struct text whole_name(const struct legacy *page, const struct html_node *link, struct text before)
{
    if (before.len > ROLE_BYTES)
        return before;
    const struct html_node *name = link->first != NULL && link->first->tag == TAG_SPAN ? link->first : link;
    struct text words = html_text_in(name, NULL, page->arena);
    if (!text_known(before) || !text_known(words))
        return text_known(words) ? words : before;
    return arena_printf(page->arena, "%.*s / %.*s", TEXT_ARG(before), TEXT_ARG(words));
}

/* One row of the cast: the first link to a person that has a name, and the cell of the character. */
static void read_row(const struct legacy *page, const struct html_node *row, struct crowd *crowd)
{
    struct person person = { 0 };
    for (const struct html_node *n = html_after(row, row); n != NULL; n = html_after(n, row)) {
        bool since_2021 = html_attr_is(n, ATTR_DATA_TESTID, "cast-item-characters-link");
        bool of_character = html_has_class(n, "character") || html_has_class(n, "char") || since_2021;
        if (n->tag == TAG_A && !text_known(person.name)) {
            if (!read_link(page, n, &person))
                person = (struct person){ 0 };
        } else if (of_character || (n->tag == TAG_TD && text_known(person.name))) {
            struct text words = html_text_in(n, legacy_is_more, page->arena);
            if (since_2021)
                person.character = whole_name(page, n, person.character);
            else if (of_character || is_plain_cell(n, words))
                person.character = characters(words, page->arena);
        }
    }
    if (text_known(person.name))
        add(crowd, &person);
}

static struct people read_cast(const struct legacy *page)
{
    struct crowd crowd = { .arena = page->arena };
    const struct html_node *row = page->cast;
    while (row != NULL && crowd.list.count < MOVIE_PEOPLE_MAX) {
        bool is_row = row->tag == TAG_TR || legacy_is_cast_item(row);
        if (is_row)
            read_row(page, row, &crowd);
        row = is_row ? html_behind(row, page->cast) : html_after(row, page->cast);
    }
    return crowd.list;
}

void legacy_read_people(const struct legacy *page, struct movie *movie)
{
    movie->directors = read_block(page, &page->blocks[LEGACY_DIRECTORS]);
    movie->writers = read_block(page, &page->blocks[LEGACY_WRITERS]);
    movie->cast = read_cast(page);
    if (movie->cast.count == 0)
        movie->cast = read_block(page, &page->blocks[LEGACY_STARS]);
}

/* People in __NEXT_DATA__. */
#include "extract/next_credits.h"

#include "extract/html_text.h"

#include <string.h>

/* Where lists stand, best first. A list that is complete and in billing order goes before a teaser of it. */
enum { FLAT = 11 };
static const struct place {
    const char *key;
    enum credit_role role; /* NONE: each group names its own */
    int rank;
} places[] = {
    { "directors", CREDIT_DIRECTOR, 1 },
    { "writers", CREDIT_WRITER, 1 },
    { "categories", CREDIT_NONE, 2 },      /* up to 50 of a kind */
    { "creditGroupings", CREDIT_NONE, 3 }, /* of a film the first 10 of the same lists */
    { "creditCategories", CREDIT_NONE, 4 },
    { "cast", CREDIT_CAST, 5 },
    { "castV2", CREDIT_CAST, 6 },
    { "principalCast", CREDIT_CAST, 0 }, /* joined with `cast` in next_credits_take() */
    { "crewV2", CREDIT_NONE, 7 },
    { "principalCreditsV2", CREDIT_NONE, 8 },
    { "principalCredits", CREDIT_NONE, 9 },
    { "directorsPageTitle", CREDIT_DIRECTOR, 10 }, /* 2022: names without ids */
    { "castPageTitle", CREDIT_CAST, 10 },
    { "credits", CREDIT_NONE, FLAT }, /* GraphQL: everybody in one list, each with a category */
};

/* Ids of groups: words until mid 2025, then concept ids; both seen in the corpus, the latter also in
 * facts/imdb-access.md §2. "Stars" are the three names beside the poster. */
static enum credit_role role_of_group(struct text id)
{
    static const struct {
        const char *id;
        enum credit_role role;
    } groups[] = {
        { "director", CREDIT_DIRECTOR },
        { "writer", CREDIT_WRITER },
        { "cast", CREDIT_CAST },
        { "actor", CREDIT_CAST },
        { "actress", CREDIT_CAST },
        { "self", CREDIT_CAST },
        /* for want of an id (read_group_id) */
        { "Director", CREDIT_DIRECTOR },
        { "Directors", CREDIT_DIRECTOR },
        { "Writer", CREDIT_WRITER },
        { "Writers", CREDIT_WRITER },
        { "Cast", CREDIT_CAST },
        { "Star", CREDIT_STARS },
        { "Stars", CREDIT_STARS },
        { "amzn1.imdb.concept.name_credit_category.ace5cb4c-8708-4238-9542-04641e7c8171", CREDIT_DIRECTOR },
        { "amzn1.imdb.concept.name_credit_category.c84ecaff-add5-4f2e-81db-102a41881fe3", CREDIT_WRITER },
        { "amzn1.imdb.concept.name_credit_group.7caf7d16-5db9-4f4f-8864-d4c6e711c686", CREDIT_CAST },
        { "amzn1.imdb.concept.name_credit_group.7510356e-fde9-438e-b3ad-0099ba6bc8ce", CREDIT_STARS },
    };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (text_is(id, groups[i].id))
            return groups[i].role;
    }
    return CREDIT_NONE;
}

struct walk {
    struct json_cursor *c;
    struct arena *arena;
    struct next_credits *credits;
    const struct place *place;
    struct found {
        struct person person;
        enum credit_role role; /* in a FLAT list */
    } * found;
    size_t count, room;
};

static void read_name(struct walk *w, struct person *person)
{
    struct text key, inner;
    if (!json_enter_object(w->c))
        return;
    while (json_next_key(w->c, &key)) {
        if (text_is(key, "id")) {
            (void)json_read_text(w->c, w->arena, &person->imdb_id);
        } else if (text_is(key, "nameText") && json_enter_object(w->c)) {
            while (json_next_key(w->c, &inner)) {
                if (text_is(inner, "text"))
                    (void)json_read_text(w->c, w->arena, &person->name);
            }
        }
    }
}

static void add_character(struct walk *w, struct person *person, struct text name)
{
    if (text_empty(name))
        return;
    person->character = text_known(person->character)
                            ? arena_printf(w->arena, "%.*s / %.*s", TEXT_ARG(person->character), TEXT_ARG(name))
                            : name;
}

/* [{name}], [""], {edges: [{node: {name}}]}: any nesting down to a text, or to the text of "name". */
static void read_characters(struct walk *w, struct person *person)
{
    struct text key, name;
    switch (json_peek(w->c)) {
    case JSON_VALUE_STRING:
        if (json_read_text(w->c, w->arena, &name))
            add_character(w, person, name);
        break;
    case JSON_VALUE_ARRAY:
        (void)json_enter_array(w->c);
        while (json_next_element(w->c))
            read_characters(w, person);
        break;
    case JSON_VALUE_OBJECT:
        (void)json_enter_object(w->c);
        while (json_next_key(w->c, &key)) {
            if (text_is(key, "name") || text_is(key, "edges") || text_is(key, "node"))
                read_characters(w, person);
        }
        break;
    case JSON_VALUE_NONE:
    case JSON_VALUE_NUMBER:
    case JSON_VALUE_BOOLEAN:
    case JSON_VALUE_NULL: json_skip(w->c); break;
    }
}

/* creditedRoles: {edges: [{node: {characters: …}}]} */
static void read_roles(struct walk *w, struct person *person)
{
    struct text key;
    if (json_peek(w->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(w->c);
        while (json_next_element(w->c))
            read_roles(w, person);
    } else if (json_enter_object(w->c)) {
        while (json_next_key(w->c, &key)) {
            if (text_is(key, "characters"))
                read_characters(w, person);
            else if (text_is(key, "edges") || text_is(key, "node"))
                read_roles(w, person);
        }
    }
}

/* Its English caption where nobody asked for the id, as programs that read pages of 2025 do. */
static struct text read_group_id(struct walk *w)
{
    struct text key, id = { 0 }, caption = { 0 };
    if (!json_enter_object(w->c))
        return id;
    while (json_next_key(w->c, &key)) {
        if (text_is(key, "id") || text_is(key, "groupingId") || text_is(key, "categoryId"))
            (void)json_read_text(w->c, w->arena, &id);
        else if (text_is(key, "text"))
            (void)json_read_text(w->c, w->arena, &caption);
    }
    return text_known(id) ? id : caption;
}

static void add_found(struct walk *w, const struct found *one)
{
    enum { FIRST_ROOM = 16 };
    if (w->count == w->room) {
        size_t room = w->room == 0 ? FIRST_ROOM : 2 * w->room;
        struct found *bigger = arena_array(w->arena, room, sizeof *bigger);
        if (w->count > 0)
            memcpy(bigger, w->found, w->count * sizeof *bigger);
        w->found = bigger;
        w->room = room;
    }
    w->found[w->count++] = *one;
}

static void keep_person(struct walk *w, struct person *person, enum credit_role role)
{
    person->name = html_collapse(person->name, w->arena);
    if (!movie_is_person_id(person->imdb_id))
        person->imdb_id = (struct text){ 0 };
    if (w->count == MOVIE_PEOPLE_MAX || text_empty(person->name))
        return;
    for (size_t i = 0; i < w->count; i++) { /* one writer with two jobs stands twice */
        const struct person *other = &w->found[i].person;
        if (text_equal(other->name, person->name) && text_equal(other->imdb_id, person->imdb_id) &&
            w->found[i].role == role)
            return;
    }
    const struct found one = { *person, role };
    add_found(w, &one);
}

static struct people copy_found(struct walk *w, size_t from)
{
    struct people people = { .count = w->count - from };
    if (people.count > 0)
        people.at = arena_array(w->arena, people.count, sizeof *people.at);
    for (size_t i = 0; i < people.count; i++)
        people.at[i] = w->found[from + i].person;
    return people;
}

/* Of two lists under one key (castV2 stands in both columns, above as a teaser) the longer, else the one with
 * characters. */
static bool says_more(const struct walk *w, size_t from, const struct people *than)
{
    size_t characters = 0, their_characters = 0;
    if (w->count - from != than->count)
        return w->count - from > than->count;
    for (size_t i = 0; i < than->count; i++) {
        characters += text_known(w->found[from + i].person.character);
        their_characters += text_known(than->at[i].character);
    }
    return characters > their_characters;
}

static void keep_list(struct walk *w, enum credit_role role, size_t from)
{
    int rank = w->place->rank;
    if (role == CREDIT_NONE || w->count == from)
        return;
    if (rank == 0) {
        w->credits->principal_cast = copy_found(w, from);
        return;
    }
    if (w->credits->best[role].rank == 0 || rank < w->credits->best[role].rank ||
        (rank == w->credits->best[role].rank && says_more(w, from, &w->credits->best[role].people))) {
        w->credits->best[role].people = copy_found(w, from);
        w->credits->best[role].rank = rank;
    }
}

static void walk_value(struct walk *w);

/* One object is a person, a group with its people, or a wrapper (edge, connection). */
static void walk_object(struct walk *w)
{
    struct person person = { 0 };
    struct text group = { 0 }, own_id = { 0 }, key;
    size_t from = w->count;
    while (json_next_key(w->c, &key)) {
        if (text_is(key, "name"))
            read_name(w, &person); /* a text, in `categories` the group's caption, is skipped */
        else if (text_is(key, "rowTitle"))
            (void)json_read_text(w->c, w->arena, &person.name);
        else if (text_is(key, "id"))
            (void)json_read_text(w->c, w->arena, &own_id);
        else if (text_is(key, "characters"))
            read_characters(w, &person);
        else if (text_is(key, "creditedRoles"))
            read_roles(w, &person);
        else if (text_is(key, "category") || text_is(key, "grouping"))
            group = read_group_id(w);
        else if (text_is(key, "credits") || text_is(key, "edges") || text_is(key, "node") || text_is(key, "section") ||
                 text_is(key, "items"))
            walk_value(w);
    }
    if (text_known(person.name)) {
        if (!text_known(person.imdb_id))
            person.imdb_id = own_id;
        keep_person(w, &person, w->place->rank == FLAT ? role_of_group(group) : CREDIT_NONE);
        return;
    }
    enum credit_role role = role_of_group(text_known(group) ? group : own_id);
    if (role != CREDIT_NONE && w->place->role == CREDIT_NONE) {
        keep_list(w, role, from);
        w->count = from;
    }
}

static void walk_value(struct walk *w)
{
    if (json_peek(w->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(w->c);
        while (json_next_element(w->c))
            walk_value(w);
    } else if (json_enter_object(w->c)) {
        walk_object(w);
    }
}

/* One list a role, of people who stand mixed. */
static void keep_flat(const struct walk *all)
{
    for (enum credit_role role = CREDIT_DIRECTOR; role <= CREDIT_CAST; role++) {
        struct walk one = { .arena = all->arena, .credits = all->credits, .place = all->place };
        for (size_t i = 0; i < all->count; i++) {
            if (all->found[i].role == role)
                add_found(&one, &all->found[i]);
        }
        keep_list(&one, role, 0);
    }
}

bool next_credits_read(struct next_credits *credits, struct json_cursor *c, struct text key, struct arena *arena)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!text_is(key, places[i].key))
            continue;
        struct walk w = { .c = c, .arena = arena, .credits = credits, .place = &places[i] };
        walk_value(&w);
        if (places[i].rank == FLAT)
            keep_flat(&w);
        else
            keep_list(&w, places[i].role, 0);
        return true;
    }
    return false;
}

static bool lists(const struct people *people, const struct person *person)
{
    for (size_t i = 0; i < people->count; i++) {
        if (text_equal(people->at[i].name, person->name) && text_equal(people->at[i].imdb_id, person->imdb_id))
            return true;
    }
    return false;
}

/* The 2022 page: principalCast first, then those of `cast` that it does not hold. */
static struct people join(struct people first, struct people second, struct arena *arena)
{
    struct people all = { arena_array(arena, first.count + second.count, sizeof *all.at), 0 };
    for (size_t i = 0; i < first.count; i++)
        all.at[all.count++] = first.at[i];
    for (size_t i = 0; i < second.count; i++) {
        if (!lists(&first, &second.at[i]))
            all.at[all.count++] = second.at[i];
    }
    return all;
}

void next_credits_take(struct next_credits *credits, struct arena *arena, struct movie *out)
{
    struct people cast = credits->best[CREDIT_CAST].people;
    out->directors = credits->best[CREDIT_DIRECTOR].people;
    out->writers = credits->best[CREDIT_WRITER].people;
    if (credits->principal_cast.count > 0)
        cast = join(credits->principal_cast, cast, arena);
    out->cast = cast.count > 0 ? cast : credits->best[CREDIT_STARS].people;
}

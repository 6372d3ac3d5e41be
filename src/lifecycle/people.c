/* Names and ids of the people of one film. */
#include "lifecycle/people.h"

#include "base/compiler.h"
#include "identity/normalise.h"

#include <stdlib.h>

static const size_t lists[] = { offsetof(struct movie, directors), offsetof(struct movie, writers),
                                offsetof(struct movie, cast) };
static const char *const fields[COUNT_OF(lists)] = { "directors", "writers", "cast" };

static struct people *list_of(struct movie *movie, size_t list)
{
    return (void *)((char *)movie + lists[list]);
}

static const struct people *told_list(const struct movie *movie, size_t list)
{
    return (const void *)((const char *)movie + lists[list]);
}

void people_clean(struct movie *movie, struct arena *arena)
{
    for (size_t list = 0; list < COUNT_OF(lists); list++) {
        struct people *people = list_of(movie, list);
        size_t kept = 0;
        for (size_t i = 0; i < people->count; i++) {
            struct person person = people->at[i];
            person.name = normalise_shown(person.name, arena);
            person.character = normalise_shown(person.character, arena);
            if (text_known(person.name))
                people->at[kept++] = person;
        }
        people->count = kept;
    }
}

static struct people copy_of(const struct people *people, struct arena *arena)
{
    struct people copy = { arena_array(arena, people->count, sizeof *copy.at), people->count };
    for (size_t i = 0; i < people->count; i++)
        copy.at[i] = people->at[i];
    return copy;
}

static struct text origin_of(const struct field_origin *origins, size_t list)
{
    return origins[movie_field_index(text_of(fields[list]))].source;
}

/* ── who is called what ── */

struct named {
    struct text key; /* the normalised name */
    const struct person *person;
    struct text from; /* who told the IMDb id */
    size_t list;      /* number of the list, of all that were told */
};
/* Everybody of one name. */
struct group {
    struct text key, imdb_id, from;
    int64_t tmdb_id;
    bool ambiguous;
};
struct joining {
    struct arena *arena;
    struct named *named;
    size_t named_count;
    struct group *groups; /* by key */
    size_t group_count;
};

static struct text teller(const struct people_told *told, size_t list, const struct person *person)
{
    if (text_known(person->imdb_id_from))
        return person->imdb_id_from;
    return told->origins == NULL ? told->source : origin_of(told->origins, list);
}

static void collect(struct joining *j, const struct people_told *told, size_t told_count)
{
    size_t count = 0;
    for (size_t i = 0; i < told_count; i++) {
        for (size_t list = 0; list < COUNT_OF(lists); list++)
            count += told_list(told[i].movie, list)->count;
    }
    j->named = arena_array(j->arena, count, sizeof *j->named);
    for (size_t i = 0; i < told_count; i++) {
        for (size_t list = 0; list < COUNT_OF(lists); list++) {
            const struct people *people = told_list(told[i].movie, list);
            for (size_t k = 0; k < people->count; k++) {
                const struct person *person = &people->at[k];
                struct text key = normalise_name(person->name, j->arena);
                if (!text_empty(key))
                    j->named[j->named_count++] =
                        (struct named){ key, person, teller(&told[i], list, person), i * COUNT_OF(lists) + list };
            }
        }
    }
}

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    if (order != 0)
        return order;
    return x->list < y->list ? -1 : x->list > y->list;
}

static int compare_groups(const void *a, const void *b)
{
    return text_compare(((const struct group *)a)->key, ((const struct group *)b)->key);
}

/* Two of one name in one list are two people, unless an id says that they are one. */
static bool is_same(const struct person *a, const struct person *b)
{
    if (text_known(a->imdb_id) && text_known(b->imdb_id))
        return text_equal(a->imdb_id, b->imdb_id);
    return a->tmdb_id != 0 && a->tmdb_id == b->tmdb_id;
}

static void add_to_group(struct group *group, const struct named *named, const struct named *before)
{
    const struct person *person = named->person;
    if (before != NULL && before->list == named->list && !is_same(before->person, person))
        group->ambiguous = true;
    if (text_known(person->imdb_id)) {
        if (text_known(group->imdb_id) && !text_equal(group->imdb_id, person->imdb_id))
            group->ambiguous = true;
        if (!text_known(group->imdb_id)) {
            group->imdb_id = person->imdb_id;
            group->from = named->from;
        }
    }
    if (person->tmdb_id != 0) {
        if (group->tmdb_id != 0 && group->tmdb_id != person->tmdb_id)
            group->ambiguous = true;
        group->tmdb_id = person->tmdb_id;
    }
}

static void make_groups(struct joining *j)
{
    j->groups = arena_array(j->arena, j->named_count, sizeof *j->groups);
    qsort(j->named, j->named_count, sizeof *j->named, compare_named);
    for (size_t i = 0; i < j->named_count; i++) {
        bool first = i == 0 || !text_equal(j->named[i - 1].key, j->named[i].key);
        if (first)
            j->groups[j->group_count++].key = j->named[i].key;
        add_to_group(&j->groups[j->group_count - 1], &j->named[i], first ? NULL : &j->named[i - 1]);
    }
}

/* One person under two names must not join two ids of the other kind. */
static void check_pairs(struct joining *j)
{
    for (size_t i = 0; i < j->group_count; i++) {
        struct group *a = &j->groups[i];
        if (!text_known(a->imdb_id) || a->tmdb_id == 0)
            continue;
        for (size_t k = i + 1; k < j->group_count; k++) {
            struct group *b = &j->groups[k];
            bool same_imdb = text_known(b->imdb_id) && text_equal(a->imdb_id, b->imdb_id);
            bool same_tmdb = a->tmdb_id == b->tmdb_id;
            if (text_known(b->imdb_id) && b->tmdb_id != 0 && same_imdb != same_tmdb)
                a->ambiguous = b->ambiguous = true;
        }
    }
}

/* ── joining ── */

static bool has_imdb_id(const struct people *people, struct text id)
{
    for (size_t i = 0; i < people->count; i++) {
        if (text_equal(people->at[i].imdb_id, id))
            return true;
    }
    return false;
}

static bool has_tmdb_id(const struct people *people, int64_t id)
{
    for (size_t i = 0; i < people->count; i++) {
        if (people->at[i].tmdb_id == id)
            return true;
    }
    return false;
}

/* Of one list; `source` told it. */
static void join_list(const struct joining *j, struct text source, struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        struct person *person = &people->at[i];
        const struct group wanted = { .key = normalise_name(person->name, j->arena) };
        const struct group *group = bsearch(&wanted, j->groups, j->group_count, sizeof *j->groups, compare_groups);
        if (group == NULL || group->ambiguous)
            continue;
        if (!text_known(person->imdb_id) && !has_imdb_id(people, group->imdb_id)) {
            person->imdb_id = group->imdb_id;
            person->imdb_id_from = text_equal(group->from, source) ? (struct text){ 0 } : group->from;
        }
        if (person->tmdb_id == 0 && !has_tmdb_id(people, group->tmdb_id))
            person->tmdb_id = group->tmdb_id;
    }
}

/* Does somebody of `into` lack an id that somebody has who was told? Mostly not, and then no name is looked at. */
static bool can_join(const struct movie *into, const struct people_told *told, size_t told_count)
{
    bool lacks_imdb = false, lacks_tmdb = false, has_imdb = false, has_tmdb = false;
    for (size_t list = 0; list < COUNT_OF(lists); list++) {
        const struct people *people = told_list(into, list);
        for (size_t i = 0; i < people->count; i++) {
            lacks_imdb = lacks_imdb || !text_known(people->at[i].imdb_id);
            lacks_tmdb = lacks_tmdb || people->at[i].tmdb_id == 0;
        }
        for (size_t i = 0; i < told_count; i++) {
            const struct people *theirs = told_list(told[i].movie, list);
            for (size_t k = 0; k < theirs->count; k++) {
                has_imdb = has_imdb || text_known(theirs->at[k].imdb_id);
                has_tmdb = has_tmdb || theirs->at[k].tmdb_id != 0;
            }
        }
    }
    return (lacks_imdb && has_imdb) || (lacks_tmdb && has_tmdb);
}

void people_join(struct movie *into, const struct field_origin *origins, const struct people_told *told,
                 size_t told_count, struct arena *arena)
{
    struct joining j = { .arena = arena };
    if (!can_join(into, told, told_count))
        return;
    struct people_told *all = arena_array(arena, told_count + 1, sizeof *all);
    const struct movie before = *into;
    all[0] = (struct people_told){ .movie = &before, .origins = origins };
    for (size_t i = 0; i < told_count; i++)
        all[i + 1] = told[i];
    collect(&j, all, told_count + 1);
    make_groups(&j);
    check_pairs(&j);
    for (size_t list = 0; list < COUNT_OF(lists); list++) {
        struct people *people = list_of(into, list);
        *people = copy_of(people, arena); /* the source's own list stays */
        join_list(&j, origin_of(origins, list), people);
    }
}

/* ── forgetting ── */

bool people_forget_ids(struct movie *movie, const struct field_origin *origins, struct text source, struct arena *arena)
{
    bool tmdb = text_is(source, "tmdb"), found = false;
    for (size_t list = 0; list < COUNT_OF(lists); list++) {
        struct people *people = list_of(movie, list);
        struct text teller = origin_of(origins, list);
        bool has_none = text_is(teller, "tmdb") || text_is(teller, "omdb");
        *people = copy_of(people, arena);
        for (size_t i = 0; i < people->count; i++) {
            struct person *person = &people->at[i];
            bool theirs = text_known(person->imdb_id_from) ? text_equal(person->imdb_id_from, source)
                                                           : has_none && text_known(person->imdb_id) && !tmdb;
            found = found || theirs || (tmdb && person->tmdb_id != 0);
            if (theirs)
                person->imdb_id = person->imdb_id_from = (struct text){ 0 };
            if (tmdb)
                person->tmdb_id = 0;
        }
    }
    return found;
}

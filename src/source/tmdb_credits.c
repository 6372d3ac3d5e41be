/* TMDb: the people of a record. */
#include "source/tmdb_credits.h"

#include "base/compiler.h"
#include "source/gather.h"

#include <string.h>

enum { CHARACTERS_BYTES_MAX = 400 }; /* joined: a body of one name a thousand times must not grow by squares */

struct credit {
    struct person person;
    struct text department, job;
    struct number order;
};

static bool read_credit(struct json_cursor *c, struct arena *arena, struct credit *out)
{
    struct text key;
    struct number id = { 0 };
    *out = (struct credit){ 0 };
    if (!json_enter_object(c))
        return false;
    while (json_next_key(c, &key)) {
        if (text_is(key, "id"))
            (void)json_read_integer(c, &id);
        else if (text_is(key, "name"))
            out->person.name = gather_read_text(c, arena);
        else if (text_is(key, "character"))
            out->person.character = gather_read_text(c, arena);
        else if (text_is(key, "department"))
            out->department = gather_read_text(c, arena);
        else if (text_is(key, "job"))
            out->job = gather_read_text(c, arena);
        else if (text_is(key, "order"))
            (void)json_read_integer(c, &out->order);
    }
    if (id.known && id.value > 0)
        out->person.tmdb_id = id.value;
    return !text_empty(out->person.name);
}

/* Who holds two jobs (story and screenplay) stands in the list once. */
static void add_person(struct arena *arena, struct people *people, struct person person)
{
    if (people->count >= TMDB_LIST_MAX)
        return;
    for (size_t i = 0; i < people->count; i++) {
        const struct person *other = &people->at[i];
        if (person.tmdb_id != 0 ? other->tmdb_id == person.tmdb_id : text_equal(other->name, person.name))
            return;
    }
    people->at = gather_room(arena, people->at, people->count, sizeof *people->at);
    people->at[people->count++] = person;
}

/* Jobs of TMDb's department Writing that IMDb counts as writers: not script editors, consultants, storyboards. */
static bool is_writer(const struct credit *credit)
{
    static const char *const jobs[] = {
        "Screenplay", "Writer",    "Story",          "Novel",       "Author",           "Characters",
        "Adaptation", "Dialogue",  "Original Story", "Screenstory", "Scenario Writer",  "Theatre Play",
        "Teleplay",   "Co-Writer", "Book",           "Comic Book",  "Graphic Novel",    "Short Story",
        "Idea",       "Musical",   "Opera",          "Lyricist",    "Original Concept", "Original Film Writer",
    };
    for (size_t i = 0; i < COUNT_OF(jobs); i++) {
        if (text_is(credit->job, jobs[i]))
            return text_is(credit->department, "Writing");
    }
    return false;
}

static void read_crew(struct json_cursor *c, struct arena *arena, struct movie *out)
{
    struct credit credit;
    if (!json_enter_array(c))
        return;
    while (json_next_element(c)) {
        if (!read_credit(c, arena, &credit))
            continue;
        credit.person.character = (struct text){ 0 };
        if (text_is(credit.job, "Director"))
            add_person(arena, &out->directors, credit.person);
        if (is_writer(&credit))
            add_person(arena, &out->writers, credit.person);
    }
}

/* Somebody who plays two parts stands in the cast once, as "Ann / Beth". False when `person` is not there yet. */
static bool join_character(struct arena *arena, struct people *cast, const struct person *person)
{
    for (size_t i = 0; person->tmdb_id != 0 && i < cast->count; i++) {
        struct text *character = &cast->at[i].character;
        if (cast->at[i].tmdb_id != person->tmdb_id)
            continue;
        if (text_empty(*character))
            *character = person->character;
        else if (!text_empty(person->character) && !text_equal(*character, person->character) &&
                 character->len < CHARACTERS_BYTES_MAX)
            *character = arena_printf(arena, "%.*s / %.*s", TEXT_ARG(*character), TEXT_ARG(person->character));
        return true;
    }
    return false;
}

/* Sorted by billing while reading: nearly always it comes so, and then nothing is moved. */
static void read_cast(struct json_cursor *c, struct arena *arena, struct people *cast)
{
    int64_t orders[TMDB_LIST_MAX];
    struct credit credit;
    *cast = (struct people){ 0 };
    if (!json_enter_array(c))
        return;
    while (json_next_element(c)) {
        if (!read_credit(c, arena, &credit) || join_character(arena, cast, &credit.person) ||
            cast->count >= TMDB_LIST_MAX)
            continue;
        int64_t order = credit.order.known ? credit.order.value : INT64_MAX; /* none: last, as they come */
        size_t at = cast->count;
        cast->at = gather_room(arena, cast->at, cast->count, sizeof *cast->at);
        for (; at > 0 && orders[at - 1] > order; at--) {
            orders[at] = orders[at - 1];
            cast->at[at] = cast->at[at - 1];
        }
        orders[at] = order;
        cast->at[at] = credit.person;
        cast->count++;
    }
}

void tmdb_read_credits(struct json_cursor *c, struct arena *arena, struct movie *out)
{
    struct text key;
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        if (text_is(key, "cast"))
            read_cast(c, arena, &out->cast);
        else if (text_is(key, "crew"))
            read_crew(c, arena, out);
    }
}

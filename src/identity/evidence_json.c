/* Evidence as JSON, for the table of candidates. Edge file for jansson. */
#include "base/error.h"
#include "identity/evidence.h"
#include "model/movie_json.h"

enum { SHOWN = 5 }; /* titles, years and people of each side: enough to see why */

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        oom();
}

static void add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        oom();
}

static json_t *made(json_t *value)
{
    if (value == NULL)
        oom();
    return value;
}

static json_t *some_texts(const struct text *at, size_t count)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < count && i < SHOWN; i++)
        add(array, json_of_text(at[i]));
    return array;
}

static json_t *some_names(const struct people *people)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < people->count && i < SHOWN; i++)
        add(array, json_of_text(people->at[i].name));
    return array;
}

static json_t *some_years(const int64_t *years, size_t count)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < count && i < SHOWN; i++)
        add(array, json_integer(years[i]));
    return array;
}

static json_t *number(struct number n)
{
    return made(n.known ? json_integer(n.value) : json_null());
}

/* "verdict" by id, "steps", and both sides. */
static json_t *build(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                     const struct evidence *evidence)
{
    json_t *object = made(json_object()), *steps = made(json_object()), *ours = made(json_object()),
           *theirs = made(json_object());
    put(object, "verdict", json_string(identity_verdict_name(evidence->verdict)));
    put(object, "steps", steps);
    for (size_t i = 0; i < EVIDENCE_STEPS; i++)
        put(steps, evidence_step_name((enum evidence_step)i), json_string(evidence_word(evidence->steps[i])));
    put(object, "imdb", ours);
    put(ours, "titles", some_texts(wanted->titles, wanted->title_count));
    put(ours, "years", some_years(&wanted->year.value, wanted->year.known ? 1 : 0));
    put(ours, "runtime_minutes", number(wanted->runtime_minutes));
    put(ours, "directors", some_names(&wanted->directors));
    put(ours, "cast", some_names(&wanted->cast));
    put(object, "tmdb", theirs);
    put(theirs, "titles", some_texts(candidate->titles.at, candidate->titles.count));
    put(theirs, "years", some_years(candidate->years, candidate->year_count));
    put(theirs, "runtime_minutes", number(candidate->runtime_minutes));
    put(theirs, "directors", some_names(&candidate->directors));
    put(theirs, "cast", some_names(&candidate->cast));
    return object;
}

struct text evidence_json(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                          const struct evidence *evidence, struct arena *arena)
{
    json_t *object = build(wanted, candidate, evidence);
    struct text text = json_printed(object, JSON_PRINT, arena);
    json_decref(object);
    return text;
}

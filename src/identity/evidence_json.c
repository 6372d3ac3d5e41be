/* Evidence as JSON, for the table of candidates. Edge file for jansson. */
#include "identity/evidence.h"
#include "model/json_build.h"

enum { SHOWN = 5 }; /* titles, years and people of each side: enough to see why */

static json_t *some_texts(const struct text *at, size_t count)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < count && i < SHOWN; i++)
        json_push(array, json_of_text(at[i]));
    return array;
}

static json_t *some_names(const struct people *people)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < people->count && i < SHOWN; i++)
        json_push(array, json_of_text(people->at[i].name));
    return array;
}

static json_t *some_years(const int64_t *years, size_t count)
{
    json_t *array = json_new_array();
    for (size_t i = 0; i < count && i < SHOWN; i++)
        json_push(array, json_integer(years[i]));
    return array;
}

static json_t *number(struct number n)
{
    return (n.known ? json_integer(n.value) : json_null());
}

/* "verdict" by id, "steps", and both sides. */
static json_t *build(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                     const struct evidence *evidence)
{
    json_t *object = json_new_object(), *steps = json_new_object(), *ours = json_new_object(),
           *theirs = json_new_object();
    json_put(object, "verdict", json_string(identity_verdict_name(evidence->verdict)));
    json_put(object, "steps", steps);
    for (size_t i = 0; i < EVIDENCE_STEPS; i++)
        json_put(steps, evidence_step_name((enum evidence_step)i), json_string(evidence_word(evidence->steps[i])));
    json_put(object, "imdb", ours);
    json_put(ours, "titles", some_texts(wanted->titles, wanted->title_count));
    json_put(ours, "years", some_years(&wanted->year.value, wanted->year.known ? 1 : 0));
    json_put(ours, "runtime_minutes", number(wanted->runtime_minutes));
    json_put(ours, "directors", some_names(&wanted->directors));
    json_put(ours, "cast", some_names(&wanted->cast));
    json_put(object, "tmdb", theirs);
    json_put(theirs, "titles", some_texts(candidate->titles.at, candidate->titles.count));
    json_put(theirs, "years", some_years(candidate->years, candidate->year_count));
    json_put(theirs, "runtime_minutes", number(candidate->runtime_minutes));
    json_put(theirs, "directors", some_names(&candidate->directors));
    json_put(theirs, "cast", some_names(&candidate->cast));
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

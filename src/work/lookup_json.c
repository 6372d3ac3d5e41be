/* The answer of a lookup as JSON. */
#include "work/lookup_json.h"

#include "base/error.h"
#include "model/movie_json.h"

static json_t *json_of_instant(int64_t wall_ms)
{
    char iso[CLOCK_ISO_BYTES];
    return wall_ms == 0 ? json_null() : json_string(clock_iso(wall_ms, iso));
}

static json_t *json_of_movie(const struct stored_movie *stored, struct arena *arena)
{
    struct origin *origins = arena_array(arena, movie_field_count, sizeof *origins);
    char iso[CLOCK_ISO_BYTES];
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *from = &stored->origins[i];
        origins[i] = (struct origin){ .source = from->source, .licence = from->licence };
        if (text_known(from->source))
            origins[i].fetched_at = arena_text(arena, text_of(clock_iso(from->fetched_at_ms, iso)));
    }
    return movie_to_json(&stored->movie, origins);
}

static json_t *json_of_step(const struct lookup_step *step)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:I, s:o}", "source", step->source, "operation", step->operation, "outcome",
                     answer_outcome_name(step->outcome), "http_status",
                     step->http_status != 0 ? json_integer(step->http_status) : json_null(), "ms", (json_int_t)step->ms,
                     "note", json_of_text(step->note));
}

json_t *lookup_to_json(const struct lookup_result *result, struct arena *arena)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < result->step_count; i++)
        (void)json_array_append_new(steps, json_of_step(&result->steps[i]));
    json_t *object =
        json_pack("{s:i, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "schema_version", 1, "imdb_id",
                  json_of_text(result->imdb_id), "outcome", json_of_text(result->outcome), "movie",
                  result->has_movie ? json_of_movie(&result->movie, arena) : json_null(), "next_tmdb_retry_at",
                  json_of_instant(result->has_movie ? result->movie.next_tmdb_retry_at_ms : 0), "from",
                  result->from_store ? "store" : "network", "reason", json_of_text(result->reason), "steps", steps);
    if (object == NULL)
        oom();
    return object;
}

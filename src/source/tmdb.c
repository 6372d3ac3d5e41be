/* TMDb: what to ask, the answer of /find, the quality bar. */
#include "source/tmdb.h"

#include "base/compiler.h"
#include "extract/json_cursor.h"
#include "http/http.h"
#include "source/tmdb_credits.h"

struct text tmdb_language_parameter(struct text language, struct arena *arena)
{
    struct text encoded = http_encode(language, arena);
    return text_empty(language) ? TEXT("") : arena_printf(arena, "&language=%.*s", TEXT_ARG(encoded));
}

struct text tmdb_without_final_slash(struct text url)
{
    while (text_ends(url, TEXT("/")))
        url.len--;
    return url;
}

struct text tmdb_find_url(struct text base_url, struct text imdb_id, struct text language, struct arena *arena)
{
    struct text base = tmdb_without_final_slash(base_url), id = http_encode(imdb_id, arena);
    struct text parameter = tmdb_language_parameter(language, arena);
    return arena_printf(arena, "%.*s/find/%.*s?external_source=imdb_id%.*s", TEXT_ARG(base), TEXT_ARG(id),
                        TEXT_ARG(parameter));
}

struct text tmdb_details_url(struct text base_url, int64_t tmdb_id, struct text language, struct arena *arena)
{
    struct text base = tmdb_without_final_slash(base_url);
    struct text parameter = tmdb_language_parameter(language, arena);
    return arena_printf(arena,
                        "%.*s/movie/%lld?append_to_response=credits,external_ids,alternative_titles,"
                        "translations,release_dates%.*s",
                        TEXT_ARG(base), (long long)tmdb_id, TEXT_ARG(parameter));
}

/* The five arrays, movies first; the others in the order in which they name what the id is. */
static const struct {
    const char *key, *kind;
} arrays[] = {
    { "movie_results", NULL },
    { "tv_results", "tv series" },
    { "tv_episode_results", "tv episode" },
    { "tv_season_results", "tv season" },
    { "person_results", "person" },
};

struct find_reading {
    bool movies_listed; /* the body has movie_results: it is an answer of /find */
    bool ill_formed;    /* one of the arrays is no array, or has an element without an id */
    size_t best;        /* array of other_id; 0 = none yet */
};

/* `id` of the element that stands next; 0 when it has none. */
static int64_t read_id(struct json_cursor *c)
{
    struct text key;
    struct number id = { 0 };
    if (json_enter_object(c)) {
        while (json_next_key(c, &key)) {
            if (text_is(key, "id"))
                (void)json_read_integer(c, &id);
        }
    }
    return id.known && id.value > 0 && id.value <= INT32_MAX ? id.value : 0; /* TMDb's are below 2 million today */
}

static void add_movie(struct tmdb_found *out, int64_t id)
{
    for (size_t i = 0; i < out->movie_count; i++) {
        if (out->movie_ids[i] == id)
            return;
    }
    if (out->movie_count < TMDB_RESULTS_MAX)
        out->movie_ids[out->movie_count++] = id;
}

static void read_results(struct json_cursor *c, size_t array, struct find_reading *reading, struct tmdb_found *out)
{
    if (!json_enter_array(c)) {
        reading->ill_formed = true;
        return;
    }
    reading->movies_listed |= array == 0;
    while (json_next_element(c)) {
        int64_t id = read_id(c);
        if (id == 0) {
            reading->ill_formed = true;
        } else if (array == 0) {
            add_movie(out, id);
        } else {
            out->other_count++;
            if (reading->best == 0 || array < reading->best) {
                reading->best = array;
                out->other_kind = arrays[array].kind;
                out->other_id = id;
            }
        }
    }
}

void tmdb_read_find(struct text body, struct arena *arena, struct tmdb_found *out)
{
    struct json_cursor c;
    struct text key;
    struct find_reading reading = { 0 };
    struct error err;
    struct tmdb_found found = { .class = &answer_malformed };
    (void)arena; /* ids only: nothing is kept */
    json_open(&c, body);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            for (size_t i = 0; i < COUNT_OF(arrays); i++) {
                if (text_is(key, arrays[i].key)) {
                    read_results(&c, i, &reading, &found);
                    break;
                }
            }
        }
    }
    bool whole = json_finish(&c, &err) == OK;
    /* Absence (or "it is something else than a film") is never concluded from what could not be read, nor from an
     * object that is no answer of /find: "{}", {"status_code":34,…}. */
    if (whole && found.movie_count > 0)
        found.class = &answer_found;
    else if (whole && !reading.ill_formed && found.other_count > 0)
        found.class = &answer_found;
    else if (whole && !reading.ill_formed && reading.movies_listed)
        found.class = &answer_absent;
    else
        found = (struct tmdb_found){ .class = &answer_malformed };
    *out = found;
}

bool tmdb_passes_quality_bar(const struct tmdb_details *details)
{
    int signs = 0;
    signs += text_empty(details->poster_path) ? 0 : 1;
    signs += details->vote_count >= 10 ? 1 : 0;
    signs += details->popularity >= 0.5 ? 1 : 0;
    signs += text_empty(details->movie.release_date) ? 0 : 1;
    return signs >= 2;
}

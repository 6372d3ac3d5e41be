/* TMDb's shapes. */
#include "daemon/tmdb_shape.h"

#include "model/codes.h"

#include <stdio.h>

int64_t tmdb_shape_id(const struct stored_movie *film)
{
    return film->movie.tmdb_id.known ? film->movie.tmdb_id.value : -film->id;
}

/* TMDb writes "" where it knows nothing, but for a few that are null. */
static void put(json_t *object, const char *key, struct text t)
{
    json_put_text(object, key, text_known(t) ? t : TEXT(""));
}

static void put_count(json_t *object, const char *key, struct number number)
{
    json_put_integer(object, key, number.known ? number.value : 0);
}

/* A date counts when the day is known; clients parse it. */
static struct text date_of(const struct movie *movie)
{
    return movie->release_date.len == sizeof "YYYY-MM-DD" - 1 ? movie->release_date : TEXT("");
}

/* What both answers have. A poster's full URL is none of TMDb's paths, to which clients add a size. */
static json_t *common(const struct stored_movie *film)
{
    const struct movie *movie = &film->movie;
    json_t *object = json_new_object();
    bool own_path = text_starts(film->poster_path, TEXT("/"));
    json_put(object, "adult", json_boolean(movie->adult.known && movie->adult.value));
    json_put(object, "backdrop_path", json_null());
    json_put_integer(object, "id", tmdb_shape_id(film));
    put(object, "title", movie->title);
    put(object, "original_language", movie->original_language);
    put(object, "original_title", text_known(movie->original_title) ? movie->original_title : movie->title);
    put(object, "overview", movie->overview);
    json_put_text(object, "poster_path", own_path ? film->poster_path : (struct text){ 0 });
    json_put(object, "popularity", json_real(0));
    put(object, "release_date", date_of(movie));
    json_put(object, "video", json_false());
    json_put(object, "vote_average", json_real(movie->rating.known ? movie->rating.value : 0));
    put_count(object, "vote_count", movie->vote_count);
    return object;
}

json_t *tmdb_shape_find(const struct stored_movie *film)
{
    static const char *const others[] = { "person_results", "tv_results", "tv_episode_results", "tv_season_results" };
    json_t *answer = json_new_object(), *movies = json_new_array(), *movie = common(film), *genres = json_new_array();
    for (size_t i = 0; i < film->movie.genres.count; i++) {
        int64_t id = codes_genre_tmdb_id(film->movie.genres.at[i]);
        if (id != 0)
            json_push(genres, json_integer(id));
    }
    json_put_text(movie, "media_type", TEXT("movie"));
    json_put(movie, "genre_ids", genres);
    json_push(movies, movie);
    json_put(answer, "movie_results", movies);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        json_put(answer, others[i], json_new_array());
    return answer;
}

/* ── details ── */

static json_t *genres_of(const struct movie *movie)
{
    json_t *genres = json_new_array();
    for (size_t i = 0; i < movie->genres.count; i++) {
        int64_t id = codes_genre_tmdb_id(movie->genres.at[i]);
        json_t *genre = json_new_object();
        json_put_integer(genre, "id", id);
        json_put_text(genre, "name", movie->genres.at[i]);
        if (id != 0)
            json_push(genres, genre);
        else
            json_decref(genre);
    }
    return genres;
}

static json_t *countries_of(const struct movie *movie)
{
    json_t *countries = json_new_array();
    for (size_t i = 0; i < movie->countries.count; i++) {
        const struct coded *one = &movie->countries.at[i];
        struct text name = codes_country_name(one->code);
        json_t *country = json_new_object();
        put(country, "iso_3166_1", one->code);
        put(country, "name", text_known(name) ? name : one->name);
        json_push(countries, country);
    }
    return countries;
}

static json_t *languages_of(const struct movie *movie)
{
    json_t *languages = json_new_array();
    for (size_t i = 0; i < movie->languages.count; i++) {
        const struct coded *one = &movie->languages.at[i];
        struct text name = codes_language_name(one->code);
        json_t *language = json_new_object();
        put(language, "english_name", text_known(name) ? name : one->name);
        put(language, "iso_639_1", one->code);
        put(language, "name", one->name);
        json_push(languages, language);
    }
    return languages;
}

static json_t *origin_countries(const struct movie *movie)
{
    json_t *codes = json_new_array();
    for (size_t i = 0; i < movie->countries.count; i++) {
        if (text_known(movie->countries.at[i].code))
            json_push(codes, json_of_text(movie->countries.at[i].code));
    }
    return codes;
}

static struct text status_of(const struct movie *movie)
{
    static const struct {
        const char *ours, *theirs;
    } words[] = { { "released", "Released" },           { "post_production", "Post Production" },
                  { "in_production", "In Production" }, { "filming", "In Production" },
                  { "pre_production", "Planned" },      { "in_development", "Planned" },
                  { "announced", "Rumored" },           { "cancelled", "Canceled" } };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text_is(movie->production_status, words[i].ours))
            return text_of(words[i].theirs);
    }
    return text_known(movie->release_date) ? TEXT("Released") : TEXT("Planned");
}

/* ── parts that are asked for beside ── */

static json_t *person_of(const struct person *person)
{
    json_t *object = json_new_object();
    json_put(object, "adult", json_false());
    json_put_integer(object, "gender", 0);
    json_put_integer(object, "id", person->tmdb_id);
    json_put_text(object, "name", person->name);
    json_put_text(object, "original_name", person->name);
    json_put(object, "popularity", json_real(0));
    json_put(object, "profile_path", json_null());
    json_put_text(object, "credit_id", TEXT(""));
    return object;
}

static void push_crew(json_t *crew, const struct people *people, const char *department, const char *job)
{
    for (size_t i = 0; i < people->count; i++) {
        json_t *person = person_of(&people->at[i]);
        json_put_text(person, "known_for_department", text_of(department));
        json_put_text(person, "department", text_of(department));
        json_put_text(person, "job", text_of(job));
        json_push(crew, person);
    }
}

static json_t *credits_of(const struct movie *movie)
{
    json_t *credits = json_new_object(), *cast = json_new_array(), *crew = json_new_array();
    for (size_t i = 0; i < movie->cast.count; i++) {
        json_t *person = person_of(&movie->cast.at[i]);
        json_put_text(person, "known_for_department", TEXT("Acting"));
        json_put_integer(person, "cast_id", (int64_t)i);
        put(person, "character", movie->cast.at[i].character);
        json_put_integer(person, "order", (int64_t)i);
        json_push(cast, person);
    }
    push_crew(crew, &movie->directors, "Directing", "Director");
    push_crew(crew, &movie->writers, "Writing", "Writer");
    json_put(credits, "cast", cast);
    json_put(credits, "crew", crew);
    return credits;
}

static json_t *external_ids_of(const struct movie *movie)
{
    static const char *const others[] = { "wikidata_id", "facebook_id", "instagram_id", "twitter_id" };
    json_t *ids = json_new_object();
    json_put_text(ids, "imdb_id", movie->imdb_id);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        json_put(ids, others[i], json_null());
    return ids;
}

/* Lists that are empty because nobody knows better. NULL for a part that there is not. */
static json_t *empty_part(struct text name)
{
    static const struct {
        const char *name;
        const char *lists[3];
        bool paged;
    } parts[] = { { "alternative_titles", { "titles" }, false },
                  { "translations", { "translations" }, false },
                  { "release_dates", { "results" }, false },
                  { "videos", { "results" }, false },
                  { "keywords", { "keywords" }, false },
                  { "images", { "backdrops", "logos", "posters" }, false },
                  { "recommendations", { "results" }, true },
                  { "similar", { "results" }, true },
                  { "changes", { "changes" }, false },
                  { "releases", { "countries" }, false },
                  { "trailers", { "quicktime", "youtube" }, false },
                  { "reviews", { "results" }, true },
                  { "lists", { "results" }, true } };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!text_is(name, parts[i].name))
            continue;
        json_t *part = json_new_object();
        if (parts[i].paged)
            json_put_integer(part, "page", 1);
        for (size_t n = 0; n < COUNT_OF(parts[i].lists) && parts[i].lists[n] != NULL; n++)
            json_put(part, parts[i].lists[n], json_new_array());
        if (parts[i].paged) {
            json_put_integer(part, "total_pages", 1);
            json_put_integer(part, "total_results", 0);
        }
        return part;
    }
    return NULL;
}

/* By country, where all else is a list. */
static json_t *no_providers(void)
{
    json_t *part = json_new_object();
    json_put(part, "results", json_new_object());
    return part;
}

static void put_part(json_t *details, const struct movie *movie, struct text name)
{
    char key[32];
    json_t *part = text_is(name, "credits")           ? credits_of(movie)
                   : text_is(name, "external_ids")    ? external_ids_of(movie)
                   : text_is(name, "watch/providers") ? no_providers()
                                                      : empty_part(name);
    if (part == NULL)
        return;
    (void)snprintf(key, sizeof key, "%.*s", TEXT_ARG(name));
    json_put(details, key, part);
}

json_t *tmdb_shape_details(const struct stored_movie *film, struct text append)
{
    const struct movie *movie = &film->movie;
    json_t *details = common(film);
    json_put(details, "belongs_to_collection", json_null());
    json_put_integer(details, "budget", 0);
    json_put(details, "genres", genres_of(movie));
    put(details, "homepage", (struct text){ 0 });
    json_put_text(details, "imdb_id", movie->imdb_id);
    json_put(details, "origin_country", origin_countries(movie));
    json_put(details, "production_companies", json_new_array());
    json_put(details, "production_countries", countries_of(movie));
    json_put_integer(details, "revenue", 0);
    put_count(details, "runtime", movie->runtime_minutes);
    json_put(details, "spoken_languages", languages_of(movie));
    json_put_text(details, "status", status_of(movie));
    put(details, "tagline", (struct text){ 0 });
    while (append.len > 0)
        put_part(details, movie, text_trim(text_take_until(&append, ',')));
    return details;
}

json_t *tmdb_shape_error(int status)
{
    static const struct {
        int status, code;
        const char *message;
    } errors[] = { { 401, 7, "Invalid API key: You must be granted a valid key." },
                   { 404, 34, "The resource you requested could not be found." },
                   { 422, 5, "Invalid parameters: Your request parameters are incorrect." },
                   { 429, 25, "Your request count is over the allowed limit." },
                   { 503, 9, "Service offline: This service is temporarily offline, try again later." } };
    size_t i = 0;
    while (i + 1 < COUNT_OF(errors) && errors[i].status != status)
        i++;
    json_t *error = json_new_object();
    json_put(error, "success", json_false());
    json_put_integer(error, "status_code", errors[i].code);
    json_put_text(error, "status_message", text_of(errors[i].message));
    return error;
}

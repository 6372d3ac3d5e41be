/* A Title object to what it tells, whatever generation named its keys. */
#include "extract/next_title.h"

#include "extract/html_text.h"
#include "model/codes.h"

#include <string.h>

enum { LIST_MAX = 48 }; /* countries, languages, genres of one title; most seen 10 */

void next_text_at(struct next_walk *walk, struct text path, struct text *out)
{
    struct text key, step = text_take_until(&path, '.');
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (!text_equal(key, step) || text_known(*out))
            continue;
        if (path.len > 0)
            next_text_at(walk, path, out);
        else
            (void)json_read_text(&walk->c, walk->arena, out);
    }
}

void next_id(struct next_walk *walk, struct text *out)
{
    struct text id;
    if (json_read_text(&walk->c, walk->arena, &id) && movie_is_imdb_id(id))
        *out = id;
}

static void read_id_at(struct next_walk *walk, const char *path, struct text *out)
{
    struct text id = { 0 };
    next_text_at(walk, text_of(path), &id);
    if (movie_is_imdb_id(id))
        *out = id;
}

/* Within what num_date_exists() takes; also before any cast to int. Whether a film can be of it is not ours to say. */
static bool is_year(struct number year)
{
    return year.known && year.value >= 1 && year.value <= 9999;
}

static void read_years(struct next_walk *walk, struct movie *movie)
{
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (text_is(key, "year"))
            (void)json_read_integer(&walk->c, &movie->year);
        else if (text_is(key, "endYear"))
            (void)json_read_integer(&walk->c, &movie->end_year);
    }
    movie->year.known = is_year(movie->year);
    movie->end_year.known = is_year(movie->end_year);
}

/* As precise as the page is: a day without a month says nothing. */
static struct text date_text(struct next_walk *walk, struct number year, struct number month, struct number day)
{
    if (!is_year(year))
        return (struct text){ 0 };
    int y = (int)year.value;
    if (!month.known || month.value < 1 || month.value > 12)
        return arena_printf(walk->arena, "%04d", y);
    int m = (int)month.value;
    if (!day.known || day.value < 1 || day.value > 31 || !num_date_exists(y, m, (int)day.value))
        return arena_printf(walk->arena, "%04d-%02d", y, m);
    return arena_printf(walk->arena, "%04d-%02d-%02d", y, m, (int)day.value);
}

static void read_release_date(struct next_walk *walk, struct movie *movie)
{
    struct number year = { 0 }, month = { 0 }, day = { 0 };
    struct text key, country = { 0 };
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (text_is(key, "year"))
            (void)json_read_integer(&walk->c, &year);
        else if (text_is(key, "month"))
            (void)json_read_integer(&walk->c, &month);
        else if (text_is(key, "day"))
            (void)json_read_integer(&walk->c, &day);
        else if (text_is(key, "country"))
            next_text_at(walk, TEXT("id"), &country);
    }
    movie->release_date = date_text(walk, year, month, day);
    if (text_known(movie->release_date) && text_known(country))
        movie->release_country = codes_country_from_imdb(country);
}

static void read_runtime(struct next_walk *walk, struct movie *movie)
{
    struct number seconds = { 0 };
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (text_is(key, "seconds"))
            (void)json_read_integer(&walk->c, &seconds);
        else if (text_is(key, "node"))
            read_runtime(walk, movie);
    }
    if (seconds.known && seconds.value >= 60)
        movie->runtime_minutes = number_of(seconds.value / 60);
}

/* {edges: [{node: {seconds}}]}, as those ask who want every version (duck7000/imdbGraphQLPHP): the first counts. */
static void read_runtimes(struct next_walk *walk, struct movie *movie)
{
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (!text_is(key, "edges") || !json_enter_array(&walk->c))
            continue;
        while (json_next_element(&walk->c)) {
            if (!movie->runtime_minutes.known)
                read_runtime(walk, movie);
        }
    }
}

static void read_ratings(struct next_walk *walk, struct movie *movie)
{
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (text_is(key, "aggregateRating"))
            (void)json_read_decimal(&walk->c, &movie->rating);
        else if (text_is(key, "voteCount"))
            (void)json_read_integer(&walk->c, &movie->vote_count);
    }
}

/* {id, text}, {genre: {genreId, text}}; the first id and the first text. */
static void read_genre(struct next_walk *walk, struct text *id, struct text *text)
{
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (text_is(key, "genre"))
            read_genre(walk, id, text);
        else if (text_is(key, "id") || text_is(key, "genreId"))
            (void)json_read_text(&walk->c, walk->arena, id);
        else if (text_is(key, "text"))
            (void)json_read_text(&walk->c, walk->arena, text);
    }
}

/* A list as long as it became: a page of many empty ones takes no memory. */
static void *keep(struct next_walk *walk, const void *found, size_t count, size_t size)
{
    return count > 0 ? memcpy(arena_array(walk->arena, count, size), found, count * size) : NULL;
}

/* {genres: [{…}]} */
static struct next_genres read_genres(struct next_walk *walk)
{
    struct text found[LIST_MAX];
    struct next_genres list = { .by_id = true };
    struct text key;
    if (!json_enter_object(&walk->c))
        return list;
    while (json_next_key(&walk->c, &key)) {
        if (!text_is(key, "genres") || !json_enter_array(&walk->c))
            continue;
        while (json_next_element(&walk->c)) {
            struct text id = { 0 }, text = { 0 };
            read_genre(walk, &id, &text);
            list.by_id = list.by_id && !text_empty(id);
            if (text_empty(id))
                id = text;
            if (!text_empty(id) && list.names.count < LIST_MAX)
                found[list.names.count++] = id;
        }
    }
    list.names.at = keep(walk, found, list.names.count, sizeof *found);
    return list;
}

/* {countries: [{id, text}]}, {spokenLanguages: [{id, text}]} */
static struct codeds read_coded(struct next_walk *walk, const char *list_key, struct text (*to_code)(struct text))
{
    struct coded found[LIST_MAX];
    struct codeds list = { 0 };
    struct text key, inner;
    if (!json_enter_object(&walk->c))
        return list;
    while (json_next_key(&walk->c, &key)) {
        if (!text_is(key, list_key) || !json_enter_array(&walk->c))
            continue;
        while (json_next_element(&walk->c)) {
            struct coded one = { 0 };
            struct text id = { 0 };
            if (!json_enter_object(&walk->c))
                continue;
            while (json_next_key(&walk->c, &inner)) {
                if (text_is(inner, "id"))
                    (void)json_read_text(&walk->c, walk->arena, &id);
                else if (text_is(inner, "text"))
                    (void)json_read_text(&walk->c, walk->arena, &one.name);
            }
            if (text_known(id))
                one.code = to_code(id);
            if ((text_known(one.code) || text_known(one.name)) && list.count < LIST_MAX)
                found[list.count++] = one;
        }
    }
    list.at = keep(walk, found, list.count, sizeof *found);
    return list;
}

/* outlines, summaries, plots: {edges: [{node: {plotText: {plaidHtml}}}]}; the first one. */
static void read_outline(struct next_walk *walk, struct next_column *column)
{
    struct text key, html = { 0 };
    if (!json_enter_object(&walk->c))
        return;
    while (json_next_key(&walk->c, &key)) {
        if (!text_is(key, "edges") || !json_enter_array(&walk->c))
            continue;
        while (json_next_element(&walk->c))
            next_text_at(walk, TEXT("node.plotText.plaidHtml"), &html);
    }
    if (text_known(html) && !text_known(column->outline))
        column->outline = html_strip(html, walk->arena);
}

static void read_plot(struct next_walk *walk, struct movie *movie)
{
    struct text plot = { 0 };
    next_text_at(walk, TEXT("plotText.plainText"), &plot);
    movie->overview = html_collapse(plot, walk->arena);
}

static void read_type(struct next_walk *walk, struct movie *movie)
{
    struct text id = { 0 };
    next_text_at(walk, TEXT("id"), &id);
    if (movie_type_known(id))
        movie->type = id;
}

/* Facts that are one text below a key. */
static bool read_text_key(struct next_walk *walk, struct movie *movie, struct text key)
{
    const struct {
        const char *key, *path;
        struct text *out;
    } rows[] = {
        { "titleText", "text", &movie->title },
        { "originalTitleText", "text", &movie->original_title },
        { "primaryImage", "url", &movie->poster_url },
        { "productionStatus", "currentProductionStage.id", &movie->production_status },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (text_is(key, rows[i].key)) {
            next_text_at(walk, text_of(rows[i].path), rows[i].out);
            return true;
        }
    }
    return false;
}

void next_column_key(struct next_walk *walk, struct next_column *column, struct text key)
{
    struct movie *movie = &column->movie;
    if (read_text_key(walk, movie, key) || next_credits_read(&walk->credits, &walk->c, key, walk->arena))
        return;
    if (text_is(key, "id"))
        next_id(walk, &movie->imdb_id);
    else if (text_is(key, "meta"))
        read_id_at(walk, "canonicalId", &column->canonical_id);
    else if (text_is(key, "series"))
        read_id_at(walk, "series.id", &column->series_id);
    else if (text_is(key, "titleType"))
        read_type(walk, movie);
    else if (text_is(key, "releaseYear"))
        read_years(walk, movie);
    else if (text_is(key, "releaseDate"))
        read_release_date(walk, movie);
    else if (text_is(key, "runtime"))
        read_runtime(walk, movie);
    else if (text_is(key, "runtimes"))
        read_runtimes(walk, movie);
    else if (text_is(key, "ratingsSummary"))
        read_ratings(walk, movie);
    else if (text_is(key, "plot"))
        read_plot(walk, movie);
    else if (text_is(key, "outlines") || text_is(key, "summaries") || text_is(key, "plots"))
        read_outline(walk, column);
    else if (text_is(key, "titleGenres"))
        column->new_genres = read_genres(walk);
    else if (text_is(key, "genres"))
        column->old_genres = read_genres(walk);
    else if (text_is(key, "countriesDetails"))
        column->country_details = read_coded(walk, "countries", codes_country_from_imdb);
    else if (text_is(key, "countriesOfOrigin"))
        movie->countries = read_coded(walk, "countries", codes_country_from_imdb);
    else if (text_is(key, "spokenLanguages"))
        movie->languages = read_coded(walk, "spokenLanguages", codes_language_from_imdb);
    else if (text_is(key, "isAdult"))
        (void)json_read_flag(&walk->c, &movie->adult);
}

void next_column_read(struct next_walk *walk, struct next_column *column)
{
    struct text key;
    if (!json_enter_object(&walk->c))
        return;
    column->seen = true;
    while (json_next_key(&walk->c, &key))
        next_column_key(walk, column, key);
}

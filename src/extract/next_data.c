/* __NEXT_DATA__ to a record: one forward pass; the two column objects are read into a record each and joined at the
 * end, because their order, and the order of keys in them, differs between captures. */
#include "extract/next_data.h"

#include "extract/html_text.h"
#include "extract/json_cursor.h"
#include "extract/next_credits.h"
#include "model/codes.h"

#include <string.h>

enum { LIST_MAX = 48 }; /* countries, languages, genres of one title; most seen 10 */

/* A list of genres; by_id: as IMDb's ids, which are the English names on a page in any language. */
struct genres {
    struct texts names;
    bool by_id;
};

/* What one of the two columns told. */
struct column {
    struct movie movie;
    struct text canonical_id;
    struct text series_id;
    struct text outline;           /* plot texts for want of a plot */
    struct genres new_genres;      /* `titleGenres`, since 2024 */
    struct genres old_genres;      /* `genres` */
    struct codeds country_details; /* /reference: complete, while countriesOfOrigin is cut to the first */
    bool seen;
};

struct reader {
    struct json_cursor c;
    struct arena *arena;
    struct column above, main;
    struct next_credits credits;
    struct text tconst;
    struct text page;     /* "/title/[tconst]" */
    struct text locale;   /* "en-US", "de-DE"; since 2025 */
    struct number status; /* pageProps.statusCode of an error page */
};

/* The text at `path` ("plotText.plainText") below the value that stands next; *out only when it was not known yet. */
static void read_text_at(struct reader *r, struct text path, struct text *out)
{
    struct text key, step = text_take_until(&path, '.');
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (!text_equal(key, step) || text_known(*out))
            continue;
        if (path.len > 0)
            read_text_at(r, path, out);
        else
            (void)json_read_text(&r->c, r->arena, out);
    }
}

static void read_id(struct reader *r, struct text *out)
{
    struct text id;
    if (json_read_text(&r->c, r->arena, &id) && movie_is_imdb_id(id))
        *out = id;
}

static void read_id_at(struct reader *r, const char *path, struct text *out)
{
    struct text id = { 0 };
    read_text_at(r, text_of(path), &id);
    if (movie_is_imdb_id(id))
        *out = id;
}

/* Within what num_date_exists() takes; also before any cast to int. Whether a film can be of it is not ours to say. */
static bool is_year(struct number year)
{
    return year.known && year.value >= 1 && year.value <= 9999;
}

static void read_years(struct reader *r, struct movie *movie)
{
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "year"))
            (void)json_read_integer(&r->c, &movie->year);
        else if (text_is(key, "endYear"))
            (void)json_read_integer(&r->c, &movie->end_year);
    }
    movie->year.known = is_year(movie->year);
    movie->end_year.known = is_year(movie->end_year);
}

/* As precise as the page is: a day without a month says nothing. */
static struct text date_text(struct reader *r, struct number year, struct number month, struct number day)
{
    if (!is_year(year))
        return (struct text){ 0 };
    int y = (int)year.value;
    if (!month.known || month.value < 1 || month.value > 12)
        return arena_printf(r->arena, "%04d", y);
    int m = (int)month.value;
    if (!day.known || day.value < 1 || day.value > 31 || !num_date_exists(y, m, (int)day.value))
        return arena_printf(r->arena, "%04d-%02d", y, m);
    return arena_printf(r->arena, "%04d-%02d-%02d", y, m, (int)day.value);
}

static void read_release_date(struct reader *r, struct movie *movie)
{
    struct number year = { 0 }, month = { 0 }, day = { 0 };
    struct text key, country = { 0 };
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "year"))
            (void)json_read_integer(&r->c, &year);
        else if (text_is(key, "month"))
            (void)json_read_integer(&r->c, &month);
        else if (text_is(key, "day"))
            (void)json_read_integer(&r->c, &day);
        else if (text_is(key, "country"))
            read_text_at(r, TEXT("id"), &country);
    }
    movie->release_date = date_text(r, year, month, day);
    if (text_known(movie->release_date) && text_known(country))
        movie->release_country = codes_country_from_imdb(country);
}

static void read_runtime(struct reader *r, struct movie *movie)
{
    struct number seconds = { 0 };
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "seconds"))
            (void)json_read_integer(&r->c, &seconds);
    }
    if (seconds.known && seconds.value >= 60)
        movie->runtime_minutes = number_of(seconds.value / 60);
}

static void read_ratings(struct reader *r, struct movie *movie)
{
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "aggregateRating"))
            (void)json_read_decimal(&r->c, &movie->rating);
        else if (text_is(key, "voteCount"))
            (void)json_read_integer(&r->c, &movie->vote_count);
    }
}

/* {id, text}, {genre: {genreId, text}}; the first id and the first text. */
static void read_genre(struct reader *r, struct text *id, struct text *text)
{
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "genre"))
            read_genre(r, id, text);
        else if (text_is(key, "id") || text_is(key, "genreId"))
            (void)json_read_text(&r->c, r->arena, id);
        else if (text_is(key, "text"))
            (void)json_read_text(&r->c, r->arena, text);
    }
}

/* A list as long as it became: a page of many empty ones takes no memory. */
static void *keep(struct reader *r, const void *found, size_t count, size_t size)
{
    return count > 0 ? memcpy(arena_array(r->arena, count, size), found, count * size) : NULL;
}

/* {genres: [{…}]} */
static struct genres read_genres(struct reader *r)
{
    struct text found[LIST_MAX];
    struct genres list = { .by_id = true };
    struct text key;
    if (!json_enter_object(&r->c))
        return list;
    while (json_next_key(&r->c, &key)) {
        if (!text_is(key, "genres") || !json_enter_array(&r->c))
            continue;
        while (json_next_element(&r->c)) {
            struct text id = { 0 }, text = { 0 };
            read_genre(r, &id, &text);
            list.by_id = list.by_id && !text_empty(id);
            if (text_empty(id))
                id = text;
            if (!text_empty(id) && list.names.count < LIST_MAX)
                found[list.names.count++] = id;
        }
    }
    list.names.at = keep(r, found, list.names.count, sizeof *found);
    return list;
}

/* {countries: [{id, text}]}, {spokenLanguages: [{id, text}]} */
static struct codeds read_coded(struct reader *r, const char *list_key, struct text (*to_code)(struct text))
{
    struct coded found[LIST_MAX];
    struct codeds list = { 0 };
    struct text key, inner;
    if (!json_enter_object(&r->c))
        return list;
    while (json_next_key(&r->c, &key)) {
        if (!text_is(key, list_key) || !json_enter_array(&r->c))
            continue;
        while (json_next_element(&r->c)) {
            struct coded one = { 0 };
            struct text id = { 0 };
            if (!json_enter_object(&r->c))
                continue;
            while (json_next_key(&r->c, &inner)) {
                if (text_is(inner, "id"))
                    (void)json_read_text(&r->c, r->arena, &id);
                else if (text_is(inner, "text"))
                    (void)json_read_text(&r->c, r->arena, &one.name);
            }
            if (text_known(id))
                one.code = to_code(id);
            if ((text_known(one.code) || text_known(one.name)) && list.count < LIST_MAX)
                found[list.count++] = one;
        }
    }
    list.at = keep(r, found, list.count, sizeof *found);
    return list;
}

/* outlines, summaries: {edges: [{node: {plotText: {plaidHtml}}}]}; the first one. */
static void read_outline(struct reader *r, struct column *column)
{
    struct text key, html = { 0 };
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (!text_is(key, "edges") || !json_enter_array(&r->c))
            continue;
        while (json_next_element(&r->c))
            read_text_at(r, TEXT("node.plotText.plaidHtml"), &html);
    }
    if (text_known(html) && !text_known(column->outline))
        column->outline = html_strip(html, r->arena);
}

static void read_plot(struct reader *r, struct movie *movie)
{
    struct text plot = { 0 };
    read_text_at(r, TEXT("plotText.plainText"), &plot);
    movie->overview = html_collapse(plot, r->arena);
}

static void read_type(struct reader *r, struct movie *movie)
{
    struct text id = { 0 };
    read_text_at(r, TEXT("id"), &id);
    if (movie_type_known(id))
        movie->type = id;
}

/* Facts that are one text below a key. */
static bool read_text_key(struct reader *r, struct movie *movie, struct text key)
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
            read_text_at(r, text_of(rows[i].path), rows[i].out);
            return true;
        }
    }
    return false;
}

static void read_column_key(struct reader *r, struct column *column, struct text key)
{
    struct movie *movie = &column->movie;
    if (read_text_key(r, movie, key) || next_credits_read(&r->credits, &r->c, key, r->arena))
        return;
    if (text_is(key, "id"))
        read_id(r, &movie->imdb_id);
    else if (text_is(key, "meta"))
        read_id_at(r, "canonicalId", &column->canonical_id);
    else if (text_is(key, "series"))
        read_id_at(r, "series.id", &column->series_id);
    else if (text_is(key, "titleType"))
        read_type(r, movie);
    else if (text_is(key, "releaseYear"))
        read_years(r, movie);
    else if (text_is(key, "releaseDate"))
        read_release_date(r, movie);
    else if (text_is(key, "runtime"))
        read_runtime(r, movie);
    else if (text_is(key, "ratingsSummary"))
        read_ratings(r, movie);
    else if (text_is(key, "plot"))
        read_plot(r, movie);
    else if (text_is(key, "outlines") || text_is(key, "summaries"))
        read_outline(r, column);
    else if (text_is(key, "titleGenres"))
        column->new_genres = read_genres(r);
    else if (text_is(key, "genres"))
        column->old_genres = read_genres(r);
    else if (text_is(key, "countriesDetails"))
        column->country_details = read_coded(r, "countries", codes_country_from_imdb);
    else if (text_is(key, "countriesOfOrigin"))
        movie->countries = read_coded(r, "countries", codes_country_from_imdb);
    else if (text_is(key, "spokenLanguages"))
        movie->languages = read_coded(r, "spokenLanguages", codes_language_from_imdb);
    else if (text_is(key, "isAdult"))
        (void)json_read_flag(&r->c, &movie->adult);
}

static void read_column(struct reader *r, struct column *column)
{
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    column->seen = true;
    while (json_next_key(&r->c, &key))
        read_column_key(r, column, key);
}

static void read_page_props(struct reader *r)
{
    struct text key;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "tconst"))
            read_id(r, &r->tconst);
        else if (text_is(key, "aboveTheFoldData"))
            read_column(r, &r->above);
        else if (text_is(key, "mainColumnData"))
            read_column(r, &r->main);
        else if (text_is(key, "statusCode"))
            (void)json_read_integer(&r->c, &r->status);
    }
}

/* {props: {pageProps}}, or {pageProps} as Next.js answers a navigation. */
static void read_root(struct reader *r)
{
    struct text key, inner;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "page"))
            (void)json_read_text(&r->c, r->arena, &r->page);
        else if (text_is(key, "locale"))
            (void)json_read_text(&r->c, r->arena, &r->locale);
        else if (text_is(key, "pageProps"))
            read_page_props(r);
        else if (text_is(key, "props") && json_enter_object(&r->c)) {
            while (json_next_key(&r->c, &inner)) {
                if (text_is(inner, "pageProps"))
                    read_page_props(r);
            }
        }
    }
}

/* The newer list first, but one of ids before one of texts: records hold English names. */
static struct texts best_genres(const struct reader *r)
{
    const struct genres *lists[] = { &r->above.new_genres, &r->main.new_genres, &r->above.old_genres,
                                     &r->main.old_genres };
    bool english = !text_known(r->locale) || text_starts(r->locale, TEXT("en"));
    const struct genres *best = lists[0];
    for (size_t i = 1; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]->names.count > 0 && (best->names.count == 0 || (lists[i]->by_id && !best->by_id)))
            best = lists[i];
    }
    return best->by_id || english ? best->names : (struct texts){ 0 };
}

/* The two columns to one record. The upper one is what the page shows first; the date with its country, and the
 * complete lists, stand in the main one. */
static void join_columns(struct reader *r, struct movie *out)
{
    struct column *above = &r->above, *main = &r->main;
    struct movie joined = above->movie;
    if (text_known(main->movie.release_date)) {
        joined.release_date = main->movie.release_date;
        joined.release_country = main->movie.release_country;
    }
    if (main->country_details.count > 0)
        joined.countries = main->country_details;
    else if (main->movie.countries.count > 0)
        joined.countries = main->movie.countries;
    for (size_t field = 0; field < movie_field_count; field++) {
        if (!movie_knows(&joined, field))
            movie_take(&joined, &main->movie, field);
    }
    joined.genres = best_genres(r);
    if (!text_known(joined.overview))
        joined.overview = text_known(above->outline) ? above->outline : main->outline;
    if (!text_known(joined.imdb_id))
        joined.imdb_id = r->tconst;
    next_credits_take(&r->credits, r->arena, &joined);
    joined.title = html_collapse(joined.title, r->arena);
    joined.original_title = html_collapse(joined.original_title, r->arena);
    *out = joined;
}

/* IMDb's language when it names exactly one (contract §4). */
static void set_original_language(struct movie *movie)
{
    if (movie->languages.count == 1)
        movie->original_language = movie->languages.at[0].code;
}

/* Every id that the page gives for its title is the same. */
static bool ids_agree(const struct reader *r, struct text id)
{
    const struct text *ids[] = { &r->tconst, &r->above.movie.imdb_id, &r->main.movie.imdb_id };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (text_known(*ids[i]) && !text_equal(*ids[i], id))
            return false;
    }
    return true;
}

static void judge(struct reader *r, struct extraction *out)
{
    /* "/title/[id]" until 2022, "/title/[tconst]" since; a localised site may put its language before it */
    bool title_page = text_contains(r->page, TEXT("/title/[")) || !text_known(r->page);
    bool error_page = text_is(r->page, "/_error"); /* also of a 500: only a 404 says that there is no such title */
    out->layout = text_ends(r->page, TEXT("/reference")) ? LAYOUT_REFERENCE_NEXT : LAYOUT_NEXT;
    if (text_is(r->page, "/404") || (r->status.known && r->status.value == 404)) {
        out->outcome = EXTRACT_NOT_FOUND;
        out->layout = LAYOUT_NOT_FOUND;
        out->why = "IMDb's page for what it does not have";
    } else if (error_page) {
        out->outcome = EXTRACT_DRIFT;
        out->why = "IMDb's page for an error of its own";
    } else if (!r->above.seen && !r->main.seen) {
        out->outcome = title_page ? EXTRACT_DRIFT : EXTRACT_NOT_FOUND;
        out->why = title_page ? "__NEXT_DATA__ without aboveTheFoldData and mainColumnData"
                              : "an IMDb page that is about no title";
    } else if (!text_known(out->movie.imdb_id) || text_empty(out->movie.title)) {
        out->outcome = EXTRACT_DRIFT;
        out->why = "__NEXT_DATA__ in which the id or the title is missing";
    } else if (!ids_agree(r, out->movie.imdb_id)) {
        out->outcome = EXTRACT_DRIFT; /* never a record with a doubtful id */
        out->why = "__NEXT_DATA__ that names two different titles";
    } else {
        out->outcome = EXTRACT_FOUND;
        out->why = NULL;
    }
}

void next_data_read(struct text json, struct arena *arena, struct extraction *out)
{
    struct reader r = { .arena = arena };
    struct text rest;
    *out = (struct extraction){ .layout = LAYOUT_NEXT };
    json_open(&r.c, json);
    read_root(&r);
    if (json_finish_value(&r.c, &rest, NULL) != OK) {
        out->outcome = EXTRACT_DRIFT;
        out->why = "__NEXT_DATA__ that is cut off or no JSON";
        return;
    }
    join_columns(&r, &out->movie);
    set_original_language(&out->movie);
    out->canonical_id = text_known(r.above.canonical_id) ? r.above.canonical_id : r.main.canonical_id;
    out->series_id = text_known(r.above.series_id) ? r.above.series_id : r.main.series_id;
    judge(&r, out);
    if (out->outcome != EXTRACT_FOUND)
        out->movie = (struct movie){ 0 };
}

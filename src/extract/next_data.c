/* __NEXT_DATA__ to a record: one forward pass; the two column objects are read into a record each and joined at the
 * end, because their order, and the order of keys in them, differs between captures. */
#include "extract/next_data.h"

#include "extract/html_text.h"
#include "extract/next_title.h"

struct reader {
    struct next_walk walk;
    struct next_column above, main;
    struct text tconst;
    struct text page;     /* "/title/[tconst]" */
    struct text locale;   /* "en-US", "de-DE"; since 2025 */
    struct number status; /* pageProps.statusCode of an error page */
};

static void read_page_props(struct reader *r)
{
    struct text key;
    if (!json_enter_object(&r->walk.c))
        return;
    while (json_next_key(&r->walk.c, &key)) {
        if (text_is(key, "tconst"))
            next_id(&r->walk, &r->tconst);
        else if (text_is(key, "aboveTheFoldData"))
            next_column_read(&r->walk, &r->above);
        else if (text_is(key, "mainColumnData"))
            next_column_read(&r->walk, &r->main);
        else if (text_is(key, "statusCode"))
            (void)json_read_integer(&r->walk.c, &r->status);
    }
}

/* {props: {pageProps}}, or {pageProps} as Next.js answers a navigation. */
static void read_root(struct reader *r)
{
    struct text key, inner;
    if (!json_enter_object(&r->walk.c))
        return;
    while (json_next_key(&r->walk.c, &key)) {
        if (text_is(key, "page"))
            (void)json_read_text(&r->walk.c, r->walk.arena, &r->page);
        else if (text_is(key, "locale"))
            (void)json_read_text(&r->walk.c, r->walk.arena, &r->locale);
        else if (text_is(key, "pageProps"))
            read_page_props(r);
        else if (text_is(key, "props") && json_enter_object(&r->walk.c)) {
            while (json_next_key(&r->walk.c, &inner)) {
                if (text_is(inner, "pageProps"))
                    read_page_props(r);
            }
        }
    }
}

/* The newer list first, but one of ids before one of texts: records hold English names. */
static struct texts best_genres(const struct reader *r)
{
    const struct next_genres *lists[] = { &r->above.new_genres, &r->main.new_genres, &r->above.old_genres,
                                          &r->main.old_genres };
    bool english = !text_known(r->locale) || text_starts(r->locale, TEXT("en"));
    const struct next_genres *best = lists[0];
    for (size_t i = 1; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]->names.count > 0 && (best->names.count == 0 || (lists[i]->by_id && !best->by_id)))
            best = lists[i];
    }
    return best->by_id || english ? best->names : (struct texts){ 0 };
}

/* IMDb's language when it names exactly one (contract §4). */
static void set_original_language(struct movie *movie)
{
    if (movie->languages.count == 1)
        movie->original_language = movie->languages.at[0].code;
}

/* The two columns to one record. The upper one is what the page shows first; the date with its country, and the
 * complete lists, stand in the main one. */
static void join_columns(struct reader *r, struct movie *out)
{
    struct next_column *above = &r->above, *main = &r->main;
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
    next_credits_take(&r->walk.credits, r->walk.arena, &joined);
    joined.title = html_collapse(joined.title, r->walk.arena);
    joined.original_title = html_collapse(joined.original_title, r->walk.arena);
    set_original_language(&joined);
    *out = joined;
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
    struct reader r = { .walk = { .arena = arena } };
    struct text rest;
    *out = (struct extraction){ .layout = LAYOUT_NEXT };
    json_open_skimming(&r.walk.c, json);
    read_root(&r);
    if (json_finish_value(&r.walk.c, &rest, NULL) != OK) {
        out->outcome = EXTRACT_DRIFT;
        out->why = "__NEXT_DATA__ that is cut off or no JSON";
        return;
    }
    join_columns(&r, &out->movie);
    out->canonical_id = text_known(r.above.canonical_id) ? r.above.canonical_id : r.main.canonical_id;
    out->series_id = text_known(r.above.series_id) ? r.above.series_id : r.main.series_id;
    judge(&r, out);
    if (out->outcome != EXTRACT_FOUND)
        out->movie = (struct movie){ 0 };
}

void next_title_record(struct next_walk *walk, const struct next_column *column, struct extraction *out)
{
    struct reader r = { .walk = *walk, .above = *column };
    *out = (struct extraction){ .layout = LAYOUT_GRAPHQL,
                                .canonical_id = column->canonical_id,
                                .series_id = column->series_id };
    join_columns(&r, &out->movie);
    if (text_known(out->movie.imdb_id) && !text_empty(out->movie.title))
        return;
    bool has_title = !text_empty(out->movie.title);
    out->outcome = has_title ? EXTRACT_DRIFT : EXTRACT_NOT_FOUND;
    out->why = has_title ? "an answer in which a title has no id" : "an answer that knows no such title";
    out->movie = (struct movie){ 0 };
}

/* schema.org JSON-LD to a record. IMDb writes texts with HTML entities inside ("It&apos;s"), the original title under
 * `name` and the shown one under `alternateName` when they differ, at most three genres and about three to five actors.
 */
#include "extract/json_ld.h"

#include "extract/html_text.h"
#include "extract/json_cursor.h"

#include <string.h>

enum { LIST_MAX = 32 };

struct reader {
    struct json_cursor c;
    struct arena *arena;
    struct movie movie;
    struct text schema_type, name, alternate_name, url;
};

static struct text read_plain(struct reader *r)
{
    struct text t = { 0 };
    if (!json_read_text(&r->c, r->arena, &t))
        return t;
    return html_collapse(html_decode(t, r->arena), r->arena);
}

/* "/title/tt0944947/", "https://www.imdb.com/name/nm3592338/": the first segment with that prefix. */
static struct text id_in_url(struct text url, const char *folder, bool (*is_id)(struct text))
{
    size_t at;
    if (!text_find(url, text_of(folder), &at))
        return (struct text){ 0 };
    struct text rest = text_after(url, at + strlen(folder));
    struct text id = text_take_until(&rest, '/');
    id = text_take_until(&id, '?');
    return is_id(id) ? id : (struct text){ 0 };
}

/* "8.7" or 8.7: both are seen in the wild. */
static void read_rating(struct reader *r)
{
    struct text key, text;
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        bool is_text = json_peek(&r->c) == JSON_VALUE_STRING;
        if (text_is(key, "ratingValue") && is_text && json_read_text(&r->c, r->arena, &text))
            r->movie.rating.known = num_parse_decimal(text, &r->movie.rating.value);
        else if (text_is(key, "ratingCount") && is_text && json_read_text(&r->c, r->arena, &text))
            r->movie.vote_count.known = num_parse(text, 0, INT64_MAX, &r->movie.vote_count.value);
        else if (text_is(key, "ratingValue"))
            (void)json_read_decimal(&r->c, &r->movie.rating);
        else if (text_is(key, "ratingCount"))
            (void)json_read_integer(&r->c, &r->movie.vote_count);
    }
}

static void read_person(struct reader *r, struct people *list)
{
    struct person person = { 0 };
    struct text key, type = { 0 }, url = { 0 };
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "@type"))
            (void)json_read_text(&r->c, r->arena, &type);
        else if (text_is(key, "url"))
            (void)json_read_text(&r->c, r->arena, &url);
        else if (text_is(key, "name"))
            person.name = read_plain(r);
    }
    person.imdb_id = id_in_url(url, "/name/", movie_is_person_id);
    bool company = text_known(type) && !text_is(type, "Person"); /* creator lists the producing companies too */
    if (!company && !text_empty(person.name) && list->count < LIST_MAX)
        list->at[list->count++] = person;
}

/* One object or a list of them. */
static struct people read_people(struct reader *r)
{
    struct people list = { arena_array(r->arena, LIST_MAX, sizeof *list.at), 0 };
    if (json_peek(&r->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(&r->c);
        while (json_next_element(&r->c))
            read_person(r, &list);
    } else {
        read_person(r, &list);
    }
    return list;
}

static struct texts read_genres(struct reader *r)
{
    struct texts list = { arena_array(r->arena, LIST_MAX, sizeof *list.at), 0 };
    if (json_peek(&r->c) != JSON_VALUE_ARRAY) {
        struct text one = read_plain(r);
        if (!text_empty(one))
            list.at[list.count++] = one;
        return list;
    }
    (void)json_enter_array(&r->c);
    while (json_next_element(&r->c)) {
        struct text genre = read_plain(r);
        if (!text_empty(genre) && list.count < LIST_MAX)
            list.at[list.count++] = genre;
    }
    return list;
}

/* A URL, or an ImageObject with one. */
static void read_image(struct reader *r)
{
    struct text key;
    if (json_peek(&r->c) == JSON_VALUE_STRING) {
        (void)json_read_text(&r->c, r->arena, &r->movie.poster_url);
    } else if (json_enter_object(&r->c)) {
        while (json_next_key(&r->c, &key)) {
            if (text_is(key, "url") || text_is(key, "contentUrl"))
                (void)json_read_text(&r->c, r->arena, &r->movie.poster_url);
        }
    }
}

static void read_scalar(struct reader *r, struct text key)
{
    struct text text;
    if (text_is(key, "@type"))
        (void)json_read_text(&r->c, r->arena, &r->schema_type);
    else if (text_is(key, "url"))
        (void)json_read_text(&r->c, r->arena, &r->url);
    else if (text_is(key, "name"))
        r->name = read_plain(r);
    else if (text_is(key, "alternateName"))
        r->alternate_name = read_plain(r);
    else if (text_is(key, "description"))
        r->movie.overview = read_plain(r);
    else if (text_is(key, "datePublished") && json_read_text(&r->c, r->arena, &text)) {
        if (num_is_date(text))
            r->movie.release_date = text;
    } else if (text_is(key, "duration") && json_read_text(&r->c, r->arena, &text)) {
        r->movie.runtime_minutes.known = num_parse_duration_minutes(text, &r->movie.runtime_minutes.value);
    }
}

static void read_block(struct reader *r)
{
    struct text key;
    struct people creators = { 0 };
    if (!json_enter_object(&r->c))
        return;
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "image"))
            read_image(r);
        else if (text_is(key, "aggregateRating"))
            read_rating(r);
        else if (text_is(key, "genre"))
            r->movie.genres = read_genres(r);
        else if (text_is(key, "actor"))
            r->movie.cast = read_people(r);
        else if (text_is(key, "director"))
            r->movie.directors = read_people(r);
        else if (text_is(key, "creator"))
            creators = read_people(r);
        else
            read_scalar(r, key);
    }
    if (!text_is(r->schema_type, "TVSeries")) /* of a series they are its creators, not its writers */
        r->movie.writers = creators;
}

static const char *title_type(struct text schema_type)
{
    static const struct {
        const char *schema, *type;
    } types[] = {
        { "Movie", "movie" },
        { "TVSeries", "tvSeries" },
        { "TVEpisode", "tvEpisode" },
        { "VideoGame", "videoGame" },
        { "PodcastSeries", "podcastSeries" },
        { "PodcastEpisode", "podcastEpisode" },
        { "MusicVideoObject", "musicVideo" },
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (text_is(schema_type, types[i].schema))
            return types[i].type;
    }
    return NULL;
}

/* <link rel="canonical" href="https://www.imdb.com/title/tt…/">, for a block without its url. */
static struct text canonical_link_id(struct text page)
{
    size_t at;
    while (text_find(page, TEXT("<link"), &at)) {
        page = text_after(page, at + 5);
        struct text rest = page;
        struct text tag = text_take_until(&rest, '>');
        if (tag.len < 500 && text_contains(tag, TEXT("canonical")))
            return id_in_url(tag, "/title/", movie_is_imdb_id);
    }
    return (struct text){ 0 };
}

static bool read_one(struct text page, struct text json, struct arena *arena, struct extraction *out)
{
    struct reader r = { .arena = arena };
    struct text rest;
    json_open(&r.c, json);
    read_block(&r);
    bool whole = json_finish_value(&r.c, &rest, NULL) == OK;
    const char *type = title_type(r.schema_type);
    if (type == NULL)
        return false; /* a breadcrumb, a search action, or nothing readable */
    *out = (struct extraction){ .layout = LAYOUT_JSON_LD, .outcome = EXTRACT_DRIFT };
    if (!whole) {
        out->why = "JSON-LD that is cut off or no JSON";
        return true;
    }
    r.movie.type = text_of(type);
    r.movie.imdb_id = id_in_url(r.url, "/title/", movie_is_imdb_id);
    if (!text_known(r.movie.imdb_id))
        r.movie.imdb_id = canonical_link_id(page);
    r.movie.title = text_known(r.alternate_name) ? r.alternate_name : r.name;
    if (text_known(r.alternate_name))
        r.movie.original_title = r.name;
    if (!text_known(r.movie.imdb_id) || text_empty(r.movie.title)) {
        out->why = "JSON-LD in which the id or the title is missing";
        return true;
    }
    out->outcome = EXTRACT_FOUND;
    out->movie = r.movie;
    return true;
}

bool json_ld_read(struct text page, struct arena *arena, struct extraction *out)
{
    struct text rest = page;
    size_t at;
    while (text_find(rest, TEXT("application/ld+json"), &at)) {
        rest = text_after(rest, at);
        (void)text_take_until(&rest, '>');
        if (read_one(page, rest, arena, out))
            return true;
    }
    return false;
}

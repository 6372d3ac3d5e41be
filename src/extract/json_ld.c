/* schema.org JSON-LD to a record. IMDb writes texts with HTML entities inside ("It&apos;s"), the original title under
 * `name` and the shown one under `alternateName` when they differ, at most three genres and about three to five actors.
 */
#include "extract/json_ld.h"

#include "extract/html_page.h"
#include "extract/html_text.h"
#include "extract/json_cursor.h"

#include <string.h>

enum { LIST_MAX = 32 };

/* What one object of a block told. */
struct thing {
    struct movie movie;
    const char *type; /* IMDb's word for its @type; NULL: not a title */
    struct text name, alternate_name, url;
};

struct reader {
    struct json_cursor c;
    struct arena *arena;
    struct text page_id;      /* of the page around it, when that says so */
    struct thing thing;       /* the object being read */
    struct thing title;       /* the one that the page is about */
    bool title_seen, is_page; /* a title at all; one that is not another than the page's */
    bool two_titles;          /* on a page that does not say which it is about */
};

static struct text read_plain(struct reader *r)
{
    struct text t = { 0 };
    if (!json_read_text(&r->c, r->arena, &t))
        return t;
    return html_collapse(html_decode(t, r->arena), r->arena);
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
            r->thing.movie.rating.known = num_parse_decimal(text, &r->thing.movie.rating.value);
        else if (text_is(key, "ratingCount") && is_text && json_read_text(&r->c, r->arena, &text))
            r->thing.movie.vote_count.known = num_parse(text, 0, INT64_MAX, &r->thing.movie.vote_count.value);
        else if (text_is(key, "ratingValue"))
            (void)json_read_decimal(&r->c, &r->thing.movie.rating);
        else if (text_is(key, "ratingCount"))
            (void)json_read_integer(&r->c, &r->thing.movie.vote_count);
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
    person.imdb_id = html_id_in_url(url, TEXT("/name/"), movie_is_person_id);
    bool company = text_known(type) && !text_is(type, "Person"); /* creator lists the producing companies too */
    if (!company && !text_empty(person.name) && list->count < LIST_MAX)
        list->at[list->count++] = person;
}

/* A list as long as it became: a page of many empty ones takes no memory. */
static void *keep(struct reader *r, const void *found, size_t count, size_t size)
{
    return count > 0 ? memcpy(arena_array(r->arena, count, size), found, count * size) : NULL;
}

/* One object or a list of them. */
static struct people read_people(struct reader *r)
{
    struct person found[LIST_MAX];
    struct people list = { found, 0 };
    if (json_peek(&r->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(&r->c);
        while (json_next_element(&r->c))
            read_person(r, &list);
    } else {
        read_person(r, &list);
    }
    list.at = keep(r, found, list.count, sizeof *found);
    return list;
}

static struct texts read_genres(struct reader *r)
{
    struct text found[LIST_MAX];
    struct texts list = { 0 };
    bool is_list = json_peek(&r->c) == JSON_VALUE_ARRAY && json_enter_array(&r->c);
    while (!is_list || json_next_element(&r->c)) {
        struct text genre = read_plain(r);
        if (!text_empty(genre) && list.count < LIST_MAX)
            found[list.count++] = genre;
        if (!is_list)
            break;
    }
    list.at = keep(r, found, list.count, sizeof *found);
    return list;
}

/* A URL, or an ImageObject with one. */
static void read_image(struct reader *r)
{
    struct text key;
    if (json_peek(&r->c) == JSON_VALUE_STRING) {
        (void)json_read_text(&r->c, r->arena, &r->thing.movie.poster_url);
    } else if (json_enter_object(&r->c)) {
        while (json_next_key(&r->c, &key)) {
            if (text_is(key, "url") || text_is(key, "contentUrl"))
                (void)json_read_text(&r->c, r->arena, &r->thing.movie.poster_url);
        }
    }
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

/* A word, or a list of them. */
static void read_type(struct reader *r)
{
    struct text word;
    if (json_peek(&r->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(&r->c);
        while (json_next_element(&r->c))
            read_type(r);
    } else if (json_read_text(&r->c, r->arena, &word) && r->thing.type == NULL) {
        r->thing.type = title_type(word);
    }
}

static void read_scalar(struct reader *r, struct text key)
{
    struct text text;
    if (text_is(key, "url"))
        (void)json_read_text(&r->c, r->arena, &r->thing.url);
    else if (text_is(key, "name"))
        r->thing.name = read_plain(r);
    else if (text_is(key, "alternateName"))
        r->thing.alternate_name = read_plain(r);
    else if (text_is(key, "description"))
        r->thing.movie.overview = read_plain(r);
    else if (text_is(key, "datePublished") && json_read_text(&r->c, r->arena, &text)) {
        if (num_is_written_date(text))
            r->thing.movie.release_date = text;
    } else if (text_is(key, "duration") && json_read_text(&r->c, r->arena, &text)) {
        r->thing.movie.runtime_minutes.known = num_parse_duration_minutes(text, &r->thing.movie.runtime_minutes.value);
    }
}

static void keep_title(struct reader *r)
{
    struct thing *thing = &r->thing;
    if (thing->type == NULL)
        return; /* a breadcrumb, a search action */
    r->title_seen = true;
    thing->movie.imdb_id = html_id_in_url(thing->url, TEXT("/title/"), movie_is_imdb_id);
    if (!text_known(thing->movie.imdb_id))
        thing->movie.imdb_id = r->page_id;
    bool another = text_known(r->page_id) && !text_equal(thing->movie.imdb_id, r->page_id);
    if (r->is_page && !text_known(r->page_id) && !text_equal(thing->movie.imdb_id, r->title.movie.imdb_id))
        r->two_titles = true;
    if (another || r->is_page)
        return;
    r->title = *thing;
    r->is_page = true;
}

static void read_block(struct reader *r);

/* The members of one object; those of "@graph" are objects of their own. */
static void read_thing(struct reader *r)
{
    struct text key;
    struct people creators = { 0 };
    r->thing = (struct thing){ 0 };
    while (json_next_key(&r->c, &key)) {
        if (text_is(key, "@graph")) {
            struct thing outer = r->thing;
            read_block(r);
            r->thing = outer;
        } else if (text_is(key, "@type"))
            read_type(r);
        else if (text_is(key, "image"))
            read_image(r);
        else if (text_is(key, "aggregateRating"))
            read_rating(r);
        else if (text_is(key, "genre"))
            r->thing.movie.genres = read_genres(r);
        else if (text_is(key, "actor"))
            r->thing.movie.cast = read_people(r);
        else if (text_is(key, "director"))
            r->thing.movie.directors = read_people(r);
        else if (text_is(key, "creator"))
            creators = read_people(r);
        else
            read_scalar(r, key);
    }
    if (r->thing.type != NULL && strcmp(r->thing.type, "tvSeries") != 0) /* a series' creators are not its writers */
        r->thing.movie.writers = creators;
    keep_title(r);
}

/* One object, or a list of them. */
static void read_block(struct reader *r)
{
    if (json_peek(&r->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(&r->c);
        while (json_next_element(&r->c))
            read_block(r);
    } else if (json_enter_object(&r->c)) {
        read_thing(r);
    }
}

/* schema.org's Movie is a feature, a short, a television film …: what kind, the title bar says, as in
 * "Quality of Life (TV Movie 2004) - IMDb". Unknown when it says it in words that are not known. */
static struct text type_by_title_bar(const char *type, struct text bar)
{
    static const struct {
        const char *words, *type;
    } kinds[] = {
        { "", NULL },
        { "Short", "short" },
        { "TV Movie", "tvMovie" },
        { "TV Short", "tvShort" },
        { "TV Special", "tvSpecial" },
        { "TV Series", "tvSeries" },
        { "TV Mini Series", "tvMiniSeries" },
        { "TV Episode", "tvEpisode" },
        { "TV Pilot", "tvPilot" },
        { "Video", "video" },
        { "Video Game", "videoGame" },
        { "Music Video", "musicVideo" },
        { "Podcast Series", "podcastSeries" },
        { "Podcast Episode", "podcastEpisode" },
    };
    struct text rest = bar;
    if (!text_contains(bar, TEXT("(")) || !text_contains(bar, TEXT("IMDb")))
        return text_of(type);
    while (text_contains(rest, TEXT("(")))
        (void)text_take_until(&rest, '(');
    struct text words = text_take_until(&rest, ')');
    for (size_t i = 0; i < words.len; i++) { /* without the years */
        if (words.at[i] >= '0' && words.at[i] <= '9')
            words.len = i;
    }
    words = text_trim(words);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (text_is(words, kinds[i].words))
            return text_of(kinds[i].type != NULL ? kinds[i].type : type);
    }
    return strcmp(type, "movie") == 0 ? (struct text){ 0 } : text_of(type);
}

static void finish(struct reader *r, struct text page, struct extraction *out)
{
    struct movie *movie = &r->title.movie;
    movie->type = type_by_title_bar(r->title.type, html_title_bar(page));
    movie->title = text_known(r->title.alternate_name) ? r->title.alternate_name : r->title.name;
    if (text_known(r->title.alternate_name))
        movie->original_title = r->title.name;
    if (!text_known(movie->imdb_id) || text_empty(movie->title)) {
        out->why = "JSON-LD in which the id or the title is missing";
        return;
    }
    out->outcome = EXTRACT_FOUND;
    out->movie = *movie;
}

bool json_ld_read(struct text page, struct arena *arena, struct extraction *out)
{
    struct text rest = page, tag, json;
    struct reader r = { .arena = arena, .page_id = html_title_id(page) };
    while (!(r.is_page && text_known(r.page_id)) && html_next_tag(&rest, "script", TEXT("application/ld+json"), &tag)) {
        if (!html_script_json(rest, &json))
            continue;
        json_open(&r.c, json);
        read_block(&r);
        if (json_finish_value(&r.c, &json, NULL) != OK && r.title_seen) {
            *out = (struct extraction){ .layout = LAYOUT_JSON_LD, .outcome = EXTRACT_DRIFT };
            out->why = "JSON-LD that is cut off or no JSON";
            return true;
        }
    }
    if (!r.title_seen)
        return false;
    *out = (struct extraction){ .layout = LAYOUT_JSON_LD, .outcome = EXTRACT_DRIFT };
    if (r.two_titles)
        out->why = "JSON-LD of two titles on a page that does not say which it is about";
    else if (r.is_page)
        finish(&r, page, out);
    else
        out->why = "JSON-LD about another title than the page";
    return true;
}

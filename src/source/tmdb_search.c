/* TMDb's title search: what to ask, and the answer read. */
#include "source/tmdb_search.h"

#include "extract/json_cursor.h"
#include "http/http.h"
#include "identity/normalise.h"
#include "source/gather.h"
#include "source/tmdb_credits.h"

/* Not in the middle of a character, and after a word where there is one. */
static struct text shortened(struct text query)
{
    if (query.len <= TMDB_QUERY_BYTES_MAX)
        return query;
    size_t len = TMDB_QUERY_BYTES_MAX;
    while (len > 0 && ((unsigned char)query.at[len] & 0xC0) == 0x80)
        len--;
    for (size_t word = len; word > TMDB_QUERY_BYTES_MAX / 2; word--) {
        if (query.at[word] == ' ')
            return text_from(query.at, word);
    }
    return text_from(query.at, len);
}

struct text tmdb_search_url(struct text base_url, const struct tmdb_search_ask *ask, struct text language,
                            struct arena *arena)
{
    struct text query = shortened(text_trim(normalise_compose(ask->title, arena)));
    if (text_empty(query))
        return (struct text){ 0 };
    struct text base = tmdb_without_final_slash(base_url);
    struct text parameter = tmdb_language_parameter(language, arena), encoded = http_encode(query, arena);
    struct text url = arena_printf(arena, "%.*s/search/movie?query=%.*s&include_adult=%s&page=%d%.*s", TEXT_ARG(base),
                                   TEXT_ARG(encoded), ask->adult ? "true" : "false", ask->page > 0 ? ask->page : 1,
                                   TEXT_ARG(parameter));
    if (ask->year.known)
        url = arena_printf(arena, "%.*s&year=%lld", TEXT_ARG(url), (long long)ask->year.value);
    if (ask->primary_year.known)
        url = arena_printf(arena, "%.*s&primary_release_year=%lld", TEXT_ARG(url), (long long)ask->primary_year.value);
    return url;
}

/* False when the element that stands next is no record: no id, or no title at all. */
static bool read_hit(struct json_cursor *c, struct arena *arena, struct tmdb_hit *out)
{
    struct text key;
    struct number id = { 0 };
    struct decimal popularity = { 0 };
    *out = (struct tmdb_hit){ 0 };
    if (!json_enter_object(c))
        return false;
    while (json_next_key(c, &key)) {
        if (text_is(key, "id"))
            (void)json_read_integer(c, &id);
        else if (text_is(key, "title"))
            out->title = gather_read_text(c, arena);
        else if (text_is(key, "original_title"))
            out->original_title = gather_read_text(c, arena);
        else if (text_is(key, "release_date"))
            out->release_date = gather_read_text(c, arena);
        else if (text_is(key, "popularity"))
            (void)json_read_decimal(c, &popularity);
    }
    if (num_is_date(out->release_date)) {
        out->year.known = num_parse(text_from(out->release_date.at, 4), 0, 9999, &out->year.value);
    } else {
        out->release_date = (struct text){ 0 };
    }
    out->popularity = popularity.known ? popularity.value : 0;
    out->tmdb_id = id.known && id.value > 0 && id.value <= INT32_MAX ? id.value : 0; /* as for /find */
    return out->tmdb_id != 0 && !(text_empty(out->title) && text_empty(out->original_title));
}

static bool has_hit(const struct tmdb_search *search, int64_t id)
{
    for (size_t i = 0; i < search->hit_count; i++) {
        if (search->hits[i].tmdb_id == id)
            return true;
    }
    return false;
}

/* False when something in it could not be read, or there was more than a page has. */
static bool read_hits(struct json_cursor *c, struct arena *arena, struct tmdb_search *out)
{
    bool all_read = true;
    if (!json_enter_array(c))
        return false;
    while (json_next_element(c)) {
        struct tmdb_hit hit;
        if (!read_hit(c, arena, &hit))
            all_read = false;
        else if (out->hit_count == TMDB_HITS_MAX)
            all_read = false;
        else if (!has_hit(out, hit.tmdb_id))
            out->hits[out->hit_count++] = hit;
    }
    return all_read;
}

void tmdb_read_search(struct text body, struct arena *arena, struct tmdb_search *out)
{
    struct json_cursor c;
    struct text key;
    struct error err;
    struct number page = { 0 }, total_pages = { 0 };
    bool listed = false, all_read = true;
    *out = (struct tmdb_search){ 0 };
    json_open(&c, body);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "page")) {
                (void)json_read_integer(&c, &page);
            } else if (text_is(key, "total_pages")) {
                (void)json_read_integer(&c, &total_pages);
            } else if (text_is(key, "results")) {
                listed = true;
                all_read = read_hits(&c, arena, out) && all_read;
            }
        }
    }
    /* As with /find: absence is never concluded from what could not be read, nor from an object without results. */
    if (json_finish(&c, &err) != OK || !listed || (out->hit_count == 0 && !all_read)) {
        *out = (struct tmdb_search){ .class = &answer_malformed };
        return;
    }
    out->page = page.value;
    out->total_pages = total_pages.value;
    out->whole = all_read && page.known && total_pages.known && page.value >= total_pages.value;
    /* An empty page that says there are others is no absence. One that says nothing is whole: it was read to its end.
     */
    bool empty = out->hit_count == 0 && !(total_pages.known && total_pages.value > 1);
    if (empty && !page.known && !total_pages.known) {
        out->page = 1;
        out->whole = true;
    }
    if (out->hit_count == 0 && !empty)
        *out = (struct tmdb_search){ .class = &answer_malformed };
    else
        out->class = empty ? &answer_absent : &answer_found;
}

/* Suggestion answers to records: {v, q, d: [{id, l, y, yr, q, qid, s, i}]}. The names in `s` have no role, and are left
 * out; `rank` is popularity. */
#include "extract/suggestion.h"

#include "extract/html_text.h"
#include "extract/json_cursor.h"

struct suggestion {
    struct json_cursor c;
    struct arena *arena;
    struct extraction *found; /* EXTRACTIONS_MAX */
    size_t count;
};

struct text suggestion_unwrap(struct text text)
{
    struct text inside = text;
    if (!text_take(&inside, TEXT("imdb$")))
        return text;
    (void)text_take_until(&inside, '(');
    inside = text_trim(inside);
    if (text_ends(inside, TEXT(";")))
        inside.len--;
    if (text_ends(inside, TEXT(")")))
        inside.len--;
    return text_trim(inside);
}

/* Types by the words for people, which are all that answers before about 2021 had; `qid` is IMDb's own id. */
static struct text type_of(struct text words)
{
    static const struct {
        const char *words, *type;
    } rows[] = { { "feature", "movie" },
                 { "TV movie", "tvMovie" },
                 { "TV series", "tvSeries" },
                 { "TV mini-series", "tvMiniSeries" },
                 { "TV episode", "tvEpisode" },
                 { "TV special", "tvSpecial" },
                 { "TV short", "tvShort" },
                 { "short", "short" },
                 { "video", "video" },
                 { "video game", "videoGame" },
                 { "music video", "musicVideo" },
                 { "podcast series", "podcastSeries" },
                 { "podcast episode", "podcastEpisode" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (text_equal_ascii_case(words, text_of(rows[i].words)))
            return text_of(rows[i].type);
    }
    return movie_type_known(words) ? words : (struct text){ 0 };
}

/* {imageUrl, width, height}, or [url, width, height] before about 2018. */
static void read_image(struct suggestion *s, struct text *url)
{
    struct text key;
    if (json_peek(&s->c) == JSON_VALUE_ARRAY) {
        (void)json_enter_array(&s->c);
        if (json_next_element(&s->c)) { /* at the end of an empty one it is left already */
            (void)json_read_text(&s->c, s->arena, url);
            json_leave(&s->c);
        }
    } else if (json_enter_object(&s->c)) {
        while (json_next_key(&s->c, &key)) {
            if (text_is(key, "imageUrl"))
                (void)json_read_text(&s->c, s->arena, url);
        }
    }
}

/* "2014-", "2014-2019" */
static void set_years(struct movie *movie, struct text range)
{
    struct text from = text_take_until(&range, '-');
    int64_t year;
    if (!movie->year.known && num_parse(from, 1, 9999, &year))
        movie->year = number_of(year);
    if (num_parse(range, 1, 9999, &year))
        movie->end_year = number_of(year);
}

static void read_entry(struct suggestion *s)
{
    struct extraction one = { .layout = LAYOUT_SUGGESTION };
    struct movie *movie = &one.movie;
    struct text key, id = { 0 }, words = { 0 }, years = { 0 };
    if (!json_enter_object(&s->c))
        return;
    while (json_next_key(&s->c, &key)) {
        if (text_is(key, "id"))
            (void)json_read_text(&s->c, s->arena, &id);
        else if (text_is(key, "l"))
            (void)json_read_text(&s->c, s->arena, &movie->title);
        else if (text_is(key, "y"))
            (void)json_read_integer(&s->c, &movie->year);
        else if (text_is(key, "yr"))
            (void)json_read_text(&s->c, s->arena, &years);
        else if (text_is(key, "qid"))
            (void)json_read_text(&s->c, s->arena, &movie->type);
        else if (text_is(key, "q"))
            (void)json_read_text(&s->c, s->arena, &words);
        else if (text_is(key, "i"))
            read_image(s, &movie->poster_url);
    }
    movie->title = html_collapse(movie->title, s->arena);
    if (!movie_is_imdb_id(id) || text_empty(movie->title) || s->count == EXTRACTIONS_MAX)
        return;
    movie->imdb_id = id;
    if (!movie_type_known(movie->type))
        movie->type = type_of(words);
    movie->year.known = movie->year.known && movie->year.value >= 1 && movie->year.value <= 9999;
    set_years(movie, years);
    s->found[s->count++] = one;
}

void suggestion_read(struct text json, struct arena *arena, struct text *wanted_id, struct extractions *out)
{
    struct suggestion s = { .arena = arena, .found = arena_array(arena, EXTRACTIONS_MAX, sizeof *s.found) };
    struct text key, question = { 0 };
    json_open(&s.c, json);
    (void)json_enter_object(&s.c);
    while (json_next_key(&s.c, &key)) {
        if (text_is(key, "q")) {
            (void)json_read_text(&s.c, arena, &question);
        } else if (text_is(key, "d") && json_enter_array(&s.c)) {
            while (json_next_element(&s.c))
                read_entry(&s);
        }
    }
    bool whole = json_finish(&s.c, NULL) == OK;
    if (!whole || s.count == 0) {
        s.found[0] = (struct extraction){ .outcome = whole ? EXTRACT_NOT_FOUND : EXTRACT_DRIFT,
                                          .layout = LAYOUT_SUGGESTION,
                                          .why = whole ? "a suggestion answer without a title"
                                                       : "a suggestion answer that is cut off or no JSON" };
        s.count = 1;
    }
    if (!text_known(*wanted_id) && movie_is_imdb_id(question))
        *wanted_id = question;
    *out = (struct extractions){ s.found, s.count };
}

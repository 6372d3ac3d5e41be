/* TMDb: the answer of /movie/{id} with its appended sections. */
#include "base/compiler.h"
#include "extract/json_cursor.h"
#include "model/codes.h"
#include "source/gather.h"
#include "source/tmdb.h"
#include "source/tmdb_credits.h"

#include <stddef.h>

enum {
    RUNTIME_MINUTES_MAX = 100000, /* the longest film known has 51,420 */
    GENRE_TV_MOVIE = 10770,
};

#define POSTER_BASE "https://image.tmdb.org/t/p/original"

/* One body on its way to a record: scalars as they stand, lists as they come. */
struct details_reading {
    struct json_cursor *c;
    struct arena *arena;
    struct number id, runtime, vote_count;
    struct decimal vote_average, popularity;
    struct flag adult, video;
    struct text imdb_id, title, original_title, original_language, overview, release_date, poster_path, status;
    struct texts titles; /* alternative and translated ones */
    bool tv_movie;
    struct tmdb_details *out;
};

static struct text read_text(struct details_reading *r)
{
    return gather_read_text(r->c, r->arena);
}

static void add_text(struct details_reading *r, struct texts *texts, struct text t)
{
    if (text_empty(t) || texts->count >= TMDB_LIST_MAX)
        return;
    for (size_t i = 0; i < texts->count; i++) {
        if (text_equal(texts->at[i], t))
            return;
    }
    texts->at = gather_room(r->arena, texts->at, texts->count, sizeof *texts->at);
    texts->at[texts->count++] = t;
}

static void add_year(struct details_reading *r, struct text date)
{
    struct identity_candidate *candidate = &r->out->candidate;
    int64_t year;
    if (!num_is_date(date) || !num_parse(text_from(date.at, 4), 0, 9999, &year))
        return;
    for (size_t i = 0; i < candidate->year_count; i++) {
        if (candidate->years[i] == year)
            return;
    }
    if (candidate->year_count < COUNT_OF(candidate->years))
        candidate->years[candidate->year_count++] = year;
}

static bool is_code(struct text t, char first, char last)
{
    return t.len == 2 && t.at[0] >= first && t.at[0] <= last && t.at[1] >= first && t.at[1] <= last;
}

static void read_genres(struct details_reading *r)
{
    struct text key;
    if (!json_enter_array(r->c))
        return;
    while (json_next_element(r->c)) {
        struct number id = { 0 };
        struct text name = { 0 };
        if (!json_enter_object(r->c))
            continue;
        while (json_next_key(r->c, &key)) {
            if (text_is(key, "id"))
                (void)json_read_integer(r->c, &id);
            else if (text_is(key, "name"))
                name = read_text(r);
        }
        struct text ours = id.known ? codes_genre_from_tmdb(id.value) : (struct text){ 0 };
        if (id.known && id.value == GENRE_TV_MOVIE) /* a type, not a genre (facts/tmdb.md §4.1) */
            r->tv_movie = true;
        else
            add_text(r, &r->out->movie.genres, text_empty(ours) ? name : ours);
    }
}

/* production_countries and spoken_languages: [{code_key, name, english_name}]. */
static void read_coded(struct details_reading *r, const char *code_key, char first, struct codeds *out)
{
    struct text key;
    if (!json_enter_array(r->c))
        return;
    while (json_next_element(r->c)) {
        struct coded coded = { 0 };
        struct text english = { 0 };
        if (!json_enter_object(r->c))
            continue;
        while (json_next_key(r->c, &key)) {
            if (text_is(key, code_key))
                coded.code = read_text(r);
            else if (text_is(key, "name"))
                coded.name = read_text(r);
            else if (text_is(key, "english_name"))
                english = read_text(r);
        }
        if (!is_code(coded.code, first, (char)(first + 25)))
            coded.code = (struct text){ 0 };
        if (!text_empty(english)) /* `name` is the language's own, as on no other source */
            coded.name = english;
        if ((text_empty(coded.code) && text_empty(coded.name)) || out->count >= TMDB_LIST_MAX)
            continue;
        out->at = gather_room(r->arena, out->at, out->count, sizeof *out->at);
        out->at[out->count++] = coded;
    }
}

static void read_countries(struct details_reading *r)
{
    read_coded(r, "iso_3166_1", 'A', &r->out->movie.countries);
}

static void read_languages(struct details_reading *r)
{
    read_coded(r, "iso_639_1", 'a', &r->out->movie.languages);
}

static void read_credits(struct details_reading *r)
{
    tmdb_read_credits(r->c, r->arena, &r->out->movie);
}

static void read_external_ids(struct details_reading *r)
{
    struct text key;
    if (!json_enter_object(r->c))
        return;
    while (json_next_key(r->c, &key)) {
        if (text_is(key, "imdb_id"))
            r->out->candidate.external_imdb_id = read_text(r);
    }
}

/* {"titles": [{"title": …}]} */
static void read_alternative_titles(struct details_reading *r)
{
    struct text key;
    if (!json_enter_object(r->c))
        return;
    while (json_next_key(r->c, &key)) {
        if (!text_is(key, "titles") || !json_enter_array(r->c))
            continue;
        while (json_next_element(r->c)) {
            if (!json_enter_object(r->c))
                continue;
            while (json_next_key(r->c, &key)) {
                if (text_is(key, "title"))
                    add_text(r, &r->titles, read_text(r));
            }
        }
    }
}

/* One translation: {"data": {"title": …}}; before 2018 without data. */
static void read_translation(struct details_reading *r)
{
    struct text key;
    if (!json_enter_object(r->c))
        return;
    while (json_next_key(r->c, &key)) {
        if (!text_is(key, "data") || !json_enter_object(r->c))
            continue;
        while (json_next_key(r->c, &key)) {
            if (text_is(key, "title"))
                add_text(r, &r->titles, read_text(r));
        }
    }
}

static void read_translations(struct details_reading *r)
{
    struct text key;
    if (!json_enter_object(r->c))
        return;
    while (json_next_key(r->c, &key)) {
        if (!text_is(key, "translations") || !json_enter_array(r->c))
            continue;
        while (json_next_element(r->c))
            read_translation(r);
    }
}

/* [{"release_date": "1999-10-15T00:00:00.000Z", "type": 3}]: 1 premiere, 2 limited, 3 theatrical. */
static void read_country_dates(struct details_reading *r)
{
    struct text key;
    if (!json_enter_array(r->c))
        return;
    while (json_next_element(r->c)) {
        struct number type = { 0 };
        struct text date = { 0 };
        if (!json_enter_object(r->c))
            continue;
        while (json_next_key(r->c, &key)) {
            if (text_is(key, "type"))
                (void)json_read_integer(r->c, &type);
            else if (text_is(key, "release_date"))
                date = read_text(r);
        }
        if (type.known && type.value >= 1 && type.value <= 3 && date.len >= 10)
            add_year(r, text_from(date.at, 10));
    }
}

static void read_release_dates(struct details_reading *r)
{
    struct text key;
    if (!json_enter_object(r->c))
        return;
    while (json_next_key(r->c, &key)) {
        if (!text_is(key, "results") || !json_enter_array(r->c))
            continue;
        while (json_next_element(r->c)) {
            if (!json_enter_object(r->c))
                continue;
            while (json_next_key(r->c, &key)) {
                if (text_is(key, "release_dates"))
                    read_country_dates(r);
            }
        }
    }
}

#define AT(member) offsetof(struct details_reading, member)
static const struct {
    const char *key;
    enum field_kind kind;
    size_t offset;
} scalars[] = {
    { "id", FIELD_NUMBER, AT(id) },
    { "runtime", FIELD_NUMBER, AT(runtime) },
    { "vote_count", FIELD_NUMBER, AT(vote_count) },
    { "vote_average", FIELD_DECIMAL, AT(vote_average) },
    { "popularity", FIELD_DECIMAL, AT(popularity) },
    { "adult", FIELD_FLAG, AT(adult) },
    { "video", FIELD_FLAG, AT(video) },
    { "imdb_id", FIELD_TEXT, AT(imdb_id) },
    { "title", FIELD_TEXT, AT(title) },
    { "original_title", FIELD_TEXT, AT(original_title) },
    { "original_language", FIELD_TEXT, AT(original_language) },
    { "overview", FIELD_TEXT, AT(overview) },
    { "release_date", FIELD_TEXT, AT(release_date) },
    { "poster_path", FIELD_TEXT, AT(poster_path) },
    { "status", FIELD_TEXT, AT(status) },
};

static const struct {
    const char *key;
    void (*read)(struct details_reading *r);
} sections[] = {
    { "genres", read_genres },
    { "production_countries", read_countries },
    { "spoken_languages", read_languages },
    { "credits", read_credits },
    { "external_ids", read_external_ids },
    { "alternative_titles", read_alternative_titles },
    { "translations", read_translations },
    { "release_dates", read_release_dates },
};

static void read_scalar(struct details_reading *r, enum field_kind kind, void *at)
{
    switch (kind) {
    case FIELD_TEXT: *(struct text *)at = read_text(r); break;
    case FIELD_NUMBER: (void)json_read_integer(r->c, at); break;
    case FIELD_DECIMAL: (void)json_read_decimal(r->c, at); break;
    case FIELD_FLAG: (void)json_read_flag(r->c, at); break;
    case FIELD_TEXTS:
    case FIELD_PEOPLE:
    case FIELD_CODED: break; /* in `sections` */
    }
}

static void read_member(struct details_reading *r, struct text key)
{
    for (size_t i = 0; i < COUNT_OF(scalars); i++) {
        if (text_is(key, scalars[i].key)) {
            read_scalar(r, scalars[i].kind, (char *)r + scalars[i].offset);
            return;
        }
    }
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        if (text_is(key, sections[i].key)) {
            sections[i].read(r);
            return;
        }
    }
}

static struct text imdb_id_or_unknown(struct text t)
{
    return movie_is_imdb_id(t) ? t : (struct text){ 0 };
}

/* "/abc123.jpg": it becomes part of a URL, so nothing else is let through. */
static bool is_poster_path(struct text t)
{
    if (t.len < 2 || t.at[0] != '/')
        return false;
    for (size_t i = 1; i < t.len; i++) {
        char c = t.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && c != '.' && c != '_' && c != '-')
            return false;
    }
    return true;
}

static void fill_candidate(struct details_reading *r)
{
    struct identity_candidate *candidate = &r->out->candidate;
    candidate->tmdb_id = r->id.value;
    candidate->imdb_id = imdb_id_or_unknown(r->imdb_id);
    candidate->external_imdb_id = imdb_id_or_unknown(candidate->external_imdb_id);
    add_text(r, &candidate->titles, r->title);
    add_text(r, &candidate->titles, r->original_title);
    for (size_t i = 0; i < r->titles.count; i++)
        add_text(r, &candidate->titles, r->titles.at[i]);
    add_year(r, r->release_date);
    candidate->directors = r->out->movie.directors;
}

/* What E4 to E7 look at, as far as the record could be believed. */
static void fill_evidence(struct details_reading *r)
{
    struct identity_candidate *candidate = &r->out->candidate;
    const struct movie *movie = &r->out->movie;
    candidate->writers = movie->writers;
    candidate->cast = movie->cast;
    candidate->runtime_minutes = movie->runtime_minutes;
    candidate->countries = movie->countries;
    candidate->adult = r->adult;
    candidate->video = r->video;
}

/* Zero and "" are how TMDb writes "not known". */
static void fill_movie(struct details_reading *r)
{
    struct movie *movie = &r->out->movie;
    const struct identity_candidate *candidate = &r->out->candidate;
    int64_t year;
    movie->imdb_id = text_known(candidate->imdb_id) ? candidate->imdb_id : candidate->external_imdb_id;
    movie->tmdb_id = r->id;
    movie->title = text_empty(r->title) ? r->original_title : r->title;
    movie->original_title = r->original_title;
    if (is_code(r->original_language, 'a', 'z'))
        movie->original_language = r->original_language;
    movie->type = r->tv_movie ? TEXT("tvMovie") : r->video.known && r->video.value ? TEXT("video") : TEXT("movie");
    if (num_is_written_date(r->release_date) && num_parse(text_from(r->release_date.at, 4), 0, 9999, &year)) {
        movie->release_date = r->release_date;
        movie->year = number_of(year);
    }
    if (r->runtime.known && r->runtime.value > 0 && r->runtime.value <= RUNTIME_MINUTES_MAX)
        movie->runtime_minutes = r->runtime;
    movie->overview = r->overview;
    if (r->vote_count.known && r->vote_count.value > 0 && r->vote_average.known && r->vote_average.value > 0 &&
        r->vote_average.value <= 10) {
        movie->rating = r->vote_average;
        movie->vote_count = r->vote_count;
    }
    if (is_poster_path(r->poster_path)) {
        r->out->poster_path = r->poster_path;
        movie->poster_url = arena_printf(r->arena, POSTER_BASE "%.*s", TEXT_ARG(r->poster_path));
    }
    movie->adult = r->adult;
    movie->production_status = r->status;
    fill_evidence(r);
    r->out->popularity = r->popularity.known ? r->popularity.value : 0;
    r->out->vote_count = r->vote_count.known && r->vote_count.value > 0 ? r->vote_count.value : 0;
}

void tmdb_read_details(struct text body, int64_t tmdb_id, struct arena *arena, struct tmdb_details *out)
{
    struct json_cursor c;
    struct text key;
    struct error err;
    struct tmdb_details made = { .class = &answer_found };
    struct details_reading r = { .c = &c, .arena = arena, .out = &made };
    json_open(&c, body);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key))
            read_member(&r, key);
    }
    if (json_finish(&c, &err) != OK || !r.id.known || (text_empty(r.title) && text_empty(r.original_title))) {
        *out = (struct tmdb_details){ .class = &answer_malformed };
        return;
    }
    if (r.id.value != tmdb_id) {
        *out = (struct tmdb_details){ .class = &answer_other_id };
        return;
    }
    fill_candidate(&r);
    fill_movie(&r);
    *out = made;
}

/* The table of a record's fields, and what can be done with any field through it. */
#include "model/movie.h"

#include <assert.h>
#include <string.h>

#define FIELD(member, kind)                                                                                            \
    {                                                                                                                  \
#member, kind, offsetof(struct movie, member)                                                                  \
    }
const struct movie_field movie_fields[] = {
    FIELD(imdb_id, FIELD_TEXT),         FIELD(tmdb_id, FIELD_NUMBER),         FIELD(title, FIELD_TEXT),
    FIELD(original_title, FIELD_TEXT),  FIELD(original_language, FIELD_TEXT), FIELD(type, FIELD_TEXT),
    FIELD(year, FIELD_NUMBER),          FIELD(end_year, FIELD_NUMBER),        FIELD(release_date, FIELD_TEXT),
    FIELD(release_country, FIELD_TEXT), FIELD(runtime_minutes, FIELD_NUMBER), FIELD(overview, FIELD_TEXT),
    FIELD(genres, FIELD_TEXTS),         FIELD(rating, FIELD_DECIMAL),         FIELD(vote_count, FIELD_NUMBER),
    FIELD(directors, FIELD_PEOPLE),     FIELD(writers, FIELD_PEOPLE),         FIELD(cast, FIELD_PEOPLE),
    FIELD(countries, FIELD_CODED),      FIELD(languages, FIELD_CODED),        FIELD(poster_url, FIELD_TEXT),
    FIELD(adult, FIELD_FLAG),           FIELD(production_status, FIELD_TEXT),
};
const size_t movie_field_count = COUNT_OF(movie_fields);
_Static_assert(COUNT_OF(movie_fields) <= MOVIE_FIELDS_MAX, "callers keep arrays of MOVIE_FIELDS_MAX");

static const void *field_of(const struct movie *movie, size_t field)
{
    assert(field < movie_field_count);
    return (const char *)movie + movie_fields[field].offset;
}

int movie_field_index(struct text name)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (text_is(name, movie_fields[i].name))
            return (int)i;
    }
    return -1;
}

int movie_field_about(size_t field)
{
    static const struct {
        size_t second, first;
    } pairs[] = { { offsetof(struct movie, vote_count), offsetof(struct movie, rating) },
                  { offsetof(struct movie, release_country), offsetof(struct movie, release_date) } };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        for (size_t k = 0; k < movie_field_count && movie_fields[field].offset == pairs[i].second; k++) {
            if (movie_fields[k].offset == pairs[i].first)
                return (int)k;
        }
    }
    return -1;
}

bool movie_knows(const struct movie *movie, size_t field)
{
    const void *at = field_of(movie, field);
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return !text_empty(*(const struct text *)at);
    case FIELD_NUMBER: return ((const struct number *)at)->known;
    case FIELD_DECIMAL: return ((const struct decimal *)at)->known;
    case FIELD_FLAG: return ((const struct flag *)at)->known;
    case FIELD_TEXTS: return ((const struct texts *)at)->count > 0;
    case FIELD_PEOPLE: return ((const struct people *)at)->count > 0;
    case FIELD_CODED: return ((const struct codeds *)at)->count > 0;
    }
    return false;
}

static size_t size_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_TEXT: return sizeof(struct text);
    case FIELD_NUMBER: return sizeof(struct number);
    case FIELD_DECIMAL: return sizeof(struct decimal);
    case FIELD_FLAG: return sizeof(struct flag);
    case FIELD_TEXTS: return sizeof(struct texts);
    case FIELD_PEOPLE: return sizeof(struct people);
    case FIELD_CODED: return sizeof(struct codeds);
    }
    return 0;
}

void movie_take(struct movie *to, const struct movie *from, size_t field)
{
    const void *source = field_of(from, field);
    memmove((char *)to + movie_fields[field].offset, source, size_of(movie_fields[field].kind));
}

static bool equal_texts(const struct texts *a, const struct texts *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = text_equal(a->at[i], b->at[i]);
    return equal;
}

static bool equal_people(const struct people *a, const struct people *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        const struct person *x = &a->at[i], *y = &b->at[i];
        equal = text_equal(x->name, y->name) && text_equal(x->imdb_id, y->imdb_id) &&
                text_equal(x->character, y->character) && x->tmdb_id == y->tmdb_id;
    }
    return equal;
}

static bool equal_codeds(const struct codeds *a, const struct codeds *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = text_equal(a->at[i].code, b->at[i].code) && text_equal(a->at[i].name, b->at[i].name);
    return equal;
}

bool movie_field_equal(const struct movie *a, const struct movie *b, size_t field)
{
    if (!movie_knows(a, field) || !movie_knows(b, field))
        return movie_knows(a, field) == movie_knows(b, field);
    const void *x = field_of(a, field), *y = field_of(b, field);
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return text_equal(*(const struct text *)x, *(const struct text *)y);
    case FIELD_NUMBER: return ((const struct number *)x)->value == ((const struct number *)y)->value;
    case FIELD_DECIMAL: return ((const struct decimal *)x)->value == ((const struct decimal *)y)->value;
    case FIELD_FLAG: return ((const struct flag *)x)->value == ((const struct flag *)y)->value;
    case FIELD_TEXTS: return equal_texts(x, y);
    case FIELD_PEOPLE: return equal_people(x, y);
    case FIELD_CODED: return equal_codeds(x, y);
    }
    return false;
}

/* `prefix` and 7 to 10 digits at the start of *in; advances past them only on success. */
static bool take_id(struct text *in, struct text prefix, struct text *out_id)
{
    size_t end = prefix.len;
    if (!text_starts(*in, prefix))
        return false;
    while (end < in->len && in->at[end] >= '0' && in->at[end] <= '9')
        end++;
    if (end - prefix.len < 7 || end - prefix.len > 10)
        return false;
    *out_id = text_from(in->at, end);
    *in = text_after(*in, end);
    return true;
}

bool movie_is_imdb_id(struct text t)
{
    struct text id;
    return take_id(&t, TEXT("tt"), &id) && t.len == 0;
}

bool movie_is_person_id(struct text t)
{
    struct text id;
    return take_id(&t, TEXT("nm"), &id) && t.len == 0;
}

/* Scheme and host do not care for case (RFC 3986). */
static bool take_case(struct text *in, struct text literal)
{
    if (in->len < literal.len || !text_equal_ascii_case(text_from(in->at, literal.len), literal))
        return false;
    *in = text_after(*in, literal.len);
    return true;
}

/* The language that IMDb puts before the path: "/de", "/fr-ca". */
static void skip_language(struct text *in)
{
    struct text rest = *in;
    (void)text_take_char(&rest, '/');
    struct text language = text_take_until(&rest, '/');
    bool plain = language.len == 2 || (language.len == 5 && language.at[2] == '-');
    for (size_t i = 0; plain && i < language.len; i++)
        plain = i == 2 || (language.at[i] >= 'a' && language.at[i] <= 'z');
    if (plain)
        *in = text_after(*in, 1 + language.len);
}

bool movie_parse_id(struct text t, struct text *out_id)
{
    struct text id, rest = t;
    if (movie_is_imdb_id(t)) {
        *out_id = t;
        return true;
    }
    for (size_t i = 0; i < t.len; i++) { /* a line of text that begins with a URL is no URL */
        if ((unsigned char)t.at[i] <= ' ' || t.at[i] == 0x7F)
            return false;
    }
    if (take_case(&rest, TEXT("https://")) || take_case(&rest, TEXT("http://"))) {
        if (!take_case(&rest, TEXT("www.")))
            (void)take_case(&rest, TEXT("m."));
        if (!take_case(&rest, TEXT("imdb.com")) || !text_starts(rest, TEXT("/")))
            return false;
        skip_language(&rest);
    }
    if (!text_take(&rest, TEXT("/title/")) || !take_id(&rest, TEXT("tt"), &id))
        return false;
    if (rest.len > 0 && rest.at[0] != '/' && rest.at[0] != '?' && rest.at[0] != '#')
        return false;
    *out_id = id;
    return true;
}

/* The schema's enum; film-like ones first. */
static const char *const types[] = { "movie",     "tvMovie",  "short",         "tvShort",       "video",
                                     "tvSpecial", "tvSeries", "musicVideo",    "tvMiniSeries",  "tvEpisode",
                                     "videoGame", "tvPilot",  "podcastSeries", "podcastEpisode" };
enum { FILM_TYPES = 6 };

static size_t type_index(struct text type)
{
    size_t i = 0;
    while (i < COUNT_OF(types) && !text_is(type, types[i]))
        i++;
    return i;
}

bool movie_type_is_film(struct text type)
{
    return type_index(type) < FILM_TYPES;
}

bool movie_type_known(struct text type)
{
    return type_index(type) < COUNT_OF(types);
}

struct number movie_date_year(struct text date)
{
    struct number year = { 0 };
    year.known = num_is_date(date) && num_parse(text_from(date.at, 4), 0, 9999, &year.value);
    return year;
}

int64_t movie_release_year(const struct movie *movie)
{
    return movie->year.known ? movie->year.value : movie_date_year(movie->release_date).value;
}

/* OMDb: everything is a string, "N/A" is unknown, and errors come with status 200. */
#include "source/omdb.h"

#include "base/compiler.h"
#include "extract/html_text.h"
#include "extract/json_cursor.h"
#include "http/http.h"
#include "model/codes.h"
#include "source/gather.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { RUNTIME_MINUTES_MAX = 100000, NUMBER_BYTES_MAX = 32, ERROR_BYTES_MAX = 200 };

#define EN_DASH "\xE2\x80\x93" /* "2010–2015" */

struct text omdb_url(struct text base_url, struct text imdb_id, struct arena *arena)
{
    struct text id = http_encode(imdb_id, arena);
    while (text_ends(base_url, TEXT("/")))
        base_url.len--;
    return arena_printf(arena, "%.*s/?i=%.*s&plot=full&r=json", TEXT_ARG(base_url), TEXT_ARG(id));
}

/* The members as they stand; what is no string, empty or "N/A" is unknown. */
struct omdb_answer {
    struct text actors, country, director, error, genre, imdb_id, imdb_rating, imdb_votes, language, plot, poster,
        released, response, runtime, title, type, writer, year;
};

#define MEMBER(name, member)                                                                                           \
    {                                                                                                                  \
        name, offsetof(struct omdb_answer, member)                                                                     \
    }
static const struct {
    const char *key;
    size_t offset;
} members[] = {
    MEMBER("Actors", actors),     MEMBER("Country", country),   MEMBER("Director", director),
    MEMBER("Error", error),       MEMBER("Genre", genre),       MEMBER("imdbID", imdb_id),
    MEMBER("Language", language), MEMBER("Plot", plot),         MEMBER("imdbRating", imdb_rating),
    MEMBER("Poster", poster),     MEMBER("Released", released), MEMBER("imdbVotes", imdb_votes),
    MEMBER("Response", response), MEMBER("Runtime", runtime),   MEMBER("Title", title),
    MEMBER("Type", type),         MEMBER("Writer", writer),     MEMBER("Year", year),
};

static bool read_answer(struct text body, struct arena *arena, struct omdb_answer *out)
{
    struct json_cursor c;
    struct text key;
    *out = (struct omdb_answer){ 0 };
    json_open(&c, body);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            for (size_t i = 0; i < COUNT_OF(members); i++) {
                if (!text_is(key, members[i].key))
                    continue;
                struct text t = gather_read_text(&c, arena);
                *(struct text *)((char *)out + members[i].offset) = !text_is(t, "N/A") ? t : (struct text){ 0 };
                break;
            }
        }
    }
    return json_finish(&c, NULL) == OK;
}

/* ── texts to types ── */

/* "1,234,567" */
static struct number number_with_commas(struct text t)
{
    char digits[NUMBER_BYTES_MAX];
    size_t len = 0;
    int64_t value;
    if (t.len == 0 || t.len > sizeof digits || t.at[0] == ',' || t.at[t.len - 1] == ',')
        return (struct number){ 0 };
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] != ',')
            digits[len++] = t.at[i];
    }
    return num_parse(text_from(digits, len), 0, INT64_MAX, &value) ? number_of(value) : (struct number){ 0 };
}

/* The digits (and commas) that *in begins with, and the blanks after them. */
static bool take_number(struct text *in, int64_t *out_value)
{
    size_t len = 0;
    while (len < in->len && ((in->at[len] >= '0' && in->at[len] <= '9') || in->at[len] == ','))
        len++;
    struct number number = number_with_commas(text_from(in->at, len));
    if (!number.known || number.value > RUNTIME_MINUTES_MAX)
        return false;
    *in = text_trim(text_after(*in, len));
    *out_value = number.value;
    return true;
}

/* "142 min", "1,440 min", "1 h 22 min", "1h 22min", "2 h" */
static struct number minutes_of(struct text t)
{
    int64_t hours = 0, minutes = 0;
    struct text rest = t;
    if (take_number(&rest, &hours) && text_take_char(&rest, 'h'))
        rest = text_trim(rest);
    else
        hours = 0, rest = t;
    if (rest.len > 0 && !(take_number(&rest, &minutes) && text_is(rest, "min")))
        return (struct number){ 0 };
    int64_t all = hours * 60 + minutes;
    return all > 0 && all <= RUNTIME_MINUTES_MAX ? number_of(all) : (struct number){ 0 };
}

/* "14 Oct 1994" */
static struct text date_of(struct text t, struct arena *arena)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct text day_text = text_take_until(&t, ' '), month_text = text_take_until(&t, ' ');
    int64_t day, year;
    int month = 0;
    while (month < 12 && !text_is(month_text, months[month]))
        month++;
    if (!num_parse(day_text, 1, 31, &day) || t.len != 4 || !num_parse(t, 1, 9999, &year) ||
        !num_date_exists((int)year, month + 1, (int)day)) /* a thirteenth month does not exist either */
        return (struct text){ 0 };
    return arena_printf(arena, "%04d-%02d-%02d", (int)year, month + 1, (int)day);
}

static struct number year_of(struct text t)
{
    int64_t year;
    return t.len == 4 && num_parse(t, 1, 9999, &year) ? number_of(year) : (struct number){ 0 };
}

/* "2010", "2010–2015", "2010–" */
static void read_years(struct text t, struct movie *out)
{
    size_t dash, dash_len = 1;
    if (text_find(t, TEXT(EN_DASH), &dash))
        dash_len = strlen(EN_DASH);
    else if (!text_find(t, TEXT("-"), &dash))
        dash = t.len;
    out->year = year_of(text_from(t.at, dash));
    if (out->year.known)
        out->end_year = year_of(text_after(t, dash + dash_len));
}

/* ── lists: "A, B (novel), C (characters created by: D, E)" ── */

/* The next member without its notes; commas within a note part nothing. False at the end. */
static bool take_member(struct text *in, struct arena *arena, struct text *out)
{
    size_t at = 0, name_len = SIZE_MAX;
    int depth = 0;
    if (in->len == 0)
        return false;
    for (; at < in->len && (depth > 0 || in->at[at] != ','); at++) {
        if (in->at[at] == '(' && name_len == SIZE_MAX)
            name_len = at;
        depth += in->at[at] == '(' ? 1 : in->at[at] == ')' && depth > 0 ? -1 : 0;
    }
    *out = html_collapse(text_from(in->at, name_len < at ? name_len : at), arena);
    *in = text_after(*in, at + 1);
    return true;
}

static void read_people(struct text list, struct arena *arena, struct people *out)
{
    struct text name;
    for (int i = 0; i < GATHER_MAX && take_member(&list, arena, &name); i++)
        gather_name(out, !text_is(name, "N/A") ? name : (struct text){ 0 }, arena);
}

static void read_genres(struct text list, struct arena *arena, struct movie *out)
{
    struct text name;
    for (int i = 0; i < GATHER_MAX && take_member(&list, arena, &name); i++)
        gather_text(&out->genres, name, arena);
}

static void read_coded(struct text list, struct text (*code_of)(struct text), struct arena *arena, struct codeds *out)
{
    struct text name;
    for (int i = 0; i < GATHER_MAX && take_member(&list, arena, &name); i++)
        gather_coded(out, (struct coded){ code_of(name), name }, arena);
}

/* ── the record ── */

/* OMDb knows four types. A short is a "movie" to it: then IMDb's word is short or tvShort, which it does not say. */
static struct text type_of(struct text type, const struct texts *genres)
{
    static const struct {
        const char *omdb, *ours;
    } types[] = { { "movie", "movie" }, { "series", "tvSeries" }, { "episode", "tvEpisode" }, { "game", "videoGame" } };
    for (size_t i = 0; i < genres->count; i++) {
        if (text_is(genres->at[i], "Short") && text_is(type, "movie"))
            return (struct text){ 0 };
    }
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (text_is(type, types[i].omdb))
            return text_of(types[i].ours);
    }
    return (struct text){ 0 };
}

static void fill_movie(const struct omdb_answer *a, struct arena *arena, struct movie *out)
{
    struct text origin;
    double rating;
    *out = (struct movie){ .imdb_id = a->imdb_id, .title = a->title, .overview = a->plot };
    read_years(a->year, out);
    out->release_date = date_of(a->released, arena);
    out->runtime_minutes = minutes_of(a->runtime);
    read_genres(a->genre, arena, out);
    out->type = type_of(a->type, &out->genres);
    if (num_parse_decimal(a->imdb_rating, &rating) && rating >= 1 && rating <= 10)
        out->rating = (struct decimal){ rating, true };
    out->vote_count = number_with_commas(a->imdb_votes);
    read_people(a->director, arena, &out->directors);
    read_people(a->writer, arena, &out->writers);
    read_people(a->actors, arena, &out->cast);
    read_coded(a->country, codes_country_from_name, arena, &out->countries);
    read_coded(a->language, codes_language_from_name, arena, &out->languages);
    if (out->languages.count == 1) /* contract §4 */
        out->original_language = out->languages.at[0].code;
    if (text_starts(a->poster, TEXT("https://")) && http_origin(a->poster, arena, &origin))
        out->poster_url = a->poster;
}

/* {"Response":"False","Error":"…"} */
static const struct answer_class *class_of_error(struct text error, struct text body)
{
    if (text_is(error, "Incorrect IMDb ID.") || text_ends(error, TEXT(" not found!"))) /* Movie, Series, Episode */
        return &answer_absent;
    if (text_contains(error, TEXT("limit reached")) || text_contains(error, TEXT("API key"))) {
        const struct http_answer refused = { .failure = HTTP_ANSWERED, .status = 401, .body = body };
        return answer_classify(ANSWER_OMDB_JSON, &refused);
    }
    return &answer_source_trouble;
}

void omdb_read(struct text body, struct text imdb_id, struct arena *arena, struct finding *out)
{
    struct omdb_answer answer;
    assert(movie_is_imdb_id(imdb_id));
    *out = (struct finding){ .class = &answer_malformed };
    if (!read_answer(body, arena, &answer))
        return;
    if (text_is(answer.response, "False")) {
        out->class = class_of_error(answer.error, body);
        if (text_known(answer.error) && answer.error.len <= ERROR_BYTES_MAX)
            out->note = arena_printf(arena, "OMDb says: %.*s", TEXT_ARG(answer.error));
        return;
    }
    if (!text_is(answer.response, "True") || !movie_is_imdb_id(answer.imdb_id) || text_empty(answer.title))
        return;
    if (!text_equal(answer.imdb_id, imdb_id)) {
        out->class = &answer_other_id;
        out->note = arena_printf(arena, "asked for %.*s, the answer is about %.*s", TEXT_ARG(imdb_id),
                                 TEXT_ARG(answer.imdb_id));
        return;
    }
    out->class = &answer_found;
    fill_movie(&answer, arena, &out->movie);
}

/* Wikidata: rows to facts. Each row is one fact: the id asked (i), the item (m), the kind (k), its value
 * (v), the value's English name (vLabel) and two columns that depend on the kind (a, b). */
#include "source/wikidata.h"

#include "base/compiler.h"
#include "extract/html_text.h"
#include "extract/json_cursor.h"
#include "model/codes.h"
#include "source/gather.h"
#include "source/wikidata_classes.h"

#include <assert.h>
#include <stddef.h>

enum { RUNTIME_MINUTES_MAX = 100000, OWN_LABELS_MAX = 8, TMDB_IDS_MAX = 4 };

#define ENTITY "http://www.wikidata.org/entity/"

/* ── rows ── */

struct term {
    struct text value, lang;
};
struct row {
    struct term imdb_id, item, kind, value, label, a, b;
};

#define COLUMN(name, member)                                                                                           \
    {                                                                                                                  \
        name, offsetof(struct row, member)                                                                             \
    }
static const struct {
    const char *name;
    size_t offset;
} columns[] = { COLUMN("i", imdb_id),    COLUMN("m", item), COLUMN("k", kind), COLUMN("v", value),
                COLUMN("vLabel", label), COLUMN("a", a),    COLUMN("b", b) };

/* A person, country or language: one value, in as many rows as its optional columns have values. */
struct named {
    struct text item, name, a, b;
    bool many_a; /* two of column a: neither is certain */
};
struct nameds {
    struct named *at;
    size_t count;
};

/* The earliest of several dates of one kind. */
struct when {
    struct text date;    /* YYYY, YYYY-MM or YYYY-MM-DD */
    struct text country; /* whose date it is */
    bool many_countries;
};

struct reading {
    struct arena *arena;
    struct texts items, imdb_ids, tmdb_ids, genres;
    struct text type;
    bool type_clashes;
    struct text label_en, label_mul;
    struct term own[OWN_LABELS_MAX]; /* labels in the original languages */
    size_t own_count;
    struct when day, vague;
    struct number minutes;
    bool minutes_clash;
    struct nameds directors, writers, cast, countries, languages;
};

static void read_term(struct json_cursor *c, struct arena *arena, struct term *out)
{
    struct text key;
    if (!json_enter_object(c))
        return;
    while (json_next_key(c, &key)) {
        if (text_is(key, "value"))
            out->value = gather_read_text(c, arena);
        else if (text_is(key, "xml:lang"))
            (void)json_read_text(c, arena, &out->lang);
    }
}

/* "http://www.wikidata.org/entity/Q42" → "Q42"; unknown for anything else, as the address of an unknown value. */
static struct text item_of(struct text uri)
{
    int64_t number;
    if (!text_take(&uri, TEXT(ENTITY)) || uri.len < 2 || uri.at[0] != 'Q' ||
        !num_parse(text_after(uri, 1), 1, INT64_MAX, &number))
        return (struct text){ 0 };
    return uri;
}

/* ── kinds ── */

static void take_imdb(struct reading *r, const struct row *row)
{
    if (movie_is_imdb_id(row->value.value))
        gather_text(&r->imdb_ids, row->value.value, r->arena);
}

static void take_tmdb(struct reading *r, const struct row *row)
{
    int64_t id;
    if (num_parse(row->value.value, 1, INT32_MAX, &id) && r->tmdb_ids.count < TMDB_IDS_MAX)
        gather_text(&r->tmdb_ids, arena_printf(r->arena, "%lld", (long long)id), r->arena);
}

/* "film" is said of shorts and television films too: the narrower word counts. Any other two contradict each other. */
static void note_type(struct reading *r, struct text type)
{
    bool both_films = movie_type_is_film(type) && movie_type_is_film(r->type);
    if (!text_known(r->type) || (both_films && text_is(r->type, "movie")))
        r->type = type;
    else if (!text_equal(type, r->type) && !(both_films && text_is(type, "movie")))
        r->type_clashes = true;
}

static void take_class(struct reading *r, const struct row *row)
{
    const struct wikidata_class *class = wikidata_class_find(item_of(row->value.value));
    if (class == NULL)
        return;
    if (class->type != NULL)
        note_type(r, text_of(class->type));
    for (size_t i = 0; i < COUNT_OF(class->genres) && class->genres[i] != NULL; i++)
        gather_text(&r->genres, text_of(class->genres[i]), r->arena);
}

static void take_label(struct reading *r, const struct row *row)
{
    if (text_is(row->value.lang, "mul"))
        r->label_mul = row->value.value;
    else if (text_is(row->value.lang, "en"))
        r->label_en = row->value.value;
    if (!text_empty(row->value.lang) && r->own_count < OWN_LABELS_MAX)
        r->own[r->own_count++] = row->value;
}

static void note_date(struct when *when, struct text date, struct text country)
{
    int order = text_known(when->date) ? text_compare(date, when->date) : -1;
    if (order < 0)
        *when = (struct when){ date, country, false };
    if (order != 0 || !text_known(country) || text_equal(country, when->country))
        return;
    when->many_countries = text_known(when->country);
    when->country = country;
}

static int64_t year_of(struct text date)
{
    int64_t year = 0;
    return date.len >= 4 && num_parse(text_from(date.at, 4), 0, 9999, &year) ? year : 0;
}

/* "1994-10-14T00:00:00Z" with precision 11 (day), 10 (month) or 9 (year); decades and centuries are left out. Of vague
 * dates in one year the one with the month counts. */
static void take_date(struct reading *r, const struct row *row)
{
    static const size_t lengths[] = { 4, 7, 10 };
    struct text time = row->value.value, country = codes_country_from_imdb(row->b.value);
    int64_t precision;
    (void)text_take_char(&time, '+');
    if (!num_parse(row->a.value, 9, 11, &precision) || time.len < 11 || time.at[10] != 'T')
        return;
    time.len = lengths[precision - 9];
    if (!num_is_date(time))
        return;
    if (precision == 11)
        note_date(&r->day, time, country);
    else if (time.len > r->vague.date.len && year_of(time) == year_of(r->vague.date))
        r->vague = (struct when){ time, country, false };
    else if (time.len >= r->vague.date.len || year_of(time) < year_of(r->vague.date))
        note_date(&r->vague, time, country);
}

/* Several cuts of several lengths: none is certain. */
static void take_length(struct reading *r, const struct row *row)
{
    static const struct {
        const char *item;
        double minutes;
    } units[] = { { "Q7727", 1 }, { "Q25235", 60 }, { "Q11574", 1.0 / 60 } };
    struct text amount = row->value.value, unit = item_of(row->a.value);
    double value;
    (void)text_take_char(&amount, '+');
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (!text_is(unit, units[i].item) || !num_parse_decimal(amount, &value))
            continue;
        value = value * units[i].minutes + 1e-9; /* 5400 / 60 must not be 89.99… */
        if (value < 1 || value > RUNTIME_MINUTES_MAX)
            return;
        r->minutes_clash = r->minutes_clash || (r->minutes.known && r->minutes.value != (int64_t)value);
        r->minutes = number_of((int64_t)value);
    }
}

/* The label service writes the item's id where there is no English name. */
static void add_named(struct reading *r, struct nameds *list, const struct row *row)
{
    struct text item = item_of(row->value.value);
    if (!text_known(item) || list->count >= GATHER_MAX)
        return;
    for (size_t i = 0; i < list->count; i++) {
        struct named *known = &list->at[i];
        if (text_equal(known->item, item)) {
            known->many_a = known->many_a || !text_equal(known->a, row->a.value);
            return;
        }
    }
    list->at = gather_room(r->arena, list->at, list->count, sizeof *list->at);
    list->at[list->count++] =
        (struct named){ .item = item,
                        .name = !text_equal(row->label.value, item) ? row->label.value : (struct text){ 0 },
                        .a = row->a.value,
                        .b = row->b.value };
}

static void take_director(struct reading *r, const struct row *row)
{
    add_named(r, &r->directors, row);
}

static void take_writer(struct reading *r, const struct row *row)
{
    add_named(r, &r->writers, row);
}

static void take_cast(struct reading *r, const struct row *row)
{
    add_named(r, &r->cast, row);
}

static void take_country(struct reading *r, const struct row *row)
{
    add_named(r, &r->countries, row);
}

static void take_language(struct reading *r, const struct row *row)
{
    add_named(r, &r->languages, row);
}

static const struct {
    const char *name;
    void (*take)(struct reading *r, const struct row *row);
} kinds[] = { { "imdb", take_imdb },         { "tmdb", take_tmdb },        { "class", take_class },
              { "label", take_label },       { "date", take_date },        { "length", take_length },
              { "director", take_director }, { "writer", take_writer },    { "cast", take_cast },
              { "country", take_country },   { "language", take_language } };

static void take_row(struct reading *r, const struct row *row)
{
    struct text item = item_of(row->item.value);
    if (!text_known(item))
        return;
    gather_text(&r->items, item, r->arena);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (text_is(row->kind.value, kinds[i].name))
            kinds[i].take(r, row);
    }
}

static void read_row(struct text bytes, struct reading *r)
{
    struct json_cursor c;
    struct text key;
    struct row row = { 0 };
    json_open(&c, bytes);
    if (!json_enter_object(&c))
        return;
    while (json_next_key(&c, &key)) {
        for (size_t i = 0; i < COUNT_OF(columns); i++) {
            if (text_is(key, columns[i].name)) {
                read_term(&c, r->arena, (struct term *)(void *)((char *)&row + columns[i].offset));
                break;
            }
        }
    }
    take_row(r, &row);
}

/* ── an answer ── */

/* The id that a row is about; unknown when it is about none. */
static struct text row_id(struct text bytes, struct arena *arena)
{
    struct json_cursor c;
    struct text key;
    struct term id = { 0 };
    json_open(&c, bytes);
    if (!json_enter_object(&c))
        return (struct text){ 0 };
    while (json_next_key(&c, &key)) {
        if (text_is(key, columns[0].name))
            read_term(&c, arena, &id);
    }
    return movie_is_imdb_id(id.value) ? id.value : (struct text){ 0 };
}

static void add_row(struct wikidata_rows *rows, struct text bytes, struct arena *arena)
{
    struct text id = row_id(bytes, arena);
    if (!text_known(id))
        return;
    rows->at = gather_room(arena, rows->at, rows->count, sizeof *rows->at);
    rows->at[rows->count++] = (struct wikidata_row){ id, bytes };
}

/* {"results": {"bindings": [row, …]}}; false when there is no such list. */
static bool find_rows(struct json_cursor *c, struct arena *arena, struct wikidata_rows *out)
{
    struct text key, bytes;
    bool listed = false;
    if (!json_enter_object(c))
        return false;
    while (json_next_key(c, &key)) {
        if (!text_is(key, "results") || !json_enter_object(c))
            continue;
        while (json_next_key(c, &key)) {
            if (!text_is(key, "bindings") || !json_enter_array(c))
                continue;
            listed = true;
            while (json_next_element(c)) {
                if (json_skip_raw(c, &bytes))
                    add_row(out, bytes, arena);
            }
        }
    }
    return listed;
}

void wikidata_open(struct text body, struct arena *arena, struct wikidata_rows *out)
{
    struct json_cursor c;
    struct wikidata_rows rows = { 0 };
    json_open(&c, body);
    bool listed = find_rows(&c, arena, &rows);
    rows.whole = json_finish(&c, NULL) == OK && listed;
    *out = rows;
}

/* ── the record ── */

/* Without a name there is nobody to show. */
static struct people people_of(struct reading *r, const struct nameds *list)
{
    struct people people = { arena_array(r->arena, list->count + 1, sizeof *people.at), 0 };
    for (size_t i = 0; i < list->count; i++) {
        const struct named *one = &list->at[i];
        bool certain = !one->many_a && movie_is_person_id(one->a);
        if (!text_empty(one->name))
            people.at[people.count++] =
                (struct person){ .name = one->name, .imdb_id = certain ? one->a : (struct text){ 0 } };
    }
    return people;
}

static int64_t ordinal_of(const struct named *named)
{
    int64_t ordinal;
    return num_parse(named->b, 0, INT32_MAX, &ordinal) ? ordinal : INT64_MAX;
}

/* Nearly always nobody has an ordinal, and then nothing is moved. */
static void sort_by_ordinal(struct nameds *cast)
{
    for (size_t i = 1; i < cast->count; i++) {
        struct named one = cast->at[i];
        size_t at = i;
        for (; at > 0 && ordinal_of(&cast->at[at - 1]) > ordinal_of(&one); at--)
            cast->at[at] = cast->at[at - 1];
        cast->at[at] = one;
    }
}

static void fill_countries(struct reading *r, struct movie *out)
{
    for (size_t i = 0; i < r->countries.count; i++) {
        const struct named *one = &r->countries.at[i];
        struct text code = codes_country_from_imdb(one->a);
        if (!text_known(code) || one->many_a) /* countries that are gone have none */
            code = codes_country_from_name(one->name);
        gather_coded(&out->countries, (struct coded){ code, one->name }, r->arena);
    }
}

/* ISO 639-3 first: it tells Cantonese and Mandarin apart. */
static void fill_languages(struct reading *r, struct movie *out)
{
    for (size_t i = 0; i < r->languages.count; i++) {
        const struct named *one = &r->languages.at[i];
        struct text code = codes_language_from_imdb(one->b);
        if (!text_known(code))
            code = codes_language_from_imdb(one->a);
        if (!text_known(code))
            code = codes_language_from_name(one->name);
        gather_coded(&out->languages, (struct coded){ code, one->name }, r->arena);
    }
    if (r->languages.count != 1 || out->languages.count != 1)
        return;
    out->original_language = out->languages.at[0].code;
    for (size_t i = 0; i < r->own_count; i++) {
        if (text_equal(r->own[i].lang, r->languages.at[0].a))
            out->original_title = r->own[i].value;
    }
}

/* The earliest day, unless a vaguer date lies in an earlier year: then the day is that of a later release. */
static void fill_date(const struct reading *r, struct movie *out)
{
    bool vague =
        text_known(r->vague.date) && (!text_known(r->day.date) || year_of(r->vague.date) < year_of(r->day.date));
    const struct when *when = vague ? &r->vague : &r->day;
    if (!text_known(when->date))
        return;
    out->release_date = when->date;
    out->year = number_of(year_of(when->date));
    if (!when->many_countries)
        out->release_country = when->country;
}

static void fill_movie(struct reading *r, struct movie *out)
{
    out->title = text_known(r->label_en) ? r->label_en : r->label_mul;
    if (!text_known(out->title) && r->own_count > 0)
        out->title = r->own[0].value;
    if (!r->type_clashes)
        out->type = r->type;
    fill_date(r, out);
    if (!r->minutes_clash)
        out->runtime_minutes = r->minutes;
    out->genres = r->genres;
    sort_by_ordinal(&r->cast);
    out->directors = people_of(r, &r->directors);
    out->writers = people_of(r, &r->writers);
    out->cast = people_of(r, &r->cast);
    fill_countries(r, out);
    fill_languages(r, out);
}

static struct text joined(const struct texts *texts, struct arena *arena)
{
    struct text all = texts->at[0];
    for (size_t i = 1; i < texts->count && i < TMDB_IDS_MAX; i++)
        all = arena_printf(arena, "%.*s, %.*s", TEXT_ARG(all), TEXT_ARG(texts->at[i]));
    return all;
}

/* Law 2 asks for one item that has this IMDb id and this TMDb id. */
static void judge(struct reading *r, struct finding *out)
{
    int64_t tmdb_id;
    if (r->items.count > 1) {
        out->note = arena_printf(r->arena, "%zu items have the id (%.*s): nothing is taken from them", r->items.count,
                                 TEXT_ARG(joined(&r->items, r->arena)));
        return;
    }
    if (r->imdb_ids.count > 1) {
        out->note = arena_printf(r->arena, "item %.*s has %zu IMDb ids (%.*s): nothing is taken from it",
                                 TEXT_ARG(r->items.at[0]), r->imdb_ids.count, TEXT_ARG(joined(&r->imdb_ids, r->arena)));
        return;
    }
    fill_movie(r, &out->movie);
    if (r->tmdb_ids.count > 1)
        out->note = arena_printf(r->arena, "item %.*s has several TMDb ids (%.*s): no hint", TEXT_ARG(r->items.at[0]),
                                 TEXT_ARG(joined(&r->tmdb_ids, r->arena)));
    else if (r->tmdb_ids.count == 1 && num_parse(r->tmdb_ids.at[0], 1, INT32_MAX, &tmdb_id))
        out->movie.tmdb_id = number_of(tmdb_id);
}

void wikidata_read(const struct wikidata_rows *rows, struct text imdb_id, struct arena *arena, struct finding *out)
{
    struct reading r = { .arena = arena };
    assert(movie_is_imdb_id(imdb_id));
    *out = (struct finding){ .class = &answer_malformed };
    if (!rows->whole)
        return;
    for (size_t i = 0; i < rows->count; i++) {
        if (text_equal(rows->at[i].imdb_id, imdb_id))
            read_row(arena_text(arena, rows->at[i].bytes), &r);
    }
    out->class = r.items.count > 0 ? &answer_found : &answer_absent;
    if (r.items.count == 0)
        return;
    out->movie.imdb_id = imdb_id;
    judge(&r, out);
}

/* Answers about films that do not exist. */
#include "bodies.h"

#include <stdio.h>

static void add(struct buf *out, const char *before, struct text t, const char *after)
{
    (void)buf_add_z(out, before);
    (void)buf_add(out, t);
    (void)buf_add_z(out, after);
}

static struct text title_of(const struct movie *movie)
{
    return text_known(movie->original_title) ? movie->original_title : movie->title;
}

/* ── TMDb ── */

/* What search, /find and details share. */
static void add_short(const struct record *record, struct buf *out)
{
    const struct movie *movie = &record->movie;
    (void)buf_printf(out, "\"adult\":%s,\"backdrop_path\":null,\"id\":%lld", movie->adult.value ? "true" : "false",
                     (long long)record->tmdb_id);
    add(out, ",\"title\":\"", movie->title, "\"");
    add(out, ",\"original_title\":\"", title_of(movie), "\",\"original_language\":\"en\"");
    add(out, ",\"overview\":\"", movie->overview, "\"");
    if (record->thin)
        (void)buf_add_z(out, ",\"poster_path\":null,\"popularity\":0.1,\"vote_average\":0,\"vote_count\":0");
    else
        (void)buf_printf(out,
                         ",\"poster_path\":\"/sim%lld.jpg\",\"popularity\":1.5,\"vote_average\":6.5,\"vote_count\":12",
                         (long long)record->tmdb_id);
    add(out, ",\"release_date\":\"", movie->release_date, "\",\"softcore\":false");
    (void)buf_printf(out, ",\"video\":%s", record->video ? "true" : "false");
}

static void add_hits(const struct record *const *records, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        (void)buf_add_z(out, i > 0 ? ",{" : "{");
        add_short(records[i], out);
        (void)buf_add_z(out, ",\"genre_ids\":[18]}");
    }
}

void body_find(const struct record *const *records, size_t count, size_t series, struct buf *out)
{
    (void)buf_add_z(out, "{\"movie_results\":[");
    add_hits(records, count, out);
    (void)buf_add_z(out, "],\"person_results\":[],\"tv_results\":[");
    for (size_t i = 0; i < series; i++)
        (void)buf_printf(out, "%s{\"id\":%d,\"name\":\"A Series\",\"media_type\":\"tv\"}", i > 0 ? "," : "",
                         7000000 + (int)i);
    (void)buf_add_z(out, "],\"tv_episode_results\":[],\"tv_season_results\":[]}");
}

void body_search(const struct record *const *records, size_t count, int64_t page, size_t total, struct buf *out)
{
    (void)buf_printf(out, "{\"page\":%lld,\"results\":[", (long long)page);
    add_hits(records, count, out);
    (void)buf_printf(out, "],\"total_pages\":%zu,\"total_results\":%zu}", (total + 19) / 20, total);
}

static void add_people(const struct people *people, const char *department, const char *job, bool more, struct buf *out)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->at[i];
        add(out, more || i > 0 ? ",{\"name\":\"" : "{\"name\":\"", person->name, "\",\"adult\":false,\"gender\":0");
        (void)buf_printf(out, ",\"id\":%lld,\"credit_id\":\"%024llx\"", (long long)person->tmdb_id,
                         (unsigned long long)person->tmdb_id * 64 + i);
        if (job != NULL)
            (void)buf_printf(out, ",\"department\":\"%s\",\"job\":\"%s\"}", department, job);
        else
            (void)buf_printf(out, ",\"cast_id\":%zu,\"character\":\"\",\"order\":%zu}", i + 1, i);
    }
}

static void add_id(struct text id, const char *key, struct buf *out)
{
    if (text_known(id))
        (void)buf_printf(out, "\"%s\":\"%.*s\"", key, TEXT_ARG(id));
    else
        (void)buf_printf(out, "\"%s\":null", key);
}

static void add_coded(const struct codeds *list, const char *code_key, struct buf *out)
{
    for (size_t i = 0; i < list->count; i++)
        (void)buf_printf(out, "%s{\"%s\":\"%.*s\",\"name\":\"%.*s\",\"english_name\":\"%.*s\"}", i > 0 ? "," : "",
                         code_key, TEXT_ARG(list->at[i].code), TEXT_ARG(list->at[i].name), TEXT_ARG(list->at[i].name));
}

static void add_sections(const struct record *record, struct buf *out)
{
    const struct movie *movie = &record->movie;
    (void)buf_add_z(out, ",\"credits\":{\"cast\":[");
    add_people(&movie->cast, NULL, NULL, false, out);
    (void)buf_add_z(out, "],\"crew\":[");
    add_people(&movie->directors, "Directing", "Director", false, out);
    add_people(&movie->writers, "Writing", "Writer", movie->directors.count > 0, out);
    (void)buf_add_z(out, "]},\"external_ids\":{");
    add_id(record->external_imdb_id, "imdb_id", out);
    (void)buf_add_z(out, ",\"wikidata_id\":null},\"alternative_titles\":{\"titles\":[");
    for (size_t i = 0; i < record->other_titles.count; i++)
        add(out, i > 0 ? ",{\"iso_3166_1\":\"US\",\"title\":\"" : "{\"iso_3166_1\":\"US\",\"title\":\"",
            record->other_titles.at[i], "\",\"type\":\"\"}");
    (void)buf_add_z(out, "]},\"translations\":{\"translations\":[]},\"release_dates\":{\"results\":[");
    if (text_known(movie->release_date))
        add(out, "{\"iso_3166_1\":\"US\",\"release_dates\":[{\"type\":3,\"release_date\":\"", movie->release_date,
            "T00:00:00.000Z\"}]}");
    (void)buf_add_z(out, "]}");
}

void body_details(const struct record *record, struct buf *out)
{
    const struct movie *movie = &record->movie;
    (void)buf_add_char(out, '{');
    add_short(record, out);
    (void)buf_add_z(out, ",\"genres\":[");
    for (size_t i = 0; i < movie->genres.count; i++)
        add(out, i > 0 ? ",{\"id\":18,\"name\":\"" : "{\"id\":18,\"name\":\"", movie->genres.at[i], "\"}");
    (void)buf_add_z(out, "],");
    add_id(record->imdb_id, "imdb_id", out);
    (void)buf_add_z(out, ",\"production_countries\":[");
    add_coded(&movie->countries, "iso_3166_1", out);
    (void)buf_add_z(out, "],\"spoken_languages\":[");
    add_coded(&movie->languages, "iso_639_1", out);
    (void)buf_printf(out, "],\"runtime\":%lld,\"status\":\"Released\",\"tagline\":\"\"",
                     (long long)(movie->runtime_minutes.known ? movie->runtime_minutes.value : 0));
    add_sections(record, out);
    (void)buf_add_char(out, '}');
}

/* ── Wikidata ── */

struct rows {
    struct buf *out;
    const struct item *item;
    bool any;
};

/* One row: kind, value (an item's number or a text), its name, and column a. */
static void add_row(struct rows *rows, const char *kind, const char *value_type, struct text value, struct text a)
{
    struct buf *out = rows->out;
    (void)buf_printf(out, "%s{\"i\":{\"type\":\"literal\",\"value\":\"%.*s\"}", rows->any ? "," : "",
                     TEXT_ARG(rows->item->imdb_ids[0]));
    (void)buf_printf(out, ",\"m\":{\"type\":\"uri\",\"value\":\"http://www.wikidata.org/entity/Q%lld\"}",
                     (long long)rows->item->number);
    (void)buf_printf(out, ",\"k\":{\"type\":\"literal\",\"value\":\"%s\"},\"v\":{%s\"value\":\"%.*s\"}", kind,
                     value_type, TEXT_ARG(value));
    if (text_known(a))
        (void)buf_printf(out, ",\"a\":{\"type\":\"literal\",\"value\":\"%.*s\"}", TEXT_ARG(a));
    (void)buf_add_char(out, '}');
    rows->any = true;
}

#define ENTITY "\"type\":\"uri\","

static void add_person_rows(struct rows *rows, const char *kind, const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        char item[64];
        (void)snprintf(item, sizeof item, "http://www.wikidata.org/entity/Q%lld",
                       (long long)(900000000 + people->at[i].tmdb_id));
        add_row(rows, kind, ENTITY, text_of(item), people->at[i].imdb_id);
        rows->out->len--; /* the name goes into the row */
        add(rows->out, ",\"vLabel\":{\"type\":\"literal\",\"value\":\"", people->at[i].name, "\"}}");
    }
}

static void add_item(const struct item *item, struct rows *rows)
{
    const struct movie *movie = &item->movie;
    const struct text none = { 0 };
    struct arena arena = { 0 };
    rows->item = item;
    for (size_t i = 0; i < 2; i++) {
        if (text_known(item->imdb_ids[i]))
            add_row(rows, "imdb", "", item->imdb_ids[i], none);
        if (item->tmdb_ids[i] != 0)
            add_row(rows, "tmdb", "", arena_printf(&arena, "%lld", (long long)item->tmdb_ids[i]), none);
    }
    add_row(rows, "class", ENTITY,
            text_is(movie->type, "short") ? TEXT("http://www.wikidata.org/entity/Q24862")
                                          : TEXT("http://www.wikidata.org/entity/Q11424"),
            none);
    if (text_known(movie->title))
        add_row(rows, "label", "\"xml:lang\":\"en\",", movie->title, none);
    if (movie->release_date.len == 10)
        add_row(rows, "date", "", arena_printf(&arena, "%.*sT00:00:00Z", TEXT_ARG(movie->release_date)), TEXT("11"));
    if (movie->runtime_minutes.known)
        add_row(rows, "length", "", arena_printf(&arena, "%lld", (long long)movie->runtime_minutes.value),
                TEXT("http://www.wikidata.org/entity/Q7727"));
    add_person_rows(rows, "director", &movie->directors);
    add_person_rows(rows, "cast", &movie->cast);
    arena_finish(&arena);
}

void body_wikidata(const struct item *const *items, size_t count, struct buf *out)
{
    struct rows rows = { .out = out };
    (void)buf_add_z(out, "{\"head\":{\"vars\":[\"i\",\"m\",\"k\",\"v\",\"vLabel\",\"a\",\"b\"]},\"results\":"
                         "{\"bindings\":[");
    for (size_t i = 0; i < count; i++)
        add_item(items[i], &rows);
    (void)buf_add_z(out, "]}}");
}

/* ── IMDb ── */

static void add_name(const struct person *person, struct buf *out)
{
    (void)buf_printf(out, "{\"name\":{\"id\":\"%.*s\",\"nameText\":{\"text\":\"%.*s\"}}}", TEXT_ARG(person->imdb_id),
                     TEXT_ARG(person->name));
}

static void add_crew(const struct people *people, const char *key, const char *category, struct buf *out)
{
    (void)buf_printf(out, ",\"%s\":[", key);
    if (people->count > 0)
        (void)buf_printf(out, "{\"totalCredits\":%zu,\"category\":{\"id\":\"%s\"},\"credits\":[", people->count,
                         category);
    for (size_t i = 0; i < people->count; i++) {
        (void)buf_add_z(out, i > 0 ? "," : "");
        add_name(&people->at[i], out);
    }
    (void)buf_add_z(out, people->count > 0 ? "]}]" : "]");
}

static void add_facts(const struct movie *movie, struct buf *out)
{
    add(out, "{\"id\":\"", movie->imdb_id, "\"");
    add(out, ",\"titleType\":{\"id\":\"", movie->type, "\"}");
    add(out, ",\"titleText\":{\"text\":\"", movie->title, "\"}");
    add(out, ",\"originalTitleText\":{\"text\":\"", title_of(movie), "\"}");
    if (movie->year.known)
        (void)buf_printf(out, ",\"releaseYear\":{\"year\":%lld,\"endYear\":null}", (long long)movie->year.value);
    if (movie->runtime_minutes.known)
        (void)buf_printf(out, ",\"runtime\":{\"seconds\":%lld}", (long long)movie->runtime_minutes.value * 60);
    if (text_known(movie->overview))
        add(out, ",\"plot\":{\"plotText\":{\"plainText\":\"", movie->overview, "\"}}");
    if (text_known(movie->poster_url))
        add(out, ",\"primaryImage\":{\"url\":\"", movie->poster_url, "\"}");
    (void)buf_add_z(out, ",\"ratingsSummary\":{\"aggregateRating\":6.4,\"voteCount\":41}");
    (void)buf_printf(out, ",\"isAdult\":%s,\"genres\":{\"genres\":[", movie->adult.value ? "true" : "false");
    for (size_t i = 0; i < movie->genres.count; i++)
        (void)buf_printf(out, "%s{\"id\":\"%.*s\",\"text\":\"%.*s\"}", i > 0 ? "," : "", TEXT_ARG(movie->genres.at[i]),
                         TEXT_ARG(movie->genres.at[i]));
    (void)buf_add_z(out, "]}");
}

static void add_column(const struct movie *movie, struct buf *out)
{
    int64_t year, month, day;
    struct text date = movie->release_date;
    add_facts(movie, out);
    if (date.len == 10 && num_parse(text_from(date.at, 4), 0, 9999, &year) &&
        num_parse(text_from(date.at + 5, 2), 1, 12, &month) && num_parse(text_from(date.at + 8, 2), 1, 31, &day))
        (void)buf_printf(out, ",\"releaseDate\":{\"day\":%d,\"month\":%d,\"year\":%d}", (int)day, (int)month,
                         (int)year);
    add_crew(&movie->directors, "directors", "director", out);
    add_crew(&movie->writers, "writers", "writer", out);
    (void)buf_add_z(out, ",\"cast\":{\"edges\":[");
    for (size_t i = 0; i < movie->cast.count; i++) {
        (void)buf_add_z(out, i > 0 ? ",{\"node\":" : "{\"node\":");
        add_name(&movie->cast.at[i], out);
        (void)buf_add_char(out, '}');
    }
    (void)buf_add_z(out, "]},\"countriesOfOrigin\":{\"countries\":[");
    for (size_t i = 0; i < movie->countries.count; i++)
        (void)buf_printf(out, "%s{\"id\":\"%.*s\",\"text\":\"%.*s\"}", i > 0 ? "," : "",
                         TEXT_ARG(movie->countries.at[i].code), TEXT_ARG(movie->countries.at[i].name));
    (void)buf_add_z(out, "]},\"spokenLanguages\":{\"spokenLanguages\":[");
    for (size_t i = 0; i < movie->languages.count; i++)
        (void)buf_printf(out, "%s{\"id\":\"%.*s\",\"text\":\"%.*s\"}", i > 0 ? "," : "",
                         TEXT_ARG(movie->languages.at[i].code), TEXT_ARG(movie->languages.at[i].name));
    (void)buf_add_z(out, "]}}");
}

void body_page(const struct movie *movie, struct buf *out)
{
    add(out, "<!DOCTYPE html><html><head><title>", movie->title, " - IMDb</title></head><body>");
    (void)buf_add_z(out, "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{");
    add(out, "\"tconst\":\"", movie->imdb_id, "\",\"aboveTheFoldData\":");
    add_facts(movie, out);
    (void)buf_add_z(out, "},\"mainColumnData\":");
    add_column(movie, out);
    (void)buf_add_z(out, "}},\"page\":\"/title/[tconst]\",\"locale\":\"en-US\"}</script></body></html>");
}

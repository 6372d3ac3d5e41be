/* Answers of Wikidata's query service in a short notation, for the tests of its reader. Fictional films. */
#ifndef UNDERSTUDY_TESTS_WIKIDATA_ROWS_H
#define UNDERSTUDY_TESTS_WIKIDATA_ROWS_H

#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "source/wikidata.h"

static struct arena arena;

#define E "http://www.wikidata.org/entity/"

/* One row for the short notation of these tests: "kind|value|label|a|b"; an empty part is an unbound column. A value
 * "text@en" has a language. */
static inline void add_row(struct buf *out, const char *imdb_id, const char *item, struct text row)
{
    static const char *const names[] = { "k", "v", "vLabel", "a", "b" };
    buf_printf(out, "%s{\"i\":{\"type\":\"literal\",\"value\":\"%s\"},\"m\":{\"type\":\"uri\",\"value\":\"" E "%s\"}",
               out->len > 0 && out->at[out->len - 1] == '}' ? "," : "", imdb_id, item);
    for (size_t i = 0; i < COUNT_OF(names) && row.len > 0; i++) {
        struct text part = text_take_until(&row, '|'), value = text_take_until(&part, '@');
        if (value.len == 0)
            continue;
        buf_printf(out, ",\"%s\":{", names[i]);
        if (part.len > 0)
            buf_printf(out, "\"xml:lang\":\"%.*s\",", TEXT_ARG(part));
        bool entity = value.at[0] == 'Q' && i != 2;
        buf_printf(out, "\"type\":\"%s\",\"value\":\"%s%.*s\"}", entity ? "uri" : "literal", entity ? E : "",
                   TEXT_ARG(value));
    }
    buf_add_z(out, "}");
}

static const char head[] = "{\"head\":{\"vars\":[\"i\",\"m\",\"k\",\"v\",\"vLabel\",\"a\",\"b\"]},"
                           "\"results\":{\"bindings\":[";

/* `rows` are lines in the notation above, all of item Q990000001. */
static inline struct text body_of(const char *rows)
{
    struct buf body = BUF_WITH_LIMIT(1 << 20);
    struct text rest = text_of(rows), line;
    buf_add_z(&body, head);
    while (text_take_line(&rest, &line))
        add_row(&body, "tt9900001", "Q990000001", line);
    buf_add_z(&body, "]}}");
    struct text copy = arena_text(&arena, buf_text(&body));
    buf_finish(&body);
    return copy;
}

static inline struct finding read_body(struct text body)
{
    struct wikidata_rows rows;
    struct finding finding;
    wikidata_open(body, &arena, &rows);
    wikidata_read(&rows, TEXT("tt9900001"), &arena, &finding);
    return finding;
}

static inline struct movie read_rows(const char *rows)
{
    struct finding finding = read_body(body_of(rows));
    CHECK(finding.class == &answer_found);
    return finding.movie;
}

static inline struct text names(const struct people *people)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < people->count; i++)
        all = arena_printf(&arena, "%.*s%s%.*s %.*s", TEXT_ARG(all), i > 0 ? "|" : "", TEXT_ARG(people->at[i].name),
                           TEXT_ARG(people->at[i].imdb_id));
    return all;
}

static inline struct text codeds(const struct codeds *list)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < list->count; i++)
        all = arena_printf(&arena, "%.*s%s%.*s=%.*s", TEXT_ARG(all), i > 0 ? "|" : "", TEXT_ARG(list->at[i].code),
                           TEXT_ARG(list->at[i].name));
    return all;
}

static inline struct text genres(const struct movie *movie)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < movie->genres.count; i++)
        all = arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(all), i > 0 ? "|" : "", TEXT_ARG(movie->genres.at[i]));
    return all;
}

#endif

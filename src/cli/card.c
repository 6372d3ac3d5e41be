/* One film for people. */
#include "cli/card.h"

#include "base/clock.h"
#include "cli/display.h"
#include "cli/table.h"

#include <stdio.h>

enum {
    LABEL_COLUMNS = 12,
    USUAL_COLUMNS = 80,
    WIDEST = 100, /* longer lines of prose are hard to read */
    CAST_SHOWN = 10,
    TEXT_BYTES_MAX = 1 << 20
};

static size_t width_of(const struct card_style *style)
{
    size_t columns = style->columns != 0 ? style->columns : (size_t)USUAL_COLUMNS;
    return columns > WIDEST ? (size_t)WIDEST : columns;
}

static void add_line(const struct card_style *style, const char *label, struct text value, struct buf *out)
{
    size_t indent = LABEL_COLUMNS + 2;
    if (text_empty(value))
        return;
    (void)buf_add_z(out, "  ");
    display_add_cell(out, text_of(label), LABEL_COLUMNS, true);
    display_add_wrapped(out, value, width_of(style) > 2 * indent ? width_of(style) - indent : indent, indent);
    (void)buf_add_char(out, '\n');
}

static void add_comma(struct buf *b)
{
    if (b->len > 0)
        (void)buf_add_z(b, ", ");
}

static void add_people(const struct card_style *style, const char *label, const struct people *people, struct buf *out)
{
    struct buf names = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    size_t shown = people->count < CAST_SHOWN ? people->count : (size_t)CAST_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        add_comma(&names);
        (void)buf_add(&names, people->at[i].name);
        if (!text_empty(people->at[i].character))
            (void)buf_printf(&names, " (%.*s)", TEXT_ARG(people->at[i].character));
    }
    if (shown < people->count)
        (void)buf_printf(&names, " and %zu more", people->count - shown);
    add_line(style, label, buf_text(&names), out);
    buf_finish(&names);
}

static void add_codeds(const struct card_style *style, const char *label, const struct codeds *codeds, struct buf *out)
{
    struct buf names = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    for (size_t i = 0; i < codeds->count; i++) {
        add_comma(&names);
        (void)buf_add(&names, text_known(codeds->at[i].name) ? codeds->at[i].name : codeds->at[i].code);
    }
    add_line(style, label, buf_text(&names), out);
    buf_finish(&names);
}

static void add_facts(const struct movie *movie, const struct card_style *style, struct buf *out)
{
    struct buf line = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    if (!text_equal(movie->original_title, movie->title))
        add_line(style, "originally", movie->original_title, out);
    if (text_known(movie->type))
        (void)buf_add(&line, movie->type);
    if (movie->runtime_minutes.known) {
        add_comma(&line);
        (void)buf_printf(&line, "%lld min", (long long)movie->runtime_minutes.value);
    }
    add_line(style, "type", buf_text(&line), out);
    buf_clear(&line);
    for (size_t i = 0; i < movie->genres.count; i++) {
        add_comma(&line);
        (void)buf_add(&line, movie->genres.at[i]);
    }
    add_line(style, "genres", buf_text(&line), out);
    buf_clear(&line);
    if (text_known(movie->release_date))
        (void)buf_add(&line, movie->release_date);
    if (text_known(movie->release_date) && text_known(movie->release_country))
        (void)buf_printf(&line, " (%.*s)", TEXT_ARG(movie->release_country));
    add_line(style, "released", buf_text(&line), out);
    buf_clear(&line);
    if (movie->rating.known)
        (void)buf_printf(&line, "%.1f", movie->rating.value);
    if (movie->rating.known && movie->vote_count.known)
        (void)buf_printf(&line, " (%lld votes)", (long long)movie->vote_count.value);
    add_line(style, "rating", buf_text(&line), out);
    buf_clear(&line);
    if (movie->tmdb_id.known)
        (void)buf_printf(&line, "%lld", (long long)movie->tmdb_id.value);
    add_line(style, "TMDb", buf_text(&line), out);
    buf_finish(&line);
}

void card_movie(const struct movie *movie, const struct card_style *style, struct buf *out)
{
    (void)buf_add_z(out, style->colour ? "\033[1m" : "");
    display_add(out, text_known(movie->title) ? movie->title : TEXT("(no title)"));
    (void)buf_add_z(out, style->colour ? "\033[0m" : "");
    if (movie_release_year(movie) != 0)
        (void)buf_printf(out, " (%lld)", (long long)movie_release_year(movie));
    (void)buf_add_z(out, "  ");
    display_add(out, movie->imdb_id);
    (void)buf_add_char(out, '\n');
    add_facts(movie, style, out);
    add_people(style, "directors", &movie->directors, out);
    add_people(style, "writers", &movie->writers, out);
    add_people(style, "cast", &movie->cast, out);
    add_codeds(style, "countries", &movie->countries, out);
    add_codeds(style, "languages", &movie->languages, out);
    add_line(style, "poster", movie->poster_url, out);
    add_line(style, "overview", movie->overview, out);
}

static const char *colour_of(struct text outcome)
{
    if (text_is(outcome, "full") || text_is(outcome, "soft") || text_is(outcome, "imdb_enriched"))
        return "\033[32m";
    return text_is(outcome, "imdb_placeholder") ? "\033[33m" : "\033[31m";
}

/* Names of the sources that the record's fields came from, each once. */
static void add_sources(const struct stored_movie *stored, const struct card_style *style, struct buf *out)
{
    struct buf names = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    for (size_t i = 0; i < movie_field_count; i++) {
        bool seen = !text_known(stored->origins[i].source);
        for (size_t j = 0; j < i && !seen; j++)
            seen = text_equal(stored->origins[i].source, stored->origins[j].source);
        if (seen)
            continue;
        add_comma(&names);
        (void)buf_add(&names, stored->origins[i].source);
        if (text_known(stored->origins[i].licence))
            (void)buf_printf(&names, " [%.*s]", TEXT_ARG(stored->origins[i].licence));
    }
    add_line(style, "sources", buf_text(&names), out);
    buf_finish(&names);
}

void card_lookup(const struct lookup_result *result, const struct card_style *style, struct buf *out)
{
    struct buf line = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    char iso[CLOCK_ISO_BYTES];
    if (!result->has_movie) {
        display_add(out, result->imdb_id);
        (void)buf_printf(out, "  %s", style->colour ? colour_of(result->outcome) : "");
        display_add(out, result->outcome);
        (void)buf_printf(out, "%s  ", style->colour ? "\033[0m" : "");
        display_add(out, result->reason);
        (void)buf_add_char(out, '\n');
        return;
    }
    card_movie(&result->movie.movie, style, out);
    add_sources(&result->movie, style, out);
    (void)buf_printf(&line, "%.*s, %.*s", TEXT_ARG(result->outcome), TEXT_ARG(result->reason));
    add_line(style, "status", buf_text(&line), out);
    if (result->movie.next_tmdb_retry_at_ms != 0)
        add_line(style, "next try", text_of(clock_iso(result->movie.next_tmdb_retry_at_ms, iso)), out);
    buf_finish(&line);
}

void card_explain(const struct lookup_result *result, struct buf *out)
{
    for (size_t i = 0; i < result->step_count; i++) {
        const struct lookup_step *step = &result->steps[i];
        (void)buf_printf(out, "    %s %s: %s", step->source, step->operation, answer_outcome_name(step->outcome));
        if (step->http_status != 0)
            (void)buf_printf(out, ", HTTP %d", step->http_status);
        (void)buf_printf(out, ", %lld ms", (long long)step->ms);
        if (!text_empty(step->note)) {
            (void)buf_add_z(out, ", ");
            display_add(out, step->note);
        }
        (void)buf_add_char(out, '\n');
    }
    (void)buf_add_z(out, "    rule: ");
    display_add(out, text_known(result->rule) ? result->rule : TEXT("none was needed"));
    (void)buf_add_z(out, "\n    outcome: ");
    display_add(out, result->outcome);
    (void)buf_add_z(out, ", ");
    display_add(out, result->reason);
    (void)buf_add_char(out, '\n');
}

void card_rows(const struct row_name *rows, size_t count, const char *what, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        (void)buf_printf(out, "  row %lld (", (long long)rows[i].id);
        display_add(out, text_known(rows[i].imdb_id) ? rows[i].imdb_id : TEXT("without an IMDb id"));
        (void)buf_printf(out, ") %s\n", what);
    }
}

/* Fixed widths: rows are printed as their answers come. */
static const struct table_column columns[] = { { "ID", 12 }, { "OUTCOME", 16 }, { "YEAR", 4 }, { "TITLE", 0 } };

void card_row_head(const struct card_style *style, struct buf *out)
{
    table_head(columns, COUNT_OF(columns), style->columns, style->colour, out);
}

void card_row(const struct lookup_result *result, const struct card_style *style, struct buf *out)
{
    char year[24] = "";
    const struct movie *movie = &result->movie.movie;
    if (result->has_movie && movie_release_year(movie) != 0)
        (void)snprintf(year, sizeof year, "%lld", (long long)movie_release_year(movie));
    struct text cells[] = { result->imdb_id, result->outcome, text_of(year),
                            result->has_movie ? movie->title : result->reason };
    const char *colours[] = { NULL, colour_of(result->outcome), NULL, NULL };
    table_row(columns, COUNT_OF(columns), cells, style->colour ? colours : NULL, style->columns, out);
}

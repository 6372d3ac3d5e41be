/* Lists of films: which form they have, what a line must be, and each id once. */
#include "work/import_read.h"

#include "base/error.h"
#include "model/context.h"
#include "model/movie.h"
#include "work/import_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 60 };

struct import_numbered {
    struct import_row row;
    size_t place;
};

/* ── problems ── */

void import_bad(struct import_reader *reader, size_t line, const char *format, ...)
{
    struct import_list *list = &reader->list;
    char reason[320];
    va_list args;
    if (list->problem_count++ >= IMPORT_PROBLEMS_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    list->problems[list->problem_count - 1] =
        (struct import_problem){ line, arena_text(reader->arena, text_of(reason)) };
}

void import_unreadable(struct import_reader *reader, size_t line, const char *reason)
{
    reader->list.unreadable = true;
    import_bad(reader, line, "%s", reason);
}

bool import_is_full(const struct import_reader *reader)
{
    return reader->list.unreadable;
}

/* ── rows ── */

static void add(struct import_reader *reader, const struct import_row *row, size_t line)
{
    if (reader->count == IMPORT_ROWS_MAX) {
        import_unreadable(reader, line, "from here on there are more lines than can be taken at once (5000000)");
        return;
    }
    if (reader->count == reader->size) {
        reader->size = reader->size > 0 ? reader->size * 2 : 256;
        reader->rows = realloc(reader->rows, reader->size * sizeof *reader->rows);
        if (reader->rows == NULL)
            oom();
    }
    reader->rows[reader->count] = (struct import_numbered){ *row, reader->count };
    reader->count++;
}

/* A column or member that is there but holds nothing says nothing. */
static struct text filled(struct text t)
{
    struct text trimmed = text_trim(t);
    return trimmed.len > 0 ? trimmed : (struct text){ 0 };
}

bool import_is_clean(struct text t)
{
    return t.at == NULL || text_empty(t) || (text_is_utf8(t) && memchr(t.at, '\0', t.len) == NULL);
}

/* The beginning of what was found, for people. */
static struct text shown(struct text t)
{
    return text_from(t.at != NULL ? t.at : "", t.len < SHOWN_BYTES ? t.len : (size_t)SHOWN_BYTES);
}

void import_take(struct import_reader *reader, size_t line, const struct import_given *given)
{
    struct import_row row = { .title = filled(given->title), .context = given->context };
    struct text id = filled(given->id), year = filled(given->year);
    if (!import_is_clean(id) || !import_is_clean(row.title) || !import_is_clean(year)) {
        import_bad(reader, line, "is not text in UTF-8");
    } else if (!text_known(id)) {
        import_bad(reader, line, "has no imdb_id");
    } else if (!movie_parse_id(id, &row.imdb_id)) {
        import_bad(reader, line, "'%.*s' is not an IMDb id (tt and 7 to 10 digits, or a title's address)",
                   TEXT_ARG(shown(id)));
    } else if (row.title.len > IMPORT_TITLE_BYTES_MAX) {
        import_bad(reader, line, "the title is longer than %d bytes", IMPORT_TITLE_BYTES_MAX);
    } else if (text_known(year) && !num_parse(year, MOVIE_YEAR_MIN, MOVIE_YEAR_MAX, &row.year.value)) {
        import_bad(reader, line, "'%.*s' is not a year from %d to %d", TEXT_ARG(shown(year)), MOVIE_YEAR_MIN,
                   MOVIE_YEAR_MAX);
    } else if (given->context.len > CONTEXT_BYTES_MAX) {
        import_bad(reader, line, "holds more than %d bytes beside id, title and year", CONTEXT_BYTES_MAX);
    } else {
        row.year.known = text_known(year);
        add(reader, &row, line);
    }
}

/* ── each id once ── */

static int by_id(const void *a, const void *b)
{
    const struct import_numbered *x = a, *y = b;
    int order = text_compare(x->row.imdb_id, y->row.imdb_id);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b)
{
    const struct import_numbered *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static void unite(struct import_reader *reader, struct import_row *into, const struct import_row *later)
{
    if (!text_known(into->title))
        into->title = later->title;
    if (!into->year.known)
        into->year = later->year;
    if (context_merge(into->context, later->context, reader->arena, &into->context) == CONTEXT_FULL)
        reader->list.overfull++;
}

void import_end(struct import_reader *reader, struct import_list *out)
{
    size_t count = 0;
    struct import_numbered *rows = reader->rows;
    if (reader->count > 0)
        qsort(rows, reader->count, sizeof *rows, by_id);
    for (size_t i = 0; i < reader->count; i++) {
        if (count > 0 && text_equal(rows[count - 1].row.imdb_id, rows[i].row.imdb_id))
            unite(reader, &rows[count - 1].row, &rows[i].row);
        else
            rows[count++] = rows[i];
    }
    if (count > 0)
        qsort(rows, count, sizeof *rows, by_place);
    *out = reader->list;
    out->rows = arena_array(reader->arena, count, sizeof *out->rows);
    for (size_t i = 0; i < count; i++)
        out->rows[i] = rows[i].row;
    out->count = count;
    out->repeated = reader->count - count;
    free(rows);
    *reader = (struct import_reader){ .arena = reader->arena };
}

/* ── forms ── */

bool import_format_parse(struct text t, enum import_format *out)
{
    static const struct {
        const char *name;
        enum import_format format;
    } formats[] = {
        { "ids", IMPORT_IDS }, { "csv", IMPORT_CSV }, { "jsonl", IMPORT_JSON_LINES }, { "json", IMPORT_JSON }
    };
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (text_is(t, formats[i].name)) {
            *out = formats[i].format;
            return true;
        }
    }
    return false;
}

static bool is_passed_over(struct text line)
{
    struct text trimmed = text_trim(line);
    return trimmed.len == 0 || trimmed.at[0] == '#';
}

/* An editor's byte order mark, also in the middle, where files were put one behind the other. */
static struct text without_mark(struct text line)
{
    (void)text_take(&line, TEXT("\xEF\xBB\xBF"));
    return line;
}

/* A table whose header, if it has one, names no imdb_id: several fields, and what follows is no list of ids. */
static bool is_table(struct text header, struct text rest)
{
    struct text line = TEXT(""), id;
    while (text_take_line(&rest, &line) && is_passed_over(line))
        continue;
    return (text_contains(header, TEXT(",")) || text_contains(header, TEXT(";")) ||
            text_contains(header, TEXT("\t"))) &&
           !movie_parse_id(text_trim(line), &id);
}

static enum import_format find_format(struct text bytes)
{
    struct text rest = bytes, line, id;
    char delimiter;
    while (text_take_line(&rest, &line)) {
        struct text trimmed = text_trim(line);
        if (is_passed_over(line))
            continue;
        if (trimmed.at[0] == '[' || trimmed.at[0] == '{')
            return trimmed.at[0] == '[' ? IMPORT_JSON : IMPORT_JSON_LINES;
        if (!movie_parse_id(trimmed, &id) && (import_csv_header(line, &delimiter) || is_table(trimmed, rest)))
            return IMPORT_CSV;
        break;
    }
    return IMPORT_IDS;
}

static void read_ids(struct import_reader *reader, struct text bytes)
{
    struct text line;
    for (size_t number = 1; !import_is_full(reader) && text_take_line(&bytes, &line); number++) {
        line = without_mark(line);
        if (!is_passed_over(line))
            import_take(reader, number, &(struct import_given){ .id = line });
    }
}

/* Lines that end with CR alone, as some spreadsheets save: the bytes with LF instead. */
static struct text with_line_feeds(struct text bytes, struct arena *arena)
{
    if (!text_contains(bytes, TEXT("\r")) || text_contains(bytes, TEXT("\n")))
        return bytes;
    char *copy = arena_alloc(arena, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        copy[i] = bytes.at[i] == '\r' ? '\n' : bytes.at[i];
    return text_from(copy, bytes.len);
}

void import_read(struct text bytes, enum import_format format, struct arena *arena, struct import_list *out)
{
    struct import_reader reader = { .arena = arena };
    if (text_starts(bytes, TEXT("\xFF\xFE")) || text_starts(bytes, TEXT("\xFE\xFF"))) {
        import_unreadable(&reader, 0, "is UTF-16: save it as UTF-8");
        import_end(&reader, out);
        return;
    }
    bytes = with_line_feeds(without_mark(bytes), arena);
    switch (format == IMPORT_ANY ? find_format(bytes) : format) {
    case IMPORT_ANY:
    case IMPORT_IDS: read_ids(&reader, bytes); break;
    case IMPORT_CSV: import_read_csv(&reader, bytes); break;
    case IMPORT_JSON_LINES: import_read_json_lines(&reader, bytes); break;
    case IMPORT_JSON: import_read_json(&reader, bytes); break;
    }
    import_end(&reader, out);
}

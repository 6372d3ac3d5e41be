/* Lists as CSV (RFC 4180): quotes, line ends inside them, and a header that names the columns. */
#include "base/error.h"
#include "model/movie_json.h"
#include "work/import_inside.h"

#include <stdlib.h>
#include <string.h>

struct csv {
    struct text rest;
    size_t line; /* of what stands next */
    char delimiter;
    struct arena *arena;
    struct text fields[IMPORT_COLUMNS_MAX];
    size_t count;
};

static bool at_end_of_line(struct text in)
{
    return in.len == 0 || in.at[0] == '\n' || text_starts(in, TEXT("\r\n"));
}

/* From behind the opening quote. NULL, or what is wrong. A field without "" in it is a view. */
static const char *read_quoted(struct csv *csv, struct text *in, struct text *out)
{
    size_t len = 0, quotes = 0;
    while (len < in->len && (in->at[len] != '"' || (len + 1 < in->len && in->at[len + 1] == '"'))) {
        quotes += in->at[len] == '"';
        len += in->at[len] == '"' ? 2 : 1;
    }
    if (len == in->len)
        return "a quote is opened and never closed";
    *out = text_from(in->at, len);
    if (quotes > 0) {
        char *plain = arena_alloc(csv->arena, len - quotes + 1);
        size_t to = 0;
        for (size_t i = 0; i < len; i += in->at[i] == '"' ? 2 : 1)
            plain[to++] = in->at[i];
        *out = text_from(plain, to);
    }
    *in = text_after(*in, len + 1);
    if (!at_end_of_line(*in) && in->at[0] != csv->delimiter)
        return "something follows a closing quote";
    return NULL;
}

static const char *read_field(struct csv *csv, struct text *in)
{
    struct text field = text_from(in->at, 0);
    if (csv->count == IMPORT_COLUMNS_MAX)
        return "has more than 256 columns";
    if (text_take_char(in, '"')) {
        const char *wrong = read_quoted(csv, in, &field);
        if (wrong != NULL)
            return wrong;
    } else {
        while (!at_end_of_line(*in) && in->at[0] != csv->delimiter) {
            field.len++;
            *in = text_after(*in, 1);
        }
    }
    csv->fields[csv->count++] = field;
    return NULL;
}

static void pass_to(struct csv *csv, struct text in)
{
    for (const char *at = csv->rest.at; at < in.at; at++)
        csv->line += *at == '\n';
    csv->rest = in;
}

/* The next record into csv->fields; NULL, or what is wrong with it: then the reading goes on with the line after the
 * one that it began in. *out_line is where it began. False at the end. */
static bool read_record(struct csv *csv, size_t *out_line, const char **out_wrong)
{
    struct text in = csv->rest, line;
    *out_line = csv->line;
    *out_wrong = NULL;
    csv->count = 0;
    if (in.len == 0)
        return false;
    do {
        *out_wrong = read_field(csv, &in);
    } while (*out_wrong == NULL && text_take_char(&in, csv->delimiter));
    if (*out_wrong != NULL) {
        in = csv->rest;
        (void)text_take_line(&in, &line);
    } else if (!text_take(&in, TEXT("\r\n"))) {
        (void)text_take_char(&in, '\n');
    }
    pass_to(csv, in);
    return true;
}

/* ── the header ── */

enum { NO_COLUMN = IMPORT_COLUMNS_MAX };
struct header {
    struct text names[IMPORT_COLUMNS_MAX];
    size_t count;
    size_t id, title, year; /* columns, or NO_COLUMN */
};

/* "IMDb ID" is imdb_id. */
static bool is_named(struct text name, const char *wanted)
{
    size_t len = strlen(wanted);
    if (name.len != len)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = name.at[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
        if (c != wanted[i])
            return false;
    }
    return true;
}

static size_t find_column(const struct header *header, const char *name)
{
    size_t i = 0;
    while (i < header->count && !is_named(header->names[i], name))
        i++;
    return i < header->count ? i : (size_t)NO_COLUMN;
}

static void name_columns(struct header *header, const struct csv *csv)
{
    /* const and tconst are IMDb's own words: list exports, datasets. imdbID is Letterboxd's and OMDb's */
    static const char *const id_names[] = { "imdb_id", "imdbid", "const", "tconst" };
    header->count = csv->count;
    for (size_t i = 0; i < csv->count; i++)
        header->names[i] = text_trim(csv->fields[i]);
    header->id = NO_COLUMN;
    for (size_t i = 0; i < COUNT_OF(id_names) && header->id == NO_COLUMN; i++)
        header->id = find_column(header, id_names[i]);
    header->title = find_column(header, "title");
    header->year = find_column(header, "year");
}

/* Two columns of one name: which one counts? */
static bool has_twins(const struct header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        for (size_t j = i + 1; j < header->count; j++) {
            if (header->names[i].len > 0 && text_equal_ascii_case(header->names[i], header->names[j]))
                return true;
        }
    }
    return false;
}

bool import_csv_header(struct text line, char *out_delimiter)
{
    static const char delimiters[] = { ',', ';', '\t' };
    struct arena arena = { 0 };
    struct csv *csv = arena_alloc(&arena, sizeof *csv);
    struct header *header = arena_alloc(&arena, sizeof *header);
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(delimiters) && !found; i++) {
        const char *wrong;
        size_t number;
        *csv = (struct csv){ .rest = line, .line = 1, .delimiter = delimiters[i], .arena = &arena };
        if (!read_record(csv, &number, &wrong) || wrong != NULL)
            continue;
        name_columns(header, csv);
        found = header->id != NO_COLUMN;
        if (found)
            *out_delimiter = delimiters[i];
    }
    arena_finish(&arena);
    return found;
}

/* ── the lines ── */

static bool is_blank(const struct csv *csv)
{
    return csv->count == 1 && text_trim(csv->fields[0]).len == 0;
}

/* False when a value is not text in UTF-8. */
static bool context_of(const struct csv *csv, const struct header *header, struct text *out)
{
    json_t *object = NULL;
    bool good = true;
    for (size_t i = 0; i < header->count && good; i++) {
        struct text value = text_trim(csv->fields[i]), name = header->names[i];
        if (i == header->id || i == header->title || i == header->year || value.len == 0 || name.len == 0)
            continue;
        if (object == NULL && (object = json_object()) == NULL)
            oom();
        good = import_is_clean(value);
        if (good && json_object_set_new(object, arena_z(csv->arena, name), json_of_text(value)) != 0)
            oom();
    }
    if (good && object != NULL)
        *out = json_printed(object, JSON_PRINT, csv->arena);
    json_decref(object);
    return good;
}

static void take_record(struct import_reader *reader, const struct csv *csv, const struct header *header, size_t line)
{
    struct import_given given = { 0 };
    if (csv->count != header->count) {
        import_bad(reader, line, "has %zu %s, the header has %zu", csv->count, csv->count == 1 ? "field" : "fields",
                   header->count);
        return;
    }
    given.id = csv->fields[header->id];
    if (header->title != NO_COLUMN)
        given.title = csv->fields[header->title];
    if (header->year != NO_COLUMN)
        given.year = csv->fields[header->year];
    if (context_of(csv, header, &given.context))
        import_take(reader, line, &given);
    else
        import_bad(reader, line, "is not text in UTF-8");
}

static const char *header_problem(const struct header *header)
{
    if (header->id == NO_COLUMN)
        return "has no column imdb_id: the first line of CSV names the columns";
    for (size_t i = 0; i < header->count; i++) {
        if (!import_is_clean(header->names[i]))
            return "is not text in UTF-8";
    }
    return has_twins(header) ? "two columns have the same name" : NULL;
}

/* The first line that is not blank. False when there is none, or when the file cannot be read by it. */
static bool read_header(struct import_reader *reader, struct csv *csv, struct header *header)
{
    const char *wrong;
    size_t line;
    do {
        if (!read_record(csv, &line, &wrong))
            return false;
    } while (wrong == NULL && is_blank(csv));
    if (wrong == NULL) {
        name_columns(header, csv);
        wrong = header_problem(header);
    }
    if (wrong != NULL)
        import_unreadable(reader, line, wrong);
    return wrong == NULL;
}

void import_read_csv(struct import_reader *reader, struct text bytes)
{
    struct csv *csv = arena_alloc(reader->arena, sizeof *csv);
    struct header *header = arena_alloc(reader->arena, sizeof *header);
    struct text rest = bytes, first = TEXT("");
    const char *wrong;
    size_t line;
    while (text_take_line(&rest, &first) && text_trim(first).len == 0)
        continue;
    *csv = (struct csv){ .rest = bytes, .line = 1, .delimiter = ',', .arena = reader->arena };
    (void)import_csv_header(first, &csv->delimiter);
    if (!read_header(reader, csv, header))
        return;
    while (!import_is_full(reader) && read_record(csv, &line, &wrong)) {
        if (wrong != NULL)
            import_bad(reader, line, "%s", wrong);
        else if (!is_blank(csv))
            take_record(reader, csv, header, line);
    }
}

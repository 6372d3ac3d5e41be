/* IMDb's seven official TSV files, as rows out of pieces of bytes. */
#include "extract/tsv.h"

#include "base/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW_BYTES = TSV_ROW_BYTES_MAX + TSV_PIECE_BYTES };

const struct tsv_shape tsv_shapes[TSV_FILE_COUNT] = {
    [TSV_TITLE_BASICS] = { "title.basics",
                           "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\t"
                           "runtimeMinutes\tgenres",
                           9 },
    [TSV_TITLE_RATINGS] = { "title.ratings", "tconst\taverageRating\tnumVotes", 3 },
    [TSV_TITLE_CREW] = { "title.crew", "tconst\tdirectors\twriters", 3 },
    [TSV_TITLE_PRINCIPALS] = { "title.principals", "tconst\tordering\tnconst\tcategory\tjob\tcharacters", 6 },
    [TSV_NAME_BASICS] = { "name.basics", "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles",
                          6 },
    [TSV_TITLE_AKAS] = { "title.akas", "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle",
                         8 },
    [TSV_TITLE_EPISODE] = { "title.episode", "tconst\tparentTconst\tseasonNumber\tepisodeNumber", 4 },
};

void tsv_open(struct tsv *tsv, enum tsv_file file)
{
    *tsv = (struct tsv){ .shape = &tsv_shapes[file], .window = malloc(WINDOW_BYTES) };
    if (tsv->window == NULL)
        oom();
}

void tsv_close(struct tsv *tsv)
{
    free(tsv->window);
    *tsv = (struct tsv){ 0 };
}

char *tsv_room(struct tsv *tsv, size_t *out_bytes)
{
    if (tsv->at > 0) {
        memmove(tsv->window, tsv->window + tsv->at, tsv->end - tsv->at);
        tsv->end -= tsv->at;
        tsv->checked -= tsv->at;
        tsv->at = 0;
    }
    assert(tsv->end <= TSV_ROW_BYTES_MAX); /* else tsv_next() has refused the line */
    *out_bytes = TSV_PIECE_BYTES;
    return tsv->window + tsv->end;
}

/* Moves `checked` on over whole lines, up to the first that has a byte which may not be. */
static void check(struct tsv *tsv, size_t from)
{
    const char *start = tsv->window + tsv->checked, *end = tsv->window + tsv->end;
    while (end > tsv->window + from && end[-1] != '\n')
        end--;
    if (tsv->bad || end == tsv->window + from)
        return;
    size_t len = (size_t)(end - start);
    const char *nul = memchr(start, '\0', len);
    size_t good = scan_utf8(start, nul != NULL ? (size_t)(nul - start) : len);
    if (good < len) {
        tsv->bad = true;
        while (good > 0 && start[good - 1] != '\n')
            good--;
    }
    tsv->checked += good;
}

void tsv_grew(struct tsv *tsv, size_t bytes)
{
    size_t from = tsv->end;
    tsv->end += bytes;
    check(tsv, from);
}

static enum status fail(const struct tsv *tsv, struct error *err, const char *what)
{
    return error_set(err, INVALID, "%s: line %llu %s", tsv->shape->name, (unsigned long long)tsv->line + 1, what);
}

/* The next line, without its end. */
static enum status take_line(struct tsv *tsv, struct text *out, struct error *err)
{
    const char *at = tsv->window + tsv->at;
    const char *end = memchr(at, '\n', tsv->checked - tsv->at);
    if (end == NULL && tsv->bad)
        return fail(tsv, err, "has a NUL byte or is not UTF-8: the file is damaged");
    if ((size_t)(end != NULL ? end - at : tsv->window + tsv->end - at) > TSV_ROW_BYTES_MAX)
        return fail(tsv, err, "is longer than 1 MiB: the file is damaged");
    if (end == NULL)
        return NOT_FOUND;
    *out = text_from(at, (size_t)(end - at));
    return OK;
}

static void pass_line(struct tsv *tsv, struct text line)
{
    tsv->at += line.len + 1;
    tsv->line++;
}

static enum status take_header(struct tsv *tsv, struct error *err)
{
    struct text line = { 0 };
    enum status status = take_line(tsv, &line, err);
    if (status != OK)
        return status;
    if (text_ends(line, TEXT("\r")))
        return fail(tsv, err, "ends with CR LF: the file was converted; take it as IMDb sends it");
    if (!text_is(line, tsv->shape->header))
        return fail(tsv, err, "is not the header that this file has at IMDb: its columns changed, or it is another");
    pass_line(tsv, line);
    return OK;
}

/* Fields that are too many are not split off: the last one then has a tab. */
static bool split(struct text line, size_t columns, struct tsv_row *out)
{
    const char *at = line.at, *end = line.at + line.len;
    for (size_t i = 0; at != NULL && i < columns; i++) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        if ((tab == NULL) != (i + 1 == columns))
            return false;
        const char *stop = tab != NULL ? tab : end;
        bool null = stop - at == 2 && at[0] == '\\' && at[1] == 'N';
        out->fields[i] = null ? (struct text){ 0 } : text_from(at, (size_t)(stop - at));
        at = stop + 1;
    }
    return at != NULL;
}

enum status tsv_next(struct tsv *tsv, struct tsv_row *out, struct error *err)
{
    struct text line = { 0 };
    enum status status = tsv->line == 0 ? take_header(tsv, err) : OK;
    if (status == OK)
        status = take_line(tsv, &line, err);
    if (status != OK)
        return status;
    if (!split(line, tsv->shape->columns, out))
        return error_set(err, INVALID, "%s: line %llu does not have %zu fields: the file is damaged", tsv->shape->name,
                         (unsigned long long)tsv->line + 1, tsv->shape->columns);
    pass_line(tsv, line);
    out->line = tsv->line;
    return OK;
}

enum status tsv_finish(const struct tsv *tsv, struct error *err)
{
    if (tsv->at < tsv->end)
        return fail(tsv, err, "has no end: the file is cut off");
    return tsv->line == 0 ? error_set(err, INVALID, "%s is empty: not even a header", tsv->shape->name) : OK;
}

bool tsv_recognise(struct text first, enum tsv_file *out_file)
{
    struct text line = text_take_until(&first, '\n');
    if (text_ends(line, TEXT("\r")))
        line.len--; /* tsv_next() says what is wrong with it */
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        if (text_is(line, tsv_shapes[i].header)) {
            *out_file = (enum tsv_file)i;
            return true;
        }
    }
    return false;
}

bool tsv_file_of_name(struct text name, enum tsv_file *out_file)
{
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        struct text rest = name;
        if (text_take(&rest, text_of(tsv_shapes[i].name)) && (text_is(rest, ".tsv") || text_is(rest, ".tsv.gz"))) {
            *out_file = (enum tsv_file)i;
            return true;
        }
    }
    return false;
}

bool tsv_parse_id(struct text id, const char *prefix, uint64_t *out_number)
{
    enum { DIGITS_MIN = 7, DIGITS_MAX = 10 };
    if (id.len < 2 + DIGITS_MIN || id.len > 2 + DIGITS_MAX || id.at[0] != prefix[0] || id.at[1] != prefix[1])
        return false;
    if (id.len > 2 + DIGITS_MIN && id.at[2] == '0')
        return false;
    uint64_t number = 0;
    for (size_t i = 2; i < id.len; i++) {
        if (id.at[i] < '0' || id.at[i] > '9')
            return false;
        number = 10 * number + (uint64_t)(id.at[i] - '0');
    }
    *out_number = number;
    return true;
}

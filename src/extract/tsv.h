/* IMDb's seven official TSV files, as rows out of pieces of bytes. Pure; nothing is allocated after tsv_open().
 *
 * There is no quoting: '"' and '\' are data, and only a whole field \N is null (facts/imdb-access.md §1c). A file is
 * checked to the last byte: its header word for word, the number of fields of every row, UTF-8, no NUL, a line end
 * after the last row. The same bytes give the same rows in whatever pieces they come. */
#ifndef UNDERSTUDY_EXTRACT_TSV_H
#define UNDERSTUDY_EXTRACT_TSV_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TSV_FIELDS_MAX = 9,
    TSV_ROW_BYTES_MAX = 1 << 20, /* longest to be expected: the writers of a daily series, some 50 KB */
    TSV_PIECE_BYTES = 256 << 10  /* room that tsv_room() gives */
};

enum tsv_file {
    TSV_TITLE_BASICS,
    TSV_TITLE_RATINGS,
    TSV_TITLE_CREW,
    TSV_TITLE_PRINCIPALS,
    TSV_NAME_BASICS,
    TSV_TITLE_AKAS,
    TSV_TITLE_EPISODE,
};
enum { TSV_FILE_COUNT = 7 };

struct tsv_shape {
    const char *name;   /* "title.basics" */
    const char *header; /* columns between tabs */
    size_t columns;
};
extern const struct tsv_shape tsv_shapes[TSV_FILE_COUNT];

struct tsv_row {
    struct text fields[TSV_FIELDS_MAX]; /* as many as the shape has columns; \N is unknown; until the next call */
    uint64_t line;                      /* the header is 1 */
};

struct tsv {
    const struct tsv_shape *shape;
    char *window;
    size_t at, end; /* bytes of the window that no row was made of yet */
    size_t checked; /* up to here: whole lines of good text; at <= checked <= end */
    bool bad;       /* the line at `checked` has a byte that may not be */
    uint64_t line;  /* of the last row */
};

void tsv_open(struct tsv *tsv, enum tsv_file file);
void tsv_close(struct tsv *tsv);

/* Give bytes: room for *out_bytes (never 0), then tsv_grew() for those written. Only when tsv_next() wants more. */
char *tsv_room(struct tsv *tsv, size_t *out_bytes);
void tsv_grew(struct tsv *tsv, size_t bytes);
/* Next row after the header. NOT_FOUND = give more bytes, or tsv_finish(); INVALID names line and fault, for good. */
MUST_CHECK enum status tsv_next(struct tsv *tsv, struct tsv_row *out, struct error *err);
/* After the last byte and the last row. INVALID when the end is missing: no header, or a row without line end. */
MUST_CHECK enum status tsv_finish(const struct tsv *tsv, struct error *err);

/* Which file begins so? `first` holds at least its first line or 256 bytes. */
bool tsv_recognise(struct text first, enum tsv_file *out_file);
/* "title.basics.tsv.gz" and "title.basics.tsv". */
bool tsv_file_of_name(struct text name, enum tsv_file *out_file);

/* The number in "tt0000123" or "nm…" (`prefix`), 7 to 10 digits, with zeros in front only to fill up to 7. */
bool tsv_parse_id(struct text id, const char *prefix, uint64_t *out_number);

#endif

/* Lists of films that are wanted, read: ids, CSV, JSON lines, a JSON array, cancelled jobs. Pure.
 * Texts in a list live in the arena or view the bytes given. */
#ifndef UNDERSTUDY_WORK_IMPORT_READ_H
#define UNDERSTUDY_WORK_IMPORT_READ_H

#include "base/arena.h"
#include "base/num.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    IMPORT_BYTES_MAX = 256 << 20,  /* of one file; a million films with a festival each are about 100 MB */
    IMPORT_ROWS_MAX = 5000000,     /* IMDb knows about 700,000 films */
    IMPORT_TITLE_BYTES_MAX = 1000, /* the longest title on IMDb is below 250 */
    IMPORT_COLUMNS_MAX = 256,
    IMPORT_PROBLEMS_MAX = 20, /* bad lines that are described; all are counted */
};

enum import_format { IMPORT_ANY, IMPORT_IDS, IMPORT_CSV, IMPORT_JSON_LINES, IMPORT_JSON };

struct import_row {
    struct text imdb_id;
    struct text title;
    struct number year;
    struct text context; /* JSON object; unknown when there is none */
};
struct import_problem {
    size_t line; /* from 1, of the beginning of the record; 0 = the whole file. For jobs: the job's id */
    struct text reason;
};
struct import_list {
    struct import_row *rows; /* each id once, in the order of first places: first title and year, contexts merged */
    size_t count;
    size_t repeated; /* good lines beyond `count` */
    size_t overfull; /* contexts left out, because with them an id's would outgrow CONTEXT_BYTES_MAX */
    struct import_problem problems[IMPORT_PROBLEMS_MAX];
    size_t problem_count; /* all of them */
    bool unreadable;      /* a problem of the file, not of a line: what is in `rows` is not all */
};

/* "ids", "csv", "jsonl", "json" */
bool import_format_parse(struct text t, enum import_format *out);

/* IMPORT_ANY looks at the content: '[' JSON, '{' JSON lines, an id in the first line ids; CSV when the first
 * line has several fields, unless ids follow.
 *   ids          one a line; blank lines and lines that start with # are passed over
 *   csv          RFC 4180 with a header line; the delimiter is whichever of comma, semicolon and tab gives a column
 *                imdb_id (also: const, tconst, imdbid). title and year are taken, other columns that are not empty
 *                become context
 *   json, jsonl  objects with imdb_id, title, year; everything else that is not null becomes context
 * An id may be the address of an IMDb title page. */
void import_read(struct text bytes, enum import_format format, struct arena *arena, struct import_list *out);

/* The same from the arguments and meta of cancelled jobs, which are JSON objects: {0}, import_job() for each, then
 * import_end(). Title and year may stand in args, in its "metadata", or in meta. */
struct import_reader {
    struct arena *arena;
    struct import_numbered *rows; /* malloc'ed until import_end() */
    size_t count, size;
    struct import_list list;
};
void import_job(struct import_reader *reader, size_t job_id, struct text args, struct text meta);
void import_end(struct import_reader *reader, struct import_list *out);

#endif

/* What the readers of lists share. Internal to import_*.c. */
#ifndef UNDERSTUDY_WORK_IMPORT_INSIDE_H
#define UNDERSTUDY_WORK_IMPORT_INSIDE_H

#include "base/compiler.h"
#include "work/import_read.h"

struct import_given { /* of one line, as it stands there; unknown = not there */
    struct text id, title, year;
    struct text context; /* a JSON object */
};
/* A row, or a problem of that line. */
void import_take(struct import_reader *reader, size_t line, const struct import_given *given);
void import_bad(struct import_reader *reader, size_t line, const char *format, ...) PRINTF_LIKE(3, 4);
/* UTF-8, and no NUL, which PostgreSQL's text cannot hold. */
bool import_is_clean(struct text t);
/* The rest of the file cannot be read. */
void import_unreadable(struct import_reader *reader, size_t line, const char *reason);
/* No further row is taken: too many, or unreadable. */
bool import_is_full(const struct import_reader *reader);

void import_read_csv(struct import_reader *reader, struct text bytes);
/* Does this line of a file have a column for the id, and with which delimiter? */
bool import_csv_header(struct text line, char *out_delimiter);
void import_read_json_lines(struct import_reader *reader, struct text bytes);
void import_read_json(struct import_reader *reader, struct text bytes);

#endif

/* Rows in columns of fixed width, counted as the terminal shows them. */
#ifndef UNDERSTUDY_CLI_TABLE_H
#define UNDERSTUDY_CLI_TABLE_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct table_column {
    const char *title;
    size_t width; /* 0 = the rest of the line (the last column) */
};

/* Widen each column but those of width 0 to what `cells` (rows × count) and the title need. */
void table_fit(struct table_column *columns, size_t count, const struct text *cells, size_t rows);
/* `line` = columns of the terminal, 0 = without end. */
void table_head(const struct table_column *columns, size_t count, size_t line, bool colour, struct buf *out);
/* `colours`: an escape sequence for each cell or NULL; NULL = none at all. */
void table_row(const struct table_column *columns, size_t count, const struct text *cells, const char *const *colours,
               size_t line, struct buf *out);

#endif

/* Rows in columns of fixed width. */
#include "cli/table.h"

#include "cli/display.h"

#include <stdint.h>

enum { GAP = 2, COLUMNS_MAX = 8 };

void table_fit(struct table_column *columns, size_t count, const struct text *cells, size_t rows)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t row = 0; row <= rows && columns[i].width != 0; row++) {
            size_t width = display_width(row < rows ? cells[row * count + i] : text_of(columns[i].title));
            if (width > columns[i].width)
                columns[i].width = width;
        }
    }
}

void table_row(const struct table_column *columns, size_t count, const struct text *cells, const char *const *colours,
               size_t line, struct buf *out)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        const char *colour = colours != NULL ? colours[i] : NULL;
        size_t left = line == 0 ? SIZE_MAX : line > used ? line - used : 0;
        size_t width = columns[i].width != 0 && columns[i].width < left ? columns[i].width : left;
        if (colour != NULL)
            (void)buf_add_z(out, colour);
        display_add_cell(out, cells[i], width, !last);
        if (colour != NULL)
            (void)buf_add_z(out, "\033[0m");
        used += width;
        if (!last && left > width + GAP) {
            (void)buf_add_z(out, "  ");
            used += GAP;
        }
    }
    (void)buf_add_char(out, '\n');
}

void table_head(const struct table_column *columns, size_t count, size_t line, bool colour, struct buf *out)
{
    struct text cells[COLUMNS_MAX];
    const char *colours[COLUMNS_MAX];
    for (size_t i = 0; i < count && i < COLUMNS_MAX; i++) {
        cells[i] = text_of(columns[i].title);
        colours[i] = "\033[1m";
    }
    table_row(columns, count, cells, colour ? colours : NULL, line, out);
}

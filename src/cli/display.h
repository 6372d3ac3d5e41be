/* Text for people: columns instead of bytes, and never a control character, whatever a title holds. */
#ifndef UNDERSTUDY_CLI_DISPLAY_H
#define UNDERSTUDY_CLI_DISPLAY_H

#include "base/buf.h"
#include "base/text.h"

#include <stddef.h>

/* Appends t with control characters (C0, DEL, C1) and blanks as one space each, and what is not UTF-8 or turns the
 * writing direction as U+FFFD. Past the buffer's limit nothing is added. */
void display_add(struct buf *out, struct text t);
/* Columns that t takes once it is added so. */
size_t display_width(struct text t);
/* Adds at most `columns` columns, cut with "…", and fills up with spaces when `pad`. */
void display_add_cell(struct buf *out, struct text t, size_t columns, bool pad);
/* Adds t in lines of at most `columns`, each but the first after a newline and `indent` spaces; a word that is longer
 * than a line stays whole. */
void display_add_wrapped(struct buf *out, struct text t, size_t columns, size_t indent);

/* Columns of the terminal: COLUMNS, else the terminal's own word; 0 when stdout is none. */
size_t terminal_columns(void);

#endif

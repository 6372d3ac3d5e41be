/* One film for people: a card, or a row among many. */
#ifndef UNDERSTUDY_CLI_CARD_H
#define UNDERSTUDY_CLI_CARD_H

#include "base/buf.h"
#include "model/movie.h"
#include "work/lookup.h"

#include <stdbool.h>
#include <stddef.h>

struct card_style {
    bool colour;
    size_t columns; /* of the terminal; 0 = unknown */
};

/* Title line, facts, overview; only what is known. */
void card_movie(const struct movie *movie, const struct card_style *style, struct buf *out);
/* The card with outcome, sources and next attempt; an outcome without a film is one line. */
void card_lookup(const struct lookup_result *result, const struct card_style *style, struct buf *out);
/* Steps and rule, a line each, indented. */
void card_explain(const struct lookup_result *result, struct buf *out);

/* Rows of `movies` and what becomes of each, a line each. */
void card_rows(const struct row_name *rows, size_t count, const char *what, struct buf *out);

/* The table of many answers: its head, and one row. */
void card_row_head(const struct card_style *style, struct buf *out);
void card_row(const struct lookup_result *result, const struct card_style *style, struct buf *out);

#endif

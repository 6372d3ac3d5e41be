/* HTML from markup of ours and values of anybody's. Markup is a literal in the source; whatever is put where a '$'
 * stands in it is escaped so that it can end neither a text nor a quoted attribute, so nothing has to be known about
 * it. Pure. */
#ifndef UNDERSTUDY_DAEMON_HTML_H
#define UNDERSTUDY_DAEMON_HTML_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

/* Each '$' of `markup` is the next value, escaped; unknown is nothing. There are as many of them as values. */
void html_fill(struct buf *out, const char *markup, const struct text *values, size_t count);
#define HTML(out, markup, ...)                                                                                         \
    html_fill((out), (markup), (const struct text[]){ __VA_ARGS__ },                                                   \
              sizeof((const struct text[]){ __VA_ARGS__ }) / sizeof(struct text))
void html_raw(struct buf *out, const char *markup);
/* Marks that turn the direction of what follows, and bytes that are no UTF-8, become U+FFFD; controls a blank. */
void html_text(struct buf *out, struct text t);

/* Its beginning, with "…" when it was longer than `max` bytes. */
struct text html_short(struct text t, size_t max, struct arena *arena);
/* For the value of a query. */
struct text html_query(struct text t, struct arena *arena);
/* 12345678 → "12,345,678" */
struct text html_number(int64_t number, struct arena *arena);
/* 0.973 → "97.3 %"; "–" when it is not known. */
struct text html_share(double share, bool known, struct arena *arena);
/* <time>: how far away it is, "in 3 d", "2 h ago", and the instant as its title; "–" for 0. */
void html_when(struct buf *out, int64_t at_ms, int64_t now_ms, struct arena *arena);
/* May a page show this picture? Only from the two hosts that the Content-Security-Policy lets it have. */
bool html_is_poster(struct text url);

#endif

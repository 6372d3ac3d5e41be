/* Text views: a pointer and a length, never owned, never NUL-terminated by promise.
 * at == NULL means "not known" and is different from the empty text. */
#ifndef UNDERSTUDY_BASE_TEXT_H
#define UNDERSTUDY_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    const char *at;
    size_t len;
};

/* A view of a string literal. */
#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })
/* For printf("%.*s", TEXT_ARG(t)). */
#define TEXT_ARG(t) (int)(t).len, (t).at != NULL ? (t).at : ""

struct text text_of(const char *z); /* NULL gives the unknown text */
struct text text_from(const char *at, size_t len);
bool text_known(struct text t);                           /* at != NULL */
bool text_empty(struct text t);                           /* unknown or of length 0 */
bool text_equal(struct text a, struct text b);            /* same bytes; unknown equals only unknown */
static inline bool text_is(struct text a, const char *z); /* same bytes as the C string */
bool text_equal_ascii_case(struct text a, struct text b);
int text_compare(struct text a, struct text b); /* memcmp order, shorter first */
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);

/* Views into t without ASCII white space at both ends. */
struct text text_trim(struct text t);
/* The part of t from byte offset `from` on; empty when beyond the end. */
struct text text_after(struct text t, size_t from);
/* First place of needle in t; false and *out_at untouched when absent. */
bool text_find(struct text t, struct text needle, size_t *out_at);
bool text_contains(struct text t, struct text needle);

/* Cursor parsing: each advances *in only on success, so a grammar reads as one && chain. */
bool text_take_char(struct text *in, char c);
bool text_take(struct text *in, struct text literal);
/* Everything up to (not including) the first `stop`, which is consumed; all of it when absent. */
struct text text_take_until(struct text *in, char stop);
/* A line without its end ("\n" or "\r\n"); false when *in is empty. */
bool text_take_line(struct text *in, struct text *out_line);

/* Inline: readers of JSON compare each key with literals, whose length the compiler then knows. */
static inline bool text_is(struct text a, const char *z)
{
    size_t len = strlen(z);
    return a.at != NULL && a.len == len && memcmp(a.at, z, len) == 0;
}

/* True when t is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool text_is_utf8(struct text t);

#endif

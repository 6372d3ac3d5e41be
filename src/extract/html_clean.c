/* Scripts and comments hold no fact, and what they hold looks like markup often enough. */
#include "extract/html_clean.h"

#include "base/scan.h"
#include "extract/html_text.h"

#include <string.h>

enum {
    TAG_PARTS_MAX = 256, /* blanks and quotes in one tag; libxml2 compares each attribute with all before it */
    HEAD_BYTES = 4096    /* where a page says its encoding */
};

static bool starts(struct text t, const char *word)
{
    size_t len = strlen(word);
    return t.len >= len && text_equal_ascii_case(text_from(t.at, len), text_of(word));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind the end tag `</name`, to its `>`; the end of the page when it is not there. */
static struct text after_end_tag(struct text rest, const char *name)
{
    size_t at;
    while (text_find(rest, TEXT("</"), &at)) {
        rest = text_after(rest, at + 2);
        if (starts(rest, name)) {
            (void)text_take_until(&rest, '>');
            return rest;
        }
    }
    return text_after(rest, rest.len);
}

static struct text after_comment(struct text rest)
{
    size_t at;
    return text_find(rest, TEXT("-->"), &at) ? text_after(rest, at + 3) : text_after(rest, rest.len);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Length of the tag that t starts with, its `>` included; what stands in quotes ends no tag. */
static size_t tag_length(struct text t, bool *out_fits)
{
    size_t parts = 0;
    char quote = '\0';
    for (size_t i = 1; i < t.len; i++) {
        char c = t.at[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '>') {
            *out_fits = parts <= TAG_PARTS_MAX;
            return i + 1;
        } else if ((c == '"' || c == '\'') && t.at[i - 1] == '=') {
            quote = c;
            parts++;
        } else if (c == '"' || c == '\'' || (is_blank(c) && !is_blank(t.at[i - 1]))) {
            parts++;
        }
    }
    *out_fits = parts <= TAG_PARTS_MAX;
    return t.len;
}

/* The page without what no fact stands in; its length. */
static size_t sift(struct text page, char *to)
{
    size_t used = 0, at;
    while (text_find(page, TEXT("<"), &at)) {
        memcpy(to + used, page.at, at);
        used += at;
        page = text_after(page, at);
        if (text_starts(page, TEXT("<!--"))) {
            page = after_comment(text_after(page, 4));
        } else if (starts(page, "<script")) {
            page = after_end_tag(page, "script");
        } else if (starts(page, "<style")) {
            page = after_end_tag(page, "style");
        } else {
            bool is_tag = page.len > 1 && (is_letter(page.at[1]) || page.at[1] == '/' || page.at[1] == '!');
            bool fits = true;
            size_t len = is_tag ? tag_length(page, &fits) : 1;
            if (fits) {
                memcpy(to + used, page.at, len);
                used += len;
            }
            page = text_after(page, len);
        }
    }
    memcpy(to + used, page.at, page.len);
    used += page.len;
    for (size_t i = 0; i < used; i++)
        to[i] = to[i] == '\0' ? ' ' : to[i];
    return used;
}

/* "gb2312" of the first charset=gb2312, with or without quotes; unknown when there is none. */
static struct text charset_of(struct text page)
{
    struct text head = text_from(page.at, page.len < HEAD_BYTES ? page.len : HEAD_BYTES);
    while (head.len > 0 && !starts(head, "charset="))
        head = text_after(head, 1);
    if (head.len == 0)
        return (struct text){ 0 };
    head = text_after(head, strlen("charset="));
    (void)(text_take_char(&head, '"') || text_take_char(&head, '\''));
    size_t len = 0;
    while (len < head.len && (is_letter(head.at[len]) || (head.at[len] >= '-' && head.at[len] <= '9')))
        len++;
    return text_from(head.at, len);
}

static bool says_utf8(struct text page)
{
    return text_equal_ascii_case(charset_of(page), TEXT("utf-8"));
}

bool html_is_foreign(struct text page)
{
    static const char *const read[] = { "utf-8",        "utf8",   "iso-8859-1", "iso-8859-15", "latin1",
                                        "windows-1252", "cp1252", "us-ascii",   "ascii" };
    struct text charset = text_is_utf8(page) ? (struct text){ 0 } : charset_of(page);
    bool foreign = text_known(charset);
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++)
        foreign = foreign && !text_equal_ascii_case(charset, text_of(read[i]));
    return foreign;
}

static struct text to_utf8(struct text t, bool mostly, struct arena *arena)
{
    const char *end = t.at + t.len;
    char *to = arena_alloc(arena, 3 * t.len + 1);
    size_t used = 0;
    for (const char *at = t.at; at < end;) {
        unsigned char byte = (unsigned char)*at;
        size_t good = byte < 0x80 ? 1 : mostly ? scan_utf8_char(at, end) : 0;
        if (good == 0) {
            used += html_put_utf8(to + used, html_windows_1252(byte));
            at++;
            continue;
        }
        memcpy(to + used, at, good);
        used += good;
        at += good;
    }
    arena_shrink(arena, to, 3 * t.len + 1, used + 1);
    return text_from(to, used);
}

struct text html_utf8(struct text page, struct arena *arena)
{
    return text_is_utf8(page) ? page : to_utf8(page, says_utf8(page), arena);
}

struct text html_clean(struct text page, struct arena *arena)
{
    char *sifted = arena_alloc(arena, page.len + 1);
    size_t len = sift(page, sifted);
    arena_shrink(arena, sifted, page.len + 1, len + 1);
    struct text clean = text_from(sifted, len);
    return text_is_utf8(clean) ? clean : to_utf8(clean, says_utf8(page), arena);
}

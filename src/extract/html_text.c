/* Foreign text made plain. */
#include "extract/html_text.h"

#include "base/num.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool needs_collapse(struct text t)
{
    if (t.len == 0 || is_space(t.at[0]) || is_space(t.at[t.len - 1]))
        return true;
    for (size_t i = 0; i < t.len; i++) {
        if (is_space(t.at[i]) && (t.at[i] != ' ' || is_space(t.at[i + 1])))
            return true;
    }
    return false;
}

struct text html_collapse(struct text t, struct arena *arena)
{
    if (!needs_collapse(t))
        return t;
    char *to = arena_alloc(arena, t.len + 1);
    size_t used = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (!is_space(t.at[i]))
            to[used++] = t.at[i];
        else if (used > 0 && to[used - 1] != ' ')
            to[used++] = ' ';
    }
    if (used > 0 && to[used - 1] == ' ')
        used--;
    to[used] = '\0';
    arena_shrink(arena, to, t.len + 1, used + 1);
    return used > 0 ? text_from(to, used) : (struct text){ 0 };
}

unsigned html_windows_1252(unsigned char byte)
{
    /* above 0x7F: the C1 range is its own, the rest is Latin-1 */
    static const uint16_t own[32] = { 0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                      0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178 };
    return byte < 0xA0 ? own[byte - 0x80] : byte;
}

size_t html_put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = len - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    to[0] = (char)(lead[len] | code);
    return len;
}

/* "#39" or "#x27" to its character; 0 when it is none that a text may hold. */
static uint32_t numeric_reference(struct text name)
{
    uint32_t code = 0;
    (void)text_take_char(&name, '#');
    int base = text_take_char(&name, 'x') || text_take_char(&name, 'X') ? 16 : 10;
    if (name.len == 0 || name.len > 7)
        return 0;
    for (size_t i = 0; i < name.len; i++) {
        int digit = num_hex_digit(name.at[i]);
        if (digit < 0 || digit >= base)
            return 0;
        code = code * (uint32_t)base + (uint32_t)digit;
    }
    if (code >= 0x80 && code < 0xA0)
        code = html_windows_1252((unsigned char)code);
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    return control || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? 0 : code;
}

static uint32_t reference(struct text name)
{
    /* what IMDb's JSON-LD and plaidHtml are seen to write; everything else comes as a number or as UTF-8 */
    static const struct {
        const char *name;
        uint32_t code;
    } names[] = { { "amp", '&' },      { "lt", '<' },       { "gt", '>' },        { "quot", '"' },
                  { "apos", '\'' },    { "nbsp", ' ' },     { "hellip", 0x2026 }, { "ndash", 0x2013 },
                  { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },  { "ldquo", 0x201C },
                  { "rdquo", 0x201D }, { "eacute", 0xE9 },  { "egrave", 0xE8 },   { "auml", 0xE4 },
                  { "ouml", 0xF6 },    { "uuml", 0xFC },    { "szlig", 0xDF },    { "ccedil", 0xE7 } };
    if (name.len > 0 && name.at[0] == '#')
        return numeric_reference(name);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (text_is(name, names[i].name))
            return names[i].code;
    }
    return 0;
}

struct text html_decode(struct text t, struct arena *arena)
{
    if (t.len == 0 || memchr(t.at, '&', t.len) == NULL)
        return t;
    char *to = arena_alloc(arena, t.len + 1); /* the shortest reference (&lt;) is as long as the longest UTF-8 */
    size_t used = 0;
    while (t.len > 0) {
        struct text rest = text_after(t, 1);
        if (t.at[0] == '&') {
            struct text tail = text_from(rest.at, rest.len < 10 ? rest.len : 10);
            struct text name = text_take_until(&tail, ';');
            uint32_t code = name.len < 10 && name.len < rest.len ? reference(name) : 0;
            if (code != 0) {
                used += html_put_utf8(to + used, code);
                t = text_after(rest, name.len + 1);
                continue;
            }
        }
        to[used++] = t.at[0];
        t = rest;
    }
    to[used] = '\0';
    return text_from(to, used);
}

/* A tag starts with a letter, "/" or "!": "a < b" is none. */
static bool is_tag(struct text t)
{
    if (t.len < 2 || t.at[0] != '<')
        return false;
    char c = t.at[1];
    return c == '/' || c == '!' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct text html_strip(struct text t, struct arena *arena)
{
    if (t.len == 0)
        return (struct text){ 0 };
    char *to = arena_alloc(arena, t.len + 1);
    size_t used = 0;
    while (t.len > 0) {
        const char *close = is_tag(t) ? memchr(t.at, '>', t.len) : NULL;
        if (close == NULL) {
            to[used++] = t.at[0];
            t = text_after(t, 1);
            continue;
        }
        if (t.len > 2 && (t.at[1] == 'b' || t.at[1] == 'B') && (t.at[2] == 'r' || t.at[2] == 'R'))
            to[used++] = ' ';
        t = text_after(t, (size_t)(close - t.at) + 1);
    }
    return html_collapse(html_decode(text_from(to, used), arena), arena);
}

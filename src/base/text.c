/* Text views. */
#include "base/text.h"

#include "base/scan.h"

#include <string.h>

struct text text_of(const char *z)
{
    return (struct text){ z, z != NULL ? strlen(z) : 0 };
}

struct text text_from(const char *at, size_t len)
{
    return (struct text){ at, len };
}

bool text_known(struct text t)
{
    return t.at != NULL;
}

bool text_empty(struct text t)
{
    return t.len == 0;
}

bool text_equal(struct text a, struct text b)
{
    if (a.at == NULL || b.at == NULL)
        return a.at == b.at;
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_equal_ascii_case(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
            return false;
    }
    return true;
}

int text_compare(struct text a, struct text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool text_starts(struct text t, struct text prefix)
{
    return t.len >= prefix.len && (prefix.len == 0 || memcmp(t.at, prefix.at, prefix.len) == 0);
}

bool text_ends(struct text t, struct text suffix)
{
    return t.len >= suffix.len && (suffix.len == 0 || memcmp(t.at + (t.len - suffix.len), suffix.at, suffix.len) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text text_trim(struct text t)
{
    while (t.len > 0 && is_space(t.at[0])) {
        t.at++;
        t.len--;
    }
    while (t.len > 0 && is_space(t.at[t.len - 1]))
        t.len--;
    return t;
}

struct text text_after(struct text t, size_t from)
{
    if (from > t.len)
        from = t.len;
    return t.at == NULL ? t : text_from(t.at + from, t.len - from);
}

bool text_find(struct text t, struct text needle, size_t *out_at)
{
    const char *hit = scan_find(t.at, t.len, needle.at, needle.len);
    if (hit == NULL)
        return false;
    *out_at = (size_t)(hit - t.at);
    return true;
}

bool text_contains(struct text t, struct text needle)
{
    size_t at;
    return text_find(t, needle, &at);
}

bool text_take_char(struct text *in, char c)
{
    if (in->len == 0 || in->at[0] != c)
        return false;
    *in = text_after(*in, 1);
    return true;
}

bool text_take(struct text *in, struct text literal)
{
    if (!text_starts(*in, literal))
        return false;
    *in = text_after(*in, literal.len);
    return true;
}

struct text text_take_until(struct text *in, char stop)
{
    const char *hit = in->len > 0 ? memchr(in->at, stop, in->len) : NULL;
    struct text head = *in;
    if (hit == NULL) {
        *in = text_after(*in, in->len);
        return head;
    }
    head.len = (size_t)(hit - in->at);
    *in = text_after(*in, head.len + 1);
    return head;
}

bool text_take_line(struct text *in, struct text *out_line)
{
    if (in->len == 0)
        return false;
    struct text line = text_take_until(in, '\n');
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    *out_line = line;
    return true;
}

bool text_is_utf8(struct text t)
{
    return t.len == 0 || scan_utf8(t.at, t.len) == t.len;
}

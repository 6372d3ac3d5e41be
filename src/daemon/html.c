/* Escaping, and the few forms in which pages show numbers and times. */
#include "daemon/html.h"

#include "base/clock.h"
#include "base/scan.h"

#include <assert.h>
#include <string.h>

static bool turns_direction(uint32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static uint32_t decode(const char *at, size_t len)
{
    uint32_t c = (unsigned char)at[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | ((unsigned char)at[i] & 0x3Fu);
    return c;
}

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return (unsigned char)c < 0x20 || c == 0x7F ? " " : NULL;
    }
}

void html_text(struct buf *out, struct text t)
{
    while (t.len > 0) {
        size_t len = scan_utf8_char(t.at, t.at + t.len);
        const char *instead = len == 1 ? entity(t.at[0]) : NULL;
        if (len == 0 || (len > 1 && turns_direction(decode(t.at, len))))
            instead = "\xEF\xBF\xBD";
        if (instead != NULL)
            (void)buf_add_z(out, instead);
        else
            (void)buf_add(out, text_from(t.at, len));
        t = text_after(t, len > 0 ? len : 1);
    }
}

void html_raw(struct buf *out, const char *markup)
{
    (void)buf_add_z(out, markup);
}

void html_fill(struct buf *out, const char *markup, const struct text *values, size_t count)
{
    size_t used = 0;
    for (const char *rest = markup; *rest != '\0';) {
        size_t len = strcspn(rest, "$");
        (void)buf_add(out, text_from(rest, len));
        rest += len;
        if (*rest != '$')
            break;
        assert(used < count);
        html_text(out, values[used++]);
        rest++;
    }
    assert(used == count);
}

struct text html_short(struct text t, size_t max, struct arena *arena)
{
    size_t len = 0;
    if (t.len <= max)
        return t;
    while (len < max) {
        size_t one = scan_utf8_char(t.at + len, t.at + t.len);
        len += one > 0 ? one : 1;
    }
    return arena_printf(arena, "%.*s\u2026", (int)len, t.at);
}

struct text html_query(struct text t, struct arena *arena)
{
    static const char hex[] = "0123456789ABCDEF";
    char *at = arena_alloc(arena, 3 * t.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        at[len++] = plain ? t.at[i] : '%';
        if (!plain) {
            at[len++] = hex[c >> 4];
            at[len++] = hex[c & 15];
        }
    }
    return text_from(at, len);
}

struct text html_number(int64_t number, struct arena *arena)
{
    struct text digits = arena_printf(arena, "%lld", (long long)number);
    char *at = arena_alloc(arena, 2 * digits.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && digits.at[i - 1] != '-' && (digits.len - i) % 3 == 0)
            at[len++] = ',';
        at[len++] = digits.at[i];
    }
    return text_from(at, len);
}

struct text html_share(double share, bool known, struct arena *arena)
{
    return known ? arena_printf(arena, "%.1f\u00a0%%", 100 * share) : TEXT("\u2013");
}

void html_when(struct buf *out, int64_t at_ms, int64_t now_ms, struct arena *arena)
{
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = { { 365 * CLOCK_DAY_MS, "y" },
                  { CLOCK_DAY_MS, "d" },
                  { CLOCK_HOUR_MS, "h" },
                  { 60 * CLOCK_SECOND_MS, "min" },
                  { CLOCK_SECOND_MS, "s" } };
    char iso[CLOCK_ISO_BYTES];
    int64_t away_ms = at_ms > now_ms ? at_ms - now_ms : now_ms - at_ms;
    size_t i = 0;
    if (at_ms == 0) {
        html_raw(out, "\u2013");
        return;
    }
    while (i < sizeof units / sizeof *units - 1 && away_ms < units[i].ms)
        i++;
    struct text instant = text_of(clock_iso(at_ms, iso));
    struct text words = arena_printf(arena, "%s%lld\u00a0%s%s", at_ms > now_ms ? "in " : "",
                                     (long long)(away_ms / units[i].ms), units[i].name, at_ms > now_ms ? "" : " ago");
    HTML(out, "<time datetime=\"$\" title=\"$\">$</time>", instant, instant, words);
}

bool html_is_poster(struct text url)
{
    return (text_starts(url, TEXT("https://m.media-amazon.com/")) ||
            text_starts(url, TEXT("https://image.tmdb.org/"))) &&
           !text_contains(url, TEXT(" ")) && !text_contains(url, TEXT("\n"));
}

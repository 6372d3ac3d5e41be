/* Text for people. wcwidth() is XSI. */
#define _XOPEN_SOURCE 700
#include "cli/display.h"

#include "base/scan.h"

#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <wchar.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

static uint32_t decode(const char *at, size_t len)
{
    uint32_t c = (unsigned char)at[0];
    if (len > 1)
        c &= 0x7Fu >> len;
    for (size_t i = 1; i < len; i++)
        c = c << 6 | ((unsigned char)at[i] & 0x3Fu);
    return c;
}

/* Marks that change the direction of what follows: a title could seem to say something else than it does. */
static bool turns_direction(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Takes one character off t: what is shown for it, in *out. */
static uint32_t take(struct text *t, struct text *out)
{
    size_t len = scan_utf8_char(t->at, t->at + t->len);
    uint32_t c = len > 0 ? decode(t->at, len) : 0xFFFD;
    *out = text_from(t->at, len);
    if (len == 0 || turns_direction(c)) {
        *out = text_of(replacement);
        c = 0xFFFD;
    } else if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029) {
        *out = TEXT(" ");
        c = ' ';
    }
    *t = text_after(*t, len > 0 ? len : 1);
    return c;
}

/* The C library's own table of widths, whatever locale the user has. */
static locale_t utf8; /* made when the first character beyond ASCII is shown; lives as long as the program */
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void make_utf8(void)
{
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static size_t columns_of(uint32_t c)
{
    if (c < 0x80)
        return 1;
    (void)pthread_once(&utf8_once, make_utf8);
    if (utf8 == (locale_t)0)
        return 1;
    locale_t before = uselocale(utf8);
    int columns = wcwidth((wchar_t)c);
    (void)uselocale(before);
    return columns >= 0 ? (size_t)columns : 1;
}

void display_add(struct buf *out, struct text t)
{
    struct text shown;
    while (t.len > 0) {
        (void)take(&t, &shown);
        (void)buf_add(out, shown);
    }
}

size_t display_width(struct text t)
{
    size_t width = 0;
    struct text shown;
    while (t.len > 0)
        width += columns_of(take(&t, &shown));
    return width;
}

static void add_spaces(struct buf *out, size_t count)
{
    while (count-- > 0)
        (void)buf_add_char(out, ' ');
}

void display_add_cell(struct buf *out, struct text t, size_t columns, bool pad)
{
    size_t used = 0;
    bool whole = display_width(t) <= columns;
    size_t room = whole ? columns : columns - 1; /* the last column is for "…" */
    struct text shown;
    if (columns == 0)
        return;
    while (t.len > 0) {
        size_t width = columns_of(take(&t, &shown));
        if (used + width > room)
            break;
        (void)buf_add(out, shown);
        used += width;
    }
    if (!whole) {
        (void)buf_add_z(out, "…");
        used++;
    }
    if (pad && used < columns)
        add_spaces(out, columns - used);
}

void display_add_wrapped(struct buf *out, struct text t, size_t columns, size_t indent)
{
    size_t used = 0;
    while (t.len > 0) {
        size_t len = 0;
        while (len < t.len && t.at[len] != ' ' && t.at[len] != '\n')
            len++;
        struct text word = text_from(t.at, len);
        t = text_after(t, len + 1);
        size_t width = display_width(word);
        if (width == 0)
            continue;
        if (used > 0 && used + 1 + width > columns) {
            (void)buf_add_char(out, '\n');
            add_spaces(out, indent);
            used = 0;
        } else if (used > 0) {
            (void)buf_add_char(out, ' ');
            used++;
        }
        display_add(out, word);
        used += width;
    }
}

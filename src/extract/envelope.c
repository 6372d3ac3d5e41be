/* UTF-16, MHTML (RFC 2557, of which one part is read), and JSON around a page. */
#include "extract/envelope.h"

#include "base/base64.h"
#include "base/num.h"
#include "extract/html_page.h"
#include "extract/html_text.h"
#include "extract/json_cursor.h"

#include <string.h>

enum {
    HEAD_BYTES = 4096,  /* of an MHTML file; Chrome's take 500 */
    BOUNDARY_BYTES = 70 /* RFC 2046 */
};

static bool starts(struct text t, const char *word)
{
    size_t len = strlen(word);
    return t.len >= len && text_equal_ascii_case(text_from(t.at, len), text_of(word));
}

/* ── UTF-16 ── */

static unsigned unit_at(struct text t, size_t i, bool big)
{
    unsigned a = (unsigned char)t.at[i], b = (unsigned char)t.at[i + 1];
    return big ? a << 8 | b : b << 8 | a;
}

static struct text utf8_of(struct text t, bool big, struct arena *arena)
{
    size_t room = t.len / 2 * 3 + 1, used = 0; /* a surrogate pair takes 4 of its 6 bytes */
    char *to = arena_alloc(arena, room);
    for (size_t i = 0; i + 2 <= t.len; i += 2) {
        unsigned code = unit_at(t, i, big);
        unsigned low = i + 4 <= t.len ? unit_at(t, i + 2, big) : 0;
        if (code >= 0xD800 && code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
        }
        used += html_put_utf8(to + used, code);
    }
    arena_shrink(arena, to, room, used + 1);
    return text_from(to, used);
}

/* ── MHTML ── */

enum coding { AS_IT_IS, QUOTED_PRINTABLE, BASE64 };

/* Behind the first `word` of a head, in any case. */
static bool find_in_head(struct text head, const char *word, struct text *out_rest)
{
    for (; head.len > 0; head = text_after(head, 1)) {
        if (starts(head, word)) {
            *out_rest = text_after(head, strlen(word));
            return true;
        }
    }
    return false;
}

/* Lines up to the first empty one, which is taken too. */
static struct text take_head(struct text *in)
{
    struct text whole = *in, line;
    while (text_take_line(in, &line) && line.len > 0)
        continue;
    return text_from(whole.at, (size_t)(in->at - whole.at));
}

static bool boundary_of(struct text head, struct text *out)
{
    struct text rest, type;
    if (!find_in_head(head, "multipart/related", &type) || !find_in_head(type, "boundary=", &rest))
        return false;
    bool quoted = text_take_char(&rest, '"');
    size_t len = 0;
    while (len < rest.len && (quoted ? rest.at[len] != '"' : strchr("; \t\r\n", rest.at[len]) == NULL))
        len++;
    *out = text_from(rest.at, len);
    return len > 0 && len <= BOUNDARY_BYTES;
}

static enum coding coding_of(struct text head)
{
    struct text rest;
    if (!find_in_head(head, "content-transfer-encoding:", &rest))
        return AS_IT_IS;
    rest = text_trim(rest);
    return starts(rest, "quoted-printable") ? QUOTED_PRINTABLE : starts(rest, "base64") ? BASE64 : AS_IT_IS;
}

/* Bytes from "=" to the end of a line that goes on in the next, with what mail programs leave between; 0: none. */
static size_t soft_end(struct text t)
{
    size_t i = 1;
    while (t.len > 0 && t.at[0] == '=' && i < t.len && strchr(" \t\r", t.at[i]) != NULL && t.at[i] != '\0')
        i++;
    return t.len > 0 && t.at[0] == '=' && i < t.len && t.at[i] == '\n' ? i + 1 : 0;
}

static struct text from_quoted(struct text t, struct arena *arena)
{
    size_t room = t.len + 1, used = 0;
    char *to = arena_alloc(arena, room);
    while (t.len > 0) {
        size_t soft = soft_end(t);
        int high = t.len > 2 ? num_hex_digit(t.at[1]) : -1, low = high >= 0 ? num_hex_digit(t.at[2]) : -1;
        bool escaped = t.at[0] == '=' && low >= 0;
        if (soft == 0)
            to[used++] = escaped ? (char)(high * 16 + low) : t.at[0];
        t = text_after(t, soft > 0 ? soft : escaped ? 3 : 1);
    }
    arena_shrink(arena, to, room, used + 1);
    return text_from(to, used);
}

/* Unknown when it is none. */
static struct text from_base64(struct text t, struct arena *arena)
{
    char *coded = arena_alloc(arena, t.len + 1), *raw = arena_alloc(arena, t.len + 1);
    size_t len = 0, raw_len = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (strchr(" \t\r\n", t.at[i]) == NULL || t.at[i] == '\0')
            coded[len++] = t.at[i];
    }
    bool good = base64_decode(text_from(coded, len), raw, t.len, &raw_len);
    return good ? text_from(raw, raw_len) : (struct text){ 0 };
}

/* The first part that is HTML: the page, before what it shows inside. */
static bool first_page(struct text rest, struct text boundary, struct arena *arena, struct text *out_page)
{
    struct text mark = arena_printf(arena, "\n--%.*s", TEXT_ARG(boundary)), line;
    size_t at;
    while (text_find(rest, mark, &at)) {
        rest = text_after(rest, at + mark.len);
        if (text_starts(rest, TEXT("--")) || !text_take_line(&rest, &line))
            return false;
        struct text head = take_head(&rest), type, body = rest;
        if (!find_in_head(head, "content-type:", &type) || !starts(text_trim(type), "text/html"))
            continue;
        if (text_find(body, mark, &at))
            body = text_from(body.at, at);
        enum coding coding = coding_of(head);
        *out_page = coding == QUOTED_PRINTABLE ? from_quoted(body, arena)
                    : coding == BASE64         ? from_base64(body, arena)
                                               : body;
        return text_known(*out_page);
    }
    return false;
}

static bool open_mhtml(struct text bytes, struct arena *arena, struct text *out_page)
{
    struct text start = text_from(bytes.at, bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES);
    struct text head = take_head(&start), boundary;
    if (!boundary_of(head, &boundary))
        return false;
    if (!first_page(text_after(bytes, head.len - 1), boundary, arena, out_page))
        *out_page = TEXT(""); /* nothing: what lies in it in pieces is no page */
    return true;
}

/* ── JSON ── */

struct search {
    struct json_cursor c;
    struct arena *arena;
    struct text page, id;
    bool two_titles;
};

static bool is_html(struct text t)
{
    (void)text_take(&t, TEXT("\xEF\xBB\xBF"));
    t = text_trim(t);
    return starts(t, "<!doctype html") || starts(t, "<html") || starts(t, "<head") || starts(t, "<!--") ||
           starts(t, "<?xml");
}

/* JSON of a page or an answer as a string. */
static bool is_title_json(struct text t)
{
    return text_starts(text_trim(t), TEXT("{")) &&
           (text_contains(t, TEXT("\"titleText\"")) || text_contains(t, TEXT("\"pageProps\"")));
}

/* Base64 whose first bytes are those of markup; white space before them is not rare. */
static bool is_packed_html(struct text t)
{
    enum { FIRST_CHARS = 32 };
    char first[FIRST_CHARS];
    size_t len;
    return t.len > FIRST_CHARS && base64_decode(text_from(t.at, FIRST_CHARS), first, sizeof first, &len) &&
           text_starts(text_trim(text_from(first, len)), TEXT("<"));
}

static void take_page(struct search *s, struct text page)
{
    struct text id = html_title_id(page);
    if (text_known(id) && text_known(s->id) && !text_equal(id, s->id))
        s->two_titles = true;
    if (text_known(id))
        s->id = id;
    if (page.len > s->page.len)
        s->page = page;
}

static void search_value(struct search *s)
{
    struct text t;
    if (json_peek(&s->c) == JSON_VALUE_STRING && json_read_text(&s->c, s->arena, &t)) {
        if (is_packed_html(t))
            t = from_base64(t, s->arena);
        if (text_known(t) && (is_html(t) || is_title_json(t)))
            take_page(s, t);
    } else if (json_peek(&s->c) == JSON_VALUE_ARRAY && json_enter_array(&s->c)) {
        while (json_next_element(&s->c))
            search_value(s);
    } else if (json_enter_object(&s->c)) {
        while (json_next_key(&s->c, &t))
            search_value(s);
    }
}

static bool open_json(struct text json, struct arena *arena, struct text *out_page)
{
    struct search s = { .arena = arena };
    json_open(&s.c, json);
    search_value(&s); /* the cursor ends what is nested too deep */
    if (json_finish(&s.c, NULL) != OK || s.two_titles || !text_known(s.page))
        return false;
    *out_page = s.page;
    return true;
}

bool envelope_is_json(struct text bytes)
{
    return bytes.len > 0 && strchr("{[\"", bytes.at[0]) != NULL && bytes.at[0] != '\0';
}

bool envelope_open(struct text bytes, struct arena *arena, struct text *out_page)
{
    (void)text_take(&bytes, TEXT("\xEF\xBB\xBF"));
    bytes = text_trim(bytes);
    bool little = text_starts(bytes, TEXT("\xFF\xFE")), big = text_starts(bytes, TEXT("\xFE\xFF"));
    if (little || big) {
        *out_page = utf8_of(text_after(bytes, 2), big, arena);
        return true;
    }
    if (bytes.len == 0 || bytes.at[0] == '<')
        return false;
    return envelope_is_json(bytes) ? open_json(bytes, arena, out_page) : open_mhtml(bytes, arena, out_page);
}

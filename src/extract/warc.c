/* Records of a WARC file: those for IMDb title pages are read, the others passed over. */
#include "extract/warc.h"

#include "extract/warc_bytes.h"
#include "extract/warc_http.h"

#include <stdlib.h>

enum { HEAD_BYTES_MAX = 64 * 1024 };

struct warc {
    struct warc_bytes bytes;
    struct inflater *inflater;
    bool lost; /* behind damage that was told: what else is wrong until the next good record is the same damage */
};

/* What a record's head says. */
struct head {
    uint64_t offset;
    struct text type, url;
    int64_t length; /* of the block; -1 = not told */
};

bool warc_is(struct text first)
{
    char plain[8];
    size_t made = 0;
    if (!text_starts(first, TEXT("\x1F\x8B")))
        return text_starts(first, TEXT("WARC/"));
    struct inflate_stream *stream = inflate_stream_create();
    bool warc = inflate_stream_run(stream, &first, plain, sizeof plain, &made, NULL) == OK &&
                text_starts(text_from(plain, made), TEXT("WARC/"));
    inflate_stream_destroy(&stream);
    return warc;
}

struct warc *warc_create(struct warc_source source, struct text first)
{
    struct warc *warc = calloc(1, sizeof *warc);
    if (warc == NULL)
        oom();
    warc_bytes_open(&warc->bytes, source, first);
    warc->inflater = inflate_create();
    return warc;
}

void warc_destroy(struct warc **warc)
{
    if (*warc == NULL)
        return;
    warc_bytes_close(&(*warc)->bytes);
    inflate_destroy(&(*warc)->inflater);
    free(*warc);
    *warc = NULL;
}

/* What a stand-in for IMDb at loopback (the sandbox, a test) has behind its host and port; else the whole. */
static struct text without_stand_in(struct text url)
{
    static const char *const hosts[] = { "http://127.0.0.1", "http://localhost", "http://[::1]" };
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct text rest = url;
        if (!text_take(&rest, text_of(hosts[i])))
            continue;
        if (text_take_char(&rest, ':')) {
            while (rest.len > 0 && rest.at[0] >= '0' && rest.at[0] <= '9')
                rest = text_after(rest, 1);
        }
        return text_starts(rest, TEXT("/")) ? rest : url;
    }
    return url;
}

/* A page's own address: what else stands below /title/tt…/ is about the title, but not its page. */
static bool is_title_page(struct text url)
{
    static const char *const pages[] = {
        "", "/", "/reference", "/reference/", "/combined", "/combined/", "/maindetails"
    };
    struct text id;
    if (!text_contains(url, TEXT("://")))
        return false;
    url = without_stand_in(url);
    if (!movie_parse_id(url, &id))
        return false;
    struct text rest = text_after(url, (size_t)(id.at - url.at) + id.len);
    rest = text_take_until(&rest, '?');
    rest = text_take_until(&rest, '#');
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (text_is(rest, pages[i]))
            return true;
    }
    return false;
}

static bool holds_a_page(const struct head *head)
{
    return (text_is(head->type, "response") || text_is(head->type, "resource")) && is_title_page(head->url);
}

/* Where the blank line behind a head ends; 0 when it is not among the bytes. */
static size_t head_end(struct text seen)
{
    for (size_t i = 0; i + 1 < seen.len; i++) {
        if (seen.at[i] != '\n')
            continue;
        if (seen.at[i + 1] == '\n')
            return i + 2;
        if (i + 2 < seen.len && seen.at[i + 1] == '\r' && seen.at[i + 2] == '\n')
            return i + 3;
    }
    return 0;
}

static void parse_head(struct text head, struct arena *arena, struct head *out)
{
    struct text line, name, value;
    out->length = -1;
    (void)text_take_line(&head, &line); /* WARC/1.1 */
    while (warc_next_field(&head, &name, &value)) {
        if (text_equal_ascii_case(name, TEXT("WARC-Type")))
            out->type = arena_text(arena, value);
        else if (text_equal_ascii_case(name, TEXT("Content-Length")) &&
                 !num_parse(value, 0, INT64_MAX / 2, &out->length))
            out->length = -1;
        else if (text_equal_ascii_case(name, TEXT("WARC-Target-URI"))) {
            if (text_take(&value, TEXT("<"))) /* as WARC 1.0's grammar had it */
                value = text_take_until(&value, '>');
            out->url = arena_text(arena, value);
        }
    }
}

/* The head of the record that stands next, taken. DAMAGED when none stands there. */
static enum warc_state take_head(struct warc *warc, struct arena *arena, struct head *out)
{
    struct warc_bytes *b = &warc->bytes;
    enum warc_state state;
    size_t want = 1, end = 0;
    while ((state = warc_bytes_need(b, 1)) == WARC_BYTES_HERE &&
           (b->window.at[b->at] == '\r' || b->window.at[b->at] == '\n'))
        b->at++;
    *out = (struct head){ .offset = warc_bytes_offset(b) };
    if (state != WARC_BYTES_HERE)
        return state;
    while ((end = head_end(warc_bytes_seen(b))) == 0 && state == WARC_BYTES_HERE) {
        want = warc_bytes_seen(b).len + 1;
        if (want > HEAD_BYTES_MAX)
            return WARC_BYTES_DAMAGED;
        state = warc_bytes_need(b, want);
    }
    if (end == 0 || !text_starts(warc_bytes_seen(b), TEXT("WARC/")))
        return state == WARC_BYTES_FAILED ? state : WARC_BYTES_DAMAGED;
    parse_head(text_from(warc_bytes_seen(b).at, end), arena, out);
    b->at += end;
    return out->length < 0 ? WARC_BYTES_DAMAGED : WARC_BYTES_HERE;
}

/* A block that nobody reads. */
static enum warc_state skip(struct warc_bytes *b, uint64_t count)
{
    while (count > 0) {
        enum warc_state state = warc_bytes_need(b, 1);
        if (state != WARC_BYTES_HERE)
            return state == WARC_BYTES_END ? WARC_BYTES_DAMAGED : state;
        size_t here = warc_bytes_seen(b).len;
        size_t step = here < count ? here : (size_t)count;
        b->at += step;
        count -= step;
    }
    return WARC_BYTES_HERE;
}

/* Behind a block stand two line ends, or the end of the file: else its length lied. */
static bool ends_well(struct warc_bytes *b, size_t block)
{
    enum warc_state state = warc_bytes_need(b, block + 2);
    struct text behind = text_after(warc_bytes_seen(b), block);
    return state == WARC_BYTES_END ? text_trim(behind).len == 0
                                   : text_starts(behind, TEXT("\r\n")) || text_starts(behind, TEXT("\n\n"));
}

static enum warc_event damaged(struct warc *warc, const char *why, struct warc_page *out)
{
    out->why = why;
    warc->lost = true;
    return WARC_DAMAGED;
}

static enum warc_event read_block(struct warc *warc, const struct head *head, struct arena *arena,
                                  struct warc_page *out)
{
    struct warc_bytes *b = &warc->bytes;
    if (head->length > WARC_BLOCK_BYTES_MAX) {
        if (skip(b, (uint64_t)head->length) == WARC_BYTES_FAILED)
            return WARC_FAILED;
        out->why = "larger than any title page";
        return WARC_DAMAGED;
    }
    enum warc_state state = warc_bytes_need(b, (size_t)head->length);
    if (state == WARC_BYTES_FAILED)
        return WARC_FAILED;
    if (state != WARC_BYTES_HERE)
        return damaged(warc, state == WARC_BYTES_END ? "cut off" : "its packed bytes are damaged", out);
    if (!ends_well(b, (size_t)head->length))
        return damaged(warc, "its length is not its block's", out);
    struct text block = text_from(warc_bytes_seen(b).at, (size_t)head->length);
    out->url = head->url;
    out->status = 200;
    if (text_is(head->type, "response"))
        warc_http_read(block, warc->inflater, arena, out);
    else
        out->body = block;
    b->at += (size_t)head->length;
    return WARC_PAGE;
}

/* Redirects, server errors and revisits hold no page. */
static bool is_of_use(const struct warc_page *page)
{
    return page->status == 200 || page->status == 202 || page->status == 403 || page->status == 404 ||
           page->status == 410 || page->status == 429 || page->why != NULL;
}

enum warc_event warc_next(struct warc *warc, struct arena *arena, struct warc_page *out)
{
    struct warc_bytes *b = &warc->bytes;
    struct head head = { 0 };
    for (;;) {
        enum warc_state state = warc->lost ? warc_bytes_resume(b) : WARC_BYTES_HERE;
        if (state == WARC_BYTES_HERE)
            state = take_head(warc, arena, &head);
        *out = (struct warc_page){ .offset = head.offset };
        if (state == WARC_BYTES_END || state == WARC_BYTES_FAILED)
            return state == WARC_BYTES_END ? WARC_END : WARC_FAILED;
        if (state == WARC_BYTES_DAMAGED && warc->lost)
            continue; /* the same damage still */
        if (state == WARC_BYTES_DAMAGED)
            return damaged(warc, b->broken ? "its packed bytes are damaged" : "no WARC record stands here", out);
        warc->lost = false;
        if (!holds_a_page(&head)) {
            state = skip(b, (uint64_t)head.length);
            if (state == WARC_BYTES_HERE)
                continue;
            return state == WARC_BYTES_FAILED ? WARC_FAILED
                                              : damaged(warc, "cut off, or its packed bytes are damaged", out);
        }
        enum warc_event event = read_block(warc, &head, arena, out);
        if (event != WARC_PAGE || is_of_use(out))
            return event;
    }
}

void warc_page_read(const struct warc_page *page, struct arena *arena, struct extraction *out)
{
    *out = (struct extraction){ .outcome = EXTRACT_DRIFT, .why = page->why };
    if (page->status == 404 || page->status == 410) {
        *out = (struct extraction){ EXTRACT_NOT_FOUND, LAYOUT_NOT_FOUND, .why = "the server said 404" };
    } else if (page->status != 200) {
        *out = (struct extraction){ EXTRACT_BLOCKED, LAYOUT_CHALLENGE, .why = "the server refused" };
    } else if (page->why == NULL) {
        title_page_read(page->body, arena, out);
    }
}

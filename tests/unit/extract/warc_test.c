/* WARC files, plain and packed: what is found, what damage costs, and that every cut ends. */
#include "base/buf.h"
#include "check.h"
#include "extract/warc.h"

#include <string.h>

static struct arena arena;

#define PAGE                                                                                                           \
    "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"aboveTheFoldData\":{\"id\":"  \
    "\"tt9900001\",\"titleText\":{\"text\":\"Last Light\"}}}},\"page\":\"/title/[tconst]\"}</script>"
#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

struct input {
    struct text bytes;
    size_t step; /* at most so many a call */
};

static long read_input(void *context, char *at, size_t room)
{
    struct input *in = context;
    size_t take = in->bytes.len < in->step ? in->bytes.len : in->step;
    take = take < room ? take : room;
    if (take > 0)
        memcpy(at, in->bytes.at, take);
    in->bytes = text_after(in->bytes, take);
    return (long)take;
}

struct tally {
    int pages, damaged, found;
    uint64_t first_damage;
    struct text last_url;
};

static struct tally walk_in_steps(struct text bytes, size_t step)
{
    struct input in = { bytes, step };
    struct tally tally = { 0 };
    struct warc_page page;
    struct extraction one;
    enum warc_event event;
    struct warc *warc = warc_create((struct warc_source){ read_input, &in }, (struct text){ 0 });
    while ((event = warc_next(warc, &arena, &page)) != WARC_END && event != WARC_FAILED) {
        if (event == WARC_DAMAGED) {
            if (tally.damaged++ == 0)
                tally.first_damage = page.offset;
            CHECK(page.why != NULL);
            continue;
        }
        tally.pages++;
        warc_page_read(&page, &arena, &one);
        tally.found += one.outcome == EXTRACT_FOUND && text_is(one.movie.imdb_id, "tt9900001");
        tally.last_url = page.url;
    }
    CHECK(event == WARC_END);
    warc_destroy(&warc);
    return tally;
}

static struct tally walk(struct text bytes)
{
    return walk_in_steps(bytes, SIZE_MAX);
}

static void add_record(struct buf *out, const char *type, const char *url, const char *block, long length)
{
    (void)buf_printf(out, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nContent-Length: %ld\r\n\r\n%s\r\n\r\n",
                     type, url, length < 0 ? (long)strlen(block) : length, block);
}

static void pages_are_found(void)
{
    static const struct {
        const char *type, *url, *block;
        int pages, found;
    } rows[] = {
        { "response", "https://www.imdb.com/title/tt9900001/", OK_HEAD "\r\n" PAGE, 1, 1 },
        { "response", "<http://m.imdb.com/title/tt9900001/reference?x=y>", OK_HEAD "\r\n" PAGE, 1, 1 },
        { "response", "https://www.imdb.com/title/tt9900001/combined", "HTTP/1.0 200\n\n" PAGE, 1, 1 },
        { "resource", "https://www.imdb.com/title/tt9900001/", PAGE, 1, 1 },
        { "response", "https://www.imdb.com/title/tt9900001/",
          OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n<br>\r\n0\r\n\r\n", 1, 0 },
        { "response", "https://www.imdb.com/title/tt9900001/",
          OK_HEAD "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" PAGE, 1, 1 }, /* stored decoded */
        { "response", "https://www.imdb.com/title/tt9900001/", OK_HEAD "Content-Encoding: br\r\n\r\n\x8b\x0e\x80", 1,
          0 },
        { "response", "https://www.imdb.com/title/tt9900001/", "HTTP/1.1 404 Not Found\r\n\r\n", 1, 0 },
        { "response", "https://www.imdb.com/title/tt9900001/", "HTTP/1.1 202 Accepted\r\n\r\n", 1, 0 },
        { "response", "https://www.imdb.com/title/tt9900001/", "no HTTP", 1, 0 },
        { "response", "https://www.imdb.com/title/tt9900001/", "HTTP/1.1 301 Moved\r\n\r\n", 0, 0 },
        { "response", "https://www.imdb.com/title/tt9900001/fullcredits", OK_HEAD "\r\n" PAGE, 0, 0 },
        { "response", "https://www.example.org/title/tt9900001/", OK_HEAD "\r\n" PAGE, 0, 0 },
        { "response", "http://127.0.0.1:8080/title/tt9900001/", OK_HEAD "\r\n" PAGE, 1, 1 }, /* a stand-in */
        { "response", "http://[::1]/title/tt9900001/", OK_HEAD "\r\n" PAGE, 1, 1 },
        { "response", "http://127.0.0.1.example.org/title/tt9900001/", OK_HEAD "\r\n" PAGE, 0, 0 },
        { "request", "https://www.imdb.com/title/tt9900001/", "GET / HTTP/1.1\r\n\r\n", 0, 0 },
        { "revisit", "https://www.imdb.com/title/tt9900001/", OK_HEAD "\r\n", 0, 0 },
        { "warcinfo", "", "", 0, 0 },
    };
    struct buf warc = BUF_WITH_LIMIT(1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_clear(&warc);
        add_record(&warc, rows[i].type, rows[i].url, rows[i].block, -1);
        CHECK_ROW(rows[i].block);
        CHECK(warc_is(buf_text(&warc)));
        for (size_t step = 1; step < 4000; step += 1333) { /* by single bytes, and by more */
            struct tally tally = walk_in_steps(buf_text(&warc), step);
            CHECK_INT(tally.pages, rows[i].pages);
            CHECK_INT(tally.found, rows[i].found);
            CHECK_INT(tally.damaged, 0);
        }
    }
    buf_finish(&warc);
    arena_finish(&arena);
}

#define TITLE "https://www.imdb.com/title/tt9900001/"

/* Three records of which the middle one is wrong: the others are read, and the damage is told once, with its place. */
static void damage_costs_one_record(void)
{
    static const struct {
        const char *why, *middle;
        int pages;
    } rows[] = {
        { "nothing wrong", "", 2 },
        { "garbage", "\x01\x02 garbage\r\n\r\nmore", 2 },
        { "no length", "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " TITLE "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
          2 },
        { "a length that is no number", "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 12x\r\n\r\n\r\n\r\n", 2 },
        { "a length below zero", "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n\r\n\r\n", 2 },
        { "a length that is too short",
          "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " TITLE "\r\nContent-Length: 20\r\n\r\n" OK_HEAD
          "\r\n" PAGE "\r\n\r\n",
          2 },
        { "a length that reaches into the next",
          "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " TITLE "\r\nContent-Length: 900\r\n\r\n" OK_HEAD
          "\r\n" PAGE "\r\n\r\n",
          2 },
        { "a length beyond everything",
          "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " TITLE "\r\nContent-Length: 9000000\r\n\r\n" OK_HEAD
          "\r\n" PAGE "\r\n\r\n",
          2 },
    };
    struct buf warc = BUF_WITH_LIMIT(1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_clear(&warc);
        add_record(&warc, "response", TITLE, OK_HEAD "\r\n" PAGE, -1);
        size_t at = warc.len;
        (void)buf_add_z(&warc, rows[i].middle);
        (void)buf_add_z(&warc, rows[i].middle[0] != '\0' ? "\r\n" : "");
        add_record(&warc, "response", TITLE, OK_HEAD "\r\n" PAGE, -1);
        CHECK_ROW(rows[i].why);
        struct tally tally = walk(buf_text(&warc));
        CHECK_INT(tally.found, rows[i].pages);
        CHECK_INT(tally.damaged, rows[i].middle[0] != '\0');
        if (tally.damaged)
            CHECK_INT(tally.first_damage, at);
    }
    buf_finish(&warc);
    arena_finish(&arena);
}

/* Whatever the file lost at its end, the walk ends, and never finds more than is there. */
static void every_cut_ends(void)
{
    struct buf warc = BUF_WITH_LIMIT(1 << 20);
    add_record(&warc, "response", TITLE, OK_HEAD "\r\n" PAGE, -1);
    add_record(&warc, "response", TITLE, OK_HEAD "\r\n" PAGE, -1);
    for (size_t len = 0; len < warc.len; len += 7) {
        struct tally tally = walk(text_from(warc.at, len));
        CHECK(tally.found <= (int)(2 * len / warc.len) + 1 && tally.damaged <= 1);
    }
    buf_finish(&warc);
    arena_finish(&arena);
}

static void a_flood_stays_small(void)
{
    struct buf warc = BUF_WITH_LIMIT((size_t)64 << 20);
    (void)buf_printf(
        &warc, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " TITLE "\r\nContent-Length: %d\r\n\r\n", 40 << 20);
    char *room = buf_room(&warc, 40 << 20);
    memset(room, 'x', 40 << 20);
    buf_grew(&warc, 40 << 20);
    (void)buf_add_z(&warc, "\r\n\r\n");
    add_record(&warc, "response", TITLE, OK_HEAD "\r\n" PAGE, -1);
    struct tally tally = walk(buf_text(&warc));
    CHECK_INT(tally.damaged, 1);
    CHECK_INT(tally.found, 1);
    buf_finish(&warc);
    arena_finish(&arena);
}

int main(void)
{
    RUN(pages_are_found);
    RUN(damage_costs_one_record);
    RUN(every_cut_ends);
    RUN(a_flood_stays_small);
    return check_done();
}

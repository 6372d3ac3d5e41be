/* One input of `extract`: which kind of bytes is it, and what do they hold? */
#include "base/zstandard.h"
#include "cli/display.h"
#include "cli/extract.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "daemon/file.h"
#include "extract/answers.h"
#include "extract/warc.h"

#include <errno.h>
#include <unistd.h>

enum { GATHER_BYTES = 1 << 20 }; /* what a worker holds back while others print; then it waits for its turn */

static enum exit_code code_of(enum extract_outcome outcome)
{
    switch (outcome) {
    case EXTRACT_FOUND: return EXIT_FINE;
    case EXTRACT_NOT_FOUND:
    case EXTRACT_DRIFT: return EXIT_NO; /* the bytes will not change by asking later */
    case EXTRACT_BLOCKED: return EXIT_UNKNOWN;
    }
    return EXIT_LOCAL;
}

/* `page`: where in a WARC file it stands; NULL = the input itself. */
static enum exit_code print(struct extractor *x, const struct warc_page *page, const struct extraction *one)
{
    if (x->task->invocation->json) {
        json_extract(x->input, page, one, &x->out);
    } else if (one->outcome == EXTRACT_FOUND) {
        (void)buf_add_char(&x->out, '\n');
        card_movie(&one->movie, &x->task->style, &x->out);
    } else {
        extract_flush(x, false);
        const char *why = one->why != NULL ? one->why : "";
        if (page != NULL)
            complain("%.*s: %.*s: %s: %s", TEXT_ARG(x->input), TEXT_ARG(page->url), extract_outcome_name(one->outcome),
                     why);
        else
            complain("%.*s: %s: %s", TEXT_ARG(x->input), extract_outcome_name(one->outcome), why);
    }
    if (x->out.len > GATHER_BYTES)
        extract_flush(x, false);
    return code_of(one->outcome);
}

static enum exit_code fail(struct extractor *x, const struct error *err)
{
    extract_flush(x, false);
    complain("%s", err->text);
    return EXIT_LOCAL;
}

static enum status unpack(struct extractor *x, struct text *out_page, struct error *err)
{
    struct text raw = buf_text(&x->raw);
    enum status status = OK;
    buf_clear(&x->page);
    if (inflate_is_gzip(raw)) {
        if (x->inflater == NULL)
            x->inflater = inflate_create();
        status = inflate_gzip(x->inflater, raw, &x->page, err);
    } else if (zstandard_is(raw)) {
        status = zstandard_unpack(raw, &x->page, err);
    } else {
        *out_page = raw;
        return OK;
    }
    *out_page = buf_text(&x->page);
    return status;
}

static enum exit_code read_page(struct extractor *x, int fd)
{
    struct error err;
    struct text page;
    struct extraction failed = { .outcome = EXTRACT_DRIFT };
    struct extractions all = { &failed, 1 };
    enum exit_code code = EXIT_FINE;
    enum status status = file_read_from(fd, text_is(x->input, "-") ? TEXT("standard input") : x->input, &x->raw, &err);
    if (status == BROKEN)
        return fail(x, &err);
    if (status == OK)
        status = unpack(x, &page, &err);
    if (status == OK)
        extract_read(page, x->task->id, &x->arena, &all);
    else
        failed.why = err.text; /* too large, or damaged */
    for (size_t i = 0; i < all.count; i++)
        code = exit_worst(code, print(x, NULL, &all.at[i]));
    return code;
}

static long read_piece(void *context, char *at, size_t room)
{
    const int *fd = context;
    ssize_t got;
    do
        got = read(*fd, at, room);
    while (got < 0 && errno == EINTR);
    return (long)got;
}

static enum exit_code print_page(struct extractor *x, const struct warc_page *page)
{
    struct extraction one;
    warc_page_read(page, &x->arena, &one);
    if (text_known(x->task->id) && !extraction_is_about(&one, x->task->id))
        return EXIT_FINE; /* another title's: the file holds many */
    x->pages++;
    return print(x, page, &one);
}

static enum exit_code print_damage(struct extractor *x, const struct warc_page *page)
{
    const struct extraction skipped = { .outcome = EXTRACT_DRIFT, .why = page->why };
    extract_flush(x, false);
    complain("%.*s: record at byte %llu skipped: %s", TEXT_ARG(x->input), (unsigned long long)page->offset, page->why);
    if (x->task->invocation->json)
        (void)print(x, page, &skipped);
    return EXIT_NO;
}

/* Every title page in it. With --id those about that title. */
static enum exit_code read_warc(struct extractor *x, int fd)
{
    static const struct extraction none = { .outcome = EXTRACT_NOT_FOUND,
                                            .why = "a WARC file without such a title page" };
    struct warc *warc = warc_create((struct warc_source){ read_piece, &fd }, buf_text(&x->raw));
    struct warc_page page;
    enum exit_code code = EXIT_FINE;
    enum warc_event event;
    size_t before = x->pages;
    while ((event = warc_next(warc, &x->arena, &page)) != WARC_END && event != WARC_FAILED && !output_failed()) {
        code = exit_worst(code, event == WARC_PAGE ? print_page(x, &page) : print_damage(x, &page));
        arena_reset(&x->arena);
    }
    if (event == WARC_FAILED) {
        struct error err;
        (void)error_set(&err, BROKEN, "cannot read %.*s to its end", TEXT_ARG(x->input));
        code = fail(x, &err);
    } else if (x->pages == before) {
        code = exit_worst(code, print(x, NULL, &none));
    }
    warc_destroy(&warc);
    return code;
}

/* The first bytes, which tell a WARC file. */
static bool sniff(struct extractor *x, int fd)
{
    while (x->raw.len < WARC_SNIFF_BYTES) {
        char *room = buf_room(&x->raw, WARC_SNIFF_BYTES);
        long got = read_piece(&fd, room, WARC_SNIFF_BYTES - x->raw.len);
        if (got <= 0)
            break; /* read_page() meets the same end or failure again */
        buf_grew(&x->raw, (size_t)got);
    }
    return warc_is(buf_text(&x->raw));
}

enum exit_code extract_input(struct extractor *x)
{
    struct error err;
    int fd = STDIN_FILENO;
    arena_reset(&x->arena);
    buf_clear(&x->raw);
    bool is_stdin = text_is(x->input, "-");
    if (!is_stdin && file_open(x->input, &fd, &err) != OK)
        return fail(x, &err);
    enum exit_code code = sniff(x, fd) ? read_warc(x, fd) : read_page(x, fd);
    if (!is_stdin)
        (void)close(fd);
    return code;
}

/* extract: bytes in, records out. No network, no database, no configuration. */
#include "base/inflate.h"
#include "base/zstandard.h"
#include "cli/card.h"
#include "cli/command.h"
#include "cli/display.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "daemon/file.h"
#include "extract/answers.h"

#include <unistd.h>

struct extractor { /* kept warm from file to file */
    struct invocation *invocation;
    struct text id; /* --id; unknown when not given */
    struct card_style style;
    struct arena arena;
    struct buf raw, page, out;
    struct inflater *inflater; /* made for the first gzip file */
    bool printed;
};

static enum status read_input(struct extractor *x, struct text input, struct error *err)
{
    buf_clear(&x->raw);
    if (text_is(input, "-"))
        return file_read_from(STDIN_FILENO, TEXT("standard input"), &x->raw, err);
    return file_read(input, &x->raw, err);
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

static void print(struct extractor *x, struct text input, const struct extraction *extraction)
{
    buf_clear(&x->out);
    if (x->invocation->json) {
        json_extract(input, extraction, &x->out);
    } else if (extraction->outcome == EXTRACT_FOUND) {
        if (x->printed)
            (void)buf_add_char(&x->out, '\n');
        card_movie(&extraction->movie, &x->style, &x->out);
        x->printed = true;
    } else {
        complain("%.*s: %s: %s", TEXT_ARG(input), extract_outcome_name(extraction->outcome),
                 extraction->why != NULL ? extraction->why : "");
    }
    output_write(buf_text(&x->out));
}

static enum exit_code extract_one(struct extractor *x, struct text input)
{
    struct error err;
    struct text page;
    struct extraction failed = { .outcome = EXTRACT_DRIFT };
    struct extractions all = { &failed, 1 };
    enum exit_code code = EXIT_FINE;
    arena_reset(&x->arena);
    enum status status = read_input(x, input, &err);
    if (status == NOT_FOUND || status == BROKEN) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    if (status == OK)
        status = unpack(x, &page, &err);
    if (status == OK)
        extract_read(page, x->id, &x->arena, &all);
    else
        failed.why = err.text; /* too large, or damaged */
    for (size_t i = 0; i < all.count; i++) {
        print(x, input, &all.at[i]);
        code = exit_worst(code, code_of(all.at[i].outcome));
    }
    return code;
}

enum exit_code cmd_extract(struct invocation *invocation)
{
    struct text id = invocation_option(invocation, "--id");
    struct extractor x = { .invocation = invocation,
                           .style = { .colour = invocation->colour, .columns = terminal_columns() },
                           .raw = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX),
                           .page = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX),
                           .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX) };
    enum exit_code code = EXIT_FINE;
    if (text_known(id) && !movie_parse_id(id, &x.id))
        return usage_error(invocation->command, "--id %.*s is not an IMDb id (tt and 7 to 10 digits)", TEXT_ARG(id));
    for (size_t i = 0; i < invocation->arg_count && !output_failed(); i++)
        code = exit_worst(code, extract_one(&x, invocation->args[i]));
    inflate_destroy(&x.inflater);
    buf_finish(&x.raw);
    buf_finish(&x.page);
    buf_finish(&x.out);
    arena_finish(&x.arena);
    return code;
}

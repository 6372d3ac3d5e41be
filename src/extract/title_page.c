/* Which kind of page is it? Then the reader for it. */
#include "extract/title_page.h"

#include "extract/envelope.h"
#include "extract/facts.h"
#include "extract/html_clean.h"
#include "extract/html_page.h"
#include "extract/json_ld.h"
#include "extract/legacy_page.h"
#include "extract/next_data.h"

const char *extract_outcome_name(enum extract_outcome outcome)
{
    switch (outcome) {
    case EXTRACT_FOUND: return "found";
    case EXTRACT_NOT_FOUND: return "not_found";
    case EXTRACT_BLOCKED: return "blocked";
    case EXTRACT_DRIFT: return "drift";
    }
    return "drift";
}

const char *page_layout_name(enum page_layout layout)
{
    switch (layout) {
    case LAYOUT_NONE: return NULL;
    case LAYOUT_NEXT: return "page-next";
    case LAYOUT_REFERENCE_NEXT: return "page-reference-next";
    case LAYOUT_JSON_LD: return "json-ld";
    case LAYOUT_GRAPHQL: return "graphql";
    case LAYOUT_SUGGESTION: return "suggestion";
    case LAYOUT_PAGE_2011: return "page-2011";
    case LAYOUT_PAGE_2005: return "page-2005";
    case LAYOUT_PAGE_2017: return "page-2017";
    case LAYOUT_PAGE_2021: return "page-2021";
    case LAYOUT_LIST: return "list";
    case LAYOUT_CHALLENGE: return "challenge";
    case LAYOUT_LOGIN: return "login";
    case LAYOUT_NOT_FOUND: return "not-found";
    }
    return NULL;
}

/* The JSON of <script id="__NEXT_DATA__" …>{…}: the name also stands inside other scripts. */
static bool find_next_data(struct text page, struct text *out_json)
{
    struct text tag;
    while (html_next_tag(&page, "script", TEXT("__NEXT_DATA__"), &tag)) {
        if (html_script_json(page, out_json))
            return true;
    }
    return false;
}

struct marker {
    const char *bytes;
    enum page_layout layout;
    enum extract_outcome outcome;
    const char *why;
};

/* Pages that hold no title, told by words that only they have. Looked for only in pages without structured data. */
static const struct marker markers[] = {
    /* AWS WAF's challenge, 202 with about 2 kB (facts/imdb-access.md §1e) */
    { "awswaf.com", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a challenge page of AWS WAF" },
    { "AwsWafIntegration", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a challenge page of AWS WAF" },
    { "gokuProps", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a challenge page of AWS WAF" },
    { "challenge-container", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a challenge page" },
    { "cf-chl-", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a challenge page" },
    { "/errors/validateCaptcha", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a captcha page" },
    { "not a robot", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a captcha page" },
    { "verify you are human", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a captcha page" },
    { "<title>403 Forbidden", LAYOUT_CHALLENGE, EXTRACT_BLOCKED, "a page that says 403 Forbidden" },
    { "The request could not be satisfied", LAYOUT_CHALLENGE, EXTRACT_BLOCKED,
      "CloudFront's page for a refused request" },
    { "<title>404 Error", LAYOUT_NOT_FOUND, EXTRACT_NOT_FOUND, "IMDb's 404 page" },
    { "<title>404 ", LAYOUT_NOT_FOUND, EXTRACT_NOT_FOUND, "a 404 page" },
    { "requested URL was not found on our server", LAYOUT_NOT_FOUND, EXTRACT_NOT_FOUND, "IMDb's 404 page" },
    { "error_code_404", LAYOUT_NOT_FOUND, EXTRACT_NOT_FOUND, "IMDb's 404 page" },
    { "/registration/signin", LAYOUT_LOGIN, EXTRACT_BLOCKED, "a login page" },
    { "/ap/signin", LAYOUT_LOGIN, EXTRACT_BLOCKED, "a login page" },
    { "ap_email_login", LAYOUT_LOGIN, EXTRACT_BLOCKED, "a login page" },
};

static void judge_without_data(struct text page, struct extraction *out)
{
    *out = (struct extraction){ .outcome = EXTRACT_DRIFT };
    if (page.len == 0) {
        out->why = "no bytes at all";
        return;
    }
    bool of_title = text_known(html_title_id(page));            /* old title pages link to the sign-in form too */
    bool has_data = text_contains(page, TEXT("__NEXT_DATA__")); /* which holds the texts of a 404 on every page */
    for (size_t i = 0; !of_title && i < sizeof markers / sizeof markers[0]; i++) {
        bool absent = markers[i].outcome == EXTRACT_NOT_FOUND;
        if (!(absent && has_data) && text_contains(page, text_of(markers[i].bytes))) {
            out->outcome = markers[i].outcome;
            out->layout = markers[i].layout;
            out->why = markers[i].why;
            return;
        }
    }
    out->why = "a page of a shape that is not known: neither __NEXT_DATA__ nor JSON-LD";
    if (!text_contains(page, TEXT("<")))
        out->why = "neither markup nor JSON; of packed bytes gzip and zstd are read";
}

/* A browser that went from title to title within one page saves the address of the last and the data of the first. */
static void check_address(struct text page, struct extraction *out)
{
    enum { HEAD_BYTES = 1 << 16 };
    struct text head = text_from(page.at, page.len < HEAD_BYTES ? page.len : HEAD_BYTES), id = html_title_id(head);
    if (out->outcome == EXTRACT_FOUND && text_known(id) && !text_equal(id, out->movie.imdb_id) &&
        !text_equal(id, out->canonical_id))
        *out = (struct extraction){ .layout = out->layout,
                                    .outcome = EXTRACT_DRIFT,
                                    .why = "a page whose address and __NEXT_DATA__ name two different titles" };
}

static void read_bare(struct text page, struct arena *arena, struct extraction *out)
{
    struct text json;
    (void)text_take(&page, TEXT("\xEF\xBB\xBF")); /* a byte order mark, from an editor */
    page = text_trim(page);
    if (text_starts(page, TEXT("{")))
        next_data_read(page, arena, out);
    else if (find_next_data(page, &json)) {
        next_data_read(json, arena, out);
        check_address(page, out);
    } else if (!legacy_page_read(page, arena, out) && !json_ld_read(page, arena, out) &&
               !legacy_rendered_read(page, arena, out))
        judge_without_data(page, out);
}

/* Behind the readers, so that pages which come as IMDb sent them pay nothing. */
static void read_again(struct text page, struct arena *arena, struct extraction *out)
{
    struct text inside;
    if (text_starts(page, TEXT("{")) && envelope_open(page, arena, &inside))
        read_bare(inside, arena, out);
    else if (out->outcome == EXTRACT_DRIFT && !text_is_utf8(page) &&
             !html_is_foreign(page)) /* JSON that an editor saved in its own encoding */
        read_bare(html_utf8(page, arena), arena, out);
}

void title_page_read(struct text page, struct arena *arena, struct extraction *out)
{
    struct text inside;
    if (page.len > TITLE_PAGE_BYTES_MAX) {
        *out = (struct extraction){ .outcome = EXTRACT_DRIFT, .why = "larger than any title page (16 MiB)" };
        return;
    }
    (void)text_take(&page, TEXT("\xEF\xBB\xBF"));
    page = text_trim(page);
    if (!text_starts(page, TEXT("{")) && envelope_open(page, arena, &inside))
        read_bare(inside, arena, out);
    else if (envelope_is_json(page) && !text_starts(page, TEXT("{")))
        *out = (struct extraction){ .outcome = EXTRACT_DRIFT, .why = "JSON without a title page in it" };
    else
        read_bare(page, arena, out);
    if (out->outcome == EXTRACT_DRIFT || out->outcome == EXTRACT_NOT_FOUND)
        read_again(page, arena, out);
    if (out->outcome == EXTRACT_DRIFT && text_starts(page, TEXT("{")) && !text_contains(page, TEXT("\"pageProps\"")))
        out->why = "JSON of a shape that is not known";
    out->movie.poster_url = html_archived_url(out->movie.poster_url);
    facts_note(out);
}

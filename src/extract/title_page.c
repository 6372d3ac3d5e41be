/* Which kind of page is it? Then the reader for it. */
#include "extract/title_page.h"

#include "extract/json_ld.h"
#include "extract/next_data.h"

#include <string.h>

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
    case LAYOUT_CHALLENGE: return "challenge";
    case LAYOUT_LOGIN: return "login";
    case LAYOUT_NOT_FOUND: return "not-found";
    }
    return NULL;
}

/* The JSON of <script id="__NEXT_DATA__" …>{…}: the name also stands in other scripts, so the tag is looked at. */
static bool find_next_data(struct text page, struct text *out_json)
{
    enum { TAG_BYTES = 200 }; /* the longest script tag seen has a nonce and takes 120 */
    struct text rest = page;
    size_t at;
    while (text_find(rest, TEXT("__NEXT_DATA__"), &at)) {
        rest = text_after(rest, at);
        size_t back = (size_t)(rest.at - page.at) < TAG_BYTES ? (size_t)(rest.at - page.at) : (size_t)TAG_BYTES;
        struct text before = text_from(rest.at - back, back);
        size_t open = 0, found;
        bool in_script = false;
        while (text_find(text_after(before, open), TEXT("<"), &found)) { /* the last tag opened before the name */
            open += found + 1;
            in_script = text_starts(text_after(before, open), TEXT("script"));
        }
        struct text tail = text_from(rest.at, rest.len < TAG_BYTES ? rest.len : (size_t)TAG_BYTES);
        struct text attributes = text_take_until(&tail, '>');
        struct text json = text_after(rest, attributes.len + 1);
        if (in_script && attributes.len < TAG_BYTES &&
            text_starts(text_trim(text_from(json.at, json.len < 64 ? json.len : 64)), TEXT("{"))) {
            *out_json = json;
            return true;
        }
        rest = text_after(rest, 1);
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

/* Old title pages link to the sign-in form too: a page that names an IMDb title in its head is none of these. */
static bool names_a_title(struct text page)
{
    return text_contains(page, TEXT("property=\"og:url\"")) || text_contains(page, TEXT("property='og:url'")) ||
           text_contains(page, TEXT("rel=\"canonical\" href=\"https://www.imdb.com/title/")) ||
           text_contains(page, TEXT("rel=\"canonical\" href=\"http://www.imdb.com/title/"));
}

static void judge_without_data(struct text page, struct extraction *out)
{
    *out = (struct extraction){ .outcome = EXTRACT_DRIFT };
    if (text_trim(page).len == 0) {
        out->why = "no bytes at all";
        return;
    }
    for (size_t i = 0; !names_a_title(page) && i < sizeof markers / sizeof markers[0]; i++) {
        if (text_contains(page, text_of(markers[i].bytes))) {
            out->outcome = markers[i].outcome;
            out->layout = markers[i].layout;
            out->why = markers[i].why;
            return;
        }
    }
    out->why = "a page of a shape that is not known: neither __NEXT_DATA__ nor JSON-LD";
}

void title_page_read(struct text page, struct arena *arena, struct extraction *out)
{
    struct text json;
    if (page.len > TITLE_PAGE_BYTES_MAX) {
        *out = (struct extraction){ .outcome = EXTRACT_DRIFT, .why = "larger than any title page (16 MiB)" };
        return;
    }
    struct text head = text_trim(text_from(page.at, page.len < 64 ? page.len : 64));
    if (text_starts(head, TEXT("{")))
        next_data_read(page, arena, out);
    else if (find_next_data(page, &json))
        next_data_read(json, arena, out);
    else if (!json_ld_read(page, arena, out))
        judge_without_data(page, out);
}

/* The frame of every page. */
#include "daemon/page.h"

#include "daemon/page_words.h"
#include "daemon/problem.h"
#include "model/movie.h"

#include <string.h>

static const struct {
    const char *path, *name;
} places[] = {
    { "/", "Overview" },     { "/placeholders", "Placeholders" },
    { "/review", "Review" }, { "/sources", "Sources" },
    { "/jobs", "Jobs" },     { "/doctor", "Doctor" },
};

void page_begin(struct page *page, struct text title, const char *path)
{
    struct buf *out = &page->out;
    HTML(out,
         "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>$ · Understudy</title>\n"
         "<link rel=\"stylesheet\" href=\"/assets/style.css\">\n"
         "<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n"
         "<script src=\"/assets/theme.js\"></script>\n"
         "<script type=\"module\" src=\"/assets/charts.js\"></script>\n"
         "<script type=\"module\" src=\"/assets/live.js\"></script>\n</head>\n<body>\n"
         "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n",
         html_short(title, PAGE_TITLE_BYTES, page->arena));
    if (page->demonstrates)
        html_raw(out,
                 "<p class=\"demo\" role=\"note\"><strong>Demonstration.</strong> Fictional films; here a day lasts "
                 "a second, and no source outside of this machine is asked.</p>\n");
    html_raw(out, "<header class=\"top\"><a class=\"brand\" href=\"/\">Understudy</a>"
                  "<nav aria-label=\"Main\"><ul>\n");
    for (size_t i = 0; i < COUNT_OF(places); i++)
        HTML(out,
             strcmp(path, places[i].path) == 0 ? "<li><a href=\"$\" aria-current=\"page\">$</a></li>\n"
                                               : "<li><a href=\"$\">$</a></li>\n",
             text_of(places[i].path), text_of(places[i].name));
    html_raw(out, "</ul></nav>\n<button class=\"theme\" type=\"button\" hidden>Theme</button></header>\n"
                  "<main id=\"main\" tabindex=\"-1\"");
    html_raw(out, page->is_live ? " data-live>\n" : ">\n");
    HTML(out, "<h1>$</h1>\n", html_short(title, PAGE_TITLE_BYTES, page->arena));
}

void page_end(struct page *page)
{
    html_raw(&page->out, "</main>\n<footer>\n<p>");
    if (page->has_logo)
        html_raw(&page->out, "<img class=\"tmdb\" src=\"/assets/tmdb-logo\" alt=\"TMDB\"> ");
    html_raw(&page->out,
             "This product uses the TMDB API but is not endorsed or certified by TMDB.</p>\n"
             "<p>Information courtesy of <a href=\"https://www.imdb.com\" rel=\"noreferrer\">IMDb</a>. "
             "Used with permission.</p>\n"
             "<p>Data of <a href=\"https://www.wikidata.org\" rel=\"noreferrer\">Wikidata</a> is in the public domain "
             "(CC0). <a href=\"/sources\">All sources and their terms</a></p>\n</footer>\n</body>\n</html>\n");
}

void page_notice(struct page *page, bool good, struct text sentence)
{
    HTML(&page->out,
         good ? "<p class=\"notice\" role=\"status\">$</p>\n" : "<p class=\"notice bad\" role=\"alert\">$</p>\n",
         sentence);
}

void page_form(struct page *page, struct text action)
{
    HTML(&page->out, "<form method=\"post\" action=\"$\"><input type=\"hidden\" name=\"token\" value=\"$\">", action,
         page->token);
}

void page_poster(struct page *page, const struct movie *movie)
{
    if (html_is_poster(movie->poster_url) && !page->demonstrates) /* a film that does not exist has no picture there */
        HTML(&page->out, "<img class=\"poster\" src=\"$\" alt=\"\" width=\"60\" height=\"90\" loading=\"lazy\">",
             movie->poster_url);
    else
        html_raw(&page->out, "<span class=\"poster none\">no poster</span>");
}

void page_state(struct page *page, struct text state)
{
    HTML(&page->out, "<span class=\"state $\">$</span>", text_of(words_state_colour(state)),
         html_short(words_state(state, page->arena), PAGE_TITLE_BYTES, page->arena));
}

void page_due(struct page *page, int64_t at_ms)
{
    if (at_ms <= page->now_ms)
        html_raw(&page->out, "now");
    else
        html_when(&page->out, at_ms, page->now_ms, page->arena);
}

void page_film_link(struct page *page, struct text imdb_id, struct text title, struct number year)
{
    HTML(&page->out, "<a href=\"/films/$\"><bdi>$</bdi></a>", imdb_id,
         text_empty(title) ? imdb_id : html_short(title, PAGE_TITLE_BYTES, page->arena));
    if (year.known)
        HTML(&page->out, " <span class=\"year\">$</span>", arena_printf(page->arena, "%lld", (long long)year.value));
}

/* ── on behalf of a request ── */

struct page page_of(const struct desk *desk, struct exchange *exchange)
{
    const struct daemon *daemon = desk->daemon;
    return (struct page){ .out = BUF_WITH_LIMIT(PAGE_BYTES_MAX),
                          .arena = &exchange->arena,
                          .now_ms = clock_wall_ms(daemon->clock),
                          .token = exchange->role >= ROLE_OPERATE ? text_of(daemon->form_token) : (struct text){ 0 },
                          .demonstrates = daemon->clock->factor > 1,
                          .has_logo = daemon->tmdb_logo.type != NULL };
}

enum httpd_next page_answer(struct page *page, struct exchange *exchange, int status)
{
    page_end(page);
    if (page->out.overflow)
        problem_set(exchange, 500, "the page is too long; ask for less of it");
    else
        answer_text(exchange, status, "text/html; charset=utf-8", arena_text(page->arena, buf_text(&page->out)));
    buf_finish(&page->out);
    return HTTPD_ANSWER;
}

enum httpd_next page_refuse(struct page *page, struct exchange *exchange, int status, struct text sentence)
{
    buf_clear(&page->out);
    page_begin(page, text_of(problem_title(status)), "");
    page_notice(page, false, sentence);
    HTML(&page->out, "<p><a href=\"/\">Overview</a> · request $</p>\n", text_of(exchange->id));
    return page_answer(page, exchange, status);
}

/* problem_of() knows which status it is and what may be told; its words are taken from there. */
enum httpd_next page_failed(struct page *page, struct exchange *exchange, enum status status, const struct error *err)
{
    problem_of(exchange, status, err);
    int number = exchange->response.status;
    return page_refuse(page, exchange, number,
                       number == 500 ? TEXT("The server failed; its log tells why, under this request id.")
                                     : arena_text(page->arena, text_of(err->text)));
}

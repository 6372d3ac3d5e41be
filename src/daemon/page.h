/* The frame of every page of the dashboard: its head, the way through it, the notices that TMDb and IMDb ask for; and
 * what the pages share. Pages read without JavaScript; what they change goes through forms with a token. */
#ifndef UNDERSTUDY_DAEMON_PAGE_H
#define UNDERSTUDY_DAEMON_PAGE_H

#include "daemon/daemon.h"
#include "daemon/html.h"

enum { PAGE_BYTES_MAX = 8 << 20, PAGE_TITLE_BYTES = 200, PAGE_LINE_BYTES = 400 };

struct page {
    struct buf out;
    struct arena *arena;
    int64_t now_ms;
    struct text token; /* of forms; unknown: who asks may only look */
    bool demonstrates; /* the clock runs faster than time does */
    bool has_logo;     /* of TMDb */
    bool is_live;      /* made anew by the browser when something happens to a film */
};

/* `path` is the entry of the navigation that the page belongs to, "" = none. */
void page_begin(struct page *page, struct text title, const char *path);
void page_end(struct page *page);
/* A line about what happened. good false: in the colour of a warning. */
void page_notice(struct page *page, bool good, struct text sentence);
/* The beginning of a form that POSTs to `action` (a path of ours); the caller closes it. */
void page_form(struct page *page, struct text action);
/* The picture, or the title's first letters where there is none. */
void page_poster(struct page *page, const struct movie *movie);
/* "full", "waiting": a state as a label with its colour. */
void page_state(struct page *page, struct text state);
/* When it is due: "in 3 d", or "now" when that time has come. */
void page_due(struct page *page, int64_t at_ms);
void page_film_link(struct page *page, struct text imdb_id, struct text title, struct number year);

/* ── on behalf of a request ── */

struct page page_of(const struct desk *desk, struct exchange *exchange);
/* The page as the answer; given back. */
enum httpd_next page_answer(struct page *page, struct exchange *exchange, int status);
/* A page that tells what went wrong, with a way back. */
enum httpd_next page_refuse(struct page *page, struct exchange *exchange, int status, struct text sentence);
enum httpd_next page_failed(struct page *page, struct exchange *exchange, enum status status, const struct error *err);

enum httpd_next page_asset(struct desk *desk, struct exchange *exchange);
enum httpd_next page_overview(struct desk *desk, struct exchange *exchange);
enum httpd_next page_placeholders(struct desk *desk, struct exchange *exchange);
enum httpd_next page_film(struct desk *desk, struct exchange *exchange);
enum httpd_next page_film_act(struct desk *desk, struct exchange *exchange);
enum httpd_next page_raw_answer(struct desk *desk, struct exchange *exchange);
enum httpd_next page_review(struct desk *desk, struct exchange *exchange);
enum httpd_next page_sources(struct desk *desk, struct exchange *exchange);
enum httpd_next page_jobs(struct desk *desk, struct exchange *exchange);
enum httpd_next page_job_act(struct desk *desk, struct exchange *exchange);
enum httpd_next page_queue_act(struct desk *desk, struct exchange *exchange);
enum httpd_next page_doctor(struct desk *desk, struct exchange *exchange);

#endif

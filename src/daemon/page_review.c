/* /review: TMDb records that may be a film and that nothing proves, side by side with what IMDb says. */
#include "daemon/page.h"
#include "daemon/page_evidence.h"
#include "store/candidates.h"
#include "store/traces.h"

enum { FILMS_SHOWN = 10 };

static enum status add_pair(struct page *page, struct store *store, struct text imdb_id, struct error *err)
{
    struct stored_movie *film = arena_alloc(page->arena, sizeof *film);
    struct candidates candidates;
    enum status status = store_movie_get(store, imdb_id, page->arena, film, err);
    if (status == NOT_FOUND) { /* nobody could tell anything about it yet; the candidate is all there is */
        *film = (struct stored_movie){ 0 };
        status = OK;
    }
    if (status == OK)
        status = store_candidates_get(store, imdb_id, page->arena, &candidates, err);
    if (status != OK)
        return status;
    html_raw(&page->out, "<section class=\"card pair\"><h2>");
    page_film_link(page, imdb_id, film->movie.title, film->movie.year);
    html_raw(&page->out, "</h2>");
    for (size_t i = 0; i < candidates.count; i++) {
        if (text_is(candidates.at[i].verdict, "offered"))
            page_candidate(page, imdb_id, &candidates.at[i]);
    }
    html_raw(&page->out, "</section>\n");
    return OK;
}

enum httpd_next page_review(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct text after = request_query(&exchange->request, "after");
    struct texts ids;
    struct error err;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status =
        store_undecided(desk->store, movie_is_imdb_id(after) ? after : TEXT(""), FILMS_SHOWN, page.arena, &ids, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    page.is_live = true;
    page_begin(&page, TEXT("Review"), "/review");
    html_raw(&page.out, "<p class=\"lead\">TMDb records that look like a waiting film. A title proves nothing, so a "
                        "person decides.</p>\n");
    if (ids.count == 0)
        html_raw(&page.out, "<p class=\"empty\">Nothing to decide.</p>\n");
    for (size_t i = 0; i < ids.count && status == OK; i++)
        status = add_pair(&page, desk->store, ids.at[i], &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    if (ids.count == FILMS_SHOWN)
        HTML(&page.out, "<p><a href=\"/review?after=$\">Further films</a></p>\n", ids.at[ids.count - 1]);
    return page_answer(&page, exchange, 200);
}

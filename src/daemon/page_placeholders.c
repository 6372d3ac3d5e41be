/* /placeholders: who waits for TMDb, why, what is missing, and when it is looked for again. */
#include "daemon/api.h"
#include "daemon/page.h"
#include "daemon/page_words.h"
#include "store/placeholders.h"

enum { FILMS_SHOWN = 25 };

static const char *const wished[] = {
    "poster_url", "overview", "release_date", "runtime_minutes", "genres", "directors"
};
static const char *const wished_words[] = { "poster", "plot", "date", "length", "genres", "director" };

static struct text missing_of(const struct movie *movie, struct arena *arena)
{
    struct text list = TEXT("");
    for (size_t i = 0; i < COUNT_OF(wished); i++) {
        if (!movie_knows(movie, (size_t)movie_field_index(text_of(wished[i]))))
            list = arena_printf(arena, "%.*s%s%s", TEXT_ARG(list), list.len > 0 ? ", " : "", wished_words[i]);
    }
    return list;
}

static void add_film(struct page *page, const struct placeholder *row, const struct movie *movie)
{
    struct buf *out = &page->out;
    struct text missing = missing_of(movie, page->arena);
    html_raw(out, "<li>");
    page_poster(page, movie);
    html_raw(out, "<div><h2>");
    page_film_link(page, row->imdb_id, row->title, row->year);
    html_raw(out, "</h2><p>");
    page_state(page, text_is(row->outcome, "given_up") ? row->outcome : TEXT("imdb_placeholder"));
    HTML(out, " <span class=\"soft\">$ · created ", row->imdb_id);
    html_when(out, row->since_ms, page->now_ms, page->arena);
    html_raw(out, row->next_try_ms != 0 ? " · TMDb is asked again " : " · nobody looks for it");
    if (row->next_try_ms != 0)
        page_due(page, row->next_try_ms);
    if (row->tries > 0)
        HTML(out, " · tried again $",
             row->tries == 1 ? TEXT("once") : arena_printf(page->arena, "%lld times", (long long)row->tries));
    html_raw(out, "</span></p>");
    if (missing.len > 0)
        HTML(out, "<p>Missing: $</p>", missing);
    if (!text_empty(row->reason))
        HTML(out, "<p class=\"soft\">$</p>",
             html_short(words_reason(row->reason, page->arena), PAGE_LINE_BYTES, page->arena));
    html_raw(out, "</div>");
    if (text_known(page->token)) {
        html_raw(out, "<div class=\"acts\">");
        page_form(page, arena_printf(page->arena, "/films/%.*s", TEXT_ARG(row->imdb_id)));
        HTML(out,
             "<button name=\"do\" value=\"retry\" aria-label=\"Ask TMDb now for $\">Ask TMDb now</button><button "
             "name=\"do\" value=\"give-up\" aria-label=\"Give up $\">Give up</button></form></div>",
             row->imdb_id, row->imdb_id);
    }
    html_raw(out, "</li>\n");
}

static void option(struct page *page, const char *value, const char *word, struct text chosen)
{
    HTML(&page->out,
         text_is(chosen, value) ? "<option value=\"$\" selected>$</option>" : "<option value=\"$\">$</option>",
         text_of(value), text_of(word));
}

static void add_form(struct page *page, const struct placeholders_page *list, struct text show)
{
    HTML(&page->out,
         "<form class=\"find\" method=\"get\" action=\"/placeholders\" role=\"search\"><div class=\"grow\"><label "
         "for=\"search\">Title or IMDb id</label><input id=\"search\" name=\"search\" type=\"search\" value=\"$\" "
         "maxlength=\"200\"></div><div><label for=\"show\">Show</label><select id=\"show\" name=\"show\">",
         html_short(list->search, PLACEHOLDERS_SEARCH_BYTES_MAX, page->arena));
    option(page, "next_try", "by next try", show);
    option(page, "newest", "newest first", show);
    option(page, "due", "due now", show);
    option(page, "given_up", "given up", show);
    html_raw(&page->out, "</select></div><button class=\"first\">Find</button></form>\n");
}

static struct placeholders_page read_page(const struct exchange *exchange, int64_t now_ms, struct text *out_show)
{
    struct text search = request_query(&exchange->request, "search"), show = request_query(&exchange->request, "show");
    struct text after = request_query(&exchange->request, "after"), at = request_query(&exchange->request, "at");
    struct placeholders_page list = { .newest = text_is(show, "newest"),
                                      .unscheduled = text_is(show, "given_up"),
                                      .until_ms = text_is(show, "due") ? now_ms : 0,
                                      .search = search.len > 0 ? search : (struct text){ 0 },
                                      .max = FILMS_SHOWN };
    if (num_parse(after, 1, INT64_MAX, &list.after_row) && at.len > 0)
        list.after_at = at;
    *out_show = show;
    return list;
}

static void add_more(struct page *page, const struct placeholders_page *list, struct text show,
                     const struct placeholder *last)
{
    HTML(&page->out, "<p><a href=\"/placeholders?search=$&amp;show=$&amp;at=$&amp;after=$\">Further films</a></p>\n",
         html_query(list->search, page->arena), html_query(show, page->arena), html_query(last->next_try, page->arena),
         arena_printf(page->arena, "%lld", (long long)last->row));
}

enum httpd_next page_placeholders(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct stored_movie *film = arena_alloc(page.arena, sizeof *film);
    struct placeholder *rows;
    struct text show;
    struct error err;
    size_t count;
    struct placeholders_page list = read_page(exchange, page.now_ms, &show);
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_placeholders(desk->store, &list, page.arena, &rows, &count, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    page.is_live = true;
    page_begin(&page, TEXT("Placeholders"), "/placeholders");
    html_raw(&page.out, "<p class=\"lead\">Films that TMDb does not have yet, and what stands in for them.</p>\n");
    add_form(&page, &list, show);
    html_raw(&page.out, count > 0 ? "<ul class=\"films\">\n" : "<p class=\"empty\">No film here.</p>\n");
    for (size_t i = 0; i < count && status == OK; i++) {
        status = store_movie_get(desk->store, rows[i].imdb_id, page.arena, film, &err);
        if (status == NOT_FOUND) { /* gone meanwhile, or merged */
            *film = (struct stored_movie){ 0 };
            status = OK;
        }
        if (status == OK)
            add_film(&page, &rows[i], &film->movie);
    }
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    if (count > 0)
        html_raw(&page.out, "</ul>\n");
    if (count == FILMS_SHOWN)
        add_more(&page, &list, show, &rows[count - 1]);
    return page_answer(&page, exchange, 200);
}

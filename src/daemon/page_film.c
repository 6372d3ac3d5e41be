/* /films/{tt}: all that is known of one film, where it came from, and what became of it. */
#include "daemon/json_answers.h"
#include "daemon/page.h"
#include "daemon/page_evidence.h"
#include "daemon/page_life.h"
#include "daemon/page_record.h"
#include "daemon/page_words.h"
#include "daemon/problem.h"
#include "store/traces.h"
#include "work/steer.h"

enum { RAW_BYTES_MAX = 4 << 20, SHA256_CHARS = 64 };

/* ── by hand ── */

static void add_edit(struct page *page, struct text action)
{
    struct text names = steer_field_names(page->arena);
    page_form(page, action);
    html_raw(&page->out,
             "<div class=\"act\"><div><label for=\"field\">Field</label><select id=\"field\" name=\"field\">");
    while (names.len > 0) {
        struct text name = text_trim(text_take_until(&names, ','));
        HTML(&page->out, "<option value=\"$\">$</option>", name, words_field(name, page->arena));
    }
    html_raw(&page->out, "</select></div><div><label for=\"value\">Value</label><input id=\"value\" "
                         "name=\"value\" maxlength=\"2000\" aria-describedby=\"how\"></div><button name=\"do\" "
                         "value=\"edit\">Save</button></div><p class=\"tiny\" id=\"how\">An empty value removes it. "
                         "Commas between several, semicolons between people.</p></form>\n");
}

static void add_merge(struct page *page, struct text action)
{
    page_form(page, action);
    html_raw(&page->out, "<div class=\"act\"><div><label for=\"tmdb_id\">TMDb id that is this film</label><input "
                         "id=\"tmdb_id\" name=\"tmdb_id\" inputmode=\"numeric\" pattern=\"[0-9]{1,10}\" required></div>"
                         "<button name=\"do\" value=\"merge\">Merge</button></div></form>\n");
}

/* Was it a placeholder before it was this? steer_undo() looks closer. */
static bool was_upgraded(const struct placeholder_view *view)
{
    for (size_t i = 0; i < view->history_count; i++) {
        if (text_is(view->history[i].event, "upgraded"))
            return true;
    }
    return false;
}

static void add_acts(struct page *page, const struct placeholder_view *view)
{
    const struct stored_movie *film = view->film;
    struct text action = arena_printf(page->arena, "/films/%.*s", TEXT_ARG(film->movie.imdb_id));
    bool waits = text_is(film->import_status, "imdb_placeholder");
    html_raw(&page->out, "<h2>By hand</h2>\n<div class=\"card\"><div class=\"acts\">");
    page_form(page, action);
    html_raw(&page->out, "<button class=\"first\" name=\"do\" value=\"retry\">Ask TMDb now</button> ");
    if (waits)
        html_raw(&page->out, "<button name=\"do\" value=\"give-up\">Give up</button>");
    else if (was_upgraded(view))
        html_raw(&page->out, "<button name=\"do\" value=\"undo\">Take the upgrade back</button>");
    html_raw(&page->out, "</form></div>\n");
    add_edit(page, action);
    if (waits)
        add_merge(page, action);
    html_raw(&page->out, "</div>\n");
}

/* ── the page ── */

static void add_head(struct page *page, const struct placeholder_view *view)
{
    const struct stored_movie *film = view->film;
    const struct movie *movie = &film->movie;
    struct buf *out = &page->out;
    html_raw(out, "<div class=\"film-head\">");
    page_poster(page, movie);
    html_raw(out, "<div><p>");
    page_state(page, text_is(view->wanted->outcome, "given_up") ? view->wanted->outcome : film->import_status);
    HTML(out, " <a href=\"https://www.imdb.com/title/$/\" rel=\"noreferrer\">IMDb $</a>", movie->imdb_id,
         movie->imdb_id);
    if (movie->tmdb_id.known) {
        struct text id = arena_printf(page->arena, "%lld", (long long)movie->tmdb_id.value);
        HTML(out, " · <a href=\"https://www.themoviedb.org/movie/$\" rel=\"noreferrer\">TMDb $</a>", id, id);
    }
    html_raw(out, "</p>");
    if (film->next_tmdb_retry_at_ms != 0) {
        html_raw(out, "<p class=\"soft\">TMDb is asked again ");
        page_due(page, film->next_tmdb_retry_at_ms);
        html_raw(out, "</p>");
    }
    if (!text_empty(view->wanted->reason))
        HTML(out, "<p>$</p>",
             html_short(words_reason(view->wanted->reason, page->arena), PAGE_LINE_BYTES, page->arena));
    html_raw(out, "</div></div>\n");
}

static const struct {
    const char *done, *sentence;
} deeds[] = {
    { "retry", "TMDb and the sources were asked." },
    { "give-up", "Given up: nobody looks for it now." },
    { "edit", "Saved. An edit survives every upgrade." },
    { "revert",
      "The edit is taken back: the field says what the sources say, at the latest when they are asked next." },
    { "merge", "Taken: TMDb's record is this film." },
    { "refuse", "Noted: that TMDb record is never taken for it." },
    { "undo", "Taken back: it is a placeholder again." },
};

static void add_notice(struct page *page, const struct exchange *exchange)
{
    struct text done = request_query(&exchange->request, "done");
    for (size_t i = 0; i < COUNT_OF(deeds); i++) {
        if (text_is(done, deeds[i].done))
            page_notice(page, true, text_of(deeds[i].sentence));
    }
}

static enum status add_all(struct page *page, struct exchange *exchange, struct store *store,
                           const struct placeholder_view *view, struct error *err)
{
    const struct movie *movie = &view->film->movie;
    struct page_life life = { .view = view };
    enum status status = page_life_read(store, movie->imdb_id, page->arena, &life, err);
    if (status != OK)
        return status;
    page->is_live = true;
    page_begin(page, text_empty(movie->title) ? movie->imdb_id : movie->title, "");
    add_notice(page, exchange);
    add_head(page, view);
    if (text_known(page->token))
        add_acts(page, view);
    if (view->candidates->count > 0)
        html_raw(&page->out, "<h2>TMDb records looked at</h2>\n");
    for (size_t i = 0; i < view->candidates->count; i++)
        page_candidate(page, movie->imdb_id, &view->candidates->at[i]);
    page_life(page, &life);
    page_record(page, view->film);
    page_life_answers(page, &life);
    return OK;
}

/* Somebody wanted it, and there is no record: not yet, or for a reason. */
static enum status add_wanted(struct page *page, const struct exchange *exchange, struct store *store, struct text id,
                              struct error *err)
{
    struct wanted wanted;
    struct buf *out = &page->out;
    struct placeholder_view view = { .wanted = &wanted };
    struct page_life life = { .view = &view };
    enum status status = store_wanted_get(store, id, page->arena, &wanted, err);
    if (status == OK)
        status = page_life_read(store, id, page->arena, &life, err);
    if (status != OK)
        return status;
    bool over = text_known(wanted.outcome) && !text_is(wanted.outcome, "unknown");
    page->is_live = true;
    page_begin(page, text_empty(wanted.title) ? id : wanted.title, "");
    add_notice(page, exchange);
    html_raw(out, "<div class=\"film-head\"><span class=\"poster none\">no poster</span><div><p>");
    page_state(page, over ? wanted.outcome : TEXT("unknown"));
    HTML(out, " <a href=\"https://www.imdb.com/title/$/\" rel=\"noreferrer\">IMDb $</a></p>\n<p>", id, id);
    html_raw(out, over ? "There is no record of it" : "There is no record of it yet; it is asked for again by itself");
    html_raw(out, ". Somebody wanted it ");
    html_when(out, wanted.asked_at_ms, page->now_ms, page->arena);
    if (wanted.answered_at_ms != 0) {
        html_raw(out, "; the last answer came ");
        html_when(out, wanted.answered_at_ms, page->now_ms, page->arena);
    }
    html_raw(out, ".</p>");
    if (!text_empty(wanted.reason))
        HTML(out, "<p>$</p>", html_short(words_reason(wanted.reason, page->arena), PAGE_LINE_BYTES, page->arena));
    html_raw(out, "</div></div>\n");
    if (text_known(page->token)) {
        page_form(page, arena_printf(page->arena, "/films/%.*s", TEXT_ARG(id)));
        html_raw(out, "<button class=\"first\" name=\"do\" value=\"retry\">Ask TMDb now</button></form>\n");
    }
    page_life(page, &life);
    page_life_answers(page, &life);
    return OK;
}

enum httpd_next page_film(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct placeholder_view view = { 0 };
    struct error err;
    struct text id = exchange->request.segments[1];
    if (!movie_is_imdb_id(id))
        return page_refuse(&page, exchange, 404, TEXT("A film is named by its IMDb id here, tt and 7 to 10 digits."));
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = placeholder_view_read(desk->store, id, page.arena, &view, &err);
    if (status == OK)
        status = add_all(&page, exchange, desk->store, &view, &err);
    else if (status == NOT_FOUND)
        status = add_wanted(&page, exchange, desk->store, id, &err);
    if (status == NOT_FOUND)
        return page_refuse(&page, exchange, 404,
                           arena_printf(page.arena, "%.*s has no record here, and nobody wanted it.", TEXT_ARG(id)));
    return status == OK ? page_answer(&page, exchange, 200) : page_failed(&page, exchange, status, &err);
}

/* What came, as text and nothing else, whatever it says it is. */
enum httpd_next page_raw_answer(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct text name = exchange->request.segments[1], body;
    struct error err;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (name.len != SHA256_CHARS || !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return page_refuse(&page, exchange, 404, TEXT("An answer is named by its SHA-256 here."));
    }
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_answer_bytes(desk->store, name, RAW_BYTES_MAX, page.arena, &body, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    answer_text(exchange, 200, "text/plain; charset=utf-8", body);
    return HTTPD_ANSWER;
}

/* /sources and /jobs. */
#include "daemon/page.h"
#include "daemon/page_words.h"
#include "daemon/source_state.h"
#include "extract/json_cursor.h"
#include "model/movie.h"
#include "store/jobs_look.h"
#include "work/workers.h"

enum { JOBS_SHOWN = 50 };

/* ── sources ── */

static void add_limits(struct page *page, const struct source_state *state)
{
    struct buf *out = &page->out;
    struct arena *a = page->arena;
    static const char *const words[] = { [BREAKER_CLOSED] = "Asked as usual",
                                         [BREAKER_HALF_OPEN] = "One request tries whether it is well again",
                                         [BREAKER_OPEN] = "Left alone: it failed too often" };
    HTML(out, "<p class=\"soft\">$", text_of(words[state->breaker.state]));
    if (state->requests_per_second > 0)
        HTML(out, " · $ requests a second", arena_printf(a, "%g", state->requests_per_second));
    if (state->quota > 0)
        HTML(out, " · $ of $ used today", html_number(state->used.used, a), html_number(state->quota, a));
    html_raw(out, "</p>");
}

static void add_source(struct page *page, const struct source_state *state)
{
    const struct source_terms *terms = state->terms;
    struct buf *out = &page->out;
    struct arena *a = page->arena;
    HTML(out, "<section class=\"card\"><h2>$ <code>$</code> ", words_source(text_of(terms->name), a),
         text_of(terms->name));
    page_state(page, text_of(source_state_word(state->kind)));
    html_raw(out, "</h2>");
    if (text_known(state->reason))
        HTML(out, "<p>$</p>", html_short(state->reason, PAGE_LINE_BYTES, a));
    if (state->until_ms != 0) {
        html_raw(out, "<p>Left alone until ");
        html_when(out, state->until_ms, page->now_ms, a);
        html_raw(out, "</p>");
    }
    for (size_t i = 0; i < state->fact_count; i++) {
        if (state->facts[i].lost_since_ms != 0)
            HTML(out, "<p>$: no record is written from a page without it</p>", layout_fact_text(&state->facts[i], a));
    }
    if (state->kind != SOURCE_OFF && !text_is(text_of(terms->quota), "none"))
        add_limits(page, state);
    HTML(out, "<p>$</p><p class=\"soft\">Licence: $ · commercial use: $", text_of(terms->attribution),
         text_of(terms->licence), text_of(terms->commercial_use));
    if (!text_is(text_of(terms->quota), "none"))
        HTML(out, " · $", text_of(terms->quota));
    html_raw(out, "</p></section>\n");
}

enum httpd_next page_sources(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct gate_memory memory = { 0 };
    struct error err;
    struct store *store = desk_store(desk, exchange);
    if (store == NULL)
        return HTTPD_ANSWER;
    enum status status = gate_memory_read(store, page.arena, &memory, &err);
    page_begin(&page, TEXT("Sources"), "/sources");
    html_raw(&page.out, "<p class=\"lead\">Who is asked, how they are, and what their data may be used for.</p>\n"
                        "<div class=\"two sources\">\n");
    for (size_t i = 0; i < source_terms_count && status == OK; i++) {
        struct source_state state;
        source_state_read(desk->daemon->config, &source_terms[i], &memory, page.now_ms, page.arena, &state);
        status = source_state_read_quota(store, page.now_ms, &state, &err);
        if (status == OK)
            add_source(&page, &state);
    }
    html_raw(&page.out, "</div>\n");
    return status == OK ? page_answer(&page, exchange, 200) : page_failed(&page, exchange, status, &err);
}

/* ── jobs ── */

static const char *const job_states[] = { "",          "available", "scheduled", "executing",
                                          "retryable", "completed", "discarded", "cancelled" };

static void add_counts(struct page *page, const struct queue_count *counts, size_t count)
{
    html_raw(&page->out, "<dl class=\"cards\">\n");
    for (size_t i = 0; i < count; i++)
        HTML(&page->out, "<div><dt>Queue $</dt><dd>$<small>$</small></dd></div>\n", counts[i].queue,
             html_number(counts[i].jobs, page->arena), words_state(counts[i].state, page->arena));
    html_raw(&page->out, "</dl>\n");
}

static bool is_one_of(struct text name, const struct texts *names)
{
    for (size_t i = 0; i < names->count; i++) {
        if (text_equal(name, names->at[i]))
            return true;
    }
    return false;
}

static void add_queues(struct page *page, const struct texts *paused)
{
    struct buf *out = &page->out;
    html_raw(out, "<ul class=\"queues\" aria-label=\"Queues\">\n");
    for (size_t i = 0; i < WORK_QUEUES; i++) {
        struct text name = text_of(work_queues[i]);
        bool rests = is_one_of(name, paused);
        HTML(out, "<li><code>$</code> ", name);
        page_state(page, rests ? TEXT("paused") : TEXT("runs"));
        if (text_known(page->token)) {
            page_form(page, arena_printf(page->arena, "/queues/%s", work_queues[i]));
            HTML(out,
                 rests ? "<button name=\"do\" value=\"resume\" aria-label=\"Resume queue $\">Resume</button></form>"
                       : "<button name=\"do\" value=\"pause\" aria-label=\"Pause queue $\">Pause</button></form>",
                 name);
        }
        html_raw(out, "</li>\n");
    }
    html_raw(out, "</ul>\n");
}

static void add_form(struct page *page, struct text state)
{
    html_raw(&page->out, "<form class=\"find\" method=\"get\" action=\"/jobs\"><div><label for=\"state\">State</label>"
                         "<select id=\"state\" name=\"state\">");
    for (size_t i = 0; i < COUNT_OF(job_states); i++)
        HTML(&page->out,
             text_is(state, job_states[i]) ? "<option value=\"$\" selected>$</option>"
                                           : "<option value=\"$\">$</option>",
             text_of(job_states[i]), i == 0 ? TEXT("any") : text_of(job_states[i]));
    html_raw(&page->out, "</select></div><button class=\"first\">Show</button></form>\n");
}

/* The film that the job is about; unknown when its arguments name none. */
static struct text film_of(const struct job_row *job, struct arena *arena)
{
    struct json_cursor c;
    struct text key, id = { 0 };
    json_open(&c, job->args);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "imdb_id"))
                (void)json_read_text(&c, arena, &id);
        }
    }
    return json_finish(&c, NULL) == OK && movie_is_imdb_id(id) ? id : (struct text){ 0 };
}

static void add_job(struct page *page, const struct job_row *job)
{
    struct buf *out = &page->out;
    struct text id = arena_printf(page->arena, "%lld", (long long)job->id);
    bool ended = job->completed_at_ms != 0 || job->cancelled_at_ms != 0 || job->discarded_at_ms != 0;
    struct text film = film_of(job, page->arena);
    HTML(out, "<tr><th scope=\"row\" class=\"n\" data-name=\"Job\">$</th><td>$ <span class=\"soft\">$</span>", id,
         job->worker, job->queue);
    if (text_known(film))
        HTML(out, " <a href=\"/films/$\">$</a>", film, film);
    if (!text_is(job->args, "{}"))
        HTML(out, "<br><code class=\"soft\">$</code>", html_short(job->args, PAGE_TITLE_BYTES, page->arena));
    html_raw(out, "</td><td>");
    page_state(page, job->state);
    HTML(out, "</td><td class=\"n\" data-name=\"Attempt\">$</td><td data-name=\"Due\">",
         arena_printf(page->arena, "%lld of %lld", (long long)job->attempt, (long long)job->max_attempts));
    html_when(out, job->scheduled_at_ms, page->now_ms, page->arena);
    html_raw(out, "</td><td>");
    if (text_known(page->token) && !text_is(job->state, "executing")) {
        page_form(page, arena_printf(page->arena, "/jobs/%lld", (long long)job->id));
        if (ended || text_is(job->state, "retryable") || text_is(job->state, "scheduled"))
            HTML(out, "<button name=\"do\" value=\"retry\" aria-label=\"Run job $ now\">Run now</button> ", id);
        if (!ended)
            HTML(out, "<button name=\"do\" value=\"cancel\" aria-label=\"Cancel job $\">Cancel</button>", id);
        html_raw(out, "</form>");
    }
    html_raw(out, "</td></tr>\n");
}

static bool is_job_state(struct text state)
{
    for (size_t i = 1; i < COUNT_OF(job_states); i++) {
        if (text_is(state, job_states[i]))
            return true;
    }
    return false;
}

static void add_jobs(struct page *page, const struct job_row *jobs, size_t count, struct text state)
{
    if (count == 0) {
        html_raw(&page->out, "<p class=\"empty\">No job here.</p>\n");
        return;
    }
    html_raw(&page->out,
             "<div class=\"wide\"><table class=\"stack\"><caption>The newest first</caption><thead><tr><th "
             "scope=\"col\" class=\"n\">Job</th><th scope=\"col\">Work</th><th scope=\"col\">State</th><th "
             "scope=\"col\" class=\"n\">Attempt</th><th scope=\"col\">Due</th><th scope=\"col\">By hand</th>"
             "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++)
        add_job(page, &jobs[i]);
    html_raw(&page->out, "</tbody></table></div>\n");
    if (count == JOBS_SHOWN)
        HTML(&page->out, "<p><a href=\"/jobs?state=$&amp;before=$\">Older jobs</a></p>\n", state,
             arena_printf(page->arena, "%lld", (long long)jobs[count - 1].id));
}

enum httpd_next page_jobs(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct text state = request_query(&exchange->request, "state");
    struct jobs_page list = { .before_id = INT64_MAX, .max = JOBS_SHOWN };
    struct queue_count *counts;
    struct job_row *jobs;
    struct texts paused;
    size_t count, queue_count;
    struct error err;
    if (is_job_state(state))
        list.state = state;
    (void)num_parse(request_query(&exchange->request, "before"), 1, INT64_MAX, &list.before_id);
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_jobs_count(desk->store, page.arena, &counts, &queue_count, &err);
    if (status == OK)
        status = store_queues_paused(desk->store, page.arena, &paused, &err);
    if (status == OK)
        status = store_jobs_list(desk->store, &list, page.arena, &jobs, &count, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    page.is_live = true;
    page_begin(&page, TEXT("Jobs"), "/jobs");
    html_raw(&page.out, "<p class=\"lead\">What waits for its turn, runs, and was done.</p>\n");
    if (queue_count > 0)
        add_counts(&page, counts, queue_count);
    add_queues(&page, &paused);
    html_raw(&page.out, "<h2>Every job</h2>\n");
    add_form(&page, list.state);
    add_jobs(&page, jobs, count, list.state);
    return page_answer(&page, exchange, 200);
}

/* What happened to a film, in the order in which it did. */
#include "daemon/page_life.h"

#include "daemon/page_record.h"
#include "daemon/page_words.h"
#include "store/history.h"

#include <stdlib.h>

enum { CHANGES_SHOWN = 20 };

struct moment {
    int64_t at_ms;
    size_t order; /* of those at the same second: wanted, jobs, calls, history */
    bool key;     /* its state changed */
    struct text what, why;
    const struct stored_movie *before, *after; /* NULL: nothing to compare */
};

enum status page_life_read(struct store *store, struct text imdb_id, struct arena *arena, struct page_life *life,
                           struct error *err)
{
    static const char *const film_workers[COUNT_OF(life->jobs)] = { "TMDbDetailsWorker",
                                                                    "PlaceholderEnrichmentWorker" };
    enum status status = store_film_calls(store, imdb_id, arena, &life->calls, &life->call_count, err);
    if (status == OK)
        status = store_film_answers(store, imdb_id, arena, &life->answers, &life->answer_count, err);
    for (size_t i = 0; i < COUNT_OF(film_workers) && status == OK; i++) {
        status = store_job_of_film(store, imdb_id, film_workers[i], arena, &life->jobs[life->job_count], err);
        life->job_count += status == OK;
        status = status == NOT_FOUND ? OK : status;
    }
    return status;
}

static int by_time(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms ? 1 : -1;
    return a->order < b->order ? 1 : a->order > b->order ? -1 : 0;
}

static struct moment of_history(const struct history_entry *entry, struct arena *arena)
{
    struct text from = words_state(entry->from_status, arena), to = words_state(entry->to_status, arena);
    struct text event = words_field(entry->event, arena), way = TEXT("");
    if (text_known(from) && text_known(to) && !text_equal(from, to))
        way = arena_printf(arena, ": %.*s \u2192 %.*s", TEXT_ARG(from), TEXT_ARG(to));
    else if (text_known(to) && !text_known(from))
        way = arena_printf(arena, ": %.*s", TEXT_ARG(to));
    return (struct moment){ .at_ms = entry->at_ms,
                            .key = true,
                            .what = arena_printf(arena, "%.*s by %.*s%.*s", TEXT_ARG(event), TEXT_ARG(entry->actor),
                                                 TEXT_ARG(way)),
                            .why = words_reason(entry->reason, arena) };
}

/* The newest changes with what the record said before and after. Where an entry does not tell what came out of it, that
 * is what the next change found, or the film as it is. */
static void compare(const struct placeholder_view *view, size_t entry, struct arena *arena, struct moment *out)
{
    const struct history_entry *history = view->history;
    struct stored_movie *before = arena_alloc(arena, sizeof *before), *after = arena_alloc(arena, sizeof *after);
    struct error err;
    struct text told = history[entry].after;
    for (size_t newer = entry; newer > 0 && !text_known(told); newer--)
        told = history[newer - 1].before;
    if (history_read(history[entry].before, arena, before, &err) != OK ||
        (text_known(told) && history_read(told, arena, after, &err) != OK))
        return; /* another version's: shown without */
    out->before = before;
    out->after = text_known(told) ? after : view->film;
}

static struct moment of_call(const struct trace_call *call, struct arena *arena)
{
    bool absent = text_is(call->error_type, "not_found");
    struct text took = call->ms.known ? arena_printf(arena, ", %lld ms", (long long)call->ms.value) : TEXT("");
    return (struct moment){ .at_ms = call->at_ms,
                            .what = arena_printf(arena, "%.*s was asked (%.*s%.*s): %s",
                                                 TEXT_ARG(words_source(call->source, arena)),
                                                 TEXT_ARG(words_operation(call->operation, arena)), TEXT_ARG(took),
                                                 call->success ? "found"
                                                 : absent      ? "a definite no"
                                                               : "could not tell"),
                            .why = call->success || absent ? (struct text){ 0 } : call->error_message };
}

static struct moment of_job(const struct job_row *job, struct arena *arena)
{
    return (struct moment){ .at_ms = job->inserted_at_ms,
                            .what = arena_printf(arena, "Job %lld (%.*s) was queued; now: %.*s", (long long)job->id,
                                                 TEXT_ARG(job->worker), TEXT_ARG(words_state(job->state, arena))),
                            .why = { 0 } };
}

static void add_moment(struct page *page, const struct moment *moment)
{
    char iso[CLOCK_ISO_BYTES];
    struct text at = text_of(clock_iso(moment->at_ms, iso));
    html_raw(&page->out, moment->key ? "<li class=\"key\">" : "<li>");
    HTML(&page->out, "<p><time datetime=\"$\">$ $</time> ", at, text_from(at.at, 10), text_from(at.at + 11, 8));
    HTML(&page->out, moment->key ? "<strong>$</strong></p>" : "$</p>",
         html_short(moment->what, PAGE_LINE_BYTES, page->arena));
    if (!text_empty(moment->why))
        HTML(&page->out, "<p class=\"soft\">$</p>", html_short(moment->why, PAGE_LINE_BYTES, page->arena));
    if (moment->before != NULL)
        page_changes(page, moment->before, moment->after);
    html_raw(&page->out, "</li>\n");
}

void page_life(struct page *page, const struct page_life *life)
{
    const struct wanted *wanted = life->view->wanted;
    size_t count = 0;
    struct moment *moments =
        arena_array(page->arena, 1 + life->job_count + life->call_count + life->view->history_count, sizeof *moments);
    if (wanted->asked_at_ms != 0)
        moments[count++] = (struct moment){
            .at_ms = wanted->asked_at_ms, .key = true, .what = TEXT("Somebody wanted it"), .why = wanted->title
        };
    for (size_t i = 0; i < life->job_count; i++)
        moments[count++] = of_job(&life->jobs[i], page->arena);
    for (size_t i = life->call_count; i-- > 0;)
        moments[count++] = of_call(&life->calls[i], page->arena);
    for (size_t i = life->view->history_count; i-- > 0; count++) {
        moments[count] = of_history(&life->view->history[i], page->arena);
        if (i < CHANGES_SHOWN && text_known(life->view->history[i].before))
            compare(life->view, i, page->arena, &moments[count]);
    }
    for (size_t i = 0; i < count; i++)
        moments[i].order = i;
    if (count > 1)
        qsort(moments, count, sizeof *moments, by_time);
    html_raw(&page->out,
             "<h2>Its life, the newest first <small class=\"soft\">times are UTC</small></h2>\n<ol class=\"life\">\n");
    for (size_t i = 0; i < count; i++)
        add_moment(page, &moments[i]);
    html_raw(&page->out, "</ol>\n");
}

/* "TMDb, by title"; a title page is one and nothing else. */
static struct text words_of(const struct trace_answer *answer, struct arena *arena)
{
    struct text source = words_source(answer->source, arena);
    if (text_is(answer->operation, "title_page"))
        return source;
    return arena_printf(arena, "%.*s, %.*s", TEXT_ARG(source), TEXT_ARG(words_operation(answer->operation, arena)));
}

void page_life_answers(struct page *page, const struct page_life *life)
{
    struct buf *out = &page->out;
    if (life->answer_count == 0)
        return;
    html_raw(out,
             "<h2>Raw answers</h2>\n<div class=\"wide\"><table class=\"stack\"><caption>What came, byte by byte as it "
             "is kept</caption><thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Asked for</th><th "
             "scope=\"col\" class=\"n\">Status</th><th scope=\"col\">When</th><th scope=\"col\" class=\"n\">Bytes"
             "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < life->answer_count; i++) {
        const struct trace_answer *a = &life->answers[i];
        HTML(out, "<tr><th scope=\"row\">$</th><td>$</td><td class=\"n\" data-name=\"Status\">$</td><td>",
             words_of(a, page->arena), html_short(a->url, PAGE_LINE_BYTES, page->arena),
             a->http_status.known ? arena_printf(page->arena, "%lld", (long long)a->http_status.value)
                                  : TEXT("\u2013"));
        html_when(out, a->at_ms, page->now_ms, page->arena);
        html_raw(out, "</td><td class=\"n\" data-name=\"Bytes\">");
        if (a->bytes.known)
            HTML(out, "<a href=\"/answers/$\" aria-label=\"$ bytes from $, as text\">$</a>", a->sha256,
                 html_number(a->bytes.value, page->arena), a->source, html_number(a->bytes.value, page->arena));
        else
            html_raw(out, "not kept");
        html_raw(out, "</td></tr>\n");
    }
    html_raw(out, "</tbody></table></div>\n");
}

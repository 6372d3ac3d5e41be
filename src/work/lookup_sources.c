/* The title page's part of a lookup. */
#include "extract/title_page.h"
#include "source/imdb_page.h"
#include "store/layouts.h"
#include "work/lookup_state.h"

static bool could_be_read(const struct answer_class *class)
{
    return class->outcome == ANSWER_FOUND || class->outcome == ANSWER_ABSENT || class == &answer_lost_fact;
}

/* No record is written from a page without a fact that its layout has lost (extract/drift.h): nobody can tell whether
 * the film lacks it. A page that has it is as good as ever. */
static enum status heed_lost_facts(struct lookup *l, struct finding *finding)
{
    struct layout_fact lost[FACT_COUNT];
    size_t count = 0;
    char iso[CLOCK_ISO_BYTES];
    if (finding->class->outcome != ANSWER_FOUND || finding->page.layout == LAYOUT_NONE)
        return OK;
    enum status status = store_layout_lost(l->store, finding->page.layout, lost, &count, l->err);
    const struct layout_fact *lacks = status == OK ? layout_lacks(lost, count, &finding->page) : NULL;
    if (lacks != NULL) {
        finding->note = arena_printf(l->arena, "%s has told no %s since %s, and this page has none: see doctor",
                                     page_layout_name(lacks->layout), fact_field(lacks->fact),
                                     clock_iso(lacks->lost_since_ms, iso));
        finding->class = &answer_lost_fact;
    }
    return status;
}

static void count_page(struct lookup *l, const struct finding *finding, const struct exchange *exchange)
{
    if (!exchange->gate.from_cache && finding->page.layout != LAYOUT_NONE && l->page_count < LOOKUP_PAGES_MAX)
        l->pages[l->page_count++] = finding->page;
}

static enum status read_page(struct lookup *l, const struct question *question, const struct exchange *exchange,
                             struct page_result *out)
{
    struct finding finding = { 0 };
    enum status status = OK;
    *out = (struct page_result){ .class = exchange->class, .fetched_at_ms = exchange->fetched_at_ms };
    if (exchange->class->outcome == ANSWER_FOUND) {
        imdb_page_read(&exchange->gate.answer, l->id, exchange->gate.final_url, l->arena, &finding);
        count_page(l, &finding, exchange);
        status = heed_lost_facts(l, &finding);
        out->class = finding.class;
        out->movie = finding.class == &answer_found ? finding.movie : (struct movie){ 0 };
        out->canonical_id = finding.class == &answer_found ? finding.canonical_id : (struct text){ 0 };
    }
    out->answer_sha256 = lookup_record(l, question, exchange, out->class, finding.note);
    if (status == OK && out->class == &answer_challenge_body)
        status = gate_challenged(l->run->gate, l->store, question->request.url, text_of(out->class->why), l->err);
    struct text why = exchange->gate.refusal != GATE_WENT ? exchange->gate.reason
                      : text_known(finding.note)          ? finding.note
                                                          : text_of(out->class->why);
    out->reason = arena_printf(l->arena, "IMDb's page: %.*s", TEXT_ARG(why));
    return status;
}

/* What was kept and cannot be read (any more) is dropped, and asked for anew; for a challenge that only its body tells,
 * an old page may stand in. */
static enum status fetch_page(struct lookup *l, const struct question *question, struct page_result *out)
{
    struct exchange exchange;
    enum status status = lookup_ask(l, question, &exchange);
    if (status == OK)
        status = read_page(l, question, &exchange, out);
    if (status == OK && exchange.gate.from_cache && !exchange.gate.stale && !could_be_read(out->class)) {
        status = lookup_ask(l, question, &exchange);
        if (status == OK)
            status = read_page(l, question, &exchange, out);
    }
    if (status != OK || out->class != &answer_challenge_body)
        return status;
    status = lookup_ask_old(l, question, text_of(out->class->why), &exchange);
    return status == OK ? read_page(l, question, &exchange, out) : status == NOT_FOUND ? OK : status;
}

/* The template with each {url} filled in. */
static struct text gateway_url(struct text template, struct text page, struct arena *arena)
{
    struct text url = TEXT(""), place = TEXT("{url}"), page_in_query = http_encode(page, arena);
    size_t at;
    while (text_find(template, place, &at)) {
        url = arena_printf(arena, "%.*s%.*s%.*s", TEXT_ARG(url), (int)at, template.at, TEXT_ARG(page_in_query));
        template = text_after(template, at + place.len);
    }
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(url), TEXT_ARG(template));
}

enum status lookup_ask_page(struct lookup *l, struct page_result *out)
{
    const struct lookup_settings *settings = l->run->settings;
    *out = (struct page_result){ 0 };
    if (!lookup_source_on(l, "imdb_page"))
        return OK;
    struct question question = {
        .source = "imdb_page",
        .operation = "title_page",
        .kind = ANSWER_IMDB_PAGE,
        .policy = &settings->imdb_page_policy,
        .request = { .url = imdb_page_url(settings->imdb_page_url, l->id, l->arena),
                     .accept = TEXT("text/html"),
                     .timeout_ms = PAGE_TIMEOUT_MS,
                     .wire_bytes_max = TITLE_PAGE_BYTES_MAX,
                     .body_bytes_max = TITLE_PAGE_BYTES_MAX },
    };
    if (!text_empty(settings->imdb_page_gateway)) {
        question.page = question.request.url;
        question.policy = &settings->gateway_policy;
        question.request.url = gateway_url(settings->imdb_page_gateway, question.page, l->arena);
        question.request.timeout_ms = GATEWAY_TIMEOUT_MS;
    }
    return fetch_page(l, &question, out);
}

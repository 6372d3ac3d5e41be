/* The fallback sources' part of a lookup. Step 1 has one that asks: the title page. */
#include "extract/title_page.h"
#include "source/imdb_page.h"
#include "work/lookup_state.h"

enum status lookup_ask_page(struct lookup *l, struct page_result *out)
{
    struct exchange exchange;
    struct finding finding = { 0 };
    *out = (struct page_result){ 0 };
    if (!lookup_source_on(l, "imdb_page"))
        return OK;
    const struct question question = {
        .source = "imdb_page",
        .operation = "title_page",
        .kind = ANSWER_IMDB_PAGE,
        .policy = &l->run->settings->imdb_page_policy,
        .request = { .url = imdb_page_url(l->run->settings->imdb_page_url, l->id, l->arena),
                     .accept = TEXT("text/html"),
                     .timeout_ms = PAGE_TIMEOUT_MS,
                     .wire_bytes_max = TITLE_PAGE_BYTES_MAX,
                     .body_bytes_max = TITLE_PAGE_BYTES_MAX },
    };
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    out->class = exchange.class;
    if (exchange.class->outcome == ANSWER_FOUND) {
        imdb_page_read(&exchange.gate.answer, l->id, exchange.gate.final_url, l->arena, &finding);
        out->class = finding.class;
        out->movie = finding.movie;
        out->canonical_id = finding.canonical_id;
    }
    out->answer_sha256 = lookup_record(l, &question, &exchange, out->class, finding.note);
    if (out->class == &answer_challenge_body)
        status = gate_challenged(l->run->gate, l->store, question.request.url, text_of(out->class->why), l->err);
    struct text why = exchange.gate.refusal != GATE_WENT ? exchange.gate.reason
                      : text_known(finding.note)         ? finding.note
                                                         : text_of(out->class->why);
    out->reason = arena_printf(l->arena, "IMDb's page: %.*s", TEXT_ARG(why));
    return status;
}

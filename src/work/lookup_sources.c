/* The fallback sources' part of a lookup. Step 1 has one that asks: the title page. */
#include "base/digest.h"
#include "extract/title_page.h"
#include "source/imdb_page.h"
#include "work/lookup_state.h"

/* A page is asked for at most once in cache.ttl_hours, whoever asks: this lookup a moment ago (as that of a merged
 * title), or an earlier one. NOT_FOUND when none is kept. */
static enum status find_kept(struct lookup *l, const struct question *question, struct kept_answer *out)
{
    int64_t now_ms = lookup_now_ms(l), ttl_ms = l->run->settings->cache_ttl_ms;
    const struct answer_query query = { .source = question->source,
                                        .operation = question->operation,
                                        .imdb_id = l->id,
                                        .url = question->request.url,
                                        .after_ms = now_ms - ttl_ms,
                                        .until_ms = now_ms + ttl_ms }; /* later is another clock's */
    for (size_t i = 0; i < l->answer_count; i++) {
        const struct raw_answer *answer = &l->answers[i];
        char hex[DIGEST_HEX_BYTES];
        if (!text_is(text_of(answer->source), question->source) || !text_equal(answer->url, question->request.url) ||
            answer->fetched_at_ms <= now_ms - ttl_ms)
            continue;
        *out = (struct kept_answer){ .http_status = answer->http_status,
                                     .content_type = answer->content_type,
                                     .url = answer->url,
                                     .sha256 = arena_text(l->arena, text_of(digest_sha256_hex(answer->body, hex))),
                                     .body = answer->body,
                                     .fetched_at_ms = answer->fetched_at_ms };
        return OK;
    }
    return store_answer_find(l->store, &query, l->arena, out, l->err);
}

/* Only found and absent count again (design.md law 1): what could not be read is asked for anew. */
static bool read_kept(struct lookup *l, const struct question *question, const struct kept_answer *kept,
                      struct page_result *out)
{
    struct finding finding;
    char iso[CLOCK_ISO_BYTES];
    const struct http_answer answer = {
        .failure = HTTP_ANSWERED, .status = kept->http_status, .content_type = kept->content_type, .body = kept->body
    };
    imdb_page_read(&answer, l->id, kept->url, l->arena, &finding);
    if (finding.class->outcome != ANSWER_FOUND && finding.class->outcome != ANSWER_ABSENT)
        return false;
    struct text note = arena_printf(l->arena, "kept answer of %s", clock_iso(kept->fetched_at_ms, iso));
    lookup_step(l, question->source, question->operation, finding.class, note);
    *out = (struct page_result){ .class = finding.class,
                                 .movie = finding.movie,
                                 .canonical_id = finding.canonical_id,
                                 .answer_sha256 = kept->sha256,
                                 .fetched_at_ms = kept->fetched_at_ms,
                                 .reason = note };
    return true;
}

static enum status fetch_page(struct lookup *l, const struct question *question, struct page_result *out)
{
    struct exchange exchange;
    struct finding finding = { 0 };
    enum status status = lookup_ask(l, question, &exchange);
    if (status != OK)
        return status;
    out->class = exchange.class;
    if (exchange.class->outcome == ANSWER_FOUND) {
        imdb_page_read(&exchange.gate.answer, l->id, exchange.gate.final_url, l->arena, &finding);
        out->class = finding.class;
        out->movie = finding.movie;
        out->canonical_id = finding.canonical_id;
    }
    out->fetched_at_ms = lookup_now_ms(l);
    out->answer_sha256 = lookup_record(l, question, &exchange, out->class, finding.note);
    if (out->class == &answer_challenge_body)
        status = gate_challenged(l->run->gate, l->store, question->request.url, text_of(out->class->why), l->err);
    struct text why = exchange.gate.refusal != GATE_WENT ? exchange.gate.reason
                      : text_known(finding.note)         ? finding.note
                                                         : text_of(out->class->why);
    out->reason = arena_printf(l->arena, "IMDb's page: %.*s", TEXT_ARG(why));
    return status;
}

enum status lookup_ask_page(struct lookup *l, struct page_result *out)
{
    struct kept_answer kept;
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
    enum status status = find_kept(l, &question, &kept);
    if (status == OK && read_kept(l, &question, &kept, out))
        return OK;
    return status == OK || status == NOT_FOUND ? fetch_page(l, &question, out) : status;
}

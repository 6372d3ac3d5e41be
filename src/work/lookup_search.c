/* The title search: few questions, then the details of what may be it, then the identity rule.
 *
 *   title without a year ── one page: that is all TMDb has ───────────────┐
 *                        └─ more: the year, a year later, a year earlier ─┤
 *   original title       ── the same, but the year alone ─────────────────┴→ at most 10 details → E0 to E7
 */
#include "work/lookup_search.h"

#include "identity/normalise.h"
#include "source/tmdb_search.h"

#include <stdlib.h>

enum {
    POOL_MAX = SEARCH_QUERIES_MAX * TMDB_HITS_MAX,
    FAR_YEARS = 3, /* as in K1 */
};

/* How likely a hit is the one, by what a search tells of it: the order in which details are asked. */
enum likeness { SAME_TITLE_NEAR, SAME_TITLE_NO_YEAR, OTHER_TITLE_NEAR, OTHER_TITLE_NO_YEAR, SAME_TITLE_FAR, UNLIKE };

struct member {
    int64_t tmdb_id;
    enum likeness likeness;
    size_t order; /* as found */
};

struct searching {
    struct lookup *l;
    const struct identity_wanted *wanted;
    struct lookup_search *out;
    struct text titles[IDENTITY_TITLES_MAX]; /* normalised */
    struct member pool[POOL_MAX];
    size_t pool_count;
    size_t queries;
    bool whole;   /* every hit of every search is in the pool, and was looked at */
    bool unknown; /* a question was not answered: out->tmdb says why */
};

/* ── asking ── */

/* After an exchange that was neither found nor absent: nothing more is asked, and nothing counts as absent. */
static void could_not_tell(struct searching *s, struct text reason)
{
    s->unknown = true;
    s->out->tmdb = (struct tmdb_result){ .answer = TMDB_UNKNOWN, .reason = reason };
}

/* ── the pool ── */

static bool is_our_title(const struct searching *s, struct text title)
{
    struct text theirs = normalise_title(title, s->l->arena);
    for (size_t i = 0; i < s->wanted->title_count && !text_empty(theirs); i++) {
        if (text_equal(s->titles[i], theirs))
            return true;
    }
    return false;
}

static enum likeness likeness_of(const struct searching *s, const struct tmdb_hit *hit)
{
    bool same = is_our_title(s, hit->title) || is_our_title(s, hit->original_title);
    if (!s->wanted->year.known || !hit->year.known)
        return same ? SAME_TITLE_NO_YEAR : OTHER_TITLE_NO_YEAR;
    if (llabs(s->wanted->year.value - hit->year.value) < FAR_YEARS)
        return same ? SAME_TITLE_NEAR : OTHER_TITLE_NEAR;
    return same ? SAME_TITLE_FAR : UNLIKE;
}

static void take_hit(struct searching *s, const struct tmdb_hit *hit)
{
    enum likeness likeness = likeness_of(s, hit);
    for (size_t i = 0; i < s->pool_count; i++) {
        if (s->pool[i].tmdb_id == hit->tmdb_id)
            return;
    }
    if (likeness != UNLIKE && s->pool_count < POOL_MAX) {
        s->pool[s->pool_count] = (struct member){ hit->tmdb_id, likeness, s->pool_count };
        s->pool_count++;
    }
}

static bool all_have_our_title(const struct searching *s, const struct tmdb_search *page)
{
    for (size_t i = 0; i < page->hit_count; i++) {
        if (!is_our_title(s, page->hits[i].title) && !is_our_title(s, page->hits[i].original_title))
            return false;
    }
    return page->hit_count > 0;
}

/* One page into *out; its hits are not yet in the pool. */
static enum status ask_page(struct searching *s, const struct tmdb_search_ask *ask, struct tmdb_search *out)
{
    struct lookup *l = s->l;
    const struct lookup_settings *settings = l->run->settings;
    struct exchange exchange;
    struct text url = tmdb_search_url(settings->tmdb_url, ask, settings->tmdb_language, l->arena);
    *out = (struct tmdb_search){ .class = &answer_absent, .whole = true };
    if (!text_known(url) || s->unknown)
        return OK; /* nothing to search for */
    if (s->queries == SEARCH_QUERIES_MAX) {
        out->whole = false;
        return OK;
    }
    s->queries++;
    /* A 404 in TMDb's words is no wrong address: /find has answered there (facts/tmdb.md §1.2). */
    struct question question = lookup_tmdb_question(l, "search", ANSWER_TMDB_JSON, url);
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    const struct answer_class *class = exchange.class;
    if (class->outcome == ANSWER_FOUND) {
        tmdb_read_search(exchange.gate.answer.body, l->arena, out);
        class = out->class;
        out->whole = out->whole && out->page == (ask->page > 0 ? ask->page : 1);
    }
    (void)lookup_record(l, &question, &exchange, class, (struct text){ 0 });
    lookup_note_refused_key(l, &exchange);
    if (class->outcome != ANSWER_FOUND && class->outcome != ANSWER_ABSENT)
        could_not_tell(s, lookup_tmdb_unknown(l, &exchange, class));
    return OK;
}

static void take_page(struct searching *s, const struct tmdb_search *page)
{
    for (size_t i = 0; i < page->hit_count; i++)
        take_hit(s, &page->hits[i]);
}

/* A search whose first page is taken in any case, and the second when the first holds nothing but our title. */
static enum status ask_narrow(struct searching *s, struct tmdb_search_ask ask)
{
    struct tmdb_search page;
    enum status status = ask_page(s, &ask, &page);
    if (status != OK)
        return status;
    take_page(s, &page);
    if (page.whole)
        return OK;
    if (page.total_pages > 1 && all_have_our_title(s, &page)) {
        ask.page = 2;
        status = ask_page(s, &ask, &page);
        if (status != OK)
            return status;
        take_page(s, &page);
    }
    s->whole = s->whole && page.whole;
    return OK;
}

/* Without a year first: when one page holds all, it holds whatever a search with a year would give. */
static enum status ask_title(struct searching *s, struct text title, bool years_around)
{
    struct number year = s->wanted->year;
    struct tmdb_search_ask ask = { .title = title, .adult = s->wanted->adult.known && s->wanted->adult.value };
    struct tmdb_search page;
    if (!year.known)
        return ask_narrow(s, ask);
    enum status status = ask_page(s, &ask, &page);
    if (status != OK || page.whole) {
        take_page(s, &page);
        return status;
    }
    ask.year = year;
    status = ask_narrow(s, ask);
    ask.year = (struct number){ 0 };
    for (int step = 1; step >= -1 && years_around && status == OK; step -= 2) { /* a year later is the common case */
        ask.primary_year = number_of(year.value + step);
        status = ask_narrow(s, ask);
    }
    return status;
}

static enum status fill_pool(struct searching *s)
{
    const struct identity_wanted *wanted = s->wanted;
    enum status status = ask_title(s, wanted->titles[0], true);
    for (size_t i = 1; i < wanted->title_count && status == OK && !s->unknown; i++) {
        if (text_empty(s->titles[i]) || text_equal(s->titles[i], s->titles[0]))
            continue;
        return ask_title(s, wanted->titles[i], false); /* the original title, the first one that is another */
    }
    return status;
}

/* ── details ── */

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->likeness != y->likeness)
        return x->likeness < y->likeness ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static enum status ask_details(struct searching *s, int64_t tmdb_id)
{
    struct tmdb_result *result = &s->out->looked_at[s->out->looked_at_count];
    enum status status = lookup_ask_details(s->l, tmdb_id, result);
    if (status != OK)
        return status;
    if (result->answer == TMDB_ACCEPTED)
        s->out->looked_at_count++;
    else if (result->answer == TMDB_UNKNOWN) /* absent: it vanished since the search */
        could_not_tell(s, result->reason);
    return OK;
}

static enum status look_at_pool(struct searching *s)
{
    enum status status = OK;
    qsort(s->pool, s->pool_count, sizeof s->pool[0], compare_members);
    s->whole = s->whole && s->pool_count <= SEARCH_DETAILS_MAX;
    for (size_t i = 0; i < s->pool_count && i < SEARCH_DETAILS_MAX && status == OK && !s->unknown; i++)
        status = ask_details(s, s->pool[i].tmdb_id);
    return status;
}

/* ── deciding ── */

static void offer_candidates(struct searching *s, const struct identity_candidate *pool)
{
    struct lookup_search *out = s->out;
    struct arena *arena = s->l->arena;
    struct candidates offered = { .at = arena_array(arena, SEARCH_DETAILS_MAX, sizeof *offered.at) };
    for (size_t rank = 1; rank <= out->looked_at_count; rank++) {
        for (size_t i = 0; i < out->looked_at_count; i++) {
            const struct evidence *e = &out->evidence[i];
            const struct movie *movie = &out->looked_at[i].details.movie;
            if (e->rank != rank || !e->offered)
                continue;
            offered.at[offered.count++] = (struct candidate){
                .tmdb_id = pool[i].tmdb_id,
                .rank = (int64_t)rank,
                .title = movie->title,
                .year = movie->year,
                .evidence = evidence_json(s->wanted, &pool[i], e, arena),
                .verdict = TEXT("offered"),
                .seen_at_ms = lookup_now_ms(s->l),
            };
        }
    }
    out->candidates = offered;
}

static void decide(struct searching *s)
{
    struct lookup *l = s->l;
    struct lookup_search *out = s->out;
    struct identity_candidate *pool = arena_array(l->arena, SEARCH_DETAILS_MAX, sizeof *pool);
    for (size_t i = 0; i < out->looked_at_count; i++)
        pool[i] = out->looked_at[i].details.candidate;
    const struct evidence_pool all = { pool, out->looked_at_count, s->whole };
    out->decision = evidence_decide(s->wanted, &all, l->arena, out->evidence);
    struct text rule = arena_printf(l->arena, "%s: %s, %.*s", out->decision.rule,
                                    identity_verdict_name(out->decision.verdict), TEXT_ARG(out->decision.detail));
    if (out->decision.verdict == IDENTITY_ACCEPT) {
        l->out->rule = rule;
        out->tmdb = out->looked_at[out->decision.index];
        out->tmdb.answer = TMDB_ACCEPTED;
        out->tmdb.reason = rule;
        return;
    }
    offer_candidates(s, pool);
    out->tmdb = (struct tmdb_result){
        .answer = TMDB_ABSENT,
        .reason =
            arena_printf(l->arena, "TMDb has no record that is proven to be %.*s (title search: %zu looked at, %.*s)",
                         TEXT_ARG(s->wanted->imdb_id), out->looked_at_count, TEXT_ARG(rule)),
    };
}

enum status lookup_search(struct lookup *l, const struct identity_wanted *wanted, struct lookup_search *out)
{
    struct searching *s = arena_alloc(l->arena, sizeof *s);
    *out = (struct lookup_search){ .tmdb = { .answer = TMDB_ABSENT } };
    *s = (struct searching){ .l = l, .wanted = wanted, .out = out, .whole = true };
    if (identity_is_not_a_movie(wanted->type, 0, 0)) {
        out->tmdb.answer = TMDB_NOT_A_MOVIE;
        out->tmdb.reason = arena_printf(l->arena, "IMDb calls it %.*s", TEXT_ARG(wanted->type));
        return OK;
    }
    if (wanted->title_count == 0) {
        out->tmdb.reason = TEXT("TMDb does not know the id, and there is no title to search for");
        return OK;
    }
    if (atomic_load(&l->run->tmdb_refused)) {
        out->tmdb.answer = TMDB_UNKNOWN;
        out->tmdb.reason = TEXT("TMDb could not tell: it refuses the key; check tmdb.token");
        return OK;
    }
    for (size_t i = 0; i < wanted->title_count; i++)
        s->titles[i] = normalise_title(wanted->titles[i], l->arena);
    enum status status = fill_pool(s);
    if (status == OK && !s->unknown)
        status = look_at_pool(s);
    if (status == OK && !s->unknown)
        decide(s);
    return status;
}

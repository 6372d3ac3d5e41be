/* The main job: one IMDb id to a TMDb record, a placeholder, or an honest reason.
 *
 *   wanted row → store → local index → TMDb /find ── accepted ──→ full | soft | imdb_enriched (gaps from the sources)
 *                            │                    ├─ could not tell → unknown; nothing is stored as absent
 *                            │                    └─ absent → sources in order ── merged → once more with the other id
 *                            │                                                 ├─ IMDb 404 → not_found
 *                            └── a series, a game: not_a_movie, here as there ─┤
 *                                                                              ├─ a title → Wikidata's hint, search
 *                                                                              │     ├─ proven → accepted
 *                                                                              │     └─ not → imdb_placeholder
 *                                                                              └─ no title → unknown
 */
#include "work/lookup.h"

#include "lifecycle/merge.h"
#include "work/imdb_data.h"
#include "work/lookup_gather.h"
#include "work/lookup_search.h"

static enum status settle(struct lookup *l, const char *outcome, struct text reason)
{
    l->out->outcome = text_of(outcome);
    l->out->reason = reason;
    return OK;
}

/* What the stored row answers; NULL for nothing. import_status may be another program's word: then only a TMDb id
 * counts. */
static const char *stored_outcome(const struct lookup *l)
{
    static const char *const ours[] = { "full", "soft", "imdb_enriched", "imdb_placeholder" };
    for (size_t i = 0; l->has_stored && i < COUNT_OF(ours); i++) {
        if (text_is(l->stored.import_status, ours[i]))
            return ours[i];
    }
    return l->has_stored && l->stored.movie.tmdb_id.known ? "soft" : NULL;
}

static bool has_tmdb_record(const struct lookup *l)
{
    const char *outcome = stored_outcome(l);
    return outcome != NULL && !text_is(text_of(outcome), "imdb_placeholder");
}

static enum status answer_with_stored(struct lookup *l, struct text reason)
{
    l->out->has_movie = true;
    l->out->movie = l->stored;
    return settle(l, stored_outcome(l), reason);
}

/* ── the store ── */

/* An outcome without a record that need not be asked again yet. It outranks a row that is older: a placeholder that was
 * found to be no film. What was stored by a clock far ahead is not believed (contract §3). */
static bool settled_before(const struct lookup *l)
{
    int64_t age_ms = lookup_now_ms(l) - l->wanted.answered_at_ms;
    if (!text_known(l->wanted.imdb_id) || l->run->fresh ||
        (l->has_stored && l->stored.updated_at_ms > l->wanted.answered_at_ms))
        return false;
    int64_t ttl_ms = l->run->settings->cache_ttl_ms;
    bool recent = age_ms < ttl_ms && age_ms > -ttl_ms;
    return text_is(l->wanted.outcome, "not_a_movie") || (text_is(l->wanted.outcome, "not_found") && recent);
}

static enum status load_stored(struct lookup *l)
{
    enum status status = store_movie_get(l->store, l->id, l->arena, &l->stored, l->err);
    l->has_stored = status == OK;
    return status == NOT_FOUND ? OK : status;
}

static enum status load_known(struct lookup *l, const struct lookup_ask *ask)
{
    enum status status = store_remap_get(l->store, l->asked_id, l->arena, &l->id, l->err);
    if (status != OK)
        return status;
    status = store_wanted_get(l->store, l->asked_id, l->arena, &l->wanted, l->err);
    if (status != OK && status != NOT_FOUND)
        return status;
    l->title = text_known(ask->title) ? ask->title : l->wanted.title;
    l->year = ask->year.known ? ask->year : l->wanted.year;
    return load_stored(l);
}

/* Written down before the first request; a row that already says all of it is left alone. */
static enum status write_wanted(struct lookup *l, const struct lookup_ask *ask)
{
    bool has_row = text_known(l->wanted.imdb_id);
    bool adds = (text_known(ask->title) && !text_known(l->wanted.title)) || (ask->year.known && !l->wanted.year.known);
    if (l->run->dry_run || (has_row && !adds))
        return OK;
    const struct wanted row = {
        .imdb_id = l->asked_id, .title = ask->title, .year = ask->year, .asked_at_ms = lookup_now_ms(l)
    };
    return store_wanted_add(l->store, &row, l->err);
}

/* ── building the row ── */

/* What an earlier placeholder knew is kept where nobody says anything new. */
static void fill_from_stored(struct lookup *l, struct stored_movie *row)
{
    if (!l->has_stored)
        return;
    merge_keep(&row->movie, row->origins, &l->stored.movie, l->stored.origins);
    if (row->imdb_scraped_at_ms == 0)
        row->imdb_scraped_at_ms = l->stored.imdb_scraped_at_ms;
    if (!text_known(row->imdb_data))
        row->imdb_data = l->stored.imdb_data;
}

static void take_row(struct lookup *l, const struct stored_movie *row, const char *status)
{
    l->out->has_movie = true;
    l->out->movie = *row;
    l->out->movie.import_status = text_of(status);
    l->out->movie.movie.imdb_id = l->id;
}

/* ── the answers of TMDb ── */

/* A title that IMDb knows as a series is none of ours, even when TMDb has it as a movie (Radarr#2763). */
static enum status not_a_film(struct lookup *l, const struct source_answer *answer)
{
    struct text source = text_of(answer->source);
    const char *who = text_is(source, "wikidata") ? "Wikidata" : text_is(source, "omdb") ? "OMDb" : "IMDb";
    l->out->rule = TEXT("G0: not a movie");
    return settle(l, "not_a_movie", arena_printf(l->arena, "%s calls it %.*s", who, TEXT_ARG(answer->movie.type)));
}

static enum status accepted(struct lookup *l, const struct tmdb_result *tmdb, struct gathered *g)
{
    const struct source_terms *terms = source_terms_find(TEXT("tmdb"));
    const struct field_origin origin = { .source = text_of(terms->name),
                                         .licence = text_of(terms->licence),
                                         .fetched_at_ms = tmdb->fetched_at_ms,
                                         .answer_sha256 = tmdb->answer_sha256 };
    struct stored_movie row = { .tmdb_data = tmdb->body, .poster_path = tmdb->details.poster_path };
    bool wide = tmdb_passes_quality_bar(&tmdb->details);
    (void)merge_fill(&row.movie, row.origins, &tmdb->details.movie, &origin);
    if (merge_has_gap(&row.movie)) {
        enum status status = gather_rest(l, &row.movie, GATHER_FOR_GAPS, g);
        if (status != OK)
            return status;
        const struct source_answer *other = gather_not_a_film(g, GATHER_FOR_GAPS);
        if (other != NULL)
            return not_a_film(l, other);
        struct stored_movie whole = { 0 };
        gather_fill(l, g, false, &whole);
        if (text_known(whole.movie.title))
            row.imdb_data = imdb_data_write(&whole.movie, whole.origins, l->arena);
        gather_fill(l, g, false, &row);
    }
    fill_from_stored(l, &row);
    if (!text_known(row.poster_path))
        row.poster_path = row.movie.poster_url; /* contract §4: the full URL when it is not TMDb's */
    const char *outcome = merge_enriched(&row.movie, row.origins) ? "imdb_enriched" : wide ? "full" : "soft";
    take_row(l, &row, outcome);
    return settle(l, outcome,
                  arena_printf(l->arena, "TMDb has it as movie %lld", (long long)tmdb->details.candidate.tmdb_id));
}

static enum status placeholder(struct lookup *l, struct stored_movie *row, struct text reason)
{
    fill_from_stored(l, row);
    row->movie.imdb_id = l->id;
    row->poster_path = row->movie.poster_url;
    bool again = l->has_stored && text_is(l->stored.import_status, "imdb_placeholder");
    row->retry_count = again ? l->stored.retry_count + 1 : 0; /* only a definite absence gets here */
    row->next_tmdb_retry_at_ms = schedule_next_ms(&l->run->settings->schedule, row->retry_count,
                                                  row->movie.release_date, lookup_now_ms(l), l->random);
    row->imdb_data = imdb_data_write(&row->movie, row->origins, l->arena);
    take_row(l, row, "imdb_placeholder");
    return settle(l, "imdb_placeholder", reason);
}

static enum status run_once(struct lookup *l, bool may_merge);

/* IMDb merged the title: everything again with the id that it uses now. */
static enum status follow_merge(struct lookup *l, struct text canonical_id)
{
    const struct stored_movie before = l->stored;
    bool had_before = l->has_stored;
    l->merged_id = l->id;
    l->id = canonical_id;
    enum status status = load_stored(l);
    if (status != OK)
        return status;
    if (stored_outcome(l) != NULL && !l->run->fresh)
        return answer_with_stored(l, arena_printf(l->arena, "IMDb merged it into %.*s", TEXT_ARG(l->id)));
    if (!l->has_stored && had_before) { /* the row moves with the title */
        l->stored = before;
        l->stored.movie.imdb_id = l->id;
        l->has_stored = true;
    }
    return run_once(l, false);
}

/* A TMDb record that /find does not give: Wikidata's hint and a title search lead to records, of which only one that is
 * proven counts (design.md law 2). answer stays ABSENT when there is none. */
static enum status look_further(struct lookup *l, const struct movie *known, const struct gathered *g,
                                struct tmdb_result *out)
{
    const struct source_answer *wikidata = gather_found(g, "wikidata");
    struct identity_wanted wanted = lookup_wanted(l);
    struct lookup_search *search = arena_alloc(l->arena, sizeof *search);
    out->answer = TMDB_ABSENT;
    identity_wanted_learn(&wanted, known);
    if (wikidata != NULL && wikidata->movie.tmdb_id.known) {
        int64_t hint = wikidata->movie.tmdb_id.value;
        enum status status = lookup_ask_details(l, hint, out);
        if (status != OK || out->answer == TMDB_UNKNOWN)
            return status;
        if (out->answer == TMDB_ACCEPTED) {
            struct identity_decision decision = identity_check(&wanted, &out->details.candidate, l->arena);
            if (decision.verdict == IDENTITY_NO_PROOF)
                decision = identity_second_proof(&wanted, &out->details.candidate, hint, l->arena);
            lookup_set_rule(l, &decision);
            if (decision.verdict == IDENTITY_ACCEPT)
                return OK;
        }
        out->answer = TMDB_ABSENT;
    }
    if (wanted.title_count == 0)
        return OK;
    enum status status = lookup_search(l, &wanted, search);
    *out = search->tmdb;
    if (status == OK && out->answer == TMDB_ABSENT)
        l->candidates = &search->candidates;
    return status;
}

/* Neither TMDb nor IMDb's page have spoken the last word, and nobody told the title. */
static enum status title_unknown(struct lookup *l, const struct gathered *g, struct text reason)
{
    const struct source_answer *silent = gather_unknown(g);
    if (silent != NULL)
        return settle(l, "unknown", arena_printf(l->arena, "%.*s; %.*s", TEXT_ARG(reason), TEXT_ARG(silent->reason)));
    return settle(
        l, "unknown",
        arena_printf(l->arena, "%.*s, and no source that is on knows its title; give --title", TEXT_ARG(reason)));
}

static enum status absent(struct lookup *l, const struct tmdb_result *tmdb, struct gathered *g, bool may_merge)
{
    static const struct movie nothing = { 0 };
    struct stored_movie row = { 0 };
    struct tmdb_result further;
    if (has_tmdb_record(l))
        return answer_with_stored(l, tmdb->reason); /* a TMDb record that vanished there is step 3's business */
    enum status status = gather_rest(l, &nothing, GATHER_FOR_PLACEHOLDER, g);
    if (status != OK)
        return status;
    const struct source_answer *other = gather_not_a_film(g, GATHER_FOR_PLACEHOLDER);
    if (other != NULL)
        return not_a_film(l, other);
    const struct source_answer *page = gather_found(g, "imdb_page");
    if (page != NULL && text_known(page->canonical_id) && !text_equal(page->canonical_id, l->id) && may_merge)
        return follow_merge(l, page->canonical_id);
    if (gather_page_absent(g))
        return settle(l, "not_found", arena_printf(l->arena, "%.*s; IMDb has no such title", TEXT_ARG(tmdb->reason)));
    gather_fill(l, g, true, &row);
    if (!text_known(row.movie.title) && !l->has_stored)
        return title_unknown(l, g, tmdb->reason);
    status = look_further(l, &row.movie, g, &further);
    if (status != OK)
        return status;
    switch (further.answer) {
    case TMDB_ACCEPTED: return accepted(l, &further, g);
    case TMDB_ABSENT: return placeholder(l, &row, tmdb->reason);
    case TMDB_NOT_A_MOVIE: return settle(l, "not_a_movie", further.reason);
    case TMDB_UNKNOWN: return settle(l, "unknown", further.reason);
    }
    return BROKEN;
}

static enum status run_once(struct lookup *l, bool may_merge)
{
    struct gathered g = { 0 };
    struct tmdb_result tmdb;
    enum status status = gather_local(l, &g);
    const struct source_answer *other = gather_not_a_film(&g, GATHER_FOR_PLACEHOLDER);
    if (status == OK && other != NULL) /* no request for what the index knows to be a series */
        return not_a_film(l, other);
    if (status == OK)
        status = lookup_ask_tmdb(l, &tmdb);
    if (status != OK)
        return status;
    switch (tmdb.answer) {
    case TMDB_ACCEPTED: return accepted(l, &tmdb, &g);
    case TMDB_ABSENT: return absent(l, &tmdb, &g, may_merge);
    case TMDB_NOT_A_MOVIE: return settle(l, "not_a_movie", tmdb.reason);
    case TMDB_UNKNOWN: return settle(l, "unknown", tmdb.reason);
    }
    return BROKEN;
}

/* What a search offered before is over when the film is found, or is none. */
static const struct candidates *candidates_to_write(const struct lookup *l)
{
    static const struct candidates none = { 0 };
    bool open = text_is(l->out->outcome, "unknown") || text_is(l->out->outcome, "imdb_placeholder");
    return open ? l->candidates : &none;
}

/* Everything of this lookup in one transaction. */
static enum status write_all(struct lookup *l)
{
    const struct lookup_write write = {
        .imdb_id = l->asked_id,
        .canonical_id = l->id,
        .merged_id = l->merged_id,
        .outcome = l->out->outcome,
        .reason = l->out->reason,
        .movie = l->out->has_movie && l->out->movie.id == 0 ? &l->out->movie : NULL,
        .metrics = l->metrics,
        .metric_count = l->metric_count,
        .answers = l->answers,
        .answer_count = l->answer_count,
        .doubts = l->doubts,
        .doubt_count = l->doubt_count,
        .candidates = candidates_to_write(l),
        .now_ms = lookup_now_ms(l),
    };
    return l->run->dry_run ? OK : store_lookup_write(l->store, &write, l->err);
}

/* A record that cannot stand beside what is stored is not written, but what was learnt on the way is: the row that
 * another process has upgraded meanwhile is the answer; TMDb's record under two ids is for a person to settle. */
static enum status write_result(struct lookup *l)
{
    enum status status = write_all(l);
    if (status != INVALID || l->err->detail != 0 || !l->out->has_movie)
        return status;
    struct text why = arena_text(l->arena, text_of(l->err->text));
    status = load_stored(l);
    if (status != OK)
        return status;
    l->out->has_movie = false;
    status = has_tmdb_record(l) && text_is(l->out->outcome, "imdb_placeholder") ? answer_with_stored(l, why)
                                                                                : settle(l, "unknown", why);
    return status == OK ? write_all(l) : status;
}

static enum status answer_from_store(struct lookup *l, bool settled)
{
    l->out->from_store = true;
    if (settled)
        return settle(l, arena_z(l->arena, l->wanted.outcome), l->wanted.reason);
    if (text_is(l->wanted.outcome, stored_outcome(l)) || text_is(l->wanted.outcome, "given_up"))
        return answer_with_stored(l, l->wanted.reason);
    (void)answer_with_stored(l, TEXT("it is in the store")); /* it came under another id, or by another hand */
    return write_result(l);
}

enum status lookup_one(struct lookup_run *run, struct store *store, struct random *random, const struct lookup_ask *ask,
                       struct arena *arena, struct lookup_result *out, struct error *err)
{
    struct lookup *l = arena_alloc(arena, sizeof *l);
    *out = (struct lookup_result){ .imdb_id = ask->imdb_id };
    *l = (struct lookup){ .run = run,
                          .store = store,
                          .random = random,
                          .arena = arena,
                          .out = out,
                          .err = err,
                          .asked_id = ask->imdb_id,
                          .id = ask->imdb_id };
    enum status status = load_known(l, ask);
    if (status != OK)
        return status;
    bool settled = settled_before(l);
    bool stored = !settled && stored_outcome(l) != NULL && !run->fresh;
    if (!stored && !settled && run->gate == NULL)
        return error_set(err, NOT_FOUND, "%.*s is not in the store", TEXT_ARG(ask->imdb_id));
    status = write_wanted(l, ask);
    if (status != OK)
        return status;
    if (stored || settled)
        return answer_from_store(l, settled);
    status = lookup_take_dataset(l);
    if (status == OK)
        status = run_once(l, true);
    lookup_give_dataset(l);
    return status == OK ? write_result(l) : status;
}

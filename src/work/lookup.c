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

#include "store/edits.h"
#include "work/lookup_row.h"
#include "work/lookup_search.h"
#include "work/workers.h"

/* Sources that told all they can are asked again after this long. */
#define LATELY_MS (30 * CLOCK_DAY_MS)

/* ── the store ── */

/* An outcome without a record that need not be asked again yet. It outranks a row that is older: a placeholder that was
 * found to be no film. What was stored by a clock far ahead is not believed (contract §3). */
static bool settled_before(const struct lookup *l)
{
    int64_t age_ms = lookup_now_ms(l) - l->wanted.answered_at_ms;
    if (!text_known(l->wanted.imdb_id) || l->fresh ||
        (l->has_stored && l->stored.updated_at_ms > l->wanted.answered_at_ms))
        return false;
    int64_t ttl_ms = l->run->settings->cache_ttl_ms;
    bool recent = age_ms < ttl_ms && age_ms > -ttl_ms;
    return text_is(l->wanted.outcome, "not_a_movie") || (text_is(l->wanted.outcome, "not_found") && recent);
}

/* A job may have been queued before the film was found. */
static bool is_fresh(const struct lookup *l)
{
    const struct lookup_ask *ask = l->ask;
    if (l->run->fresh || ask->fresh || ask->recheck || ask->by_person)
        return true;
    return (ask->scheduled || ask->tmdb_id.known) && !lookup_has_tmdb_record(l);
}

static enum status read_known(struct lookup *l)
{
    enum status status = store_remap_get(l->store, l->asked_id, l->arena, &l->id, l->err);
    if (status != OK)
        return status;
    status = store_wanted_get(l->store, l->asked_id, l->arena, &l->wanted, l->err);
    return status == OK || status == NOT_FOUND ? lookup_load_stored(l) : status;
}

static enum status load_known(struct lookup *l, const struct lookup_ask *ask)
{
    enum status status = store_read_begin(l->store, l->err);
    if (status == OK)
        status = store_read_end(l->store, read_known(l), l->err);
    l->title = text_known(ask->title) ? ask->title : l->wanted.title;
    l->year = ask->year.known ? ask->year : l->wanted.year;
    return status;
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

/* ── the answers of TMDb ── */

static enum status run_once(struct lookup *l, bool may_merge);

/* IMDb merged the title: everything again with the id that it uses now. */
static enum status follow_merge(struct lookup *l, struct text canonical_id)
{
    const struct stored_movie before = l->stored;
    bool had_before = l->has_stored;
    l->merged_id = l->id;
    l->id = canonical_id;
    enum status status = lookup_load_stored(l);
    if (status != OK)
        return status;
    if (lookup_stored_outcome(l) != NULL && !l->fresh)
        return lookup_answer_with_stored(l, arena_printf(l->arena, "IMDb merged it into %.*s", TEXT_ARG(l->id)));
    if (!l->has_stored && had_before) { /* the row moves with the title */
        l->stored = before;
        l->stored.movie.imdb_id = l->id;
        l->has_stored = true;
    }
    return run_once(l, false);
}

/* A record that a person refused for this film is never taken, whatever proves it. */
static enum status heed_refusal(struct lookup *l, struct tmdb_result *tmdb)
{
    bool refused = false;
    if (tmdb->answer != TMDB_ACCEPTED)
        return OK;
    enum status status = lookup_is_refused(l, tmdb->details.candidate.tmdb_id, &refused);
    if (status != OK || !refused)
        return status;
    tmdb->answer = TMDB_ABSENT;
    tmdb->reason =
        arena_printf(l->arena, "a person refused TMDb's movie %lld for it", (long long)tmdb->details.candidate.tmdb_id);
    return OK;
}

/* What a lookup was told by others than Wikidata, and what a placeholder holds of them. */
static struct identity_wanted told_by_others(struct lookup *l, const struct gathered *g)
{
    struct stored_movie row = { 0 };
    struct gathered others = { 0 };
    for (size_t i = 0; i < g->count; i++) {
        if (!text_is(text_of(g->at[i].source), "wikidata"))
            others.at[others.count++] = g->at[i];
    }
    gather_fill(l, &others, true, &row);
    return lookup_wanted(l, &row, true);
}

/* Wikidata's item names the record. An item does not prove itself: what it must agree with others have told, and if
 * they were not asked this time, they are. */
static enum status decide_hint(struct lookup *l, const struct identity_wanted *wanted, struct gathered *g,
                               const struct identity_candidate *candidate, struct identity_decision *out)
{
    static const struct movie nothing = { 0 };
    *out = identity_check(wanted, candidate, l->arena);
    if (out->verdict != IDENTITY_NO_PROOF)
        return OK;
    *out = identity_second_proof(wanted, candidate, candidate->tmdb_id, l->arena);
    for (int round = 0; round < 2 && out->verdict == IDENTITY_ACCEPT; round++) {
        const struct identity_wanted told = told_by_others(l, g);
        struct identity_decision decision = identity_second_proof(&told, candidate, candidate->tmdb_id, l->arena);
        if (decision.verdict == IDENTITY_ACCEPT)
            return OK;
        enum status status = round == 0 ? gather_rest(l, &nothing, GATHER_FOR_PLACEHOLDER, g) : OK;
        if (status != OK)
            return status;
        if (round == 1)
            *out = decision;
    }
    return OK;
}

/* A TMDb record that /find does not give: Wikidata's hint and a title search lead to records, of which only one that is
 * proven counts (design.md law 2). answer stays ABSENT when there is none. */
static enum status look_further(struct lookup *l, const struct stored_movie *known, struct gathered *g,
                                struct tmdb_result *out)
{
    const struct source_answer *wikidata = gather_found(g, "wikidata");
    const struct identity_wanted wanted = lookup_wanted(l, known, false);
    struct lookup_search *search = arena_alloc(l->arena, sizeof *search);
    out->answer = TMDB_ABSENT;
    if (wikidata != NULL && wikidata->movie.tmdb_id.known) {
        enum status status = lookup_ask_details(l, wikidata->movie.tmdb_id.value, out);
        if (status != OK || out->answer == TMDB_UNKNOWN)
            return status;
        if (out->answer == TMDB_ACCEPTED) {
            struct identity_decision decision;
            status = decide_hint(l, &wanted, g, &out->details.candidate, &decision);
            if (status != OK)
                return status;
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
        return lookup_settle(l, "unknown",
                             arena_printf(l->arena, "%.*s; %.*s", TEXT_ARG(reason), TEXT_ARG(silent->reason)));
    return lookup_settle(
        l, "unknown",
        arena_printf(l->arena, "%.*s, and no source that is on knows its title; give --title", TEXT_ARG(reason)));
}

/* What need not be asked of the sources again: on its schedule a placeholder that they filled lately asks for what it
 * lacks. */
static struct movie told_lately(const struct lookup *l)
{
    int64_t newest_ms = 0;
    for (size_t i = 0; l->ask->scheduled && l->has_stored && i < movie_field_count; i++) {
        if (l->stored.origins[i].fetched_at_ms > newest_ms && !edits_is_one(&l->stored.origins[i]))
            newest_ms = l->stored.origins[i].fetched_at_ms;
    }
    int64_t age_ms = lookup_now_ms(l) - newest_ms;
    return newest_ms != 0 && age_ms < LATELY_MS && age_ms > -LATELY_MS ? l->stored.movie : (struct movie){ 0 };
}

static enum status absent(struct lookup *l, const struct tmdb_result *tmdb, struct gathered *g, bool may_merge)
{
    struct movie known = told_lately(l);
    struct stored_movie row = lookup_row_begin(l);
    struct tmdb_result further;
    if (lookup_has_tmdb_record(l) && !l->ask->recheck)
        return lookup_answer_with_stored(l, tmdb->reason);
    enum status status = gather_rest(l, &known, GATHER_FOR_PLACEHOLDER, g);
    if (status != OK)
        return status;
    const struct source_answer *other = gather_not_a_film(g, GATHER_FOR_PLACEHOLDER);
    if (other != NULL)
        return lookup_not_a_film(l, other);
    const struct source_answer *page = gather_found(g, "imdb_page");
    if (page != NULL && text_known(page->canonical_id) && !text_equal(page->canonical_id, l->id) && may_merge)
        return follow_merge(l, page->canonical_id);
    if (gather_page_absent(g) && !lookup_has_tmdb_record(l))
        return lookup_settle(l, "not_found",
                             arena_printf(l->arena, "%.*s; IMDb has no such title", TEXT_ARG(tmdb->reason)));
    gather_fill(l, g, true, &row);
    if (!text_known(row.movie.title) && !l->has_stored)
        return title_unknown(l, g, tmdb->reason);
    status = look_further(l, &row, g, &further);
    if (status == OK)
        status = heed_refusal(l, &further);
    if (status != OK)
        return status;
    switch (further.answer) {
    case TMDB_ACCEPTED: return lookup_accepted(l, &further, g);
    case TMDB_ABSENT:
        return lookup_has_tmdb_record(l) ? lookup_vanished(l, tmdb, g) : lookup_placeholder(l, &row, tmdb, g);
    case TMDB_NOT_A_MOVIE: return lookup_settle(l, "not_a_movie", further.reason);
    case TMDB_UNKNOWN: return lookup_settle(l, "unknown", further.reason);
    }
    return BROKEN;
}

static enum status run_once(struct lookup *l, bool may_merge)
{
    struct gathered g = { 0 };
    struct tmdb_result tmdb = { 0 };
    bool done;
    enum status status = gather_local(l, &g);
    const struct source_answer *other = gather_not_a_film(&g, GATHER_FOR_PLACEHOLDER);
    if (status == OK && other != NULL) /* no request for what the index knows to be a series */
        return lookup_not_a_film(l, other);
    const struct source_answer *local = gather_found(&g, "dataset");
    l->local = local != NULL ? &local->movie : NULL;
    if (status == OK)
        status = lookup_ask_hint(l, &tmdb, &done);
    const struct text no = tmdb.reason;
    if (status == OK && !done)
        status = lookup_ask_tmdb(l, &tmdb);
    if (status == OK && !done && lookup_was_told_record(l) && tmdb.answer == TMDB_ABSENT && text_known(no))
        tmdb.reason = arena_printf(l->arena, "%.*s; %.*s", TEXT_ARG(no), TEXT_ARG(tmdb.reason));
    if (status == OK)
        status = heed_refusal(l, &tmdb);
    if (status != OK)
        return status;
    if (l->ask->by_person && tmdb.answer != TMDB_ACCEPTED) /* leaves everything as it is */
        return lookup_settle(l, "unknown", tmdb.reason);
    switch (tmdb.answer) {
    case TMDB_ACCEPTED: return lookup_accepted(l, &tmdb, &g);
    case TMDB_ABSENT: return absent(l, &tmdb, &g, may_merge);
    case TMDB_NOT_A_MOVIE: return lookup_settle(l, "not_a_movie", tmdb.reason);
    case TMDB_UNKNOWN: return lookup_settle(l, "unknown", tmdb.reason);
    }
    return BROKEN;
}

/* A placeholder is told as it stands; when its time has come, a job looks for it, and not only tomorrow's daily pass
 * (design.md §2). */
static enum status queue_due(struct lookup *l)
{
    const struct worker *films = worker_find(TEXT("TMDbDetailsWorker"));
    int64_t at_ms = l->stored.next_tmdb_retry_at_ms, now_ms = lookup_now_ms(l);
    bool added;
    if (l->run->dry_run || !l->has_stored || lookup_has_tmdb_record(l) || at_ms == 0 || at_ms > now_ms)
        return OK;
    const struct job_new job = { .queue = films->queue,
                                 .worker = films->name,
                                 .args = job_film_args(l->id, "enrichment", l->arena),
                                 .imdb_id = l->id,
                                 .max_attempts = films->max_attempts,
                                 .priority = PRIORITY_RETRY,
                                 .now_ms = now_ms };
    return store_job_insert(l->store, &job, &added, l->err); /* one that waits already will do */
}

static enum status answer_from_store(struct lookup *l, bool settled)
{
    enum status status = settled ? OK : queue_due(l);
    if (status != OK)
        return status;
    l->out->from_store = true;
    if (settled)
        return lookup_settle(l, arena_z(l->arena, l->wanted.outcome), l->wanted.reason);
    if (text_is(l->wanted.outcome, lookup_stored_outcome(l)) || text_is(l->wanted.outcome, "given_up"))
        return lookup_answer_with_stored(l, l->wanted.reason);
    (void)lookup_answer_with_stored(l, TEXT("it is in the store")); /* it came under another id, or by another hand */
    return lookup_write_result(l);
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
                          .ask = ask,
                          .asked_id = ask->imdb_id,
                          .id = ask->imdb_id };
    enum status status = load_known(l, ask);
    if (status != OK)
        return status;
    l->fresh = is_fresh(l);
    l->revalidates = run->fresh || ask->fresh || ask->by_person;
    bool settled = settled_before(l);
    bool stored = !settled && lookup_stored_outcome(l) != NULL && !l->fresh;
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
    return status == OK ? lookup_write_result(l) : status;
}

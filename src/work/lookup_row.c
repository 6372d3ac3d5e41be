/* From what was found to a row, and into the store. */
#include "work/lookup_row.h"

#include "lifecycle/merge.h"
#include "model/json_build.h"
#include "store/candidates.h"
#include "store/contributions.h"
#include "store/due.h"
#include "store/edits.h"
#include "store/history.h"
#include "store/oban.h"
#include "store/placeholders.h"
#include "work/imdb_data.h"
#include "work/workers.h"

enum status lookup_settle(struct lookup *l, const char *outcome, struct text reason)
{
    l->out->outcome = text_of(outcome);
    l->out->reason = reason;
    return OK;
}

/* ── the stored row ── */

enum status lookup_load_stored(struct lookup *l)
{
    enum status status = store_movie_get(l->store, l->id, l->arena, &l->stored, l->err);
    l->has_stored = status == OK;
    return status == NOT_FOUND ? OK : status;
}

static enum film_state stored_state(const struct lookup *l)
{
    return film_state_of(l->stored.import_status, l->has_stored, l->stored.movie.tmdb_id.known);
}

const char *lookup_stored_outcome(const struct lookup *l)
{
    enum film_state state = stored_state(l);
    return state == FILM_NONE ? NULL : film_state_name(state);
}

bool lookup_has_tmdb_record(const struct lookup *l)
{
    return stored_state(l) > FILM_PLACEHOLDER;
}

bool lookup_was_told_record(const struct lookup *l)
{
    return stored_state(l) == FILM_PLACEHOLDER && l->stored.movie.tmdb_id.known;
}

enum status lookup_answer_with_stored(struct lookup *l, struct text reason)
{
    l->out->has_movie = true;
    l->out->movie = l->stored;
    return lookup_settle(l, lookup_stored_outcome(l), reason);
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

struct stored_movie lookup_row_begin(const struct lookup *l)
{
    struct stored_movie row = { 0 };
    if (l->has_stored)
        (void)edits_keep(&row, &l->stored);
    return row;
}

static void take_row(struct lookup *l, const struct stored_movie *row, const char *status)
{
    l->out->has_movie = true;
    l->out->movie = *row;
    l->out->movie.import_status = text_of(status);
    l->out->movie.movie.imdb_id = l->id;
}

enum status lookup_not_a_film(struct lookup *l, const struct source_answer *answer)
{
    struct text source = text_of(answer->source);
    const char *who = text_is(source, "wikidata") ? "Wikidata" : text_is(source, "omdb") ? "OMDb" : "IMDb";
    l->out->rule = TEXT("G0: not a movie");
    return lookup_settle(l, "not_a_movie",
                         arena_printf(l->arena, "%s calls it %.*s", who, TEXT_ARG(answer->movie.type)));
}

/* Whoever called it a series or a game is asked again before a movie of TMDb is believed. */
static bool was_no_film(const struct lookup *l)
{
    return text_is(l->wanted.outcome, "not_a_movie");
}

/* Promised columns that TMDb left empty, from the fallback sources. *out_other: a source that says it is no film. */
static enum status fill_gaps(struct lookup *l, struct stored_movie *row, struct gathered *g,
                             const struct source_answer **out_other)
{
    static const struct movie nothing = { 0 };
    enum gather_for purpose = was_no_film(l) ? GATHER_FOR_PLACEHOLDER : GATHER_FOR_GAPS;
    struct stored_movie whole = { 0 };
    enum status status = gather_rest(l, was_no_film(l) ? &nothing : &row->movie, purpose, g);
    if (status != OK)
        return status;
    *out_other = gather_not_a_film(g, purpose);
    gather_fill(l, g, false, &whole);
    if (text_known(whole.movie.title))
        row->imdb_data = imdb_data_write(&whole.movie, whole.origins, l->arena);
    gather_fill(l, g, false, row);
    return OK;
}

enum status lookup_accepted(struct lookup *l, const struct tmdb_result *tmdb, struct gathered *g)
{
    const struct source_terms *terms = source_terms_find(TEXT("tmdb"));
    const struct field_origin origin = { .source = text_of(terms->name),
                                         .licence = text_of(terms->licence),
                                         .fetched_at_ms = tmdb->fetched_at_ms,
                                         .answer_sha256 = tmdb->answer_sha256 };
    const struct source_answer *other = NULL;
    struct stored_movie row = lookup_row_begin(l);
    struct tmdb_details told = tmdb->details; /* a value that is set aside is a gap, for the bar and for others */
    gather_sift(l, "tmdb", &told.movie);
    bool wide = tmdb_passes_quality_bar(&told);
    row.tmdb_data = tmdb->body;
    if (!text_known(row.poster_path))
        row.poster_path = tmdb->details.poster_path;
    (void)merge_fill(&row.movie, row.origins, &told.movie, &origin);
    if (was_no_film(l) || merge_has_gap(&row.movie)) {
        enum status status = fill_gaps(l, &row, g, &other);
        if (status != OK)
            return status;
        if (other != NULL)
            return lookup_not_a_film(l, other);
    }
    fill_from_stored(l, &row);
    gather_join_people(l, g, &told.movie, &row);
    if (!text_known(row.poster_path))
        row.poster_path = row.movie.poster_url; /* contract §4: the full URL when it is not TMDb's */
    const char *outcome = film_state_name(merge_enriched(&row.movie, row.origins) ? FILM_ENRICHED
                                          : wide                                  ? FILM_FULL
                                                                                  : FILM_SOFT);
    take_row(l, &row, outcome);
    return lookup_settle(
        l, outcome, arena_printf(l->arena, "TMDb has it as movie %lld", (long long)tmdb->details.candidate.tmdb_id));
}

static void make_placeholder(struct lookup *l, struct stored_movie *row)
{
    row->movie.imdb_id = l->id;
    row->poster_path = row->movie.poster_url;
    row->imdb_data = imdb_data_write(&row->movie, row->origins, l->arena);
    take_row(l, row, film_state_name(FILM_PLACEHOLDER));
}

enum status lookup_placeholder(struct lookup *l, struct stored_movie *row, const struct tmdb_result *tmdb,
                               const struct gathered *g)
{
    bool again = stored_state(l) == FILM_PLACEHOLDER;
    int64_t contributed_ms = 0;
    enum status status = again ? store_contribution_get(l->store, l->id, &contributed_ms, l->err) : OK;
    if (status == OK && again && contributed_ms == 0 && !text_equal(l->asked_id, l->id)) /* merged into it just now? */
        status = store_contribution_get(l->store, l->asked_id, &contributed_ms, l->err);
    if (status != OK)
        return status;
    fill_from_stored(l, row);
    gather_join_people(l, g, NULL, row);
    row->retry_count = again ? l->stored.retry_count : 0;
    row->next_tmdb_retry_at_ms = again ? l->stored.next_tmdb_retry_at_ms : 0;
    /* Only a definite absence gets here. What TMDb had said when the row was last written has been counted then; what a
     * killed process left in the cache has not. One that was given up is looked for again. */
    bool is_news = tmdb->said_at_ms / CLOCK_SECOND_MS > l->stored.updated_at_ms / CLOCK_SECOND_MS;
    if (!again || is_news || l->stored.next_tmdb_retry_at_ms == 0) {
        row->retry_count += again && is_news;
        row->next_tmdb_retry_at_ms = schedule_next_ms(&l->run->settings->schedule, row->retry_count,
                                                      row->movie.release_date, lookup_now_ms(l), l->random);
        row->next_tmdb_retry_at_ms =
            schedule_contributed_ms(row->next_tmdb_retry_at_ms, contributed_ms, lookup_now_ms(l));
    }
    make_placeholder(l, row);
    return lookup_settle(l, film_state_name(FILM_PLACEHOLDER), tmdb->reason);
}

enum status lookup_vanished(struct lookup *l, const struct tmdb_result *tmdb, const struct gathered *g)
{
    struct stored_movie row = lookup_row_begin(l);
    struct stored_movie kept = { 0 };
    gather_fill(l, g, true, &row);
    merge_keep(&row.movie, row.origins, &l->stored.movie, l->stored.origins);
    if (imdb_data_read(l->stored.imdb_data, l->arena, &kept.movie, kept.origins))
        merge_keep(&row.movie, row.origins, &kept.movie, kept.origins);
    gather_join_people(l, g, NULL, &row);
    if (text_empty(row.movie.title)) { /* nobody else ever told it: a film needs a name */
        size_t title = (size_t)movie_field_index(TEXT("title"));
        movie_take(&row.movie, &l->stored.movie, title);
        row.origins[title] = l->stored.origins[title];
    }
    row.imdb_scraped_at_ms = l->stored.imdb_scraped_at_ms;
    row.next_tmdb_retry_at_ms =
        schedule_next_ms(&l->run->settings->schedule, 0, row.movie.release_date, lookup_now_ms(l), l->random);
    l->cause = FILM_BY_VANISHING;
    make_placeholder(l, &row);
    return lookup_settle(l, film_state_name(FILM_PLACEHOLDER),
                         arena_printf(l->arena, "TMDb dropped movie %lld; %.*s",
                                      (long long)l->stored.movie.tmdb_id.value, TEXT_ARG(tmdb->reason)));
}

/* ── the transaction ── */

/* What a search offered before is over when the film is found, or is none. */
static const struct candidates *candidates_to_write(const struct lookup *l)
{
    static const struct candidates none = { 0 };
    bool open = text_is(l->out->outcome, "unknown") || text_is(l->out->outcome, "imdb_placeholder");
    return open ? l->candidates : &none;
}

/* What a person gave up stays so until TMDb has it, or a person asks for it again. */
static bool stays_given_up(const struct lookup *l)
{
    bool person = l->ask->actor != NULL && text_is(text_of(l->ask->actor), "person");
    return !person && text_is(l->wanted.outcome, "given_up") && text_is(l->out->outcome, "imdb_placeholder");
}

/* A look that changed nothing is a metric, not a piece of history. */
static struct history_note history_of(const struct lookup *l, bool has_row)
{
    const struct stored_movie *row = &l->out->movie;
    enum film_state from = stored_state(l), to = film_state_of(row->import_status, has_row, row->movie.tmdb_id.known);
    const char *event = has_row ? film_event(from, to, l->cause) : NULL;
    bool moved = from != to || row->movie.tmdb_id.value != l->stored.movie.tmdb_id.value;
    if (text_is(l->wanted.outcome, "given_up") && from == FILM_PLACEHOLDER && to == FILM_PLACEHOLDER &&
        !stays_given_up(l)) {
        event = "revived";
        moved = true;
    }
    bool back = from != FILM_NONE && (from == FILM_PLACEHOLDER) != (to == FILM_PLACEHOLDER);
    return (struct history_note){ .event = moved ? event : NULL,
                                  .actor = l->ask->actor != NULL ? l->ask->actor : "lookup",
                                  .reason = text_known(l->out->rule) && to != FILM_PLACEHOLDER ? l->out->rule
                                                                                               : l->out->reason,
                                  .keep_before = back,
                                  .keep_after = back,
                                  .arrived_at_ms = to > FILM_PLACEHOLDER ? l->ask->arrived_at_ms : 0 };
}

/* A film that waited here is one for the application now: its own import gets TMDb's id. What TMDb had from the first
 * it has looked up itself. */
static const struct job_new *handover_of(const struct lookup *l, bool has_row, struct job_new *job)
{
    enum { ATTEMPTS = 5 };
    const struct lookup_settings *settings = l->run->settings;
    const struct movie *movie = &l->out->movie.movie;
    bool waited = stored_state(l) == FILM_PLACEHOLDER || l->ask->arrived_at_ms != 0;
    if (settings->handover_worker == NULL || !has_row || !movie->tmdb_id.known || !waited ||
        stored_state(l) > FILM_PLACEHOLDER)
        return NULL;
    json_t *args = json_new_object();
    json_put_integer(args, "tmdb_id", movie->tmdb_id.value);
    json_put_text(args, "imdb_id", l->id);
    *job = (struct job_new){ .queue = settings->handover_queue,
                             .worker = settings->handover_worker,
                             .is_theirs = true,
                             .imdb_id = l->id,
                             .args = json_finished(args, l->arena),
                             .max_attempts = ATTEMPTS,
                             .now_ms = lookup_now_ms(l) };
    return job;
}

static bool takes(struct lookup_pool *pool, const struct lookup_write *write)
{
    if (pool == NULL || pool->count == LOOKUP_POOL_MAX)
        return false;
    pool->writes[pool->count++] = write;
    return true;
}

/* What was edited on a row that was folded in is the film's now. */
static void tell_as_it_stands(struct lookup *l)
{
    struct stored_movie *now = arena_alloc(l->arena, sizeof *now);
    struct error ignored; /* it is written, whatever happens here */
    if (l->out->has_movie && store_movie_get(l->store, l->id, l->arena, now, &ignored) == OK)
        l->out->movie = *now;
}

static enum status write_or_foresee(struct lookup *l, const struct lookup_write *write)
{
    struct stored_movie *told = l->out->has_movie ? &l->out->movie : NULL;
    if (l->run->dry_run)
        return store_foresee_folds(l->store, write, l->arena, told, &l->out->folds, l->err);
    if (takes(l->ask->pool, write))
        return OK;
    enum status status = store_lookup_write(l->store, write, l->err);
    if (status == OK && l->folded)
        tell_as_it_stands(l);
    return status;
}

static enum status write_all(struct lookup *l)
{
    bool has_row = l->out->has_movie && l->out->movie.id == 0;
    struct history_note *history = arena_alloc(l->arena, sizeof *history);
    struct job_ack *ack = l->ask->end_job != NULL ? arena_alloc(l->arena, sizeof *ack) : NULL;
    struct lookup_write *write = arena_alloc(l->arena, sizeof *write);
    struct job_new *handover = arena_alloc(l->arena, sizeof *handover);
    *history = history_of(l, has_row);
    if (ack != NULL)
        l->ask->end_job(l->ask->context, l->out, ack);
    *write = (struct lookup_write){
        .imdb_id = l->asked_id,
        .canonical_id = l->id,
        .merged_id = l->merged_id,
        .outcome = stays_given_up(l) ? l->wanted.outcome : l->out->outcome, /* and the row loses its schedule */
        .reason = stays_given_up(l) ? l->wanted.reason : l->out->reason,
        .movie = has_row ? &l->out->movie : NULL,
        .expected_status = l->has_stored ? l->stored.import_status : TEXT(""),
        .takes_back = l->cause != FILM_BY_LOOKUP || lookup_was_told_record(l),
        .history = history,
        .judged_tmdb_id = has_row && l->ask->by_person ? l->out->movie.movie.tmdb_id : (struct number){ 0 },
        .verdict = "accepted",
        .metrics = l->metrics,
        .metric_count = l->metric_count,
        .answers = l->answers,
        .answer_count = l->answer_count,
        .doubts = l->doubts,
        .doubt_count = l->doubt_count,
        .pages = l->pages,
        .page_count = l->page_count,
        .candidates = candidates_to_write(l),
        .ack = ack,
        .handover = handover_of(l, has_row, handover),
        .folded = &l->folded,
        .now_ms = lookup_now_ms(l),
    };
    enum status status = write_or_foresee(l, write);
    l->out->acknowledged = status == OK && ack != NULL;
    return status;
}

/* Whose row has the record may be out of date: TMDb gave its record another film's id since. */
static enum status ask_of_holder(struct lookup *l, int64_t tmdb_id)
{
    const struct worker *films = worker_find(TEXT("TMDbDetailsWorker"));
    struct text holder;
    int64_t row;
    bool added;
    if (l->run->dry_run || store_oban(l->store)->attach == STORE_SHARED) /* it may be the application's */
        return OK;
    enum status status = store_tmdb_holder(l->store, tmdb_id, l->arena, &row, &holder, l->err);
    if (status != OK || !text_known(holder) || text_equal(holder, l->id))
        return status == NOT_FOUND ? OK : status;
    const struct job_new job = { .queue = films->queue,
                                 .worker = films->name,
                                 .args = job_film_args(holder, "refresh", l->arena),
                                 .imdb_id = holder,
                                 .max_attempts = films->max_attempts,
                                 .priority = PRIORITY_REFRESH,
                                 .now_ms = lookup_now_ms(l) };
    return store_job_insert(l->store, &job, &added, l->err); /* one that waits already will do */
}

/* A record that cannot stand beside what is stored is not written, but what was learnt on the way is: the row that
 * another process has written meanwhile is the answer; TMDb's record under two ids is for a person to settle. */
enum status lookup_write_result(struct lookup *l)
{
    enum status status = write_all(l);
    if (status != INVALID || l->err->detail != 0 || !l->out->has_movie)
        return status;
    bool same = text_is(l->out->outcome, "imdb_placeholder");
    struct number tmdb_id = l->out->movie.movie.tmdb_id;
    struct text why = arena_text(l->arena, text_of(l->err->text));
    status = lookup_load_stored(l);
    if (status != OK)
        return status;
    l->out->has_movie = false;
    l->cause = FILM_BY_LOOKUP;
    if (lookup_has_tmdb_record(l) && tmdb_id.known)
        same = tmdb_id.value == l->stored.movie.tmdb_id.value;
    status =
        same && lookup_stored_outcome(l) != NULL ? lookup_answer_with_stored(l, why) : lookup_settle(l, "unknown", why);
    if (status == OK && !same && tmdb_id.known)
        status = ask_of_holder(l, tmdb_id.value);
    return status == OK ? write_all(l) : status;
}

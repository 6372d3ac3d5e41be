/* TMDb's part of a lookup: /find, details, identity rule. */
#include "gate/http_cache.h"
#include "work/lookup_state.h"

struct question lookup_tmdb_question(struct lookup *l, const char *operation, enum answer_kind kind, struct text url)
{
    const struct lookup_settings *settings = l->run->settings;
    bool bearer = text_known(settings->tmdb_token); /* preferred: the key stays out of URLs */
    return (struct question){
        .source = "tmdb",
        .operation = operation,
        .kind = kind,
        .policy = &settings->tmdb_policy,
        .request = { .url = url,
                     .bearer = settings->tmdb_token,
                     .query_secret = !bearer && text_known(settings->tmdb_api_key)
                                         ? arena_printf(l->arena, "api_key=%.*s", TEXT_ARG(settings->tmdb_api_key))
                                         : (struct text){ 0 },
                     .accept = TEXT("application/json"),
                     .timeout_ms = TMDB_TIMEOUT_MS,
                     .wire_bytes_max = TMDB_BYTES_MAX,
                     .body_bytes_max = TMDB_BYTES_MAX },
    };
}

struct text lookup_tmdb_unknown(struct lookup *l, const struct exchange *exchange, const struct answer_class *class)
{
    struct text why = exchange->gate.refusal != GATE_WENT ? exchange->gate.reason : text_of(class->why);
    return arena_printf(l->arena, "TMDb could not tell: %.*s", TEXT_ARG(why));
}

void lookup_note_refused_key(struct lookup *l, const struct exchange *exchange)
{
    if (exchange->gate.refusal == GATE_WENT && exchange->gate.answer.status == 401)
        atomic_store(&l->run->tmdb_refused, true);
}

static void add_title(struct identity_wanted *wanted, struct text title)
{
    if (!text_empty(title) && wanted->title_count < COUNT_OF(wanted->titles))
        wanted->titles[wanted->title_count++] = title;
}

/* A record but for the facts that Wikidata told. */
static struct movie without_wikidata(const struct stored_movie *row)
{
    static const struct movie nothing = { 0 };
    struct movie movie = row->movie;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (text_is(row->origins[i].source, "wikidata"))
            movie_take(&movie, &nothing, i);
    }
    return movie;
}

static void learn(struct identity_wanted *wanted, const struct stored_movie *row, bool but_for_wikidata)
{
    const struct movie movie = but_for_wikidata ? without_wikidata(row) : row->movie;
    struct text teller = row->origins[movie_field_index(TEXT("title"))].source;
    if (text_known(movie.title) && !text_is(teller, "given"))
        wanted->titles_are_given = false;
    identity_wanted_learn(wanted, &movie);
}

struct identity_wanted lookup_wanted(struct lookup *l, const struct stored_movie *found, bool but_for_wikidata)
{
    struct identity_wanted wanted = { .imdb_id = l->id, .titles_are_given = true };
    if (!text_equal(l->id, l->asked_id))
        wanted.remaps[wanted.remap_count++] = l->asked_id;
    add_title(&wanted, l->title);
    if (l->local != NULL) {
        wanted.titles_are_given = false;
        identity_wanted_learn(&wanted, l->local);
    }
    if (l->has_stored && text_is(l->stored.import_status, "imdb_placeholder"))
        learn(&wanted, &l->stored, but_for_wikidata);
    if (found != NULL)
        learn(&wanted, found, but_for_wikidata);
    if (!wanted.year.known) { /* festivals count by their own years */
        wanted.year = l->year;
        wanted.year_is_given = true;
    }
    return wanted;
}

/* A "no" of TMDb holds for eight hours in its own caches: what it confirms within them it has not said anew. */
static int64_t said_at_ms(const struct lookup *l, const struct exchange *exchange)
{
    const struct gate_result *gate = &exchange->gate;
    const bool asked = gate->call_count > 0 && !gate->stale;
    if (!gate->from_cache)
        return INT64_MAX;
    if (!asked)
        return gate->stored_at_ms;
    return lookup_now_ms(l) - gate->confirmed_of_ms < CACHE_ABSENT_MS ? gate->confirmed_of_ms : INT64_MAX;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

enum status lookup_ask_details(struct lookup *l, int64_t tmdb_id, struct tmdb_result *out)
{
    const struct lookup_settings *settings = l->run->settings;
    struct exchange exchange;
    const struct question question =
        lookup_tmdb_question(l, "details", ANSWER_TMDB_JSON,
                             tmdb_details_url(settings->tmdb_url, tmdb_id, settings->tmdb_language, l->arena));
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    const struct answer_class *class = exchange.class;
    *out = (struct tmdb_result){ .body = exchange.gate.answer.body,
                                 .fetched_at_ms = exchange.fetched_at_ms,
                                 .said_at_ms = said_at_ms(l, &exchange) };
    if (class->outcome == ANSWER_FOUND) {
        tmdb_read_details(out->body, tmdb_id, l->arena, &out->details);
        class = out->details.class;
    }
    out->answer_sha256 = lookup_record(l, &question, &exchange, class, (struct text){ 0 });
    lookup_note_refused_key(l, &exchange);
    out->answer = class->outcome == ANSWER_FOUND    ? TMDB_ACCEPTED
                  : class->outcome == ANSWER_ABSENT ? TMDB_ABSENT
                                                    : TMDB_UNKNOWN;
    out->reason = out->answer == TMDB_UNKNOWN ? lookup_tmdb_unknown(l, &exchange, class) : text_of(class->why);
    return OK;
}

void lookup_set_rule(struct lookup *l, const struct identity_decision *decision)
{
    l->out->rule = arena_printf(l->arena, "%s: %s%s%.*s", decision->rule, identity_verdict_name(decision->verdict),
                                text_empty(decision->detail) ? "" : ", ", TEXT_ARG(decision->detail));
}

/* Details of every movie that /find gave; one that vanished meanwhile (404) is none. */
static enum status decide(struct lookup *l, const struct tmdb_found *found, struct tmdb_result *out)
{
    struct tmdb_result *results = arena_array(l->arena, TMDB_RESULTS_MAX, sizeof *results);
    struct identity_candidate *candidates = arena_array(l->arena, TMDB_RESULTS_MAX, sizeof *candidates);
    size_t count = 0;
    int64_t said_ms = 0;
    for (size_t i = 0; i < found->movie_count; i++) {
        struct tmdb_result *result = &results[count];
        enum status status = lookup_ask_details(l, found->movie_ids[i], result);
        if (status != OK)
            return status;
        if (result->answer == TMDB_UNKNOWN) {
            *out = *result;
            return OK;
        }
        said_ms = later(said_ms, result->said_at_ms);
        if (result->answer == TMDB_ACCEPTED)
            candidates[count++] = result->details.candidate;
    }
    struct identity_wanted wanted = lookup_wanted(l, NULL, false);
    struct identity_decision decision = identity_decide(&wanted, candidates, count, l->arena);
    lookup_set_rule(l, &decision);
    if (decision.verdict == IDENTITY_ACCEPT) {
        *out = results[decision.index];
        out->answer = TMDB_ACCEPTED;
        out->said_at_ms = said_ms;
        return OK;
    }
    out->said_at_ms = said_ms;
    out->answer = decision.verdict == IDENTITY_NOT_A_MOVIE ? TMDB_NOT_A_MOVIE : TMDB_ABSENT;
    out->reason = arena_printf(l->arena, "TMDb has no record that is proven to be %.*s (%.*s)", TEXT_ARG(l->id),
                               TEXT_ARG(l->out->rule));
    return OK;
}

enum status lookup_ask_tmdb(struct lookup *l, struct tmdb_result *out)
{
    struct exchange exchange;
    struct tmdb_found found = { 0 };
    *out = (struct tmdb_result){ .answer = TMDB_UNKNOWN };
    if (atomic_load(&l->run->tmdb_refused)) {
        out->reason = TEXT("TMDb could not tell: it refuses the key; check tmdb.token");
        const struct http_answer refused = { .failure = HTTP_ANSWERED, .status = 401 };
        lookup_step(l, "tmdb", "find", answer_classify(ANSWER_TMDB_JSON, &refused),
                    TEXT("not asked: TMDb refused the key"));
        return OK;
    }
    struct question question = lookup_tmdb_question(
        l, "find", ANSWER_TMDB_FIND,
        tmdb_find_url(l->run->settings->tmdb_url, l->id, l->run->settings->tmdb_language, l->arena));
    enum status status = lookup_ask(l, &question, &exchange);
    if (status != OK)
        return status;
    const struct answer_class *class = exchange.class;
    if (class->outcome == ANSWER_FOUND) {
        tmdb_read_find(exchange.gate.answer.body, l->arena, &found);
        class = found.class;
    }
    (void)lookup_record(l, &question, &exchange, class, (struct text){ 0 });
    lookup_note_refused_key(l, &exchange);
    if (class->outcome != ANSWER_FOUND &&
        class != &answer_absent) { /* a 404 of /find itself is no absence (facts §1.1) */
        out->reason = lookup_tmdb_unknown(l, &exchange, class);
        return OK;
    }
    if (identity_is_not_a_movie((struct text){ 0 }, found.movie_count, found.other_count)) {
        out->answer = TMDB_NOT_A_MOVIE;
        out->reason = arena_printf(l->arena, "TMDb has it as a %s", found.other_kind);
        l->out->rule = TEXT("G0: not a movie");
        return OK;
    }
    if (found.movie_count == 0) {
        out->answer = TMDB_ABSENT;
        out->said_at_ms = said_at_ms(l, &exchange);
        out->reason = TEXT("TMDb does not know the id");
        return OK;
    }
    status = decide(l, &found, out);
    out->said_at_ms = later(out->said_at_ms, said_at_ms(l, &exchange));
    return status;
}

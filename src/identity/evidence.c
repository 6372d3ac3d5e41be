/* Steps E0 to E7, the order of candidates, the second proof. */
#include "identity/evidence.h"

#include "identity/normalise.h"

#include <stdlib.h>

enum {
    YEARS_APART = 1,
    CAST_NEEDED = 2,    /* one actor in common is chance */
    BILLED = 10,        /* of the cast, that E5 looks at */
    SHORT_MINUTES = 40, /* the Academy's limit, and TMDb's */
    SIMILAR_BYTES = 200 /* of a title, that the order looks at */
};

const char *evidence_step_name(enum evidence_step step)
{
    switch (step) {
    case EVIDENCE_TITLE: return "E1 title";
    case EVIDENCE_YEAR: return "E2 year";
    case EVIDENCE_DIRECTOR: return "E3 director";
    case EVIDENCE_RUNTIME: return "E4 runtime";
    case EVIDENCE_CAST: return "E5 cast";
    case EVIDENCE_UNIQUE: return "E6 only one";
    case EVIDENCE_KIND: return "E7 kind";
    case EVIDENCE_STEPS: break;
    }
    return "unknown step";
}

const char *evidence_word(enum witness witness)
{
    switch (witness) {
    case WITNESS_SILENT: return "unknown";
    case WITNESS_AGREES: return "holds";
    case WITNESS_CONTRADICTS: return "fails";
    }
    return "unknown";
}

static enum witness agrees_if(bool condition)
{
    return condition ? WITNESS_AGREES : WITNESS_CONTRADICTS;
}

/* ── E5, E7 ── */

/* By code; a country without one by its name. */
static bool country_in_common(const struct codeds *ours, const struct codeds *theirs)
{
    for (size_t i = 0; i < ours->count; i++) {
        for (size_t k = 0; k < theirs->count; k++) {
            const struct coded *a = &ours->at[i], *b = &theirs->at[k];
            bool coded = !text_empty(a->code) && !text_empty(b->code);
            if (coded ? text_equal(a->code, b->code) : !text_empty(a->name) && text_equal_ascii_case(a->name, b->name))
                return true;
        }
    }
    return false;
}

static enum witness check_cast(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                               struct arena *arena)
{
    size_t ours = wanted->cast.count, theirs = candidate->cast.count;
    if (ours > 0 && theirs > 0) {
        size_t shared = witness_people_shared(&wanted->cast, &candidate->cast, BILLED, arena);
        bool could_not = (ours < CAST_NEEDED || theirs < CAST_NEEDED) && shared > 0; /* a film for one actor */
        return could_not ? WITNESS_SILENT : agrees_if(shared >= CAST_NEEDED);
    }
    enum witness writers = witness_people(&wanted->writers, &candidate->writers, arena);
    if (writers == WITNESS_SILENT || wanted->countries.count == 0 || candidate->countries.count == 0)
        return WITNESS_SILENT;
    return agrees_if(writers == WITNESS_AGREES && country_in_common(&wanted->countries, &candidate->countries));
}

/* IMDb says it by type, and where the type leaves it open both sides by runtime. */
static struct flag is_short(struct text type, struct number runtime_minutes)
{
    if (text_is(type, "short") || text_is(type, "tvShort"))
        return (struct flag){ true, true };
    if (runtime_minutes.known)
        return (struct flag){ runtime_minutes.value <= SHORT_MINUTES, true };
    bool feature = text_is(type, "movie") || text_is(type, "tvMovie");
    return (struct flag){ false, feature };
}

static enum witness same_flag(struct flag ours, struct flag theirs)
{
    return ours.known && theirs.known ? agrees_if(ours.value == theirs.value) : WITNESS_SILENT;
}

static enum witness check_kind(const struct identity_wanted *wanted, const struct identity_candidate *candidate)
{
    const struct flag is_video = { text_is(wanted->type, "video"), movie_type_known(wanted->type) };
    const enum witness parts[] = {
        same_flag(wanted->adult, candidate->adult),
        same_flag(is_video, candidate->video),
        same_flag(is_short(wanted->type, wanted->runtime_minutes),
                  is_short((struct text){ 0 }, candidate->runtime_minutes)),
    };
    enum witness kind = WITNESS_AGREES;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i] == WITNESS_CONTRADICTS)
            return WITNESS_CONTRADICTS;
        if (parts[i] == WITNESS_SILENT)
            kind = WITNESS_SILENT;
    }
    return kind;
}

/* Every step but E6, which needs the whole pool. */
static void check_alone(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                        struct arena *arena, enum witness *steps)
{
    steps[EVIDENCE_TITLE] = witness_titles(wanted, candidate, arena);
    steps[EVIDENCE_YEAR] = witness_years(wanted, candidate, YEARS_APART);
    steps[EVIDENCE_DIRECTOR] = witness_people(&wanted->directors, &candidate->directors, arena);
    steps[EVIDENCE_RUNTIME] = witness_runtime(wanted, candidate);
    steps[EVIDENCE_CAST] = check_cast(wanted, candidate, arena);
    steps[EVIDENCE_UNIQUE] = WITNESS_SILENT;
    steps[EVIDENCE_KIND] = check_kind(wanted, candidate);
}

/* ── E6 ── */

static bool may_be_it(const struct evidence *e)
{
    return e->verdict != IDENTITY_OTHER_ID && e->steps[EVIDENCE_TITLE] == WITNESS_AGREES &&
           e->steps[EVIDENCE_YEAR] == WITNESS_AGREES;
}

static void check_unique(const struct evidence_pool *pool, struct evidence *all)
{
    for (size_t i = 0; i < pool->count; i++) {
        enum witness unique = pool->whole ? WITNESS_AGREES : WITNESS_SILENT;
        for (size_t k = 0; k < pool->count; k++) {
            if (pool->at[k].tmdb_id != pool->at[i].tmdb_id && may_be_it(&all[k]))
                unique = WITNESS_CONTRADICTS;
        }
        all[i].steps[EVIDENCE_UNIQUE] = unique;
    }
}

/* ── the order for a person ── */

struct pairs {
    unsigned short at[SIMILAR_BYTES];
    size_t count;
};

static int compare_pairs(const void *a, const void *b)
{
    return (int)*(const unsigned short *)a - (int)*(const unsigned short *)b;
}

static void take_pairs(struct text title, struct pairs *out)
{
    out->count = 0;
    for (size_t i = 0; i + 1 < title.len && out->count < SIMILAR_BYTES; i++)
        out->at[out->count++] = (unsigned short)((unsigned char)title.at[i] << 8 | (unsigned char)title.at[i + 1]);
    qsort(out->at, out->count, sizeof out->at[0], compare_pairs);
}

/* Dice's coefficient: twice the pairs of bytes in common, by all pairs. */
static double dice(const struct pairs *a, const struct pairs *b)
{
    size_t common = 0;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        common += a->at[i] == b->at[k];
        if (a->at[i] == b->at[k]) {
            i++;
            k++;
        } else if (a->at[i] < b->at[k]) {
            i++;
        } else {
            k++;
        }
    }
    return a->count + b->count == 0 ? 0 : 2.0 * (double)common / (double)(a->count + b->count);
}

/* Title and original title only: they come first, and a list of a thousand translations would cost too much. */
static double similarity(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                         struct arena *arena)
{
    double best = 0;
    for (size_t k = 0; k < candidate->titles.count && k < 2; k++) {
        struct pairs theirs, ours;
        take_pairs(normalise_title(candidate->titles.at[k], arena), &theirs);
        for (size_t i = 0; i < wanted->title_count; i++) {
            take_pairs(normalise_title(wanted->titles[i], arena), &ours);
            double value = dice(&ours, &theirs);
            best = value > best ? value : best;
        }
    }
    return best;
}

/* How near a verdict by id is to "this is it". */
static int nearness(enum identity_verdict verdict)
{
    switch (verdict) {
    case IDENTITY_ACCEPT: return 3;
    case IDENTITY_QUARANTINE: return 2;
    case IDENTITY_NO_PROOF:
    case IDENTITY_AMBIGUOUS:
    case IDENTITY_NOT_A_MOVIE: return 1;
    case IDENTITY_OTHER_ID: return 0;
    }
    return 0;
}

static int balance(const struct evidence *e)
{
    int sum = 0;
    for (size_t i = 0; i < EVIDENCE_STEPS; i++)
        sum += e->steps[i] == WITNESS_AGREES ? 1 : e->steps[i] == WITNESS_CONTRADICTS ? -1 : 0;
    return sum;
}

/* The id first, then what holds less what fails, then likeness; the pool's order breaks a tie. */
static bool goes_before(const struct evidence *a, const struct evidence *b)
{
    if (nearness(a->verdict) != nearness(b->verdict))
        return nearness(a->verdict) > nearness(b->verdict);
    if (balance(a) != balance(b))
        return balance(a) > balance(b);
    return a->similarity > b->similarity;
}

static void put_in_order(struct evidence *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        all[i].rank = 1;
        for (size_t k = 0; k < count; k++)
            all[i].rank += goes_before(&all[k], &all[i]) || (k < i && !goes_before(&all[i], &all[k])) ? 1 : 0;
    }
}

static struct text describe(const struct identity_candidate *candidate, const struct evidence *e, struct arena *arena)
{
    struct text title = candidate->titles.count > 0 ? candidate->titles.at[0] : TEXT("");
    struct text id = text_empty(candidate->imdb_id) ? candidate->external_imdb_id : candidate->imdb_id;
    struct text line = arena_printf(arena, "TMDb %lld \"%.*s\" (%lld), %.*s", (long long)candidate->tmdb_id,
                                    TEXT_ARG(title), (long long)(candidate->year_count > 0 ? candidate->years[0] : 0),
                                    TEXT_ARG(text_empty(id) ? TEXT("no IMDb id") : id));
    for (size_t i = 0; i < EVIDENCE_STEPS; i++)
        line = arena_printf(arena, "%.*s%s %s %s", TEXT_ARG(line), i == 0 ? ":" : ",",
                            evidence_step_name((enum evidence_step)i), evidence_word(e->steps[i]));
    return line;
}

struct identity_decision evidence_decide(const struct identity_wanted *wanted, const struct evidence_pool *pool,
                                         struct arena *arena, struct evidence *out_evidence)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct evidence *e = &out_evidence[i];
        *e = (struct evidence){ .verdict = identity_check(wanted, &pool->at[i], arena).verdict };
        check_alone(wanted, &pool->at[i], arena, e->steps);
        e->similarity = similarity(wanted, &pool->at[i], arena);
        e->offered = e->verdict != IDENTITY_OTHER_ID &&
                     (e->steps[EVIDENCE_TITLE] == WITNESS_AGREES || e->steps[EVIDENCE_DIRECTOR] == WITNESS_AGREES);
    }
    check_unique(pool, out_evidence);
    put_in_order(out_evidence, pool->count);
    for (size_t i = 0; i < pool->count; i++)
        out_evidence[i].text = describe(&pool->at[i], &out_evidence[i], arena);
    struct identity_decision decision = identity_decide(wanted, pool->at, pool->count, arena);
    if (decision.verdict == IDENTITY_ACCEPT)
        decision.rule = "E0";
    else if (pool->count == 0 && decision.verdict == IDENTITY_NO_PROOF)
        decision.detail = TEXT("the title search found no record");
    return decision;
}

/* ── the second proof ── */

struct identity_decision identity_second_proof(const struct identity_wanted *wanted,
                                               const struct identity_candidate *candidate, int64_t wikidata_tmdb_id,
                                               struct arena *arena)
{
    static const enum evidence_step needed[] = { EVIDENCE_TITLE, EVIDENCE_YEAR, EVIDENCE_DIRECTOR, EVIDENCE_KIND };
    enum witness steps[EVIDENCE_STEPS];
    struct identity_decision decision = identity_decide(wanted, candidate, 1, arena);
    bool silent = witness_place(wanted, candidate->imdb_id) == PLACE_EMPTY &&
                  witness_place(wanted, candidate->external_imdb_id) == PLACE_EMPTY;
    if (decision.verdict != IDENTITY_NO_PROOF || !silent || !movie_is_imdb_id(wanted->imdb_id))
        return decision; /* the record speaks for itself */
    decision.rule = "P4947";
    if (wikidata_tmdb_id <= 0 || wikidata_tmdb_id != candidate->tmdb_id) {
        decision.detail = arena_printf(arena, "Wikidata does not name TMDb %lld", (long long)candidate->tmdb_id);
        return decision;
    }
    check_alone(wanted, candidate, arena, steps);
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (steps[needed[i]] != WITNESS_AGREES) {
            decision.detail = arena_printf(arena, "Wikidata names TMDb %lld, but %s %s", (long long)candidate->tmdb_id,
                                           evidence_step_name(needed[i]),
                                           steps[needed[i]] == WITNESS_SILENT ? "is unknown" : "fails");
            return decision;
        }
    }
    bool another =
        steps[EVIDENCE_RUNTIME] == WITNESS_CONTRADICTS || witness_cast(wanted, candidate, arena) == WITNESS_CONTRADICTS;
    if (another) {
        decision.detail =
            arena_printf(arena, "Wikidata names TMDb %lld, but %s fails", (long long)candidate->tmdb_id,
                         steps[EVIDENCE_RUNTIME] == WITNESS_CONTRADICTS ? evidence_step_name(EVIDENCE_RUNTIME)
                                                                        : evidence_step_name(EVIDENCE_CAST));
        return decision;
    }
    decision.verdict = IDENTITY_ACCEPT;
    decision.detail = arena_printf(arena, "Wikidata holds %.*s and TMDb %lld; title, year, director and kind agree",
                                   TEXT_ARG(wanted->imdb_id), (long long)candidate->tmdb_id);
    return decision;
}

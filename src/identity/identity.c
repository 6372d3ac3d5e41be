/* The identity rule: G0, V1, A1, A1b, K1. */
#include "identity/identity.h"

#include "identity/normalise.h"

#include <stdlib.h>

bool identity_is_not_a_movie(struct text type, size_t movies_found, size_t others_found)
{
    return (movie_type_known(type) && !movie_type_is_film(type)) || (movies_found == 0 && others_found > 0);
}

/* What one of the two places of a TMDb record says about the asked id. */
enum place { PLACE_EMPTY, PLACE_OURS, PLACE_FOREIGN, PLACE_JUNK };

static enum place read_place(const struct identity_wanted *wanted, struct text id)
{
    if (text_empty(id))
        return PLACE_EMPTY;
    if (!movie_is_imdb_id(id))
        return PLACE_JUNK;
    if (text_equal(id, wanted->imdb_id))
        return PLACE_OURS;
    for (size_t i = 0; i < wanted->remap_count; i++) {
        if (text_equal(id, wanted->remaps[i]))
            return PLACE_OURS;
    }
    return PLACE_FOREIGN;
}

/* K1 needs contradiction, not silence: a side that knows nothing contradicts nothing. */
enum witness { WITNESS_SILENT, WITNESS_AGREES, WITNESS_CONTRADICTS };

static const char *witness_name(enum witness witness)
{
    switch (witness) {
    case WITNESS_SILENT: return "not known";
    case WITNESS_AGREES: return "agree";
    case WITNESS_CONTRADICTS: return "contradict";
    }
    return "";
}

static enum witness compare_titles(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                                   struct arena *arena)
{
    struct text ours[COUNT_OF(wanted->titles)];
    size_t count = 0;
    bool theirs_known = false;
    for (size_t i = 0; i < wanted->title_count; i++) {
        ours[count] = normalise_title(wanted->titles[i], arena);
        count += text_empty(ours[count]) ? 0 : 1;
    }
    for (size_t i = 0; count > 0 && i < candidate->titles.count; i++) {
        struct text theirs = normalise_title(candidate->titles.at[i], arena);
        theirs_known = theirs_known || !text_empty(theirs);
        for (size_t k = 0; k < count; k++) {
            if (text_equal(ours[k], theirs))
                return WITNESS_AGREES;
        }
    }
    return theirs_known ? WITNESS_CONTRADICTS : WITNESS_SILENT;
}

/* Three years: IMDb counts the first screening, TMDb a release, and festival films lie one or two apart. */
static enum witness compare_years(const struct identity_wanted *wanted, const struct identity_candidate *candidate)
{
    if (!wanted->year.known || candidate->year_count == 0)
        return WITNESS_SILENT;
    for (size_t i = 0; i < candidate->year_count; i++) {
        if (llabs(wanted->year.value - candidate->years[i]) < 3)
            return WITNESS_AGREES;
    }
    return WITNESS_CONTRADICTS;
}

/* By nm id where both have one, else by name: TMDb's credits carry no nm ids. */
static bool same_person(const struct person *a, const struct person *b, struct arena *arena)
{
    if (!text_empty(a->imdb_id) && !text_empty(b->imdb_id))
        return text_equal(a->imdb_id, b->imdb_id);
    struct text name = normalise_title(a->name, arena);
    return !text_empty(name) && text_equal(name, normalise_title(b->name, arena));
}

static enum witness compare_directors(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                                      struct arena *arena)
{
    if (wanted->directors.count == 0 || candidate->directors.count == 0)
        return WITNESS_SILENT;
    for (size_t i = 0; i < wanted->directors.count; i++) {
        for (size_t k = 0; k < candidate->directors.count; k++) {
            if (same_person(&wanted->directors.at[i], &candidate->directors.at[k], arena))
                return WITNESS_AGREES;
        }
    }
    return WITNESS_CONTRADICTS;
}

static struct identity_decision decision(enum identity_verdict verdict, const char *rule, struct text detail)
{
    return (struct identity_decision){ .verdict = verdict, .rule = rule, .detail = detail };
}

/* K1 for a record that A1 has proven. */
static struct identity_decision check_contradiction(const struct identity_wanted *wanted,
                                                    const struct identity_candidate *candidate, struct arena *arena)
{
    enum witness titles = compare_titles(wanted, candidate, arena);
    enum witness years = compare_years(wanted, candidate);
    enum witness directors = compare_directors(wanted, candidate, arena);
    bool quarantine = titles == WITNESS_CONTRADICTS && years == WITNESS_CONTRADICTS && directors == WITNESS_CONTRADICTS;
    struct text title = candidate->titles.count > 0 ? candidate->titles.at[0] : TEXT("");
    struct text id = text_empty(candidate->imdb_id) ? candidate->external_imdb_id : candidate->imdb_id;
    struct text detail =
        arena_printf(arena, "TMDb %lld \"%.*s\" (%lld) carries %.*s; titles %s, years %s, directors %s",
                     (long long)candidate->tmdb_id, TEXT_ARG(title),
                     (long long)(candidate->year_count > 0 ? candidate->years[0] : 0), TEXT_ARG(id),
                     witness_name(titles), witness_name(years), witness_name(directors));
    return quarantine ? decision(IDENTITY_QUARANTINE, "K1", detail) : decision(IDENTITY_ACCEPT, "A1", detail);
}

struct identity_decision identity_check(const struct identity_wanted *wanted,
                                        const struct identity_candidate *candidate, struct arena *arena)
{
    enum place top = read_place(wanted, candidate->imdb_id);
    enum place external = read_place(wanted, candidate->external_imdb_id);
    bool one_is_ours = top == PLACE_OURS || external == PLACE_OURS;
    bool others_agree = top <= PLACE_OURS && external <= PLACE_OURS; /* the same, or silent as in old answers */
    long long tmdb_id = candidate->tmdb_id;
    if (!movie_is_imdb_id(wanted->imdb_id))
        return decision(IDENTITY_NO_PROOF, "A1",
                        arena_printf(arena, "\"%.*s\" is no IMDb id", TEXT_ARG(wanted->imdb_id)));
    if (one_is_ours && others_agree)
        return check_contradiction(wanted, candidate, arena);
    if (!one_is_ours && (top == PLACE_FOREIGN || external == PLACE_FOREIGN)) {
        struct text id = top == PLACE_FOREIGN ? candidate->imdb_id : candidate->external_imdb_id;
        return decision(
            IDENTITY_OTHER_ID, "V1",
            arena_printf(arena, "TMDb %lld is %.*s, not %.*s", tmdb_id, TEXT_ARG(id), TEXT_ARG(wanted->imdb_id)));
    }
    if (top == PLACE_EMPTY && external == PLACE_EMPTY)
        return decision(IDENTITY_NO_PROOF, "A1", arena_printf(arena, "TMDb %lld carries no IMDb id", tmdb_id));
    return decision(IDENTITY_NO_PROOF, "A1",
                    arena_printf(arena, "TMDb %lld says \"%.*s\" and, among its external ids, \"%.*s\"", tmdb_id,
                                 TEXT_ARG(candidate->imdb_id), TEXT_ARG(candidate->external_imdb_id)));
}

static bool is_proven(const struct identity_decision *d)
{
    return d->verdict == IDENTITY_ACCEPT || d->verdict == IDENTITY_QUARANTINE;
}

struct identity_decision identity_decide(const struct identity_wanted *wanted,
                                         const struct identity_candidate *candidates, size_t count, struct arena *arena)
{
    struct identity_decision best = decision(IDENTITY_NO_PROOF, "A1", TEXT("TMDb knows no film under this id"));
    if (identity_is_not_a_movie(wanted->type, count, 0))
        return decision(IDENTITY_NOT_A_MOVIE, "G0", arena_printf(arena, "IMDb's type is %.*s", TEXT_ARG(wanted->type)));
    for (size_t i = 0; i < count; i++) {
        struct identity_decision d = identity_check(wanted, &candidates[i], arena);
        d.index = i;
        if (is_proven(&d) && i > 0 && is_proven(&best))
            return decision(IDENTITY_AMBIGUOUS, "A1b",
                            arena_printf(arena, "TMDb %lld and %lld both carry %.*s",
                                         (long long)candidates[best.index].tmdb_id, (long long)candidates[i].tmdb_id,
                                         TEXT_ARG(wanted->imdb_id)));
        /* A record without an id may still be the film: it tells more than one that is certainly another. */
        if (i == 0 || is_proven(&d) || (best.verdict == IDENTITY_OTHER_ID && d.verdict == IDENTITY_NO_PROOF))
            best = d;
    }
    if (count > 1 && best.verdict == IDENTITY_ACCEPT)
        best.rule = "A1b";
    return best;
}

const char *identity_verdict_name(enum identity_verdict verdict)
{
    switch (verdict) {
    case IDENTITY_ACCEPT: return "accept";
    case IDENTITY_OTHER_ID: return "other_id";
    case IDENTITY_NO_PROOF: return "no_proof";
    case IDENTITY_QUARANTINE: return "quarantine";
    case IDENTITY_AMBIGUOUS: return "ambiguous";
    case IDENTITY_NOT_A_MOVIE: return "not_a_movie";
    }
    return "unknown verdict";
}

/* The identity rule: G0, V1, A1, A1b, K1. */
#include "identity/identity.h"

#include "identity/witness.h"

static void learn_title(struct identity_wanted *wanted, struct text title)
{
    if (text_empty(title) || wanted->title_count == COUNT_OF(wanted->titles))
        return;
    for (size_t i = 0; i < wanted->title_count; i++) {
        if (text_equal(wanted->titles[i], title))
            return;
    }
    wanted->titles[wanted->title_count++] = title;
}

void identity_wanted_learn(struct identity_wanted *wanted, const struct movie *movie)
{
    learn_title(wanted, movie->title);
    learn_title(wanted, movie->original_title);
    if (text_empty(wanted->type))
        wanted->type = movie->type;
    if (!wanted->year.known)
        wanted->year = movie->year;
    if (wanted->directors.count == 0)
        wanted->directors = movie->directors;
    if (wanted->writers.count == 0)
        wanted->writers = movie->writers;
    if (wanted->cast.count == 0)
        wanted->cast = movie->cast;
    if (!wanted->runtime_minutes.known)
        wanted->runtime_minutes = movie->runtime_minutes;
    if (wanted->countries.count == 0)
        wanted->countries = movie->countries;
    if (!wanted->adult.known)
        wanted->adult = movie->adult;
}

bool identity_is_not_a_movie(struct text type, size_t movies_found, size_t others_found)
{
    return (movie_type_known(type) && !movie_type_is_film(type)) || (movies_found == 0 && others_found > 0);
}

/* Three years: IMDb counts the first screening, TMDb a release, and festival films lie one or two apart. */
enum { YEARS_APART = 2 };

static const char *witness_name(enum witness witness)
{
    switch (witness) {
    case WITNESS_SILENT: return "not known";
    case WITNESS_AGREES: return "agree";
    case WITNESS_CONTRADICTS: return "contradict";
    }
    return "";
}

static struct identity_decision decision(enum identity_verdict verdict, const char *rule, struct text detail)
{
    return (struct identity_decision){ .verdict = verdict, .rule = rule, .detail = detail };
}

/* What a record that carries the id says beside it. */
struct statement {
    enum witness titles, years, directors, cast, runtime;
    bool twice_as_long; /* a short and the feature of its name */
};

static struct statement listen(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                               struct arena *arena)
{
    int64_t ours = wanted->runtime_minutes.value, theirs = candidate->runtime_minutes.value;
    struct statement s = {
        .titles = witness_titles(wanted, candidate, arena),
        .years = witness_years(wanted, candidate, YEARS_APART),
        .directors = witness_people(&wanted->directors, &candidate->directors, arena),
        .cast = witness_cast(wanted, candidate, arena),
        .runtime = witness_runtime(wanted, candidate),
    };
    if (wanted->year_is_given && s.years == WITNESS_CONTRADICTS) /* a caller's slip is no fact of IMDb's */
        s.years = WITNESS_SILENT;
    s.twice_as_long = s.runtime == WITNESS_CONTRADICTS && (ours / 2 >= theirs || theirs / 2 >= ours);
    return s;
}

/* K1. TMDb's editors mistype ids and mix up namesakes, so beside an id must not stand another film. One fact may
 * contradict (a translated title, a late release, a pen name, another cut) when somebody is in both lists of people; a
 * title also when year and length fit, or when only the caller gave it; a length also when title and year fit. What
 * nobody knows contradicts nothing. */
static bool is_another(const struct identity_wanted *wanted, const struct statement *s)
{
    const enum witness facts[] = { s->titles, s->years, s->directors, s->cast, s->runtime };
    bool in_common = s->directors == WITNESS_AGREES || s->cast == WITNESS_AGREES;
    bool rest_fits = s->years == WITNESS_AGREES && s->runtime == WITNESS_AGREES;
    bool is_named = s->titles == WITNESS_AGREES && s->years == WITNESS_AGREES;
    bool light = (s->titles == WITNESS_CONTRADICTS && (rest_fits || wanted->titles_are_given)) ||
                 (s->runtime == WITNESS_CONTRADICTS && is_named);
    int against = 0;
    for (size_t i = 0; i < COUNT_OF(facts); i++)
        against += facts[i] == WITNESS_CONTRADICTS ? 1 : 0;
    return s->twice_as_long || against > 1 || (against == 1 && !in_common && !light);
}

/* K1 for a record that A1 has proven. */
static struct identity_decision check_contradiction(const struct identity_wanted *wanted,
                                                    const struct identity_candidate *candidate, struct arena *arena)
{
    const struct statement s = listen(wanted, candidate, arena);
    struct text title = candidate->titles.count > 0 ? candidate->titles.at[0] : TEXT("");
    struct text id = text_empty(candidate->imdb_id) ? candidate->external_imdb_id : candidate->imdb_id;
    struct text detail = arena_printf(
        arena, "TMDb %lld \"%.*s\" (%lld) carries %.*s; titles %s, years %s, directors %s, cast %s, runtimes %s",
        (long long)candidate->tmdb_id, TEXT_ARG(title),
        (long long)(candidate->year_count > 0 ? candidate->years[0] : 0), TEXT_ARG(id), witness_name(s.titles),
        witness_name(s.years), witness_name(s.directors), witness_name(s.cast), witness_name(s.runtime));
    return is_another(wanted, &s) ? decision(IDENTITY_QUARANTINE, "K1", detail)
                                  : decision(IDENTITY_ACCEPT, "A1", detail);
}

struct identity_decision identity_check(const struct identity_wanted *wanted,
                                        const struct identity_candidate *candidate, struct arena *arena)
{
    enum place top = witness_place(wanted, candidate->imdb_id);
    enum place external = witness_place(wanted, candidate->external_imdb_id);
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

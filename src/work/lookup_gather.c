/* The fallback sources one after the other. */
#include "work/lookup_gather.h"

#include "lifecycle/merge.h"
#include "lifecycle/people.h"
#include "lifecycle/plausible.h"
#include "source/dataset.h"

#include <string.h>

/* What each source can tell, so that nobody is asked in vain. Weak: told, but coarser or without order, so it only
 * fills what all others leave open (Wikidata: a film is a film, and its cast stands in no billing order; a language of
 * the page or of OMDb is any that is spoken, so Wikidata's P364 goes before it, contract §4). */
static const struct ability {
    const char *source;
    const char *fields[16]; /* ends with NULL */
    const char *weak[4];
} abilities[] = {
    { "dataset",
      { "title", "original_title", "type", "year", "runtime_minutes", "genres", "rating", "vote_count", "directors",
        "writers", "cast", "adult", NULL },
      { NULL } },
    { "wikidata",
      { "title", "original_title", "original_language", "release_date", "runtime_minutes", "genres", "directors",
        "writers", "cast", "countries", "languages", NULL },
      { "type", "genres", "cast", NULL } },
    { "imdb_page",
      { "title", "original_title", "release_date", "runtime_minutes", "overview", "genres", "rating", "directors",
        "writers", "cast", "countries", "languages", "poster_url", NULL },
      { "original_language", NULL } },
    { "omdb",
      { "title", "release_date", "runtime_minutes", "overview", "genres", "rating", "directors", "cast", "countries",
        "languages", "poster_url", NULL },
      { "original_language", NULL } },
};

static const struct ability *ability_of(const char *source)
{
    for (size_t i = 0; i < COUNT_OF(abilities); i++) {
        if (text_is(text_of(source), abilities[i].source))
            return &abilities[i];
    }
    return NULL;
}

/* ── what was told ── */

static const struct source_answer *asked(const struct gathered *g, const char *source)
{
    for (size_t i = 0; i < g->count; i++) {
        if (text_is(text_of(source), g->at[i].source))
            return &g->at[i];
    }
    return NULL;
}

const struct source_answer *gather_found(const struct gathered *g, const char *source)
{
    const struct source_answer *answer = asked(g, source);
    return answer != NULL && answer->class != NULL && answer->class->outcome == ANSWER_FOUND ? answer : NULL;
}

static bool is_weak(const char *source, const char *field)
{
    const struct ability *ability = ability_of(source);
    for (size_t i = 0; ability != NULL && ability->weak[i] != NULL; i++) {
        if (strcmp(ability->weak[i], field) == 0)
            return true;
    }
    return false;
}

/* The first of the strong or of the weak ones that knows the type; with not_a_film, as something that is none. */
static const struct source_answer *teller_of_type(const struct gathered *g, bool weak, bool not_a_film)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct source_answer *answer = gather_found(g, g->at[i].source);
        if (answer != NULL && is_weak(answer->source, "type") == weak && text_known(answer->movie.type) &&
            !(not_a_film && movie_type_is_film(answer->movie.type)))
            return answer;
    }
    return NULL;
}

const struct source_answer *gather_not_a_film(const struct gathered *g, enum gather_for purpose)
{
    const struct source_answer *answer = teller_of_type(g, false, true);
    if (answer == NULL && purpose == GATHER_FOR_PLACEHOLDER && teller_of_type(g, false, false) == NULL)
        answer = teller_of_type(g, true, true);
    return answer;
}

const struct source_answer *gather_unknown(const struct gathered *g)
{
    const struct source_answer *not_listed = NULL;
    for (size_t i = 0; i < g->count; i++) {
        const struct answer_class *class = g->at[i].class;
        if (class == NULL || class->outcome == ANSWER_FOUND || class->outcome == ANSWER_ABSENT)
            continue;
        if (class != &dataset_not_listed)
            return &g->at[i];
        not_listed = &g->at[i];
    }
    return not_listed;
}

bool gather_page_absent(const struct gathered *g)
{
    const struct source_answer *page = asked(g, "imdb_page");
    return page != NULL && page->class != NULL && page->class->outcome == ANSWER_ABSENT;
}

/* ── putting together ── */

static struct movie without_weak(const struct source_answer *answer)
{
    static const struct movie nothing = { 0 };
    struct movie movie = answer->movie;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (is_weak(answer->source, movie_fields[i].name))
            movie_take(&movie, &nothing, i);
    }
    return movie;
}

static void fill_one(const struct source_answer *answer, const struct movie *movie, struct stored_movie *row)
{
    const struct source_terms *terms = source_terms_find(text_of(answer->source));
    const struct field_origin origin = { .source = text_of(terms->name),
                                         .licence = text_of(terms->licence),
                                         .fetched_at_ms = answer->fetched_at_ms,
                                         .answer_sha256 = answer->answer_sha256 };
    size_t filled = merge_fill(&row->movie, row->origins, movie, &origin);
    if (filled > 0 && text_is(text_of(answer->source), "imdb_page"))
        row->imdb_scraped_at_ms = answer->fetched_at_ms;
}

static void fill_given(struct lookup *l, struct stored_movie *row)
{
    const struct source_answer given = { .source = "given", .fetched_at_ms = lookup_now_ms(l) };
    const struct movie movie = { .title = l->title, .year = l->year };
    fill_one(&given, &movie, row);
}

void gather_fill(struct lookup *l, const struct gathered *g, bool with_given, struct stored_movie *row)
{
    for (int weak = 0; weak <= 1; weak++) {
        for (size_t i = 0; i < l->run->settings->source_count; i++) {
            const char *source = arena_z(l->arena, l->run->settings->sources[i]);
            const struct source_answer *answer = gather_found(g, source);
            if (weak == 0 && with_given && text_is(text_of(source), "given"))
                fill_given(l, row);
            if (answer == NULL)
                continue;
            struct movie strong = without_weak(answer);
            fill_one(answer, weak == 0 ? &strong : &answer->movie, row);
        }
    }
}

void gather_join_people(struct lookup *l, const struct gathered *g, const struct movie *tmdb, struct stored_movie *row)
{
    struct people_told told[GATHER_MAX + 2];
    size_t count = 0;
    for (size_t i = 0; i < g->count; i++) {
        if (gather_found(g, g->at[i].source) != NULL)
            told[count++] = (struct people_told){ .movie = &g->at[i].movie, .source = text_of(g->at[i].source) };
    }
    if (tmdb != NULL)
        told[count++] = (struct people_told){ .movie = tmdb, .source = TEXT("tmdb") };
    if (l->has_stored)
        told[count++] = (struct people_told){ .movie = &l->stored.movie, .origins = l->stored.origins };
    people_join(&row->movie, row->origins, told, count, l->arena);
}

/* ── asking ── */

static enum status ask_page(struct lookup *l, struct source_answer *out)
{
    struct page_result page;
    enum status status = lookup_ask_page(l, &page);
    if (status == OK)
        *out = (struct source_answer){ .class = page.class,
                                       .movie = page.movie,
                                       .canonical_id = page.canonical_id,
                                       .answer_sha256 = page.answer_sha256,
                                       .fetched_at_ms = page.fetched_at_ms,
                                       .reason = page.reason };
    return status;
}

static const struct asker {
    const char *source;
    enum status (*ask)(struct lookup *l, struct source_answer *out);
} askers[] = {
    { "dataset", lookup_ask_dataset },
    { "wikidata", lookup_ask_wikidata },
    { "imdb_page", ask_page },
    { "omdb", lookup_ask_omdb },
};

void gather_sift(struct lookup *l, const char *source, struct movie *movie)
{
    struct implausible found[IMPLAUSIBLE_MAX];
    people_clean(movie, l->arena);
    size_t count = plausible_sift(movie, lookup_now_ms(l), l->arena, found);
    for (size_t i = 0; i < count && l->doubt_count < LOOKUP_DOUBTS_MAX; i++)
        l->doubts[l->doubt_count++] = (struct doubt){ .field = movie_fields[found[i].field].name,
                                                      .value = found[i].value,
                                                      .source = source,
                                                      .reason = found[i].reason };
}

static enum status ask_one(struct lookup *l, const struct asker *asker, struct gathered *g)
{
    struct source_answer *answer = &g->at[g->count];
    *answer = (struct source_answer){ 0 };
    enum status status = asker->ask(l, answer);
    answer->source = asker->source;
    if (status != OK)
        return status;
    g->count++;
    gather_sift(l, answer->source, &answer->movie);
    return OK;
}

static const struct asker *asker_of(struct text source)
{
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        if (text_is(source, askers[i].source))
            return &askers[i];
    }
    return NULL; /* `given` asks nobody */
}

/* A placeholder takes whatever it can get; for a record of TMDb only what is promised is worth a request. */
static bool can_help(const char *source, const struct movie *known, enum gather_for purpose)
{
    const struct ability *ability = ability_of(source);
    for (size_t i = 0; ability != NULL && ability->fields[i] != NULL; i++) {
        size_t field = (size_t)movie_field_index(text_of(ability->fields[i]));
        if (purpose == GATHER_FOR_GAPS ? merge_is_gap(known, field) : !movie_knows(known, field))
            return true;
    }
    return false;
}

enum status gather_local(struct lookup *l, struct gathered *g)
{
    return lookup_source_on(l, "dataset") ? ask_one(l, asker_of(TEXT("dataset")), g) : OK;
}

enum status gather_rest(struct lookup *l, const struct movie *known, enum gather_for purpose, struct gathered *g)
{
    for (size_t i = 0; i < l->run->settings->source_count && g->count < GATHER_MAX; i++) {
        const struct asker *asker = asker_of(l->run->settings->sources[i]);
        if (asker == NULL || asked(g, asker->source) != NULL)
            continue;
        struct stored_movie so_far = { .movie = *known };
        gather_fill(l, g, false, &so_far);
        bool proof = purpose == GATHER_FOR_PLACEHOLDER && text_is(text_of(asker->source), "wikidata");
        if (!proof && !can_help(asker->source, &so_far.movie, purpose))
            continue;
        enum status status = ask_one(l, asker, g);
        if (status != OK)
            return status;
        if (teller_of_type(g, false, true) != NULL) /* a series; a coarser word waits for what the others say */
            break;
    }
    return OK;
}

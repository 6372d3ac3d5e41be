/* Findings to one record, through the table of fields. */
#include "lifecycle/merge.h"

#include "base/compiler.h"
#include "store/edits.h"

#include <assert.h>

/* Columns that contract §4 promises and TMDb may leave empty. */
static const char *const promised[] = { "release_date",      "runtime_minutes", "overview",
                                        "original_language", "original_title",  "poster_url" };

static size_t index_of(const char *name)
{
    int index = movie_field_index(text_of(name));
    assert(index >= 0);
    return (size_t)index;
}

/* May `field` be taken, seen from both records as they were before the merge? */
static bool may_take(const struct movie *into, const struct movie *from, size_t field, struct text source)
{
    if (movie_knows(into, field) || !movie_knows(from, field))
        return false;
    if (field == index_of("tmdb_id")) /* proven by the identity rule, never merged in */
        return text_is(source, "tmdb");
    for (size_t i = 0; i < movie_field_count; i++) { /* both from one source, or not at all */
        if (movie_field_about(i) == (int)field)
            return !movie_knows(into, i);
        if (movie_field_about(field) == (int)i)
            return !movie_knows(into, i) && movie_knows(from, i);
    }
    return true;
}

/* A person's word, on the field or on what it is about: whose date it was says nothing of one that is removed. */
static bool is_settled(const struct field_origin *origins, size_t field)
{
    int about = movie_field_about(field);
    return edits_is_one(&origins[field]) || (about >= 0 && edits_is_one(&origins[about]));
}

size_t merge_fill(struct movie *into, struct field_origin *origins, const struct movie *from,
                  const struct field_origin *origin)
{
    const struct movie before = *into;
    size_t filled = 0;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (is_settled(origins, i) || !may_take(&before, from, i, origin->source))
            continue;
        movie_take(into, from, i);
        origins[i] = *origin;
        filled++;
    }
    return filled;
}

void merge_keep(struct movie *into, struct field_origin *origins, const struct movie *stored,
                const struct field_origin *stored_origins)
{
    const struct movie before = *into;
    for (size_t i = 0; i < movie_field_count; i++) {
        struct text source = stored_origins[i].source;
        if (text_is(source, "tmdb") || is_settled(origins, i) || !may_take(&before, stored, i, source))
            continue;
        movie_take(into, stored, i);
        origins[i] = stored_origins[i];
    }
}

static bool is_from_elsewhere(const struct movie *movie, const struct field_origin *origins, const char *name)
{
    size_t field = index_of(name);
    struct text source = origins[field].source;
    return movie_knows(movie, field) && text_known(source) && !text_is(source, "tmdb") &&
           !edits_is_one(&origins[field]);
}

bool merge_enriched(const struct movie *movie, const struct field_origin *origins)
{
    for (size_t i = 0; i < COUNT_OF(promised); i++) {
        if (is_from_elsewhere(movie, origins, promised[i]))
            return true;
    }
    return is_from_elsewhere(movie, origins, "year"); /* release_year is promised too; TMDb's comes with its date */
}

bool merge_is_gap(const struct movie *movie, size_t field)
{
    for (size_t i = 0; i < COUNT_OF(promised); i++) {
        if (index_of(promised[i]) == field)
            return !movie_knows(movie, field);
    }
    return false;
}

bool merge_has_gap(const struct movie *movie)
{
    for (size_t i = 0; i < COUNT_OF(promised); i++) {
        if (!movie_knows(movie, index_of(promised[i])))
            return true;
    }
    return false;
}

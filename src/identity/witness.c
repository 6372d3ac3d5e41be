/* What one fact of a TMDb record says about the title that IMDb knows. */
#include "identity/witness.h"

#include "identity/normalise.h"

#include <stdlib.h>

enum place witness_place(const struct identity_wanted *wanted, struct text id)
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

enum witness witness_titles(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
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

enum witness witness_years(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                           int64_t apart)
{
    if (!wanted->year.known || candidate->year_count == 0)
        return WITNESS_SILENT;
    for (size_t i = 0; i < candidate->year_count; i++) {
        if (llabs(wanted->year.value - candidate->years[i]) <= apart)
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

size_t witness_people_shared(const struct people *ours, const struct people *theirs, size_t most, struct arena *arena)
{
    enum { MOST_MAX = 64 };
    bool taken[MOST_MAX] = { false };
    size_t shared = 0, limit = most < MOST_MAX ? most : MOST_MAX;
    for (size_t i = 0; i < ours->count && i < limit; i++) {
        for (size_t k = 0; k < theirs->count && k < limit; k++) {
            if (!taken[k] && same_person(&ours->at[i], &theirs->at[k], arena)) {
                taken[k] = true;
                shared++;
                break;
            }
        }
    }
    return shared;
}

enum witness witness_people(const struct people *ours, const struct people *theirs, struct arena *arena)
{
    if (ours->count == 0 || theirs->count == 0)
        return WITNESS_SILENT;
    for (size_t i = 0; i < ours->count; i++) {
        for (size_t k = 0; k < theirs->count; k++) {
            if (same_person(&ours->at[i], &theirs->at[k], arena))
                return WITNESS_AGREES;
        }
    }
    return WITNESS_CONTRADICTS;
}

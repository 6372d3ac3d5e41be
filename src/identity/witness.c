/* What one fact of a TMDb record says about the title that IMDb knows. */
#include "identity/witness.h"

#include "identity/normalise.h"

#include <stdint.h>
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

/* Texts under N() in one script. "Zima" and "Зима" may be one title or two: neither agrees nor contradicts. */
static bool is_latin(struct text normalised)
{
    bool foreign = false;
    for (size_t i = 0; i < normalised.len; i++) {
        if (normalised.at[i] >= 'a' && normalised.at[i] <= 'z')
            return true;
        foreign = foreign || (unsigned char)normalised.at[i] >= 0x80;
    }
    return !foreign;
}

static bool comparable(struct text a, struct text b)
{
    return !text_empty(a) && !text_empty(b) && is_latin(a) == is_latin(b);
}

enum witness witness_titles(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                            struct arena *arena)
{
    struct text ours[COUNT_OF(wanted->titles)];
    size_t count = 0;
    bool compared = false;
    for (size_t i = 0; i < wanted->title_count; i++) {
        ours[count] = normalise_title(wanted->titles[i], arena);
        count += text_empty(ours[count]) ? 0 : 1;
    }
    for (size_t i = 0; count > 0 && i < candidate->titles.count; i++) {
        struct text theirs = normalise_title(candidate->titles.at[i], arena);
        for (size_t k = 0; k < count; k++) {
            if (text_equal(ours[k], theirs))
                return WITNESS_AGREES;
            compared = compared || comparable(ours[k], theirs);
        }
    }
    return compared ? WITNESS_CONTRADICTS : WITNESS_SILENT;
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

enum witness witness_runtime(const struct identity_wanted *wanted, const struct identity_candidate *candidate)
{
    enum { MINUTES_APART = 5, PER_CENT_APART = 10 };
    int64_t ours = wanted->runtime_minutes.value, theirs = candidate->runtime_minutes.value;
    if (!wanted->runtime_minutes.known || !candidate->runtime_minutes.known)
        return WITNESS_SILENT;
    int64_t apart = ours / 100 * PER_CENT_APART + ours % 100 * PER_CENT_APART / 100;
    return llabs(ours - theirs) <= (apart > MINUTES_APART ? apart : MINUTES_APART) ? WITNESS_AGREES
                                                                                   : WITNESS_CONTRADICTS;
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

static bool are_comparable(const struct person *a, const struct person *b, struct arena *arena)
{
    return (!text_empty(a->imdb_id) && !text_empty(b->imdb_id)) ||
           comparable(normalise_title(a->name, arena), normalise_title(b->name, arena));
}

/* What two lists that do not agree say. */
static enum witness disagreement(const struct people *ours, const struct people *theirs, struct arena *arena)
{
    for (size_t i = 0; i < ours->count; i++) {
        for (size_t k = 0; k < theirs->count; k++) {
            if (are_comparable(&ours->at[i], &theirs->at[k], arena))
                return WITNESS_CONTRADICTS;
        }
    }
    return WITNESS_SILENT;
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
    return disagreement(ours, theirs, arena);
}

enum witness witness_cast(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                          struct arena *arena)
{
    enum { ENOUGH = 2, LISTED = 3 };
    size_t ours = wanted->cast.count, theirs = candidate->cast.count;
    size_t shared = witness_people_shared(&wanted->cast, &candidate->cast, SIZE_MAX, arena);
    if (shared >= ENOUGH)
        return WITNESS_AGREES;
    bool told = shared == 0 && ours >= LISTED && theirs >= LISTED;
    return told ? disagreement(&wanted->cast, &candidate->cast, arena) : WITNESS_SILENT;
}

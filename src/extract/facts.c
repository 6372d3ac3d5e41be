/* What each layout's reader looks for. */
#include "extract/facts.h"

#define BIT(fact) (1U << (fact))

const char *fact_field(enum fact fact)
{
    static const char *const fields[FACT_COUNT] = {
        [FACT_TYPE] = "type",
        [FACT_YEAR] = "year",
        [FACT_RUNTIME] = "runtime_minutes",
        [FACT_RELEASE_DATE] = "release_date",
        [FACT_OVERVIEW] = "overview",
        [FACT_GENRES] = "genres",
        [FACT_RATING] = "rating",
        [FACT_DIRECTORS] = "directors",
        [FACT_WRITERS] = "writers",
        [FACT_CAST] = "cast",
        [FACT_COUNTRIES] = "countries",
        [FACT_LANGUAGES] = "languages",
        [FACT_POSTER] = "poster_url",
    };
    return fields[fact];
}

static uint32_t looked_for(enum page_layout layout)
{
    const uint32_t all = BIT(FACT_COUNT) - 1;
    switch (layout) {
    case LAYOUT_NEXT:
    case LAYOUT_REFERENCE_NEXT:
    case LAYOUT_GRAPHQL:
    case LAYOUT_PAGE_2011:
    case LAYOUT_PAGE_2005:
    case LAYOUT_PAGE_2017: return all;
    case LAYOUT_PAGE_2021: return all & ~BIT(FACT_RATING);
    case LAYOUT_JSON_LD: return all & ~(BIT(FACT_YEAR) | BIT(FACT_COUNTRIES) | BIT(FACT_LANGUAGES));
    case LAYOUT_SUGGESTION: return BIT(FACT_TYPE) | BIT(FACT_YEAR) | BIT(FACT_POSTER);
    case LAYOUT_LIST: return BIT(FACT_YEAR);
    case LAYOUT_NONE:
    case LAYOUT_CHALLENGE:
    case LAYOUT_LOGIN:
    case LAYOUT_NOT_FOUND: return 0;
    }
    return 0;
}

static uint32_t known_of(const struct movie *movie)
{
    const bool known[FACT_COUNT] = {
        [FACT_TYPE] = text_known(movie->type),
        [FACT_YEAR] = movie->year.known,
        [FACT_RELEASE_DATE] = text_known(movie->release_date),
        [FACT_RUNTIME] = movie->runtime_minutes.known,
        [FACT_OVERVIEW] = !text_empty(movie->overview),
        [FACT_GENRES] = movie->genres.count > 0,
        [FACT_RATING] = movie->rating.known,
        [FACT_DIRECTORS] = movie->directors.count > 0,
        [FACT_WRITERS] = movie->writers.count > 0,
        [FACT_CAST] = movie->cast.count > 0,
        [FACT_COUNTRIES] = movie->countries.count > 0,
        [FACT_LANGUAGES] = movie->languages.count > 0,
        [FACT_POSTER] = !text_empty(movie->poster_url),
    };
    uint32_t bits = 0;
    for (int fact = 0; fact < FACT_COUNT; fact++)
        bits |= known[fact] ? BIT(fact) : 0;
    return bits;
}

void facts_note(struct extraction *one)
{
    one->looked_for = one->outcome == EXTRACT_FOUND ? looked_for(one->layout) : 0;
    one->found = one->looked_for & known_of(&one->movie);
}

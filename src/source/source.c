/* The table of sources and their terms (design.md §3; facts/tmdb.md §1.5, facts/imdb-access.md §1c, §1f, §4). */
#include "source/source.h"

#include "base/clock.h"
#include "base/compiler.h"

#define IMDB_ATTRIBUTION "Information courtesy of IMDb (https://www.imdb.com). Used with permission."

const struct source_terms source_terms[] = {
    { .name = "tmdb",
      .metric_name = "tmdb",
      .licence = "TMDB-API-terms",
      .attribution = "This product uses the TMDB API but is not endorsed or certified by TMDB",
      .commercial_use = "by contract",
      .quota = "about 40 requests a second; we send at most tmdb.requests_per_second",
      .concurrency = 4,                     /* facts/tmdb.md §1.3 */
      .cache_limit_ms = 180 * CLOCK_DAY_MS, /* "within 6 months" */
      .built = true },
    { .name = "dataset",
      .metric_name = "imdb_dataset",
      .licence = "IMDb-non-commercial",
      .attribution = IMDB_ATTRIBUTION,
      .commercial_use = "no",
      .quota = "each file at most once a day",
      .concurrency = 1, /* one file after the other, under the lock of the folder */
      .built = true },
    { .name = "wikidata",
      .metric_name = "wikidata",
      .licence = "CC0-1.0",
      .attribution = "Data from Wikidata (https://www.wikidata.org), CC0 1.0",
      .commercial_use = "yes",
      .quota = "one request at a time, 60 seconds of query time a minute",
      .concurrency = 1,
      .built = true },
    { .name = "imdb_page",
      .metric_name = "imdb_scraper",
      .licence = "IMDb-conditions-of-use",
      .attribution = IMDB_ATTRIBUTION,
      .commercial_use = "no",
      .quota = "imdb_page.requests_per_second for the whole cluster; a page at most once in 24 hours",
      .concurrency = 1,
      .built = true },
    { .name = "omdb",
      .metric_name = "omdb",
      .licence = "CC-BY-NC-4.0",
      .attribution = "Data from OMDb (https://www.omdbapi.com), CC BY-NC 4.0",
      .commercial_use = "no",
      .quota = "1,000 requests a day with a free key",
      .concurrency = 2, /* nobody says how many; one slow answer must not stop all */
      .built = true },
    { .name = "given",
      .licence = "given",
      .attribution = "supplied by whoever asked",
      .commercial_use = "yes",
      .quota = "none",
      .built = true },
};
const size_t source_terms_count = COUNT_OF(source_terms);

const struct source_terms *source_terms_find(struct text name)
{
    for (size_t i = 0; i < source_terms_count; i++) {
        if (text_is(name, source_terms[i].name))
            return &source_terms[i];
    }
    return NULL;
}

struct text source_names(struct arena *arena)
{
    struct text names = TEXT("");
    for (size_t i = 0; i < source_terms_count; i++)
        names = arena_printf(arena, "%.*s%s%s", TEXT_ARG(names), i > 0 ? ", " : "", source_terms[i].name);
    return names;
}

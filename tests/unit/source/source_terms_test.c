/* The table of sources: complete, findable by name, with the sentences that must be shown. */
#include "base/clock.h"
#include "base/compiler.h"
#include "check.h"
#include "source/source.h"

static void every_source_of_the_contract(void)
{
    static const struct {
        const char *name, *metric_name;
        int64_t cache_limit_ms;
        bool built;
        int concurrency;
    } rows[] = {
        { "tmdb", "tmdb", 180 * CLOCK_DAY_MS, true, 4 },
        { "dataset", "imdb_dataset", 0, true, 1 },
        { "wikidata", "wikidata", 0, true, 1 },
        { "imdb_page", "imdb_scraper", 0, true, 1 },
        { "omdb", "omdb", 0, true, 2 },
        { "given", NULL, 0, true, 0 },
    };
    CHECK_INT(source_terms_count, COUNT_OF(rows));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].name);
        const struct source_terms *terms = source_terms_find(text_of(rows[i].name));
        if (!CHECK(terms != NULL))
            continue;
        CHECK_TEXT_Z(text_of(terms->name), rows[i].name);
        CHECK_TEXT_Z(text_of(terms->metric_name), rows[i].metric_name);
        CHECK_INT(terms->cache_limit_ms, rows[i].cache_limit_ms);
        CHECK_INT(terms->built, rows[i].built);
        CHECK_INT(terms->concurrency, rows[i].concurrency);
        CHECK(terms->licence != NULL && terms->attribution != NULL && terms->quota != NULL);
        struct text use = text_of(terms->commercial_use);
        CHECK(text_is(use, "yes") || text_is(use, "no") || text_is(use, "by contract"));
    }
}

static void sentences_word_for_word(void)
{
    CHECK_TEXT_Z(text_of(source_terms_find(TEXT("tmdb"))->attribution),
                 "This product uses the TMDB API but is not endorsed or certified by TMDB");
    const char *imdb = "Information courtesy of IMDb (https://www.imdb.com). Used with permission.";
    CHECK_TEXT_Z(text_of(source_terms_find(TEXT("imdb_page"))->attribution), imdb);
    CHECK_TEXT_Z(text_of(source_terms_find(TEXT("dataset"))->attribution), imdb);
}

static void other_names(void)
{
    CHECK(source_terms_find(TEXT("")) == NULL);
    CHECK(source_terms_find((struct text){ 0 }) == NULL);
    CHECK(source_terms_find(TEXT("TMDB")) == NULL);
    CHECK(source_terms_find(TEXT("imdb_scraper")) == NULL); /* only api_lookup_metrics says so */
    CHECK(source_terms_find(TEXT("tmd")) == NULL);
}

int main(void)
{
    RUN(every_source_of_the_contract);
    RUN(sentences_word_for_word);
    RUN(other_names);
    return check_done();
}

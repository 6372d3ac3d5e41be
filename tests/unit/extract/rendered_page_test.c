/* Pages since 2021 of which a browser kept the markup alone, as their test ids name it. Captured ones without their
 * scripts read like their JSON, but for what such a page rounds or leaves out (docs/drift.md). */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "extract/title_page.h"

static struct arena arena;

#define HEAD "<html><title>A (2019) - IMDb</title><link rel=canonical href=https://www.imdb.com/title/tt9900001/>"
#define ROW(id, label, content)                                                                                        \
    "<li data-testid=" id "><a class=label href=/title/tt9900001/releaseinfo>" label "</a><div>" content "</div></li>"
#define BODY                                                                                                           \
    "<div data-testid=hero-media__poster><img src=https://m.example/images/M/a.jpg></div>"                             \
    "<div data-testid=genres><a href='/search/title?genres=drama&x'><span>Drama</span></a></div>"                      \
    "<p data-testid=plot><span data-testid=plot-l>A pl... <a href=/title/tt9900001/plotsummary>Read all</a></span>"    \
    "<span data-testid=plot-xl>A plot.</span></p><div data-testid=hero-rating-bar__aggregate-rating><span>7.1</span>/" \
    "10 <div>2.1M</div></div>" ROW("title-pc-principal-credit", "Directors", "<a href=/name/nm9900001/>Ada</a>") ROW(  \
        "title-pc-principal-credit", "Writer", "<a href=/name/nm9900002/>Bo</a>")                                      \
        ROW("title-pc-principal-credit", "Stars", "<a href=/name/nm9900003/>Cy</a>") ROW(                              \
            "title-details-releasedate", "Release date",                                                               \
            "<a href=/title/tt9900001/releaseinfo>December 9, 2019 (United States)</a>")                               \
            ROW("title-details-origin", "Countries of origin",                                                         \
                "<a href='/search/title?country_of_origin=MA&x'>Morocco</a>")                                          \
                ROW("title-details-languages", "Language", "<a href='/search/title?primary_language=ar&x'>Arabic</a>") \
                    ROW("title-techspec_runtime", "Runtime",                                                           \
                        "1<!-- --> <!-- -->hour<!-- --> 55 minutes") "<div data-testid=title-cast-item><a "            \
                                                                     "href=/name/nm9900003/></a><a "                   \
                                                                     "data-testid=title-cast-item__actor "             \
                                                                     "href=/name/nm9900003/>Cy</a><a "                 \
                                                                     "data-testid=cast-item-characters-link><span>"    \
                                                                     "Neo (One)</span><span>as Neo</span>"             \
                                                                     "</a><a "                                         \
                                                                     "data-testid=cast-item-characters-link><span>"    \
                                                                     "Two</span></a></div></html>"

static void everything_that_it_tells(void)
{
    static const char *const heads[] = {
        "<h1 data-testid=hero-title-block__title>A &amp; B</h1><div><div data-testid=hero-title-block__original-title>"
        "Original title: L&#x27;A</div><ul><li>2019</li></ul></div>",
        "<h1 data-testid=hero__pageTitle><span class=x>A &amp; B</span></h1><div>Original title: L&#x27;A</div><ul><li>"
        "1h 55m</li></ul>",
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct extraction got;
        title_page_read(arena_printf(&arena, "%s%s%s", HEAD, heads[i], BODY), &arena, &got);
        CHECK_ROW(heads[i]);
        if (!CHECK_INT(got.outcome, EXTRACT_FOUND))
            continue;
        CHECK_INT(got.layout, LAYOUT_PAGE_2021);
        CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
        CHECK_TEXT_Z(got.movie.title, "A & B");
        CHECK_TEXT_Z(got.movie.original_title, "L'A");
        CHECK_TEXT_Z(got.movie.type, "movie");
        CHECK_INT(got.movie.year.value, 2019);
        CHECK_INT(got.movie.runtime_minutes.value, 115);
        CHECK_TEXT_Z(got.movie.release_date, "2019-12-09");
        CHECK_TEXT_Z(got.movie.release_country, "US");
        CHECK_TEXT_Z(got.movie.overview, "A plot.");
        CHECK_TEXT_Z(got.movie.original_language, "ar");
        CHECK_TEXT_Z(got.movie.poster_url, "https://m.example/images/M/a.jpg");
        CHECK(!got.movie.rating.known && !got.movie.vote_count.known);
        CHECK_INT(got.movie.genres.count, 1);
        CHECK_INT(got.movie.directors.count, 1);
        CHECK_INT(got.movie.writers.count, 1);
        if (CHECK_INT(got.movie.countries.count, 1))
            CHECK_TEXT_Z(got.movie.countries.at[0].code, "MA");
        if (CHECK_INT(got.movie.cast.count, 1))
            CHECK_TEXT_Z(got.movie.cast.at[0].character, "Neo (One) / Two");
    }
}

static void what_else_such_a_page_may_be(void)
{
    static const struct {
        const char *page, *type;
        enum extract_outcome outcome;
        enum page_layout layout;
    } rows[] = {
        { HEAD "<h1 data-testid=hero__pageTitle><span>A</span></h1></html>", "movie", EXTRACT_FOUND, LAYOUT_PAGE_2021 },
        { "<title>A (TV Mini Series 2019\xE2\x80\x93"
          "2020) - IMDb</title><link rel=canonical href=/title/tt9900001/>"
          "<h1 data-testid=hero__pageTitle>A</h1></html>",
          "tvMiniSeries", EXTRACT_FOUND, LAYOUT_PAGE_2021 },
        { HEAD "<a data-testid=hero-title-block__series-link href=/title/tt9900002/>S</a><h1 data-testid="
               "hero__pageTitle><span>A</span></h1></html>",
          "tvEpisode", EXTRACT_FOUND, LAYOUT_PAGE_2021 },
        { HEAD "<h1 data-testid=hero__pageTitle><span>A</span></h1><p>cut", NULL, EXTRACT_DRIFT, LAYOUT_PAGE_2021 },
        { "<h1 data-testid=hero__pageTitle><span>A</span></h1></html>", NULL, EXTRACT_DRIFT, LAYOUT_PAGE_2021 },
        { "<link rel=canonical href=https://www.imdb.com/name/nm9900001/><h1 "
          "data-testid=hero__pageTitle>Ada</h1></html>",
          NULL, EXTRACT_NOT_FOUND, LAYOUT_PAGE_2021 },
        { HEAD "<h1 data-testid=hero__pageTitle>A</h1><script type='application/ld+json'>{\"@type\":\"Movie\",\"url\":"
               "\"/title/tt9900001/\",\"name\":\"A\"}</script></html>",
          "movie", EXTRACT_FOUND, LAYOUT_JSON_LD },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct extraction got;
        title_page_read(text_of(rows[i].page), &arena, &got);
        CHECK_ROW(rows[i].page);
        CHECK_INT(got.outcome, rows[i].outcome);
        CHECK_INT(got.layout, rows[i].layout);
        CHECK_TEXT_Z(got.movie.type, rows[i].type);
        CHECK(got.outcome != EXTRACT_FOUND || got.looked_for != 0);
    }
}

/* Each is joined to those before: without an end, 80000 of them take more memory than there is. */
static void characters_have_an_end(void)
{
    struct buf page = BUF_WITH_LIMIT(4 << 20);
    (void)buf_add_z(&page, HEAD "<h1 data-testid=hero__pageTitle>A</h1><div data-testid=title-cast-item><a "
                                "href=/name/nm9900003/>Cy</a>");
    for (int i = 0; i < 80000; i++)
        (void)buf_add_z(&page, "<a data-testid=cast-item-characters-link>One</a>");
    (void)buf_add_z(&page, "</div></html>");
    struct extraction got;
    title_page_read(buf_text(&page), &arena, &got);
    if (CHECK_INT(got.outcome, EXTRACT_FOUND) && CHECK_INT(got.movie.cast.count, 1))
        CHECK_INT(got.movie.cast.at[0].character.len, 501);
    buf_finish(&page);
}

int main(void)
{
    RUN(everything_that_it_tells);
    RUN(what_else_such_a_page_may_be);
    RUN(characters_have_an_end);
    arena_finish(&arena);
    return check_done();
}

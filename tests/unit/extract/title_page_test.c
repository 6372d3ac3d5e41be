/* Pages by hand: kinds told apart, odd shapes, ids never doubtful. Whole pages of every generation are golden tests. */
#include "check.h"
#include "extract/title_page.h"

static struct arena arena;

static struct extraction read_page(struct text page)
{
    struct extraction got;
    title_page_read(page, &arena, &got);
    return got;
}

static struct extraction read_next(const char *page_props)
{
    return read_page(arena_printf(
        &arena,
        "<html><script>window.x='__NEXT_DATA__'</script><script id=\"__NEXT_DATA__\" "
        "type=\"application/json\">{\"props\":{\"pageProps\":%s},\"page\":\"/title/[tconst]\"}</script></html>",
        page_props));
}

static void kinds_are_told_apart(void)
{
    static const struct {
        const char *page;
        enum extract_outcome outcome;
        enum page_layout layout;
        const char *why;
    } rows[] = {
        { "", EXTRACT_DRIFT, LAYOUT_NONE, "empty" },
        { " \n\t ", EXTRACT_DRIFT, LAYOUT_NONE, "white space" },
        { "hello", EXTRACT_DRIFT, LAYOUT_NONE, "plain text" },
        { "<html><title>Some film (2020)</title></html>", EXTRACT_DRIFT, LAYOUT_NONE, "a layout that is not known" },
        { "<html><script src=\"https://x.token.awswaf.com/challenge.js\"></script></html>", EXTRACT_BLOCKED,
          LAYOUT_CHALLENGE, "WAF" },
        { "<script>window.gokuProps = {\"key\":\"k\"};</script>", EXTRACT_BLOCKED, LAYOUT_CHALLENGE, "goku" },
        { "<html><head><title>403 Forbidden</title></head></html>", EXTRACT_BLOCKED, LAYOUT_CHALLENGE, "403" },
        { "<html><title>404 Error - IMDb</title>", EXTRACT_NOT_FOUND, LAYOUT_NOT_FOUND, "404" },
        { "<form action=\"https://www.imdb.com/ap/signin\">", EXTRACT_BLOCKED, LAYOUT_LOGIN, "login" },
        { "{\"data\":{\"title\":null}}", EXTRACT_DRIFT, LAYOUT_NEXT, "other JSON" },
        { "{", EXTRACT_DRIFT, LAYOUT_NEXT, "cut JSON" },
        { "{\"props\":{\"pageProps\":{\"statusCode\":404}},\"page\":\"/_error\"}", EXTRACT_NOT_FOUND, LAYOUT_NOT_FOUND,
          "Next.js error" },
        { "{\"props\":{\"pageProps\":{\"statusCode\":500}},\"page\":\"/_error\"}", EXTRACT_DRIFT, LAYOUT_NEXT,
          "their 500" },
        { "{\"props\":{\"pageProps\":{}},\"page\":\"/404\"}", EXTRACT_NOT_FOUND, LAYOUT_NOT_FOUND, "Next.js 404" },
        { "{\"props\":{\"pageProps\":{\"nmconst\":\"nm1\"}},\"page\":\"/name/[nmconst]\"}", EXTRACT_NOT_FOUND,
          LAYOUT_NEXT, "a person" },
        { "{\"props\":{\"pageProps\":{}},\"page\":\"/title/[tconst]\"}", EXTRACT_DRIFT, LAYOUT_NEXT,
          "a title page without columns" },
        { "{\"props\":{\"pageProps\":{}},\"page\":\"/title/[id]\"}", EXTRACT_DRIFT, LAYOUT_NEXT,
          "a title page of 2022 without columns" },
        { "{\"props\":{\"pageProps\":{}},\"page\":\"/[locale]/title/[tconst]\"}", EXTRACT_DRIFT, LAYOUT_NEXT,
          "a title page below a language" },
        { "\xFF\xFE<", EXTRACT_DRIFT, LAYOUT_NONE, "UTF-16" },
        { "<title>404 Days (2011) - IMDb</title><link href=https://www.imdb.com/title/tt9900001/ rel=canonical>"
          "<a href=/registration/signin>",
          EXTRACT_DRIFT, LAYOUT_NONE, "a film about 404, without data" },
        { "<title>404 Days (2011) - IMDb</title><META content='https://www.imdb.com/title/tt9900001/' property=og:url>",
          EXTRACT_DRIFT, LAYOUT_NONE, "the same, by its og:url" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].why);
        struct extraction got = read_page(text_of(rows[i].page));
        CHECK_INT(got.outcome, rows[i].outcome);
        CHECK_INT(got.layout, rows[i].layout);
        CHECK(got.why != NULL);
        CHECK(!text_known(got.movie.imdb_id));
    }
}

/* The same JSON in every dress: what browsers, savers and editors make of a page. */
static void scripts_in_any_dress(void)
{
    static const struct {
        const char *before, *behind, *why;
    } rows[] = {
        { "", "", "JSON alone" },
        { "\xEF\xBB\xBF", "\r\n", "JSON alone behind a byte order mark" },
        { "\xEF\xBB\xBF<script id=\"__NEXT_DATA__\">", "</script>", "a page behind a byte order mark" },
        { "<script id=__NEXT_DATA__ type=application/json>", "</script>", "no quotes" },
        { "<script type='application/json' nonce='x' id='__NEXT_DATA__'>", "</script>", "another order" },
        { "<SCRIPT ID=\"__NEXT_DATA__\" TYPE=\"application/json\">", "</SCRIPT>", "capitals" },
        { "<script\r\n  crossorigin\r\n  id=\"__NEXT_DATA__\"\r\n>\r\n", "\r\n</script>", "a line each" },
        { "<script id=\"__NEXT_DATA__\">"
          "                                                                                ",
          "</script>", "80 spaces" },
        { "<script id=\"__NEXT_DATA__\"><!--\n", "\n//--></script>", "a comment mark" },
        { "<script id=\"__NEXT_DATA__\">//<![CDATA[\n", "//]]></script>", "XHTML" },
        { "<script>addEventListener('__NEXT_DATA__',e=>{go(e)})</script><script id=\"__NEXT_DATA__\">", "</script>",
          "the name in a script before" },
        { "<!-- <script id=\"__NEXT_DATA__\">{}</script> --><script id=\"__NEXT_DATA__\">", "</script>",
          "one commented out" },
        { "<script>document.write('<!--')</script><script id=\"__NEXT_DATA__\">", "</script>",
          "no comment: a string of a script" },
        { "<script src=__NEXT_DATA__.js></script><script id=\"__NEXT_DATA__\">", "</script>",
          "an empty script before" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].why);
        struct text page = arena_printf(&arena,
                                        "%s{\"pageProps\":{\"tconst\":\"tt9900001\",\"mainColumnData\":"
                                        "{\"titleText\":{\"text\":\"T\"}}}}%s",
                                        rows[i].before, rows[i].behind);
        struct extraction got = read_page(page);
        CHECK_INT(got.outcome, EXTRACT_FOUND);
        CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
    }
}

static void columns_in_any_order(void)
{
    static const char *const props[] = {
        "{\"tconst\":\"tt9900001\",\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"Shown\"},"
        "\"releaseDate\":"
        "{\"year\":2020,\"month\":5,\"day\":4}},\"mainColumnData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":"
        "\"Other\"},"
        "\"releaseDate\":{\"day\":4,\"month\":5,\"year\":2020,\"country\":{\"id\":\"FR\"}}}}",
        "{\"mainColumnData\":{\"releaseDate\":{\"country\":{\"id\":\"FR\"},\"day\":4,\"month\":5,\"year\":2020},"
        "\"titleText\":{\"text\":"
        "\"Other\"}},\"aboveTheFoldData\":{\"releaseDate\":{\"year\":2020,\"month\":5,\"day\":4},\"titleText\":{"
        "\"text\":\"Shown\"}},"
        "\"tconst\":\"tt9900001\"}",
    };
    for (size_t i = 0; i < 2; i++) {
        struct extraction got = read_next(props[i]);
        CHECK_INT(got.outcome, EXTRACT_FOUND);
        CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
        CHECK_TEXT_Z(got.movie.title, "Shown");
        CHECK_TEXT_Z(got.movie.release_date, "2020-05-04");
        CHECK_TEXT_Z(got.movie.release_country, "FR");
    }
}

static void dates_are_as_precise_as_the_page(void)
{
    static const struct {
        const char *date, *want;
    } rows[] = {
        { "{\"year\":2021,\"month\":null,\"day\":null}", "2021" },
        { "{\"year\":2021,\"month\":7,\"day\":null}", "2021-07" },
        { "{\"year\":2021,\"month\":7,\"day\":9}", "2021-07-09" },
        { "{\"year\":2021,\"month\":2,\"day\":30}", "2021-02" },
        { "{\"year\":2021,\"month\":13,\"day\":1}", "2021" },
        { "{\"year\":null,\"month\":7,\"day\":9}", NULL },
        { "null", NULL },
        { "\"2021-07-09\"", NULL },
        { "{\"year\":99999,\"month\":7,\"day\":9}", NULL },
        { "{\"year\":4294969317,\"month\":1,\"day\":1}", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].date);
        struct text props = arena_printf(
            &arena, "{\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"T\"},\"releaseDate\":%s}}",
            rows[i].date);
        CHECK_TEXT(read_next(props.at).movie.release_date, text_of(rows[i].want));
    }
}

static void a_merged_title_keeps_its_id(void)
{
    struct extraction got = read_next("{\"tconst\":\"tt9900001\",\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"meta\":"
                                      "{\"canonicalId\":\"tt9900002\"},\"titleText\":{\"text\":\"T\"}}}");
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
    CHECK_TEXT_Z(got.canonical_id, "tt9900002");
}

static void a_doubtful_id_is_no_record(void)
{
    static const struct {
        const char *props;
        enum extract_outcome outcome;
        const char *why;
    } rows[] = {
        { "{\"tconst\":\"tt9900002\",\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"T\"}}}",
          EXTRACT_DRIFT, "two ids" },
        { "{\"tconst\":\"tt9900002\",\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"meta\":{\"canonicalId\":"
          "\"tt9900002\"},\"titleText\":"
          "{\"text\":\"T\"}}}",
          EXTRACT_DRIFT, "two ids, also when one is the canonical one" },
        { "{\"mainColumnData\":{\"id\":\"tt9900002\"},\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{"
          "\"text\":"
          "\"T\"}}}",
          EXTRACT_DRIFT, "two columns about two titles" },
        { "{\"aboveTheFoldData\":{\"titleText\":{\"text\":\"T\"}}}", EXTRACT_DRIFT, "no id" },
        { "{\"tconst\":\"tt99\",\"aboveTheFoldData\":{\"titleText\":{\"text\":\"T\"}}}", EXTRACT_DRIFT, "a short id" },
        { "{\"tconst\":\"nm9900001\",\"aboveTheFoldData\":{\"titleText\":{\"text\":\"T\"}}}", EXTRACT_DRIFT,
          "a person's id" },
        { "{\"tconst\":\"tt9900001\",\"aboveTheFoldData\":{\"titleText\":null}}", EXTRACT_DRIFT, "no title" },
        { "{\"tconst\":\"tt9900001\",\"aboveTheFoldData\":{\"titleText\":{\"text\":\"  \"}}}", EXTRACT_DRIFT,
          "a blank title" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].why);
        CHECK_INT(read_next(rows[i].props).outcome, rows[i].outcome);
    }
}

/* Any key may hold null, a number, a text, a list or an object instead: the record then lacks that fact, nothing else.
 */
static void every_key_with_every_wrong_type(void)
{
    static const char *const keys[] = {
        "titleType",
        "originalTitleText",
        "releaseYear",
        "releaseDate",
        "runtime",
        "ratingsSummary",
        "primaryImage",
        "plot",
        "genres",
        "titleGenres",
        "principalCredits",
        "principalCast",
        "cast",
        "castV2",
        "directors",
        "writers",
        "creditGroupings",
        "creditCategories",
        "categories",
        "principalCreditsV2",
        "crewV2",
        "directorsPageTitle",
        "countriesOfOrigin",
        "countriesDetails",
        "spokenLanguages",
        "isAdult",
        "series",
        "meta",
        "productionStatus",
        "outlines",
        "summaries",
        "plots",
        "runtimes",
    };
    static const char *const values[] = {
        "null",
        "0",
        "-1.5",
        "\"\"",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "[[[]]]",
        "{\"edges\":null}",
        "{\"edges\":[{\"node\":null}]}",
        "[{\"credits\":[{\"name\":null}]}]",
        "{\"text\":1}",
        "{\"id\":null}",
        "[{\"category\":{\"id\":\"director\"},\"credits\":[{\"name\":{\"nameText\":{\"text\":7}}}]}]"
    };
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            struct text props = arena_printf(
                &arena,
                "{\"tconst\":\"tt9900001\",\"mainColumnData\":{\"id\":\"tt9900001\",\"%s\":%s,\"titleText\":"
                "{\"text\":\"T\"},\"runtime\":{\"seconds\":5400}}}",
                keys[k], values[v]);
            CHECK_ROW(props.at);
            struct extraction got = read_next(props.at);
            CHECK_INT(got.outcome, EXTRACT_FOUND);
            CHECK_TEXT_Z(got.movie.title, "T");
            CHECK_INT(got.movie.runtime_minutes.value, 90);
        }
        arena_reset(&arena);
    }
}

/* Ids are the English names; UNPROVEN: no capture in another language is known. */
static void genres_in_another_language(void)
{
    static const struct {
        const char *above, *want;
    } rows[] = {
        { "\"titleGenres\":{\"genres\":[{\"genre\":{\"text\":\"Com\\u00e9die\"}}]},"
          "\"genres\":{\"genres\":[{\"id\":\"Comedy\",\"text\":\"Com\\u00e9die\"}]}",
          "Comedy" },
        { "\"titleGenres\":{\"genres\":[{\"genre\":{\"genreId\":\"Comedy\",\"text\":\"Kom\\u00f6die\"}}]}", "Comedy" },
        { "\"titleGenres\":{\"genres\":[{\"genre\":{\"text\":\"Comedy\"}}]},"
          "\"genres\":{\"genres\":[{\"id\":null,\"text\":\"Drama\"}]}",
          "Comedy" },
        { "\"genres\":{\"genres\":[{\"id\":\"\",\"text\":\"Drama\"}]}", "Drama" },
        { "\"titleGenres\":{\"genres\":[]},\"genres\":{\"genres\":[{\"text\":\"Drama\"}]}", "Drama" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].above);
        struct text props = arena_printf(
            &arena, "{\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"T\"},%s}}", rows[i].above);
        struct extraction got = read_next(props.at);
        if (CHECK_INT(got.movie.genres.count, 1))
            CHECK_TEXT_Z(got.movie.genres.at[0], rows[i].want);
    }
}

static void people_of_a_group_that_names_itself_last(void)
{
    struct extraction got = read_next(
        "{\"tconst\":\"tt9900001\",\"mainColumnData\":{\"titleText\":{\"text\":\"T\"},\"creditGroupings\":{\"edges\":["
        "{\"node\":{\"credits\":{\"edges\":[{\"node\":{\"creditedRoles\":{\"edges\":[{\"node\":{\"characters\":{"
        "\"edges\":[{\"node\":{\"name\":\"Cook\"}},{\"node\":{\"name\":\"Thief\"}}]}}}]},\"name\":{\"id\":"
        "\"nm9900001\","
        "\"nameText\":{\"text\":\"Ada Quill\"}}}}]},\"grouping\":{\"groupingId\":\"cast\"}}}]}}}");
    if (!CHECK_INT(got.movie.cast.count, 1))
        return;
    CHECK_TEXT_Z(got.movie.cast.at[0].name, "Ada Quill");
    CHECK_TEXT_Z(got.movie.cast.at[0].imdb_id, "nm9900001");
    CHECK_TEXT_Z(got.movie.cast.at[0].character, "Cook / Thief");
}

static void json_ld_alone(void)
{
    struct extraction got =
        read_page(TEXT("<html><script type=application/ld+json>{\"@type\":\"BreadcrumbList\"}</script>"
                       "<script "
                       "type=\"application/ld+json\">{\"@context\":\"https://"
                       "schema.org\",\"@type\":\"Movie\",\"url\":\"/title/tt9900001/\","
                       "\"name\":\"L&apos;original\",\"alternateName\":\"The "
                       "Shown\",\"datePublished\":\"2021-03-04\",\"duration\":\"PT1H35M\","
                       "\"genre\":\"Drama\",\"aggregateRating\":{\"ratingCount\":12,\"ratingValue\":\"7.5\"},\"image\":"
                       "{\"url\":\"https://m.example/p.jpg\"},"
                       "\"director\":[{\"@type\":\"Person\",\"url\":\"/name/nm9900001/\",\"name\":\"Ada Quill\"}],"
                       "\"creator\":[{\"@type\":\"Organization\",\"url\":\"/company/co1/"
                       "\"},{\"@type\":\"Person\",\"name\":\"Bo Reed\"}]}</script>"));
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_INT(got.layout, LAYOUT_JSON_LD);
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
    CHECK_TEXT_Z(got.movie.title, "The Shown");
    CHECK_TEXT_Z(got.movie.original_title, "L'original");
    CHECK_TEXT_Z(got.movie.release_date, "2021-03-04");
    CHECK_INT(got.movie.runtime_minutes.value, 95);
    CHECK_INT(got.movie.genres.count, 1);
    CHECK(got.movie.rating.value > 7.49 && got.movie.rating.value < 7.51);
    CHECK_INT(got.movie.directors.count, 1);
    CHECK_INT(got.movie.writers.count, 1);
    CHECK_TEXT_Z(got.movie.poster_url, "https://m.example/p.jpg");
    CHECK(!got.movie.year.known); /* never guessed from the date */
}

/* Which of several blocks and objects is the page's title; never another one's facts under the page's id. */
static void json_ld_of_several_things(void)
{
#define LD    "<script type=\"application/ld+json\">"
#define LINK  "<link href=\"https://www.imdb.com/fr/title/tt9900001/\" rel=\"canonical\">"
#define OURS  "{\"@type\":\"Movie\",\"url\":\"/title/tt9900001/\",\"name\":\"Ours\"}"
#define OTHER "{\"@type\":\"Movie\",\"url\":\"/title/tt9900002/\",\"name\":\"Other\"}"
    static const struct {
        const char *page;
        enum extract_outcome outcome;
        const char *why;
    } rows[] = {
        { LD OURS "</script>", EXTRACT_FOUND, "one" },
        { LD "[" OURS "]</script>", EXTRACT_FOUND, "a list" },
        { LD "{\"@context\":\"x\",\"@graph\":[{\"@type\":\"WebSite\"}," OURS "]}</script>", EXTRACT_FOUND, "a graph" },
        { LD "{\"@type\":[\"Thing\",\"Movie\"],\"url\":\"/title/tt9900001/\",\"name\":\"Ours\"}</script>",
          EXTRACT_FOUND, "a list of types" },
        { LINK LD OTHER "</script>" LD OURS "</script>", EXTRACT_FOUND, "another title first" },
        { LINK LD "[" OTHER "," OURS "]</script>", EXTRACT_FOUND, "another title first in a list" },
        { LINK LD "{\"@graph\":[" OURS "," OTHER "]}</script>", EXTRACT_FOUND, "another title behind" },
        { "<!-- " LD OTHER "</script> -->" LD OURS "</script>", EXTRACT_FOUND, "another title commented out" },
        { LINK LD "{\"@type\":\"Movie\",\"name\":\"Ours\"}</script>", EXTRACT_FOUND, "no url" },
        { LINK LD OTHER "</script>", EXTRACT_DRIFT, "only another title" },
        { LD "{\"@type\":\"Movie\",\"name\":\"Ours\"}</script>", EXTRACT_DRIFT, "no id anywhere" },
        { LD "[" OURS ",", EXTRACT_DRIFT, "cut behind the title" },
        { LD "{\"@graph\":[" OURS "]", EXTRACT_DRIFT, "cut in the graph" },
        { LD "{\"@type\":\"ItemList\",\"itemListElement\":[" OTHER "]}</script>", EXTRACT_DRIFT, "a list page" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].why);
        struct extraction got = read_page(text_of(rows[i].page));
        if (!CHECK_INT(got.outcome, rows[i].outcome) || got.outcome != EXTRACT_FOUND)
            continue;
        CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
        CHECK_TEXT_Z(got.movie.title, "Ours");
    }
#undef LD
#undef LINK
#undef OURS
#undef OTHER
}

static void json_ld_kind_by_the_title_bar(void)
{
    static const struct {
        const char *schema, *bar, *want;
    } rows[] = {
        { "Movie", "T (2019) - IMDb", "movie" },
        { "Movie", "T (2019) \xE2\xAD\x90 7.7 | Drama - IMDb", "movie" },
        { "Movie", "T (Part One) (2019) - IMDb", "movie" },
        { "Movie", "T (Short 2019) - IMDb", "short" },
        { "Movie", "T (TV Movie) - IMDb", "tvMovie" },
        { "Movie", "T - IMDb", "movie" },
        { "Movie", "", "movie" },
        { "Movie", "my copy (short)", "movie" },
        { "Movie", "T (Kurzfilm 2019) - IMDb", NULL },
        { "TVSeries",
          "T (TV Mini Series 2019\xE2\x80\x93"
          "2020) - IMDb",
          "tvMiniSeries" },
        { "TVSeries", "T (TV Series 2019&ndash; ) - IMDb", "tvSeries" },
        { "TVSeries", "T (Fernsehserie 2019) - IMDb", "tvSeries" },
        { "TVEpisode", "&quot;S&quot; T (TV Episode 2010) - IMDb", "tvEpisode" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i].bar);
        struct text page = arena_printf(&arena,
                                        "<title></title><TITLE class=x>\n %s </TITLE><script type=application/ld+json>"
                                        "{\"@type\":\"%s\",\"url\":\"/title/tt9900001/\",\"name\":\"T\"}</script>",
                                        rows[i].bar, rows[i].schema);
        CHECK_TEXT(read_page(page).movie.type, text_of(rows[i].want));
    }
}

static void json_ld_without_url_takes_the_canonical_link(void)
{
    struct extraction got =
        read_page(TEXT("<link rel=icon href=x><link rel=\"canonical\" href=\"https://www.imdb.com/title/tt9900007/\">"
                       "<script type=\"application/ld+json\">{\"@type\":\"TVEpisode\",\"name\":\"Pilot\"}</script>"));
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900007");
    CHECK_TEXT_Z(got.movie.type, "tvEpisode");
}

/* m.imdb.com of 2018 to 2021, unproven: written from public readers of it, which knew #ratings-bar and
 * #cast-and-crew. Its markup is not read; with JSON-LD it is a record, without it is drift. */
static void a_mobile_page_is_read_by_its_json_ld(void)
{
    static const char markup[] = "<link rel=canonical href=\"https://m.imdb.com/title/tt9900008/\"><h1>T</h1>"
                                 "<div id=ratings-bar><span class=vertically-middle>6.4/10</span></div>"
                                 "<section id=cast-and-crew><h3 class=inline-block>Director:</h3>Ada Quill</section>";
    static const char data[] = "<script type=\"application/ld+json\">{\"@type\":\"Movie\",\"name\":\"T\","
                               "\"director\":{\"@type\":\"Person\",\"name\":\"Ada Quill\"}}</script>";
    struct extraction got = read_page(arena_printf(&arena, "%s%s", data, markup));
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900008");
    CHECK_INT(got.movie.directors.count, 1);
    CHECK_INT(read_page(text_of(markup)).outcome, EXTRACT_DRIFT);
}

/* A page cut anywhere is never a record, except behind the end of the JSON. */
static void cut_anywhere(void)
{
    struct text page = TEXT("<html><script id=\"__NEXT_DATA__\" "
                            "type=\"application/json\">{\"props\":{\"pageProps\":{\"tconst\":\"tt9900001\","
                            "\"aboveTheFoldData\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"T\"}}}},\"page\":\"/"
                            "title/[tconst]\"}</script>");
    size_t json_end = page.len - 9;
    for (size_t cut = 0; cut <= page.len; cut++) {
        struct extraction got = read_page(text_from(page.at, cut));
        CHECK((got.outcome == EXTRACT_FOUND) == (cut >= json_end));
    }
}

int main(void)
{
    RUN(kinds_are_told_apart);
    RUN(scripts_in_any_dress);
    RUN(columns_in_any_order);
    RUN(dates_are_as_precise_as_the_page);
    RUN(a_merged_title_keeps_its_id);
    RUN(a_doubtful_id_is_no_record);
    RUN(every_key_with_every_wrong_type);
    RUN(genres_in_another_language);
    RUN(people_of_a_group_that_names_itself_last);
    RUN(json_ld_alone);
    RUN(json_ld_of_several_things);
    RUN(json_ld_kind_by_the_title_bar);
    RUN(json_ld_without_url_takes_the_canonical_link);
    RUN(a_mobile_page_is_read_by_its_json_ld);
    RUN(cut_anywhere);
    arena_finish(&arena);
    return check_done();
}

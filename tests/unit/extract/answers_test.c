/* Answers of the GraphQL and suggestion services. The GraphQL title answers are unproven: their shape is that of
 * facts/imdb-access.md §2, no captured one is at hand. */
#include "base/buf.h"
#include "check.h"
#include "extract/answers.h"

static struct arena arena;

static struct extractions read_bytes(const char *bytes, const char *id)
{
    struct extractions got;
    extract_read(text_of(bytes), text_of(id), &arena, &got);
    return got;
}

#define TITLE_1 "{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"Last Light\"},\"releaseYear\":{\"year\":2025}}"
#define TITLE_2 "{\"id\":\"tt9900002\",\"titleText\":{\"text\":\"The Ferry\"}}"
#define NULLED  "{\"id\":\"tt9900003\",\"titleText\":null,\"releaseYear\":null}"
#define RATE    "\"errors\":[{\"message\":\"Rate exceeded\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]"
#define SUGGEST "{\"id\":\"tt9900001\",\"l\":\"Last Light\",\"q\":\"feature\",\"qid\":\"movie\",\"y\":2025}"

static void verdicts(void)
{
    static const struct {
        const char *bytes, *id;
        enum extract_outcome outcome;
        enum page_layout layout;
        size_t count;
        const char *first;
    } rows[] = {
        { "{\"data\":{\"title\":" TITLE_1 "}}", NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 1, "tt9900001" },
        { "\xEF\xBB\xBF {\"data\":{\"film\":" TITLE_1 "}}", NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 1, "tt9900001" },
        { "{\"extensions\":{\"disclaimer\":\"…\"},\"data\":{\"titles\":[" TITLE_1 ",null," NULLED "," TITLE_2 "]}}",
          NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 4, "tt9900001" },
        { "{\"data\":{\"titles\":[" TITLE_1 "," TITLE_2 "]}}", "tt9900002", EXTRACT_FOUND, LAYOUT_GRAPHQL, 1,
          "tt9900002" },
        { "{\"data\":{\"titles\":[" TITLE_1 "]}}", "tt9900002", EXTRACT_NOT_FOUND, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":null}}", NULL, EXTRACT_NOT_FOUND, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":" NULLED "}}", NULL, EXTRACT_NOT_FOUND, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":{\"titleText\":{\"text\":\"No id\"}}}}", NULL, EXTRACT_DRIFT, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"mainSearch\":{\"edges\":[{\"node\":{\"entity\":" TITLE_2 "}},{\"node\":{\"entity\":"
          "{\"id\":\"nm9900001\",\"nameText\":{\"text\":\"A person\"}}}}]}}}",
          NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 1, "tt9900002" },
        { "{\"data\":{\"mainSearch\":{\"edges\":[]}}}", NULL, EXTRACT_NOT_FOUND, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"Outer\"},\"titles\":{\"edges\":"
          "[{\"node\":" TITLE_2 "}]}}}}",
          NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 1, "tt9900001" },
        { "{" RATE "}", NULL, EXTRACT_BLOCKED, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":null}," RATE "}", NULL, EXTRACT_BLOCKED, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":null," RATE "}", "tt9900001", EXTRACT_BLOCKED, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"titles\":[" TITLE_1 "]}," RATE "}", NULL, EXTRACT_FOUND, LAYOUT_GRAPHQL, 1, "tt9900001" },
        { "{\"errors\":[{\"message\":\"tt1 is not a valid ID\"}]}", NULL, EXTRACT_DRIFT, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"data\":{\"title\":" TITLE_1, NULL, EXTRACT_DRIFT, LAYOUT_GRAPHQL, 1, NULL },
        { "{\"v\":1,\"q\":\"light\",\"d\":[" SUGGEST ",{\"id\":\"nm9900001\",\"l\":\"A person\"}]}", NULL,
          EXTRACT_FOUND, LAYOUT_SUGGESTION, 1, "tt9900001" },
        { "{\"d\":[{\"i\":[],\"id\":\"tt9900001\",\"l\":\"Last Light\"}],\"q\":\"light\"}", NULL, EXTRACT_FOUND,
          LAYOUT_SUGGESTION, 1, "tt9900001" },
        { "{\"d\":[" SUGGEST "],\"q\":\"tt9900009\",\"v\":1}", NULL, EXTRACT_NOT_FOUND, LAYOUT_SUGGESTION, 1, NULL },
        { "{\"d\":[" SUGGEST "],\"q\":\"tt9900009\",\"v\":1}", "tt9900001", EXTRACT_FOUND, LAYOUT_SUGGESTION, 1,
          "tt9900001" },
        { "imdb$tt9900001({\"v\":1,\"q\":\"tt9900001\",\"d\":[" SUGGEST "]})", NULL, EXTRACT_FOUND, LAYOUT_SUGGESTION,
          1, "tt9900001" },
        { "{\"d\":[],\"q\":\"zzz\",\"v\":1}", NULL, EXTRACT_NOT_FOUND, LAYOUT_SUGGESTION, 1, NULL },
        { "{\"d\":[" SUGGEST, NULL, EXTRACT_DRIFT, LAYOUT_SUGGESTION, 1, NULL },
        { "{\"d\":7}", NULL, EXTRACT_NOT_FOUND, LAYOUT_SUGGESTION, 1, NULL },
        { "{}", NULL, EXTRACT_DRIFT, LAYOUT_NEXT, 1, NULL },
        { "", "tt9900001", EXTRACT_DRIFT, LAYOUT_NONE, 1, NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct extractions got = read_bytes(rows[i].bytes, rows[i].id);
        CHECK_ROW(rows[i].bytes);
        CHECK_INT(got.count, rows[i].count);
        CHECK_INT(got.at[0].outcome, rows[i].outcome);
        CHECK_INT(got.at[0].layout, rows[i].layout);
        CHECK_TEXT(got.at[0].movie.imdb_id, text_of(rows[i].first));
        CHECK((got.at[0].why == NULL) == (got.at[0].outcome == EXTRACT_FOUND));
    }
    arena_finish(&arena);
}

static void a_title_tells_all(void)
{
    struct extractions got = read_bytes(
        "{\"data\":{\"title\":{\"id\":\"tt9900001\",\"meta\":{\"canonicalId\":\"tt9900007\"},\"titleType\":{\"id\":"
        "\"short\"},"
        "\"isAdult\":false,\"titleText\":{\"text\":\"Last Light\"},\"originalTitleText\":{\"text\":\"Poslednje\"},"
        "\"releaseYear\":{\"year\":2025,\"endYear\":null},\"releaseDate\":{\"year\":2025,\"month\":9,\"day\":4,"
        "\"country\":{\"id\":\"RS\"}},\"runtime\":{\"seconds\":1500},\"plot\":{\"plotText\":{\"plainText\":\"A &  "
        "B.\"}},"
        "\"titleGenres\":{\"genres\":[{\"genre\":{\"genreId\":\"Drama\",\"text\":\"Drama\"}}]},\"ratingsSummary\":"
        "{\"aggregateRating\":7.5,\"voteCount\":12},\"credits\":{\"edges\":[{\"node\":{\"category\":{\"id\":"
        "\"director\"},"
        "\"name\":{\"id\":\"nm9900001\",\"nameText\":{\"text\":\"Ana "
        "A.\"}}}},{\"node\":{\"category\":{\"id\":\"actress\"},"
        "\"name\":{\"id\":\"nm9900001\",\"nameText\":{\"text\":\"Ana A.\"}},\"characters\":[{\"name\":\"Self\"}]}},"
        "{\"node\":{\"category\":{\"id\":\"composer\"},\"name\":{\"nameText\":{\"text\":\"C.\"}}}}]},"
        "\"countriesOfOrigin\":{\"countries\":[{\"id\":\"RS\",\"text\":\"Serbia\"}]},"
        "\"spokenLanguages\":{\"spokenLanguages\":[{\"id\":\"sr\",\"text\":\"Serbian\"}]},"
        "\"primaryImage\":{\"url\":\"https://m.media-amazon.com/images/M/a.jpg\"}}}}",
        NULL);
    const struct extraction *one = &got.at[0];
    CHECK_TEXT_Z(one->canonical_id, "tt9900007");
    CHECK_TEXT_Z(one->movie.type, "short");
    CHECK_TEXT_Z(one->movie.original_title, "Poslednje");
    CHECK_TEXT_Z(one->movie.release_date, "2025-09-04");
    CHECK_TEXT_Z(one->movie.release_country, "RS");
    CHECK_TEXT_Z(one->movie.original_language, "sr");
    CHECK_TEXT_Z(one->movie.overview, "A & B.");
    CHECK_INT(one->movie.runtime_minutes.value, 25);
    CHECK_INT(one->movie.vote_count.value, 12);
    CHECK_INT(one->movie.genres.count, 1);
    if (CHECK_INT(one->movie.directors.count, 1))
        CHECK_TEXT_Z(one->movie.directors.at[0].imdb_id, "nm9900001");
    if (CHECK_INT(one->movie.cast.count, 1))
        CHECK_TEXT_Z(one->movie.cast.at[0].character, "Self");
    arena_finish(&arena);
}

/* As other programs ask: every version of length and plot (duck7000/imdbGraphQLPHP), groups by caption alone. */
static void other_questions(void)
{
    struct extractions got = read_bytes(
        "{\"data\":{\"title\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"A\"},\"runtimes\":{\"edges\":[{\"node\":{"
        "\"attributes\":[],\"country\":null,\"seconds\":8160}},{\"node\":{\"seconds\":60}}]},\"plots\":{\"edges\":[{"
        "\"node\":{"
        "\"author\":null,\"plotText\":{\"plaidHtml\":\"A "
        "<b>plot</b>.\"}}}]},\"principalCreditsV2\":[{\"grouping\":{\"text\":"
        "\"Directors\"},\"credits\":[{\"name\":{\"id\":\"nm9900001\",\"nameText\":{\"text\":\"Ada\"}}}]},{\"grouping\":"
        "{"
        "\"text\":\"Stars\"},\"credits\":[{\"name\":{\"id\":\"nm9900002\",\"nameText\":{\"text\":\"Bo\"}}}]}]}}}",
        NULL);
    const struct movie *movie = &got.at[0].movie;
    CHECK_INT(movie->runtime_minutes.value, 136);
    CHECK_TEXT_Z(movie->overview, "A plot.");
    CHECK_INT(movie->directors.count, 1);
    CHECK_INT(movie->writers.count, 0);
    CHECK_INT(movie->cast.count, 1);
    arena_finish(&arena);
}

static void a_suggestion_tells_what_it_has(void)
{
    struct extractions got =
        read_bytes("{\"d\":[{\"id\":\"tt9900001\",\"l\":\"Last Light\",\"q\":\"TV mini-series\","
                   "\"yr\":\"2019-2021\",\"i\":[\"https://m.media-amazon.com/a.jpg\",300,444]},"
                   "{\"id\":\"tt9900002\",\"l\":\"Ferry &amp; Co\",\"qid\":\"videoGame\",\"q\":\"game\","
                   "\"y\":99999}],\"q\":\"l\"}",
                   NULL);
    if (!CHECK_INT(got.count, 2))
        return;
    CHECK_TEXT_Z(got.at[0].movie.type, "tvMiniSeries");
    CHECK_INT(got.at[0].movie.year.value, 2019);
    CHECK_INT(got.at[0].movie.end_year.value, 2021);
    CHECK_TEXT_Z(got.at[0].movie.poster_url, "https://m.media-amazon.com/a.jpg");
    CHECK_TEXT_Z(got.at[1].movie.type, "videoGame");
    CHECK(!got.at[1].movie.year.known);
    arena_finish(&arena);
}

/* GraphQL gives everybody in one list: who comes late in it counts, too. */
static void everybody_of_a_long_list_counts(void)
{
    struct buf bytes = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add_z(
        &bytes, "{\"data\":{\"title\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"A\"},\"credits\":{\"edges\":[");
    for (int i = 0; i < 200; i++)
        (void)buf_printf(&bytes,
                         "{\"node\":{\"category\":{\"id\":\"actor\"},\"name\":{\"id\":\"nm%d\",\"nameText\":{\"text\":"
                         "\"Person %d\"}}}},",
                         9000000 + i, i);
    (void)buf_add_z(&bytes,
                    "{\"node\":{\"category\":{\"id\":\"director\"},\"name\":{\"id\":\"nm9900001\",\"nameText\":{"
                    "\"text\":\"Last\"}}}}]}}}}");
    struct extractions got;
    extract_read(buf_text(&bytes), (struct text){ 0 }, &arena, &got);
    CHECK_INT(got.at[0].movie.cast.count, 200);
    if (CHECK_INT(got.at[0].movie.directors.count, 1))
        CHECK_TEXT_Z(got.at[0].movie.directors.at[0].name, "Last");
    buf_finish(&bytes);
    arena_finish(&arena);
}

/* The largest answer is cut, never overrun. */
static void a_flood_is_cut(void)
{
    struct buf flood = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add(&flood, TEXT("{\"data\":{\"titles\":["));
    for (int i = 0; i < EXTRACTIONS_MAX + 5; i++)
        (void)buf_add(&flood, i > 0 ? TEXT("," TITLE_1) : TEXT(TITLE_1));
    (void)buf_add(&flood, TEXT("]}}"));
    struct extractions got;
    extract_read(buf_text(&flood), (struct text){ 0 }, &arena, &got);
    CHECK_INT(got.count, EXTRACTIONS_MAX);
    buf_finish(&flood);
    arena_finish(&arena);
}

int main(void)
{
    RUN(verdicts);
    RUN(a_title_tells_all);
    RUN(other_questions);
    RUN(a_suggestion_tells_what_it_has);
    RUN(everybody_of_a_long_list_counts);
    RUN(a_flood_is_cut);
    return check_done();
}

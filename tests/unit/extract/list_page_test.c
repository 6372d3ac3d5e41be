/* Lists of every age by hand: what is an entry, what is its context. The event shapes are unproven. */
#include "check.h"
#include "extract/answers.h"

static struct arena arena;

static struct extractions read_bytes(const char *bytes)
{
    struct extractions got;
    extract_read(text_of(bytes), (struct text){ 0 }, &arena, &got);
    return got;
}

#define NEXT(page, props)                                                                                              \
    "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"page\":\"" page "\",\"props\":{\"pageProps\":" props    \
    "}}</script>"
#define TITLE(id, name) "{\"id\":\"" id "\",\"titleText\":{\"text\":\"" name "\"},\"releaseYear\":{\"year\":2020}}"

static void entries_and_their_context(void)
{
    static const struct {
        const char *why, *page;
        size_t count; /* 0 = no list */
        const char *id, *title, *context;
        int64_t year;
    } rows[] = {
        { "a chart of 2025",
          "<title>Top films - IMDb</title>" NEXT(
              "/chart/top", "{\"pageData\":{\"chartTitles\":{\"edges\":[{\"currentRank\":7,\"node\":" TITLE(
                                "tt9900001", "A") "},{\"node\":" TITLE("tt9900002", "B") ",\"currentRank\":8}]}}}"),
          2, "tt9900001", "A", "{\"list\":\"Top films\",\"rank\":7}", 2020 },
        { "titles inside titles and persons are none",
          NEXT("/list/[lsconst]",
               "{\"list\":{\"edges\":[{\"listItem\":{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"A\"},"
               "\"similar\":[" TITLE("tt9900002", "B") "]}},{\"listItem\":{\"nameText\":{\"text\":\"P\"},"
                                                       "\"knownFor\":" TITLE("tt9900003", "C") "}}]}}"),
          1, "tt9900001", "A", NULL, 0 },
        { "an event of today",
          NEXT("/event/[eventId]/[eventYear]",
               "{\"edition\":{\"event\":{\"text\":\"Fest\"},\"eventYear\":2024,\"awards\":[{\"text\":\"x\",\"award\":"
               "{\"text\":\"Bear\"},\"categories\":[{\"category\":{\"text\":\"Best "
               "Film\"},\"nominations\":[{\"isWinner\":"
               "true,\"titles\":[" TITLE("tt9900001", "A") "]}]}]}]}}"),
          1, "tt9900001", "A",
          "{\"award\":\"Bear\",\"category\":\"Best Film\",\"event\":\"Fest\",\"event_year\":2024,\"winner\":true}",
          2020 },
        /* keys as cinegraph and oscar_data read them since 2023: pageProps.edition.awards */
        { "an event of today, awards as connections",
          NEXT(
              "/event/[eventId]/[eventYear]/[eventOccurrence]",
              "{\"edition\":{\"awards\":[{\"id\":\"aw1\",\"text\":\"Bear\",\"nominationCategories\":{\"edges\":[{"
              "\"node\":{"
              "\"category\":null,\"nominations\":{\"edges\":[{\"node\":{\"isWinner\":true,\"notes\":null,"
              "\"awardedEntities\":{\"__typename\":\"AwardedNames\",\"awardNames\":[{\"name\":{\"id\":\"nm9900001\","
              "\"nameText\":{\"text\":\"P\"}}}],\"secondaryAwardTitles\":[{\"title\":" TITLE(
                  "tt9900001",
                  "A") "}]}}}]}}},{\"node\":{\"category\":{\"text\":\"Best "
                       "Film\"},\"nominations\":{\"edges\":[{\"node\":{\"isWinner\":"
                       "false,\"awardedEntities\":{\"__typename\":\"AwardedTitles\",\"awardTitles\":[{\"title\":" TITLE(
                           "tt9900002", "B") "}],\"secondaryAwardNames\":[]}}}]}}}]}}]}}"),
          2, "tt9900001", "A", "{\"award\":\"Bear\",\"winner\":true}", 2020 },
        /* as ten programs read it until 2023; the names of the outer keys, too */
        { "the widget of events with its edition",
          "<script>IMDbReactWidgets.NomineesWidget.push(['center-3-react',{\"nomineesWidgetModel\":{"
          "\"eventEditionSummary\":{"
          "\"eventId\":\"ev1\",\"eventName\":\"Fest\",\"year\":2019,\"awards\":[{\"awardName\":\"Bear\",\"categories\":"
          "[{"
          "\"categoryName\":null,\"nominations\":[{\"categoryName\":null,\"isWinner\":true,\"notes\":null,"
          "\"primaryNominees\":[{\"name\":\"P\",\"const\":\"nm9900001\"}],\"secondaryNominees\":[{\"name\":\"A\","
          "\"const\":"
          "\"tt9900001\"}]}]}]}]}}}]);</script>",
          1, "tt9900001", "A", "{\"award\":\"Bear\",\"event\":\"Fest\",\"event_year\":2019,\"winner\":true}", 0 },
        { "the widget of events before",
          "<script>IMDbReactWidgets.NomineesWidget.push(['x',{\"m\":{\"awards\":[{\"awardName\":\"Bear\","
          "\"categories\":"
          "[{\"categoryName\":\"Best\",\"nominations\":[{\"isWinner\":false,\"primaryNominees\":[{\"name\":\"A  B\","
          "\"const\":\"tt9900001\"}],\"secondaryNominees\":[{\"name\":\"P\",\"const\":\"nm9900001\"}]}]}]}]}}]);</"
          "script>",
          1, "tt9900001", "A B", "{\"award\":\"Bear\",\"category\":\"Best\",\"winner\":false}", 0 },
        { "a table of 2009",
          "<tr><td><b>4.</b></td><td>9.0</td><td><a href=\"/title/tt9900001/\">C&#x27;era</a> (1968)</td></tr>", 1,
          "tt9900001", "C'era", "{\"rank\":4}", 1968 },
        { "a picture, then the title, a number in the year",
          "<a href=\"/title/tt9900001/\"><img src=x></a> <a href='/title/tt9900001/?ref'>A</a> (II) (2011 TV Series)"
          "<a href=/title/tt9900002/>B</a> (2012)<a href=/title/tt9900003/>C</a> (2013)",
          3, "tt9900001", "A", NULL, 2011 },
        { "an article that names two films",
          "<p>See <a href=/title/tt9900001/>A</a> (2011) and <a href=/title/tt9900002/>B</a> (2012).", 0, NULL, NULL,
          NULL, 0 },
        { "a search with one find", "<h3>1. <a href=/title/tt9900001/>A</a> (2011)</h3>", 1, "tt9900001", "A",
          "{\"rank\":1}", 2011 },
        { "a series in quotes",
          "1. <a href=\"https://www.imdb.com/title/tt9900001/\">&#34;A&#34;</a> (2019&ndash;2020)", 1, "tt9900001", "A",
          "{\"rank\":1}", 2019 },
        { "links without year or rank",
          "<a href=\"/title/tt9900001/\">Trailer</a> <a href=\"/title/tt9900002/\">More</a>", 0, NULL, NULL, NULL, 0 },
        { "a title's own page",
          "<link rel=canonical href=https://www.imdb.com/title/tt9900009/><a href=\"/title/tt9900001/\">"
          "A</a> (2001)",
          0, NULL, NULL, NULL, 0 },
        { "JSON that is cut off",
          "<script id=\"__NEXT_DATA__\">{\"page\":\"/chart/top\",\"x\":[" TITLE("tt9900001", "A"), 0, NULL, NULL, NULL,
          0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct extractions got = read_bytes(rows[i].page);
        const struct extraction *one = &got.at[0];
        CHECK_ROW(rows[i].why);
        CHECK_INT(got.count, rows[i].count > 0 ? rows[i].count : 1);
        CHECK_INT(one->layout == LAYOUT_LIST, rows[i].count > 0);
        CHECK_TEXT(one->movie.imdb_id, text_of(rows[i].id));
        CHECK_TEXT(one->movie.title, text_of(rows[i].title));
        CHECK_TEXT(one->context, text_of(rows[i].context));
        CHECK_INT(one->movie.year.value, rows[i].year);
    }
    arena_finish(&arena);
}

int main(void)
{
    RUN(entries_and_their_context);
    return check_done();
}

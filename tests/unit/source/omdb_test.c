/* OMDb: a whole answer, each text at its edges, errors of status 200, bodies that lie. Fictional films. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "source/omdb.h"

#include <string.h>

static struct arena arena;

static struct finding read_body(const char *body)
{
    struct finding finding;
    omdb_read(text_of(body), TEXT("tt9900001"), &arena, &finding);
    return finding;
}

/* The least answer, with one member more. */
static struct movie read_with(const char *key, const char *value)
{
    struct text body = arena_printf(&arena,
                                    "{\"Title\":\"The Salt Road\",\"imdbID\":\"tt9900001\",\"Response\":\"True\","
                                    "\"%s\":%s}",
                                    key, value);
    struct finding finding = read_body(body.at);
    CHECK(finding.class == &answer_found);
    return finding.movie;
}

static struct text quoted(const char *value)
{
    return arena_printf(&arena, "\"%s\"", value);
}

static struct text names(const struct people *people)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < people->count; i++)
        all = arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(all), i > 0 ? "|" : "", TEXT_ARG(people->at[i].name));
    return all;
}

static struct text codeds(const struct codeds *list)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < list->count; i++)
        all = arena_printf(&arena, "%.*s%s%.*s=%.*s", TEXT_ARG(all), i > 0 ? "|" : "", TEXT_ARG(list->at[i].code),
                           TEXT_ARG(list->at[i].name));
    return all;
}

static const char whole[] =
    "{\"Title\":\"The Salt Road\",\"Year\":\"2019\",\"Rated\":\"N/A\",\"Released\":\"02 May 2019\","
    "\"Runtime\":\"93 min\",\"Genre\":\"Drama, Sci-Fi, Drama\",\"Director\":\"Dora Lind, Emil Berg(co-director)\","
    "\"Writer\":\"Dora Lind (screenplay), Emil Berg (based on the comics by), "
    "Gro Moe (characters created by: Salt,  Pepper & Thyme), Dora Lind (story)\","
    "\"Actors\":\"Ann First, Ben Second, Cara Third\",\"Plot\":\"A driver  crosses\\nthe salt flats.\","
    "\"Language\":\"Icelandic\",\"Country\":\"Iceland, United Kingdom, West Germany, Czechoslovakia, Ruritania\","
    "\"Awards\":\"N/A\",\"Poster\":\"https://m.media-amazon.com/images/M/MV5Bsalt@._V1_SX300.jpg\","
    "\"Ratings\":[{\"Source\":\"Internet Movie Database\",\"Value\":\"6.9/10\"}],\"Metascore\":\"N/A\","
    "\"imdbRating\":\"6.9\",\"imdbVotes\":\"12,840\",\"imdbID\":\"tt9900001\",\"Type\":\"movie\",\"DVD\":\"N/A\","
    "\"BoxOffice\":\"N/A\",\"Production\":\"N/A\",\"Website\":\"N/A\",\"Response\":\"True\"}";

static void url(void)
{
    CHECK_TEXT_Z(omdb_url(TEXT("https://www.omdbapi.com"), TEXT("tt9900001"), &arena),
                 "https://www.omdbapi.com/?i=tt9900001&plot=full&r=json");
    CHECK_TEXT_Z(omdb_url(TEXT("http://127.0.0.1:1//"), TEXT("tt9900000001"), &arena),
                 "http://127.0.0.1:1/?i=tt9900000001&plot=full&r=json");
}

static void a_whole_answer(void)
{
    struct finding finding = read_body(whole);
    const struct movie *m = &finding.movie;
    if (!CHECK(finding.class == &answer_found))
        return;
    CHECK(!text_known(finding.note) && !text_known(finding.canonical_id));
    CHECK_TEXT_Z(m->imdb_id, "tt9900001");
    CHECK(!m->tmdb_id.known);
    CHECK_TEXT_Z(m->title, "The Salt Road");
    CHECK(!text_known(m->original_title));
    CHECK_TEXT_Z(m->original_language, "is");
    CHECK_TEXT_Z(m->type, "movie");
    CHECK_INT(m->year.value, 2019);
    CHECK(!m->end_year.known);
    CHECK_TEXT_Z(m->release_date, "2019-05-02");
    CHECK(!text_known(m->release_country));
    CHECK_INT(m->runtime_minutes.value, 93);
    CHECK_TEXT_Z(m->overview, "A driver crosses the salt flats.");
    CHECK_INT(m->genres.count, 2);
    CHECK_TEXT_Z(m->genres.at[1], "Sci-Fi");
    CHECK(m->rating.known && m->rating.value > 6.89 && m->rating.value < 6.91);
    CHECK_INT(m->vote_count.value, 12840);
    CHECK_TEXT_Z(names(&m->directors), "Dora Lind|Emil Berg");
    CHECK_TEXT_Z(names(&m->writers), "Dora Lind|Emil Berg|Gro Moe");
    CHECK_TEXT_Z(names(&m->cast), "Ann First|Ben Second|Cara Third");
    CHECK_TEXT_Z(codeds(&m->countries), "IS=Iceland|GB=United Kingdom|DE=West Germany|XC=Czechoslovakia|=Ruritania");
    CHECK_TEXT_Z(codeds(&m->languages), "is=Icelandic");
    CHECK_TEXT_Z(m->poster_url, "https://m.media-amazon.com/images/M/MV5Bsalt@._V1_SX300.jpg");
    CHECK(!m->adult.known && !text_known(m->production_status));
}

/* Missing, "N/A", empty and of a wrong type are all the same: unknown. */
static void what_is_not_known(void)
{
    static const char *const keys[] = { "Year",      "Released", "Runtime",  "Genre",   "Director", "Writer",
                                        "Actors",    "Plot",     "Language", "Country", "Poster",   "imdbRating",
                                        "imdbVotes", "Type",     "Error",    "Rated" };
    static const char *const values[] = { "\"N/A\"", "\"\"", "\" \"", "null", "7", "true", "[]", "[\"x\"]", "{}" };
    for (size_t k = 0; k < COUNT_OF(keys); k++) {
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            struct movie movie = read_with(keys[k], values[v]);
            CHECK_ROW(arena_printf(&arena, "%s %s", keys[k], values[v]).at);
            for (size_t i = 0; i < movie_field_count; i++) {
                struct text name = text_of(movie_fields[i].name);
                CHECK_INT(movie_knows(&movie, i), text_is(name, "imdb_id") || text_is(name, "title"));
            }
        }
    }
}

static void runtimes(void)
{
    static const struct {
        const char *text;
        int64_t minutes; /* -1: unknown */
    } rows[] = {
        { "142 min", 142 },
        { "1 min", 1 },
        { "1,440 min", 1440 },
        { "1h 22 min", 82 },
        { "1 h 22 min", 82 },
        { "1h22min", 82 },
        { "2 h", 120 },
        { "2h", 120 },
        { "0 min", -1 },
        { "min", -1 },
        { "142", -1 },
        { "142 minutes", -1 },
        { "58S min", -1 },
        { "-5 min", -1 },
        { "1h 22", -1 },
        { "h 22 min", -1 },
        { "100000 min", 100000 },
        { "100001 min", -1 },
        { "99999999999999999999 min", -1 },
        { ",9 min", -1 },
        { "1666 h 41 min", -1 },
        { "5 min 3", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].text);
        struct number got = read_with("Runtime", quoted(rows[i].text).at).runtime_minutes;
        CHECK_INT(got.known ? got.value : -1, rows[i].minutes);
    }
}

static void years_dates_votes_ratings(void)
{
    static const struct {
        const char *text;
        int64_t year, end_year;
    } years[] = {
        { "2010", 2010, -1 }, { "2010–2015", 2010, 2015 }, { "2010–", 2010, -1 },  { "2010-2015", 2010, 2015 },
        { "–2015", -1, -1 },  { "201", -1, -1 },           { "20100", -1, -1 },    { "0000", -1, -1 },
        { "3024", 3024, -1 }, { "0999", 999, -1 },         { "2010–x", 2010, -1 }, { "2010 (I)", -1, -1 },
        { "abcd", -1, -1 },   { "+201", -1, -1 },
    };
    static const struct {
        const char *text, *date;
    } dates[] = {
        { "14 Oct 1994", "1994-10-14" },  { "1 Jan 2000", "2000-01-01" },   { "29 Feb 2024", "2024-02-29" },
        { "29 Feb 2023", NULL },          { "31 Apr 2020", NULL },          { "Oct 1994", NULL },
        { "14 October 1994", NULL },      { "14 oct 1994", NULL },          { "0 Oct 1994", NULL },
        { "14 Oct 199", NULL },           { "14 Oct 1994 ", "1994-10-14" }, { "14 Oct 1994 x", NULL },
        { "14  Oct 1994", "1994-10-14" }, { "1994-10-14", NULL },           { "14 Oct 12345", NULL },
    };
    static const struct {
        const char *text;
        int64_t votes;
    } votes[] = { { "1,234,567", 1234567 },
                  { "0", 0 },
                  { "5", 5 },
                  { ",5", -1 },
                  { "5,", -1 },
                  { "1.5", -1 },
                  { "-5", -1 },
                  { "5 votes", -1 },
                  { "99999999999999999999", -1 },
                  { "1111111111111111111111111111111111111111", -1 } };
    static const struct {
        const char *text;
        double rating; /* 0: unknown */
    } ratings[] = { { "8.1", 8.1 }, { "10", 10 }, { "1.0", 1 },    { "0", 0 },   { "10.1", 0 },
                    { "88", 0 },    { "8,1", 0 }, { "8.1/10", 0 }, { "nan", 0 }, { "-3", 0 } };
    for (size_t i = 0; i < COUNT_OF(years); i++) {
        CHECK_ROW(years[i].text);
        struct movie movie = read_with("Year", quoted(years[i].text).at);
        CHECK_INT(movie.year.known ? movie.year.value : -1, years[i].year);
        CHECK_INT(movie.end_year.known ? movie.end_year.value : -1, years[i].end_year);
    }
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        CHECK_ROW(dates[i].text);
        CHECK_TEXT_Z(read_with("Released", quoted(dates[i].text).at).release_date, dates[i].date);
    }
    for (size_t i = 0; i < COUNT_OF(votes); i++) {
        CHECK_ROW(votes[i].text);
        struct number got = read_with("imdbVotes", quoted(votes[i].text).at).vote_count;
        CHECK_INT(got.known ? got.value : -1, votes[i].votes);
    }
    for (size_t i = 0; i < COUNT_OF(ratings); i++) {
        CHECK_ROW(ratings[i].text);
        struct decimal got = read_with("imdbRating", quoted(ratings[i].text).at).rating;
        CHECK(got.known == (ratings[i].rating > 0));
        CHECK(!got.known || (got.value > ratings[i].rating - 0.01 && got.value < ratings[i].rating + 0.01));
    }
}

static void lists(void)
{
    static const struct {
        const char *text, *names;
    } rows[] = {
        { "Ann", "Ann" },
        { "Ann,Beth ,  Cleo", "Ann|Beth|Cleo" },
        { "Ann, Ann (story), Ann", "Ann" },
        { ", ,Ann,,", "Ann" },
        { "(story), Ann", "Ann" },
        { "Ann (story, novel), Beth", "Ann|Beth" },
        { "Ann (a (b, c) d), Beth", "Ann|Beth" },
        { "Ann (never closed, Beth", "Ann" },
        { "Ann), Beth", "Ann)|Beth" },
        { "Ann, N/A", "Ann" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].text);
        struct movie movie = read_with("Writer", quoted(rows[i].text).at);
        CHECK_TEXT_Z(names(&movie.writers), rows[i].names);
    }
    CHECK_ROW(NULL);
    struct movie movie = read_with("Language", "\"English, Mandarin, None, Klingon, English\"");
    CHECK_TEXT_Z(codeds(&movie.languages), "en=English|zh=Mandarin|xx=None|=Klingon");
    CHECK(!text_known(movie.original_language)); /* several: none of them */
    movie = read_with("Language", "\"Klingon\"");
    CHECK(!text_known(movie.original_language));
}

static void types(void)
{
    static const struct {
        const char *type, *genre, *ours;
    } rows[] = {
        { "movie", "Drama", "movie" },     { "movie", "N/A", "movie" },       { "movie", "Drama, Short", NULL },
        { "series", "Drama", "tvSeries" }, { "series", "Short", "tvSeries" }, { "episode", "Drama", "tvEpisode" },
        { "game", "Action", "videoGame" }, { "Movie", "Drama", NULL },        { "tvMovie", "Drama", NULL },
        { "N/A", "Drama", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text members = arena_printf(&arena, "\"%s\",\"Genre\":\"%s\"", rows[i].type, rows[i].genre);
        CHECK_ROW(members.at);
        CHECK_TEXT_Z(read_with("Type", members.at).type, rows[i].ours);
    }
}

static void posters(void)
{
    static const char *const others[] = { "http://ia.media-imdb.com/a.jpg",
                                          "http://127.0.0.1/a.jpg",
                                          "https://",
                                          "https:///a.jpg",
                                          "https://a b/c.jpg",
                                          "https://user@host.example/a.jpg",
                                          "//host/a.jpg",
                                          "javascript:alert(1)",
                                          "/a.jpg" };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        CHECK_ROW(others[i]);
        CHECK(!text_known(read_with("Poster", quoted(others[i]).at).poster_url));
    }
}

static void errors(void)
{
    static const struct {
        const char *body, *class, *note;
    } rows[] = {
        { "{\"Response\":\"False\",\"Error\":\"Incorrect IMDb ID.\"}", "absent", "OMDb says: Incorrect IMDb ID." },
        { "{\"Response\":\"False\",\"Error\":\"Movie not found!\"}", "absent", "OMDb says: Movie not found!" },
        { "{\"Error\":\"Series or episode not found!\",\"Response\":\"False\"}", "absent",
          "OMDb says: Series or episode not found!" },
        { "{\"Response\":\"False\",\"Error\":\"Error getting data.\"}", "source_trouble",
          "OMDb says: Error getting data." },
        { "{\"Response\":\"False\",\"Error\":\"Something new\"}", "source_trouble", "OMDb says: Something new" },
        { "{\"Response\":\"False\"}", "source_trouble", NULL },
        { "{\"Response\":\"False\",\"Error\":\"Request limit reached!\"}", "omdb_limit",
          "OMDb says: Request limit reached!" },
        { "{\"Response\":\"False\",\"Error\":\"Daily request limit reached!\"}", "omdb_limit",
          "OMDb says: Daily request limit reached!" },
        { "{\"Response\":\"False\",\"Error\":\"Invalid API key!\"}", "omdb_auth", "OMDb says: Invalid API key!" },
        { "{\"Response\":\"False\",\"Error\":\"No API key provided.\"}", "omdb_auth",
          "OMDb says: No API key provided." },
        /* an error beside a title is an error; a plot that reads like one is none */
        { "{\"Response\":\"False\",\"Title\":\"T\",\"imdbID\":\"tt9900001\",\"Error\":\"Movie not found!\"}", "absent",
          "OMDb says: Movie not found!" },
        { "{\"Response\":\"True\",\"Title\":\"T\",\"imdbID\":\"tt9900001\",\"Plot\":\"Request limit reached!\"}",
          "found", NULL },
        { "{\"Response\":\"True\",\"Title\":\"T\",\"imdbID\":\"tt9900002\"}", "other_id",
          "asked for tt9900001, the answer is about tt9900002" },
        { "{\"Response\":\"True\",\"Title\":\"T\",\"imdbID\":\"tt99000010\"}", "other_id",
          "asked for tt9900001, the answer is about tt99000010" },
        { "{\"Response\":\"True\",\"Title\":\"T\"}", "malformed", NULL },
        { "{\"Response\":\"True\",\"Title\":\"T\",\"imdbID\":\"tt99000001 or so\"}", "malformed", NULL },
        { "{\"Response\":\"True\",\"Title\":\"T\",\"imdbID\":9900001}", "malformed", NULL },
        { "{\"Response\":\"True\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
        { "{\"Response\":\"True\",\"Title\":\"N/A\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
        { "{\"Response\":true,\"Title\":\"T\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
        { "{\"Title\":\"T\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
        { "{\"Search\":[],\"Response\":\"True\"}", "malformed", NULL },
        { "", "malformed", NULL },
        { "{}", "malformed", NULL },
        { "[]", "malformed", NULL },
        { "null", "malformed", NULL },
        { "<html>", "malformed", NULL },
        { "{\"Response\":\"False\",\"Error\":\"Movie not found!\"}x", "malformed", NULL },
        { "{\"Response\":\"True\",\"Title\":\"\xC3(\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
        { "{\"Response\":\"True\",\"Title\":\"an \"unescaped\" quote\",\"imdbID\":\"tt9900001\"}", "malformed", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct finding finding = read_body(rows[i].body);
        CHECK_ROW(rows[i].body);
        CHECK_TEXT_Z(text_of(finding.class->name), rows[i].class);
        CHECK_TEXT_Z(finding.note, rows[i].note);
        CHECK(finding.class == &answer_found || !text_known(finding.movie.imdb_id));
    }
}

static void every_prefix_is_malformed(void)
{
    for (size_t len = 0; len < strlen(whole); len++) {
        struct finding finding;
        omdb_read(text_from(whole, len), TEXT("tt9900001"), &arena, &finding);
        if (!CHECK(finding.class == &answer_malformed && !text_known(finding.movie.imdb_id))) {
            CHECK_INT(len, -1);
            return;
        }
    }
}

/* A list of as many names as a body holds is cut, in time. */
static void a_huge_list(void)
{
    enum { NAMES = 50000 };
    struct buf body = BUF_WITH_LIMIT(OMDB_BYTES_MAX);
    struct finding finding;
    buf_add_z(&body, "{\"Title\":\"T\",\"imdbID\":\"tt9900001\",\"Response\":\"True\",\"Actors\":\"");
    for (int i = 0; i < NAMES; i++)
        buf_printf(&body, "%s%d", i > 0 ? ", " : "", i);
    buf_add_z(&body, "\"}");
    CHECK(!body.overflow);
    omdb_read(buf_text(&body), TEXT("tt9900001"), &arena, &finding);
    CHECK(finding.class == &answer_found);
    CHECK_INT(finding.movie.cast.count, 500);
    buf_finish(&body);
}

int main(void)
{
    RUN(url);
    RUN(a_whole_answer);
    RUN(what_is_not_known);
    RUN(runtimes);
    RUN(years_dates_votes_ratings);
    RUN(lists);
    RUN(types);
    RUN(posters);
    RUN(errors);
    RUN(every_prefix_is_malformed);
    RUN(a_huge_list);
    arena_finish(&arena);
    return check_done();
}

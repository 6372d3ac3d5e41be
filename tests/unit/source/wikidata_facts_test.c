/* Wikidata: rows to facts; what is not certain is left out. Fictional films. */
#include "wikidata_rows.h"

static void types_and_genres(void)
{
    static const struct {
        const char *rows, *type, *genres;
    } cases[] = {
        { "class|Q11424", "movie", "" },
        { "class|Q24862", "short", "" },
        { "class|Q506240", "tvMovie", "" },
        { "class|Q5398426", "tvSeries", "" },
        { "class|Q1259759", "tvMiniSeries", "" },
        { "class|Q21191270", "tvEpisode", "" },
        { "class|Q7889", "videoGame", "" },
        { "class|Q11424\nclass|Q24862", "short", "" }, /* the narrower word, in any order */
        { "class|Q24862\nclass|Q11424", "short", "" },
        { "class|Q11424\nclass|Q506240\nclass|Q24869", "tvMovie", "" },
        { "class|Q506240\nclass|Q24862", NULL, "" }, /* tvShort? */
        { "class|Q11424\nclass|Q5398426", NULL, "" },
        { "class|Q5398426\nclass|Q11424", NULL, "" },
        { "class|Q93204", NULL, "Documentary" },
        { "class|Q17517379", "short", "Animation" },
        { "class|Q860626\nclass|Q157443\nclass|Q1054574", NULL, "Comedy|Romance" },
        { "class|Q185867\nclass|Q1339864\nclass|Q21590660", NULL, "Film-Noir|Sport|Western" },
        { "class|Q5\nclass|Q20442589", NULL, "" },
        { "class|P31\nclass|film", NULL, "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct movie movie = read_rows(cases[i].rows);
        CHECK_TEXT_Z(movie.type, cases[i].type);
        CHECK_TEXT_Z(genres(&movie), cases[i].genres);
    }
}

static void titles(void)
{
    static const struct {
        const char *rows, *title, *original, *language;
    } cases[] = {
        { "label|A@en\nlabel|B@mul", "A", NULL, NULL },
        { "label|B@mul", "B", NULL, NULL },
        { "label|C@fr\nlanguage|Q150|French|fr|fra", "C", "C", "fr" },
        { "label|A@en\nlanguage|Q1860|English|en|eng", "A", "A", "en" },
        { "label|A@en\nlabel|C@fr\nlanguage|Q150|French|fr|fra\nlanguage|Q188|German|de|deu", "A", NULL, NULL },
        { "label|A@en\nlabel|D@de\nlanguage|Q150|French|fr|fra", "A", NULL, "fr" },
        { "label|A@en\nlanguage|Q14759|sign language||ase", "A", NULL, NULL },
        { "label|A@en\nlanguage|Q9192|Mandarin||cmn", "A", NULL, "zh" },
        { "label|A@en\nlanguage|Q7033959|Yue Chinese||yue", "A", NULL, "cn" },
        { "label|A@en\nlanguage|Q36510|Modern Greek|el", "A", NULL, "el" },
        { "label|A@en\nlanguage|Q1|Greek", "A", NULL, "el" },
        { "label|A@en\nlanguage|Q9301|Serbo-Croatian|sh|hbs", "A", NULL, "sh" },
        { "label|A", NULL, NULL, NULL }, /* in no language */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct movie movie = read_rows(cases[i].rows);
        CHECK_TEXT_Z(movie.title, cases[i].title);
        CHECK_TEXT_Z(movie.original_title, cases[i].original);
        CHECK_TEXT_Z(movie.original_language, cases[i].language);
    }
}

static void dates(void)
{
    static const struct {
        const char *rows, *date, *country;
        int64_t year; /* 0: unknown */
    } cases[] = {
        { "date|1994-10-14T00:00:00Z||11|US", "1994-10-14", "US", 1994 },
        { "date|+1994-10-14T00:00:00Z||11", "1994-10-14", NULL, 1994 },
        { "date|1994-10-01T00:00:00Z||10|US", "1994-10", "US", 1994 },
        { "date|1994-01-01T00:00:00Z||9", "1994", NULL, 1994 },
        { "date|1990-01-01T00:00:00Z||8", NULL, NULL, 0 },
        { "date|1994-10-14T00:00:00Z||14", NULL, NULL, 0 },
        { "date|1994-10-14T00:00:00Z", NULL, NULL, 0 },
        { "date|1994-02-30T00:00:00Z||11", NULL, NULL, 0 },
        { "date|1994-10-14||11", NULL, NULL, 0 },
        { "date|-0044-03-15T00:00:00Z||11", NULL, NULL, 0 },
        { "date|12026-01-01T00:00:00Z||11", NULL, NULL, 0 },
        { "date|t1234567||11", NULL, NULL, 0 }, /* an unknown value */
        /* the earliest day */
        { "date|1995-03-01T00:00:00Z||11|DE\ndate|1994-10-14T00:00:00Z||11|US", "1994-10-14", "US", 1994 },
        { "date|1994-10-14T00:00:00Z||11|US\ndate|1995-03-01T00:00:00Z||11|DE", "1994-10-14", "US", 1994 },
        /* whose date */
        { "date|1994-10-14T00:00:00Z||11\ndate|1994-10-14T00:00:00Z||11|US", "1994-10-14", "US", 1994 },
        { "date|1994-10-14T00:00:00Z||11|CA\ndate|1994-10-14T00:00:00Z||11|US", "1994-10-14", NULL, 1994 },
        { "date|1994-10-14T00:00:00Z||11|CA\ndate|1994-10-14T00:00:00Z||11|US\n"
          "date|1994-10-14T00:00:00Z||11|US",
          "1994-10-14", NULL, 1994 },
        { "date|1994-10-14T00:00:00Z||11|??", "1994-10-14", NULL, 1994 },
        /* vague ones: no help beside a day of that year, but a day of a later year is not the first */
        { "date|1994-01-01T00:00:00Z||9\ndate|1994-10-14T00:00:00Z||11", "1994-10-14", NULL, 1994 },
        { "date|1994-05-01T00:00:00Z||10\ndate|1994-10-14T00:00:00Z||11", "1994-10-14", NULL, 1994 },
        { "date|1995-01-01T00:00:00Z||9\ndate|1994-10-14T00:00:00Z||11", "1994-10-14", NULL, 1994 },
        { "date|2005-03-01T00:00:00Z||11|US\ndate|1994-01-01T00:00:00Z||9", "1994", NULL, 1994 },
        { "date|1994-01-01T00:00:00Z||9\ndate|1994-05-01T00:00:00Z||10|FR", "1994-05", "FR", 1994 },
        { "date|1994-05-01T00:00:00Z||10|FR\ndate|1994-01-01T00:00:00Z||9", "1994-05", "FR", 1994 },
        { "date|1994-05-01T00:00:00Z||10\ndate|1993-01-01T00:00:00Z||9", "1993", NULL, 1993 },
        { "date|1993-01-01T00:00:00Z||9\ndate|1994-05-01T00:00:00Z||10", "1993", NULL, 1993 },
        { "date|1994-07-01T00:00:00Z||10\ndate|1994-05-01T00:00:00Z||10", "1994-05", NULL, 1994 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct movie movie = read_rows(cases[i].rows);
        CHECK_TEXT_Z(movie.release_date, cases[i].date);
        CHECK_TEXT_Z(movie.release_country, cases[i].country);
        CHECK_INT(movie.year.known ? movie.year.value : 0, cases[i].year);
    }
}

static void lengths(void)
{
    static const struct {
        const char *rows;
        int64_t minutes; /* 0: unknown */
    } cases[] = {
        { "length|142||Q7727", 142 },
        { "length|+142||Q7727", 142 },
        { "length|142.5||Q7727", 142 },
        { "length|5400||Q11574", 90 },
        { "length|5459||Q11574", 90 },
        { "length|2||Q25235", 120 },
        { "length|1.5||Q25235", 90 },
        { "length|1.1||Q25235", 66 },
        { "length|2.05||Q25235", 123 }, /* 122.99… in binary */
        { "length|142", 0 },            /* of what? */
        { "length|142||Q199", 0 },
        { "length|142||minutes", 0 },
        { "length|0||Q7727", 0 },
        { "length|30||Q11574", 0 },
        { "length|-5||Q7727", 0 },
        { "length|1e9||Q7727", 0 },
        { "length|long||Q7727", 0 },
        { "length|142||Q7727\nlength|8520||Q11574", 142 },
        { "length|142||Q7727\nlength|158||Q7727", 0 }, /* which cut? */
        { "length|142||Q7727\nlength|158||Q7727\nlength|158||Q7727", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct number got = read_rows(cases[i].rows).runtime_minutes;
        CHECK_INT(got.known ? got.value : 0, cases[i].minutes);
    }
}

static void people(void)
{
    static const struct {
        const char *rows, *cast;
    } cases[] = {
        { "cast|Q3|Cara|nm9900003\ncast|Q1|Ann|nm9900001", "Cara nm9900003|Ann nm9900001" }, /* as they come */
        { "cast|Q3|Cara||10\ncast|Q2|Ben\ncast|Q1|Ann||9", "Ann |Cara |Ben " },
        { "cast|Q3|Cara||x\ncast|Q1|Ann||-1", "Cara |Ann " },
        { "cast|Q1|Ann|nm9900001\ncast|Q1|Ann|nm9900002", "Ann " }, /* which of the two ids? */
        { "cast|Q1|Ann|tt9900001", "Ann " },
        { "cast|Q1|Ann\ncast|Q2|Ann", "Ann |Ann " }, /* two of one name */
        { "cast|Q1|Q1\ncast|Q2\ncast|Q3|Cara", "Cara " },
        { "cast|t12345|t12345\ncast|Ann|Ann", "" }, /* unknown values, texts */
        { "cast|Q|x\ncast|Q1x|x\ncast|Q-1|x", "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct movie movie = read_rows(cases[i].rows);
        CHECK_TEXT_Z(names(&movie.cast), cases[i].cast);
    }
}

static void countries(void)
{
    static const struct {
        const char *rows, *countries;
    } cases[] = {
        { "country|Q30|United States|US", "US=United States" },
        { "country|Q15180|Soviet Union", "SU=Soviet Union" },
        { "country|Q713750|West Germany", "DE=West Germany" },
        { "country|Q1|Ruritania", "=Ruritania" },
        { "country|Q145|Q145|GB", "GB=" },
        { "country|Q145|Q145", "" },
        { "country|Q35|Denmark|DK\ncountry|Q35|Denmark|FO", "DK=Denmark" }, /* two codes: by name */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct movie movie = read_rows(cases[i].rows);
        CHECK_TEXT_Z(codeds(&movie.countries), cases[i].countries);
    }
}

int main(void)
{
    RUN(types_and_genres);
    RUN(titles);
    RUN(dates);
    RUN(lengths);
    RUN(people);
    RUN(countries);
    arena_finish(&arena);
    return check_done();
}

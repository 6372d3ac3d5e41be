/* Countries, languages, genres: each special case of facts/tmdb.md §4, and what holds for all. */
#include "base/compiler.h"
#include "check.h"
#include "model/codes.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *from, *to; /* NULL = unknown */
};

static void check_rows(struct text (*map)(struct text), const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK_ROW(rows[i].from);
        CHECK_TEXT_Z(map(text_of(rows[i].from)), rows[i].to);
    }
    CHECK_ROW("empty and unknown");
    CHECK_TEXT_Z(map(TEXT("")), NULL);
    CHECK_TEXT_Z(map((struct text){ 0 }), NULL);
}

static void countries_from_imdb_ids(void)
{
    static const struct row rows[] = {
        { "US", "US" },   { "us", "US" },   { "SUHH", "SU" }, { "suhh", "SU" },     { "XWG", "DE" },  { "DDDE", "XG" },
        { "XYU", "YU" },  { "YUCS", "YU" }, { "CSHH", "XC" }, { "CSXX", "CS" },     { "ZRCD", "ZR" }, { "BUMM", "BU" },
        { "AN", "AN" },   { "ANHH", "AN" }, { "XKV", "XK" },  { "VDVN", "VN" },     { "XKO", "KR" },  { "XSI", "TH" },
        { "XPI", "PS" },  { "XWW", NULL },  { "TPTL", "TP" }, { "HVBF", "BF" },     { "BYAA", "BY" }, { "FXFR", "FR" },
        { "SKIN", "IN" }, { "GEHH", NULL }, { "AX", "AX" },   { "BL", "BL" },       { "BQ", "BQ" },   { "CW", "CW" },
        { "GG", "GG" },   { "IM", "IM" },   { "JE", "JE" },   { "MF", "MF" },       { "SX", "SX" },   { "BU", "BU" },
        { "CS", "CS" },   { "SU", "SU" },   { "TP", "TP" },   { "XC", "XC" },       { "XG", "XG" },   { "XI", "XI" },
        { "XK", "XK" },   { "YU", "YU" },   { "ZR", "ZR" },   { "ZZ", NULL },       { "DD", NULL },   { "U", NULL },
        { "USA", NULL },  { "US ", NULL },  { "USAA", NULL }, { "\xFF\xFF", NULL },
    };
    check_rows(codes_country_from_imdb, rows, COUNT_OF(rows));
    CHECK_TEXT_Z(codes_country_from_imdb(TEXT("US\0")), NULL);
}

static void countries_from_names(void)
{
    static const struct row rows[] = {
        { "United States", "US" },
        { "USA", "US" },
        { "United States of America", "US" },
        { "UK", "GB" },
        { "United Kingdom", "GB" },
        { "united kingdom", "GB" },
        { "South Korea", "KR" },
        { "North Korea", "KP" },
        { "Korea", "KR" },
        { "Russia", "RU" },
        { "Russian Federation", "RU" },
        { "Iran", "IR" },
        { "Syria", "SY" },
        { "Vietnam", "VN" },
        { "Laos", "LA" },
        { "Moldova", "MD" },
        { "Tanzania", "TZ" },
        { "Bolivia", "BO" },
        { "Venezuela", "VE" },
        { "Taiwan", "TW" },
        { "Palestine", "PS" },
        { "Occupied Palestinian Territory", "PS" },
        { "Palestinian Territory", "PS" },
        { "Czechia", "CZ" },
        { "Czech Republic", "CZ" },
        { "T\xC3\xBCrkiye", "TR" },
        { "Turkey", "TR" },
        { "C\xC3\xB4te d'Ivoire", "CI" },
        { "Ivory Coast", "CI" },
        { "The Bahamas", "BS" },
        { "Bahamas", "BS" },
        { "Congo", "CG" },
        { "The Democratic Republic of Congo", "CD" },
        { "Burma", "BU" },
        { "Myanmar", "MM" },
        { "Swaziland", "SZ" },
        { "Eswatini", "SZ" },
        { "Macedonia", "MK" },
        { "North Macedonia", "MK" },
        { "Republic of Macedonia", "MK" },
        { "Soviet Union", "SU" },
        { "West Germany", "DE" },
        { "East Germany", "XG" },
        { "Yugoslavia", "YU" },
        { "Federal Republic of Yugoslavia", "YU" },
        { "Czechoslovakia", "XC" },
        { "Serbia and Montenegro", "CS" },
        { "Zaire", "ZR" },
        { "Netherlands Antilles", "AN" },
        { "Kosovo", "XK" },
        { "North Vietnam", "VN" },
        { "Siam", "TH" },
        { "Libya", "LY" },
        { "Cura\xC3\xA7"
          "ao",
          "CW" },
        { "World-wide", NULL },
        { "Atlantis", NULL },
        { "United", NULL },
        { "United States ", NULL },
    };
    check_rows(codes_country_from_name, rows, COUNT_OF(rows));
}

static void country_names_of_other_languages(void)
{
    static const struct row rows[] = {
        { "Germany", "DE" },
        { "Germania", "DE" },
        { "alemania", "DE" },
        { "\xC3\x89tats-Unis", "US" },
        { "Reino Unido", "GB" },
        { "Jap\xC3\xB3n", "JP" },
        { "Pa\xC3\xAD"
          "ses Bajos",
          "NL" },
        { "Tchecoslov\xC3\xA1quia", "XC" },
        { "DDR", "XG" },
        { "S\xC3\xBC"
          "dafrika",
          "ZA" },
        { "Atlantide", NULL },
        { "", NULL },
    };
    check_rows(codes_country_from_any_name, rows, COUNT_OF(rows));
    CHECK(!text_known(codes_country_from_name(TEXT("Alemania"))));
}

static void country_names_are_tmdbs(void)
{
    static const struct row rows[] = {
        { "US", "United States of America" },
        { "CZ", "Czech Republic" },
        { "MK", "Macedonia" },
        { "TR", "Turkey" },
        { "SZ", "Swaziland" },
        { "CV", "Cape Verde" },
        { "RU", "Russia" },
        { "LY", "Libyan Arab Jamahiriya" },
        { "GP", "Guadaloupe" },
        { "FO", "Faeroe Islands" },
        { "KG", "Kyrgyz Republic" },
        { "SU", "Soviet Union" },
        { "XC", "Czechoslovakia" },
        { "XG", "East Germany" },
        { "XI", "Northern Ireland" },
        { "XK", "Kosovo" },
        { "KR", "South Korea" },
        { "VN", "Vietnam" },
        { "DE", "Germany" },
        { "CW", "Cura\xC3\xA7"
                "ao" },
        { "ZZ", NULL },
    };
    check_rows(codes_country_name, rows, COUNT_OF(rows));
}

static void languages_from_imdb_ids(void)
{
    static const struct row rows[] = {
        { "en", "en" },   { "EN", "en" },      { "CMN", "zh" }, { "cmn", "zh" }, { "YUE", "cn" }, { "FIL", "tl" },
        { "ZXX", "xx" },  { "zxx", "xx" },     { "QBO", "sh" }, { "QBN", "nl" }, { "PRS", "fa" }, { "QAG", "ig" },
        { "QAR", "rn" },  { "QAN", "ti" },     { "QAI", "ff" }, { "deu", "de" }, { "ger", "de" }, { "spa", "es" },
        { "hbs", "sh" },  { "cn", "cn" },      { "xx", "xx" },  { "mo", "mo" },  { "sh", "sh" },  { "no", "no" },
        { "nb", "nb" },   { "nn", "nn" },      { "zh", "zh" },  { "tlh", NULL }, { "NAN", NULL }, { "HAK", NULL },
        { "GSW", NULL },  { "ase", NULL },     { "grc", NULL }, { "qq", NULL },  { "QZZ", NULL }, { "e", NULL },
        { "eng ", NULL }, { "english", NULL },
    };
    check_rows(codes_language_from_imdb, rows, COUNT_OF(rows));
}

static void languages_from_names(void)
{
    static const struct row rows[] = {
        { "English", "en" },  { "french", "fr" },         { "Mandarin", "zh" },
        { "Chinese", "zh" },  { "Cantonese", "cn" },      { "None", "xx" },
        { "Filipino", "tl" }, { "Tagalog", "tl" },        { "Dari", "fa" },
        { "Persian", "fa" },  { "Serbo-Croatian", "sh" }, { "Flemish", "nl" },
        { "Ibo", "ig" },      { "Kirundi", "rn" },        { "Tigrigna", "ti" },
        { "Peul", "ff" },     { "Greek", "el" },          { "Punjabi", "pa" },
        { "Pushtu", "ps" },   { "Swahili", "sw" },        { "Malay", "ms" },
        { "Nepali", "ne" },   { "Central Khmer", "km" },  { "Kyrgyz", "ky" },
        { "Tibetan", "bo" },  { "Icelandic", "is" },      { "Latin", "la" },
        { "Hindi", "hi" },    { "Norwegian", "no" },      { "Irish Gaelic", "ga" },
        { "Klingon", NULL },  { "Ancient Greek", NULL },  { "American Sign Language", NULL },
        { "Ndebele", NULL },  { "Min Nan", NULL },        { "Englishy", NULL },
    };
    check_rows(codes_language_from_name, rows, COUNT_OF(rows));
}

static void language_names(void)
{
    static const struct row rows[] = {
        { "en", "English" },        { "zh", "Mandarin" }, { "cn", "Cantonese" },
        { "xx", "No Language" },    { "el", "Greek" },    { "mo", "Moldavian" },
        { "sh", "Serbo-Croatian" }, { "fa", "Persian" },  { "sw", "Swahili" },
        { "es", "Spanish" },        { "qq", NULL },
    };
    check_rows(codes_language_name, rows, COUNT_OF(rows));
}

/* Every pair of letters: a code passes through, has a name, and the name leads back to it. */
static void all_two_letter_codes_hold_together(void)
{
    int countries = 0, languages = 0;
    for (int i = 0; i < 26 * 26; i++) {
        char upper[3] = { (char)('A' + i / 26), (char)('A' + i % 26) };
        char lower[3] = { (char)('a' + i / 26), (char)('a' + i % 26) };
        CHECK_ROW(upper);
        struct text country = codes_country_from_imdb(text_of(upper)), name = codes_country_name(text_of(upper));
        CHECK(text_known(country) == text_known(name));
        if (text_known(country)) {
            countries++;
            CHECK_TEXT_Z(country, upper);
            CHECK_TEXT_Z(codes_country_from_imdb(text_of(lower)), upper);
            CHECK_TEXT_Z(codes_country_from_name(name), strcmp(upper, "CD") == 0 ? "CG" : upper);
        }
        struct text language = codes_language_from_imdb(text_of(upper));
        CHECK(text_known(language) == text_known(codes_language_name(text_of(lower))));
        if (text_known(language)) {
            languages++;
            CHECK_TEXT_Z(language, lower);
        }
    }
    CHECK_INT(countries, 249 + 11); /* ISO 3166-1 and TMDb's eleven */
    CHECK_INT(languages, 184 + 4);  /* ISO 639-1 with bh, and cn, mo, sh, xx */
}

static void genres_there_and_back(void)
{
    static const struct {
        const char *imdb;
        int64_t tmdb;
    } rows[] = { { "Action", 28 },    { "Adventure", 12 },   { "Animation", 16 }, { "Comedy", 35 },
                 { "Crime", 80 },     { "Documentary", 99 }, { "Drama", 18 },     { "Family", 10751 },
                 { "Fantasy", 14 },   { "History", 36 },     { "Horror", 27 },    { "Music", 10402 },
                 { "Mystery", 9648 }, { "Romance", 10749 },  { "Sci-Fi", 878 },   { "Thriller", 53 },
                 { "War", 10752 },    { "Western", 37 } };
    static const char *const none[] = { "Biography", "Short", "Sport",        "Film-Noir",  "Adult",     "News",
                                        "Talk-Show", "",      "Experimental", "Reality-TV", "Game-Show", "Dram" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].imdb);
        CHECK_INT(codes_genre_tmdb_id(text_of(rows[i].imdb)), rows[i].tmdb);
        CHECK_TEXT_Z(codes_genre_from_tmdb(rows[i].tmdb), rows[i].imdb);
    }
    CHECK_INT(codes_genre_tmdb_id(TEXT("Musical")), 10402);
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        CHECK_ROW(none[i]);
        CHECK_INT(codes_genre_tmdb_id(text_of(none[i])), 0);
    }
    CHECK_INT(codes_genre_tmdb_id((struct text){ 0 }), 0);
    static const int64_t tmdb_only[] = { 10770, 10769, 0, -1 };
    for (size_t i = 0; i < COUNT_OF(tmdb_only); i++)
        CHECK_TEXT_Z(codes_genre_from_tmdb(tmdb_only[i]), NULL);
}

static void check_tmdb_list(const char *path, const char *list, const char *code_key, const char *name_key,
                            struct text (*name_of)(struct text), int *seen)
{
    json_t *answer = json_load_file(path, 0, NULL), *entry;
    size_t i;
    json_array_foreach(json_object_get(answer, list), i, entry)
    {
        struct text name = text_of(json_string_value(json_object_get(entry, name_key)));
        if (text_empty(name))
            continue;
        CHECK_ROW(path);
        CHECK_TEXT(name_of(text_of(json_string_value(json_object_get(entry, code_key)))), name);
        ++*seen;
    }
    json_decref(answer);
}

/* What TMDb itself called countries and languages in its recorded details answers. */
static void names_agree_with_recorded_answers(void)
{
    const char *corpus = getenv("CORPUS");
    char folder[512], path[1024];
    int countries = 0, languages = 0;
    (void)snprintf(folder, sizeof folder, "%s/tmdb", corpus != NULL ? corpus : "");
    DIR *dir = corpus != NULL ? opendir(folder) : NULL;
    if (dir == NULL) {
        printf("# no corpus at %s: not compared\n", folder);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (strncmp(entry->d_name, "movie__", 7) != 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        check_tmdb_list(path, "production_countries", "iso_3166_1", "name", codes_country_name, &countries);
        check_tmdb_list(path, "spoken_languages", "iso_639_1", "english_name", codes_language_name, &languages);
    }
    (void)closedir(dir);
    CHECK_ROW("the recorded answers hold some");
    CHECK(countries > 0 && languages > 0);
}

int main(void)
{
    RUN(countries_from_imdb_ids);
    RUN(countries_from_names);
    RUN(country_names_of_other_languages);
    RUN(country_names_are_tmdbs);
    RUN(languages_from_imdb_ids);
    RUN(languages_from_names);
    RUN(language_names);
    RUN(all_two_letter_codes_hold_together);
    RUN(genres_there_and_back);
    RUN(names_agree_with_recorded_answers);
    return check_done();
}

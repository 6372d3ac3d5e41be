/* Countries, languages and genres: what IMDb and TMDb do differently from ISO (facts/tmdb.md §4), and the search. */
#include "model/codes.h"

#include "base/compiler.h"
#include "model/codes_tables.h"

#include <stdlib.h>

#define TABLE(rows) ((struct code_table){ (rows), COUNT_OF(rows) })

/* IMDb's country ids that do not go by ISO's rule. Dead countries are ISO 3166-3 codes; TMDb keeps some of them under
 * withdrawn two-letter codes or inventions of its own. XWW (World-wide) is no country and so not here. */
static const struct code_row imdb_countries[] = {
    { "ANHH", "AN" }, /* Netherlands Antilles: on TMDb's list */
    { "BUMM", "BU" }, /* Burma: on TMDb's list beside MM */
    { "CSHH", "XC" }, /* Czechoslovakia: TMDb's own code, since its CS is the next */
    { "CSXX", "CS" }, /* Serbia and Montenegro */
    { "DDDE", "XG" }, /* East Germany: TMDb's own code */
    { "SUHH", "SU" }, /* Soviet Union */
    { "TPTL", "TP" }, /* East Timor: on TMDb's list beside TL */
    { "XKO", "KR" },  /* Korea before 1948: loses the difference */
    { "XKV", "XK" },  /* Kosovo */
    { "XPI", "PS" },  /* Palestine */
    { "XSI", "TH" },  /* Siam */
    { "XWG", "DE" },  /* West Germany: TMDb has none */
    { "XYU", "YU" },  /* Yugoslavia */
    { "YUCS", "YU" }, /* Federal Republic of Yugoslavia */
    { "ZRCD", "ZR" }, /* Zaire: on TMDb's list beside CD */
};

/* TMDb's english_name where it is not ISO's, its spelling kept, and its eleven codes that ISO 3166-1 lacks. */
static const struct code_row tmdb_country_names[] = {
    { "AN", "Netherlands Antilles" },
    { "BU", "Burma" },
    { "CC", "Cocos  Islands" },
    { "CD", "Congo" },
    { "CI", "Cote D'Ivoire" },
    { "CS", "Serbia and Montenegro" },
    { "CV", "Cape Verde" },
    { "CZ", "Czech Republic" },
    { "FK", "Falkland Islands" },
    { "FM", "Micronesia" },
    { "FO", "Faeroe Islands" },
    { "GP", "Guadaloupe" },
    { "HM", "Heard and McDonald Islands" },
    { "KG", "Kyrgyz Republic" },
    { "KN", "St. Kitts and Nevis" },
    { "LA", "Lao People's Democratic Republic" },
    { "LC", "St. Lucia" },
    { "LY", "Libyan Arab Jamahiriya" },
    { "MK", "Macedonia" },
    { "PM", "St. Pierre and Miquelon" },
    { "PN", "Pitcairn Island" },
    { "PS", "Palestinian Territory" },
    { "RE", "Reunion" },
    { "RU", "Russia" },
    { "SH", "St. Helena" },
    { "SJ", "Svalbard & Jan Mayen Islands" },
    { "SU", "Soviet Union" },
    { "SY", "Syrian Arab Republic" },
    { "SZ", "Swaziland" },
    { "TP", "East Timor" },
    { "TR", "Turkey" },
    { "US", "United States of America" },
    { "VA", "Holy See" },
    { "VC", "St. Vincent and the Grenadines" },
    { "VG", "British Virgin Islands" },
    { "VI", "US Virgin Islands" },
    { "WF", "Wallis and Futuna Islands" },
    { "XC", "Czechoslovakia" },
    { "XG", "East Germany" },
    { "XI", "Northern Ireland" },
    { "XK", "Kosovo" },
    { "YU", "Yugoslavia" },
    { "ZR", "Zaire" },
};

/* Names that pages print and neither ISO nor TMDb has. "Congo" alone is CG for IMDb; TMDb calls both so. */
static const struct code_row country_aliases[] = {
    { "Bahamas, The", "BS" },
    { "Brunei", "BN" },
    { "Congo", "CG" },
    { "Congo, Republic of the", "CG" },
    { "Cote d'Ivoire", "CI" },
    { "Czechia", "CZ" },
    { "Democratic Republic of Congo", "CD" },
    { "Democratic Republic of the Congo", "CD" },
    { "Federal Republic of Yugoslavia", "YU" },
    { "Ivory Coast", "CI" },
    { "Korea", "KR" },
    { "Macau", "MO" },
    { "North Vietnam", "VN" },
    { "Occupied Palestinian Territory", "PS" },
    { "Palestine", "PS" },
    { "Republic of Macedonia", "MK" },
    { "Republic of the Congo", "CG" },
    { "Siam", "TH" },
    { "The Bahamas", "BS" },
    { "The Democratic Republic of Congo", "CD" },
    { "The Democratic Republic of the Congo", "CD" },
    { "The Gambia", "GM" },
    { "U.S. Virgin Islands", "VI" },
    { "UK", "GB" },
    { "USA", "US" },
    { "Vatican", "VA" },
    { "West Germany", "DE" },
};

/* How IMDb's sites of 2007 to 2012 named the countries that films come from, beside their dates: German, French,
 * Italian, Spanish, Portuguese. Left out where it is the English name. */
enum { FOREIGN_NAMES_MAX = 11 };
static const struct {
    const char *code, *names[FOREIGN_NAMES_MAX];
} foreign_country_names[] = {
    { "AR", { "Argentinien", "Argentine" } },
    { "AT", { "Österreich", "Autriche", "Áustria" } },
    { "AU", { "Australien", "Australie", "Austrália" } },
    { "BE", { "Belgien", "Belgique", "Belgio", "Bélgica" } },
    { "BG", { "Bulgarien", "Bulgarie" } },
    { "BR", { "Brasilien", "Brésil", "Brasile", "Brasil" } },
    { "CA", { "Kanada", "Canadá" } },
    { "CH", { "Schweiz", "Suisse", "Svizzera", "Suiza", "Suíça" } },
    { "CL", { "Chili", "Cile" } },
    { "CN", { "Chine", "Cina" } },
    { "CO", { "Kolumbien", "Colombie", "Colômbia" } },
    { "CU", { "Kuba" } },
    { "CZ",
      { "Tschechien", "Tschechische Republik", "République tchèque", "Repubblica Ceca", "República Checa",
        "República Tcheca" } },
    { "DE",
      { "Deutschland", "Allemagne", "Germania", "Alemania", "Alemanha", "Westdeutschland", "Bundesrepublik Deutschland",
        "Allemagne de l'Ouest", "Germania Ovest", "Alemania Occidental", "Alemanha Ocidental" } },
    { "DK", { "Dänemark", "Danemark", "Danimarca", "Dinamarca" } },
    { "EE", { "Estland", "Estonie" } },
    { "EG", { "Ägypten", "Égypte", "Egitto", "Egipto", "Egito" } },
    { "ES", { "Spanien", "Espagne", "Spagna", "España", "Espanha" } },
    { "FI", { "Finnland", "Finlande", "Finlandia", "Finlândia" } },
    { "FR", { "Frankreich", "Francia", "França" } },
    { "GB",
      { "Großbritannien", "Vereinigtes Königreich", "Royaume-Uni", "Grande-Bretagne", "Regno Unito", "Gran Bretagna",
        "Reino Unido", "Gran Bretaña", "Grã-Bretanha" } },
    { "GR", { "Griechenland", "Grèce", "Grecia", "Grécia" } },
    { "HK", { "Hongkong" } },
    { "HR", { "Kroatien", "Croatie", "Croazia", "Croacia", "Croácia" } },
    { "HU", { "Ungarn", "Hongrie", "Ungheria", "Hungría", "Hungria" } },
    { "IE", { "Irland", "Irlande", "Irlanda" } },
    { "IL", { "Israël", "Israele" } },
    { "IN", { "Indien", "Inde", "Índia" } },
    { "IR", { "Iran", "Irán", "Irã" } },
    { "IS", { "Island", "Islande", "Islanda", "Islandia", "Islândia" } },
    { "IT", { "Italien", "Italie", "Italia", "Itália" } },
    { "JP", { "Japon", "Giappone", "Japón", "Japão" } },
    { "KR", { "Südkorea", "Corée du Sud", "Corea del Sud", "Corea del Sur", "Coreia do Sul", "Coréia do Sul" } },
    { "LU", { "Luxemburg", "Lussemburgo", "Luxemburgo" } },
    { "MA", { "Marokko", "Maroc", "Marocco", "Marruecos", "Marrocos" } },
    { "MX", { "Mexiko", "Mexique", "Messico", "México" } },
    { "NL", { "Niederlande", "Pays-Bas", "Paesi Bassi", "Olanda", "Países Bajos", "Países Baixos", "Holanda" } },
    { "NO", { "Norwegen", "Norvège", "Norvegia", "Noruega" } },
    { "NZ", { "Neuseeland", "Nouvelle-Zélande", "Nuova Zelanda", "Nueva Zelanda", "Nova Zelândia" } },
    { "PE", { "Pérou", "Perù", "Perú" } },
    { "PH", { "Philippinen", "Filippine", "Filipinas" } },
    { "PL", { "Polen", "Pologne", "Polonia", "Polônia", "Polónia" } },
    { "PT", { "Portogallo" } },
    { "RO", { "Rumänien", "Roumanie", "Rumania", "Romênia", "Roménia" } },
    { "RS", { "Serbien", "Serbie", "Sérvia" } },
    { "RU", { "Russland", "Russie", "Rusia", "Rússia" } },
    { "SE", { "Schweden", "Suède", "Svezia", "Suecia", "Suécia" } },
    { "SG", { "Singapur", "Singapour", "Singapura" } },
    { "SI", { "Slowenien", "Slovénie", "Eslovenia", "Eslovênia" } },
    { "SK", { "Slowakei", "Slovaquie", "Slovacchia", "Eslovaquia", "Eslováquia" } },
    { "SU", { "Sowjetunion", "Union soviétique", "Unione Sovietica", "Unión Soviética", "União Soviética" } },
    { "TH", { "Thaïlande", "Thailandia", "Tailandia", "Tailândia" } },
    { "TR", { "Türkei", "Turquie", "Turchia", "Turquía", "Turquia" } },
    { "UA", { "Ukraine", "Ucraina", "Ucrania", "Ucrânia" } },
    { "US", { "Vereinigte Staaten", "États-Unis", "Stati Uniti", "Estados Unidos", "EUA", "EE.UU.", "EE. UU." } },
    { "UY", { "Uruguai" } },
    { "VE", { "Vénézuela" } },
    { "XC", { "Tschechoslowakei", "Tchécoslovaquie", "Cecoslovacchia", "Checoslovaquia", "Tchecoslováquia" } },
    { "XG",
      { "Ostdeutschland", "DDR", "Deutsche Demokratische Republik", "Allemagne de l'Est", "Germania Est",
        "Alemania Oriental", "Alemanha Oriental" } },
    { "YU", { "Jugoslawien", "Yougoslavie", "Jugoslavia", "Iugoslávia", "Jugoslávia" } },
    { "ZA", { "Südafrika", "Afrique du Sud", "Sudafrica", "Sudáfrica", "África do Sul" } },
};

/* IMDb's language ids that are not ISO's, or for which TMDb has a code where ISO 639-1 has none. */
static const struct code_row imdb_languages[] = {
    { "CMN", "zh" }, /* Mandarin: what TMDb means by zh */
    { "FIL", "tl" }, /* Filipino is standardised Tagalog */
    { "PRS", "fa" }, /* Dari, the Persian of Afghanistan */
    { "QAG", "ig" }, /* Ibo */
    { "QAI", "ff" }, /* Peul */
    { "QAN", "ti" }, /* Tigrigna */
    { "QAR", "rn" }, /* Kirundi */
    { "QBN", "nl" }, /* Flemish */
    { "QBO", "sh" }, /* Serbo-Croatian: on TMDb's list, withdrawn by ISO */
    { "YUE", "cn" }, /* Cantonese: TMDb's own code */
    { "ZXX", "xx" }, /* no language: TMDb's own code */
};

/* TMDb's english_name where it is not ISO's, and its codes that ISO 639-1 lacks (cn, mo, xx). */
static const struct code_row tmdb_language_names[] = {
    { "cn", "Cantonese" },
    { "cu", "Slavic" },
    { "dv", "Divehi" },
    { "el", "Greek" },
    { "fy", "Frisian" },
    { "gd", "Gaelic" },
    { "ht", "Haitian; Haitian Creole" },
    { "ii", "Yi" },
    { "lb", "Letzeburgesch" },
    { "li", "Limburgish" },
    { "mh", "Marshall" },
    { "mo", "Moldavian" },
    { "nd", "Ndebele" },
    { "nr", "Ndebele" },
    { "ny", "Chichewa; Nyanja" },
    { "os", "Ossetian; Ossetic" },
    { "pa", "Punjabi" },
    { "rm", "Raeto-Romance" },
    { "si", "Sinhalese" },
    { "st", "Sotho" },
    { "xx", "No Language" },
    { "zh", "Mandarin" },
};

/* Names that IMDb prints and ISO has not; Ndebele stays out, for it names two. */
static const struct code_row language_aliases[] = {
    { "Cantonese", "cn" }, { "Dari", "fa" },     { "Farsi", "fa" },    { "Filipino", "tl" },
    { "Frisian", "fy" },   { "Greek", "el" },    { "Ibo", "ig" },      { "Irish Gaelic", "ga" },
    { "Kirundi", "rn" },   { "Mandarin", "zh" }, { "Marshall", "mh" }, { "No Language", "xx" },
    { "None", "xx" },      { "Peul", "ff" },     { "Pushtu", "ps" },   { "Raeto-Romance", "rm" },
    { "Sotho", "st" },     { "Tigrigna", "ti" },
};

/* IMDb's genres that TMDb has for movies. Not here because TMDb has none: Biography, Film-Noir, Sport, Experimental,
 * News, Talk-Show, Game-Show, Reality-TV; Short is a type and Adult a flag. Mapping those would be an invention. */
static const struct {
    const char *imdb;
    int64_t tmdb;
} genres[] = {
    { "Action", 28 },      { "Adventure", 12 }, { "Animation", 16 },  { "Comedy", 35 },    { "Crime", 80 },
    { "Documentary", 99 }, { "Drama", 18 },     { "Family", 10751 },  { "Fantasy", 14 },   { "History", 36 },
    { "Horror", 27 },      { "Music", 10402 },  { "Musical", 10402 }, { "Mystery", 9648 }, { "Romance", 10749 },
    { "Sci-Fi", 878 },     { "Thriller", 53 },  { "War", 10752 },     { "Western", 37 },
};

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int compare_key(const void *text, const void *row)
{
    struct text t = *(const struct text *)text;
    const char *key = ((const struct code_row *)row)->key;
    for (size_t i = 0; i < t.len; i++) {
        int difference = fold(t.at[i]) - fold(key[i]);
        if (difference != 0 || key[i] == '\0') /* a NUL inside t ends nothing but the key */
            return difference != 0 ? difference : 1;
    }
    return key[t.len] == '\0' ? 0 : -1;
}

static const struct code_row *find(struct code_table table, struct text key)
{
    return key.len == 0 ? NULL : bsearch(&key, table.rows, table.count, sizeof table.rows[0], compare_key);
}

/* First of the tables that has the key. */
static struct text find_value(struct code_table a, struct code_table b, struct text key)
{
    const struct code_row *row = find(a, key);
    if (row == NULL)
        row = find(b, key);
    return row != NULL ? text_of(row->value) : (struct text){ 0 };
}

struct text codes_country_from_imdb(struct text imdb_id)
{
    const struct code_row *row = find(TABLE(tmdb_country_names), imdb_id);
    if (row == NULL)
        row = find(iso_country_names, imdb_id);
    return row != NULL ? text_of(row->key) : find_value(TABLE(imdb_countries), iso_country_by_alpha_4, imdb_id);
}

struct text codes_country_from_name(struct text name)
{
    struct text code = find_value(TABLE(country_aliases), iso_country_by_name, name);
    for (size_t i = 0; !text_known(code) && i < COUNT_OF(tmdb_country_names); i++) {
        if (text_equal_ascii_case(name, text_of(tmdb_country_names[i].value)))
            code = text_of(tmdb_country_names[i].key);
    }
    return code;
}

struct text codes_country_from_any_name(struct text name)
{
    struct text code = codes_country_from_name(name);
    for (size_t i = 0; !text_known(code) && i < COUNT_OF(foreign_country_names); i++) {
        for (size_t n = 0; n < FOREIGN_NAMES_MAX && foreign_country_names[i].names[n] != NULL; n++) {
            if (text_equal_ascii_case(name, text_of(foreign_country_names[i].names[n])))
                code = text_of(foreign_country_names[i].code);
        }
    }
    return code;
}

struct text codes_country_name(struct text code)
{
    return find_value(TABLE(tmdb_country_names), iso_country_names, code);
}

struct text codes_language_from_imdb(struct text imdb_id)
{
    const struct code_row *row = find(TABLE(tmdb_language_names), imdb_id);
    if (row == NULL)
        row = find(iso_language_names, imdb_id);
    return row != NULL ? text_of(row->key) : find_value(TABLE(imdb_languages), iso_language_by_alpha_3, imdb_id);
}

struct text codes_language_from_name(struct text name)
{
    return find_value(TABLE(language_aliases), iso_language_by_name, name);
}

struct text codes_language_name(struct text code)
{
    return find_value(TABLE(tmdb_language_names), iso_language_names, code);
}

int64_t codes_genre_tmdb_id(struct text imdb_genre)
{
    for (size_t i = 0; i < COUNT_OF(genres); i++) {
        if (text_is(imdb_genre, genres[i].imdb))
            return genres[i].tmdb;
    }
    return 0;
}

struct text codes_genre_from_tmdb(int64_t tmdb_id)
{
    for (size_t i = 0; i < COUNT_OF(genres); i++) { /* Music stands before Musical */
        if (genres[i].tmdb == tmdb_id)
            return text_of(genres[i].imdb);
    }
    return (struct text){ 0 };
}

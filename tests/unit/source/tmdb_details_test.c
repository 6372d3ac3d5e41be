/* /movie/{id}: a whole record, every field missing or of a wrong type, bodies that lie. Fictional films. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "source/tmdb.h"

#include <string.h>

static struct arena arena;

static struct tmdb_details read_body(const char *body, int64_t id)
{
    struct tmdb_details details;
    tmdb_read_details(text_of(body), id, &arena, &details);
    return details;
}

/* A body with only what it must have, and `more` members. */
static struct tmdb_details read_with(const char *more)
{
    struct text body =
        arena_printf(&arena, "{\"id\":990001,\"title\":\"The Salt Road\"%s%s}", more[0] != '\0' ? "," : "", more);
    return read_body(body.at, 990001);
}

static const char whole[] =
    "{\"adult\":false,\"backdrop_path\":null,\"belongs_to_collection\":null,\"budget\":0,"
    "\"genres\":[{\"id\":18,\"name\":\"Drama\"},{\"id\":878,\"name\":\"Science Fiction\"},"
    "{\"id\":18,\"name\":\"Drama\"},{\"id\":10769,\"name\":\"Foreign\"}],"
    "\"homepage\":\"\",\"id\":990001,\"imdb_id\":\"tt9900001\",\"original_language\":\"is\","
    "\"original_title\":\"Saltvegurinn\",\"overview\":\"A driver\\n crosses  the salt flats. \","
    "\"popularity\":0.6,\"poster_path\":\"/saltRoad01.jpg\",\"production_companies\":[],"
    "\"production_countries\":[{\"iso_3166_1\":\"IS\",\"name\":\"Iceland\"},{\"iso_3166_1\":\"XC\","
    "\"name\":\"Czechoslovakia\"}],\"release_date\":\"2019-05-02\",\"revenue\":0,\"runtime\":93,"
    "\"spoken_languages\":[{\"english_name\":\"Icelandic\",\"iso_639_1\":\"is\",\"name\":\"\xC3\x8Dslenska\"},"
    "{\"iso_639_1\":\"xx\",\"name\":\"No Language\"}],"
    "\"status\":\"Released\",\"tagline\":\"\",\"title\":\"The Salt Road\",\"video\":false,\"vote_average\":7.25,"
    "\"vote_count\":12,"
    "\"credits\":{\"cast\":[{\"id\":3,\"name\":\"Cara Third\",\"character\":\"Ranger\",\"order\":2},"
    "{\"id\":1,\"name\":\"Ann First\",\"character\":\"Driver\",\"order\":0},"
    "{\"id\":9,\"name\":\"Zoe Unbilled\",\"character\":\"\"},"
    "{\"id\":2,\"name\":\"Ben Second\",\"character\":\"Guide\",\"order\":1},"
    "{\"id\":1,\"name\":\"Ann First\",\"character\":\"Her Sister\",\"order\":7}],"
    "\"crew\":[{\"id\":11,\"name\":\"Dora Lind\",\"department\":\"Directing\",\"job\":\"Director\"},"
    "{\"id\":11,\"name\":\"Dora Lind\",\"department\":\"Writing\",\"job\":\"Screenplay\"},"
    "{\"id\":11,\"name\":\"Dora Lind\",\"department\":\"Writing\",\"job\":\"Story\"},"
    "{\"id\":12,\"name\":\"Emil Berg\",\"department\":\"Writing\",\"job\":\"Novel\"},"
    "{\"id\":13,\"name\":\"Finn Dahl\",\"department\":\"Writing\",\"job\":\"Script Consultant\"},"
    "{\"id\":14,\"name\":\"Gro Moe\",\"department\":\"Directing\",\"job\":\"Assistant Director\"},"
    "{\"id\":15,\"name\":\"Hal Noe\",\"department\":\"Art\",\"job\":\"Idea\"}]},"
    "\"external_ids\":{\"imdb_id\":\"tt9900001\",\"wikidata_id\":null},"
    "\"alternative_titles\":{\"titles\":[{\"iso_3166_1\":\"DE\",\"title\":\"Die Salzstra\xC3\x9F"
    "e\",\"type\":\"\"},"
    "{\"iso_3166_1\":\"GB\",\"title\":\"The Salt Road\",\"type\":\"\"}]},"
    "\"translations\":{\"translations\":[{\"iso_639_1\":\"fr\",\"data\":{\"title\":\"La Route du sel\"}},"
    "{\"iso_639_1\":\"sv\",\"data\":{\"title\":\"\"}},{\"iso_639_1\":\"da\"}]},"
    "\"release_dates\":{\"results\":[{\"iso_3166_1\":\"IS\",\"release_dates\":["
    "{\"release_date\":\"2018-09-14T00:00:00.000Z\",\"type\":1},"
    "{\"release_date\":\"2019-05-02T00:00:00.000Z\",\"type\":3},"
    "{\"release_date\":\"2021-01-01T00:00:00.000Z\",\"type\":5}]}]}}";

static void check_people(struct people people, const char *want)
{
    struct text got = TEXT("");
    for (size_t i = 0; i < people.count; i++) {
        const struct person *p = &people.at[i];
        got = arena_printf(&arena, "%.*s%s%.*s %lld%s%.*s", TEXT_ARG(got), i > 0 ? ", " : "", TEXT_ARG(p->name),
                           (long long)p->tmdb_id, text_known(p->character) ? " as " : "", TEXT_ARG(p->character));
        CHECK(!text_known(p->imdb_id));
    }
    CHECK_TEXT_Z(got, want);
}

static void check_coded(struct codeds coded, const char *want)
{
    struct text got = TEXT("");
    for (size_t i = 0; i < coded.count; i++)
        got = arena_printf(&arena, "%.*s%s%.*s=%.*s", TEXT_ARG(got), i > 0 ? ", " : "", TEXT_ARG(coded.at[i].code),
                           TEXT_ARG(coded.at[i].name));
    CHECK_TEXT_Z(got, want);
}

static void check_texts(struct texts texts, const char *want)
{
    struct text got = TEXT("");
    for (size_t i = 0; i < texts.count; i++)
        got = arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(got), i > 0 ? ", " : "", TEXT_ARG(texts.at[i]));
    CHECK_TEXT_Z(got, want);
}

static void a_whole_record(void)
{
    struct tmdb_details d = read_body(whole, 990001);
    const struct movie *m = &d.movie;
    if (!CHECK(d.class == &answer_found))
        return;
    CHECK_TEXT_Z(m->imdb_id, "tt9900001");
    CHECK_INT(m->tmdb_id.value, 990001);
    CHECK_TEXT_Z(m->title, "The Salt Road");
    CHECK_TEXT_Z(m->original_title, "Saltvegurinn");
    CHECK_TEXT_Z(m->original_language, "is");
    CHECK_TEXT_Z(m->type, "movie");
    CHECK_INT(m->year.value, 2019);
    CHECK(!m->end_year.known && !text_known(m->release_country));
    CHECK_TEXT_Z(m->release_date, "2019-05-02");
    CHECK_INT(m->runtime_minutes.value, 93);
    CHECK_TEXT_Z(m->overview, "A driver crosses the salt flats.");
    check_texts(m->genres, "Drama, Sci-Fi, Foreign");
    CHECK(m->rating.known && m->rating.value > 7.24 && m->rating.value < 7.26);
    CHECK_INT(m->vote_count.value, 12);
    check_people(m->directors, "Dora Lind 11");
    check_people(m->writers, "Dora Lind 11, Emil Berg 12");
    check_people(m->cast, "Ann First 1 as Driver / Her Sister, Ben Second 2 as Guide, Cara Third 3 as Ranger, "
                          "Zoe Unbilled 9");
    check_coded(m->countries, "IS=Iceland, XC=Czechoslovakia");
    check_coded(m->languages, "is=Icelandic, xx=No Language");
    CHECK_TEXT_Z(m->poster_url, "https://image.tmdb.org/t/p/original/saltRoad01.jpg");
    CHECK(m->adult.known && !m->adult.value);
    CHECK_TEXT_Z(m->production_status, "Released");

    CHECK_INT(d.candidate.tmdb_id, 990001);
    CHECK_TEXT_Z(d.candidate.imdb_id, "tt9900001");
    CHECK_TEXT_Z(d.candidate.external_imdb_id, "tt9900001");
    check_texts(d.candidate.titles, "The Salt Road, Saltvegurinn, Die Salzstra\xC3\x9F"
                                    "e, La Route du sel");
    CHECK_INT(d.candidate.year_count, 2); /* not the Blu-ray's */
    CHECK_INT(d.candidate.years[0] + d.candidate.years[1], 2018 + 2019);
    check_people(d.candidate.directors, "Dora Lind 11");
    check_people(d.candidate.writers, "Dora Lind 11, Emil Berg 12");
    CHECK_INT(d.candidate.cast.count, 4);
    CHECK_INT(d.candidate.runtime_minutes.value, 93);
    check_coded(d.candidate.countries, "IS=Iceland, XC=Czechoslovakia");
    CHECK(d.candidate.adult.known && !d.candidate.adult.value && d.candidate.video.known && !d.candidate.video.value);
    CHECK_TEXT_Z(d.poster_path, "/saltRoad01.jpg");
    CHECK(d.popularity > 0.59 && d.popularity < 0.61);
    CHECK_INT(d.vote_count, 12);
    CHECK(tmdb_passes_quality_bar(&d));
}

static void the_least_record(void)
{
    struct tmdb_details d = read_with("");
    if (!CHECK(d.class == &answer_found))
        return;
    CHECK_TEXT_Z(d.movie.title, "The Salt Road");
    for (size_t i = 0; i < movie_field_count; i++) {
        struct text name = text_of(movie_fields[i].name);
        CHECK_ROW(movie_fields[i].name);
        CHECK_INT(movie_knows(&d.movie, i),
                  text_is(name, "tmdb_id") || text_is(name, "title") || text_is(name, "type"));
    }
    CHECK_ROW(NULL);
    CHECK(!text_known(d.candidate.imdb_id) && !text_known(d.candidate.external_imdb_id));
    CHECK_INT(d.candidate.year_count, 0);
    CHECK(!d.candidate.runtime_minutes.known && !d.candidate.adult.known && !d.candidate.video.known);
    CHECK(!tmdb_passes_quality_bar(&d));
}

/* What TMDb writes for "not known", and what nobody should write: the field stays unknown, the record is read. */
static void unknown_is_not_a_value(void)
{
    static const struct {
        const char *field, *more;
    } rows[] = {
        { "overview", "\"overview\":\"\"" },
        { "overview", "\"overview\":\" \\n \"" },
        { "overview", "\"overview\":null" },
        { "overview", "\"overview\":[\"a\"]" },
        { "release_date", "\"release_date\":\"\"" },
        { "release_date", "\"release_date\":null" },
        { "release_date", "\"release_date\":\"2019-02-30\"" },
        { "release_date", "\"release_date\":\"0000-00-00\"" },
        { "release_date", "\"release_date\":\"02.05.2019\"" },
        { "year", "\"release_date\":\"soon\"" },
        { "runtime_minutes", "\"runtime\":0" },
        { "runtime_minutes", "\"runtime\":null" },
        { "runtime_minutes", "\"runtime\":-5" },
        { "runtime_minutes", "\"runtime\":\"93\"" },
        { "runtime_minutes", "\"runtime\":100001" },
        { "rating", "\"vote_average\":0,\"vote_count\":0" },
        { "rating", "\"vote_average\":0.0,\"vote_count\":3" },
        { "rating", "\"vote_average\":7.5" },
        { "rating", "\"vote_average\":11,\"vote_count\":3" },
        { "rating", "\"vote_average\":-1,\"vote_count\":3" },
        { "rating", "\"vote_average\":\"7.5\",\"vote_count\":3" },
        { "vote_count", "\"vote_average\":0,\"vote_count\":0" },
        { "vote_count", "\"vote_average\":7,\"vote_count\":-3" },
        { "poster_url", "\"poster_path\":null" },
        { "poster_url", "\"poster_path\":\"\"" },
        { "poster_url", "\"poster_path\":\"/\"" },
        { "poster_url", "\"poster_path\":\"poster.jpg\"" },
        { "poster_url", "\"poster_path\":\"//evil.example/x.jpg\"" },
        { "poster_url", "\"poster_path\":\"/a b.jpg\"" },
        { "poster_url", "\"poster_path\":\"/a\\\"onload=.jpg\"" },
        { "original_language", "\"original_language\":\"\"" },
        { "original_language", "\"original_language\":\"english\"" },
        { "original_title", "\"original_title\":\"\"" },
        { "imdb_id", "\"imdb_id\":null" },
        { "imdb_id", "\"imdb_id\":\"\"" },
        { "imdb_id", "\"imdb_id\":\"tt123456\"" },
        { "imdb_id", "\"imdb_id\":\"nm9900001\"" },
        { "imdb_id", "\"imdb_id\":9900001" },
        { "adult", "\"adult\":null" },
        { "adult", "\"adult\":0" },
        { "genres", "\"genres\":{}" },
        { "genres", "\"genres\":[null,3,{},{\"id\":\"18\"},{\"id\":-18},{\"name\":\"\"}]" },
        { "genres", "\"genres\":[{\"id\":10770,\"name\":\"TV Movie\"}]" },
        { "countries", "\"production_countries\":[[],{},{\"iso_3166_1\":\"\",\"name\":\"\"}]" },
        { "countries", "\"production_countries\":[{\"iso_3166_1\":\"usa\",\"name\":null}]" },
        { "languages", "\"spoken_languages\":\"is\"" },
        { "cast", "\"credits\":{\"cast\":{}}" },
        { "cast", "\"credits\":{\"cast\":[null,{},{\"id\":3},{\"id\":3,\"name\":\" \"}]}" },
        { "cast", "\"credits\":[]" },
        { "directors", "\"credits\":{\"crew\":[{\"id\":1,\"name\":\"A B\",\"job\":\"director\"}]}" },
        { "writers", "\"credits\":{\"crew\":[{\"id\":1,\"name\":\"A B\",\"job\":\"Writer\"}]}" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tmdb_details d = read_with(rows[i].more);
        CHECK_ROW(rows[i].more);
        CHECK(d.class == &answer_found);
        int field = movie_field_index(text_of(rows[i].field));
        CHECK(field >= 0 && !movie_knows(&d.movie, (size_t)field));
    }
}

static void sections_of_a_wrong_shape(void)
{
    static const char *const sections[] = { "credits", "external_ids", "alternative_titles", "translations",
                                            "release_dates" };
    static const char *const values[] = {
        "null",
        "[]",
        "{}",
        "\"\"",
        "{\"success\":false}",
        "{\"titles\":3,\"translations\":3,\"results\":3,\"imdb_id\":3,\"crew\":3}",
        "{\"titles\":[3],\"translations\":[3],\"results\":[3],\"crew\":[3]}",
        "{\"titles\":[{}],\"translations\":[{\"data\":[]}],\"results\":[{}]}",
        "{\"titles\":[{\"title\":[]}],\"translations\":[{\"data\":{\"title\":[]}}],"
        "\"results\":[{\"release_dates\":{}}]}",
        "{\"results\":[{\"release_dates\":[3,{},{\"type\":3},{\"type\":\"3\","
        "\"release_date\":\"2019-01-01\"},{\"type\":3,\"release_date\":\"201\"}]}]}"
    };
    for (size_t s = 0; s < COUNT_OF(sections); s++) {
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            struct text more = arena_printf(&arena, "\"%s\":%s,\"runtime\":93", sections[s], values[v]);
            struct tmdb_details d = read_with(more.at);
            CHECK_ROW(more.at);
            CHECK(d.class == &answer_found && d.movie.runtime_minutes.value == 93); /* what follows is still read */
            CHECK_INT(d.candidate.titles.count, 1);
            CHECK_INT(d.candidate.year_count, 0);
        }
    }
}

static void types(void)
{
    static const struct {
        const char *more, *type;
    } rows[] = {
        { "\"video\":false", "movie" },
        { "\"video\":null", "movie" },
        { "\"video\":true", "video" },
        { "\"genres\":[{\"id\":10770,\"name\":\"TV Movie\"}]", "tvMovie" },
        { "\"video\":true,\"genres\":[{\"id\":18,\"name\":\"Drama\"},{\"id\":10770,\"name\":\"TV Movie\"}]",
          "tvMovie" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].more);
        CHECK_TEXT_Z(read_with(rows[i].more).movie.type, rows[i].type);
    }
}

static void imdb_ids(void)
{
    struct tmdb_details d = read_with("\"imdb_id\":\"\",\"external_ids\":{\"imdb_id\":\"tt9900000001\"}");
    CHECK(!text_known(d.candidate.imdb_id));
    CHECK_TEXT_Z(d.candidate.external_imdb_id, "tt9900000001");
    CHECK_TEXT_Z(d.movie.imdb_id, "tt9900000001");
    d = read_with("\"imdb_id\":\"tt9900001\",\"external_ids\":{\"imdb_id\":\"tt9900002\"}"); /* for the rule to see */
    CHECK_TEXT_Z(d.candidate.imdb_id, "tt9900001");
    CHECK_TEXT_Z(d.candidate.external_imdb_id, "tt9900002");
    d = read_with("\"imdb_id\":\"tt9900001\",\"external_ids\":{\"imdb_id\":\"\"}");
    CHECK(!text_known(d.candidate.external_imdb_id));
}

static void no_such_record(void)
{
    static const struct {
        const char *body, *class;
    } rows[] = {
        { "", "malformed" },
        { "{}", "malformed" },
        { "[]", "malformed" },
        { "null", "malformed" },
        { "{\"success\":false,\"status_code\":34,\"status_message\":\"not found\"}", "malformed" },
        { "{\"title\":\"The Salt Road\"}", "malformed" },
        { "{\"id\":null,\"title\":\"The Salt Road\"}", "malformed" },
        { "{\"id\":\"990001\",\"title\":\"The Salt Road\"}", "malformed" },
        { "{\"id\":99999999999999999999,\"title\":\"The Salt Road\"}", "malformed" },
        { "{\"id\":990001}", "malformed" },
        { "{\"id\":990001,\"title\":\"\",\"original_title\":\" \"}", "malformed" },
        { "{\"id\":990001,\"title\":{\"id\":990001}}", "malformed" },
        { "{\"movie\":{\"id\":990001,\"title\":\"The Salt Road\"}}", "malformed" },
        { "{\"id\":990001,\"title\":\"The Salt Road\"}}", "malformed" },
        { "{\"id\":990001,\"title\":\"The \xFF Road\"}", "malformed" },
        { "{\"id\":990002,\"title\":\"The Salt Road\"}", "other_id" },
        { "{\"id\":-990001,\"title\":\"The Salt Road\"}", "other_id" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tmdb_details d = read_body(rows[i].body, 990001);
        CHECK_ROW(rows[i].body);
        CHECK_TEXT_Z(text_of(d.class->name), rows[i].class);
        CHECK(d.candidate.tmdb_id == 0 && !text_known(d.movie.title));
    }
    CHECK_ROW(NULL);
    CHECK_TEXT_Z(read_body("{\"id\":990001,\"title\":\"\",\"original_title\":\"Saltvegurinn\"}", 990001).movie.title,
                 "Saltvegurinn");
}

static void every_prefix_is_malformed(void)
{
    for (size_t len = 0; len < strlen(whole); len++) {
        struct tmdb_details d;
        tmdb_read_details(text_from(whole, len), 990001, &arena, &d);
        if (!CHECK(d.class == &answer_malformed)) {
            CHECK_INT(len, -1);
            return;
        }
    }
}

/* {"credits":{"cast":[ element, element, … ]}} of `count` elements; %zu in it is the number of each. */
static struct tmdb_details read_long_cast(const char *before, const char *after, size_t count)
{
    struct buf body = BUF_WITH_LIMIT(TMDB_BYTES_MAX);
    struct tmdb_details d;
    (void)buf_add_z(&body, "{\"id\":990001,\"title\":\"T\",\"credits\":{\"cast\":[");
    for (size_t i = 0; i < count; i++)
        (void)buf_printf(&body, "%s%s%zu%s", i > 0 ? "," : "", before, i + 1, after);
    (void)buf_add_z(&body, "]}}");
    CHECK(!body.overflow);
    tmdb_read_details(buf_text(&body), 990001, &arena, &d);
    buf_finish(&body);
    return d;
}

static void very_long_lists_are_cut(void)
{
    struct tmdb_details d = read_long_cast("{\"name\":\"A\",\"id\":", "}", 50000);
    CHECK(d.class == &answer_found);
    CHECK_INT(d.movie.cast.count, 1000);
    CHECK_INT(d.movie.cast.at[999].tmdb_id, 1000);
    /* One person in a hundred thousand parts. */
    d = read_long_cast("{\"name\":\"A\",\"id\":1,\"character\":\"", "\"}", 100000);
    CHECK(d.class == &answer_found);
    CHECK_INT(d.movie.cast.count, 1);
    CHECK(text_starts(d.movie.cast.at[0].character, TEXT("1 / 2 / 3 / ")) && d.movie.cast.at[0].character.len < 500);
    /* Billing turned round. */
    d = read_long_cast("{\"name\":\"A\",\"order\":-", "}", 300);
    CHECK_INT(d.movie.cast.count, 300);
}

int main(void)
{
    RUN(a_whole_record);
    RUN(the_least_record);
    RUN(unknown_is_not_a_value);
    RUN(sections_of_a_wrong_shape);
    RUN(types);
    RUN(imdb_ids);
    RUN(no_such_record);
    RUN(every_prefix_is_malformed);
    RUN(very_long_lists_are_cut);
    arena_finish(&arena);
    return check_done();
}

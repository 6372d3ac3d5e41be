/* Wikidata: the query, whose facts they are, hints, answers that lie. Fictional films. */
#include "wikidata_rows.h"

#include <string.h>

/* ── the query ── */

static struct text decoded(struct text t)
{
    struct buf out = BUF_WITH_LIMIT(1 << 16);
    for (size_t i = 0; i < t.len; i++) {
        static const char hex[] = "0123456789ABCDEF";
        if (t.at[i] == '%' && i + 2 < t.len) {
            buf_add_char(&out, (char)((strchr(hex, t.at[i + 1]) - hex) * 16 + (strchr(hex, t.at[i + 2]) - hex)));
            i += 2;
        } else {
            buf_add_char(&out, t.at[i]);
        }
    }
    struct text copy = arena_text(&arena, buf_text(&out));
    buf_finish(&out);
    return copy;
}

static void the_query(void)
{
    const struct text ids[] = { TEXT("tt9900001"), TEXT("tt9900000047") };
    struct text url = wikidata_url(TEXT("https://query.wikidata.org/sparql"), ids, 2, &arena), query = url;
    if (!CHECK(text_take(&query, TEXT("https://query.wikidata.org/sparql?query="))))
        return;
    CHECK(text_ends(query, TEXT("&format=json")));
    query.len -= strlen("&format=json");
    for (size_t i = 0; i < query.len; i++)
        CHECK(query.at[i] > ' ' && query.at[i] < 0x7F && strchr("\"{}<>&#?/+", query.at[i]) == NULL);
    query = decoded(query);
    CHECK(text_starts(query, TEXT("SELECT DISTINCT ?i ?m ?k ?v ?vLabel ?a ?b WHERE{VALUES ?i{\"tt9900001\" "
                                  "\"tt9900000047\" }?m wdt:P345 ?i.{")));
    static const char *const asked[] = { "P4947", "P31 ", "P577", "P2047", "P136 ", "P57 ", "P58 ",
                                         "P161",  "P495", "P364", "P297",  "P218",  "P220", "P1545" };
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        CHECK_ROW(asked[i]);
        CHECK(text_contains(query, text_of(asked[i])));
    }
    CHECK_ROW(NULL);
    CHECK(!text_contains(query, TEXT("P18 "))); /* no picture: not a poster */
    int braces = 0, parentheses = 0, quotes = 0;
    for (size_t i = 0; i < query.len; i++) {
        braces += query.at[i] == '{' ? 1 : query.at[i] == '}' ? -1 : 0;
        parentheses += query.at[i] == '(' ? 1 : query.at[i] == ')' ? -1 : 0;
        quotes += query.at[i] == '"';
        CHECK(braces >= 0 && parentheses >= 0);
    }
    CHECK_INT(braces, 0);
    CHECK_INT(parentheses, 0);
    CHECK_INT(quotes % 2, 0);
}

static void fifty_ids_fit_in_a_url(void)
{
    struct text ids[WIKIDATA_IDS_MAX], origin;
    for (int i = 0; i < WIKIDATA_IDS_MAX; i++)
        ids[i] = arena_printf(&arena, "tt99000000%02d", i);
    struct text url = wikidata_url(TEXT("https://query.wikidata.org/sparql"), ids, WIKIDATA_IDS_MAX, &arena);
    printf("# %zu bytes\n", url.len);
    CHECK(url.len + 900 < WIKIDATA_URL_BYTES_MAX);
    CHECK(http_origin(url, &arena, &origin));
}

/* ── rows ── */

static const char whole[] = "imdb|tt9900001\n"
                            "tmdb|990001\n"
                            "class|Q11424|film\n"
                            "class|Q130232|drama film\n"
                            "class|Q471839|science fiction film\n"
                            "class|Q20442589|LGBT-related film\n"
                            "label|The Salt Road@en\n"
                            "label|Saltvegur@mul\n"
                            "label|Saltvegurinn@is\n"
                            "date|2019-05-02T00:00:00Z||11|IS\n"
                            "date|2019-09-14T00:00:00Z||11|GB\n"
                            "date|2019-01-01T00:00:00Z||9\n"
                            "length|93||Q7727\n"
                            "director|Q990000011|Dora Lind|nm9900011\n"
                            "writer|Q990000011|Dora Lind|nm9900011\n"
                            "writer|Q990000012|Emil Berg\n"
                            "cast|Q990000001|Zoe Unbilled|nm9900009\n"
                            "cast|Q990000002|Ben Second|nm9900002|2\n"
                            "cast|Q990000003|Ann First|nm9900001|1\n"
                            "country|Q189|Iceland|IS\n"
                            "country|Q33946|Czechoslovakia\n"
                            "language|Q294|Icelandic|is|isl\n";

static void a_whole_item(void)
{
    struct finding finding = read_body(body_of(whole));
    const struct movie *m = &finding.movie;
    if (!CHECK(finding.class == &answer_found))
        return;
    CHECK(!text_known(finding.note) && !text_known(finding.canonical_id));
    CHECK_TEXT_Z(m->imdb_id, "tt9900001");
    CHECK_INT(m->tmdb_id.value, 990001);
    CHECK_TEXT_Z(m->title, "The Salt Road");
    CHECK_TEXT_Z(m->original_title, "Saltvegurinn");
    CHECK_TEXT_Z(m->original_language, "is");
    CHECK_TEXT_Z(m->type, "movie");
    CHECK_INT(m->year.value, 2019);
    CHECK_TEXT_Z(m->release_date, "2019-05-02");
    CHECK_TEXT_Z(m->release_country, "IS");
    CHECK_INT(m->runtime_minutes.value, 93);
    CHECK_TEXT_Z(genres(m), "Drama|Sci-Fi");
    CHECK_TEXT_Z(names(&m->directors), "Dora Lind nm9900011");
    CHECK_TEXT_Z(names(&m->writers), "Dora Lind nm9900011|Emil Berg ");
    CHECK_TEXT_Z(names(&m->cast), "Ann First nm9900001|Ben Second nm9900002|Zoe Unbilled nm9900009");
    CHECK_TEXT_Z(codeds(&m->countries), "IS=Iceland|XC=Czechoslovakia");
    CHECK_TEXT_Z(codeds(&m->languages), "is=Icelandic");
    CHECK(!text_known(m->overview) && !text_known(m->poster_url) && !m->rating.known && !m->vote_count.known);
    CHECK(!m->adult.known && !m->end_year.known);
}

static void everything_twice_is_the_same(void)
{
    struct movie once = read_rows(whole);
    struct movie twice = read_rows(arena_printf(&arena, "%s%s", whole, whole).at);
    for (size_t i = 0; i < movie_field_count; i++) {
        CHECK_ROW(movie_fields[i].name);
        CHECK(movie_field_equal(&once, &twice, i));
    }
}

static void the_least_item(void)
{
    static const char *const least[] = { "imdb|tt9900001", "class|Q42|something", "kind of tomorrow|Q1|x",
                                         "director|Q990000011|Q990000011|nm9900011" /* no English name */ };
    for (size_t r = 0; r < COUNT_OF(least); r++) {
        struct movie movie = read_rows(least[r]);
        for (size_t i = 0; i < movie_field_count; i++) {
            CHECK_ROW(arena_printf(&arena, "%s: %s", least[r], movie_fields[i].name).at);
            CHECK_INT(movie_knows(&movie, i), text_is(text_of(movie_fields[i].name), "imdb_id"));
        }
    }
}

static void hints(void)
{
    static const struct {
        const char *rows;
        int64_t id; /* 0: no hint */
        const char *note;
    } cases[] = {
        { "tmdb|990001", 990001, NULL },
        { "tmdb|990001\ntmdb|990001", 990001, NULL },
        { "tmdb|990001\ntmdb|990002", 0, "item Q990000001 has several TMDb ids (990001, 990002): no hint" },
        { "tmdb|1\ntmdb|2\ntmdb|3\ntmdb|4\ntmdb|5\ntmdb|6", 0,
          "item Q990000001 has several TMDb ids (1, 2, 3, 4): no hint" },
        { "tmdb|0990001", 990001, NULL },
        { "tmdb|0", 0, NULL },
        { "tmdb|-5", 0, NULL },
        { "tmdb|990001-the-salt-road", 0, NULL },
        { "tmdb|99999999999", 0, NULL },
        { "tmdb|Q5", 0, NULL },
        { "tmdb", 0, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].rows);
        struct finding finding = read_body(body_of(arena_printf(&arena, "%s\nlabel|T@en", cases[i].rows).at));
        CHECK_INT(finding.movie.tmdb_id.value, cases[i].id);
        CHECK_INT(finding.movie.tmdb_id.known, cases[i].id != 0);
        CHECK_TEXT_Z(finding.note, cases[i].note);
        CHECK_TEXT_Z(finding.movie.title, "T"); /* two TMDb ids cast no doubt on the rest */
    }
}

/* Whose facts they are is not certain: none is taken. */
static void which_item_or_title_is_not_certain(void)
{
    struct buf body = BUF_WITH_LIMIT(1 << 16);
    buf_add_z(&body, head);
    add_row(&body, "tt9900001", "Q990000001", TEXT("label|The Salt Road@en"));
    add_row(&body, "tt9900001", "Q990000001", TEXT("tmdb|990001"));
    add_row(&body, "tt9900001", "Q990000002", TEXT("imdb|tt9900001"));
    buf_add_z(&body, "]}}");
    struct finding finding = read_body(buf_text(&body));
    CHECK(finding.class == &answer_found);
    CHECK_TEXT_Z(finding.note, "2 items have the id (Q990000001, Q990000002): nothing is taken from them");
    CHECK_TEXT_Z(finding.movie.imdb_id, "tt9900001");
    CHECK(!finding.movie.tmdb_id.known && !text_known(finding.movie.title));
    buf_finish(&body);

    finding = read_body(body_of("imdb|tt9900001\nimdb|tt9900002\ntmdb|990001\nlabel|The Salt Road@en"));
    CHECK(finding.class == &answer_found);
    CHECK_TEXT_Z(finding.note, "item Q990000001 has 2 IMDb ids (tt9900001, tt9900002): nothing is taken from it");
    CHECK(!finding.movie.tmdb_id.known && !text_known(finding.movie.title));
}

/* A batch: rows of other ids say nothing of ours. */
static void rows_of_others(void)
{
    struct buf body = BUF_WITH_LIMIT(1 << 16);
    struct finding finding;
    buf_add_z(&body, head);
    add_row(&body, "tt9900002", "Q990000002", TEXT("tmdb|990002"));
    add_row(&body, "tt99000010", "Q990000003", TEXT("label|Ten times as far@en"));
    add_row(&body, "tt9900001", "Q990000001", TEXT("label|The Salt Road@en"));
    buf_add_z(&body, ",null,7,[],{},{\"i\":{\"value\":\"tt9900001\"}},{\"m\":{\"value\":\"" E "Q7\"}},"
                     "{\"i\":\"tt9900001\",\"m\":\"Q7\",\"k\":\"tmdb\",\"v\":\"5\"},"
                     "{\"i\":{\"value\":\"tt9900001\"},\"m\":{\"value\":\"Q7\"},\"k\":{\"value\":\"tmdb\"}}]}}");
    CHECK_TEXT_Z(read_body(buf_text(&body)).movie.title, "The Salt Road");
    CHECK(!read_body(buf_text(&body)).movie.tmdb_id.known);
    struct wikidata_rows rows;
    wikidata_open(buf_text(&body), &arena, &rows);
    wikidata_read(&rows, TEXT("tt9900002"), &arena, &finding);
    CHECK_INT(finding.movie.tmdb_id.value, 990002);
    wikidata_read(&rows, TEXT("tt9900003"), &arena, &finding);
    CHECK(finding.class == &answer_absent);
    CHECK(!text_known(finding.movie.imdb_id));
    buf_finish(&body);
}

/* ── answers that lie ── */

static void bodies(void)
{
    static const struct {
        const char *body, *class;
    } cases[] = {
        { "{\"head\":{\"vars\":[]},\"results\":{\"bindings\":[]}}", "absent" },
        { "{\"results\":{\"bindings\":[]}}", "absent" },
        { "{\"results\":{\"bindings\":[{}]},\"results\":7}", "absent" },
        { "{\"head\":{},\"boolean\":true}", "malformed" },
        { "{\"results\":{}}", "malformed" },
        { "{\"results\":{\"bindings\":{}}}", "malformed" },
        { "{\"results\":[]}", "malformed" },
        { "{\"results\":null}", "malformed" },
        { "{}", "malformed" },
        { "[]", "malformed" },
        { "", "malformed" },
        { "<html>", "malformed" },
        /* a query that ran out of time after the first rows: status 200 and a stack trace in the middle */
        { "{\"results\":{\"bindings\":[]}}\nSPARQL-QUERY: queryStr=SELECT\njava.util.concurrent.TimeoutException",
          "malformed" },
        { "{\"results\":{\"bindings\":[{\"i\":{\"type\":\"literal\",\"valSPARQL-QUERY: queryStr=\nSELECT",
          "malformed" },
        { "{\"results\":{\"bindings\":[{\"v\":{\"value\":\"\xC3(\"}}]}}", "malformed" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_ROW(cases[i].body);
        struct finding finding = read_body(text_of(cases[i].body));
        CHECK_TEXT_Z(text_of(finding.class->name), cases[i].class);
        CHECK(!text_known(finding.movie.imdb_id));
    }
}

static void every_prefix_is_malformed(void)
{
    struct text body = body_of(whole);
    for (size_t len = 0; len < body.len; len++) {
        struct finding finding = read_body(text_from(body.at, len));
        if (!CHECK(finding.class == &answer_malformed && !text_known(finding.movie.imdb_id))) {
            CHECK_INT(len, -1);
            return;
        }
    }
}

/* More rows than a title has facts: lists are cut, in time. */
static void a_huge_answer(void)
{
    enum { ROWS = 20000 };
    struct buf body = BUF_WITH_LIMIT(WIKIDATA_BYTES_MAX);
    buf_add_z(&body, head);
    for (int i = 1; i <= ROWS; i++) {
        struct text row = arena_printf(&arena, "cast|Q%d|Player %d||%d", i, i, ROWS - i);
        add_row(&body, "tt9900001", "Q990000001", row);
    }
    buf_add_z(&body, "]}}");
    CHECK(!body.overflow);
    struct finding finding = read_body(buf_text(&body));
    CHECK(finding.class == &answer_found);
    CHECK_INT(finding.movie.cast.count, 500);
    CHECK_TEXT_Z(finding.movie.cast.at[0].name, "Player 500"); /* lowest ordinal of those that were kept */
    buf_finish(&body);
}

int main(void)
{
    RUN(the_query);
    RUN(fifty_ids_fit_in_a_url);
    RUN(a_whole_item);
    RUN(everything_twice_is_the_same);
    RUN(the_least_item);
    RUN(hints);
    RUN(which_item_or_title_is_not_certain);
    RUN(rows_of_others);
    RUN(bodies);
    RUN(every_prefix_is_malformed);
    RUN(a_huge_answer);
    arena_finish(&arena);
    return check_done();
}

/* Old markup by hand: heads, odd shapes, and when a page is no record. Whole pages of every era are golden tests. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "extract/html_clean.h"
#include "extract/html_tree.h"
#include "extract/title_page.h"

static struct arena arena;

#define LINK "<link rel=canonical href='http://www.imdb.com/title/tt9900001/'>"

static struct extraction read_page(const char *html)
{
    struct extraction got;
    title_page_read(text_of(html), &arena, &got);
    return got;
}

/* A page of 2012 with `inside` as its overview and `behind` below it. */
static struct movie read_2012(const char *title, const char *inside, const char *behind)
{
    struct text page =
        arena_printf(&arena, "<title>%s</title>" LINK "<table><tr><td id=\"overview-top\">%s</table>%s</body>", title,
                     inside, behind);
    struct extraction got = read_page(page.at);
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_INT(got.layout, LAYOUT_PAGE_2011);
    return got.movie;
}

static struct movie read_tn15(const char *title, const char *head, const char *behind)
{
    struct text page = arena_printf(
        &arena, "<title>%s</title>" LINK "<div id=tn15title><h1>%s</h1></div><div id=tn15content>%s</HTML>", title,
        head, behind);
    struct extraction got = read_page(page.at);
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_INT(got.layout, LAYOUT_PAGE_2005);
    return got.movie;
}

static void heads(void)
{
    static const struct {
        bool tn15;
        const char *bar, *h1, *title, *type;
        int year, end_year;
    } rows[] = {
        { false, "A (2013) - IMDb", "<h1>A <span>(I)</span> <span>(<a href=/year/2013/>2013</a>)</span>", "A", "movie",
          2013, 0 },
        { false, "A (TV Series 1999–2013) - IMDb", "<h1>A</h1>", "A", "tvSeries", 1999, 2013 },
        { false, "A (TV Series 2011– ) - IMDb", "<h1>A</h1>", "A", "tvSeries", 2011, 0 },
        { false, "A (TV Mini-Series 2004) - IMDb", "<h1>A</h1>", "A", "tvMiniSeries", 2004, 0 },
        { false, "A (TV Movie) - IMDb", "<h1>A&nbsp;</h1>", "A", "tvMovie", 0, 0 },
        { false, "A (Video 2003) - IMDb", "<h1>A</h1>", "A", "video", 2003, 0 },
        { false, "A (Video Game 2003) - IMDb", "<h1>A</h1>", "A", "videoGame", 2003, 0 },
        { false, "A (Fernsehserie 2011– ) - IMDb", "<h1>A</h1>", "A", "tvSeries", 2011, 0 },
        { false, "2012 (2009) - IMDb", "<h1>2012&nbsp;<span id=titleYear>(<a href=/year/2009/>2009</a>)</span>", "2012",
          "movie", 2009, 0 },
        { false, "\"S\" A (TV Episode 2011) - IMDb",
          "<h2 class=tv_header><a href=/title/tt9900002/>S</a>: Season 1</h2><h1>A <span>(1 May 2011)</span>", "A",
          "tvEpisode", 2011, 0 },
        { false, "A", "<div class=titleParent><a href=\"/title/tt9900002\">S</a></div><h1>A</h1>", "A", "tvEpisode", 0,
          0 },
        { false, "A (1999)", "<h1>A</h1><div class=infobar>TV Special&nbsp;-&nbsp;61 min</div>", "A", "tvSpecial", 1999,
          0 },
        { false, "A",
          "<h1>A</h1><div class=subtext><a href=/title/tt9900001/releaseinfo>TV Series (1999–2013)</a></div>", "A",
          "tvSeries", 1999, 2013 },
        { false, "IMDb - A (1999)", "<h1 class=header>A <span>(<a href=/year/1999/>1999</a>)</span></h1>", "A", "movie",
          1999, 0 },
        { false, "A", "<h1 class=header>A <span>(TV Series 2005–2014)</span>", "A", "tvSeries", 2005, 2014 },
        { false, "A", "<h1>A <span>(<a href=/year/2005/>2005</a>–2014)</span>", "A", "movie", 2005, 2014 },
        { false, "A (2014) - IMDb", "<h1>A (2014)</h1>", "A", "movie", 2014, 0 },
        { false, "A (B) (2014) - IMDb", "<h1>A (B) <span>(2014)</span></h1>", "A (B)", "movie", 2014, 0 },
        { false, "A (2014) - IMDb", "<h1>A (B)</h1>", "A (B)", "movie", 2014, 0 },
        { true, "A (2009/I)", "A <span>(2009/I)</span>", "A", "movie", 2009, 0 },
        { true, "A (1999) (TV)", "A <span>(1999) (TV)</span>", "A", "tvMovie", 1999, 0 },
        { true, "A (1999) (V)", "A <span>(1999) (V)</span>", "A", "video", 1999, 0 },
        { true, "A (1999) (VG)", "A <span>(1999) (VG)</span>", "A", "videoGame", 1999, 0 },
        { true, "\"A\" (2004)", "&#34;A&#34; <span>(2004) <span class=tv-extra>TV series 2004-2010</span></span>", "A",
          "tvSeries", 2004, 2010 },
        { true, "\"A\" (2004) (mini)", "\"A\" <span>(2004) (mini)</span>", "A", "tvMiniSeries", 2004, 0 },
        { true, "\"S\" A (2004)", "\"S\" <span><em>A</em> (2004)</span>", "A", "tvEpisode", 2004, 0 },
        { true, "A (\?\?\?\?)", "A <span>(\?\?\?\?)</span>", "A", "movie", 0, 0 },
        { true, "L\xC3\xA9on (V)", "L\xC3\xA9on", "L\xC3\xA9on", "video", 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].bar);
        struct movie movie =
            rows[i].tn15 ? read_tn15(rows[i].bar, rows[i].h1, "") : read_2012(rows[i].bar, rows[i].h1, "");
        CHECK_TEXT_Z(movie.title, rows[i].title);
        CHECK_TEXT_Z(movie.type, rows[i].type);
        CHECK_INT(movie.year.known ? movie.year.value : 0, rows[i].year);
        CHECK_INT(movie.end_year.known ? movie.end_year.value : 0, rows[i].end_year);
    }
}

static void plots(void)
{
    static const struct {
        const char *overview, *story, *plot;
    } rows[] = {
        { "<p itemprop=description><a href=/updates?update=x>Add a Plot</a>&nbsp;&raquo;</p>", "", NULL },
        { "<p itemprop=description><a href=/updates?update=x>Add a Plot</a>", "<p>A <em>very</em> long story.</p>",
          "A very long story." },
        { "<p><p>By <a href=/name/nm1234567/>Ada</a>, a short one.\n</p>", "<p>Another.</p>", "By Ada, a short one." },
        { "<p itemprop=description>He is ... <a href=/title/tt9900001/plotsummary>See full "
          "summary</a>&nbsp;&raquo;</p>",
          "<p>He is here. <em class=nobr>Written by <a href=/search/title?plot_author=x>X</a></em></p>",
          "He is here." },
        { "<p itemprop=description>He is ... <a href=plotsummary>See full summary</a></p>", "<p>She is here.</p>",
          "He is ..." },
        { "", "<div><h4 class=inline>Genres:</h4><p>None</p></div>", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text head = arena_printf(&arena, "<h1>A</h1>%s", rows[i].overview);
        struct text story = arena_printf(&arena, "<div id=titleStoryLine>%s</div>", rows[i].story);
        CHECK_ROW(rows[i].overview);
        CHECK_TEXT_Z(read_2012("A", head.at, story.at).overview, rows[i].plot);
    }
    struct movie invited = read_tn15("A (1999)", "A",
                                     "<h5>Plot:</h5><a class=tn15more href=x>add synopsis</a><h5>Plot Summary:</h5>"
                                     "&#147;A&#148;&#129; plot. <a class=tn15more href=plotsummary>more</a>");
    CHECK_TEXT_Z(invited.overview, "\xE2\x80\x9C"
                                   "A\xE2\x80\x9D\xEF\xBF\xBD plot.");
    struct movie old =
        read_tn15("A (1999)", "A",
                  "<div class=info><h5>Plot Keywords:</h5>Bait</div><div class=info><h5>Plot:</h5><div class="
                  "info-content>A plot.<br>Its end. <a class='tn15more inline' href=x>full summary</a> | "
                  "<a class=tn15more href=y>add synopsis</a></div></div>");
    CHECK_TEXT_Z(old.overview, "A plot. Its end.");
}

static void details(void)
{
    static const struct {
        const char *block;
        int minutes;
        const char *date, *country;
    } rows[] = {
        { "<h4 class=inline>Runtime:</h4> 90 min | 95 min", 90, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> USA:1h 45min (director's cut)", 105, NULL, NULL },
        { "<h4 class='big inline'>Runtime:</h4><time datetime=PT2H5M>x</time><time datetime=PT9M>", 125, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> soon", 0, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 1,030 min", 1030, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 51.420 Min.", 51420, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 100 min, 120 min", 100, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 1999, 90 min", 90, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 99999999999999999999 min", 0, NULL, NULL },
        { "<h4 class=inline>L\xC3\xA4nge:</h4> 1 Std. 30 Min.", 90, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 2 hours 16 minutes", 136, NULL, NULL },
        { "<h4 class=inline>Runtime:</h4> 1 hr", 60, NULL, NULL },
        { "<h4 class=inline>Release Date:</h4> 18&nbsp;March&nbsp;1983\n(Sweden)", 0, "1983-03-18", "SE" },
        { "<h4 class=inline>Release Date:</h4> March 1983 (West Germany)", 0, "1983-03", "DE" },
        { "<h4 class=inline>Release Date:</h4> 1969 (USA)", 0, "1969", "US" },
        { "<h4 class=inline>Release Date:</h4> May 5, 2010 (limited) (UK)", 0, "2010-05-05", "GB" },
        { "<h4 class=inline>Premierendatum:</h4> 3. M\xC3\xA4rz 2011 (USA) <a href=releaseinfo>mehr</a>", 0,
          "2011-03-03", "US" },
        { "<h4 class=inline>Release Date:</h4> 31 February 1999 (USA)", 0, "1999-02", "US" },
        { "<h4 class=inline>Release Date:</h4> unknown", 0, NULL, NULL },
        { "<h4 class=inline>Release Date:</h4> TV Movie 1 May 2011 (France)", 0, "2011-05-01", "FR" },
        { "<h4 class=inline>Release Date:</h4> Episode aired 2011", 0, "2011", NULL },
        { "<h4 class=inline>Release Date:</h4> TV Series 2011", 0, NULL, NULL },
        { "<h4 class=inline>Fecha de Estreno:</h4> 5 de mayo de 2010 (Spain)", 0, "2010-05-05", "ES" },
        { "<h4 class=inline>Fecha de Estreno:</h4> 5 de mayo de 2010 (Espa\xC3\xB1"
          "a)",
          0, "2010-05-05", "ES" },
        { "<h4 class=inline>Premierendatum:</h4> 12. Oktober 2006 (Deutschland)", 0, "2006-10-12", "DE" },
        { "<h4 class=inline>Premierendatum:</h4> 1. J\xC3\xA4nner 2006 (\xC3\x96sterreich)", 0, "2006-01-01", "AT" },
        { "<h4 class=inline>Data di uscita:</h4> 1\xC2\xB0 aprile 2011 (Germania)", 0, "2011-04-01", "DE" },
        { "<h4 class=inline>Data de Lan\xC3\xA7"
          "amento:</h4> 3 de mar\xC3\xA7o de 2011 (Estados Unidos)",
          0, "2011-03-03", "US" },
        { "<h4 class=inline>Date de sortie:</h4> 1er ao\xC3\xBBt 2012 (premi\xC3\xA8re) (Royaume-Uni)", 0, "2012-08-01",
          "GB" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text block =
            arena_printf(&arena, "<div id=titleDetails><div class=txt-block>%s</div></div>", rows[i].block);
        struct movie movie = read_2012("A", "<h1>A</h1>", block.at);
        CHECK_ROW(rows[i].block);
        CHECK_INT(movie.runtime_minutes.known ? movie.runtime_minutes.value : 0, rows[i].minutes);
        CHECK_TEXT_Z(movie.release_date, rows[i].date);
        CHECK_TEXT_Z(movie.release_country, rows[i].country);
    }
}

static void ratings_come_in_pairs(void)
{
    static const struct {
        const char *html;
        double rating;
        int votes;
    } rows[] = {
        { "<div class=star-box><span class=rating-rating>8.1<span>/10</span></span>(<a href=ratings>58,832 "
          "votes</a>)</div>",
          8.1, 58832 },
        { "<div class=star-box><span class=rating-rating>-/10</span><b>awaiting 5 votes</b></div>", 0, 0 },
        { "<div class=imdbRating><div class=ratingValue>8,5/10</div><a href=/title/tt9900001/ratings?x>197\xC2\xA0"
          "471</a></div>",
          8.5, 197471 },
        { "<div class=star-box-details><span itemprop=ratingValue>6.2</span>/10 <a href=ratings>74 users</a></div>",
          6.2, 74 },
        { "<div class=ratings_wrapper><div class=ratingValue>6.2/10</div><a href=ratings>74</a></div>", 6.2, 74 },
        { "<span itemprop=ratingValue>6.2</span><span itemprop=ratingCount>74</span><b>9</b>", 6.2, 74 },
        { "<span itemprop=ratingValue>10.0</span><span itemprop=ratingCount>74</span>", 10, 74 },
        { "<span itemprop=ratingValue>8,7</span><span itemprop=ratingCount>1\xE2\x80\xAF"
          "290\xE2\x80\xAF"
          "012</span>",
          8.7, 1290012 },
        { "<span itemprop=ratingValue>8.7</span><span itemprop=ratingCount>1\xE2\x80\x99"
          "290\xE2\x80\x99"
          "012</span>",
          8.7, 1290012 },
        { "<span itemprop=ratingValue>8.7</span><span itemprop=ratingCount>12,90,012</span>", 8.7, 1290012 },
        { "<div class=ratings_wrapper><div class=notEnoughRatings>Needs 5 Ratings</div></div>", 0, 0 },
        { "<div itemprop=aggregateRating><span itemprop=ratingValue>8.5</span></div>", 0, 0 },
        { "<div itemprop=aggregateRating><span itemprop=ratingValue>85</span><a href=ratings>7</a></div>", 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text head = arena_printf(&arena, "<h1>A</h1>%s", rows[i].html);
        struct movie movie = read_2012("A", head.at, "");
        double difference = (movie.rating.known ? movie.rating.value : 0) - rows[i].rating;
        CHECK_ROW(rows[i].html);
        CHECK(difference < 0.001 && difference > -0.001);
        CHECK_INT(movie.vote_count.known ? movie.vote_count.value : 0, rows[i].votes);
    }
}

/* A reader who was logged in sees a rating of their own first. */
static void ratings_of_tn15(void)
{
    static const struct {
        const char *html;
        double rating;
        int votes;
    } rows[] = {
        { "<div id=tn15rating><div class='usr rating'><b>9</b></div><div class='general rating'><b>6.8/10</b> <a "
          "href=ratings>61.979 Bewertungen</a></div></div>",
          6.8, 61979 },
        { "<div id=tn15rating><small>(awaiting 5 votes)</small></div>", 0, 0 },
        { "<div class=starbar><b>7,3/10</b> <a href=ratings>12.345 Bewertungen</a></div>", 7.3, 12345 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct movie movie = read_tn15("A (1999)", "A", rows[i].html);
        double difference = (movie.rating.known ? movie.rating.value : 0) - rows[i].rating;
        CHECK_ROW(rows[i].html);
        CHECK(difference < 0.001 && difference > -0.001);
        CHECK_INT(movie.vote_count.known ? movie.vote_count.value : 0, rows[i].votes);
    }
}

/* Until 2006, unproven: as programs of that time (Griffith, Freevo) read it. */
static void before_tn15(void)
{
    struct extraction got = read_page(
        LINK
        "<title>A (1999)</title><a name=poster><img alt=cover "
        "src=http://ia.imdb.com/media/imdb/01/I/26/10m.jpg></a><strong class=title>A <small>(<a "
        "href=/Sections/Years/1999>1999</a>)</small></strong><br><b class=blackcatheader>Directed by</b><br><a "
        "href=/name/nm9900001/>Ada</a><br><b class=blackcatheader>Writing credits</b> <a href=/wga>(WGA)</a><br><a "
        "href=/name/nm9900002/>Bo</a> (novel)<br><b class=ch>Genre:</b> <a href=/Sections/Genres/Drama/>Drama</a> "
        "<a href=/rg/title-tease/keywords/title/tt9900001/keywords>(more)</a><br><b class=ch>Plot Outline:</b> A "
        "plot. <a href=/rg/title-tease/title/tt9900001/plotsummary>(more)</a><br><b class=ch>User Rating:</b> "
        "<b>8.5/10</b> (175,000 votes)<br><b class=ch>Runtime:</b>\n136 min <br><b class=ch>Country:</b> <a "
        "href=/Sections/Countries/USA/>USA</a><br><b class=ch>Language:</b> <a "
        "href=/Sections/Languages/English/>English</a></body>");
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_TEXT_Z(got.movie.title, "A");
    CHECK_INT(got.movie.year.value, 1999);
    CHECK_INT(got.movie.directors.count, 1);
    CHECK_INT(got.movie.writers.count, 1);
    CHECK_INT(got.movie.genres.count, 1);
    CHECK_TEXT_Z(got.movie.overview, "A plot.");
    CHECK_INT(got.movie.vote_count.value, 175000);
    CHECK_INT(got.movie.runtime_minutes.value, 136);
    CHECK_INT(got.movie.countries.count, 1);
    CHECK_TEXT_Z(got.movie.original_language, "en");
    CHECK(text_ends(got.movie.poster_url, TEXT("10m.jpg")));
}

/* Until 2003, unproven: addresses with a number alone, people without ids, a heading for the cast and no class. */
static void of_numbers_and_names(void)
{
#define CREW                                                                                                           \
    "<title>Car, The (1999)</title><strong class=title>Car, The <small>(1999)</small></strong><br><b class="           \
    "blackcatheader>Directed by</b><br><a href='/Name?Doe,+Ada'>Ada Doe</a><p><b class=blackcatheader>Writing "        \
    "credits</b><br><a href='/Name?Doe,+Bo'>Bo Doe</a> <a href='/Name?Doe,+Bo'>Bo Doe</a><p><b class=ch>Plot "         \
    "Outline:</b> A plot. <a href='/Plot?9900001'>(more)</a> <a href=x>(view trailer)</a>"
    struct extraction got = read_page(
        CREW
        "<table><tr><td colspan=3><b class=blackcatheader>Cast overview, first billed only:</b></td></tr><tr><td><a "
        "href='/Name?Doe,+Cy'>Cy Doe</a></td><td> .... </td><td>Neo/The One</td></tr><tr><td><a href='/Name?Doe,"
        "+Di'>Di Doe</a></td><td> .... </td><td></td></tr></table><a href='/Credits?9900001'>(more)</a></body>");
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900001");
    CHECK_TEXT_Z(got.movie.title, "Car, The");
    CHECK_TEXT_Z(got.movie.overview, "A plot.");
    CHECK_INT(got.movie.directors.count, 1);
    CHECK_INT(got.movie.writers.count, 1);
    if (CHECK_INT(got.movie.cast.count, 2)) {
        CHECK_TEXT_Z(got.movie.cast.at[0].name, "Cy Doe");
        CHECK_TEXT_Z(got.movie.cast.at[0].character, "Neo/The One");
        CHECK(!text_known(got.movie.cast.at[0].imdb_id) && !text_known(got.movie.cast.at[1].character));
    }
    got = read_page(CREW "<a href='/Credits?9900002'>(more)</a></body>"); /* two titles */
    CHECK_INT(got.outcome, EXTRACT_DRIFT);
    got = read_page(CREW "<a href=/title/tt9900001/fullcredits>x</a></body>");
    CHECK_INT(got.outcome, EXTRACT_FOUND);
    got = read_page("<meta name=WT.z_const content=tt9900003><div id=tn15title><h1>A</h1></div></body>");
    CHECK_TEXT_Z(got.movie.imdb_id, "tt9900003");
}

/* Addresses with the English name in place of an id, the name beside it in any language. */
static void countries_by_address(void)
{
    struct movie movie = read_tn15(
        "A (1999)", "A",
        "<h5>Land:</h5><a href=/Sections/Countries/WestGermany/>Bundesrepublik</a> <a "
        "href=/Sections/Countries/UK/>X</a>"
        "<a href=/country/zz>\xC3\x89tats-Unis</a><h5>Sprache:</h5><a href=/Sections/Languages/Turkish/>T\xC3\xBCrkisch"
        "</a>");
    if (CHECK_INT(movie.countries.count, 3)) {
        CHECK_TEXT_Z(movie.countries.at[0].code, "DE");
        CHECK_TEXT_Z(movie.countries.at[1].code, "GB");
        CHECK_TEXT_Z(movie.countries.at[2].code, "US");
    }
    CHECK_TEXT_Z(movie.original_language, "tr");
}

/* Combined pages name everybody: all of them count, a thousand at most. */
static void a_long_cast_is_whole(void)
{
    static const struct {
        int on_page, read;
    } rows[] = { { 300, 300 }, { 1000, 1000 }, { 1003, MOVIE_PEOPLE_MAX } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf cast = BUF_WITH_LIMIT(1 << 20);
        (void)buf_add_z(&cast, "<table class=cast_list>");
        for (int n = 0; n < rows[i].on_page; n++)
            (void)buf_printf(&cast, "<tr><td></td><td><a href=/name/nm%07d/>Person %d</a></td></tr>", 9000000 + n, n);
        (void)buf_add_z(&cast, "</table>");
        struct movie movie = read_2012("A", "<h1>A</h1>", arena_z(&arena, buf_text(&cast)));
        if (CHECK_INT(movie.cast.count, rows[i].read))
            CHECK_TEXT_Z(movie.cast.at[299].name, "Person 299");
        buf_finish(&cast);
    }
}

static void people_lists_and_links(void)
{
    struct movie movie = read_2012(
        "A",
        "<h1>A</h1><div><h4 class=inline>R\xC3\xA9gie du film:</h4><a "
        "href='/name/nm9900001/?ref_=tt_ov_dr'>Ada</a></div>"
        "<div><h4 class=inline>Writers:</h4><a href=/name/nm9900002/>Bo</a> (novel), <a "
        "href=/name/nm9900002/>Bo</a></div>"
        "<div><h4 class=inline>Creators:</h4><a href=/name/nm9900003/>Cy</a></div>",
        "<table class=cast_list><tr><td colspan=4>Cast</td></tr><tr><td><a href=/name/nm9900004/><img></a></td><td><a "
        "href="
        "/name/nm9900004/>Di</a></td><td class=character> Neo (voice)\n / The <b>One</b> 1/2  / ... <a href='#' class="
        "toggle-episodes>9 episodes</a></td></tr></table><div><h4 class=inline>Pa\xC3\xADs:</h4><a "
        "href=/country/xwg>West"
        " Germany</a> <a href='/search/title?country_of_origin=us&x'>USA</a></div><div><h4 class=inline>Langue:</h4>"
        "<a href='/language/pt?ref_=x'>Portugais</a></div><div><h4 class=inline>X:</h4>"
        "<a href='/search/title?genres=sci-fi&x'>Science-Fiction</a><a href=/genre/Short>Court</a></div>");
    CHECK_INT(movie.directors.count, 1);
    CHECK_INT(movie.writers.count, 1);
    if (CHECK_INT(movie.cast.count, 1))
        CHECK_TEXT_Z(movie.cast.at[0].character, "Neo / The One 1/2");
    if (CHECK_INT(movie.countries.count, 2)) {
        CHECK_TEXT_Z(movie.countries.at[0].code, "DE");
        CHECK_TEXT_Z(movie.countries.at[1].code, "US");
    }
    if (CHECK_INT(movie.languages.count, 1))
        CHECK_TEXT_Z(movie.languages.at[0].code, "pt");
    CHECK_TEXT_Z(movie.original_language, "pt");
    if (CHECK_INT(movie.genres.count, 2))
        CHECK_TEXT_Z(movie.genres.at[0], "Sci-Fi");
    CHECK_TEXT_Z(movie.type, "short");
}

static void what_is_no_record(void)
{
#define TN15 "<div id=tn15title><h1>A</h1></div></body>"
    static const struct {
        const char *page, *why;
    } rows[] = {
        { TN15, "no id" },
        { LINK "<div id=tn15title></div><h2>A</h2></html>", "no head" },
        { LINK "<div id=tn15title><h1><span>(1999)</span></h1></div></html>", "an empty head" },
        { LINK "<meta property=og:url content='/title/tt9900002/'>" TN15, "two ids" },
        { LINK "<div id=tn15title><h1>A</h1></div><div id=tn15content>A plot that", "a page that is cut off" },
        { "<meta charset=gb2312>" LINK "<div id=tn15title><h1>\xBA\xDA</h1></div></body>", "an encoding not read" },
        { "<link rel=canonical href='/title/tt9900001/fullcredits'>" TN15, "a page below the title's" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct extraction got = read_page(rows[i].page);
        CHECK_ROW(rows[i].why);
        CHECK_INT(got.outcome, EXTRACT_DRIFT);
        CHECK_INT(got.layout, LAYOUT_PAGE_2005);
        CHECK(!text_known(got.movie.imdb_id) && got.why != NULL);
    }
    struct extraction combined = read_page("<link rel=canonical href='/title/tt9900001/combined'>" TN15);
    CHECK_INT(combined.outcome, EXTRACT_FOUND);
    struct extraction person =
        read_page("<link rel=canonical href='/name/nm9900001/'><table><td id=overview-top><h1>Ada</h1>"
                  "<a href=/title/tt9900001/fullcredits>A</a></table>");
    CHECK_INT(person.outcome, EXTRACT_NOT_FOUND);
    struct extraction linked =
        read_page("<div id=tn15title><h1>A <a href=http://pro.imdb.com/title/tt9900001/>Pro</a></h1></html>");
    CHECK_TEXT_Z(linked.movie.imdb_id, "tt9900001");
}

static void bytes_of_any_kind(void)
{
    static const struct {
        const char *bytes, *clean, *why;
    } rows[] = {
        { "a\xE9\x93x\x94", "a\xC3\xA9\xE2\x80\x9Cx\xE2\x80\x9D", "Windows-1252, which Latin-1 means" },
        { "charset=utf-8 \xC3\xA9\xE9", "charset=utf-8 \xC3\xA9\xC3\xA9", "UTF-8 with a byte that is none" },
        { "charset=\"UTF-8\" \xC3\xA9\xE9", "charset=\"UTF-8\" \xC3\xA9\xC3\xA9", "the same in quotes" },
        { "\xC3\xA9", "\xC3\xA9", "UTF-8" },
        { "a<SCRIPT x>if (a<b) '</div>'</script >b", "ab", "a script" },
        { "a<!-- <b> -- >-->b<style>c</style>d<script>e", "abd", "a comment, a style, a script without an end" },
        { "1 < 2<b title='>'>", "1 < 2<b title='>'>", "no tag, and a tag with its sign in quotes" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        CHECK_TEXT_Z(html_clean(text_of(rows[i].bytes), &arena), rows[i].clean);
    }
}

/* The other title of a head is the original one when it says so. */
static void other_titles(void)
{
    static const struct {
        const char *extra, *original;
    } rows[] = {
        { "<span class=title-extra>B <i>(original title)</i></span>", "B" },
        { "<span class=title-extra>\"B\" <i>(titolo originale)</i></span>", "B" },
        { "<span class=title-extra>B</span>", "B" },
        { "<span class=title-extra>B <i>(International: English title)</i></span>", NULL },
        { "<div class=originalTitle>B<span class=description> (original title)</span></div>", "B" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text head = arena_printf(&arena, "<h1>A</h1>%s", rows[i].extra);
        CHECK_ROW(rows[i].extra);
        CHECK_TEXT_Z(read_2012("A", head.at, "").original_title, rows[i].original);
    }
}

/* Limits that no page comes near to: each makes a tree no tree, in time and memory that are small. */
static void limits(void)
{
    static char bytes[1 << 20];
    for (size_t i = 0; i + 3 <= sizeof bytes; i += 3) {
        bytes[i] = '<';
        bytes[i + 1] = 'b';
        bytes[i + 2] = '>';
    }
    CHECK(html_tree_parse(text_from(bytes, 3 * 90), &arena) != NULL);
    CHECK(html_tree_parse(text_from(bytes, sizeof bytes - 1), &arena) == NULL);
    struct buf labels = BUF_WITH_LIMIT(4 << 20); /* each with all rows behind it */
    (void)buf_add_z(&labels, LINK "<div id=tn15title><h1>A</h1></div><table><tr><td>");
    for (size_t i = 0; i < 100000; i++)
        (void)buf_add_z(&labels, "<h5></h5>");
    for (size_t i = 0; i < 100000; i++)
        (void)buf_add_z(&labels, i == 0 ? "</td></tr>" : "<tr></tr>");
    (void)buf_add_z(&labels, "</table></html>");
    CHECK_INT(read_page(arena_z(&arena, buf_text(&labels))).outcome, EXTRACT_FOUND);
    buf_finish(&labels);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = "<a a"[i < 3 ? i : 2 + i % 2];
    CHECK_INT(html_clean(text_from(bytes, sizeof bytes), &arena).len, 0);
}

int main(void)
{
    RUN(heads);
    RUN(plots);
    RUN(details);
    RUN(ratings_come_in_pairs);
    RUN(ratings_of_tn15);
    RUN(before_tn15);
    RUN(of_numbers_and_names);
    RUN(countries_by_address);
    RUN(people_lists_and_links);
    RUN(a_long_cast_is_whole);
    RUN(what_is_no_record);
    RUN(bytes_of_any_kind);
    RUN(other_titles);
    RUN(limits);
    arena_finish(&arena);
    return check_done();
}

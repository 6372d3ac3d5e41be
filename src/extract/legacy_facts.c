/* Release, runtime, plot, genres, countries, languages, rating and poster of an old page. */
#include "base/compiler.h"
#include "base/num.h"
#include "extract/html_page.h"
#include "extract/legacy.h"
#include "model/codes.h"

#include <string.h>

enum {
    LIST_MAX = 64,
    CODED_FOLDERS = 4 /* ways in which addresses name a country, a language */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "1er", "1º" and "1st" to "1" */
static struct text day_of(struct text word)
{
    size_t len = 0;
    while (len < word.len && is_digit(word.at[len]))
        len++;
    return text_from(word.at, len);
}

/* "31 March 1999", "March 31, 1999", "March 1999", "1999" in front of a country or the end. */
static struct text read_date(struct text t, struct arena *arena)
{
    int64_t day = 0, year = 0, value;
    int month = 0;
    struct text word;
    while (t.len > 0 && t.at[0] != '(' && year == 0) {
        word = text_take_until(&t, ' ');
        while (word.len > 0 && (word.at[word.len - 1] == ',' || word.at[word.len - 1] == '.'))
            word.len--;
        if (num_parse(word, MOVIE_YEAR_MIN, MOVIE_YEAR_MAX, &value))
            year = value;
        else if (num_parse(day_of(word), 1, 31, &value) && day == 0)
            day = value;
        else if (month == 0)
            month = legacy_month(word);
    }
    if (year == 0)
        return (struct text){ 0 };
    if (month == 0)
        return day == 0 ? arena_printf(arena, "%04d", (int)year) : (struct text){ 0 };
    if (day == 0 || !num_date_exists((int)year, month, (int)day))
        return arena_printf(arena, "%04d-%02d", (int)year, month);
    return arena_printf(arena, "%04d-%02d-%02d", (int)year, month, (int)day);
}

/* The first "(USA)" that is a country; "(Season 1, Episode 3)" and "(limited)" are none. */
static struct text read_country(struct text t)
{
    struct text code = { 0 };
    while (!text_known(code) && text_contains(t, TEXT("("))) {
        (void)text_take_until(&t, '(');
        code = codes_country_from_any_name(text_trim(text_take_until(&t, ')')));
    }
    return code;
}

/* In the overview: its link to the dates, and the date that a machine reads. */
static struct text overview_dates(const struct legacy *page, struct text *out_date)
{
    struct text words = { 0 };
    for (const struct html_node *n = page->top; n != NULL; n = html_after(n, page->top)) {
        struct text content = html_attr(n, ATTR_CONTENT);
        if (!text_known(content))
            content = html_attr(n, ATTR_DATETIME);
        if (html_attr_is(n, ATTR_ITEMPROP, "datePublished") && num_is_written_date(content) && !text_known(*out_date))
            *out_date = content;
        if (n->tag == TAG_A && !text_known(words) && text_contains(html_attr(n, ATTR_HREF), TEXT("releaseinfo")) &&
            !text_contains(html_attr(n, ATTR_HREF), TEXT("akas")))
            words = html_text_in(n, NULL, page->arena);
    }
    return words;
}

/* "TV Series (1999–2013)" is no date of release; "Episode aired 1 May 2011" and "TV Movie 1 May 2011" are some. */
static struct text date_of_words(struct text words, struct arena *arena)
{
    enum { YEAR_BYTES = 4 };
    struct text date = read_date(words, arena);
    bool says = text_contains(words, TEXT(" aired ")) || text_contains(words, TEXT(" released "));
    return legacy_type(words) == NULL || date.len > YEAR_BYTES || says ? date : (struct text){ 0 };
}

static void read_release(const struct legacy *page, struct movie *movie)
{
    struct text machine = { 0 }, line = overview_dates(page, &machine);
    const struct legacy_block *release = &page->blocks[LEGACY_RELEASE];
    struct text block = legacy_block_text(page, release);
    if (page->layout == LAYOUT_PAGE_2021 && release->from != NULL) /* the date is the link to all dates */
        block = html_text_between(release->from, release->to, NULL, page->arena);
    struct text date = date_of_words(block, page->arena), words = block;
    if (!text_known(date)) {
        date = text_known(machine) ? machine : date_of_words(line, page->arena);
        words = text_known(date) && text_known(line) ? line : block;
    }
    movie->release_date = date;
    if (text_known(date))
        movie->release_country = read_country(words);
}

enum { MINUTES_MAX = 100000 }; /* of a film's length */

/* "min", "Min." or "m": "17 March" has none. */
static bool is_unit(struct text t, const char *letter, const char *word)
{
    size_t len = strlen(word);
    bool ends = t.len == 1 || strchr(" .,|/(", t.at[1]) != NULL || is_digit(t.at[1]);
    return (text_equal_ascii_case(text_from(t.at, 1), text_of(letter)) && ends) ||
           (t.len >= len && text_equal_ascii_case(text_from(t.at, len), text_of(word)));
}

/* "1 hr", "2 hours", "1 Std." */
static bool is_hours(struct text unit)
{
    return is_unit(unit, "h", "hr") || is_unit(unit, "h", "hour") || is_unit(unit, "h", "std");
}

static bool is_group_of_three(struct text t)
{
    return t.len >= 3 && is_digit(t.at[0]) && is_digit(t.at[1]) && is_digit(t.at[2]) &&
           (t.len == 3 || !is_digit(t.at[3]));
}

/* The number at *at, "1030" or "1,030"; 0 when there is none, more than MINUTES_MAX for a long one. */
static int64_t take_number(struct text t, size_t *at)
{
    int64_t value = 0;
    for (size_t i = *at; i < t.len; *at = ++i) {
        if (is_digit(t.at[i]))
            value = value > MINUTES_MAX ? value : value * 10 + (t.at[i] - '0');
        else if (value == 0 || strchr(",.", t.at[i]) == NULL || !is_group_of_three(text_after(t, i + 1)))
            break;
    }
    return value;
}

/* The first of "1h 30min", "136 min", "USA:45 min (13 episodes)", "90 min | 95 min", "1 Std. 30 Min.". */
static struct number minutes_in(struct text t)
{
    int64_t hours = 0;
    for (size_t i = 0; i < t.len;) {
        int64_t value = take_number(t, &i);
        struct text unit = text_trim(text_after(t, i));
        if (value == 0)
            i++;
        else if (value > MINUTES_MAX || unit.len == 0)
            continue;
        else if (is_hours(unit))
            hours = value;
        else if (is_unit(unit, "m", "min"))
            return number_of(hours * 60 + value);
    }
    return hours > 0 ? number_of(hours * 60) : (struct number){ 0 };
}

/* A <time datetime="PT136M"> from `from` on. */
static struct number machine_minutes(const struct html_node *from, const struct html_node *root)
{
    int64_t minutes;
    for (const struct html_node *n = from; n != NULL; n = html_after(n, root)) {
        if (n->tag == TAG_TIME && num_parse_duration_minutes(html_attr(n, ATTR_DATETIME), &minutes) && minutes > 0)
            return number_of(minutes);
    }
    return (struct number){ 0 };
}

static struct number read_runtime(const struct legacy *page)
{
    const struct legacy_block *block = &page->blocks[LEGACY_RUNTIME];
    struct number minutes =
        block->from != NULL ? machine_minutes(block->from, block->from->parent) : (struct number){ 0 };
    if (!minutes.known && page->top != NULL)
        minutes = machine_minutes(page->top, page->top);
    if (!minutes.known)
        minutes = minutes_in(legacy_block_text(page, block));
    for (const struct html_node *n = page->top; n != NULL && !minutes.known; n = html_after(n, page->top)) {
        if (legacy_is_line(n))
            minutes = minutes_in(html_text_in(n, NULL, page->arena));
    }
    return minutes;
}

static struct text paragraph(const struct html_node *in, const struct legacy *page)
{
    struct legacy_block block = { in->first, NULL };
    return legacy_block_text(page, &block);
}

/* In the overview: what says that it is the description, else (2011) the paragraphs right below it. */
static struct text overview_text(const struct legacy *page)
{
    struct text plot = page->summary != NULL ? paragraph(page->summary, page) : (struct text){ 0 };
    const struct html_node *description = NULL;
    if (page->top != NULL)
        description = html_find_attr(page->top, ATTR_ITEMPROP, "description");
    if (!text_known(plot) && description != NULL)
        return paragraph(description, page);
    for (const struct html_node *n = page->top; n != NULL && !text_known(plot); n = html_after(n, page->top)) {
        if (n->tag == TAG_P && n->parent == page->top)
            plot = paragraph(n, page);
    }
    return plot;
}

/* The first text below "Storyline" that is no labelled block. */
static struct text story_text(const struct legacy *page)
{
    for (const struct html_node *n = page->story; n != NULL; n = html_after(n, page->story)) {
        bool labelled = n->tag == TAG_P && html_find_tag(n->parent, TAG_H4) != NULL && n->parent != page->story;
        if (n->tag == TAG_P && !labelled) {
            struct text plot = paragraph(n, page);
            if (text_known(plot))
                return plot;
        }
    }
    return (struct text){ 0 };
}

/* Overviews are cut at about 190 bytes: "… the ...". The storyline goes on where it is the same text. */
static void read_plot(const struct legacy *page, struct movie *movie)
{
    struct text plot = overview_text(page), story = story_text(page);
    if (!text_known(plot))
        plot = legacy_block_text(page, &page->blocks[LEGACY_PLOT]);
    if (text_ends(plot, TEXT("..."))) {
        struct text start = text_trim(text_from(plot.at, plot.len - 3));
        if (text_starts(story, start))
            plot = story;
    }
    movie->overview = text_known(plot) ? plot : story;
}

/* The part of an address that names a thing: "/country/us?ref_=x", "genres=sci-fi&…", "/Sections/Genres/Sci-Fi/". */
static struct text name_in(struct text href, const char *const *folders, size_t count)
{
    size_t at, len = 0;
    for (size_t i = 0; i < count; i++) {
        struct text folder = text_of(folders[i]);
        if (!text_find(href, folder, &at))
            continue;
        struct text name = text_after(href, at + folder.len);
        while (len < name.len && strchr("/?&#,;", name.at[len]) == NULL)
            len++;
        return text_from(name.at, len);
    }
    return (struct text){ 0 };
}

static void *keep(struct arena *arena, const void *found, size_t count, size_t size)
{
    return count > 0 ? memcpy(arena_array(arena, count, size), found, count * size) : NULL;
}

static struct texts read_genres(const struct legacy *page, const struct legacy_block *block)
{
    static const char *const folders[] = { "/genre/", "genres=", "/Sections/Genres/" };
    struct text found[LIST_MAX] = { 0 };
    struct texts list = { 0 };
    const struct html_node *link = NULL;
    while ((link = legacy_block_link(block, link)) != NULL && list.count < LIST_MAX) {
        struct text id = name_in(html_attr(link, ATTR_HREF), folders, 3);
        if (!text_known(id))
            continue;
        struct text genre = legacy_genre(id);
        if (!text_known(genre)) /* one that IMDb had for a time; the word is English where the id is */
            genre = html_text_in(link, NULL, page->arena);
        bool twice = false;
        for (size_t i = 0; i < list.count; i++)
            twice = twice || text_equal(found[i], genre);
        if (text_known(genre) && !twice)
            found[list.count++] = genre;
    }
    list.at = keep(page->arena, found, list.count, sizeof *found);
    return list;
}

/* The English name that an address of before 2010 has in place of an id: "WestGermany" to "West Germany". */
static struct text spelled(struct text id, struct arena *arena)
{
    enum { NAME_BYTES = 60 };
    if (id.len > NAME_BYTES)
        return (struct text){ 0 };
    char *to = arena_alloc(arena, 2 * id.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < id.len; i++) {
        bool parts = i > 0 && id.at[i] >= 'A' && id.at[i] <= 'Z' && id.at[i - 1] >= 'a' && id.at[i - 1] <= 'z';
        if (parts)
            to[len++] = ' ';
        to[len++] = strchr("+_", id.at[i]) != NULL ? ' ' : id.at[i];
    }
    return text_from(to, len);
}

/* IMDb's ids of countries are upper case in its JSON and lower case in its addresses. */
static struct text country_code(struct text id, struct text name, struct arena *arena)
{
    char upper[8];
    struct text code = { 0 };
    for (size_t i = 0; i < id.len && id.len < sizeof upper; i++)
        upper[i] = (char)(id.at[i] >= 'a' && id.at[i] <= 'z' ? id.at[i] - 'a' + 'A' : id.at[i]);
    if (id.len >= 2 && id.len <= 5)
        code = codes_country_from_imdb(arena_text(arena, text_from(upper, id.len)));
    if (!text_known(code))
        code = codes_country_from_name(spelled(id, arena));
    return text_known(code) ? code : codes_country_from_any_name(name);
}

static struct text language_code(struct text id, struct text name, struct arena *arena)
{
    struct text code = id.len >= 2 && id.len <= 3 ? codes_language_from_imdb(id) : (struct text){ 0 };
    if (!text_known(code))
        code = codes_language_from_name(spelled(id, arena));
    return text_known(code) ? code : codes_language_from_name(name);
}

static struct codeds read_coded(const struct legacy *page, const struct legacy_block *block, const char *const *folders,
                                struct text (*code)(struct text id, struct text name, struct arena *arena))
{
    struct coded found[LIST_MAX];
    struct codeds list = { 0 };
    const struct html_node *link = NULL;
    while ((link = legacy_block_link(block, link)) != NULL && list.count < LIST_MAX) {
        struct text id = name_in(html_attr(link, ATTR_HREF), folders, CODED_FOLDERS);
        struct text name = html_text_in(link, NULL, page->arena);
        if (text_known(id) && text_known(name))
            found[list.count++] = (struct coded){ code(id, name, page->arena), name };
    }
    list.at = keep(page->arena, found, list.count, sizeof *found);
    return list;
}

/* Bytes of what stands between groups of three digits: a comma, a point, spaces and apostrophes of any kind. */
static size_t separator(struct text t)
{
    static const char *const kinds[] = { ",", ".", " ", "'", "\xE2\x80\x99", "\xE2\x80\xAF", "\xE2\x80\x89" };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (text_starts(t, text_of(kinds[i])))
            return strlen(kinds[i]);
    }
    return 0;
}

/* "919,681 users", "197 471", "1.234", "(74)": the number in front. */
static struct number number_in(struct text t)
{
    int64_t value = 0;
    size_t digits = 0;
    (void)text_take_char(&t, '(');
    while (t.len > 0 && digits <= 12) {
        size_t between = digits > 0 ? separator(t) : 0;
        if (is_digit(t.at[0])) {
            value = value * 10 + (t.at[0] - '0');
            digits++;
            t = text_after(t, 1);
        } else if (between > 0 && between < t.len && is_digit(t.at[between])) {
            t = text_after(t, between);
        } else {
            break;
        }
    }
    return digits > 0 && digits <= 12 ? number_of(value) : (struct number){ 0 };
}

/* "8.7", "8,5", "8.1/10", "10.0": from 1 to 10 with at most one decimal. */
static struct decimal rating_in(struct text t)
{
    struct text rest = t;
    struct decimal rating = { 0 };
    char digits[4];
    size_t len = 0;
    struct text number = text_take_until(&rest, '/');
    if (number.len == 0 || number.len > sizeof digits)
        return rating;
    for (; len < number.len; len++)
        digits[len] = number.at[len] == ',' ? '.' : number.at[len];
    rating.known = num_parse_decimal(text_from(digits, len), &rating.value) && rating.value >= 1 && rating.value <= 10;
    return rating;
}

/* Where a rating stands. A <b> is one in tn15 and before, with its "/10": beside it may stand the reader's own. */
static bool is_rating(const struct html_node *n, const struct legacy *page)
{
    static const char *const classes[] = { "rating-rating", "ratingValue", "star-box-giga-star",
                                           "ipl-rating-star__rating" };
    if (html_attr_is(n, ATTR_ITEMPROP, "ratingValue"))
        return true;
    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        if (html_has_class(n, classes[i]))
            return true;
    }
    return n->tag == TAG_B && page->rating != NULL && text_contains(html_text_in(n, NULL, page->arena), TEXT("/"));
}

static bool are_votes(const struct html_node *n)
{
    return html_attr_is(n, ATTR_ITEMPROP, "ratingCount") || html_has_class(n, "ipl-rating-star__total-votes") ||
           (n->tag == TAG_A && text_contains(html_attr(n, ATTR_HREF), TEXT("ratings"))) ||
           (n->tag == TAG_TEXT && text_contains(n->text, TEXT(" votes)"))); /* until 2006 */
}

/* The rating and its votes, both or none: one page shows the pair in up to four ways. */
static void read_rating(const struct legacy *page, struct movie *movie)
{
    struct decimal rating = { 0 };
    struct number votes = { 0 };
    const struct html_node *around = page->rating != NULL ? page->rating : page->top;
    for (const struct html_node *n = around; n != NULL; n = html_after(n, around)) {
        if (!rating.known && is_rating(n, page))
            rating = rating_in(html_text_in(n, NULL, page->arena));
        if (!votes.known && are_votes(n))
            votes = number_in(html_text_in(n, NULL, page->arena));
    }
    if (rating.known && votes.known) {
        movie->rating = rating;
        movie->vote_count = votes;
    }
}

/* Only pictures of titles lie below /images/M/, until 2007 below /media/imdb/01/; logos, sprites and "no poster"
 * elsewhere. */
static bool is_picture(struct text url)
{
    return text_starts(url, TEXT("http")) &&
           (text_contains(url, TEXT("/images/M/")) || text_contains(url, TEXT("/media/imdb/01/")));
}

/* In a page that a browser saved, the picture is a file beside it; then what the page gives to those who link to it. */
static struct text read_poster(const struct legacy *page)
{
    for (const struct html_node *n = page->poster; n != NULL; n = html_after(n, page->poster)) {
        struct text url = n->tag == TAG_IMG ? html_archived_url(html_attr(n, ATTR_SRC)) : (struct text){ 0 };
        if (is_picture(url))
            return url;
        if (text_starts(url, TEXT("http")) || text_starts(url, TEXT("/images/")))
            return (struct text){ 0 };
    }
    return is_picture(page->og_image) ? page->og_image : (struct text){ 0 };
}

void legacy_read_facts(const struct legacy *page, struct movie *movie)
{
    static const char *const countries[CODED_FOLDERS] = { "/country/",
                                                          "country_of_origin=", "countries=", "/Sections/Countries/" };
    static const char *const languages[CODED_FOLDERS] = { "/language/",
                                                          "primary_language=", "languages=", "/Sections/Languages/" };
    read_release(page, movie);
    movie->runtime_minutes = read_runtime(page);
    read_plot(page, movie);
    movie->genres = read_genres(page, &page->blocks[LEGACY_GENRES]);
    if (movie->genres.count == 0)
        movie->genres = read_genres(page, &page->genres_short);
    movie->countries = read_coded(page, &page->blocks[LEGACY_COUNTRIES], countries, country_code);
    movie->languages = read_coded(page, &page->blocks[LEGACY_LANGUAGES], languages, language_code);
    read_rating(page, movie);
    movie->poster_url = read_poster(page);
}

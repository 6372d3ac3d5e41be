/* The head of an old page: <h1>, what stands around it, and the title bar ("Futurama (TV Series 1999–2013) - IMDb"). */
#include "base/num.h"
#include "extract/html_page.h"
#include "extract/legacy.h"

#include <string.h>

/* What "(TV Series 1999–2013)" or "TV series 2010-" tells. */
struct years {
    const char *type;
    struct number year, end_year;
};

static bool is_digit(struct text t, size_t i)
{
    return i < t.len && t.at[i] >= '0' && t.at[i] <= '9';
}

/* Four digits that are no part of a longer number; *at is moved behind them. */
static bool take_year(struct text t, size_t *at, struct number *out_year)
{
    for (size_t i = *at; i + 4 <= t.len; i++) {
        bool alone = !is_digit(t, i + 4) && (i == 0 || !is_digit(t, i - 1));
        if (alone && num_parse(text_from(t.at + i, 4), MOVIE_YEAR_MIN, MOVIE_YEAR_MAX, &out_year->value)) {
            out_year->known = true;
            *at = i + 4;
            return true;
        }
    }
    return false;
}

/* False when it holds neither a year nor a type: then it belongs to the title, "Frozen (I)". */
static bool read_years(struct text t, struct years *out)
{
    size_t at = 0;
    struct number year = { 0 }, end = { 0 };
    const char *type = legacy_type(text_trim(t));
    if (take_year(t, &at, &year)) {
        struct text rest = text_after(t, at);
        bool range = text_take(&rest, TEXT("\xE2\x80\x93")) || text_take_char(&rest, '-');
        at = 0;
        if (range && take_year(text_from(rest.at, rest.len < 4 ? rest.len : 4), &at, &end) && end.value >= year.value)
            out->end_year = end;
        out->year = year;
    }
    if (type != NULL)
        out->type = type;
    return type != NULL || year.known;
}

/* The groups that a title bar ends with, and the title before them. */
static struct text read_bar(struct text bar, struct years *out)
{
    static const char *const ends[] = { "- IMDb", "- imdb", "- Reference View" };
    for (size_t i = 0; i < 3; i++) {
        if (text_ends(bar, text_of(ends[i])))
            bar = text_trim(text_from(bar.at, bar.len - strlen(ends[i])));
    }
    while (text_ends(bar, TEXT(")"))) {
        size_t open = bar.len - 1;
        while (open > 0 && bar.at[open] != '(')
            open--;
        if (bar.at[open] != '(' || open == 0 || !read_years(text_from(bar.at + open + 1, bar.len - open - 2), out))
            break;
        bar = text_trim(text_from(bar.at, open));
    }
    return bar;
}

/* html_skip: what a head holds beside the title. */
static bool is_beside(const struct html_node *node)
{
    return node->tag == TAG_SPAN || node->tag == TAG_SMALL || node->tag == TAG_EM || node->tag == TAG_IMG;
}

/* html_skip: "(original title)", "More at IMDbPro". */
static bool is_remark(const struct html_node *node)
{
    return node->tag == TAG_I || node->tag == TAG_SPAN || node->tag == TAG_A || node->tag == TAG_EM;
}

static struct text without_quotes(struct text t)
{
    if (t.len > 2 && t.at[0] == '"' && t.at[t.len - 1] == '"')
        return text_trim(text_from(t.at + 1, t.len - 2));
    return t;
}

/* The years beside the title: in the first group that has one, "(2005–2014)", else the text of a link to a year. */
static void read_beside(const struct legacy *page, struct years *out)
{
    for (const struct html_node *n = page->h1->first; n != NULL; n = n->next) {
        struct text rest = is_beside(n) ? html_text_in(n, NULL, page->arena) : (struct text){ 0 };
        while (text_contains(rest, TEXT("("))) {
            (void)text_take_until(&rest, '(');
            if (read_years(text_take_until(&rest, ')'), out) && out->year.known)
                return;
        }
    }
    for (const struct html_node *n = html_after(page->h1, page->h1); n != NULL; n = html_after(n, page->h1)) {
        size_t at = 0;
        struct text href = html_attr(n, ATTR_HREF);
        if (n->tag == TAG_A && (text_contains(href, TEXT("/year/")) || text_contains(href, TEXT("/Years/"))) &&
            take_year(html_text_in(n, NULL, page->arena), &at, &out->year))
            return;
    }
}

/* Words in the line below the title: "TV Series - 45 min", or the link to its dates: "TV Series (1999–2013)". */
static void read_line(const struct legacy *page, struct years *out)
{
    const struct html_node *line = NULL;
    for (const struct html_node *n = page->top; n != NULL && line == NULL; n = html_after(n, page->top)) {
        if (legacy_is_line(n))
            line = n;
    }
    if (line == NULL)
        return;
    struct years found = { 0 };
    for (const struct html_node *n = line; n != NULL && found.type == NULL; n = html_after(n, line)) {
        if (n->tag == TAG_A && text_contains(html_attr(n, ATTR_HREF), TEXT("releaseinfo")))
            (void)read_years(html_text_in(n, NULL, page->arena), &found);
    }
    if (found.type == NULL) { /* a date alone: of its release */
        found = (struct years){ 0 };
        found.type = legacy_type(html_text_in(line, NULL, page->arena));
    }
    for (const struct html_node *n = line->first; n != NULL && found.type == NULL; n = n->next) /* 2017: an item */
        found.type = n->tag == TAG_OTHER ? legacy_type(html_text_in(n, NULL, page->arena)) : NULL;
    if (out->type == NULL)
        out->type = found.type;
    if (!out->year.known)
        out->year = found.year;
    if (!out->end_year.known)
        out->end_year = found.end_year;
}

/* "TV series 2004-2010" in tn15. */
static void read_extra(const struct legacy *page, struct years *out)
{
    for (const struct html_node *n = page->h1; n != NULL; n = html_after(n, page->h1)) {
        struct years found = { 0 };
        if (!html_has_class(n, "tv-extra"))
            continue;
        (void)read_years(html_text_in(n, NULL, page->arena), &found);
        if (found.type != NULL)
            out->type = found.type;
        if (found.end_year.known)
            out->end_year = found.end_year;
    }
}

static const char *type_of_og(struct text og)
{
    if (text_is(og, "video.tv_show") || text_is(og, "tv_show"))
        return "tvSeries";
    if (text_is(og, "video.episode"))
        return "tvEpisode";
    return text_is(og, "game") ? "videoGame" : "movie";
}

static struct text read_title(const struct legacy *page, const struct html_node *episode)
{
    struct text title = { 0 };
    if (episode != NULL)
        return html_text_in(episode, NULL, page->arena);
    for (const struct html_node *n = page->h1->first; n != NULL && !text_known(title); n = n->next) {
        if (n->tag == TAG_SPAN && html_attr_is(n, ATTR_ITEMPROP, "name") && !html_has_class(n, "title-extra"))
            title = html_text_in(n, NULL, page->arena);
    }
    return text_known(title) ? title : html_text_in(page->h1, is_beside, page->arena);
}

/* "(original title)", "(Originaltitel)", "(titolo originale)"; until 2010 also "(International: English title)". */
static bool says_original(const struct legacy *page)
{
    for (const struct html_node *n = page->original->first; n != NULL; n = n->next) {
        struct text remark = is_remark(n) ? html_text_in(n, NULL, page->arena) : (struct text){ 0 };
        if (text_starts(remark, TEXT("(")) && !text_contains(remark, TEXT("riginal")))
            return false;
    }
    return true;
}

static struct text read_original(const struct legacy *page)
{
    struct text original = { 0 };
    if (page->original != NULL && says_original(page))
        original = html_text_in(page->original, is_remark, page->arena);
    (void)text_take(&original, TEXT("Original title: "));
    return without_quotes(original);
}

static struct text read_series_id(const struct legacy *page)
{
    const struct html_node *link = page->parent;
    if (link == NULL)
        link = legacy_block_link(&page->blocks[LEGACY_SERIES], NULL);
    return link != NULL ? html_id_in_url(html_attr(link, ATTR_HREF), TEXT("/title/"), movie_is_imdb_id)
                        : (struct text){ 0 };
}

/* "A (2014)" where the title bar says that "(2014)" is no part of it: in the head without an element of its own. */
static bool ends_in_years(struct text title, struct text bar_title)
{
    struct years ignored = { 0 };
    struct text tail = text_trim(text_after(title, bar_title.len));
    return text_known(bar_title) && text_starts(title, bar_title) && text_take_char(&tail, '(') &&
           text_ends(tail, TEXT(")")) && read_years(text_from(tail.at, tail.len - 1), &ignored);
}

void legacy_read_head(const struct legacy *page, struct extraction *out)
{
    struct movie *movie = &out->movie;
    struct years bar = { 0 }, beside = { 0 };
    const struct html_node *episode = html_find_tag(page->h1, TAG_EM); /* tn15: <h1> is the series, <em> its episode */
    struct text bar_title = { 0 };
    if (page->bar != NULL)
        bar_title = read_bar(html_text_in(page->bar, NULL, page->arena), &bar);
    read_beside(page, &beside);
    read_extra(page, &bar);
    read_line(page, &bar);
    if (bar.type == NULL)
        bar.type = beside.type;
    movie->title = read_title(page, episode);
    if (!text_known(movie->title) || ends_in_years(movie->title, bar_title))
        movie->title = bar_title;
    bool quoted = movie->title.len > 2 && movie->title.at[0] == '"' && text_ends(movie->title, TEXT("\""));
    if (bar.type == NULL && page->layout == LAYOUT_PAGE_2005 && quoted)
        bar.type = "tvSeries";
    if (episode != NULL || page->parent != NULL)
        bar.type = "tvEpisode";
    movie->type = text_of(bar.type != NULL ? bar.type : type_of_og(page->og_type));
    if (quoted && page->layout == LAYOUT_PAGE_2005) /* series are written in quotes there, with any type */
        movie->title = without_quotes(movie->title);
    movie->original_title = read_original(page);
    movie->year = beside.year.known ? beside.year : bar.year;
    if (!text_is(movie->type, "tvEpisode"))
        movie->end_year = bar.end_year.known ? bar.end_year : beside.end_year;
    out->series_id = text_is(movie->type, "tvEpisode") ? read_series_id(page) : (struct text){ 0 };
}

/* Old markup to a record: one pass finds the places, the readers of legacy_*.c look there. */
#include "extract/legacy_page.h"

#include "extract/html_clean.h"
#include "extract/html_page.h"
#include "extract/legacy.h"

#include <string.h>

/* The largest seen has 366 kB. libxml2 looks at every open element for each end tag that fits none. */
enum { LEGACY_BYTES_MAX = 4 << 20 };

/* Words that only pages of these layouts have, each between quotes of an id or a class. */
static enum page_layout layout_of(struct text page)
{
    static const struct {
        const char *mark;
        enum page_layout layout;
    } marks[] = {
        { "tn15title", LAYOUT_PAGE_2005 },      { "tn15content", LAYOUT_PAGE_2005 },
        { "overview-top", LAYOUT_PAGE_2011 },   { "title-overview-widget", LAYOUT_PAGE_2011 },
        { "title_wrapper", LAYOUT_PAGE_2011 },  { "titleStoryLine", LAYOUT_PAGE_2011 },
        { "blackcatheader", LAYOUT_PAGE_2005 }, { "titlereference-header", LAYOUT_PAGE_2017 },
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (text_contains(page, text_of(marks[i].mark)))
            return marks[i].layout;
    }
    return LAYOUT_NONE;
}

static bool is_label(const struct html_node *node)
{
    return node->tag == TAG_H5 || (node->tag == TAG_H4 && html_has_class(node, "inline")) ||
           (node->tag == TAG_B && (html_has_class(node, "ch") || html_has_class(node, "blackcatheader")));
}

/* "Writers :" and "Writers (WGA):" to "Writers" */
static struct text label_text(const struct html_node *label, struct arena *arena)
{
    struct text all = html_text_in(label, NULL, arena), t = text_take_until(&all, '(');
    while (t.len > 0 && (t.at[t.len - 1] == ':' || t.at[t.len - 1] == ' '))
        t.len--;
    return t;
}

static bool holds_label(const struct html_node *node)
{
    for (const struct html_node *n = node; n != NULL; n = html_after(n, node)) {
        if (is_label(n))
            return true;
    }
    return false;
}

/* Behind the label, up to the next one, which may stand within a paragraph (until 2006); under a heading inside a table
 * (combined pages), the rows below it. */
static struct legacy_block block_of(const struct html_node *label)
{
    struct legacy_block block = { label->next, NULL };
    if (label->parent->tag == TAG_TD && label->parent->parent->tag == TAG_TR && label->parent->parent->next != NULL)
        block.from = label->parent->parent->next;
    for (const struct html_node *n = block.from; n != NULL && block.to == NULL; n = n->next) {
        if (holds_label(n))
            block.to = n;
    }
    return block;
}

/* Until 2006 the table of the cast has no name but its heading. */
static void add_cast(struct legacy *page, const struct html_node *label)
{
    struct text words = html_text_in(label, NULL, page->arena);
    bool heads_cast = text_starts(words, TEXT("Cast")) || text_starts(words, TEXT("Complete credited cast")) ||
                      text_starts(words, TEXT("Credited cast"));
    const struct html_node *row = label->parent->parent;
    if (page->cast != NULL || !heads_cast || label->parent->tag != TAG_TD || row == NULL || row->tag != TAG_TR)
        return;
    for (page->cast = row; page->cast != NULL && page->cast->tag != TAG_TABLE;)
        page->cast = page->cast->parent;
}

/* Labels beyond LABELS_MAX, most seen 72, are none: each may cost a walk over all that is behind it. */
static void add_block(struct legacy *page, const struct html_node *label)
{
    enum { LABELS_MAX = 256 };
    if (page->labels++ >= LABELS_MAX)
        return;
    add_cast(page, label);
    struct legacy_block block = block_of(label);
    enum legacy_fact fact =
        block.from != NULL ? legacy_block_fact(label_text(label, page->arena), &block) : LEGACY_OTHER;
    bool invites = fact == LEGACY_PLOT && !text_known(legacy_block_text(page, &page->blocks[fact])); /* "add a plot" */
    if (fact != LEGACY_OTHER && (page->blocks[fact].from == NULL || invites))
        page->blocks[fact] = block;
}

static void set_first(const struct html_node **place, bool found, const struct html_node *node)
{
    if (found && *place == NULL)
        *place = node;
}

/* What an element is by its id or class. */
static void place(struct legacy *page, const struct html_node *n)
{
    struct text id = html_attr(n, ATTR_ID);
    bool poster = text_is(id, "img_primary") || text_is(id, "primary-poster") || html_attr_is(n, ATTR_NAME, "poster") ||
                  (n->tag == TAG_DIV && html_has_class(n, "poster"));
    set_first(&page->poster, poster, n);
    set_first(&page->story, text_is(id, "titleStoryLine"), n);
    set_first(&page->cast, n->tag == TAG_TABLE && (html_has_class(n, "cast_list") || html_has_class(n, "cast")), n);
    set_first(&page->summary, html_has_class(n, "summary_text"), n);
    set_first(&page->original, html_has_class(n, "originalTitle") || html_has_class(n, "title-extra"), n);
    bool rating = html_attr_is(n, ATTR_ITEMPROP, "aggregateRating") || html_has_class(n, "star-box") ||
                  html_has_class(n, "imdbRating") || html_has_class(n, "general") || text_is(id, "tn15rating") ||
                  text_is(id, "star-rating-info") || html_has_class(n, "star-box-details") ||
                  html_has_class(n, "ratings_wrapper") || html_has_class(n, "starbar-meta");
    set_first(&page->rating, rating, n);
    if (html_has_class(n, "tv_header") || html_has_class(n, "titleParent"))
        set_first(&page->parent, true, html_find_tag(n, TAG_A));
    if (legacy_is_line(n) && page->genres_short.from == NULL)
        page->genres_short = (struct legacy_block){ n->first, NULL };
}

static void read_meta(struct legacy *page, const struct html_node *n)
{
    if (html_attr_is(n, ATTR_PROPERTY, "og:type") && !text_known(page->og_type))
        page->og_type = html_attr(n, ATTR_CONTENT);
    if (html_attr_is(n, ATTR_PROPERTY, "og:image") && !text_known(page->og_image))
        page->og_image = html_attr(n, ATTR_CONTENT);
}

/* The head of the title, not that of an advertisement: within the overview, else one that the title bar starts with. */
static const struct html_node *find_h1(const struct legacy *page)
{
    const struct html_node *tn15 = html_find_attr(page->root, ATTR_ID, "tn15title");
    const struct html_node *within = tn15 != NULL ? tn15 : page->top;
    const struct html_node *h1 = within != NULL ? html_find_tag(within, TAG_H1) : NULL;
    if (h1 != NULL)
        return h1;
    struct text bar = page->bar != NULL ? html_text_in(page->bar, NULL, page->arena) : (struct text){ 0 };
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        bool is_head = n->tag == TAG_H1 || (n->tag == TAG_STRONG && html_has_class(n, "title")); /* until 2006 */
        struct text head = is_head ? html_text_in(n, NULL, page->arena) : (struct text){ 0 };
        struct text title = text_trim(text_take_until(&head, '('));
        if (title.len > 0 && text_starts(bar, title))
            return n;
    }
    return NULL;
}

static void survey(struct legacy *page)
{
    page->top = html_find_attr(page->root, ATTR_ID, "overview-top");
    if (page->top == NULL)
        page->top = html_find_attr(page->root, ATTR_ID, "title-overview-widget");
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        if (n->tag == TAG_META)
            read_meta(page, n);
        else if (n->tag == TAG_TITLE)
            set_first(&page->bar, true, n);
        else if (is_label(n))
            add_block(page, n);
        if (n->attr_count > 0)
            place(page, n);
    }
    if (page->rating == NULL && page->blocks[LEGACY_RATING].from != NULL)
        page->rating = page->blocks[LEGACY_RATING].from->parent;
    if (page->rating == NULL && page->layout == LAYOUT_PAGE_2005)
        page->rating = page->root; /* the first that is written "8.1/10" */
    if (page->layout == LAYOUT_PAGE_2017)
        legacy_survey_reference(page);
    else if (page->layout == LAYOUT_PAGE_2021)
        legacy_survey_rendered(page);
    if (page->h1 == NULL)
        page->h1 = find_h1(page);
}

/* What the head says for machines; ids_agree() compares the rest. */
static struct text id_of_meta(const struct legacy *page)
{
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        bool named = html_attr_is(n, ATTR_PROPERTY, "pageId") || html_attr_is(n, ATTR_NAME, "WT.z_const");
        if (n->tag == TAG_META && named && movie_is_imdb_id(html_attr(n, ATTR_CONTENT)))
            return html_attr(n, ATTR_CONTENT);
    }
    return (struct text){ 0 };
}

/* "/Credits?0133093", "http://us.imdb.com/Plot?0133093" (until 2003). "/Title?" may be another title. */
static struct text id_in_old_url(struct text href, struct arena *arena)
{
    enum { OLD_DIGITS = 7 };
    static const char *const about[] = { "/Credits?", "/Plot?", "/Keywords?", "/ReleaseDates?", "/Posters?" };
    size_t at;
    for (size_t i = 0; i < sizeof about / sizeof about[0]; i++) {
        struct text folder = text_of(about[i]);
        if (!text_find(href, folder, &at))
            continue;
        struct text id = arena_printf(arena, "tt%.*s", TEXT_ARG(text_after(href, at + folder.len)));
        return id.len == 2 + OLD_DIGITS && movie_is_imdb_id(id) ? id : (struct text){ 0 };
    }
    return (struct text){ 0 };
}

/* The id of a page from before there were canonical links: in the link to IMDbPro or to the whole cast, when all of
 * these links are about one title. */
static struct text id_of_links(const struct legacy *page)
{
    const struct html_node *within[] = { page->h1, page->layout == LAYOUT_PAGE_2005 ? page->root : NULL };
    for (size_t i = 0; i < 2; i++) {
        struct text found = { 0 };
        for (const struct html_node *n = within[i]; n != NULL; n = html_after(n, within[i])) {
            struct text href = n->tag == TAG_A ? html_attr(n, ATTR_HREF) : (struct text){ 0 };
            bool own = i == 0 || text_contains(href, TEXT("/fullcredits")) || text_contains(href, TEXT("/releaseinfo"));
            struct text id = own ? html_id_in_url(href, TEXT("/title/"), movie_is_imdb_id) : (struct text){ 0 };
            if (!text_known(id))
                id = id_in_old_url(href, page->arena);
            if (text_known(id) && text_known(found) && !text_equal(id, found))
                return (struct text){ 0 };
            if (text_known(id))
                found = id;
        }
        if (text_known(found))
            return found;
    }
    return (struct text){ 0 };
}

/* Every address that the head of the page gives for it names this title. */
static bool ids_agree(const struct legacy *page, struct text id)
{
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        struct text other = { 0 };
        if (n->tag == TAG_LINK && html_attr_is(n, ATTR_REL, "canonical"))
            other = html_id_in_url(html_attr(n, ATTR_HREF), TEXT("/title/"), movie_is_imdb_id);
        else if (n->tag == TAG_META && html_attr_is(n, ATTR_PROPERTY, "og:url"))
            other = html_id_in_url(html_attr(n, ATTR_CONTENT), TEXT("/title/"), movie_is_imdb_id);
        else if (n->tag == TAG_META &&
                 (html_attr_is(n, ATTR_PROPERTY, "pageId") || html_attr_is(n, ATTR_NAME, "WT.z_const")))
            other = html_attr(n, ATTR_CONTENT);
        if (movie_is_imdb_id(other) && !text_equal(other, id))
            return false;
    }
    return true;
}

/* Pages of people look like those of titles; they give an address of IMDb's, and it is no title's. */
static bool has_address(const struct legacy *page)
{
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        struct text url = { 0 };
        if (n->tag == TAG_LINK && html_attr_is(n, ATTR_REL, "canonical"))
            url = html_attr(n, ATTR_HREF);
        else if (n->tag == TAG_META && html_attr_is(n, ATTR_PROPERTY, "og:url"))
            url = html_attr(n, ATTR_CONTENT);
        if (text_starts(url, TEXT("/")) || text_contains(url, TEXT("imdb.")))
            return true;
    }
    return false;
}

/* "/title/tt0083987/fullcredits": a page about this title, but not its own. */
static bool is_subpage(const struct legacy *page)
{
    static const char *const own[] = { "", "combined", "maindetails", "reference" };
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        if (n->tag != TAG_LINK || !html_attr_is(n, ATTR_REL, "canonical"))
            continue;
        struct text url = html_attr(n, ATTR_HREF), id = html_id_in_url(url, TEXT("/title/"), movie_is_imdb_id);
        if (!text_known(id))
            return false;
        struct text tail = text_after(url, (size_t)(id.at - url.at) + id.len);
        (void)text_take_char(&tail, '/');
        tail = text_take_until(&tail, '?');
        if (text_ends(tail, TEXT("/")))
            tail.len--;
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            if (text_is(tail, own[i]))
                return false;
        }
        return tail.len > 0;
    }
    return false;
}

/* A page that ends before the last of its facts could stand: a text in it may be half a text. */
static bool is_cut(struct text bytes, const struct legacy *page)
{
    static const char *const ends[] = { "</html", "</HTML", "</body", "</BODY" };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (text_contains(bytes, text_of(ends[i])))
            return false;
    }
    const char *id = page->layout == LAYOUT_PAGE_2005 ? "tn15content" : "titleDetails";
    const struct html_node *last = html_find_attr(page->root, ATTR_ID, id);
    return last == NULL || html_behind(last, page->root) == NULL;
}

/* IMDb has no type "short" on these pages: shorts are films of the genre Short, and "(TV)" is both kinds. */
static void finish(struct movie *movie, enum page_layout layout)
{
    for (size_t i = 0; i < movie->genres.count; i++) {
        if (text_is(movie->genres.at[i], "Short") && text_is(movie->type, "movie"))
            movie->type = TEXT("short");
        else if (text_is(movie->genres.at[i], "Short") && text_is(movie->type, "tvMovie") && layout == LAYOUT_PAGE_2005)
            movie->type = TEXT("tvShort");
    }
    if (movie->languages.count == 1) /* as on every other layout (contract §4) */
        movie->original_language = movie->languages.at[0].code;
}

static const char *read_record(struct text bytes, struct legacy *page, struct extraction *out)
{
    if (html_is_foreign(bytes))
        return "a page in another encoding than UTF-8 and Latin-1";
    survey(page);
    struct text id = html_title_id(bytes);
    if (!text_known(id) && has_address(page)) {
        out->outcome = EXTRACT_NOT_FOUND;
        return "an IMDb page that is about no title";
    }
    if (!text_known(id))
        id = id_of_meta(page);
    if (!text_known(id))
        id = id_of_links(page);
    if (!text_known(id))
        return "an old title page that does not say which title it is about";
    if (!ids_agree(page, id))
        return "an old title page that names two different titles";
    if (is_subpage(page))
        return "a page about one side of a title, not the title's own";
    if (is_cut(bytes, page))
        return "an old title page that is cut off";
    if (page->h1 == NULL)
        return "an old title page without the head that names the title";
    legacy_read_head(page, out);
    if (text_empty(out->movie.title))
        return "an old title page in which the title is missing";
    out->movie.imdb_id = out->canonical_id = id;
    legacy_read_facts(page, &out->movie);
    legacy_read_people(page, &out->movie);
    finish(&out->movie, page->layout);
    return NULL;
}

static void read_as(enum page_layout layout, struct text page, struct arena *arena, struct extraction *out)
{
    struct legacy legacy = { .arena = arena, .layout = layout };
    struct extraction got = { .layout = layout, .outcome = EXTRACT_DRIFT };
    if (page.len <= LEGACY_BYTES_MAX)
        legacy.root = html_tree_parse(html_clean(page, arena), arena);
    got.why = legacy.root != NULL ? read_record(page, &legacy, &got) : "an old title page larger or deeper than any";
    if (got.why == NULL)
        got.outcome = EXTRACT_FOUND;
    else
        got = (struct extraction){ .layout = layout, .outcome = got.outcome, .why = got.why };
    *out = got;
}

bool legacy_page_read(struct text page, struct arena *arena, struct extraction *out)
{
    enum page_layout layout = layout_of(page);
    if (layout != LAYOUT_NONE)
        read_as(layout, page, arena, out);
    return layout != LAYOUT_NONE;
}

bool legacy_rendered_read(struct text page, struct arena *arena, struct extraction *out)
{
    if (!text_contains(page, TEXT("hero__pageTitle")) && !text_contains(page, TEXT("hero-title-block__title")))
        return false;
    read_as(LAYOUT_PAGE_2021, page, arena, out);
    return true;
}

/* The places of a /reference page of 2017 to 2024 ("titlereference-header"): rows of a label and its facts, the head in
 * an <h3>. Known from programs that read it (docs/drift.md), from no page. */
#include "extract/legacy.h"

static bool is_blank_text(const struct html_node *node)
{
    return node->tag == TAG_TEXT && text_trim(node->text).len == 0;
}

/* "Directors:", " Writers " */
static enum legacy_fact fact_of(struct text label)
{
    label = text_trim(label);
    if (text_ends(label, TEXT(":")))
        label.len--;
    return legacy_label(text_trim(label));
}

/* <td class="ipl-zebra-list__label">Runtime</td><td>… */
static void row(struct legacy *page, const struct html_node *label)
{
    enum legacy_fact fact = fact_of(html_text_in(label, NULL, page->arena));
    if (fact != LEGACY_OTHER && page->blocks[fact].from == NULL && label->next != NULL)
        page->blocks[fact] = (struct legacy_block){ label->next, NULL };
}

/* <div class="titlereference-overview-section">Writers: <ul>…: the first few of them. */
static void overview(struct legacy *page, const struct html_node *section)
{
    const struct html_node *label = section->first;
    while (label != NULL && is_blank_text(label))
        label = label->next;
    if (label == NULL || label->tag != TAG_TEXT || label->next == NULL)
        return;
    enum legacy_fact fact = fact_of(label->text);
    if (fact != LEGACY_OTHER && page->blocks[fact].from == NULL)
        page->blocks[fact] = (struct legacy_block){ label->next, NULL };
}

/* <h4 name="directors">, two levels below the header of the table that lists all of them. */
static void credits(struct legacy *page, const struct html_node *heading)
{
    struct text name = html_attr(heading, ATTR_NAME);
    enum legacy_fact fact = text_is(name, "directors") ? LEGACY_DIRECTORS : LEGACY_WRITERS;
    const struct html_node *header = heading->parent != NULL ? heading->parent->parent : NULL;
    if (header == NULL || (fact == LEGACY_WRITERS && !text_is(name, "writers")))
        return;
    for (const struct html_node *n = header->next; n != NULL; n = n->next) {
        if (n->tag == TAG_TABLE) {
            page->blocks[fact] = (struct legacy_block){ n, n->next };
            return;
        }
    }
}

/* The plot: the first plain <div> of the overview that is no list of seasons. */
static const struct html_node *plot_of(const struct legacy *page, const struct html_node *section)
{
    for (const struct html_node *n = section->first; n != NULL; n = n->next) {
        if (n->tag != TAG_DIV || text_known(html_attr(n, ATTR_CLASS)))
            continue;
        const struct html_node *link = html_find_tag(n, TAG_A);
        bool leads_on = link != NULL && text_contains(html_attr(link, ATTR_HREF), TEXT("/episodes"));
        if (!leads_on && text_known(html_text_in(n, legacy_is_more, page->arena)))
            return n;
    }
    return NULL;
}

/* The text right before "(original title)". */
static const struct html_node *original_of(const struct html_node *label)
{
    const struct html_node *text = NULL;
    for (const struct html_node *n = label->parent->first; n != label; n = n->next)
        text = n->tag == TAG_TEXT && !is_blank_text(n) ? n : NULL;
    return text;
}

static void within_header(struct legacy *page, const struct html_node *n)
{
    if (n->tag == TAG_H3 && html_attr_is(n, ATTR_ITEMPROP, "name") && page->h1 == NULL)
        page->h1 = n;
    else if (n->tag == TAG_H4 && page->h1 == NULL && page->parent == NULL)
        page->parent = html_find_tag(n, TAG_A); /* the series, above the name of its episode */
    else if (html_has_class(n, "titlereference-original-title-label"))
        page->original = original_of(n);
    else if (html_has_class(n, "titlereference-primary-image") && page->poster == NULL)
        page->poster = n;
    else if (html_has_class(n, "ipl-rating-star") && page->rating == NULL)
        page->rating = n;
}

void legacy_survey_reference(struct legacy *page)
{
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        if (html_has_class(n, "titlereference-header") && page->top == NULL)
            page->top = n;
        else if (html_has_class(n, "ipl-zebra-list__label"))
            row(page, n);
        else if (html_has_class(n, "titlereference-overview-section"))
            overview(page, n);
        else if (html_has_class(n, "titlereference-section-overview") && page->summary == NULL)
            page->summary = plot_of(page, n);
        else if (html_has_class(n, "titlereference-section-storyline") && page->story == NULL)
            page->story = n;
        else if (n->tag == TAG_H4 && text_known(html_attr(n, ATTR_NAME)))
            credits(page, n);
    }
    for (const struct html_node *n = page->top; n != NULL; n = html_after(n, page->top))
        within_header(page, n);
}

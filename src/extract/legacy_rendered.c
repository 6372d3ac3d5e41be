/* The places of a title page since 2021 of which only the markup is left: what a browser's "single file" keeps. The
 * test ids that IMDb's own tests look for stayed when every class changed. Its votes are rounded ("2.1M"), so there is
 * no rating. */
#include "base/compiler.h"
#include "extract/legacy.h"

static bool has_testid(const struct html_node *node, const char *id)
{
    return html_attr_is(node, ATTR_DATA_TESTID, id);
}

bool legacy_is_cast_item(const struct html_node *node)
{
    return has_testid(node, "title-cast-item");
}

static void set_block(struct legacy *page, enum legacy_fact fact, const struct html_node *from)
{
    if (fact != LEGACY_OTHER && from != NULL && page->blocks[fact].from == NULL)
        page->blocks[fact] = (struct legacy_block){ from, NULL };
}

/* A row: its label, then what it tells. */
static void row(struct legacy *page, const struct html_node *n)
{
    static const struct {
        const char *id;
        enum legacy_fact fact;
    } rows[] = {
        { "title-details-releasedate", LEGACY_RELEASE }, { "title-details-origin", LEGACY_COUNTRIES },
        { "title-details-languages", LEGACY_LANGUAGES }, { "title-techspec_runtime", LEGACY_RUNTIME },
        { "storyline-genres", LEGACY_GENRES },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (has_testid(n, rows[i].id) && n->first != NULL)
            set_block(page, rows[i].fact, n->first->next);
    }
    if (has_testid(n, "title-pc-principal-credit") && n->first != NULL)
        set_block(page, legacy_label(html_text_in(n->first, NULL, page->arena)), n->first->next);
}

/* The element behind the head that "Original title: X" is the text of. */
static const struct html_node *original_of(const struct legacy *page)
{
    enum { TEXTS_MAX = 4 }; /* between are at most the two of a series above its episode */
    int texts = 0;
    for (const struct html_node *n = html_behind(page->h1, page->root); n != NULL && texts < TEXTS_MAX;
         n = html_after(n, page->root)) {
        texts += n->tag == TAG_TEXT;
        if (n->tag == TAG_TEXT && text_starts(n->text, TEXT("Original title: ")))
            return n->parent;
    }
    return NULL;
}

void legacy_survey_rendered(struct legacy *page)
{
    const struct html_node *shorter = NULL;
    page->rating = page->poster = page->cast = NULL; /* what has such a class here is something else */
    for (const struct html_node *n = page->root; n != NULL; n = html_after(n, page->root)) {
        row(page, n);
        if ((has_testid(n, "hero__pageTitle") || has_testid(n, "hero-title-block__title")) && page->h1 == NULL)
            page->h1 = n;
        else if (has_testid(n, "hero-title-block__series-link") && page->parent == NULL)
            page->parent = n;
        else if (has_testid(n, "hero-media__poster") && page->poster == NULL)
            page->poster = n;
        else if (has_testid(n, "genres") && page->genres_short.from == NULL)
            page->genres_short = (struct legacy_block){ n->first, NULL };
        else if (has_testid(n, "plot-xl") && page->summary == NULL)
            page->summary = n;
        else if (has_testid(n, "plot-l") && shorter == NULL)
            shorter = n;
        else if (legacy_is_cast_item(n) && page->cast == NULL)
            page->cast = page->root;
    }
    if (page->summary == NULL)
        page->summary = shorter;
    if (page->h1 == NULL)
        return;
    page->original = original_of(page);
    const struct html_node *inner = html_find_tag(page->h1, TAG_SPAN); /* since 2023 */
    if (inner != NULL && inner == page->h1->first)
        page->h1 = inner;
}

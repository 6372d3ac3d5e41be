/* A label and what stands behind it: `<h4 class="inline">Country:</h4> <a …>`, `<h5>Country:</h5><div class=
 * "info-content">…`, `<b class="ch">Country:</b> <a …>`. Links tell the fact in any language; the label is the rest. */
#include "base/compiler.h"
#include "extract/legacy.h"

#include <string.h>

struct trace {
    enum html_attr_name attr;
    const char *part;
    enum legacy_fact fact;
};

/* Parts of an attribute of a link that only links of this fact have. */
static const struct trace traces[] = {
    { ATTR_HREF, "/country/", LEGACY_COUNTRIES },
    { ATTR_HREF, "country_of_origin=", LEGACY_COUNTRIES },
    { ATTR_HREF, "title?countries=", LEGACY_COUNTRIES },
    { ATTR_HREF, "/Sections/Countries/", LEGACY_COUNTRIES },
    { ATTR_HREF, "/language/", LEGACY_LANGUAGES },
    { ATTR_HREF, "primary_language=", LEGACY_LANGUAGES },
    { ATTR_HREF, "&languages=", LEGACY_LANGUAGES },
    { ATTR_HREF, "title?languages=", LEGACY_LANGUAGES },
    { ATTR_HREF, "/Sections/Languages/", LEGACY_LANGUAGES },
    { ATTR_HREF, "/genre/", LEGACY_GENRES },
    { ATTR_HREF, "title?genres=", LEGACY_GENRES },
    { ATTR_HREF, "/Sections/Genres/", LEGACY_GENRES },
    { ATTR_HREF, "ref_=tt_ov_dr", LEGACY_DIRECTORS },
    { ATTR_HREF, "ref_=tt_ov_wr", LEGACY_WRITERS },
    { ATTR_HREF, "ref_=tt_ov_st", LEGACY_STARS },
    { ATTR_ONCLICK, "/directorlist/", LEGACY_DIRECTORS },
    { ATTR_ONCLICK, "/director-", LEGACY_DIRECTORS },
    { ATTR_ONCLICK, "/creatorlist/", LEGACY_CREATORS },
    { ATTR_ONCLICK, "/creator-", LEGACY_CREATORS },
    { ATTR_ONCLICK, "/writerlist/", LEGACY_WRITERS },
    { ATTR_ONCLICK, "/writer-", LEGACY_WRITERS },
    { ATTR_ONCLICK, "/star-", LEGACY_STARS },
    { ATTR_ITEMPROP, "director", LEGACY_DIRECTORS },
    { ATTR_ITEMPROP, "actors", LEGACY_STARS },
    { ATTR_HREF, "/plotsummary", LEGACY_PLOT },
};

static enum legacy_fact trace_of(const struct html_node *link)
{
    for (size_t i = 0; i < COUNT_OF(traces); i++) {
        if (text_contains(html_attr(link, traces[i].attr), text_of(traces[i].part)))
            return traces[i].fact;
    }
    return LEGACY_OTHER;
}

enum legacy_fact legacy_block_fact(struct text label, const struct legacy_block *block)
{
    enum legacy_fact fact = legacy_label(label);
    if (fact != LEGACY_OTHER)
        return fact;
    const struct html_node *link = legacy_block_link(block, NULL);
    if (link == NULL)
        return LEGACY_OTHER;
    fact = trace_of(link);
    /* "Plot Keywords", "Taglines" and "Also Known As" end with links of their own; a release date with its one link */
    if (fact == LEGACY_OTHER) {
        struct text href = html_attr(link, ATTR_HREF);
        bool dates = text_contains(href, TEXT("releaseinfo")) && !text_contains(href, TEXT("akas"));
        fact = dates ? LEGACY_RELEASE : LEGACY_OTHER;
    }
    return fact;
}

bool legacy_is_line(const struct html_node *node)
{
    return html_has_class(node, "infobar") || html_has_class(node, "subtext") ||
           html_has_class(node, "ipl-inline-list");
}

bool legacy_is_more(const struct html_node *node)
{
    static const char *const parts[] = {
        "plotsummary", "synopsis",    "updates",      "/register/", "contribute.imdb.com",
        "releaseinfo", "fullcredits", "plot_author=", "/tv/grid",   "locations?"
    };
    if (html_has_class(node, "see-more") || html_has_class(node, "tn15more") || html_has_class(node, "toggle-episodes"))
        return true;
    if (node->tag == TAG_EM && (html_has_class(node, "nobr") || html_find_tag(node, TAG_A) != NULL))
        return true; /* "Written by …" below a storyline */
    if (node->tag != TAG_A)
        return false;
    if (node->first != NULL && text_starts(node->first->text, TEXT("("))) /* "(more)", "(view trailer)" */
        return true;
    struct text href = html_attr(node, ATTR_HREF);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (text_contains(href, text_of(parts[i])))
            return true;
    }
    return text_starts(href, TEXT("#"));
}

/* Ends that only lead on: "»", "|", "(more)" once its link is gone. */
static struct text without_tail(struct text t)
{
    static const char *const tails[] = { "\xC2\xBB", "|", "()", "," };
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        if (text_ends(t, text_of(tails[i]))) {
            t = text_trim(text_from(t.at, t.len - strlen(tails[i])));
            i = (size_t)-1;
        }
    }
    return t.len > 0 ? t : (struct text){ 0 };
}

struct text legacy_block_text(const struct legacy *page, const struct legacy_block *block)
{
    if (block->from == NULL)
        return (struct text){ 0 };
    return without_tail(html_text_between(block->from, block->to, legacy_is_more, page->arena));
}

static bool has_text(const struct html_node *node)
{
    for (const struct html_node *n = node; n != NULL; n = html_after(n, node)) {
        if (n->tag == TAG_TEXT && text_trim(n->text).len > 0)
            return true;
    }
    return false;
}

const struct html_node *legacy_block_link(const struct legacy_block *block, const struct html_node *after)
{
    const struct html_node *parent = block->from != NULL ? block->from->parent : NULL;
    const struct html_node *node = after != NULL ? html_after(after, parent) : block->from;
    for (; node != NULL && node != block->to; node = html_after(node, parent)) {
        if (node->tag == TAG_A && has_text(node))
            return node;
    }
    return NULL;
}

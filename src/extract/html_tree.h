/* A page as a tree, as libxml2's HTML parser understands broken markup: its events, our nodes.
 * No network, no entities of documents, nothing printed; thread-safe. Everything lives in the arena. */
#ifndef UNDERSTUDY_EXTRACT_HTML_TREE_H
#define UNDERSTUDY_EXTRACT_HTML_TREE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

enum html_tag { /* those that facts stand in; in the order of their names */
                TAG_A,
                TAG_B,
                TAG_DIV,
                TAG_EM,
                TAG_H1,
                TAG_H2,
                TAG_H3,
                TAG_H4,
                TAG_H5,
                TAG_I,
                TAG_IMG,
                TAG_LINK,
                TAG_META,
                TAG_P,
                TAG_SMALL,
                TAG_SPAN,
                TAG_STRONG,
                TAG_TABLE,
                TAG_TD,
                TAG_TIME,
                TAG_TITLE,
                TAG_TR,
                TAG_OTHER,
                TAG_TEXT /* no element: the text between two tags */
};

enum html_attr_name { /* the others are dropped; in the order of their names */
                      ATTR_CLASS,
                      ATTR_CONTENT,
                      ATTR_DATA_TESTID,
                      ATTR_DATETIME,
                      ATTR_HREF,
                      ATTR_ID,
                      ATTR_ITEMPROP,
                      ATTR_NAME,
                      ATTR_ONCLICK,
                      ATTR_PROPERTY,
                      ATTR_REL,
                      ATTR_SRC,
                      ATTR_VALUE,
                      ATTR_COUNT
};

struct html_attr {
    enum html_attr_name name;
    struct text value; /* decoded; empty when it has none */
};

struct html_node {
    enum html_tag tag;
    unsigned attr_count;
    const struct html_attr *attrs;
    struct text text; /* of TAG_TEXT, decoded; else unknown */
    struct html_node *parent, *next, *first, *last;
};

enum {
    HTML_NODES_MAX = 1 << 18, /* elements and texts; the largest page seen has 16401 */
    HTML_DEPTH_MAX = 100      /* the deepest seen is 25 */
};

/* The tree of a page that went through html_clean(). NULL beyond the limits. */
struct html_node *html_tree_parse(struct text clean, struct arena *arena);

/* More than libxml2 takes for a page of so many bytes, beside the tree: 3 times a real one, 9 times one of end tags
 * that are all different (tests/unit/extract/html_memory_test.c), and what malloc adds. */
size_t html_tree_room(size_t page_bytes);

/* Document order: the next node below `root`, or the next that is not below `node` either. NULL at the end. */
struct html_node *html_after(const struct html_node *node, const struct html_node *root);
struct html_node *html_behind(const struct html_node *node, const struct html_node *root);

/* Unknown when the element has no such attribute. */
struct text html_attr(const struct html_node *node, enum html_attr_name name);
bool html_attr_is(const struct html_node *node, enum html_attr_name name, const char *value);
/* One of the words of its class. */
bool html_has_class(const struct html_node *node, const char *word);

/* The first element below `root` that has the tag, and the attribute with that value. NULL: none. */
const struct html_node *html_find_tag(const struct html_node *root, enum html_tag tag);
const struct html_node *html_find_attr(const struct html_node *root, enum html_attr_name name, const char *value);

/* All text below `node`, but not that of elements which `skips` picks (NULL: none): white space and no-break spaces
 * collapsed; unknown when nothing is left. `html_text_between` starts at a sibling and stops before another. */
typedef bool html_skip(const struct html_node *node);
struct text html_text_in(const struct html_node *node, html_skip *skips, struct arena *arena);
struct text html_text_between(const struct html_node *from, const struct html_node *to, html_skip *skips,
                              struct arena *arena);

#endif

/* Ways through a tree, and the text in it. */
#include "extract/html_text.h"
#include "extract/html_tree.h"

#include <string.h>

struct html_node *html_behind(const struct html_node *node, const struct html_node *root)
{
    while (node != root && node->next == NULL)
        node = node->parent;
    return node != root ? node->next : NULL;
}

struct html_node *html_after(const struct html_node *node, const struct html_node *root)
{
    return node->first != NULL ? node->first : html_behind(node, root);
}

struct text html_attr(const struct html_node *node, enum html_attr_name name)
{
    for (unsigned i = 0; i < node->attr_count; i++) {
        if (node->attrs[i].name == name)
            return node->attrs[i].value;
    }
    return (struct text){ 0 };
}

bool html_attr_is(const struct html_node *node, enum html_attr_name name, const char *value)
{
    return text_is(html_attr(node, name), value);
}

bool html_has_class(const struct html_node *node, const char *word)
{
    struct text words = html_attr(node, ATTR_CLASS);
    while (words.len > 0) {
        if (text_is(text_take_until(&words, ' '), word))
            return true;
    }
    return false;
}

const struct html_node *html_find_tag(const struct html_node *root, enum html_tag tag)
{
    const struct html_node *node = root;
    while ((node = html_after(node, root)) != NULL && node->tag != tag)
        continue;
    return node;
}

const struct html_node *html_find_attr(const struct html_node *root, enum html_attr_name name, const char *value)
{
    const struct html_node *node = root;
    while ((node = html_after(node, root)) != NULL && !html_attr_is(node, name, value))
        continue;
    return node;
}

/* The next text from `node` on, not within what is skipped. */
static const struct html_node *next_text(const struct html_node *node, const struct html_node *root, html_skip *skips)
{
    while (node != NULL && node->tag != TAG_TEXT) {
        bool skip = skips != NULL && node != root && skips(node);
        node = skip ? html_behind(node, root) : html_after(node, root);
    }
    return node;
}

static size_t gather_in(const struct html_node *node, html_skip *skips, char *to)
{
    size_t used = 0;
    if (node->tag != TAG_TEXT && skips != NULL && skips(node))
        return 0;
    for (const struct html_node *t = next_text(node, node, skips); t != NULL;) {
        if (to != NULL)
            memcpy(to + used, t->text.at, t->text.len);
        used += t->text.len;
        t = t == node ? NULL : html_behind(t, node);
        t = t != NULL ? next_text(t, node, skips) : NULL;
    }
    return used;
}

/* U+00A0, which old markup is spaced with, to spaces; true when there is a C1 control beside. */
static bool spaces_for_nbsp(char *at, size_t len)
{
    bool controls = false;
    for (size_t i = 0; i + 1 < len; i++) {
        unsigned char next = (unsigned char)at[i + 1];
        if (at[i] == '\xC2' && next == 0xA0)
            at[i] = at[i + 1] = ' ';
        controls = controls || (at[i] == '\xC2' && next >= 0x80 && next < 0xA0);
    }
    return controls;
}

/* "&#147;" comes as U+0093, and means a quotation mark. */
static struct text without_controls(struct text t, struct arena *arena)
{
    char *to = arena_alloc(arena, t.len / 2 * 3 + 2); /* two bytes become three at most */
    size_t used = 0;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char next = i + 1 < t.len ? (unsigned char)t.at[i + 1] : 0;
        if (t.at[i] == '\xC2' && next >= 0x80 && next < 0xA0) {
            used += html_put_utf8(to + used, html_windows_1252(next));
            i++;
        } else {
            to[used++] = t.at[i];
        }
    }
    return text_from(to, used);
}

struct text html_text_between(const struct html_node *from, const struct html_node *to, html_skip *skips,
                              struct arena *arena)
{
    size_t len = 0, used = 0;
    for (const struct html_node *n = from; n != NULL && n != to; n = n->next)
        len += gather_in(n, skips, NULL);
    if (len == 0)
        return (struct text){ 0 };
    char *at = arena_alloc(arena, len + 1);
    for (const struct html_node *n = from; n != NULL && n != to; n = n->next)
        used += gather_in(n, skips, at + used);
    bool controls = spaces_for_nbsp(at, used);
    struct text all = text_from(at, used);
    return html_collapse(controls ? without_controls(all, arena) : all, arena);
}

struct text html_text_in(const struct html_node *node, html_skip *skips, struct arena *arena)
{
    return node->tag == TAG_TEXT ? html_text_between(node, node->next, skips, arena)
                                 : html_text_between(node->first, NULL, skips, arena);
}

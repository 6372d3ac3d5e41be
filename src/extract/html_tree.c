/* libxml2 as a reader of events: it knows which tags close which, we keep what facts stand in. A third of the time and
 * a fifth of the memory of its own tree. */
#include "extract/html_tree.h"

#include "base/error.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT; /* libxml2's own tables; they live as long as the program */

struct builder {
    struct arena *arena;
    htmlParserCtxtPtr parser;
    struct html_node *root, *open; /* the element whose end has not come */
    size_t nodes, depth;
    bool over;    /* a limit was passed */
    bool starved; /* out of memory: told once libxml2 has given back its own */
};

static const char *const tag_names[] = { "a",      "b",     "div", "em",   "h1",    "h2", "h3",    "h4",
                                         "h5",     "i",     "img", "link", "meta",  "p",  "small", "span",
                                         "strong", "table", "td",  "time", "title", "tr" };
static const char *const attr_names[] = { "class", "content", "data-testid", "datetime", "href", "id",   "itemprop",
                                          "name",  "onclick", "property",    "rel",      "src",  "value" };

static int index_of(const xmlChar *name, const char *const *names, int count)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = (low + high) / 2, order = strcmp((const char *)name, names[middle]);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return count;
}

static void *take(struct builder *b, size_t bytes)
{
    void *at = arena_try(b->arena, bytes);
    if (at == NULL) {
        b->starved = b->over = true;
        xmlStopParser(b->parser);
    }
    return at;
}

static struct html_node *add_node(struct builder *b, enum html_tag tag)
{
    if (++b->nodes > HTML_NODES_MAX || b->depth > HTML_DEPTH_MAX) {
        b->over = true;
        xmlStopParser(b->parser);
        return NULL;
    }
    struct html_node *node = take(b, sizeof *node);
    if (node == NULL)
        return NULL;
    node->tag = tag;
    node->parent = b->open;
    if (b->open->last != NULL)
        b->open->last->next = node;
    else
        b->open->first = node;
    b->open->last = node;
    return node;
}

static struct text copy(struct builder *b, struct text t)
{
    char *at = take(b, t.len + 1); /* zeroed */
    return at != NULL ? text_from(memcpy(at, t.at, t.len), t.len) : (struct text){ 0 };
}

static void keep_attrs(struct builder *b, struct html_node *node, const xmlChar **attrs)
{
    struct html_attr kept[ATTR_COUNT];
    unsigned count = 0;
    for (; attrs != NULL && attrs[0] != NULL && count < ATTR_COUNT; attrs += 2) {
        int name = index_of(attrs[0], attr_names, ATTR_COUNT);
        if (name == ATTR_COUNT)
            continue;
        struct text value = attrs[1] != NULL ? text_of((const char *)attrs[1]) : TEXT("");
        kept[count++] = (struct html_attr){ (enum html_attr_name)name, copy(b, value) };
    }
    void *at = count > 0 && !b->over ? take(b, count * sizeof *kept) : NULL;
    if (at != NULL) {
        node->attrs = memcpy(at, kept, count * sizeof *kept);
        node->attr_count = count;
    }
}

static void characters(void *user, const xmlChar *at, int len)
{
    struct builder *b = user;
    struct html_node *node = b->over || len <= 0 ? NULL : add_node(b, TAG_TEXT);
    if (node != NULL)
        node->text = copy(b, text_from((const char *)at, (size_t)len));
}

static void start_element(void *user, const xmlChar *name, const xmlChar **attrs)
{
    struct builder *b = user;
    if (b->over)
        return;
    b->depth++;
    struct html_node *node = add_node(b, (enum html_tag)index_of(name, tag_names, TAG_OTHER));
    if (node == NULL)
        return;
    keep_attrs(b, node, attrs);
    b->open = node;
    if (strcmp((const char *)name, "br") == 0)
        characters(user, (const xmlChar *)" ", 1); /* what it parts are two words */
}

static void end_element(void *user, const xmlChar *name)
{
    struct builder *b = user;
    (void)name; /* libxml2 closes in order what it opened */
    if (b->over || b->open == b->root)
        return;
    b->depth--;
    b->open = b->open->parent;
}

size_t html_tree_room(size_t page_bytes)
{
    enum { TIMES = 16, TABLES_BYTES = 256 * 1024 };
    return TIMES * page_bytes + TABLES_BYTES;
}

/* libxml2's HTML parser does not survive its own want of memory: 2.9.14 then reads through NULL, or never ends. So what
 * it takes is asked for before. Another thread may take it in between: include/understudy.h says so. */
static bool has_room(struct text clean)
{
    void *volatile room; /* volatile: else the compiler leaves both calls out */
    room = malloc(html_tree_room(clean.len));
    free(room);
    return room != NULL;
}

static void prepare(void)
{
    xmlInitParser();
}

struct html_node *html_tree_parse(struct text clean, struct arena *arena)
{
    struct builder b = { .arena = arena };
    if (clean.len > INT32_MAX)
        return NULL;
    if (!has_room(clean))
        oom();
    (void)pthread_once(&prepared, prepare);
    b.root = b.open = arena_alloc(arena, sizeof *b.root);
    b.root->tag = TAG_OTHER;
    b.parser = htmlNewParserCtxt();
    if (b.parser == NULL)
        oom();
    htmlSAXHandlerPtr sax = b.parser->sax;
    memset(sax, 0, sizeof *sax); /* no comments, no DTD, no errors to print */
    sax->startElement = start_element;
    sax->endElement = end_element;
    sax->characters = characters;
    sax->ignorableWhitespace = characters;
    sax->cdataBlock = characters;
    b.parser->userData = &b;
    (void)htmlCtxtReadMemory(b.parser, clean.at, (int)clean.len, NULL, "UTF-8",
                             HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    b.starved = b.starved || b.parser->errNo == XML_ERR_NO_MEMORY;
    if (b.parser->myDoc != NULL)
        xmlFreeDoc(b.parser->myDoc);
    htmlFreeParserCtxt(b.parser);
    xmlResetLastError(); /* the thread's, in which libxml2 keeps a text of the page */
    if (b.starved)
        oom();
    return b.over ? NULL : b.root;
}

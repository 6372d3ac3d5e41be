/* What libxml2 takes for a page is no more than what is asked for before it: of ordinary pages, and of those made to
 * take much. */
#include "base/compiler.h"
#include "check.h"
#include "extract/html_clean.h"
#include "extract/html_tree.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES = 1 << 20, HEAD_BYTES = sizeof(max_align_t) };

static struct arena arena;
static size_t taken, most;

static void count(size_t more, size_t less)
{
    taken += more;
    most = taken > most ? taken : most;
    taken -= less;
}

/* Each block knows its size. */
static void *counted_malloc(size_t bytes)
{
    char *at = malloc(bytes + HEAD_BYTES);
    if (at == NULL)
        return NULL;
    memcpy(at, &bytes, sizeof bytes);
    count(bytes, 0);
    return at + HEAD_BYTES;
}

static void counted_free(void *block)
{
    size_t bytes;
    char *at = block != NULL ? (char *)block - HEAD_BYTES : NULL;
    if (at == NULL)
        return;
    memcpy(&bytes, at, sizeof bytes);
    count(0, bytes);
    free(at);
}

static void *counted_realloc(void *block, size_t bytes)
{
    size_t old = 0;
    void *bigger = counted_malloc(bytes); /* both are there for a moment */
    if (bigger == NULL || block == NULL)
        return bigger;
    memcpy(&old, (char *)block - HEAD_BYTES, sizeof old);
    memcpy(bigger, block, old < bytes ? old : bytes);
    counted_free(block);
    return bigger;
}

static char *counted_strdup(const char *z)
{
    size_t bytes = strlen(z) + 1;
    char *copy = counted_malloc(bytes);
    return copy != NULL ? memcpy(copy, z, bytes) : NULL;
}

/* `piece` over and over, "#" in it four letters that are others each time. */
static struct text page_of(const char *piece)
{
    static char page[PAGE_BYTES + 64];
    size_t len = 0;
    for (unsigned n = 0; len < PAGE_BYTES; n++) {
        for (const char *at = piece; *at != '\0'; at++) {
            unsigned left = n;
            for (int i = 0; *at == '#' && i < 4; i++, left /= 26)
                page[len++] = (char)('a' + left % 26);
            if (*at != '#')
                page[len++] = *at;
        }
    }
    return text_from(page, len);
}

static void within_the_room(void)
{
    static const char *const pieces[] = { "<p>text ", "<a href='/title/#/'>x</a> ",
                                          "<p #=1>",  "<img #>",
                                          "<#></#>",  "<b>",
                                          "</#>",     "&eacute;&#235;",
                                          "<!#>",     "<? ",
                                          "x" };
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct text clean = html_clean(page_of(pieces[i]), &arena);
        taken = most = 0;
        (void)html_tree_parse(clean, &arena);
        CHECK_ROW(pieces[i]);
        CHECK(most > 0 && most <= html_tree_room(clean.len));
        printf("# %zu bytes for %zu: %s\n", most, clean.len, pieces[i]);
        arena_reset(&arena);
    }
}

int main(void)
{
    CHECK_INT(xmlMemSetup(counted_free, counted_malloc, counted_realloc, counted_strdup), 0);
    (void)html_tree_parse(TEXT("<p>"), &arena); /* its tables, which stay */
    RUN(within_the_room);
    arena_finish(&arena);
    xmlCleanupParser(); /* a size before each block hides it from valgrind */
    return check_done();
}

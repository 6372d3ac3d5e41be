/* Out of memory, at every allocation of every function in turn: an error by value, nothing lost, nothing half-done.
 * What the static library allocates itself goes through the linker's --wrap; ICU and jansson have hooks for theirs.
 * libxml2 has one too, but 2.9.14 crashes when it fails: html_tree.c asks for that memory before. */
#include "check.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <understudy.h>
#include <unicode/uclean.h>

static long countdown = -1; /* allocations until one fails; below zero: none does */

static bool fails(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *at, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *at, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
    return fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *at, size_t bytes)
{
    return fails() ? NULL : __real_realloc(at, bytes);
}

static void *icu_malloc(const void *context, size_t bytes)
{
    (void)context;
    return __wrap_malloc(bytes);
}

static void *icu_realloc(const void *context, void *at, size_t bytes)
{
    (void)context;
    return __wrap_realloc(at, bytes);
}

static void icu_free(const void *context, void *at)
{
    (void)context;
    free(at);
}

#define ID "<link rel=canonical href='http://www.imdb.com/title/tt9900001/'>"
#define NEXT                                                                                                           \
    "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"aboveTheFoldData\":{\"id\":"  \
    "\"tt9900001\",\"titleText\":{\"text\":\"A \\u00e9\"},\"genres\":{\"genres\":[{\"text\":\"Drama\"}]},"             \
    "\"ratingsSummary\":{\"aggregateRating\":8.7,\"voteCount\":9},\"castV2\":[{\"credits\":[{\"name\":{\"id\":"        \
    "\"nm9900001\",\"nameText\":{\"text\":\"Ada\"}}}]}]}}}}</script>"

/* Inputs of every reader. */
static const struct {
    const char *what, *bytes;
} inputs[] = {
    { "a page of today", NEXT },
    { "GraphQL", "{\"data\":{\"titles\":[{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"A\"}},null]}}" },
    { "suggestion", "{\"d\":[{\"id\":\"tt9900001\",\"l\":\"A\",\"y\":1999,\"q\":\"feature\"}]}" },
    { "JSON-LD",
      "<script type=\"application/ld+json\">{\"@type\":\"Movie\",\"url\":\"/title/tt9900001/\",\"name\":\"A "
      "&amp; B\",\"actor\":[{\"@type\":\"Person\",\"url\":\"/name/nm9900001/\",\"name\":\"Ada\"}]}</script>" },
    { "old markup",
      "<title>A (1999) - IMDb</title>" ID "<div id=overview-top><h1 class=header><span itemprop=name>A "
      "&eacute;</span> <span>(<a href=/year/1999/>1999</a>)</span></h1><div class=infobar><a title='x' "
      "href=\"/title/tt9900001/releaseinfo\">1 May 1999 (USA)</a></div></div><table class=cast_list><tr><td>"
      "<a href=/name/nm9900001/>Ada</a></td><td class=character>B / C</td></tr></table><h4 class=inline>"
      "Runtime:</h4> 90 min<unknown-tag other='y'>z</unknown-tag></body></html>" },
    { "Latin-1", "<title>A</title>" ID "<div id=tn15title><h1>\xC9t\xE9 <span>(1999)</span></h1></div></html>" },
    { "a list",
      "<title>Top - IMDb</title><table><tr><td>1. <a href='/title/tt9900001/'>A</a> (1999)</td></tr><tr><td>2. "
      "<a href='/title/tt9900002/'>B</a> (1998)</td></tr></table>" },
    { "markup of today",
      ID "<h1 data-testid=hero__pageTitle><span>A &#147;</span></h1><div data-testid=title-cast-item><a href="
         "/name/nm9900001/>Ada</a><a data-testid=cast-item-characters-link>B</a></div></html>" },
    { "a rendering service", "{\"html\":\"<html>" ID "<div id=tn15title><h1>A\\u00e9</h1></div></html>\"}" },
    { "a service's base64", "{\"body\":\"PGh0bWw+PGxpbmsgcmVsPWNhbm9uaWNhbCBocmVmPS90aXRsZS90dDk5MDAwMDEvPjxkaXYgaWQ9"
                            "dG4xNXRpdGxlPjxoMT5DYWbDqTwvaDE+PC9odG1sPg==\"}" },
    { "MHTML", "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-"
               "Encoding: quoted-printable\r\n\r\n<link rel=3Dcanonical href=3D/title/tt9900001/><div id=3Dtn15title>"
               "<h1>A</h1></div></html>\r\n--b--\r\n" },
    { "no page at all", "<html></html>" },
};

static struct understudy_memory *memory;
static char before[4096], after[4096];

/* What comes of `bytes`, as text: outcome and record of each. Any failure is the caller's to judge. */
static enum understudy_status read_all(const void *bytes, size_t count, char *to, size_t room)
{
    const struct understudy_extraction *const *out = NULL;
    size_t found = 0, used = 0, printed = 0;
    enum understudy_status status = understudy_extract(memory, bytes, count, NULL, &out, &found);
    to[0] = '\0';
    for (size_t i = 0; status == UNDERSTUDY_OK && i < found; i++) {
        to[used++] = (char)('0' + out[i]->outcome);
        status = understudy_json(out[i], to + used, room - used, &printed);
        used += status == UNDERSTUDY_OK ? printed : 0;
    }
    return status;
}

/* Fails at the first allocation, the second, and so on until none is left to fail. */
static void fail_everywhere(const char *what, const void *bytes, size_t count)
{
    bool failed = true;
    CHECK_ROW(what);
    CHECK_INT(read_all(bytes, count, before, sizeof before), UNDERSTUDY_OK);
    for (long n = 0; failed; n++) {
        understudy_memory_destroy(memory);
        countdown = -1;
        memory = understudy_memory_create(); /* cold: an allocation for each block */
        countdown = n;
        enum understudy_status status = read_all(bytes, count, after, sizeof after);
        failed = countdown < 0;
        countdown = -1;
        if (!CHECK(status == UNDERSTUDY_NO_MEMORY || (status == UNDERSTUDY_OK && strcmp(before, after) == 0)))
            printf("# allocation %ld: status %d\n# %s\n# %s\n", n, (int)status, before, after);
        if (!failed) {
            CHECK_INT(status, UNDERSTUDY_OK);
            CHECK(n >= 3);
            printf("# %s: %ld allocations\n", what, n);
        }
        CHECK_INT(read_all(bytes, count, after, sizeof after), UNDERSTUDY_OK);
        CHECK(strcmp(before, after) == 0);
    }
}

static void pages(void)
{
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        fail_everywhere(inputs[i].what, inputs[i].bytes, strlen(inputs[i].bytes));
}

/* printf '<html></html>' | gzip -9n, zstd */
static void packed(void)
{
    static const unsigned char gz[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                        0xb3, 0xc9, 0x28, 0xc9, 0xcd, 0xb1, 0xb3, 0xd1, 0x07, 0x53,
                                        0x00, 0x1f, 0x87, 0x1b, 0x60, 0x0d, 0x00, 0x00, 0x00 };
    static const unsigned char zst[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x69, 0x00, 0x00, '<', 'h',
                                         't',  'm',  'l',  '>',  '<',  '/',  'h',  't',  'm',  'l', '>' };
    fail_everywhere("gzip", gz, sizeof gz);
    fail_everywhere("zstd", zst, sizeof zst);
}

static void identity(void)
{
    static const char *const titles[] = { "Am\xC3\xA9lie: Part II" }, *const people[] = { "Ada L." };
    static const int32_t years[] = { 1999 };
    struct understudy_film wanted = UNDERSTUDY_FILM_NOTHING, candidate = UNDERSTUDY_FILM_NOTHING;
    const struct understudy_film *candidates[] = { &candidate };
    wanted.imdb_id = candidate.imdb_id = "tt9900001";
    wanted.titles = candidate.titles = titles;
    wanted.years = candidate.years = years;
    wanted.directors = candidate.directors = people;
    wanted.title_count = candidate.title_count = wanted.year_count = candidate.year_count = 1;
    wanted.director_count = candidate.director_count = 1;
    bool failed = true;
    for (long n = 0; failed; n++) {
        const struct understudy_decision *decision = NULL;
        char normal[64];
        size_t bytes = 0;
        understudy_memory_destroy(memory);
        memory = understudy_memory_create();
        countdown = n;
        enum understudy_status status = understudy_identify(memory, &wanted, candidates, 1, &decision);
        if (status == UNDERSTUDY_OK)
            status = understudy_normalise_title(titles[0], strlen(titles[0]), normal, sizeof normal, &bytes);
        failed = countdown < 0;
        countdown = -1;
        CHECK(status == UNDERSTUDY_OK || status == UNDERSTUDY_NO_MEMORY);
        CHECK(failed || status == UNDERSTUDY_OK);
        CHECK(decision == NULL || decision->verdict == UNDERSTUDY_ACCEPT);
        CHECK(status != UNDERSTUDY_OK || strcmp(normal, "amelie part 2") == 0);
    }
}

static void nowhere_to_begin(void)
{
    countdown = 0;
    CHECK(understudy_memory_create() == NULL);
    understudy_memory_reset(NULL);
    understudy_memory_destroy(NULL);
}

int main(void)
{
    UErrorCode status = U_ZERO_ERROR;
    char normal[64];
    size_t bytes = 0;
    u_setMemoryFunctions(NULL, icu_malloc, icu_realloc, icu_free, &status);
    CHECK(U_SUCCESS(status));
    json_set_alloc_funcs(__wrap_malloc, free);
    memory = understudy_memory_create();
    /* ICU's tables live as long as the program, and so does a failure to make them. */
    CHECK_INT(understudy_normalise_title("\xC3\xA9", 2, normal, sizeof normal, &bytes), UNDERSTUDY_OK);
    RUN(pages);
    RUN(packed);
    RUN(identity);
    RUN(nowhere_to_begin);
    understudy_memory_destroy(memory);
    return check_done();
}

/* Which kind of answer is it? Then the reader for it, and the choice among many titles. */
#include "extract/answers.h"

#include "extract/envelope.h"
#include "extract/facts.h"
#include "extract/graphql.h"
#include "extract/json_cursor.h"
#include "extract/list_page.h"
#include "extract/suggestion.h"

enum answer_kind { PAGE, GRAPHQL, SUGGESTION };

/* By the first telling key of the outermost object; what comes before it ("extensions", "v", "q") is small. */
static enum answer_kind kind_of(struct text bytes)
{
    static const struct {
        const char *key;
        enum answer_kind kind;
    } telling[] = { { "data", GRAPHQL },   { "errors", GRAPHQL }, { "d", SUGGESTION },
                    { "pageProps", PAGE }, { "props", PAGE },     { "page", PAGE } };
    struct json_cursor c;
    struct text key;
    json_open(&c, bytes);
    if (!text_starts(bytes, TEXT("{")) || !json_enter_object(&c))
        return PAGE;
    while (json_next_key(&c, &key)) {
        for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
            if (text_is(key, telling[i].key))
                return telling[i].kind;
        }
    }
    return PAGE;
}

bool extraction_is_about(const struct extraction *one, struct text id)
{
    return text_equal(one->movie.imdb_id, id) || text_equal(one->canonical_id, id);
}

/* A page that may be a list: known to be no title's page, of no known layout, or one with a link to sign in, as all had
 * until 2020. */
static bool is_about_no_title(const struct extraction *one)
{
    return (one->outcome == EXTRACT_DRIFT && one->layout == LAYOUT_NONE) || one->layout == LAYOUT_LOGIN ||
           (one->outcome == EXTRACT_NOT_FOUND && one->layout == LAYOUT_NEXT);
}

/* Just the title that was asked for. An input about no title at all keeps its own verdict. */
static void choose(struct extractions *all, struct text wanted_id)
{
    struct extraction *first = &all->at[0];
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].outcome == EXTRACT_FOUND && extraction_is_about(&all->at[i], wanted_id)) {
            *all = (struct extractions){ &all->at[i], 1 };
            return;
        }
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].outcome == EXTRACT_FOUND) {
            *first = (struct extraction){ .outcome = EXTRACT_NOT_FOUND,
                                          .layout = all->at[i].layout,
                                          .why = "the record is another title's than the id asks for" };
            break;
        }
    }
    all->count = 1;
}

static void read_one_kind(struct text bytes, struct arena *arena, struct text *wanted_id, struct extractions *out)
{
    struct text bare = bytes;
    *out = (struct extractions){ arena_alloc(arena, sizeof *out->at), 1 };
    (void)text_take(&bare, TEXT("\xEF\xBB\xBF")); /* a byte order mark, from an editor */
    bare = suggestion_unwrap(text_trim(bare));
    switch (bytes.len > TITLE_PAGE_BYTES_MAX ? PAGE : kind_of(bare)) {
    case PAGE:
        title_page_read(bytes, arena, &out->at[0]);
        if (is_about_no_title(&out->at[0]))
            (void)list_page_read(bare, arena, out);
        break;
    case GRAPHQL: graphql_read(bare, arena, out); break;
    case SUGGESTION: suggestion_read(bare, arena, wanted_id, out); break;
    }
}

/* Nothing was found: a list or a page may stand inside an answer of another shape. */
static bool may_be_inside(const struct extractions *all)
{
    enum extract_outcome outcome = all->at[0].outcome;
    return all->count == 1 && (outcome == EXTRACT_DRIFT || outcome == EXTRACT_NOT_FOUND);
}

void extract_read(struct text bytes, struct text wanted_id, struct arena *arena, struct extractions *out)
{
    struct text inside, start = bytes;
    (void)text_take(&start, TEXT("\xEF\xBB\xBF"));
    bool answer = text_starts(text_trim(start), TEXT("{")), fits = bytes.len <= TITLE_PAGE_BYTES_MAX;
    if (!answer && fits && envelope_open(bytes, arena, &inside))
        bytes = inside;
    read_one_kind(bytes, arena, &wanted_id, out);
    if (answer && fits && may_be_inside(out) && envelope_open(bytes, arena, &inside))
        read_one_kind(inside, arena, &wanted_id, out);
    for (size_t i = 0; i < out->count; i++)
        facts_note(&out->at[i]);
    if (text_known(wanted_id))
        choose(out, wanted_id);
}

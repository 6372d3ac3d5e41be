/* The IMDb title page: its URL, and what its answer tells about the id asked. */
#include "source/imdb_page.h"

#include "extract/title_page.h"

#include <assert.h>

struct text imdb_page_url(struct text base_url, struct text imdb_id, struct arena *arena)
{
    struct text id = http_encode(imdb_id, arena);
    while (text_ends(base_url, TEXT("/")))
        base_url.len--;
    return arena_printf(arena, "%.*s/title/%.*s/", TEXT_ARG(base_url), TEXT_ARG(id));
}

static const struct answer_class *class_of_page(const struct extraction *page)
{
    switch (page->outcome) {
    case EXTRACT_FOUND: return &answer_found;
    case EXTRACT_BLOCKED: return &answer_challenge_body;
    case EXTRACT_DRIFT: return &answer_drift;
    case EXTRACT_NOT_FOUND:
        /* Only IMDb's own "404" page means absence; the home page in place of a title tells nothing about it. */
        return page->layout == LAYOUT_NOT_FOUND ? &answer_absent : &answer_drift;
    }
    return &answer_drift;
}

/* The title that the last URL is about, also below another host than IMDb's (a stand-in, a gateway). */
static struct text title_of_url(struct text url, struct arena *arena)
{
    struct text id = { 0 }, path;
    if (!movie_parse_id(url, &id) && http_path(url, arena, &path))
        (void)movie_parse_id(path, &id);
    return id;
}

/* A page about `asked`, or about the title that IMDb merged it with. Two proofs of a merge: the page's own canonical
 * id, and a redirect to the title that the page is about. Without one, another id is another film. */
static void check_id(const struct extraction *page, struct text asked, struct text final_url, struct arena *arena,
                     struct finding *out)
{
    struct text id = page->movie.imdb_id, canonical = page->canonical_id;
    if (!text_equal(id, asked)) {
        if (!text_equal(title_of_url(final_url, arena), id)) {
            out->class = &answer_other_id;
            out->movie = (struct movie){ 0 };
            out->page = (struct drift_page){ 0 };
            out->note = arena_printf(arena, "asked for %.*s, the page is about %.*s", TEXT_ARG(asked), TEXT_ARG(id));
            return;
        }
        out->canonical_id = id;
    }
    if (movie_is_imdb_id(canonical) && !text_equal(canonical, asked))
        out->canonical_id = canonical;
    if (text_known(out->canonical_id))
        out->note = arena_printf(arena, "IMDb merged %.*s with %.*s", TEXT_ARG(asked), TEXT_ARG(out->canonical_id));
}

void imdb_page_read(const struct http_answer *answer, struct text asked_id, struct text final_url, struct arena *arena,
                    struct finding *out)
{
    struct extraction page;
    assert(movie_is_imdb_id(asked_id));
    *out = (struct finding){ .class = answer_classify(ANSWER_IMDB_PAGE, answer) };
    if (out->class->outcome != ANSWER_FOUND)
        return;
    title_page_read(answer->body, arena, &page);
    out->class = class_of_page(&page);
    if (out->class->outcome != ANSWER_FOUND) {
        out->note = text_of(page.why);
        return;
    }
    out->movie = page.movie;
    out->page = drift_page_of(&page);
    check_id(&page, asked_id, final_url, arena, out);
}

/* What both sides say, from the evidence that is kept as JSON. */
#include "daemon/page_evidence.h"

#include "identity/evidence.h"
#include "model/json_build.h"

static const struct {
    const char *name, *member;
    int step; /* EVIDENCE_STEPS = none is about it */
} lines[] = {
    { "Titles", "titles", EVIDENCE_TITLE },
    { "Year", "years", EVIDENCE_YEAR },
    { "Director", "directors", EVIDENCE_DIRECTOR },
    { "Minutes", "runtime_minutes", EVIDENCE_RUNTIME },
    { "Cast", "cast", EVIDENCE_CAST },
};

static struct text text_of_json(const json_t *value, struct arena *arena)
{
    struct text list = TEXT("");
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_string(value))
        return arena_text(arena, text_from(json_string_value(value), json_string_length(value)));
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct text one = html_short(text_of_json(json_array_get(value, i), arena), PAGE_TITLE_BYTES, arena);
        list = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(list), i > 0 ? ", " : "", TEXT_ARG(one));
    }
    return list.len > 0 ? list : TEXT("\u2013");
}

static struct text word_of(const json_t *evidence, int step)
{
    const char *name = evidence_step_name((enum evidence_step)step);
    const char *word = json_string_value(json_object_get(json_object_get(evidence, "steps"), name));
    return text_of(word != NULL ? word : "unknown");
}

static void add_word(struct page *page, struct text word)
{
    bool holds = text_is(word, "holds"), fails = text_is(word, "fails");
    HTML(&page->out, "<td><span class=\"state $\">$</span></td>",
         holds   ? TEXT("good")
         : fails ? TEXT("bad")
                 : TEXT(""),
         holds   ? TEXT("agrees")
         : fails ? TEXT("differs")
                 : TEXT("too little to tell"));
}

static void add_acts(struct page *page, struct text imdb_id, struct text number)
{
    html_raw(&page->out, "<div class=\"act\">");
    page_form(page, arena_printf(page->arena, "/films/%.*s", TEXT_ARG(imdb_id)));
    HTML(&page->out,
         "<input type=\"hidden\" name=\"tmdb_id\" value=\"$\"><button class=\"first\" name=\"do\" value=\"merge\" "
         "aria-label=\"It is the film: TMDb $ for $\">It is the film</button> <button name=\"do\" value=\"refuse\" "
         "aria-label=\"Another film: TMDb $ for $\">Another film</button></form></div>",
         number, number, imdb_id, number, imdb_id);
}

void page_candidate(struct page *page, struct text imdb_id, const struct candidate *candidate)
{
    struct buf *out = &page->out;
    struct arena *arena = page->arena;
    struct text number = arena_printf(arena, "%lld", (long long)candidate->tmdb_id);
    struct text kept = candidate->evidence;
    json_t *evidence = text_known(kept) ? json_loadb(kept.at, kept.len, 0, NULL) : NULL;
    if (evidence == NULL) { /* a person named it; nobody compared */
        HTML(out, "<p>TMDb <a href=\"https://www.themoviedb.org/movie/$\" rel=\"noreferrer\">$</a> ", number, number);
        page_state(page, candidate->verdict);
        html_raw(out, "</p>\n");
        if (text_known(page->token) && !text_is(candidate->verdict, "accepted"))
            add_acts(page, imdb_id, number);
        return;
    }
    HTML(out,
         "<div class=\"wide\"><table class=\"stack\"><caption>TMDb <a href=\"https://www.themoviedb.org/movie/$\" "
         "rel=\"noreferrer\">$</a>: <bdi>$</bdi></caption><thead><tr><th scope=\"col\">What</th><th scope=\"col\">IMDb"
         "</th><th scope=\"col\">TMDb</th><th scope=\"col\">Verdict</th></tr></thead><tbody>\n",
         number, number, html_short(candidate->title, PAGE_TITLE_BYTES, arena));
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        HTML(out,
             "<tr><th scope=\"row\">$</th><td data-name=\"IMDb\"><bdi>$</bdi></td><td data-name=\"TMDb\"><bdi>$</bdi>"
             "</td>",
             text_of(lines[i].name),
             text_of_json(json_object_get(json_object_get(evidence, "imdb"), lines[i].member), arena),
             text_of_json(json_object_get(json_object_get(evidence, "tmdb"), lines[i].member), arena));
        add_word(page, word_of(evidence, lines[i].step));
        html_raw(out, "</tr>\n");
    }
    html_raw(out, "</tbody></table></div>\n");
    json_decref(evidence);
    if (text_known(page->token) && !text_is(candidate->verdict, "accepted"))
        add_acts(page, imdb_id, number);
}

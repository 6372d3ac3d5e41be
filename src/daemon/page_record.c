/* A record field by field, and what became of each. */
#include "daemon/page_record.h"

#include "daemon/page_words.h"
#include "model/codes.h"
#include "store/edits.h"
#include "work/steer.h"

#include <string.h>

enum { VALUE_BYTES = 1200, CHANGED_BYTES = 400 };

static struct text joined(struct text list, struct text one, struct arena *arena)
{
    return arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(list), list.len > 0 ? ", " : "", TEXT_ARG(one));
}

static struct text people_of(const struct people *people, struct arena *arena)
{
    struct text list = TEXT("");
    for (size_t i = 0; i < people->count && list.len < VALUE_BYTES; i++)
        list = joined(list, people->at[i].name, arena);
    return list;
}

static struct text codes_of(const struct codeds *codes, struct arena *arena)
{
    struct text list = TEXT("");
    for (size_t i = 0; i < codes->count && list.len < VALUE_BYTES; i++)
        list = joined(list, text_known(codes->at[i].name) ? codes->at[i].name : codes->at[i].code, arena);
    return list;
}

static struct text texts_of(const struct texts *texts, struct arena *arena)
{
    struct text list = TEXT("");
    for (size_t i = 0; i < texts->count && list.len < VALUE_BYTES; i++)
        list = joined(list, texts->at[i], arena);
    return list;
}

/* A code that stands for a name: the name. */
static struct text spelled(const char *field, struct text value)
{
    struct text name = { 0 };
    if (strcmp(field, "original_language") == 0)
        name = codes_language_name(value);
    else if (strcmp(field, "release_country") == 0)
        name = codes_country_name(value);
    return text_known(name) ? name : value;
}

static struct text value_of(const struct movie *movie, size_t field, struct arena *arena)
{
    const void *at = (const char *)movie + movie_fields[field].offset;
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return spelled(movie_fields[field].name, *(const struct text *)at);
    case FIELD_NUMBER:
        return arena_printf(arena, "%lld%s", (long long)((const struct number *)at)->value,
                            strcmp(movie_fields[field].name, "runtime_minutes") == 0 ? " min" : "");
    case FIELD_DECIMAL: return arena_printf(arena, "%.1f", ((const struct decimal *)at)->value);
    case FIELD_FLAG: return ((const struct flag *)at)->value ? TEXT("yes") : TEXT("no");
    case FIELD_TEXTS: return texts_of(at, arena);
    case FIELD_PEOPLE: return people_of(at, arena);
    case FIELD_CODED: return codes_of(at, arena);
    }
    return (struct text){ 0 };
}

/* A person's edit can be taken back where it is shown. */
static void add_revert(struct page *page, const struct stored_movie *film, size_t field)
{
    struct text name = text_of(movie_fields[field].name);
    if (!text_known(page->token) || !edits_is_one(&film->origins[field]) || steer_field_named(name) < 0)
        return;
    page_form(page, arena_printf(page->arena, "/films/%.*s", TEXT_ARG(film->movie.imdb_id)));
    HTML(&page->out,
         "<input type=\"hidden\" name=\"field\" value=\"$\"><button name=\"do\" value=\"revert\" "
         "aria-label=\"Take the edit of $ back\">Take back</button></form>",
         name, words_field(name, page->arena));
}

void page_record(struct page *page, const struct stored_movie *film)
{
    struct buf *out = &page->out;
    html_raw(out,
             "<h2>What is known, and from whom</h2>\n<div class=\"wide\"><table class=\"stack\"><caption>The record, "
             "field by field</caption><thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Value</th><th "
             "scope=\"col\">Source</th><th scope=\"col\">Read</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *origin = &film->origins[i];
        bool known = movie_knows(&film->movie, i);
        if (!known && !text_known(origin->source))
            continue;
        HTML(out,
             "<tr><th scope=\"row\">$</th><td><bdi>$</bdi></td><td class=\"whole\" data-name=\"Source\">$ <span "
             "class=\"tiny\">$</span>",
             words_field(text_of(movie_fields[i].name), page->arena),
             known ? html_short(value_of(&film->movie, i, page->arena), VALUE_BYTES, page->arena) : TEXT("removed"),
             words_source(origin->source, page->arena), origin->licence);
        add_revert(page, film, i);
        html_raw(out, "</td><td data-name=\"Read\">");
        html_when(out, origin->fetched_at_ms, page->now_ms, page->arena);
        html_raw(out, "</td></tr>\n");
    }
    html_raw(out, "</tbody></table></div>\n");
}

/* ── before and after ── */

static struct text shown(const struct movie *movie, size_t field, struct arena *arena)
{
    return movie_knows(movie, field) ? html_short(value_of(movie, field, arena), CHANGED_BYTES, arena) : TEXT("\u2013");
}

static void add_change(struct page *page, const struct stored_movie *before, const struct stored_movie *after,
                       size_t field)
{
    struct text source = after->origins[field].source;
    struct text old = shown(&before->movie, field, page->arena), new = shown(&after->movie, field, page->arena);
    HTML(&page->out,
         "<tr><th scope=\"row\">$</th><td data-name=\"Before\"><bdi>$</bdi></td><td "
         "data-name=\"After\"><bdi>$</bdi></td>"
         "<td data-name=\"Source\">$</td></tr>\n",
         words_field(text_of(movie_fields[field].name), page->arena), old,
         text_equal(old, new) ? TEXT("the same words, with other details") : new,
         text_known(source) ? words_source(source, page->arena) : TEXT("\u2013"));
}

void page_changes(struct page *page, const struct stored_movie *before, const struct stored_movie *after)
{
    struct buf *out = &page->out;
    size_t count = 0;
    for (size_t i = 0; i < movie_field_count; i++)
        count += !movie_field_equal(&before->movie, &after->movie, i);
    if (count == 0) {
        html_raw(out, "<p class=\"soft\">No field changed.</p>\n");
        return;
    }
    HTML(out,
         "<details><summary>$ changed</summary><div class=\"wide\"><table class=\"stack\"><caption>Before and "
         "after</caption><thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Before</th><th "
         "scope=\"col\">After</th><th scope=\"col\">Source</th></tr></thead><tbody>\n",
         arena_printf(page->arena, "%zu field%s", count, count == 1 ? "" : "s"));
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!movie_field_equal(&before->movie, &after->movie, i))
            add_change(page, before, after, i);
    }
    html_raw(out, "</tbody></table></div></details>\n");
}

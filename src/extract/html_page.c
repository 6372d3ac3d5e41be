/* Tags by a word in them. */
#include "extract/html_page.h"

#include "model/movie.h"

#include <string.h>

enum {
    TAG_BYTES = 500,     /* the longest tag of use seen has a nonce and takes 120 */
    COMMENT_BYTES = 1024 /* how far before a tag a comment around it may have been opened */
};

static bool starts_with(struct text t, const char *word)
{
    struct text head = text_from(t.at, t.len < strlen(word) ? t.len : strlen(word));
    return text_equal_ascii_case(head, text_of(word));
}

/* The tag `name` that byte `at` is in. */
static bool tag_around(struct text page, size_t at, const char *name, struct text *out_tag)
{
    size_t open = at, close;
    while (open > 0 && at - open < TAG_BYTES && page.at[open - 1] != '<' && page.at[open - 1] != '>')
        open--;
    if (open == 0 || page.at[open - 1] != '<')
        return false;
    struct text tag = text_after(page, open);
    if (tag.len > at - open + TAG_BYTES)
        tag.len = at - open + TAG_BYTES;
    if (!starts_with(tag, name) || !text_find(tag, TEXT(">"), &close))
        return false;
    *out_tag = text_from(tag.at, close);
    return true;
}

/* A comment that was opened shortly before and not closed. A "<!--" in an earlier script is a string of that script. */
static bool is_commented_out(struct text before)
{
    struct text rest = text_after(before, before.len > COMMENT_BYTES ? before.len - COMMENT_BYTES : 0);
    bool inside = false;
    size_t at;
    while (text_find(rest, TEXT("<!--"), &at)) {
        rest = text_after(rest, at + 4);
        inside = true;
    }
    return inside && !text_contains(rest, TEXT("-->")) && !text_contains(rest, TEXT("</script"));
}

bool html_next_tag(struct text *rest, const char *name, struct text word, struct text *out_tag)
{
    size_t at;
    while (text_find(*rest, word, &at)) {
        struct text tag, page = *rest;
        *rest = text_after(page, at + word.len);
        if (!tag_around(page, at, name, &tag))
            continue;
        size_t open = (size_t)(tag.at - page.at);
        *rest = text_after(page, open + tag.len + 1);
        if (is_commented_out(text_from(page.at, open - 1)))
            continue;
        *out_tag = tag;
        return true;
    }
    *rest = text_after(*rest, rest->len);
    return false;
}

bool html_script_json(struct text content, struct text *out_json)
{
    static const char *const marks[] = { "<!--", "<![CDATA[", "//", "/*", "*/" };
    bool skipped = true;
    while (skipped) {
        skipped = false;
        content = text_trim(content);
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            skipped = text_take(&content, text_of(marks[i])) || skipped;
    }
    *out_json = content;
    return text_starts(content, TEXT("{")) || text_starts(content, TEXT("["));
}

struct text html_id_in_url(struct text url, struct text folder, bool (*is_id)(struct text))
{
    size_t at;
    if (!text_find(url, folder, &at))
        return (struct text){ 0 };
    struct text id = text_after(url, at + folder.len);
    size_t len = 0;
    while (len < id.len && ((id.at[len] >= 'a' && id.at[len] <= 'z') || (id.at[len] >= '0' && id.at[len] <= '9')))
        len++;
    id.len = len;
    return is_id(id) ? id : (struct text){ 0 };
}

struct text html_archived_url(struct text url)
{
    size_t at;
    if (!text_find(url, TEXT("/web/"), &at))
        return url;
    struct text original = text_after(url, at + 5), time = text_take_until(&original, '/');
    bool dated = time.len >= 4 && time.at[0] >= '1' && time.at[0] <= '2';
    return dated && text_starts(original, TEXT("http")) ? original : url;
}

struct text html_title_id(struct text page)
{
    static const struct {
        const char *name, *word;
    } tags[] = { { "link", "canonical" }, { "meta", "og:url" } };
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct text rest = page, tag;
        while (html_next_tag(&rest, tags[i].name, text_of(tags[i].word), &tag)) {
            struct text id = html_id_in_url(tag, TEXT("/title/"), movie_is_imdb_id);
            if (text_known(id))
                return id;
        }
    }
    return (struct text){ 0 };
}

struct text html_title_bar(struct text page)
{
    size_t at;
    while (text_find(page, TEXT("<"), &at)) {
        page = text_after(page, at + 1);
        if (!starts_with(page, "title>") && !starts_with(page, "title "))
            continue;
        (void)text_take_until(&page, '>');
        struct text rest = page, bar = text_trim(text_take_until(&rest, '<'));
        if (bar.len > 0)
            return bar;
    }
    return (struct text){ 0 };
}

/* Lists in HTML of any age: anchors to titles whose text is the title, with the year in brackets behind and the rank
 * before. Which table or division they stand in changed with every layout; this did not. */
#include "extract/list_page.h"

#include "base/error.h"
#include "extract/html_clean.h"
#include "extract/html_page.h"
#include "extract/html_text.h"
#include "extract/list_inside.h"
#include "model/json_build.h"

#include <string.h>

enum {
    NEAR_BYTES = 700, /* between a rank and its title, or a title and its year, with the markup; most seen 520 */
    UNRANKED_MIN = 3  /* fewer titles with a year behind may be an article that names one */
};

struct list_entry *list_add(struct list *list, struct text id, struct text title)
{
    if (!movie_is_imdb_id(id) || text_empty(title) || list->count == EXTRACTIONS_MAX)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        if (text_equal(list->at[i].found.movie.imdb_id, id))
            return NULL;
    }
    struct list_entry *entry = &list->at[list->count++];
    *entry = (struct list_entry){ .found = { .layout = LAYOUT_LIST, .movie = { .imdb_id = id, .title = title } } };
    return entry;
}

/* The year in "(1999)", "(I) (1999)", "(2011 TV Series)", "(2019– )", at the start of `text`. */
static struct number year_behind(struct text text)
{
    struct number year = { 0 };
    for (int brackets = 0; brackets < 3 && !year.known; brackets++) {
        text = text_trim(text);
        if (!text_take(&text, TEXT("(")))
            break;
        struct text inside = text_take_until(&text, ')');
        int64_t value;
        if (inside.len >= 4 && num_parse(text_from(inside.at, 4), MOVIE_YEAR_MIN, MOVIE_YEAR_MAX, &value))
            year = number_of(value);
    }
    return year;
}

/* The first "12." in `text`. */
static struct number rank_before(struct text text)
{
    while (text.len > 0) {
        int64_t value;
        text = text_trim(text);
        struct text word = text_take_until(&text, ' ');
        if (text_ends(word, TEXT(".")) && num_parse(text_from(word.at, word.len - 1), 1, 9999, &value))
            return number_of(value);
    }
    return (struct number){ 0 };
}

static struct text near(struct text page, size_t from, size_t to)
{
    return text_from(page.at + from, to - from < NEAR_BYTES ? to - from : NEAR_BYTES);
}

/* Up to the tag that is cut off at the end, and to the next entry. */
static struct text whole_tags(struct text piece)
{
    for (size_t i = piece.len; i > 0 && piece.at[i - 1] != '>'; i--) {
        if (piece.at[i - 1] == '<')
            return text_from(piece.at, i - 1);
    }
    return piece;
}

/* Markup as white space: two cells of a table are two words. */
static struct text spaced(struct text piece, struct arena *arena)
{
    char *copy = arena_alloc(arena, piece.len + 1);
    bool in_tag = false;
    for (size_t i = 0; i < piece.len; i++) {
        in_tag = in_tag || piece.at[i] == '<';
        copy[i] = in_tag ? ' ' : piece.at[i];
        in_tag = in_tag && piece.at[i] != '>';
    }
    return html_strip(text_from(copy, piece.len), arena);
}

static struct text without_quotes(struct text title) /* how a series was written */
{
    if (title.len > 2 && title.at[0] == '"' && title.at[title.len - 1] == '"')
        return text_from(title.at + 1, title.len - 2);
    return title;
}

static void read_anchors(struct text page, struct list *list)
{
    struct text rest = page, tag;
    size_t last_end = 0;
    while (html_next_tag(&rest, "a", TEXT("/title/tt"), &tag)) {
        struct text id = html_id_in_url(tag, TEXT("/title/"), movie_is_imdb_id);
        struct text inside = rest;
        size_t start = (size_t)(tag.at - page.at), close;
        if (!text_find(inside, TEXT("</a>"), &close) || close > NEAR_BYTES)
            continue;
        size_t end = (size_t)(rest.at - page.at) + close + 4;
        struct text title = without_quotes(html_strip(text_from(inside.at, close), list->arena));
        struct number year = year_behind(spaced(whole_tags(near(page, end, page.len)), list->arena));
        size_t begin = start - 1; /* the tag's "<"; inside the link before where anchors nest */
        size_t from = begin > NEAR_BYTES ? begin - NEAR_BYTES : 0;
        from = from < last_end ? (last_end < begin ? last_end : begin) : from;
        struct number rank = rank_before(spaced(text_from(page.at + from, begin - from), list->arena));
        struct list_entry *entry = year.known || rank.known ? list_add(list, id, title) : NULL;
        if (entry == NULL)
            continue;
        entry->found.movie.year = year;
        entry->context.rank = rank;
        last_end = end;
    }
}

/* A list says so by its length or by its numbers: a search with one find counts it "1.". */
static bool is_list(const struct list *list)
{
    bool ranked = true;
    for (size_t i = 0; i < list->count; i++)
        ranked = ranked && list->at[i].context.rank.known;
    return ranked || list->count >= UNRANKED_MIN;
}

struct printing {
    const struct list_context *context;
    struct text list_name;
    json_t *object;
    struct text printed;
    struct arena *arena;
};

static void print(void *argument)
{
    struct printing *printing = argument;
    const struct list_context *context = printing->context;
    struct text list_name = printing->list_name;
    json_t *object = printing->object = json_new_object();
    if (!text_empty(list_name))
        json_put_text(object, "list", list_name);
    if (context->rank.known)
        json_put_number(object, "rank", context->rank);
    if (text_known(context->award))
        json_put_text(object, "award", context->award);
    if (text_known(context->category))
        json_put_text(object, "category", context->category);
    if (text_known(context->event))
        json_put_text(object, "event", context->event);
    if (context->event_year.known)
        json_put_number(object, "event_year", context->event_year);
    if (context->winner.known)
        json_put(object, "winner", json_boolean(context->winner.value));
    if (json_object_size(object) > 0)
        printing->printed = json_printed(object, JSON_PRINT, printing->arena);
}

static void print_context(struct list_entry *entry, struct text list_name, struct arena *arena)
{
    struct printing printing = { .context = &entry->context, .list_name = list_name, .arena = arena };
    bool done = oom_guarded(print, &printing);
    json_decref(printing.object);
    if (!done)
        oom();
    entry->found.context = printing.printed;
}

/* What stands in the title bar, without the site's name. */
static struct text list_name(struct text page, struct arena *arena)
{
    struct text name = html_strip(html_title_bar(page), arena);
    if (text_ends(name, TEXT(" - IMDb")))
        name.len -= strlen(" - IMDb");
    return name;
}

bool list_page_read(struct text page, struct arena *arena, struct extractions *out)
{
    struct list list = { .arena = arena };
    struct text rest = page, tag, json, widget;
    size_t at;
    if (text_known(html_title_id(page)))
        return false; /* a title's own page, whatever became of it */
    list.at = arena_array(arena, EXTRACTIONS_MAX, sizeof *list.at);
    if (text_starts(page, TEXT("{")))
        list_json_read(page, &list);
    while (list.count == 0 && html_next_tag(&rest, "script", TEXT("__NEXT_DATA__"), &tag)) {
        if (html_script_json(rest, &json))
            list_json_read(json, &list);
    }
    if (list.count == 0 && text_find(page, TEXT("NomineesWidget.push("), &at)) {
        widget = text_after(page, at);
        if (text_find(widget, TEXT("{"), &at))
            list_json_read(text_after(widget, at), &list);
    }
    if (list.count == 0 && !text_is_utf8(page))
        page = html_clean(page, arena);
    if (list.count == 0) {
        read_anchors(page, &list);
        if (!is_list(&list))
            return false;
    }
    if (list.count == 0)
        return false;
    struct text name = list_name(page, arena);
    out->at = arena_array(arena, list.count, sizeof *out->at);
    out->count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        print_context(&list.at[i], name, arena);
        out->at[i] = list.at[i].found;
    }
    return true;
}

/* One film on TMDb's form, for people and for programs. */
#include "cli/display.h"
#include "cli/placeholders_contribute.h"
#include "daemon/json_line.h"
#include "source/source.h"

enum { LABEL_COLUMNS = 22, LINE_WIDEST = 100, LINE_USUAL = 80 };

static bool uses(const struct stored_movie *film, const char *source)
{
    for (size_t field = 0; field < movie_field_count; field++) {
        if (text_is(film->origins[field].source, source))
            return true;
    }
    return false;
}

/* ── for people ── */

static void add_line(struct buf *out, const char *label, struct text value, size_t columns)
{
    size_t width = columns == 0 ? (size_t)LINE_USUAL : columns > LINE_WIDEST ? (size_t)LINE_WIDEST : columns;
    (void)buf_add_z(out, "  ");
    display_add_cell(out, text_of(label), LABEL_COLUMNS, true);
    display_add_wrapped(out, value, width > 2 * LABEL_COLUMNS ? width - LABEL_COLUMNS - 2 : LABEL_COLUMNS,
                        LABEL_COLUMNS + 2);
    (void)buf_add_char(out, '\n');
}

static void add_item(const struct contribution_item *item, size_t columns, struct arena *arena, struct buf *out)
{
    if (item->state == CONTRIBUTION_NONE)
        return;
    struct text label = arena_printf(arena, "%s%s", item->label, item->required ? " *" : "");
    struct text value = item->value;
    if (!text_known(value))
        value = item->state == CONTRIBUTION_MISSING ? TEXT("missing") : TEXT("yours");
    if (item->note != NULL)
        value = arena_printf(arena, "%.*s (%s)", TEXT_ARG(value), item->note);
    add_line(out, label.at, value, columns);
}

static void add_people(const struct contribution *sheet, size_t columns, struct arena *arena, struct buf *out)
{
    for (size_t i = 0; i < sheet->person_count; i++) {
        const struct contribution_person *row = &sheet->people[i];
        struct text as = row->person->character;
        struct text name = text_empty(as)
                               ? row->person->name
                               : arena_printf(arena, "%.*s as %.*s", TEXT_ARG(row->person->name), TEXT_ARG(as));
        add_line(out, row->job, name, columns);
        if (text_known(row->imdb_url))
            add_line(out, "", row->imdb_url, columns);
        add_line(out, "", row->tmdb_url, columns);
    }
}

void contribution_card(const struct contribution_view *view, size_t columns, struct arena *arena, struct buf *out)
{
    const struct contribution *sheet = view->sheet;
    const struct movie *movie = &view->film->movie;
    display_add(out, text_known(movie->title) ? movie->title : TEXT("(no title)"));
    (void)buf_printf(out, "  %.*s  %zu of %zu\n", TEXT_ARG(movie->imdb_id), sheet->known, sheet->countable);
    add_line(out, "is it there already?", sheet->search_url, columns);
    add_line(out, "add it", sheet->add_url, columns);
    if (text_known(sheet->imdb_url))
        add_line(out, "IMDb", sheet->imdb_url, columns);
    for (size_t i = 0; i < sheet->item_count; i++)
        add_item(&sheet->items[i], columns, arena, out);
    add_people(sheet, columns, arena, out);
    for (size_t i = 0; i < source_terms_count; i++) {
        if (uses(view->film, source_terms[i].name))
            add_line(out, "source",
                     arena_printf(arena, "%s [%s]: %s", source_terms[i].name, source_terms[i].licence,
                                  source_terms[i].attribution),
                     columns);
    }
    add_line(out, "mind", text_of(contribution_warning), columns);
    add_line(out, "then",
             TEXT("Understudy looks for it on TMDb within a day, and takes the record as soon as it carries "
                  "the IMDb id"),
             columns);
    (void)buf_add_z(out, "  * without it TMDb makes no entry\n");
}

/* ── for programs ── */

static json_t *json_of_items(const struct contribution *sheet)
{
    json_t *form = json_new_array();
    for (size_t i = 0; i < sheet->item_count; i++) {
        const struct contribution_item *item = &sheet->items[i];
        json_t *object = json_new_object();
        json_put_text(object, "field", text_of(item->field));
        json_put_text(object, "label", text_of(item->label));
        json_put(object, "required", json_boolean(item->required));
        json_put_text(object, "state", text_of(contribution_state_name(item->state)));
        json_put_text(object, "value", item->value);
        json_put_text(object, "note", text_of(item->note));
        json_push(form, object);
    }
    return form;
}

static json_t *json_of_people(const struct contribution *sheet)
{
    json_t *people = json_new_array();
    for (size_t i = 0; i < sheet->person_count; i++) {
        const struct contribution_person *row = &sheet->people[i];
        json_t *object = json_new_object();
        json_put_text(object, "job", text_of(row->job));
        json_put_text(object, "name", row->person->name);
        json_put_text(object, "character", row->person->character);
        json_put_text(object, "imdb_url", row->imdb_url);
        json_put_text(object, "tmdb_url", row->tmdb_url);
        json_push(people, object);
    }
    return people;
}

static json_t *json_of_sources(const struct stored_movie *film)
{
    json_t *sources = json_new_array();
    for (size_t i = 0; i < source_terms_count; i++) {
        if (!uses(film, source_terms[i].name))
            continue;
        json_t *object = json_new_object();
        json_put_text(object, "source", text_of(source_terms[i].name));
        json_put_text(object, "licence", text_of(source_terms[i].licence));
        json_put_text(object, "attribution", text_of(source_terms[i].attribution));
        json_push(sources, object);
    }
    return sources;
}

void json_contribution(const struct contribution_view *view, struct buf *out)
{
    const struct contribution *sheet = view->sheet;
    json_t *object = json_new_object(), *links = json_new_object();
    int64_t year = movie_release_year(&view->film->movie);
    json_put_integer(object, "schema_version", 1);
    json_put_text(object, "imdb_id", view->film->movie.imdb_id);
    json_put_text(object, "title", view->film->movie.title);
    json_put_number(object, "year", (struct number){ year, year != 0 });
    json_put_integer(object, "known", (int64_t)sheet->known);
    json_put_integer(object, "of", (int64_t)sheet->countable);
    json_put_instant(object, "contributed_at", view->contributed_at_ms);
    json_put(object, "form", json_of_items(sheet));
    json_put(object, "people", json_of_people(sheet));
    json_put_text(links, "add", sheet->add_url);
    json_put_text(links, "search", sheet->search_url);
    json_put_text(links, "imdb", sheet->imdb_url);
    json_put(object, "links", links);
    json_put(object, "sources", json_of_sources(view->film));
    json_put_text(object, "warning", text_of(contribution_warning));
    json_add_line(object, out);
}

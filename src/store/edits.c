/* A person's edits. */
#include "store/edits.h"

bool edits_is_one(const struct field_origin *origin)
{
    return text_is(origin->source, "person");
}

/* Ids say which film and which record it is: they change by a merge, never as a fact. */
static bool is_an_id(size_t field)
{
    return text_is(text_of(movie_fields[field].name), "imdb_id") ||
           text_is(text_of(movie_fields[field].name), "tmdb_id");
}

/* Whose date it was says nothing of the date that a person put in its place. */
static void drop_abouts(struct stored_movie *row)
{
    static const struct movie nothing = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        int about = movie_field_about(i);
        if (about < 0 || !edits_is_one(&row->origins[about]) || edits_is_one(&row->origins[i]))
            continue;
        movie_take(&row->movie, &nothing, i);
        row->origins[i] = (struct field_origin){ 0 };
    }
}

/* poster_path holds TMDb's path, or the URL where the poster is another's (contract §4). */
static void mark_poster(struct stored_movie *row, const struct movie *written)
{
    size_t field = (size_t)movie_field_index(TEXT("poster_url"));
    struct text path = row->poster_path, url = written->poster_url;
    bool same =
        text_empty(path) ? text_empty(url) : text_equal(path, url) || (path.at[0] == '/' && text_ends(url, path));
    if (same)
        return;
    row->movie.poster_url = path;
    row->origins[field] = (struct field_origin){ .source = TEXT("person") };
}

/* A date brings its year along, as in `placeholders edit`: not where that says something else by now, or where a person
 * had set it apart from the date. */
static void mark_year(struct stored_movie *row, const struct movie *written)
{
    const size_t date = (size_t)movie_field_index(TEXT("release_date")), year = (size_t)movie_field_index(TEXT("year"));
    const struct number told = movie_date_year(row->movie.release_date);
    const int64_t was = movie_release_year(written);
    const bool stood_alone = edits_is_one(&row->origins[year]) && written->year.known &&
                             written->year.value != movie_date_year(written->release_date).value;
    if (!told.known || movie_field_equal(&row->movie, written, date) || stood_alone || told.value == was ||
        (row->movie.year.known && row->movie.year.value != was))
        return;
    row->movie.year = told;
    row->origins[year] = (struct field_origin){ .source = TEXT("person") };
}

void edits_mark(struct stored_movie *row, const struct movie *written)
{
    static const struct movie nothing = { 0 };
    bool ours = false;
    for (size_t i = 0; i < movie_field_count; i++)
        ours = ours || !movie_field_equal(written, &nothing, i);
    if (!ours)
        return;
    mark_year(row, written);
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!is_an_id(i) && !movie_field_equal(&row->movie, written, i))
            row->origins[i] = (struct field_origin){ .source = TEXT("person") };
    }
    mark_poster(row, written);
    drop_abouts(row);
}

/* Ids that other sources gave to the people of an edited list are no other list. */
static bool are_same_people(const struct movie *a, const struct movie *b, size_t field)
{
    const struct people *x = (const void *)((const char *)a + movie_fields[field].offset);
    const struct people *y = (const void *)((const char *)b + movie_fields[field].offset);
    bool same = movie_fields[field].kind == FIELD_PEOPLE && x->count == y->count;
    for (size_t i = 0; same && i < x->count; i++)
        same = text_equal(x->at[i].name, y->at[i].name) && text_equal(x->at[i].character, y->at[i].character);
    return same;
}

size_t edits_keep(struct stored_movie *into, const struct stored_movie *from)
{
    size_t poster = (size_t)movie_field_index(TEXT("poster_url")), kept = 0;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!edits_is_one(&from->origins[i]))
            continue;
        if (!edits_is_one(&into->origins[i]) || !are_same_people(&into->movie, &from->movie, i))
            movie_take(&into->movie, &from->movie, i);
        into->origins[i] = from->origins[i];
        if (i == poster)
            into->poster_path = from->movie.poster_url;
        kept++;
    }
    return kept;
}

void edits_date(struct stored_movie *row, int64_t now_ms)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (edits_is_one(&row->origins[i]) && row->origins[i].fetched_at_ms == 0)
            row->origins[i].fetched_at_ms = now_ms;
    }
}

/* A placeholder on TMDb's form. */
#include "lifecycle/contribution.h"

#include "base/buf.h"
#include "base/num.h"
#include "http/http.h"
#include "model/codes.h"

#include <assert.h>

enum { LIST_BYTES_MAX = 4096 };

const char contribution_warning[] =
    "Check each fact with the film itself or an official page before you enter it. Facts are free; texts and pictures "
    "are not: write the overview in your own words, and upload no poster that is not yours to give. IMDb's pages and "
    "datasets are for personal and non-commercial use.";

const char *contribution_state_name(enum contribution_state state)
{
    switch (state) {
    case CONTRIBUTION_KNOWN: return "known";
    case CONTRIBUTION_MISSING: return "missing";
    case CONTRIBUTION_YOURS: return "yours";
    case CONTRIBUTION_NONE: return "none";
    }
    return "?";
}

/* ── items ── */

static struct contribution_item *add(struct contribution *c, const char *field, const char *label, struct text value)
{
    assert(c->item_count < CONTRIBUTION_ITEMS);
    struct contribution_item *item = &c->items[c->item_count++];
    bool known = !text_empty(value);
    *item = (struct contribution_item){ .field = field,
                                        .label = label,
                                        .state = known ? CONTRIBUTION_KNOWN : CONTRIBUTION_MISSING,
                                        .value = known ? value : (struct text){ 0 } };
    return item;
}

static struct text done(struct buf *list, struct arena *arena)
{
    struct text text = arena_text(arena, buf_text(list));
    buf_finish(list);
    return text;
}

static void add_word(struct buf *list, struct text word)
{
    if (text_empty(word))
        return;
    (void)buf_add_z(list, list->len > 0 ? ", " : "");
    (void)buf_add(list, word);
}

static void add_titles(struct contribution *c, const struct movie *movie, struct arena *arena)
{
    struct text language = movie->original_language, name = codes_language_name(language);
    struct text original = text_empty(movie->original_title) ? movie->title : movie->original_title;
    if (!text_empty(language) && text_known(name))
        language = arena_printf(arena, "%.*s (%.*s)", TEXT_ARG(language), TEXT_ARG(name));
    add(c, "original_language", "Original language", language);
    struct contribution_item *item = add(c, "original_title", "Original title", original);
    item->required = true;
    if (text_empty(movie->original_title) && !text_empty(movie->title))
        item->note = "no source tells it apart from the title: see what the film itself shows";
    item = add(c, "title", "Translated title", text_equal(original, movie->title) ? (struct text){ 0 } : movie->title);
    if (item->state == CONTRIBUTION_MISSING)
        item->state = CONTRIBUTION_NONE;
}

static void add_overview(struct contribution *c, const struct stored_movie *film)
{
    const struct field_origin *origin = &film->origins[movie_field_index(TEXT("overview"))];
    bool own = text_is(origin->source, "person");
    struct contribution_item *item = add(c, "overview", "Overview", own ? film->movie.overview : (struct text){ 0 });
    item->required = true;
    if (item->state == CONTRIBUTION_MISSING) {
        item->state = CONTRIBUTION_YOURS;
        item->note = "in your own words: a plot text of IMDb or anybody else may not be copied";
    }
}

static void add_release(struct contribution *c, const struct movie *movie)
{
    bool is_day = movie->release_date.len == sizeof "YYYY-MM-DD" - 1 && num_is_date(movie->release_date);
    bool is_tv =
        text_is(movie->type, "tvMovie") || text_is(movie->type, "tvShort") || text_is(movie->type, "tvSpecial");
    struct text country = movie->release_country, type = { 0 };
    struct contribution_item *item =
        add(c, "release_date", "Release date", is_day ? movie->release_date : (struct text){ 0 });
    if (!is_day && movie_release_year(movie) != 0)
        item->note = "only a part of it is known; of an old film of which nobody knows the day, TMDb takes January 1";
    add(c, "release_country", "Release country", country);
    if (is_tv)
        type = TEXT("TV");
    else if (text_is(movie->type, "video"))
        type = TEXT("Physical or Digital");
    item = add(c, "release_type", "Release type", type);
    if (!text_known(type))
        item->note = "Premiere for a festival; else Theatrical (limited), Theatrical, Digital, Physical or TV";
}

/* TMDb's names; its list is IMDb's but for these. */
static struct text genre_name(struct text genre, int64_t tmdb_id)
{
    static const struct {
        int64_t id;
        const char *name;
    } other[] = { { 878, "Science Fiction" }, { 10402, "Music" } };
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        if (other[i].id == tmdb_id)
            return text_of(other[i].name);
    }
    return genre;
}

static void add_genres(struct contribution *c, const struct movie *movie, struct arena *arena)
{
    struct buf list = BUF_WITH_LIMIT(LIST_BYTES_MAX);
    bool unmapped = false;
    for (size_t i = 0; i < movie->genres.count; i++) {
        int64_t id = codes_genre_tmdb_id(movie->genres.at[i]);
        bool seen = false;
        for (size_t j = 0; j < i && id != 0 && !seen; j++)
            seen = codes_genre_tmdb_id(movie->genres.at[j]) == id; /* Music and Musical are one */
        if (id != 0 && !seen)
            add_word(&list, genre_name(movie->genres.at[i], id));
        unmapped = unmapped || id == 0;
    }
    if (text_is(movie->type, "tvMovie") || text_is(movie->type, "tvSpecial"))
        add_word(&list, TEXT("TV Movie"));
    struct contribution_item *item = add(c, "genres", "Genres", done(&list, arena));
    if (unmapped)
        item->note = "some of IMDb's genres are none of TMDb's: enter those as keywords";
}

static void add_codeds(struct contribution *c, const char *field, const char *label, const struct codeds *codeds,
                       struct arena *arena)
{
    struct buf list = BUF_WITH_LIMIT(LIST_BYTES_MAX);
    for (size_t i = 0; i < codeds->count; i++)
        add_word(&list, text_known(codeds->at[i].name) ? codeds->at[i].name : codeds->at[i].code);
    add(c, field, label, done(&list, arena));
}

/* ── people and links ── */

static void add_people(struct contribution *c, const char *job, const struct people *people, struct arena *arena)
{
    for (size_t i = 0; i < people->count && c->person_count < CONTRIBUTION_PEOPLE_MAX; i++) {
        const struct person *person = &people->at[i];
        struct contribution_person *row = &c->people[c->person_count++];
        *row = (struct contribution_person){ .job = job, .person = person };
        if (movie_is_person_id(person->imdb_id))
            row->imdb_url = arena_printf(arena, "https://www.imdb.com/name/%.*s/", TEXT_ARG(person->imdb_id));
        if (person->tmdb_id > 0)
            row->tmdb_url = arena_printf(arena, "https://www.themoviedb.org/person/%lld", (long long)person->tmdb_id);
        else
            row->tmdb_url = arena_printf(arena, "https://www.themoviedb.org/search/person?query=%.*s",
                                         TEXT_ARG(http_encode(person->name, arena)));
    }
}

static void add_credits(struct contribution *c, const struct movie *movie, struct arena *arena)
{
    add(c, "directors", "Directors", movie->directors.count > 0 ? TEXT("below") : TEXT(""));
    add(c, "cast", "Cast", movie->cast.count > 0 ? TEXT("below") : TEXT(""));
    add_people(c, "Director", &movie->directors, arena);
    add_people(c, "Writer", &movie->writers, arena);
    add_people(c, "Actor", &movie->cast, arena);
}

static void add_links(struct contribution *c, const struct movie *movie, struct arena *arena)
{
    c->add_url = TEXT("https://www.themoviedb.org/movie/new");
    c->search_url = arena_printf(arena, "https://www.themoviedb.org/search/movie?query=%.*s",
                                 TEXT_ARG(http_encode(text_empty(movie->title) ? TEXT("") : movie->title, arena)));
    if (movie_is_imdb_id(movie->imdb_id))
        c->imdb_url = arena_printf(arena, "https://www.imdb.com/title/%.*s/", TEXT_ARG(movie->imdb_id));
}

void contribution_fill(const struct stored_movie *film, struct arena *arena, struct contribution *out)
{
    const struct movie *movie = &film->movie;
    *out = (struct contribution){ 0 };
    add_titles(out, movie, arena);
    add_overview(out, film);
    add_release(out, movie);
    add(out, "runtime", "Runtime",
        movie->runtime_minutes.known ? arena_printf(arena, "%lld min", (long long)movie->runtime_minutes.value)
                                     : (struct text){ 0 });
    add_genres(out, movie, arena);
    add_codeds(out, "countries", "Production countries", &movie->countries, arena);
    add_codeds(out, "languages", "Spoken languages", &movie->languages, arena);
    add(out, "imdb_id", "IMDb id", movie->imdb_id)->note = "so that everybody finds it by its id, we too";
    add_credits(out, movie, arena);
    struct contribution_item *poster = add(out, "poster", "Poster", (struct text){ 0 });
    poster->state = CONTRIBUTION_YOURS;
    poster->note = "one that you may upload; none of IMDb's";
    add_links(out, movie, arena);
    for (size_t i = 0; i < out->item_count; i++) {
        enum contribution_state state = out->items[i].state;
        out->known += state == CONTRIBUTION_KNOWN;
        out->countable += state != CONTRIBUTION_NONE;
    }
}

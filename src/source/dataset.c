/* Rows of IMDb's datasets to a finding (facts/imdb-access.md §1c). */
#include "source/dataset.h"

#include "base/clock.h"
#include "extract/json_cursor.h"

const struct answer_class dataset_not_listed = {
    "not_listed", ANSWER_ERROR, "not_found", "the imported files do not list the title; they may be older than it"
};

/* Control bytes as blanks; nothing for what is empty. */
static struct text clean(struct text field, struct arena *arena)
{
    if (text_empty(text_trim(field)))
        return (struct text){ 0 };
    char *at = arena_alloc(arena, field.len + 1);
    for (size_t i = 0; i < field.len; i++)
        at[i] = (unsigned char)field.at[i] < 0x20 || field.at[i] == 0x7F ? ' ' : field.at[i];
    return text_trim(text_from(at, field.len));
}

static struct number whole(struct text field, int64_t min, int64_t max)
{
    struct number number = { 0 };
    number.known = num_parse(field, min, max, &number.value);
    return number;
}

/* ["Alda","Young Alda"] → "Alda / Young Alda". What is no such array is left out: a fact is never guessed. */
static struct text characters_of(struct text json, struct arena *arena)
{
    struct json_cursor cursor;
    struct error err;
    struct text one;
    struct buf all = BUF_WITH_LIMIT(2 * json.len + 1); /* "," and two quotes give way to " / " */
    if (!text_known(json))
        return json;
    json_open(&cursor, json);
    if (json_enter_array(&cursor)) {
        while (json_next_element(&cursor)) {
            if (!json_read_text(&cursor, arena, &one) || text_empty(one = clean(one, arena)))
                continue;
            if (all.len > 0)
                (void)buf_add_z(&all, " / ");
            (void)buf_add(&all, one);
        }
    }
    bool good = json_finish(&cursor, &err) == OK && all.len > 0;
    struct text result = good ? arena_text(arena, buf_text(&all)) : (struct text){ 0 };
    buf_finish(&all);
    return result;
}

static bool is_listed(const struct people *people, struct text imdb_id)
{
    for (size_t i = 0; i < people->count; i++) {
        if (text_equal(people->at[i].imdb_id, imdb_id))
            return true;
    }
    return false;
}

/* Each person once, with a name; adds those without to *nameless. */
static struct people people_of(const struct dataset_credits *credits, struct arena *arena, size_t *nameless)
{
    struct people people = { .at = arena_array(arena, credits->count, sizeof *people.at) };
    for (size_t i = 0; i < credits->count; i++) {
        const struct dataset_credit *credit = &credits->at[i];
        struct text name = clean(credit->name, arena);
        if (!text_known(name))
            ++*nameless;
        else if (!is_listed(&people, credit->imdb_id))
            people.at[people.count++] = (struct person){ .name = name,
                                                         .imdb_id = arena_text(arena, credit->imdb_id),
                                                         .character = characters_of(credit->characters, arena) };
    }
    return people;
}

static struct texts genres_of(struct text list, struct arena *arena)
{
    enum { GENRES_MAX = 8 }; /* IMDb gives three at most */
    struct texts genres = { .at = arena_array(arena, GENRES_MAX, sizeof *genres.at) };
    while (list.len > 0 && genres.count < GENRES_MAX) {
        struct text genre = clean(text_take_until(&list, ','), arena);
        if (text_known(genre))
            genres.at[genres.count++] = genre;
    }
    return genres;
}

/* Rating and votes only as a pair. */
static void read_rating(const struct dataset_title *title, struct movie *out)
{
    double rating = 0;
    struct number votes = whole(title->votes, 0, INT64_MAX);
    if (!votes.known || !num_parse_decimal(title->rating, &rating) || rating < 0 || rating > 10)
        return;
    out->rating = (struct decimal){ rating, true };
    out->vote_count = votes;
}

static void read_movie(const struct dataset_title *title, struct arena *arena, struct movie *out, size_t *nameless)
{
    enum { YEAR_MIN = 1, YEAR_MAX = 9999, MINUTES_MAX = 100000 };
    out->title = clean(title->title, arena);
    out->original_title = clean(title->original_title, arena);
    out->year = whole(title->start_year, YEAR_MIN, YEAR_MAX);
    out->end_year = whole(title->end_year, YEAR_MIN, YEAR_MAX);
    out->runtime_minutes = whole(title->runtime, 1, MINUTES_MAX);
    out->genres = genres_of(title->genres, arena);
    out->adult.known = text_is(title->adult, "0") || text_is(title->adult, "1");
    out->adult.value = text_is(title->adult, "1");
    read_rating(title, out);
    out->directors = people_of(&title->directors, arena, nameless);
    out->writers = people_of(&title->writers, arena, nameless);
    out->cast = people_of(&title->cast, arena, nameless);
}

void dataset_read(const struct dataset_title *title, const struct dataset_info *info, struct arena *arena,
                  struct finding *out)
{
    char iso[CLOCK_ISO_BYTES];
    size_t nameless = 0;
    const char *date = clock_iso(info->files[TSV_TITLE_BASICS].modified_ms, iso);
    *out = (struct finding){ .class = &dataset_not_listed };
    if (title == NULL) {
        out->note = arena_printf(arena, "not in the files of %.10s", date);
        return;
    }
    out->class = &answer_found;
    out->movie.imdb_id = arena_text(arena, title->imdb_id);
    if (movie_type_known(title->type))
        out->movie.type = arena_text(arena, title->type);
    if (title->whole)
        read_movie(title, arena, &out->movie, &nameless);
    if (!title->whole)
        out->note =
            arena_printf(arena, "%.*s, in the files of %.10s; only its type was imported", TEXT_ARG(title->type), date);
    else if (nameless > 0)
        out->note = arena_printf(arena, "in the files of %.10s; %zu people left out, whose names are not in them", date,
                                 nameless);
    else
        out->note = arena_printf(arena, "in the files of %.10s", date);
}

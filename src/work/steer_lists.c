/* Lists and codes of a FIELD=VALUE. */
#include "work/steer_lists.h"

#include "identity/normalise.h"
#include "model/codes.h"

enum { GENRES_MAX = 20, GENRE_BYTES_MAX = 60, CODES_MAX = 50, PEOPLE_MAX = 200, NAME_BYTES_MAX = 200 };

/* ── texts ── */

static bool has_controls(struct text t, bool prose)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if ((c < 0x20 && !(prose && (c == '\n' || c == '\t'))) || c == 0x7f)
            return true;
    }
    return false;
}

const char *steer_check_text(struct text value, size_t bytes_max, bool prose)
{
    return value.len > bytes_max        ? "is too long"
           : !text_is_utf8(value)       ? "is not text in UTF-8"
           : has_controls(value, prose) ? "holds control characters"
                                        : NULL;
}

/* ── genres ── */

const char *steer_read_genres(struct text value, struct arena *arena, struct texts *out)
{
    struct texts genres = { arena_array(arena, GENRES_MAX, sizeof *genres.at), 0 };
    const char *fault = steer_check_text(value, (size_t)GENRES_MAX * GENRE_BYTES_MAX, false);
    while (fault == NULL && value.len > 0) {
        struct text genre = text_trim(text_take_until(&value, ','));
        if (genre.len == 0 || genre.len > GENRE_BYTES_MAX || genres.count == GENRES_MAX)
            return "is no list of up to 20 genres with commas between them";
        for (size_t i = 0; i < genres.count; i++) {
            if (text_equal_ascii_case(genres.at[i], genre))
                return "names a genre twice";
        }
        genres.at[genres.count++] = genre;
    }
    *out = genres;
    return fault;
}

/* ── codes ── */

/* What the program's tables know, and no more: IMDb's private ids are not for people. */
static struct text known_code(bool country, struct text code)
{
    struct text own = country ? codes_country_from_imdb(code) : codes_language_from_imdb(code);
    return text_equal_ascii_case(own, code) ? own : (struct text){ 0 };
}

const char *steer_read_code(bool country, struct text *value, struct arena *arena)
{
    struct text code = known_code(country, *value);
    struct text named = country ? codes_country_from_name(*value) : codes_language_from_name(*value);
    if (text_known(code)) {
        *value = code;
        return NULL;
    }
    const char *what =
        country ? "is no country code: AT, DE, … (ISO 3166-1)" : "is no language code: en, pt, … (ISO 639-1)";
    return text_known(named) ? arena_z(arena, arena_printf(arena, "%s; %.*s is meant?", what, TEXT_ARG(named))) : what;
}

/* Which of several it is stands in the fault. */
static const char *fault_of(struct text one, const char *fault, struct arena *arena)
{
    enum { SHOWN_BYTES = 40 };
    bool shown = one.len > 0 && one.len <= SHOWN_BYTES;
    return shown ? arena_z(arena, arena_printf(arena, "is no list: '%.*s' %s", TEXT_ARG(one), fault)) : fault;
}

const char *steer_read_codes(bool countries, struct text value, struct arena *arena, struct codeds *out)
{
    struct codeds codes = { arena_array(arena, CODES_MAX, sizeof *codes.at), 0 };
    const char *fault = steer_check_text(value, (size_t)CODES_MAX * NAME_BYTES_MAX, false);
    while (fault == NULL && value.len > 0) {
        struct text one = text_trim(text_take_until(&value, ',')), code = one;
        if (one.len == 0 || codes.count == CODES_MAX)
            return "is no list of up to 50 codes with commas between them";
        fault = steer_read_code(countries, &code, arena);
        for (size_t i = 0; i < codes.count && fault == NULL; i++)
            fault = text_equal(codes.at[i].code, code) ? "stands there twice" : NULL;
        if (fault != NULL)
            return fault_of(one, fault, arena);
        codes.at[codes.count++] =
            (struct coded){ .code = code, .name = countries ? codes_country_name(code) : codes_language_name(code) };
    }
    *out = codes;
    return fault;
}

/* ── people ── */

/* The last word, where it is an IMDb id of somebody. */
static void take_id(struct text *name, struct person *out)
{
    size_t start = name->len;
    while (start > 0 && name->at[start - 1] != ' ')
        start--;
    struct text word = text_after(*name, start);
    if (start == 0 || !movie_is_person_id(word))
        return;
    out->imdb_id = word;
    *name = text_trim(text_from(name->at, start));
}

static const char *read_person(bool cast, struct text one, struct arena *arena, struct person *out)
{
    size_t as;
    struct person person = { 0 };
    if (cast && text_find(one, TEXT(" as "), &as)) {
        person.character = normalise_shown(text_after(one, as + sizeof " as " - 1), arena);
        one = text_trim(text_from(one.at, as));
    }
    take_id(&one, &person);
    if (movie_is_person_id(one))
        return "is an id without a name: 'Name One nm0000001'";
    person.name = normalise_shown(one, arena);
    if (!text_known(person.name) || text_empty(normalise_name(person.name, arena)))
        return "is no name";
    *out = person;
    return one.len <= NAME_BYTES_MAX && person.character.len <= NAME_BYTES_MAX ? NULL : "is too long for a name";
}

static bool is_same(const struct person *a, const struct person *b)
{
    return text_equal(a->name, b->name) && text_equal(a->imdb_id, b->imdb_id);
}

const char *steer_read_people(bool cast, struct text value, struct arena *arena, struct people *out)
{
    struct people people = { arena_array(arena, PEOPLE_MAX, sizeof *people.at), 0 };
    const char *fault = steer_check_text(value, (size_t)PEOPLE_MAX * NAME_BYTES_MAX, false);
    if (fault == NULL && text_contains(value, TEXT(",")) && !text_contains(value, TEXT(";")))
        return "has a comma: between people stands ';' (one name that has a comma: end it with ';')";
    while (fault == NULL && value.len > 0) {
        struct text one = text_trim(text_take_until(&value, ';'));
        if (one.len == 0 || people.count == PEOPLE_MAX)
            return "is no list of up to 200 people with ';' between them";
        struct person *person = &people.at[people.count];
        fault = read_person(cast, one, arena, person);
        for (size_t i = 0; i < people.count && fault == NULL; i++)
            fault = is_same(&people.at[i], person) ? "stands there twice" : NULL;
        if (fault != NULL)
            return fault_of(one, fault, arena);
        people.count++;
    }
    *out = people;
    return fault;
}

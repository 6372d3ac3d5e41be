/* FIELD=VALUE, as a person writes it. */
#include "lifecycle/plausible.h"
#include "work/steer_lists.h"

enum { LINE_BYTES_MAX = 1000, OVERVIEW_BYTES_MAX = 20000, URL_BYTES_MAX = 2000 };

/* What a person may set, and how it is read. Ids say which film it is: they change by a merge. */
enum edit_kind {
    EDIT_TITLE,
    EDIT_LINE,
    EDIT_PROSE,
    EDIT_LANGUAGE,
    EDIT_COUNTRY,
    EDIT_DATE,
    EDIT_URL, /* up to here texts */
    EDIT_NUMBER,
    EDIT_DECIMAL,
    EDIT_GENRES,
    EDIT_COUNTRIES,
    EDIT_LANGUAGES,
    EDIT_PEOPLE,
    EDIT_CAST
};
static const struct {
    const char *name, *field;
    enum edit_kind kind;
} editables[] = {
    { "title", "title", EDIT_TITLE },
    { "original_title", "original_title", EDIT_LINE },
    { "original_language", "original_language", EDIT_LANGUAGE },
    { "release_date", "release_date", EDIT_DATE },
    { "release_country", "release_country", EDIT_COUNTRY },
    { "runtime_minutes", "runtime_minutes", EDIT_NUMBER },
    { "runtime", "runtime_minutes", EDIT_NUMBER },
    { "overview", "overview", EDIT_PROSE },
    { "year", "year", EDIT_NUMBER },
    { "poster_url", "poster_url", EDIT_URL },
    { "poster_path", "poster_url", EDIT_URL },
    { "genres", "genres", EDIT_GENRES },
    { "countries", "countries", EDIT_COUNTRIES },
    { "languages", "languages", EDIT_LANGUAGES },
    { "directors", "directors", EDIT_PEOPLE },
    { "writers", "writers", EDIT_PEOPLE },
    { "cast", "cast", EDIT_CAST },
    { "rating", "rating", EDIT_DECIMAL },
    { "vote_count", "vote_count", EDIT_NUMBER },
};

static size_t row_of(struct text name)
{
    size_t row = 0;
    while (row < COUNT_OF(editables) && !text_is(name, editables[row].name))
        row++;
    return row;
}

static size_t field_of(size_t row)
{
    return (size_t)movie_field_index(text_of(editables[row].field));
}

int steer_field_named(struct text name)
{
    size_t row = row_of(name);
    return row < COUNT_OF(editables) ? (int)field_of(row) : -1;
}

char steer_separator(struct text name)
{
    size_t row = row_of(name);
    return row < COUNT_OF(editables) && editables[row].kind >= EDIT_PEOPLE ? ';' : ',';
}

struct text steer_field_names(struct arena *arena)
{
    struct text names = TEXT("");
    for (size_t i = 0; i < COUNT_OF(editables); i++)
        names = arena_printf(arena, "%.*s%s%s", TEXT_ARG(names), i > 0 ? ", " : "", editables[i].name);
    return names;
}

static const char *read_url(struct text value)
{
    const char *fault = steer_check_text(value, URL_BYTES_MAX, false);
    bool is_url =
        text_starts(value, TEXT("https://")) && value.len > sizeof "https://" && !text_contains(value, TEXT(" "));
    return fault != NULL ? fault : is_url ? NULL : "is no https:// URL";
}

static const char *read_text(enum edit_kind kind, struct text *value, struct arena *arena)
{
    if (kind == EDIT_URL)
        return read_url(*value);
    if (kind == EDIT_DATE)
        return num_is_date(*value) ? NULL : "is no date: YYYY, YYYY-MM or YYYY-MM-DD";
    if (kind == EDIT_LANGUAGE || kind == EDIT_COUNTRY)
        return steer_read_code(kind == EDIT_COUNTRY, value, arena);
    return steer_check_text(*value, kind == EDIT_PROSE ? OVERVIEW_BYTES_MAX : LINE_BYTES_MAX, kind == EDIT_PROSE);
}

static const char *read_list(enum edit_kind kind, struct text value, struct arena *arena, void *at)
{
    if (kind == EDIT_GENRES)
        return steer_read_genres(value, arena, at);
    if (kind == EDIT_COUNTRIES || kind == EDIT_LANGUAGES)
        return steer_read_codes(kind == EDIT_COUNTRIES, value, arena, at);
    return steer_read_people(kind == EDIT_CAST, value, arena, at);
}

static const char *read_number(enum edit_kind kind, struct text value, void *at)
{
    struct number *number = at;
    struct decimal *decimal = at;
    if (kind == EDIT_DECIMAL) {
        decimal->known = num_parse_decimal(value, &decimal->value);
        return decimal->known ? NULL : "is not a number";
    }
    number->known = num_parse(value, 0, INT32_MAX, &number->value);
    return number->known ? NULL : "is not a number";
}

/* A value of one field into a record that knows nothing else. */
static const char *read_value(struct text value, size_t row, int64_t now_ms, struct arena *arena, struct movie *out)
{
    enum edit_kind kind = editables[row].kind;
    void *at = (char *)out + movie_fields[field_of(row)].offset;
    struct implausible aside[IMPLAUSIBLE_MAX];
    const char *fault;
    if (value.len == 0)
        return kind == EDIT_TITLE ? "cannot be removed: a film needs a name" : NULL;
    if (kind >= EDIT_GENRES)
        return read_list(kind, value, arena, at);
    if (kind >= EDIT_NUMBER) {
        fault = read_number(kind, value, at);
    } else {
        fault = read_text(kind, &value, arena);
        *(struct text *)at = value;
    }
    if (fault == NULL && plausible_sift(out, now_ms, arena, aside) > 0)
        fault = arena_z(arena, arena_printf(arena, "is %s", aside[0].reason));
    return fault;
}

enum status steer_read_edit(struct text argument, int64_t now_ms, struct arena *arena, struct steer_edits *edits,
                            struct error *err)
{
    size_t equals;
    struct movie one = { 0 };
    if (!text_find(argument, TEXT("="), &equals))
        return error_set(err, INVALID, "'%.*s' is not FIELD=VALUE", (int)(argument.len < 60 ? argument.len : 60),
                         argument.at);
    struct text name = text_from(argument.at, equals), value = text_trim(text_after(argument, equals + 1));
    size_t row = row_of(name);
    if (row == COUNT_OF(editables))
        return error_set(err, INVALID, "there is no field '%.*s' to edit", (int)(name.len < 60 ? name.len : 60),
                         name.at);
    size_t field = field_of(row);
    if ((edits->fields >> field & 1U) != 0)
        return error_set(err, INVALID, "%s is given twice", editables[row].field);
    const char *fault = read_value(value, row, now_ms, arena, &one);
    struct text shown = value.len < 60 && text_is_utf8(value) ? value : TEXT("what is given");
    if (fault != NULL)
        return error_set(err, INVALID, "%s: '%.*s' %s", editables[row].name, TEXT_ARG(shown), fault);
    movie_take(&edits->values, &one, field);
    edits->fields |= (uint32_t)1 << field;
    return OK;
}

/* FIELD=VALUE, as a person writes it. */
#include "lifecycle/plausible.h"
#include "model/codes.h"
#include "work/steer.h"

enum { LINE_BYTES_MAX = 1000, OVERVIEW_BYTES_MAX = 20000, URL_BYTES_MAX = 2000, GENRES_MAX = 20, GENRE_BYTES_MAX = 60 };

/* What a person may set, and how it is read. Ids say which film it is: they change by a merge. */
enum edit_kind { EDIT_TITLE, EDIT_LINE, EDIT_PROSE, EDIT_LANGUAGE, EDIT_DATE, EDIT_NUMBER, EDIT_URL, EDIT_GENRES };
static const struct {
    const char *name, *field;
    enum edit_kind kind;
} editables[] = {
    { "title", "title", EDIT_TITLE },
    { "original_title", "original_title", EDIT_LINE },
    { "original_language", "original_language", EDIT_LANGUAGE },
    { "release_date", "release_date", EDIT_DATE },
    { "runtime_minutes", "runtime_minutes", EDIT_NUMBER },
    { "runtime", "runtime_minutes", EDIT_NUMBER },
    { "overview", "overview", EDIT_PROSE },
    { "year", "year", EDIT_NUMBER },
    { "poster_url", "poster_url", EDIT_URL },
    { "poster_path", "poster_url", EDIT_URL },
    { "genres", "genres", EDIT_GENRES },
};

struct text steer_field_names(struct arena *arena)
{
    struct text names = TEXT("");
    for (size_t i = 0; i < COUNT_OF(editables); i++)
        names = arena_printf(arena, "%.*s%s%s", TEXT_ARG(names), i > 0 ? ", " : "", editables[i].name);
    return names;
}

static bool has_controls(struct text t, bool prose)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if ((c < 0x20 && !(prose && (c == '\n' || c == '\t'))) || c == 0x7f)
            return true;
    }
    return false;
}

/* Why the text is none, or NULL. */
static const char *check_text(struct text value, size_t most, bool prose)
{
    return value.len > most             ? "is too long"
           : !text_is_utf8(value)       ? "is not text in UTF-8"
           : has_controls(value, prose) ? "holds control characters"
                                        : NULL;
}

static const char *read_url(struct text value)
{
    const char *fault = check_text(value, URL_BYTES_MAX, false);
    bool is_url =
        text_starts(value, TEXT("https://")) && value.len > sizeof "https://" && !text_contains(value, TEXT(" "));
    return fault != NULL ? fault : is_url ? NULL : "is no https:// URL";
}

static const char *read_genres(struct text value, struct arena *arena, struct texts *out)
{
    struct texts genres = { arena_array(arena, GENRES_MAX, sizeof *genres.at), 0 };
    const char *fault = check_text(value, (size_t)GENRES_MAX * GENRE_BYTES_MAX, false);
    while (fault == NULL && value.len > 0) {
        struct text genre = text_trim(text_take_until(&value, ','));
        if (genre.len == 0 || genre.len > GENRE_BYTES_MAX || genres.count == GENRES_MAX)
            return "is no list of up to 20 genres with commas between them";
        genres.at[genres.count++] = genre;
    }
    *out = genres;
    return fault;
}

/* A text, where the kind has one. */
static const char *read_text(struct text value, enum edit_kind kind)
{
    if (kind == EDIT_URL)
        return read_url(value);
    if (kind == EDIT_DATE)
        return num_is_date(value) ? NULL : "is no date: YYYY, YYYY-MM or YYYY-MM-DD";
    if (kind == EDIT_LANGUAGE)
        return text_known(codes_language_name(value)) ? NULL : "is no language code: en, pt, … (ISO 639-1)";
    return check_text(value, kind == EDIT_PROSE ? OVERVIEW_BYTES_MAX : LINE_BYTES_MAX, kind == EDIT_PROSE);
}

/* A value of one field into a record that knows nothing else. */
static const char *read_value(struct text value, size_t row, int64_t now_ms, struct arena *arena, struct movie *out)
{
    size_t field = (size_t)movie_field_index(text_of(editables[row].field));
    void *at = (char *)out + movie_fields[field].offset;
    struct implausible aside[IMPLAUSIBLE_MAX];
    struct number *number = at;
    const char *fault = NULL;
    if (value.len == 0)
        return editables[row].kind == EDIT_TITLE ? "cannot be removed: a film needs a name" : NULL;
    if (editables[row].kind == EDIT_GENRES)
        return read_genres(value, arena, at);
    if (editables[row].kind == EDIT_NUMBER) {
        number->known = num_parse(value, 0, INT32_MAX, &number->value);
        fault = number->known ? NULL : "is not a number";
    } else {
        fault = read_text(value, editables[row].kind);
        *(struct text *)at = value;
    }
    if (fault == NULL && plausible_sift(out, now_ms, arena, aside) > 0)
        fault = arena_z(arena, arena_printf(arena, "is %s", aside[0].reason));
    return fault;
}

enum status steer_read_edit(struct text argument, int64_t now_ms, struct arena *arena, struct steer_edits *edits,
                            struct error *err)
{
    size_t equals, row = 0;
    struct movie one = { 0 };
    if (!text_find(argument, TEXT("="), &equals))
        return error_set(err, INVALID, "'%.*s' is not FIELD=VALUE", (int)(argument.len < 60 ? argument.len : 60),
                         argument.at);
    struct text name = text_from(argument.at, equals), value = text_trim(text_after(argument, equals + 1));
    while (row < COUNT_OF(editables) && !text_is(name, editables[row].name))
        row++;
    if (row == COUNT_OF(editables))
        return error_set(err, INVALID, "there is no field '%.*s' to edit", (int)(name.len < 60 ? name.len : 60),
                         name.at);
    size_t field = (size_t)movie_field_index(text_of(editables[row].field));
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

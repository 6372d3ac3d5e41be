/* Films as CSV. */
#include "base/clock.h"
#include "cli/export.h"

#include <string.h>

static const char header[] =
    "imdb_id,tmdb_id,import_status,title,original_title,release_date,release_date_precision,release_year,runtime,"
    "overview,original_language,poster_path,imdb_scraped_at,placeholder_retry_count,next_tmdb_retry_at,inserted_at,"
    "updated_at,sources\r\n";

void csv_header(struct buf *out)
{
    (void)buf_add_z(out, header);
}

/* What Excel, LibreOffice and Google Sheets begin a formula with; the last four are full-width, U+FF1D and its like. */
static bool looks_like_formula(struct text t)
{
    static const char *const signs[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };
    if (t.len == 0)
        return false;
    bool looks = (unsigned char)t.at[0] < ' ' || strchr("=+-@", t.at[0]) != NULL;
    for (size_t i = 0; i < COUNT_OF(signs) && !looks; i++)
        looks = text_starts(t, text_of(signs[i]));
    return looks;
}

static void add_cell(struct buf *out, struct text t)
{
    bool guard = looks_like_formula(t), quote = guard;
    if (!text_known(t) || !text_is_utf8(t))
        return;
    for (size_t i = 0; i < t.len && !quote; i++)
        quote = t.at[i] == ',' || t.at[i] == '"' || t.at[i] == '\n' || t.at[i] == '\r';
    if (!quote) {
        (void)buf_add(out, t);
        return;
    }
    (void)buf_add_z(out, guard ? "\"'" : "\"");
    while (t.len > 0) {
        size_t at = 0;
        bool found = text_find(t, TEXT("\""), &at);
        (void)buf_add(out, text_from(t.at, found ? at : t.len));
        (void)buf_add_z(out, found ? "\"\"" : "");
        t = text_after(t, found ? at + 1 : t.len);
    }
    (void)buf_add_char(out, '"');
}

static struct text number_text(struct number number, struct arena *arena)
{
    return number.known ? arena_printf(arena, "%lld", (long long)number.value) : (struct text){ 0 };
}

static struct text time_text(int64_t wall_ms, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    return wall_ms != 0 ? arena_text(arena, text_of(clock_iso(wall_ms, iso))) : (struct text){ 0 };
}

/* The column release_date holds whole days; its precision, what is known at all. */
static const char *precision_of(struct text date)
{
    if (!num_is_date(date))
        return NULL;
    return date.len == sizeof "YYYY-MM-DD" - 1 ? "day" : date.len == sizeof "YYYY-MM" - 1 ? "month" : "year";
}

void csv_film(const struct stored_movie *film, struct arena *arena, struct buf *out)
{
    const struct movie *movie = &film->movie;
    int64_t year = movie_release_year(movie);
    const char *precision = precision_of(movie->release_date);
    const struct text cells[] = {
        movie->imdb_id,
        number_text(movie->tmdb_id, arena),
        film->import_status,
        movie->title,
        movie->original_title,
        precision != NULL && strcmp(precision, "day") == 0 ? movie->release_date : TEXT(""),
        text_of(precision),
        year != 0 ? number_text(number_of(year), arena) : TEXT(""),
        number_text(movie->runtime_minutes, arena),
        movie->overview,
        movie->original_language,
        film->poster_path,
        time_text(film->imdb_scraped_at_ms, arena),
        number_text(number_of(film->retry_count), arena),
        time_text(film->next_tmdb_retry_at_ms, arena),
        time_text(film->inserted_at_ms, arena),
        time_text(film->updated_at_ms, arena),
        export_sources(film, arena),
    };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        if (i > 0)
            (void)buf_add_char(out, ',');
        add_cell(out, cells[i]);
    }
    (void)buf_add_z(out, "\r\n");
}

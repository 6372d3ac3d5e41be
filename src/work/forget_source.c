/* One record without what one source said. */
#include "work/forget_source.h"

#include "lifecycle/merge.h"
#include "lifecycle/people.h"
#include "work/imdb_data.h"
#include "work/record_status.h"

struct cleared {
    size_t fields;
    bool touched; /* at least an origin went */
};

/* Takes out what came from the source; a field that a person edited has another origin. The IMDb id is what was asked
 * for, whoever repeated it. */
static struct cleared clear_fields(struct movie *movie, struct field_origin *origins, struct text source)
{
    static const struct movie nothing = { 0 };
    struct cleared cleared = { 0 };
    size_t id = (size_t)movie_field_index(TEXT("imdb_id"));
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!text_equal(origins[i].source, source))
            continue;
        if (i != id) {
            movie_take(movie, &nothing, i);
            cleared.fields++;
        }
        origins[i] = (struct field_origin){ 0 };
        cleared.touched = true;
    }
    return cleared;
}

static bool has_origins(const struct field_origin *origins)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (text_known(origins[i].source))
            return true;
    }
    return false;
}

static bool knows_anything(const struct movie *movie)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_knows(movie, i) && !text_is(text_of(movie_fields[i].name), "imdb_id"))
            return true;
    }
    return false;
}

/* TMDb's record is gone: what the placeholder knew before the upgrade stands again. */
static void become_placeholder(const struct forget_source *forget, struct stored_movie *movie,
                               const struct stored_movie *kept)
{
    movie->movie.tmdb_id = (struct number){ 0 };
    merge_keep(&movie->movie, movie->origins, &kept->movie, kept->origins);
    movie->tmdb_data = (struct text){ 0 };
    movie->poster_path = movie->movie.poster_url;
    movie->import_status = TEXT("imdb_placeholder");
    movie->retry_count = 0;
    movie->next_tmdb_retry_at_ms =
        schedule_next_ms(forget->schedule, 0, movie->movie.release_date, forget->now_ms, forget->random);
}

enum forget_verdict forget_source_strip(void *context, struct stored_movie *movie, struct arena *arena,
                                        size_t *out_fields)
{
    const struct forget_source *forget = context;
    struct stored_movie kept = { 0 };
    size_t poster = (size_t)movie_field_index(TEXT("poster_url"));
    bool poster_is_theirs = text_equal(movie->origins[poster].source, forget->source) &&
                            text_equal(movie->poster_path, movie->movie.poster_url);
    bool readable = imdb_data_read(movie->imdb_data, arena, &kept.movie, kept.origins);
    bool nameless = readable && !has_origins(kept.origins) && text_is(forget->source, "imdb_page");
    struct cleared row = clear_fields(&movie->movie, movie->origins, forget->source);
    struct cleared data = clear_fields(&kept.movie, kept.origins, forget->source);
    row.touched = people_forget_ids(&movie->movie, movie->origins, forget->source, arena) || row.touched;
    data.touched = people_forget_ids(&kept.movie, kept.origins, forget->source, arena) || data.touched;
    if (!row.touched && !data.touched && !nameless)
        return FORGET_NOTHING;
    *out_fields += row.fields;
    if (text_is(forget->source, "tmdb"))
        become_placeholder(forget, movie, &kept);
    else if (text_is(movie->import_status, "imdb_enriched"))
        movie->import_status = record_status(movie, forget->now_ms, arena);
    if (poster_is_theirs)
        movie->poster_path = movie->movie.poster_url;
    if (text_is(forget->source, "imdb_page"))
        movie->imdb_scraped_at_ms = 0;
    if (movie->movie.tmdb_id.known && (data.touched || nameless))
        movie->imdb_data = nameless || !knows_anything(&kept.movie) ? (struct text){ 0 }
                                                                    : imdb_data_write(&kept.movie, kept.origins, arena);
    if (movie->movie.tmdb_id.known)
        return FORGET_FIELDS;
    if (text_empty(movie->movie.title))
        return FORGET_ROW;
    movie->imdb_data = imdb_data_write(&movie->movie, movie->origins, arena);
    return FORGET_FIELDS;
}

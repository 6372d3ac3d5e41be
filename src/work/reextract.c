/* Kept answers, read again. */
#include "work/reextract.h"

#include "lifecycle/merge.h"
#include "lifecycle/people.h"
#include "lifecycle/plausible.h"
#include "lifecycle/states.h"
#include "source/imdb_page.h"
#include "source/omdb.h"
#include "store/edits.h"
#include "store/history.h"
#include "store/kept.h"
#include "work/imdb_data.h"

/* The sources whose answers are about one title each. */
static const char *const sources[] = { "imdb_page", "omdb" };

static size_t index_of(const char *name)
{
    return (size_t)movie_field_index(text_of(name));
}

static bool is_an_id(size_t field)
{
    return field == index_of("imdb_id") || field == index_of("tmdb_id");
}

/* The answer that most of the record was read from: any field names it. */
static struct text answer_of(const struct stored_movie *row, struct text source)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (text_equal(row->origins[i].source, source) && text_known(row->origins[i].answer_sha256))
            return row->origins[i].answer_sha256;
    }
    return (struct text){ 0 };
}

static void read_answer(const struct kept_answer *kept, struct text imdb_id, struct arena *arena, struct finding *out)
{
    const struct http_answer answer = {
        .failure = HTTP_ANSWERED, .status = kept->http_status, .body = kept->body, .content_type = kept->content_type
    };
    if (text_is(kept->source, "omdb"))
        omdb_read(kept->body, imdb_id, arena, out);
    else
        imdb_page_read(&answer, imdb_id, text_known(kept->url) ? kept->url : TEXT(""), arena, out);
}

/* Why the finding is not to be merged into the row; unknown: it is. */
static struct text reason_against(const struct finding *finding, const struct drift_review *review, struct arena *arena)
{
    const struct layout_fact *lacks = drift_review_lacks(review, &finding->page);
    if (finding->class->outcome != ANSWER_FOUND)
        return text_known(finding->note) ? finding->note : text_of(finding->class->why);
    if (text_known(finding->canonical_id))
        return arena_printf(arena, "IMDb merged it with %.*s: look that up", TEXT_ARG(finding->canonical_id));
    if (text_known(finding->movie.type) && !movie_type_is_film(finding->movie.type))
        return arena_printf(arena, "it tells of a %.*s: look it up again", TEXT_ARG(finding->movie.type));
    if (lacks != NULL)
        return arena_printf(arena, "%s has told no %s lately, and this page has none", page_layout_name(lacks->layout),
                            fact_field(lacks->fact));
    return (struct text){ 0 };
}

/* ── one source's word, replaced ── */

/* As a lookup would: the source's fields go, and what it says today comes where nobody else says anything. */
static void replace_in_placeholder(struct movie *movie, struct field_origin *origins, const struct movie *told,
                                   const struct field_origin *origin)
{
    static const struct movie nothing = { 0 };
    const struct movie before = *movie;
    struct field_origin origins_before[MOVIE_FIELDS_MAX] = { 0 };
    size_t title = index_of("title");
    for (size_t i = 0; i < movie_field_count; i++) {
        origins_before[i] = origins[i];
        if (!text_equal(origins[i].source, origin->source) || is_an_id(i))
            continue;
        movie_take(movie, &nothing, i);
        origins[i] = (struct field_origin){ 0 };
    }
    (void)merge_fill(movie, origins, told, origin);
    movie_take(movie, &before, index_of("imdb_id"));
    origins[index_of("imdb_id")] = origins_before[index_of("imdb_id")];
    if (!movie_knows(movie, title)) { /* a film needs a name */
        movie_take(movie, &before, title);
        origins[title] = origins_before[title];
    }
}

/* TMDb's record keeps its state, which hangs on the gaps that others fill. */
static void replace_in_record(struct movie *movie, struct field_origin *origins, const struct movie *told,
                              const struct field_origin *origin)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!text_equal(origins[i].source, origin->source) || is_an_id(i) || !movie_knows(told, i))
            continue;
        movie_take(movie, told, i);
        origins[i] = *origin;
    }
}

/* People keep the ids that other sources gave them. */
static void join_people(struct movie *movie, const struct field_origin *origins, const struct movie *before,
                        const struct field_origin *origins_before, struct arena *arena)
{
    const struct people_told told = { .movie = before, .origins = origins_before };
    people_join(movie, origins, &told, 1, arena);
}

/* ── one film ── */

static void take_finding(struct reextract_film *film, const struct kept_answer *kept, struct movie *told,
                         struct arena *arena, int64_t now_ms)
{
    const struct source_terms *terms = source_terms_find(kept->source);
    const struct field_origin origin = { .source = text_of(terms->name),
                                         .licence = text_of(terms->licence),
                                         .fetched_at_ms = kept->fetched_at_ms,
                                         .answer_sha256 = kept->sha256 };
    struct stored_movie *row = &film->after, data = { 0 };
    struct implausible aside[IMPLAUSIBLE_MAX];
    people_clean(told, arena);
    (void)plausible_sift(told, now_ms, arena, aside);
    if (!row->movie.tmdb_id.known) {
        replace_in_placeholder(&row->movie, row->origins, told, &origin);
        return;
    }
    replace_in_record(&row->movie, row->origins, told, &origin);
    if (!imdb_data_read(row->imdb_data, arena, &data.movie, data.origins))
        return;
    const struct stored_movie data_before = data;
    replace_in_placeholder(&data.movie, data.origins, told, &origin);
    join_people(&data.movie, data.origins, &data_before.movie, data_before.origins, arena);
    for (size_t i = 0; i < movie_field_count; i++)
        film->changes_data = film->changes_data || !movie_field_equal(&data.movie, &data_before.movie, i);
    if (film->changes_data)
        row->imdb_data = imdb_data_write(&data.movie, data.origins, arena);
}

static enum status read_source(struct store *store, const char *source, const struct drift_review *review,
                               int64_t now_ms, struct arena *arena, struct reextract_film *film, struct error *err)
{
    struct text imdb_id = film->before.movie.imdb_id;
    struct kept_answer kept;
    struct finding finding;
    enum status status =
        store_kept_find(store, source, imdb_id, answer_of(&film->before, text_of(source)), arena, &kept, err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    read_answer(&kept, imdb_id, arena, &finding);
    film->answers++;
    struct text against = reason_against(&finding, review, arena);
    if (text_known(against)) {
        film->unreadable = arena_printf(arena, "%s: %.*s", source, TEXT_ARG(against));
        return OK;
    }
    take_finding(film, &kept, &finding.movie, arena, now_ms);
    return OK;
}

/* What is the same keeps the origin that it had: when it was read first. */
static void compare(struct reextract_film *film)
{
    struct stored_movie *after = &film->after;
    const struct stored_movie *before = &film->before;
    size_t poster = index_of("poster_url");
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_field_equal(&after->movie, &before->movie, i)) {
            movie_take(&after->movie, &before->movie, i);
            after->origins[i] = before->origins[i];
        } else {
            film->changed |= (uint32_t)1 << i;
        }
    }
    if ((film->changed >> poster & 1U) != 0 && text_equal(before->poster_path, before->movie.poster_url))
        after->poster_path = after->movie.poster_url;
}

enum status reextract_read(struct store *store, const struct stored_movie *stored, const struct drift_review *review,
                           int64_t now_ms, struct arena *arena, struct reextract_film *out, struct error *err)
{
    struct reextract_film film = { .before = *stored, .after = *stored };
    enum status status = OK;
    bool ours = film_state_of(stored->import_status, true, false) != FILM_NONE &&
                movie_is_imdb_id(stored->movie.imdb_id); /* rows of other programs stay as they are */
    for (size_t i = 0; i < COUNT_OF(sources) && status == OK && ours; i++)
        status = read_source(store, sources[i], review, now_ms, arena, &film, err);
    if (status != OK)
        return status;
    join_people(&film.after.movie, film.after.origins, &film.before.movie, film.before.origins, arena);
    compare(&film);
    if (film.changed != 0 && !film.after.movie.tmdb_id.known)
        film.after.imdb_data = imdb_data_write(&film.after.movie, film.after.origins, arena);
    *out = film;
    return OK;
}

enum status reextract_write(struct store *store, const struct reextract_film *film, int64_t now_ms, struct arena *arena,
                            struct error *err)
{
    struct wanted wanted = { 0 };
    struct text id = film->before.movie.imdb_id;
    const struct history_note note = {
        .event = "reextracted", .actor = "person", .reason = TEXT("kept answers, read again"), .keep_before = true
    };
    enum status status = store_wanted_get(store, id, arena, &wanted, err);
    if (status != OK && status != NOT_FOUND)
        return status;
    const struct lookup_write write = { .imdb_id = id,
                                        .canonical_id = id,
                                        .outcome =
                                            text_known(wanted.outcome) ? wanted.outcome : film->before.import_status,
                                        .reason = wanted.reason,
                                        .movie = &film->after,
                                        .expected_status = film->before.import_status,
                                        .history = &note,
                                        .now_ms = now_ms };
    return store_lookup_write(store, &write, err);
}

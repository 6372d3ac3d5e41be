/* Kept answers, read again. */
#include "work/reextract.h"

#include "lifecycle/merge.h"
#include "lifecycle/people.h"
#include "lifecycle/plausible.h"
#include "lifecycle/states.h"
#include "source/imdb_page.h"
#include "source/omdb.h"
#include "source/tmdb.h"
#include "source/wikidata.h"
#include "store/edits.h"
#include "store/history.h"
#include "store/kept.h"
#include "work/imdb_data.h"

/* Who fills a gap first. Wikidata last: its coarse words count when nobody else says anything. The dataset is no answer
 * that was kept. */
static const char *const sources[] = { "tmdb", "imdb_page", "omdb", "wikidata" };

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

static void read_details(struct text body, const struct stored_movie *row, struct arena *arena, struct finding *out,
                         struct text *out_poster_path)
{
    struct tmdb_details details = { 0 };
    tmdb_read_details(body, row->movie.tmdb_id.value, arena, &details);
    *out = (struct finding){ .class = details.class, .movie = details.movie };
    *out_poster_path = details.poster_path;
}

static void read_answer(const struct kept_answer *kept, const struct stored_movie *row, struct arena *arena,
                        struct finding *out, struct text *out_poster_path)
{
    struct text imdb_id = row->movie.imdb_id;
    struct wikidata_rows rows;
    const struct http_answer answer = {
        .failure = HTTP_ANSWERED, .status = kept->http_status, .body = kept->body, .content_type = kept->content_type
    };
    if (text_is(kept->source, "tmdb")) {
        read_details(kept->body, row, arena, out, out_poster_path);
    } else if (text_is(kept->source, "wikidata")) {
        wikidata_open(kept->body, arena, &rows);
        wikidata_read(&rows, imdb_id, arena, out);
    } else if (text_is(kept->source, "omdb")) {
        omdb_read(kept->body, imdb_id, arena, out);
    } else {
        imdb_page_read(&answer, imdb_id, text_known(kept->url) ? kept->url : TEXT(""), arena, out);
    }
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

/* ── the sources' words, replaced ── */

/* What a kept answer tells today. */
struct reading {
    struct movie told;
    struct field_origin origin;
};
struct readings {
    struct reading at[COUNT_OF(sources)];
    size_t count;
    struct text tmdb_poster_path; /* as TMDb writes it */
};

/* Fields of the source become what it says today; `clears`: also when it says nothing. */
static void replace_own(struct movie *movie, struct field_origin *origins, const struct reading *reading, bool clears)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        bool knows = movie_knows(&reading->told, i);
        if (!text_equal(origins[i].source, reading->origin.source) || is_an_id(i) || !(knows || clears))
            continue;
        movie_take(movie, &reading->told, i);
        origins[i] = knows ? reading->origin : (struct field_origin){ 0 };
    }
}

static bool is_tmdb(const struct reading *reading)
{
    return text_is(reading->origin.source, "tmdb");
}

/* As a lookup would: each keeps its fields, and fills what nobody says any more. */
static void replace_in_placeholder(struct movie *movie, struct field_origin *origins, const struct readings *readings)
{
    const struct movie before = *movie;
    struct field_origin origins_before[MOVIE_FIELDS_MAX] = { 0 };
    size_t title = index_of("title"), id = index_of("imdb_id");
    for (size_t i = 0; i < movie_field_count; i++)
        origins_before[i] = origins[i];
    for (int fills = 0; fills <= 1; fills++) {
        for (size_t i = 0; i < readings->count; i++) {
            const struct reading *reading = &readings->at[i];
            if (!is_tmdb(reading) && fills)
                (void)merge_fill(movie, origins, &reading->told, &reading->origin);
            else if (!is_tmdb(reading))
                replace_own(movie, origins, reading, true);
        }
    }
    movie_take(movie, &before, id);
    origins[id] = origins_before[id];
    if (!movie_knows(movie, title)) { /* a film needs a name */
        movie_take(movie, &before, title);
        origins[title] = origins_before[title];
    }
}

/* TMDb's record keeps its state, which hangs on the gaps that others fill. */
static void replace_in_record(struct movie *movie, struct field_origin *origins, const struct readings *readings)
{
    for (size_t i = 0; i < readings->count; i++) {
        const struct reading *reading = &readings->at[i];
        replace_own(movie, origins, reading, false);
        if (is_tmdb(reading))
            (void)merge_fill(movie, origins, &reading->told, &reading->origin);
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

static void replace(struct reextract_film *film, const struct readings *readings, struct arena *arena)
{
    struct stored_movie *row = &film->after, data = { 0 };
    if (!row->movie.tmdb_id.known) {
        replace_in_placeholder(&row->movie, row->origins, readings);
        return;
    }
    replace_in_record(&row->movie, row->origins, readings);
    if (!imdb_data_read(row->imdb_data, arena, &data.movie, data.origins))
        return;
    const struct stored_movie data_before = data;
    replace_in_placeholder(&data.movie, data.origins, readings);
    join_people(&data.movie, data.origins, &data_before.movie, data_before.origins, arena);
    for (size_t i = 0; i < movie_field_count; i++)
        film->changes_data = film->changes_data || !movie_field_equal(&data.movie, &data_before.movie, i);
    if (film->changes_data)
        row->imdb_data = imdb_data_write(&data.movie, data.origins, arena);
}

static void add_reading(const struct kept_answer *kept, const struct finding *finding, int64_t now_ms,
                        struct arena *arena, struct readings *readings)
{
    const struct source_terms *terms = source_terms_find(kept->source);
    struct reading *reading = &readings->at[readings->count++];
    struct implausible aside[IMPLAUSIBLE_MAX];
    *reading = (struct reading){ .told = finding->movie,
                                 .origin = { .source = text_of(terms->name),
                                             .licence = text_of(terms->licence),
                                             .fetched_at_ms = kept->fetched_at_ms,
                                             .answer_sha256 = kept->sha256 } };
    people_clean(&reading->told, arena);
    (void)plausible_sift(&reading->told, now_ms, arena, aside);
}

/* Wikidata's word that it is no film is the last that counts: the type is another's. */
static bool is_outvoted(const struct finding *finding, const struct reextract_film *film, const char *source)
{
    return text_is(text_of(source), "wikidata") && text_known(film->before.movie.type) &&
           !text_is(film->before.origins[index_of("type")].source, "wikidata") &&
           !movie_type_is_film(finding->movie.type);
}

static enum status read_source(struct store *store, const char *source, const struct drift_review *review,
                               int64_t now_ms, struct arena *arena, struct reextract_film *film,
                               struct readings *readings, struct error *err)
{
    struct text imdb_id = film->before.movie.imdb_id, sha256 = answer_of(&film->before, text_of(source));
    struct kept_answer kept;
    struct finding finding;
    if (text_is(text_of(source), "tmdb") && (!text_known(sha256) || !film->before.movie.tmdb_id.known))
        return OK; /* its newest answer may be any, of /find or about another record */
    enum status status = store_kept_find(store, source, imdb_id, sha256, arena, &kept, err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    read_answer(&kept, &film->before, arena, &finding, &readings->tmdb_poster_path);
    film->answers++;
    if (finding.class->outcome == ANSWER_ABSENT && !text_known(sha256)) /* as it was told then */
        return OK;
    if (is_outvoted(&finding, film, source))
        finding.movie.type = (struct text){ 0 };
    struct text against = reason_against(&finding, review, arena);
    if (text_known(against))
        film->unreadable = arena_printf(arena, "%s: %.*s", source, TEXT_ARG(against));
    else
        add_reading(&kept, &finding, now_ms, arena, readings);
    return OK;
}

/* What is the same keeps the origin that it had: when it was read first. */
static void compare(struct reextract_film *film, struct text tmdb_poster_path)
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
    if ((film->changed >> poster & 1U) == 0)
        return;
    if (text_is(after->origins[poster].source, "tmdb"))
        after->poster_path = tmdb_poster_path;
    else if (text_equal(before->poster_path, before->movie.poster_url))
        after->poster_path = after->movie.poster_url;
}

enum status reextract_read(struct store *store, const struct stored_movie *stored, const struct drift_review *review,
                           int64_t now_ms, struct arena *arena, struct reextract_film *out, struct error *err)
{
    struct reextract_film film = { .before = *stored, .after = *stored };
    struct readings readings = { .count = 0 };
    enum status status = OK;
    bool ours = film_state_of(stored->import_status, true, false) != FILM_NONE &&
                movie_is_imdb_id(stored->movie.imdb_id); /* rows of other programs stay as they are */
    for (size_t i = 0; i < COUNT_OF(sources) && status == OK && ours; i++)
        status = read_source(store, sources[i], review, now_ms, arena, &film, &readings, err);
    if (status != OK)
        return status;
    replace(&film, &readings, arena);
    join_people(&film.after.movie, film.after.origins, &film.before.movie, film.before.origins, arena);
    compare(&film, readings.tmdb_poster_path);
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

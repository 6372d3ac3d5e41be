/* TMDb v3 as a source: URLs to ask and answers read (facts/tmdb.md §1). Pure. */
#ifndef UNDERSTUDY_SOURCE_TMDB_H
#define UNDERSTUDY_SOURCE_TMDB_H

#include "base/arena.h"
#include "base/text.h"
#include "identity/identity.h"
#include "source/source.h"

enum {
    TMDB_BYTES_MAX = 8 << 20, /* largest seen 255 kB */
    TMDB_RESULTS_MAX = 8,     /* movies of one /find that are looked at */
};

struct text tmdb_find_url(struct text base_url, struct text imdb_id, struct text language, struct arena *arena);
/* Details with the match evidence in one call: credits, external_ids, alternative_titles, translations, release_dates.
 */
struct text tmdb_details_url(struct text base_url, int64_t tmdb_id, struct text language, struct arena *arena);

struct tmdb_found {
    const struct answer_class *class;
    int64_t movie_ids[TMDB_RESULTS_MAX]; /* ids > 0, each once */
    size_t movie_count;
    size_t other_count;     /* tv, episode, season and person results */
    const char *other_kind; /* "tv series", "tv episode", … of the first; NULL when none */
    int64_t other_id;
};
/* Body of /find. A missing array is empty; unknown keys are ignored. class: found, absent (all empty), malformed
 * (then nothing else is set): cut, no answer of /find, or an array that cannot be read while no movie was found. */
void tmdb_read_find(struct text body, struct arena *arena, struct tmdb_found *out);

struct tmdb_details {
    const struct answer_class *class;
    struct identity_candidate candidate;
    struct movie movie;      /* TMDb's data as a record; poster_url is absolute; votes only with a rating */
    struct text poster_path; /* as TMDb writes it */
    double popularity;
    int64_t vote_count;
};
/* Body of /movie/{id}. class: found, malformed (no such record), other_id; the rest is set only when found. */
void tmdb_read_details(struct text body, int64_t tmdb_id, struct arena *arena, struct tmdb_details *out);

/* facts/tmdb.md §5.4: at least two of poster, 10 votes, popularity 0.5, release date. */
bool tmdb_passes_quality_bar(const struct tmdb_details *details);

#endif

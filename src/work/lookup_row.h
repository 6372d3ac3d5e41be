/* What a lookup found, as a row of `movies`, and the one transaction that stores it. Internal to the lookup job. */
#ifndef UNDERSTUDY_WORK_LOOKUP_ROW_H
#define UNDERSTUDY_WORK_LOOKUP_ROW_H

#include "lifecycle/states.h"
#include "work/lookup_gather.h"

/* The answer: outcome and reason. Always OK. */
enum status lookup_settle(struct lookup *l, const char *outcome, struct text reason);

MUST_CHECK enum status lookup_load_stored(struct lookup *l);
/* What the stored row answers; NULL for nothing. import_status may be another program's word: then only a TMDb id
 * counts. */
const char *lookup_stored_outcome(const struct lookup *l);
bool lookup_has_tmdb_record(const struct lookup *l);
/* A placeholder with a TMDb id in its column: somebody's word, by SQL. */
bool lookup_was_told_record(const struct lookup *l);
enum status lookup_answer_with_stored(struct lookup *l, struct text reason);

/* A row that knows nothing but what a person edited on the stored one; sources fill it. */
struct stored_movie lookup_row_begin(const struct lookup *l);

/* A title that IMDb knows as a series is none of ours, even when TMDb has it as a movie (Radarr#2763). */
enum status lookup_not_a_film(struct lookup *l, const struct source_answer *answer);

/* TMDb's record, with gaps filled from the sources: full, soft or imdb_enriched. */
MUST_CHECK enum status lookup_accepted(struct lookup *l, const struct tmdb_result *tmdb, struct gathered *g);
/* *row: begun, and filled with what the sources told. `tmdb` is the absence: one that was asked counts as an attempt,
 * one out of the cache does not. */
enum status lookup_placeholder(struct lookup *l, struct stored_movie *row, const struct tmdb_result *tmdb,
                               const struct gathered *g);
/* The row's TMDb record is gone: what else is known of the film stays, as a placeholder. */
enum status lookup_vanished(struct lookup *l, const struct tmdb_result *tmdb, const struct gathered *g);

/* Everything of this lookup in one transaction. */
MUST_CHECK enum status lookup_write_result(struct lookup *l);

#endif

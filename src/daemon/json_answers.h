/* Answers as JSON objects, which the command line prints in lines and the HTTP API sends. New references. */
#ifndef UNDERSTUDY_DAEMON_JSON_ANSWERS_H
#define UNDERSTUDY_DAEMON_JSON_ANSWERS_H

#include "daemon/source_state.h"
#include "model/json_build.h"
#include "store/candidates.h"
#include "store/history.h"
#include "store/jobs_look.h"
#include "store/placeholders.h"
#include "store/traces.h"
#include "work/lookup.h"

/* Contract §2; with `explain` also "reason" and "rule". */
json_t *json_of_lookup(const struct lookup_result *result, bool explain, struct arena *arena);
json_t *json_of_source(const struct source_state *state);
/* Who waits, as a row of a list. */
json_t *json_of_placeholder(const struct placeholder *row);
/* An array, in the order of rank. */
json_t *json_of_candidates(const struct candidates *candidates);
/* What was done; members that are not known are left out. */
struct placeholder_deed {
    struct text imdb_id, outcome, verdict;
    struct number tmdb_id, waiting, queued;
};
json_t *json_of_deed(const struct placeholder_deed *deed);

/* All of one film. */
struct placeholder_view { /* show */
    const struct stored_movie *film;
    const struct wanted *wanted;
    const struct history_entry *history; /* newest first */
    size_t history_count;
    const struct candidates *candidates;
    const struct trace_answer *answers; /* newest first */
    size_t answer_count;
    const struct job_row *jobs; /* newest first */
    size_t job_count;
};
json_t *json_of_placeholder_view(const struct placeholder_view *view, struct arena *arena);
MUST_CHECK enum status placeholder_view_read(struct store *store, struct text asked, struct arena *arena,
                                             struct placeholder_view *out, struct error *err);
json_t *json_of_job(const struct job_row *row);
json_t *json_of_queues(const struct queue_count *counts, size_t count, const struct texts *paused);

#endif

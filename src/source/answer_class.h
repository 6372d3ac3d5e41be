/* What an HTTP exchange means: one table from transport failure, status and look of the body to one of three outcomes
 * (design.md law 1) and the words for metrics. Pure. */
#ifndef UNDERSTUDY_SOURCE_ANSWER_CLASS_H
#define UNDERSTUDY_SOURCE_ANSWER_CLASS_H

#include "gate/gate.h"
#include "http/http.h"

#include <stdbool.h>

/* What a question to a source ends as. The words of steps[].outcome. */
enum answer_outcome { ANSWER_FOUND, ANSWER_ABSENT, ANSWER_BLOCKED, ANSWER_ERROR };

struct answer_class {
    const char *name;            /* "auth", "challenge", "server_error", … ; the row */
    enum answer_outcome outcome; /* FOUND here means only: read the body */
    const char *error_type;      /* word of api_lookup_metrics, NULL for FOUND */
    const char *why;             /* one clause for people, with the remedy where there is one */
};

/* What was asked decides what a good answer looks like. */
enum answer_kind {
    ANSWER_TMDB_JSON, /* JSON expected; 404 is "no such TMDb id" */
    ANSWER_IMDB_PAGE, /* HTML expected; 404 is "IMDb has no such title" */
    ANSWER_TMDB_FIND, /* as TMDB_JSON, but 404 is a wrong address: /find answers an unknown id with 200 and empty arrays
                       */
    ANSWER_WIKIDATA_JSON, /* the query service: JSON expected; what it does not know is an answer without rows */
    ANSWER_OMDB_JSON,     /* JSON expected; what it does not know, it says in a body of status 200 */
    ANSWER_DATASET_FILE   /* a file, written to disk while it comes */
};
enum { ANSWER_KINDS = ANSWER_DATASET_FILE + 1 };

const struct answer_class *answer_classify(enum answer_kind kind, const struct http_answer *answer);
/* For requests that the gate refused. */
const struct answer_class *answer_of_refusal(enum gate_refusal refusal);
/* Classes that only a reader of the body can tell. */
extern const struct answer_class answer_other_id;       /* another id's page or record */
extern const struct answer_class answer_malformed;      /* JSON that is cut or broken */
extern const struct answer_class answer_drift;          /* a page of unknown shape */
extern const struct answer_class answer_lost_fact;      /* a page of a layout that lost a fact, without it */
extern const struct answer_class answer_challenge_body; /* 200 whose body is a challenge or login page */
extern const struct answer_class answer_source_trouble; /* the source says that it cannot tell just now */
extern const struct answer_class answer_absent;         /* the answer says: no such title */
extern const struct answer_class answer_found;

const char *answer_outcome_name(enum answer_outcome outcome); /* found absent blocked error */

#endif

/* One question to TMDb on behalf of a caller who wants TMDb's own answer: through the same gate and the same cache as
 * every lookup, with our key, counted like every call. */
#ifndef UNDERSTUDY_WORK_TMDB_PASS_H
#define UNDERSTUDY_WORK_TMDB_PASS_H

#include "gate/gate.h"
#include "work/lookup.h"

struct tmdb_pass {
    struct gate *gate;
    const struct lookup_settings *settings;
    struct store *store;
    struct arena *arena;
    int64_t now_ms;
};
struct tmdb_pass_answer {
    const struct answer_class *class; /* found, absent, or what went wrong */
    int status;                       /* TMDb's; 0 = there is none */
    struct text body;                 /* TMDb's, when there is a status */
};
/* `operation`: find, details, configuration; for find, an answer that names nobody is absent. `target`: the id, for the
 * metric. OK also when TMDb did not answer. */
MUST_CHECK enum status tmdb_pass_ask(const struct tmdb_pass *pass, const char *operation, struct text url,
                                     struct text target, struct tmdb_pass_answer *out, struct error *err);

#endif

/* What is well and what needs a hand: the one list of checks, for `understudy doctor` and for the dashboard's page.
 * None of them makes a request. */
#ifndef UNDERSTUDY_DAEMON_DOCTOR_H
#define UNDERSTUDY_DAEMON_DOCTOR_H

#include "base/arena.h"
#include "daemon/config.h"
#include "store/store.h"

enum doctor_level { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };
const char *doctor_level_word(enum doctor_level level); /* ok, warn, fail */

struct doctor_finding {
    const char *check; /* "tmdb.token" */
    enum doctor_level level;
    struct text message; /* what was seen */
    struct text remedy;  /* unknown when there is nothing to do */
};

struct doctor_look { /* with what is looked, and who is told */
    const struct config *config;
    struct store *store; /* of doctor_check_store() alone */
    int64_t now_ms;
    struct arena *arena;
    void (*tell)(void *context, const struct doctor_finding *finding);
    void *context;
};

/* Tells one finding; `remedy` NULL = nothing to do. */
void doctor_tell(const struct doctor_look *look, const char *check, enum doctor_level level, struct text message,
                 const char *remedy);

/* What is set and what is not. */
void doctor_check_config(const struct doctor_look *look);
/* The store, who works on it, what it remembers of the sources, and its jobs. */
void doctor_check_store(const struct doctor_look *look);

#endif

/* Each source as it stands: ready, off, not built yet, or blocked because its host said so. */
#ifndef UNDERSTUDY_CLI_SOURCE_STATE_H
#define UNDERSTUDY_CLI_SOURCE_STATE_H

#include "base/arena.h"
#include "daemon/config.h"
#include "source/source.h"
#include "store/store.h"

enum source_state_kind {
    SOURCE_READY,
    SOURCE_OFF,       /* not in sources.order, or without the key it needs */
    SOURCE_NOT_BUILT, /* arrives in a later version */
    SOURCE_BLOCKED    /* Retry-After or a challenge that is not over */
};

struct source_state {
    const struct source_terms *terms;
    enum source_state_kind kind;
    int64_t until_ms;           /* of BLOCKED, else 0 */
    struct text reason;         /* for people; unknown when ready */
    double requests_per_second; /* 0 = no rate of its own */
};

const char *source_state_word(enum source_state_kind kind); /* "ready", "off", "not built yet", "blocked" */

/* How the source's host is remembered by the gate; `hosts` is what store_hosts() gave. NULL when never met, or when the
 * source has no host. */
const struct host_state *source_host(const struct config *config, const struct source_terms *terms,
                                     const struct host_state *hosts, size_t count, struct arena *arena);
void source_state_read(const struct config *config, const struct source_terms *terms, const struct host_state *host,
                       int64_t now_ms, struct source_state *out);

/* No token, no key, and the URL is TMDb's own: nothing can be asked there. */
bool tmdb_lacks_key(const struct config *config);

#endif

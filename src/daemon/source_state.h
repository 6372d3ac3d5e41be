/* Each source as it stands: ready, off, not built yet, or blocked because its host said so. */
#ifndef UNDERSTUDY_DAEMON_SOURCE_STATE_H
#define UNDERSTUDY_DAEMON_SOURCE_STATE_H

#include "base/arena.h"
#include "daemon/config.h"
#include "source/source.h"
#include "store/breakers.h"
#include "store/layouts.h"

enum source_state_kind {
    SOURCE_READY,
    SOURCE_OFF,       /* not in sources.order, or without the key it needs */
    SOURCE_NOT_BUILT, /* arrives in a later version */
    SOURCE_BLOCKED    /* Retry-After, an open breaker or a used-up quota: not over yet */
};

struct source_state {
    const struct source_terms *terms;
    enum source_state_kind kind;
    int64_t until_ms;           /* of BLOCKED, else 0 */
    struct text reason;         /* for people; unknown when ready */
    double requests_per_second; /* 0 = no rate of its own */
    struct breaker breaker;
    const struct layout_fact *facts; /* of the title page: what its layouts tell, lost or not */
    size_t fact_count;
    int64_t quota; /* requests a day; 0 = none */
    struct quota used;
};

const char *source_state_word(enum source_state_kind kind); /* "ready", "off", "not built yet", "blocked" */

/* "page-next told genres on 0 of the newest 31 pages that count; lost since …". */
struct text layout_fact_text(const struct layout_fact *one, struct arena *arena);
#define LOST_FACT_REMEDY                                                                                               \
    "keep the pages: when a newer understudy reads them, reextract --apply takes it back; it ends by itself when "     \
    "pages "                                                                                                           \
    "tell it again"

/* What the store remembers: of all hosts, of all breakers, and of the title page's layouts. */
struct gate_memory {
    struct host_state *hosts;
    size_t host_count;
    struct breaker *breakers;
    size_t breaker_count;
    struct layout_fact *facts;
    size_t fact_count;
};
MUST_CHECK enum status gate_memory_read(struct store *store, struct arena *arena, struct gate_memory *out,
                                        struct error *err);

/* Everything but the quota's use. */
void source_state_read(const struct config *config, const struct source_terms *terms, const struct gate_memory *memory,
                       int64_t now_ms, struct arena *arena, struct source_state *out);
/* `store` NULL when there is none yet. */
MUST_CHECK enum status source_state_read_quota(struct store *store, int64_t now_ms, struct source_state *state,
                                               struct error *err);

/* No token, no key, and the URL is TMDb's own: nothing can be asked there. */
bool tmdb_lacks_key(const struct config *config);

#endif

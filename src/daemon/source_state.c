/* Each source as it stands. */
#include "daemon/source_state.h"

#include "daemon/settings.h"
#include "gate/breaker.h"
#include "http/http.h"
#include "work/dataset_folder.h"

#include <string.h>
#include <sys/stat.h>

/* What of the configuration belongs to which source; NULL = nothing. */
static const struct {
    const char *source, *url_key, *rate_key;
    int64_t daily_quota;
} settings[] = {
    { "tmdb", "tmdb.url", "tmdb.requests_per_second", 0 },
    { "imdb_page", "imdb_page.url", "imdb_page.requests_per_second", 0 },
    { "wikidata", "wikidata.query_url", NULL, 0 },
    { "omdb", "omdb.url", NULL, OMDB_DAILY_QUOTA },
};

const char *source_state_word(enum source_state_kind kind)
{
    switch (kind) {
    case SOURCE_READY: return "ready";
    case SOURCE_OFF: return "off";
    case SOURCE_NOT_BUILT: return "not built yet";
    case SOURCE_BLOCKED: return "blocked";
    }
    return "?";
}

bool tmdb_lacks_key(const struct config *config)
{
    return text_empty(config_text(config, "tmdb.token")) && text_empty(config_text(config, "tmdb.api_key")) &&
           config_is_standard(config, "tmdb.url");
}

enum status gate_memory_read(struct store *store, struct arena *arena, struct gate_memory *out, struct error *err)
{
    enum status status = store_hosts(store, arena, &out->hosts, &out->host_count, err);
    if (status == OK)
        status = store_breakers(store, arena, &out->breakers, &out->breaker_count, err);
    return status == OK ? store_layouts(store, arena, &out->facts, &out->fact_count, err) : status;
}

struct text layout_fact_text(const struct layout_fact *one, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    const struct drift_count *count = &one->count;
    struct text since = { 0 };
    if (one->lost_since_ms != 0)
        since = arena_printf(arena, "; lost since %s", clock_iso(one->lost_since_ms, iso));
    return arena_printf(arena, "%s told %s on %d of the newest %d pages that count%.*s", page_layout_name(one->layout),
                        fact_field(one->fact), drift_found(count, count->recent_seen), count->recent_seen,
                        TEXT_ARG(text_known(since) ? since : TEXT("")));
}

/* NULL when the gate never met the source's host, or it has none. */
static const struct host_state *find_host(const struct config *config, const char *source,
                                          const struct gate_memory *memory, struct arena *arena)
{
    struct text origin = { 0 };
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(settings[i].source, source) == 0 &&
            !http_origin(config_text(config, settings[i].url_key), arena, &origin))
            return NULL;
    }
    for (size_t i = 0; text_known(origin) && i < memory->host_count; i++) {
        if (text_equal(memory->hosts[i].origin, origin))
            return &memory->hosts[i];
    }
    return NULL;
}

static struct breaker find_breaker(const char *source, const struct gate_memory *memory)
{
    for (size_t i = 0; i < memory->breaker_count; i++) {
        if (text_is(memory->breakers[i].source, source))
            return memory->breakers[i];
    }
    return (struct breaker){ .source = text_of(source) };
}

static bool is_ordered(const struct config *config, const char *name)
{
    struct text order = config_text(config, "sources.order");
    while (order.len > 0) {
        if (text_is(text_take_until(&order, ','), name))
            return true;
    }
    return strcmp(name, "tmdb") == 0;
}

static bool dataset_is_imported(const struct config *config, struct arena *arena)
{
    struct text folder = config_text(config, "dataset.path");
    struct stat found;
    return text_known(folder) && stat(dataset_index_path(folder, arena), &found) == 0;
}

/* The longest of what keeps the gate from asking. */
static void find_block(struct source_state *state, const struct host_state *host, int64_t now_ms)
{
    const struct breaker_moment now = { .wall_ms = now_ms, .real_ms = clock_real_ms() };
    int64_t until_ms = 0;
    if (breaker_way(&state->breaker, &now, &until_ms) == BREAKER_STOP) {
        state->until_ms = until_ms;
        state->reason = state->breaker.reason;
    }
    if (host != NULL && host->held_until_ms > now_ms && host->held_until_ms > state->until_ms) {
        state->until_ms = host->held_until_ms;
        state->reason = host->reason;
    }
    if (state->until_ms != 0)
        state->kind = SOURCE_BLOCKED;
}

void source_state_read(const struct config *config, const struct source_terms *terms, const struct gate_memory *memory,
                       int64_t now_ms, struct arena *arena, struct source_state *out)
{
    *out = (struct source_state){ .terms = terms, .kind = SOURCE_READY };
    out->breaker = find_breaker(terms->name, memory);
    if (strcmp(terms->name, "imdb_page") == 0) {
        out->facts = memory->facts;
        out->fact_count = memory->fact_count;
    }
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(settings[i].source, terms->name) == 0) {
            out->requests_per_second = settings[i].rate_key != NULL ? config_rate(config, settings[i].rate_key) : 0;
            out->quota = settings[i].daily_quota;
        }
    }
    bool keyless = strcmp(terms->name, "omdb") == 0 && text_empty(config_text(config, "omdb.api_key"));
    if (!is_ordered(config, terms->name)) {
        out->kind = SOURCE_OFF;
        out->reason = TEXT("not in sources.order");
    } else if (keyless) {
        out->kind = SOURCE_OFF;
        out->reason = TEXT("no omdb.api_key");
    } else if (strcmp(terms->name, "tmdb") == 0 && tmdb_lacks_key(config)) {
        out->kind = SOURCE_OFF;
        out->reason = TEXT("no tmdb.token");
    } else if (strcmp(terms->name, "dataset") == 0 && !dataset_is_imported(config, arena)) {
        out->kind = SOURCE_OFF;
        out->reason = TEXT("nothing imported yet: understudy dataset import");
    } else if (!terms->built) {
        out->kind = SOURCE_NOT_BUILT;
        out->reason = TEXT("arrives in a later version");
    } else {
        find_block(out, find_host(config, terms->name, memory, arena), now_ms);
    }
}

enum status source_state_read_quota(struct store *store, int64_t now_ms, struct source_state *state, struct error *err)
{
    if (state->quota == 0 || store == NULL)
        return OK;
    enum status status = store_quota_get(store, text_of(state->terms->name), now_ms, &state->used, err);
    if (status == OK && state->kind == SOURCE_READY && (state->used.exhausted || state->used.used >= state->quota)) {
        state->kind = SOURCE_BLOCKED;
        state->until_ms = now_ms - now_ms % CLOCK_DAY_MS + CLOCK_DAY_MS;
        state->reason = TEXT("today's requests are used up");
    }
    return status;
}

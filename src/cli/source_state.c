/* Each source as it stands. */
#include "cli/source_state.h"

#include "http/http.h"

#include <string.h>

/* What of the configuration belongs to which source; NULL = nothing. */
static const struct {
    const char *source, *url_key, *rate_key;
} settings[] = {
    { "tmdb", "tmdb.url", "tmdb.requests_per_second" },
    { "imdb_page", "imdb_page.url", "imdb_page.requests_per_second" },
    { "wikidata", "wikidata.url", NULL },
    { "omdb", "omdb.url", NULL },
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

const struct host_state *source_host(const struct config *config, const struct source_terms *terms,
                                     const struct host_state *hosts, size_t count, struct arena *arena)
{
    struct text origin = { 0 };
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(settings[i].source, terms->name) == 0 &&
            !http_origin(config_text(config, settings[i].url_key), arena, &origin))
            return NULL;
    }
    for (size_t i = 0; text_known(origin) && i < count; i++) {
        if (text_equal(hosts[i].origin, origin))
            return &hosts[i];
    }
    return NULL;
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

void source_state_read(const struct config *config, const struct source_terms *terms, const struct host_state *host,
                       int64_t now_ms, struct source_state *out)
{
    *out = (struct source_state){ .terms = terms, .kind = SOURCE_READY };
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(settings[i].source, terms->name) == 0 && settings[i].rate_key != NULL)
            out->requests_per_second = config_rate(config, settings[i].rate_key);
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
    } else if (!terms->built) {
        out->kind = SOURCE_NOT_BUILT;
        out->reason = TEXT("arrives in a later version");
    } else if (host != NULL && (host->held_until_ms > now_ms || host->challenged_until_ms > now_ms)) {
        bool held = host->held_until_ms > host->challenged_until_ms;
        out->kind = SOURCE_BLOCKED;
        out->until_ms = held ? host->held_until_ms : host->challenged_until_ms;
        out->reason = host->reason;
    }
}

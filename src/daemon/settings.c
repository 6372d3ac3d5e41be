/* What lookups need of the configuration. */
#include "daemon/settings.h"

#include "base/digest.h"
#include "source/source.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
    BURST_MAX = 20, /* facts/tmdb.md §1.3 */
    WEBHOOK_SPACING_MS = 20,
    WEBHOOK_NAME_DIGITS = 12
};

static struct gate_policy policy_of(const struct config *config, const char *source, const char *rate_key)
{
    double requests_per_second = config_rate(config, rate_key);
    return (struct gate_policy){ .source = source,
                                 .concurrency = source_terms_find(text_of(source))->concurrency,
                                 .spacing_ms = (int64_t)ceil(1000 / requests_per_second),
                                 .burst = requests_per_second < BURST_MAX ? (int)requests_per_second : BURST_MAX,
                                 .redirects_max = 2,
                                 .breaker = { .failures = (int)config_number(config, "breaker.failures"),
                                              .slow_ms = BREAKER_SLOW_MS } };
}

/* A request a second: what Wikidata and OMDb ask for or may be taken to (facts/imdb-access.md §7). */
static struct gate_policy slow_policy_of(const struct config *config, const char *source)
{
    struct gate_policy policy = policy_of(config, source, "tmdb.requests_per_second");
    policy.spacing_ms = CLOCK_SECOND_MS;
    policy.burst = 1;
    return policy;
}

/* Beside another Wikidata stands another query service: with wikidata.url alone set, nobody asks the public one. */
static struct text wikidata_query_url(const struct config *config, struct arena *arena)
{
    struct text url = config_text(config, "wikidata.url");
    if (config_is_standard(config, "wikidata.url") || !config_is_standard(config, "wikidata.query_url"))
        return config_text(config, "wikidata.query_url");
    return arena_printf(arena, "%.*s/sparql", TEXT_ARG(url));
}

void settings_lookup(const struct config *config, struct arena *arena, struct lookup_settings *out)
{
    *out = (struct lookup_settings){
        .tmdb_url = config_text(config, "tmdb.url"),
        .tmdb_token = config_text(config, "tmdb.token"),
        .tmdb_api_key = config_text(config, "tmdb.api_key"),
        .tmdb_language = config_text(config, "tmdb.language"),
        .imdb_page_url = config_text(config, "imdb_page.url"),
        .imdb_page_gateway = config_text(config, "imdb_page.gateway"),
        .tmdb_policy = policy_of(config, "tmdb", "tmdb.requests_per_second"),
        .imdb_page_policy = policy_of(config, "imdb_page", "imdb_page.requests_per_second"),
        .wikidata_policy = slow_policy_of(config, "wikidata"),
        .omdb_policy = slow_policy_of(config, "omdb"),
        .omdb_url = config_text(config, "omdb.url"),
        .omdb_api_key = config_text(config, "omdb.api_key"),
        .wikidata_query_url = wikidata_query_url(config, arena),
        .dataset_path = config_text(config, "dataset.path"),
        .cache_ttl_ms = config_number(config, "cache.ttl_hours") * CLOCK_HOUR_MS,
    };
    struct text worker = config_text(config, "oban.handover");
    if (text_known(worker)) {
        struct text queue = text_take_until(&worker, ':');
        out->handover_queue = arena_z(arena, queue);
        out->handover_worker = arena_z(arena, text_trim(worker));
    }
    out->omdb_policy.daily_quota = OMDB_DAILY_QUOTA;
    out->imdb_page_policy.obey_robots = true;
    out->imdb_page_policy.redirects_max = 5; /* a merged title, and the host's own habits */
    out->gateway_policy = out->imdb_page_policy;
    out->gateway_policy.source = NULL;       /* a breaker of its own: that of the page stays as IMDb left it */
    out->gateway_policy.obey_robots = false; /* the page's host is asked, see gate/cached.h */
    struct text order = config_text(config, "sources.order");
    while (order.len > 0 && out->source_count < COUNT_OF(out->sources))
        out->sources[out->source_count++] = text_take_until(&order, ',');
    bool good = schedule_parse(config_text(config, "enrichment.schedule_days"), &out->schedule);
    assert(good); /* config_check() has read it */
    (void)good;
}

/* Beside another TMDb stands another host of its exports: with tmdb.url alone set, nobody asks the public one. */
static struct text exports_url(const struct config *config)
{
    if (!config_is_standard(config, "tmdb.url") && config_is_standard(config, "tmdb.exports_url"))
        return (struct text){ 0 };
    return config_text(config, "tmdb.exports_url");
}

void settings_arrivals(const struct config *config, const struct lookup_settings *lookup, struct arrivals_run *out)
{
    const char *folder = getenv("TMPDIR");
    *out = (struct arrivals_run){
        .settings = lookup,
        .exports_url = exports_url(config),
        .exports_policy = { .spacing_ms = CLOCK_SECOND_MS, /* a breaker of its own: the API goes on without it */
                            .redirects_max = 2,
                            .breaker = { .failures = (int)config_number(config, "breaker.failures") } },
        .include_adult = config_flag(config, "tmdb.include_adult"),
        .temporary_folder = folder != NULL && folder[0] != '\0' ? folder : "/tmp",
    };
}

void settings_runner(const struct config *config, struct runner_options *out)
{
    struct text works = config_text(config, "oban.works");
    while (works.len > 0 && out->their_count < RUNNER_THEIRS_MAX) {
        struct text worker = text_trim(text_take_until(&works, ',')), queue = text_take_until(&worker, ':');
        out->theirs[out->their_count++] = (struct runner_theirs){ queue, worker };
    }
}

void settings_webhooks(const struct config *config, struct arena *arena, struct webhooks *out)
{
    struct text urls = config_text(config, "webhooks.url"), secrets = config_text(config, "webhooks.secret");
    const struct worker *worker = worker_find(TEXT("WebhookWorker"));
    *out = (struct webhooks){ .policy = { .spacing_ms = WEBHOOK_SPACING_MS,
                                          .burst = BURST_MAX,
                                          .is_own = true,
                                          .breaker = { .failures = (int)config_number(config, "breaker.failures") } },
                              .told = { .events = config_text(config, "webhooks.events"),
                                        .job = { .queue = worker->queue,
                                                 .worker = worker->name,
                                                 .max_attempts = worker->max_attempts,
                                                 .priority = worker->priority } } };
    while (urls.len > 0 && out->count < WEBHOOKS_MAX) {
        char hex[DIGEST_HEX_BYTES];
        struct webhook *one = &out->endpoints[out->count];
        one->url = text_take_until(&urls, ',');
        one->name = arena_printf(arena, "%.*s", WEBHOOK_NAME_DIGITS, digest_sha256_hex(one->url, hex));
        bool good = http_origin(one->url, arena, &one->origin);
        assert(good); /* config_check() has read it */
        (void)good;
        out->told.endpoints[out->count++] = one->name;
    }
    out->told.count = out->count;
    while (secrets.len > 0 && out->key_count < WEBHOOK_SECRETS_MAX)
        out->key_count += webhook_key(text_trim(text_take_until(&secrets, ',')), arena, &out->keys[out->key_count]);
}

enum status settings_check_webhooks(const struct config *config, struct error *err)
{
    if (!text_known(config_text(config, "webhooks.url")) || text_known(config_text(config, "webhooks.secret")))
        return OK;
    return error_set(err, INVALID,
                     "webhooks.url: set webhooks.secret, too, or nobody can tell who calls: whsec_ and what `openssl "
                     "rand -base64 32` prints");
}

struct http_options settings_http(const struct config *config)
{
    return (struct http_options){ .user_agent = config_text(config, "http.user_agent"),
                                  .ca_file = config_text(config, "http.ca_file"),
                                  .proxies = config_text(config, "http.proxies") };
}

/* What lookup and doctor need of the configuration. */
#include "cli/settings.h"

#include <assert.h>
#include <math.h>

static struct gate_policy policy_of(double requests_per_second)
{
    return (struct gate_policy){ .spacing_ms = (int64_t)ceil(1000 / requests_per_second), .redirects_max = 2 };
}

void settings_lookup(const struct config *config, struct lookup_settings *out)
{
    *out = (struct lookup_settings){
        .tmdb_url = config_text(config, "tmdb.url"),
        .tmdb_token = config_text(config, "tmdb.token"),
        .tmdb_api_key = config_text(config, "tmdb.api_key"),
        .tmdb_language = config_text(config, "tmdb.language"),
        .imdb_page_url = config_text(config, "imdb_page.url"),
        .tmdb_policy = policy_of(config_rate(config, "tmdb.requests_per_second")),
        .imdb_page_policy = policy_of(config_rate(config, "imdb_page.requests_per_second")),
        .cache_ttl_ms = config_number(config, "cache.ttl_hours") * CLOCK_HOUR_MS,
    };
    out->imdb_page_policy.one_at_a_time = true;
    out->imdb_page_policy.obey_robots = true;
    out->imdb_page_policy.redirects_max = 5; /* a merged title, and the host's own habits */
    struct text order = config_text(config, "sources.order");
    while (order.len > 0 && out->source_count < COUNT_OF(out->sources))
        out->sources[out->source_count++] = text_take_until(&order, ',');
    bool good = schedule_parse(config_text(config, "enrichment.schedule_days"), &out->schedule);
    assert(good); /* config_check() has read it */
    (void)good;
}

struct http_options settings_http(const struct config *config)
{
    return (struct http_options){ .user_agent = config_text(config, "http.user_agent"),
                                  .ca_file = config_text(config, "http.ca_file") };
}

enum status settings_store(const struct invocation *invocation, struct store_options *out, struct error *err)
{
    struct text url = config_text(&invocation->config, "database.url");
    if (!text_known(url))
        return error_set(err, INVALID, "no place for the database: give --database sqlite:PATH, or set HOME");
    *out = (struct store_options){ .url = url, .now_ms = clock_wall_ms(&invocation->clock) };
    return OK;
}

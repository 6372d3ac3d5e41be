/* The keys of the configuration (contract §3), in the order in which doctor and the man page show them. */
#include "daemon/config.h"

/* Rates have a wide range because the sandbox is asked fast; doctor warns of what a real host would mind. */
#define RATE_MIN 0.001
#define RATE_MAX 10000

const struct config_key config_keys[] = {
    { "database.url", CONFIG_DATABASE, "sqlite:$XDG_DATA_HOME/understudy/understudy.db", 0, 0,
      "where the films are kept: sqlite:PATH or postgres://..." },
    { "http.contact", CONFIG_AGENT, NULL, 0, 0,
      "e-mail or web address at which a site can reach you; sent with every request" },
    { "http.user_agent", CONFIG_AGENT, "understudy/" UNDERSTUDY_VERSION " (+contact)", 0, 0,
      "name sent with every request; the default is made with http.contact" },
    { "http.ca_file", CONFIG_PATH, NULL, 0, 0, "PEM file of certificate authorities, instead of the system's" },
    { "http.proxies", CONFIG_PROXIES, NULL, 0, 0,
      "ways out of your network, the first that works: http://, https:// or socks5://HOST:PORT, with commas" },
    { "tmdb.url", CONFIG_URL, "https://api.themoviedb.org/3", 0, 0, "TMDb's API" },
    { "tmdb.token", CONFIG_SECRET, NULL, 0, 0, "API read access token, from https://www.themoviedb.org/settings/api" },
    { "tmdb.api_key", CONFIG_SECRET, NULL, 0, 0, "API key (v3); the token is preferred" },
    { "tmdb.exports_url", CONFIG_URL, "https://files.tmdb.org/p/exports", 0, 0, "TMDb's daily lists of ids" },
    { "tmdb.language", CONFIG_TEXT, "en-US", 0, 0, "language in which TMDb is asked" },
    { "tmdb.include_adult", CONFIG_FLAG, "false", 0, 0, "look at arrivals that TMDb marks as adult" },
    { "tmdb.requests_per_second", CONFIG_RATE, "20", RATE_MIN, RATE_MAX,
      "for all processes on one database together; at most 20 at once" },
    { "imdb_page.url", CONFIG_URL, "https://www.imdb.com", 0, 0, "title pages are asked at {url}/title/tt.../" },
    { "imdb_page.requests_per_second", CONFIG_RATE, "0.5", RATE_MIN, RATE_MAX,
      "for all processes on one database together" },
    { "imdb_page.gateway", CONFIG_TEMPLATE, NULL, 0, 0,
      "rendering service that you pay for: URL with {url} in it; its key goes into the query" },
    { "wikidata.url", CONFIG_URL, "https://www.wikidata.org", 0, 0, "Wikidata" },
    { "wikidata.query_url", CONFIG_URL, "https://query.wikidata.org/sparql", 0, 0, "Wikidata's query service" },
    { "omdb.url", CONFIG_URL, "https://www.omdbapi.com", 0, 0, "OMDb" },
    { "omdb.api_key", CONFIG_SECRET, NULL, 0, 0, "without a key OMDb is off" },
    { "dataset.path", CONFIG_PATH, "$XDG_DATA_HOME/understudy/dataset", 0, 0, "index of IMDb's official datasets" },
    { "dataset.url", CONFIG_URL, "https://datasets.imdbws.com", 0, 0, "where the datasets are downloaded" },
    { "sources.order", CONFIG_SOURCES, "dataset,wikidata,imdb_page,omdb,given", 0, 0,
      "fallback sources in order; leaving one out turns it off" },
    { "cache.ttl_hours", CONFIG_NUMBER, "24", 0, 4320,
      "how long an answer is used again; 180 days at most (TMDb's terms)" },
    { "enrichment.batch", CONFIG_NUMBER, "100", 1, 10000, "placeholders looked for on TMDb in one batch" },
    { "enrichment.schedule_days", CONFIG_SCHEDULE, "7,14,30,60", 0, 0,
      "days between attempts, each from the one before; the last repeats" },
    { "breaker.failures", CONFIG_NUMBER, "5", 1, 1000, "failed requests in a row after which a source is left alone" },
    { "oban.works", CONFIG_JOBS, NULL, 0, 8,
      "jobs of an application that are run here, too: QUEUE:WORKER, with commas; those that name an IMDb id" },
    { "oban.handover", CONFIG_JOBS, NULL, 0, 1,
      "QUEUE:WORKER of the application that gets a job when TMDb has a film that waited here" },
    { "server.listen", CONFIG_LISTEN, "127.0.0.1:8642", 0, 0, "HOST:PORT or unix:PATH of the API and the dashboard" },
    { "server.token", CONFIG_SECRET, NULL, 0, 0, "asked of every caller; needed beyond loopback" },
    { "server.read_token", CONFIG_SECRET, NULL, 0, 0, "for callers who may look and change nothing" },
    { "server.log_format", CONFIG_TEXT, "text", 0, 0, "the daemon's log: text (key=value) or json, a line an event" },
    { "server.hosts", CONFIG_TEXT, NULL, 0, 0,
      "names under which the server is reached beside its address, with commas" },
};
const size_t config_key_count = COUNT_OF(config_keys);
_Static_assert(COUNT_OF(config_keys) <= CONFIG_KEYS_MAX, "struct config has no room");

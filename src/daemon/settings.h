/* What lookups need of the configuration, in the words of the layers below. */
#ifndef UNDERSTUDY_DAEMON_SETTINGS_H
#define UNDERSTUDY_DAEMON_SETTINGS_H

#include "daemon/config.h"
#include "http/http.h"
#include "work/arrivals.h"
#include "work/lookup.h"
#include "work/runner.h"

enum { OMDB_DAILY_QUOTA = 900 }; /* a free key has 1,000, and its owner other programs (facts/imdb-access.md §1f) */

/* Texts live as long as the configuration and the arena. */
void settings_lookup(const struct config *config, struct arena *arena, struct lookup_settings *out);
/* What the configuration says of arrivals; gate, store and clock are the caller's to fill in. */
void settings_arrivals(const struct config *config, const struct lookup_settings *lookup, struct arrivals_run *out);
/* Whose jobs are run besides our own. */
void settings_runner(const struct config *config, struct runner_options *out);
/* Who is told of what happens; nobody where webhooks.url is not set. Texts and *out outlive whoever uses them. */
void settings_webhooks(const struct config *config, struct arena *arena, struct webhooks *out);
/* Every address needs something to sign with. */
MUST_CHECK enum status settings_check_webhooks(const struct config *config, struct error *err);
struct http_options settings_http(const struct config *config);

#endif

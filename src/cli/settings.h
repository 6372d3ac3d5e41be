/* What lookup and doctor need of the configuration, in the words of the layers below. */
#ifndef UNDERSTUDY_CLI_SETTINGS_H
#define UNDERSTUDY_CLI_SETTINGS_H

#include "base/error.h"
#include "cli/command.h"
#include "daemon/config.h"
#include "http/http.h"
#include "store/store.h"
#include "work/arrivals.h"

enum { OMDB_DAILY_QUOTA = 900 }; /* a free key has 1,000, and its owner other programs (facts/imdb-access.md §1f) */

/* Texts live as long as the invocation. */
void settings_lookup(const struct invocation *invocation, struct lookup_settings *out);
/* What the configuration says of arrivals; gate, store and clock are the caller's to fill in. */
void settings_arrivals(const struct config *config, const struct lookup_settings *lookup, struct arrivals_run *out);
struct http_options settings_http(const struct config *config);
/* INVALID when there is no place for the store: neither database.url nor a home folder. */
MUST_CHECK enum status settings_store(const struct invocation *invocation, struct store_options *out,
                                      struct error *err);
/* The store as it is, read-only, for commands that only look. NOT_FOUND when there is none yet, BROKEN when its schema
 * is older than this program's: a look upgrades nothing. */
MUST_CHECK enum status settings_open_to_look(const struct invocation *invocation, struct store **out_store,
                                             struct error *err);

#endif

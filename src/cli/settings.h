/* What lookup and doctor need of the configuration, in the words of the layers below. */
#ifndef UNDERSTUDY_CLI_SETTINGS_H
#define UNDERSTUDY_CLI_SETTINGS_H

#include "base/error.h"
#include "cli/command.h"
#include "daemon/config.h"
#include "http/http.h"
#include "store/store.h"
#include "work/lookup.h"

enum { OMDB_DAILY_QUOTA = 900 }; /* a free key has 1,000, and its owner other programs (facts/imdb-access.md §1f) */

/* Texts live as long as the invocation. */
void settings_lookup(const struct invocation *invocation, struct lookup_settings *out);
struct http_options settings_http(const struct config *config);
/* INVALID when there is no place for the store: neither database.url nor a home folder. */
MUST_CHECK enum status settings_store(const struct invocation *invocation, struct store_options *out,
                                      struct error *err);

#endif

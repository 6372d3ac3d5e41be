/* The store that the configuration names; the rest of what commands need of it is in daemon/settings.h. */
#ifndef UNDERSTUDY_CLI_SETTINGS_H
#define UNDERSTUDY_CLI_SETTINGS_H

#include "base/error.h"
#include "cli/command.h"
#include "daemon/settings.h"
#include "store/store.h"

/* INVALID when there is no place for the store: neither database.url nor a home folder. */
MUST_CHECK enum status settings_store(const struct invocation *invocation, struct store_options *out,
                                      struct error *err);
/* The store as it is, read-only, for commands that only look. NOT_FOUND when there is none yet, BROKEN when its schema
 * is older than this program's: a look upgrades nothing. */
MUST_CHECK enum status settings_open_to_look(const struct invocation *invocation, struct store **out_store,
                                             struct error *err);
/* The same for commands that change what is there, and make no store for that. */
MUST_CHECK enum status settings_open_to_change(const struct invocation *invocation, struct store **out_store,
                                               struct error *err);

/* The same for commands that list: where no SQLite store is yet there is nothing to list, which is no failure. */
MUST_CHECK enum status settings_open_or_empty(const struct invocation *invocation, struct store **out_store,
                                              struct error *err);

#endif

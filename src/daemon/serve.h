/* `serve`: one life of the daemon, from its start to the signal that ends it. */
#ifndef UNDERSTUDY_DAEMON_SERVE_H
#define UNDERSTUDY_DAEMON_SERVE_H

#include "base/clock.h"
#include "daemon/config.h"
#include "daemon/listener.h"
#include "daemon/logo.h"

#include <signal.h>

struct serve_options {
    const struct config *config;
    const struct clock *clock;
    const struct listener *listener;
    struct logo tmdb_logo;
};
enum serve_end { SERVE_STOPPED, SERVE_RELOAD };

/* Beyond loopback everybody can ask: without a token that is INVALID. Before anything is opened. The logo is read here
 * and once, so that a reload that has begun cannot fail because of it. */
MUST_CHECK enum status serve_check(const struct config *config, struct arena *arena, struct logo *out_logo,
                                   struct error *err);
/* The signals that serve_run() waits for; before any thread starts. */
void serve_block_signals(void);
/* Until SIGTERM or SIGINT (all is drained and given back), or SIGHUP. Not OK when it could not start. */
MUST_CHECK enum status serve_run(const struct serve_options *options, enum serve_end *out_end, struct error *err);

#endif

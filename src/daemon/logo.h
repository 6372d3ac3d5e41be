/* TMDb's logo: its terms ask for it beside their sentence, and it is theirs, so whoever runs the daemon brings the
 * file. */
#ifndef UNDERSTUDY_DAEMON_LOGO_H
#define UNDERSTUDY_DAEMON_LOGO_H

#include "base/arena.h"
#include "base/error.h"
#include "daemon/config.h"

struct logo {
    const char *type; /* media type; NULL = there is none */
    struct text body;
};

/* What server.tmdb_logo names. INVALID when it cannot be read, is too long, or neither SVG nor PNG. */
MUST_CHECK enum status logo_read(const struct config *config, struct arena *arena, struct logo *out, struct error *err);

#endif

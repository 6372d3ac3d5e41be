/* The headers of a request: those that somebody reads here, and those that say where its body ends. Pure. */
#ifndef UNDERSTUDY_DAEMON_FRAMING_H
#define UNDERSTUDY_DAEMON_FRAMING_H

#include "daemon/httpd.h"

enum { SWALLOWED_BYTES_MAX = 16 << 20 }; /* a body that is too long is read so far before it is refused */

struct framing {
    struct exchange *exchange;
    bool is_old; /* HTTP/1.0 */
    struct text length, coding, expect;
    size_t bytes, hosts, lengths, codings, bad_names, bad_values;
};

/* Each header in its turn; of several with one name the first counts, of X-Forwarded-For the last: it is the nearest
 * proxy's. */
void framing_take(struct framing *framing, struct text name, struct text value);
/* One length, said once, or chunks: whatever is said twice is said differently to somebody on the way (RFC 9112 §6.3).
 * False: refused, with the problem set; no byte behind the head can be trusted. */
bool framing_check(const struct framing *framing);

#endif

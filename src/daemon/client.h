/* Who asks: the address that a request comes from, also through a reverse proxy that is known. Pure. */
#ifndef UNDERSTUDY_DAEMON_CLIENT_H
#define UNDERSTUDY_DAEMON_CLIENT_H

#include "base/text.h"

#include <stdbool.h>
#include <sys/socket.h>

enum { CLIENT_TEXT_BYTES = 46 };

struct client {
    unsigned char address[16]; /* IPv4 as ::ffff:a.b.c.d; all zero: a Unix socket */
};

/* `peer` NULL: a Unix socket. */
struct client client_of(const struct sockaddr *peer);
bool client_is_ipv4(const struct client *client);
/* Behind proxies that are named in `proxies` stands whom they name in X-Forwarded-For: each adds an address at the end,
 * and what stands left of the first that is none of theirs may be anybody's invention. */
struct client client_behind(struct client peer, struct text forwarded_for, struct text proxies);
/* Is it a list for `proxies`: "unix", addresses, networks as ADDRESS/BITS, with commas? */
bool client_is_list(struct text proxies);
/* For people: "192.0.2.7", "2001:db8::1", "unix". */
const char *client_text(const struct client *client, char out[static CLIENT_TEXT_BYTES]);

#endif

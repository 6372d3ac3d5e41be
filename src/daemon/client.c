/* Addresses of those who ask. */
#include "daemon/client.h"

#include "base/num.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { ADDRESS_BITS = 128, MAPPED_BITS = 96 };
static const unsigned char mapped[16] = { [10] = 0xFF, [11] = 0xFF };

bool client_is_ipv4(const struct client *client)
{
    return memcmp(client->address, mapped, MAPPED_BITS / 8) == 0;
}

struct client client_of(const struct sockaddr *peer)
{
    struct client client = { { 0 } };
    if (peer != NULL && peer->sa_family == AF_INET) {
        memcpy(client.address, mapped, sizeof mapped);
        memcpy(client.address + MAPPED_BITS / 8, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, 4);
    } else if (peer != NULL && peer->sa_family == AF_INET6) {
        memcpy(client.address, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, sizeof client.address);
    }
    return client;
}

static bool read_address(struct text t, struct client *out)
{
    char z[CLIENT_TEXT_BYTES];
    struct client client;
    if (t.len == 0 || t.len >= sizeof z)
        return false;
    memcpy(z, t.at, t.len);
    z[t.len] = '\0';
    memcpy(client.address, mapped, sizeof mapped);
    if (inet_pton(AF_INET, z, client.address + MAPPED_BITS / 8) != 1 && inet_pton(AF_INET6, z, client.address) != 1)
        return false;
    *out = client;
    return true;
}

/* ── proxies ── */

struct network {
    struct client client;
    int64_t bits;
};

static bool read_network(struct text one, struct network *out)
{
    struct text bits = one;
    struct text address = text_take_until(&bits, '/');
    *out = (struct network){ .bits = ADDRESS_BITS };
    if (text_is(one, "unix"))
        return true;
    if (!read_address(address, &out->client))
        return false;
    if (address.len == one.len)
        return true;
    int64_t before = client_is_ipv4(&out->client) ? MAPPED_BITS : 0;
    if (!num_parse(bits, 0, ADDRESS_BITS - before, &out->bits))
        return false;
    out->bits += before;
    return true;
}

bool client_is_list(struct text proxies)
{
    struct network network;
    while (proxies.len > 0) {
        if (!read_network(text_trim(text_take_until(&proxies, ',')), &network))
            return false;
    }
    return true;
}

static bool is_in(const struct client *client, const struct network *network)
{
    for (int64_t bit = 0; bit < network->bits; bit++) {
        unsigned char mask = (unsigned char)(0x80 >> bit % 8);
        if (((client->address[bit / 8] ^ network->client.address[bit / 8]) & mask) != 0)
            return false;
    }
    return true;
}

static bool is_proxy(const struct client *client, struct text proxies)
{
    struct network network;
    while (proxies.len > 0) {
        if (read_network(text_trim(text_take_until(&proxies, ',')), &network) && is_in(client, &network))
            return true;
    }
    return false;
}

/* The last of the list, off it: an address, with a port behind it where the proxy writes one. */
static bool take_last(struct text *list, struct client *out)
{
    size_t at = list->len;
    while (at > 0 && list->at[at - 1] != ',')
        at--;
    struct text one = text_trim(text_after(*list, at)), rest = one;
    list->len = at > 0 ? at - 1 : 0;
    struct text before_colon = text_take_until(&rest, ':');
    if (text_starts(one, TEXT("["))) {
        rest = text_after(one, 1);
        one = text_take_until(&rest, ']');
    } else if (!text_contains(rest, TEXT(":"))) {
        one = before_colon;
    }
    return read_address(one, out);
}

struct client client_behind(struct client peer, struct text forwarded_for, struct text proxies)
{
    while (forwarded_for.len > 0 && is_proxy(&peer, proxies)) {
        if (!take_last(&forwarded_for, &peer))
            break;
    }
    return peer;
}

const char *client_text(const struct client *client, char out[static CLIENT_TEXT_BYTES])
{
    static const struct client none = { { 0 } };
    bool four = client_is_ipv4(client);
    if (memcmp(client, &none, sizeof none) == 0 ||
        inet_ntop(four ? AF_INET : AF_INET6, client->address + (four ? MAPPED_BITS / 8 : 0), out, CLIENT_TEXT_BYTES) ==
            NULL)
        (void)snprintf(out, CLIENT_TEXT_BYTES, "unix");
    return out;
}

/* Who asks, through proxies that are known and past those that lie. */
#include "base/compiler.h"
#include "check.h"
#include "daemon/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static struct client at(const char *address)
{
    struct sockaddr_in four = { .sin_family = AF_INET };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return client_of((const struct sockaddr *)&four);
    return inet_pton(AF_INET6, address, &six.sin6_addr) == 1 ? client_of((const struct sockaddr *)&six)
                                                             : client_of(NULL);
}

static void behind_proxies(void)
{
    static const char standard[] = "127.0.0.1,::1,unix";
    static const struct {
        const char *peer, *header, *proxies, *client;
    } rows[] = {
        { "192.0.2.7", NULL, standard, "192.0.2.7" },
        { "192.0.2.7", "198.51.100.1", standard, "192.0.2.7" }, /* no proxy of ours: anybody's invention */
        { "127.0.0.1", NULL, standard, "127.0.0.1" },
        { "127.0.0.1", "198.51.100.1", standard, "198.51.100.1" },
        { "::1", " 198.51.100.1 ", standard, "198.51.100.1" },
        { "unix", "2001:db8::5", standard, "2001:db8::5" },
        { "unix", "198.51.100.1", "127.0.0.1", "unix" },
        { "127.0.0.1", "10.9.9.9, 198.51.100.1", standard, "198.51.100.1" }, /* what it was sent goes before */
        { "127.0.0.1", "198.51.100.1, 10.0.0.3", "127.0.0.1, 10.0.0.0/8", "198.51.100.1" },
        { "127.0.0.1", "198.51.100.1, 11.0.0.3", "127.0.0.1, 10.0.0.0/8", "11.0.0.3" },
        { "127.0.0.1", "198.51.100.1, 127.0.0.1", standard, "198.51.100.1" },
        { "127.0.0.1", "127.0.0.1", standard, "127.0.0.1" },
        { "127.0.0.1", "198.51.100.1:4711", standard, "198.51.100.1" },
        { "127.0.0.1", "[2001:db8::5]:4711", standard, "2001:db8::5" },
        { "127.0.0.1", "[2001:db8::5]", standard, "2001:db8::5" },
        { "127.0.0.1", "unknown", standard, "127.0.0.1" },
        { "127.0.0.1", "198.51.100.1, _hidden", standard, "127.0.0.1" },
        { "127.0.0.1", "", standard, "127.0.0.1" },
        { "127.0.0.1", ",", standard, "127.0.0.1" },
        { "127.0.0.1", "198.51.100.1,", standard, "127.0.0.1" },
        { "127.0.0.1", "[", standard, "127.0.0.1" },
        { "127.0.0.1", "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20", standard, "127.0.0.1" },
        { "2001:db8:7::1", "198.51.100.1", "2001:db8:7::/48", "198.51.100.1" },
        { "2001:db8:8::1", "198.51.100.1", "2001:db8:7::/48", "2001:db8:8::1" },
        { "::ffff:127.0.0.1", "198.51.100.1", standard, "198.51.100.1" }, /* a socket for both families says it so */
    };
    char place[CLIENT_TEXT_BYTES];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].header != NULL ? rows[i].header : "no header");
        struct client client = client_behind(at(rows[i].peer), text_of(rows[i].header), text_of(rows[i].proxies));
        CHECK_TEXT_Z(text_of(client_text(&client, place)), rows[i].client);
    }
}

static void lists(void)
{
    static const char *const good[] = { "unix",      "127.0.0.1",      "::1", " 10.0.0.0/8 , unix", "::/0",
                                        "0.0.0.0/0", "2001:db8::1/128" };
    static const char *const bad[] = { "localhost",   "10.0.0.0/33",        "::/129", "10.0.0.0/", "10.0.0.0/x",
                                       "unix/8",      "10.0.0.1,,10.0.0.2", "10.1",   "/8",        "10.0.0.0/8/8",
                                       "fe80::1%eth0" };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CHECK_ROW(good[i]);
        CHECK(client_is_list(text_of(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ROW(bad[i]);
        CHECK(!client_is_list(text_of(bad[i])));
    }
}

int main(void)
{
    RUN(behind_proxies);
    RUN(lists);
    return check_done();
}

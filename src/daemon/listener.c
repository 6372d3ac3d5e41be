/* Sockets to listen on. */
#include "daemon/listener.h"

#include "base/num.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, SYSTEMD_FIRST_FD = 3 };

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_UNIX)
        return true;
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

static enum status resolve(struct text listen, struct addrinfo **out, struct error *err)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
    char host[256], port[8];
    size_t colon = listen.len;
    while (colon > 0 && listen.at[colon - 1] != ':')
        colon--;
    struct text name = text_from(listen.at, colon > 0 ? colon - 1 : 0);
    if (text_take_char(&name, '['))
        name.len--;
    if (name.len >= sizeof host)
        return error_set(err, INVALID, "server.listen: the name is too long");
    (void)snprintf(host, sizeof host, "%.*s", TEXT_ARG(name));
    (void)snprintf(port, sizeof port, "%.*s", TEXT_ARG(text_after(listen, colon)));
    int why = getaddrinfo(host, port, &hints, out);
    return why == 0 ? OK : error_set(err, INVALID, "server.listen: %.*s: %s", TEXT_ARG(listen), gai_strerror(why));
}

enum status listener_is_loopback(struct text listen, bool *out, struct error *err)
{
    struct addrinfo *found = NULL;
    if (text_starts(listen, TEXT("unix:"))) {
        *out = true;
        return OK;
    }
    enum status status = resolve(listen, &found, err);
    if (status != OK)
        return status;
    *out = true;
    for (const struct addrinfo *one = found; one != NULL; one = one->ai_next)
        *out = *out && is_loopback(one->ai_addr);
    freeaddrinfo(found);
    return OK;
}

static void describe(struct listener *listener)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    char host[INET6_ADDRSTRLEN + 16], port[8]; /* and a scope */
    struct sockaddr *any = (struct sockaddr *)&address;
    if (getsockname(listener->fd, any, &len) != 0)
        return;
    listener->loopback = is_loopback(any);
    if (any->sa_family == AF_UNIX) {
        const struct sockaddr_un *own = (const struct sockaddr_un *)(const void *)any;
        (void)snprintf(listener->place, sizeof listener->place, "unix:%.*s", (int)sizeof own->sun_path, own->sun_path);
    } else if (getnameinfo(any, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
        bool six = any->sa_family == AF_INET6;
        (void)snprintf(listener->place, sizeof listener->place, "http://%s%.64s%s:%s", six ? "[" : "", host,
                       six ? "]" : "", port);
    }
}

/* ── Unix sockets ── */

/* A socket file that nobody listens on any more is in the way; anything else is not ours to remove. */
static enum status clear_way(const struct sockaddr_un *address, struct error *err)
{
    struct stat found;
    if (lstat(address->sun_path, &found) != 0)
        return OK;
    if (!S_ISSOCK(found.st_mode))
        return error_set(err, BROKEN, "server.listen: %s is there, and no socket", address->sun_path);
    int probe = socket(AF_UNIX, SOCK_STREAM, 0);
    bool taken = probe >= 0 && connect(probe, (const struct sockaddr *)address, sizeof *address) == 0;
    if (probe >= 0)
        (void)close(probe);
    if (taken)
        return error_set(err, BROKEN, "server.listen: another process listens on %s", address->sun_path);
    return unlink(address->sun_path) == 0
               ? OK
               : error_set(err, BROKEN, "server.listen: cannot remove %s: %s", address->sun_path, strerror(errno));
}

static enum status open_unix(struct text path, struct arena *arena, struct listener *out, struct error *err)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (path.len == 0 || path.len >= sizeof address.sun_path)
        return error_set(err, INVALID, "server.listen: a socket's path has 1 to %zu bytes",
                         sizeof address.sun_path - 1);
    memcpy(address.sun_path, path.at, path.len);
    enum status status = clear_way(&address, err);
    if (status != OK)
        return status;
    out->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    mode_t before = umask(0117); /* for the group too: a web server in front of it */
    bool bound = out->fd >= 0 && bind(out->fd, (const struct sockaddr *)&address, sizeof address) == 0;
    int why = errno;
    (void)umask(before);
    if (!bound)
        return error_set(err, BROKEN, "server.listen: cannot listen on %s: %s", address.sun_path, strerror(why));
    out->remove = arena_text(arena, path);
    return OK;
}

/* ── TCP ── */

static enum status open_tcp(struct text listen, struct listener *out, struct error *err)
{
    struct addrinfo *found = NULL;
    int why = 0, yes = 1;
    enum status status = resolve(listen, &found, err);
    if (status != OK)
        return status;
    for (const struct addrinfo *one = found; one != NULL && out->fd < 0; one = one->ai_next) {
        out->fd = socket(one->ai_family, SOCK_STREAM, 0);
        if (out->fd >= 0 && setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
            bind(out->fd, one->ai_addr, one->ai_addrlen) == 0)
            break;
        why = errno;
        if (out->fd >= 0)
            (void)close(out->fd);
        out->fd = -1;
    }
    freeaddrinfo(found);
    return out->fd >= 0
               ? OK
               : error_set(err, BROKEN, "server.listen: cannot listen on %.*s: %s", TEXT_ARG(listen), strerror(why));
}

/* ── systemd ── */

static bool take_number(const char *variable, int64_t *out)
{
    return num_parse(text_of(getenv(variable)), 0, INT64_MAX, out);
}

/* sd_listen_fds(3), without the library: three lines of its protocol. */
static bool is_handed_over(int64_t *out_count)
{
    int64_t pid = 0;
    return take_number("LISTEN_PID", &pid) && pid == (int64_t)getpid() && take_number("LISTEN_FDS", out_count) &&
           *out_count > 0;
}

/* `listen` is the setting's name where this is called. */
static bool listen_now(int fd)
{
    return listen(fd, BACKLOG) == 0;
}

enum status listener_open(struct text listen, struct arena *arena, struct listener *out, struct error *err)
{
    struct text path = listen;
    int64_t count = 0;
    *out = (struct listener){ .fd = -1 };
    enum status status = OK;
    bool handed_over = is_handed_over(&count);
    if (handed_over && count > 1)
        status =
            error_set(err, INVALID, "systemd hands over %lld sockets; one ListenStream is taken", (long long)count);
    else if (handed_over)
        out->fd = SYSTEMD_FIRST_FD;
    else if (text_take(&path, TEXT("unix:")))
        status = open_unix(path, arena, out, err);
    else
        status = open_tcp(listen, out, err);
    if (status == OK && fcntl(out->fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(out->fd, F_SETFL, O_NONBLOCK) == 0 &&
        (handed_over || listen_now(out->fd))) {
        describe(out);
        return OK;
    }
    if (status == OK)
        status = error_set(err, BROKEN, "server.listen: cannot listen on %.*s: %s", TEXT_ARG(listen), strerror(errno));
    listener_close(out);
    return status;
}

void listener_close(struct listener *listener)
{
    if (listener->fd >= 0)
        (void)close(listener->fd);
    listener->fd = -1;
    if (text_known(listener->remove))
        (void)unlink(listener->remove.at); /* NUL after it: it is the arena's */
    listener->remove = (struct text){ 0 };
}

/* An abstract address begins with '@', which stands for NUL. */
void notify_system(const char *state)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct text place = text_of(getenv("NOTIFY_SOCKET"));
    if (place.len < 2 || place.len >= sizeof address.sun_path)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return;
    memcpy(address.sun_path, place.at, place.len);
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + place.len);
    ssize_t ignored = sendto(fd, state, strlen(state), 0, (const struct sockaddr *)&address, len);
    (void)ignored;
    (void)close(fd);
}

int64_t notify_watchdog_ms(void)
{
    int64_t microseconds = 0, pid = getpid();
    if (getenv("WATCHDOG_PID") != NULL && (!take_number("WATCHDOG_PID", &pid) || pid != (int64_t)getpid()))
        return 0;
    return take_number("WATCHDOG_USEC", &microseconds) ? microseconds / 2000 : 0; /* twice as often as it is due */
}

/* URLs, read strictly: what two parsers could take differently is refused, and what passes is written anew, so that
 * the URL that was checked (robots, rate, scheme) is byte for byte the one that is asked. */
#include "base/num.h"
#include "http/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum {
    URL_BYTES_MAX = 8 * 1024, /* what common servers and proxies take in a request line */
    HOST_BYTES_MAX = 253,     /* RFC 1035, as text */
    LABEL_BYTES_MAX = 63
};

/* An absolute http(s) URL in canonical form; no credentials, no fragment. */
struct parts {
    const char *scheme; /* "http" or "https" */
    bool loopback;
    struct text host; /* lower-case; IPv6 in brackets */
    int64_t port;
    struct text path;  /* "/" at least, without dot segments */
    struct text query; /* without '?'; unknown when there is no '?' */
};

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Printable ASCII without blank and backslash: some parsers drop tabs and newlines, some take '\' for '/'. */
static bool is_plain(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] <= ' ' || t.at[i] > '~' || t.at[i] == '\\') /* bytes above 0x7F: char may be signed or not */
            return false;
    }
    return true;
}

/* Does a parser somewhere read this label as a part of an IPv4 number ("127.1", "0x7f000001", "2130706433")? */
static bool is_number(struct text label)
{
    bool hex = label.len >= 2 && label.at[0] == '0' && label.at[1] == 'x';
    for (size_t i = hex ? 2 : 0; i < label.len; i++) {
        char c = label.at[i];
        if (!is_digit(c) && !(hex && c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

static bool read_ipv6(struct text inner, struct arena *arena, struct parts *out)
{
    struct in6_addr address;
    char canonical[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, arena_z(arena, inner), &address) != 1 ||
        inet_ntop(AF_INET6, &address, canonical, sizeof canonical) == NULL)
        return false;
    out->host = arena_printf(arena, "[%s]", canonical);
    out->loopback = IN6_IS_ADDR_LOOPBACK(&address);
    return true;
}

/* A DNS name in ASCII (an internationalised one comes as "xn--…") or a dotted quad; nothing percent-encoded. */
static bool read_name(struct text raw, struct arena *arena, struct parts *out)
{
    char *lower = arena_alloc(arena, raw.len + 1);
    struct text label = TEXT("");
    if (raw.len == 0 || raw.len > HOST_BYTES_MAX || raw.at[raw.len - 1] == '.')
        return false; /* "example.com." is the same host under another name: a second rate slot */
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i];
        if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '_' && c != '.')
            return false;
        lower[i] = to_lower(c);
    }
    struct text host = text_from(lower, raw.len);
    for (struct text rest = host; rest.len > 0;) {
        label = text_take_until(&rest, '.');
        if (label.len == 0 || label.len > LABEL_BYTES_MAX)
            return false;
    }
    struct in_addr address;
    bool quad = inet_pton(AF_INET, lower, &address) == 1;
    if (is_number(label) && !quad)
        return false;
    out->host = host;
    out->loopback = quad ? text_starts(host, TEXT("127.")) : text_is(host, "localhost");
    return true;
}

static bool read_authority(struct text in, struct arena *arena, struct parts *out)
{
    if (text_contains(in, TEXT("@"))) /* "http://127.0.0.1@elsewhere.example/" */
        return false;
    bool good;
    if (text_take_char(&in, '[')) {
        struct text inner = text_take_until(&in, ']');
        if (inner.at + inner.len == in.at) /* no ']' */
            return false;
        good = read_ipv6(inner, arena, out);
    } else {
        size_t colon = in.len;
        (void)text_find(in, TEXT(":"), &colon);
        good = read_name(text_from(in.at, colon), arena, out);
        in = text_after(in, colon);
    }
    if (good && in.len > 0)
        good = text_take_char(&in, ':') && num_parse(in, 1, 65535, &out->port);
    return good;
}

static bool is_dots(struct text segment, int want)
{
    int dots = 0;
    while (segment.len > 0) {
        if (!text_take(&segment, TEXT(".")) && !text_take(&segment, TEXT("%2e")) && !text_take(&segment, TEXT("%2E")))
            return false;
        dots++;
    }
    return dots == want;
}

/* RFC 3986 §5.2.4. "%2e" counts as a dot, as servers and browsers have it: "/a/%2e%2e/b" must not slip by a rule for
 * "/b". */
static struct text without_dot_segments(struct text path, struct arena *arena)
{
    char *out = arena_alloc(arena, path.len + 2);
    size_t len = 0;
    bool last = false;
    (void)text_take_char(&path, '/');
    while (!last) {
        size_t slash = path.len;
        last = !text_find(path, TEXT("/"), &slash);
        struct text segment = text_from(path.at, slash);
        path = text_after(path, slash + 1);
        bool up = is_dots(segment, 2);
        while (up && len > 0 && out[--len] != '/')
            continue;
        if (up || is_dots(segment, 1)) {
            if (last)
                out[len++] = '/';
            continue;
        }
        out[len++] = '/';
        memcpy(out + len, segment.at, segment.len);
        len += segment.len;
    }
    return text_from(out, len);
}

static bool is_one_of(char c, const char *set)
{
    return memchr(set, c, strlen(set)) != NULL; /* strchr() would find the NUL */
}

/* Everything before the first of `stops`. */
static struct text take_until_any(struct text *in, const char *stops)
{
    size_t at = 0;
    while (at < in->len && !is_one_of(in->at[at], stops))
        at++;
    struct text head = text_from(in->at, at);
    *in = text_after(*in, at);
    return head;
}

static bool take_scheme(struct text *in, struct parts *out)
{
    static const struct {
        const char *name;
        int port;
    } schemes[] = { { "https", 443 }, { "http", 80 } };
    struct text rest = *in;
    struct text name = text_take_until(&rest, ':');
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (text_equal_ascii_case(name, text_of(schemes[i].name)) && text_take(&rest, TEXT("//"))) {
            out->scheme = schemes[i].name;
            out->port = schemes[i].port;
            *in = rest;
            return true;
        }
    }
    return false;
}

static bool split(struct text url, struct arena *arena, struct parts *out)
{
    struct parts parts = { 0 };
    if (url.len > URL_BYTES_MAX || !is_plain(url) || !take_scheme(&url, &parts))
        return false;
    if (!read_authority(take_until_any(&url, "/?#"), arena, &parts))
        return false;
    parts.path = without_dot_segments(take_until_any(&url, "?#"), arena);
    if (text_take_char(&url, '?'))
        parts.query = take_until_any(&url, "#");
    *out = parts;
    return true;
}

static struct text print_origin(const struct parts *parts, struct arena *arena)
{
    bool standard = parts->port == (text_is(text_of(parts->scheme), "https") ? 443 : 80);
    if (standard)
        return arena_printf(arena, "%s://%.*s", parts->scheme, TEXT_ARG(parts->host));
    return arena_printf(arena, "%s://%.*s:%d", parts->scheme, TEXT_ARG(parts->host), (int)parts->port);
}

static struct text print_path(const struct parts *parts, struct arena *arena)
{
    return arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(parts->path), text_known(parts->query) ? "?" : "",
                        TEXT_ARG(parts->query));
}

bool http_origin(struct text url, struct arena *arena, struct text *out_origin)
{
    struct parts parts;
    if (!split(url, arena, &parts) || (text_is(text_of(parts.scheme), "http") && !parts.loopback))
        return false;
    *out_origin = print_origin(&parts, arena);
    return true;
}

bool http_path(struct text url, struct arena *arena, struct text *out_path)
{
    struct parts parts;
    if (!split(url, arena, &parts))
        return false;
    *out_path = print_path(&parts, arena);
    return true;
}

static struct text encode(struct text raw, bool (*keep)(char c), struct arena *arena)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t bytes = 3 * raw.len + 1;
    char *out = arena_alloc(arena, bytes);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.at[i];
        if (keep(raw.at[i])) {
            out[len++] = raw.at[i];
        } else {
            out[len++] = '%';
            out[len++] = hex[c >> 4];
            out[len++] = hex[c & 15];
        }
    }
    arena_shrink(arena, out, bytes, len + 1);
    return text_from(out, len);
}

static bool is_unreserved(char c)
{
    return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

struct text http_encode(struct text raw, struct arena *arena)
{
    return text_known(raw) ? encode(raw, is_unreserved, arena) : raw;
}

/* "name:" of RFC 3986 §3.1 in front. */
static bool has_scheme(struct text t)
{
    size_t at = 0;
    while (at < t.len && (is_alpha(t.at[at]) || (at > 0 && (is_digit(t.at[at]) || is_one_of(t.at[at], "+-.")))))
        at++;
    return at > 0 && at < t.len && t.at[at] == ':';
}

/* The path of the base up to and with its last '/'. */
static struct text folder(struct text path)
{
    while (path.len > 0 && path.at[path.len - 1] != '/')
        path.len--;
    return path;
}

bool http_resolve(struct text base_url, struct text location, struct arena *arena, struct text *out_url)
{
    struct parts base, target;
    if (!text_known(location) || location.len > URL_BYTES_MAX || !text_is_utf8(location) ||
        !split(base_url, arena, &base))
        return false;
    location = encode(location, is_ascii, arena); /* "Location: /Café" */
    if (!is_plain(location))
        return false;
    location = take_until_any(&location, "#");
    struct text origin = print_origin(&base, arena);
    struct text whole;
    if (has_scheme(location))
        whole = location;
    else if (text_starts(location, TEXT("//")))
        whole = arena_printf(arena, "%s:%.*s", base.scheme, TEXT_ARG(location));
    else if (location.len == 0)
        whole = base_url;
    else if (location.at[0] == '/')
        whole = arena_printf(arena, "%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(location));
    else if (location.at[0] == '?')
        whole = arena_printf(arena, "%.*s%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(base.path), TEXT_ARG(location));
    else
        whole = arena_printf(arena, "%.*s%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(folder(base.path)), TEXT_ARG(location));
    if (!split(whole, arena, &target))
        return false;
    origin = print_origin(&target, arena);
    struct text path = print_path(&target, arena);
    *out_url = arena_printf(arena, "%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(path));
    return true;
}

/* A request's target, its query, and what it carries to show who asks. */
#include "daemon/request.h"

#include "base/base64.h"
#include "base/num.h"

#include <arpa/inet.h>
#include <string.h>

/* ── the target ── */

/* Percent-decoded, in a query '+' too. False for a broken escape, a control byte, and what is not UTF-8. */
static bool decode(struct text raw, bool plus_is_blank, struct arena *arena, struct text *out)
{
    char *at = arena_alloc(arena, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i];
        if (c == '%') {
            if (raw.len - i < 3 || num_hex_digit(raw.at[i + 1]) < 0 || num_hex_digit(raw.at[i + 2]) < 0)
                return false;
            c = (char)(num_hex_digit(raw.at[i + 1]) * 16 + num_hex_digit(raw.at[i + 2]));
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        if ((unsigned char)c < 0x20 || c == 0x7F)
            return false;
        at[len++] = c;
    }
    *out = text_from(at, len);
    return text_is_utf8(*out);
}

static bool read_segment(struct text raw, struct arena *arena, struct request *out)
{
    struct text segment;
    if (out->segment_count == REQUEST_SEGMENTS_MAX || !decode(raw, false, arena, &segment))
        return false;
    if (text_is(segment, ".") || text_is(segment, "..") || text_contains(segment, TEXT("/")) ||
        text_contains(segment, TEXT("\\")))
        return false;
    out->segments[out->segment_count++] = segment;
    return true;
}

static bool read_query(struct text query, struct arena *arena, struct request *out)
{
    while (query.len > 0) {
        struct text value = text_take_until(&query, '&');
        struct text name = text_take_until(&value, '=');
        if (name.len == 0 && value.len == 0)
            continue;
        if (out->pair_count == REQUEST_PAIRS_MAX)
            return false;
        struct query_pair *pair = &out->query[out->pair_count++];
        if (!decode(name, true, arena, &pair->name) || !decode(value, true, arena, &pair->value))
            return false;
    }
    return true;
}

bool request_read_target(struct text target, struct arena *arena, struct request *out)
{
    struct text query = target;
    struct text path = text_take_until(&query, '?');
    out->segment_count = out->pair_count = 0;
    if (target.len > REQUEST_TARGET_BYTES_MAX || !text_take_char(&path, '/') || text_contains(target, TEXT("#")) ||
        text_contains(target, TEXT(" "))) /* to others on the way the address ends there */
        return false;
    bool more = path.len > 0;
    while (more) {
        size_t before = path.len;
        struct text segment = text_take_until(&path, '/');
        more = segment.len < before; /* a slash came, and behind it the next one, be it empty */
        if (!read_segment(segment, arena, out))
            return false;
    }
    return read_query(query, arena, out);
}

bool request_read_form(struct text body, struct arena *arena, struct request *out)
{
    out->pair_count = 0;
    return read_query(body, arena, out);
}

struct text request_query(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->pair_count; i++) {
        if (text_is(request->query[i].name, name))
            return request->query[i].value;
    }
    return (struct text){ 0 };
}

/* ── hosts ── */

/* "HOST" or "HOST:PORT", with brackets around an IPv6 address, which *out_host keeps without them. */
static bool split_host(struct text authority, struct text *out_host, bool *out_bracketed)
{
    struct text rest = authority;
    int64_t port;
    *out_bracketed = text_take_char(&rest, '[');
    size_t before = rest.len;
    *out_host = text_take_until(&rest, *out_bracketed ? ']' : ':');
    if (*out_bracketed) {
        if (out_host->len == before || (rest.len > 0 && !text_take_char(&rest, ':')))
            return false;
    }
    for (size_t i = 0; i < out_host->len; i++) {
        unsigned char c = (unsigned char)out_host->at[i];
        if (c <= ' ' || c >= 0x7F || c == '@' || c == '/' || c == '\\')
            return false;
    }
    return out_host->len > 0 && out_host->len < 256 && (rest.len == 0 || num_parse(rest, 0, 65535, &port));
}

static bool is_in_list(struct text list, struct text name)
{
    while (list.len > 0) {
        if (text_equal_ascii_case(text_trim(text_take_until(&list, ',')), name))
            return true;
    }
    return false;
}

static bool host_of(struct text listen, struct text host)
{
    struct text own;
    bool bracketed;
    return !text_starts(listen, TEXT("unix:")) && split_host(listen, &own, &bracketed) &&
           text_equal_ascii_case(own, host);
}

bool access_host(const struct access *access, struct text host)
{
    unsigned char address[sizeof(struct in6_addr)];
    char z[256];
    struct text name;
    bool bracketed;
    if (!split_host(host, &name, &bracketed))
        return false;
    memcpy(z, name.at, name.len);
    z[name.len] = '\0';
    if (!bracketed && (is_in_list(access->hosts, name) || host_of(access->listen, name)))
        return true;
    if (inet_pton(bracketed ? AF_INET6 : AF_INET, z, address) == 1) { /* no name, so nobody can make it lead here */
        static const unsigned char own[16] = { [15] = 1 };
        bool is_own = bracketed ? memcmp(address, own, sizeof own) == 0 : address[0] == 127;
        return is_own || !access->loopback;
    }
    return !bracketed && text_equal_ascii_case(name, TEXT("localhost"));
}

bool access_origin(struct text origin, struct text host)
{
    struct text rest = origin;
    if (!text_known(origin))
        return true;
    return (text_take(&rest, TEXT("http://")) || text_take(&rest, TEXT("https://"))) &&
           text_equal_ascii_case(rest, host);
}

/* ── tokens ── */

/* The time depends on the length of what was sent, and on nothing else. */
static bool equals_secret(struct text given, struct text secret)
{
    unsigned difference = given.len == secret.len ? 0 : 1;
    for (size_t i = 0; i < given.len; i++)
        difference |= (unsigned)(unsigned char)given.at[i] ^
                      (unsigned)(unsigned char)(secret.len > 0 ? secret.at[i % secret.len] : 0);
    return difference == 0 && secret.len > 0;
}

enum { CREDENTIALS_BYTES_MAX = 1024 };

static bool take_scheme(struct text *in, struct text scheme)
{
    if (in->len <= scheme.len || !text_equal_ascii_case(text_from(in->at, scheme.len), scheme))
        return false;
    *in = text_trim(text_after(*in, scheme.len));
    return true;
}

enum role access_role_of(const struct access *access, struct text secret)
{
    bool may_operate = equals_secret(secret, access->token);
    bool may_read = equals_secret(secret, access->read_token);
    return may_operate ? ROLE_OPERATE : may_read ? ROLE_READ : ROLE_NONE;
}

enum role access_role(const struct access *access, struct text authorization)
{
    char plain[CREDENTIALS_BYTES_MAX];
    size_t len;
    struct text given = authorization, secret = { 0 };
    if (text_empty(access->token))
        return ROLE_OPERATE;
    if (take_scheme(&given, TEXT("Bearer "))) {
        secret = given;
    } else if (take_scheme(&given, TEXT("Basic ")) && base64_decode(given, plain, sizeof plain, &len)) {
        secret = text_from(plain, len);
        (void)text_take_until(&secret, ':'); /* whatever the user is called */
    }
    return access_role_of(access, secret);
}

/* ── other headers ── */

bool request_takes_gzip(struct text accept_encoding)
{
    while (accept_encoding.len > 0) {
        struct text weight = text_trim(text_take_until(&accept_encoding, ','));
        struct text coding = text_trim(text_take_until(&weight, ';'));
        double q = 1;
        weight = text_trim(weight);
        if (!text_equal_ascii_case(coding, TEXT("gzip")) && !text_is(coding, "*"))
            continue;
        if (text_take(&weight, TEXT("q=")) && !num_parse_decimal(weight, &q))
            q = 0;
        return q > 0;
    }
    return false;
}

static struct text without_weakness(struct text tag)
{
    (void)text_take(&tag, TEXT("W/"));
    return tag;
}

bool request_has_tag(struct text if_none_match, struct text tag)
{
    if (text_is(text_trim(if_none_match), "*"))
        return true;
    while (if_none_match.len > 0) {
        struct text one = text_trim(text_take_until(&if_none_match, ','));
        if (one.len > 0 && text_equal(without_weakness(one), without_weakness(tag)))
            return true;
    }
    return false;
}

bool request_id_is_good(struct text id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.at[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                    c == '_' || c == '-';
        if (!good)
            return false;
    }
    return id.len > 0 && id.len <= 64;
}

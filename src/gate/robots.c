/* robots.txt rules (RFC 9309), read line by line and decided in the same pass: nothing is built, nothing allocated. */
#include "gate/robots.h"

#include "base/clock.h"
#include "base/num.h"

#include <string.h>

/* A character as it is compared: itself, or this bit and its value when it counts as percent-encoded. */
enum { ENCODED = 0x100 };

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The whole lines within the first ROBOTS_BYTES_MAX bytes, without the byte order mark. */
static struct text clip(struct text robots_txt)
{
    size_t len = robots_txt.len;
    if (len > ROBOTS_BYTES_MAX) {
        len = ROBOTS_BYTES_MAX;
        if (!is_line_end(robots_txt.at[len])) {
            /* A line cut in two would be a shorter path: a rule that nobody wrote. */
            while (len > 0 && !is_line_end(robots_txt.at[len - 1]))
                len--;
        }
    }
    struct text clipped = text_from(robots_txt.at, len);
    (void)text_take(&clipped, TEXT("\xef\xbb\xbf"));
    return clipped;
}

struct text robots_to_keep(struct text robots_txt, struct arena *arena)
{
    static const char hex[] = "0123456789ABCDEF";
    struct text clipped = clip(robots_txt);
    if (text_empty(clipped))
        return TEXT("");
    if (text_is_utf8(clipped) && memchr(clipped.at, '\0', clipped.len) == NULL)
        return arena_text(arena, clipped);
    char *out = arena_alloc(arena, 3 * clipped.len);
    size_t len = 0;
    for (size_t i = 0; i < clipped.len; i++) {
        unsigned char c = (unsigned char)clipped.at[i];
        if (c != '\0' && c < 0x80) {
            out[len++] = clipped.at[i];
        } else {
            out[len++] = '%';
            out[len++] = hex[c >> 4];
            out[len++] = hex[c & 15];
        }
    }
    return text_from(out, len);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_unreserved(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

/* The character at *at, which moves behind it. "%41" is "A"; "%2F" is not "/", because a slash has a job in a URL. What
 * has no job there ("(", "ツ", a lone "%") is the same raw and encoded, and so "%2A" in a rule means the "*" of a path.
 */
static unsigned take_unit(struct text t, size_t *at)
{
    char c = t.at[(*at)++];
    if (c == '%' && t.len - *at >= 2) {
        int high = num_hex_digit(t.at[*at]), low = num_hex_digit(t.at[*at + 1]);
        if (high >= 0 && low >= 0) {
            unsigned value = (unsigned)(high * 16 + low);
            *at += 2;
            return value < 0x80 && is_unreserved((char)value) ? value : ENCODED | value;
        }
    }
    if (is_unreserved(c) || (c != '\0' && strchr("/?&=+;", c) != NULL))
        return (unsigned char)c;
    return ENCODED | (unsigned char)c;
}

/* Within a query "/" and "?" have no job any more: §2.2.2 compares baz=https://foo.bar as baz=https%3A%2F%2Ffoo.bar. */
static bool same_unit(unsigned rule, unsigned path, bool in_query)
{
    unsigned value = path & ~(unsigned)ENCODED;
    return rule == path || (in_query && (value == '/' || value == '?') && (rule & ~(unsigned)ENCODED) == value);
}

/* Only the last '*' is ever tried again further right, so the work is at most rule length times path length. */
static bool matches(struct text rule, struct text path, size_t query_at)
{
    size_t r = 0, p = 0, after_star = 0, star_p = 0;
    bool starred = false;
    while (r < rule.len) {
        if (rule.at[r] == '*') {
            after_star = ++r;
            star_p = p;
            starred = true;
            continue;
        }
        if (rule.at[r] == '$' && r + 1 == rule.len) {
            if (p == path.len)
                return true;
        } else if (p < path.len) {
            size_t next_r = r, next_p = p;
            if (same_unit(take_unit(rule, &next_r), take_unit(path, &next_p), p > query_at)) {
                r = next_r;
                p = next_p;
                continue;
            }
        }
        if (!starred || star_p == path.len)
            return false;
        (void)take_unit(path, &star_p);
        p = star_p;
        r = after_star;
    }
    return true;
}

/* Octets of the rule in its compared form: "ツ" and "%E3%83%84" are nine, "%41" is one. */
static size_t rule_weight(struct text rule)
{
    size_t weight = 0;
    for (size_t at = 0; at < rule.len;) {
        size_t from = at;
        unsigned unit = take_unit(rule, &at);
        if (unit < ENCODED)
            weight += 1;
        else
            weight += unit >= (ENCODED | 0x80) ? 3 : at - from;
    }
    return weight;
}

/* What the groups of one name (ours, or "*") say. */
struct tally {
    bool decided, allowed;
    size_t weight;
    struct text rule;
    int64_t crawl_delay_ms;
};

struct reading {
    struct text product, path;
    size_t query_at;      /* offset of the path's '?' */
    bool naming;          /* within a run of user-agent lines */
    bool is_ours, is_all; /* whom the current group names */
    bool named;           /* some group names us: "*" no longer counts */
    struct tally ours, all;
};

static void weigh_rule(struct tally *tally, const struct reading *in, bool allow, struct text rule)
{
    if (rule.at[0] != '/' && rule.at[0] != '*') /* "Disallow: find": no path by the grammar, matches none */
        return;
    size_t weight = rule_weight(rule);
    if (tally->decided && (weight < tally->weight || (weight == tally->weight && (!allow || tally->allowed))))
        return;
    if (matches(rule, in->path, in->query_at)) {
        tally->decided = true;
        tally->allowed = allow;
        tally->weight = weight;
        tally->rule = rule;
    }
}

/* "Understudy/1.0 (+https://…)" names the token "Understudy". */
static struct text product_token(struct text value)
{
    size_t len = 0;
    while (len < value.len && (is_letter(value.at[len]) || value.at[len] == '-' || value.at[len] == '_'))
        len++;
    return text_from(value.at, len);
}

static void read_user_agent(struct reading *in, struct text value)
{
    if (!in->naming) {
        in->naming = true;
        in->is_ours = in->is_all = false;
    }
    struct text token = product_token(value);
    if (token.len > 0 && text_equal_ascii_case(token, in->product))
        in->is_ours = in->named = true;
    else if (text_is(value, "*") || text_starts(value, TEXT("* ")))
        in->is_all = true;
}

static void read_rule(struct reading *in, bool allow, struct text value)
{
    in->naming = false;
    if (text_empty(value)) /* "Disallow:" forbids nothing and allows nothing */
        return;
    if (in->is_ours)
        weigh_rule(&in->ours, in, allow, value);
    if (in->is_all)
        weigh_rule(&in->all, in, allow, value);
}

/* "10", "0.5", ".5": seconds, cut to milliseconds; anything else is no delay. */
static bool parse_delay(struct text value, int64_t *out_ms)
{
    int64_t ms = 0, unit_ms = CLOCK_SECOND_MS;
    bool digits = false, fraction = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            digits = true;
            if (fraction)
                ms += (c - '0') * (unit_ms /= 10);
            else if (ms < CLOCK_HOUR_MS) /* past the cap further digits change nothing */
                ms = ms * 10 + (c - '0') * CLOCK_SECOND_MS;
        } else {
            return false;
        }
    }
    if (digits)
        *out_ms = ms < CLOCK_HOUR_MS ? ms : CLOCK_HOUR_MS;
    return digits;
}

/* Not part of RFC 9309, so it does not end a run of user-agent lines (§2.2.4). Of several the slowest counts. */
static void read_crawl_delay(struct reading *in, struct text value)
{
    int64_t ms;
    if (!parse_delay(value, &ms))
        return;
    if (in->is_ours && ms > in->ours.crawl_delay_ms)
        in->ours.crawl_delay_ms = ms;
    if (in->is_all && ms > in->all.crawl_delay_ms)
        in->all.crawl_delay_ms = ms;
}

/* "key: value # comment". Without a colon, two words are still understood ("Disallow /find"), as Google's parser does:
 * better to stay away once too often. */
static bool split_line(struct text line, struct text *out_key, struct text *out_value)
{
    struct text rest = text_trim(text_take_until(&line, '#'));
    size_t at = 0;
    if (text_find(rest, TEXT(":"), &at)) {
        *out_key = text_trim(text_from(rest.at, at));
        *out_value = text_trim(text_after(rest, at + 1));
        return true;
    }
    while (at < rest.len && rest.at[at] != ' ' && rest.at[at] != '\t')
        at++;
    struct text value = text_trim(text_after(rest, at));
    if (text_empty(value) || memchr(value.at, ' ', value.len) != NULL || memchr(value.at, '\t', value.len) != NULL)
        return false;
    *out_key = text_from(rest.at, at);
    *out_value = value;
    return true;
}

static void read_line(struct reading *in, struct text line)
{
    struct text key, value;
    if (!split_line(line, &key, &value))
        return;
    if (text_equal_ascii_case(key, TEXT("user-agent")))
        read_user_agent(in, value);
    else if (text_equal_ascii_case(key, TEXT("allow")))
        read_rule(in, true, value);
    else if (text_equal_ascii_case(key, TEXT("disallow")))
        read_rule(in, false, value);
    else if (text_equal_ascii_case(key, TEXT("crawl-delay")))
        read_crawl_delay(in, value);
    /* Sitemap, Host, anything else: as if the line were not there */
}

enum robots_state robots_state(int64_t status)
{
    if (status == 200)
        return ROBOTS_READ;
    return status >= 400 && status < 500 && status != 429 ? ROBOTS_NONE : ROBOTS_DOWN;
}

void robots_check(struct text robots_txt, struct text product, struct text path, struct robots_verdict *out)
{
    struct reading in = { .product = product_token(product), .path = text_empty(path) ? TEXT("/") : path };
    in.query_at = in.path.len;
    (void)text_find(in.path, TEXT("?"), &in.query_at);
    struct text rest = clip(robots_txt);
    while (rest.len > 0) {
        size_t end = 0;
        while (end < rest.len && !is_line_end(rest.at[end]))
            end++;
        read_line(&in, text_from(rest.at, end));
        rest = text_after(rest, end + 1); /* CR LF: an empty line in between, which means nothing */
    }
    const struct tally *tally = in.named ? &in.ours : &in.all;
    bool is_robots_txt = text_is(in.path, "/robots.txt");
    *out = (struct robots_verdict){ .allowed = is_robots_txt || !tally->decided || tally->allowed,
                                    .crawl_delay_ms = tally->crawl_delay_ms,
                                    .rule = is_robots_txt ? (struct text){ 0 } : tally->rule };
}

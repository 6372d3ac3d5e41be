/* One value of the configuration against its kind. */
#include "base/num.h"
#include "daemon/client.h"
#include "daemon/config.h"
#include "http/http.h"
#include "lifecycle/schedule.h"
#include "source/source.h"
#include "work/webhook.h"

static enum status refuse(const struct config_key *key, struct error *err, const char *why)
{
    return error_set(err, INVALID, "%s: %s", key->name, why);
}

static enum status check_url(const struct config_key *key, struct text value, struct arena *arena, struct text *out,
                             struct error *err)
{
    struct text origin;
    bool template = key->kind == CONFIG_TEMPLATE;
    if (!http_origin(value, arena, &origin))
        return refuse(key, err, "write an https:// URL without a password in it (http:// only for loopback addresses)");
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c <= 0x20 || c == 0x7F || c == '#' || (c == '?' && !template))
            return refuse(key, err, "a base URL has no query, fragment or blank in it");
    }
    if (template && !text_contains(value, TEXT("{url}")))
        return refuse(key, err, "the template needs {url} where the page's address goes");
    while (!template && text_ends(value, TEXT("/")))
        value.len--;
    *out = value;
    return OK;
}

static enum status check_proxies(const struct config_key *key, struct text value, struct error *err)
{
    enum { MOST = 8 };
    int count = 0;
    for (; value.len > 0; count++) {
        if (!http_is_proxy(text_trim(text_take_until(&value, ','))))
            return refuse(key, err, "write http://HOST:PORT, https://… or socks5://…, with commas between them");
    }
    return count <= MOST ? OK : refuse(key, err, "more than 8 proxies");
}

static enum status check_database(const struct config_key *key, struct text value, struct error *err)
{
    static const char remedy[] = "write sqlite:PATH or postgres://…";
    struct text path = value;
    if (text_take(&path, TEXT("sqlite:")))
        return path.len > 0 ? OK : refuse(key, err, "no path after sqlite:");
    if (text_starts(value, TEXT("postgres://")) || text_starts(value, TEXT("postgresql://")))
        return OK;
    return text_contains(value, TEXT("://")) ? refuse(key, err, remedy) : OK; /* a bare path */
}

/* *out: commas between, nothing twice. A fragment is never sent; the rest of an address is its owner's business. */
static enum status check_hooks(const struct config_key *key, struct text value, struct arena *arena, struct text *out,
                               struct error *err)
{
    const char *remedy = "write https:// URLs without a password in them (http:// only for loopback addresses), with "
                         "commas; at most 8, each once";
    struct text list = TEXT(""), origin, seen[WEBHOOKS_MAX];
    size_t count = 0;
    while (value.len > 0) {
        size_t len = 0;
        while (len < value.len && value.at[len] != ',' && value.at[len] != ' ' && value.at[len] != '\t')
            len++;
        struct text url = text_from(value.at, len);
        value = text_after(value, len < value.len ? len + 1 : len);
        if (url.len == 0)
            continue;
        bool good = http_origin(url, arena, &origin) && !text_contains(url, TEXT("#")) && count < COUNT_OF(seen);
        for (size_t i = 0; i < count && good; i++)
            good = !text_equal(url, seen[i]);
        if (!good)
            return refuse(key, err, remedy);
        seen[count++] = url;
        list = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(list), count > 1 ? "," : "", TEXT_ARG(url));
    }
    *out = list;
    return count > 0 ? OK : refuse(key, err, remedy);
}

static enum status check_signing(const struct config_key *key, struct text value, struct arena *arena,
                                 struct error *err)
{
    struct text secret;
    for (size_t count = 0; value.len > 0; count++) {
        if (!webhook_key(text_trim(text_take_until(&value, ',')), arena, &secret) || count == WEBHOOK_SECRETS_MAX)
            return refuse(key, err,
                          "write whsec_ and base64 of 24 to 64 random bytes, as `openssl rand -base64 32` "
                          "makes it; two at most, with a comma");
    }
    return OK;
}

static enum status check_events(const struct config_key *key, struct text value, struct error *err)
{
    static const char *const known[] = { "*",       "created",   "found",     "upgraded",    "promoted", "enriched",
                                         "demoted", "refreshed", "vanished",  "merged",      "edited",   "given_up",
                                         "revived", "undone",    "forgotten", "reextracted", "reverted", "restored" };
    while (value.len > 0) {
        struct text one = text_trim(text_take_until(&value, ','));
        bool good = false;
        for (size_t i = 0; i < COUNT_OF(known); i++)
            good = good || text_is(one, known[i]);
        if (!good)
            return error_set(err, INVALID, "%s: there is no event '%.*s'; docs/data.md lists them at movie_history",
                             key->name, TEXT_ARG(one));
    }
    return OK;
}

static bool is_line(struct text value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c < 0x20 || c == 0x7F)
            return false;
    }
    return text_is_utf8(value);
}

static bool is_secret(struct text value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] <= 0x20 || value.at[i] >= 0x7F)
            return false;
    }
    return true;
}

/* What may stand in a User-Agent line; no robots.txt is obeyed under a browser's name. */
static enum status check_agent(const struct config_key *key, struct text value, struct error *err)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < 0x20 || value.at[i] >= 0x7F)
            return refuse(key, err, "only printable ASCII can stand in a request's User-Agent");
        if (text_equal_ascii_case(text_from(value.at + i, value.len - i < 7 ? value.len - i : 7), TEXT("mozilla")))
            return refuse(key, err, "a browser's name is not honest; say who you are, or leave the default");
    }
    return OK;
}

static enum status check_sources(const struct config_key *key, struct text value, struct arena *arena, struct text *out,
                                 struct error *err)
{
    const char *seen[16];
    size_t count = 0;
    struct text list = TEXT("");
    while (value.len > 0) {
        struct text name = text_trim(text_take_until(&value, ','));
        const struct source_terms *terms = source_terms_find(name);
        if (terms == NULL || text_is(name, "tmdb") || count == COUNT_OF(seen))
            return error_set(err, INVALID,
                             "%s: no source is called '%.*s'; known: dataset, wikidata, imdb_page, omdb, given",
                             key->name, TEXT_ARG(name));
        for (size_t i = 0; i < count; i++) {
            if (text_is(name, seen[i]))
                return error_set(err, INVALID, "%s: '%s' stands there twice", key->name, seen[i]);
        }
        seen[count++] = terms->name;
        list = arena_printf(arena, "%.*s%s%s", TEXT_ARG(list), count > 1 ? "," : "", terms->name);
    }
    *out = list;
    return OK;
}

static bool is_flag(struct text value)
{
    static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "1", "0" };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text_equal_ascii_case(value, text_of(words[i])))
            return true;
    }
    return false;
}

enum { UNIX_PATH_BYTES_MAX = 108 }; /* sockaddr_un */

static bool is_listen(struct text value)
{
    int64_t port;
    size_t colon = value.len;
    struct text path = value;
    if (text_take(&path, TEXT("unix:")))
        return text_starts(path, TEXT("/")) && path.len < UNIX_PATH_BYTES_MAX;
    while (colon > 0 && value.at[colon - 1] != ':')
        colon--;
    struct text host = text_from(value.at, colon > 0 ? colon - 1 : 0);
    bool bracketed = text_starts(host, TEXT("[")) && text_ends(host, TEXT("]"));
    return host.len > 0 && is_secret(host) && (bracketed || !text_contains(host, TEXT(":"))) &&
           num_parse(text_after(value, colon), 0, 65535, &port) && value.at[colon] != '-';
}

/* Oban's checks queue_length and worker_length; no blank, for neither has one. */
static enum status check_jobs(const struct config_key *key, struct text value, struct error *err)
{
    enum { NAME_BYTES_MAX = 127 };
    for (int count = 0; value.len > 0; count++) {
        struct text worker = text_trim(text_take_until(&value, ','));
        struct text queue = text_take_until(&worker, ':');
        bool good = queue.len > 0 && queue.len <= NAME_BYTES_MAX && worker.len > 0 && worker.len <= NAME_BYTES_MAX &&
                    is_secret(queue) && is_secret(worker) && !text_contains(worker, TEXT(":")) && count < (int)key->max;
        if (!good)
            return error_set(err, INVALID, "%s: write QUEUE:WORKER, as in tmdb:MyApp.Workers.TMDbDetailsWorker%s",
                             key->name, key->max > 1 ? ", at most 8 with commas" : "");
    }
    return OK;
}

static enum status check_number(const struct config_key *key, struct text value, struct error *err)
{
    int64_t whole;
    double decimal = 0;
    bool good = key->kind == CONFIG_NUMBER
                    ? num_parse(value, (int64_t)key->min, (int64_t)key->max, &whole)
                    : num_parse_decimal(value, &decimal) && decimal >= key->min && decimal <= key->max;
    return good ? OK
                : error_set(err, INVALID, "%s: '%.*s' is not a %s from %g to %g", key->name, TEXT_ARG(value),
                            key->kind == CONFIG_NUMBER ? "whole number" : "number", key->min, key->max);
}

enum status config_check(const struct config_key *key, struct text value, struct arena *arena, struct text *out,
                         struct error *err)
{
    struct schedule schedule;
    enum status status = OK;
    struct text taken = value;
    if (value.len == 0 && key->standard != NULL)
        return refuse(key, err, "has no value; leave it out for the default");
    if (value.len == 0) { /* "omdb.api_key =" says: none */
        *out = (struct text){ 0 };
        return OK;
    }
    if (!is_line(value))
        return refuse(key, err, "control characters, or bytes that are not UTF-8");
    switch (key->kind) {
    case CONFIG_TEXT:
    case CONFIG_PATH: break;
    case CONFIG_AGENT: status = check_agent(key, value, err); break;
    case CONFIG_URL:
    case CONFIG_TEMPLATE: status = check_url(key, value, arena, &taken, err); break;
    case CONFIG_PROXIES: status = check_proxies(key, value, err); break;
    case CONFIG_DATABASE: status = check_database(key, value, err); break;
    case CONFIG_SECRET:
        if (!is_secret(value))
            status = refuse(key, err, "blanks or characters outside ASCII in it; copy it again");
        break;
    case CONFIG_FLAG:
        if (!is_flag(value))
            status = refuse(key, err, "write true or false");
        break;
    case CONFIG_NUMBER:
    case CONFIG_RATE: status = check_number(key, value, err); break;
    case CONFIG_SOURCES: status = check_sources(key, value, arena, &taken, err); break;
    case CONFIG_SCHEDULE:
        if (!schedule_parse(value, &schedule))
            status = refuse(key, err, "write 1 to 16 numbers of days from 1 to 3650, as in 7,14,30,60");
        break;
    case CONFIG_HOOKS: status = check_hooks(key, value, arena, &taken, err); break;
    case CONFIG_SIGNING: status = check_signing(key, value, arena, err); break;
    case CONFIG_EVENTS: status = check_events(key, value, err); break;
    case CONFIG_JOBS: status = check_jobs(key, value, err); break;
    case CONFIG_LISTEN:
        if (!is_listen(value))
            status = refuse(key, err, "write HOST:PORT, as in 127.0.0.1:8642 or [::1]:8642, or unix:/PATH");
        break;
    case CONFIG_CLIENTS:
        if (!client_is_list(value))
            status = refuse(key, err, "write addresses, as in 127.0.0.1,172.18.0.0/16,unix");
        break;
    }
    if (status == OK)
        *out = taken;
    return status;
}

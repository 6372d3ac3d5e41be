/* The configuration: option, environment, file, default. */
#include "daemon/config.h"

#include "base/log.h"
#include "base/num.h"
#include "daemon/file.h"
#include "daemon/ini.h"
#include "daemon/nearest.h"
#include "http/http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

size_t config_index(const char *name)
{
    for (size_t i = 0; i < config_key_count; i++) {
        if (strcmp(config_keys[i].name, name) == 0)
            return i;
    }
    assert(!"a key that the table does not have");
    return 0;
}

/* $variable when it is an absolute path (the XDG specification ignores others), else $HOME/fallback, else unknown. */
static struct text xdg_folder(const char *variable, const char *fallback, struct arena *arena)
{
    const char *folder = getenv(variable);
    const char *home = getenv("HOME");
    if (folder != NULL && folder[0] == '/')
        return text_of(folder);
    if (home == NULL || home[0] != '/')
        return (struct text){ 0 };
    return arena_printf(arena, "%s/%s", home, fallback);
}

static struct text expand_standard(const char *standard, struct arena *arena)
{
    struct text before, value = text_of(standard);
    size_t at;
    if (!text_known(value) || !text_find(value, TEXT("$XDG_DATA_HOME"), &at))
        return value;
    before = text_from(value.at, at);
    struct text folder = xdg_folder("XDG_DATA_HOME", ".local/share", arena);
    if (!text_known(folder))
        return (struct text){ 0 };
    struct text after = text_after(value, at + strlen("$XDG_DATA_HOME"));
    return arena_printf(arena, "%.*s%.*s%.*s", TEXT_ARG(before), TEXT_ARG(folder), TEXT_ARG(after));
}

static enum status set(struct config *config, size_t key, struct text value, enum config_origin origin,
                       struct arena *arena, struct error *err)
{
    enum status status = config_check(&config_keys[key], arena_text(arena, value), arena, &config->values[key], err);
    config->origins[key] = origin;
    return status;
}

static enum status unknown_key(const struct ini_entry *entry, struct text file, struct text given, struct error *err)
{
    size_t best = 0, best_distance = SIZE_MAX;
    for (size_t i = 0; i < config_key_count; i++) {
        size_t distance = nearest_distance(given, text_of(config_keys[i].name));
        if (distance < best_distance) {
            best_distance = distance;
            best = i;
        }
    }
    struct text key = text_of(config_keys[best].name);
    struct text section = text_take_until(&key, '.');
    return error_set(err, INVALID, "%.*s:%zu: there is no key '%.*s' in [%.*s]; the nearest is '%.*s' in [%.*s]",
                     TEXT_ARG(file), entry->line, TEXT_ARG(entry->key), TEXT_ARG(entry->section), TEXT_ARG(key),
                     TEXT_ARG(section));
}

static enum status take_entry(struct config *config, const struct ini_entry *entry, size_t *lines, struct arena *arena,
                              struct error *err)
{
    struct text name = arena_printf(arena, "%.*s.%.*s", TEXT_ARG(entry->section), TEXT_ARG(entry->key));
    size_t key = 0;
    while (key < config_key_count && !text_is(name, config_keys[key].name))
        key++;
    if (key == config_key_count)
        return unknown_key(entry, config->file, name, err);
    if (lines[key] != 0)
        return error_set(err, INVALID, "%.*s:%zu: %s stands already in line %zu; take one of them out",
                         TEXT_ARG(config->file), entry->line, config_keys[key].name, lines[key]);
    lines[key] = entry->line;
    enum status status = set(config, key, entry->value, CONFIG_FILE, arena, err);
    if (status != OK)
        error_prefix(err, "%.*s:%zu", TEXT_ARG(config->file), entry->line);
    return status;
}

static enum status take_file(struct config *config, struct text path, struct arena *arena, struct error *err)
{
    size_t lines[CONFIG_KEYS_MAX] = { 0 };
    struct buf bytes = BUF_WITH_LIMIT(INI_FILE_BYTES_MAX);
    struct ini ini;
    struct ini_entry entry;
    enum status status = file_read(path, &bytes, err);
    if (status == OK) {
        config->file = arena_text(arena, path);
        ini_open(&ini, config->file, buf_text(&bytes));
        while (status == OK) {
            status = ini_next(&ini, &entry, err);
            if (status == OK)
                status = take_entry(config, &entry, lines, arena, err);
        }
        if (status == NOT_FOUND) /* the end of the file */
            status = OK;
    }
    buf_finish(&bytes);
    return status;
}

/* The file that was named must be there; of the standard places the first that exists counts. */
static enum status find_file(struct config *config, struct text file, struct arena *arena, struct error *err)
{
    enum status status;
    if (text_known(file)) {
        status = take_file(config, file, arena, err);
        return status == NOT_FOUND ? error_set(err, INVALID, "--config %.*s: there is no such file", TEXT_ARG(file))
                                   : status;
    }
    struct text folder = xdg_folder("XDG_CONFIG_HOME", ".config", arena);
    status = NOT_FOUND;
    if (text_known(folder))
        status =
            take_file(config, arena_printf(arena, "%.*s/understudy/understudy.conf", TEXT_ARG(folder)), arena, err);
    if (status != NOT_FOUND)
        return status;
    struct error why = { 0 };
    status = take_file(config, TEXT("/etc/understudy.conf"), arena, &why);
    if (status == OK || status == NOT_FOUND)
        return OK;
    return error_set(err, status, "%s%s", why.text,
                     status != BROKEN
                         ? "" /* it holds the daemon's keys, not for everybody */
                         : "; run this as the daemon's user, or have ~/.config/understudy/understudy.conf");
}

struct text config_variable(const struct config_key *key, struct arena *arena)
{
    struct text name = arena_printf(arena, "UNDERSTUDY_%s", key->name);
    char *at = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        at[i] = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : (c == '.' ? '_' : c);
    }
    return text_from(at, name.len);
}

struct text config_unknown_variable(size_t *at, struct arena *arena)
{
    for (; environ != NULL && environ[*at] != NULL; (*at)++) {
        struct text rest = text_of(environ[*at]);
        struct text name = text_take_until(&rest, '=');
        bool known = !text_starts(name, TEXT("UNDERSTUDY_")) || text_is(name, "UNDERSTUDY_NOW");
        for (size_t i = 0; i < config_key_count && !known; i++)
            known = text_equal(name, config_variable(&config_keys[i], arena));
        if (!known) {
            (*at)++;
            return arena_text(arena, name);
        }
    }
    return (struct text){ 0 };
}

static enum status take_environment(struct config *config, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < config_key_count; i++) {
        struct text variable = config_variable(&config_keys[i], arena);
        const char *value = getenv(variable.at);
        if (value == NULL || value[0] == '\0')
            continue;
        enum status status = set(config, i, text_of(value), CONFIG_ENVIRONMENT, arena, err);
        if (status != OK) {
            error_prefix(err, "%.*s in the environment", TEXT_ARG(variable));
            return status;
        }
    }
    return OK;
}

/* A service's key in the query of a template; words like "render=true" are shorter. */
static void hide_query_values(struct text template)
{
    enum { KEY_BYTES_MIN = 8 };
    (void)text_take_until(&template, '?');
    while (template.len > 0) {
        struct text value = text_take_until(&template, '&');
        (void)text_take_until(&value, '=');
        if (value.len >= KEY_BYTES_MIN && !text_contains(value, TEXT("{url}")))
            log_hide(value);
    }
}

static void hide_proxy_passwords(struct text list)
{
    while (list.len > 0) {
        struct text url = text_take_until(&list, ',');
        while (url.len > 0 && url.at[url.len - 1] != '@') /* a password may hold anything but ',' */
            url.len--;
        (void)text_take_until(&url, ':'); /* scheme, user */
        (void)text_take_until(&url, ':');
        if (url.len > 1)
            log_hide(text_from(url.at, url.len - 1));
    }
}

static void hide_each(struct text list)
{
    while (list.len > 0)
        log_hide(text_trim(text_take_until(&list, ',')));
}

static void hide_secrets(const struct config *config)
{
    struct text password;
    for (size_t i = 0; i < config_key_count; i++) {
        if (config_keys[i].kind == CONFIG_SECRET)
            log_hide(config->values[i]);
        else if (config_keys[i].kind == CONFIG_SIGNING)
            hide_each(config->values[i]);
        else if (config_keys[i].kind == CONFIG_DATABASE && config_password(config->values[i], &password))
            log_hide(password);
        else if (config_keys[i].kind == CONFIG_TEMPLATE)
            hide_query_values(config->values[i]);
        else if (config_keys[i].kind == CONFIG_PROXIES)
            hide_proxy_passwords(config->values[i]);
    }
}

enum status config_load(struct config *config, struct text file, struct text database_option, struct arena *arena,
                        struct error *err)
{
    *config = (struct config){ 0 };
    for (size_t i = 0; i < config_key_count; i++)
        config->values[i] = expand_standard(config_keys[i].standard, arena);
    enum status status = find_file(config, file, arena, err);
    if (status == OK)
        status = take_environment(config, arena, err);
    if (status == OK && text_known(database_option)) {
        status = set(config, config_index("database.url"), database_option, CONFIG_OPTION, arena, err);
        if (status != OK)
            error_prefix(err, "--database");
    }
    hide_secrets(config);
    if (status != OK)
        return INVALID; /* an unreadable file too: the remedy is in the same place */
    size_t agent = config_index("http.user_agent");
    struct text contact = config_text(config, "http.contact");
    if (config->origins[agent] == CONFIG_DEFAULT)
        config->values[agent] = arena_printf(arena, "understudy/%s (+%.*s)", UNDERSTUDY_VERSION,
                                             TEXT_ARG(text_known(contact) ? contact : TEXT("no contact configured")));
    return OK;
}

struct text config_text(const struct config *config, const char *name)
{
    return config->values[config_index(name)];
}

int64_t config_number(const struct config *config, const char *name)
{
    int64_t value = 0;
    bool good = num_parse(config_text(config, name), INT64_MIN, INT64_MAX, &value);
    assert(good);
    (void)good;
    return value;
}

double config_rate(const struct config *config, const char *name)
{
    double value = 0;
    bool good = num_parse_decimal(config_text(config, name), &value);
    assert(good);
    (void)good;
    return value;
}

bool config_flag(const struct config *config, const char *name)
{
    static const char *const yes[] = { "true", "yes", "on", "1" };
    struct text value = config_text(config, name);
    for (size_t i = 0; i < COUNT_OF(yes); i++) {
        if (text_equal_ascii_case(value, text_of(yes[i])))
            return true;
    }
    return false;
}

bool config_is_standard(const struct config *config, const char *name)
{
    size_t key = config_index(name);
    return config_keys[key].standard != NULL && text_is(config->values[key], config_keys[key].standard);
}

const char *config_origin_name(enum config_origin origin)
{
    switch (origin) {
    case CONFIG_DEFAULT: return "default";
    case CONFIG_FILE: return "file";
    case CONFIG_ENVIRONMENT: return "environment";
    case CONFIG_OPTION: return "option";
    }
    return "?";
}

/* postgres://user:PASSWORD@host/… or …?password=PASSWORD (both are libpq's). */
bool config_password(struct text url, struct text *out_password)
{
    size_t at;
    if (!text_starts(url, TEXT("postgres://")) && !text_starts(url, TEXT("postgresql://")))
        return false;
    struct text rest = url;
    (void)text_take_until(&rest, '/');
    (void)text_take_char(&rest, '/');
    struct text query = rest;
    struct text head = text_take_until(&query, '?');
    while (head.len > 0 && head.at[head.len - 1] != '@') /* a password may hold '/' and '@' */
        head.len--;
    if (head.len > 0) {
        struct text password = text_from(head.at, head.len - 1);
        (void)text_take_until(&password, ':');
        if (password.len > 0) {
            *out_password = password;
            return true;
        }
    }
    while (query.len > 0) {
        struct text value = text_take_until(&query, '&');
        if (text_find(value, TEXT("password="), &at) && at == 0 && value.len > strlen("password=")) {
            *out_password = text_after(value, strlen("password="));
            return true;
        }
    }
    return false;
}

bool config_has_database_password(const struct config *config)
{
    struct text password;
    return config_password(config_text(config, "database.url"), &password);
}

bool config_is_secret(const struct config_key *key)
{
    return key->kind == CONFIG_SECRET || key->kind == CONFIG_SIGNING;
}

/* Whoever knows the path of a webhook may often write there. */
static struct text hooks_shown(struct text list, struct arena *arena)
{
    struct text shown = TEXT(""), origin = TEXT("");
    while (list.len > 0) {
        if (http_origin(text_take_until(&list, ','), arena, &origin))
            shown = arena_printf(arena, "%.*s%s%.*s/***", TEXT_ARG(shown), shown.len > 0 ? "," : "", TEXT_ARG(origin));
    }
    return shown;
}

struct text config_shown(const struct config *config, size_t key, struct arena *arena)
{
    struct text value = config->values[key], password;
    if (text_empty(value))
        return TEXT("(none)");
    if (config_is_secret(&config_keys[key]))
        return TEXT("***");
    if (config_keys[key].kind == CONFIG_HOOKS)
        return hooks_shown(value, arena);
    if (config_keys[key].kind == CONFIG_TEMPLATE || config_keys[key].kind == CONFIG_PROXIES) {
        char *shown = arena_alloc(arena, value.len + 1);
        memcpy(shown, value.at, value.len);
        log_redact(shown);
        return text_from(shown, value.len);
    }
    if (config_keys[key].kind != CONFIG_DATABASE || !config_password(value, &password))
        return value;
    size_t before = (size_t)(password.at - value.at);
    return arena_printf(arena, "%.*s***%.*s", (int)before, value.at,
                        TEXT_ARG(text_after(value, before + password.len)));
}

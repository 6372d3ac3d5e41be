/* Log lines without secrets. */
#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECRETS_MAX = 16, SECRET_BYTES = 512, SHORTEST_SECRET = 4, LINE_BYTES = 1024 };

static enum log_level threshold = LOG_WARN;
static enum log_format style = LOG_KEY_VALUE;
static char secrets[SECRETS_MAX][SECRET_BYTES];
static size_t secret_count;

void log_set_level(enum log_level level)
{
    threshold = level;
}

void log_set_format(enum log_format format)
{
    style = format;
}

static bool is_hidden(struct text secret)
{
    for (size_t i = 0; i < secret_count; i++) {
        if (text_is(secret, secrets[i]))
            return true;
    }
    return false;
}

void log_hide(struct text secret)
{
    if (is_hidden(secret)) /* read again */
        return;
    if (secret.len < SHORTEST_SECRET || secret.len >= SECRET_BYTES || secret_count == SECRETS_MAX)
        return;
    memcpy(secrets[secret_count], secret.at, secret.len);
    secrets[secret_count][secret.len] = '\0';
    secret_count++;
}

void log_redact(char *z)
{
    for (size_t i = 0; i < secret_count; i++) {
        for (char *hit = strstr(z, secrets[i]); hit != NULL; hit = strstr(hit, secrets[i]))
            memset(hit, '*', strlen(secrets[i]));
    }
}

static const char *level_name(enum log_level level)
{
    switch (level) {
    case LOG_ERROR: return "error";
    case LOG_WARN: return "warn";
    case LOG_INFO: return "info";
    case LOG_DEBUG: return "debug";
    }
    return "?";
}

/* ── JSON ── */

static void add_string(struct buf *out, struct text t)
{
    bool plain = text_is_utf8(t); /* a name on disk, or a page, may hold anything */
    (void)buf_add_char(out, '"');
    for (size_t i = 0; i < t.len; i++) {
        char c = t.at[i];
        if (c == '"' || c == '\\')
            (void)buf_add_char(out, '\\');
        (void)buf_add_char(out, plain || (unsigned char)c < 0x80 ? c : '?');
    }
    (void)buf_add_char(out, '"');
}

/* "key=" at the beginning of what is left? */
static bool starts_pair(struct text rest)
{
    size_t i = 0;
    while (i < rest.len && ((rest.at[i] >= 'a' && rest.at[i] <= 'z') || rest.at[i] == '_'))
        i++;
    return i > 0 && i < rest.len && rest.at[i] == '=';
}

/* A value in quotes may hold quotes: it ends with the one behind which the next key or the end comes. */
static struct text take_value(struct text *in)
{
    bool quoted = text_take_char(in, '"');
    size_t i = 0;
    for (; i < in->len; i++) {
        bool ends = quoted ? in->at[i] == '"' &&
                                 (i + 1 == in->len || (in->at[i + 1] == ' ' && starts_pair(text_after(*in, i + 2))))
                           : in->at[i] == ' ' && starts_pair(text_after(*in, i + 1));
        if (ends)
            break;
    }
    struct text value = text_from(in->at, i);
    *in = text_trim(text_after(*in, quoted ? i + 1 : i));
    return value;
}

static void add_json(enum log_level level, struct text pairs, struct buf *out)
{
    char iso[CLOCK_ISO_BYTES];
    (void)buf_printf(out, "{\"time\":\"%s\",\"level\":\"%s\"", clock_iso(clock_real_ms(), iso), level_name(level));
    while (pairs.len > 0) {
        struct text key = text_take_until(&pairs, '=');
        (void)buf_add_char(out, ',');
        add_string(out, key);
        (void)buf_add_char(out, ':');
        add_string(out, take_value(&pairs));
    }
    (void)buf_add_z(out, "}\n");
}

static void write_json(enum log_level level, const char *line)
{
    struct buf out = BUF_WITH_LIMIT(8 * LINE_BYTES);
    struct text pairs = text_of(line);
    (void)text_take_until(&pairs, ' '); /* "understudy:" and the level */
    (void)text_take_until(&pairs, ' ');
    add_json(level, pairs, &out);
    ssize_t ignored = write(STDERR_FILENO, out.at, out.len);
    (void)ignored;
    buf_finish(&out);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    char line[LINE_BYTES];
    if (level > threshold)
        return;
    int head = snprintf(line, sizeof line, "understudy: %s event=%s ", level_name(level), event);
    size_t used = head > 0 ? (size_t)head : 0;
    if (used >= sizeof line)
        return;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line + used, sizeof line - used, format, args);
    va_end(args);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    }
    log_redact(line);
    if (style == LOG_JSON) {
        write_json(level, line);
        return;
    }
    size_t len = strlen(line);
    if (len == sizeof line - 1)
        len--;
    line[len++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, len);
    (void)ignored;
}

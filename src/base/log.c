/* Log lines without secrets. */
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECRETS_MAX = 16, SECRET_BYTES = 512, SHORTEST_SECRET = 4, LINE_BYTES = 1024 };

static enum log_level threshold = LOG_WARN;
static char secrets[SECRETS_MAX][SECRET_BYTES];
static size_t secret_count;

void log_set_level(enum log_level level)
{
    threshold = level;
}

void log_hide(struct text secret)
{
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
    size_t len = strlen(line);
    if (len == sizeof line - 1)
        len--;
    line[len++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, len);
    (void)ignored;
}

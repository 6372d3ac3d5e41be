/* Errors by value. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line, whatever a remote name brought along. */
static void flatten(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = ' ';
    }
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
    if (err == NULL)
        return status;
    err->status = status;
    err->detail = 0;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    flatten(err->text);
    return status;
}

void error_prefix(struct error *err, const char *format, ...)
{
    if (err == NULL)
        return;
    char rest[sizeof err->text];
    memcpy(rest, err->text, sizeof rest);
    va_list args;
    va_start(args, format);
    int used = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (used >= 0 && (size_t)used < sizeof err->text)
        (void)snprintf(err->text + used, sizeof err->text - (size_t)used, ": %s", rest);
    flatten(err->text);
}

const char *status_name(enum status status)
{
    switch (status) {
    case OK: return "ok";
    case NOT_FOUND: return "not found";
    case INVALID: return "invalid";
    case DRIFT: return "drift";
    case TRANSIENT: return "transient";
    case THROTTLED: return "throttled";
    case UNCERTAIN: return "uncertain";
    case BROKEN: return "broken";
    }
    return "unknown status";
}

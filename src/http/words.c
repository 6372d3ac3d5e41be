/* Words from and for strangers: header values, failures for people. */
#include "base/log.h"
#include "http/transfer.h"

#include <stdarg.h>
#include <stdio.h>

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7F;
}

bool http_is_line(struct text value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (is_control(value.at[i]))
            return false;
    }
    return true;
}

struct text http_clean(struct text raw, struct arena *arena)
{
    bool utf8 = text_is_utf8(raw);
    char *out = arena_alloc(arena, raw.len + 1);
    for (size_t i = 0; i < raw.len; i++) {
        bool bad = is_control(raw.at[i]) || (!utf8 && (unsigned char)raw.at[i] > 0x7F);
        out[i] = bad ? ' ' : raw.at[i];
    }
    return text_from(out, raw.len);
}

void http_say(char detail[static HTTP_DETAIL_BYTES], const char *format, ...)
{
    char text[4 * HTTP_DETAIL_BYTES]; /* redacted before it is cut: half a secret would not be recognised */
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_redact(text);
    for (char *c = text; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~') /* a server's words, cut anywhere: keep them ASCII */
            *c = '?';
    }
    (void)snprintf(detail, HTTP_DETAIL_BYTES, "%.*s", HTTP_DETAIL_BYTES - 1, text);
}

const char *http_failure_name(enum http_failure failure)
{
    switch (failure) {
    case HTTP_ANSWERED: return "answered";
    case HTTP_BAD_URL: return "bad_url";
    case HTTP_NO_HOST: return "no_host";
    case HTTP_NO_CONNECTION: return "no_connection";
    case HTTP_TLS: return "tls";
    case HTTP_TIMEOUT: return "timeout";
    case HTTP_RESET: return "reset";
    case HTTP_CUT: return "cut";
    case HTTP_DAMAGED: return "damaged";
    case HTTP_TOO_LARGE: return "too_large";
    case HTTP_PROTOCOL: return "protocol";
    }
    return "unknown";
}

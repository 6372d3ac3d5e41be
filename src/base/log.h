/* Levelled key=value lines on stderr, one event a line. Values are quoted where needed; secrets
 * that log_hide() was told are replaced by *** wherever they stand. */
#ifndef UNDERSTUDY_BASE_LOG_H
#define UNDERSTUDY_BASE_LOG_H

#include "base/compiler.h"
#include "base/text.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level); /* default LOG_WARN; call before any thread starts */

/* How lines look: key=value, or one JSON object each, with the time. Before any thread starts. */
enum log_format { LOG_KEY_VALUE, LOG_JSON };
void log_set_format(enum log_format format);

/* The bytes of `secret` never appear in a log line or in text passed through log_redact().
 * Shorter than 4 bytes is ignored. Call before any thread starts; at most 16 secrets. */
void log_hide(struct text secret);

/* Overwrite every hidden secret in z with '*'. */
void log_redact(char *z);

/* log_event(LOG_WARN, "fetch", "host=%s status=%d", ...) prints
 * "understudy: warn event=fetch host=… status=…". Thread-safe: one write(2) a line. */
void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);

#endif

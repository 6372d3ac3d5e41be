/* Looking at many bytes at once: the inner loops of search, JSON strings and UTF-8.
 * Pure; SSE2 where the compiler has it (every x86-64), portable C elsewhere with the same answers. */
#ifndef UNDERSTUDY_BASE_SCAN_H
#define UNDERSTUDY_BASE_SCAN_H

#include <stddef.h>

/* First occurrence of needle (needle_len >= 1) in [at, at+len), or NULL. */
const char *scan_find(const char *at, size_t len, const char *needle, size_t needle_len);

/* First byte in [at, end) that a JSON string cannot simply pass over: a quote, a backslash,
 * a control byte below 0x20, or the start of a non-ASCII character. `end` when there is none. */
const char *scan_json_plain(const char *at, const char *end);

/* Length of the longest prefix of [at, at+len) that is well-formed UTF-8. */
size_t scan_utf8(const char *at, size_t len);

/* Length in bytes (1 to 4) of the well-formed UTF-8 character at `at`, 0 when it is ill-formed. */
size_t scan_utf8_char(const char *at, const char *end);

#endif

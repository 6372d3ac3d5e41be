/* The cursor's eyes: strings, numbers and whole values scanned and checked. Internal to the JSON cursor. */
#ifndef UNDERSTUDY_EXTRACT_JSON_SCAN_H
#define UNDERSTUDY_EXTRACT_JSON_SCAN_H

#include "base/scan.h"
#include "extract/json_cursor.h"

/* The first failure is kept; returns false. */
bool json_fail(struct json_cursor *c, const char *why);

/* Minified JSON has no white space, so the first test nearly always ends it. */
static inline const char *json_skip_space(const char *at, const char *end)
{
    return at < end && (unsigned char)*at <= ' ' ? scan_space(at, end) : at;
}

/* Each returns the place behind what it passed, or NULL after json_fail(). `at` is before c->end. */
const char *json_scan_string(struct json_cursor *c, const char *at, bool *out_escapes); /* from behind the opening
                                                                                           quote, to the closing one */
const char *json_scan_key(struct json_cursor *c, const char *at, bool *out_escapes); /* to the value behind the colon */
const char *json_scan_value(struct json_cursor *c, const char *at);                  /* any value, every byte checked */
const char *json_skim_container(struct json_cursor *c, const char *at);              /* see json_open_skimming() */

/* Decode the escapes of [at, close), which json_scan_string() has checked, to `to`; never longer than the input. */
size_t json_decode(const char *at, const char *close, char *to);

#endif

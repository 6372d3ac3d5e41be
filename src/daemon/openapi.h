/* docs/openapi.json, in the program. */
#ifndef UNDERSTUDY_DAEMON_OPENAPI_H
#define UNDERSTUDY_DAEMON_OPENAPI_H

#include <stddef.h>

extern const char *const openapi_json;
extern const size_t openapi_json_len;

#endif

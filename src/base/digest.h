/* SHA-256 through libcrypto: the name of a stored answer. The only file that includes openssl. */
#ifndef UNDERSTUDY_BASE_DIGEST_H
#define UNDERSTUDY_BASE_DIGEST_H

#include "base/text.h"

enum { DIGEST_HEX_BYTES = 65 }; /* 64 hex digits and NUL */
/* Lower-case hex into out, which is returned. */
const char *digest_sha256_hex(struct text bytes, char out[DIGEST_HEX_BYTES]);

#endif

/* SHA-256 through libcrypto: the name of a stored answer; and HMAC with it: a signature. The only file that includes
 * openssl. */
#ifndef UNDERSTUDY_BASE_DIGEST_H
#define UNDERSTUDY_BASE_DIGEST_H

#include "base/text.h"

enum { DIGEST_HEX_BYTES = 65 }; /* 64 hex digits and NUL */
/* Lower-case hex into out, which is returned. */
const char *digest_sha256_hex(struct text bytes, char out[DIGEST_HEX_BYTES]);

/* RFC 2104 with SHA-256; the key is 1 byte or more. */
enum { DIGEST_BYTES = 32 };
void digest_hmac_sha256(struct text key, struct text bytes, unsigned char out[DIGEST_BYTES]);

#endif

/* SHA-256 and HMAC through libcrypto. */
#include "base/digest.h"

#include "base/error.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

const char *digest_sha256_hex(struct text bytes, char out[DIGEST_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(bytes.at != NULL ? bytes.at : "", bytes.len, sum, &len, EVP_sha256(), NULL) != 1 || len != 32)
        oom(); /* the only way a digest of bytes in memory can fail */
    for (unsigned i = 0; i < len; i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[64] = '\0';
    return out;
}

void digest_hmac_sha256(struct text key, struct text bytes, unsigned char out[DIGEST_BYTES])
{
    unsigned len = 0;
    assert(key.len > 0 && key.len <= INT_MAX);
    if (HMAC(EVP_sha256(), key.at, (int)key.len, (const unsigned char *)(bytes.at != NULL ? bytes.at : ""), bytes.len,
             out, &len) == NULL ||
        len != DIGEST_BYTES)
        oom();
}

/* SHA-256 through libcrypto. */
#include "base/digest.h"

#include "base/error.h"

#include <openssl/evp.h>

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
